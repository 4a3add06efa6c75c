"""个人自查 on the screen: 未保存 throughout, asked about before it is left, marks taken away by one key."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from assistant import paths
from assistant.domain.answers import Answers
from assistant.domain.unverified import MARK
from assistant.services.case_files import CaseContent
from assistant.services.casework import Casework
from assistant.services.store import Store, StoreError
from assistant.ui.app import RongcuoApp
from assistant.ui.home import HomeScreen
from assistant.ui.interview import InterviewScreen
from tests.ui.hands import NARROW, Hands, at_work, until

FACTS = "窗口先收后补，企业逾期没有补件。"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Casework:
    """Casework over a store on disk, with its folders below `tmp_path`."""
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path / "data")
    monkeypatch.setattr(paths, "user_cache", lambda: tmp_path / "cache")
    return Casework(Store(tmp_path / "data" / "cases.sqlite3"), today=date(2026, 9, 22))


@asynccontextmanager
async def checking(desk: Casework) -> AsyncIterator[Hands]:
    """The program with a self-check begun by its key, and the facts answered."""
    app = RongcuoApp(lambda: desk)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        hands = Hands(pilot)
        await until(hands.pilot, lambda: isinstance(app.screen, HomeScreen) and app.screen._ready)
        await hands.press("s")
        await until(hands.pilot, lambda: isinstance(app.screen, InterviewScreen) and app.focused)
        await hands.paste(FACTS)
        await hands.press("f5")
        yield hands


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


async def test_it_says_that_nothing_is_kept_wherever_one_looks(desk: Casework) -> None:
    async with checking(desk) as hands:
        assert "未保存" in hands.text() and hands.current == "unit.type"
        for key in ("f4", "f4", "f4", "f4", "f3"):
            await hands.press(key)
            assert "未保存" in hands.text(), key
        await hands.press("escape", "shift+tab", "end", "enter")
        assert "未保存" in hands.text() and "修改前面的回答" in hands.text()


@pytest.mark.parametrize("key", ["f9", "f10", "ctrl+q"])
async def test_leaving_asks_and_escape_goes_on(desk: Casework, key: str) -> None:
    async with checking(desk) as hands:
        await hands.press(key)
        for words in ("还没有保存", "保存：", "只存报告：", "不留痕迹："):
            assert words in hands.text()
        await hands.press(key)
        await hands.press("escape")
        assert isinstance(hands.app.screen, InterviewScreen) and hands.current == "unit.type"
        assert hands.app._exit is False


async def test_no_trace_is_left(desk: Casework, tmp_path: Path) -> None:
    desk.cases()
    async with checking(desk) as hands:
        before = files(tmp_path / "data")
        await hands.press("f5", "f6", "f6", "x")
        await hands.pilot.pause(1.2)
        await hands.press("f10", "down", "down", "enter")
        await until(hands.pilot, lambda: hands.app._exit)
    assert files(tmp_path / "data") == before
    assert not [path for path, bytes_ in files(tmp_path).items() if FACTS[:4].encode() in bytes_]


async def test_kept_it_is_a_case_like_any_other(desk: Casework) -> None:
    async with checking(desk) as hands:
        await hands.press("f9", "enter")
        await until(hands.pilot, lambda: isinstance(hands.app.screen, HomeScreen))
        await until(hands.pilot, lambda: "个人自查　" not in hands.text() and "未命名案件" in hands.text())
        [line] = desk.cases()
        assert line.mode == "self_check" and desk.open(line.id).interview.answers["facts"] == FACTS
        await hands.press("enter")
        await until(hands.pilot, lambda: isinstance(hands.app.screen, InterviewScreen) and hands.app.focused)
        assert "未保存" not in hands.text()
        await hands.press("f9")
        await until(hands.pilot, lambda: isinstance(hands.app.screen, HomeScreen))


async def test_what_is_being_typed_is_kept_too(desk: Casework) -> None:
    async with checking(desk) as hands:
        await hands.press("f7")
        await hands.paste("又想起")
        await hands.press("f10", "enter")
        await until(hands.pilot, lambda: hands.app._exit)
    assert "又想起" in desk.open(desk.cases()[0].id).drafts()["facts"]


async def test_only_the_papers_are_written(desk: Casework, tmp_path: Path) -> None:
    async with checking(desk) as hands:
        for name in ("没有这个文件夹/自查.md", "自查.md"):
            if name == "自查.md":
                await until(hands.pilot, lambda: "文件夹不存在" in hands.text())
            else:
                await hands.press("f10", "down", "enter")
            await hands.press("ctrl+a", "ctrl+k")
            await hands.paste(str(tmp_path / name))
            await hands.press("enter")
        await until(hands.pilot, lambda: hands.app._exit)
    assert FACTS in (tmp_path / "自查.md").read_text(encoding="utf-8")
    assert (tmp_path / "自查-容错申请表.md").is_file() and not desk.cases()


async def test_what_is_not_sent_is_said_before_only_the_papers_are_written(
    desk: Casework, tmp_path: Path
) -> None:
    async with checking(desk) as hands:
        await hands.press("f7")
        await hands.paste("又想起")
        await hands.press("f10", "down", "enter")
        text = " ".join(hands.text().split())
        assert "写了还没有发送的，报告里没有" in text and "还没有发送：事情经过。" in text
        await hands.press("enter")
        assert isinstance(hands.screen, InterviewScreen) and "又想起" in hands.text()
        await hands.press("f10", "down", "enter", "tab", "enter")
        assert "个人自查报告写到这里" in hands.text()


@pytest.mark.parametrize("key", ["f9", "f10"])
async def test_what_the_papers_lack_is_said_before_and_after(
    desk: Casework, tmp_path: Path, key: str
) -> None:
    async with checking(desk) as hands:
        lacks = [f"{paper.name}里还有{len(paper.gaps)}项待补充，照样标出：" for paper in hands.case.papers()]
        await hands.press(key, "down", "enter")
        before = "".join(re.sub("[│\\s]", "", hands.text()))
        assert len(lacks) == 2 and all(said in before for said in lacks) and "等。" in before
        await hands.press("ctrl+a", "ctrl+k")
        await hands.paste(str(tmp_path / "自查.md"))
        await hands.press("enter")
        if key == "f9":
            await until(hands.pilot, lambda: isinstance(hands.app.screen, HomeScreen))
            await hands.settle()
            [after] = [notice.message for notice in hands.app._notifications]
        else:
            await until(hands.pilot, lambda: hands.app._exit)
            [after] = map(str, hands.app._exit_renderables)
        assert all(said in after for said in lacks)


async def test_a_self_check_that_is_kept_is_stood_at_and_said_to_be(desk: Casework) -> None:
    for title in ("甲案", "乙案"):
        desk.new("committee").answer("title", title)
    async with checking(desk) as hands:
        await hands.press("f9", "enter")
        await until(hands.pilot, lambda: isinstance(hands.app.screen, HomeScreen))
        await until(hands.pilot, lambda: "3个案件" in hands.text())
        await hands.settle()
        assert "已保存在案件库里" in hands.text()
        here = desk.open(str(hands.app.screen._here()))
        assert here.interview.dialogue.mode == "self_check"


async def test_a_file_that_stands_there_is_not_lost_unasked(desk: Casework, tmp_path: Path) -> None:
    (tmp_path / "自查-容错申请表.md").write_text("旧的", encoding="utf-8")
    async with checking(desk) as hands:
        await hands.press("f10", "down", "enter")
        await hands.press("ctrl+a", "ctrl+k")
        await hands.paste(str(tmp_path / "自查.md"))
        await hands.press("enter")
        assert "要覆盖吗" in hands.text()
        await hands.press("enter")
        assert (tmp_path / "自查-容错申请表.md").read_text(encoding="utf-8") == "旧的"
        await hands.press("enter", "tab", "enter")
        await until(hands.pilot, lambda: hands.app._exit)
    assert (tmp_path / "自查-容错申请表.md").read_text(encoding="utf-8") != "旧的"


async def test_what_cannot_be_kept_is_not_left(desk: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise StoreError("案件库 写不进去：磁盘已满")

    async with checking(desk) as hands:
        monkeypatch.setattr(Store, "adopt", full)
        await hands.press("f10", "enter")
        await until(hands.pilot, lambda: "磁盘已满" in hands.text())
        assert not hands.app._exit and hands.answers["facts"] == FACTS


async def test_a_broken_program_writes_nothing_down(desk: Casework, tmp_path: Path) -> None:
    desk.cases()
    async with checking(desk) as hands:
        before = files(tmp_path / "data")
        assert "没有留下记录" in hands.app._broken(ValueError(FACTS))
        assert files(tmp_path / "data") == before


async def test_ctrl_c_does_not_say_that_all_is_kept(desk: Casework) -> None:
    async with checking(desk) as hands:
        hands.app.action_help_quit()
        await hands.settle()
        assert "这次自查没有保存" in hands.text() and "答过的都已保存" not in hands.text()


async def test_the_circumstances_are_explained_beside_the_text(desk: Casework) -> None:
    async with checking(desk) as hands:
        await hands.press("3", "f6")
        await until(hands.pilot, lambda: "说的是：为了让企业、群众办事更快" in hands.text())
        assert "原文：在优化营商环境" in hands.text()


async def test_its_papers_and_no_others_are_offered(desk: Casework) -> None:
    async with checking(desk) as hands:
        await hands.press("f4", "f4")
        await until(hands.pilot, lambda: "个人自查，不代表组织意见" in hands.text())
        assert "[✓]自查 [ ]申请表 导出" in hands.text() and "容错初步建议" not in hands.text()


async def test_its_review_speaks_to_the_cadre(desk: Casework) -> None:
    async with checking(desk) as hands:
        await hands.press("f4", "f4", "f4")
        assert "不是结论" in hands.text() and "审核视角" not in hands.text() and "拦下" not in hands.text()
        await hands.press("ctrl+r")
        assert "不是结论" in hands.text()


async def test_it_is_handed_over_from_the_palette(desk: Casework, tmp_path: Path) -> None:
    async with checking(desk) as hands:
        assert "交给党委（党组）" in [c.title for c in hands.app.get_system_commands(hands.app.screen)]
        hands.screen.action_hand_over()
        await hands.settle()
        assert "程序不联网，不会替您发送" in hands.text()
        await hands.press("ctrl+a", "ctrl+k")
        await hands.paste(str(tmp_path / "交来的"))
        await hands.press("enter")
        await until(hands.pilot, lambda: (tmp_path / "交来的.json").is_file())
    taken = desk.bring(str(tmp_path / "交来的.json"))
    assert taken.interview.dialogue.mode == "committee" and taken.interview.unverified == {"facts"}


async def test_the_button_to_hand_over_stands_at_the_end_of_a_self_check_only(
    casework: Casework, case_answers: Callable[..., Answers]
) -> None:
    for mode, seen in (("self_check", True), ("committee", False)):
        case = casework.take_in(CaseContent(mode, case_answers("E-01")))
        case.jump(None)
        async with at_work(case) as hands:
            assert ("[交给党委（党组）]" in hands.text()) is seen
            titles = [c.title for c in hands.app.get_system_commands(hands.app.screen)]
            assert ("交给党委（党组）" in titles) is seen


async def test_the_head_of_the_review_says_how_many_wait(
    casework: Casework, case_answers: Callable[..., Answers]
) -> None:
    for unverified, said in ((("unit.type", "facts"), f"有2处回答是{MARK}"), ((), "")):
        case = casework.take_in(CaseContent("committee", case_answers("E-01"), (), unverified))
        async with at_work(case) as hands:
            await hands.press("f4", "f4", "f4")
            assert "材料  完整" in hands.text()
            assert said in hands.text() and ("核实  " in hands.text()) is bool(said)


async def test_one_key_confirms_as_it_stands(
    casework: Casework, case_answers: Callable[..., Answers]
) -> None:
    content = CaseContent("committee", case_answers("E-01"), (), ("unit.name", "unit.type", "facts"))
    case = casework.take_in(content)
    async with at_work(case) as hands:
        await hands.press("shift+tab", "home")
        assert hands.text().count(f"{MARK}（空格确认，回车修改）") == 2
        await hands.press("space")
        assert hands.case.interview.unverified == {"unit.type", "facts"}
        assert hands.text().count(MARK) == 1
        await hands.press("down", "space")
        assert hands.case.interview.unverified == {"facts"}
        await hands.press("space")
        assert "没有待核实的回答" in hands.text()


async def test_the_question_says_what_of_it_waits_until_it_is_confirmed(
    casework: Casework, case_answers: Callable[..., Answers]
) -> None:
    content = CaseContent("committee", case_answers("E-01"), (), ("facts", "person.name", "person.birth"))
    case = casework.take_in(content)
    case.jump("facts")
    async with at_work(case) as hands:
        said = f"△ {MARK}。属实的照原样发送，不符的改正"
        assert said in hands.text()
        await hands.press("shift+tab", "space")
        case = hands.case
        case.jump("facts")
        await hands.screen.show()
        await hands.settle()
        assert hands.current == "facts" and said not in hands.text()
        await hands.press("f8")
        assert hands.current == "facts" and said in hands.text()
        case.jump("person.name")
        await hands.screen.show()
        await hands.settle()
        assert f"△ 姓名、出生年月：{MARK}" in "".join(hands.text().split("\n"))


async def test_help_says_what_becomes_of_a_self_check(desk: Casework) -> None:
    async with checking(desk) as hands:
        await hands.press("f1")
        text = " ".join(hands.text().split())
        assert (
            "每答一问就已保存" not in text
            and "这次自查没有保存" in text
            and "由有管理权限的党组织决定" in text
        )
        await hands.press("escape", "f9", "enter")
        await until(
            hands.pilot, lambda: isinstance(hands.app.screen, HomeScreen) and "个人自查" in hands.text()
        )
        await hands.press("f1")
        assert "把事实写成容错初步建议" in hands.text()
        await hands.press("escape", "enter")
        await until(hands.pilot, lambda: isinstance(hands.app.screen, InterviewScreen) and hands.app.focused)
        await hands.press("f1")
        text = " ".join(hands.text().split())
        assert "每答一问就已保存" in text and "这次自查没有保存" not in text


@pytest.mark.parametrize("suffix", [".docx", ".md", ".txt"])
async def test_where_the_papers_are_is_said_on_leaving(desk: Casework, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"自查{suffix}"
    async with checking(desk) as hands:
        await hands.press("f10", "down", "enter")
        assert all(ending in hands.text() for ending in (".docx", ".md", ".txt"))
        await hands.press("ctrl+a", "ctrl+k")
        await hands.paste(str(path))
        await hands.press("enter")
        await until(hands.pilot, lambda: hands.app._exit)
        [said] = hands.app._exit_renderables
        assert str(path) in str(said) and str(path.with_stem("自查-容错申请表")) in str(said)
    assert path.is_file()


async def test_no_trace_says_nothing_of_files(desk: Casework) -> None:
    async with checking(desk) as hands:
        await hands.press("f10", "down", "down", "enter")
        await until(hands.pilot, lambda: hands.app._exit)
        assert hands.app._exit_renderables == []


async def test_what_cannot_be_worded_is_not_offered(desk: Casework) -> None:
    async with checking(desk) as hands:
        await hands.press("f4", "f4")
        await until(hands.pilot, lambda: "个人自查，不代表组织意见" in hands.text())
        assert "凭什么" in hands.text() and "自拟" not in hands.text()


async def test_the_paper_lacks_what_the_interview_lacks(desk: Casework) -> None:
    async with checking(desk) as hands:
        hands.case.jump(None)
        await hands.screen.show()
        await hands.settle()
        counted = re.search(r"还有 (\d+) 处待补", hands.text())
        await hands.press("f4", "f4")
        await until(hands.pilot, lambda: "个人自查，不代表组织意见" in hands.text())
        assert counted and f"这份文稿有{counted[1]}项待补充" in hands.text()


async def test_from_any_field_of_a_form_the_record_is_reached_as_help_says(
    casework: Casework, case_answers: Callable[..., Answers]
) -> None:
    """五 of the help: Esc, then Shift+Tab."""
    case = casework.take_in(CaseContent("committee", case_answers("E-01"), (), ("facts",)))
    case.jump("unit.name")
    async with at_work(case) as hands:
        await hands.press("tab")
        await hands.press("escape", "shift+tab")
        assert hands.app.focused and hands.app.focused.id == "transcript"


async def test_nearness_is_of_words_and_no_chance(desk: Casework) -> None:
    async with checking(desk) as hands:
        await hands.press("f4")
        await until(
            hands.pilot, lambda: "看全部三十种情形" in hands.text() and "正在比对" not in hands.text()
        )
        text = "".join(hands.text().split())
        assert "由党委（党组）判断" not in text and "由组织认定" in text
        assert "说法很接近" in text and not re.search(r"接近（?0\.\d", text)
