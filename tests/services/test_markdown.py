"""What a person typed comes out literally, wherever a template puts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from markdown_it import MarkdownIt

from assistant.domain.characters import visible
from assistant.services.documents.markdown import (
    MarkdownFault,
    addresses,
    all_runs,
    blocks,
    escape,
    gaps,
    lines,
    mark,
    paragraphs,
    passages,
    plain,
    sentences,
    unmarked,
    width,
    written,
)
from assistant.services.documents.text import to_text

NASTY = [
    ("{{ x }}", "{{ x }}"),
    ("{% raw %}", "{% raw %}"),
    ("**a**", "**a**"),
    ("_a_ ~~b~~", "_a_ ~~b~~"),
    ("[red]x[/]", "[red]x[/]"),
    ("[a](http://b.cn) ![c](d)", "[a](http://b.cn) ![c](d)"),
    ("[a]: http://b.cn", "[a]: http://b.cn"),
    ("|", "|"),
    (r"a\|b", r"a\|b"),
    ("# x", "# x"),
    ("x #", "x #"),
    ("1. x", "1. x"),
    ("2026) x", "2026) x"),
    ("- x", "- x"),
    ("+ x", "+ x"),
    ("---", "---"),
    ("===", "==="),
    (":-:", ":-:"),
    ("> x", "> x"),
    ("<b>x</b><!-- -->", "<b>x</b><!-- -->"),
    ("<http://a.cn>", "<http://a.cn>"),
    ("&amp; &#92;", "&amp; &#92;"),
    ("```", "```"),
    ("`署名` x", "`署名` x"),
    ("~~~", "~~~"),
    ("=1+1", "=1+1"),
    ("\\", "\\"),
    ("\\\\", "\\\\"),
    ("    四格缩进", "四格缩进"),
    ("行尾两格  ", "行尾两格"),
    ("一\n\n二\r\n三", "一 二 三"),
    ("甲\t乙", "甲 乙"),
    ("甲\x07乙\x00", "甲[U+0007]乙[U+0000]"),
    ("甲\u202e乙\u2066", "甲[U+202E]乙[U+2066]"),
    ("\ud800\uffff", "[U+D800][U+FFFF]"),
    ("𠮷䶮", "𠮷䶮"),
    ("\ufdd0666163\ufdd1甲", "[U+FDD0]666163[U+FDD1]甲"),
    ("\ue000\U000f0061", "\ue000\U000f0061"),
]
PLACES = {
    "paragraph": ("{}", ""),
    "middle": ("经查，{}。", "经查，"),
    "second line": ("甲\n{}", "甲"),
    "strong": ("**甲{}乙**", "甲"),
    "title": ("# {}", ""),
    "heading": ("## 一、{}", "一、"),
    "item": ("- {}", ""),
    "role": ("`署名` {}", ""),
    "role's second line": ("`附件说明` 附件：\n{}", "附件：\n"),
    "tight cell": ("|栏目|\n|---|\n|{}|", "栏目"),
    "first of two cells": ("| | |\n|---|---|\n|{}|乙|", ""),
}


def words(markdown: str) -> str:
    """All the words of a one-block Markdown text."""
    (block,) = blocks(markdown)
    return plain(tuple(all_runs(block)))


@pytest.mark.parametrize(("typed", "read"), NASTY)
def test_nasty_words_come_out_literally_in_plain_text(typed: str, read: str) -> None:
    assert to_text(escape(typed)) == f"　　{read}\n"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("typed", "read"), NASTY)
def test_nasty_words_stay_in_their_place(typed: str, read: str, place: str) -> None:
    template, before = PLACES[place]
    filled = words(template.format(escape(typed)))
    assert filled.startswith(before + read)


@pytest.mark.parametrize(("typed", "read"), NASTY)
def test_nasty_words_stay_in_their_line_of_a_cell(typed: str, read: str) -> None:
    own = read.replace(" ", "\n") if "\n" in typed else read
    cell = lines(f"甲\n\n{typed}\n- 乙")
    assert words(f"|栏目|\n|---|\n|{cell}|") == f"栏目甲\n{own}\n- 乙"


@given(typed=st.text(st.characters(codec=None) | st.sampled_from("\\`*_|#-+=.>1 \n\t&<[")))
@pytest.mark.parametrize("place", PLACES)
def test_any_words_survive_the_way_through_markdown(typed: str, place: str) -> None:
    template, before = PLACES[place]
    kept = (visible(line.replace("\t", " ")).strip() for line in typed.splitlines())
    read = " ".join(filter(None, kept))
    after = words(template.format("界" + escape(typed) + "界"))
    assert before + f"界{read}界" in after
    if read:
        assert read in words(template.format(escape(typed)))


@pytest.mark.parametrize(("typed", "read"), NASTY)
def test_other_readers_of_markdown_see_the_same(typed: str, read: str) -> None:
    _, inline, _ = MarkdownIt("gfm-like", {"linkify": False}).parse(escape(typed))
    assert [(child.type, child.content) for child in inline.children or []] == [("text", read)]


def test_a_template_escapes_by_finalize_and_paragraphs_stay_paragraphs() -> None:
    environment = Environment(finalize=escape)
    template = environment.from_string("{{ name }}{{ paragraphs(facts) }}")
    written = template.render(name="# 甲", facts="1. 乙\n\n- 丙", paragraphs=paragraphs)
    assert [plain(block.runs) for block in blocks(written)] == ["# 甲1. 乙", "- 丙"]


def test_the_pieces_of_a_paper() -> None:
    paper = (
        "`送审稿` 送审\n# 题\n## 一、甲\n### （一）乙\n前**强**后\n续行\n\n- 项\n\n`成文日期` 2026年9月30日"
    )
    found = [(block.kind, plain(block.runs)) for block in blocks(paper)]
    assert found == [
        ("送审稿", "送审"),
        ("标题", "题"),
        ("一级标题", "一、甲"),
        ("二级标题", "（一）乙"),
        ("正文", "前强后续行"),
        ("列表项", "项"),
        ("成文日期", "2026年9月30日"),
    ]
    assert [run.strong for run in blocks(paper)[4].runs] == [False, True, False]


def test_gaps_are_found_in_text_strong_and_cells() -> None:
    paper = "甲【待补充：时间】乙**【待补充：地点】**\n\n| 栏 |\n| --- |\n| 有【待补充：证据】 |"
    assert gaps(paper) == ["时间", "地点", "证据"]


def test_a_form_is_labels_and_contents_by_turns() -> None:
    form = (
        "| | | |\n|---|---|---|\n| 时间 | 9月 | `同左` |\n| 申请人 | 姓名 | 张明 |\n| `同上` | 级别 | 正科 |"
    )
    (block,) = blocks(form)
    assert not block.header
    assert [[cell.kind for cell in row if not cell.joins] for row in block.rows] == [
        ["表格栏目", "表格文字"],
        ["表格栏目", "表格栏目", "表格文字"],
        ["表格栏目", "表格文字"],
    ]
    assert to_text(form).split() == ["时间：9月", "申请人", "姓名：张明", "级别：正科"]


def test_a_table_with_a_header_becomes_named_lines() -> None:
    text = to_text("| 维度 | 判断 |\n| --- | --- |\n| 动机 | 公心 |\n| 取向 | 积极 |")
    assert text.split() == ["维度：动机", "判断：公心", "维度：取向", "判断：积极"]


@pytest.mark.parametrize(
    ("markdown", "line", "words"),
    [
        ("甲\n\n> 引文", 3, "blockquote"),
        ("1. 甲", 1, "ordered_list"),
        ("#### 甲", 1, "heading"),
        ("甲\n\n---", 3, "hr"),
        ("```\n甲\n```", 1, "fence"),
        ("<b>甲</b>", 1, "html_inline"),
        ("*甲*", 1, "em"),
        ("[甲](乙)", 1, "link"),
        ("`署明` 甲", 1, "不认识版式标记“署明”"),
        ("甲`署名`", 1, "code_inline"),
        ("| 甲 |\n|---|\n| `署名` |", 3, "用不上"),
        ("| 甲 |\n|---|\n| `同左` |", 3, "用不上"),
        ("| `同上` |\n|---|\n| 甲 |", 1, "用不上"),
        ("| |\n|---|\n| `同上` |", 3, "用不上"),
    ],
)
def test_what_a_paper_has_no_place_for_is_named_with_its_line(markdown: str, line: int, words: str) -> None:
    with pytest.raises(MarkdownFault, match=f"第 {line} 行：.*{words}"):
        blocks(markdown)


@pytest.mark.parametrize(("text", "expected"), [("容错", 2), ("2026年", 3), ("", 0), ("𠮷", 1)])
def test_width_counts_full_characters(text: str, expected: float) -> None:
    assert width(text) == expected


# Addresses


def spoken(markdown: str) -> list[tuple[str, tuple[str, ...]]]:
    """The sentences of a Markdown text with their addresses."""
    runs = [runs for block in blocks(markdown) for runs in passages(block)]
    return [(sentence.text, sentence.addresses) for passage in runs for sentence in sentences(passage)]


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("", []),
        ("甲", ["甲"]),
        ("甲。乙！丙？丁；戊", ["甲。", "乙！", "丙？", "丁；", "戊"]),
        ("他说“甲。乙；丙”，丁。戊。", ["他说“甲。乙；丙”，丁。", "戊。"]),
        ("甲（乙；丙。）丁。戊", ["甲（乙；丙。）丁。", "戊"]),
        ("他说：“甲。”", ["他说：“甲。”"]),
        ("“没有合上。下一句。", ["“没有合上。", "下一句。"]),
        ("”没有开头。（也没有", ["”没有开头。", "（也没有"]),
        ("甲？！乙", ["甲？！", "乙"]),
        ("3.5万元。乙", ["3.5万元。", "乙"]),
    ],
)
def test_a_paragraph_is_split_into_sentences(text: str, split: list[str]) -> None:
    assert [words for words, _ in spoken(text)] == split


def test_many_quotes_without_a_stop_are_read_at_once() -> None:
    assert len(spoken("“甲”（乙）" * 3000)) == 1


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        (f"甲。{mark('a')}乙。丙。", [("甲。", ()), ("乙。", ("a",)), ("丙。", ("a",))]),
        (f"{mark('a')}甲{mark('b')}乙{mark('a')}丙。{mark('c')}丁", [("甲乙丙。", ("a", "b")), ("丁", ("c",))]),
        (f"{mark('a')}{mark('b')}甲", [("甲", ("a", "b"))]),
        (f"甲。{mark('a')}", [("甲。", ())]),
        (f"{mark('a')}甲\n\n乙", [("甲", ("a",)), ("乙", ())]),
        (f"- {mark('a')}甲\n- 乙", [("甲", ("a",)), ("乙", ())]),
        (f"`署名` {mark('committee.name')}党组", [("党组", ("committee.name",))]),
        (f"|栏|\n|---|\n|{mark('circumstances[9.4].facts')}甲|", [("栏", ()), ("甲", ("circumstances[9.4].facts",))]),
        (f"{mark('a')}【待补充：甲。乙】，**{mark('b')}丙**", [("【待补充：甲。", ("a",)), ("乙】，丙", ("b",))]),
    ],
)  # fmt: skip
def test_a_sentence_has_the_addresses_within_it_or_those_of_the_one_before(
    markdown: str, found: object
) -> None:
    assert spoken(markdown) == found
    assert "".join(text for text, _ in spoken(unmarked(markdown))) == "".join(
        text for text, _ in spoken(markdown)
    )


@given(typed=st.text(st.characters(codec=None) | st.sampled_from("\ufdd0\ufdd1aef0123456789。“”（）【】")))
@pytest.mark.parametrize("place", PLACES)
def test_no_words_of_a_person_become_an_address(typed: str, place: str) -> None:
    template, _ = PLACES[place]
    markdown = template.format(mark("facts") + "界" + escape(typed) + "界")
    assert addresses(markdown) == ["facts"]
    assert blocks(unmarked(markdown)) == blocks(template.format("界" + escape(typed) + "界"))
    clean = [(run.text, run.strong) for block in blocks(unmarked(markdown)) for run in all_runs(block)]
    kept = [(run.text, run.strong) for block in blocks(markdown) for run in all_runs(block)]
    assert "".join(text for text, _ in kept) == "".join(text for text, _ in clean)


def test_nothing_is_written_with_an_address_alone() -> None:
    assert written("") == "" and written("甲") == "甲"
