"""The .docx paper: opened with python-docx and, where it is installed, with LibreOffice."""

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from assistant.domain.grounds import told
from assistant.services.documents import content
from assistant.services.documents.docx import to_docx
from assistant.services.documents.markdown import blocks, escape, passages, sentences
from assistant.services.documents.titles import LABEL, TITLE, breaks
from assistant.services.drafting import KINDS, Draft, DraftRefused

PAPER = """
`送审稿` 送审稿——供党委（党组）集体研究

# 关于对张某同志适用容错的初步建议

`主送` 中共某区纪律检查委员会：

根据有关规定，提出如下**初步建议**。

## 一、当事人相关职责及应承担的责任

### （一）基本事实

经查，𠮷某未按规定办理。【待补充：处罚决定书文号】

- 第一项材料

| 维度 | 判断 | 事实与证据 |
| --- | --- | --- |
| 主观动机 | 出于公心 | 为保障重点项目工期，未发现谋取私利。 |

`附件说明` 附件：1．容错申请表
2．会议纪要

`署名` 中共某局党组

`成文日期` 2026年9月30日

`说明` 引用前请核对现行有效文本。
"""
FORM = """
# 容错申请表

| | | | |
| --- | --- | --- | --- |
| 单位 | 某局 | `同左` | `同左` |
| 申请人情况 | 姓名 | 张某 | `同左` |
| `同上` | 级别 | 正科级 | `同左` |
"""
FONTS = {
    "公文标题": ("方正小标宋简体", 22),
    "主送机关": ("仿宋_GB2312", 16),
    "公文正文": ("仿宋_GB2312", 16),
    "一级标题": ("黑体", 16),
    "二级标题": ("楷体_GB2312", 16),
    "表头": ("黑体", 12),
    "单页页码": ("宋体", 14),
    "双页页码": ("宋体", 14),
}


def opened(markdown: str):
    """The paper as python-docx reads it."""
    return Document(io.BytesIO(to_docx(markdown)))


def property_of(document, style: str, tag: str, attribute: str) -> str:
    """One paragraph property of a named style."""
    return document.styles[style].element.pPr.find(qn(f"w:{tag}")).get(qn(f"w:{attribute}"))


def test_the_page_is_a4_with_the_standard_margins() -> None:
    section = opened(PAPER).sections[0]
    sizes = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    sizes += [section.left_margin, section.right_margin]
    assert [round(size / Mm(1), 1) for size in sizes] == [210, 297, 37, 35, 28, 26]


def test_every_paragraph_has_its_style_and_nothing_else() -> None:
    document = opened(PAPER)
    assert [paragraph.style.name for paragraph in document.paragraphs] == [
        "送审稿",
        "公文标题",
        "主送机关",
        "公文正文",
        "一级标题",
        "二级标题",
        "公文正文",
        "列表项",
        "附件说明",
        "署名",
        "成文日期",
        "说明",
    ]
    assert all(paragraph.text for paragraph in document.paragraphs)
    assert not document.element.body.xpath(".//w:pPr/*[not(self::w:pStyle)]|.//w:rPr/*[not(self::w:rStyle)]")


@pytest.mark.parametrize("name", FONTS)
def test_a_style_names_its_east_asian_font_and_size(name: str) -> None:
    font = opened(PAPER).styles[name].font
    assert (font.element.rPr.rFonts.get(qn("w:eastAsia")), font.size.pt) == FONTS[name]


@pytest.mark.parametrize(
    ("style", "tag", "attribute", "value"),
    [
        ("公文标题", "jc", "val", "center"),
        ("公文正文", "ind", "firstLineChars", "200"),
        ("公文正文", "spacing", "line", "579"),
        ("公文正文", "spacing", "lineRule", "exact"),
        ("主送机关", "ind", "firstLineChars", "0"),
        ("一级标题", "outlineLvl", "val", "0"),
        ("二级标题", "outlineLvl", "val", "1"),
        ("成文日期", "jc", "val", "right"),
        ("成文日期", "ind", "rightChars", "400"),
    ],
)
def test_a_style_is_laid_out_by_the_standard(style: str, tag: str, attribute: str, value: str) -> None:
    assert property_of(opened(PAPER), style, tag, attribute) == value


