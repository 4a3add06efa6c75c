"""The text of the 细则: articles, items and circumstances, how they are looked up, quoted and cited."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

import msgspec

ElementKind = Literal["who", "field", "cause", "procedure", "limit", "premise", "state"]


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item （项） of an article; `id` such as "9.4"."""

    id: str
    text: str


class Article(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One article （条）; `text` is its own words, a paragraph a line, without the items that follow them."""

    id: str
    chapter: int
    text: str
    item: tuple[Item, ...] = ()


class Chapter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One chapter heading of the 细则; documents never cite by it."""

    number: int
    heading: str


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The covering notice or an annex; `id` is notice, annex1 or annex2."""

    id: str
    title: str
    text: str
    remark: str = ""


class Correction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One slip of the published text: what stands in the source and what we print, in the unit `where`."""

    where: str
    source: str
    corrected: str
    kind: Literal["slip", "width", "break", "markup", "layout"] = "slip"


class Element(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """要件: one thing that a circumstance requires, in the words of the text, with its follow-up question."""

    id: str
    kind: ElementKind
    words: str
    question: str
    branch: str | None = None
    """The alternative of the text that this element belongs to; None when it holds for all."""
    unit_types: tuple[str, ...] = ()
    """Unit types of the case file that alone can meet this element (第十条第（四）项 only)."""
    ideas: tuple[str, ...] = ()
    """The groups of knowledge/words/ whose expressions speak of it."""


class Circumstance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """情形: what knowledge/ adds to one item of 第八至十一条."""

    id: str
    label: str
    """A few words to recognise it by in a list; never quoted in a document."""
    element: tuple[Element, ...] = ()
    branches: tuple[str, ...] = ()
    branch_question: str = ""
    note: str = ""
    """What reviewers look at, in one sentence."""

    @property
    def article(self) -> str:
        """The article or item that it rests on."""
        return self.id

    @property
    def citation(self) -> str:
        """How a document cites it."""
        return cite(self.id)

    @property
    def origin(self) -> str:
        """Where it comes from, when that is not the 细则 itself."""
        return ""

    @property
    def listed(self) -> bool:
        """Whether it is an item of a list rather than of the 细则."""
        return False

    @property
    def negative(self) -> bool:
        """Whether it speaks against: an item of a negative list (第二十二条)."""
        return False


class Dimension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """判断维度: one item of 第六条, with the words of its two oppositions and what speaks for each side."""

    n: str
    name: str
    article: str
    positive_judgement: str
    negative_judgement: str
    positive_distinction: str
    negative_distinction: str
    hint_for: str
    hint_against: str
    proof: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    """The kinds of evidence in the list that speak to it."""


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """条件: one item of 第七条, and whether 不涉及 may answer it."""

    n: str
    article: str
    label: str
    not_applicable: bool
    dimension: str = ""
    """The dimension whose facts are proposed as this condition's facts; empty when none is."""


NUMERALS = "零一二三四五六七八九十"


def numeral(number: int) -> str:
    """1 to 99 as Chinese counts in citations: 12 -> 十二, 27 -> 二十七."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十"
    return head + (NUMERALS[ones] if ones or not tens else "")


def cite(id: str) -> str:
    """The citation of an id: 9.4 -> 第九条第（四）项, 12 -> 第十二条, annex1 -> 附件1, notice -> 印发通知."""
    if id == "notice":
        return "印发通知"
    if id.startswith("annex"):
        return "附件" + id.removeprefix("annex")
    article, _, item = id.partition(".")
    return f"第{numeral(int(article))}条" + (f"第（{numeral(int(item))}）项" if item else "")


def quoted(words: str) -> str:
    """Words in quotation marks, without their final stop; marks within become single ones."""
    return "“" + words.rstrip("；。").replace("“", "‘").replace("”", "’") + "”"


class Regulation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole text as we print it, with what it takes to rebuild the published source."""

    title: str
    issued: date
    issuers: tuple[str, ...]
    currency: str
    """What every reader of a citation is told about the text's validity."""
    layout: str
    """The source's headings and blank lines as published, with {id} where an article or paper stands."""
    chapter: tuple[Chapter, ...]
    article: tuple[Article, ...]
    paper: tuple[Paper, ...]
    correction: tuple[Correction, ...]

    def ids(self) -> tuple[str, ...]:
        """Every id that can be looked up: the articles in order, each with its items, then the papers."""
        return tuple(self._printed())

    def text(self, id: str) -> str:
        """The printed words of an article with its items, an item or a paper; KeyError when unknown."""
        return self._printed()[id]

    def chapter_of(self, id: str) -> Chapter | None:
        """The chapter that an article or item stands in; None for a paper."""
        number = next((a.chapter for a in self.article if a.id == id.partition(".")[0]), None)
        return next((c for c in self.chapter if c.number == number), None)

    def paper_of(self, id: str) -> Paper:
        """The covering notice or an annex; KeyError when unknown."""
        return {paper.id: paper for paper in self.paper}[id]

    def corrections_of(self, id: str) -> tuple[Correction, ...]:
        """The corrections made in a unit; an article's include those of its items."""
        return tuple(c for c in self.correction if c.where == id or c.where.startswith(id + "."))

    def source(self) -> str:
        """The published source, byte for byte, with every correction taken back."""
        units = {a.id: self._source_of(a) for a in self.article}
        units |= {p.id: self._restore(p.id, p.text) for p in self.paper}
        return re.sub(r"\{(\w+)\}", lambda unit: units[unit[1]], self.layout)

    def _printed(self) -> dict[str, str]:
        printed: dict[str, str] = {}
        for article in self.article:
            printed[article.id] = "\n".join([article.text, *_numbered([item.text for item in article.item])])
            printed |= {item.id: item.text for item in article.item}
        return printed | {paper.id: f"{paper.title}\n\n{paper.text}" for paper in self.paper}

    def _source_of(self, article: Article) -> str:
        """The article as published, where a blank line follows each paragraph and item."""
        items = _numbered([self._restore(item.id, item.text) for item in article.item])
        return self._restore(article.id, "\n\n".join([*article.text.split("\n"), *items]))

    def _restore(self, where: str, text: str) -> str:
        for correction in self.correction:
            if correction.where == where:
                text = text.replace(correction.corrected, correction.source)
        return text


def _numbered(texts: list[str]) -> list[str]:
    return [f"（{numeral(n)}）{text}" for n, text in enumerate(texts, 1)]
