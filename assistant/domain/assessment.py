"""From answers to findings of judgement: a tree of nodes, each with its article and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from assistant.domain.answers import PICKED
from assistant.domain.conditions import UNSETTLED, Truth, evaluate
from assistant.domain.knowledge import Knowledge, OutcomeCell, RedLine
from assistant.domain.regulation import Condition, Dimension

UNANSWERED = "未答"
Standing = Literal["for", "against", "unsettled", "unanswered", "not_applicable"]


class Proof(msgspec.Struct, frozen=True):
    """One piece of evidence as the list of evidence knows it."""

    title: str
    date: str = ""
    kind: str = ""


class Node(msgspec.Struct, frozen=True):
    """One point of judgement: what was answered, by which article, on what facts and evidence."""

    path: str
    label: str
    articles: tuple[str, ...]
    value: str
    standing: Standing
    facts: str = ""
    adverse: str = ""
    evidence: tuple[Proof, ...] = ()
    children: tuple[Node, ...] = ()
    remark: str = ""

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


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


@dataclass(frozen=True)
class Assessment:
    """All that follows from the answers of one case; a pure function of (answers, knowledge)."""

    dimensions: tuple[Node, ...]
    conditions: tuple[Node, ...]
    circumstances: tuple[Node, ...]
    red_lines: tuple[Node, ...]
    outcome: OutcomeFinding
    evidence: tuple[Proof, ...]
    missing: tuple[str, ...]
    """The answers still lacking for the paper that the case calls for (第十二条)."""

    @property
    def barred(self) -> tuple[Node, ...]:
        """The red lines that stand; with one of them no recommendation is drafted."""
        return tuple(node for node in self.red_lines if node.standing == "against")

    @property
    def complete(self) -> bool:
        """Whether each of the six contents has an answer (for a note: what the note needs)."""
        return not self.missing


def assess(answers: Mapping[str, Any], knowledge: Knowledge) -> Assessment:
    """Everything that the answers amount to under `knowledge`."""
    register = _register(answers)
    red_lines = tuple(_red_line(line, answers, knowledge) for line in knowledge.red_lines)
    barred = tuple(node for node in red_lines if node.standing == "against")
    outcome = _no_outcome(barred) if barred else _outcome(answers, knowledge)
    return Assessment(
        dimensions=tuple(_dimension(rule, answers, register) for rule in knowledge.dimensions),
        conditions=tuple(_condition(rule, answers, register) for rule in knowledge.conditions),
        circumstances=tuple(_circumstance(id, answers, knowledge) for id in answers.get(PICKED, ())),
        red_lines=red_lines,
        outcome=outcome,
        evidence=tuple(register.values()),
        missing=tuple(_missing_note(answers) if barred else _missing(answers, knowledge, outcome)),
    )


def _register(answers: Mapping[str, Any]) -> dict[str, Proof]:
    """All evidence by title: the list first, then what only a dimension or condition names."""
    found: dict[str, Proof] = {}
    lists = ["evidence", *(f"{part}.{n}.evidence" for part in ("dimensions", "conditions") for n in "123456")]
    for item in (item for path in lists for item in answers.get(path) or ()):
        proof = (
            Proof(item)
            if isinstance(item, str)
            else Proof(*(item.get(k) or "" for k in ("title", "date", "kind")))
        )
        if proof.title and (proof.title not in found or proof.date and not found[proof.title].date):
            found[proof.title] = proof
    return found


def _proofs(path: str, answers: Mapping[str, Any], register: Mapping[str, Proof]) -> tuple[Proof, ...]:
    items = answers.get(f"{path}.evidence") or ()
    titles = (item if isinstance(item, str) else item.get("title") for item in items)
    return tuple(register[title] for title in titles if title in register)


def _dimension(rule: Dimension, answers: Mapping[str, Any], register: Mapping[str, Proof]) -> Node:
    path = f"dimensions.{rule.n}"
    halves = (
        _pole(f"{path}.judgement", "判断", rule, rule.positive_judgement, rule.negative_judgement, answers),
        _pole(
            f"{path}.distinction", "分清", rule, rule.positive_distinction, rule.negative_distinction, answers
        ),
    )
    return Node(
        path,
        rule.name,
        (rule.article,),
        "，".join(half.value for half in halves),
        _together([half.standing for half in halves]),
        answers.get(f"{path}.facts", ""),
        answers.get(f"{path}.adverse", ""),
        _proofs(path, answers, register),
        halves,
    )


def _pole(
    path: str, label: str, rule: Dimension, positive: str, negative: str, answers: Mapping[str, Any]
) -> Node:
    value = answers.get(path, UNANSWERED)
    standings: dict[str, Standing] = {
        positive: "for", negative: "against", UNANSWERED: "unanswered",
    }  # fmt: skip
    return Node(path, label, (rule.article,), value, standings.get(value, "unsettled"))


def _together(standings: list[Standing]) -> Standing:
    """One negative half makes the whole negative; unknown is never positive."""
    order: tuple[Standing, ...] = ("against", "unanswered", "unsettled", "for")
    return next(standing for standing in order if standing in standings)


def _condition(rule: Condition, answers: Mapping[str, Any], register: Mapping[str, Proof]) -> Node:
    path = f"conditions.{rule.n}"
    value = answers.get(f"{path}.met", UNANSWERED)
    borrowed = f"dimensions.{rule.dimension}" if rule.dimension and value != "不涉及" else ""
    return Node(
        path,
        rule.label,
        (rule.article,),
        value,
        _STANDINGS.get(value, "unanswered"),
        answers.get(f"{path}.facts") or answers.get(f"{borrowed}.facts", ""),
        evidence=_proofs(path, answers, register) or _proofs(borrowed, answers, register),
    )


_STANDINGS: dict[str, Standing] = {
    "是": "for", "否": "against", UNSETTLED: "unsettled", "不涉及": "not_applicable", UNANSWERED: "unanswered",
}  # fmt: skip


def _circumstance(id: str, answers: Mapping[str, Any], knowledge: Knowledge) -> Node:
    path = f"{PICKED}[{id}]"
    item = knowledge.circumstances[id]
    branch = answers.get(f"{path}.branch")
    elements = tuple(
        _element(f"{path}.elements.{element.id}", element.words, id, answers)
        for element in item.element
        if element.branch in (None, branch)
    )
    value = branch or (UNANSWERED if item.branches else "")
    decided = "unanswered" if value == UNANSWERED else "for"
    standing = _together([decided, *(node.standing for node in elements)])
    return Node(path, item.label, (id,), value, standing, answers.get(f"{path}.facts", ""), children=elements)


def _element(path: str, words: str, id: str, answers: Mapping[str, Any]) -> Node:
    value = answers.get(path, UNANSWERED)
    return Node(path, words, (id,), value, _STANDINGS[value])


def _red_line(line: RedLine, answers: Mapping[str, Any], knowledge: Knowledge) -> Node:
    path = f"red_lines.{line.id}"
    truth = evaluate(line.when, answers, knowledge.rules)
    standing: Standing = {Truth.YES: "against", Truth.NO: "for"}.get(truth, "unsettled")  # type: ignore[assignment]
    overridden = answers.get(path) == "是" and truth is Truth.NO
    remark = answers.get(f"{line.override}.reason", "") if overridden else ""
    return Node(
        path,
        line.label,
        tuple(b.article for b in line.basis),
        answers.get(path, UNANSWERED),
        standing,
        remark=remark,
    )


def _outcome(answers: Mapping[str, Any], knowledge: Knowledge) -> OutcomeFinding:
    """The proposal by 第十八条; none while loss or remedy is unanswered."""
    cell = _cell(answers, knowledge)
    chosen = answers.get("recommendation.outcome")
    proposed = (cell.proposed or None) if cell else None
    form = _conversion(answers.get("intended_form"), chosen or proposed, knowledge)
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


def _no_outcome(barred: tuple[Node, ...]) -> OutcomeFinding:
    """Where a red line stands, no recommendation is made, whatever 第十八条 would give."""
    articles = tuple(dict.fromkeys(id for node in barred for id in node.articles))
    return OutcomeFinding(
        "不提出容错建议", (), None, None, articles, f"触及红线：{'；'.join(node.label for node in barred)}"
    )


def _cell(answers: Mapping[str, Any], knowledge: Knowledge) -> OutcomeCell | None:
    level, remedy = answers.get("loss.level"), answers.get("remedy.status")
    return next((c for c in knowledge.outcomes if c.level == level and remedy in c.remedy), None)


def _conversion(form: str | None, outcome: str | None, knowledge: Knowledge) -> Conversion | None:
    row = next((r for r in knowledge.forms if r.from_ == form and outcome in r.outcomes), None)
    return Conversion(row.from_, row.to, row.words) if row else None


def _missing(answers: Mapping[str, Any], knowledge: Knowledge, outcome: OutcomeFinding) -> Iterator[str]:
    for content in knowledge.contents:
        if content.subject in ("", answers.get("subject", content.subject)):
            for path in content.paths:
                if path not in answers and not (path == "recommendation.outcome" and outcome.outcome):
                    yield path


def _missing_note(answers: Mapping[str, Any]) -> Iterator[str]:
    """A note needs the facts and the duties; its reason is the red line itself."""
    return (path for path in ("facts", "duties", "responsibility") if path not in answers)
