"""Tables and forms of a paper: how broad their columns are, which rows stay whole, where one is sealed."""

# pyright: reportPrivateUsage=false
from __future__ import annotations

import re
from itertools import pairwise
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from assistant.services.documents.markdown import ABOVE, LEFT, SEAL, Block, Cell, plain, width
from assistant.services.documents.styles import MEASURE, PITCH, element, pitch
from assistant.services.documents.titles import LABEL, broken

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from assistant.services.documents.markdown import Run

SIZES = (12, 10.5, 9)
"""小四, 五号 and 小五: the sizes of words in tables, in points."""
MANY = 5
"""A table of so many columns or more is set in 五号."""
PADDING, AIR, EDGES = 0.9, 0.7, 2 * 57
"""What a cell's edges take in characters, what figures of another font may take besides, and the edges in twips."""
SLACK = 0.3
"""What a line of a label may take in characters beyond its words."""
NARROW = 1.25
"""A column up to so many times the fair share is given what it needs."""
GROUP, NAME = 4, 6
"""How many characters of a label stand in one line, in a form's first column and in the others."""
SEAL_ROOM = 2268
"""The height of the row that is signed and sealed, in twips: 40 mm."""
WHOLE = 10
"""A row of up to so many lines is not divided between two pages."""
PAGE, ABOVE_FORM, LEFT_EMPTY = 22 * PITCH, 3200, 3000
"""A page's height in twips, what stands above a form, and what whole rows may leave empty at a page's end."""


def size_in_tables(pieces: list[Block]) -> float:
    """The size of the words in a paper's tables, in points."""
    return min((_size(piece) for piece in pieces if piece.rows), default=SIZES[0])


def _size(piece: Block) -> float:
    """A form's words as large as one page allows, else two; where neither holds it, and in tables, as is usual."""
    if piece.header:
        return SIZES[len(piece.rows[0]) >= MANY]
    one, two = PAGE - ABOVE_FORM, 2 * PAGE - ABOVE_FORM - LEFT_EMPTY
    tried = [(one, size) for size in SIZES[:2]] + [(two, size) for size in SIZES]
    return next((size for room, size in tried if _height(piece, size) <= room), SIZES[1])


def _height(piece: Block, size: float) -> float:
    """About how high a table is, in twips."""
    breadths = _breadths(piece, size)
    return sum(
        max(
            SEAL_ROOM if cell.kind == SEAL else EDGES + pitch(size) * _lines(start, cell, breadth, size)
            for start, cell, breadth in _spread(row, breadths)
        )
        for row in piece.rows
    )


def _lines(start: int, cell: Cell, breadth: int, size: float) -> int:
    """How many lines a cell that begins in column `start` takes."""
    room = (breadth - EDGES) / (size * 20)
    return sum(max(1, ceil(width(line) / room)) for line in plain(_set(cell, start)).split("\n"))


def add_table(
    document: Document, piece: Block, size: float, write: Callable[[Paragraph, tuple[Run, ...]], object]
) -> None:
    """Add the table to the paper, its words of `size` points; `write` fills a paragraph with runs.

    A row of one cell heads the rows that follow, and is kept with them.
    """
    from docx.shared import Twips

    table = document.add_table(len(piece.rows), len(piece.rows[0]), style="公文表格")
    table.autofit = False
    breadths = _breadths(piece, size)
    for column, breadth in zip(table.columns, breadths, strict=True):
        column.width = Twips(breadth)
    for row, cells in zip(table.rows, piece.rows, strict=True):
        _shape_row(row, cells, breadths, size)
        for at, (target, cell, breadth) in enumerate(zip(row.cells, cells, breadths, strict=True)):
            target.width = Twips(breadth)
            target.paragraphs[0].style = cell.kind
            parted = _set(cell, at)
            whole = cell.kind != "表格栏目" or _narrow(target, parted, breadth, size)
            write(target.paragraphs[0], cell.runs if whole else parted)
        if len(_spans(cells)) == 1:
            row.cells[0].paragraphs[0].paragraph_format.keep_with_next = True
    if piece.header:
        table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))
    for r, row in enumerate(piece.rows):
        for c, cell in enumerate(row):
            if cell.joins:
                neighbour = table.cell(r - (cell.joins == ABOVE), c - (cell.joins == LEFT))
                neighbour.merge(table.cell(r, c))


