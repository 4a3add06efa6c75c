"""The form of one question: its fields, laid out by their kinds, read together when it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from assistant.domain.dialogue import Field, Question
from assistant.domain.reading import AnswerError
from assistant.ui.choices import ChoiceField, SeveralField
from assistant.ui.fields import FieldBox, Given, LineField, LongField, label
from assistant.ui.list_field import ListField
from assistant.ui.messages import Answered, FieldDone
from assistant.ui.options import Pick

SIDE_BY_SIDE = 70
"""Cells from which two large fields stand beside each other."""
PAIRS = {("choice", "choice"), ("long", "long"), ("choice", "long")}
LINES = ("text", "date", "month")


class QuestionForm(Vertical):
    """All fields of one question; nothing that was typed is lost when something cannot be read."""

    def __init__(
        self, question: Question, given: Mapping[str, Given], picks: Mapping[str, tuple[Pick, ...]]
    ) -> None:
        super().__init__(classes="form")
        self.question, self.given, self.picks = question, given, picks
        self.boxes = [self._box(field) for field in question.fields]

    def compose(self) -> ComposeResult:
        for group in grouped(self.boxes):
            if len(group) == 1:
                yield group[0]
            else:
                with Horizontal(classes="pair" if group[0].field.kind not in LINES else "lines"):
                    yield from group

    def on_resize(self, event: events.Resize) -> None:
        """Put large fields one under another where they would be too narrow."""
        self.set_class(event.size.width < SIDE_BY_SIDE, "-stacked")

    def fit(self, lines: int) -> None:
        """Share so many lines among the fields; a large one gets what the short ones leave."""
        stacked = self.has_class("-stacked")
        groups = [[box] for box in self.boxes] if stacked else grouped(self.boxes)
        large = [group for group in groups if group[0].field.kind not in LINES]
        share = (lines - (len(groups) - len(large))) // max(1, len(large))
        for box in (box for group in large for box in group):
            box.fit(max(3, share) - box.labelled)

    def box(self, field_id: str) -> FieldBox:
        """The box of one field."""
        return next(box for box in self.boxes if box.field.id == field_id)

    def enter(self) -> None:
        """Put the focus where the first answer is given, unless another page is looked at."""
        if seen(self):
            self.boxes[0].enter()

    def send(self) -> None:
        """Tell what the fields hold, or go to the first that cannot be read."""
        raw: dict[str, Any] = {}
        faulty: list[FieldBox] = []
        for box in self.boxes:
            try:
                raw[box.field.id] = box.read()
            except AnswerError:
                faulty.append(box)
        if faulty:
            faulty[0].enter()
            self.call_after_refresh(faulty[0].query_one(".fault").scroll_visible, animate=False)
        else:
            self.post_message(Answered(self.question.id, raw))

    @on(FieldDone)
    def _go_on(self, event: FieldDone) -> None:
        event.stop()
        place = self.boxes.index(self.box(event.field_id))
        if place + 1 < len(self.boxes):
            self.boxes[place + 1].enter()
        else:
            self.send()

    def _name_width(self) -> int:
        """Cells for the labels of the short fields, one cell of air included."""
        return 1 + max(cell_len(label(field)) for field in self.question.fields if field.kind in LINES)

    def _box(self, field: Field) -> FieldBox:
        given = self.given.get(field.id, Given())
        several = len(self.question.fields) > 1
        match field.kind:
            case "choice":
                return ChoiceField(field, given, self.picks[field.id], several)
            case "several":
                return SeveralField(field, given, self.picks[field.id], several)
            case "long":
                return LongField(field, given, several)
            case "list":
                return ListField(field, given, several)
            case _:
                return LineField(field, given, self._name_width())


def seen(widget: Widget) -> bool:
    """Whether the page that holds the widget is the one that is looked at."""
    return all(one.display for one in widget.ancestors_with_self)


def grouped(boxes: Iterable[FieldBox]) -> list[list[FieldBox]]:
    """Boxes that share a line: two large ones, or two short ones where there are more than three."""
    rest = list(boxes)
    short = sum(box.field.kind in LINES for box in rest) > 3
    groups: list[list[FieldBox]] = []
    while rest:
        kinds = tuple(box.field.kind for box in rest[:2])
        size = 2 if kinds in PAIRS or (short and len(kinds) == 2 and set(kinds) <= set(LINES)) else 1
        groups.append(rest[:size])
        rest = rest[size:]
    return groups
