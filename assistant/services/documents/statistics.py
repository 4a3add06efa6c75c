"""附件2 容错统计表 as a workbook: landscape A4, one page wide, the header on every page."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.domain.characters import visible
from assistant.domain.knowledge import Knowledge
from assistant.domain.statistics import Column, Form, Statistics, form
from assistant.services.documents.markdown import width
from assistant.services.documents.packing import packed
from assistant.services.files import FileError, write_atomic

LONGEST = 32767
"""Characters that a cell of a workbook can hold."""
WIDTHS = {
    "序号": 4, "姓名": 8, "单位及职务": 12, "追究事由": 14, "应承担何种责任": 14, "容错理由": 16,
    "符合何种容错条件及情形": 14, "给予容错的时间": 11, "纠错情况": 14, "备注": 8,
}  # fmt: skip
"""Columns of words, in half-width characters; the others hold a tick."""
TICK_WIDTH = 2.8
TOP = 4
"""The first of the three header rows; the annex's number, title and head stand above."""
BODY = TOP + 3
LINE_HEIGHT, TALLEST = 13, 409
"""Points of a line of words, and of the tallest row that a workbook can have."""

_SIDE = Side(style="thin")
_BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What a workbook would read as another character."""
_START = ("=", "+", "-", "@")


def save_statistics(knowledge: Knowledge, found: Statistics, path: Path, *, force: bool = False) -> None:
    """Write the table as .xlsx; FileError when that cannot be done."""
    if path.suffix.lower() != ".xlsx":
        raise FileError(f"{path}：容错统计表写成 .xlsx 文件，请用 .xlsx 结尾的文件名")
    write_atomic(path, to_xlsx(form(knowledge.regulation.paper_of("annex2")), found), force=force)


def to_xlsx(shape: Form, found: Statistics) -> bytes:
    """The workbook; FileError where some words are too long for a cell."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = shape.title
    _above(sheet, shape)
    _header(sheet, shape)
    row = BODY
    for line in found.lines:
        row = _line(sheet, shape, line, row)
    _page(sheet, shape, _below(sheet, shape, row))
    written = io.BytesIO()
    book.save(written)
    return packed(written.getvalue())


def _line(sheet: Worksheet, shape: Form, line: Mapping[str, str], row: int) -> int:
    """One case, in as many joined rows as its words are high; the row after it."""
    height = max(_height(line.get(name, ""), WIDTHS[name]) for name in WIDTHS)
    after = row + math.ceil(height / TALLEST)
    for column, name in enumerate(shape.names, 1):
        for each in range(row, after):
            _boxed(sheet.cell(each, column), "", left=name in WIDTHS and name != "序号")
        _boxed(
            sheet.cell(row, column),
            line.get(name, ""),
            left=name in WIDTHS and name != "序号",
            top=after - row > 1,
        )
        _merge(sheet, row, column, after - 1, column)
    for each in range(row, after):
        sheet.row_dimensions[each].height = height / (after - row)
    return after


def _above(sheet: Worksheet, shape: Form) -> None:
    across = len(shape.names)
    put_words(sheet.cell(1, 1), "附件2", Font(name="黑体", size=12), Alignment(horizontal="left"))
    put_words(
        sheet.cell(2, 1), shape.title, Font(name="方正小标宋简体", size=18), Alignment(horizontal="center")
    )
    middle = across // 2
    for column, words in zip((1, middle + 1), shape.above, strict=True):
        put_words(sheet.cell(3, column), words, Font(name="宋体", size=10), Alignment(horizontal="left"))
    _merge(sheet, 1, 1, 1, middle)
    _merge(sheet, 2, 1, 2, across)
    _merge(sheet, 3, 1, 3, middle)
    _merge(sheet, 3, middle + 1, 3, across)


def _header(sheet: Worksheet, shape: Form) -> None:
    """Three rows: a heading spans its columns, and what has none below it spans the rows down to the body."""
    for row in range(TOP, BODY):
        for column in range(1, len(shape.names) + 1):
            _boxed(sheet.cell(row, column), "")
    _headings(sheet, shape.columns, TOP, 1)
    sheet.row_dimensions[TOP].height = 30
    sheet.row_dimensions[TOP + 1].height = 30
    sheet.row_dimensions[TOP + 2].height = 90


def _headings(sheet: Worksheet, columns: tuple[Column, ...], row: int, start: int) -> None:
    for column in columns:
        across = len(column.leaves())
        upright = not column.parts and column.name not in WIDTHS
        _boxed(sheet.cell(row, start), column.name, upright=upright)
        _merge(sheet, row, start, row if column.parts else BODY - 1, start + across - 1)
        _headings(sheet, column.parts, row + 1, start)
        start += across


def _below(sheet: Worksheet, shape: Form, row: int) -> int:
    """The notes below the table, a row each, and apart from them the remarks; the last row of the notes."""
    room = sum(WIDTHS.get(name, TICK_WIDTH) for name in shape.names)
    for at, words in enumerate((*shape.notes, "", *shape.remarks), row):
        align = Alignment(horizontal="left", vertical="top", wrap_text=True)
        put_words(sheet.cell(at, 1), words, Font(name="宋体", size=9), align)
        _merge(sheet, at, 1, at, len(shape.names))
        sheet.row_dimensions[at].height = _height(words, room)
    return row + len(shape.notes) - 1


def _page(sheet: Worksheet, shape: Form, last: int) -> None:
    for column, name in enumerate(shape.names, 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, TICK_WIDTH)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = 0.4
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{TOP}:{BODY - 1}"
    sheet.print_area = f"A1:{get_column_letter(len(shape.names))}{last}"
    sheet.freeze_panes = f"A{BODY}"


def _height(words: str, room: float) -> float:
    """Points that words take in a column so many half-width characters wide, some of it air."""
    lines = (max(1, math.ceil(2 * width(line) / (room - 1))) for line in words.split("\n"))
    return LINE_HEIGHT * (sum(lines) + 0.5)


def _merge(sheet: Worksheet, top: int, left: int, bottom: int, right: int) -> None:
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _boxed(
    cell: Cell | Any, words: str, *, left: bool = False, top: bool = False, upright: bool = False
) -> None:
    """A cell of the table itself."""
    align = Alignment(
        horizontal="left" if left else "center",
        vertical="top" if top else "center",
        wrap_text=True,
        textRotation=255 if upright else 0,
    )
    put_words(cell, words, Font(name="宋体", size=9), align)
    cell.border = _BOX


def put_words(cell: Cell | Any, words: str, font: Font, align: Alignment) -> None:
    """Words as words: never a formula, and control characters written out."""
    shown = _ESCAPE.sub("_x005F_", visible(words))
    if len(shown) > LONGEST:
        raise FileError(f"有一格文字超过{LONGEST}字，写不进表格：“{shown[:20]}…”，请在案件里改短")
    cell.font, cell.alignment = font, align
    if shown:
        cell.value = shown
        cell.data_type = "s"
        cell.quotePrefix = shown.startswith(_START)
