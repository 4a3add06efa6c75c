"""The field for a list: rows above, and a small form of the columns that adds or changes one."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from assistant.domain.dialogue import Column, Field
from assistant.domain.reading import AnswerError, parse
from assistant.ui.bars import WordButton
from assistant.ui.fields import PLACEHOLDERS, FieldBox, Given, Leaving, PlainInput
from assistant.ui.typeset import Row, Rows


class OneOf(Static, can_focus=True):
    """One of a few words in a single line: arrows, space or a digit change it, Enter goes on."""

    BINDINGS = [
        Binding("left,up", "turn(-1)", show=False),
        Binding("right,down,space", "turn(1)", show=False),
        Binding("enter", "submit", show=False),
        Binding("delete,backspace", "turn(0)", show=False),
    ]

    class Turned(Message):
        """Another word was chosen."""

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self, options: tuple[str, ...]) -> None:
        super().__init__(markup=False, classes="one-of")
        self.options, self.value = options, ""

    def on_mount(self) -> None:
        self.choose("")

    def choose(self, value: str) -> None:
        """Stand at `value`; empty stands at none."""
        self.value = value
        words = (self._word(place, word) for place, word in enumerate(self.options, 1))
        self.update(Content("").join(words))
        self.post_message(self.Turned())

    def _word(self, place: int, word: str) -> Content:
        """One word with its number; the chosen one stands in brackets."""
        chosen = word == self.value
        return Content(f"[{place}{word}]") if chosen else Content.styled(f" {place}{word}", "dim")

    def on_key(self, event: events.Key) -> None:
        """A digit picks the word of that number."""
        number = unicodedata.digit(event.character or "x", 0)
        if 1 <= number <= len(self.options):
            event.stop()
            self.choose(self.options[number - 1])

    def on_click(self) -> None:
        """A click turns to the next word."""
        self.action_turn(1)

    def action_turn(self, step: int) -> None:
        """The word `step` places on, round and round; 0 takes the choice back."""
        words = ("", *self.options)
        self.choose(words[(words.index(self.value) + step) % len(words)] if step else "")

    def action_submit(self) -> None:
        """Go on to the next column."""
        self.post_message(self.Submitted())


class RowList(Leaving, OptionList):
    """The rows so far: Enter takes one into the form, Delete removes it."""

    BINDINGS = [Binding("delete,backspace", "remove", show=False)]

    class Removed(Message):
        """A row was removed."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def on_focus(self) -> None:
        """Begin at the first row."""
        if self.highlighted is None:
            self.action_first()

    def action_remove(self) -> None:
        """Remove the row that is highlighted."""
        if self.highlighted is not None:
            self.post_message(self.Removed(self.highlighted))


class Cell(Horizontal):
    """One column of the small form: its label, `width` cells wide, and its input beside it."""

    def __init__(self, column: Column, width: int) -> None:
        super().__init__(classes="line")
        self.column, self._width = column, width

    def compose(self) -> ComposeResult:
        name = Static(self.column.label, classes="name", markup=False)
        name.styles.width = self._width
        yield name
        if self.column.options:
            yield OneOf(self.column.options)
        else:
            yield PlainInput("", PLACEHOLDERS.get(self.column.kind, ""))

    @property
    def input(self) -> Input | OneOf:
        """The widget that holds the value."""
        return self.query_one(OneOf) if self.column.options else self.query_one(Input)

    def put(self, value: str) -> None:
        """Write a value into the cell."""
        if isinstance(self.input, OneOf):
            self.input.choose(value)
        else:
            self.input.value = value
            self.input.cursor_position = len(value)


