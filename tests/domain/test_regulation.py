"""The regulation's text: complete, true to the published source, and matched by what knowledge/ adds."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from assistant.domain.regulation import (
    Circumstance,
    Condition,
    Correction,
    Dimension,
    Element,
    Regulation,
    cite,
)

ROOT = Path(__file__).parents[2]
KNOWLEDGE = ROOT / "knowledge"
ITEMS = {"6": 6, "7": 6, "8": 7, "9": 5, "10": 4, "11": 14}
BRANCHED = {"8.4", "8.5", "9.3", "11.5", "11.6", "11.7"}


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((KNOWLEDGE / name).read_text(encoding="utf-8"))


REGULATION = msgspec.convert(load("regulation.toml"), Regulation)
CIRCUMSTANCES = [
    msgspec.convert(entry, Circumstance)
    for article in ("8", "9", "10", "11")
    for entry in load(f"circumstances/{article}.toml")["circumstance"]
]
ELEMENTS = [pytest.param(c, e, id=f"{c.id}-{e.id}") for c in CIRCUMSTANCES for e in c.element]
DIMENSIONS = msgspec.convert(load("dimensions.toml")["dimension"], list[Dimension])
CONDITIONS = msgspec.convert(load("conditions.toml")["condition"], list[Condition])


def test_the_published_source_is_rebuilt_byte_for_byte() -> None:
    published = (ROOT / "tests/data/source.txt").read_bytes()
    assert REGULATION.source().encode() == published


def test_headings_as_published_are_the_printed_ones() -> None:
    published = REGULATION.layout.replace(" ", "").replace("\n", "").replace("**", "")
    chapters = [cite(str(c.number)).replace("条", "章") + c.heading for c in REGULATION.chapter]
    titles = [paper.title.replace(" ", "") for paper in REGULATION.paper]
    for words in [REGULATION.title, *chapters, *titles]:
        assert words in published


def test_ids_are_complete() -> None:
    expected: list[str] = []
    for article in map(str, range(1, 28)):
        expected += [article, *(f"{article}.{n}" for n in range(1, ITEMS.get(article, 0) + 1))]
    assert REGULATION.ids() == (*expected, "notice", "annex1", "annex2")


def test_article_text_is_the_lead_and_the_numbered_items() -> None:
    lines = REGULATION.text("11").split("\n")
    assert lines[0] == "在履职担当中可以容错的情形："
    assert lines[1].startswith("（一）在落实党委、政府决策部署中，出于公心、担当尽责")
    assert lines[14] == "（十四）" + REGULATION.text("11.14") == "（十四）其他应纳入容错情形的。"


@pytest.mark.parametrize("unknown", ["0", "28", "9.6", "12.1", "annex3", ""])
def test_unknown_id_raises(unknown: str) -> None:
    with pytest.raises(KeyError):
        REGULATION.text(unknown)


@pytest.mark.parametrize("paper", ["notice", "annex1", "annex2"])
def test_a_paper_opens_with_its_title(paper: str) -> None:
    title = next(p.title for p in REGULATION.paper if p.id == paper)
    assert REGULATION.text(paper).startswith(title + "\n\n")


@pytest.mark.parametrize(
    ("unit", "heading"),
    [("5", "总则"), ("7.6", "条件"), ("8", "情形"), ("11.14", "情形"), ("27", "附则"), ("annex1", None)],
)
def test_chapter_of(unit: str, heading: str | None) -> None:
    chapter = REGULATION.chapter_of(unit)
    assert (chapter.heading if chapter else None) == heading


def test_data_files_hold_their_own_table_only() -> None:
    assert all(set(load(f"circumstances/{n}.toml")) == {"circumstance"} for n in ("8", "9", "10", "11"))
    assert set(load("dimensions.toml")) == {"dimension"}
    assert set(load("conditions.toml")) == {"condition"}


@pytest.mark.parametrize("correction", REGULATION.correction, ids=lambda c: f"{c.where}-{c.kind}")
def test_correction_stands_once_in_the_printed_text(correction: Correction) -> None:
    printed = REGULATION.text(correction.where)
    assert printed.count(correction.corrected) == 1
    assert correction.source not in printed


def test_corrections_of_an_article_include_its_items() -> None:
    assert {c.where for c in REGULATION.corrections_of("9")} == {"9", "9.2"}
    assert [c.corrected for c in REGULATION.corrections_of("9.2")] == ["资金支持和政策优惠"]
    assert REGULATION.corrections_of("1") == ()


def test_no_slip_is_left_in_the_printed_text() -> None:
    printed = "\n".join(map(REGULATION.text, REGULATION.ids()))
    for slip in ("and", "案案", "行行为", "本本", "(", ")", ":", "<", "\t"):
        assert slip not in printed


@pytest.mark.parametrize(
    ("unit", "citation"),
    [
        ("1", "第一条"),
        ("9.4", "第九条第（四）项"),
        ("10.1", "第十条第（一）项"),
        ("11.10", "第十一条第（十）项"),
        ("11.14", "第十一条第（十四）项"),
        ("20", "第二十条"),
        ("27", "第二十七条"),
        ("annex1", "附件1"),
        ("annex2", "附件2"),
        ("notice", "印发通知"),
    ],
)
def test_cite(unit: str, citation: str) -> None:
    assert cite(unit) == citation


def test_every_circumstance_of_the_text_is_described_once() -> None:
    ids = [f"{article}.{n}" for article in ("8", "9", "10", "11") for n in range(1, ITEMS[article] + 1)]
    assert [c.id for c in CIRCUMSTANCES] == ids
    assert len({c.label for c in CIRCUMSTANCES}) == len(ids)
    assert all(len(c.label) <= 10 for c in CIRCUMSTANCES)


@pytest.mark.parametrize(("circumstance", "element"), ELEMENTS)
def test_element_stands_in_its_item(circumstance: Circumstance, element: Element) -> None:
    assert element.words in REGULATION.text(circumstance.id)
    assert element.id.rstrip("0123456789") == element.kind
    assert "？" in element.question
    assert element.branch is None or element.branch in circumstance.branches


@pytest.mark.parametrize("circumstance", CIRCUMSTANCES, ids=lambda c: c.id)
def test_branches_and_element_ids(circumstance: Circumstance) -> None:
    assert bool(circumstance.branches) == bool(circumstance.branch_question) == (circumstance.id in BRANCHED)
    assert {e.branch for e in circumstance.element} - {None} == set(circumstance.branches)
    assert len({e.id for e in circumstance.element}) == len(circumstance.element)
    for branch in circumstance.branches or (None,):
        asked = [e for e in circumstance.element if e.branch in (None, branch)]
        assert len(asked) <= 4
        assert asked or circumstance.id == "11.14"


def test_only_a_unit_type_settles_who_in_state_enterprises() -> None:
    settled = {c.id: e.unit_types for c in CIRCUMSTANCES for e in c.element if e.unit_types}
    assert settled == {"10.4": ("国有企业",)}


@pytest.mark.parametrize("d", DIMENSIONS, ids=lambda d: d.n)
def test_dimension_speaks_the_words_of_its_item(d: Dimension) -> None:
    judgement = f"{d.name}是{d.positive_judgement}还是{d.negative_judgement}"
    distinction = f"分清是{d.positive_distinction}还是{d.negative_distinction}"
    assert REGULATION.text(d.article).rstrip("；。") == f"{judgement}，{distinction}"


def test_dimensions_are_the_six_items_of_article_6() -> None:
    assert [(d.n, d.article) for d in DIMENSIONS] == [(str(n), f"6.{n}") for n in range(1, 7)]


def test_conditions_name_their_item_and_dimension() -> None:
    assert [(c.n, c.article) for c in CONDITIONS] == [(str(n), f"7.{n}") for n in range(1, 7)]
    assert {c.n: c.dimension for c in CONDITIONS if c.dimension} == {"1": "3", "3": "4", "5": "5", "6": "1"}
    assert [c.n for c in CONDITIONS if not c.not_applicable] == ["6"]