def _set(cell: Cell, start: int) -> tuple[Run, ...]:
    """The runs of a cell, a label in lines that end between its words."""
    return broken(cell.runs, _most(cell, start), LABEL) if cell.kind == "表格栏目" else cell.runs


def _narrow(target: Any, label: tuple[Run, ...], breadth: int, size: float) -> bool:
    """Draw the edges of a label's cell in until its lines end between its words.

    Whether they do: not after a line so short that the next word would begin in it.
    """
    *before, last = map(width, plain(label).split("\n"))
    room = max(*before, last, 0) + SLACK
    edge = max(EDGES / 2, (breadth - room * size * 20) / 2)
    sides = "".join(f'<w:{side} w:w="{round(edge)}" w:type="dxa"/>' for side in ("left", "right"))
    target._tc.get_or_add_tcPr().append(element("tcMar", sides))
    return all(line + 1 > room for line in before)


def _shape_row(row: Any, cells: tuple[Cell, ...], breadths: list[int], size: float) -> None:
    """Keep a low row whole, and leave room in the one that is sealed."""
    properties = row._tr.get_or_add_trPr()
    if all(_lines(*cell, size) <= WHOLE for cell in _spread(cells, breadths)):
        properties.append(element("cantSplit"))
    for cell, target in zip(cells, row._tr.tc_lst, strict=True):
        if cell.kind == SEAL:
            properties.append(element("trHeight", attributes=f'w:val="{SEAL_ROOM}" w:hRule="atLeast"'))
            target.get_or_add_tcPr().append(element("vAlign", attributes='w:val="bottom"'))


def _breadths(piece: Block, size: float) -> list[int]:
    """The columns' breadths in twips: labels and narrow columns as they need, the others share the rest."""
    needs = [size * 20 * need for need in map(_need, zip(*map(_needs, piece.rows), strict=True))]
    if piece.header:
        fair = min(NARROW * MEASURE / len(needs), max(needs) - 1)
        fixed, shares = [need <= fair for need in needs], _held(piece)
    else:
        columns = zip(*piece.rows, strict=True)
        fixed = [any(cell.kind == "表格栏目" for cell in column) for column in columns]
        shares = _capped(needs, fixed)
    spare = MEASURE - sum(need for need, stays in zip(needs, fixed, strict=True) if stays)
    wide = sum(share for share, stays in zip(shares, fixed, strict=True) if not stays)
    return [
        round(need if stays else share * spare / wide)
        for share, need, stays in zip(shares, needs, fixed, strict=True)
    ]


def _capped(needs: list[float], fixed: list[bool]) -> list[float]:
    """The needs, those lowered to one measure that are too great for the room: short words stay in one line."""
    spare = MEASURE - sum(need for need, stays in zip(needs, fixed, strict=True) if stays)
    free = sorted(need for need, stays in zip(needs, fixed, strict=True) if not stays)
    for at, need in enumerate(free):
        cap = spare / (len(free) - at)
        if need > cap:
            return [min(each, cap) for each in needs]
        spare -= need
    return needs


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
            (min(_phrase(row[start]), _most(row[start], start)) + PADDING) / (end - start),
        )
        for start, end in _spans(row)
        for _ in range(start, end)
    ]


def _phrase(cell: Cell) -> float:
    """How long the longest phrase of a cell is, that is, what had better stand in one line."""
    words = plain(cell.runs)
    return max(map(width, re.split("(?<=[、；，。])|\n", words))) + AIR * any(map(str.isdigit, words))


def _most(cell: Cell, start: int) -> int:
    """How many characters of a cell want one line."""
    return 30 if cell.kind != "表格栏目" else NAME if start else GROUP


def _spans(row: tuple[Cell, ...]) -> list[tuple[int, int]]:
    """Where each cell of the row begins and ends, those joined to it included."""
    return list(pairwise([*(i for i, cell in enumerate(row) if cell.joins != LEFT), len(row)]))


def _spread(row: tuple[Cell, ...], breadths: list[int]) -> list[tuple[int, Cell, int]]:
    """The cells of the row, each with its first column and the breadth of all that it takes."""
    return [(start, row[start], sum(breadths[start:end])) for start, end in _spans(row)]
