"""Markdown to .docx in the layout of an official paper (GB/T 9704—2012); every look is a named style."""

# pyright: reportPrivateUsage=false
from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import groupby, pairwise
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.services.documents.markdown import (
    ABOVE,
    LEFT,
    Block,
    Cell,
    Run,
    blocks,
    plain,
    sentences,
    width,
)
from assistant.services.documents.text import LINE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run as WordRun

Write = Callable[["Paragraph", tuple[Run, ...]], object]
Explain = Callable[[tuple[str, ...]], str]
"""What stands in the comment on sentences with these addresses."""

EPOCH = datetime(1980, 1, 1)
"""The moment that every file bears, so that the same paper is the same bytes."""

AUTHOR, INITIALS = "容错初步建议助手", "容错"
"""Who comments."""

PITCH = 579
"""One line in twips: 28.95 pt, 22 lines a page."""
MEASURE = 8844
"""The text's breadth in twips: 156 mm."""
SQUEEZE = 5
"""What each character gives up, in twips, so that 28 of 16 pt fit the measure."""

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ALIASES = {"方正小标宋简体": "宋体", "仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体"}


class Look(NamedTuple):
    """A paragraph style: sizes in points, indents in characters, spacing in twips (`line` 0 is single)."""

    font: str = "仿宋_GB2312"
    size: int = 16
    align: str = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    before: int = 0
    after: int = 0
    line: int = PITCH
    outline: int = 0
    keep: bool = False


LOOKS = {
    "公文标题": Look("方正小标宋简体", 22, "center", after=PITCH, line=700, keep=True),
    "一级标题": Look("黑体", first=2, outline=1, keep=True),
    "二级标题": Look("楷体_GB2312", first=2, outline=2, keep=True),
    "公文正文": Look(first=2),
    "列表项": Look(first=2),
    "送审稿": Look("黑体", align="left", after=PITCH),
    "文号": Look(align="center", after=PITCH, keep=True),
    "附件": Look("黑体", align="left", after=PITCH),
    "主送机关": Look(align="left"),
    "附件说明": Look(align="left", first=-3, left=5, before=PITCH, keep=True),
    "署名": Look(align="center", before=2 * PITCH, keep=True),
    "成文日期": Look(align="right", right=4),
    "说明": Look(size=14, first=2, before=PITCH, line=480),
    "表格文字": Look(size=12, align="left", line=0),
    "表格栏目": Look(size=12, align="center", line=0),
    "表头": Look("黑体", 12, "center", line=0),
    "单页页码": Look("宋体", 14, "right", right=1, line=0),
    "双页页码": Look("宋体", 14, "left", left=1, line=0),
}
STYLES = {"标题": "公文标题", "正文": "公文正文", "主送": "主送机关"}


def to_docx(markdown: str, kind: str = "", explain: Explain | None = None) -> bytes:
    """The paper as a .docx file; `kind` goes into its properties as the category.

    With `explain`, a marked paper gets a comment on each stretch of sentences that have the same addresses:
    the sentences of one long answer rest on the same, and the same comment on each would hide the others.
    """
    from docx import Document

    pieces = blocks(markdown)
    document = Document()
    _dress(document, LOOKS | _signature(pieces), COMMENT_STYLES if explain else "")
    _lay_out_page(document)
    write = partial(_annotate, document, explain) if explain else _write
    for piece in pieces:
        _add(document, piece, write)
    about = document.core_properties
    about.title = next((plain(piece.runs) for piece in pieces if piece.kind == "标题"), "")[:255]
    about.category, about.author, about.comments = kind, "", ""
    about.created = about.modified = EPOCH
    about.identifier = seal(document.part.blob)
    return _packed(document)


def seal(body: bytes) -> str:
    """What tells whether the body of a paper is still the one that was written."""
    return sha256(body).hexdigest()


def edited(data: bytes) -> bool:
    """Whether a .docx is no longer as it was written here, or never was."""
    from docx import Document

    try:
        about = Document(io.BytesIO(data)).core_properties.identifier
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return about != seal(packed.read("word/document.xml"))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return True


def _add(document: Document, piece: Block, write: Write) -> None:
    if piece.kind == "表格":
        return _add_table(document, piece, write)
    paragraph = document.add_paragraph(style=STYLES.get(piece.kind, piece.kind))
    if piece.kind == "列表项":
        paragraph.add_run("· ")
    write(paragraph, piece.runs)


