"""培训成绩: bars by kind, by article and item and by person; the next round; a workbook for the trainer."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from assistant.domain.fault import Fault
from assistant.ui.bars import KeyBar
from assistant.ui.derived import file_name
from assistant.ui.training_words import chart
from assistant.ui.typeset import Row, Rows
from assistant.ui.writing import Writing

if TYPE_CHECKING:
    from assistant.services.training import Kept, Session

KEYS = (
    ("N", "下一轮", "screen.next_round"),
    ("C", "本轮／全部", "screen.change"),
    ("E", "导出", "screen.export"),
    ("上下键", "滚动", ""),
    ("Esc", "返回", "screen.close"),
    ("F10", "退出", "app.quit"),
)
EXPORT = "把全部成绩写成 .xlsx 工作簿：按条项、按题型、按人、逐题和讨论记录。"


class ResultScreen(Screen[None]):
    """How this round went; with one key, all that the class has answered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,N", "next_round", "下一轮"),
        Binding("c,C", "change", "本轮／全部"),
        Binding("e,E", "export", "导出"),
        Binding("escape", "close", "返回"),
    ]
    DEFAULT_CSS = """
    ResultScreen {
        #title { height: auto; padding: 0 1; background: $surface; text-style: bold; }
        VerticalScroll { padding: 1 2; align-horizontal: center; }
        #chart { max-width: 96; height: auto; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._all = False

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        with VerticalScroll():
            yield Static(id="chart", markup=False)
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self._show_round()

    def action_change(self) -> None:
        """本轮／全部: all means every result of the class, or of this sitting where the class has no name."""
        self._all = not self._all
        if self._all:
            self._read()
        else:
            self._show_round()

    def action_next_round(self) -> None:
        """下一轮: those missed come first."""
        from assistant.ui.training import screen_of

        self.session.next_round()
        self.app.switch_screen(screen_of(self.session))

    def action_close(self) -> None:
        """Back to the choice of exercises."""
        self.dismiss()

    def action_export(self) -> None:
        """导出: write the workbook."""

        def write(path: Path) -> None:
            self.session.training.save(self.session.all_results().results, path, force=True)

        name = file_name(f"培训成绩 {self.session.sitting.class_name}".strip())
        where = Writing(self.app, "导出成绩", EXPORT, ".xlsx", lambda path: [path], write)
        where.ask(f"~/{name}.xlsx")

    @work(thread=True, exclusive=True, group="read")
    def _read(self) -> None:
        try:
            kept = self.session.all_results()
        except Fault as error:
            self.app.call_from_thread(partial(self.notify, str(error), severity="error", markup=False))
        else:
            self.app.call_from_thread(self._show_all, kept)

    def _show_round(self) -> None:
        here = self.session
        missed = sum(result.missed for result in here.of_round)
        well = "没有答错的" if here.of_round else "还没有答"
        then = f"答错{missed}题，按 N 进下一轮，答错的先来" if missed else f"{well}，按 N 进下一轮"
        self._title(f"本轮成绩　{here.title}　题组{here.sitting.seed}", then)
        self.query_one("#chart", Static).update(chart(here.of_round, here.training.knowledge))

    def _show_all(self, kept: Kept) -> None:
        named = self.session.sitting.class_name
        unread = f"；有{kept.unread}行读不出来，没有计入" if kept.unread else ""
        words = f"班次“{named}”的全部成绩" if named else "这次练习的全部成绩（没有填班次，退出后不保存）"
        self._title(words, f"共{sum(bool(result.total) for result in kept.results)}题次{unread}")
        self.query_one("#chart", Static).update(chart(kept.results, self.session.training.knowledge))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _title(self, *lines: str) -> None:
        self.query_one("#title", Static).update(Rows(*(Row(line, lines=1) for line in lines)))
