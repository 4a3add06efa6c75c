"""What the screen tests share: a small interview with every kind of question, a store in memory, a fixed day."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from textual._context import active_app
from textual.screen import Screen
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
FRAME = 1 / 60


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No cursor blinks, nothing is written into the user's own folder, and a pause lasts until all is done."""
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    monkeypatch.setattr(Input, "cursor_blink", False)
    monkeypatch.setattr(TextArea, "cursor_blink", False)
    monkeypatch.setattr("textual.app.wait_for_idle", idle)
    monkeypatch.setattr("textual.pilot.wait_for_idle", idle)


async def idle(_: float = 0) -> None:
    """Wait until no message is left and the screen is drawn.

    Textual's own waits until the processor rests, which on a busy machine is at once.
    """
    loop = asyncio.get_running_loop()
    for _frame in range(300):
        await asyncio.sleep(0)
        while loop._ready:
            await asyncio.sleep(0)
        app = active_app.get()
        if app._exit or (app._resize_event is None and not waiting(app.screen)):
            return
        await asyncio.sleep(FRAME)


def waiting(screen: Screen[object]) -> bool:
    """Whether a screen has still something to draw, or to do once it is drawn."""
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


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
