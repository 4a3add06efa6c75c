"""集体讨论: an exercise in large words for a projector, votes by count, the answer, a note of what was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Static

from assistant.domain.exercises import MOST
from assistant.domain.fault import Fault
from assistant.domain.training import KINDS, Exercise
from assistant.ui.bars import KeyBar
from assistant.ui.dialogs import Confirm
from assistant.ui.fields import PlainInput
from assistant.ui.training_words import asked, heading, large, revealed
from assistant.ui.typeset import Row, Rows

if TYPE_CHECKING:
    from assistant.services.training import Session

COUNTED = "各选项的人数，回车到下一格；空着是0。最后一格回车，揭晓。"
NOTED = "讨论记录（可空），回车到下一题。"
NOT_A_COUNT = "人数要写成数字，如 12。"
LOST = ("这一题填了人数，还没有揭晓", "现在离开，这一题的人数不计入成绩。", "离开", "接着填")
KEYS = (
    ("回车", "往下", "screen.on"),
    ("PgUp PgDn", "翻看", ""),
    ("Esc", "结束，看成绩", "screen.finish"),
    ("F10", "退出", "app.quit"),
)


class GroupScreen(Screen[None]):
    """The exercises of one round, put to a class."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "finish", "结束"),
        Binding("pageup", "scroll(-1)", "往上翻"),
        Binding("pagedown", "scroll(1)", "往下翻"),
    ]
    DEFAULT_CSS = """
    GroupScreen {
        #body { align-horizontal: center; padding: 1 2; }
        #large { width: 100%; max-width: 64; padding: 0 4; height: auto; }
        #strip { height: 2; padding: 0 1; background: $surface; }
        #strip Horizontal { height: 1; }
        #strip .number { width: 3; text-align: right; }
        #strip .count { width: 6; margin-left: 1; }
        #note { width: 1fr; }
        #told { height: 1; }
        #ends { dock: bottom; height: 3; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._place = 0
        self._votes: list[int] | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="body", can_focus=False):
            yield Static(id="large", markup=False)
        with VerticalScroll(id="ends", can_focus=False):
            yield Static(id="told", markup=False)
            with Horizontal(id="strip"):
                for n in range(1, MOST + 1):
                    yield Static(f"{n}", classes="number", markup=False)
                    count = PlainInput("")
                    count.add_class("count")
                    count.max_length = 4
                    yield count
                note = PlainInput("")
                note.id = "note"
                yield note
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        self._ask()

    def on_resize(self) -> None:
        """Fold the words anew."""
        self._write()

    @property
    def exercise(self) -> Exercise:
        """The one that is put to the class."""
        return self.session.round[self._place]

    @property
    def counts(self) -> list[PlainInput]:
        """The fields that count votes."""
        return list(self.query(".count").results(PlainInput))[: len(self.exercise.choices)]

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_on()

    def action_on(self) -> None:
        """往下: the next count, the answer, or the next exercise."""
        if self._votes is not None:
            self._go_on()
            return
        counts = self.counts
        place = next((n for n, one in enumerate(counts) if one.has_focus), len(counts) - 1)
        if place + 1 < len(counts):
            counts[place + 1].focus()
        else:
            self._reveal()

    def _reveal(self) -> None:
        typed = [one.value.strip() or "0" for one in self.counts]
        wrong = next((n for n, words in enumerate(typed) if not words.isdecimal()), None)
        if wrong is not None:
            self._tell(f"× {NOT_A_COUNT}")
            self.counts[wrong].focus()
            return
        self._votes = [int(words) for words in typed]
        self._keep(self._votes)
        self._fields()
        self._write()
        self.query_one("#note", PlainInput).focus()

    def _go_on(self) -> None:
        self._keep_note()
        if self._place + 1 == len(self.session.round):
            self._leave()
        else:
            self._place += 1
            self._ask()

    def action_finish(self) -> None:
        """结束: what was voted so far; nothing voted leads back."""
        self.before_leaving(self._leave)

    def before_leaving(self, leave: Callable[[], object]) -> None:
        """Leave once the note that stands in the field is kept; counts that are not revealed are asked about first."""
        if self._votes is not None:
            if self._keep_note():
                leave()
        elif not any(one.value.strip() for one in self.counts):
            leave()
        elif not isinstance(self.app.screen, Confirm):
            self.app.push_screen(Confirm(*LOST), lambda yes: leave() if yes else None)

    def action_scroll(self, pages: int) -> None:
        """Turn the large words over, while a field has the focus."""
        body = self.query_one("#body", VerticalScroll)
        body.scroll_relative(y=pages * max(1, body.size.height - 2), animate=False)

    def _leave(self) -> None:
        from assistant.ui.training_result import ResultScreen

        if self.session.results:
            self.app.switch_screen(ResultScreen(self.session))
        else:
            self.dismiss()

    def _keep_note(self) -> bool:
        """Keep the note once; whether it is where it belongs."""
        field = self.query_one("#note", PlainInput)
        note, field.value = field.value.strip(), ""
        return not note or self._keep((), note)

    def _keep(self, votes: list[int] | tuple[()], note: str = "") -> bool:
        try:
            self.session.answer(self.exercise, votes, note)
        except Fault as error:
            self.notify(str(error), severity="error", timeout=15, markup=False)
            return False
        return True

    def _ask(self) -> None:
        self._votes = None
        for field in self.query(PlainInput):
            field.value = ""
        self._fields()
        self._write()
        self.counts[0].focus()

    def _fields(self) -> None:
        """The fields of this step: a count for each choice, or the note."""
        voting, offered = self._votes is None, len(self.exercise.choices)
        for kind in (".number", ".count"):
            for n, one in enumerate(self.query(kind)):
                one.display = voting and n < offered
        self.query_one("#note").display = not voting
        self._tell(COUNTED if voting else NOTED)

    def _write(self) -> None:
        one, votes = self.exercise, self._votes
        rows = asked(one) if votes is None else revealed(one, votes)
        title = f"第{self._place + 1}题 共{len(self.session.round)}题 {KINDS[one.kind]}"
        shown = self.query_one("#large", Static)
        shown.update(large((heading(title), *rows), shown.content_size.width or 56))
        self.query_one("#body", VerticalScroll).scroll_home(animate=False)

    def _tell(self, words: str) -> None:
        self.query_one("#told", Static).update(Rows(Row(words, lines=1)))
