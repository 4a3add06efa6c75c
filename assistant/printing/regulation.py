"""The text itself: articles, what was found in it, lists, and which edition is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.domain.knowledge import CircumstanceList, Knowledge
from assistant.domain.lists import KINDS, Listed, named, origin
from assistant.domain.regulation import cite, quoted
from assistant.domain.units import erratum, marked, slips
from assistant.services.casework import Casework
from assistant.services.version import program

if TYPE_CHECKING:
    from assistant.services.searching import Hit

LIST = ("title", "kind", "drawn_by", "dated", "passed_by")
Json = dict[str, Any]


def version(knowledge: Knowledge) -> str:
    """Program, text and its date, and the reminder that goes with every citation."""
    text = knowledge.regulation
    return f"{program()}\n依据：《{text.title}》（{text.issued}印发；{text.currency}）\n知识版本：{knowledge.version}"


def show_json(casework: Casework, id: str) -> Json:
    """One unit of the text with its corrections and elements."""
    text = casework.knowledge.regulation
    chapter = text.chapter_of(id)
    return {
        "id": id,
        "citation": cite(id),
        "chapter": chapter.heading if chapter else "",
        "text": text.text(id),
        "corrections": [{"source": c.source, "corrected": c.corrected} for c in text.corrections_of(id)],
        "elements": elements_json(casework, id),
    }


def show_text(casework: Casework, id: str) -> str:
    """One unit of the text for people."""
    text, found = casework.knowledge.regulation, show_json(casework, id)
    remarks = [paper.remark for paper in text.paper if paper.id == id and paper.remark]
    return "\n".join(
        [
            f"{found['citation']}　{found['chapter']}".rstrip("　"),
            found["text"],
            *(f"〔{erratum(slip)}〕" for slip in slips(text, id)),
            *(f"要件：{quoted(e['words'])}——{e['question']}" for e in found["elements"]),
            *remarks,
            text.currency,
        ]
    )


def item_json(item: Listed) -> Json:
    """One item of a list, in the shape of a unit of the text, with its list."""
    about = {name: getattr(item, name) for name in LIST}
    shape: Json = {"id": item.id, "citation": item.citation, "chapter": "", "text": item.text}
    return shape | {"corrections": [], "elements": [], "list": about}


def item_text(item: Listed) -> str:
    """One item of a list for people, with where its list comes from."""
    return f"{item.citation}{item.origin}　{KINDS[item.kind]}\n{item.text}"


def elements_json(casework: Casework, id: str) -> list[Json]:
    """The elements of a circumstance; `branch` only where the element belongs to one."""
    item = casework.knowledge.circumstances.get(id)
    return [
        {"id": element.id, "words": element.words, "question": element.question}
        | ({"branch": element.branch} if element.branch else {})
        for element in (item.element if item else ())
    ]


def search_json(casework: Casework, words: str, found: list[Hit]) -> list[Json]:
    """The paragraphs that were found, each with the places of the words in its text."""
    return [
        {
            "id": hit.unit.id,
            "citation": hit.unit.citation,
            "chapter": hit.unit.chapter,
            "score": hit.score,
            "text": hit.unit.text,
            "spans": [list(span) for span in hit.spans],
        }
        for hit in found
    ]


def search_text(casework: Casework, words: str, found: list[Hit]) -> str:
    """The same for people; what was found stands in brackets."""
    if not found:
        return f"没有找到“{' '.join(words.split())}”。可以换个说法，或者只写其中的一两个词。"
    lines = [f"{hit.unit.citation}　{marked(hit.unit.text, hit.spans)}" for hit in found]
    if not any(hit.exact for hit in found):
        lines.insert(0, "没有逐字相同的，列出相近的。")
    return "\n".join([*lines, casework.knowledge.regulation.currency])


def list_json(one: CircumstanceList) -> Json:
    """One list in force, with its items."""
    about = {name: getattr(one, name) for name in LIST} | {"dated": str(one.dated)}
    items = [{"id": item.id, "text": item.text} for item in one.items()]
    return {"id": one.id, **about, "items": items, "hash": one.digest}


def list_text(one: CircumstanceList) -> str:
    """One list in force for people."""
    drawn = origin(one.drawn_by, str(one.dated), one.passed_by)
    return f"{one.id}　{named(one.title)}　{KINDS[one.kind]}　{drawn}　{len(one.item)}项　{one.digest}"