def _write(paragraph: Paragraph, runs: tuple[Run, ...]) -> list[WordRun]:
    styles = ("待补充" if run.gap else "加粗" if run.strong else None for run in runs)
    return [paragraph.add_run(run.text, style=style) for run, style in zip(runs, styles, strict=True)]


def _annotate(document: Document, explain: Explain, paragraph: Paragraph, runs: tuple[Run, ...]) -> None:
    for addresses, stretch in groupby(sentences(runs), key=lambda sentence: sentence.addresses):
        written = [run for sentence in stretch for run in _write(paragraph, sentence.runs)]
        if addresses:
            comment = document.add_comment(written, explain(addresses), AUTHOR, INITIALS)
            comment._comment_elm.date = None


def _add_table(document: Document, piece: Block, write: Write) -> None:
    from docx.shared import Twips

    table = document.add_table(len(piece.rows), len(piece.rows[0]), style="公文表格")
    table.autofit = False
    breadths = _breadths(piece)
    for column, breadth in zip(table.columns, breadths, strict=True):
        column.width = Twips(breadth)
    for row, cells in zip(table.rows, piece.rows, strict=True):
        for target, cell, breadth in zip(row.cells, cells, breadths, strict=True):
            target.width = Twips(breadth)
            target.paragraphs[0].style = cell.kind
            write(target.paragraphs[0], cell.runs)
    if piece.header:
        table.rows[0]._tr.get_or_add_trPr().append(_element("tblHeader"))
    for r, row in enumerate(piece.rows):
        for c, cell in enumerate(row):
            if cell.joins:
                neighbour = table.cell(r - (cell.joins == ABOVE), c - (cell.joins == LEFT))
                neighbour.merge(table.cell(r, c))


def _breadths(piece: Block) -> list[int]:
    """The columns' breadths in twips: narrow ones as they need, the others share the rest."""
    needs = [max(column) * 240 for column in zip(*map(_needs, piece.rows), strict=True)]
    fair = MEASURE / len(needs)
    shares = _held(piece) if piece.header else needs
    spare = MEASURE - sum(need for need in needs if need <= fair)
    wide = sum(share for share, need in zip(shares, needs, strict=True) if need > fair)
    return [
        round(share * spare / wide if need > fair else need)
        for share, need in zip(shares, needs, strict=True)
    ]


def _held(piece: Block) -> list[float]:
    """The root of what each column holds: with breadths like these, rows stay low where texts are long."""
    rows = [row for row in piece.rows if not any(cell.joins for cell in row)]
    roots = [sqrt(sum(width(plain(cell.runs)) for cell in column)) for column in zip(*rows, strict=True)]
    return [max(root, 0.7 * sum(roots) / len(roots)) for root in roots]


def _needs(row: tuple[Cell, ...]) -> list[float]:
    """What each column needs for this row, in characters of 12 pt; a joined cell spreads over its columns."""
    starts = [i for i, cell in enumerate(row) if cell.joins != LEFT]
    spans = [end - start for start, end in pairwise([*starts, len(row)])]
    texts = [min(width(plain(row[i].runs)), 5 if row[i].kind == "表格栏目" else 30) + 1.6 for i in starts]
    return [need / span for need, span in zip(texts, spans, strict=True) for _ in range(span)]


def _signature(pieces: list[Block]) -> dict[str, Look]:
    """署名 and 成文日期 on one axis, the date four characters from the margin where the name is short."""
    found = {piece.kind: width(plain(piece.runs)) for piece in pieces}
    date = found.get("成文日期", 0)
    breadth = min(LINE, max(found.get("署名", 0) + 1, date + 8))
    return {
        "署名": LOOKS["署名"]._replace(left=LINE - breadth),
        "成文日期": LOOKS["成文日期"]._replace(right=(breadth - date) / 2),
    }


def _lay_out_page(document: Document) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height, section.footer_distance = Mm(210), Mm(297), Mm(25)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    for old in section._sectPr.xpath("w:docGrid"):
        section._sectPr.remove(old)
    section._sectPr.append(_element("docGrid", attributes=f'w:type="lines" w:linePitch="{PITCH}"'))
    for footer, style in ((section.footer, "单页页码"), (section.even_page_footer, "双页页码")):
        footer.is_linked_to_previous = False
        footer.paragraphs[0].style = style
        footer.paragraphs[0].add_run("— ")
        footer.paragraphs[0]._p.append(_element("fldSimple", "<w:r><w:t>1</w:t></w:r>", 'w:instr="PAGE"'))
        footer.paragraphs[0].add_run(" —")


