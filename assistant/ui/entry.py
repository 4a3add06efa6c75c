"""What the reader shows of one part of the 细则: its words, errata, elements, fictional examples, and its links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.examples import Examples
from assistant.domain.knowledge import CircumstanceList, Knowledge
from assistant.domain.lists import KINDS, Listed, named, origin
from assistant.domain.references import CHAPTER, Reference, called, citing
from assistant.domain.regulation import Circumstance, cite, numeral, quoted
from assistant.domain.units import Unit, erratum, marked, slips, units
from assistant.ui.article import HEADING
from assistant.ui.typeset import Row

FOUND = "bold reverse"
HERE = "▶"
SHOWN = 3
"""Examples that are shown, of different registers where there are."""
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Link:
    """A line that leads to another part."""

    key: str
    words: str


def text_of(key: str, knowledge: Knowledge, found: Mapping[str, Spans]) -> Iterator[Row]:
    """The words of a part under its heading; `found` gives, by text, the places that were searched for."""
    id, _, part = key.partition("#")
    regulation = knowledge.regulation
    if id in knowledge.items:
        yield from _listed(knowledge.items[id], found)
    elif one := next((one for one in knowledge.lists if one.id == id), None):
        yield from _list(one)
    elif id.startswith(CHAPTER):
        yield from _chapter(id, knowledge)
    elif id in regulation.ids():
        yield Row("　".join(filter(None, (cite(id), _named(id, knowledge)))), style=HEADING)
        article, _, item = id.partition(".")
        if item:
            yield Row(_lead(article, knowledge), f"{cite(article)}  ", "dim")
        for unit in _shown(id, knowledge):
            number = unit.id.partition(".")[2] if not item else ""
            gutter = f"（{numeral(int(number))}）" if number else ""
            if part:
                gutter = f"{HERE if unit.key == key else ' '} "
            yield _row(unit.text, gutter, found)
        for slip in slips(regulation, id):
            yield _row(erratum(slip), "〔勘误〕", found, "dim")
        for paper in regulation.paper:
            if paper.id == id and paper.remark:
                yield _row(paper.remark, "〔说明〕", found, "dim")
        if one := knowledge.circumstances.get(id):
            yield from _elements(one)


def examples_of(examples: Examples) -> Iterator[Row]:
    """A few descriptions that fit an item, and one that only looks like it."""
    fitting = list({one.register: one for one in reversed(examples.example)}.values())
    shown = sorted(fitting, key=examples.example.index)[:SHOWN]
    if shown:
        yield Row("")
        yield Row("例子（虚构）", style=HEADING)
    for one in shown:
        yield Row(one.text, "例  ")
        yield Row(one.why, "    ", "dim")
    for miss in examples.near_miss[:1]:
        yield Row(miss.text, "似  ")
        yield Row(f"看着像而不符合：{miss.why}", "    ", "dim")


def links_of(key: str, found: tuple[Reference, ...], knowledge: Knowledge) -> Iterator[Link]:
    """What a part refers to, then what refers to it."""
    id, _, part = key.partition("#")
    own = [one for one in found if one.source.key == key or (not part and one.source.id == id)]
    for one in own:
        yield Link(one.target, f"引用　　{_target(one.target, knowledge)}　{quoted(one.words)}")
    for one in citing(id, found, knowledge.regulation):
        yield Link(one.source.key, f"被引用　{one.source.citation}　{quoted(one.words)}")


def spans_of(found: Iterable[tuple[Unit, Spans]]) -> dict[str, Spans]:
    """The places that were found, by the text that they are in."""
    return {unit.text: spans for unit, spans in found if spans}


def _shown(id: str, knowledge: Knowledge) -> list[Unit]:
    """The paragraphs of a part, an article's with its items."""
    papers = [paper.id for paper in knowledge.regulation.paper]
    return [
        unit
        for unit in units(knowledge)
        if not unit.remark and f"{unit.id}.".startswith(f"{id}.") and (unit.part or id not in papers)
    ]


def _row(text: str, gutter: str, found: Mapping[str, Spans], style: str = "") -> Row:
    """A paragraph with what was found in it between signs."""
    spans = found.get(text, ())
    shifted = tuple((a + 2 * n, b + 2 * n + 2, FOUND) for n, (a, b) in enumerate(spans))
    return Row(marked(text, spans), gutter, style, spans=shifted)


def _named(id: str, knowledge: Knowledge) -> str:
    titles = {paper.id: paper.title for paper in knowledge.regulation.paper}
    return knowledge.names.get(id) or titles.get(id) or _heading(id, knowledge)


def _heading(id: str, knowledge: Knowledge) -> str:
    chapter = knowledge.regulation.chapter_of(id)
    return f"{called(f'{CHAPTER}{chapter.number}')} {chapter.heading}" if chapter else ""


def _lead(article: str, knowledge: Knowledge) -> str:
    return knowledge.regulation.text(article).partition("\n")[0]


def _target(target: str, knowledge: Knowledge) -> str:
    chapters = {f"{CHAPTER}{one.number}": one.heading for one in knowledge.regulation.chapter}
    return f"{called(target)} {chapters[target]}" if target in chapters else called(target)


def _chapter(id: str, knowledge: Knowledge) -> Iterator[Row]:
    regulation = knowledge.regulation
    yield Row(_target(id, knowledge), style=HEADING)
    for article in regulation.article:
        if f"{CHAPTER}{article.chapter}" == id:
            yield Row(
                regulation.text(article.id).strip().partition("\n")[0], f"{cite(article.id)}  ", lines=2
            )


def _list(one: CircumstanceList) -> Iterator[Row]:
    yield Row(named(one.title), style=HEADING)
    said = origin(one.drawn_by, str(one.dated), one.passed_by)
    yield Row(f"{KINDS[one.kind]}，{said}", style="dim")
    yield from (Row(item.text, f"{item.n}．") for item in one.item)


def _listed(item: Listed, found: Mapping[str, Spans]) -> Iterator[Row]:
    yield Row(item.citation, style=HEADING)
    yield Row(f"{KINDS[item.kind]}{item.origin}", style="dim")
    yield _row(item.text, "", found)
    yield from (Row(text, "例  ") for text in item.examples)


def _elements(one: Circumstance) -> Iterator[Row]:
    """What an item requires, in its own words, each with the question that asks for it."""
    yield Row("")
    yield Row("要件", style=HEADING)
    if one.branches:
        yield Row("｜".join(one.branches), "任一  ")
    for element in one.element:
        yield Row(element.words + (f"（{element.branch}）" if element.branch else ""), "要件  ")
        yield Row(f"问：{element.question}", "      ", "dim")
    if one.note:
        yield Row(one.note, "审核  ")
