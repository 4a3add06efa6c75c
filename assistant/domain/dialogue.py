"""The questions of an interview: what is asked, in which section, and under which condition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from assistant.domain.conditions import When
from assistant.domain.regulation import Circumstance

Kind = Literal["choice", "several", "text", "long", "date", "month", "list"]


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One column of a list answer."""

    id: str
    label: str
    kind: Literal["text", "date", "choice"] = "text"
    options: tuple[str, ...] = ()
    hidden: bool = False
    """A column that is kept but not asked for."""


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One answer: its path in the case file, its kind and its words."""

    id: str
    kind: Kind
    label: str
    options: tuple[str, ...] = ()
    hints: dict[str, str] = msgspec.field(default_factory=dict)
    """One line of explanation per option."""
    source: Literal["circumstances", "evidence", "policy_bases", ""] = ""
    """Where the options come from when the data file does not list them."""
    columns: tuple[Column, ...] = ()
    optional: bool = False
    """An answer that may stay blank without leaving a gap."""
    propose: str = ""
    """The path whose answer is proposed here, to confirm or change."""


class Question(Field, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing asked: its own field, and those asked in the same breath (`also`)."""

    ask: str
    article: str
    why: str
    also: tuple[Field, ...] = ()
    when: When | None = None
    unknown: Literal["ask", "pass"] | None = None
    """What to do while `when` is 未知."""
    section: str = ""
    heading: str = ""
    """What a question with several answers is called in the outline and the review."""

    @property
    def name(self) -> str:
        """What the question is called in a list: its heading, else its label."""
        return self.heading or self.label

    @property
    def fields(self) -> tuple[Field, ...]:
        """All answers that this question asks for, its own first."""
        return (self, *self.also)


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of questions with one heading in the outline."""

    id: str
    title: str
    question: tuple[Question, ...]
    when: When | None = None
    unknown: Literal["ask", "pass"] | None = None


class Dialogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One interview, as its data file has it; questions with `[*]` are asked for each picked circumstance."""

    mode: str
    title: str
    section: tuple[Section, ...]
    by: Literal["党委（党组）", "当事人"] = "党委（党组）"
    """Who answers. 当事人: in memory until they say otherwise, in plain words, handed over as 待核实."""
    papers: tuple[str, ...] = ()
    """The kinds of paper that it is for, the first by default; empty: all, and what the case calls for."""

    @property
    def own(self) -> bool:
        """Whether the cadre concerned answers, on their own account."""
        return self.by == "当事人"

    def questions(self, picked: Sequence[Circumstance]) -> tuple[Question, ...]:
        """The questions in their order, those of the picked circumstances in their place."""
        found: list[Question] = []
        for section in self.section:
            plain = [q for q in section.question if "[*]" not in q.id]
            each = [q for q in section.question if "[*]" in q.id]
            asked = [*plain, *(c for item in picked for q in each for c in _about(q, item))]
            found += [_placed(question, section) for question in asked]
        return tuple(found)


def _placed(question: Question, section: Section) -> Question:
    return msgspec.structs.replace(question, section=section.id)


def _about(question: Question, item: Circumstance) -> Iterator[Question]:
    """`question` written out for one picked circumstance: once, per branch choice, or per element.

    `.answer` is asked about items of negative lists, and nothing else is.
    """
    path = question.id.replace("[*]", f"[{item.id}]")
    if path.endswith(".branch"):
        if item.branches:
            yield _written(question, item, id=path, options=item.branches, ask=item.branch_question)
    elif path.endswith(".answer"):
        if item.negative:
            yield _written(question, item, id=path, ask=question.ask.replace("{label}", item.citation))
    elif item.negative:
        return
    elif path.endswith(".elements.*"):
        for element in item.element:
            when = (
                When(path=f"circumstances[{item.id}].branch", is_=element.branch) if element.branch else None
            )
            yield _written(
                question,
                item,
                id=path.removesuffix("*") + element.id,
                ask=element.question,
                label=element.words,
                when=when,
                unknown="pass" if when else None,
            )
    else:
        yield _written(question, item, id=path, ask=question.ask.replace("{label}", item.label))


def _written(question: Question, item: Circumstance, **changes: Any) -> Question:
    return msgspec.structs.replace(question, article=item.article, **changes)
