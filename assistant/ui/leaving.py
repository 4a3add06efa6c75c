"""Before a self-check that is in memory alone is left: keep it, write its papers only, or leave no trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from assistant.domain.fault import Fault
from assistant.ui.derived import file_name
from assistant.ui.dialogs import AskPath, Choose, Confirm

if TYPE_CHECKING:
    from assistant.services.open_case import OpenCase

ASK = "这次自查还没有保存。离开前，请选一种；按 Esc 接着答。"
CHOICES = (
    ("keep", "保存：放进本机的案件库，以后可以接着答"),
    ("papers", "只存报告：写成文件，案件库里不留"),
    ("nothing", "不留痕迹：什么也不留下，答过的都清除"),
)
PAPERS = "个人自查报告写到这里，预填的《容错申请表》写在同一个文件夹里。文件名以 .docx 结尾。"
KEPT = "已保存，在案件列表最前面。"


class Leaving:
    """Asks what becomes of the case, does it, and then leaves; nothing is left while anything failed."""

    def __init__(self, app: App[None], case: OpenCase, leave: Callable[[], object]) -> None:
        self._app, self._case, self._leave = app, case, leave

    def ask(self) -> None:
        """Ask, unless it is being asked already."""
        if not isinstance(self._app.screen, Choose):
            self._app.push_screen(Choose(ASK, CHOICES), self._chosen)

    def _chosen(self, choice: str | None) -> None:
        match choice:
            case "keep":
                self._do(self._case.keep, KEPT, lambda fault: self._app.notify(fault, severity="error"))
            case "papers":
                self._ask_path()
            case "nothing":
                self._leave()
            case _:
                return

    def _ask_path(self, value: str = "", fault: str = "") -> None:
        name = self._case.interview.answers.get("person.name", "")
        value = value or f"~/{file_name('个人自查报告' + (f'（{name}）' if name else ''))}.docx"
        self._app.push_screen(
            AskPath("只存报告", PAPERS, value, fault), lambda path: path and self._write(path)
        )

    def _write(self, path: Path) -> None:
        """Write at once where nothing stands, else ask first."""
        path = path if path.suffix else path.with_suffix(".docx")
        standing = [place for place in self._case.paper_paths(path) if place.is_file()]
        if not standing:
            self._save(path)
            return
        words = "、".join(map(str, standing)) + "\n覆盖后，原来的内容不能恢复。"
        self._app.push_screen(
            Confirm("文件已存在，要覆盖吗？", words, "覆盖", "不覆盖"),
            lambda yes: self._save(path) if yes else self._ask_path(str(path)),
        )

    def _save(self, path: Path) -> None:
        self._do(
            lambda: self._case.save_papers(path),
            f"已写到 {path}",
            lambda fault: self._ask_path(str(path), fault),
        )

    def _do(self, act: Callable[[], object], done: str, failed: Callable[[str], object]) -> None:
        """Act beside the screen; then leave, or say why nothing was done."""

        def run() -> None:
            try:
                act()
            except Fault as error:
                self._app.call_from_thread(failed, str(error))
            else:
                self._app.call_from_thread(self._done, done)

        self._app.run_worker(run, thread=True, group="leave")

    def _done(self, words: str) -> None:
        self._app.notify(words, markup=False)
        self._leave()
