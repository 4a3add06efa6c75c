"""How the screens look; after an intended change: pytest tests/ui/test_snapshots.py --snapshot-update."""

import shutil
from collections.abc import Callable
from datetime import date

import pytest
from textual.pilot import Pilot

from assistant.services.case_files import CaseContent
from assistant.services.casework import Casework
from assistant.services.matching import Reasons
from assistant.services.store import Store
from assistant.ui.app import RongcuoApp
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
        for _ in range(5):
            await pilot.pause(0.1)
        for key in keys:
            await pilot.press(key)
            for _ in range(4):
                await pilot.pause(0.1)
        await pilot.app.workers.wait_for_complete()
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


def test_the_circumstances_with_items_of_lists(desk, case_answers, monkeypatch, tmp_path, snap_compare):
    shutil.copytree(LISTS, tmp_path / "lists")
    monkeypatch.setattr(Casework, "match", lambda *_: NEAR)
    monkeypatch.setattr(Casework, "explain", lambda *_: Reasons(("研学",), "", {}, ()))
    app = standing(desk, case_answers("E-01"), None)
    assert snap_compare(app, terminal_size=SMALL, run_before=after("f4"))


def test_the_outline_over_a_narrow_screen(desk, case_answers, snap_compare):
    app = standing(desk, case_answers("E-01"), "facts")
    assert snap_compare(app, terminal_size=SMALL, run_before=after("f3"))


def test_help(desk, snap_compare):
    assert snap_compare(RongcuoApp(lambda: desk), terminal_size=SMALL, run_before=after("f1"))