@pytest.mark.parametrize("name", ["中共某局党组", "中共济南市某某区行政审批服务局党组", "某" * 40])
def test_the_issuing_body_stands_centred_over_the_date(name: str) -> None:
    document = opened(f"`署名` {name}\n\n`成文日期` 2026年9月30日")
    left = int(property_of(document, "署名", "ind", "leftChars"))
    right = int(property_of(document, "成文日期", "ind", "rightChars"))
    assert 2800 - left == 2 * right + 650


def test_a_gap_is_highlighted_by_its_character_style() -> None:
    document = opened(PAPER)
    marked = [run.text for p in document.paragraphs for run in p.runs if run.style.name == "待补充"]
    assert marked == ["【待补充：处罚决定书文号】"]
    assert document.styles["待补充"].element.xpath("w:rPr/w:highlight/@w:val") == ["yellow"]


def test_the_lines_of_the_attachment_note_are_line_breaks() -> None:
    assert "附件：1．容错申请表\n2．会议纪要" in [paragraph.text for paragraph in opened(PAPER).paragraphs]


def test_a_table_has_borders_a_repeated_header_and_fills_the_measure() -> None:
    document = opened(PAPER)
    (table,) = document.tables
    assert table.style.element.xpath(".//w:tblBorders/w:insideH/@w:val") == ["single"]
    assert [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows] == [True, False]
    assert [cell.paragraphs[0].style.name for cell in table.rows[1].cells] == ["表格文字"] * 3
    breadths = [column.width / Mm(1) for column in table.columns]
    assert sum(breadths) == pytest.approx(156, abs=0.2)
    assert breadths[0] < breadths[2] / 3


def test_a_low_row_stays_whole_and_a_high_one_may_go_on_over_the_page() -> None:
    (table,) = opened("| 甲 | 乙 |\n|---|---|\n| 短 | 也短 |\n| 长 | " + "某" * 900 + " |").tables
    assert [bool(row._tr.xpath("w:trPr/w:cantSplit")) for row in table.rows] == [True, True, False]


def test_a_row_that_heads_others_is_kept_with_the_next() -> None:
    (table,) = opened("| 甲 | 乙 |\n|---|---|\n| **组** | `同左` |\n| 一 | 二 |").tables
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    assert kept == [None, True, None]


