"""What several screens derive alike from a case: its deadline in words, and which question to open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.ui.typeset import day, visible

if TYPE_CHECKING:
    from assistant.domain.interview import Interview
    from assistant.services.casework import DeadlineNow

LAST_PART = re.compile(r"(\.[^.\[\]]+|\[[^\]]*\])$")


def deadline_words(deadline: DeadlineNow | None) -> str:
    """The deadline as people say it: 还有3个工作日（至9月29日）."""
    if deadline is None:
        return "通知日期未填"
    reading = deadline.limit.reading
    note = "，暂算" if reading.provisional else ""
    if deadline.left <= 0:
        return f"期限已过（{day(reading.due)}止{note}）"
    return f"还有{deadline.left}个工作日（至{day(reading.due)}{note}）"


def owner(interview: Interview, where: str) -> str | None:
    """The question to open for an answer path: its own, else the nearest that is asked; None if none is near."""
    owners = {field.id: question.id for question in interview.path for field in question.fields}
    for path in _upwards(where):
        below = (f"{path}.", f"{path}[")
        found = owners.get(path) or next((owners[field] for field in owners if field.startswith(below)), None)
        if found:
            return found
    return None


def lacking(gaps: Sequence[str], paper: str = "文稿", named: int | None = None) -> str:
    """What a paper still lacks, said before and after it is written; of many gaps the first so many are `named`."""
    if not gaps:
        return f"{paper}里没有待补充的地方。"
    listed = "；".join(gaps[:named]) + ("等" if len(gaps[:named]) < len(gaps) else "")
    return f"{paper}里还有{len(gaps)}项待补充，照样标出：{listed}。"


def file_name(title: str) -> str:
    """A title as the name of a file: no separators, at most 40 characters."""
    kept = "".join("_" if char in '\\/:*?"<>|' else char for char in visible(title)).strip(". ")
    return " ".join(kept.split())[:40] or "案件"


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        shorter = LAST_PART.sub("", path)
        path = shorter if shorter != path else ""
