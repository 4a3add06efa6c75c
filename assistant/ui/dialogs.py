"""Small windows that ask one thing: yes or no, a path, one of a few."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalGroup, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from assistant.ui.typeset import Row, Rows

CSS = """
{0} {{
    align: center middle;
    .window {{
        width: 72; max-width: 96%; max-height: 96%;
        border: round $primary; background: $surface; padding: 1 2;
    }}
    .asked {{ text-style: bold; }}
    .told {{ height: auto; max-height: 12; margin-top: 1; }}
    .choices {{ height: auto; align-horizontal: right; margin-top: 1; }}
    .choices Button {{ margin-left: 2; }}
    .refusal {{ text-style: bold; margin-top: 1; display: none; }}
    .refusal.-shown {{ display: block; }}
    Input {{ margin-top: 1; }}
    OptionList {{ margin-top: 1; }}
}}
"""


class Confirm(ModalScreen[bool]):
    """A question in words; the safe answer has the focus and is what Esc gives."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(False)", "取消")]
    DEFAULT_CSS = CSS.format("Confirm")

    def __init__(self, title: str, words: str, yes: str, no: str = "取消") -> None:
        super().__init__()
        self._title, self._words, self._yes, self._no = title, words, yes, no

    def compose(self) -> ComposeResult:
        with VerticalGroup(classes="window"):
            yield Static(Rows(Row(self._title)), classes="asked")
            with VerticalScroll(classes="told", can_focus=False):
                yield Static(Rows(Row(self._words)))
            with Horizontal(classes="choices"):
                yield Button(self._no, id="no")
                yield Button(self._yes, id="yes")

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")


class AskPath(ModalScreen[Path | None]):
    """Asks where a file is, or where to write it; `fault` says why the last path did not do."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(None)", "取消")]
    DEFAULT_CSS = CSS.format("AskPath")

    def __init__(self, title: str, words: str, value: str = "", fault: str = "") -> None:
        super().__init__()
        self._title, self._words, self._value, self._fault = title, words, value, fault

    def compose(self) -> ComposeResult:
        with VerticalGroup(classes="window"):
            yield Static(Rows(Row(self._title)), classes="asked")
            with VerticalScroll(classes="told", can_focus=False):
                yield Static(Rows(Row(self._words)))
            yield Input(self._value, placeholder="文件的路径", select_on_focus=False)
            yield Static(classes="refusal")
            with Horizontal(classes="choices"):
                yield Button("取消", id="no")
                yield Button("确定", id="yes")

    def on_mount(self) -> None:
        self._refuse(self._fault)
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        typed = self.query_one(Input).value.strip().strip("\"'“”")
        if not typed:
            self._refuse("请写明文件的路径。")
            return
        try:
            path = Path(typed).expanduser()
        except RuntimeError:
            self._refuse(f"{typed}：~ 后面不是本机的用户名，请写明文件的路径。")
        else:
            self.dismiss(path)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "yes":
            self._submitted()
        else:
            self.dismiss(None)

    def _refuse(self, fault: str) -> None:
        words = self.query_one(".refusal", Static)
        words.update(Rows(Row(fault)))
        words.set_class(bool(fault), "-shown")


class Choose(ModalScreen[str | None]):
    """One of a few, each an id and a name, `at` highlighted first; Esc chooses none."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(None)", "取消")]
    DEFAULT_CSS = CSS.format("Choose")

    def __init__(self, title: str, choices: Sequence[tuple[str, str]], at: str = "") -> None:
        super().__init__()
        self._title, self._choices, self._at = title, choices, at

    def compose(self) -> ComposeResult:
        with VerticalGroup(classes="window"):
            yield Static(Rows(Row(self._title)), classes="asked")
            yield OptionList(*(Option(Rows(Row(name)), choice) for choice, name in self._choices))

    def on_mount(self) -> None:
        """Stand at the choice that is likeliest."""
        ids = [choice for choice, _ in self._choices]
        self.query_one(OptionList).highlighted = ids.index(self._at) if self._at in ids else 0

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)
