"""What can be picked in a field, whether the data file lists it or another answer does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.domain.dialogue import Field
from assistant.domain.regulation import cite

if TYPE_CHECKING:
    from assistant.domain.knowledge import Knowledge

CHECK_FIRST = "引用前请核对现行文本"


@dataclass(frozen=True)
class Pick:
    """One thing to pick: the value that is stored, its words, a hint, and its full text."""

    value: str
    label: str
    hint: str = ""
    detail: str = ""


def picks(
    field: Field, answers: Mapping[str, Any], knowledge: Knowledge, plain: bool = False
) -> tuple[Pick, ...]:
    """What `field` offers, explained where `plain`; answers that stand there already are always among it."""
    sources = {"circumstances": _explained if plain else _circumstances, "policy_bases": _bases}
    if field.source == "evidence":
        found = tuple(_evidence(answers.get("evidence") or ()))
    elif field.source:
        found = tuple(sources[field.source](knowledge))
    else:
        found = tuple(Pick(option, option, field.hints.get(option, "")) for option in field.options)
    known = {pick.value for pick in found}
    standing = answers.get(field.id) if field.kind == "several" else None
    return (*found, *(Pick(value, value) for value in _titles(standing or ()) if value not in known))


def _circumstances(knowledge: Knowledge) -> Iterable[Pick]:
    for id_, item in knowledge.circumstances.items():
        yield Pick(id_, f"{cite(id_)}　{item.label}", "", knowledge.regulation.text(id_))


def _explained(knowledge: Knowledge) -> Iterable[Pick]:
    for pick in _circumstances(knowledge):
        plain = knowledge.explained[pick.value].plain
        yield replace(pick, detail=f"说的是：{plain}\n原文：{pick.detail}")


def _bases(knowledge: Knowledge) -> Iterable[Pick]:
    for basis in knowledge.bases:
        yield Pick(basis.title, basis.title, "；".join(filter(None, (basis.remark, CHECK_FIRST))))


def _evidence(items: Iterable[Any]) -> Iterable[Pick]:
    for item in items:
        rest = "" if isinstance(item, str) else "　".join(filter(None, (item.get("date"), item.get("kind"))))
        yield from (Pick(title, f"{title}　{rest}".rstrip("　")) for title in _titles([item]))


def _titles(items: Iterable[Any]) -> Iterable[str]:
    """Evidence is a title, or a record with one."""
    for item in items:
        title = item if isinstance(item, str) else item.get("title")
        if title:
            yield title