def test_the_row_that_is_sealed_has_room_for_a_seal() -> None:
    (table,) = opened("| | |\n|---|---|\n| 单位 | 某局 |\n| 意见 | `签章` （盖章） |").tables
    assert [row._tr.xpath("w:trPr/w:trHeight/@w:val") for row in table.rows] == [[], ["2268"]]
    assert table.rows[1].cells[1].text == "（盖章）"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("容错申请表", ["容错申请表"]),
        ("中共某局党组关于张某同志容错的初步建议", ["中共某局党组关于张某同志容错的初步建议"]),
        (
            "中共清和区行政审批服务局党组关于高文澍同志容错的初步建议",
            ["中共清和区行政审批服务局党组", "关于高文澍同志容错的初步建议"],
        ),
        (
            "中共清和区柳泉镇石门村总支部委员会关于对欧阳明华同志不提出容错建议的说明",
            ["中共清和区柳泉镇石门村总支部委员会", "关于对欧阳明华同志不提出容错建议的说明"],
        ),
        (
            "中共清和区委柳泉街道工作委员会关于清和区柳泉街道综合行政执法办公室容错的初步建议",
            ["中共清和区委柳泉街道工作委员会", "关于清和区柳泉街道综合行政执法办公室", "容错的初步建议"],
        ),
        (
            "中共清和区柳泉街道新型城镇化和城市更新建设指挥部临时工作委员会关于欧阳明华同志容错的初步建议",
            [
                "中共清和区柳泉街道",
                "新型城镇化和城市更新建设指挥部",
                "临时工作委员会关于欧阳明华同志",
                "容错的初步建议",
            ],
        ),
        (
            "中共青崖县市场监督管理局党组关于对青崖县市市场监管综合服务中心市政审批科不提出容错建议的说明",
            [
                "中共青崖县市场监督管理局党组",
                "关于对青崖县市市场监管综合服务中心",
                "市政审批科不提出容错建议的说明",
            ],
        ),
        (
            "中共柳泉镇石门村支部委员会关于对柳泉镇石门村村民委员会不提出容错建议的说明",
            ["中共柳泉镇石门村支部委员会", "关于对柳泉镇石门村村民委员会", "不提出容错建议的说明"],
        ),
        ("某" * 30, ["某" * 30]),
        (
            "中国共产党清和区城乡建设和交通运输综合行政执法支队机关委员会关于高文澍同志容错的初步建议",
            [
                "中国共产党清和区",
                "城乡建设和交通运输综合行政执法支队",
                "机关委员会关于高文澍同志容错的初步建议",
            ],
        ),
        (
            "中国共产党清和区城乡建设和交通运输管理服务保障联席会议机关委员会关于高文澍同志容错的初步建议",
            [
                "中国共产党清和区",
                "城乡建设和交通运输管理服务保障联席会议机关委员会",
                "关于高文澍同志容错的初步建议",
            ],
        ),
    ],
)
def test_a_title_breaks_between_words(title: str, lines: list[str]) -> None:
    assert opened(f"# {title}").paragraphs[0].text.split("\n") == lines
    assert opened(f"# {title}").core_properties.title == title


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("单位", ["单位"]),
        ("责任追究事由", ["责任追究事由"]),
        ("被告知申请容错的时间", ["被告知申请", "容错的时间"]),
        ("申请容错理由及政策依据", ["申请容错理由", "及政策依据"]),
        ("符合何种容错条件及情形", ["符合何种容错", "条件及情形"]),
        ("纠正错误、改进工作的具体措施", ["纠正错误、", "改进工作的", "具体措施"]),
        ("申请人/单位职责及应承担的责任", ["申请人/", "单位职责及", "应承担的责任"]),
    ],
)
def test_a_label_breaks_between_words(label: str, lines: list[str]) -> None:
    ends = breaks(label, 6, LABEL)
    assert [label[at:end] for at, end in pairwise([0, *ends, len(label)])] == lines


def test_a_long_title_of_many_parts_is_broken_at_once() -> None:
    assert len(breaks("关于同志" * 3000, 20, TITLE)) == 599


def test_the_lines_of_labels_come_from_the_edges_of_their_cells_and_the_words_stay_whole() -> None:
    (table,) = opened("| | |\n|---|---|\n| 单位党委（党组）意见 | 同意 |").tables
    assert table.cell(0, 0).text == "单位党委（党组）意见"
    assert table.cell(0, 0)._tc.xpath("w:tcPr/w:tcMar/w:left/@w:w") != []


def test_a_line_of_a_label_in_which_the_next_word_would_begin_is_broken() -> None:
    (table,) = opened("| | | |\n|---|---|---|\n| 情况 | 申请人/单位职责及应承担的责任 | 负责 |").tables
    assert table.cell(0, 1).text == "申请人/\n单位职责及\n应承担的责任"


def test_a_name_stays_in_one_line_beside_long_words() -> None:
    (table,) = opened(
        f"| | | | |\n|---|---|---|---|\n| 姓名 | 欧阳明华 | 级别 | {'市管企业副职' * 9} |"
    ).tables
    assert table.columns[1].width.pt >= 4 * 12 + 5.7


@pytest.mark.parametrize(("count", "size"), [(10, 12), (500, 12), (1800, 10.5), (2600, 9), (5000, 10.5)])
def test_a_form_is_set_as_large_as_two_pages_allow(count: int, size: float) -> None:
    document = opened("| | |\n|---|---|\n| 单位 | " + "某" * count + " |\n| 意见 | `签章` （盖章） |")
    assert document.styles["表格文字"].font.size.pt == size


