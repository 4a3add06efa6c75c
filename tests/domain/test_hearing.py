"""审核视角: the questions of 第十三条, what answers them, and all that speaks against, each with its place."""

from collections.abc import Callable
from typing import Any

import pytest

from assistant.domain.answers import Answers
from assistant.domain.assessment import assess
from assistant.domain.hearing import Heard, Hearing, hear
from assistant.domain.knowledge import Knowledge
from assistant.domain.review import review

See = Callable[..., Hearing]


@pytest.fixture
def seen(knowledge: Knowledge, case_answers: Callable[..., Answers]) -> See:
    """A full case as it will be examined, with changes; no case at all is the empty one."""

    def see(name: str = "E-01", **changes: Any) -> Hearing:
        answers = case_answers(name, changes) if name else dict(changes)
        assessment = assess(answers, knowledge)
        return hear(answers, assessment, review(answers, assessment, knowledge), knowledge)

    return see


def heard(hearing: Hearing, id: str) -> Heard:
    return next(one for one in hearing.questions if one.question.id == id)


def against(hearing: Hearing, where: str) -> list[str]:
    return [one.words for one in hearing.against if one.where == where]


def test_everybody_of_article_13_is_there(seen: See, knowledge: Knowledge):
    who = " ".join(one.question.who for one in seen().questions)
    for name in (
        "当事人",
        "承办单位",
        "党委（党组）",
        "上级业务指导部门",
        "纪检监察机关",
        "专家",
        "群众",
        "服务对象",
    ):
        assert name in who
    text = knowledge.regulation.text("13")
    assert all(one.question.words in text for one in seen().questions)
    assert all("必要时" in one.question.who for one in seen().questions if "必要时" in one.question.words)


@pytest.mark.parametrize(
    ("changes", "id", "state"),
    [
        ({}, "account", "已有回答"),
        ({"application.reason": None}, "account", "还没有回答"),
        ({}, "fault", "已有回答"),
        ({"dimensions.1.facts": None}, "fault", "部分回答"),
        ({"dimensions.1.judgement": "难以认定"}, "fault", "部分回答"),
        ({}, "policy", "部分回答"),
        ({"views.superior": "同意"}, "policy", "已有回答"),
        ({}, "usual", "已有回答"),
        ({"usual_performance": None}, "usual", "还没有回答"),
    ],
)
def test_whether_a_question_is_answered(seen: See, changes: dict[str, Any], id: str, state: str):
    assert heard(seen(**changes), id).state == state


def test_unsettled_is_an_answer_that_settles_nothing(seen: See):
    found = heard(seen(**{"dimensions.1.judgement": "难以认定"}), "fault")
    assert (found.unsettled, found.lacking) == (("dimensions.1.judgement",), ())
    assert "难以认定：主观动机的判断" in list(found.told())


def test_an_empty_case_answers_nothing_and_shows_nothing_against(seen: See):
    found = seen("")
    assert {one.state for one in found.questions} == {"还没有回答"}
    assert (found.against, [one.evidence for one in found.questions]) == ((), [()] * len(found.questions))


def test_a_unit_is_not_asked_about_usual_performance(seen: See):
    assert "usual" not in [one.question.id for one in seen(subject="单位").questions]


def test_the_evidence_is_that_of_the_node_and_that_of_its_kind(seen: See):
    listed = {"title": "银行流水核查", "kind": "无谋私"}
    titles = [proof.title for proof in heard(seen(evidence=[listed]), "fault").evidence]
    assert titles == [
        "个人有关事项及社会关系核查情况", "企业负责人询问笔录", "窗口监控录像", "银行流水核查",
    ]  # fmt: skip


AGAINST = [
    # 改了什么，在哪里，怎么说
    ({}, "breach", "逾期22个工作日未跟进督促"),
    ({"dimensions.2.distinction": "好大喜功"}, "dimensions.2.distinction", "履职取向的“分清”：好大喜功。"),
    ({"dimensions.2.judgement": "难以认定"}, "dimensions.2.judgement", "难以认定"),
    ({"dimensions.3.adverse": "有人提醒过。"}, "dimensions.3.adverse", "工作依据的不利事实：有人提醒过。"),
    ({"conditions.2.met": "否"}, "conditions.2", "条件“符合上级决策部署精神”：否。"),
    ({"conditions.2.met": "难以认定"}, "conditions.2", "难以认定"),
    ({"circumstances[9.4].elements.cause": "否"}, "circumstances[9.4].elements.cause", "“因着眼提高效率”：否。"),
    ({"circumstances[9.4].elements.cause": "难以认定"}, "circumstances[9.4].elements.cause", "难以认定"),
    ({"red_lines.concealment": "是"}, "red_lines.concealment", "触及"),
    ({"red_lines.concealment": "难以认定"}, "red_lines.concealment", "难以认定"),
    (
        {
            "red_lines.fourth_form": "是",
            "overrides[red_lines.fourth_form].by": "甲",
            "overrides[red_lines.fourth_form].reason": "理由",
        },
        "red_lines.fourth_form",
        "由具名负责人书面说明不适用",
    ),
    ({"remedy.status": "正在补救"}, "remedy.status", "补救：正在补救。"),
    ({"duties": "收受礼金。"}, "duties", "礼金”"),
    (
        {"dimensions.4.evidence": [{"title": "补记的纪要", "date": "2026-07-01"}]},
        "dimensions.4.evidence",
        "形成于2026-07-01，在行为之后",
    ),
    ({}, "evidence", "没有写明形成日期"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "where", "words"), AGAINST)
def test_what_speaks_against_is_there_with_its_place(
    seen: See, changes: dict[str, Any], where: str, words: str
):
    assert any(words in said for said in against(seen(**changes), where))
    if changes:
        assert not any(words in said for said in against(seen(), where))


def test_what_speaks_for_and_what_is_unanswered_does_not_speak_against(seen: See):
    found = seen(**{"dimensions.2.judgement": None, "red_lines.political": None, "conditions.2.met": None})
    assert {one.where for one in found.against} == {"breach", "evidence"}
