"""What the program knows besides the answers: the tables of `knowledge/` as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Literal

import msgspec

from assistant.domain.conditions import When
from assistant.domain.lists import Listed, ListKind, item_id, named
from assistant.domain.procedure import Clock
from assistant.domain.regulation import Circumstance, Condition, Dimension, Regulation, cite
from assistant.domain.wording import Lexicon

FindingLevel = Literal["block", "warn", "info"]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of a table in `knowledge/`."""


class Basis(Table, frozen=True):
    """An article or item with the words of it that are relied on."""

    article: str
    words: str


class RedLine(Table, frozen=True):
    """What the product drafts no recommendation for, and on what basis."""

    id: str
    label: str
    when: When
    basis: tuple[Basis, ...]
    override: str = ""
    """The override path prefix when a named person may set it aside; empty when none may."""
    remark: str = ""


class OutcomeCell(Table, frozen=True):
    """One cell of 第十八条 as a table: loss and remedy -> proposed outcome and the other readings."""

    level: str
    remedy: tuple[str, ...]
    reason: str
    proposed: str = ""
    alternatives: tuple[str, ...] = ()
    warning: str = ""


class FormRow(Table, frozen=True):
    """One conversion of 第十九条: the intended form, the outcomes it goes with, and what it may become."""

    from_: str = msgspec.field(name="from")
    outcomes: tuple[str, ...]
    to: str
    words: str


class Content(Table, frozen=True):
    """One of the six contents of 第十二条 and the answers that make it present."""

    n: int
    title: str
    paths: dict[str, str]
    """Each answer path with what it is called."""
    subject: Literal["个人", "单位", ""] = ""
    """The kind of subject that alone must have it."""


class PolicyBasis(Table, frozen=True):
    """An upper-level basis offered to choose from; each is to be checked against the current text."""

    title: str
    remark: str = ""
    text: str = ""
    """Its words, of a department's rules."""


class ListedItem(Table, frozen=True):
    """One item of a list, with one or two examples of it."""

    n: int
    text: str
    examples: tuple[str, ...] = ()


class CircumstanceList(Table, frozen=True):
    """正面、负面情形清单, passed by the 联席会议 (第二十一、二十二条), or a department's own rules (the 通知's 1+X)."""

    id: str
    title: str
    kind: ListKind
    drawn_by: str
    dated: date
    passed_by: str = ""
    """The 联席会议 that passed it; empty where none has."""
    item: tuple[ListedItem, ...] = ()

    @property
    def digest(self) -> str:
        """A short name for exactly these words."""
        return sha256(msgspec.json.encode(self)).hexdigest()[:12]

    def items(self) -> Iterator[Listed]:
        """Each item with what is said of the list that it stands in."""
        for item in self.item:
            yield Listed(
                id=item_id(self.id, item.n), kind=self.kind, title=self.title, drawn_by=self.drawn_by,
                dated=self.dated.isoformat(), passed_by=self.passed_by, text=item.text, examples=item.examples,
            )  # fmt: skip


class Group(Table, frozen=True):
    """Expressions that mean the same thing to us: one idea."""

    name: str
    words: tuple[str, ...]


class Neighbours(Table, frozen=True):
    """Two circumstances that are easily taken for each other, and the question that tells them apart."""

    between: tuple[str, str]
    ask: str
    answers: tuple[str, str]
    """The answer that speaks for each of the two."""


class Implied(Table, frozen=True):
    """Words of the text that lead to other parts of it without naming them, or by a wrong number."""

    where: str
    words: str
    to: tuple[str, ...]


class FaultKind(Table, frozen=True):
    """A fault for which reviewers send a draft back, and how to tell it from others."""

    id: str
    label: str
    sign: str


class FindingRule(Table, frozen=True):
    """A finding that a condition of the data files decides."""

    code: str
    level: FindingLevel
    where: str
    articles: tuple[str, ...]
    message: str
    when: When
    unless_barred: bool = False
    """Left unsaid where a red line stands."""


class Proofs(Table, frozen=True):
    """Words in the title or the kind of a piece of evidence that tell what it proves."""

    meeting: tuple[str, ...]
    procedure: tuple[str, ...]
    """Legal review, request and reply, expert appraisal, filing: procedure beyond meetings."""
    remedy: tuple[str, ...]
    afterwards: tuple[str, ...]
    """What is by its nature made after the act."""


