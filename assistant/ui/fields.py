"""The fields of a question form: what all have in common, and those in which text is typed."""

from __future__ import annotations

import json
from abc import abstractmethod
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Input, Static, TextArea

from assistant.domain.dialogue import Field
from assistant.domain.reading import AnswerError, parse, parse_date
from assistant.ui.messages import FieldDone, Typed
from assistant.ui.typeset import visible, weekday

BLANK = 12
"""Underscores that show an empty line where there is no colour."""
LARGEST = 8
"""Lines of a text area where there is room."""
PLACEHOLDERS = {"date": "如 2026-09-28", "month": "如 1978-05"}


@dataclass(frozen=True)
class Given:
    """What a field begins with: the present answer or a proposal, and text that was typed but not sent."""

    value: Any = None
    draft: Any = field(default=None, compare=False)
    proposed: bool = False
    """Whether `value` is another answer, offered to confirm or change."""

    @property
    def start(self) -> Any:
        """What stands in the field at first."""
        return self.value if self.draft is None else self.draft


class FieldBox(Vertical):
    """One field: its label, its input, and in words what is wrong with what stands there."""

    def __init__(self, asked: Field, given: Given, labelled: bool = True) -> None:
        super().__init__(classes=f"field {asked.kind}")
        self.field, self.given, self.labelled = asked, given, labelled

    def compose(self) -> ComposeResult:
        if self.labelled:
            yield Static(label(self.field), classes="label", markup=False)
        yield from self.inputs()
        yield Static("", classes="fault", markup=False)

    def on_mount(self) -> None:
        self.query_one(".fault").display = False

    @abstractmethod
    def inputs(self) -> ComposeResult:
        """The widgets in which the answer is given."""

    @property
    @abstractmethod
    def raw(self) -> Any:
        """What stands in the field, as `parse` takes it."""

    @abstractmethod
    def enter(self) -> None:
        """Put the focus into the field."""

    def fit(self, lines: int) -> None:
        """Take at most so many lines beside the label."""

    @property
    def draft(self) -> str:
        """What to keep while it is not sent; empty when nothing was changed."""
        raw, value = self.raw, self.given.value
        if (raw or None) == (value or None):
            return ""
        return raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)

    def read(self) -> Any:
        """What stands in the field; AnswerError, shown beside the field too, if it cannot be read."""
        try:
            parse(self.field, self.raw)
        except AnswerError as error:
            self.fault(str(error))
            raise
        self.fault("")
        return self.raw

    def fault(self, words: str) -> None:
        """Say what is wrong, or that nothing is."""
        line = self.query_one(".fault", Static)
        line.update(f"× {words}" if words else "")
        line.display = bool(words)

    def typed(self) -> None:
        """Tell that the content changed."""
        self.fault("")
        self.post_message(Typed(self.field.id, self.draft))


def label(asked: Field) -> str:
    """The name of a field as a form shows it."""
    return asked.label + ("（可空）" if asked.optional else "")


class Leaving:
    """Makes a widget be drawn blank once it is removed: a screen behind another may draw it one more time."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the widget while it is there."""
        return super().render_lines(crop) if self.is_attached else [Strip.blank(crop.width)] * crop.height


class PlainInput(Leaving, Input):
    """One line of text; a paste of several lines is joined, not cut; up and down go to the lines beside it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, value: str, placeholder: str = "") -> None:
        super().__init__(_one_line(value), placeholder=placeholder, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        """Where there is no colour to show an empty line, show its length."""
        if self.app.no_color and not self.placeholder:
            self.placeholder = "_" * BLANK

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(_one_line(event.text))


def _one_line(text: str) -> str:
    return visible(" ".join(filter(None, (line.strip() for line in text.splitlines()))))


class LineField(FieldBox):
    """text, date or month: one line; Enter goes on; dates say at once how they are read."""

    def __init__(self, asked: Field, given: Given, width: int) -> None:
        super().__init__(asked, given, labelled=False)
        self._width = width

    def inputs(self) -> ComposeResult:
        """The label, as wide as the widest of the form, and the line beside it."""
        with Horizontal(classes="line"):
            name = Static(label(self.field), classes="name", markup=False)
            name.styles.width = self._width
            yield name
            yield PlainInput(str(self.given.start or ""), PLACEHOLDERS.get(self.field.kind, ""))
            yield Static("", classes="echo", markup=False)

    @property
    def raw(self) -> str:
        """The line."""
        return self.query_one(Input).value

    def enter(self) -> None:
        """Put the focus into the line."""
        self.screen.set_focus(self.query_one(Input))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.typed()
        self._echo(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(FieldDone(self.field.id))

    def _echo(self, value: str) -> None:
        if self.field.kind in ("date", "month"):
            self.query_one(".echo", Static).update(reading(self.field, value))


def reading(asked: Field, value: str) -> str:
    """How a date that is being typed is read: its weekday, or that it is not complete yet."""
    if not value.strip():
        return ""
    try:
        read = parse(asked, value)
    except AnswerError:
        return "还不是有效日期" if asked.kind == "date" else "还不是有效年月"
    if len(read) < 10:
        return f"{read[:4]}年{int(read[5:7])}月"
    found = date.fromisoformat(parse_date(read))
    return f"{found.year}年{found.month}月{found.day}日 {weekday(found)}"


class PlainTextArea(Leaving, TextArea):
    """Text of several lines in which control characters are seen, and never act."""

    def get_line(self, line_index: int) -> Text:
        """One line as it is drawn; each control character keeps its one place."""
        line = self.document.get_line(line_index)
        return Text(visible(line.replace("\t", " ")), end="", no_wrap=True)


class LongField(FieldBox):
    """long: several lines; Enter is a new line, Ctrl+S or F5 sends."""

    def inputs(self) -> ComposeResult:
        """The text area."""
        text = str(self.given.start or "")
        hint = "回车换行，Ctrl+S 或 F5 发送"
        yield PlainTextArea(
            text, compact=True, tab_behavior="focus", placeholder=hint, highlight_cursor_line=False
        )

    @property
    def raw(self) -> str:
        """The text."""
        return self.query_one(TextArea).text

    def fit(self, lines: int) -> None:
        """As many lines as there are, but no more than people need at once."""
        self.query_one(TextArea).styles.height = min(lines, LARGEST)

    def enter(self) -> None:
        """Put the focus behind the last character."""
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        self.screen.set_focus(area)

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.typed()
