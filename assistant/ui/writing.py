"""Asks where to write, asks again before anything is overwritten, and writes beside the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from textual.app import App

from assistant.domain.fault import Fault
from assistant.ui.dialogs import AskPath, Confirm


def aside(
    app: App[None], act: Callable[[], object], done: Callable[[], object], failed: Callable[[str], object]
) -> None:
    """Act in a thread, then go on on the screen; `failed` is given the fault in words."""

    def run() -> None:
        try:
            act()
        except Fault as error:
            app.call_from_thread(failed, str(error))
        else:
            app.call_from_thread(done)

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
    write: Callable[[Path], object]
    done: Callable[[str], object]
    """What follows, given the words that say where everything is."""

    def ask(self, value: str, fault: str = "") -> None:
        """Ask for the path; `fault` says why the last one did not do."""
        ask = AskPath(self.title, self.words, value, fault)
        self.app.push_screen(ask, lambda path: path and self._named(path))

    def _named(self, path: Path) -> None:
        path = path if path.suffix else path.with_suffix(self.suffix)
        standing = [place for place in self.paths(path) if place.is_file()]
        if not standing:
            self._write(path)
            return
        words = "、".join(map(str, standing)) + "\n覆盖后，原来的内容不能恢复。"
        self.app.push_screen(
            Confirm("文件已存在，要覆盖吗？", words, "覆盖", "不覆盖"),
            lambda yes: self._write(path) if yes else self.ask(str(path)),
        )

    def _write(self, path: Path) -> None:
        def done() -> None:
            said = "已写到 " + "、".join(map(str, self.paths(path)))
            self.app.notify(said, markup=False)
            self.done(said)

        aside(self.app, lambda: self.write(path), done, lambda fault: self.ask(str(path), fault))
