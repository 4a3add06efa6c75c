"""The derivation as one tree: five groups, the truth of every node by Kleene logic, what it rests on."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain.answers import PICKED, Answers
from assistant.domain.assessment import Assessment, assess
from assistant.domain.derivation import Node, all_of, any_of
from assistant.domain.knowledge import Knowledge

Given = Callable[..., Assessment]
DEGREES = ["否", "未答", "难以认定", "是"]


@pytest.fixture
def given_(knowledge: Knowledge, case_answers: Callable[..., Answers]) -> Given:
    """The assessment of E-01 with changes."""
    return lambda **changes: assess(case_answers("E-01", changes), knowledge)


def at(assessment: Assessment, path: str) -> Node:
    return next(node for node in assessment.walk() if node.path == path)


def test_the_root_has_the_five_groups(given_: Given):
    tree = given_().tree
    assert (tree.label, tree.path) == ("容错研判", "")
    assert [group.label for group in tree.children] == [
        "判断维度（第六条）",
        "条件（第七条）",
        "情形（第八条至第十一条）",
        "红线",
        "容错方式（第十八条、第十九条）",
    ]
    assert [node.label for node in tree.children[-1].children] == [
        "负面影响、损失", "补救", "容错方式", "处理形态的转化",
    ]  # fmt: skip


def test_the_groups_hold_the_fields_of_the_assessment(given_: Given):
    found = given_()
    assert found.group("dimensions").children == found.dimensions
    assert found.group("conditions").children == found.conditions
    assert found.group(PICKED).children == found.circumstances
    assert found.group("red_lines").children == found.red_lines


@pytest.mark.parametrize("one", DEGREES)
@pytest.mark.parametrize("other", DEGREES)
def test_and_takes_the_worse_or_the_better_and_unknown_is_neither(one: Any, other: Any):
    worse, better = sorted([one, other], key=DEGREES.index)
    assert all_of([one, other]) == worse
    kind = ["否", "难以认定", "未答", "是"]
    assert any_of([one, other]) == max(worse, better, key=kind.index)


def test_what_does_not_concern_the_case_is_left_aside():
    assert all_of(["不涉及", "是"]) == "是"
    assert all_of(["不涉及", "难以认定"]) == "难以认定"
    assert all_of(["不涉及"]) == "不涉及"
    assert all_of([]) == any_of([]) == "未答"


@pytest.mark.parametrize(
    ("changes", "path", "truth"),
    [
        ({}, "dimensions.1", "是"),
        ({"dimensions.1.distinction": "明知故犯"}, "dimensions.1", "否"),
        ({"dimensions.1.distinction": "明知故犯"}, "dimensions", "否"),
        ({"dimensions.1.distinction": "难以认定"}, "dimensions.1", "难以认定"),
        ({"dimensions.1.distinction": None}, "dimensions.1", "未答"),
        ({"conditions.1.met": "不涉及"}, "conditions.1", "不涉及"),
        ({"conditions.1.met": "不涉及"}, "conditions", "是"),
        ({"red_lines.political": "是"}, "red_lines.political", "是"),
        ({"red_lines.political": "是"}, "red_lines", "是"),
        ({"red_lines.political": "难以认定"}, "red_lines.political", "难以认定"),
        ({"red_lines.political": None}, "red_lines.political", "未答"),
        ({"conditions.6.met": "否"}, "red_lines.private_gain", "是"),
        ({"conditions.6.met": "难以认定"}, "red_lines.private_gain", "难以认定"),
        ({"conditions.6.met": None}, "red_lines.private_gain", "未答"),
        ({}, "red_lines", "否"),
        ({PICKED: None}, PICKED, "未答"),
        ({PICKED: ["9.4", "11.14"]}, PICKED, "是"),
        ({"loss.level": None}, "recommendation.outcome", "未答"),
        ({"loss.level": "严重", "remedy.status": "未补救"}, "recommendation.outcome", "否"),
        ({"loss.level": "严重", "remedy.status": "未补救"}, "remedy.status", "否"),
        ({"red_lines.political": "是"}, "recommendation.outcome", "否"),
        ({}, "recommendation.outcome", "是"),
        ({}, "intended_form", "是"),
        ({"intended_form": "第四种形态"}, "intended_form", "否"),
        ({"intended_form": "未知"}, "intended_form", "难以认定"),
        ({"intended_form": None}, "intended_form", "未答"),
        ({"intended_form": "第二种形态", "loss.level": None}, "intended_form", "未答"),
    ],
)
def test_the_truth_of_a_node(given_: Given, changes: dict[str, Any], path: str, truth: str):
    assert at(given_(**changes), path).truth == truth


@pytest.mark.parametrize(
    ("changes", "path", "open_"),
    [
        ({}, "dimensions", ()),
        ({"dimensions.2.judgement": None}, "dimensions.2", ("dimensions.2.judgement",)),
        ({"dimensions.2.judgement": "难以认定"}, "dimensions", ("dimensions.2.judgement",)),
        ({"conditions.3.met": "难以认定"}, "conditions", ("conditions.3.met",)),
        ({PICKED: None}, PICKED, (PICKED,)),
        ({PICKED: ["8.4"]}, PICKED, ("circumstances[8.4].branch",)),
        ({"conditions.6.met": None}, "red_lines.private_gain", ("conditions.6.met",)),
        ({"remedy.status": None, "intended_form": "未知"}, "recommendation", ("remedy.status", "intended_form")),
    ],
)  # fmt: skip
def test_what_is_open_below_a_node(given_: Given, changes: dict[str, Any], path: str, open_: tuple[str, ...]):
    assert at(given_(**changes), path).open[: len(open_)] == open_
    if path != PICKED:
        assert at(given_(**changes), path).open == open_


def test_the_outcome_tells_the_choice_with_its_reason(given_: Given):
    chosen = {"recommendation.outcome": "减责", "recommendation.reason": "理由若干"}
    node = at(given_(**chosen), "recommendation.outcome")
    assert (node.value, node.facts, node.truth) == ("减责", "理由若干", "是")
    assert "可予以免责" in node.remark


def test_the_outcome_rests_on_the_exception_to_a_red_line_too(given_: Given):
    by, reason = "overrides[red_lines.fourth_form].by", "overrides[red_lines.fourth_form].reason"
    barred, free = (
        {"red_lines.fourth_form": "是", by: "甲"},
        {"red_lines.fourth_form": "是", by: "甲", reason: "理由"},
    )
    was, now = (at(given_(**changes), "recommendation.outcome") for changes in (barred, free))
    assert (was.truth, now.truth) == ("否", "是")
    assert {by, reason} <= set(now.answers)


def test_each_answer_belongs_to_one_point(given_: Given):
    found = given_()
    for path, point in {
        "dimensions.1.judgement": "dimensions.1",
        "dimensions.1.facts": "dimensions.1",
        "conditions.6.met": "conditions.6",
        "circumstances[9.4].elements.cause": "circumstances[9.4]",
        "red_lines.political": "red_lines.political",
        "loss.level": "loss.level",
        "recommendation.reason": "recommendation.outcome",
        "intended_form": "intended_form",
    }.items():
        assert found.point(path).path == point
    assert found.point("facts") is None


SETTLING: dict[str, tuple[Any, ...]] = {
    **{f"red_lines.{n}": ("是", "否", "难以认定") for n in ("political", "fourth_form", "concealment", "private_gain")},
    "overrides[red_lines.fourth_form].by": ("甲",),
    "overrides[red_lines.fourth_form].reason": ("理由",),
    **{f"conditions.{n}.met": ("是", "否", "难以认定", "不涉及") for n in "12345"},
    "conditions.6.met": ("是", "否", "难以认定"),
    "dimensions.1.judgement": ("出于公心", "假公济私、以权谋私", "难以认定"),
    "dimensions.1.distinction": ("无心之过", "明知故犯", "难以认定"),
    "dimensions.4.judgement": ("民主决策", "个人专断、一意孤行", "难以认定"),
    PICKED: (["9.4"], ["8.4"], ["8.4", "11.14"]),
    "circumstances[8.4].branch": ("政策变化", "政策界限不明"),
    "circumstances[9.4].elements.field": ("是", "否", "难以认定"),
    "circumstances[9.4].elements.cause": ("是", "否", "难以认定"),
    "circumstances[9.4].elements.state": ("是", "否", "难以认定"),
    "loss.level": ("较小", "较重", "严重"),
    "remedy.status": ("已挽回", "部分挽回", "正在补救", "未补救"),
    "intended_form": ("诫勉", "第二种形态", "第四种形态", "未知"),
    "recommendation.outcome": ("免责", "减责", "从轻处理", "不提出容错建议"),
}  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_becomes_yes_only_by_an_answer_under_the_node(knowledge: Knowledge, data: st.DataObject):
    given_ = {path: data.draw(st.sampled_from([None, *values])) for path, values in SETTLING.items()}
    before = {path: value for path, value in given_.items() if value is not None}
    unanswered = [path for path in SETTLING if path not in before]
    new = data.draw(st.sampled_from([*unanswered, None]))
    after = before | ({new: data.draw(st.sampled_from(SETTLING[new]))} if new else {})
    was = {node.path: node.truth for node in assess(before, knowledge).walk()}
    for node in assess(after, knowledge).walk():
        if was.get(node.path) == "否" and node.truth == "是":
            assert new in {path for below in node.walk() for path in below.answers}, node.label
