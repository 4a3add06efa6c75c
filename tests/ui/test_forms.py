"""Each kind of question by the keys that people press, at 80×24."""

import json

import pytest
from textual.widgets import Input, OptionList, TextArea

from assistant.ui.choices import Choices, SeveralField
from assistant.ui.list_field import ListField

from .hands import WIDE, at_work


async def test_a_line_is_sent_by_enter(case):
    async with at_work(case) as hands:
        await hands.type("历城区住房和城乡建设局")
        await hands.press("enter")
        assert hands.answers["unit.name"] == "历城区住房和城乡建设局"
        assert hands.current == "subject"
        assert isinstance(hands.app.focused, Choices)


async def test_nothing_typed_is_said_in_words(case):
    async with at_work(case) as hands:
        await hands.press("enter")
        assert hands.current == "unit.name"
        assert "还没有填写" in hands.text()


@pytest.mark.parametrize("key, chosen", [("2", "单位"), ("２", "单位"), ("1", "个人"), ("enter", "个人")])
async def test_a_choice_is_made_by_digit_or_enter(standing_at, key, chosen):
    async with at_work(standing_at("subject")) as hands:
        await hands.press(key)
        assert hands.answers["subject"] == chosen


async def test_a_digit_beyond_the_options_does_nothing(standing_at):
    async with at_work(standing_at("subject")) as hands:
        await hands.press("9", "x")
        assert "subject" not in hands.answers


async def test_a_digit_in_a_text_field_is_text(case):
    async with at_work(case) as hands:
        await hands.type("2")
        assert hands.app.focused.value == "2"
        assert hands.current == "unit.name"


async def test_the_present_answer_is_marked(standing_at):
    async with at_work(standing_at("subject", subject="单位")) as hands:
        assert "● 单位（现答）" in hands.text()
        assert "○ 个人" in hands.text()
        await hands.press("enter")
        assert hands.answers["subject"] == "单位"


async def test_a_choice_is_made_by_the_mouse(standing_at):
    async with at_work(standing_at("subject")) as hands:
        await hands.pilot.click(Choices, offset=(4, 2))
        await hands.settle()
        assert hands.answers["subject"] == "单位"


async def test_short_fields_go_on_by_enter_and_the_last_sends(standing_at):
    async with at_work(standing_at("person.name")) as hands:
        for value in ("高某", "1984年3月", "中共党员", "科长", "正科级"):
            await hands.type(value)
            await hands.press("enter")
        assert hands.answers["person.birth"] == "1984-03"
        assert hands.answers["person.rank"] == "正科级"
        assert hands.current == "notice.received"


async def test_a_date_says_how_it_is_read_and_what_is_wrong(standing_at):
    async with at_work(standing_at("notice.received")) as hands:
        assert "2026-09-28" in hands.text()
        await hands.type("2026-9-28")
        assert "2026年9月28日 周一" in hands.text()
        await hands.press("backspace")
        await hands.type("40")
        assert "还不是有效日期" in hands.text()
        await hands.press("f5")
        assert "不是有效日期，请写成" in hands.text()
        assert hands.app.focused.value == "2026-9-240"
        assert "notice.received" not in hands.answers


async def test_long_text_keeps_its_lines_and_is_sent_by_key(standing_at):
    async with at_work(standing_at("facts")) as hands:
        await hands.type("第一行")
        await hands.press("enter")
        await hands.paste("第二行\n第三行 [red]x[/red] [/]")
        await hands.press("ctrl+s")
        assert hands.answers["facts"] == "第一行\n第二行\n第三行 [red]x[/red] [/]"
        assert "[red]x[/red] [/]" in hands.text()


async def test_a_paste_of_lines_into_one_line_loses_nothing(case):
    async with at_work(case) as hands:
        await hands.paste("历城区\n住房局\x1b")
        await hands.press("enter")
        assert hands.answers["unit.name"] == "历城区 住房局␛"


async def test_control_characters_are_seen_and_never_act(standing_at):
    async with at_work(standing_at("facts", facts="甲\x1b[31m乙\x07")) as hands:
        assert "\x1b" not in hands.text()
        assert hands.text().count("甲␛[31m乙␇") == 2
        assert hands.app.focused.text == "甲\x1b[31m乙\x07"


async def test_ctrl_z_undoes_text_only(standing_at):
    async with at_work(standing_at("facts")) as hands:
        await hands.paste("写错的一句")
        events = len(hands.case.events)
        await hands.press("ctrl+z")
        assert hands.app.focused.text == ""
        assert len(hands.case.events) == events


