"""附件2: its columns come from its own words, a span takes in both its ends, a tick stands where the notes say."""

from datetime import date

import pytest

from assistant.domain.fault import Fault
from assistant.domain.statistics import Column, decided, form, span, statistics


@pytest.fixture
def shape(knowledge):
    return form(knowledge.regulation.paper_of("annex2"))


def test_the_columns_are_those_of_the_annex(shape):
    assert shape.title == "容错统计表"
    assert shape.above == ("填报单位：", "填报时间： 年 月 日")
    assert [column.name for column in shape.columns] == [
        "序号", "干部/单位情况", "容错理由", "符合何种容错条件及情形", "给予容错的时间", "容错方式",
        "对个人容错后问责追责情况", "对单位容错后问责追责情况", "纠错情况", "备注",
    ]  # fmt: skip
    punished = next(column for column in shape.columns if column.name == "对个人容错后问责追责情况")
    assert [part.name for part in punished.parts] == [
        "提醒函询等", "通报批评", "诫勉", "组织处理", "党纪处分", "政务处分", "其他",
    ]  # fmt: skip
    assert punished.parts[5] == Column(
        "政务处分", tuple(map(Column, ("警告", "记过", "记大过", "降级", "撤职", "开除")))
    )
    assert len(shape.names) == len(set(shape.names)) == 37


def test_the_notes_keep_their_own_words_and_the_remarks_stand_apart(shape):
    assert [line[:4] for line in shape.notes] == ["注：1.", "2. “", "3. “", "4. 该"]
    assert "属于问责和从轻的" in shape.notes[2]
    assert [line[:4] for line in shape.remarks] == ["表头另有", "说明：两"]
    assert shape.remarks[-1].endswith("注3“问责和从轻”应是“减责和从轻”之意，原文照录未改。")


def test_the_interview_offers_every_column_of_measures(shape, library):
    questions = library.dialogue("committee").questions(())
    offered = next(q.options for q in questions if q.id == "decision.measures")
    assert offered == tuple(name for name in shape.names if name in sum(shape.measures.values(), ()))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("2026上半年",), ("2026-01-01", "2026-06-30")),
        (("２０２６上半年",), ("2026-01-01", "2026-06-30")),
        (("2026年下半年",), ("2026-07-01", "2026-12-31")),
        (("2026-01-01", "2026年3月5日"), ("2026-01-01", "2026-03-05")),
        (("2026-01-01", "2026-01-01"), ("2026-01-01", "2026-01-01")),
    ],
)
def test_a_span_is_two_dates_or_a_half_year(words, expected):
    assert span(*words) == tuple(map(date.fromisoformat, expected))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-02-01", "2026-01-31"), "起始日期2026-02-01晚于截止日期2026-01-31"),
        (("2026-01-01",), "只写了“2026-01-01”"),
        (("上半年",), "只写了“上半年”"),
        (("2026上半年", "2026-12-31"), "“2026上半年”不是有效日期"),
        (("2026-02-30", "2026-03-01"), "“2026-02-30”不是有效日期"),
        (("0000上半年",), "“0000-01-01”不是有效日期"),
    ],
)
def test_any_other_span_is_refused(words, said):
    with pytest.raises(Fault, match=said):
        span(*words)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-06-30", True), ("2026-07-01", False), (None, False)],
)
def test_both_ends_belong_to_the_span(day, expected):
    answers = {"decision.date": day} if day else {}
    assert decided(answers, date(2026, 1, 1), date(2026, 6, 30)) is expected


def line(shape, **answers):
    given = {"decision.date": "2026-03-01"} | {
        key.replace("__", "."): value for key, value in answers.items()
    }
    return statistics([given], 0, shape.measures)