def test_a_form_joins_its_cells_and_has_no_header() -> None:
    (table,) = opened(FORM).tables
    assert table.cell(0, 1)._tc is table.cell(0, 3)._tc
    assert table.cell(1, 0)._tc is table.cell(2, 0)._tc
    assert table.cell(1, 0).text == "申请人情况"
    assert not table._tbl.xpath(".//w:tblHeader")


def test_page_numbers_are_outside_on_both_sides() -> None:
    document = opened(PAPER)
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, style in ((section.footer, "单页页码"), (section.even_page_footer, "双页页码")):
        assert footer.paragraphs[0].style.name == style
        assert footer._element.xpath(".//w:fldSimple/@w:instr") == ["PAGE"]
        assert "".join(footer._element.xpath(".//w:t/text()")) == "— 1 —"


def test_the_file_carries_its_title_and_no_traces() -> None:
    raw = to_docx(PAPER, kind="容错初步建议")
    about = Document(io.BytesIO(raw)).core_properties
    assert (about.title, about.category) == ("关于对张某同志适用容错的初步建议", "容错初步建议")
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    names = zipfile.ZipFile(io.BytesIO(raw)).namelist()
    assert not [name for name in names if re.search("app.xml|thumbnail|custom|theme", name)]


def test_the_same_paper_is_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text(PAPER, encoding="utf-8")
    program = (
        "import pathlib, sys; from assistant.services.documents.docx import to_docx;"
        "sys.stdout.buffer.write(to_docx(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8')))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "paper.md")]
    root = Path(__file__).parents[2]
    assert subprocess.run(command, capture_output=True, check=True, cwd=root).stdout == to_docx(PAPER)


@pytest.mark.parametrize(
    "typed",
    [
        "{{ x }}",
        "**a**",
        "[red]x[/]",
        "|",
        "# x",
        "1. x",
        "- x",
        "<b>",
        "&amp;",
        "```",
        "=1+1",
        "\\\\",
        "𠮷䶮",
    ],
)
def test_nasty_words_come_out_literally(typed: str) -> None:
    document = opened(f"{escape(typed)}\n\n|栏|\n|---|\n|{escape(typed)}|")
    assert [paragraph.text for paragraph in document.paragraphs] == [typed]
    assert document.tables[0].cell(1, 0).text == typed


@pytest.mark.parametrize(
    "markdown", ["甲\x07乙\x0b", "甲\u202e乙", "甲\ud800\ufffe", escape("甲\x00\x1b[31m乙")]
)
def test_control_characters_are_shown_and_never_crash(markdown: str) -> None:
    assert "[U+" in opened(markdown).paragraphs[0].text


@pytest.mark.parametrize("markdown", ["", "# " + "题" * 300, "| 栏 |\n| --- |\n| 文 |"])
def test_odd_papers_can_be_written(markdown: str) -> None:
    assert opened(markdown)


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdfinfo")) and not os.environ.get("CI"),
    reason="LibreOffice or poppler is not installed",
)
@pytest.mark.parametrize(
    ("markdown", "pages"),
    [
        pytest.param(PAPER, 1, id="paper"),
        pytest.param(FORM, 1, id="form"),
        pytest.param("\n\n".join(["某"] * 22), 1, id="22 lines on a page"),
        pytest.param("\n\n".join(["某"] * 23), 2, id="23 lines"),
        pytest.param("某" * (22 * 28 - 2), 1, id="28 characters in a line"),
        pytest.param("某" * (22 * 28 - 1), 2, id="one character more"),
    ],
)
def test_libreoffice_prints_it_on_a4(markdown: str, pages: int, tmp_path: Path) -> None:
    (tmp_path / "paper.docx").write_bytes(to_docx(markdown))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "paper.docx")], capture_output=True, check=True, timeout=120)
    found = subprocess.run(
        ["pdfinfo", str(tmp_path / "paper.pdf")], capture_output=True, check=True, text=True
    )
    info = dict(re.findall(r"(?m)^(Pages|Page size): +(\S+(?: x \S+)?)", found.stdout))
    width, height = (float(size) for size in info["Page size"].split(" x "))
    assert (width, height) == (pytest.approx(595.3, abs=1), pytest.approx(841.9, abs=1))
    assert int(info["Pages"]) == pages


