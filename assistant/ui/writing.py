"""Asks where to write, asks again before anything is overwritten, and writes beside the screen."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from textual.app import App

from assistant.domain.fault import Fault
from assistant.services.files import refuse_occupied
from assistant.ui.dialogs import AskPath, Confirm

T = TypeVar("T")
REPLACED = "覆盖后，原来的内容不能恢复。"
SET_ASIDE = "改过的原件另存为 {}"


def aside(
    app: App[None], act: Callable[[], T], done: Callable[[T], object], failed: Callable[[str], object]
) -> None:
    """Act in a thread, then go on on the screen with what came of it; `failed` is given the fault in words."""

    def run() -> None:
        try:
            found = act()
        except Fault as error:
            app.call_from_thread(failed, str(error))
        else:
            app.call_from_thread(done, found)

    app.run_worker(run, thread=True, group="aside")


@dataclass(frozen=True)
class Writing:
    """One thing to be written to a path that people name."""

    app: App[None]
    title: str
    words: str
    suffix: str
    """What a name without an ending ends in."""
    paths: Callable[[Path], Iterable[Path]]
    """All files that are written when one path is named."""
    write: Callable[[Path], Sequence[Path] | None]
    """Writes over what stands there; the originals that were set aside, if any."""
    done: Callable[[str], object] | None = None
    """What follows, given the words that say where everything is."""
    tell: Callable[[Path, Sequence[Path]], object] | None = None
    """Says what was written, given the path and the originals set aside; a notice where there is none."""
    replaced: str = REPLACED
    """What becomes of a file that is overwritten."""

    def ask(self, value: str, fault: str = "") -> None:
        """Ask for the path; `fault` says why the last one did not do."""
        ask = AskPath(self.title, self.words, value, fault)
        self.app.push_screen(ask, lambda path: path and self._named(path))

    def _named(self, path: Path) -> None:
        try:
            refuse_occupied(path, force=True)
            path = path if path.suffix else path.with_suffix(self.suffix)
            standing = self._standing(path)
        except Fault as error:
            self.ask(str(path), str(error))
            return
        if not standing:
            self._write(path)
            return
        self.app.push_screen(
            Confirm("文件已存在，要覆盖吗？", f"{_listed(standing)}\n{self.replaced}", "覆盖", "不覆盖"),
            lambda yes: self._write(path, standing) if yes else self.ask(str(path)),
        )

    def _standing(self, path: Path) -> list[Path]:
        """The files that would be overwritten; FileError where one cannot be."""
        for place in self.paths(path):
            refuse_occupied(place, force=True)
        return [place for place in self.paths(path) if place.is_file()]

    def _write(self, path: Path, agreed: Container[Path] = ()) -> None:
        """Write, over no file but those `agreed` to."""

        def write() -> Sequence[Path]:
            if met := [place for place in self._standing(path) if place not in agreed]:
                raise Fault(f"{_listed(met)}：文件已存在，没有改动；请核对，或者换一个文件名")
            return self.write(path) or ()

        def done(kept: Sequence[Path]) -> None:
            said = "；".join([f"已写到 {_listed(self.paths(path))}", *map(SET_ASIDE.format, kept)])
            if self.tell:
                self.tell(path, kept)
            else:
                self.app.notify(said, markup=False)
            if self.done:
                self.done(said)

        aside(self.app, write, done, lambda fault: self.ask(str(path), fault))


def _listed(paths: Iterable[Path]) -> str:
    return "、".join(map(str, paths))
