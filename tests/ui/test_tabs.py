"""The pages beside the interview: 情形, 草稿 and 复核, each on its own."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, Static, TextArea

from assistant.services import documents
from assistant.services.casework import Casework
from assistant.services.open_case import OpenCase
from assistant.services.store import Store, StoreError
from assistant.ui import draft_tab
from assistant.ui.circumstances_tab import WAITING, Candidates, CircumstancesTab, nearness
from assistant.ui.dialogs import AskPath, Choose, Confirm
from assistant.ui.draft_tab import DraftTab
from assistant.ui.messages import Changed, JumpTo
from assistant.ui.paper import Paper
from assistant.ui.review_tab import ReviewTab
from assistant.ui.reword import RewordScreen

from .hands import until

CASES = Path(__file__).parents[1] / "data" / "cases"
NASTY = "[red]x[/red] {{ x }} **b** <b>c</b> |a| `q`\n# h\n- y\n| t |\n|---|"
SIZES = [(80, 24), (120, 40)]


class TabHost(App[None]):
    """Shows one tab and remembers what it told."""

    def __init__(self, tab: Widget) -> None:
        super().__init__()
        self.tab = tab
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.tab

    def on_jump_to(self, event: JumpTo) -> None:
        self.told.append(event)

    def on_changed(self, event: Changed) -> None:
        self.told.append(event)


@pytest.fixture
def bench() -> Iterator[Casework]:
    """Casework over a store in memory, on a day before the deadline of E-01."""
    with Store(None) as store:
        yield Casework(store, today=date(2026, 9, 24))


@pytest.fixture
def full(bench: Casework) -> OpenCase:
    """E-01: everything answered but the elements."""
    return bench.open(bench.import_file(CASES / "E-01.json"))


@pytest.fixture
def blank(bench: Casework) -> OpenCase:
    return bench.new()


def seen(app: App[None]) -> str:
    """All that the screen shows, as plain lines."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def lines(options: OptionList) -> list[str]:
    return [option.prompt.plain for option in options.options]


def stand_at(options: OptionList, phrase: str) -> None:
    options.highlighted = next(i for i, line in enumerate(lines(options)) if phrase in line)


# ── 情形 ──


async def compared(pilot: Pilot[None]) -> Candidates:
    tab = pilot.app.query_one(CircumstancesTab)
    await until(pilot, lambda: tab._matching)
    await pilot.pause()
    return tab.query_one(Candidates)


@pytest.mark.parametrize("size", SIZES)
async def test_matches_with_their_reasons(full: OpenCase, size: tuple[int, int]) -> None:
    async with TabHost(CircumstancesTab(full)).run_test(size=size) as pilot:
        await compared(pilot)
        shown = seen(pilot.app)
        for phrase in (
            "第九条第（四）项",
            "很接近 0.",
            "容缺受理",
            "原文",
            "先收后补",
            "[✓]",
            "要件",
            "只是提示",
        ):
            assert phrase in shown
        assert "已选用：第九条第（四）项" in shown


@pytest.mark.parametrize(("key", "times"), [("space", 1), ("enter", 1), ("space", 2)])
async def test_take_and_leave_by_key(full: OpenCase, key: str, times: int) -> None:
    app = TabHost(CircumstancesTab(full))
    async with app.run_test() as pilot:
        candidates = await compared(pilot)
        candidates.focus()
        await pilot.press("down", *[key] * times)
        id_ = candidates.highlighted_option.id
        picked = full.interview.answers["circumstances"]
        assert picked == (["9.4", id_] if times == 1 else ["9.4"])
        assert [type(message) for message in app.told] == [Changed] * times


async def test_leaving_the_last_one_clears_the_answer(full: OpenCase) -> None:
    async with TabHost(CircumstancesTab(full)).run_test() as pilot:
        candidates = await compared(pilot)
        candidates.focus()
        await pilot.press("space")
        assert "circumstances" not in full.interview.answers
        assert "还没有选用" in seen(pilot.app)


