"""The first screen: every action on a case, the empty store, many cases, people's text as typed."""

import json
from datetime import date
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from assistant.domain.procedure import committee_deadline
from assistant.services.casework import Casework, DeadlineNow
from assistant.services.store import Store, StoreError
from assistant.ui.derived import deadline_words, file_name, owner
from assistant.ui.dialogs import AskPath, Confirm
from assistant.ui.help import HelpScreen
from assistant.ui.home import READING, HomeScreen
from assistant.ui.messages import CaseOpened

from .hands import until

CASES = Path(__file__).parents[1] / "data" / "cases"
NASTY = "[red]x[/red] {{ x }} **b** $a \x1b[31m"


class HomeHost(App[None]):
    """Shows the home screen and remembers which case was opened."""

    def __init__(self, casework: Casework) -> None:
        super().__init__()
        self.casework = casework
        self.opened: list[str] = []

    def on_mount(self) -> None:
        self.push_screen(HomeScreen(lambda: self.casework))

    def on_case_opened(self, event: CaseOpened) -> None:
        self.opened.append(event.case_id)

    def action_help(self) -> None:
        self.push_screen(HelpScreen())


@pytest.fixture
def desk() -> Casework:
    """Casework over an empty store in memory, on a day before the deadline of E-01."""
    store = Store(None)
    return Casework(lambda: store, today=date(2026, 9, 24))


async def listed(pilot: Pilot[None]) -> HomeScreen:
    """The home screen, once it has read the cases."""
    screen = pilot.app.screen
    assert isinstance(screen, HomeScreen)
    await until(pilot, lambda: READING not in words(screen))
    return screen


def words(screen: HomeScreen) -> str:
    """All that the screen shows, as plain lines."""
    return "\n".join(strip.text for strip in screen._compositor.render_strips())


def titles(screen: HomeScreen) -> list[str]:
    return [line.title for line, _ in screen.rows]


async def test_reads_after_the_first_paint() -> None:
    """The store is opened by a worker, not while the screen is made."""
    opened: list[str] = []

    def store() -> Store:
        opened.append("store")
        return Store(None)

    app = HomeHost(Casework(store))
    screen = HomeScreen(lambda: app.casework)
    assert not opened
    async with app.run_test() as pilot:
        await listed(pilot)
        assert opened == ["store"]
    assert screen.rows == []


