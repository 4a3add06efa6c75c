"""What the review says of evidence: none, of no date, made after the act, or meetings and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.domain.assessment import Assessment
from assistant.domain.derivation import Node, Proof
from assistant.domain.finding import Finding
from assistant.domain.knowledge import Knowledge, Proofs
from assistant.domain.regulation import cite


def evidence(answers: Mapping[str, Any], assessment: Assessment, knowledge: Knowledge) -> Iterator[Finding]:
    """All findings on evidence; where a red line stands, only on proof from after the act."""
    yield from _late(answers.get("act.to") or answers.get("act.from"), assessment, knowledge.proofs)
    if not assessment.barred:
        yield from _dimensions(assessment)
        yield from _conditions(assessment, knowledge)
        yield from _undated(assessment, knowledge.proofs)
        yield from _meetings(answers, assessment, knowledge.proofs)
        yield from _remedy(answers, assessment, knowledge.proofs)


def _dimensions(assessment: Assessment) -> Iterator[Finding]:
    for node in assessment.dimensions:
        if node.standing == "for" and not node.evidence:
            message = f"“{node.label}”作了有利判断而没有证明材料，请补充，或说明为何没有。"
            yield Finding("evidence.none", "warn", f"{node.path}.evidence", node.articles, message)


def _conditions(assessment: Assessment, knowledge: Knowledge) -> Iterator[Finding]:
    """A condition that is met on no evidence, unless its dimension has been named for the same lack."""
    lenders = {f"dimensions.{n}": node for n, node in enumerate(assessment.dimensions, 1)}
    for rule, node in zip(knowledge.conditions, assessment.conditions, strict=True):
        lender = lenders.get(f"dimensions.{rule.dimension}")
        named = lender is not None and lender.standing == "for" and not lender.evidence
        if node.standing == "for" and node.facts and not node.evidence and not named:
            where = f"{(lender or node).path}.evidence"
            message = (
                f"条件“{node.label}”（{cite(rule.article)}）答了“是”而没有证明材料，请补充，或说明为何没有。"
            )
            yield Finding("evidence.condition_none", "warn", where, node.articles, message)


def _early(assessment: Assessment, words: Proofs) -> dict[Proof, Node]:
    """The proof of motive, basis and procedure that must stem from before the act, and what it proves."""
    found: dict[Proof, Node] = {}
    for node in (*assessment.dimensions[:4], *assessment.conditions[:4]):
        for proof in node.evidence:
            found.setdefault(proof, node)
    return {proof: node for proof, node in found.items() if not said(proof, words.afterwards)}


def _undated(assessment: Assessment, words: Proofs) -> Iterator[Finding]:
    undated = [proof.title for proof in _early(assessment, words) if not proof.date]
    if undated:
        named = "、".join(undated[:3]) + ("等" if len(undated) > 3 else "")
        message = f"{named}（共{len(undated)}份）没有写明形成日期，无法核对是否在行为之前形成，请补上日期。"
        yield Finding("evidence.undated", "warn", "evidence", ("6",), message)


def _late(last: str | None, assessment: Assessment, words: Proofs) -> Iterator[Finding]:
    for proof, node in _early(assessment, words).items():
        if last and proof.date > last:
            message = f"证明“{node.label}”的“{proof.title}”形成于{proof.date}，在行为之后，请核实是否为事后补作，并在文稿中说明。"
            yield Finding("evidence.late", "warn", f"{node.path}.evidence", node.articles, message)


def _meetings(answers: Mapping[str, Any], assessment: Assessment, words: Proofs) -> Iterator[Finding]:
    """民主决策 is shown by the record of a meeting before the act, and by more than meetings (第六条第（四）项)."""
    decision = assessment.dimensions[3]
    if decision.children[0].standing != "for":
        return
    proofs = (*decision.evidence, *assessment.conditions[2].evidence)
    records = [proof for proof in proofs if said(proof, words.meeting)]
    where = f"{decision.path}.evidence"
    if not records:
        message = (
            "认定“民主决策”而证明材料里没有会议记录、纪要，请补上当时的记录；没有记录的，请核对这一判断。"
        )
        yield Finding("evidence.meeting", "warn", where, decision.articles, message)
        return
    first = min((proof.date for proof in records if proof.date), default="")
    start = answers.get("act.from", "9")
    if start < first <= answers.get("act.to", start):
        message = f"行为从{start}开始，最早的会议记录形成于{first}，在行为开始之后。先行处置、事后追认的，请在文稿中写明原因。"
        yield Finding("evidence.meeting_late", "warn", where, decision.articles, message)
    if len(records) == len(proofs) and not _any_said(assessment.evidence, words.procedure):
        message = "决策过程只有会议记录作证明。集体研究不能代替决策合法，有法律审核、请示和答复、专家论证、备案的，请一并列入。"
        yield Finding("procedure.shield", "info", where, decision.articles, message)


def _remedy(answers: Mapping[str, Any], assessment: Assessment, words: Proofs) -> Iterator[Finding]:
    status = answers.get("remedy.status")
    shown = assessment.dimensions[4].evidence or assessment.conditions[4].evidence
    if status in ("已挽回", "部分挽回") and not shown and not _any_said(assessment.evidence, words.remedy):
        message = (
            f"补救情况是“{status}”，证明材料里没有补救的凭证，请补上退款、追缴、补办手续或者验收等材料。"
        )
        yield Finding("evidence.remedy_proof", "warn", "dimensions.5.evidence", ("7.5", "18"), message)


def said(proof: Proof, words: Iterable[str]) -> bool:
    """Whether the title or the kind of the proof has one of the words."""
    return any(word in proof.title or word in proof.kind for word in words)


def _any_said(proofs: Iterable[Proof], words: Iterable[str]) -> bool:
    return any(said(proof, words) for proof in proofs)
