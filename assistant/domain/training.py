"""培训: one exercise, its marking, the next round, and the score by article and item."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from typing import Literal

import msgspec

from assistant.domain.knowledge import Basis

Kind = Literal["circumstance", "element", "pole", "fault"]
KINDS: dict[str, str] = {
    "circumstance": "识别情形",
    "element": "找缺的要件",
    "pole": "判断正反面",
    "fault": "找文稿的毛病",
}


class Choice(msgspec.Struct, frozen=True):
    """One answer to choose, and how to tell it from the others."""

    words: str
    note: str = ""


class Exercise(msgspec.Struct, frozen=True):
    """A text, a question, and its choices; `right` counts from 0."""

    id: str
    kind: Kind
    text: str
    ask: str
    choices: tuple[Choice, ...]
    right: int
    quotes: tuple[Basis, ...]
    """The words of the articles that decide it."""
    why: str

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles and items that the result counts under."""
        return tuple(dict.fromkeys(quote.article for quote in self.quotes))


class Sitting(msgspec.Struct, frozen=True):
    """Who works on which set; the same seed gives the same exercises in the same order."""

    set: str
    seed: str
    count: int
    group: bool = False
    class_name: str = ""
    """Nothing is stored where it is empty."""
    name: str = ""


class Result(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One exercise answered by one person or by a class; one line of the class's file."""

    at: str
    class_name: str
    name: str
    group: bool
    set: str
    seed: str
    exercise: str
    kind: Kind
    articles: tuple[str, ...]
    votes: tuple[int, ...]
    """How many chose each choice; one person is one vote, and a note alone has none."""
    right: int
    note: str = ""

    def __post_init__(self) -> None:
        """ValueError for what no exercise gives, as an edited file may hold it."""
        if not all(re.fullmatch(r"\d+(\.\d+)?", id, re.ASCII) for id in self.articles):
            raise ValueError("articles")
        if min(self.votes, default=0) < 0 or (self.votes and not 0 <= self.right < len(self.votes)):
            raise ValueError("votes")

    @property
    def total(self) -> int:
        """How many voted."""
        return sum(self.votes)

    @property
    def correct(self) -> int:
        """How many were right."""
        return self.votes[self.right] if self.total else 0

    @property
    def missed(self) -> bool:
        """Whether fewer than half were right."""
        return 2 * self.correct < self.total


@dataclass(frozen=True)
class Tally:
    """How many answers there were, and how many of them were right."""

    correct: int = 0
    total: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.correct + other.correct, self.total + other.total)


def mark(sitting: Sitting, exercise: Exercise, votes: Sequence[int], at: str, note: str = "") -> Result:
    """What an answer comes to; `votes` has a count for each choice."""
    return Result(
        at=at,
        class_name=sitting.class_name,
        name="" if sitting.group else sitting.name,
        group=sitting.group,
        set=sitting.set,
        seed=sitting.seed,
        exercise=exercise.id,
        kind=exercise.kind,
        articles=exercise.articles,
        votes=tuple(votes),
        right=exercise.right,
        note=note,
    )


def ordered(pool: Iterable[Exercise], seed: str) -> tuple[Exercise, ...]:
    """The exercises in the order of a seed, the kinds in turn.

    It is the same with every Python, and with whatever else the set gains.
    """
    shuffled = sorted(pool, key=lambda one: sha256(f"{seed}\0{one.id}".encode()).digest())
    by_kind = [[one for one in shuffled if one.kind == kind] for kind in KINDS]
    return tuple(one for turn in zip_longest(*by_kind) for one in turn if one)


def next_round(pool: Sequence[Exercise], asked: Iterable[Result], count: int) -> tuple[Exercise, ...]:
    """The next exercises of an ordered pool: those missed when last asked, then the new ones, then the rest."""
    missed = {result.exercise: result.missed for result in asked if result.total}
    turn = {True: 0, None: 1, False: 2}
    return tuple(sorted(pool, key=lambda one: turn[missed.get(one.id)])[:count])


def score(results: Iterable[Result]) -> Tally:
    """All answers together."""
    return sum((Tally(result.correct, result.total) for result in results), Tally())


def tallies(results: Iterable[Result], under: Callable[[Result], Iterable[str]]) -> dict[str, Tally]:
    """The answers under each name that `under` gives a result; a result counts once under each."""
    found: dict[str, Tally] = {}
    for result in results:
        for name in dict.fromkeys(under(result)):
            found[name] = found.get(name, Tally()) + Tally(result.correct, result.total)
    return {name: tally for name, tally in found.items() if tally.total}


def by_item(results: Iterable[Result]) -> dict[str, Tally]:
    """By article and item in the order of the text; an article stands before its items and counts all of them."""
    found = tallies(results, lambda result: (*result.articles, *map(head, result.articles)))
    return dict(sorted(found.items(), key=lambda row: tuple(map(int, row[0].split(".")))))


def by_kind(results: Iterable[Result]) -> dict[str, Tally]:
    """By kind of exercise."""
    return tallies(results, lambda result: (result.kind,))


def by_name(results: Iterable[Result]) -> dict[str, Tally]:
    """By person, where names were typed."""
    return tallies(results, lambda result: filter(None, (result.name,)))


def head(article: str) -> str:
    """The article of an item: 9.4 -> 9."""
    return article.partition(".")[0]
