"""The printed pages, measured: every kind of paper as PDF, by LibreOffice, against GB/T 9704—2012."""

import os
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from assistant.domain.answers import Answers
from assistant.domain.assessment import assess
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.domain.statistics import form, statistics
from assistant.services.documents import content
from assistant.services.documents.markdown import all_runs, blocks
from assistant.services.documents.statistics import to_xlsx
from assistant.services.drafting import KINDS, Drafting
from assistant.services.library import Library

TOOLS = ("soffice", "pdfinfo", "pdftotext", "pdffonts")
pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)) and not os.environ.get("CI"),
    reason="LibreOffice or poppler is not installed",
)
MM = 72 / 25.4
TEXT = (28 * MM, 37 * MM, (210 - 26) * MM, (297 - 35) * MM)
"""Where text may stand, in points: left, top, right, bottom."""
PITCH = 28.95
HOSTILE = (
    "{{ 7 * 7 }}{% raw %} [red]红[/red] **粗** <w:br/><b>&amp;</b> `代码` | 竖线 |\n# 标题\n- 项\n"
    "=1+1 +2 -3 @SUM(A1)\n响铃\x07反向\u202e字符\u200b零宽 ]]> \\n"
)
HEADING = re.compile(r"(?m)^(##.+|\| \*\*.+?\*\* \|)")
"""A heading, and a row that heads others in a table."""
RARE = "欧阳𠮷䶮𪚥"
FACTS = "他按“先收后补”办理。" * 270 + "𠀀事实写到这里为止。"
STRESS = {
    "person.name": RARE,
    "facts": FACTS[-3000:],
    "duties": "负责受理、审核和跟踪管理。" * 40,
    "application.reason": "为了让企业早日开工，按清单办理。" * 30,
    "evidence": [
        {"title": f"第{n}号证明材料：关于先收后补事项办理情况和跟踪提醒情况的说明", "date": "2026-04-08"}
        for n in range(1, 21)
    ],
    "policy_basis": [f"《关于第{n}项改革事项的若干规定》（虚构）" for n in range(1, 13)],
    **{f"dimensions.{n}.evidence": [f"第{n}号证明材料：关于先收后补事项办理情况和跟踪提醒情况的说明"] for n in range(1, 7)},
}  # fmt: skip

VILLAGE = {
    "unit.type": "村（社区）",
    "unit.name": "柳泉镇石门村",
    "committee.name": "中共柳泉镇石门村和东石门自然村联合总支部委员会",
    "committee.date": "2026-09-28",
}


class Line(NamedTuple):
    """A line of a page: its box in points, and its words."""

    left: float
    top: float
    right: float
    bottom: float
    words: str


class Printed(NamedTuple):
    """A paper as it comes out of the printer."""

    pages: list[list[Line]]
    text: str
    size: tuple[float, float]
    fonts: list[list[str]]
    markdown: str


def told(command: list[str]) -> str:
    out = subprocess.run(command, capture_output=True, check=True, timeout=180).stdout
    # poppler writes characters beyond U+FFFF as surrogates in a title
    return out.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@pytest.fixture(scope="module")
def printed(
    tmp_path_factory: pytest.TempPathFactory,
    library: Library,
    knowledge: Knowledge,
    case_answers: Callable[..., Answers],
    interview_of: Callable[[Answers], Interview],
) -> dict[str, Printed]:
    """Every kind of paper, of an ordinary case, a barred one, an empty one and one with much in it."""
    drafting, folder = Drafting(library, knowledge), tmp_path_factory.mktemp("printed")
    cases = {
        "E-01": case_answers("E-01", {"committee.date": "2026-09-28"}),
        "E-04": case_answers("E-04"),
        "empty": {},
    }
    cases |= {"unit": case_answers("E-01", {"subject": "单位"}), "much": case_answers("E-01", STRESS)}
    long = {"correction": "停止先收后补，逐件清理。" * 50, "dimensions.1.facts": "某事实情况" * 26}
    cases["long"] = case_answers("E-01", long)
    cases["village"] = case_answers("E-02", VILLAGE)
    prose = ("facts", "duties", "responsibility", "correction", "application.reason", "usual_performance")
    cases["hostile"] = case_answers("E-01", dict.fromkeys(prose, HOSTILE) | {"person.name": "=名{{ x }}[b]"})
    written: dict[str, str] = {}
    for name, answers in cases.items():
        interview = interview_of(answers)
        assessment = assess(interview.active, knowledge)
        for kind in KINDS:
            if kind == "recommendation" and assessment.barred:
                continue
            draft = drafting.draft(interview, assessment, kind)
            (folder / f"{name}-{kind}.docx").write_bytes(content(draft, ".docx"))
            written[f"{name}-{kind}"] = draft.markdown
    shape = form(knowledge.regulation.paper_of("annex2"))
    decided = {"decision.date": "2026-10-08", "decision.outcome": "免责", "accountability": "某事由" * 200}
    table = statistics([case_answers("E-01", decided)], 0, shape.measures)
    (folder / "statistics.xlsx").write_bytes(to_xlsx(shape, table))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    names = [str(folder / f"{name}.docx") for name in written] + [str(folder / "statistics.xlsx")]
    told(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *names])
    return {name: _read(folder / f"{name}.pdf", written.get(name, "")) for name in [*written, "statistics"]}


