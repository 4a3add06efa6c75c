"""How the screens look; after an intended change: pytest tests/ui/test_snapshots.py --snapshot-update."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from assistant.services.case_files import CaseContent
from assistant.services.casework import Casework
from assistant.services.matching import Reasons
from assistant.services.open_case import OpenCase
from assistant.services.store import Store
from assistant.ui.app import RongcuoApp
from tests.ui.hands import Hands
from tests.ui.test_lists import LISTS, NEAR

SMALL, LARGE = (80, 24), (120, 40)
NOON = "2026-09-22T12:00:00+08:00"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Casework:
    monkeypatch.setattr(Casework, "now", lambda self: NOON)
    return Casework(Store(None), today=date(2026, 9, 22))


def standing(desk: Casework, answers: dict, question: str | None) -> RongcuoApp:
    """The program with E-01 open at a question."""
    case = desk.take_in(CaseContent("committee", answers))
    case.jump(question)
    return RongcuoApp(lambda: desk, case.id)


def after(*keys: str) -> Callable:
    """Wait until the screen is ready, then press keys and wait again."""

    async def run(pilot: Pilot) -> None:
        hands = Hands(pilot)
        await pilot.pause(0.5)
        await hands.settle()
        for key in keys:
            await hands.press(key)
            await pilot.pause(0.2)
        await hands.settle()
        await pilot.pause(0.2)

    return run


def test_the_home_screen_without_cases(desk, snap_compare):
    assert snap_compare(RongcuoApp(lambda: desk), terminal_size=SMALL, run_before=after())


def test_the_home_screen_with_cases(desk, case_answers, snap_compare):
    for name in ("E-01", "E-02", "E-04"):
        desk.take_in(CaseContent("committee", case_answers(name)))
    assert snap_compare(RongcuoApp(lambda: desk), terminal_size=LARGE, run_before=after())


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "question", ["unit.type", "person.name", "dimensions.1.judgement", "evidence", "circumstances"]
)
def test_a_question(desk, case_answers, snap_compare, question, size):
    app = standing(desk, case_answers("E-01"), question)
    assert snap_compare(app, terminal_size=size, run_before=after())


@pytest.mark.parametrize("tabs", [1, 2, 3], ids=["circumstances", "draft", "review"])
def test_a_tab(desk, case_answers, snap_compare, tabs):
    app = standing(desk, case_answers("E-01"), None)
    assert snap_compare(app, terminal_size=LARGE, run_before=after(*["f4"] * tabs))


@pytest.fixture
def with_lists(desk: Casework, case_answers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> OpenCase:
    """E-01 with items of lists, one of which has been reworded since it was picked."""
    shutil.copytree(LISTS, tmp_path / "lists")
    monkeypatch.setattr(Casework, "match", lambda *_: NEAR)
    monkeypatch.setattr(Casework, "explain", lambda *_: Reasons(("研学",), "", {}, ()))
    case = desk.take_in(CaseContent("committee", case_answers("E-01")))
    case.answer("circumstances", ["9.4", "jyj-zm:1", "jyj-fm:1"])
    file = tmp_path / "lists" / "jyj-zm.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("购买保险", "购买全员保险"), encoding="utf-8")
    del desk.knowledge
    return case


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("circumstances", ("end", "up")),
        ("circumstances[jyj-fm:1].answer", ()),
        ("circumstances[jyj-fm:1].answer", ("ctrl+f", "enter")),
        ("policy_basis", ("end", "up", "up", "up")),
        (None, ("f4",)),
        (None, ("f4", "f4", "f4", "home")),
    ],
    ids=["pick", "answer", "reader", "rules", "circumstances", "review"],
)
def test_items_of_lists(desk, with_lists, snap_compare, question, keys, size):
    with_lists.jump(question)
    app = RongcuoApp(lambda: desk, with_lists.id)
    assert snap_compare(app, terminal_size=size, run_before=after(*keys))


def test_the_outline_over_a_narrow_screen(desk, case_answers, snap_compare):
    app = standing(desk, case_answers("E-01"), "facts")
    assert snap_compare(app, terminal_size=SMALL, run_before=after("f3"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "keys",
    [("x",), ("x", "slash", *"容缺受里", "enter", "c"), ("x", "slash", *"挽回损失")],
    ids=["tree", "text", "hits"],
)
def test_the_reader(desk, snap_compare, keys, size):
    assert snap_compare(RongcuoApp(lambda: desk), terminal_size=size, run_before=after(*keys))


def test_help(desk, snap_compare):
    assert snap_compare(RongcuoApp(lambda: desk), terminal_size=SMALL, run_before=after("f1"))


SELF_CHECK = {
    "unit.type": "行政机关",
    "facts": "窗口先收后补，主件齐了先发证，企业逾期没补材料。发现当天就让企业停业补材料，八日内补齐。",
    "circumstances": ["9.4"],
    "dimensions.1.judgement": "出于公心",
    "dimensions.1.distinction": "无心之过",
    "red_lines.political": "否",
}


def self_check(desk: Casework, question: str | None) -> RongcuoApp:
    """The program with a self-check in memory alone, standing at a question."""
    app = RongcuoApp(lambda: desk)
    case = desk.aside("self_check")
    case.record("answer", {"question": "facts", "values": SELF_CHECK, "skipped": []})
    case.jump(question)
    app.call_later(app._show_case, case)
    return app


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("question", ["circumstances", "red_lines.political", "conditions.3.met"])
def test_a_self_check(desk, snap_compare, question, size):
    assert snap_compare(self_check(desk, question), terminal_size=size, run_before=after())


@pytest.mark.parametrize("keys", [["f4", "f4"], ["f10"]], ids=["draft", "leaving"])
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_what_comes_of_a_self_check(desk, snap_compare, keys, size):
    assert snap_compare(self_check(desk, None), terminal_size=size, run_before=after(*keys))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_what_a_cadre_stated_waits_to_be_verified(desk, snap_compare, size):
    case = desk.take_in(CaseContent("committee", SELF_CHECK, (), tuple(SELF_CHECK)))
    app = RongcuoApp(lambda: desk, case.id)
    assert snap_compare(app, terminal_size=size, run_before=after("shift+tab", "home"))


CHOSEN = ("t", "1", "4", "enter", "7", "enter", "enter", "enter")
"""To the training room, and through its form up to who answers."""
ROUND = ("2", "enter", "1", "enter", "2", "enter", "1", "enter")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "keys",
    [CHOSEN, (*CHOSEN, "1"), (*CHOSEN, "1", "2"), (*CHOSEN, "1", *ROUND), (*CHOSEN, "2")],
    ids=["choice", "exercise", "explained", "result", "group"],
)
def test_the_training_room(desk, snap_compare, keys, size):
    assert snap_compare(RongcuoApp(lambda: desk), terminal_size=size, run_before=after(*keys))