async def test_a_click_shows_and_the_button_takes(full: OpenCase) -> None:
    async with TabHost(CircumstancesTab(full)).run_test(size=(120, 40)) as pilot:
        candidates = await compared(pilot)
        await pilot.click(Candidates, offset=(8, 1))
        assert candidates.highlighted == 1
        assert full.interview.answers["circumstances"] == ["9.4"], "looking is not choosing"
        await pilot.click("#take")
        assert full.interview.answers["circumstances"] == ["9.4", candidates.options[1].id]
        await pilot.pause(0.3)
        await pilot.click("#take")
        assert full.interview.answers["circumstances"] == ["9.4"]


async def test_all_thirty(full: OpenCase) -> None:
    async with TabHost(CircumstancesTab(full)).run_test() as pilot:
        candidates = await compared(pilot)
        stand_at(candidates, "看全部三十种")
        candidates.focus()
        await pilot.press("enter")
        assert sum(line.startswith(("[ ]", "[✓]")) for line in lines(candidates)) == 30
        stand_at(candidates, "第十一条第（十四）项")
        await pilot.press("space")
        assert full.interview.answers["circumstances"] == ["9.4", "11.14"]
        stand_at(candidates, "只看接近的")
        await pilot.press("enter")
        assert any("第十一条第（十四）项" in line for line in lines(candidates)), (
            "what is taken stays in sight"
        )


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("", "还没有写"),
        ("今天天气很好，食堂的饭菜也不错，大家一起去公园散步。", "没有明显对应的情形"),
    ],
)
async def test_nothing_near(blank: OpenCase, facts: str, said: str) -> None:
    blank.answer("facts", facts)
    async with TabHost(CircumstancesTab(blank)).run_test() as pilot:
        candidates = await compared(pilot)
        assert said in seen(pilot.app) and any("看全部三十种" in line for line in lines(candidates))


async def test_words_of_the_facts_become_questions(blank: OpenCase) -> None:
    blank.answer("facts", f"收了供应商的红包，后来隐瞒了这件事，群众上访了，项目停工半年。{NASTY}")
    app = TabHost(CircumstancesTab(blank))
    async with app.run_test(size=(120, 40)) as pilot:
        candidates = await compared(pilot)
        assert "处要先问清" in seen(app)
        stand_at(candidates, "“红包”")
        candidates.focus()
        await pilot.pause()
        assert "收了供应商的红包" in seen(app) and "？（第七条第（六）项）" in seen(app).replace("\n", "")
        await pilot.press("enter")
        assert app.told == [JumpTo("facts")]


async def test_changed_facts_are_compared_anew(full: OpenCase) -> None:
    async with TabHost(CircumstancesTab(full)).run_test() as pilot:
        await compared(pilot)
        tab = pilot.app.query_one(CircumstancesTab)
        before = tab._matching
        tab.show()
        assert tab._matching is before
        full.answer("facts", "村里修路征地，村民对补偿标准有争议，集体上访，工期拖延了三个月。")
        tab.show()
        assert WAITING in str(tab.query_one("#said").render().plain)
        await until(pilot, lambda: tab._matching is not before)


async def test_under_a_red_line_the_choice_is_parked(full: OpenCase) -> None:
    full.answer("red_lines.private_gain", "是")
    async with TabHost(CircumstancesTab(full)).run_test() as pilot:
        await compared(pilot)
        assert "因触及红线" in seen(pilot.app)


async def test_a_store_that_fails_is_told(full: OpenCase, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("案件库 [b] 磁盘已满")

    async with TabHost(CircumstancesTab(full)).run_test(size=(120, 40), notifications=True) as pilot:
        candidates = await compared(pilot)
        candidates.focus()
        monkeypatch.setattr(full, "answer", refuse)
        await pilot.press("space")
        await pilot.pause(0.2)
        assert "案件库 [b] 磁盘已满" in seen(pilot.app) and not pilot.app.told


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (0.6, "很接近"),
        (0.59, "较接近"),
        (0.4, "较接近"),
        (0.39, "有些接近"),
        (0.1, "有些接近"),
        (0.09, "不大接近"),
    ],
)
def test_nearness(score: float, said: str) -> None:
    assert nearness(score) == said


# ── 草稿 ──


async def drafted(pilot: Pilot[None]) -> DraftTab:
    tab = pilot.app.query_one(DraftTab)
    await until(pilot, lambda: tab._state == tab._now() and (tab._draft is None or tab.query("Paper Static")))
    await pilot.pause()
    return tab


