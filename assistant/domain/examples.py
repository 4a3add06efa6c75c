"""Fictional descriptions with what each teaches: for finding circumstances, and for training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from assistant.domain.knowledge import Table

Register = Literal["formal", "plain", "short"]
"""公文第三人称 · 干部自述的大白话（允许错别字）· 简短含糊."""


class Fitting(Table, frozen=True):
    """A description that fits one circumstance best of all; `like` is the one whose words it borrows."""

    id: str
    register: Register
    field: str
    text: str
    why: str
    like: str = ""


class NearMiss(Table, frozen=True):
    """A description that looks like a circumstance and fails one element; it may fit another one."""

    id: str
    text: str
    fails: str
    why: str
    fits: str = ""


class Disguise(Table, frozen=True):
    """Conduct behind a red line, told in the words of a circumstance."""

    id: str
    red_line: str
    text: str
    why: str


class Unfitting(Table, frozen=True):
    """A description that fits no circumstance."""

    id: str
    text: str
    why: str


class Examples(Table, frozen=True):
    """One file of knowledge/examples/: a circumstance's own, or those that fit none."""

    example: tuple[Fitting, ...] = ()
    near_miss: tuple[NearMiss, ...] = ()
    red_line: tuple[Disguise, ...] = ()
    ordinary: tuple[Unfitting, ...] = ()
    """Plain breaches and negligence."""
    other: tuple[Unfitting, ...] = ()
    """No case at all."""


Example = Fitting | NearMiss | Disguise | Unfitting
Bank = Mapping[str, Examples]
"""All examples: by the circumstance's id, and "none"."""


def rows(bank: Bank) -> Iterator[tuple[str, str, Example]]:
    """Every example after the file and the table that it stands in."""
    for name, file in bank.items():
        for table in file.__struct_fields__:
            yield from ((name, table, row) for row in getattr(file, table))
