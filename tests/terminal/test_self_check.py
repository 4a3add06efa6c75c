"""个人自查 from its key to its report, by keyboard in a real pseudo-terminal; then nothing of it, or the report alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.domain.dialogue import Question
from assistant.services.case_files import CaseContent
from assistant.services.casework import Casework
from assistant.services.store import Store

if sys.platform == "win32":
    pytest.skip("needs a POSIX pseudo-terminal", allow_module_level=True)

from .terminal import Terminal
from .test_main_job import answers_to_type
from .typist import Typist

WORDS = "稻香里中央厨房"
"""What the facts of E-01 say and no file of the program does."""


def questions(answers: dict[str, object]) -> tuple[Question, ...]:
    """The questions that the self-check asks of E-01, in order."""
    with Store(None) as memory:
        return Casework(memory).interview_of(CaseContent("self_check", answers)).path


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds everything the program may write of its own, but its compiled dictionary."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "TMPDIR"):
        (folder := tmp_path / "own" / name).mkdir(parents=True)
        monkeypatch.setenv(name, str(folder))
    return tmp_path / "own"


def begin(own: Path) -> Terminal:
    terminal = Terminal(own / "cases.sqlite3")
    terminal.wait("按 S 个人自查")
    terminal.press("s")
    terminal.wait("未保存")
    return terminal


def test_from_its_key_to_the_report_and_no_trace(own: Path, tmp_path: Path) -> None:
    answers = {path: value for path, value in answers_to_type().items() if path != "evidence"}
    report = tmp_path / "report.md"
    terminal = begin(own)
    before = files(own)
    typist = Typist(terminal, answers)
    for question in questions(answers):
        typist.answer(question)
        assert "未保存" in terminal.words
    terminal.wait("问题已问完")
    terminal.press("f4")
    terminal.wait("看全部三十种情形")
    terminal.press("f4")
    terminal.wait("个人自查，不代表组织意见")
    terminal.press("\x05")
    terminal.wait("导出个人自查报告")
    terminal.press("\x01", "\x0b", str(report), "enter")
    terminal.wait("已写到")
    terminal.press("f10")
    terminal.wait("不留痕迹")
    terminal.press("down", "down", "enter")
    assert terminal.ended() == 0
    after = files(own)
    assert set(after) <= set(before)
    found = {**after, **files(tmp_path / "cache")}
    assert not [path for path, bytes_ in found.items() if WORDS.encode() in bytes_]
    assert WORDS in report.read_text(encoding="utf-8")


def test_only_the_report_is_left(own: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.docx"
    terminal = begin(own)
    terminal.paste("窗口先收后补，企业逾期没有补件。")
    terminal.press("f5")
    terminal.wait("您在哪一类单位工作")
    terminal.press("f10")
    terminal.wait("只存报告")
    terminal.press("down", "enter")
    terminal.wait("预填的《容错申请表》")
    terminal.press("\x01", "\x0b", str(report), "enter")
    assert terminal.ended() == 0
    assert "已写到" in terminal.words and report.name in terminal.words
    assert report.is_file() and report.with_stem("report-容错申请表").is_file()
    with Store(own / "cases.sqlite3") as store:
        assert store.cases() == []