class ListField(FieldBox):
    """list: rows of the field's columns."""

    def __init__(self, field: Field, given: Given, labelled: bool = True) -> None:
        super().__init__(field, given, labelled)
        start = given.start or []
        unsent = start if isinstance(start, dict) else {"rows": start}
        first = field.columns[0].id
        self.rows = [row if isinstance(row, dict) else {first: str(row)} for row in unsent.get("rows", ())]
        self.typing: dict[str, str] = unsent.get("typing", {})
        self.at: int | None = None
        """The row that is in the small form to be changed; None while a new one is typed."""

    @property
    def shown(self) -> list[Column]:
        """The columns that are asked for; the others are kept as they are."""
        return [column for column in self.field.columns if not column.hidden]

    def inputs(self) -> ComposeResult:
        """The rows, the small form, and its button."""
        yield RowList(compact=True, markup=False)
        width = 1 + max(cell_len(column.label) for column in self.shown)
        for column in self.shown:
            yield Cell(column, width)
        with Horizontal(classes="adding"):
            yield WordButton("添加")
            yield Static("", classes="note", markup=False)

    def on_mount(self) -> None:
        for cell in self.query(Cell):
            cell.put(self.typing.get(cell.column.id, ""))
        self._write()

    @property
    def raw(self) -> list[dict[str, str]]:
        """The rows, and the one in the small form if anything stands there."""
        cells = self._cells()
        if not cells:
            return self.rows
        place = len(self.rows) if self.at is None else self.at
        return [*self.rows[:place], cells, *self.rows[place + 1 :]]

    @property
    def draft(self) -> str:
        """The rows and what is being typed, as JSON; empty when nothing was changed."""
        if self.raw == (self.given.value or []):
            return ""
        return json.dumps({"rows": self.rows, "typing": self._cells()}, ensure_ascii=False)

    def fit(self, lines: int) -> None:
        """The rows get what the small form leaves."""
        self.query_one(RowList).styles.max_height = max(1, lines - len(self.shown) - 1)

    def enter(self) -> None:
        """Put the focus into the first column."""
        self.screen.set_focus(self.query(Cell).first().input)

    def read(self) -> Any:
        """The rows; what stands in the small form is added first."""
        found = super().read()
        self._take_in(found)
        return found

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._add()

    @on(Input.Submitted)
    @on(OneOf.Submitted)
    def _next(self, event: Message) -> None:
        event.stop()
        cells = list(self.query(Cell))
        place = next(n for n, cell in enumerate(cells) if cell.input.has_focus)
        if place + 1 < len(cells):
            self.screen.set_focus(cells[place + 1].input)
        else:
            self._add()

    @on(Input.Changed)
    @on(OneOf.Turned)
    def _edited(self, event: Message) -> None:
        event.stop()
        self.typed()

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    @on(OptionList.OptionSelected)
    def _change(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.at = event.option_index
        for cell in self.query(Cell):
            cell.put(str(self.rows[self.at].get(cell.column.id) or ""))
        self._write()
        self.enter()

    @on(RowList.Removed)
    def _removed(self, event: RowList.Removed) -> None:
        event.stop()
        del self.rows[event.place]
        self.at = None
        self._write()
        self.typed()

    def _add(self) -> None:
        """Take the small form into the rows; what is wrong with it is said beside it."""
        cells = self._cells()
        try:
            found = parse(self.field, [cells]) or []
        except AnswerError as error:
            self.fault(str(error))
            return
        if found:
            place = len(self.rows) if self.at is None else self.at
            self._take_in([*self.rows[:place], *found, *self.rows[place + 1 :]])
            self.typed()
        self.enter()

    def _take_in(self, rows: list[Any]) -> None:
        self.rows, self.at = list(rows), None
        for cell in self.query(Cell):
            cell.put("")
        self._write()

    def _cells(self) -> dict[str, str]:
        filled = {cell.column.id: cell.input.value.strip() for cell in self.query(Cell)}
        if not any(filled.values()):
            return {}
        before = self.rows[self.at] if self.at is not None else {}
        kept = {column.id: before.get(column.id, "") for column in self.field.columns if column.hidden}
        return {key: value for key, value in (filled | kept).items() if value}

    def _write(self) -> None:
        rows = self.query_one(RowList)
        rows.set_options(Option(self._row(place, row)) for place, row in enumerate(self.rows))
        rows.display = bool(self.rows)
        self.query_one(WordButton).label = Content("[添加]" if self.at is None else "[改好]")
        self.query_one(".note", Static).update(self._note())

    def _row(self, place: int, row: dict[str, str]) -> Rows:
        words = "　".join(str(row[column.id]) for column in self.shown if row.get(column.id))
        return Rows(Row(words + ("（正在改）" if place == self.at else ""), f"{place + 1}. "))

    def _note(self) -> str:
        if not self.rows:
            return "最后一栏按回车添加；还没有添加"
        return f"已有 {len(self.rows)} 条：回车改，Delete 删；Ctrl+S 或 F5 发送"
