"""What follows from the answers: 第十八条 and 第十九条 cell by cell, the red lines, the six contents."""

from collections.abc import Callable
from typing import Any

import pytest

from assistant.domain.answers import PICKED, Answers
from assistant.domain.assessment import Assessment, assess
from assistant.domain.derivation import Node
from assistant.domain.knowledge import Knowledge
from assistant.domain.review import review

Given = Callable[..., Assessment]


@pytest.fixture
def given(knowledge: Knowledge, case_answers: Callable[..., Answers]) -> Given:
    """The assessment of E-01, whose answers are all in order, with changes."""
    return lambda **changes: assess(case_answers("E-01", changes), knowledge)


# 第十八条、第十九条: the table of DOMAIN.md in literal words

UNLISTED = "第十八条没有列出这种情形"
OPEN = "第七条第（五）项"
CELLS = [
    # 影响和损失、补救、提出、另一种读法、提醒
    ("较小", "已挽回", "免责", (), ""),
    ("较小", "部分挽回", "免责", (), ""),
    ("较小", "正在补救", "免责", (), OPEN),
    ("较小", "未补救", "免责", (), OPEN),
    ("较重", "已挽回", "减责", ("免责",), ""),
    ("较重", "部分挽回", "减责", (), ""),
    ("较重", "正在补救", None, (), UNLISTED),
    ("较重", "未补救", None, (), UNLISTED),
    ("严重", "已挽回", "从轻处理", ("免责",), ""),
    ("严重", "部分挽回", "从轻处理", (), ""),
    ("严重", "正在补救", None, (), UNLISTED),
    ("严重", "未补救", None, (), UNLISTED),
]
TALK, FIRST, SECOND = "谈话提醒、批评教育、通报批评等", "第一种形态", "第二种形态"
FORMS = [
    # 拟适用的处理，与免责、减责、从轻处理各转化为什么
    ("批评教育类", None, None, None),
    ("诫勉", TALK, TALK, TALK),
    ("第一种形态", None, None, None),
    ("第二种形态", None, FIRST, None),
    ("第三种形态", None, SECOND, None),
    ("第四种形态", None, None, None),
    ("未知", None, None, None),
]
OUTCOMES = ("免责", "减责", "从轻处理")


@pytest.mark.parametrize("level, remedy, proposed, alternatives, warning", CELLS)
@pytest.mark.parametrize("form, exempt, mitigated, lenient", FORMS, ids=[row[0] for row in FORMS])
def test_the_outcome_by_the_text(
    given: Given, level, remedy, proposed, alternatives, warning, form, exempt, mitigated, lenient
):
    found = given(**{"loss.level": level, "remedy.status": remedy, "intended_form": form}).outcome
    assert (found.proposed, found.alternatives, found.chosen) == (proposed, alternatives, None)
    assert found.outcome == proposed
    assert warning in found.warning if warning else found.warning == ""
    to = {None: None, **dict(zip(OUTCOMES, (exempt, mitigated, lenient), strict=True))}[proposed]
    assert (found.form and (found.form.from_, found.form.to)) == (to and (form, to))
    assert found.articles == (("18", "19") if to else ("18",))


@pytest.mark.parametrize("changes", [{"loss.level": None}, {"remedy.status": None}])
def test_no_proposal_while_loss_or_remedy_is_unanswered(given: Given, changes: dict[str, None]):
    found = given(**changes)
    assert (found.outcome.proposed, found.outcome.form, found.outcome.warning) == (None, None, "")
    assert found.missing == ("recommendation.outcome",)


@pytest.mark.parametrize("outcome, to", zip(OUTCOMES, (None, FIRST, None), strict=True))
def test_the_form_follows_the_outcome_that_was_chosen(given: Given, outcome: str, to: str | None):
    found = given(**{"recommendation.outcome": outcome, "intended_form": "第二种形态"}).outcome
    assert (found.proposed, found.chosen, found.outcome) == ("免责", outcome, outcome)
    assert (found.form and found.form.to) == to