def kinds(tab: DraftTab) -> list[str]:
    """The names of the kinds that are marked."""
    return [
        str(button.label) for button in tab.query("#kinds Button").results(Button) if "✓" in str(button.label)
    ]


@pytest.mark.parametrize("size", SIZES)
async def test_the_paper_that_the_case_calls_for(full: OpenCase, size: tuple[int, int]) -> None:
    async with TabHost(DraftTab(full)).run_test(size=size) as pilot:
        tab = await drafted(pilot)
        assert kinds(tab) == ["[✓]初步建议"]
        shown = seen(pilot.app)
        assert "送审稿——供党委（党组）集体研究" in shown and "高文澍" in shown and "导出" in shown
        assert "这份文稿没有待补充的地方" in shown and not tab.query_one("#gaps").display
        assert "W 自拟这一段" in shown


async def test_a_red_line_calls_for_the_note(full: OpenCase) -> None:
    full.answer("red_lines.private_gain", "是")
    async with TabHost(DraftTab(full)).run_test() as pilot:
        tab = await drafted(pilot)
        assert kinds(tab) == ["[✓]不提出说明"] and "触及红线" in seen(pilot.app)
        await pilot.click("#recommendation")
        await until(pilot, lambda: kinds(tab) == ["[✓]初步建议"])
        shown = seen(pilot.app)
        assert "不起草容错初步建议" in shown and "--kind" not in shown
        await pilot.press("ctrl+e")
        assert pilot.app.screen is tab.screen, "nothing to export"


@pytest.mark.parametrize(
    ("kind", "phrase"),
    [
        ("no-recommendation", "不提出容错建议的说明"),
        ("application", "申请人情况"),
        ("self-check", "个人自查，不代表组织意见"),
    ],
)
async def test_other_kinds(full: OpenCase, kind: str, phrase: str) -> None:
    async with TabHost(DraftTab(full)).run_test(size=(120, 40)) as pilot:
        tab = await drafted(pilot)
        await pilot.click(f"#{kind}")
        await until(pilot, lambda: phrase in seen(pilot.app))
        assert kinds(tab) == [f"[✓]{draft_tab.KINDS[kind]}"]


async def test_gaps_lead_to_their_questions(blank: OpenCase) -> None:
    app = TabHost(DraftTab(blank))
    async with app.run_test() as pilot:
        tab = await drafted(pilot)
        gaps = tab.query_one("#gaps", OptionList)
        assert gaps.display and len(set(lines(gaps))) == gaps.option_count
        gaps.focus()
        stand_at(gaps, "姓名")
        await pilot.press("enter")
        assert app.told == [JumpTo("person.name")]


async def test_every_gap_of_every_kind_leads_somewhere(blank: OpenCase) -> None:
    app = TabHost(DraftTab(blank))
    async with app.run_test() as pilot:
        tab = await drafted(pilot)
        for kind in draft_tab.KINDS:
            tab.kind = kind
            tab.show()
            await drafted(pilot)
            count = tab.query_one("#gaps", OptionList).option_count
            app.told.clear()
            for place in range(count):
                tab.query_one("#gaps", OptionList).highlighted = place
                tab.query_one("#gaps", OptionList).action_select()
            await pilot.pause()
            assert len(app.told) == count, kind


@pytest.mark.parametrize("kind", [kind for kind in draft_tab.KINDS if kind not in ("basis", "evidence")])
async def test_nasty_text_stays_text(full: OpenCase, kind: str) -> None:
    for path in ("facts", "duties", "responsibility", "correction", "application.reason"):
        full.answer(path, NASTY)
    full.answer("person.name", "[red]名[/red]{{ x }}")
    tab = DraftTab(full)
    tab.kind = kind
    async with TabHost(tab).run_test(size=(120, 200)) as pilot:
        await drafted(pilot)
        shown = seen(pilot.app)
        assert "[red]x[/red] {{ x }} **b** <b>c</b> |a| `q`" in shown
        assert "# h" in shown and "- y" in shown


