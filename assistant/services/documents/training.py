"""The results of a class as a workbook for the trainer: what went wrong where, and what was said about it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from assistant.domain.regulation import cite
from assistant.domain.training import KINDS, Result, Tally, by_item, by_kind, by_name, score
from assistant.services.documents.statistics import put_words
from assistant.services.files import FileError, write_atomic

COUNTED = ("答对", "作答", "正确率")
SHEETS: dict[str, tuple[str, ...]] = {
    "按条项": ("条项", *COUNTED),
    "按题型": ("题型", *COUNTED),
    "按人": ("姓名", *COUNTED),
    "逐题": ("时间", "练习", "题组号", "姓名", "方式", "题目", "题型", "条项", "各选项人数", "正确选项", "答对", "作答"),
    "讨论记录": ("时间", "练习", "题目", "条项", "记录"),
}  # fmt: skip
WIDTHS = {
    "时间": 17, "练习": 14, "题目": 36, "题型": 13, "条项": 18, "记录": 44, "各选项人数": 11,
    "题组号": 7, "方式": 6, "答对": 6, "作答": 6,
}  # fmt: skip
SHOWN = 60
"""Characters of an exercise by which it is told."""
USUAL_WIDTH = 10
ALL = "合计"
_HEAD, _BODY = Font(name="黑体", size=11), Font(name="宋体", size=11)
_TOP = Alignment(vertical="top", wrap_text=True)


def save_results(
    results: Sequence[Result], words: Mapping[str, str], path: Path, *, force: bool = False
) -> None:
    """Write the results as .xlsx; FileError when that cannot be done."""
    if path.suffix.lower() != ".xlsx":
        raise FileError(f"{path}：培训成绩写成 .xlsx 文件，请用 .xlsx 结尾的文件名")
    write_atomic(path, to_xlsx(results, words), force=force)


def to_xlsx(results: Sequence[Result], words: Mapping[str, str]) -> bytes:
    """The workbook; sheets that would be empty of names or notes are there with their headings.

    `words` has the titles of sets and the texts of exercises; what it lacks is told by its id.
    """
    rows: dict[str, Iterable[Sequence[str | int | float]]] = {
        "按条项": _tallied({cite(id): tally for id, tally in by_item(results).items()}, results),
        "按题型": _tallied({KINDS[kind]: tally for kind, tally in by_kind(results).items()}, results),
        "按人": _tallied(by_name(results), [result for result in results if result.name]),
        "逐题": [_answered(result, words) for result in results if result.total],
        "讨论记录": [
            (
                _time(result),
                words.get(result.set, result.set),
                _told(result, words),
                _articles(result),
                result.note,
            )
            for result in results
            if result.note
        ],
    }
    book = Workbook()
    book.remove(book.worksheets[0])
    over = next((result.class_name for result in results if result.class_name), "")
    for name, headings in SHEETS.items():
        sheet = _sheet(book, name, headings, rows[name])
        sheet.oddHeader.center.text = over.replace("&", "&&")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _tallied(found: dict[str, Tally], results: Iterable[Result]) -> list[tuple[str, int, int, float]]:
    """One row for each name, then all together; an exercise under several items stands in each and once in all."""
    both = [*found.items(), (ALL, score(results))]
    return [(name, one.correct, one.total, one.correct / one.total) for name, one in both if one.total]


def _answered(result: Result, words: Mapping[str, str]) -> tuple[str | int, ...]:
    return (
        _time(result),
        words.get(result.set, result.set),
        result.seed,
        result.name,
        "集体" if result.group else "个人",
        _told(result, words),
        KINDS[result.kind],
        _articles(result),
        "、".join(map(str, result.votes)),
        result.right + 1,
        result.correct,
        result.total,
    )


def _time(result: Result) -> str:
    return result.at[:16].replace("T", " ")


def _told(result: Result, words: Mapping[str, str]) -> str:
    """An exercise by its first words."""
    text = words.get(result.exercise, result.exercise)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _articles(result: Result) -> str:
    return "、".join(map(cite, result.articles))


def _sheet(
    book: Workbook, name: str, headings: Sequence[str], rows: Iterable[Sequence[str | int | float]]
) -> Any:
    sheet: Any = book.create_sheet(name)
    for column, heading in enumerate(headings, 1):
        put_words(sheet.cell(1, column), heading, _HEAD, _TOP)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(heading, USUAL_WIDTH)
    for at, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            _put(sheet.cell(at, column), value)
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return sheet


def _put(cell: Any, value: str | int | float) -> None:
    """Words as words, counts as numbers, shares in per cent."""
    if isinstance(value, str):
        put_words(cell, value, _BODY, _TOP)
        return
    cell.value, cell.font, cell.alignment = value, _BODY, _TOP
    if isinstance(value, float):
        cell.number_format = "0%"