def _read(pdf: Path, markdown: str) -> Printed:
    box = ElementTree.fromstring(_plain(told(["pdftotext", "-bbox-layout", str(pdf), "-"])))
    size = re.search(r"Page size: +(\S+) x (\S+)", told(["pdfinfo", str(pdf)]))
    assert size
    fonts = [line.split() for line in told(["pdffonts", str(pdf)]).splitlines()[2:]]
    pages = [_lines(page) for page in box.iter() if page.tag.endswith("page")]
    text = "".join(line.words for page in pages for line in page)
    return Printed(pages, text, (float(size[1]), float(size[2])), fonts, markdown)


def _plain(xml: str) -> str:
    return re.sub(r"^<!DOCTYPE[^>]*>|&(?!amp;|lt;|gt;|quot;|apos;|#)|[\x00-\x08\x0b-\x1f]", "", xml)


def _lines(page: ElementTree.Element) -> list[Line]:
    found = []
    for line in page.iter():
        if line.tag.endswith("line"):
            box = [float(line.get(name, "")) for name in ("xMin", "yMin", "xMax", "yMax")]
            found.append(Line(*box, "".join(word.text or "" for word in line)))
    return found


def squeezed(words: str) -> str:
    """Words without the spaces between them, as a PDF cannot keep those."""
    return re.sub(r"[\s\u200b]", "", unicodedata.normalize("NFC", words))


def papers(printed: dict[str, Printed]) -> dict[str, Printed]:
    return {name: paper for name, paper in printed.items() if name != "statistics"}


def body(page: list[Line]) -> list[Line]:
    """The lines of a page without its number."""
    return [line for line in page if not re.fullmatch("—\\d+—", line.words)]


def test_every_kind_is_printed_on_a4(printed: dict[str, Printed]) -> None:
    assert {kind for name in papers(printed) for kind in KINDS if name.endswith(f"-{kind}")} == set(KINDS)
    for name, paper in papers(printed).items():
        assert paper.size == (pytest.approx(210 * MM, abs=0.5), pytest.approx(297 * MM, abs=0.5)), name
    assert printed["statistics"].size == (pytest.approx(297 * MM, abs=0.5), pytest.approx(210 * MM, abs=0.5))


def test_nothing_stands_outside_the_margins(printed: dict[str, Printed]) -> None:
    left, top, right, bottom = TEXT
    for name, paper in papers(printed).items():
        for line in (line for page in paper.pages for line in body(page)):
            assert line.left >= left - 0.5 and line.right <= right + 1, (name, line)
            assert line.top >= top - 6 and line.bottom <= bottom + 6, (name, line)


def test_nothing_is_cut(printed: dict[str, Printed]) -> None:
    """Every character of the paper is on its pages, as often as it is written."""
    for name, paper in papers(printed).items():
        words = "".join(run.text for block in blocks(paper.markdown) for run in all_runs(block))
        assert not Counter(squeezed(words)) - Counter(squeezed(paper.text)), name


def test_no_line_lies_over_another(printed: dict[str, Printed]) -> None:
    for name, paper in papers(printed).items():
        for page in paper.pages:
            for one in page:
                for other in page:
                    apart = (
                        one is other
                        or one.right <= other.left + 0.5
                        or other.right <= one.left + 0.5
                        or abs(one.top - other.top)
                        >= 0.7 * min(one.bottom - one.top, other.bottom - other.top)
                    )
                    assert apart, (name, one, other)


def test_a_full_page_has_22_lines_of_28_characters(printed: dict[str, Printed]) -> None:
    page = body(printed["much-recommendation"].pages[2])
    tops = sorted({round(line.top, 1) for line in page})
    assert len(tops) == 22
    assert all(b - a == pytest.approx(PITCH, abs=0.3) for a, b in pairwise(tops))
    full = [line for line in page if line.left < TEXT[0] + 1 and line.right > TEXT[2] - 8]
    assert len(full) >= 15
    for line in full:
        breadth = sum(1 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in line.words)
        assert 26 <= breadth <= 29, line
    assert any(len(line.words) == 28 for line in full)


def test_paragraphs_are_indented_by_two_characters(printed: dict[str, Printed]) -> None:
    lefts = {round((line.left - TEXT[0]) / 15.75) for line in body(printed["much-recommendation"].pages[2])}
    assert lefts <= {0, 2}


