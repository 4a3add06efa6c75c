"""One way of writing a file: where to, whether to overwrite, and again when it is refused."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from assistant.services.files import write_all
from assistant.ui.dialogs import AskPath, Confirm
from assistant.ui.writing import Writing

NEW, OLD = "新的", "旧的"


class WritingHost(App[None]):
    """Writes a paper and its list, and remembers what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[object] = []

    def ask(self, tell: Callable[[Path, Sequence[Path]], object] | None = None) -> None:
        words = "写到哪里"
        Writing(self, "写", words, ".txt", self.paths, self.write, self.told.append, tell, "不能恢复").ask("")

    def paths(self, path: Path) -> list[Path]:
        return [path, path.with_stem(f"{path.stem}·表")]

    def write(self, path: Path) -> list[Path]:
        return write_all(dict.fromkeys(self.paths(path), NEW.encode()), force=True, keep=[path])


@asynccontextmanager
async def writing() -> AsyncIterator[Pilot[None]]:
    async with WritingHost().run_test(size=(160, 40)) as pilot:
        pilot.app.ask()
        await pilot.pause()
        yield pilot


async def name(pilot: Pilot[None], path: Path) -> None:
    assert isinstance(pilot.app.screen, AskPath)
    pilot.app.screen.query_one(Input).value = str(path)
    await press(pilot, "enter")


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def seen(pilot: Pilot[None]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


def refused(pilot: Pilot[None], path: Path, words: str) -> bool:
    """Whether the same path is asked about again, with the reason."""
    screen = pilot.app.screen
    return (
        isinstance(screen, AskPath) and screen.query_one(Input).value == str(path) and words in screen._fault
    )


def noticed(pilot: Pilot[None]) -> list[str]:
    return [note.message for note in pilot.app._notifications]


@pytest.mark.parametrize(("typed", "written"), [("稿", "稿.txt"), ("稿.md", "稿.md")])
async def test_a_name_without_an_ending_gets_one(tmp_path: Path, typed: str, written: str) -> None:
    async with writing() as pilot:
        await name(pilot, tmp_path / typed)
        paths = pilot.app.paths(tmp_path / written)
        said = f"已写到 {paths[0]}、{paths[1]}"
        assert noticed(pilot) == [said] and pilot.app.told == [said]
        assert sorted(tmp_path.iterdir()) == sorted(paths)


@pytest.mark.parametrize("standing", [["稿.txt"], ["稿·表.txt"], ["稿.txt", "稿·表.txt"]])
async def test_whichever_stands_is_named_and_kept_until_it_is_confirmed(
    tmp_path: Path, standing: list[str]
) -> None:
    paths = [tmp_path / one for one in standing]
    for path in paths:
        path.write_text(OLD, encoding="utf-8")
    async with writing() as pilot:
        await name(pilot, tmp_path / "稿")
        assert isinstance(pilot.app.screen, Confirm)
        assert "文件已存在，要覆盖吗？" in seen(pilot) and "不能恢复" in seen(pilot)
        assert pilot.app.screen._words.startswith("、".join(map(str, paths)) + "\n")
        await press(pilot, "enter")
        assert refused(pilot, tmp_path / "稿.txt", "") and sorted(tmp_path.iterdir()) == sorted(paths)
        assert all(path.read_text(encoding="utf-8") == OLD for path in paths)
        await press(pilot, "enter", "tab", "enter")
        assert all(path.read_text(encoding="utf-8") == NEW for path in pilot.app.paths(tmp_path / "稿.txt"))
        assert len(noticed(pilot)) == 1


async def test_a_file_that_appeared_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path, beside = tmp_path / "稿.txt", tmp_path / "稿·表.txt"
    path.write_text(OLD, encoding="utf-8")
    async with writing() as pilot:
        await name(pilot, path)
        beside.write_text(OLD, encoding="utf-8")
        await press(pilot, "tab", "enter")
        assert refused(pilot, path, "稿·表.txt：文件已存在，没有改动")
        assert "--" not in pilot.app.screen._fault
        assert path.read_text(encoding="utf-8") == beside.read_text(encoding="utf-8") == OLD
        await press(pilot, "enter")
        assert "稿.txt、" in pilot.app.screen._words, "asks about both"
        await press(pilot, "tab", "enter")
        assert path.read_text(encoding="utf-8") == beside.read_text(encoding="utf-8") == NEW


async def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "夹").mkdir()
    (tmp_path / "表夹·表.txt").mkdir()
    async with writing() as pilot:
        for path in (tmp_path / "夹", Path("/"), Path("..")):
            await name(pilot, path)
            assert refused(pilot, path, f"{path}：这是文件夹，请写明文件名")
        await name(pilot, tmp_path / "表夹.txt")
        assert refused(pilot, tmp_path / "表夹.txt", "表夹·表.txt：这是文件夹，请写明文件名")
        assert {path.name for path in tmp_path.iterdir()} == {"夹", "表夹·表.txt"}


async def test_what_cannot_be_looked_at_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / f"{'稿' * 200}.txt"
    async with writing() as pilot:
        await name(pilot, path)
        assert refused(pilot, path, "名字太长") and not list(tmp_path.iterdir())


async def test_the_originals_set_aside_are_told_in_place_of_the_notice(tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_text(OLD, encoding="utf-8")
    told: list[object] = []
    async with WritingHost().run_test(size=(160, 40)) as pilot:
        pilot.app.ask(lambda *words: told.append(words))
        await pilot.pause()
        await name(pilot, path)
        await press(pilot, "tab", "enter")
        spare = tmp_path / "稿（改过的原件）.txt"
        assert told == [(path, [spare])] and spare.read_text(encoding="utf-8") == OLD
        assert not noticed(pilot) and len(pilot.app.told) == 1


async def test_without_more_to_tell_the_notice_names_the_original_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_text(OLD, encoding="utf-8")
    async with writing() as pilot:
        await name(pilot, path)
        await press(pilot, "tab", "enter")
        [said] = noticed(pilot)
        assert said.endswith(f"；改过的原件另存为 {tmp_path / '稿（改过的原件）.txt'}")


async def test_the_folder_of_a_user_who_is_not_here_is_refused() -> None:
    async with writing() as pilot:
        await name(pilot, Path("~nosuchuser/稿.txt"))
        assert "~nosuchuser/稿.txt：~ 后面不是本机的用户名，请写明文件的路径。" in seen(pilot)
        assert isinstance(pilot.app.screen, AskPath)


async def test_esc_writes_nothing(tmp_path: Path) -> None:
    async with writing() as pilot:
        pilot.app.screen.query_one(Input).value = str(tmp_path / "稿.txt")
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, AskPath) and not list(tmp_path.iterdir())
