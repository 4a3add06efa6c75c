"""案件: the cases of the store, and what can be done with each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from assistant.domain.fault import Fault
from assistant.ui.bars import KeyBar
from assistant.ui.derived import deadline_words, file_name
from assistant.ui.dialogs import AskPath, Choose, Confirm
from assistant.ui.messages import AsideBegun, CaseOpened
from assistant.ui.typeset import Row, Rows, clip
from assistant.ui.writing import Writing

if TYPE_CHECKING:
    from assistant.services.casework import CaseLine, Casework
    from assistant.services.open_case import OpenCase

KEYS = (
    ("回车", "打开", "screen.open"),
    ("N", "新建", "screen.new"),
    ("S", "自查", "screen.self_check"),
    ("A", "同案人", "screen.another"),
    ("D", "删除", "screen.delete"),
    ("I", "导入", "screen.import"),
    ("E", "导出", "screen.export"),
    ("X", "细则", "app.reader"),
    ("T", "培训", "screen.training"),
    ("F1", "帮助", "app.help"),
    ("F10", "退出", "app.quit"),
)
NAME = "容错初步建议助手"
NOTICE = """\
不得在未经批准的设备上录入涉密内容。
依据是2019年11月15日印发的《实施细则（试行）》，引用前请核对现行有效文本。"""
LEFT_OUT = 2
"""How many faulty lists the screen has room to name."""
MORE = "有毛病没有采用的清单共{}份，用 rongcuo lists 查看全部。"
READING = "正在读取案件…"
NONE = "还没有案件"
EMPTY = """\
本程序一问一答，把事实写成容错初步建议，并指出还缺什么；判断由党委（党组）作。
按 N 新建案件，照着问题回答；可以随时停下，答过的都已保存，下次接着答。
干部想对照一下自己的事，按 S 个人自查；不选择保存，就什么也不留下。

第一次使用：按 F1 看按键和用法；已有案件文件的，按 I 导入。"""
ANOTHER = """\
另建一个案件，写同一件事里的另一个人。

