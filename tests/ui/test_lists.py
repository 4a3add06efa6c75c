"""Items of lists on the screens: told apart in words, picked like circumstances, negative ones answered."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.paths import folder
from assistant.services.case_files import CaseContent
from assistant.services.casework import Casework
from assistant.services.library import Library
from assistant.services.matching import Match, Matching, Reasons
from assistant.services.open_case import OpenCase
from assistant.services.store import Store

from .conftest import TODAY
from .hands import FULL, WIDE, at_work, until
from .test_home import HomeHost, words
from .test_home import listed as read

LISTS = folder("tests") / "data" / "lists"
NEAR = Matching(True, (Match("jyj-fm:1", 0.7), Match("jyj-zm:1", 0.6), Match("9.4", 0.5)))


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case_answers) -> Iterator[OpenCase]:
    """E-01 on a machine that has all three lists; the comparison itself is not at stake."""
    shutil.copytree(LISTS, tmp_path / "lists")
    monkeypatch.setattr(Casework, "match", lambda *_: NEAR)
    monkeypatch.setattr(Casework, "explain", lambda *_: Reasons(("研学",), "", {}, ()))
    with Store(None) as store:
        work = Casework(store, Library(), TODAY)
        case = work.take_in(CaseContent("committee", case_answers("E-01")))
        case.jump("circumstances")
        yield case


async def test_the_question_shows_items_by_title_and_kind_and_negative_ones_apart(listed: OpenCase):
    async with at_work(listed, WIDE) as hands:
        await hands.settle()
        text = hands.text()
        assert "《县教育局容错情形清单（虚构）》第1项　正面清单：" in text
        await hands.press("end", "up")
        lines = hands.text().splitlines()
        apart = next(n for n, line in enumerate(lines) if "负面清单，须在文稿中回应" in line)
        assert "《县教育局负面情形清单（虚构）》第1项　负面清单：" in lines[apart + 1]
        assert "对得上的词：研学" in "".join(lines[apart + 2 : apart + 4])
        assert "负面清单有 1 项接近，列在最后" in hands.text()


async def test_a_negative_item_is_picked_and_asked_about(listed: OpenCase):
    async with at_work(listed, WIDE) as hands:
        await hands.settle()
        await hands.press("end", "up", "enter", "f5")
        assert hands.answers["circumstances"] == ["9.4", "jyj-fm:1"]
        assert hands.answers["circumstances[jyj-fm:1].list.kind"] == "negative"
        hands.case.jump("circumstances[jyj-fm:1].answer")
        await hands.screen.show()
        await hands.settle()
        assert "本案涉及《县教育局负面情形清单（虚构）》第1项。" in hands.text()
        assert "借研学旅行向学生搭车收费" in hands.text()
        await hands.paste("路线没有购物点。")
        await hands.press("f5")
        assert hands.answers["circumstances[jyj-fm:1].answer"] == "路线没有购物点。"


async def test_the_tab_takes_an_item_and_shows_where_it_comes_from(listed: OpenCase):
    async with at_work(listed, FULL) as hands:
        await hands.press("f4")
        lines = hands.text().splitlines()
        heading = next(n for n, line in enumerate(lines) if "负面清单，须在文稿中回应" in line)
        assert "《县教育局负面情形清单（虚构）》第1项" in lines[heading + 1]
        await hands.press("home", "space")
        assert hands.answers["circumstances"] == ["9.4", "jyj-zm:1"]
        assert "县教育局制定，2024年3月1日，经县容错纠错工作联席会议审核" in "".join(hands.text().split())


async def test_a_reworded_item_stands_in_the_review_and_opens_its_question(listed: OpenCase, tmp_path: Path):
    listed.answer("circumstances", ["9.4", "jyj-zm:1"])
    file = tmp_path / "lists" / "jyj-zm.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("购买保险", "购买全员保险"), encoding="utf-8")
    work = Casework(listed.casework.store, Library(), TODAY)
    said = "条文或清单有过更新，有1处回答需要再看"
    async with at_work(work.open(listed.id), WIDE) as hands:
        assert [note.message for note in hands.app._notifications] == [f"{said}：见“复核”页（F4 换页）。"]
        await hands.press("f4", "f4", "f4")
        assert f"更新  {said}。" in hands.text()
        found = hands.screen.query_one("#found")
        warned = [o.id for o in found.options if (o.id or "").startswith(("basis", "evidence", "element"))]
        assert warned[0].startswith("basis.changed") and "在选用以后有变化" in hands.text()
        await hands.press("home")
        found = hands.screen.query_one("#found")
        found.highlighted = next(
            n for n, o in enumerate(found.options) if (o.id or "").startswith("basis.changed")
        )
        await hands.press("enter")
        assert hands.current == "circumstances"
        await hands.press("f5")
        assert not [f for f in hands.case.check().findings if f.code == "basis.changed"]


async def test_verifying_a_statement_keeps_its_words_and_the_warning_that_they_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shutil.copytree(LISTS, tmp_path / "lists")
    monkeypatch.setattr(Casework, "match", lambda *_: NEAR)
    with Store(None) as store:
        aside = Casework(store, Library(), TODAY).new("self_check")
        aside.answer("circumstances", ["9.4", "jyj-zm:1"])
        file = tmp_path / "lists" / "jyj-zm.toml"
        file.write_text(
            file.read_text(encoding="utf-8").replace("购买保险", "购买全员保险"), encoding="utf-8"
        )
        (tmp_path / "自查.json").write_text(aside.hand_over(), encoding="utf-8")
        work = Casework(store, Library(), TODAY)
        case = work.take_in(work.read_file(tmp_path / "自查.json"))
        text = case.interview.answers["circumstances[jyj-zm:1].text"]
        async with at_work(case, WIDE) as hands:
            await hands.press("shift+tab", "home", "space")
            assert not hands.case.interview.unverified
            assert hands.case.interview.answers["circumstances[jyj-zm:1].text"] == text
            assert [f for f in hands.case.check().findings if f.code == "basis.changed"]
            case = hands.case
        case.answer("circumstances", ["9.4", "jyj-zm:1"])
        assert "购买全员保险" in case.interview.answers["circumstances[jyj-zm:1].text"]
        assert not [f for f in case.check().findings if f.code == "basis.changed"]


async def test_a_faulty_list_is_named_on_the_first_screen_and_work_goes_on(tmp_path: Path):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "坏的.toml").write_text("id = \n", encoding="utf-8")
    with Store(None) as store:
        app = HomeHost(Casework(store, Library(), TODAY))
        async with app.run_test(size=(80, 24)) as pilot:
            text = "".join(words(await read(pilot)).split())
            assert "坏的.toml：不是有效的TOML" in text and "rongcuolistsremove坏的.toml移走" in text
            await pilot.press("n")
            await until(pilot, lambda: app.opened)
