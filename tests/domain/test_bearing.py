"""What can still change the result: exact, against completing every open answer by brute force."""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain.answers import Answers
from assistant.domain.assessment import assess
from assistant.domain.bearing import bearing
from assistant.domain.knowledge import Knowledge

NOTE, RECOMMENDATION = "不提出容错建议的说明", "容错初步建议"
BY, REASON = "overrides[red_lines.fourth_form].by", "overrides[red_lines.fourth_form].reason"
OPTIONS: dict[str, tuple[Any, ...]] = {
    "red_lines.political": ("是", "否"),
    "red_lines.fourth_form": ("是", "否"),
    "red_lines.concealment": ("是", "否"),
    "red_lines.private_gain": ("是", "否"),
    "dimensions.1.judgement": ("出于公心", "假公济私、以权谋私"),
    "conditions.6.met": ("是", "否"),
    BY: (None, "乙某"),
    REASON: (None, "理由"),
    "loss.level": ("较小", "较重", "严重"),
    "remedy.status": ("已挽回", "部分挽回", "正在补救", "未补救"),
    "intended_form": ("批评教育类", "诫勉", "第一种形态", "第二种形态", "第三种形态", "第四种形态"),
}
"""Every answer that decides on the result, with all that may settle it; an exception may be left blank."""
UNSETTLED = {
    "intended_form": "未知",
    **dict.fromkeys([p for p in OPTIONS if p[:3] in ("red", "dim", "con")], "难以认定"),
}
OTHERS = {"facts": "事实", "dimensions.2.judgement": "难以认定", "circumstances": ["8.4"], "subject": "个人"}


def result(answers: Answers, knowledge: Knowledge) -> tuple[bool, str | None, str | None]:
    """The paper, the proposal of 第十八条 and the conversion of 第十九条."""
    found = assess(answers, knowledge)
    form = found.outcome.form
    return bool(found.barred), found.outcome.proposed, form.to if form else None


def completions(answers: Answers, paths: list[str]) -> Iterator[Answers]:
    for values in product(*(OPTIONS[path] for path in paths)):
        given = answers | dict(zip(paths, values, strict=True))
        yield {path: value for path, value in given.items() if value is not None}


def open_paths(answers: Answers) -> list[str]:
    return [path for path in OPTIONS if answers.get(path) in (None, UNSETTLED.get(path))]


def by_brute_force(answers: Answers, knowledge: Knowledge) -> set[str]:
    """The open answers of which two values give two results, whatever else is answered."""
    found: set[str] = set()
    paths = open_paths(answers)
    for path in paths:
        for rest in completions(answers, [other for other in paths if other != path]):
            if len({result(one, knowledge) for one in completions(rest, [path])}) > 1:
                found.add(path)
                break
    return found


@st.composite
def some_answers(draw: st.DrawFn) -> Answers:
    """Answers with at most four of the deciding ones open or unsettled."""
    open_ = draw(st.sets(st.sampled_from([path for path in OPTIONS if path not in (BY, REASON)]), max_size=4))
    answers: Mapping[str, Any] = {
        path: draw(st.sampled_from([None, UNSETTLED.get(path)] if path in open_ else [*values, values[-1]]))
        for path, values in OPTIONS.items()
    }
    more = draw(st.sets(st.sampled_from(sorted(OTHERS))))
    given = {**answers, **{path: OTHERS[path] for path in more}}
    if draw(st.booleans()):
        given["recommendation.outcome"] = draw(st.sampled_from(["免责", "减责", "不提出容错建议"]))
    return {path: value for path, value in given.items() if value is not None}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=some_answers())
def test_the_list_is_exact(knowledge: Knowledge, answers: Answers):
    assert {one.path for one in bearing(answers, knowledge)} == by_brute_force(answers, knowledge)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=some_answers(), data=st.data())
def test_an_answer_that_is_not_listed_changes_nothing(
    knowledge: Knowledge, answers: Answers, data: st.DataObject
):
    listed = {one.path for one in bearing(answers, knowledge)}
    paths = open_paths(answers)
    rest = data.draw(st.sampled_from(list(completions(answers, [path for path in paths if path in listed]))))
    unlisted = [path for path in paths if path not in listed]
    assert len({result(one, knowledge) for one in completions(rest, unlisted)}) == 1


def test_everything_open_is_quick_and_the_red_lines_come_first(knowledge: Knowledge):
    began = perf_counter()
    found = bearing({}, knowledge)
    assert perf_counter() - began < 0.1
    assert {one.path for one in found} == set(OPTIONS)
    assert [one.path for one in found[6:9]] == ["loss.level", "remedy.status", "intended_form"]
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    assert {one.truth for one in found} == {"未答"}


@pytest.mark.parametrize("name", ["E-01", "E-02", "E-03"])
def test_a_full_case_has_nothing_open_but_an_unknown_form(
    knowledge: Knowledge, case_answers: Callable[..., Answers], name: str
):
    answers = case_answers(name, {"intended_form": "诫勉"})
    assert bearing(answers, knowledge) == ()
    assert bearing(answers | {"red_lines.political": "是"}, knowledge) == ()


CASES = [
    # 改了什么，哪几问还能改变结论，各占多少，可能是什么
    ({"red_lines.concealment": None}, {"red_lines.concealment": 1}, (NOTE, RECOMMENDATION)),
    (
        {"red_lines.private_gain": "难以认定", "conditions.6.met": "难以认定"},
        {"red_lines.private_gain": 1 / 2, "conditions.6.met": 1 / 2},
        (NOTE, RECOMMENDATION),
    ),
    ({"loss.level": None}, {"loss.level": 1}, ("免责", "减责", "从轻处理")),
    (
        {"loss.level": "较重", "remedy.status": None, "intended_form": "第四种形态"},
        {"remedy.status": 2 / 3},
        ("减责", "第十八条未列，不能代为提出"),
    ),
    ({"loss.level": "较小", "remedy.status": None}, {}, ()),
    (
        {"loss.level": "严重", "remedy.status": "已挽回", "intended_form": "未知"},
        {"intended_form": 1 / 2},
        ("转化为谈话提醒、批评教育、通报批评等", "第十九条未列转化"),
    ),
    ({"loss.level": "严重", "remedy.status": "未补救", "intended_form": None}, {}, ()),
    (
        {
            "loss.level": "严重",
            "remedy.status": "未补救",
            "intended_form": None,
            "recommendation.outcome": "减责",
        },
        {"intended_form": 1},
        ("转化为谈话提醒、批评教育、通报批评等", "转化为第一种形态", "转化为第二种形态", "第十九条未列转化"),
    ),
    ({"red_lines.political": "是", "loss.level": None, "red_lines.concealment": None}, {}, ()),
    ({"red_lines.fourth_form": "是"}, {BY: 1 / 2, REASON: 1 / 2}, (NOTE, RECOMMENDATION)),
]


@pytest.mark.parametrize(("changes", "weights", "results"), CASES)
def test_what_bears_and_how_much(
    knowledge: Knowledge, case_answers: Callable[..., Answers], changes, weights, results
):
    answers = case_answers("E-01", changes)
    found = bearing(answers, knowledge)
    assert {one.path: one.weight for one in found} == pytest.approx(weights)
    assert all(set(one.results) == set(results) for one in found)
    assert all(one.truth == ("难以认定" if one.path in answers else "未答") for one in found)
