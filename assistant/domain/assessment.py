"""From answers to findings of judgement: dimensions, conditions, circumstances, red lines and the outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from assistant.domain.answers import PICKED
from assistant.domain.conditions import UNSETTLED, Truth, evaluate, leaves
from assistant.domain.derivation import (
    STANDINGS,
    UNANSWERED,
    Node,
    Proof,
    Word,
    all_of,
    any_of,
    articles_of,
    unsettled,
)
from assistant.domain.knowledge import Knowledge, RedLine
from assistant.domain.lists import Listed, is_item, picked
from assistant.domain.outcome import OutcomeFinding, barred_by, outcome_nodes, outcome_of
from assistant.domain.regulation import Circumstance, Condition, Dimension


@dataclass(frozen=True)
class Assessment:
    """All that follows from the answers of one case; a pure function of (answers, knowledge)."""

    dimensions: tuple[Node, ...]
    conditions: tuple[Node, ...]
    circumstances: tuple[Node, ...]
    """Those of 第八至十一条 and the items of positive lists."""
    negatives: tuple[Node, ...]
    """The items of negative lists that the case has to answer (第二十二条)."""
    red_lines: tuple[Node, ...]
    outcome: OutcomeFinding
    tree: Node
    """容错研判: all of the above as one derivation; what a group amounts to is never printed as a conclusion."""
    evidence: tuple[Proof, ...]
    missing: tuple[str, ...]
    """The answers still lacking for the paper that the case calls for (第十二条)."""

    @property
    def barred(self) -> tuple[Node, ...]:
        """The red lines that stand; with one of them no recommendation is drafted."""
        return tuple(node for node in self.red_lines if node.standing == "against")

    def walk(self) -> Iterator[Node]:
        """Every node of the tree, groups before what they hold."""
        return self.tree.walk()

    def group(self, path: str) -> Node:
        """One of the five groups of the tree: dimensions, conditions, circumstances, red_lines, recommendation."""
        return next(group for group in self.tree.children if group.path == path)

    def point(self, path: str) -> Node | None:
        """The dimension, condition, circumstance, red line or point of the outcome that rests on an answer."""
        points = (point for group in self.tree.children for point in group.children)
        return next((p for p in points if any(path in node.answers for node in p.walk())), None)

    def proved_by(self, proof: Proof) -> tuple[Node, ...]:
        """The dimensions, conditions and points of the outcome that a piece of evidence stands for."""
        points = (point for group in self.tree.children for point in group.children)
        return tuple(point for point in points if proof in point.evidence)

    @property
    def complete(self) -> bool:
        """Whether each of the six contents has an answer (for a note: what the note needs)."""
        return not self.missing


def assess(answers: Mapping[str, Any], knowledge: Knowledge) -> Assessment:
    """Everything that the answers amount to under `knowledge`."""
    register = _register(answers)
    dimensions = tuple(_dimension(rule, answers, register) for rule in knowledge.dimensions)
    conditions = tuple(_condition(rule, answers, register) for rule in knowledge.conditions)
    chosen = [_circumstance(item, answers) for item in picked(answers, knowledge.pickable).values()]
    circumstances = tuple(node for node in chosen if node.item and not node.item.negative)
    negatives = tuple(node for node in chosen if node.item and node.item.negative)
    red_lines = tuple(_red_line(line, answers, knowledge) for line in knowledge.red_lines)
    barred = tuple(node for node in red_lines if node.standing == "against")
    held = answers if circumstances else {path: v for path, v in answers.items() if path != PICKED}
    outcome = barred_by(barred) if barred else outcome_of(answers, knowledge)
    return Assessment(
        dimensions=dimensions,
        conditions=conditions,
        circumstances=circumstances,
        negatives=negatives,
        red_lines=red_lines,
        outcome=outcome,
        tree=_tree(
            _group("dimensions", "判断维度（第六条）", ("6",), dimensions),
            _group("conditions", "条件（第七条）", ("7",), conditions),
            _circumstances(circumstances, negatives),
            _group("red_lines", "红线", articles_of(red_lines), red_lines, any_of, red_line=True),
            _group(
                "recommendation",
                "容错方式（第十八条、第十九条）",
                ("18", "19"),
                outcome_nodes(answers, outcome, red_lines, register, knowledge),
            ),
        ),
        evidence=tuple(register.values()),
        missing=tuple(
            _missing_note(answers) if barred else (*_missing(held, knowledge, outcome), *_wordless(chosen))
        ),
    )


def _tree(*groups: Node) -> Node:
    favourable: list[Word] = [_turned(group.truth) if group.red_line else group.truth for group in groups]
    return Node("", "容错研判", (), "", all_of(favourable), children=groups)


def _turned(truth: Word) -> Word:
    turned: dict[Word, Word] = {"是": "否", "否": "是"}
    return turned.get(truth, truth)


def _group(
    path: str,
    label: str,
    articles: tuple[str, ...],
    children: tuple[Node, ...],
    join: Callable[[Iterable[Word]], Word] = all_of,
    *,
    red_line: bool = False,
) -> Node:
    own = (path,) if path == PICKED else ()
    return Node(
        path,
        label,
        articles,
        "",
        join(node.truth for node in children),
        children=children,
        answers=own,
        unsettled=() if children else own,
        red_line=red_line,
    )


def _register(answers: Mapping[str, Any]) -> dict[str, Proof]:
    """All evidence by title: the list first, then what only a dimension or condition names."""
    found: dict[str, Proof] = {}
    lists = ["evidence", *(f"{part}.{n}.evidence" for part in ("dimensions", "conditions") for n in "123456")]
    for item in (item for path in lists for item in answers.get(path) or ()):
        proof = (
            Proof(item)
            if isinstance(item, str)
            else Proof(*(item.get(k) or "" for k in ("title", "date", "kind", "attachment")))
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
        all_of(half.truth for half in halves),
        answers.get(f"{path}.facts", ""),
        answers.get(f"{path}.adverse", ""),
        _proofs(path, answers, register),
        halves,
        answers=tuple(f"{path}.{part}" for part in ("facts", "adverse", "evidence")),
    )


def _pole(
    path: str, label: str, rule: Dimension, positive: str, negative: str, answers: Mapping[str, Any]
) -> Node:
    value = answers.get(path, UNANSWERED)
    truths: dict[str, Word] = {positive: "是", negative: "否", UNANSWERED: UNANSWERED}
    return _leaf(path, label, rule.article, value, truths.get(value, UNSETTLED))


def _leaf(path: str, label: str, article: str, value: str, truth: Word) -> Node:
    return Node(path, label, (article,), value, truth, answers=(path,), unsettled=unsettled(path, truth))


def _condition(rule: Condition, answers: Mapping[str, Any], register: Mapping[str, Proof]) -> Node:
    path = f"conditions.{rule.n}"
    value = answers.get(f"{path}.met", UNANSWERED)
    truth: Word = value if value in STANDINGS else UNANSWERED
    borrowed = f"dimensions.{rule.dimension}" if rule.dimension and value != "不涉及" else ""
    return Node(
        path,
        rule.label,
        (rule.article,),
        value,
        truth,
        answers.get(f"{path}.facts") or answers.get(f"{borrowed}.facts", ""),
        evidence=_proofs(path, answers, register) or _proofs(borrowed, answers, register),
        answers=tuple(f"{path}.{part}" for part in ("met", "facts", "evidence")),
        unsettled=unsettled(f"{path}.met", truth),
    )


def _circumstances(favourable: tuple[Node, ...], negatives: tuple[Node, ...]) -> Node:
    """What may be tolerated; an item of a negative list stands beside it and takes nothing away."""
    group = _group(PICKED, "情形（第八条至第十一条）", ("8", "9", "10", "11"), favourable, any_of)
    return msgspec.structs.replace(group, children=(*favourable, *negatives))


def _circumstance(item: Circumstance, answers: Mapping[str, Any]) -> Node:
    return _listed(item, answers) if is_item(item.id) else _of_the_text(item, answers)


def _listed(item: Circumstance, answers: Mapping[str, Any]) -> Node:
    """An item of a list has no elements; one of a negative list waits for an answer."""
    path = f"{PICKED}[{item.id}]"
    own = f"{path}.answer" if item.negative else f"{path}.facts"
    lacking = item.negative and own not in answers
    return Node(
        path,
        item.citation,
        (item.article,),
        "",
        "否" if item.negative else "是",
        answers.get(own, ""),
        answers=(own,),
        unsettled=(own,) if lacking else (),
        item=item,
    )


def _of_the_text(item: Circumstance, answers: Mapping[str, Any]) -> Node:
    id, path = item.id, f"{PICKED}[{item.id}]"
    branch = answers.get(f"{path}.branch")
    elements = tuple(
        _element(f"{path}.elements.{element.id}", element.words, id, answers)
        for element in item.element
        if element.branch in (None, branch)
    )
    value = branch or (UNANSWERED if item.branches else "")
    decided: Word = UNANSWERED if value == UNANSWERED else "是"
    return Node(
        path,
        item.label,
        (id,),
        value,
        all_of([decided, *(node.truth for node in elements)]),
        answers.get(f"{path}.facts", ""),
        children=elements,
        answers=(*((f"{path}.branch",) if item.branches else ()), f"{path}.facts"),
        unsettled=unsettled(f"{path}.branch", decided),
        item=item,
    )


def _element(path: str, words: str, id: str, answers: Mapping[str, Any]) -> Node:
    value = answers.get(path, UNANSWERED)
    return _leaf(path, words, id, value, value)


def _red_line(line: RedLine, answers: Mapping[str, Any], knowledge: Knowledge) -> Node:
    path = f"red_lines.{line.id}"
    tests = [leaf for leaf in leaves(line.when) if leaf.path]
    compared = dict.fromkeys(leaf.path for leaf in tests if leaf.answered is None)
    unsettled = tuple(p for p in compared if p and answers.get(p) in (None, UNSETTLED))
    lacking = any(p not in answers for p in unsettled)
    settled: dict[Truth, Word] = {Truth.YES: "是", Truth.NO: "否"}
    open_: Word = UNANSWERED if lacking else UNSETTLED
    truth = settled.get(evaluate(line.when, answers, knowledge.rules), open_)
    overridden = answers.get(path) == "是" and truth == "否"
    remark = answers.get(f"{line.override}.reason", "") if overridden else ""
    return Node(
        path,
        line.label,
        tuple(b.article for b in line.basis),
        answers.get(path, UNANSWERED),
        truth,
        remark=remark,
        answers=tuple(dict.fromkeys(leaf.path for leaf in tests if leaf.path)),
        unsettled=unsettled,
        red_line=True,
    )


def _missing(answers: Mapping[str, Any], knowledge: Knowledge, outcome: OutcomeFinding) -> Iterator[str]:
    for content in knowledge.contents:
        if content.subject in ("", answers.get("subject", content.subject)):
            for path in content.paths:
                if path not in answers and not (path == "recommendation.outcome" and outcome.outcome):
                    yield path


def _wordless(chosen: Iterable[Node]) -> Iterator[str]:
    """The words of the items of lists that neither the case nor this machine has."""
    return (f"{node.path}.text" for node in chosen if isinstance(node.item, Listed) and not node.item.text)


def _missing_note(answers: Mapping[str, Any]) -> Iterator[str]:
    """A note needs the facts and the duties; its reason is the red line itself."""
    return (path for path in ("facts", "duties", "responsibility") if path not in answers)
