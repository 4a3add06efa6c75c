"""The nearest circumstances and why, as `match` prints them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assistant.domain.lists import MUST_ANSWER
from assistant.domain.regulation import quoted
from assistant.domain.wording import flags
from assistant.printing.regulation import LIST, elements_json
from assistant.services.casework import Casework

if TYPE_CHECKING:
    from assistant.services.matching import Match, Matching

WORTH_REASONS = 0.1
"""The score of a match from which on people are told its reasons."""
NONE_NEAR = "没有明显对应的情形。"
Json = dict[str, Any]


def match_json(casework: Casework, text: str, found: Matching) -> Json:
    """The ranking with its reasons, what tells the first two apart, and the words to ask about."""
    return {
        "confident": found.confident,
        "matches": [_match(casework, text, match) for match in found.matches],
        "red_flags": _red_flags(casework, text),
        "apart": _apart(casework, found),
        "remark": found.remark,
    }


def match_row(casework: Casework, row: Json, found: Matching) -> Json:
    """One line of a batch."""
    return {
        "id": row.get("id"),
        "confident": found.confident,
        "matches": [{"id": match.id, "score": match.score} for match in found.matches],
        "red_flags": _red_flags(casework, row["text"]),
    }


def match_text(casework: Casework, text: str, found: Matching) -> str:
    """The ranking for people: first what must be asked, then what is near; nothing far off."""
    knowledge = casework.knowledge
    questions = {kind.kind: kind.question for kind in knowledge.lexicon.flag}
    lines = [f"请留意“{flag['words']}”：{questions[flag['kind']]}" for flag in _red_flags(casework, text)]
    lines += [found.remark] if found.remark else []
    lines += [] if found.confident or not found.matches else [NONE_NEAR]
    for match in found.matches:
        item = knowledge.pickable[match.id]
        label = MUST_ANSWER if item.negative else item.label
        if found.confident or match.score >= WORTH_REASONS:
            lines.append(f"{match.score:.2f}　{knowledge.cite(match.id)}　{label}".rstrip("　"))
        if match.score >= WORTH_REASONS:
            lines += [f"　　　{line}" for line in _reasons_text(casework, text, match)]
    apart = _apart(casework, found) if found.confident else None
    if apart:
        lines.append(f"前两项怎样分：{apart['question']}")
        lines += [f"　　　{words}——{knowledge.cite(id)}" for id, words in apart["answers"].items()]
    return "\n".join(lines)


def _reasons_text(casework: Casework, text: str, match: Match) -> Iterator[str]:
    reasons, elements = casework.explain(text, match.id), elements_json(casework, match.id)
    yield from filter(None, [match.remark])
    if reasons.terms:
        yield f"对得上的词：{'、'.join(reasons.terms)}"
    yield casework.knowledge.text(match.id)
    for element in elements:
        if spoken := reasons.covered.get(element["id"]):
            yield f"已说到{quoted(element['words'])}：{'、'.join(spoken)}"
    for element in elements:
        if element["id"] in reasons.silent:
            yield f"还要问：{element['question']}"
    if example := casework.library.example(reasons.example):
        yield f"相近的例子（虚构）：{example.text}"


def _match(casework: Casework, text: str, match: Match) -> Json:
    reasons = casework.explain(text, match.id)
    example = casework.library.example(reasons.example)
    return {
        "id": match.id,
        "citation": casework.knowledge.cite(match.id),
        "score": match.score,
        "text": casework.knowledge.text(match.id),
        "terms": list(reasons.terms),
        "elements": elements_json(casework, match.id),
        "covered": {element: list(words) for element, words in reasons.covered.items()},
        "silent": list(reasons.silent),
        "example": {"id": example.id, "text": example.text, "why": example.why} if example else None,
        "remark": match.remark,
        **_listed(casework, match.id),
    }


def _listed(casework: Casework, id: str) -> Json:
    """The list that an item stands in; nothing of a circumstance."""
    item = casework.knowledge.listed.get(id)
    return {"list": {name: getattr(item, name) for name in LIST}} if item else {}


def _apart(casework: Casework, found: Matching) -> Json | None:
    """The question that tells the first two apart, with the answer that speaks for each."""
    apart = (
        casework.knowledge.apart(*(match.id for match in found.matches[:2])) if found.matches[1:] else None
    )
    return {"question": apart[0], "answers": apart[1]} if apart else None


def _red_flags(casework: Casework, text: str) -> list[Json]:
    return [{"kind": flag.kind, "words": flag.words} for flag in flags(text, casework.knowledge.lexicon)]
