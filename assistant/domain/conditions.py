"""The three-valued `when` of the data files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

import msgspec

UNSETTLED = "难以认定"


class Truth(Enum):
    """是, 否 or 未知; unknown is never no."""

    YES = "是"
    NO = "否"
    UNKNOWN = "未知"

    def __invert__(self) -> Truth:
        return {Truth.YES: Truth.NO, Truth.NO: Truth.YES}.get(self, Truth.UNKNOWN)


class When(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"not_": "not", "is_": "is", "in_": "in"}
):
    """One condition of a data file: exactly one of all, any, not, rule, or a path with is, in, has or answered."""

    all: tuple[When, ...] | None = None
    any: tuple[When, ...] | None = None
    not_: When | None = None
    rule: str | None = None
    """The name of a condition that `knowledge/` defines once, such as `red_line`."""
    path: str | None = None
    is_: str | None = None
    in_: tuple[str, ...] | None = None
    has: str | None = None
    """True when the list at `path` contains this word."""
    answered: bool | None = None


Rules = Mapping[str, When]


def evaluate(when: When, answers: Mapping[str, Any], rules: Rules | None = None) -> Truth:
    """The truth of `when` under `answers` (path -> value; absent means not answered).

    难以认定 settles nothing: it is 未知 for every comparison except with 难以认定 itself.
    """
    if when.all is not None:
        return both(evaluate(part, answers, rules) for part in when.all)
    if when.any is not None:
        return ~both(~evaluate(part, answers, rules) for part in when.any)
    if when.not_ is not None:
        return ~evaluate(when.not_, answers, rules)
    if when.rule is not None:
        return evaluate((rules or {})[when.rule], answers, rules)
    return _compare(when, answers.get(when.path or ""))


def both(parts: Iterable[Truth]) -> Truth:
    """Kleene's and: one 否 decides, else one 未知 leaves it open."""
    found = set(parts)
    return Truth.NO if Truth.NO in found else Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.YES


def every(when: When) -> Iterator[When]:
    """`when` and all conditions within it."""
    yield when
    for part in (*(when.all or ()), *(when.any or ()), *([when.not_] if when.not_ else [])):
        yield from every(part)


def leaves(when: When) -> Iterator[When]:
    """The comparisons and rules that `when` is built of."""
    return (part for part in every(when) if part.path or part.rule)


def fault(when: When) -> str | None:
    """What is wrong with the shape of `when`, in Chinese, or None."""
    heads = [n for n in ("all", "any", "not_", "rule", "path") if getattr(when, n) is not None]
    tests = [n for n in ("is_", "in_", "has", "answered") if getattr(when, n) is not None]
    if len(heads) != 1:
        return "条件应当且只能写 all、any、not、rule、path 中的一项"
    if heads == ["path"] and len(tests) != 1:
        return "path 后应当且只能写 is、in、has、answered 中的一项"
    if heads != ["path"] and tests:
        return "is、in、has、answered 只能与 path 同写"
    return None


def _compare(when: When, value: Any) -> Truth:
    if when.answered is not None:
        return _truth((value is not None) == when.answered)
    if value is None:
        return Truth.UNKNOWN
    if when.has is not None:
        return _truth(when.has in value)
    wanted = when.in_ if when.in_ is not None else (when.is_,)
    if value in wanted:
        return Truth.YES
    return Truth.UNKNOWN if value == UNSETTLED else Truth.NO


def _truth(value: bool) -> Truth:
    return Truth.YES if value else Truth.NO