async def test_two_long_fields_stand_side_by_side(standing_at):
    async with at_work(standing_at("duties")) as hands:
        left, right = hands.screen.query(TextArea)
        assert left.region.y == right.region.y and left.region.right <= right.region.x
        await hands.type("负责审批")
        await hands.press("tab")
        await hands.type("直接责任")
        await hands.press("f5")
        assert hands.answers["duties"] == "负责审批"
        assert hands.answers["responsibility"] == "直接责任"


async def test_a_blank_field_that_is_needed_counts_as_a_gap(standing_at):
    async with at_work(standing_at("duties")) as hands:
        await hands.type("负责审批")
        await hands.press("f5")
        assert "responsibility" in hands.case.interview.skipped
        assert "△ 应承担的责任——暂不清楚（待补）" in hands.text()


async def test_two_choices_side_by_side_are_answered_one_after_the_other(standing_at):
    async with at_work(standing_at("dimensions.3.judgement")) as hands:
        left, right = hands.screen.query(Choices)
        assert left.region.y == right.region.y
        await hands.press("1")
        assert hands.app.focused is right
        assert hands.current == "dimensions.3.judgement"
        assert "● 界限不明" in hands.text()
        await hands.press("down", "enter")
        assert hands.answers["dimensions.3.judgement"] == "界限不明"
        assert hands.answers["dimensions.3.distinction"] == "肆意妄为"


async def test_a_list_takes_rows_by_enter_changes_and_removes_them(standing_at):
    async with at_work(standing_at("evidence")) as hands:
        await hands.type("会议纪要")
        await hands.press("enter")
        await hands.type("2026年4月8日")
        await hands.press("enter", "2", "enter")
        await hands.type("通知")
        await hands.press("enter", "enter", "enter")
        assert "1. 会议纪要　2026-04-08　程序" in hands.text()
        assert "2. 通知" in hands.text()
        await hands.press("shift+tab")
        assert isinstance(hands.app.focused, OptionList)
        await hands.press("down", "enter")
        await hands.type("单")
        await hands.press("enter", "enter", "enter")
        assert "2. 通知单" in hands.text()
        await hands.press("shift+tab", "home", "delete")
        await hands.press("ctrl+s")
        assert hands.answers["evidence"] == [{"title": "通知单"}]


async def test_a_row_that_is_half_typed_is_sent_too(standing_at):
    async with at_work(standing_at("evidence")) as hands:
        await hands.type("会议纪要")
        await hands.press("f5")
        assert hands.answers["evidence"] == [{"title": "会议纪要"}]


async def test_a_row_with_a_bad_date_stays_in_the_form(standing_at):
    async with at_work(standing_at("evidence")) as hands:
        await hands.type("会议纪要")
        await hands.press("enter")
        await hands.type("四月")
        await hands.press("enter", "enter")
        assert "“四月”不是有效日期" in hands.text()
        assert hands.screen.query_one(ListField).rows == []
        assert [box.value for box in hands.screen.query(Input)] == ["会议纪要", "四月"]


async def test_evidence_is_picked_from_the_list(standing_at):
    listed = [{"title": "会议纪要", "date": "2026-04-08"}, {"title": "通知"}]
    async with at_work(standing_at("dimensions.3.evidence", evidence=listed)) as hands:
        assert "会议纪要" in hands.text() and "2026-04-08" in hands.text()
        await hands.press("space", "２", "1")
        assert "已选 1 项" in hands.text()
        await hands.press("f5")
        assert hands.answers["dimensions.3.evidence"] == ["通知"]


async def test_evidence_that_is_not_on_the_list_is_kept(standing_at):
    case = standing_at(
        "dimensions.3.evidence", dimensions__3__evidence=["旧件"], evidence=[{"title": "新件"}]
    )
    async with at_work(case) as hands:
        await hands.press("1", "f5")
        assert hands.answers["dimensions.3.evidence"] == ["新件", "旧件"]


async def test_policy_bases_are_picked_and_added(standing_at):
    async with at_work(standing_at("policy_basis")) as hands:
        assert "引用前请核对现行文本" in hands.text()
        await hands.press("1", "tab")
        await hands.paste("《本市规定》")
        await hands.press("enter", "ctrl+s")
        assert hands.answers["policy_basis"] == [
            "《中国共产党问责条例》（2019年修订）第十七条",
            "《本市规定》",
        ]


FACTS = "窗口对企业容缺受理，先办证后补件，企业逾期未补齐材料，群众投诉举报。"


async def test_circumstances_nearest_to_the_facts_come_first(standing_at):
    async with at_work(standing_at("circumstances", facts=FACTS)) as hands:
        assert "按事实最接近的情形" in hands.text()
        assert "对得上的词：" in hands.text()
        assert "1 [ ] 第九条第（四）项" in hands.text()
        assert "容缺受理、容缺审核" in hands.text()
        box = hands.screen.query_one(SeveralField)
        assert len(box.picks) == 30
        await hands.press("1", "f5")
        assert hands.answers["circumstances"] == ["9.4"]
        assert "答　第九条第（四）项" in hands.text()


