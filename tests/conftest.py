"""What the tests share: the shipped data read once, casework over a store in memory, the four full cases."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from assistant.domain.answers import Answers, flatten
from assistant.domain.events import Event
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.paths import folder
from assistant.services.casework import Casework
from assistant.services.library import Library
from assistant.services.store import Store

TODAY = date(2026, 9, 22)
CASES = folder("tests") / "data" / "cases"


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped data, whatever the user of this machine has taken in."""
    library = Library()
    library.own_lists = None
    return library


@pytest.fixture(scope="session")
def knowledge(library: Library) -> Knowledge:
    return library.knowledge()


@pytest.fixture
def casework(library: Library, knowledge: Knowledge) -> Iterator[Casework]:
    """Casework on 2026-09-22 over an empty store in memory."""
    with Store(None) as store:
        work = Casework(store, library, TODAY)
        work.knowledge = knowledge
        yield work


@pytest.fixture(scope="session")
def case_answers() -> Callable[..., Answers]:
    """The answers of E-01 … E-04, with changes; a change to None takes an answer away."""

    def read(name: str, changes: Mapping[str, Any] | None = None) -> Answers:
        given = flatten(json.loads((CASES / f"{name}.json").read_text(encoding="utf-8")))
        return {path: value for path, value in (given | dict(changes or {})).items() if value is not None}

    return read


@pytest.fixture(scope="session")
def interview_of(library: Library, knowledge: Knowledge) -> Callable[[Answers], Interview]:
    """The committee interview that holds some answers."""

    def walk(answers: Answers) -> Interview:
        interview = Interview(library.dialogue("committee"), knowledge.pickable, knowledge.rules)
        interview.apply(Event(1, "", "import", {"values": answers}, "", ""))
        return interview

    return walk


@pytest.fixture
def surroundings(monkeypatch, tmp_path, knowledge):
    """An empty store, a fixed day, nothing of the user's own, and the shipped knowledge read once."""
    monkeypatch.setenv("RONGCUO_DB", str(tmp_path / "cases.sqlite3"))
    monkeypatch.setenv("RONGCUO_TODAY", TODAY.isoformat())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    read, shipped = Library.knowledge, folder("knowledge")
    monkeypatch.setattr(
        Library,
        "knowledge",
        lambda self: knowledge if self.knowledge_folder == shipped and not self.own_files() else read(self),
    )


@pytest.fixture
def run(surroundings, capsys) -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process: exit code, stdout, stderr."""

    def run(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def case(tmp_path) -> Callable[..., Path]:
    """A copy of a full case as a file, with changes, free to be changed further."""

    def case(name: str = "E-01", **changes: object) -> Path:
        path = tmp_path / f"{name}.json"
        content = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
        path.write_text(json.dumps(content | changes, ensure_ascii=False), encoding="utf-8")
        return path

    return case
