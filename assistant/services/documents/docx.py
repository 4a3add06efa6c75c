"""Markdown to .docx in the layout of an official paper (GB/T 9704—2012); every look is a named style."""

# pyright: reportPrivateUsage=false
from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from assistant.services.documents.markdown import Block, Run, blocks, plain, sentences, width
from assistant.services.documents.packing import EPOCH, packed
from assistant.services.documents.styles import COMMENT_STYLES, LOOKS, PITCH, Look, dress, element, in_tables
from assistant.services.documents.tables import add_table, size_in_tables
from assistant.services.documents.text import LINE
from assistant.services.documents.titles import broken

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run as WordRun

Write = Callable[["Paragraph", tuple[Run, ...]], object]
Explain = Callable[[tuple[str, ...]], str]
"""What stands in the comment on sentences with these addresses."""

AUTHOR, INITIALS = "容错初步建议助手", "容错"
"""Who comments."""

STYLES = {"标题": "公文标题", "正文": "公文正文", "主送": "主送机关"}
BEFORE = {
    ("正文", "附件说明"): "末段正文",
    ("正文", "署名"): "末段正文",
    ("正文", "表格"): "表前正文",
    ("说明", "标题"): "题前说明",
}
"""The style of a piece before another: a signature, for one, takes words of the paper along to its page."""
SHORT = 12
"""A paragraph of up to so many lines is taken along: LibreOffice takes it whole, and of a longer one, which with its
heading and the signature fills a page, it would leave the heading alone on the page before.
"""


def to_docx(markdown: str, kind: str = "", explain: Explain | None = None) -> bytes:
    """The paper as a .docx file; `kind` goes into its properties as the category.

    With `explain`, a marked paper gets a comment on each stretch of sentences that have the same addresses:
    the sentences of one long answer rest on the same, and the same comment on each would hide the others.
    """
    from docx import Document

    pieces = blocks(markdown)
    document = Document()
    size = size_in_tables(pieces)
    dress(document, LOOKS | _signature(pieces) | in_tables(size), COMMENT_STYLES if explain else "")
    _lay_out_page(document)
    write = partial(_annotate, document, explain) if explain else _write
    for piece, following in zip_longest(pieces, pieces[1:]):
        if piece.kind == "表格":
            add_table(document, piece, size, write)
        else:
            _add(document, piece, _style(piece, following), write)
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


def _style(piece: Block, following: Block | None) -> str:
    usual = STYLES.get(piece.kind, piece.kind)
    if following is None or width(plain(piece.runs)) > SHORT * LINE:
        return usual
    return BEFORE.get((piece.kind, following.kind), usual)


def _add(document: Document, piece: Block, style: str, write: Write) -> None:
    paragraph = document.add_paragraph(style=style)
    if piece.kind == "列表项":
        paragraph.add_run("· ")
    write(paragraph, broken(piece.runs) if piece.kind == "标题" else piece.runs)


def _write(paragraph: Paragraph, runs: tuple[Run, ...]) -> list[WordRun]:
    styles = ("待补充" if run.gap else "加粗" if run.strong else None for run in runs)
    return [paragraph.add_run(run.text, style=style) for run, style in zip(runs, styles, strict=True)]


def _annotate(document: Document, explain: Explain, paragraph: Paragraph, runs: tuple[Run, ...]) -> None:
    for addresses, stretch in groupby(sentences(runs), key=lambda sentence: sentence.addresses):
        written = [run for sentence in stretch for run in _write(paragraph, sentence.runs)]
        if addresses:
            comment = document.add_comment(written, explain(addresses), AUTHOR, INITIALS)
            comment._comment_elm.date = None


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
    section._sectPr.append(element("docGrid", attributes=f'w:type="lines" w:linePitch="{PITCH}"'))
    for footer, style in ((section.footer, "单页页码"), (section.even_page_footer, "双页页码")):
        footer.is_linked_to_previous = False
        footer.paragraphs[0].style = style
        footer.paragraphs[0].add_run("— ")
        footer.paragraphs[0]._p.append(element("fldSimple", "<w:r><w:t>1</w:t></w:r>", 'w:instr="PAGE"'))
        footer.paragraphs[0].add_run(" —")


def _packed(document: Document) -> bytes:
    """The file's bytes, without the template's leftovers."""
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
    raw = io.BytesIO()
    document.save(raw)
    return packed(raw.getvalue())
