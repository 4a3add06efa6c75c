"""The paragraphs that can be found, shown and cited one by one: items, 款, papers, list items, errata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from assistant.domain.folding import narrowed
from assistant.domain.knowledge import Knowledge
from assistant.domain.regulation import Article, Correction, Paper, Regulation, cite, numeral, quoted

OPENED, CLOSED = "【", "】"
"""What stands around found words, so that no colour is needed."""
_NOTE = re.compile(r"(?:注：)?(\d)\. ")
_NUMBERS = {numeral(n): n for n in range(1, 100)} | {str(n): n for n in range(1, 100)}
_N = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_CITED = re.compile(rf"第?{_N}(?:条|(?=[(.。·、 -]|$))[.。·、 -]*(?:第?\(?{_N}\)?(项|款)?)?")
_ANNEX = re.compile(r"(?:附件|annex) ?(\d)")


class Unit(msgspec.Struct, frozen=True):
    """One paragraph; `part` is its number where its article or paper has several, else 0."""

    id: str
    """The article, item, paper or item of a list that it belongs to."""
    part: int
    citation: str
    chapter: str
    text: str
    remark: bool = False
    """An erratum or a remark of ours: to be found, never to be quoted."""

    @property
    def key(self) -> str:
        """What names it in the reader: 9.4, 12#3, jxj-2024:1."""
        return f"{self.id}#{self.part}" if self.part else self.id


def units(knowledge: Knowledge) -> tuple[Unit, ...]:
    """Everything that a search looks through, the articles first."""
    regulation = knowledge.regulation
    found = [unit for article in regulation.article for unit in _article(article, regulation)]
    found += [unit for paper in regulation.paper for unit in _paper(paper)]
    found += [Unit(id, 0, item.citation, item.title, item.text) for id, item in knowledge.items.items()]
    found += [
        Unit(slip.where, 0, f"{cite(slip.where)}勘误", _chapter(slip.where, regulation), erratum(slip), True)
        for slip in slips(regulation)
    ]
    return tuple(found)


def erratum(slip: Correction) -> str:
    """A slip of the published text in words."""
    return f"原文“{slip.source}”，已按“{slip.corrected}”更正"


def slips(regulation: Regulation, id: str = "") -> list[Correction]:
    """The slips that were corrected in a unit, or in the whole text; not its lost lines and widths."""
    among = regulation.corrections_of(id) if id else regulation.correction
    return [one for one in among if one.kind == "slip"]


def citation(key: str, knowledge: Knowledge) -> str:
    """What is copied for a document: the full citation with the words; a whole paper or list by its name alone."""
    regulation, (id, _, part) = knowledge.regulation, key.partition("#")
    if item := knowledge.items.get(key):
        return f"{item.citation}{item.origin}：{quoted(item.text)}"
    if id not in regulation.ids():
        return f"《{regulation.title}》"
    name, words = _name(id, regulation), "".join(regulation.text(id).split("\n"))
    if part:
        unit = next(unit for unit in units(knowledge) if unit.key == key)
        name, words = name + unit.citation.removeprefix(cite(id)), unit.text
    elif id in (paper.id for paper in regulation.paper):
        return name
    return f"{name}：{quoted(words)}"


def _name(id: str, regulation: Regulation) -> str:
    """The text by its title, then what is cited of it; the notice by its own title."""
    if id == "notice":
        return f"《{regulation.paper_of(id).title}》"
    annex = f"《{regulation.paper_of(id).title}》" if id.startswith("annex") else ""
    return f"《{regulation.title}》{cite(id)}{annex}"


def cited(text: str, known: Iterable[str]) -> str | None:
    """The key that a citation in any spelling names: 「9条4项」, 「九（四）」, 「12条3款」, 「附件1」; None if none."""
    keys = set(known)
    return next((key for key in _keys(text) if key in keys), None)


def beyond(text: str, known: Iterable[str]) -> bool:
    """Whether it is the citation of an article that there is none of, such as 第三十条."""
    return "条" in text and any(_keys(text)) and cited(text, known) is None


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with signs around the spans."""
    shown, end = "", 0
    for start, stop in spans:
        shown += text[end:start] + OPENED + text[start:stop] + CLOSED
        end = stop
    return shown + text[end:]


def _keys(text: str) -> Iterator[str]:
    """What a text names if it is a citation, the most exact first."""
    words = narrowed(text).strip().removeprefix("细则")
    if words in ("通知", "印发通知", "notice"):
        yield "notice"
    if annex := _ANNEX.fullmatch(words):
        yield f"annex{annex[1]}"
    found = _CITED.fullmatch(words)
    article = _NUMBERS.get(found[1]) if found else None
    if found and article:
        number = _NUMBERS.get(found[2] or "")
        if number:
            yield f"{article}#{number}" if found[3] == "款" else f"{article}.{number}"
        if number or not found[2]:
            yield str(article)


def _chapter(id: str, regulation: Regulation) -> str:
    chapter = regulation.chapter_of(id)
    return chapter.heading if chapter else ""


def _article(article: Article, regulation: Regulation) -> Iterator[Unit]:
    chapter, paragraphs = _chapter(article.id, regulation), article.text.strip("\n").split("\n")
    for n, text in enumerate(paragraphs, 1):
        part = n if len(paragraphs) > 1 else 0
        yield Unit(article.id, part, cite(article.id) + (f"第{numeral(n)}款" if part else ""), chapter, text)
    yield from (Unit(item.id, 0, cite(item.id), chapter, item.text) for item in article.item)


def _paper(paper: Paper) -> Iterator[Unit]:
    yield Unit(paper.id, 0, cite(paper.id), "", paper.title)
    for n, text in enumerate(filter(None, paper.text.split("\n")), 1):
        note = _NOTE.match(text)
        yield Unit(paper.id, n, cite(paper.id) + (f"注{note[1]}" if note else ""), "", text)
    if paper.remark:
        yield Unit(paper.id, 0, f"{cite(paper.id)}说明", "", paper.remark, True)
