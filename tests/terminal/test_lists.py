"""Lists of the user's own, from the command that takes them in to the paper, in a real pseudo-terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.paths import folder
from assistant.services.casework import Casework
from assistant.services.store import Store

if sys.platform == "win32":
    pytest.skip("needs a POSIX pseudo-terminal", allow_module_level=True)

from .terminal import ROOT, Terminal

TRIP = "学校带孩子们去研学旅行，遇上暴雨提前返程，家长要求退费，还说被带到指定商店消费"
GOOD, BAD = "《县教育局容错情形清单（虚构）》第1项", "《县教育局负面情形清单（虚构）》第1项"


def take_in(name: str) -> str:
    """Take in a list of the test data, as a person does at a prompt; what the command says of it."""
    file = folder("tests") / "data" / "lists" / f"{name}.toml"
    command = [sys.executable, "-m", "assistant", "lists", "add", file]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout


def test_items_are_taken_in_picked_answered_and_printed(tmp_path: Path, monkeypatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("PYTHONUTF8", "1")
    assert "经县容错纠错工作联席会议审核" in take_in("jyj-zm")
    assert "未经联席会议审核" in take_in("jyj-fm")
    store, paper = tmp_path / "cases.sqlite3", tmp_path / "paper.txt"
    with Store(store) as opened:
        work = Casework(opened)
        work.matcher.warm()
        case = work.new()
        case.answer("facts", TRIP)
        case.jump("circumstances")
    terminal = Terminal(store, "open", case.id)
    terminal.wait("按事实最接近的情形")
    terminal.wait(f"1 [ ] {GOOD}　正面清单：")
    terminal.wait("负面清单有 1 项接近，列在最后")
    terminal.press("1", "up", "up", "space")
    terminal.wait("负面清单，须在文稿中回应")
    terminal.wait(f"[✓] {BAD}　负面清单：")
    terminal.wait("已选 2 项")
    terminal.press("f5")
    terminal.wait("本案具体是怎么做的？")
    terminal.paste("出发前已经买了保险。")
    terminal.press("f5")
    terminal.wait(f"本案涉及{BAD}。为什么仍然提出容错建议？")
    terminal.wait("借研学旅行向学生搭车收费、指定消费的")
    terminal.paste("停车的休息站是路线规定的，没有购物点。")
    terminal.press("f5")
    terminal.settle(0.3)
    terminal.press("f4", "f4")
    terminal.wait("关于【待补充：姓名】同志容错的初步建议")
    terminal.press("\x05")
    terminal.wait("导出容错初步建议")
    terminal.press("\x01", "\x0b", str(paper), "enter")
    terminal.wait("已写到")
    assert terminal.leave() == 0
    words = paper.read_text(encoding="utf-8")
    passed = "（县教育局制定，2024年3月1日，经县容错纠错工作联席会议审核）"
    assert f"对照{GOOD}{passed}：学校组织研学旅行" in words
    assert "家长要求退费的。出发前已经买了保险。" in words
    not_passed = "（县教育局制定，2024年5月6日，未经联席会议审核）"
    assert f"对照负面情形清单{BAD}{not_passed}：借研学旅行向学生搭车收费、指定消费的。" in words
    assert "对此说明如下：停车的休息站是路线规定的，没有购物点。" in words
