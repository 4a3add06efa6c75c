"""自拟: a section of the paper in a person's own words, with the generated words one key away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static, TextArea

from assistant.domain.fault import Fault
from assistant.ui.bars import KeyBar
from assistant.ui.drafts import DraftKeeper
from assistant.ui.typeset import Row, Rows

if TYPE_CHECKING:
    from assistant.services.filling import Section
    from assistant.services.open_case import OpenCase

KEYS = (
    ("F5", "保存自拟", "screen.send"),
    ("F6", "恢复生成的文字", "screen.restore"),
    ("F2", "对照生成的文字", "screen.compare"),
    ("Esc", "不改", "screen.leave"),
)
HEADING = "自拟“{}”一段：一行一段，照写的文字进文稿；它所依据的回答改了，复核会提醒。"
KEEP_EVERY = 1.0
"""Seconds between two looks for text that is typed and not kept yet."""


class RewordScreen(Screen[bool]):
    """One section in an editor; gives whether its words were changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f5", "send", "保存自拟", priority=True),
        Binding("f6", "restore", "恢复生成的文字", priority=True),
        Binding("f2", "compare", "对照生成的文字", priority=True),
        Binding("escape", "leave", "不改", priority=True),
    ]
    DEFAULT_CSS = """
    RewordScreen {
        .heading { padding: 0 1; text-style: bold; height: auto; }
        TextArea { height: 1fr; }
        #generated { height: 1fr; display: none; border-top: solid $panel; border-title-color: $primary; padding: 0 1; }
        #generated.-shown { display: block; }
        .refusal { padding: 0 1; height: auto; text-style: bold; display: none; }
        .refusal.-shown { display: block; }
    }
    """

    def __init__(self, case: OpenCase, section: Section) -> None:
        super().__init__()
        self._case, self._section = case, section
        self._field = f"wording.{section.id}"
        self._keeper = DraftKeeper(case)

    def compose(self) -> ComposeResult:
        with Vertical(classes="overlay"):
            yield Static(Rows(Row(HEADING.format(self._section.title))), classes="heading")
            begun = self._case.drafts().get(self._field)
            text = begun or self._section.own or self._section.text
            yield TextArea(text, soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
            with VerticalScroll(id="generated"):
                yield Static(Rows(*map(Row, self._section.text.split("\n"))))
            yield Static(classes="refusal")
            yield KeyBar(KEYS)

    def on_mount(self) -> None:
        self.query_one("#generated").border_title = "生成的文字"
        self.query_one(TextArea).focus()
        self.set_interval(KEEP_EVERY, self._keep)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        own = self._section.own or self._section.text
        self._keeper.typed(self._field, "" if event.text_area.text == own else event.text_area.text)

    def _keep(self) -> None:
        try:
            self._keeper.flush()
        except Fault as error:
            self._refuse(str(error))

    def action_compare(self) -> None:
        """对照: the generated words under the own ones, or away again."""
        self.query_one("#generated").toggle_class("-shown")

    def action_send(self) -> None:
        """Keep what stands in the editor; the generated words themselves are no wording of one's own."""
        text = self.query_one(TextArea).text
        self._change("" if text.strip() == self._section.text.strip() else text)

    def action_restore(self) -> None:
        """Take the own words away."""
        self._change("")

    def action_leave(self) -> None:
        """Leave the section as it was, and forget what was typed."""
        self._keeper.typed(self._field, "")
        self._keep()
        self.dismiss(False)

    def _change(self, text: str) -> None:
        try:
            self._case.reword(self._section, text)
        except Fault as error:
            self._refuse(str(error))
        else:
            self._keeper.dropped([self._field])
            self.dismiss(True)

    def _refuse(self, words: str) -> None:
        refusal = self.query_one(".refusal", Static)
        refusal.update(Rows(Row(words)))
        refusal.add_class("-shown")