@pytest.mark.parametrize("size", SIZES)
async def test_a_section_is_worded_looked_at_and_given_back(full: OpenCase, size: tuple[int, int]) -> None:
    async with TabHost(DraftTab(full)).run_test(size=size) as pilot:
        tab = await drafted(pilot)
        tab.query_one(Paper).focus()
        while "facts" not in tab.query_one(Paper).addresses:
            await pilot.press("down")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choose))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RewordScreen))
        editor = pilot.app.screen.query_one(TextArea)
        assert "自拟“事实经过”一段" in seen(pilot.app) and editor.text == tab._draft.sections["facts"].text
        editor.text = "[red]自己[/red]写的事实。"
        await pilot.press("f2")
        assert "生成的文字" in seen(pilot.app)
        await pilot.press("f5")
        await until(pilot, lambda: pilot.app.screen is tab.screen)
        assert full.interview.answers["wording.facts"] == "[red]自己[/red]写的事实。"
        tab.show()
        await until(pilot, lambda: tab._draft and tab._draft.sections["facts"].own)
        tab.action_reword()
        await until(pilot, lambda: isinstance(pilot.app.screen, Choose))
        assert "事实经过（自拟）" in seen(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RewordScreen))
        await pilot.press("f6")
        await until(pilot, lambda: pilot.app.screen is tab.screen)
        assert "wording.facts" not in full.interview.answers


async def test_a_template_of_the_users_own_that_cannot_be_read_is_a_refusal(
    full: OpenCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "recommendation.md.j2").write_bytes("# 建议\n".encode("gbk"))
    monkeypatch.setattr(full.casework.library, "own_templates", tmp_path)
    async with TabHost(DraftTab(full)).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "GBK" in seen(pilot.app))


async def test_a_redacted_copy_is_written_with_its_list_beside(full: OpenCase, tmp_path: Path) -> None:
    async with TabHost(DraftTab(full)).run_test(size=(80, 24)) as pilot:
        tab = await drafted(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskPath))
        assert "高文澍" not in pilot.app.screen.query_one(Input).value
        pilot.app.screen.query_one(Input).value = str(tmp_path / "稿.md")
        await pilot.press("enter")
        await until(pilot, lambda: "脱敏件已写到" in seen(pilot.app))
        assert pilot.app.screen is tab.screen
        assert "高文澍" not in (tmp_path / "稿.md").read_text(encoding="utf-8")
        tab.action_redact(str(tmp_path / "稿.md"))
        await until(pilot, lambda: isinstance(pilot.app.screen, AskPath))
        await pilot.press("enter")
        await until(pilot, lambda: "文件已存在" in seen(pilot.app) and "请换一个文件名" in seen(pilot.app))
        assert isinstance(pilot.app.screen, Confirm)
        beside = tmp_path / "稿·替换对照表（不外传）.txt"
        assert pilot.app.screen._words.startswith(f"{tmp_path / '稿.md'}、{beside}\n")
        beside.write_text("原来的", encoding="utf-8")
        await pilot.press("enter")
        await give_path(pilot, tmp_path / "稿.md")
        assert beside.read_text(encoding="utf-8") == "原来的"
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "高文澍" in beside.read_text(encoding="utf-8"))
        assert "高文澍" not in (tmp_path / "稿.md").read_text(encoding="utf-8")


async def test_what_is_typed_in_a_section_is_kept_until_it_is_left(full: OpenCase) -> None:
    section = full.draft().sections["facts"]
    async with TabHost(DraftTab(full)).run_test() as pilot:
        pilot.app.push_screen(RewordScreen(full, section))
        await until(pilot, lambda: isinstance(pilot.app.screen, RewordScreen))
        pilot.app.screen.query_one(TextArea).text = "写了一半"
        await until(pilot, lambda: full.drafts().get("wording.facts") == "写了一半")
        await pilot.press("escape")
        await pilot.pause()
        assert full.drafts() == {} and "wording.facts" not in full.interview.answers


async def test_a_change_is_drafted_anew(full: OpenCase) -> None:
    async with TabHost(DraftTab(full)).run_test() as pilot:
        tab = await drafted(pilot)
        full.answer("person.name", "甲某某")
        tab.show()
        tab.show()
        await until(pilot, lambda: "甲某某" in seen(pilot.app))
        paper = tab.query_one(Paper)
        pieces = list(paper.children)
        tab.show()
        await pilot.pause(0.3)
        assert list(paper.children) == pieces, "nothing changed, nothing is redone"


