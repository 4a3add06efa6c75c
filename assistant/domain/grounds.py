"""凭什么: what a sentence of a paper rests on, found from its addresses in the answers and the assessment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from assistant.domain.assessment import Assessment
from assistant.domain.derivation import UNANSWERED, Node, Proof
from assistant.domain.interview import Interview
from assistant.domain.lists import Listed
from assistant.domain.reading import show
from assistant.domain.regulation import cite
from assistant.domain.unverified import MARK

ASIDE = "（暂不适用）"
"""Said of an answer that is kept and not asked for now."""
SHORT = 48
"""Characters of an answer that are enough to know it by."""


class Ground(msgspec.Struct, frozen=True):
    """What stands at one address: its articles, what was asked, what was answered, and the evidence for it."""

    articles: tuple[str, ...]
    label: str
    value: str
    evidence: tuple[Proof, ...] | None
    """None where the interview asks for no evidence."""
    unverified: frozenset[str] = frozenset()
    """Those of its answers that are the subject's own words, still to be verified."""


def ground(path: str, interview: Interview, assessment: Assessment) -> Ground:
    """The node at `path`, else the answer there, under the article of the question that this interview asks.

    A parked answer is told as one: a paper may show it where it says so.
    """
    node = next((node for node in assessment.walk() if node.path == path), None)
    point = assessment.point(path) or node
    evidence = _evidence(point) if point else None
    of = f"{point.label}·" if point and path.startswith("dimensions.") and path != point.path else ""
    own = _own(node) if node else frozenset((path, _picked(path)))
    stated, aside = own & interview.unverified, "" if own.isdisjoint(interview.parked) else ASIDE
    if node:
        return Ground(node.articles, of + node.label, (node.value or _taken(node)) + aside, evidence, stated)
    value = interview.answers.get(path)
    if path.startswith("wording."):
        return Ground((), "自拟", str(value or UNANSWERED), None)
    try:
        question, field = interview.question(path), interview.field(path)
    except KeyError:
        return Ground((), path, str(value or UNANSWERED), evidence, stated)
    said = UNANSWERED if value is None else show(value) + aside
    return Ground((question.article,), of + field.label, said, evidence, stated)


def _taken(node: Node) -> str:
    """Said of an item that was picked; and that this machine does not have it."""
    absent = node.item.absent if isinstance(node.item, Listed) else ""
    return f"已选用（{absent}）" if absent else "已选用"


def told(grounds: Iterable[Ground]) -> Iterator[tuple[str, str]]:
    """The grounds of one sentence in words: 依据, 回答 and, where it is asked for, 证明."""
    grounds = list(grounds)
    if articles := dict.fromkeys(cite(id) for one in grounds for id in one.articles):
        yield "依据", "、".join(articles)
    if grounds:
        yield "回答", "；".join(map(_answer, grounds))
    proofs = [one.evidence for one in grounds if one.evidence is not None]
    if proofs:
        named = dict.fromkeys(_named(proof) for found in proofs for proof in found)
        yield "证明", "；".join(named) or "没有列出"


def _answer(one: Ground) -> str:
    return f"{one.label}：{_short(one.value)}" + (f"（{MARK}）" if one.unverified else "")


def stated(interview: Interview, assessment: Assessment) -> frozenset[str]:
    """The paths of the nodes that rest on the subject's own words, still to be verified."""
    return frozenset(node.path for node in assessment.walk() if interview.unverified & _own(node))


def _own(node: Node) -> frozenset[str]:
    """The answers that the node itself shows: its own, its pick, and those of its two halves or elements."""
    shown = (path for part in node.walk() for path in part.answers)
    return frozenset((node.path, _picked(node.path), *shown))


def _picked(path: str) -> str:
    return path.partition("[")[0] if path.endswith("]") else path


def _evidence(point: Node) -> tuple[Proof, ...] | None:
    asked = any(path.endswith(".evidence") for path in point.answers)
    return point.evidence if point.evidence or asked else None


def _short(value: str) -> str:
    words = "；".join(value.splitlines())
    return words if len(words) <= SHORT else f"{words[:SHORT]}…"


def _named(proof: Proof) -> str:
    return f"{proof.title}（{proof.date}）" if proof.date else proof.title
