"""The interview screen: moving about, editing in place, and the layouts."""

import pytest
from textual.widgets import OptionList

from assistant.services.casework import Casework
from assistant.ui.article import ArticlePane, ArticleScreen
from assistant.ui.edit import EditScreen
from assistant.ui.outline import Outline, OutlineScreen
from assistant.ui.talk import gaps
from assistant.ui.transcript import Transcript

from .hands import FULL, NARROW, WIDE, at_work

ORDINARY = ("unit.name", "subject", "person.name", "notice.received", "facts", "duties")
ALSO = ("dimensions.3.judgement", "dimensions.3.facts", "conditions.1.met")


@pytest.mark.parametrize("question", [*ORDINARY, *ALSO])
async def test_ten_lines_of_seventy_cells_are_left_to_the_transcript(standing_at, question):
    async with at_work(standing_at(question), NARROW) as hands:
        seen = hands.screen.query_one(Transcript).scrollable_content_region
        assert seen.height >= 10
        assert seen.width >= 70


async def test_two_lines_of_the_article_stand_under_a_pair_where_there_is_room(casework: Casework):
    case = casework.new("committee")
    for n in range(1, 7):
        case.jump(f"dimensions.{n}.judgement")
        async with at_work(case) as hands:
            lines = hands.screen.query_one(Transcript).scrollable_content_region.height
            assert lines >= 10 and f"第六条第（{'一二三四五六'[n - 1]}）项　" in hands.text()


async def test_the_first_lines_say_where_one_is(standing_at):
    case = standing_at("facts", notice__received="2026-09-22", title="[b]窗口[/b]一事")
    async with at_work(case) as hands:
        lines = hands.text().split("\n")
        assert "[b]窗口[/b]一事" in lines[0] and "建议期限：还有" in lines[0]
        assert "【问答】" in lines[1] and "复核" in lines[1]
        assert "事实　第 1／3 问" in lines[2]
        assert "F1帮助" in lines[-1] and "F10退出" in lines[-1]


@pytest.mark.parametrize(
    "received, words",
    [
        ("2026-09-01", "期限已过"),
        (None, "通知日期未填"),
        ("2026-09-17", "还有1个工作日（至9月23日）"),
    ],
)
async def test_the_deadline_is_said_in_words(standing_at, received, words):
    async with at_work(standing_at("facts", notice__received=received)) as hands:
        assert words in hands.text()


async def test_the_other_reading_stands_beside_where_there_is_room(standing_at):
    case = standing_at("facts", notice__received="2026-09-17", notice__consulted="2026-09-21")
    async with at_work(case, WIDE) as hands:
        assert "还有1个工作日（至9月23日）；自充分沟通次日起算为9月29日" in hands.text()


async def test_a_question_can_be_skipped_and_is_shown_as_a_gap(case):
    async with at_work(case) as hands:
        await hands.press("f6")
        assert hands.current == "subject"
        assert "△ 暂不清楚（待补）" in hands.text()


async def test_back_and_undo(case):
    async with at_work(case) as hands:
        await hands.type("甲局")
        await hands.press("enter", "1", "f7")
        assert hands.current == "subject"
        assert "● 个人（现答）" in hands.text()
        await hands.press("f8")
        assert "subject" not in hands.answers and hands.current == "subject"
        assert "已撤销上一次回答" in hands.text()
        await hands.press("f8")
        assert hands.answers == {} and hands.current == "unit.name"
        await hands.press("f8")
        assert "没有可以撤销的回答" in hands.text()


async def test_an_earlier_answer_is_changed_in_place(standing_at):
    case = standing_at("facts", unit__name="甲局", subject="个人")
    async with at_work(case) as hands:
        await hands.paste("写到一半")
        hands.screen.query_one(Transcript).focus()
        await hands.press("home", "enter")
        assert isinstance(hands.screen, EditScreen)
        assert hands.app.focused.value == "甲局"
        await hands.type("乙")
        await hands.press("enter")
        assert hands.answers["unit.name"] == "甲局乙"
        assert hands.current == "facts"
        assert hands.app.focused.text == "写到一半"


async def test_editing_can_be_left_without_a_change(standing_at):
    case = standing_at("facts", unit__name="甲局")
    async with at_work(case) as hands:
        hands.screen.query_one(Transcript).focus()
        await hands.press("enter", "escape")
        assert hands.answers["unit.name"] == "甲局"
        assert hands.current == "facts"


async def test_an_entry_is_opened_by_the_mouse(standing_at):
    case = standing_at("facts", unit__name="甲局")
    async with at_work(case) as hands:
        await hands.pilot.click(Transcript, offset=(6, 1))
        await hands.settle()
        assert isinstance(hands.screen, EditScreen)