def _dress(document: Document, looks: dict[str, Look], more: str) -> None:
    """Replace the template's styles, settings and font table by the paper's own."""
    from docx.opc.constants import RELATIONSHIP_TYPE as RT

    styles = BASE_STYLES + "".join(_paragraph_style(name, look) for name, look in looks.items()) + more
    document.styles.element[:] = list(_element("styles", styles))
    document.settings.element[:] = list(_element("settings", SETTINGS))
    fonts = (
        f'<w:font w:name="{font}"><w:altName w:val="{other}"/></w:font>' for font, other in ALIASES.items()
    )
    table: Any = document.part.part_related_by(RT.FONT_TABLE)
    table._blob = f'<w:fonts xmlns:w="{WORD}">{"".join(fonts)}</w:fonts>'.encode()


def _paragraph_style(name: str, look: Look) -> str:
    char = look.size * 20 - SQUEEZE
    indents = {
        "left": look.left,
        "right": look.right,
        "hanging" if look.first < 0 else "firstLine": abs(look.first),
    }
    sides = (f'w:{s}Chars="{round(n * 100)}" w:{s}="{round(n * char)}"' for s, n in indents.items())
    line = f'w:line="{look.line}" w:lineRule="exact"' if look.line else 'w:line="240" w:lineRule="auto"'
    level = f'<w:outlineLvl w:val="{look.outline - 1}"/>' if look.outline else ""
    return f"""
<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>
<w:basedOn w:val="a"/><w:qFormat/><w:pPr>{"<w:keepNext/>" * look.keep}<w:snapToGrid w:val="0"/>
<w:spacing w:before="{look.before}" w:after="{look.after}" {line}/><w:ind {" ".join(sides)}/>
<w:jc w:val="{look.align}"/>{level}</w:pPr><w:rPr>{_font(look.font, look.size)}</w:rPr></w:style>"""


def _font(font: str, size: int) -> str:
    scripts = " ".join(f'w:{script}="{font}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    sizes = f'<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/>'
    return f'<w:rFonts w:hint="eastAsia" {scripts}/><w:spacing w:val="-{SQUEEZE}"/>{sizes}'


def _element(tag: str, inner: str = "", attributes: str = "") -> Any:
    from docx.oxml import parse_xml

    return parse_xml(f'<w:{tag} xmlns:w="{WORD}" {attributes}>{inner}</w:{tag}>')


def _packed(document: Document) -> bytes:
    """The file's bytes, with fixed times and without the template's leftovers."""
    kept = (
        "/officeDocument",
        "/core-properties",
        "/styles",
        "/settings",
        "/fontTable",
        "/footer",
        "/comments",
    )
    for rels in (document.part.package.rels, document.part.rels):  # pyright: ignore[reportOptionalMemberAccess]
        for key in [key for key, rel in rels.items() if not rel.reltype.endswith(kept)]:
            del rels[key]
    raw, packed = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()


_EDGE = 'w:val="single" w:sz="4" w:space="0" w:color="auto"'
BASE_STYLES = f"""
<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>
<w:rPr>{_font("仿宋_GB2312", 16)}</w:rPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="a0"><w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="table" w:default="1" w:styleId="a1"><w:name w:val="Normal Table"/></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="加粗"><w:name w:val="加粗"/>
<w:rPr><w:b/><w:bCs/></w:rPr></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="待补充"><w:name w:val="待补充"/>
<w:rPr><w:highlight w:val="yellow"/><w:shd w:val="clear" w:fill="FFFF00"/></w:rPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="公文表格"><w:name w:val="公文表格"/><w:tblPr>
<w:tblBorders><w:top {_EDGE}/><w:left {_EDGE}/><w:bottom {_EDGE}/><w:right {_EDGE}/><w:insideH {_EDGE}/>
<w:insideV {_EDGE}/></w:tblBorders><w:tblCellMar><w:top w:w="57" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>
<w:bottom w:w="57" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tcPr><w:vAlign w:val="center"/></w:tcPr></w:style>"""
COMMENT_STYLES = f"""
<w:style w:type="paragraph" w:styleId="CommentText"><w:name w:val="annotation text"/><w:basedOn w:val="a"/>
<w:rPr>{_font("宋体", 10)}</w:rPr></w:style>
<w:style w:type="character" w:styleId="CommentReference"><w:name w:val="annotation reference"/></w:style>"""
SETTINGS = """
<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>
<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"
 w:val="15"/></w:compat><w:themeFontLang w:eastAsia="zh-CN"/>"""
