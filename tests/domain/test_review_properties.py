"""Whatever people answer: nothing fails, no dead end, 否 stays 否 until answered anew, the paper agrees with the tree."""

import contextlib
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain.answers import PICKED, Answers
from assistant.domain.assessment import Assessment, assess
from assistant.domain.derivation import Node
from assistant.domain.dialogue import Field
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.domain.reading import AnswerError
from assistant.domain.review import LEVELS, review
from assistant.services.casework import Casework
from assistant.services.drafting import KINDS, Draft, Drafting, DraftRefused
from assistant.services.library import Library
from assistant.services.open_case import OpenCase
from tests.domain.test_interview import act, here, state
from tests.services.test_drafting import SECTIONS

NOTE = ["一、事实经过和当事人的责任", "二、不提出容错建议的理由", "三、核查的情况", "四、告知当事人"]
SAMPLES: dict[str, tuple[Any, ...]] = {
    "text": ("甲",),
    "long": ("收了妻弟公司的红包。\n没有补救。", "无"),
    "date": ("2026-04-08", "2026-05-31", "2026-09-21"),
    "month": ("1978-05",),
    "list": (
        [{"rule": "《办法》", "how": "未比选"}],
        [{"how": "未比选"}],
    ),
    "several": (["局党组会议纪要"], ["备案回执", {"title": "补签纪要", "date": "2026-06-02"}]),
}
LISTS: dict[str, tuple[Any, ...]] = {
    "evidence": ([{"title": "局党组会议纪要", "date": "2026-04-10", "kind": "程序"}, {"title": "备案回执"}],),
    "steps": ([{"step": "研究", "date": "2026-09-25", "paper": "局党组会议"}], [{"step": "已报送"}]),
    "policy_basis": (["“三个区分开来”"], ["《某办法》"]),
    PICKED: (["9.4"], ["11.7", "11.9"], ["8.4", "9.1", "10.4", "11.14"]),
}
EASY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class World:
    """The shipped data with what the tests do to a case of it."""

    def __init__(self, library: Library, knowledge: Knowledge, interview_of: Callable[[Answers], Interview]):
        questions = library.dialogue("committee").questions(list(knowledge.circumstances.values()))
        self.fields = {field.id: field for question in questions for field in question.fields}
        self.knowledge, self.interview_of = knowledge, interview_of
        self.drafting = Drafting(library, knowledge)

    def judged(self, answers: Answers) -> tuple[Interview, Assessment]:
        interview = self.interview_of(answers)
        return interview, assess(interview.active, self.knowledge)

    def draft(self, interview: Interview, assessment: Assessment, kind: str | None = None) -> Draft:
        return self.drafting.draft(interview, assessment, kind)

    def draw(self, data: st.DataObject, base: Answers) -> Answers:
        """Answers of a full case, some or all taken away, and up to forty given at random."""
        rand = random.Random(data.draw(st.integers(0, 2**32)))
        share = data.draw(st.sampled_from([0, 0.2, 0.6, 1]))
        answers = {path: value for path, value in base.items() if rand.random() >= share}
        for path in rand.sample(sorted(self.fields), rand.randint(0, 40)):
            answers[path] = rand.choice(values(self.fields[path]))
        return answers


@pytest.fixture(scope="module")
def world(library: Library, knowledge: Knowledge, interview_of: Callable[[Answers], Interview]) -> World:
    return World(library, knowledge, interview_of)


def values(field: Field) -> tuple[Any, ...]:
    return LISTS.get(field.id) or tuple(field.options) or SAMPLES[field.kind]


@EASY
@given(data=st.data())
def test_any_answers_can_be_judged_reviewed_and_drafted(
    world: World, case_answers: Callable[..., Answers], data: st.DataObject
):
    interview, assessment = world.judged(world.draw(data, case_answers("E-01")))
    findings = review(interview.active, assessment, world.knowledge)
    assert [f.level for f in findings] == sorted((f.level for f in findings), key=LEVELS.index)
    blocked = {f.where for f in findings if f.level == "block" and f.code.startswith("missing.")}
    assert blocked == set(assessment.missing)
    assert all(f.message.endswith(("。", "？")) and f.where for f in findings)
    for kind in KINDS:
        if kind == "recommendation" and assessment.barred:
            with pytest.raises(DraftRefused):
                world.draft(interview, assessment, kind)
        else:
            assert not waits_for(world.draft(interview, assessment, kind)) & set(interview.active), kind


