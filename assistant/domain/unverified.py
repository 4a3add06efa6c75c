"""What the cadre concerned said and the committee has still to verify."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.domain.dialogue import Field
from assistant.domain.finding import Finding
from assistant.domain.interview import Interview
from assistant.domain.regulation import quoted
from assistant.domain.wording import Lexicon, first_person

MARK = "当事人陈述，待核实"
NAMED = 3
"""How many of the answers that wait a finding names."""

THEIRS = "application."
"""Where the subject speaks in the paper too: the reasons of the application."""


def waiting(interview: Interview) -> list[Field]:
    """The fields whose answers wait to be verified, in the order of the questions."""
    return [f for question in interview.path for f in question.fields if f.id in interview.unverified]


def unverified(interview: Interview, lexicon: Lexicon) -> Iterator[Finding]:
    """How many answers wait, and which speak as 我, verified as they stand or not (第十二条)."""
    fields = waiting(interview)
    if fields:
        named = "、".join(field.label for field in fields[:NAMED]) + ("等" if len(fields) > NAMED else "")
        message = (
            f"{named}（共{len(fields)}处）是{MARK}。请逐项核对：属实的，照原样确认；不符的，改正。核实以前，"
            "请不要当作组织认定的事实。"
        )
        yield Finding("evidence.unverified", "warn", fields[0].id, ("12", "13"), message)
    for field in (field for question in interview.path for field in question.fields):
        answer = interview.active.get(field.id)
        own = answer is not None and answer == interview.stated.get(field.id)
        clause = first_person(_prose(answer), lexicon) if own else ""
        if clause and not field.options and not field.id.startswith(THEIRS):
            message = (
                f"“{field.label}”写的是当事人自己的口气（{quoted(clause)}），照样会写进文稿。请改成第三人称，"
                "写明姓名或者“当事人”。"
            )
            yield Finding("evidence.first_person", "warn", field.id, ("12",), message)


def _prose(answer: Any) -> str:
    """What was written: a text, or all cells of a list."""
    rows = answer if isinstance(answer, (list, tuple)) else [answer]
    cells = (cell for row in rows for cell in (row.values() if isinstance(row, dict) else [row]))
    return "\n".join(cell for cell in cells if isinstance(cell, str))
