"""Text that tries to be something else stands in every kind of file as it was typed, and the file opens."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from docx import Document

from assistant.domain.answers import Answers
from assistant.domain.assessment import assess
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.domain.statistics import form, statistics
from assistant.services.documents import content
from assistant.services.documents.markdown import all_runs, blocks, plain
from assistant.services.documents.statistics import to_xlsx
from assistant.services.drafting import KINDS, Drafting
from assistant.services.library import Library

TYPED = {
    "{{ 7 * 7 }}{% for x in y %}": "{{ 7 * 7 }}{% for x in y %}",
    "{# 注 #}": "{# 注 #}",
    "[red]红[/red][@click=app.quit]": "[red]红[/red][@click=app.quit]",
    "**粗** _斜_ `码` ~~删~~": "**粗** _斜_ `码` ~~删~~",
    "# 题 | 栏 |": "# 题 | 栏 |",
    "<w:br/><b>&amp;</b>]]><!--": "<w:br/><b>&amp;</b>]]><!--",
    "=HYPERLINK(1)": "=HYPERLINK(1)",
    "+86-531": "+86-531",
    "-1+1": "-1+1",
    "@SUM(A1)": "@SUM(A1)",
    "_x000D_甲": "_x000D_甲",
    "响\x07铃\x1b[31m": "响[U+0007]铃[U+001B][31m",
    "反\u202e向\u2066": "反[U+202E]向[U+2066]",
    "零\u200b宽": "零\u200b宽",
    "半\ud800个\uffff": "半[U+D800]个[U+FFFF]",
    "𠮷䶮𪚥": "𠮷䶮𪚥",
    "$\\alpha$ \\n %s {0}": "$\\alpha$ \\n %s {0}",
}
"""What is typed, and what is read: control characters are named, everything else is as it is."""
PLACES = (
    "accountability",
    "facts",
    "duties",
    "responsibility",
    "correction",
    "application.reason",
    "person.name",
)


def read_docx(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    assert not document.element.body.xpath(".//w:fldSimple|.//w:instrText|.//w:hyperlink|.//w:object")
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def read_md(data: bytes) -> str:
    return "\n".join(plain(tuple(all_runs(block))) for block in blocks(data.decode()))


READERS: dict[str, Callable[[bytes], str]] = {".docx": read_docx, ".md": read_md, ".txt": bytes.decode}


@pytest.fixture
def answers(case_answers: Callable[..., Answers]) -> Callable[[str], Answers]:
    """The answers of E-01 with some words in every place where people write freely."""
    return lambda typed: case_answers("E-01", dict.fromkeys(PLACES, typed))


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize("typed", TYPED, ids=ascii)
def test_a_paper_says_what_was_typed(
    typed: str,
    suffix: str,
    library: Library,
    knowledge: Knowledge,
    answers: Callable[[str], Answers],
    interview_of: Callable[[Answers], Interview],
) -> None:
    interview = interview_of(answers(typed))
    drafting, assessment = Drafting(library, knowledge), assess(interview.active, knowledge)
    for kind in KINDS:
        text = READERS[suffix](content(drafting.draft(interview, assessment, kind), suffix))
        assert TYPED[typed] in text.replace("\n", ""), kind


@pytest.mark.parametrize("typed", TYPED, ids=ascii)
def test_the_table_says_what_was_typed_and_reckons_nothing(
    typed: str, knowledge: Knowledge, answers: Callable[[str], Answers]
) -> None:
    shape = form(knowledge.regulation.paper_of("annex2"))
    decided = answers(typed) | {"decision.date": "2026-10-08", "decision.outcome": "免责"}
    data = to_xlsx(shape, statistics([decided], 0, shape.measures))
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data)).active for cell in row]
    assert TYPED[typed].replace("_x000D_", "_x005F_x000D_") in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n"} and not any(cell.hyperlink for cell in cells)
    assert all(isinstance(cell.value, str | None) for cell in cells)
