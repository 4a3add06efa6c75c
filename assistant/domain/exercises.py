"""What a set of exercises is made of: the files of knowledge/exercises/ and of a trainer as values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from assistant.domain.examples import Register
from assistant.domain.knowledge import Basis, Table

EXAMPLES = "examples"
"""What a draw names when it is made from knowledge/examples/."""
MOST = 9
"""Choices of one exercise, so that a digit chooses each."""


class Draw(Table, frozen=True):
    """Exercises taken from the examples, or all that another set writes itself."""

    from_: str = msgspec.field(name="from")
    kind: Literal["circumstance", "element", ""] = ""
    """Of the examples: both kinds where it is empty."""
    circumstances: tuple[str, ...] = ()
    """Of the examples: all circumstances where it is empty."""
    register: tuple[Register, ...] = ()
    """Of the examples to be named: every register where it is empty."""


class Written(Table, frozen=True):
    """What every written exercise has: a text, and why its answer is right."""

    id: str
    text: str
    why: str


class NameCircumstance(Written, frozen=True):
    """Which item of 第八至十一条 fits the text best; `others` are offered before its neighbours."""

    answer: str
    others: tuple[str, ...] = ()


class FindElement(Written, frozen=True):
    """Which element of a circumstance the text fails."""

    circumstance: str
    answer: str


class ChoosePole(Written, frozen=True):
    """Which side of one opposition of 第六条 the facts speak for, or 难以认定."""

    dimension: str
    opposition: Literal["judgement", "distinction"]
    answer: str


class FindFault(Written, frozen=True):
    """Which fault a passage of a draft has."""

    answer: str
    others: tuple[str, ...]
    quote: tuple[Basis, ...]


class FindSentence(Written, frozen=True):
    """Which sentence of a passage is faulty, counted from 1; `text` says what paper it is of."""

    fault: str
    sentences: tuple[str, ...]
    answer: int
    quote: tuple[Basis, ...]


Task = NameCircumstance | FindElement | ChoosePole | FindFault | FindSentence


class ExerciseSet(Table, frozen=True):
    """One file of exercises: some written out, some drawn."""

    title: str
    about: str = ""
    draw: tuple[Draw, ...] = ()
    circumstance: tuple[NameCircumstance, ...] = ()
    element: tuple[FindElement, ...] = ()
    pole: tuple[ChoosePole, ...] = ()
    fault: tuple[FindFault, ...] = ()
    sentence: tuple[FindSentence, ...] = ()

    def tasks(self) -> Iterator[tuple[str, int, Task]]:
        """Every written exercise after its table and its number there."""
        for table in ("circumstance", "element", "pole", "fault", "sentence"):
            yield from ((table, n, task) for n, task in enumerate(getattr(self, table), 1))
