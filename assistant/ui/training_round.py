"""个人练习: one exercise after another, each explained as soon as it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import OptionList, Static

from assistant.domain.fault import Fault
from assistant.domain.training import Exercise, score
from assistant.ui.bars import KeyBar
from assistant.ui.choices import Choices
from assistant.ui.training_words import choices, explained
from assistant.ui.typeset import Row, Rows

if TYPE_CHECKING:
    from assistant.services.training import Session

KEYS = (
    ("数字", "选", ""),
    ("回车", "下一题", "screen.next"),
    ("上下键", "滚动", ""),
    ("Esc", "结束，看成绩", "screen.finish"),
    ("F10", "退出", "app.quit"),
)


class RoundScreen(Screen[None]):
    """The exercises of one round, answered by one person: a digit chooses, Enter goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "next", "下一题"),
        Binding("escape", "finish", "结束"),
    ]
    DEFAULT_CSS = """
    RoundScreen {
        #where { height: 1; padding: 0 1; background: $surface; text-style: bold; }
        #body { padding: 1 2; align-horizontal: center; }
        #body > * { max-width: 96; height: auto; }
        #ask { text-style: bold; margin: 1 0; }
        Choices { height: auto; padding: 0; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._place, self._answered = 0, False

    def compose(self) -> ComposeResult:
        yield Static(id="where", markup=False)
        with VerticalScroll(id="body"):
            yield Static(id="text", markup=False)
            yield Static(id="ask", markup=False)
            yield Choices()
            yield Static(id="told", markup=False)
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        self._show()

    @property
    def exercise(self) -> Exercise:
        """The one that is asked."""
        return self.session.round[self._place]

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index >= 0 and not self._answered:
            self._answer(event.option_index)

    def _answer(self, chosen: int) -> None:
        votes = [int(n == chosen) for n, _ in enumerate(self.exercise.choices)]
        self._answered = True
        try:
            self.session.answer(self.exercise, votes)
        except Fault as error:
            self.notify(str(error), severity="error", timeout=15, markup=False)
        told = self.query_one("#told", Static)
        told.update(explained(self.exercise, chosen))
        told.display, self.query_one(Choices).display = True, False
        body = self.query_one("#body", VerticalScroll)
        body.focus()
        self._head()
        body.call_after_refresh(body.scroll_to_widget, told, animate=False, top=True)

    def action_next(self) -> None:
        """下一题: only after an answer; after the last one, the result."""
        if not self._answered:
            return
        if self._place + 1 == len(self.session.round):
            self.action_finish()
            return
        self._place, self._answered = self._place + 1, False
        self._show()

    def action_finish(self) -> None:
        """结束: what was answered so far; nothing answered leads back."""
        from assistant.ui.training_result import ResultScreen

        if self.session.results:
            self.app.switch_screen(ResultScreen(self.session))
        else:
            self.dismiss()

    def _show(self) -> None:
        """Ask; nothing is chosen, so that Enter alone answers nothing."""
        one, options = self.exercise, self.query_one(Choices)
        self.query_one("#text", Static).update(Rows(Row(one.text)))
        self.query_one("#ask", Static).update(Rows(Row(one.ask)))
        options.show_rows(choices(one), None)
        options.display, self.query_one("#told", Static).display = True, False
        self._head()
        self.query_one("#body", VerticalScroll).scroll_home(animate=False)
        self.set_focus(options, scroll_visible=False)

    def _head(self) -> None:
        found, sitting = score(self.session.of_round), self.session.sitting
        place = f"第{self._place + 1}／{len(self.session.round)}题"
        words = f"{place}　答对{found.correct}／{found.total}　题组{sitting.seed}　{self.session.title}"
        self.query_one("#where", Static).update(Rows(Row(words, lines=1)))
