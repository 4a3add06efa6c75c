"""What can still change the result: the open answers that bear on it, found by completing them in every way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import msgspec

from assistant.domain.conditions import UNSETTLED, Truth, When, evaluate, leaves
from assistant.domain.derivation import UNANSWERED, Word
from assistant.domain.knowledge import Knowledge
from assistant.domain.outcome import UNKNOWN_FORM, cell_of, conversion_of

NOTE, RECOMMENDATION = "不提出容错建议的说明", "容错初步建议"
UNLISTED, NO_CONVERSION = "第十八条未列，不能代为提出", "第十九条未列转化"
OTHER = "其他"
"""Stands for all the values that no rule or table names."""

Values = dict[str, tuple[Any, ...]]
Result = tuple[str, ...]
"""The words of a result, the part that decides first: the paper, or the outcome and the form."""


class Bearing(msgspec.Struct, frozen=True):
    """An open answer that can still change the paper, the outcome (第十八条) or the conversion (第十九条)."""

    path: str
    truth: Word
    """未答 or 难以认定."""
    weight: float
    """The share of the completions, taken in pairs that differ in this answer only, whose results differ."""
    results: tuple[str, ...]
    """What it can still make of the case."""


def bearing(answers: Mapping[str, Any], knowledge: Knowledge) -> tuple[Bearing, ...]:
    """The open answers that can still change the result and no others, the weightiest first.

    The red lines decide on the paper alone, the tables only where no line stands; so each is completed by itself.
    The committee's own choice of an outcome is taken as it is.
    """
    lines, table = _open(_line_values(knowledge), answers), _open(_table_values(knowledge), answers)
    papers = {given: _paper({**answers, **_given(lines, given)}, knowledge) for given in _all(lines)}
    outcomes = {given: _outcome({**answers, **_given(table, given)}, knowledge) for given in _all(table)}
    clear = sum(paper == (RECOMMENDATION,) for paper in papers.values()) / len(papers)
    found = [*_bearings(lines, papers, answers, 1), *_bearings(table, outcomes, answers, clear)]
    return tuple(sorted(found, key=lambda one: -one.weight))


def _line_values(knowledge: Knowledge) -> Values:
    """Each answer that a red line looks at, with the values that matter to it; an exception may be left blank."""
    found: dict[str, list[Any]] = {}
    for leaf in (leaf for line in knowledge.red_lines for leaf in leaves(line.when)):
        found.setdefault(leaf.path or "", []).extend(_named(leaf))
    return {path: tuple(dict.fromkeys([*values, OTHER])) for path, values in found.items()}


def _named(leaf: When) -> Iterator[Any]:
    if leaf.answered is not None:
        yield None
    yield from filter(None, (leaf.is_, leaf.has, *(leaf.in_ or ())))


def _table_values(knowledge: Knowledge) -> Values:
    """Loss, remedy and form of handling; 第十八条 as a table names every loss and remedy that there is."""
    return {
        "loss.level": tuple(dict.fromkeys(cell.level for cell in knowledge.outcomes)),
        "remedy.status": tuple(dict.fromkeys(word for cell in knowledge.outcomes for word in cell.remedy)),
        "intended_form": (*(row.from_ for row in knowledge.forms), OTHER),
    }


def _open(values: Values, answers: Mapping[str, Any]) -> Values:
    return {
        path: some for path, some in values.items() if answers.get(path) in (None, UNSETTLED, UNKNOWN_FORM)
    }


def _all(values: Values) -> Iterator[tuple[Any, ...]]:
    return product(*values.values())


def _given(values: Values, given: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(values, given, strict=True))


def _paper(answers: Mapping[str, Any], knowledge: Knowledge) -> Result:
    given = {path: value for path, value in answers.items() if value is not None}
    stands = (evaluate(line.when, given, knowledge.rules) is Truth.YES for line in knowledge.red_lines)
    return (NOTE if any(stands) else RECOMMENDATION,)


def _outcome(answers: Mapping[str, Any], knowledge: Knowledge) -> Result:
    cell = cell_of(answers, knowledge)
    proposed = (cell.proposed if cell else "") or UNLISTED
    form = conversion_of(
        answers.get("intended_form"), answers.get("recommendation.outcome") or proposed, knowledge
    )
    return (proposed, f"转化为{form.to}" if form else NO_CONVERSION)


def _bearings(
    values: Values, results: Mapping[tuple[Any, ...], Result], answers: Mapping[str, Any], share: float
) -> Iterator[Bearing]:
    for place, path in enumerate(values):
        alike: dict[tuple[Any, ...], list[Result]] = {}
        for given, result in results.items():
            alike.setdefault(given[:place] + given[place + 1 :], []).append(result)
        differ = [group for group in alike.values() if len(set(group)) > 1]
        if differ and share:
            truth: Word = UNSETTLED if path in answers else UNANSWERED
            weight = share * _differing(differ) / _pairs(len(values[path])) / len(alike)
            yield Bearing(path, truth, weight, _words(differ))


def _differing(groups: Iterable[Sequence[Result]]) -> int:
    return sum(_pairs(len(group)) - sum(map(_pairs, Counter(group).values())) for group in groups)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _words(groups: Sequence[Sequence[Result]]) -> tuple[str, ...]:
    """What the differing results say where they first differ, each once."""
    found: dict[str, None] = {}
    for group in groups:
        place = next(n for n, words in enumerate(zip(*group, strict=True)) if len(set(words)) > 1)
        found |= dict.fromkeys(result[place] for result in group)
    return tuple(found)
