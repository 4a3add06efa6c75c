"""A drafted paper on the screen, laid out much as it will be printed; people's words stay words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from assistant.ui.typeset import Row, Rows, visible

if TYPE_CHECKING:
    from assistant.services.documents.markdown import Block, Cell, Run

CLASSES = {
    "标题": "title", "一级标题": "head", "送审稿": "head", "附件": "head", "文号": "number",
    "署名": "signed", "成文日期": "signed", "说明": "remark", "列表项": "item",
}  # fmt: skip
INDENT = "　　"
PLAIN = ("送审稿", "附件", "主送")
"""Pieces that begin at the margin."""


class Paper(VerticalScroll):
    """The preview of one paper."""

    DEFAULT_CSS = """
    Paper {
        align-horizontal: center;
        padding: 0 1;
        Static { width: 100%; max-width: 80; height: auto; margin: 1 0; }
        .item, .number { margin: 0; }
        Static:first-child { margin-top: 0; }
        .title { text-align: center; text-style: bold; }
        .head { text-style: bold; }
        .number { text-align: center; }
        .signed { text-align: right; padding-right: 8; }
        .remark { color: $text-muted; }
    }
    """

    async def show(self, pieces: Sequence[Block]) -> None:
        """Put a paper in place of the one before, read from its start."""
        await self.remove_children()
        await self.mount_all(Static(_look(piece), classes=CLASSES.get(piece.kind)) for piece in pieces)
        self.scroll_home(animate=False)


def read(markdown: str) -> list[Block]:
    """The pieces of a paper; any thread may read."""
    from assistant.services.documents.markdown import blocks

    return blocks(markdown)


def _look(piece: Block) -> Rows | Table:
    if piece.kind == "表格":
        return _listed(piece.rows) if piece.header else Rows(*_form(piece.rows))
    text = _text(piece.runs)
    if piece.kind in ("标题", "文号", "署名", "成文日期"):
        return Rows(*map(Row, text.split("\n")))
    if piece.kind == "列表项":
        return Rows(Row(text, f"{INDENT}· "))
    indent = "" if piece.kind in PLAIN else INDENT
    return Rows(*(Row(indent + line) for line in text.split("\n")))


def _listed(rows: Sequence[Sequence[Cell]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
    for cell in rows[0]:
        table.add_column(Text(visible(_text(cell.runs))), overflow="fold")
    for row in rows[1:]:
        table.add_row(*(Text(visible(_text(cell.runs))) for cell in row))
    return table


def _form(rows: Sequence[Sequence[Cell]]) -> Iterator[Row]:
    """A form as lines: the name of a group on its own, then each label with what stands beside it."""
    for row in rows:
        label = ""
        for cell in (cell for cell in row if not cell.joins):
            text = _text(cell.runs)
            if cell.kind != "表格栏目":
                yield Row(f"{label}：{text}" if label else text, "  ")
                label = ""
                continue
            if label:
                yield Row(label, style="bold")
            label = text
        if label:
            yield Row(label, style="bold")


def _text(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)
