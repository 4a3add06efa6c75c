"""The three-valued conditions: each operator against each kind of answer, and unknown that is never no."""

import msgspec
import pytest

from assistant.domain.conditions import Truth, When, both, evaluate, every, fault, leaves

TRUTHS = {truth.value: truth for truth in Truth}
ABSENT = "（未答）"


def when(**parts) -> When:
    return msgspec.convert(parts, When)


def answers(value: object) -> dict[str, object]:
    return {} if value == ABSENT else {"x": value}


@pytest.mark.parametrize(
    "test, value, expected",
    [
        ({"is": "是"}, "是", "是"),
        ({"is": "是"}, "否", "否"),
        ({"is": "是"}, "未知", "否"),  # a form named 未知 is a word like any other
        ({"is": "是"}, "难以认定", "未知"),
        ({"is": "是"}, ABSENT, "未知"),
        ({"is": "难以认定"}, "难以认定", "是"),
        ({"is": "难以认定"}, "是", "否"),
        ({"is": "难以认定"}, ABSENT, "未知"),
        ({"in": ["是", "否"]}, "是", "是"),
        ({"in": ["是", "否"]}, "否", "是"),
        ({"in": ["是", "否"]}, "不涉及", "否"),
        ({"in": ["是", "否"]}, "难以认定", "未知"),
        ({"in": ["是", "难以认定"]}, "难以认定", "是"),
        ({"in": ["是", "否"]}, ABSENT, "未知"),
        ({"in": []}, "是", "否"),
        ({"has": "9.4"}, ["9.4", "10.1"], "是"),
        ({"has": "9.4"}, ["10.1"], "否"),
        ({"has": "9.4"}, [], "否"),
        ({"has": "9.4"}, ABSENT, "未知"),
        ({"answered": True}, "否", "是"),
        ({"answered": True}, "难以认定", "是"),
        ({"answered": True}, ABSENT, "否"),
        ({"answered": False}, "难以认定", "否"),
        ({"answered": False}, ABSENT, "是"),
    ],
)
def test_a_comparison(test, value, expected):
    assert evaluate(when(path="x", **test), answers(value)) is TRUTHS[expected]


KLEENE = [
    # 甲、乙、并且、或者
    ("是", "是", "是", "是"),
    ("是", "否", "否", "是"),
    ("是", "未知", "未知", "是"),
    ("否", "是", "否", "是"),
    ("否", "否", "否", "否"),
    ("否", "未知", "否", "未知"),
    ("未知", "是", "未知", "是"),
    ("未知", "否", "否", "未知"),
    ("未知", "未知", "未知", "未知"),
]


def leaf(path: str) -> dict[str, str]:
    return {"path": path, "is": "是"}


def pair(left: str, right: str) -> dict[str, str]:
    """Answers under which the two leaves have these truths: 未知 is an absent answer."""
    return {path: value for path, value in (("a", left), ("b", right)) if value != "未知"}


@pytest.mark.parametrize("left, right, conjunction, disjunction", KLEENE)
def test_all_and_any_by_kleene(left, right, conjunction, disjunction):
    given = pair(left, right)
    assert evaluate(when(all=[leaf("a"), leaf("b")]), given) is TRUTHS[conjunction]
    assert evaluate(when(any=[leaf("a"), leaf("b")]), given) is TRUTHS[disjunction]
    assert both([TRUTHS[left], TRUTHS[right]]) is TRUTHS[conjunction]


@pytest.mark.parametrize("given, expected", [("是", "否"), ("否", "是"), ("未知", "未知")])
def test_not_leaves_the_unknown_unknown(given, expected):
    assert ~TRUTHS[given] is TRUTHS[expected]
    assert evaluate(when(**{"not": leaf("a")}), pair(given, "未知")) is TRUTHS[expected]


def test_all_of_nothing_holds_and_any_of_nothing_does_not():
    assert evaluate(when(all=[]), {}) is Truth.YES
    assert evaluate(when(any=[]), {}) is Truth.NO


@pytest.mark.parametrize(
    "value, expected", [("是", "是"), ("否", "否"), ("难以认定", "未知"), (ABSENT, "未知")]
)
def test_a_rule_is_looked_up_by_name(value, expected):
    rules = {"red": when(path="x", **{"is": "是"})}
    assert evaluate(when(rule="red"), answers(value), rules) is TRUTHS[expected]


def test_conditions_nest():
    deep = when(all=[leaf("a"), {"not": {"any": [leaf("b"), {"not": leaf("c")}]}}])
    assert evaluate(deep, {"a": "是", "b": "否", "c": "是"}) is Truth.YES
    assert evaluate(deep, {"a": "是", "b": "否"}) is Truth.UNKNOWN
    assert evaluate(deep, {"a": "是", "b": "是"}) is Truth.NO


NESTED = when(
    all=[leaf("a"), {"any": [{"not": leaf("b")}, {"rule": "red"}]}, {"path": "c", "answered": True}]
)


def test_leaves_are_the_comparisons_and_rules():
    assert [part.path or part.rule for part in leaves(NESTED)] == ["a", "b", "red", "c"]


def test_every_condition_is_met_once_outermost_first():
    found = list(every(NESTED))
    assert found[0] is NESTED
    assert len(found) == 7


@pytest.mark.parametrize(
    "parts, words",
    [
        ({}, "只能写 all、any、not、rule、path 中的一项"),
        ({"path": "a", "is": "是", "rule": "red"}, "只能写 all、any、not、rule、path 中的一项"),
        ({"all": [], "any": []}, "只能写 all、any、not、rule、path 中的一项"),
        ({"path": "a"}, "只能写 is、in、has、answered 中的一项"),
        ({"path": "a", "is": "是", "in": ["是"]}, "只能写 is、in、has、answered 中的一项"),
        ({"path": "a", "is": "是", "answered": False}, "只能写 is、in、has、answered 中的一项"),
        ({"rule": "red", "is": "是"}, "只能与 path 同写"),
        ({"not": {"path": "a", "is": "是"}, "answered": True}, "只能与 path 同写"),
    ],
)
def test_a_misshapen_condition_is_named(parts, words):
    assert words in (fault(when(**parts)) or "")


@pytest.mark.parametrize(
    "parts",
    [
        {"path": "a", "is": "是"},
        {"path": "a", "in": ["是"]},
        {"path": "a", "has": "9.4"},
        {"path": "a", "answered": False},
        {"rule": "red"},
        {"all": []},
        {"any": []},
        {"not": {"rule": "red"}},
    ],
)
def test_a_well_shaped_condition_has_no_fault(parts):
    assert fault(when(**parts)) is None