@pytest.mark.parametrize("name", ["E-01-recommendation", "E-04-no-recommendation", "much-recommendation"])
def test_page_numbers_stand_outside_below_the_text(printed: dict[str, Printed], name: str) -> None:
    for number, page in enumerate(printed[name].pages, 1):
        (line,) = (line for line in page if re.fullmatch("—\\d+—", line.words))
        assert line.words == f"—{number}—"
        assert line.top > TEXT[3]
        middle = (line.left + line.right) / 2
        assert (middle > 420) if number % 2 else (middle < 175)


def test_every_font_is_embedded(printed: dict[str, Printed]) -> None:
    for name, paper in printed.items():
        embedded = [font[-5] for font in paper.fonts]
        assert embedded and set(embedded) == {"yes"}, (name, paper.fonts)


def test_the_signature_stands_right_of_the_middle_over_its_date(printed: dict[str, Printed]) -> None:
    lines = [line for page in printed["E-01-recommendation"].pages for line in body(page)]
    name, date = lines[-2:]
    assert name.words == "中共清和区行政审批服务局党组" and date.words == "2026年9月28日"
    assert (name.left + name.right) / 2 > 350 and date.top > name.top
    assert (name.left + name.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=30)


@pytest.mark.parametrize("name", ["E-01", "unit", "much", "empty", "village"])
def test_the_signature_never_stands_on_a_page_of_its_own(printed: dict[str, Printed], name: str) -> None:
    first = body(printed[f"{name}-recommendation"].pages[-1])[0].words
    assert not first.startswith(("附件：", "中共", "【待补充：党委"))


def test_no_heading_stands_last_on_a_page(printed: dict[str, Printed]) -> None:
    for name, paper in papers(printed).items():
        headings = {squeezed(line.strip("# *|")) for line in HEADING.findall(paper.markdown)}
        last = {squeezed(max(body(page), key=lambda line: line.top).words) for page in paper.pages}
        assert not headings & last, name


@pytest.mark.parametrize(
    ("name", "pages"),
    [("E-01", 2), ("E-04", 2), ("empty", 1), ("unit", 2), ("village", 2), ("much", 2), ("hostile", 2)],
)
def test_the_application_takes_one_or_two_pages(printed: dict[str, Printed], name: str, pages: int) -> None:
    assert len(printed[f"{name}-application"].pages) == pages


def test_labels_end_between_words(printed: dict[str, Printed]) -> None:
    words = [line.words for line in body(printed["empty-application"].pages[0])]
    for label in ("单位党委", "（党组）", "意见", "申请容错理由", "及政策依据", "被告知申请", "责任追究事由"):
        assert any(label in line for line in words), label
    for label in ("申请人/", "单位职责及", "应承担的责任"):
        assert any(line.startswith(label) for line in words), label


def test_a_long_name_of_a_village_committee_breaks_between_its_words(printed: dict[str, Printed]) -> None:
    first = [line.words for line in body(printed["village-recommendation"].pages[0])]
    assert first[:4] == [
        "送审稿——供党委（党组）集体研究",
        "中共柳泉镇石门村和东石门自然村",
        "联合总支部委员会关于贺章远同志",
        "容错的初步建议",
    ]


def test_the_row_for_the_seal_is_not_divided(printed: dict[str, Printed]) -> None:
    for name, paper in printed.items():
        if name.endswith("-application"):
            (page,) = (p for p in paper.pages if any("主要负责同志签名" in line.words for line in p))
            assert any("（盖章）" in line.words for line in page)


def test_a_table_that_goes_on_has_its_header_again(printed: dict[str, Printed]) -> None:
    pages = printed["much-evidence"].pages
    assert len(pages) >= 2
    assert all(
        any(line.words.startswith("材料名称") or "材料名称" in line.words for line in page) for page in pages
    )


def test_text_that_tries_to_be_something_else_is_printed_as_typed(printed: dict[str, Printed]) -> None:
    for kind, words in {
        "recommendation": "{{7*7}}{%raw%}[red]红[/red]**粗**<w:br/><b>&amp;</b>`代码`|竖线|",
        "application": "响铃[U+0007]反向[U+202E]字符",
        "self-check": "=1+1+2-3@SUM(A1)",
    }.items():
        text = squeezed(printed[f"hostile-{kind}"].text)
        missing = [
            piece for piece in re.findall(".{1,6}", words) if piece not in text and not _parted(piece, text)
        ]
        assert not missing, (kind, missing)
    assert "=名{{x}}[b]" in squeezed(printed["hostile-recommendation"].text)


def _parted(piece: str, text: str) -> bool:
    """Whether a line ends within the piece, the next one going on with it."""
    return any(piece[:cut] in text and piece[cut:] in text for cut in range(2, len(piece) - 1))


def test_rare_characters_are_printed(printed: dict[str, Printed]) -> None:
    text = squeezed(printed["much-recommendation"].text)
    assert RARE in text and "𠀀事实写到这里为止" in text


def test_the_statistics_say_all_of_a_long_cell(printed: dict[str, Printed]) -> None:
    assert squeezed(printed["statistics"].text).count("某") >= 200