@EASY
@given(data=st.data())
def test_the_paper_has_its_sections_and_a_gap_for_every_missing_answer(
    world: World, case_answers: Callable[..., Answers], data: st.DataObject
):
    interview, assessment = world.judged(world.draw(data, case_answers("E-02")))
    paper = world.draft(interview, assessment)
    assert paper.kind == ("no-recommendation" if assessment.barred else "recommendation")
    assert headings(paper) == (NOTE if assessment.barred else SECTIONS)
    assert waits_for(paper) & contents(world.knowledge) == set(assessment.missing) - {"facts"}
    assert ("facts" in waits_for(paper)) == ("facts" not in interview.active)
    for path in assessment.missing:
        filled = world.judged({**interview.answers, path: values(world.fields[path])[0]})
        assert path not in filled[1].missing
        assert path not in waits_for(world.draft(*filled))


def headings(paper: Draft) -> list[str]:
    return re.findall(r"^## (.+)$", paper.markdown, re.MULTILINE)


def waits_for(paper: Draft) -> set[str]:
    """The answers that the gaps of a paper wait for."""
    return {paper.where[gap] for gap in paper.gaps}


def contents(knowledge: Knowledge) -> set[str]:
    """The answers that make the six contents present."""
    return {path for content in knowledge.contents for path in content.paths}


# 否 stays 否


def rests_on(node: Node, path: str) -> bool:
    """Whether the answer at `path` belongs to the node or to what stands below it."""
    return any(path in below.answers for below in node.walk())


@settings(EASY, max_examples=200)
@given(data=st.data())
def test_one_more_answer_turns_nothing_from_no_to_yes_unless_it_is_an_answer_to_that_point(
    world: World, case_answers: Callable[..., Answers], data: st.DataObject
):
    answers = world.draw(data, case_answers("E-04"))
    path = data.draw(st.sampled_from(sorted(set(world.fields) - set(answers))))
    value = data.draw(st.sampled_from(values(world.fields[path])))
    before = {node.path: node for node in world.judged(answers)[1].walk()}
    for node in world.judged({**answers, path: value})[1].walk():
        was = before.get(node.path)
        if was and was.truth == "否" and node.truth == "是":
            assert rests_on(was, path) or rests_on(node, path), node.path


# Dead ends, undo and redo


def wander(data: st.DataObject, case: OpenCase) -> None:
    for _ in range(data.draw(st.integers(1, 12))):
        with contextlib.suppress(AnswerError):
            act(data, case)


@settings(EASY, max_examples=25)
@given(data=st.data())
def test_from_anywhere_the_end_is_reached_by_skipping(casework: Casework, data: st.DataObject):
    case = casework.new()
    wander(data, case)
    for _ in range(len(case.interview.known()) + 1):
        if here(case) is None:
            break
        case.skip()
    assert here(case) is None
    case.check()
    case.draft()


@settings(EASY, max_examples=40)
@given(data=st.data())
def test_undo_and_the_same_answer_again_is_as_if_nothing_had_happened(
    world: World, casework: Casework, data: st.DataObject
):
    case = casework.new()
    wander(data, case)
    path = data.draw(st.sampled_from([id for id in case.interview.known() if id in world.fields]))
    value = data.draw(st.sampled_from(values(world.fields[path])))
    before = state(case.interview)[:4]
    case.answer(path, value)
    after = state(case.interview)[:4]
    case.undo()
    assert state(case.interview)[:4] == before
    case.answer(path, value)
    assert state(case.interview)[:4] == after


# The two ends


def test_a_case_with_nothing_answered_is_six_headed_gaps_and_a_review_that_lists_them(world: World):
    interview, assessment = world.judged({})
    paper = world.draft(interview, assessment)
    assert headings(paper) == SECTIONS
    parts = re.split(r"^## .+$", paper.markdown, flags=re.MULTILINE)[1:]
    assert all("【待补充：" in part for part in parts)
    listed = {f.where for f in review({}, assessment, world.knowledge) if f.level == "block"}
    assert listed == contents(world.knowledge) <= waits_for(paper)


def test_a_case_judged_against_in_everything_gives_the_note(world: World):
    answers: Answers = {f"conditions.{n}.met": "否" for n in "123456"}
    for rule in world.knowledge.dimensions:
        answers[f"dimensions.{rule.n}.judgement"] = rule.negative_judgement
        answers[f"dimensions.{rule.n}.distinction"] = rule.negative_distinction
    paper = world.draft(*world.judged(answers))
    assert (paper.kind, headings(paper)) == ("no-recommendation", NOTE)
    assert "存在“谋取私利”的情形" in paper.markdown and "假公济私、以权谋私" in paper.markdown
