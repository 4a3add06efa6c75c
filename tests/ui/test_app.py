"""The program around the screens: opening, pages, palette, no colour, and the edge where faults become words."""

import subprocess
import sys

import pytest
from textual.widgets import OptionList

from assistant import paths
from assistant.services.store import StoreError
from assistant.ui.app import RongcuoApp
from assistant.ui.help import HelpScreen
from assistant.ui.home import HomeScreen
from assistant.ui.interview import InterviewScreen

from .hands import Hands, at_work

HEAVY = ("jieba", "docx", "jinja2", "peewee", "rapidfuzz", "chinese_calendar", "markdown_it")


def test_nothing_heavy_is_loaded_before_the_first_paint():
    load = "import sys, assistant.ui.app, assistant.ui.home"
    code = f"{load}; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


async def test_the_program_opens_at_the_list_and_a_case_from_there(case):
    app = RongcuoApp(lambda: case.casework)
    async with app.run_test() as pilot:
        hands = Hands(pilot)
        await hands.settle()
        await hands.settle()
        assert isinstance(app.screen, HomeScreen)
        await hands.press("enter")
        await hands.settle()
        assert isinstance(app.screen, InterviewScreen)
        await hands.press("f9")
        assert isinstance(app.screen, HomeScreen)


async def test_the_pages_follow_each_other_and_the_form_keeps_its_text(case):
    async with at_work(case) as hands:
        await hands.type("甲局")
        for page in ("【情形】", "【草稿】", "【复核】", "【问答】"):
            await hands.press("f4")
            assert page in hands.text()
        assert hands.app.focused.value == "甲局"


async def test_the_keys_of_the_form_rest_on_the_other_pages(case):
    async with at_work(case) as hands:
        await hands.press("f4", "f6", "f5", "f7")
        assert hands.current == "unit.name"
        assert len(hands.case.events) == 0


async def test_help_comes_and_goes(case):
    async with at_work(case) as hands:
        await hands.press("f1")
        assert isinstance(hands.screen, HelpScreen)
        await hands.press("f1")
        assert isinstance(hands.screen, InterviewScreen)


async def test_the_palette_speaks_chinese(case):
    async with at_work(case) as hands:
        await hands.press("ctrl+p")
        await hands.pilot.pause(0.3)
        assert "输入命令的名称" in hands.text()
        assert not any(word in hands.text() for word in ("Search", "Quit", "Theme", "Keys"))
        await hands.type("暂不清楚")
        await hands.pilot.pause(0.3)
        await hands.press("enter")
        await hands.pilot.pause(0.3)
        await hands.settle()
        assert hands.current == "subject"


async def test_without_colour_the_highlight_is_underlined(case, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    case.jump("subject")
    async with at_work(case) as hands:
        assert hands.app.no_color
        style = hands.app.focused.get_visual_style("option-list--option", "option-list--option-highlighted")
        assert style.underline
        assert isinstance(hands.app.focused, OptionList)


async def test_a_fault_of_the_store_is_said_and_nothing_is_lost(case, monkeypatch):
    async with at_work(case) as hands:
        await hands.type("甲局")

        def full(*_):
            raise StoreError("写不进去：磁盘已满")

        monkeypatch.setattr(hands.case.casework.store, "append", full)
        await hands.press("enter")
        assert "× 写不进去：磁盘已满" in hands.text()
        assert hands.app.focused.value == "甲局"
        await hands.press("f6")
        assert "× 写不进去：磁盘已满" in hands.text()


async def test_a_case_that_is_not_there_is_said_in_words(case, capsys):
    app = RongcuoApp(lambda: case.casework, "20260101-9")
    async with app.run_test() as pilot:
        await Hands(pilot).settle()
        await pilot.pause(0.2)
    assert app.return_code == 2
    assert "20260101-9" in str(app._exit_renderables or capsys.readouterr().err)


async def test_a_bug_ends_in_a_sentence_and_a_file(case, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    with pytest.raises(ZeroDivisionError):
        async with at_work(case) as hands:
            hands.app.call_later(lambda: 1 / 0)
            await hands.pilot.pause(0.2)
    said = capsys.readouterr().err
    assert "答过的都已保存" in said and "Traceback" not in said
    assert "ZeroDivisionError" in (tmp_path / "程序出错.txt").read_text(encoding="utf-8")


async def test_what_is_typed_while_questions_change_goes_into_the_next_form(case):
    async with at_work(case) as hands:
        hands.app.focused.value = "甲局"
        hands.screen.action_send()
        await hands.settle()
        with hands.app.holding_keys():
            await hands.press("down")
            assert hands.app.focused.highlighted == 0
        await hands.pilot.pause(0.2)
        assert hands.app.focused.highlighted == 1