def grounds(tab: DraftTab) -> str:
    return tab.query_one("#grounds", Static).visual.plain  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", SIZES)
async def test_the_sentence_under_the_cursor_says_what_it_rests_on(
    full: OpenCase, size: tuple[int, int]
) -> None:
    app = TabHost(DraftTab(full))
    async with app.run_test(size=size) as pilot:
        tab = await drafted(pilot)
        paper = tab.query_one(Paper)
        paper.focus()
        await to(pilot, paper, "dimensions.1.judgement")
        assert "主观动机：出于公心，属无心之过（第六条第（一）项）。" in seen(app)
        shown = grounds(tab).splitlines()
        assert shown[0] == "依据  第六条第（一）项"
        assert shown[1] == "回答  主观动机·判断：出于公心；主观动机·分清：无心之过"
        assert shown[2] == "证明  个人有关事项及社会关系核查情况；企业负责人询问笔录；窗口监控录像"
        await pilot.press("enter")
        assert app.told == [JumpTo("dimensions.1.judgement")]


async def to(pilot: Pilot[None], paper: Paper, path: str) -> None:
    """Move down to the first sentence with this address."""
    while path not in paper.addresses:
        before = paper.addresses, paper._at
        await pilot.press("down")
        assert (paper.addresses, paper._at) != before, f"no sentence at {path}"
    await pilot.pause()


async def test_the_cursor_reaches_every_sentence_with_an_address_and_no_other(full: OpenCase) -> None:
    async with TabHost(DraftTab(full)).run_test() as pilot:
        tab = await drafted(pilot)
        assert tab._draft
        paper = tab.query_one(Paper)
        paper.focus()
        addressed = [sentence.addresses for sentence in tab._draft.sentences if sentence.addresses]
        reached = [paper.addresses]
        for _ in addressed[1:]:
            await pilot.press("down")
            reached.append(paper.addresses)
        assert reached == addressed
        await pilot.press("down")
        await pilot.pause()
        assert paper.addresses == addressed[-1] and paper.scroll_y == paper.max_scroll_y
        await pilot.press("home")
        assert paper.addresses == addressed[0] and paper.scroll_y == 0
        await pilot.press("up", "pageup")
        assert paper.addresses == addressed[0]
        pages = 0
        while paper.addresses != addressed[-1]:
            await pilot.press("pagedown")
            pages += 1
        assert 3 < pages < len(addressed)
        await pilot.press("pageup", "end")
        assert paper.addresses == addressed[-1]


async def test_every_sentence_of_every_kind_opens_a_question(full: OpenCase) -> None:
    app = TabHost(DraftTab(full))
    async with app.run_test() as pilot:
        tab = await drafted(pilot)
        for kind in draft_tab.KINDS:
            tab.kind = kind
            tab.show()
            await drafted(pilot)
            app.told.clear()
            paper = tab.query_one(Paper)
            for at in range(len(paper._places)):
                paper.action_go(at)
                paper.action_choose()
            await pilot.pause()
            assert len(app.told) == len(paper._places) > 0, kind


async def test_the_cursor_stays_at_its_answer_when_the_paper_is_drafted_anew(full: OpenCase) -> None:
    async with TabHost(DraftTab(full)).run_test() as pilot:
        tab = await drafted(pilot)
        paper = tab.query_one(Paper)
        paper.focus()
        await to(pilot, paper, "conditions.2")
        full.answer("conditions.2.met", "难以认定")
        tab.show()
        await until(pilot, lambda: "符合上级决策部署精神：难以认定" in grounds(tab))
        await until(pilot, lambda: "难以认定的条件：" in seen(pilot.app))
        assert paper.addresses == ("conditions.2",)


async def test_a_sentence_is_chosen_with_the_mouse(full: OpenCase) -> None:
    async with TabHost(DraftTab(full)).run_test(size=(120, 40)) as pilot:
        tab = await drafted(pilot)
        place = next(i for i, row in enumerate(seen(pilot.app).splitlines()) if "2026年3月，清和区" in row)
        await pilot.click(offset=(40, place))
        await until(pilot, lambda: tab.query_one(Paper).addresses == ("facts",))
        assert "主要事实：2026年3月" in grounds(tab)


