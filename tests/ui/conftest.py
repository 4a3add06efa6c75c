"""What the screen tests share: a small interview with every kind of question, a store in memory, a fixed day."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from assistant.domain.knowledge import Knowledge
from assistant.paths import folder
from assistant.services.casework import Casework
from assistant.services.library import Library
from assistant.services.open_case import OpenCase
from assistant.services.store import Store
from assistant.ui.app import RongcuoApp
from assistant.ui.interview import InterviewScreen

TODAY = date(2026, 9, 23)
NARROW, WIDE, FULL = (80, 24), (120, 40), (150, 45)
DIALOGUE = Path(__file__).with_name("small.toml")


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No cursor blinks."""
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


class Hands:
    """A person at the keyboard: presses keys, pastes, and reads the screen."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot, self.app = pilot, pilot.app

    @property
    def screen(self) -> InterviewScreen:
        return self.app.screen

    @property
    def case(self) -> OpenCase:
        """The case as the program has it open."""
        return next(s for s in self.app.screen_stack if isinstance(s, InterviewScreen)).case

    @property
    def current(self) -> str | None:
        return self.case.interview.current

    @property
    def answers(self) -> dict[str, object]:
        return self.case.interview.answers

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        await self.press(*text)

    async def paste(self, text: str) -> None:
        from textual.events import Paste

        self.app.post_message(Paste(text))
        await self.settle()

    async def click(self, *where: object, **more: object) -> None:
        await self.pilot.click(*where, **more)
        await self.settle()

    async def settle(self) -> None:
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()
        await self.pilot.pause()

    def text(self) -> str:
        """All that is on the screen."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in line) for line in lines)


@asynccontextmanager
async def at_work(case: OpenCase, size: tuple[int, int] = NARROW) -> AsyncIterator[Hands]:
    """The program with a case open on a screen of `size`."""
    app = RongcuoApp(case.casework, case.id)
    async with app.run_test(size=size) as pilot:
        hands = Hands(pilot)
        await pilot.pause()
        for _ in range(50):
            if isinstance(app.screen, InterviewScreen) and app.focused:
                break
            await pilot.pause(0.02)
        await hands.settle()
        yield hands


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
