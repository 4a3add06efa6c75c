"""From answers to findings of judgement: a tree of nodes, each with its article and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from assistant.domain.answers import PICKED
from assistant.domain.conditions import UNSETTLED, Truth, evaluate, leaves
from assistant.domain.knowledge import Knowledge, OutcomeCell, RedLine
from assistant.domain.lists import is_item, picked
from assistant.domain.regulation import Circumstance, Condition, Dimension

UNANSWERED = "未答"
NOT_PROPOSED = "不提出容错建议"
UNKNOWN_FORM = "未知"
"""The form of handling is not told yet: an answer, but none that settles anything."""
Standing = Literal["for", "against", "unsettled", "unanswered", "not_applicable"]
Word = Literal["是", "否", "难以认定", "未答", "不涉及"]
_STANDINGS: dict[Word, Standing] = {
    "是": "for", "否": "against", UNSETTLED: "unsettled", UNANSWERED: "unanswered", "不涉及": "not_applicable",
}  # fmt: skip
_LINE_STANDINGS: dict[Word, Standing] = {"是": "against", "否": "for"}


class Proof(msgspec.Struct, frozen=True):
    """One piece of evidence as the list of evidence knows it."""

    title: str
    date: str = ""
    kind: str = ""
    attachment: str = ""


class Node(msgspec.Struct, frozen=True):
    """One point of judgement: what was answered, by which article, on what facts and evidence."""

    path: str
    label: str
    articles: tuple[str, ...]
    value: str
    truth: Word
    """Whether what the label says holds: of a dimension its positive pole, of a red line that it stands."""
    facts: str = ""
    adverse: str = ""
    evidence: tuple[Proof, ...] = ()
    children: tuple[Node, ...] = ()
    remark: str = ""
    answers: tuple[str, ...] = ()
    """The answer paths that the node itself rests on."""
    unsettled: tuple[str, ...] = ()
    """Those of its own answers that are lacking or settle nothing."""
    red_line: bool = False
    """A red line, or all of them: what it says speaks against."""
    item: Circumstance | None = None
    """The circumstance, or the item of a list, that a point of its group is about."""

    @property
    def standing(self) -> Standing:
        """Which way the point speaks; a red line that nobody answered is as open as an unsettled one."""
        return _LINE_STANDINGS.get(self.truth, "unsettled") if self.red_line else _STANDINGS[self.truth]

    @property
    def open(self) -> tuple[str, ...]:
        """The answers below it that are lacking (未答) or unsettled (难以认定)."""
        return tuple(dict.fromkeys(path for node in self.walk() for path in node.unsettled))

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def all_of(truths: Iterable[Word]) -> Word:
    """Kleene's and: one 否 decides; what does not concern the case is left aside; unknown is never 是."""
    return _first(("否", UNANSWERED, UNSETTLED, "是"), truths)


def any_of(truths: Iterable[Word]) -> Word:
    """Kleene's or: one 是 decides; unknown is never 否."""
    return _first(("是", UNANSWERED, UNSETTLED, "否"), truths)


def _first(order: tuple[Word, ...], truths: Iterable[Word]) -> Word:
    found = set(truths)
    for word in order:
        if word in found:
            return word
    return "不涉及" if found else "未答"


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
    outcome = _no_outcome(barred) if barred else _outcome(answers, knowledge)
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
            _group("red_lines", "红线", _all_articles(red_lines), red_lines, any_of, red_line=True),
            _group(
                "recommendation",
                "容错方式（第十八条、第十九条）",
                ("18", "19"),
                _outcome_nodes(answers, outcome, red_lines, register, knowledge),
            ),
        ),
        evidence=tuple(register.values()),
        missing=tuple(_missing_note(answers) if barred else _missing(held, knowledge, outcome)),
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


def _all_articles(nodes: Iterable[Node]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for node in nodes for id in node.articles))


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
    return Node(path, label, (article,), value, truth, answers=(path,), unsettled=_unsettled(path, truth))


def _unsettled(path: str, truth: Word) -> tuple[str, ...]:
    return (path,) if truth in (UNANSWERED, UNSETTLED) else ()


def _condition(rule: Condition, answers: Mapping[str, Any], register: Mapping[str, Proof]) -> Node:
    path = f"conditions.{rule.n}"
    value = answers.get(f"{path}.met", UNANSWERED)
    truth: Word = value if value in _STANDINGS else UNANSWERED
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
        unsettled=_unsettled(f"{path}.met", truth),
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
        unsettled=_unsettled(f"{path}.branch", decided),
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


def _outcome_nodes(
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
            unsettled=_unsettled("loss.level", known),
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
            unsettled=_unsettled("remedy.status", remedied),
        ),
        _outcome_node(answers, found, rests_on, UNANSWERED in (known, remedied)),
        _form_node(answers.get("intended_form", UNANSWERED), found, rests_on, knowledge),
    )


_CHOICE = ("recommendation.outcome", "recommendation.reason")
_LOSS = ("loss.level", "loss.description", "loss.impact")
_REMEDIED = ("已挽回", "部分挽回")
"""What 第十八条 calls 消除部分影响，挽回一定损失, or more."""


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


def _outcome(answers: Mapping[str, Any], knowledge: Knowledge) -> OutcomeFinding:
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


def _no_outcome(barred: tuple[Node, ...]) -> OutcomeFinding:
    """Where a red line stands, no recommendation is made, whatever 第十八条 would give."""
    articles = _all_articles(barred)
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


def _missing(answers: Mapping[str, Any], knowledge: Knowledge, outcome: OutcomeFinding) -> Iterator[str]:
    for content in knowledge.contents:
        if content.subject in ("", answers.get("subject", content.subject)):
            for path in content.paths:
                if path not in answers and not (path == "recommendation.outcome" and outcome.outcome):
                    yield path


def _missing_note(answers: Mapping[str, Any]) -> Iterator[str]:
    """A note needs the facts and the duties; its reason is the red line itself."""
    return (path for path in ("facts", "duties", "responsibility") if path not in answers)
