"""Tables and forms of a paper: how broad their columns are, which rows stay whole, where one is sealed."""

# pyright: reportPrivateUsage=false
from __future__ import annotations

from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Any

from assistant.services.documents.markdown import ABOVE, LEFT, SEAL, Block, Cell, plain, width
from assistant.services.documents.styles import MEASURE, element

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from assistant.services.documents.markdown import Run

CELL, PADDING = 240, 0.9
"""A character of 12 pt in twips, and what a cell's edges take, in such characters."""
NARROW = 1.25
"""A column up to so many times the fair share is given what it needs."""
LABEL = 5
"""How many characters of a label stand in one line, so that a form keeps room for what is filled in."""
SEAL_ROOM = 2268
"""The height of the row that is signed and sealed, in twips: 40 mm."""
WHOLE = 10
"""A row of up to so many lines is not divided between two pages."""


def add_table(
    document: Document, piece: Block, write: Callable[[Paragraph, tuple[Run, ...]], object]
) -> None:
    """Add the table to the paper; `write` fills a paragraph with runs."""
    from docx.shared import Twips

    table = document.add_table(len(piece.rows), len(piece.rows[0]), style="公文表格")
    table.autofit = False
    breadths = _breadths(piece)
    for column, breadth in zip(table.columns, breadths, strict=True):
        column.width = Twips(breadth)
    for row, cells in zip(table.rows, piece.rows, strict=True):
        _shape_row(row, cells, breadths)
        for target, cell, breadth in zip(row.cells, cells, breadths, strict=True):
            target.width = Twips(breadth)
            target.paragraphs[0].style = cell.kind
            write(target.paragraphs[0], cell.runs)
    if piece.header:
        table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))
    for r, row in enumerate(piece.rows):
        for c, cell in enumerate(row):
            if cell.joins:
                neighbour = table.cell(r - (cell.joins == ABOVE), c - (cell.joins == LEFT))
                neighbour.merge(table.cell(r, c))


def _shape_row(row: Any, cells: tuple[Cell, ...], breadths: list[int]) -> None:
    """Keep a low row whole, and leave room in the one that is sealed."""
    properties = row._tr.get_or_add_trPr()
    spans = [(cells[start], sum(breadths[start:end])) for start, end in _spans(cells)]
    if all(width(plain(cell.runs)) * CELL <= WHOLE * breadth for cell, breadth in spans):
        properties.append(element("cantSplit"))
    if any(cell.kind == SEAL for cell in cells):
        properties.append(element("trHeight", attributes=f'w:val="{SEAL_ROOM}" w:hRule="atLeast"'))
        for cell in row._tr.tc_lst:
            cell.get_or_add_tcPr().append(element("vAlign", attributes='w:val="bottom"'))


def _breadths(piece: Block) -> list[int]:
    """The columns' breadths in twips: labels and narrow columns as they need, the others share the rest."""
    needs = [CELL * need for need in map(_need, zip(*map(_needs, piece.rows), strict=True))]
    fair = NARROW * MEASURE / len(needs)
    if piece.header:
        fixed, shares = [need <= fair for need in needs], _held(piece)
    else:
        fixed, shares = (
            [any(c.kind == "表格栏目" for c in column) for column in zip(*piece.rows, strict=True)],
            needs,
        )
    spare = MEASURE - sum(need for need, stays in zip(needs, fixed, strict=True) if stays)
    wide = sum(share for share, stays in zip(shares, fixed, strict=True) if not stays)
    return [
        round(need if stays else share * spare / wide)
        for share, need, stays in zip(shares, needs, fixed, strict=True)
    ]


def _held(piece: Block) -> list[float]:
    """The root of what each column holds: with breadths like these, rows stay low where texts are long."""
    rows = [row for row in piece.rows if not any(cell.joins for cell in row)]
    roots = [sqrt(sum(width(plain(cell.runs)) for cell in column)) for column in zip(*rows, strict=True)]
    return [max(root, 0.7 * sum(roots) / len(roots)) for root in roots]


def _need(column: tuple[tuple[int, float], ...]) -> float:
    """What a column needs: the most that a cell of its own does, else its share of those that are joined."""
    least = min(span for span, _ in column)
    return max(need for span, need in column if span == least)


def _needs(row: tuple[Cell, ...]) -> list[tuple[int, float]]:
    """For each column, over how many its cell in this row spreads, and its share of what the cell needs."""
    return [
        (
            end - start,
            (min(width(plain(row[start].runs)), _most(row[start], start)) + PADDING) / (end - start),
        )
        for start, end in _spans(row)
        for _ in range(start, end)
    ]


def _most(cell: Cell, start: int) -> int:
    """How many characters of a cell want one line; the names of groups, at the left, one more than labels."""
    return LABEL + (start == 0) if cell.kind == "表格栏目" else 30


def _spans(row: tuple[Cell, ...]) -> list[tuple[int, int]]:
    """Where each cell of the row begins and ends, those joined to it included."""
    return list(pairwise([*(i for i, cell in enumerate(row) if cell.joins != LEFT), len(row)]))