class HearingQuestion(Table, frozen=True):
    """What the handling body asks under 第十三条, of whom, and which answers of the case speak to it."""

    id: str
    who: str
    ask: str
    words: str
    """The words of 第十三条 that it comes from."""
    paths: dict[str, str]
    """Each answer path with what it is called."""
    proof: tuple[str, ...]
    """What is usually shown for it."""
    kinds: tuple[str, ...] = ()
    """The kinds of evidence in the list that speak to it."""
    subject: Literal["个人", "单位", ""] = ""
    """The kind of subject that alone is asked about."""


class Explained(Table, frozen=True):
    """A circumstance in plain words for the cadre concerned, and what to gather for each of its elements."""

    id: str
    plain: str
    gather: dict[str, str] = {}
    """Element id -> the proof that would show it."""


class Said(Table, frozen=True):
    """What a finding of the review says to the cadre concerned; `“{name}”` stands for the question it is about."""

    code: str
    """The code of the finding, or its beginning up to a dot."""
    message: str
    level: FindingLevel | None = None
    """Another level than the committee's, where it weighs differently."""


@dataclass(frozen=True)
class Knowledge:
    """Everything that `knowledge/` holds, read once."""

    regulation: Regulation
    circumstances: Mapping[str, Circumstance]
    dimensions: tuple[Dimension, ...]
    conditions: tuple[Condition, ...]
    red_lines: tuple[RedLine, ...]
    outcomes: tuple[OutcomeCell, ...]
    forms: tuple[FormRow, ...]
    contents: tuple[Content, ...]
    bases: tuple[PolicyBasis, ...]
    findings: tuple[FindingRule, ...]
    proofs: Proofs
    hearing: tuple[HearingQuestion, ...]
    clocks: Mapping[str, Clock]
    lexicon: Lexicon
    neighbours: tuple[Neighbours, ...]
    explained: Mapping[str, Explained]
    said: tuple[Said, ...]
    faults: tuple[FaultKind, ...]
    lists: tuple[CircumstanceList, ...]
    implied: tuple[Implied, ...]
    version: str
    """The first 12 hexadecimal digits of the SHA-256 over all data files."""

    @cached_property
    def items(self) -> Mapping[str, Listed]:
        """Every item of the lists and of departments' rules by its id."""
        return {item.id: item for one in self.lists for item in one.items()}

    @cached_property
    def listed(self) -> Mapping[str, Listed]:
        """Every item of the positive and negative lists by its id."""
        return {id: item for id, item in self.items.items() if item.kind != "rules"}

    @cached_property
    def policy_bases(self) -> tuple[PolicyBasis, ...]:
        """The bases offered to choose from: the upper-level ones, then the items of departments' rules."""
        rules = (item for item in self.items.values() if item.kind == "rules")
        return (*self.bases, *(PolicyBasis(item.citation + item.origin, text=item.text) for item in rules))

    def other_version(self, title: str) -> CircumstanceList | None:
        """The rules that a basis was chosen from, where they stand here in another version that lacks it."""
        if any(basis.title == title for basis in self.policy_bases):
            return None
        rules = (one for one in self.lists if one.kind == "rules")
        return next((one for one in rules if title.startswith(f"{named(one.title)}第")), None)

    @cached_property
    def pickable(self) -> Mapping[str, Circumstance]:
        """What a case may pick: the circumstances, then the items of the lists, the negative ones last."""
        return {**self.circumstances, **dict(sorted(self.listed.items(), key=lambda one: one[1].negative))}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What items of the text are called among us, each under its own number."""
        names = {one.article: one.name for one in self.dimensions}
        names |= {one.article: one.label for one in self.conditions}
        return names | {one.id: one.label for one in self.circumstances.values()}

    def cite(self, id: str) -> str:
        """The citation of a circumstance, or of an item of a list."""
        return self.listed[id].citation if id in self.listed else cite(id)

    def text(self, id: str) -> str:
        """The words of a circumstance, or of an item of a list."""
        return self.listed[id].text if id in self.listed else self.regulation.text(id)

    def apart(self, one: str, other: str) -> tuple[str, dict[str, str]] | None:
        """The question that tells two circumstances apart, with the answer that speaks for each."""
        for pair in self.neighbours:
            if {one, other} == set(pair.between):
                return pair.ask, dict(zip(pair.between, pair.answers, strict=True))
        return None

    @property
    def rules(self) -> dict[str, When]:
        """The named conditions that data files may refer to: each red line, and any of them."""
        named = {f"red_line.{line.id}": line.when for line in self.red_lines}
        return {**named, "red_line": When(any=tuple(line.when for line in self.red_lines))}
