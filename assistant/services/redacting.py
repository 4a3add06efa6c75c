"""脱敏件: a copy of a case for training and discussion, and the list of what was replaced, kept apart."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from assistant import paths
from assistant.domain.answers import PICKED
from assistant.domain.events import Event
from assistant.domain.fault import Fault
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.domain.recognition import recognise
from assistant.domain.redaction import Redacted, left, prose, redact

if TYPE_CHECKING:
    from assistant.services.casework import Casework
    from assistant.services.drafting import Draft

LIST = "替换对照表（不外传）"
READ = "程序替换了认得出的姓名、单位、地名、日期、金额和号码，认不出的不会替换。请人工通读后再用，对照表不要同脱敏件放在一起。"
UNITS = ("unit.name", "committee.name", "handling_body")
_SAME = ("subject", "unit.type", PICKED)
"""Answers that name nobody."""
_AS_THEY_ARE = (*_SAME, "attachments", "wording_basis")
"""Those, and the ones that a copy does without."""


class NotRedacted(Fault):
    """Something of the original is left in a copy; the message is a Chinese sentence for people."""


def redacted_drafts(
    casework: Casework, interview: Interview, kinds: Iterable[str | None], names: Iterable[str]
) -> tuple[list[Draft], Redacted]:
    """Papers of a redacted copy, and what was replaced; NotRedacted if an original is left, `names` of files too."""
    copy, done = _copy(casework, interview)
    drafts = [_noted(casework.draft(copy, kind), done) for kind in kinds]
    refuse_left([*names, *(words for draft in drafts for words in _words(draft))], done, casework.knowledge)
    return drafts, done


def redacted_file(casework: Casework, ref: str) -> tuple[str, Redacted]:
    """The case file of a redacted copy, and what was replaced; NotRedacted if an original is left in it."""
    copy, done = _copy(casework, casework.load(ref), file=True)
    text = casework.written(copy)
    refuse_left([text], done, casework.knowledge)
    return text, done


def _copy(casework: Casework, interview: Interview, *, file: bool = False) -> tuple[Interview, Redacted]:
    """The same interview over redacted answers, for a paper or a case `file`."""
    from assistant.services.matching.features import cutter

    answers = {path: value for path, value in interview.answers.items() if path not in _AS_THEY_ARE}
    named = [str(answers.get(path, "")) for path in UNITS]
    rules = casework.library.redaction()
    person = str(answers.get("person.name", ""))
    found = recognise(prose(answers), person, named, rules, cutter(paths.user_cache()))
    done = redact(answers, found, rules, titles(casework.knowledge), file=file)
    same = {path: interview.answers[path] for path in _SAME if path in interview.answers}
    skipped = {"skipped": sorted(interview.skipped), "unverified": sorted(interview.unverified)}
    copy = casework.interview(interview.dialogue.mode)
    copy.apply(Event(1, "", "import", {"values": {**done.answers, **same}, **skipped}, "", ""))
    return copy, done


def titles(knowledge: Knowledge) -> list[str]:
    """Titles that name nobody: those of the text itself and of the upper-level bases."""
    return [knowledge.regulation.title, *(basis.title for basis in knowledge.bases)]


def _noted(draft: Draft, done: Redacted) -> Draft:
    """The paper with a line that says what it is."""
    note = f"`说明` {done.note}\n\n"
    return msgspec.structs.replace(draft, markdown=note + draft.markdown, marked=note + draft.marked)


def refuse_left(texts: Iterable[str], done: Redacted, knowledge: Knowledge) -> None:
    """NotRedacted if an original still stands in one of the texts of a copy."""
    found = [word for text in texts for word in left(text, done, titles(knowledge))]
    if found:
        raise NotRedacted(
            f"脱敏没有做成，没有写文件：还留有{'、'.join(dict.fromkeys(found))}；请在案件里改写这几处再试"
        )


def _words(draft: Draft) -> list[str]:
    """All that a paper says, what stands in its comments included."""
    grounds = [words for one in draft.grounds.values() for words in (one.value, *_titles(one.evidence))]
    return [draft.markdown, *grounds]


def listed(done: Redacted) -> bytes:
    """The list of what was replaced, for the person who keeps it."""
    rows = [
        f"{original}\t→\t{stand}" for original, stand in sorted(done.replaced.items(), key=lambda r: r[1])
    ]
    return "\n".join([READ, "", *rows, ""]).encode()


def list_path(path: Path) -> Path:
    """Where the list stands: beside the copy."""
    return path.with_name(f"{path.stem}·{LIST}.txt") if path.name else path / f"{LIST}.txt"


def _titles(evidence: tuple[object, ...] | None) -> list[str]:
    return [str(getattr(proof, "title", "")) for proof in evidence or ()]
