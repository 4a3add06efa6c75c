"""Text on the screen: measured in cells, folded as Chinese is set, control characters made visible."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rich.cells import cell_len
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

Span = tuple[int, int, Style | str]
"""From which character to which, and the style."""
WEEKDAYS = "一二三四五六日"
_OPEN, _CLOSE = "（《〈「『【〔“‘", "，。；：、！？）》〉」』】〕”’…"
_UNIT = re.compile(f"[{_OPEN}]*(?:[!-~]+|.)[{_CLOSE}]*", re.DOTALL)
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def visible(text: str) -> str:
    """The text with every control character as one sign that can be seen; tabs as spaces."""
    return _UNSEEN.sub(lambda found: _picture(ord(found[0])), text.replace("\t", "    "))


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "�"


@lru_cache(maxsize=2048)
def fold(text: str, width: int) -> tuple[str, ...]:
    """The text in lines of at most `width` cells; a closing mark never begins a line."""
    return tuple(line for part in visible(text).split("\n") for line in _folded(part, max(2, width)))


def _folded(part: str, width: int) -> Iterable[str]:
    line, used = "", 0
    for unit in _UNIT.findall(part):
        for piece in [unit] if cell_len(unit) <= width else unit:
            if used + (size := cell_len(piece)) > width:
                yield line
                line, used = "", 0
                piece, size = (piece, size) if piece.strip() else ("", 0)
            line, used = line + piece, used + size
    yield line


def clip(text: str, cells: int) -> str:
    """The text on one line of at most `cells` cells, with … where it was cut."""
    line = visible(" ".join(text.split()))
    if cell_len(line) <= cells:
        return line
    while line and cell_len(line) > cells - 1:
        line = line[: -max(1, (cell_len(line) - cells + 1) // 2)]
    return line + "…"


def day(text: date | str) -> str:
    """2026-09-28 -> 9月28日."""
    value = text if isinstance(text, date) else date.fromisoformat(text)
    return f"{value.month}月{value.day}日"


def weekday(value: date) -> str:
    """The day of the week in two characters, 周一 to 周日."""
    return f"周{WEEKDAYS[value.weekday()]}"


@dataclass(frozen=True)
class Row:
    """One paragraph: what stands in the margin of its first line, its text, and the style of each."""

    text: str
    gutter: str = ""
    style: str = ""
    gutter_style: str = ""
    lines: int = 0
    """Cut after so many lines; 0 shows all."""
    spans: tuple[Span, ...] = ()
    """Parts of a text that is not cut, and how each looks."""

    def folded(self, width: int) -> list[str]:
        """The text in lines for a column of `width` cells, margin included."""
        inner = width - cell_len(self.gutter)
        found = list(fold(self.text, inner))
        if self.lines and len(found) > self.lines:
            found = [*found[: self.lines - 1], clip(f"{found[self.lines - 1]}…", inner)]
        return found

    def placed(self, width: int) -> Iterator[tuple[int, str]]:
        """The lines, each with the place in the text where it begins."""
        end = 0
        for line in self.folded(width):
            start = self.text.find(line, end)
            end = start + len(line) if start >= 0 else end
            yield start, line


class Rows(Visual):
    """Paragraphs one under another, with hanging margins; never reads markup."""

    def __init__(self, *rows: Row) -> None:
        self.rows = rows

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self.rows == other.rows

    def __hash__(self) -> int:
        return hash(self.rows)

    @property
    def plain(self) -> str:
        """All the words, a paragraph a line."""
        return "\n".join(row.gutter + row.text for row in self.rows)

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The paragraphs as lines of the screen."""
        return self._content(width).render_strips(width, height, style, options) if width else []

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """The width at which nothing folds."""
        return max((cell_len(line) for line in self.plain.split("\n")), default=0)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """How many lines the paragraphs take at `width`."""
        return sum(len(row.folded(width)) for row in self.rows)

    def lines_of(self, style: Style, width: int) -> tuple[int, int]:
        """The first line that has a span of this style, and the one after the last; (0, 0) if none has."""
        on = [
            any(look == style and a < start + len(line) and start < b for a, b, look in row.spans)
            for row in self.rows
            for start, line in row.placed(width)
        ]
        return (on.index(True), len(on) - on[::-1].index(True)) if any(on) else (0, 0)

    def _content(self, width: int) -> Content:
        return Content("\n").join(line for row in self.rows for line in _lines(row, width))


def _lines(row: Row, width: int) -> Iterable[Content]:
    margin = " " * cell_len(row.gutter)
    for place, (start, line) in enumerate(row.placed(width)):
        gutter = margin if place else row.gutter
        content = Content.assemble((gutter, row.gutter_style or row.style), (line, row.style))
        shift = len(gutter) - start
        for a, b, style in row.spans:
            if a < start + len(line) and start < b:
                content = content.stylize(style, max(a, start) + shift, min(b, start + len(line)) + shift)
        yield content
