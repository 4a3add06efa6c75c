"""A person at the keyboard, for the screen tests."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from textual.events import Paste
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from assistant.services.open_case import OpenCase
from assistant.ui.app import RongcuoApp
from assistant.ui.interview import InterviewScreen

NARROW, WIDE, FULL = (80, 24), (120, 40), (150, 45)


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
        self.app.post_message(Paste(text))
        await self.settle()

    async def click(self, *where: object, **more: object) -> None:
        await self.pilot.click(*where, **more)
        await self.settle()

    async def settle(self) -> None:
        with suppress(WorkerCancelled):  # one that newer work, or the end of the program, has made needless
            await self.app.workers.wait_for_complete()
        await self.pilot.pause()
        await self.pilot.pause()

    def text(self) -> str:
        """All that is on the screen."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in line) for line in lines)


async def until(pilot: Pilot[None], holds: Callable[[], object]) -> None:
    """Wait for a worker's result; fails when a slow machine has had time enough."""
    for _ in range(1000):
        await pilot.pause(0.02)
        await pilot.pause()
        if holds():
            return
    raise AssertionError("did not happen")


@asynccontextmanager
async def at_work(case: OpenCase, size: tuple[int, int] = NARROW) -> AsyncIterator[Hands]:
    """The program with a case open on a screen of `size`."""
    app = RongcuoApp(lambda: case.casework, case.id)
    async with app.run_test(size=size) as pilot:
        hands = Hands(pilot)
        await pilot.pause()
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen) and app.focused)
        await hands.settle()
        yield hands
