"""The training room by keyboard alone: choosing, two hundred exercises in a row, a class that votes, the result."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import openpyxl
import pytest
from textual.widgets import Input

from assistant.domain.training import Sitting, Tally
from assistant.services.casework import Casework
from assistant.ui.app import RongcuoApp
from assistant.ui.home import HomeScreen
from assistant.ui.training import TrainingScreen
from assistant.ui.training_group import GroupScreen
from assistant.ui.training_result import ResultScreen
from assistant.ui.training_round import RoundScreen
from assistant.ui.training_words import BAR, BAR_CELLS, REST, bar, chart

from .hands import NARROW, WIDE, Hands, until

CLASS = "2026年第3期"
NASTY = "[red]x[/red] {{ x }} =1+1"


@asynccontextmanager
async def at_home(casework: Casework, size: tuple[int, int] = NARROW) -> AsyncIterator[Hands]:
    """The program with its first screen read."""
    app = RongcuoApp(lambda: casework)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and app.screen._ready)
        yield Hands(pilot)


async def begin(
    hands: Hands, set_: int = 1, count: str = "3", class_: str = "", name: str = "", group: bool = False
) -> None:
    """From the first screen to the first exercise: T, the set by its digit, a field after another."""
    await hands.press("t")
    assert isinstance(hands.screen, TrainingScreen)
    await hands.press(str(set_))
    for words in (count, "7", class_, name):
        await hands.type(words)
        await hands.press("enter")
    await hands.press("2" if group else "1")
    assert isinstance(hands.screen, GroupScreen if group else RoundScreen)


def records(folder: Path) -> list[dict]:
    """The lines of all classes, read without the program."""
    files = sorted((folder / "training").glob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def told(hands: Hands) -> str:
    """What was notified."""
    return "\n".join(notice.message for notice in hands.app._notifications)


async def test_a_digit_answers_and_enter_goes_on(casework: Casework) -> None:
    async with at_home(casework) as hands:
        await begin(hands)
        one = hands.screen.exercise
        assert "第1／3题" in hands.text() and one.ask in hands.text()
        await hands.press("enter")
        assert hands.screen.session.results == []  # Enter alone answers nothing
        await hands.press(str(one.right + 1))
        assert f"对，是{one.right + 1}。" in hands.text() and "依据" in hands.text()
        await hands.press("1")
        assert len(hands.screen.session.results) == 1  # an answer is given once
        await hands.press("enter")
        two = hands.screen.exercise
        wrong = (two.right + 1) % len(two.choices) + 1
        await hands.press(str(wrong))
        assert f"不对：选的是{wrong}，应当是{two.right + 1}。" in hands.text()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_the_answer_quotes_the_article_and_explains(casework: Casework, size: tuple[int, int]) -> None:
    """Whatever the exercise, every word of its explanation can be reached by scrolling."""
    async with at_home(casework, size) as hands:
        await begin(hands, count="8")
        session = hands.screen.session
        for one in session.round:
            await hands.press("1")
            seen = ""
            for _ in range(3):
                seen += hands.text()
                await hands.press("pagedown")
            seen = "".join(seen.split())
            for quote in one.quotes:
                assert quote.words[:8] in seen
            assert one.why[:8] in seen and "".join(one.choices[-1].words.split())[:8] in seen
            await hands.press("enter")


async def test_those_missed_come_first_in_the_next_round(casework: Casework) -> None:
    async with at_home(casework) as hands:
        await begin(hands, count="4")
        session = hands.screen.session
        first = session.round
        for n, one in enumerate(first):
            right = one.right + 1
            await hands.press(str(right if n != 2 else right % len(one.choices) + 1), "enter")
        assert isinstance(hands.screen, ResultScreen) and "答错1题" in hands.text()
        await hands.press("n")
        assert isinstance(hands.screen, RoundScreen)
        assert hands.screen.exercise == first[2] and first[0] not in session.round


async def test_two_hundred_in_a_row_by_keyboard(casework: Casework, tmp_path: Path) -> None:
    """The chart, the file and a recount agree."""
    async with at_home(casework) as hands:
        await begin(hands, count="200", class_=CLASS, name="张某")
        session = hands.screen.session
        right: Counter[str] = Counter()
        for n, one in enumerate(session.round):
            chosen = n % len(one.choices)
            right["all"] += chosen == one.right
            for article in one.articles:
                right[article] += chosen == one.right
                right[f"{article}/"] += 1
            await hands.pilot.press(str(chosen + 1), "enter")
        await hands.settle()
        assert isinstance(hands.screen, ResultScreen) and len(session.results) == 200
        assert f"{right['all']}／200" in hands.text()
        kept = records(tmp_path)
        assert [line["exercise"] for line in kept] == [one.id for one in session.round]
        assert sum(line["votes"][line["right"]] for line in kept) == right["all"]
        shown = chart(session.results, casework.knowledge).plain
        for article in ("9.4", "6.1", "18"):
            if right[f"{article}/"]:
                assert f"{right[article]}／{right[f'{article}/']}" in shown
        await hands.press("c")
        assert f"班次“{CLASS}”的全部成绩" in hands.text() and f"{right['all']}／200" in hands.text()


async def test_a_class_votes_and_its_notes_are_kept(casework: Casework, tmp_path: Path) -> None:
    async with at_home(casework) as hands:
        await begin(hands, count="2", class_=CLASS, name="不记", group=True)
        one = hands.screen.exercise
        assert len(hands.screen.counts) == len(one.choices)
        await hands.press("x", "enter", *["enter"] * (len(one.choices) - 1))
        assert "人数要写成数字" in hands.text() and hands.screen._votes is None
        await hands.press("backspace", "1", "2", "enter", "3", *["enter"] * (len(one.choices) - 1))
        assert f"应当是{one.right + 1}。" in hands.text() and "12人" in hands.text()
        await hands.type("没有会议记录")
        await hands.press("enter")
        assert hands.screen.exercise != one
        await hands.press("escape")
        assert isinstance(hands.screen, ResultScreen)
    voted, noted = records(tmp_path)
    assert voted["votes"][:2] == [12, 3] and sum(voted["votes"]) == 15 and voted["group"]
    assert (noted["votes"], noted["note"], noted["name"]) == ([], "没有会议记录", "")


@pytest.mark.parametrize("key", ["escape", "f9", "f10", "ctrl+q"])
async def test_a_note_is_kept_however_the_class_is_left(casework: Casework, tmp_path: Path, key: str) -> None:
    async with at_home(casework) as hands:
        await begin(hands, count="1", class_=CLASS, group=True)
        await hands.press("5", *["enter"] * len(hands.screen.exercise.choices))
        await hands.type("没有会议记录")
        await hands.press(key)
    assert [line["note"] for line in records(tmp_path)] == ["", "没有会议记录"]


@pytest.mark.parametrize("key", ["escape", "f9", "f10"])
async def test_counts_that_are_not_revealed_are_not_lost_unasked(
    casework: Casework, tmp_path: Path, key: str
) -> None:
    async with at_home(casework) as hands:
        await begin(hands, count="1", class_=CLASS, group=True)
        await hands.press("5", key)
        assert "还没有揭晓" in hands.text() and "不计入成绩" in hands.text()
        await hands.press("enter")
        assert isinstance(hands.screen, GroupScreen) and hands.screen.counts[0].value == "5"
        await hands.press(key, "tab", "enter")
        assert hands.app._exit if key == "f10" else not isinstance(hands.screen, GroupScreen)
    assert records(tmp_path) == []


async def test_a_note_that_cannot_be_stored_is_said_before_one_leaves(
    casework: Casework, tmp_path: Path
) -> None:
    async with at_home(casework) as hands:
        await begin(hands, count="1", class_=CLASS, group=True)
        (tmp_path / "training").write_text("")
        await hands.press(*["enter"] * len(hands.screen.exercise.choices))
        hands.app.clear_notifications()
        await hands.type("没有会议记录")
        await hands.press("f10")
        assert "这不是文件夹" in told(hands) and not hands.app._exit
        await hands.press("f10")
        assert hands.app._exit


@pytest.mark.parametrize("group", [False, True], ids=["alone", "class"])
async def test_a_second_round_left_at_once_still_shows_the_result(casework: Casework, group: bool) -> None:
    async with at_home(casework) as hands:
        await begin(hands, count="1", group=group)
        await hands.press("1", *["enter"] * (len(hands.screen.exercise.choices) + 1 if group else 1))
        assert isinstance(hands.screen, ResultScreen)
        await hands.press("n", "escape")
        assert isinstance(hands.screen, ResultScreen) and "还没有答，按 N 进下一轮" in hands.text()
        await hands.press("c")
        assert "共1题次" in hands.text()


async def test_the_projector_has_short_lines_with_air_between(casework: Casework) -> None:
    async with at_home(casework, WIDE) as hands:
        await begin(hands, group=True)
        body = [line.strip() for line in hands.text().splitlines()[:-4]]
        assert all(len(line) <= 29 or "【" in line for line in body)
        filled = [n for n, line in enumerate(body) if line]
        assert all(b - a >= 2 for a, b in zip(filled, filled[1:], strict=False))


async def test_without_a_class_nothing_is_stored(casework: Casework, tmp_path: Path) -> None:
    async with at_home(casework) as hands:
        await begin(hands, count="1", name="张某")
        await hands.press("1", "enter", "c")
        assert "没有填班次，退出后不保存" in hands.text() and "张某" in hands.text()
    assert not (tmp_path / "training").exists()


async def test_what_cannot_be_stored_is_said_and_the_round_goes_on(
    casework: Casework, tmp_path: Path
) -> None:
    (tmp_path / "training").write_text("")
    async with at_home(casework) as hands:
        await begin(hands, count="2", class_=CLASS)
        await hands.press("1")
        assert "这不是文件夹" in told(hands)
        await hands.press("enter", "1", "enter")
        assert isinstance(hands.screen, ResultScreen) and "／2" in hands.text()


async def test_the_workbook_is_written_from_the_result(casework: Casework, tmp_path: Path) -> None:
    target = tmp_path / "成绩.xlsx"
    async with at_home(casework) as hands:
        await begin(hands, count="1", class_=CLASS, name=NASTY)
        await hands.press("1", "enter", "e")
        hands.app.screen.query_one(Input).value = str(target)
        await hands.press("enter")
        assert "已写到" in told(hands)
        await hands.press("e")
        hands.app.screen.query_one(Input).value = str(target)
        await hands.press("enter")
        assert "文件已存在，要覆盖吗" in hands.text()
        await hands.press("escape")
        hands.app.screen.query_one(Input).value = str(tmp_path / "成绩.doc")
        await hands.press("enter")
        assert "请用 .xlsx 结尾的文件名" in hands.text()
        hands.app.screen.query_one(Input).value = str(tmp_path / "另一份")
        await hands.press("enter")
        assert (tmp_path / "另一份.xlsx").is_file()
    rows = list(openpyxl.load_workbook(target)["按人"].iter_rows(min_row=2, values_only=True))
    assert rows[0][0] == NASTY


async def test_peoples_words_are_shown_as_they_are(casework: Casework) -> None:
    async with at_home(casework) as hands:
        await begin(hands, count="1", class_=NASTY, name=NASTY)
        await hands.press("1", "enter", "c")
        assert f"班次“{NASTY}”" in hands.text()
        await hands.press("end")
        assert NASTY in hands.text()


@pytest.mark.parametrize("count", ["0", "x", "10000", "-1"])
async def test_a_number_that_is_none_is_refused(casework: Casework, count: str) -> None:
    async with at_home(casework) as hands:
        await hands.press("t", "1")
        await hands.type(count)
        await hands.press("enter", "enter", "enter", "enter", "1")
        assert isinstance(hands.screen, TrainingScreen)
        assert "题数要写成1至9999的整数，如 10。" in hands.text()
        assert hands.app.focused.id == "count"


async def test_a_faulty_set_of_ones_own_is_said(
    tmp_path: Path, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(casework.library, "own_exercises", tmp_path)
    (tmp_path / "mine.toml").write_text('title = "[red]我的[/red]"\n', encoding="utf-8")
    async with at_home(casework) as hands:
        await hands.press("t")
        assert "自己的练习没有全部列出：mine.toml：一道题也没有" in hands.text()
        assert "综合" in hands.text()


async def test_leaving_leads_back(casework: Casework) -> None:
    async with at_home(casework) as hands:
        await begin(hands)
        await hands.press("escape")  # nothing answered
        assert isinstance(hands.screen, TrainingScreen)
        await hands.press("escape")
        assert isinstance(hands.screen, HomeScreen)
        await begin(hands)
        await hands.press("1", "escape")
        assert isinstance(hands.screen, ResultScreen) and "／1" in hands.text()
        await hands.press("escape")
        assert isinstance(hands.screen, TrainingScreen)
        await hands.press("f9")
        assert isinstance(hands.screen, HomeScreen)


@pytest.mark.parametrize(
    ("correct", "total", "filled"),
    [
        (0, 5, 0),
        (5, 5, BAR_CELLS),
        (1, 1000, 1),
        (999, 1000, BAR_CELLS - 1),
        (1, 2, BAR_CELLS // 2),
        (0, 0, 0),
    ],
)
def test_a_bar_is_full_or_empty_only_where_all_or_none_were_right(correct, total, filled) -> None:
    assert bar(Tally(correct, total)) == BAR * filled + REST * (BAR_CELLS - filled)


def test_a_chart_without_results(casework: Casework) -> None:
    assert "0／0" in chart([], casework.knowledge).plain
    assert casework.training.begin(Sitting("all", "1", 1)).round
