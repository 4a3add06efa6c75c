"""第十八条 and 第十九条 applied: what the text proposes for a case, what was chosen, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from assistant.domain.conditions import UNSETTLED
from assistant.domain.derivation import UNANSWERED, Node, Proof, Word, articles_of, unsettled
from assistant.domain.knowledge import Knowledge, OutcomeCell

NOT_PROPOSED = "不提出容错建议"
UNKNOWN_FORM = "未知"
"""The form of handling is not told yet: an answer, but none that settles anything."""
_CHOICE = ("recommendation.outcome", "recommendation.reason")
_LOSS = ("loss.level", "loss.description", "loss.impact")
_REMEDIED = ("已挽回", "部分挽回")
"""What 第十八条 calls 消除部分影响，挽回一定损失, or more."""


class Conversion(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A form of handling and what 第十九条 lets it become."""

    from_: str
    to: str
    words: str


class OutcomeFinding(msgspec.Struct, frozen=True):
    """第十八条 and 第十九条 applied: what the text proposes, the other readings, and what was chosen."""

    proposed: str | None
    alternatives: tuple[str, ...]
    chosen: str | None
    """The committee's own choice; None while it follows the proposal."""
    form: Conversion | None
    articles: tuple[str, ...]
    reason: str
    warning: str = ""

    @property
    def outcome(self) -> str | None:
        """What the paper recommends: the choice, else the proposal."""
        return self.chosen or self.proposed


def outcome_nodes(
    answers: Mapping[str, Any],
    found: OutcomeFinding,
    red_lines: tuple[Node, ...],
    register: Mapping[str, Proof],
    knowledge: Knowledge,
) -> tuple[Node, ...]:
    """第十八条 and 第十九条 as nodes: what was lost, what was made good, and what the text gives for it."""
    loss, remedy = answers.get("loss.level", UNANSWERED), answers.get("remedy.status", UNANSWERED)
    known: Word = UNANSWERED if loss == UNANSWERED else "是"
    remedied: Word = UNANSWERED if remedy == UNANSWERED else "是" if remedy in _REMEDIED else "否"
    lines = (path for line in red_lines for path in line.answers)
    rests_on = tuple(dict.fromkeys([*_CHOICE, "loss.level", "remedy.status", *lines]))
    return (
        Node(
            "loss.level",
            "负面影响、损失",
            ("18",),
            loss,
            known,
            "".join(answers.get(path, "") for path in _LOSS[1:]),
            answers=_LOSS,
            unsettled=unsettled("loss.level", known),
        ),
        Node(
            "remedy.status",
            "补救",
            ("18", "7.5"),
            remedy,
            remedied,
            answers.get("remedy.description", ""),
            evidence=tuple(proof for proof in register.values() if proof.kind == "补救"),
            answers=("remedy.status", "remedy.description"),
            unsettled=unsettled("remedy.status", remedied),
        ),
        _outcome_node(answers, found, rests_on, UNANSWERED in (known, remedied)),
        _form_node(answers.get("intended_form", UNANSWERED), found, rests_on, knowledge),
    )


def _outcome_node(
    answers: Mapping[str, Any], found: OutcomeFinding, rests_on: tuple[str, ...], lacking: bool
) -> Node:
    """容错方式: the choice with its reason, else the proposal; 否 where none is made or the text lists none."""
    none = UNANSWERED if lacking else "否"
    truth: Word = none if not found.outcome else "否" if found.outcome == NOT_PROPOSED else "是"
    return Node(
        "recommendation.outcome",
        "容错方式",
        found.articles,
        found.outcome or (UNANSWERED if lacking else "第十八条未列"),
        truth,
        answers.get("recommendation.reason", ""),
        remark=found.reason,
        answers=rests_on,
    )


def _form_node(form: str, found: OutcomeFinding, rests_on: tuple[str, ...], knowledge: Knowledge) -> Node:
    """处理形态的转化: 否 where 第十九条 lists none for this form and outcome."""
    waiting = not found.outcome and any(row.from_ == form for row in knowledge.forms)
    words: dict[str, Word] = {UNANSWERED: UNANSWERED, UNKNOWN_FORM: UNSETTLED}
    truth: Word = "是" if found.form else words.get(form, UNANSWERED if waiting else "否")
    return Node(
        "intended_form",
        "处理形态的转化",
        ("19",),
        f"{form}转化为{found.form.to}" if found.form else form,
        truth,
        remark=found.form.words if found.form else "第十九条未列转化" if truth == "否" else "",
        answers=("intended_form", *rests_on),
        unsettled=("intended_form",) if form in words else (),
    )


def outcome_of(answers: Mapping[str, Any], knowledge: Knowledge) -> OutcomeFinding:
    """The proposal by 第十八条; none while loss or remedy is unanswered."""
    cell = cell_of(answers, knowledge)
    chosen = answers.get("recommendation.outcome")
    proposed = (cell.proposed or None) if cell else None
    form = conversion_of(answers.get("intended_form"), chosen or proposed, knowledge)
    articles = ("18", "19") if form else ("18",)
    if cell is None:
        return OutcomeFinding(
            None,
            (),
            chosen,
            form,
            articles,
            "影响、损失的程度或补救情况尚未回答，不能对照第十八条提出容错方式",
        )
    return OutcomeFinding(proposed, cell.alternatives, chosen, form, articles, cell.reason, cell.warning)


def barred_by(barred: tuple[Node, ...]) -> OutcomeFinding:
    """Where a red line stands, no recommendation is made, whatever 第十八条 would give."""
    articles = articles_of(barred)
    return OutcomeFinding(
        NOT_PROPOSED, (), None, None, articles, f"触及红线：{'；'.join(node.label for node in barred)}"
    )


def cell_of(answers: Mapping[str, Any], knowledge: Knowledge) -> OutcomeCell | None:
    """The cell of 第十八条 that the answers name; None while loss or remedy is unanswered."""
    level, remedy = answers.get("loss.level"), answers.get("remedy.status")
    return next((c for c in knowledge.outcomes if c.level == level and remedy in c.remedy), None)


def conversion_of(form: str | None, outcome: str | None, knowledge: Knowledge) -> Conversion | None:
    """What 第十九条 lets a form become with an outcome; None where it lists nothing."""
    row = next((r for r in knowledge.forms if r.from_ == form and outcome in r.outcomes), None)
    return Conversion(row.from_, row.to, row.words) if row else None
