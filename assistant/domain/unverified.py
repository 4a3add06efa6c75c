"""What the cadre concerned said and the committee has still to verify."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain.dialogue import Field
from assistant.domain.finding import Finding
from assistant.domain.interview import Interview

MARK = "当事人陈述，待核实"
NAMED = 3
"""How many of the answers that wait a finding names."""


def waiting(interview: Interview) -> list[Field]:
    """The fields whose answers wait to be verified, in the order of the questions."""
    return [f for question in interview.path for f in question.fields if f.id in interview.unverified]


def unverified(interview: Interview) -> Iterator[Finding]:
    """One finding that says how many answers wait; the committee answers for what it puts forward (第十二条)."""
    fields = waiting(interview)
    if fields:
        named = "、".join(field.label for field in fields[:NAMED]) + ("等" if len(fields) > NAMED else "")
        message = (
            f"{named}（共{len(fields)}处）是{MARK}。请逐项核对：属实的，照原样确认；不符的，改正。核实以前，"
            "请不要当作组织认定的事实。"
        )
        yield Finding("evidence.unverified", "warn", fields[0].id, ("12", "13"), message)
