"""The terminal program: its screens, its look, and the edge where faults become words."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import events, on, work
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.command import CommandPalette
from textual.screen import Screen
from textual.theme import Theme

from assistant import paths
from assistant.domain.fault import Fault
from assistant.ui.messages import AsideBegun, CaseOpened

if TYPE_CHECKING:
    from assistant.services.casework import Casework
    from assistant.services.open_case import OpenCase
    from assistant.ui.home import HomeScreen

UNKEPT = "程序出错，已经退出；这次自查没有保存，也没有留下记录。"
BROKEN = "程序出错，已经退出；案件里答过的都已保存，可以重新打开。出错的地方记在 {}，请交给维护的人。"
DARK = Theme(
    name="rongcuo-dark",
    primary="#7fb0d8",
    secondary="#8fa7bd",
    accent="#d9b26f",
    warning="#d9b26f",
    error="#e08a80",
    success="#8fbf9a",
    foreground="#dcdfe4",
    background="#15181d",
    surface="#1b1f26",
    panel="#262c36",
    dark=True,
)
LIGHT = Theme(
    name="rongcuo-light",
    primary="#1f5f99",
    secondary="#51677d",
    accent="#8a5a00",
    warning="#8a5a00",
    error="#a6322a",
    success="#2f6b3f",
    foreground="#1f2328",
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e4e1d9",
    dark=False,
)


class RongcuoApp(App[None]):
    """The cases at first, or one of them when its id is given."""

    TITLE = "容错初步建议助手"
    CSS_PATH = "rongcuo.tcss"
    BINDINGS = [
        Binding("f1", "help", "帮助", priority=True),
        Binding("f9", "home", "首页", priority=True),
        Binding("ctrl+f", "reader", "查细则", priority=True),
        Binding("ctrl+q,f10", "quit", "退出", priority=True),
    ]

    def __init__(self, begin: Callable[[], Casework], case: str | None = None) -> None:
        plain = "NO_COLOR" in os.environ
        super().__init__(ansi_color=True if plain else None)
        self._begin, self._case = begin, case
        self._beginning = Lock()
        self._desk: Casework | None = None
        self._at_work: OpenCase | None = None
        """The case that is open."""
        self._held: list[events.Event] | None = None
        """Keys that wait for the next form; None when they go straight on."""
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = "ansi-dark" if plain else DARK.name

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes wait while they are held."""
        typed = isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded
        if self._held is not None and typed:
            self._held.append(event)
        else:
            await super().on_event(event)

    @contextmanager
    def holding_keys(self) -> Iterator[None]:
        """What is typed while one question replaces another goes into the next form."""
        self._held = self._held or []
        try:
            yield
        finally:
            held, self._held = self._held or [], None
            for event in held:
                self.call_later(self.on_event, event)

    @property
    def casework(self) -> Casework:
        """All that is done with cases; begun once, by whoever needs it first, beside the screen."""
        with self._beginning:
            self._desk = self._desk or self._begin()
            return self._desk

    def get_default_screen(self) -> Screen[None]:
        """The list of cases, or an empty screen under the case that is opened at once."""
        return super().get_default_screen() if self._case else self._home()

    def on_mount(self) -> None:
        """Show something at once; what takes time is loaded after that."""
        if self._case:
            self.call_after_refresh(self._load, self._case)

    @on(CaseOpened)
    def _case_opened(self, event: CaseOpened) -> None:
        self._load(event.case_id)

    @on(AsideBegun)
    def _aside_begun(self, event: AsideBegun) -> None:
        self._load(event.mode, aside=True)

    @work(thread=True, exclusive=True, group="load")
    def _load(self, ref: str, aside: bool = False) -> None:
        """Open a case beside the screen, then show it; a case file is taken in first."""
        try:
            case = self.casework.aside(ref) if aside else self.casework.bring(ref)
            case.view()
        except Fault as error:
            self.call_from_thread(self._refuse, str(error))
        else:
            self.call_from_thread(self._show_case, case)

    def _show_case(self, case: OpenCase) -> None:
        from assistant.ui.interview import InterviewScreen

        self._clear()
        self._at_work = case
        self.push_screen(InterviewScreen(case))

    def _refuse(self, words: str) -> None:
        if len(self.screen_stack) == 1:
            self.exit(return_code=2, message=Text(words))
        else:
            self.notify(words, title="打不开", severity="error", timeout=15, markup=False)

    def _clear(self) -> None:
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_home(self) -> None:
        """首页: the list of cases."""
        if not isinstance(self.screen, _home_screen()):
            self._leave(lambda *done: self._soon(self._show_home, *done))

    async def action_quit(self) -> None:
        """退出: at once, or after asking what becomes of what is not kept."""
        self._leave(lambda said, *_: self.exit(message=Text(said) if said else None))

    @property
    def _unkept(self) -> OpenCase | None:
        """The case that is open, where it is in memory alone."""
        return self._at_work if self._at_work and not self._at_work.kept else None

    def _leave(self, leave: Callable[..., object]) -> None:
        """Leave what is open, with what is to be said; what would be lost is kept, or asked about, first."""
        careful = (getattr(screen, "before_leaving", None) for screen in self.screen_stack)
        if before := next(filter(None, careful), None):
            before(partial(leave, ""))
        elif self._unkept:
            from assistant.ui.leaving import leave as ask_first

            ask_first(self, self._unkept, leave)
        else:
            leave("")

    def _show_home(self, said: str, kept: str | None = None) -> None:
        self._at_work = None
        self._clear()
        if not isinstance(self.screen, _home_screen()):
            self.push_screen(self._home())
        self.screen.post_message(_home_screen().Done(said, kept))

    def _home(self) -> Screen[None]:
        return _home_screen()(lambda: self.casework)

    def action_help(self) -> None:
        """帮助: over whatever is shown."""
        from assistant.ui.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.pop_screen()
        else:
            at_work = self._at_work
            own = at_work is not None and at_work.interview.dialogue.own
            self._soon(self.push_screen, HelpScreen(own, self._unkept is None))

    def action_reader(self) -> None:
        """细则: over whatever is shown, at the article that it is about."""
        from assistant.ui.reader import ReaderScreen

        if isinstance(self.screen, ReaderScreen):
            self.screen.action_find()
        else:
            about = (getattr(screen, "about", "") for screen in reversed(self.screen_stack))
            at = next(filter(None, about), "")
            self._soon(self.push_screen, ReaderScreen(lambda: self.casework, at))

    def action_command_palette(self) -> None:
        """The palette, asked for in Chinese."""
        if not CommandPalette.is_open(self):
            self._soon(
                self.push_screen, CommandPalette(placeholder="输入命令的名称…", id="--command-palette")
            )

    def _soon(self, act: Callable[..., object], *given: object) -> None:
        """Act once the present screen is drawn as it now is; what it just removed is not drawn again."""

        def now() -> None:
            act(*given)

        self.screen.call_after_refresh(now)

    def action_help_quit(self) -> None:
        """Ctrl+C copies; say how to quit instead."""
        rest = "这次自查没有保存，退出前会问" if self._unkept else "案件里答过的都已保存"
        self.notify(f"退出请按 F10 或 Ctrl+Q；{rest}。", markup=False)

    def action_light(self) -> None:
        """Change between the dark and the light look."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def _fatal_error(self) -> None:
        """The outer edge: what went wrong in a sentence; its traceback in a file, not on the screen."""
        error = self._exception
        self._exit_renderables.append(Text(str(error) if isinstance(error, Fault) else self._broken(error)))
        self._close_messages_no_wait()

    def _broken(self, error: BaseException | None) -> str:
        """What is said of a broken program; of what is in memory alone nothing is written down."""
        return UNKEPT if self._unkept else BROKEN.format(_record(error))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The commands of the palette: those of the screen, then those of the program."""
        for name, words, action in getattr(screen, "COMMANDS_HERE", ()):
            yield SystemCommand(name, words, lambda action=action: screen.run_action(action))
        yield SystemCommand("帮助（F1）", "按键和用法", self.action_help)
        yield SystemCommand("查细则（Ctrl+F）", "条文、附件，按目录看或按词句查", self.action_reader)
        yield SystemCommand("首页（F9）", "案件列表", self.action_home)
        yield SystemCommand("深色／浅色", "换一种底色", self.action_light)
        yield SystemCommand("退出（F10）", "没有保存的自查，先问怎样办", self.action_quit)


def _home_screen() -> type[HomeScreen]:
    from assistant.ui.home import HomeScreen

    return HomeScreen


def _record(error: BaseException | None) -> Path:
    """Write down where the program broke; no answer of a case is in it."""
    place = paths.user_data() / "程序出错.txt"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return place


def run(begin: Callable[[], Casework], case: str | None = None) -> int:
    """Run the terminal program until it is left; the exit code."""
    app = RongcuoApp(begin, case)
    app.run()
    return 2 if app.return_code else 0
