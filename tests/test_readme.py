"""What the README shows is what the program does."""

import re
import shlex
from pathlib import Path

import pytest

from assistant.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\.venv/bin/rongcuo (?!open)(.+)$", README, re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_worked_example_runs(
    example: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RONGCUO_DB", str(tmp_path / "cases.sqlite3"))
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    assert main(shlex.split(example)) == 0
    shown = re.search(re.escape(example) + r"\n```\n\n```text\n(.*?)```", README, re.DOTALL)
    if shown:
        assert capfd.readouterr().out == shown[1]


def test_there_are_examples() -> None:
    assert [example.split()[0] for example in EXAMPLES] == ["check", "draft", "match"]


def test_the_picture_is_there() -> None:
    named = re.search(r"!\[.*\]\((.*)\)", README)
    assert named and "svg" in (ROOT / named[1]).read_text(encoding="utf-8")[:200]
