"""The 细则 at hand: opened from anywhere and left for the same place; tree, search, links, citation."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

import pytest
from textual.widgets import Input, OptionList, TextArea, Tree

from assistant.domain.knowledge import CircumstanceList, ListedItem
from assistant.domain.lists import KINDS
from assistant.services.searching import Searcher
from assistant.ui.app import RongcuoApp
from assistant.ui.home import HomeScreen
from assistant.ui.interview import InterviewScreen
from assistant.ui.reader import PAUSE, ReaderScreen
from assistant.ui.reader_pane import ReaderPane

from .hands import FULL, NARROW, WIDE, Hands, at_work

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])


@pytest.fixture(scope="module")
def searcher(knowledge):
    """A search whose dictionary is loaded once for all tests."""
    found = Searcher(knowledge)
    found.load()
    return found


@pytest.fixture(autouse=True)
def ready(small_casework, searcher):
    small_casework.searcher = searcher


@asynccontextmanager
async def at_home(casework, size=NARROW):
    app = RongcuoApp(lambda: casework)
    async with app.run_test(size=size) as pilot:
        hands = Hands(pilot)
        await hands.settle()
        yield hands


@asynccontextmanager
async def reading(casework, size=NARROW):
    """The reader, opened from the home screen."""
    async with at_home(casework, size) as hands:
        await hands.press("x")
        assert isinstance(hands.screen, ReaderScreen)
        yield hands


def words(hands):
    """The text that is shown, without line ends."""
    return "".join(hands.text().split())


def beside(hands):
    """The same, of the column to the right alone where there are two."""
    lines = ("".join(line.split()) for line in hands.text().splitlines())
    return "".join(line.partition("│")[2] or line.rstrip("│") for line in lines)


async def pause(hands):
    """Wait as long as the text waits to follow what is typed."""
    await hands.pilot.pause(PAUSE + 0.1)
    await hands.settle()


@SIZES
@pytest.mark.parametrize("keys", [("x",), ("X",), ("ctrl+f",)], ids=str)
async def test_it_opens_from_the_cases_and_leads_back(small_casework, size, keys):
    async with at_home(small_casework, size) as hands:
        await hands.press(*keys)
        assert isinstance(hands.screen, ReaderScreen)
        assert "第一章总则" in words(hands)
        await hands.press("escape")
        assert isinstance(hands.screen, HomeScreen)


@SIZES
async def test_it_opens_at_the_article_of_the_question_and_keeps_what_is_typed(standing_at, size):
    async with at_work(standing_at("unit.name"), size) as hands:
        article = hands.case.interview.question("unit.name").article
        await hands.type("某县某局")
        await hands.press("ctrl+f")
        assert hands.screen.key == article
        await hands.press("escape")
        assert isinstance(hands.screen, InterviewScreen)
        assert hands.current == "unit.name"
        assert hands.app.focused.value == "某县某局"


async def test_long_text_is_kept_too(standing_at):
    async with at_work(standing_at("facts")) as hands:
        await hands.paste("第一段\n第二段")
        await hands.press("ctrl+f", "slash")
        await hands.type("容缺")
        await hands.press("escape")
        assert isinstance(hands.app.focused, TextArea)
        assert hands.app.focused.text == "第一段\n第二段"


async def test_it_opens_over_the_article_and_over_an_earlier_question(standing_at):
    async with at_work(standing_at("facts", unit__type="行政机关")) as hands:
        await hands.press("f2", "ctrl+f")
        assert hands.screen.key == hands.case.interview.question("facts").article
        await hands.press("escape", "escape")
        assert isinstance(hands.screen, InterviewScreen)


@pytest.mark.parametrize("tabs", [1, 2, 3])
async def test_it_opens_from_every_page(standing_at, tabs):
    async with at_work(standing_at("facts")) as hands:
        await hands.press(*["f4"] * tabs)
        before = hands.screen.pages.present
        await hands.press("ctrl+f")
        assert isinstance(hands.screen, ReaderScreen)
        await hands.press("escape")
        assert hands.screen.pages.present == before


async def test_from_the_circumstances_it_opens_at_the_one_that_is_highlighted(standing_at):
    async with at_work(
        standing_at("facts", facts="窗口容缺受理，先收后补，企业逾期没有补材料，有人投诉。"), WIDE
    ) as hands:
        await hands.press("f4")
        highlighted = hands.screen.pages.about
        assert highlighted == "9.4"
        await hands.press("ctrl+f")
        assert hands.screen.key == "9.4"


@SIZES
async def test_the_tree_opens_closes_and_shows(small_casework, size):
    async with reading(small_casework, size) as hands:
        tree = hands.screen.query_one(Tree)
        await hands.press("down", "down", "enter")
        assert hands.screen.key == "2"
        assert "凡是符合习近平新时代中国特色社会主义思想" in words(hands)
        await hands.press("t", *["down"] * 5, "right")
        assert tree.cursor_node.data == "6"
        assert tree.cursor_node.is_expanded
        await hands.press("right", "enter")
        assert hands.screen.key == "6.1"
        assert "主观动机是出于公心" in words(hands)
        await hands.press("t", "left", "left")
        assert tree.cursor_node.data == "6"
        assert not tree.cursor_node.is_expanded


async def test_the_tree_has_every_part(small_casework):
    async with reading(small_casework) as hands:
        keys = {node.data for node in hands.screen.query_one(Tree)._tree_nodes.values()}
        assert keys >= {*small_casework.knowledge.regulation.ids(), *(f"chapter{n}" for n in range(1, 8))}
        assert {"12#1", "12#4", "notice#3", "annex2#16"} <= keys


@SIZES
async def test_typing_finds_and_marks(small_casework, size):
    async with reading(small_casework, size) as hands:
        await hands.press("slash")
        await hands.type("容缺受里")
        assert "没有逐字相同的，相近的有1处" in words(hands)
        assert "【容缺受理】" in words(hands)
        await hands.press("enter")
        assert hands.screen.key == "9.4"
        assert "要件进行容缺受理、容缺审核" in words(hands)
        assert isinstance(hands.app.focused.parent, ReaderPane)


async def test_letters_are_text_in_the_search_box(small_casework):
    async with reading(small_casework) as hands:
        await hands.press("ctrl+f")
        await hands.type("ncptb/")
        assert hands.screen.query_one(Input).value == "ncptb/"
        assert "没有找到" in words(hands)


async def test_next_and_previous_go_round(small_casework):
    async with reading(small_casework) as hands:
        await hands.press("slash")
        await hands.type("容缺受理")
        await hands.press("backspace", "backspace", "backspace", "backspace")
        await hands.type("损失")
        hits = [hit.unit.key for hit in hands.screen._hits]
        await hands.press("enter")
        seen = [hands.screen.key]
        for key in ("n", "n", "p", "p", "p"):
            await hands.press(key)
            seen.append(hands.screen.key)
        assert seen == [hits[n] for n in (0, 1, 2, 1, 0, -1)]
        assert "【损失】" in words(hands)


async def test_an_empty_search_gives_the_tree_back(small_casework):
    async with reading(small_casework, WIDE) as hands:
        await hands.press("slash")
        await hands.type("容缺")
        assert not hands.screen.query_one(Tree).region
        await pause(hands)
        assert hands.screen.key == "9.4"
        assert "【容缺】" in beside(hands)
        await hands.press("ctrl+u")
        assert hands.screen.query_one(Tree).region
        assert hands.screen.query_one(Tree).cursor_node.data == "9.4"
        assert "【" not in words(hands)


async def test_a_place_in_a_long_paper_is_scrolled_to(small_casework):
    async with reading(small_casework) as hands:
        await hands.press("slash")
        await hands.type("防止一容了之")
        await hands.press("enter")
        assert hands.screen.key.startswith("notice#")
        assert "▶" in words(hands)
        assert "【防止一容了之】" in words(hands)


async def test_links_are_followed_and_led_back(small_casework):
    async with reading(small_casework, FULL) as hands:
        await hands.press("slash")
        await hands.type("12条3款")
        await hands.press("enter")
        assert "引用附件1“《容错申请表》”" in words(hands)
        await hands.press("tab")
        links = hands.app.focused
        assert isinstance(links, OptionList)
        place = next(
            n for n, link in enumerate(hands.screen.query_one(ReaderPane)._links) if link.key == "annex1"
        )
        links.highlighted = place
        await hands.press("enter")
        assert hands.screen.key == "annex1"
        assert "被引用第十二条第三款“《容错申请表》”" in words(hands)
        await hands.press("b")
        assert hands.screen.key == "12#3"
        await hands.press("b")
        assert hands.screen.key == "12#3"


async def test_links_are_followed_by_tab_and_enter_on_a_narrow_screen(small_casework):
    async with reading(small_casework, NARROW) as hands:
        assert "Tab引用" in hands.text().splitlines()[-1]
        await hands.press("slash")
        await hands.type("12条3款")
        await hands.press("enter", "tab", "enter")
        assert hands.screen._trail == ["12#3"] and hands.screen.key != "12#3"
        await hands.press("b")
        assert hands.screen.key == "12#3"


async def test_errata_elements_and_fictional_examples_stand_beside_the_words(small_casework):
    async with reading(small_casework, (150, 90)) as hands:
        await hands.press("slash")
        await hands.type("9.2")
        await hands.press("enter")
        shown = beside(hands)
        assert "〔勘误〕原文“资金支持and政策优惠”，已按“资金支持和政策优惠”更正" in shown
        assert "要件因不可预见因素问：失误是否由当时无法预见的因素造成？" in shown
        assert "例子（虚构）" in shown
        assert "看着像而不符合：" in shown
        assert "引用前请核对现行有效文本" in shown


@SIZES
async def test_a_citation_is_copied_and_shown(small_casework, size):
    async with reading(small_casework, size) as hands:
        await hands.press("slash")
        await hands.type("9条4项")
        await hands.press("enter", "c")
        copied = hands.app.clipboard
        assert copied.startswith(
            "《激励干部担当作为深化完善容错机制实施细则（试行）》第九条第（四）项：“在优化营商环境"
        )
        assert f"已复制（终端不支持的，请照此抄录）{copied}" in beside(hands)
        await hands.press("t", "down", "enter")
        assert "已复制" not in words(hands)


async def test_on_a_narrow_screen_esc_leads_over_the_list(small_casework):
    async with reading(small_casework) as hands:
        await hands.press("down", "enter")
        assert not hands.screen.query_one("#way").region
        await hands.press("escape")
        assert isinstance(hands.screen, ReaderScreen)
        assert hands.screen.query_one("#way").region
        await hands.press("escape")
        assert isinstance(hands.screen, HomeScreen)


async def test_the_key_within_the_reader_goes_to_the_search_box(standing_at):
    async with at_work(standing_at("unit.name")) as hands:
        await hands.press("ctrl+f", "ctrl+f")
        assert isinstance(hands.screen, ReaderScreen)
        assert hands.app.focused is hands.screen.query_one(Input)
        assert len([s for s in hands.app.screen_stack if isinstance(s, ReaderScreen)]) == 1


@pytest.mark.parametrize(("kind", "short"), [("positive", "第1项"), ("rules", "第1条")])
async def test_lists_of_departments_stand_in_the_tree_as_they_are_written(
    small_casework, knowledge, kind, short
):
    item = ListedItem(1, "[b]先行先试[/b]，出现失误的。", ("某局先行先试（虚构）",))
    one = CircumstanceList("jxj-2024", "某局[清单]（虚构）", kind, "某县某局", date(2024, 3, 1), "", (item,))
    small_casework.knowledge = replace(knowledge, lists=(one,))
    async with reading(small_casework, WIDE) as hands:
        await hands.press("end", "right", "enter")
        assert hands.screen.key == "jxj-2024"
        assert f"{KINDS[kind]}，某县某局制定，2024年3月1日，未经联席会议审核" in words(hands)
        await hands.press("t", "right", "enter")
        assert hands.screen.key == "jxj-2024:1"
        assert "情形清单" in words(hands)
        assert "[b]先行先试[/b]，出现失误的。" in words(hands)
        await hands.press("c")
        origin = "（某县某局制定，2024年3月1日，未经联席会议审核）"
        assert hands.app.clipboard == f"《某局[清单]（虚构）》{short}{origin}：“[b]先行先试[/b]，出现失误的”"


@pytest.mark.parametrize("typed", ["[bold]容缺[/]", "{{ 1 }}", "=1+1", "\\", "容" * 300])
async def test_what_is_typed_is_text(small_casework, typed):
    async with reading(small_casework) as hands:
        await hands.press("slash")
        await hands.paste(typed)
        assert typed[:20] in hands.text()
        assert "没有找到" in words(hands) or "【" in words(hands)
