"""What the index is built from: the items, the examples of each, and expressions grouped by idea."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from assistant.domain.examples import Bank, Example, Fitting, NearMiss, rows
from assistant.domain.knowledge import Group, Knowledge
from assistant.domain.regulation import Circumstance

CATCH_ALL = "11.14"


class Item(msgspec.Struct, frozen=True):
    """What a text may be found to fit: its own words, and the ideas that speak for it."""

    id: str
    words: str
    ideas: tuple[str, ...] = ()


class Sample(msgspec.Struct, frozen=True):
    """A text with what it belongs to: an item's id, or the name of a kind that fits no item."""

    id: str
    label: str
    text: str
    shown: bool = True
    """Whether it may be shown as an example of its item: a near miss may not."""


class Material(msgspec.Struct, frozen=True):
    """All that an index is built from."""

    items: Sequence[Item]
    samples: Sequence[Sample] = ()
    ideas: Mapping[str, Sequence[str]] = {}
    """Each expression of knowledge/words/ with the ideas that it names."""


def gather(knowledge: Knowledge, bank: Bank, groups: Iterable[Group]) -> Material:
    """The circumstances and the items of later lists, with all their examples."""
    items = [_item(one, knowledge) for one in knowledge.circumstances.values() if one.id != CATCH_ALL]
    samples = [
        Sample(row.id, _label(name, table, row), row.text, isinstance(row, Fitting))
        for name, table, row in rows(bank)
    ]
    for id, item in knowledge.listed.items():
        items.append(Item(id, item.text))
        samples += (Sample(f"{id}-{n}", id, text) for n, text in enumerate(item.examples, 1))
    ideas: dict[str, list[str]] = {}
    for group in groups:
        for word in group.words:
            ideas.setdefault(word, []).append(group.name)
    return Material(items, samples, ideas)


def _item(one: Circumstance, knowledge: Knowledge) -> Item:
    words = [knowledge.text(one.id), one.label, *(element.question for element in one.element)]
    ideas = dict.fromkeys(idea for element in one.element for idea in element.ideas)
    return Item(one.id, "。".join(words), tuple(ideas))


def _label(name: str, table: str, example: Example) -> str:
    """What an example teaches: a near miss, that it looks like its circumstance; its elements tell the rest."""
    if isinstance(example, NearMiss):
        return example.fits or name
    return name if isinstance(example, Fitting) else table
