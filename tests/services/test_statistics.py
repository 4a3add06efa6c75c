"""容错统计表 as a workbook: what stands in its cells, and how it is printed."""

import io
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import openpyxl
import pytest

from assistant.domain.statistics import Statistics, form
from assistant.services.documents.statistics import BODY, LONGEST, TOP, to_xlsx
from assistant.services.files import FileError


@pytest.fixture
def shape(knowledge):
    return form(knowledge.regulation.paper_of("annex2"))


@pytest.fixture
def sheet(shape):
    """The sheet with some lines."""

    def sheet(*lines: dict[str, str]):
        content = to_xlsx(shape, Statistics(lines, 0, ()))
        return openpyxl.load_workbook(io.BytesIO(content)).active

    return sheet


def place(shape, name: str) -> int:
    return shape.names.index(name) + 1


def test_the_header_spans_its_columns(shape, sheet):
    found = sheet()
    spans = {found[str(area).split(":")[0]].value: str(area) for area in found.merged_cells.ranges}
    expected = {
        "序号": "A4:A6", "干部/单位情况": "B4:E4", "姓名": "B5:B6", "容错理由": "F4:F6",
        "容错方式": "I4:K4", "免责": "I5:I6", "对个人容错后问责追责情况": "L4:AF4", "提醒函询等": "L5:L6",
        "组织处理": "O5:T5", "党纪处分": "U5:Y5", "政务处分": "Z5:AE5", "其他": "AF5:AF6",
        "对单位容错后问责追责情况": "AG4:AI4", "备注": "AK4:AK6",
    }  # fmt: skip
    assert {name: spans[name] for name in expected} == expected
    assert [found.cell(TOP + 2, place(shape, name)).value for name in ("停职检查", "开除党籍", "开除")] == [
        "停职检查", "开除党籍", "开除",
    ]  # fmt: skip


def test_what_the_unit_fills_in_is_left_blank(sheet):
    found = sheet()
    assert found["A1"].value == "附件2" and found["A2"].value == "容错统计表"
    assert [cell.value for cell in found[3] if cell.value] == ["填报单位：", "填报时间： 年 月 日"]


def test_the_notes_stand_below_the_lines_and_the_remarks_outside_of_what_is_printed(shape, sheet):
    found = sheet({"序号": "1"}, {"序号": "2"})
    first = [found.cell(row, 1).value for row in range(BODY, found.max_row + 1)]
    assert first == ["1", "2", *shape.notes, None, *shape.remarks]
    assert found.print_area.endswith(f"${BODY + 1 + len(shape.notes)}")


@pytest.mark.parametrize("words", ["=1+1", "+86", "-1", "@SUM(A1)", "普通"])
def test_words_are_never_a_formula(shape, sheet, words):
    cell = sheet({"追究事由": words}).cell(BODY, place(shape, "追究事由"))
    assert (cell.value, cell.data_type) == (words, "s")
    assert bool(cell.quotePrefix) is (words != "普通")


def test_control_characters_are_written_out(shape, sheet):
    cell = sheet({"追究事由": "甲\x07乙\u202e丙\n丁"}).cell(BODY, place(shape, "追究事由"))
    assert cell.value == "甲[U+0007]乙[U+202E]丙\n丁"


def test_words_too_long_for_a_cell_are_refused_not_cut(shape, sheet):
    assert len(sheet({"追究事由": "字" * LONGEST}).cell(BODY, place(shape, "追究事由")).value) == LONGEST
    with pytest.raises(FileError, match="超过32767字"):
        sheet({"追究事由": "字" * (LONGEST + 1)})


def test_it_is_set_up_for_landscape_a4_with_the_header_on_every_page(shape, sheet):
    found = sheet({"序号": "1"})
    setup = found.page_setup
    assert (setup.orientation, int(setup.paperSize)) == ("landscape", 9)
    assert (found.sheet_properties.pageSetUpPr.fitToPage, setup.fitToWidth, setup.fitToHeight) == (True, 1, 0)
    assert found.print_title_rows == "$4:$6"
    column = openpyxl.utils.get_column_letter(len(shape.names))
    assert found.print_area.endswith(f"$A$1:${column}${BODY + len(shape.notes)}")


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")) and not os.environ.get("CI"),
    reason="LibreOffice or poppler is not installed",
)
@pytest.mark.parametrize(("count", "pages"), [(1, 1), (40, 2)])
def test_libreoffice_prints_it_one_page_wide(shape, count: int, pages: int, tmp_path: Path) -> None:
    lines = tuple({"序号": str(n), "备注": f"末栏{n}。"} for n in range(1, count + 1))
    (tmp_path / "t.xlsx").write_bytes(to_xlsx(shape, Statistics(lines, 0, ())))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "t.xlsx")], capture_output=True, check=True, timeout=120)
    told = subprocess.run(
        ["pdfinfo", str(tmp_path / "t.pdf")], capture_output=True, check=True, text=True
    ).stdout
    width, height = map(float, re.findall(r"Page size: +(\S+) x (\S+)", told)[0])
    assert (width, height) == (pytest.approx(841.9, abs=1), pytest.approx(595.3, abs=1))
    read = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "t.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    each = read.rstrip("\f").split("\f")
    assert len(each) == pages
    assert all("单位及职务" in page and "纠错情况" in page for page in each)


def test_a_case_higher_than_a_row_can_be_takes_several_joined_rows(shape, sheet):
    found = sheet({"序号": "1", "追究事由": "字" * 600}, {"序号": "2"})
    joined = [area for area in found.merged_cells.ranges if area.min_row == BODY]
    rows = {area.max_row for area in joined}
    assert len(joined) == len(shape.names) and len(rows) == 1
    last = rows.pop()
    assert all(found.row_dimensions[row].height <= 409 for row in range(BODY, last + 1))
    assert sum(found.row_dimensions[row].height for row in range(BODY, last + 1)) > 600
    assert found.cell(last + 1, 1).value == "2"
    assert [found.cell(row, 1).alignment.vertical for row in (BODY, last + 1)] == ["top", "center"]


def test_the_same_table_is_the_same_bytes(shape):
    table = Statistics(({"序号": "1", "姓名": "张某"},), 0, ())
    first = to_xlsx(shape, table)
    time.sleep(1.1)
    assert to_xlsx(shape, table) == first
