"""What widgets tell their screen: past facts, one class and one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual.message import Message


@dataclass
class Answered(Message):
    """A form was sent: what it holds, by field id."""

    question_id: str
    raw: dict[str, Any]


@dataclass
class Skipped(Message):
    """暂不清楚 was chosen for the question that is asked."""


@dataclass
class Typed(Message):
    """Something in a field changed and is not sent; `draft` is what to keep, empty when nothing differs."""

    field_id: str
    draft: str


@dataclass
class FieldDone(Message):
    """Enter was pressed in a field: go on to the next one, or send."""

    field_id: str


@dataclass
class EntryOpened(Message):
    """An earlier question was opened, to change its answer in place."""

    question_id: str


@dataclass
class Confirmed(Message):
    """The answers to a question, the subject's own words, were confirmed as they stand."""

    question_id: str


@dataclass
class JumpTo(Message):
    """A question was picked to stand at; None is the end."""

    question_id: str | None


@dataclass
class Changed(Message):
    """The case was changed outside the question form; all that is derived from it is stale."""


@dataclass
class AsideBegun(Message):
    """An interview was begun that is in memory alone until people keep it."""

    mode: str


@dataclass
class CaseOpened(Message):
    """A case was picked or begun, to work on."""

    case_id: str