async def test_the_focus_may_come_while_the_paper_changes(full: OpenCase) -> None:
    async with TabHost(DraftTab(full)).run_test() as pilot:
        tab = await drafted(pilot)
        paper = tab.query_one(Paper)
        paper.remove_children()
        paper.focus()
        await pilot.press("down", "pagedown", "end")
        await pilot.pause()
        assert pilot.app.is_running


async def test_no_sentence_no_grounds(full: OpenCase) -> None:
    full.answer("red_lines.private_gain", "是")
    tab = DraftTab(full)
    tab.kind = "recommendation"
    app = TabHost(tab)
    async with app.run_test() as pilot:
        await until(pilot, lambda: "不起草容错初步建议" in seen(app))
        tab.query_one(Paper).focus()
        await pilot.press("down", "pagedown", "home", "enter")
        assert grounds(tab) == "" and app.told == []


@pytest.mark.parametrize("kind", list(draft_tab.KINDS))
async def test_the_kinds_and_the_export_stand_in_one_line(full: OpenCase, kind: str) -> None:
    async with TabHost(DraftTab(full)).run_test(size=(80, 24)) as pilot:
        tab = await drafted(pilot)
        assert tab.query_one(f"#{kind}").region.right <= tab.query_one("#export").region.x
        assert tab.query_one("#export").region.right <= 80


async def give_path(pilot: Pilot[None], path: object) -> None:
    assert isinstance(pilot.app.screen, AskPath)
    pilot.app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")


@pytest.mark.parametrize("name", ["稿.docx", "稿.md", "稿.txt", "稿"])
async def test_export(full: OpenCase, tmp_path: Path, name: str) -> None:
    async with TabHost(DraftTab(full)).run_test(size=(120, 40)) as pilot:
        await drafted(pilot)
        await pilot.press("ctrl+e")
        assert pilot.app.screen.query_one(Input).value == "~/容错初步建议（高文澍）.docx"
        await give_path(pilot, tmp_path / name)
        written = tmp_path / (name if "." in name else f"{name}.docx")
        await until(pilot, written.exists)
        await until(pilot, lambda: "已写到" in seen(pilot.app))
        assert written.stat().st_size > 100


async def test_export_names_the_gaps_before_and_after(blank: OpenCase, tmp_path: Path) -> None:
    async with TabHost(DraftTab(blank)).run_test(size=(120, 40)) as pilot:
        await drafted(pilot)
        await pilot.click("#export")
        await pilot.pause()
        assert "项待补充" in seen(pilot.app) and "照样标出" in seen(pilot.app)
        await give_path(pilot, tmp_path / "稿.md")
        await until(pilot, lambda: "已写到" in seen(pilot.app))
        assert "项待补充，照样标出：党委（党组）" in seen(pilot.app)
        assert "【待补充：姓名】" in (tmp_path / "稿.md").read_text(encoding="utf-8")


async def test_export_never_overwrites_unasked(full: OpenCase, tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_text("别人的", encoding="utf-8")
    async with TabHost(DraftTab(full)).run_test(size=(120, 40)) as pilot:
        await drafted(pilot)
        await pilot.press("ctrl+e")
        await give_path(pilot, path)
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("enter")
        assert path.read_text(encoding="utf-8") == "别人的"
        await give_path(pilot, path)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "高文澍" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("key", "said"), [("ctrl+e", "已写到 "), ("ctrl+r", "脱敏件已写到 ")])
async def test_a_docx_that_was_edited_is_set_aside_and_named(
    full: OpenCase, tmp_path: Path, key: str, said: str
) -> None:
    path = tmp_path / "稿.docx"
    path.write_bytes(b"edited")
    async with TabHost(DraftTab(full)).run_test(size=(160, 40)) as pilot:
        await drafted(pilot)
        await pilot.press(key)
        await give_path(pilot, path)
        assert isinstance(pilot.app.screen, Confirm) and draft_tab.REPLACED in pilot.app.screen._words
        await pilot.press("tab", "enter")
        kept = tmp_path / "稿（改过的原件）.docx"
        await until(pilot, lambda: f"{said}{path}" in seen(pilot.app))
        assert f"改过的原件另存为 {kept}" in seen(pilot.app) and kept.read_bytes() == b"edited"


