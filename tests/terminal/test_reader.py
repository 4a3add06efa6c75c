"""The 细则 from a question and back, by keyboard in a real pseudo-terminal."""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path

import pytest

from assistant.services.casework import Casework
from assistant.services.store import Store

if sys.platform == "win32":
    pytest.skip("needs a POSIX pseudo-terminal", allow_module_level=True)

from .terminal import Terminal

COPIED = re.compile(rb"\x1b\]52;c;([^\x07]*)\x07")


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40)])
def test_look_something_up_and_go_on_typing(tmp_path: Path, columns: int, lines: int) -> None:
    store = tmp_path / "cases.sqlite3"
    with Store(store) as opened:
        case = Casework(opened).new()
        case.jump("unit.name")
        ask, case_id = case.interview.question("unit.name").ask, case.id
    terminal = Terminal(store, "open", case_id, columns=columns, lines=lines)
    terminal.wait(ask)
    terminal.press("某县某局的半")
    terminal.press("ctrl+f")
    terminal.wait("N下一处")
    terminal.press("ctrl+f", "容缺受理")
    terminal.wait("找到1处")
    terminal.wait("【容缺受理】")
    terminal.press("enter")
    terminal.wait("要件　进行容缺受理、容缺审核")
    terminal.press("c")
    terminal.wait("已复制（终端不支持的，请照此抄录）")
    (copied,) = COPIED.findall(terminal.raw)
    words = base64.b64decode(copied).decode()
    assert words.startswith(
        "《激励干部担当作为深化完善容错机制实施细则（试行）》第九条第（四）项：“在优化营商环境"
    )
    terminal.press("escape")
    if columns == 80:
        terminal.wait("找到1处")
        terminal.press("escape")
    terminal.wait(ask)
    terminal.wait("某县某局的半")
    terminal.press("句")
    terminal.wait("某县某局的半句")
    assert terminal.leave() == 0
