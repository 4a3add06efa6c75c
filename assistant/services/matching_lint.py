"""Faults of what descriptions are compared with: examples, expressions and neighbours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from assistant.domain.examples import Bank, Disguise, Example, Fitting, NearMiss, rows
from assistant.domain.knowledge import Group, Knowledge

NONE = "none"
EXPRESSION = re.compile(r"[㐀-鿿]{2,10}")
T = TypeVar("T")


def faults(knowledge: Knowledge, bank: Bank, groups: Sequence[Group]) -> Iterator[str]:
    """Each fault a Chinese sentence with file and key."""
    yield from _groups(groups)
    yield from _ideas(knowledge, {group.name for group in groups})
    yield from _neighbours(knowledge)
    yield from _examples(knowledge, bank)


def _groups(groups: Sequence[Group]) -> Iterator[str]:
    yield from (f"words：“{name}”写了两次" for name in _twice(group.name for group in groups))
    for group in groups:
        yield from (f"words {group.name}：“{word}”写了两次" for word in _twice(group.words))
        for word in group.words:
            if not EXPRESSION.fullmatch(word):
                yield f"words {group.name}：“{word}”应当是2至10个汉字"


def _ideas(knowledge: Knowledge, names: set[str]) -> Iterator[str]:
    for one in knowledge.circumstances.values():
        for element in one.element:
            for idea in element.ideas:
                if idea not in names:
                    yield f"circumstances {one.id} {element.id}：words 里没有“{idea}”这一组"


def _neighbours(knowledge: Knowledge) -> Iterator[str]:
    for pair in knowledge.neighbours:
        where = f"neighbours.toml {'、'.join(pair.between)}"
        yield from (
            f"{where}：没有“{id}”这一情形" for id in pair.between if id not in knowledge.circumstances
        )
        if pair.between[0] == pair.between[1]:
            yield f"{where}：两项相同"
    for pair in _twice(tuple(sorted(pair.between)) for pair in knowledge.neighbours):
        yield f"neighbours.toml {'、'.join(pair)}：写了两次"


def _examples(knowledge: Knowledge, bank: Bank) -> Iterator[str]:
    yield from (f"examples：“{id}”写了两次" for id in _twice(row.id for _, _, row in rows(bank)))
    for name, table, row in rows(bank):
        if name != NONE and name not in knowledge.circumstances:
            yield f"examples/{name}.toml：文件名应当是情形的编号，或者 none"
        where = f"examples {row.id}"
        if not row.id.startswith(f"{name}-"):
            yield f"{where}：id 应当以“{name}-”开头"
        if (name == NONE) != (table in ("ordinary", "other")):
            yield f"{where}：{table} 不能写在 {name}.toml 里"
        yield from (
            f"{where}：缺少{what}" for what, words in (("文字", row.text), ("说明", row.why)) if not words
        )
        yield from (f"{where}：{fault}" for fault in _refers(knowledge, name, row))


def _refers(knowledge: Knowledge, name: str, row: Example) -> Iterator[str]:
    """What an example refers to and is not there."""
    if isinstance(row, Fitting) and row.like and row.like not in knowledge.circumstances:
        yield f"like“{row.like}”不是任何情形"
    if isinstance(row, Disguise) and row.red_line not in (line.id for line in knowledge.red_lines):
        yield f"red_line“{row.red_line}”不在 red_lines.toml 里"
    if isinstance(row, NearMiss):
        if row.fits and row.fits not in knowledge.circumstances:
            yield f"fits“{row.fits}”不是任何情形"
        one = knowledge.circumstances.get(name)
        if one and row.fails not in (element.id for element in one.element):
            yield f"fails“{row.fails}”不是{name}的要件"


def _twice(values: Iterable[T]) -> list[T]:
    return [value for value, times in Counter(values).items() if times > 1]