带过去：案件简称、单位、党委（党组）名称、承办单位、责任追究事由、通知和沟通日期、主要事实、起止日期、影响和损失、证据清单。
不带：姓名等个人情况、职责和责任、违反的规定、六个方面的判断、条件、情形、红线、一贯表现、补救和纠错、容错建议。这些因人而异，要重新回答。"""
IMPORT = "案件文件是本程序导出的 .json 文件。导入后成为一个新的案件，不改动已有的案件。"


class HomeScreen(Screen[None]):
    """The first screen: a list of cases, each a key away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,N", "new", "新建"),
        Binding("s,S", "self_check", "个人自查"),
        Binding("a,A", "another", "同案另一人"),
        Binding("d,D,delete", "delete", "删除"),
        Binding("i,I", "import", "导入"),
        Binding("e,E", "export", "导出"),
        Binding("x,X", "app.reader", "细则"),
        Binding("t,T", "training", "培训"),
    ]
    DEFAULT_CSS = """
    HomeScreen {
        #name { text-style: bold; padding: 1 1 0 1; }
        #count { color: $text-muted; padding: 0 1 1 1; }
        #cases { height: 1fr; border: none; padding: 0 1; background: $background; }
        #instead { height: 1fr; padding: 0 1; max-width: 92; display: none; }
        #notice { height: auto; padding: 0 1; border-top: solid $panel; color: $text-muted; }
        &.-empty #cases { display: none; }
        &.-empty #instead { display: block; }
    }
    """

    @dataclass
    class _Read(Message):
        """What was read: the cases with the titles of their interviews."""

        rows: list[tuple[CaseLine, str]]
        left_out: list[str]
        """The user's own lists that are faulty, each with what to do."""

    @dataclass
    class Done(Message):
        """Something was done to the store, or to the case `at`."""

        words: str = ""
        at: str | None = None

    @dataclass
    class _Failed(Message):
        """Something was not done; `again` asks once more for a path."""

        fault: str
        again: Callable[[str], None] | None = None

    def __init__(self, begin: Callable[[], Casework]) -> None:
        super().__init__()
        self._desk = begin
        self.rows: list[tuple[CaseLine, str]] = []
        self._titles: dict[str, str] = {}
        self._own: set[str] = set()
        """The interviews in which the cadre concerned answers."""
        self._ready = self._busy = False
        self._at: str | None = None
        """The case to stand at once it is read."""

    def compose(self) -> ComposeResult:
        yield Static(NAME, id="name", markup=False)
        yield Static(READING, id="count", markup=False)
        yield OptionList(id="cases", markup=False)
        yield Static(id="instead", markup=False)
        yield Static(Rows(*map(Row, NOTICE.split("\n"))), id="notice")
        yield KeyBar(KEYS)

    @cached_property
    def casework(self) -> Casework:
        """All that is done with cases; begun beside the screen, when the list is read."""
        return self._desk()

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Read the cases again, beside the screen."""
        self._read()

    @work(thread=True, exclusive=True, group="read")
    def _read(self) -> None:
        """The list, read where it blocks nothing; the store is opened here for the first time."""
        worker = get_current_worker()
        try:
            lines, library = self.casework.cases(), self.casework.library
            dialogues = {mode: library.dialogue(mode) for mode in library.modes()}
            left_out = library.lists().left_out
            self._titles = {mode: dialogue.title for mode, dialogue in dialogues.items()}
            self._own = {mode for mode, dialogue in dialogues.items() if dialogue.own}
        except Fault as error:
            self.post_message(self._Failed(str(error)))
            return
        if not worker.is_cancelled:
            rows = [(line, self._titles.get(line.mode, line.mode)) for line in lines]
            self.post_message(self._Read(rows, left_out))

    @on(_Read)
    def _listed(self, message: _Read) -> None:
        cases = self.query_one(OptionList)
        at, place = self._at or self._here(), cases.highlighted or 0
        self.rows, self._ready = message.rows, True
        cases.set_options(Option(_line(line, interview), line.id) for line, interview in self.rows)
        ids = [line.id for line, _ in self.rows]
        if ids:
            cases.highlighted = ids.index(at) if at in ids else min(place, len(ids) - 1)
        if self._at in ids:
            self._at = None
        self._tell(f"{len(ids)}个案件，最近改动的在前" if ids else NONE, "" if ids else EMPTY)
        faulty = message.left_out[:LEFT_OUT]
        more = [MORE.format(len(message.left_out))] if len(message.left_out) > LEFT_OUT else []
        self.query_one("#notice", Static).update(Rows(*map(Row, [*faulty, *more, *NOTICE.split("\n")])))

    @on(Done)
    def _done(self, message: Done) -> None:
        self._busy = False
        if message.words:
            self.notify(message.words, markup=False)
        self._at = message.at
        self._read()

    @on(_Failed)
    def _failed(self, message: _Failed) -> None:
        self._busy = False
        if message.again:
            message.again(message.fault)
        elif self._ready:
            self.notify(message.fault, severity="error", timeout=15, markup=False)
        else:
            self._tell("案件没有读出来", message.fault)

    @on(OptionList.OptionSelected, "#cases")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id and not self._busy:
            self.post_message(CaseOpened(event.option_id))

    def action_open(self) -> None:
        """打开: the highlighted case."""
        self.query_one(OptionList).action_select()

    def action_new(self) -> None:
        """新建: begin an empty case; asks which interview where there are several."""
        offered = [(mode, title) for mode, title in self._titles.items() if mode not in self._own]
        if len(offered) > 1:
            self.app.push_screen(Choose("新建哪一种？", offered), self._begin)
        else:
            self._begin(next((mode for mode, _ in offered), None))

    def action_self_check(self) -> None:
        """个人自查: begin one in memory alone."""
        if self._ready and not self._busy:
            for mode in sorted(self._own)[:1]:
                self.post_message(AsideBegun(mode))

    def action_another(self) -> None:
        """同案另一人: a new case with what the persons of one matter share."""
        case_id = self._here()
        if case_id:
            ask = Confirm(f"同案另一人：{self._title()}", ANOTHER, "新建")
            make = partial(self._open, partial(self.casework.another, case_id))
            self.app.push_screen(ask, lambda yes: self._start(make) if yes else None)

    def action_delete(self) -> None:
        """删除: take a case away for good, after asking."""
        case_id, title = self._here(), self._title()
        if case_id:
            words = f"“{title}”的全部回答和记录都会删除，不能恢复。\n需要留底的，先按 E 导出。"
            ask = Confirm("删除这个案件？", words, "删除", "不删除")
            delete = partial(self._delete, case_id, title)
            self.app.push_screen(ask, lambda yes: self._start(delete) if yes else None)

    def action_import(self, value: str = "", fault: str = "") -> None:
        """导入: take a case file in as a new case."""
        if self._ready:
            ask = AskPath("导入案件文件", IMPORT, value, fault)
            self.app.push_screen(ask, lambda path: self._start(partial(self._import, path)) if path else None)

    def action_export(self) -> None:
        """导出: write the case file of a case."""
        case_id, title = self._here(), self._title()
        if case_id is None:
            return

        def write(path: Path) -> None:
            from assistant.services.files import write_atomic

            write_atomic(path, self.casework.export(case_id).encode(), force=True)

        words = f"把“{title}”的全部回答写成一个文件，可以留底，也可以在别的电脑上导入。"
        where = Writing(self.app, "导出案件文件", words, ".json", lambda path: [path], write)
        where.ask(f"~/{file_name(title)}.json")

    def action_training(self) -> None:
        """培训: exercises on the 细则, for one person or a class."""
        from assistant.ui.training import TrainingScreen

        if self._ready:
            self.app.push_screen(TrainingScreen(self.casework))

    def _begin(self, mode: str | None) -> None:
        if mode:
            self._start(partial(self._open, partial(self.casework.new, mode)))

    def _start(self, act: Callable[[], None]) -> None:
        """Do one thing beside the screen; a second one waits for people to ask again."""
        if self._ready and not self._busy:
            self._busy = True
            self._run(act)

    @work(thread=True, group="act")
    def _run(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Fault as error:
            self.post_message(self._Failed(str(error)))

    def _open(self, make: Callable[[], OpenCase]) -> None:
        case = make()
        self.post_message(self.Done(at=case.id))
        self.post_message(CaseOpened(case.id))

    def _delete(self, case_id: str, title: str) -> None:
        self.casework.delete(case_id)
        self.post_message(self.Done(f"已删除“{title}”。"))

    def _import(self, path: Path) -> None:
        try:
            case_id = self.casework.import_file(path)
        except Fault as error:
            self.post_message(self._Failed(str(error), partial(self.action_import, str(path))))
        else:
            said = [
                "已导入，在列表最前面；按回车打开。",
                *self.casework.absent(self.casework.open(case_id).interview.answers),
            ]
            self.post_message(self.Done("".join(said), case_id))

    def _here(self) -> str | None:
        option = self.query_one(OptionList).highlighted_option
        return option.id if option else None

    def _title(self) -> str:
        here = self._here()
        return clip(next((line.title for line, _ in self.rows if line.id == here), ""), 60)

    def _tell(self, count: str, instead: str) -> None:
        """The line above the list, and words instead of the list where there is none."""
        self.query_one("#count", Static).update(count)
        self.query_one("#instead", Static).update(Rows(*map(Row, instead.split("\n"))))
        self.set_class(bool(instead), "-empty")
        if not instead and self.focused is None:
            self.query_one(OptionList).focus()


def _line(line: CaseLine, interview: str) -> Table:
    """What the case is about and whose it is; beside it the deadline and the last change."""
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column(width=31, no_wrap=True, overflow="ellipsis")
    whose = clip(interview if line.damaged else f"{line.person or '当事人未填'}　{interview}", 200)
    limit = "" if line.damaged else deadline_words(line.deadline)
    table.add_row(Text(clip(line.title, 200), "bold"), Text(limit))
    table.add_row(Text(whose, "dim"), Text(f"改于 {line.updated[:16].replace('T', ' ')}", "dim"))
    return table
