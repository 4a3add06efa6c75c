"""What the scenarios and the full cases never reach: findings, points of judgement, branches of the templates."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from jinja2 import nodes

from assistant.domain.answers import Answers
from assistant.domain.derivation import Node
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.paths import folder
from assistant.services.casework import Casework, Check
from assistant.services.drafting import KINDS, Drafting, DraftRefused
from assistant.services.library import Library
from assistant.services.store import Store
from assistant.services.template_lint import LAST_DAY
from tests.conftest import CASES, TODAY
from tests.scenarios.test_scenarios import SCENARIOS, Expect, Scenario, interview_in

NAMES = sorted(path.stem for path in CASES.glob("*.json"))
SAID = [param.values[0] for param in SCENARIOS]


@dataclass
class Reached:
    """Everything that the scenarios and full cases came to."""

    codes: set[str] = field(default_factory=set)
    points: set[tuple[str, str]] = field(default_factory=set)
    branches: set[str] = field(default_factory=set)
    all_branches: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def reached(
    library: Library,
    knowledge: Knowledge,
    case_answers: Callable[..., Answers],
) -> Reached:
    found = Reached()
    drafting = instrumented(library, knowledge, found)
    cases = [Scenario(title=name, expect=Expect(), base=name) for name in NAMES]
    with Store(None) as store:
        for scenario in [*SAID, *cases]:
            casework = Casework(store, library, scenario.today or TODAY)
            casework.knowledge = knowledge
            interview = interview_in(casework, scenario, case_answers)
            check = casework.check(interview)
            found.codes |= {finding.code for finding in check.findings}
            found.points |= {(kind(node), node.standing) for node in check.assessment.walk()}
            draw_up(drafting, interview, check)
    return found


def draw_up(drafting: Drafting, interview: Interview, check: Check) -> None:
    """All papers that the case allows."""
    for name in KINDS:
        try:
            drafting.draft(interview, check.assessment, name)
        except DraftRefused:
            assert check.assessment.barred and name == "recommendation"


def report(title: str, all_: set[Any], reached: set[Any]) -> set[Any]:
    """Print how much was reached, and give back what never was."""
    missed = all_ - reached
    print(f"\n{title}：{len(all_ & reached)}／{len(all_)}")
    for one in sorted(missed):
        print(f"  没有走到：{one}")
    return missed


# Findings


def codes(knowledge: Knowledge) -> set[str]:
    """Every code that the program or knowledge/findings.toml can give a finding, read from the source."""
    tables = {
        "flag.": [kind.kind for kind in knowledge.lexicon.flag],
        "redline.": [line.id for line in knowledge.red_lines],
        "missing.": [
            *(path for content in knowledge.contents for path in content.paths),
            *(f"dimensions.{dimension.n}" for dimension in knowledge.dimensions),
            "facts",
        ],
    }
    found = {rule.code for rule in knowledge.findings}
    for path in (folder("tests").parent / "assistant").rglob("*.py"):
        for text in written(ast.parse(path.read_text(encoding="utf-8"))):
            found |= {text + end for end in tables[text]} if text.endswith(".") else {text}
    return found


def written(tree: ast.Module) -> Iterator[str]:
    """The codes given to `Finding` in a module; of an f-string, what stands before its first value."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        named = {
            target.id: node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                code = node.args[0]
                code = named.get(code.id, code) if isinstance(code, ast.Name) else code
                for part in (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,):
                    first = part.values[0] if isinstance(part, ast.JoinedStr) else part
                    if isinstance(first, ast.Constant):
                        yield str(first.value)


def test_every_finding_is_reached(reached: Reached, knowledge: Knowledge):
    all_ = codes(knowledge)
    assert not report("复核提示", all_, reached.codes)
    assert reached.codes <= all_


@pytest.mark.parametrize("side, names", [("应当提示", "finds"), ("不应当提示", "does_not_find")])
def test_every_finding_is_expected_by_one_scenario_and_ruled_out_by_another(
    knowledge: Knowledge, side: str, names: str
):
    expected = {code for scenario in SAID for code in getattr(scenario.expect, names)}
    assert not report(f"写明{side}的复核提示", codes(knowledge), expected)
    assert expected <= codes(knowledge)


def test_the_plain_words_are_for_findings_that_there_are(knowledge: Knowledge):
    all_ = codes(knowledge)
    assert not [
        row.code for row in knowledge.said if not any(f"{c}.".startswith(f"{row.code}.") for c in all_)
    ]


# Points of judgement

KINDS_OF_POINTS = {
    r"dimensions\.\d": "判断维度",
    r"dimensions\.\d\.(judgement|distinction)": "判断、分清",
    r"conditions\.\d": "条件",
    r"circumstances\[.+\]": "情形",
    r"circumstances\[.+\]\.elements\..+": "要件",
    r"red_lines\..+": "红线",
}
ALL = ("for", "against", "unsettled", "unanswered")
POSSIBLE = {
    "判断维度": ALL,
    "判断、分清": ALL,
    "条件": (*ALL, "not_applicable"),
    "情形": ALL,
    "要件": ALL,
    "红线": ("for", "against", "unsettled"),
    "loss.level": ("for", "unanswered"),
    "remedy.status": ("for", "against", "unanswered"),
    "recommendation.outcome": ("for", "against", "unanswered"),
    "intended_form": ALL,
    "": ALL,
    "dimensions": ALL,
    "conditions": ALL,
    "circumstances": ALL,
    "red_lines": ("for", "against", "unsettled"),
    "recommendation": ("for", "against", "unanswered", "unsettled"),
}


def kind(node: Node) -> str:
    """What kind of point a node is; a group or a point of the outcome is its own kind."""
    return next(
        (name for shape, name in KINDS_OF_POINTS.items() if re.fullmatch(shape, node.path)), node.path
    )


def test_every_kind_of_point_is_reached_in_every_standing(reached: Reached):
    possible = {(name, standing) for name, standings in POSSIBLE.items() for standing in standings}
    assert not report("研判节点", possible, reached.points)
    assert reached.points <= possible


# Templates


def instrumented(library: Library, knowledge: Knowledge, found: Reached) -> Drafting:
    """Drafting whose templates note each branch that they go through."""
    drafting = Drafting(library, knowledge, lambda received: LAST_DAY if received else None)
    environment = drafting.environment
    parse = environment._parse

    def parse_marked(source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = parse(source, name, filename)
        for place, body in branches(tree):
            found.all_branches.add(f"{name} {place}")
            call = nodes.Call(nodes.Name("reached", "load"), [nodes.Const(f"{name} {place}")], [], None, None)
            body.insert(0, nodes.Output([call]).set_lineno(1, override=True))
        return tree

    def note(place: str) -> str:
        found.branches.add(place)
        return ""

    environment._parse = parse_marked
    environment.globals["reached"] = note
    return drafting


def branches(tree: nodes.Template) -> Iterator[tuple[str, list[nodes.Node]]]:
    """Every body that a template may or may not go through, with its place."""
    for number, node in enumerate(tree.find_all((nodes.If, nodes.For)), 1):
        word = "for" if isinstance(node, nodes.For) else "if"
        yield f"第{node.lineno}行第{number}处 {word}", node.body
        if node.else_:
            yield f"第{node.lineno}行第{number}处 {word} 的 else", node.else_


def test_every_branch_of_every_template_is_reached(reached: Reached):
    assert {place.partition(".")[0] for place in reached.all_branches} == set(KINDS)
    assert not report("文稿模板的分支", reached.all_branches, reached.branches)