# Comments


def annotated(draft: Draft):
    return Document(io.BytesIO(content(draft, ".docx", annotate=True)))


def commented(draft: Draft) -> list[str]:
    """What the comments ought to say: one for each stretch of sentences with the same addresses."""
    said = []
    for block in blocks(draft.marked):
        for runs in passages(block):
            stretches = [addresses for addresses, _ in groupby(sentences(runs), key=lambda s: s.addresses)]
            said += [told(map(draft.grounds.__getitem__, addresses)) for addresses in stretches if addresses]
    return ["\n".join(f"{what}：{words}" for what, words in lines) for lines in said]


@pytest.fixture
def papers(casework, case_answers, interview_of) -> list[Draft]:
    """Every kind of paper over a recommendation, a note and the empty case."""
    cases = [interview_of(case_answers(name)) for name in ("E-01", "E-04")]
    found = []
    for interview in [*cases, interview_of({})]:
        for kind in KINDS:
            try:
                found.append(casework.draft(interview, kind))
            except DraftRefused:
                continue
    return found


def test_each_stretch_of_sentences_with_the_same_addresses_has_one_comment(papers: list[Draft]) -> None:
    for draft in papers:
        document = annotated(draft)
        assert [comment.text for comment in document.comments] == commented(draft) != []
        for mark in ("commentRangeStart", "commentRangeEnd", "commentReference"):
            assert len(document.element.body.xpath(f".//w:{mark}")) == len(document.comments), mark


def test_a_comment_gives_article_answer_and_evidence(papers: list[Draft]) -> None:
    document = annotated(papers[0])
    said = {comment.text for comment in document.comments}
    assert (
        "依据：第六条第（一）项\n回答：主观动机·判断：出于公心；主观动机·分清：无心之过\n"
        "证明：个人有关事项及社会关系核查情况；企业负责人询问笔录；窗口监控录像"
    ) in said
    assert "依据：第七条第（二）项\n回答：符合上级决策部署精神：是\n证明：没有列出" in said
    assert {(comment.author, comment.initials, comment.timestamp) for comment in document.comments} == {
        ("容错初步建议助手", "容错", None)
    }


def test_the_words_of_an_annotated_paper_are_those_of_the_plain_one(papers: list[Draft]) -> None:
    for draft in papers:
        plain, noted = Document(io.BytesIO(content(draft, ".docx"))), annotated(draft)
        assert texts(noted) == texts(plain)
        assert len(plain.comments) == 0


def texts(document) -> list[tuple[str, str]]:
    cells = [
        p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs
    ]
    return [(p.style.name, p.text) for p in (*document.paragraphs, *cells)]


def test_the_plain_paper_has_no_trace_of_comments(papers: list[Draft]) -> None:
    for draft in papers:
        archive = zipfile.ZipFile(io.BytesIO(content(draft, ".docx")))
        assert not [name for name in archive.namelist() if "comment" in name.lower()]
        assert all(
            "omment" not in archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
        )


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")) and not os.environ.get("CI"),
    reason="LibreOffice or poppler is not installed",
)
def test_libreoffice_opens_it_with_its_comments(papers: list[Draft], tmp_path: Path) -> None:
    (tmp_path / "paper.docx").write_bytes(content(papers[0], ".docx", annotate=True))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "fodt", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "paper.docx")], capture_output=True, check=True, timeout=120)
    read = (tmp_path / "paper.fodt").read_text(encoding="utf-8")
    assert len(re.findall("<office:annotation ", read)) == len(commented(papers[0]))
    command[command.index("fodt")] = "pdf"
    subprocess.run([*command, str(tmp_path / "paper.docx")], capture_output=True, check=True, timeout=120)
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "paper.pdf"), "-"], capture_output=True, check=True
    ).stdout
    assert "建议对高文澍同志予以免责" in text.decode().replace("\n", "")