@pytest.mark.parametrize(
    ("outcome", "measures", "ticked", "gaps", "remark"),
    [
        ("免责", [], {"免责"}, 0, ""),
        ("减责", ["诫勉"], {"减责", "诫勉"}, 0, ""),
        ("减责", [], {"减责"}, 1, ""),
        ("从轻处理", ["党内警告", "记过"], {"从轻", "党内警告", "记过"}, 0, ""),
        ("从轻处理", [], {"从轻"}, 1, ""),
        ("减责", ["扣发奖金"], {"减责", "其他"}, 0, "扣发奖金"),
        ("减责", ["免责", "姓名"], {"减责", "其他"}, 0, "免责；姓名"),
        ("不提出容错建议", ["诫勉"], {"诫勉"}, 0, "经认定不予容错"),
        (None, [], set(), 1, ""),
    ],
)
def test_ticks_stand_where_the_third_note_says(shape, outcome, measures, ticked, gaps, remark):
    given = {"decision__outcome": outcome} if outcome else {}
    found = line(shape, decision__measures=measures, **given)
    assert {name for name, words in found.lines[0].items() if words == "√"} == ticked
    assert (len(found.gaps), found.lines[0]["备注"]) == (gaps, remark)


def test_tolerance_that_was_not_given_has_no_date(shape):
    assert line(shape, decision__outcome="免责").lines[0]["给予容错的时间"] == "2026年3月1日"
    assert line(shape, decision__outcome="不提出容错建议").lines[0]["给予容错的时间"] == ""


@pytest.mark.parametrize(
    ("subject", "expected"),
    [("个人", ("某甲", "某局科长")), ("单位", ("", "某局")), (None, ("某甲", "某局科长"))],
)
def test_a_unit_is_named_in_the_place_of_its_post(shape, subject, expected):
    given = {"subject": subject} if subject else {}
    found = line(shape, person__name="某甲", person__position="科长", unit__name="某局", **given).lines[0]
    assert (found["姓名"], found["单位及职务"]) == expected


def test_a_unit_is_not_ticked_among_what_persons_get(shape):
    found = line(shape, subject="单位", decision__outcome="减责", decision__measures=["检查", "约谈"]).lines[
        0
    ]
    assert {name for name, words in found.items() if words == "√"} == {"减责", "检查"}
    assert found["备注"] == "约谈"


@pytest.mark.parametrize(
    ("subject", "measures", "ticked", "foreign", "other"),
    [
        ("个人", ["通报"], set(), "通报", "单位"),
        ("个人", ["诫勉", "检查", "改组"], {"诫勉"}, "检查、改组", "单位"),
        ("单位", ["诫勉"], set(), "诫勉", "个人"),
        ("单位", ["通报", "其他"], {"通报"}, "其他", "个人"),
    ],
)
def test_no_tick_stands_among_the_measures_of_the_other_subject(
    shape, subject, measures, ticked, foreign, other
):
    found = line(shape, subject=subject, decision__outcome="减责", decision__measures=measures)
    assert {name for name, words in found.lines[0].items() if words == "√"} == {"减责", *ticked}
    assert found.lines[0]["备注"] == foreign.replace("、", "；")
    assert found.gaps == (
        f"第1行的容错对象是{subject}，“{foreign}”是对{other}的栏目，没有划“√”，只写进备注，请核对（附件2注3）",
    )


def test_conditions_and_circumstances_are_cited_by_article_and_item(shape):
    given = {"conditions.1.met": "否", "conditions.3.met": "是", "conditions.6.met": "是"}
    found = line(shape, circumstances=["9.4"], **given).lines[0]
    assert (
        found["符合何种容错条件及情形"]
        == "条件：第七条第（三）项、第七条第（六）项。情形：第九条第（四）项。"
    )


def test_the_correction_notice_stands_before_what_was_planned(shape):
    assert line(shape, correction="改").lines[0]["纠错情况"] == "改"
    assert line(shape, correction="改", decision__correction_notice="已发").lines[0]["纠错情况"] == "已发"


def test_lines_are_numbered_in_the_order_of_the_decisions(shape):
    cases = [{"decision.date": day, "person.name": day} for day in ("2026-05-01", "2026-02-01")]
    found = statistics(cases, 3, shape.measures)
    assert [(one["序号"], one["姓名"]) for one in found.lines] == [("1", "2026-02-01"), ("2", "2026-05-01")]
    assert found.undecided == 3
