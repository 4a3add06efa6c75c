"""问答: the transcript, the question that is asked now, and the panes beside them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from assistant.ui.article import ArticlePane
from assistant.ui.ask import QuestionBlock, asked
from assistant.ui.outline import Outline
from assistant.ui.transcript import Transcript
from assistant.ui.typeset import Row, Rows

if TYPE_CHECKING:
    from assistant.domain.dialogue import Field, Question
    from assistant.domain.interview import Interview
    from assistant.services.open_case import OpenCase, View


class Talk(Horizontal):
    """The page of questions and answers; which panes are seen is for the width to say."""

    def __init__(self) -> None:
        super().__init__(id="talk")
        self.outline, self.transcript = Outline(), Transcript()
        self.block, self.article = QuestionBlock(), ArticlePane()

    def compose(self) -> ComposeResult:
        yield self.outline
        with Vertical(id="main"):
            yield Static("", id="place", markup=False)
            yield self.transcript
            yield self.block
        yield self.article

    async def show(self, view: View, case: OpenCase) -> bool:
        """Bring all up to date; whether another form than before stands there now."""
        self.query_one("#place", Static).update(Rows(Row(place(view))))
        self.outline.show(view)
        fresh = await self._ask(view, case)
        self.transcript.show(view)
        return fresh

    async def _ask(self, view: View, case: OpenCase) -> bool:
        if view.current is None:
            await self.block.end(gaps(case.interview), view.own)
            return True
        now = asked(case, view.current)
        if self.block.asks(now):
            return False
        await self.block.ask(now)
        return True


def gaps(interview: Interview) -> list[tuple[str, str]]:
    """What is still to be answered, (question id, label); a label that several questions use names its question."""
    used = Counter(label for q in interview.path for label in {field.label for field in q.fields})
    return [(q.id, _called(q, f, used[f.label])) for q in interview.path for f in interview.gaps(q)]


def _called(question: Question, field: Field, used: int) -> str:
    heading = question.heading.partition("：")[0]
    return f"{heading}·{field.label}" if used > 1 and heading else field.label


def place(view: View) -> str:
    """Where the interview stands: the section, and the question's number in it."""
    if view.current is None:
        return "问答　已问完"
    number, of = view.place
    return f"{view.section}　第 {number}／{of} 问"
