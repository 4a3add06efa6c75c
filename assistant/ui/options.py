"""What can be picked in a field, whether the data file lists it or another answer does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.domain.dialogue import Field
from assistant.domain.lists import MUST_ANSWER, Listed, picked

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
    apart: str = ""
    """The heading under which it stands apart from the others, after them."""


def picks(
    field: Field, answers: Mapping[str, Any], knowledge: Knowledge, plain: bool = False
) -> tuple[Pick, ...]:
    """What `field` offers, explained where `plain`; answers that stand there already are always among it."""
    if field.source == "evidence":
        found = tuple(_evidence(answers.get("evidence") or ()))
    elif field.source == "circumstances":
        found = tuple(_circumstances(answers, knowledge, plain))
    elif field.source == "policy_bases":
        found = tuple(_bases(knowledge))
    else:
        found = tuple(Pick(option, option, field.hints.get(option, "")) for option in field.options)
    known = {pick.value for pick in found}
    standing = answers.get(field.id) if field.kind == "several" else None
    return (*found, *(Pick(value, value) for value in _titles(standing or ()) if value not in known))


def _circumstances(answers: Mapping[str, Any], knowledge: Knowledge, plain: bool) -> Iterable[Pick]:
    """The circumstances, explained where `plain`, and the items of lists, the negative ones apart."""
    offered = {**knowledge.pickable, **picked(answers, knowledge.pickable)}
    for id_, item in sorted(offered.items(), key=lambda one: one[1].negative):
        text = f"{item.text}（{item.about}）" if isinstance(item, Listed) else knowledge.regulation.text(id_)
        if plain and id_ in knowledge.explained:
            text = f"说的是：{knowledge.explained[id_].plain}\n原文：{text}"
        yield Pick(id_, f"{item.citation}　{item.label}", "", text, MUST_ANSWER if item.negative else "")


def _bases(knowledge: Knowledge) -> Iterable[Pick]:
    for basis in knowledge.policy_bases:
        yield Pick(basis.title, basis.title, "；".join(filter(None, (basis.remark, CHECK_FIRST))), basis.text)


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