def test_no_recommendation_may_be_chosen_without_a_red_line(given: Given):
    found = given(**{"recommendation.outcome": "不提出容错建议"})
    assert (found.outcome.outcome, found.outcome.form, found.barred) == ("不提出容错建议", None, ())


# Red lines

LINES = ("political", "fourth_form", "private_gain", "concealment")


def standing(assessment: Assessment) -> dict[str, str]:
    return {node.path.removeprefix("red_lines."): node.standing for node in assessment.red_lines}


def test_a_clean_case_has_no_red_line(given: Given):
    assert standing(given()) == dict.fromkeys(LINES, "for")


@pytest.mark.parametrize(
    "line, path, value, articles",
    [
        ("political", "red_lines.political", "是", ("19",)),
        ("fourth_form", "red_lines.fourth_form", "是", ("19",)),
        ("concealment", "red_lines.concealment", "是", ("2", "6.5")),
        ("private_gain", "red_lines.private_gain", "是", ("6.1", "7.6")),
        ("private_gain", "conditions.6.met", "否", ("6.1", "7.6")),
        ("private_gain", "dimensions.1.judgement", "假公济私、以权谋私", ("6.1", "7.6")),
    ],
)
def test_a_red_line_by_each_of_its_triggers(given: Given, line, path, value, articles):
    found = given(**{path: value})
    assert standing(found) == dict.fromkeys(LINES, "for") | {line: "against"}
    assert [node.articles for node in found.barred] == [articles]
    assert (found.outcome.outcome, found.outcome.form) == ("不提出容错建议", None)
    assert found.outcome.articles == articles


@pytest.mark.parametrize("value", ["难以认定", None])
@pytest.mark.parametrize(
    "line, path",
    [
        *((line, f"red_lines.{line}") for line in LINES),
        ("private_gain", "conditions.6.met"),
        ("private_gain", "dimensions.1.judgement"),
    ],
)
def test_what_is_not_settled_is_neither_a_bar_nor_a_pass(
    given: Given, line: str, path: str, value: str | None
):
    found = given(**{path: value})
    assert standing(found) == dict.fromkeys(LINES, "for") | {line: "unsettled"}
    assert found.outcome.outcome == "免责"


def test_every_red_line_that_stands_is_named(given: Given):
    found = given(**{f"red_lines.{line}": "是" for line in LINES})
    assert len(found.barred) == 4
    assert found.outcome.articles == ("19", "6.1", "7.6", "2", "6.5")


def overridden(line: str, *parts: str) -> dict[str, str]:
    words = {"by": "张某", "reason": "情节特殊", "date": "2026-09-20"}
    return {f"red_lines.{line}": "是"} | {
        f"overrides[red_lines.{line}].{part}": words[part] for part in parts
    }


@pytest.mark.parametrize(
    "parts, barred",
    [((), True), (("by",), True), (("reason",), True), (("by", "date"), True), (("by", "reason"), False)],
)
def test_the_fourth_form_is_set_aside_by_a_named_person_with_a_reason(given: Given, parts, barred: bool):
    found = given(**overridden("fourth_form", *parts))
    assert bool(found.barred) is barred
    line = next(node for node in found.red_lines if node.path == "red_lines.fourth_form")
    assert (line.value, line.remark) == ("是", "" if barred else "情节特殊")


@pytest.mark.parametrize("line", ["political", "private_gain", "concealment"])
def test_no_other_red_line_can_be_set_aside(given: Given, line: str):
    assert given(**overridden(line, "by", "reason", "date")).barred


# 第六条、第七条


def dimension(found: Assessment, n: int) -> Node:
    return found.dimensions[n - 1]


@pytest.mark.parametrize(
    "judgement, distinction, expected",
    [
        ("民主决策", "依法履职", "for"),
        ("民主决策", "难以认定", "unsettled"),
        ("民主决策", None, "unanswered"),
        ("难以认定", None, "unanswered"),
        ("民主决策", "滥用权力", "against"),
        ("个人专断、一意孤行", "依法履职", "against"),
        ("个人专断、一意孤行", None, "against"),
        (None, None, "unanswered"),
    ],
)
def test_a_dimension_is_as_good_as_its_worse_half(given: Given, judgement, distinction, expected: str):
    found = given(**{"dimensions.4.judgement": judgement, "dimensions.4.distinction": distinction})
    assert dimension(found, 4).standing == expected
    assert dimension(found, 4).value == f"{judgement or '未答'}，{distinction or '未答'}"


