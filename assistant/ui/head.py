"""The first line of a case: what it is called, and its deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from assistant.ui.derived import deadline_words
from assistant.ui.typeset import Row, Rows, day

if TYPE_CHECKING:
    from assistant.services.deadlines import DeadlineNow
    from assistant.services.open_case import View


UNKEPT = "未保存"
ROOM = 110
"""Cells from which both readings of the deadline have room."""


class CaseHead(Horizontal):
    """Title at the left, deadline at the right."""

    def compose(self) -> ComposeResult:
        yield Static("", id="title", markup=False)
        yield Static("", id="deadline", markup=False)

    _view: View | None = None

    def on_resize(self) -> None:
        """Say more where there is room."""
        if self._view:
            self.show(self._view)

    def show(self, view: View) -> None:
        """Write both anew."""
        self._view = view
        limit = (
            "建议期限："
            + deadline_words(view.deadline)
            + (other_reading(view.deadline) if self.size.width >= ROOM else "")
        )
        words = limit if view.kept else "　".join([UNKEPT, *([limit] if view.deadline else [])])
        self.query_one("#title", Static).update(Rows(Row(view.title, lines=1)))
        self.query_one("#deadline", Static).update(Rows(Row(words)))


def other_reading(deadline: DeadlineNow | None) -> str:
    """The last day by the other reading of 第十二条, where the date of 充分沟通 is known."""
    other = deadline.limit.other if deadline else None
    return f"；自充分沟通次日起算为{day(other.due)}" if other else ""
