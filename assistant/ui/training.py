"""培训: choose a set of exercises, how many, for whom, and whether each answers alone or the class together."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalGroup
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static

from assistant.domain.fault import Fault
from assistant.domain.training import Sitting
from assistant.ui.bars import KeyBar
from assistant.ui.choices import Choices
from assistant.ui.fields import PlainInput
from assistant.ui.typeset import Row, Rows

if TYPE_CHECKING:
    from assistant.services.casework import Casework
    from assistant.services.training import Session, Shelf

KEYS = (
    ("回车", "选定，到下一格", ""),
    ("Esc", "返回", "screen.close"),
    ("F1", "帮助", "app.help"),
    ("F10", "退出", "app.quit"),
)
READING = "正在读取练习…"
WAYS = ("个人练习", "集体讨论（投影，大字）")
USUAL_COUNT = "10"
LONGEST = 9999
FIELDS = (
    ("count", "题数", f"空着是{USUAL_COUNT}"),
    ("seed", "题组号", "同号同题；空着随机"),
    ("class", "班次", "可空；不填不保存"),
    ("person", "姓名", "可空；不填不记名"),
)


class TrainingScreen(Screen[None]):
    """What to practise; by keyboard alone from top to bottom."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "返回")]
    DEFAULT_CSS = """
    TrainingScreen {
        #title { height: 1; padding: 0 1; background: $surface; text-style: bold; }
        #sets { height: 1fr; padding: 0 1; margin-top: 1; }
        #about { height: 2; padding: 0 1; color: $text-muted; }
        #form { height: auto; padding: 0 1; border-top: solid $panel; }
        .line { height: 1; }
        .line .name { width: 7; color: $primary; }
        .line Input { width: 1fr; margin-right: 2; }
        #ways { margin-top: 1; }
        #ways { height: auto; padding: 0; }
        .fault { height: auto; display: none; }
        .fault.-shown { display: block; }
    }
    """

    def __init__(self, casework: Casework) -> None:
        super().__init__()
        self.casework = casework
        self._shelf: Shelf | None = None
        self._busy = False

    def compose(self) -> ComposeResult:
        yield Static("培训：先选一套练习", id="title", markup=False)
        yield _list("sets")
        yield Static(READING, id="about", markup=False)
        with VerticalGroup(id="form"):
            for pair in (FIELDS[:2], FIELDS[2:]):
                with Horizontal(classes="line"):
                    for name, words, hint in pair:
                        yield Static(words, classes="name", markup=False)
                        yield _field(name, hint)
            yield _list("ways")
            yield Static(classes="fault", markup=False)
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        ways = self.query_one("#ways", Choices)
        ways.show_rows([(str(n), Rows(Row(way, f"{n} "))) for n, way in enumerate(WAYS, 1)], 0)
        self.query_one("#sets", Choices).focus()
        self._read()

    @work(thread=True, group="read")
    def _read(self) -> None:
        try:
            shelf = self.casework.training.shelf()
        except Fault as error:
            self.app.call_from_thread(self._refuse, str(error))
        else:
            self.app.call_from_thread(self._list, shelf)

    def _list(self, shelf: Shelf) -> None:
        self._shelf = shelf
        rows = [
            (name, Rows(Row(one.title, f"{n:>2} "))) for n, (name, one) in enumerate(shelf.sets.items(), 1)
        ]
        self.query_one("#sets", Choices).show_rows(rows, 0)
        if shelf.faults:
            more = f"（共{len(shelf.faults)}处毛病，用 rongcuo lint 查看全部）" if shelf.faults[1:] else ""
            self._refuse(f"自己的练习没有全部列出：{shelf.faults[0]}{more}")

    @on(OptionList.OptionHighlighted, "#sets")
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self._shelf and event.option_id:
            self.query_one("#about", Static).update(
                Rows(Row(self._shelf.sets[event.option_id].about, lines=2))
            )

    @on(OptionList.OptionSelected, "#sets")
    def _set_chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index >= 0:
            self.query_one("#count").focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    @on(OptionList.OptionSelected, "#ways")
    def _way_chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen, count = (
            self.query_one("#sets", Choices).highlighted_option,
            self._typed("count") or USUAL_COUNT,
        )
        if event.option_index < 0 or self._busy or chosen is None or chosen.id is None:
            return
        if not (count.isdecimal() and 1 <= int(count) <= LONGEST):
            self._refuse(f"题数要写成1至{LONGEST}的整数，如 {USUAL_COUNT}。")
            self.query_one("#count").focus()
            return
        self._busy = True
        named = {"class_name": self._typed("class"), "name": self._typed("person")}
        self._begin(Sitting(chosen.id, self._typed("seed"), int(count), event.option_index == 1, **named))

    @work(thread=True, group="begin")
    def _begin(self, sitting: Sitting) -> None:
        try:
            session = self.casework.training.begin(sitting)
        except Fault as error:
            self.app.call_from_thread(self._refuse, str(error))
        else:
            self.app.call_from_thread(self._open, session)

    def _open(self, session: Session) -> None:
        self._refuse("")
        self.app.push_screen(screen_of(session))

    def action_close(self) -> None:
        """Back to the cases."""
        self.dismiss()

    def _typed(self, field: str) -> str:
        return self.query_one(f"#{field}", PlainInput).value.strip()

    def _refuse(self, words: str) -> None:
        """Say what is wrong, or that nothing is."""
        self._busy = False
        fault = self.query_one(".fault", Static)
        fault.update(Rows(Row(words, "× ")) if words else "")
        fault.set_class(bool(words), "-shown")


def screen_of(session: Session) -> Screen[None]:
    """The screen on which a round of this sitting is answered."""
    from assistant.ui.training_group import GroupScreen
    from assistant.ui.training_round import RoundScreen

    return GroupScreen(session) if session.sitting.group else RoundScreen(session)


def _list(id: str) -> Choices:
    found = Choices()
    found.id = id
    return found


def _field(id: str, hint: str) -> PlainInput:
    found = PlainInput("", hint)
    found.id = id
    return found
