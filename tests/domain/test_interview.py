"""The interview on the real committee dialogue: where it stands, what it parks, and that nothing is lost."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain.answers import PICKED
from assistant.domain.conditions import Truth, evaluate
from assistant.domain.dialogue import Question
from assistant.domain.interview import Interview
from assistant.domain.reading import AnswerError
from assistant.services.case_files import CaseContent
from assistant.services.casework import Casework
from assistant.services.open_case import OpenCase

FIRST = ["unit.name", "unit.type", "committee.name", "subject", "person.name", "committee.recusal"]
PERSON = {"person.name": "甲", "person.birth": "1980-01", "person.position": "科长", "person.rank": "正科级"}


@pytest.fixture
def case(casework: Casework) -> OpenCase:
    return casework.new()


def ids(case: OpenCase) -> list[str]:
    return [question.id for question in case.interview.path]


def here(case: OpenCase) -> str | None:
    return case.interview.current


def fill(case: OpenCase, answers: Iterable[tuple[str, Any]]) -> None:
    for path, value in answers:
        case.answer(path, value)


def reopened(case: OpenCase) -> Interview:
    return case.casework.open(case.id).interview


def state(interview: Interview) -> tuple[Any, ...]:
    path = [question.id for question in interview.path]
    return interview.answers, interview.skipped, interview.active, path, interview.current


# Where it stands


def test_it_begins_at_the_first_question_and_goes_on_in_order(case: OpenCase):
    assert ids(case)[:6] == FIRST
    for path, value in zip(FIRST[:3], ["某局", "行政机关", "某局党组"], strict=True):
        assert here(case) == path
        case.submit(path, {path: value})
    assert here(case) == "subject"


def test_back_leaves_every_answer_in_place(case: OpenCase):
    case.submit("unit.name", {"unit.name": "某局"})
    case.back()
    assert here(case) == "unit.name"
    assert case.interview.answers == {"unit.name": "某局"}
    case.back()
    assert here(case) == "unit.name"


def test_an_answer_given_again_goes_on_to_the_next_open_question(case: OpenCase):
    case.submit("unit.name", {"unit.name": "某局"})
    case.submit("unit.type", {"unit.type": "行政机关"})
    case.back()
    case.back()
    case.submit("unit.name", {"unit.name": "某某局"})
    assert here(case) == "committee.name"


def test_a_jump_is_an_event_without_a_value(case: OpenCase):
    case.jump("loss.level")
    assert here(case) == "loss.level"
    assert [(event.kind, event.data) for event in case.events] == [("jump", {"question": "loss.level"})]
    case.submit("loss.level", {"loss.level": "较小"})
    assert here(case) == "loss.description"


def test_the_end_can_be_jumped_to_and_left_again(case: OpenCase):
    case.jump(None)
    assert here(case) is None and case.view().current is None
    case.back()
    assert here(case) == "steps"


def test_a_skip_is_shown_as_a_gap_and_moves_on(case: OpenCase):
    case.skip()
    assert here(case) == "unit.type"
    entry = case.view().entries[0]
    assert (entry.question.id, entry.answers, entry.skipped) == ("unit.name", (), ("单位名称",))
    assert "unit.name" not in case.interview.answers


def test_an_answer_takes_the_skip_back(case: OpenCase):
    case.skip()
    case.answer("unit.name", "某局")
    assert case.interview.skipped == set()


def test_editing_an_earlier_answer_keeps_the_place(case: OpenCase):
    case.submit("unit.name", {"unit.name": "某局"})
    case.jump("facts")
    case.answer("unit.name", "某某局")
    assert here(case) == "facts"
    assert state(reopened(case)) == state(case.interview)


def test_the_place_is_left_when_an_edit_makes_it_unreachable(case: OpenCase):
    case.jump("loss.level")
    case.answer("red_lines.political", "是")
    assert "loss.level" not in ids(case)
    assert here(case) == "red_lines.fourth_form"


def test_a_cleared_answer_is_open_again(case: OpenCase):
    case.submit("unit.name", {"unit.name": "某局"})
    case.back()
    case.answer("unit.name", "")
    assert here(case) == "unit.name"
    assert case.interview.answers == {}


def test_a_case_taken_in_stands_at_its_first_gap(casework: Casework, case_answers):
    case = casework.take_in(CaseContent("committee", case_answers("E-01")))
    assert here(case) == "circumstances[9.4].elements.field"
    skipped = casework.take_in(
        CaseContent("committee", case_answers("E-01", {"unit.name": None}), ("unit.name",))
    )
    assert here(skipped) == "circumstances[9.4].elements.field"


def test_a_question_with_several_fields_is_done_when_each_is_answered_or_skipped(case: OpenCase):
    case.jump("person.name")
    case.submit("person.name", PERSON)
    question = case.interview.question("person.name")
    assert [field.id for field in case.interview.gaps(question)] == ["person.political_status"]
    assert case.interview.skipped == {"person.political_status"}
    assert not case.interview.open(question)
    case.answer("person.political_status", "中共党员")
    assert case.interview.gaps(question) == []


def test_one_field_answered_alone_leaves_the_question_open(case: OpenCase):
    case.jump("person.name")
    case.answer("person.rank", "正科级")
    assert here(case) == "person.name"


def test_a_form_left_blank_is_refused_and_writes_nothing(case: OpenCase):
    with pytest.raises(AnswerError, match="暂不清楚"):
        case.submit("person.name", {})
    with pytest.raises(AnswerError, match="不是有效年月"):
        case.submit("person.name", PERSON | {"person.birth": "1980-13"})
    assert case.events == []


def test_a_form_of_optional_fields_may_be_sent_blank(case: OpenCase):
    case.jump("application.reason")
    case.submit("application.reason", {})
    assert here(case) == "recommendation.outcome"


@pytest.mark.parametrize(
    "path, words",
    [
        ("unit.nmae", "是不是“unit.name”"),
        ("circumstances[9.4].facts", "没有选第九条第（四）项这一情形"),
        ("circumstances[99.9].facts", "没有“circumstances[99.9].facts”这一问"),
        ("circumstances[", "没有“circumstances[”这一问"),
        ("circumstances[]", "没有“circumstances[]”这一问"),
        ("", "没有“”这一问"),
        ("￥", "没有“￥”这一问"),
    ],
)
def test_a_path_that_nothing_asks_for_is_refused(case: OpenCase, path: str, words: str):
    with pytest.raises(AnswerError) as error:
        case.answer(path, "某局")
    assert words in str(error.value)
    assert case.events == []


def test_nothing_can_be_skipped_at_the_end(case: OpenCase):
    case.jump(None)
    with pytest.raises(AnswerError, match="已经问完"):
        case.skip()


# Branches, and what they park


def elements(case: OpenCase, id: str) -> list[str]:
    head = f"{PICKED}[{id}].elements."
    return [path.removeprefix(head) for path in ids(case) if path.startswith(head)]


def test_another_branch_parks_the_answers_of_the_first_and_the_first_brings_them_back(case: OpenCase):
    at = f"{PICKED}[11.7]"
    fill(case, [(PICKED, ["11.7"]), (f"{at}.branch", "申请人拖延提供材料")])
    assert elements(case, "11.7") == ["field", "procedure", "cause2"]
    fill(case, [(f"{at}.elements.field", "是"), (f"{at}.elements.procedure", "否")])
    case.answer(f"{at}.branch", "申请人提供虚假材料")
    assert elements(case, "11.7") == ["field", "cause", "state"]
    assert case.interview.parked == {f"{at}.elements.procedure": "否"}
    assert case.view().parked == ("已按规定一次性告知行政申请人补充相关材料",)
    case.answer(f"{at}.branch", "申请人拖延提供材料")
    assert case.interview.parked == {}
    assert case.interview.active[f"{at}.elements.procedure"] == "否"


def test_without_a_branch_only_the_elements_of_all_branches_are_asked(case: OpenCase):
    case.answer(PICKED, ["11.7"])
    assert elements(case, "11.7") == ["field"]
    case.jump(f"{PICKED}[11.7].branch")
    case.skip()
    assert elements(case, "11.7") == ["field"]


def test_a_circumstance_let_go_parks_its_elements_and_picked_again_brings_them_back(case: OpenCase):
    fill(case, [(PICKED, ["9.4", "11.1"]), (f"{PICKED}[9.4].elements.field", "是")])
    case.answer(PICKED, ["11.1"])
    assert elements(case, "9.4") == []
    assert case.interview.parked == {f"{PICKED}[9.4].elements.field": "是"}
    assert reopened(case).parked == case.interview.parked
    case.answer(PICKED, ["11.1", "9.4"])
    assert case.interview.parked == {}
    assert case.interview.active[f"{PICKED}[9.4].elements.field"] == "是"


def test_the_questions_of_circumstances_come_in_the_order_they_were_picked(case: OpenCase):
    case.answer(PICKED, ["11.1", "9.4"])
    asked = [path for path in ids(case) if path.startswith(f"{PICKED}[")]
    assert [path[:19] for path in asked] == ["circumstances[11.1]"] * 4 + ["circumstances[9.4]."] * 4


def test_a_red_line_parks_what_it_closes_and_taken_back_restores_it(casework: Casework, case_answers):
    case = casework.take_in(CaseContent("committee", case_answers("E-01")))
    before = state(case.interview)[:4]
    case.answer("red_lines.political", "是")
    assert {PICKED, "loss.level", "conditions.6.met", "dimensions.2.facts"} <= set(case.interview.parked)
    assert "loss.level" not in case.interview.active
    assert case.interview.answers["loss.level"] == "较小"
    case.answer("red_lines.political", "否")
    assert state(case.interview)[:4] == before
    assert case.interview.parked == {}


def test_an_answer_closes_only_what_comes_after_it(casework: Casework, case_answers):
    case = casework.take_in(CaseContent("committee", case_answers("E-01")))
    case.answer("conditions.6.met", "否")
    asked = ids(case)
    assert {PICKED, "dimensions.4.judgement", "conditions.5.met"} <= set(asked)
    assert asked[asked.index("conditions.6.met") + 1 :] == ["steps"]
    assert "loss.level" in case.interview.parked


@pytest.mark.parametrize("value", ["难以认定", None])
def test_a_red_line_that_is_not_settled_closes_nothing(casework: Casework, case_answers, value: str | None):
    lines = ("political", "fourth_form", "concealment", "private_gain")
    open_ = {f"red_lines.{name}": value for name in lines} | {"conditions.6.met": value}
    decided = {"decision.date": "2026-11-02"}
    case = casework.take_in(CaseContent("committee", case_answers("E-01", open_ | decided)))
    sections = {question.section for question in case.interview.path}
    assert sections == {section.id for section in case.interview.dialogue.section}


def test_a_unit_is_not_asked_for_a_person_and_the_answers_wait(case: OpenCase):
    fill(case, [("person.name", "甲"), ("usual_performance", "好"), ("subject", "单位")])
    assert set(case.interview.parked) == {"person.name", "usual_performance"}
    case.answer("subject", "个人")
    assert case.interview.parked == {}


# Undo


def test_undo_takes_back_the_last_answer_and_stands_at_its_question(case: OpenCase):
    fill(case, [("unit.name", "甲局"), ("unit.name", "乙局"), ("facts", "经过")])
    undone = case.undo()
    assert undone and undone.data["question"] == "facts"
    assert here(case) == "facts"
    case.undo()
    assert case.interview.answers == {"unit.name": "甲局"}
    case.undo()
    assert case.interview.answers == {}
    assert case.undo() is None


def test_undo_brings_a_skip_back(case: OpenCase):
    case.skip()
    case.answer("unit.name", "某局")
    case.undo()
    assert case.interview.skipped == {"unit.name"}
    case.undo()
    assert case.interview.skipped == set()


def test_a_case_taken_in_is_not_undone(casework: Casework, case_answers):
    case = casework.take_in(CaseContent("committee", case_answers("E-01")))
    assert case.undo() is None
    assert case.interview.answers == case_answers("E-01")
    assert state(reopened(case)) == state(case.interview)


# Whatever people do


def path_by_the_book(interview: Interview, case: OpenCase) -> list[str]:
    """The path as the data file says it, found without the machine: one pass over the questions."""
    knowledge = case.casework.knowledge
    picked = [knowledge.circumstances[id] for id in interview.answers.get(PICKED, ())]
    questions = interview.dialogue.questions(picked)
    sections = {section.id: section for section in interview.dialogue.section}
    asked = {field.id for question in questions for field in question.fields}
    seen = {path: value for path, value in interview.answers.items() if path not in asked}
    found: list[str] = []

    def goes_on(thing: Any) -> bool:
        truth = evaluate(thing.when, seen, knowledge.rules) if thing.when else Truth.YES
        return thing.unknown == "ask" if truth is Truth.UNKNOWN else truth is Truth.YES

    for question in questions:
        if goes_on(sections[question.section]) and goes_on(question):
            found.append(question.id)
            seen |= {f.id: interview.answers[f.id] for f in question.fields if f.id in interview.answers}
    return found


WORDS = {
    "text": st.sampled_from(["甲", "", "{{ x }}"]),
    "long": st.sampled_from(["甲\n乙", "没有", ""]),
    "date": st.sampled_from(["2026-09-21", "2026年9月30日", "2026-13-01", "9999-12-31", ""]),
    "month": st.sampled_from(["1978-05", "十年前"]),
    "list": st.sampled_from(
        ["材料", [{"title": "纪要", "date": "2026-05-01"}], '[{"step": "研究"}]', "[[1]]"]
    ),
}
FREE = {
    "circumstances": st.lists(st.sampled_from(["9.4", "11.7", "8.4", "10.4", "11.14", "99.9"]), max_size=3),
    "evidence": st.lists(st.sampled_from(["材料", "纪要"]), max_size=2),
    "policy_bases": st.just(["《某办法》"]),
}


TURNING = ("red_lines", "overrides", PICKED, "subject", "conditions.6.met", "dimensions.1.judgement")
"""The answers that open and close whole parts of the path."""


def reply(data: st.DataObject, question: Question) -> dict[str, Any]:
    """What somebody may put into the form of a question: mostly what fits, or nothing."""
    words = {
        f.id: FREE.get(f.source, WORDS.get(f.kind, st.sampled_from([*f.options, ""])))
        for f in question.fields
    }
    return {id: data.draw(some) for id, some in words.items() if data.draw(st.integers(0, 9))}


def act(data: st.DataObject, case: OpenCase) -> None:
    path = ids(case)
    match data.draw(st.sampled_from(["submit"] * 4 + ["answer", "skip", "jump", "back", "undo", "red line"])):
        case "submit":
            question = case.interview.question(here(case) or data.draw(st.sampled_from(path)))
            case.submit(question.id, reply(data, question))
        case "answer":
            question = case.interview.question(data.draw(st.sampled_from(case.interview.known())))
            for field, raw in reply(data, question).items():
                case.answer(field, raw)
        case "red line":
            lines = [path for path in case.interview.known() if path.startswith(TURNING)]
            question = case.interview.question(data.draw(st.sampled_from(lines)))
            case.submit(question.id, reply(data, question))
        case "skip":
            case.skip()
        case "jump":
            case.jump(data.draw(st.sampled_from([*path, None])))
        case "back":
            case.back()
        case "undo":
            case.undo()


def sent(case: OpenCase) -> dict[str, Any]:
    """The answers by the log alone."""
    answers: dict[str, Any] = {}
    for event in case.events:
        answers |= event.data.get("values", {})
    return {path: value for path, value in answers.items() if value is not None}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_people_do_nothing_is_lost_and_the_log_tells_it_all(casework: Casework, data: st.DataObject):
    case = casework.new()
    for _ in range(data.draw(st.integers(1, 25))):
        seen = len(case.events)
        try:
            act(data, case)
        except AnswerError:
            assert len(case.events) == seen or here(case) is not None
        interview, path = case.interview, ids(case)
        assert len(set(path)) == len(path)
        assert here(case) is None or here(case) in path
        assert path == path_by_the_book(interview, case)
        assert interview.active | interview.parked == interview.answers == sent(case)
        assert not set(interview.active) & set(interview.parked)
        assert not interview.skipped & set(interview.answers)
    assert state(reopened(case)) == state(case.interview)
    case.view()
    case.check()
    while case.undo():
        pass
    assert (case.interview.answers, case.interview.skipped) == ({}, set())
    assert ids(case) == ids(casework.new())
