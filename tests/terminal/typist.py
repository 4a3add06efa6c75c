"""A person who knows the answers of a case file and types them, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.domain.dialogue import Field, Question

from .terminal import Terminal


def titles(evidence: list[Any]) -> list[str]:
    """The titles of a list of evidence whose items are strings or records."""
    return [item if isinstance(item, str) else item["title"] for item in evidence]


LINES = ("text", "date", "month")


class Typist:
    """Answers whatever question stands on the screen from `answers` (path -> value)."""

    def __init__(self, terminal: Terminal, answers: Mapping[str, Any]) -> None:
        self.terminal, self.answers = terminal, answers

    def answer(self, question: Question) -> None:
        """Wait for the question, then type its answers; what the file does not have is 暂不清楚."""
        self.terminal.wait(question.ask)
        self.terminal.settle(0.15)
        fields = question.fields
        if not any(field.id in self.answers for field in fields):
            self.terminal.press("f6")
            return
        for place, field in enumerate(fields):
            self._field(field, last=place + 1 == len(fields))

    def _field(self, field: Field, last: bool) -> None:
        value = self.answers.get(field.id)
        match field.kind:
            case kind if kind in LINES:
                self.terminal.press(*([value] if value else []), "enter")
            case "choice":
                self._choice(field, value, last)
            case "long":
                self._long(value or "", last)
            case "list":
                self._rows(field, value)
            case "several":
                self._several(field, value)

    def _choice(self, field: Field, value: str | None, last: bool) -> None:
        if value is None:
            self.terminal.press("f5" if last else "tab")
            return
        place = field.options.index(value) + 1
        if place <= 9:
            self.terminal.press(str(place))
        else:
            self.terminal.press(*["down"] * (place - 1), "enter")

    def _long(self, value: str, last: bool) -> None:
        if value:
            self.terminal.paste(value)
        self.terminal.press("f5" if last else "tab")

    def _rows(self, field: Field, rows: list[Any]) -> None:
        shown = [column for column in field.columns if not column.hidden]
        for row in rows:
            record = row if isinstance(row, dict) else {shown[0].id: row}
            for column in shown:
                self.terminal.press(*([record[column.id]] if record.get(column.id) else []), "enter")
        self.terminal.press("f5")

    def _several(self, field: Field, values: list[Any]) -> None:
        if field.source == "circumstances":
            self.terminal.wait("按事实最接近的情形")
            self.terminal.press("1")
        elif field.source == "evidence":
            self._tick([titles(self.answers["evidence"]).index(title) for title in titles(values)])
        else:
            self.terminal.press("tab")
            for value in values:
                self.terminal.press(value, "enter")
        self.terminal.press("f5")

    def _tick(self, places: list[int]) -> None:
        at = 0
        for place in sorted(places):
            self.terminal.press(*["down"] * (place - at), "space")
            at = place