async def test_answers_that_no_longer_apply_are_announced_and_come_back(standing_at):
    case = standing_at("facts", subject="个人", person__name="高某")
    async with at_work(case) as hands:
        assert "暂不适用" not in hands.text()
        hands.screen.query_one(Transcript).focus()
        await hands.press("home", "enter", "2")
        assert "有 1 项回答因前面的选择暂不适用，已保留" in hands.text()
        assert "高某" not in hands.text()
        assert hands.current == "facts"


async def test_the_article_opens_over_a_narrow_screen(standing_at):
    async with at_work(standing_at("subject")) as hands:
        assert not hands.screen.query_one(ArticlePane).display
        assert "第五条" in hands.text()
        await hands.press("f2")
        assert isinstance(hands.screen, ArticleScreen)
        assert "依据　第五条" in hands.text() and "决定后面问什么。" in hands.text()
        await hands.press("f2")
        assert hands.current == "subject"
        await hands.press("2")
        assert hands.answers["subject"] == "单位"


async def test_the_outline_opens_over_a_narrow_screen_and_jumps(standing_at):
    async with at_work(standing_at("subject", unit__name="甲局")) as hands:
        await hands.press("f3")
        assert isinstance(hands.screen, OutlineScreen)
        assert "> ● 进行中 单位和人员" in hands.text() and "○ 未开始 事实" in hands.text()
        await hands.press("down", "enter")
        assert hands.current == "facts"
        assert "事实　第 1／3 问" in hands.text()
        await hands.press("f3", "escape")
        assert hands.current == "facts"


async def test_the_article_stands_beside_on_a_wide_screen(standing_at):
    async with at_work(standing_at("subject"), WIDE) as hands:
        assert hands.screen.query_one(ArticlePane).region.width >= 38
        assert not hands.screen.query_one(Outline).display
        assert "由此得出" in hands.text()
        await hands.press("f2")
        assert isinstance(hands.app.focused, ArticlePane)
        await hands.press("f2")
        assert hands.app.focused is not None and not isinstance(hands.app.focused, ArticlePane)


async def test_all_three_stand_beside_each_other_on_a_full_screen(standing_at):
    async with at_work(standing_at("facts"), FULL) as hands:
        assert hands.screen.query_one(ArticlePane).display and hands.screen.query_one(Outline).display
        assert hands.screen.query_one(Transcript).scrollable_content_region.width >= 70
        await hands.press("f3", "home", "enter")
        assert hands.current == "unit.name"


async def test_the_layout_follows_the_size_and_keeps_what_is_typed(standing_at):
    async with at_work(standing_at("facts"), FULL) as hands:
        await hands.paste("写到一半")
        await hands.pilot.resize_terminal(*NARROW)
        await hands.settle()
        assert not hands.screen.query_one(Outline).display
        assert hands.screen.query_one(Transcript).scrollable_content_region.height >= 10
        await hands.pilot.resize_terminal(*WIDE)
        await hands.settle()
        assert hands.screen.query_one(ArticlePane).display
        assert hands.app.focused.text == "写到一半"


async def test_at_the_end_the_gaps_are_listed_and_lead_back(standing_at):
    async with at_work(standing_at(None, unit__name="甲局")) as hands:
        assert "问题已问完" in hands.text()
        assert "△ 待补　姓名" in hands.text() or "△ 待补　当事人类别" in hands.text()
        assert "看草稿" in hands.text() and "看复核" in hands.text()
        assert isinstance(hands.app.focused, OptionList)
        await hands.press("home", "enter")
        assert hands.current == "subject"


def test_a_gap_says_of_which_question_it_is(casework: Casework):
    named = [label for _, label in gaps(casework.interview("committee"))]
    assert {"主观动机·分清", "履职取向·分清", "主观动机·判断", "姓名"} <= set(named)
    assert len(named) == len(set(named))


async def test_escape_in_the_transcript_goes_back_to_the_question(standing_at):
    async with at_work(standing_at("facts", unit__name="甲局")) as hands:
        hands.screen.query_one(Transcript).focus()
        await hands.press("escape")
        assert hands.app.focused is hands.screen.talk.block.form.boxes[0].query_one("PlainTextArea")


async def test_the_buttons_do_what_the_keys_do(case):
    async with at_work(case) as hands:
        send, skip, back, *_ = hands.screen.query(".buttons WordButton")
        await hands.click(skip)
        assert hands.current == "subject"
        await hands.click(back)
        assert hands.current == "unit.name"
        await hands.type("甲局")
        await hands.click(send)
        assert hands.answers["unit.name"] == "甲局"


async def test_a_red_line_is_said_where_the_questions_are(casework):
    case = casework.new()
    case.answer("red_lines.private_gain", "是")
    assert case.view().barred == ("谋取私利",)
    async with at_work(case) as hands:
        assert "触及红线：谋取私利。不起草容错建议，改为起草说明" in hands.text().replace("\n", "").replace(
            " ", ""
        )