async def test_empty_store(desk: Casework) -> None:
    app = HomeHost(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await listed(pilot)
        shown = words(screen)
        for phrase in (
            "还没有案件",
            "一问一答",
            "按 N 新建",
            "第一次使用",
            "涉密内容",
            "2019年",
            "现行有效文本",
        ):
            assert phrase in shown
        await pilot.press("e", "d", "a", "enter")
        assert pilot.app.screen is screen and not app.opened


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_case_in_a_line(desk: Casework, size: tuple[int, int]) -> None:
    desk.import_file(CASES / "E-01.json")
    async with HomeHost(desk).run_test(size=size) as pilot:
        shown = words(await listed(pilot))
        for phrase in (
            "1个案件",
            "清和区政务服务窗口",
            "高文澍",
            "党委（党组）容错初步建议",
            "还有3个工作日",
            "改于 20",
        ):
            assert phrase in shown
        assert "涉密内容" in shown and "现行有效文本" in shown


async def test_nasty_title_as_typed(desk: Casework) -> None:
    case = desk.new()
    case.record("import", {"values": {"title": NASTY, "person.name": "[b]某[/b]"}, "skipped": []})
    async with HomeHost(desk).run_test(size=(120, 40)) as pilot:
        shown = words(await listed(pilot))
        assert "[red]x[/red] {{ x }} **b** $a ␛[31m" in shown and "[b]某[/b]" in shown
        await pilot.press("d")
        assert "[red]x[/red] {{ x }} **b**" in words(pilot.app.screen)
        await pilot.press("escape", "e")
        assert pilot.app.screen.query_one(Input).value == "~/[red]x[_red] {{ x }} __b__ $a ␛[31m.json"


async def test_a_damaged_case_is_named_among_the_others(desk: Casework) -> None:
    damaged, sound = (desk.import_file(CASES / f"{name}.json") for name in ("E-01", "E-02"))
    for change in (
        "DROP TRIGGER events_never_change",
        "UPDATE events SET data = '{' WHERE case_id LIKE '%-1'",
    ):
        desk.store._db.execute_sql(change)
    async with HomeHost(desk).run_test(size=(120, 30)) as pilot:
        screen = await listed(pilot)
        assert [line.id for line, _ in screen.rows if not line.damaged] == [sound]
        assert f"案件 {damaged} 的第 1 条记录已损坏，读不出来" in words(screen)
        assert "2个案件" in words(screen) and "当事人未填" not in words(screen)


async def test_enter_and_click_open(desk: Casework) -> None:
    first, second = desk.new().id, desk.new().id
    app = HomeHost(desk)
    async with app.run_test() as pilot:
        await listed(pilot)
        await pilot.press("down", "enter")
        assert app.opened == [first]
        await pilot.click(OptionList, offset=(5, 0))
        assert app.opened == [first, second]


async def test_new(desk: Casework) -> None:
    app = HomeHost(desk)
    async with app.run_test() as pilot:
        await listed(pilot)
        await pilot.press("n")
        await until(pilot, lambda: app.opened)
        assert [line.id for line in desk.cases()] == app.opened


async def test_new_asks_which_where_there_are_several(desk: Casework) -> None:
    app = HomeHost(desk)
    async with app.run_test() as pilot:
        screen = await listed(pilot)
        screen._titles["exercise"] = "案例研习"
        await pilot.press("n")
        assert "新建哪一种" in words(app.screen) and "案例研习" in words(app.screen)
        offered = [option.id for option in app.screen.query_one(OptionList).options]
        assert "self_check" not in offered, "begun by its own key"
        await pilot.press("escape")
        assert not desk.cases()
        await pilot.press("n", "enter")
        await until(pilot, lambda: app.opened)


async def test_another_person_of_the_same_matter(desk: Casework) -> None:
    source = desk.import_file(CASES / "E-01.json")
    app = HomeHost(desk)
    async with app.run_test() as pilot:
        await listed(pilot)
        await pilot.press("a")
        assert "带过去" in words(pilot.app.screen) and "不带" in words(pilot.app.screen)
        await pilot.press("enter")
        assert not app.opened, "the safe answer has the focus"
        await pilot.press("a", "tab", "enter")
        await until(pilot, lambda: app.opened)
        answers = desk.open(app.opened[0]).interview.answers
        assert app.opened != [source]
        assert answers["facts"] and "person.name" not in answers and "circumstances" not in answers


async def test_delete_asks_first(desk: Casework) -> None:
    desk.import_file(CASES / "E-01.json")
    kept = desk.import_file(CASES / "E-02.json")
    async with HomeHost(desk).run_test() as pilot:
        screen = await listed(pilot)
        await pilot.press("down", "d")
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("enter")
        assert len(desk.cases()) == 2
        await pilot.press("d", "escape", "d", "tab", "enter")
        await until(pilot, lambda: len(screen.rows) == 1)
        assert [line.id for line in desk.cases()] == [kept]


async def test_import(desk: Casework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with HomeHost(desk).run_test(size=(120, 30)) as pilot:
        screen = await listed(pilot)
        await pilot.press("i", "enter")
        assert "请写明文件的路径" in words(pilot.app.screen)
        pilot.app.screen.query_one(Input).value = '"没有.json"'
        await pilot.press("enter")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, AskPath) and "找不到" in words(pilot.app.screen)
        )
        pilot.app.screen.query_one(Input).value = str(CASES / "E-01.json")
        await pilot.press("enter")
        await until(pilot, lambda: screen.rows)
        assert titles(screen) == ["清和区政务服务窗口先收后补办理食品经营许可逾期未补件一事"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"{", "JSON"), ("{}，".encode("gbk"), "GBK"), (b'{"schema": 1, "titel": "x"}', "titel"), (b"[]", "：")],
)
async def test_import_of_a_faulty_file(desk: Casework, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "坏.json"
    path.write_bytes(content)
    async with HomeHost(desk).run_test(size=(160, 40)) as pilot:
        await listed(pilot)
        await pilot.press("i")
        pilot.app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskPath) and said in words(pilot.app.screen))
        assert not desk.cases()


async def test_importing_says_which_list_is_not_here(desk: Casework, tmp_path: Path) -> None:
    path = tmp_path / "案件.json"
    item = {"id": "jyj-zm:1", "text": "先行先试的", "list": {"title": "某局清单（虚构）"}}
    path.write_text(json.dumps({"schema": 1, "circumstances": [item]}), encoding="utf-8")
    async with HomeHost(desk).run_test(size=(160, 40)) as pilot:
        await listed(pilot)
        await pilot.press("i")
        pilot.app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        said = "《某局清单（虚构）》第1项：本机没有这份清单，引文来自案例文件；已照样导入，请核对。"
        await until(pilot, lambda: any(said in note.message for note in pilot.app._notifications))
        assert len(desk.cases()) == 1


async def test_export(desk: Casework, tmp_path: Path) -> None:
    desk.import_file(CASES / "E-01.json")
    path = tmp_path / "案件.json"
    async with HomeHost(desk).run_test(size=(120, 30)) as pilot:
        await listed(pilot)
        await pilot.press("e")
        pilot.app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await until(pilot, path.exists)
        assert desk.read_file(path).answers["person.name"] == "高文澍"
        await until(pilot, lambda: not pilot.app.screen._busy)

        path.write_text("别人的", encoding="utf-8")
        await pilot.press("e")
        pilot.app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("enter")
        assert path.read_text(encoding="utf-8") == "别人的"
        assert isinstance(pilot.app.screen, AskPath), "asks for another path"
        await pilot.press("enter", "tab", "enter")
        await until(pilot, lambda: path.read_text(encoding="utf-8") != "别人的")