BORROWED = [("1", "3"), ("2", None), ("3", "4"), ("4", None), ("5", "5"), ("6", "1")]


@pytest.mark.parametrize("n, source", BORROWED)
def test_a_condition_borrows_the_facts_and_evidence_of_its_dimension(
    given: Given, n: str, source: str | None
):
    found = given()
    condition = found.conditions[int(n) - 1]
    lender = dimension(found, int(source)) if source else None
    assert condition.facts == (lender.facts if lender else "")
    assert condition.evidence == (lender.evidence if lender else ())


def test_a_condition_with_facts_of_its_own_borrows_none(given: Given):
    found = given(**{"conditions.3.facts": "经三次会议", "conditions.3.evidence": ["第三次纪要"]})
    assert found.conditions[2].facts == "经三次会议"
    assert [proof.title for proof in found.conditions[2].evidence] == ["第三次纪要"]


def test_not_applicable_borrows_nothing_and_counts_as_an_answer(given: Given):
    found = given(**{"conditions.3.met": "不涉及"})
    assert (found.conditions[2].standing, found.conditions[2].facts) == ("not_applicable", "")
    assert found.complete


@pytest.mark.parametrize(
    "met, expected",
    [
        ("是", "for"),
        ("否", "against"),
        ("难以认定", "unsettled"),
        ("不涉及", "not_applicable"),
        (None, "unanswered"),
    ],
)
def test_a_condition_by_each_answer(given: Given, met: str | None, expected: str):
    assert given(**{"conditions.2.met": met}).conditions[1].standing == expected


def test_conditions_are_not_counted(given: Given):
    found = given(**{f"conditions.{n}.met": "否" for n in "12345"})
    assert found.outcome.outcome == "免责"
    assert found.complete


def test_evidence_is_known_by_its_title_with_the_date_that_is_given_anywhere(given: Given):
    found = given(
        **{
            "evidence": [{"title": "党组会议纪要", "date": "2026-03-01"}, "清单原文"],
            "dimensions.4.evidence": [
                "党组会议纪要",
                {"title": "签批单", "date": "2026-04-09"},
                {"date": "2026-04-09"},
            ],
        }
    )
    assert [(proof.title, proof.date) for proof in dimension(found, 4).evidence] == [
        ("党组会议纪要", "2026-03-01"),
        ("签批单", "2026-04-09"),
    ]
    titles = [proof.title for proof in found.evidence]
    assert titles[:2] == ["党组会议纪要", "清单原文"] and len(set(titles)) == len(titles)


# 第八至十一条


def picked(given: Given, id: str, **answers: str) -> Node:
    changes = {f"{PICKED}[{id}].{path}": value for path, value in answers.items()}
    (node,) = given(**{PICKED: [id], **changes}).circumstances
    return node


@pytest.mark.parametrize(
    "value, expected",
    [("是", "for"), ("否", "against"), ("难以认定", "unsettled"), (None, "unanswered")],
)
def test_a_circumstance_is_as_good_as_its_worst_element(given: Given, value: str | None, expected: str):
    answers = {f"elements.{id}": "是" for id in ("field", "cause", "procedure")} | {
        "elements.procedure": value
    }
    assert picked(given, "9.4", **answers).standing == expected


def test_a_branch_judges_only_its_own_elements(given: Given):
    late = {
        "elements.field": "是",
        "elements.procedure": "是",
        "elements.cause2": "是",
        "elements.cause": "否",
    }
    assert picked(given, "11.7", branch="申请人拖延提供材料", **late).standing == "for"
    assert picked(given, "11.7", branch="申请人提供虚假材料", **late).standing == "against"
    assert picked(given, "11.7", **late).standing == "unanswered"


def test_the_catch_all_has_no_elements(given: Given):
    assert (picked(given, "11.14").children, picked(given, "11.14").standing) == ((), "for")


