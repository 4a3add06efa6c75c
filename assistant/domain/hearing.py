"""审核视角: what the handling body will ask under 第十三条, what answers it, and what speaks against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from assistant.domain.assessment import Assessment
from assistant.domain.conditions import UNSETTLED
from assistant.domain.derivation import Node, Proof
from assistant.domain.knowledge import HearingQuestion, Knowledge
from assistant.domain.regulation import quoted
from assistant.domain.review import Finding

NOT_AGAINST = "还没有写明对容错不利的内容；没有写明不等于没有。"
AGAINST = ("flag.", "evidence.late", "evidence.undated")
"""The findings of the review that speak against: words that call for a question, proof late or undated."""


class Heard(msgspec.Struct, frozen=True):
    """One question of 第十三条 with the answers that the case has for it."""

    question: HearingQuestion
    answered: tuple[str, ...]
    unsettled: tuple[str, ...]
    """The answers given as 难以认定."""
    lacking: tuple[str, ...]
    evidence: tuple[Proof, ...]

    @property
    def state(self) -> str:
        """已有回答, 部分回答 or 还没有回答."""
        if not self.lacking and not self.unsettled:
            return "已有回答"
        return "部分回答" if self.answered or self.unsettled else "还没有回答"

    def told(self) -> Iterator[str]:
        """The words of 第十三条, what answers the question and what is lacking, and the proof, a line each."""
        names = self.question.paths
        yield f"原文：{quoted(self.question.words)}"
        parts = (("已写明", self.answered), (UNSETTLED, self.unsettled), ("还没有写明", self.lacking))
        for words, paths in parts:
            if paths:
                yield f"{words}：{'、'.join(names[path] for path in paths)}"
        if self.evidence:
            yield f"证明材料：{'、'.join(proof.title for proof in self.evidence)}"
        else:
            yield f"还没有证明材料，通常要有：{'、'.join(self.question.proof)}"


class Adverse(msgspec.Struct, frozen=True):
    """One thing that speaks against, with its place: the paper has to deal with it."""

    where: str
    articles: tuple[str, ...]
    words: str


class Hearing(msgspec.Struct, frozen=True):
    """The case as those see it who have to examine it (第十三条)."""

    questions: tuple[Heard, ...]
    against: tuple[Adverse, ...]


def hear(
    answers: Mapping[str, Any], assessment: Assessment, findings: Iterable[Finding], knowledge: Knowledge
) -> Hearing:
    """What will be asked, and what speaks against."""
    subject = answers.get("subject", "个人")
    asked = (q for q in knowledge.hearing if q.subject in ("", subject))
    against = [*_breaches(answers), *_judged(assessment), *_found(findings)]
    return Hearing(tuple(_heard(q, answers, assessment) for q in asked), tuple(against))


def _heard(question: HearingQuestion, answers: Mapping[str, Any], assessment: Assessment) -> Heard:
    unsettled = tuple(path for path in question.paths if answers.get(path) == UNSETTLED)
    lacking = tuple(path for path in question.paths if path not in answers)
    answered = tuple(path for path in question.paths if path not in (*lacking, *unsettled))
    points = [point for path in question.paths if (point := assessment.point(path))]
    listed = (proof for proof in assessment.evidence if proof.kind in question.kinds)
    evidence = dict.fromkeys([*(proof for point in points for proof in point.evidence), *listed])
    return Heard(question, answered, unsettled, lacking, tuple(evidence))


def _breaches(answers: Mapping[str, Any]) -> Iterator[Adverse]:
    for row in answers.get("breach") or ():
        words = "，".join(filter(None, (row.get(key, "").rstrip("。") for key in ("rule", "article", "how"))))
        yield Adverse("breach", ("3",), f"违反的规定：{words}。")


def _judged(assessment: Assessment) -> Iterator[Adverse]:
    """What was judged against or could not be settled, the red lines first; then what is not made good."""
    for path in ("red_lines", "dimensions", "conditions", "circumstances"):
        for point in assessment.group(path).children:
            yield from _points(point)
    remedy = next(node for node in assessment.walk() if node.path == "remedy.status")
    if remedy.truth == "否":
        yield Adverse(remedy.path, remedy.articles, f"{remedy.label}：{remedy.value}。")


def _points(point: Node) -> Iterator[Adverse]:
    for node in point.walk():
        if not node.children and (node.standing == "against" or node.truth == UNSETTLED or node.remark):
            yield Adverse(node.path, node.articles, _words(point, node))
    if point.adverse:
        yield Adverse(f"{point.path}.adverse", point.articles, f"{point.label}的不利事实：{point.adverse}")


def _words(point: Node, node: Node) -> str:
    if node.red_line:
        return f"红线{quoted(node.label)}：{_line(node)}。"
    if node.item:
        return f"负面清单{node.label}：{node.facts or '还没有回应'}。"
    if node is point:
        return f"条件{quoted(node.label)}：{node.value}。"
    name = quoted(node.label) if point.path.startswith("circumstances") else f"的{quoted(node.label)}"
    return f"{point.label}{name}：{node.value}。"


def _line(node: Node) -> str:
    if node.remark:
        return "由具名负责人书面说明不适用"
    return "触及" if node.truth == "是" else "难以认定"


def _found(findings: Iterable[Finding]) -> Iterator[Adverse]:
    for finding in findings:
        if finding.code.startswith(AGAINST):
            yield Adverse(finding.where, finding.articles, finding.message)
