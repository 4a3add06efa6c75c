"""The training room in a real pseudo-terminal, from the first screen to the workbook, by keyboard alone."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pytest

from assistant.domain.training import Sitting, score
from assistant.services.casework import Casework
from assistant.services.store import Store

if sys.platform == "win32":
    pytest.skip("needs a POSIX pseudo-terminal", allow_module_level=True)

from .terminal import Terminal

CLASS = "2026年第3期"


def test_from_the_first_screen_to_the_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with Store(None) as memory:
        session = Casework(memory).training.begin(Sitting("all", "7", 20))
    terminal, target = Terminal(tmp_path / "cases.sqlite3"), tmp_path / "成绩.xlsx"
    terminal.wait("还没有案件")
    terminal.press("t")
    terminal.wait("综合")
    terminal.press("1", "20", "enter", "7", "enter", CLASS, "enter", "张某", "enter", "1")
    right = 0
    for n, one in enumerate(session.round):
        terminal.wait(f"第{n + 1}／20题　答对{right}／{n}")
        terminal.wait(one.ask)
        chosen = n % len(one.choices)
        right += chosen == one.right
        terminal.press(str(chosen + 1))
        terminal.wait(f"应当是{one.right + 1}。" if chosen != one.right else f"对，是{one.right + 1}。")
        terminal.press("enter")
    terminal.wait("本轮成绩")
    terminal.wait(f"{right}／20")
    terminal.press("e")
    terminal.wait("导出成绩")
    terminal.press("\x05\x15", str(target), "enter")
    terminal.wait("已写到")
    assert terminal.leave() == 0
    rows = {
        row[0]: row[1:3]
        for row in openpyxl.load_workbook(target)["按人"].iter_rows(min_row=2, values_only=True)
    }
    assert rows == {"张某": (right, 20), "合计": (right, 20)}
    with Store(None) as memory:
        kept = Casework(memory).training.results(CLASS)
    assert (score(kept.results).correct, len(kept.results), kept.unread) == (right, 20, 0)
