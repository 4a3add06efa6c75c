"""自拟的段落: what a section that a person worded rests on, and whether that has changed since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from assistant.domain.assessment import Assessment
from assistant.domain.finding import Finding
from assistant.domain.grounds import ground
from assistant.domain.interview import Interview

WORDING, BASIS = "wording", "wording_basis"
CHANGED = "“{title}”一段：此段为自拟，其依据已改（{labels}）。请核对自拟的文字，或者恢复生成的文字。"
UNKNOWN = "“{title}”一段：此段为自拟，没有记下写的时候依据什么，请核对。"
NOWHERE = "自拟的段落“{title}”不在现有的文稿模板里，没有写进文稿。"


def basis(addresses: Iterable[str], answers: Mapping[str, Any]) -> tuple[str, ...]:
    """What a section rests on now: each address with a digest of the answers there."""
    return tuple(f"{path} {_digest(path, answers)}" for path in sorted(set(addresses)))


def reworded(interview: Interview, assessment: Assessment, titles: Mapping[str, str]) -> Iterator[Finding]:
    """A finding for each worded section whose basis has changed, or is not recorded; `titles` by section."""
    answers = interview.active
    for where in (path for path in answers if path.startswith(f"{WORDING}.")):
        section = where.partition(".")[2]
        recorded = answers.get(f"{BASIS}.{section}")
        title = titles.get(section, section)
        if section not in titles:
            yield Finding("basis.wording", "warn", where, ("12",), NOWHERE.format(title=title))
        elif recorded is None:
            yield Finding("basis.wording", "info", where, ("12",), UNKNOWN.format(title=title))
        elif changed := _changed(recorded, answers):
            labels = dict.fromkeys(ground(path, interview, assessment).label for path in changed)
            said = CHANGED.format(title=title, labels="、".join(labels))
            yield Finding("basis.wording", "warn", where, ("12",), said)


def _changed(recorded: Iterable[str], answers: Mapping[str, Any]) -> list[str]:
    pairs = (entry.rpartition(" ") for entry in recorded)
    return [path for path, _, digest in pairs if digest != _digest(path, answers)]


def _digest(path: str, answers: Mapping[str, Any]) -> str:
    """A short name for all answers at `path` and below it."""
    under = {p: v for p, v in answers.items() if p == path or p.startswith((f"{path}.", f"{path}["))}
    return sha256(json.dumps(under, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]