async def test_an_export_without_an_ending_is_a_case_file(desk: Casework, tmp_path: Path) -> None:
    desk.import_file(CASES / "E-01.json")
    path = tmp_path / "案件.json"
    async with HomeHost(desk).run_test(size=(120, 30)) as pilot:
        await listed(pilot)
        await pilot.press("e")
        pilot.app.screen.query_one(Input).value = str(tmp_path / "案件")
        await pilot.press("enter")
        await until(pilot, lambda: any(n.message == f"已写到 {path}" for n in pilot.app._notifications))
        assert desk.read_file(path).answers["person.name"] == "高文澍"


async def test_export_into_a_missing_folder(desk: Casework, tmp_path: Path) -> None:
    desk.new()
    async with HomeHost(desk).run_test(size=(120, 30)) as pilot:
        await listed(pilot)
        await pilot.press("e")
        pilot.app.screen.query_one(Input).value = str(tmp_path / "无" / "a.json")
        await pilot.press("enter")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, AskPath) and "写不进去" in words(pilot.app.screen)
        )


async def test_forty_cases(desk: Casework) -> None:
    for number in range(40):
        desk.import_file(CASES / f"E-0{number % 4 + 1}.json")
    app = HomeHost(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await listed(pilot)
        await pilot.press("end", "enter")
        assert app.opened == [screen.rows[-1][0].id] and len(screen.rows) == 40
        screen.show()
        await pilot.pause(0.3)
        assert screen.query_one(OptionList).highlighted == 39, "stays where one stood"


async def test_store_that_does_not_open() -> None:
    def store() -> Store:
        raise StoreError("案件库 [red]x[/red] 打不开")

    async with HomeHost(Casework(store)).run_test() as pilot:
        screen = await listed(pilot)
        assert "案件库 [red]x[/red] 打不开" in words(screen)
        await pilot.press("n", "i")
        assert pilot.app.screen is screen


async def test_help(desk: Casework) -> None:
    app = HomeHost(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await listed(pilot)
        app.action_help()
        await pilot.pause()
        assert "怎样使用" in words(app.screen)
        await pilot.press("end")
        await pilot.pause(0.3)
        assert "涉密内容" in words(app.screen)
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


def test_every_key_of_the_bar_acts() -> None:
    from assistant.ui.home import KEYS

    for _, _, action in KEYS:
        target, _, name = action.partition(".")
        assert target == "app" or hasattr(HomeScreen, f"action_{name}")


@pytest.mark.parametrize(
    ("today", "received", "said"),
    [
        (None, None, "通知日期未填"),
        (date(2026, 9, 24), date(2026, 9, 21), "还有3个工作日（至9月29日）"),
        (date(2026, 9, 29), date(2026, 9, 21), "还有1个工作日（至9月29日）"),
        (date(2026, 9, 30), date(2026, 9, 21), "期限已过（9月29日止）"),
        (date(2031, 3, 3), date(2031, 3, 3), "还有6个工作日（至3月10日，暂算）"),
    ],
)
def test_deadline_words(desk: Casework, today: date | None, received: date | None, said: str) -> None:
    if received is None:
        assert deadline_words(None) == said
        return
    limit = committee_deadline(received, None, desk.calendar, 5)
    found = Casework(desk.store, today=today).deadline_of({"notice.received": received.isoformat()})
    assert isinstance(found, DeadlineNow) and found.limit == limit
    assert deadline_words(found) == said


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("a/b:c", "a_b_c"),
        ("…", "…"),
        ("..", "案件"),
        ("", "案件"),
        ("甲\n乙", "甲 乙"),
        ("长" * 60, "长" * 40),
    ],
)
def test_file_name(title: str, name: str) -> None:
    assert file_name(title) == name


@pytest.mark.parametrize(
    ("where", "question"),
    [
        ("facts", "facts"),
        ("person.rank", "person.name"),
        ("dimensions.1", "dimensions.1.judgement"),
        ("circumstances[9.4]", "circumstances[9.4].elements.field"),
        ("circumstances[9.4].elements.unheard", "circumstances[9.4].elements.field"),
        ("circumstances[8.1].elements.field", "circumstances"),
        ("unheard.of", None),
        ("", None),
    ],
)
def test_owner(desk: Casework, where: str, question: str | None) -> None:
    case = desk.open(desk.import_file(CASES / "E-01.json"))
    assert owner(case.interview, where) == question


def test_notices_stand_on_the_screen() -> None:
    from assistant.ui.home import NOTICE

    assert "不得在未经批准的设备上录入涉密内容" in NOTICE and "引用前请核对现行有效文本" in NOTICE