async def test_a_key_that_overtakes_a_tick_is_not_lost(standing_at):
    """On a busy machine the cursor moves on before the tick before it is drawn."""
    async with at_work(standing_at("circumstances", facts=FACTS)) as hands:
        choices = hands.screen.query_one(Choices)
        first = choices.highlighted
        choices.action_select()
        choices.action_cursor_down()
        await hands.settle()
        assert choices.highlighted == first + 1
        choices.action_select()
        choices.action_cursor_down()
        await hands.settle()
        box = hands.screen.query_one(SeveralField)
        assert box.raw == [pick.value for pick in box.picks[:2]]


async def test_no_circumstance_fits(standing_at):
    async with at_work(standing_at("circumstances", facts=FACTS)) as hands:
        await hands.press("end")
        assert "都不符合（先记为“暂不清楚（待补）”，以后还可以选）" in hands.text()
        await hands.press("enter")
        assert "circumstances" in hands.case.interview.skipped
        assert hands.current == "dimensions.3.judgement"
        assert "△ 暂不清楚（待补）" in hands.text()


async def test_none_fits_is_not_sent_over_what_is_ticked(standing_at):
    async with at_work(standing_at("circumstances", facts=FACTS)) as hands:
        await hands.press("1", "2", "end", "enter")
        assert hands.current == "circumstances" and not hands.case.interview.skipped
        assert "已选的请先去掉，再选“都不符合”" in hands.text()
        assert len(hands.screen.query_one(SeveralField).raw) == 2
        await hands.press("1", "2", "end", "enter")
        assert "circumstances" in hands.case.interview.skipped


async def test_facts_of_a_dimension_are_proposed_for_its_condition(standing_at):
    case = standing_at("conditions.1.met", dimensions__3__facts="当时没有写清。")
    async with at_work(case) as hands:
        assert "已带入“支持的事实”，可确认或修改" in hands.text()
        assert hands.screen.query_one(TextArea).text == "当时没有写清。"
        await hands.press("1")
        assert isinstance(hands.app.focused, TextArea)
        await hands.press("f5")
        assert hands.answers["conditions.1.facts"] == "当时没有写清。"


async def test_text_that_is_typed_is_kept_and_restored(standing_at):
    case = standing_at("facts")
    async with at_work(case) as hands:
        await hands.paste("写到一半[/b]\n第二行")
        await hands.pilot.pause(1.3)
        await hands.settle()
        assert case.drafts() == {"facts": "写到一半[/b]\n第二行"}
    async with at_work(case.casework.open(case.id)) as hands:
        assert "已恢复上次未发送的文字" in hands.text()
        assert hands.app.focused.text == "写到一半[/b]\n第二行"
        await hands.press("f5")
        assert hands.answers["facts"] == "写到一半[/b]\n第二行"
        assert case.drafts() == {}


async def test_what_is_typed_is_kept_when_the_program_is_left_at_once(standing_at):
    case = standing_at("evidence")
    async with at_work(case) as hands:
        await hands.type("会议纪要")
        await hands.press("enter", "enter", "enter")
        await hands.type("通")
    assert json.loads(case.drafts()["evidence"]) == {
        "rows": [{"title": "会议纪要"}],
        "typing": {"title": "通"},
    }
    async with at_work(case.casework.open(case.id), WIDE) as hands:
        assert "1. 会议纪要" in hands.text()
        assert hands.app.focused.value == "通"


async def test_text_that_was_taken_back_is_not_kept(standing_at):
    async with at_work(standing_at("unit.name", unit__name="甲局")) as hands:
        await hands.type("乙")
        await hands.press("backspace")
        await hands.press("f6")
        assert hands.case.drafts() == {}


async def test_text_of_a_question_that_is_skipped_stays_a_draft(standing_at):
    async with at_work(standing_at("facts")) as hands:
        await hands.paste("写到一半")
        await hands.pilot.pause(1.2)
        await hands.press("f6", "f7")
        assert "已恢复上次未发送的文字" in hands.text()
        assert hands.app.focused.text == "写到一半"


async def test_looking_at_a_question_writes_nothing(standing_at, monkeypatch):
    case = standing_at("notice.received", notice__received="2026-09-21")
    written = []
    monkeypatch.setattr(case.casework.store, "keep_draft", lambda *given: written.append(given))
    async with at_work(case) as hands:
        await hands.pilot.pause(1.2)
    assert written == []


async def test_what_is_wrong_is_scrolled_to_below_a_tall_field(standing_at):
    async with at_work(standing_at("facts")) as hands:
        await hands.paste("坏字\x07符")
        await hands.press("f5")
        assert hands.current == "facts"
        assert "坏字符，请删去" in hands.text()