# 第十二条列明的六项主要内容

CONTENTS = [
    (1, ["duties"]),
    (1, ["responsibility"]),
    *((2, [f"conditions.{n}.met"]) for n in "123456"),
    (3, [PICKED]),
    (4, ["policy_basis"]),
    (5, ["usual_performance"]),
    (6, ["recommendation.outcome"]),
]


def test_a_case_with_all_six_contents_is_complete(given: Given):
    assert given().missing == () and given().complete


@pytest.mark.parametrize("n, paths", CONTENTS)
def test_each_content_is_missed_in_its_turn(
    given: Given, knowledge: Knowledge, case_answers: Callable[..., Answers], n: int, paths: list[str]
):
    gone: dict[str, Any] = dict.fromkeys(paths) | ({"loss.level": None} if n == 6 else {})
    found = given(**gone)
    assert found.missing == tuple(paths) and not found.complete
    findings = review(case_answers("E-01", gone), found, knowledge)
    block = [finding for finding in findings if finding.level == "block"]
    assert [(finding.code, finding.where) for finding in block] == [(f"missing.{paths[0]}", paths[0])]
    assert f"第{n}项内容" in block[0].message


def test_an_empty_case_lacks_all_of_them(knowledge: Knowledge):
    found = assess({}, knowledge)
    assert found.missing == tuple(path for _, paths in CONTENTS for path in paths)
    assert not found.barred and found.outcome.outcome is None


def test_a_unit_has_no_usual_performance(given: Given):
    assert given(subject="单位", usual_performance=None).complete
    assert given(subject="个人", usual_performance=None).missing == ("usual_performance",)
    assert given(subject=None, usual_performance=None).missing == ("usual_performance",)


def test_a_choice_of_ones_own_is_an_explicit_recommendation(given: Given):
    assert given(**{"loss.level": None, "recommendation.outcome": "减责"}).complete


@pytest.mark.parametrize("gone", [(), ("facts",), ("duties",), ("responsibility",)])
def test_a_note_needs_the_facts_and_the_duties_only(given: Given, gone: tuple[str, ...]):
    others = dict.fromkeys([PICKED, "policy_basis", "usual_performance", "loss.level", "conditions.2.met"])
    found = given(**{"red_lines.political": "是", **others, **dict.fromkeys(gone)})
    assert found.missing == gone


# Findings

FAMILIES = {
    "missing", "evidence", "contradiction", "flag", "element", "outcome", "deadline", "redline", "basis", "procedure",
}  # fmt: skip


@pytest.mark.parametrize("name", ["E-01", "E-02", "E-03", "E-04"])
def test_every_code_is_of_a_family(knowledge: Knowledge, case_answers: Callable[..., Answers], name: str):
    worst = {f"dimensions.{n}.judgement": None for n in "23456"} | {"dimensions.3.distinction": "肆意妄为"}
    codes = {rule.code for rule in knowledge.findings}
    for answers in ({}, case_answers(name), case_answers(name, worst)):
        codes |= {finding.code for finding in review(answers, assess(answers, knowledge), knowledge)}
    assert {code for code in codes if code.partition(".")[0] not in FAMILIES} == set()


def test_only_missing_content_and_red_lines_block(knowledge: Knowledge, case_answers: Callable[..., Answers]):
    barred = case_answers("E-04", {"duties": None, "facts": None})
    for answers in ({}, barred):
        assessment = assess(answers, knowledge)
        blocked = [f for f in review(answers, assessment, knowledge) if f.level == "block"]
        missing = [f.where for f in blocked if f.code.startswith("missing.")]
        assert missing == list(assessment.missing)
        assert {f.code.partition(".")[0] for f in blocked} <= {"missing", "redline"}


def test_the_political_red_line_says_whose_choice_it_is(
    knowledge: Knowledge, case_answers: Callable[..., Answers]
):
    answers = case_answers("E-01", {"red_lines.political": "是"})
    found = review(answers, assess(answers, knowledge), knowledge)
    assert "这是程序的选择，不是条文的规定" in found[0].message
