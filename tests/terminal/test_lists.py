"""A list of the user's own, from the command that takes it in to the paper, in a real pseudo-terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.paths import folder
from assistant.services.casework import Casework
from assistant.services.documents.text import to_text
from assistant.services.store import Store

if sys.platform == "win32":
    pytest.skip("needs a POSIX pseudo-terminal", allow_module_level=True)

from .terminal import Terminal

TRIP = "学校带孩子们去研学旅行，遇上暴雨提前返程，家长要求退费"
ITEM = "《县教育局容错情形清单（虚构）》第1项"


def test_an_item_of_ones_own_list_is_found_picked_and_printed(tmp_path: Path, monkeypatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    assert main(["lists", "add", str(folder("tests") / "data" / "lists" / "jyj-zm.toml")]) == 0
    store = tmp_path / "cases.sqlite3"
    with Store(store) as opened:
        work = Casework(opened)
        work.matcher.warm()
        case = work.new()
        case.answer("facts", TRIP)
        case.jump("circumstances")
    terminal = Terminal(store, "open", case.id)
    terminal.wait("按事实最接近的情形")
    terminal.wait(f"1 [ ] {ITEM}　正面清单：")
    terminal.press("1", "f5")
    terminal.wait("本案具体是怎么做的？")
    terminal.paste("出发前已经买了保险。")
    terminal.press("f5")
    terminal.settle(0.3)
    terminal.press("f4", "f4")
    terminal.wait("容错初步建议")
    assert terminal.leave() == 0
    with Store(store) as opened:
        work = Casework(opened)
        paper = to_text(work.draft(work.open(case.id).interview).markdown)
    origin = "（县教育局制定，2024年3月1日，经县容错纠错工作联席会议审核）"
    assert f"对照{ITEM}{origin}：学校组织研学旅行" in paper
    assert "家长要求退费的。出发前已经买了保险。" in paper
