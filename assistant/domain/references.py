"""What the text refers to: by name (第十八条, 附件1, 《容错申请表》), or by words that name nothing (knowledge/)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from assistant.domain.knowledge import Knowledge
from assistant.domain.regulation import Regulation, cite, numeral
from assistant.domain.units import Unit, units

_COUNT = "[一二三四五六七八九十]{1,3}"
_NAMED = re.compile(rf"第({_COUNT})条(?:第（({_COUNT})）项)?|第({_COUNT})章|附件 ?(\d)|《([^《》]+)》")
CHAPTER = "chapter"
"""What the key of a chapter begins with."""
_OTHER = re.compile(r"《(?!实施细则》|激励干部担当作为)[^《》]*》(?:(?!细则)[^，。；《》])*$")
"""Another text named just before: its articles are not ours."""
_NUMBERS = {numeral(n): n for n in range(1, 100)}


class Reference(msgspec.Struct, frozen=True):
    """Words of one paragraph that lead to a chapter, an article, an item or a paper."""

    source: Unit
    words: str
    target: str


def targets(regulation: Regulation) -> tuple[str, ...]:
    """All that can be referred to: the chapters, then every id that can be looked up."""
    return (*(f"{CHAPTER}{one.number}" for one in regulation.chapter), *regulation.ids())


def called(target: str) -> str:
    """What a target is called: chapter3 -> 第三章, 9.4 -> 第九条第（四）项."""
    number = target.removeprefix(CHAPTER)
    return cite(target) if number == target else f"第{numeral(int(number))}章"


def references(knowledge: Knowledge) -> tuple[Reference, ...]:
    """Every reference of the text, in order; where knowledge/ says what words mean, that is what they mean."""
    return tuple(found for unit in units(knowledge) if not unit.remark for found in _of(unit, knowledge))


def _of(unit: Unit, knowledge: Knowledge) -> Iterator[Reference]:
    said = [row for row in knowledge.implied if row.where == unit.id and row.words in unit.text]
    for words, targets in named(unit.text, knowledge.regulation):
        if not any(words in row.words for row in said):
            yield from (Reference(unit, words, target) for target in targets if target != unit.id)
    yield from (Reference(unit, row.words, target) for row in said for target in row.to)


def named(text: str, regulation: Regulation) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The words of a text that name a part of the 细则, each with what they lead to."""
    for place in _NAMED.finditer(text):
        article, item, chapter, annex, title = place.groups()
        if title:
            found = tuple(paper.id for paper in regulation.paper if paper.title == title)
        elif _OTHER.search(text[: place.start()]):
            continue
        elif chapter:
            found = (f"{CHAPTER}{_NUMBERS.get(chapter)}",)
        elif annex:
            found = (f"annex{annex}",)
        else:
            number = f".{_NUMBERS.get(item)}" if item else ""
            found = (f"{_NUMBERS.get(article)}{number}",)
        if found:
            yield place[0], found


def citing(target: str, found: tuple[Reference, ...], regulation: Regulation) -> list[Reference]:
    """The references that lead to a target, its items or its chapter."""
    chapter = regulation.chapter_of(target)
    wanted = {target, f"{CHAPTER}{chapter.number}"} if chapter else {target}
    return [one for one in found if one.target in wanted or one.target.startswith(f"{target}.")]
