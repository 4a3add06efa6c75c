"""What the screen tests share: a small interview with every kind of question, a store in memory, a fixed day."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from assistant import paths
from assistant.domain.knowledge import Knowledge
from assistant.paths import folder
from assistant.services.casework import Casework
from assistant.services.library import Library
from assistant.services.open_case import OpenCase
from assistant.services.store import Store

TODAY = date(2026, 9, 23)
DIALOGUE = Path(__file__).with_name("small.toml")


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No cursor blinks, and nothing is written into the user's own folder."""
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    monkeypatch.setattr(Input, "cursor_blink", False)
    monkeypatch.setattr(TextArea, "cursor_blink", False)


@pytest.fixture(scope="session")
def small_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The shipped knowledge with the small interview."""
    root = tmp_path_factory.mktemp("data")
    (root / "dialogues" / "interviews").mkdir(parents=True)
    (root / "dialogues" / "documents").symlink_to(folder("dialogues") / "documents")
    (root / "dialogues" / "interviews" / "committee.toml").write_bytes(DIALOGUE.read_bytes())
    (root / "knowledge").symlink_to(folder("knowledge"))
    return Library(root)


@pytest.fixture
def small_casework(small_library: Library, knowledge: Knowledge) -> Iterator[Casework]:
    with Store(None) as store:
        work = Casework(store, small_library, TODAY)
        work.knowledge = knowledge
        yield work


@pytest.fixture
def case(small_casework: Casework) -> OpenCase:
    """A new case of the small interview."""
    return small_casework.new()


@pytest.fixture
def standing_at(case: OpenCase) -> Callable[..., OpenCase]:
    """The case, standing at a question, with some answers given."""

    def stand(question: str | None, **answers: object) -> OpenCase:
        values = {path.replace("__", "."): value for path, value in answers.items()}
        if values:
            case.record("answer", {"question": None, "values": values, "skipped": []})
        case.jump(question)
        return case

    return stand