@pytest.mark.parametrize("key", ["ctrl+e", "ctrl+r"])
@pytest.mark.parametrize(
    ("name", "said"), [(".", "：这是文件夹，请写明文件名"), ("稿" * 200, "（名字太长），")]
)
async def test_a_path_that_is_no_file_is_refused(
    full: OpenCase, tmp_path: Path, key: str, name: str, said: str
) -> None:
    path = tmp_path / name
    async with TabHost(DraftTab(full)).run_test(size=(160, 40)) as pilot:
        await drafted(pilot)
        await pilot.press(key)
        await give_path(pilot, path)
        await until(pilot, lambda: isinstance(pilot.app.screen, AskPath) and pilot.app.screen._fault)
        assert said in pilot.app.screen._fault and not list(tmp_path.iterdir())


async def test_the_case_may_be_left_while_a_paper_is_written(
    full: OpenCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, write = Event(), documents.save

    def slow(*given: object, **more: object) -> object:
        assert left.wait(5)
        return write(*given, **more)

    monkeypatch.setattr(documents, "save", slow)
    async with TabHost(DraftTab(full)).run_test() as pilot:
        tab = await drafted(pilot)
        await pilot.press("ctrl+e")
        await give_path(pilot, tmp_path / "稿.md")
        await tab.remove()
        left.set()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert (tmp_path / "稿.md").exists() and pilot.app.is_running


@pytest.mark.parametrize(("path", "said"), [("无/稿.docx", "写不进去"), ("稿.pdf", ".docx")])
async def test_export_that_fails_asks_again(full: OpenCase, tmp_path: Path, path: str, said: str) -> None:
    async with TabHost(DraftTab(full)).run_test(size=(160, 40)) as pilot:
        await drafted(pilot)
        await pilot.press("ctrl+e")
        await give_path(pilot, tmp_path / path)
        await until(pilot, lambda: isinstance(pilot.app.screen, AskPath) and said in seen(pilot.app))
        assert pilot.app.screen.query_one(Input).value == str(tmp_path / path)
        assert not list(tmp_path.iterdir())


# ── 复核 ──


@pytest.mark.parametrize("size", SIZES)
async def test_review_of_a_full_case(full: OpenCase, size: tuple[int, int]) -> None:
    async with TabHost(ReviewTab(full)).run_test(size=size) as pilot:
        shown = seen(pilot.app)
        for phrase in ("完整：", "免责", "第十八条", "诫勉", "谈话提醒", "还有3个工作日", "警示（", "! 警示"):
            assert phrase in shown
        found = lines(pilot.app.query_one(OptionList))
        assert not any("拦下" in line for line in found) and any("说明（" in line for line in found)


async def test_review_of_an_empty_case(blank: OpenCase) -> None:
    async with TabHost(ReviewTab(blank)).run_test() as pilot:
        shown = seen(pilot.app)
        assert "还缺" in shown and "通知日期未填" in shown and "✗ 拦下" in shown
        assert "现在提不出容错方式" in shown


async def test_review_under_a_red_line(full: OpenCase) -> None:
    full.answer("red_lines.private_gain", "是")
    async with TabHost(ReviewTab(full)).run_test() as pilot:
        assert "不提出容错建议" in seen(pilot.app) and "触及红线" in seen(pilot.app)


async def test_the_other_reading_and_another_choice(full: OpenCase) -> None:
    full.answer("loss.level", "较重")
    tab = ReviewTab(full)
    async with TabHost(tab).run_test() as pilot:
        assert "减责" in seen(pilot.app) and "另一种读法" in seen(pilot.app)
        full.answer("recommendation.outcome", "从轻处理")
        tab.show()
        await pilot.pause()
        assert "从轻处理（对照第十八条提出的是减责）" in seen(pilot.app)


async def test_what_can_still_change_the_result(full: OpenCase) -> None:
    full.answer("red_lines.concealment", "")
    full.answer("loss.level", "")
    full.answer("intended_form", "诫勉")
    app = TabHost(ReviewTab(full))
    async with app.run_test(size=(120, 200)) as pilot:
        shown = seen(app)
        assert "还能改变结论的问题（2）" in shown and "还有2问能改变结论" in shown
        assert "可能是：免责；减责；从轻处理" in shown
        found = app.query_one(OptionList)
        opened = [option.id.partition("|")[2] for option in found.options if (option.id or "")[:5] == "open "]
        assert opened == ["red_lines.concealment", "loss.level"]
        found.focus()
        stand_at(found, "可能是：免责")
        await pilot.press("enter")
        assert app.told == [JumpTo("loss.level")]


async def test_nothing_can_change_the_result_any_more(full: OpenCase) -> None:
    full.answer("intended_form", "诫勉")
    async with TabHost(ReviewTab(full)).run_test(size=(120, 200)) as pilot:
        assert "没有还能改变结论的未答问题" in seen(pilot.app)
        assert "未定" not in seen(pilot.app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_case_as_it_will_be_examined(full: OpenCase, size: tuple[int, int]) -> None:
    full.answer("dimensions.1.judgement", "难以认定")
    full.answer("dimensions.3.adverse", NASTY)
    app = TabHost(ReviewTab(full))
    async with app.run_test(size=size) as pilot:
        await pilot.press("ctrl+r")
        assert "[✓]审核视角" in seen(app) and "[ ]复核" in seen(app)
        found = app.query_one(OptionList)
        assert found.has_focus
        words = "\n".join(lines(found))
        for phrase in (
            "✓ 已答  当事人",
            "△ 部分  承办单位",
            "难以认定：主观动机的判断",
            "对容错不利、文稿要正面说明的",
        ):
            assert phrase in words
        assert "工作依据的不利事实：[red]x[/red]" in words
        stand_at(found, "△ 部分  承办单位")
        await pilot.press("enter")
        stand_at(found, "工作依据的不利事实")
        await pilot.press("enter")
        assert app.told == [JumpTo("dimensions.1.judgement"), JumpTo("dimensions.3.facts")]
        await pilot.click("#review")
        assert "[✓]复核" in seen(app)


async def test_a_finding_opens_its_question(full: OpenCase) -> None:
    app = TabHost(ReviewTab(full))
    async with app.run_test() as pilot:
        found = app.query_one(OptionList)
        found.focus()
        stand_at(found, "因着眼提高效率")
        await pilot.press("enter")
        stand_at(found, "还没有登记集体研究")
        await pilot.press("enter")
        assert app.told[0] == JumpTo("circumstances[9.4].elements.cause")
        assert app.told[1] == JumpTo("steps")


async def test_a_click_opens_too(blank: OpenCase) -> None:
    app = TabHost(ReviewTab(blank))
    async with app.run_test() as pilot:
        await pilot.click("#found", offset=(12, 1))
        assert app.told == [JumpTo("duties")]


async def test_a_finding_without_a_question_says_so(full: OpenCase) -> None:
    app = TabHost(ReviewTab(full))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        tab = app.query_one(ReviewTab)
        found = app.query_one(OptionList)
        option = found.options[1]
        tab._selected(OptionList.OptionSelected(found, type(option)("", "x|unheard.of"), 1))
        await pilot.pause(0.2)
        assert "没有对应的问题" in seen(app) and not app.told


async def test_all_answers_in_the_order_of_asking(full: OpenCase) -> None:
    full.answer("duties", NASTY)
    app = TabHost(ReviewTab(full))
    async with app.run_test(size=(120, 200)) as pilot:
        found = app.query_one(OptionList)
        ids = [
            option.id.partition("|")[2] for option in found.options if (option.id or "").startswith("answer|")
        ]
        assert ids == [question.id for question in full.interview.path]
        assert "[red]x[/red] {{ x }} **b** <b>c</b> |a| `q`；# h；- y" in seen(app)
        found.focus()
        await pilot.press("end", "enter")
        assert app.told == [JumpTo(ids[-1])]


async def test_show_keeps_the_place(full: OpenCase) -> None:
    tab = ReviewTab(full)
    async with TabHost(tab).run_test() as pilot:
        found = tab.query_one(OptionList)
        stand_at(found, "因着眼提高效率")
        here = found.highlighted_option.id
        full.answer("circumstances[9.4].elements.field", "是")
        tab.show()
        await pilot.pause()
        assert found.highlighted_option.id == here
        full.answer("circumstances[9.4].elements.cause", "是")
        tab.show()
        await pilot.pause()
        assert found.highlighted_option is not None and found.highlighted_option.id
