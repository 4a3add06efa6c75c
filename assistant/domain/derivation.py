"""The derivation of a judgement: points, each with its article and what it rests on, and how they are joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from assistant.domain.conditions import UNSETTLED
from assistant.domain.regulation import Circumstance

UNANSWERED = "未答"
Standing = Literal["for", "against", "unsettled", "unanswered", "not_applicable"]
Word = Literal["是", "否", "难以认定", "未答", "不涉及"]
STANDINGS: dict[Word, Standing] = {
    "是": "for", "否": "against", UNSETTLED: "unsettled", UNANSWERED: "unanswered", "不涉及": "not_applicable",
}  # fmt: skip
"""Which way a point speaks whose label is answered so."""
_LINE_STANDINGS: dict[Word, Standing] = {"是": "against", "否": "for"}


class Proof(msgspec.Struct, frozen=True):
    """One piece of evidence as the list of evidence knows it."""

    title: str
    date: str = ""
    kind: str = ""
    attachment: str = ""


class Node(msgspec.Struct, frozen=True):
    """One point of judgement: what was answered, by which article, on what facts and evidence."""

    path: str
    label: str
    articles: tuple[str, ...]
    value: str
    truth: Word
    """Whether what the label says holds: of a dimension its positive pole, of a red line that it stands."""
    facts: str = ""
    adverse: str = ""
    evidence: tuple[Proof, ...] = ()
    children: tuple[Node, ...] = ()
    remark: str = ""
    answers: tuple[str, ...] = ()
    """The answer paths that the node itself rests on."""
    unsettled: tuple[str, ...] = ()
    """Those of its own answers that are lacking or settle nothing."""
    red_line: bool = False
    """A red line, or all of them: what it says speaks against."""
    item: Circumstance | None = None
    """The circumstance, or the item of a list, that a point of its group is about."""

    @property
    def standing(self) -> Standing:
        """Which way the point speaks; a red line that nobody answered is as open as an unsettled one."""
        return _LINE_STANDINGS.get(self.truth, "unsettled") if self.red_line else STANDINGS[self.truth]

    @property
    def open(self) -> tuple[str, ...]:
        """The answers below it that are lacking (未答) or unsettled (难以认定)."""
        return tuple(dict.fromkeys(path for node in self.walk() for path in node.unsettled))

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def all_of(truths: Iterable[Word]) -> Word:
    """Kleene's and: one 否 decides; what does not concern the case is left aside; unknown is never 是."""
    return _first(("否", UNANSWERED, UNSETTLED, "是"), truths)


def any_of(truths: Iterable[Word]) -> Word:
    """Kleene's or: one 是 decides; unknown is never 否."""
    return _first(("是", UNANSWERED, UNSETTLED, "否"), truths)


def _first(order: tuple[Word, ...], truths: Iterable[Word]) -> Word:
    found = set(truths)
    for word in order:
        if word in found:
            return word
    return "不涉及" if found else "未答"


def unsettled(path: str, truth: Word) -> tuple[str, ...]:
    """The path, where its answer is lacking or settles nothing."""
    return (path,) if truth in (UNANSWERED, UNSETTLED) else ()


def articles_of(nodes: Iterable[Node]) -> tuple[str, ...]:
    """The articles of some points, each once."""
    return tuple(dict.fromkeys(id for node in nodes for id in node.articles))
