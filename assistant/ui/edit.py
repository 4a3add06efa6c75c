"""An earlier question over the present one: its answer is changed in place, and nothing moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from assistant.domain.fault import Fault
from assistant.ui.ask import QuestionBlock, asked
from assistant.ui.bars import KeyBar
from assistant.ui.drafts import DraftKeeper
from assistant.ui.head import UNKEPT
from assistant.ui.messages import Answered, Skipped, Typed

if TYPE_CHECKING:
    from assistant.services.open_case import OpenCase

KEYS = (
    ("F5", "保存", "screen.send"),
    ("Esc", "不改，回到当前一问", "screen.dismiss(False)"),
)
HEADING = "修改前面的回答；保存后回到当前一问"


class EditScreen(Screen[bool]):
    """One earlier question with its answer in the form; gives whether it was changed."""

    BINDINGS = [
        Binding("escape", "dismiss(False)", "不改", priority=True),
        Binding("ctrl+s,f5", "send", "保存", priority=True),
    ]

    def __init__(self, case: OpenCase, keeper: DraftKeeper, question_id: str) -> None:
        super().__init__()
        self._case, self._keeper = case, keeper
        self._question = case.interview.question(question_id)

    def compose(self) -> ComposeResult:
        with Vertical(classes="overlay"):
            unkept = "" if self._case.kept else UNKEPT + "　"
            yield Static(unkept + HEADING, classes="heading", markup=False)
            yield QuestionBlock((("保存", "screen.send"), ("不改", "screen.dismiss(False)")), keep=0)
            yield KeyBar(KEYS)

    async def on_mount(self) -> None:
        await self.query_one(QuestionBlock).ask(asked(self._case, self._question))

    @property
    def about(self) -> str:
        """The article that the question comes from."""
        return self._question.article

    def action_send(self) -> None:
        """Write what stands in the form."""
        self.query_one(QuestionBlock).send()

    @on(Answered)
    def _answered(self, event: Answered) -> None:
        event.stop()
        try:
            self._keeper.submit(event.question_id, event.raw)
        except Fault as error:
            self.query_one(QuestionBlock).refuse(str(error))
        else:
            self.dismiss(True)

    @on(Typed)
    def _typed(self, event: Typed) -> None:
        event.stop()
        self.query_one(QuestionBlock).refuse("")
        self._keeper.typed(event.field_id, event.draft)

    @on(Skipped)
    def _skipped(self, event: Skipped) -> None:
        event.stop()
        self.dismiss(False)
