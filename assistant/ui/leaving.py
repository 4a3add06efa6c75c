"""个人自查: what becomes of one in memory alone before it is left, and how one is handed to the committee."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from assistant.ui.derived import file_name
from assistant.ui.dialogs import Choose
from assistant.ui.writing import Writing, aside

if TYPE_CHECKING:
    from assistant.services.open_case import OpenCase

ASK = "这次自查还没有保存。离开前，请选一种；按 Esc 接着答。"
CHOICES = (
    ("keep", "保存：放进本机的案件库，以后可以接着答"),
    ("papers", "只存报告：写成文件，案件库里不留"),
    ("nothing", "不留痕迹：什么也不留下，答过的都清除"),
)
PAPERS = "个人自查报告写到这里，预填的《容错申请表》写在同一个文件夹里。\n文件名以 .docx、.md 或 .txt 结尾，按结尾决定写成什么。"
HAND_OVER = """\
写成一个案例文件，由您自己交给党委（党组）的同志，在他们的电脑上导入；程序不联网，不会替您发送。
您答过的全部内容都在里面，各处标明“当事人陈述，待核实”。"""


def leave(app: App[None], case: OpenCase, then: Callable[[str], object]) -> None:
    """Ask what becomes of the case, do it, and then leave with what is to be said; a failure leaves nothing."""

    def chosen(choice: str | None) -> None:
        if choice == "keep":
            aside(
                app,
                case.keep,
                lambda: then(""),
                lambda fault: app.notify(fault, severity="error", markup=False),
            )
        elif choice == "papers":
            where = Writing(app, "只存报告", PAPERS, ".docx", case.paper_paths, case.save_papers, then)
            where.ask(_named(case, "个人自查报告", ".docx"))
        elif choice == "nothing":
            then("")

    if not isinstance(app.screen, Choose):
        app.push_screen(Choose(ASK, CHOICES), chosen)


def hand_over(app: App[None], case: OpenCase) -> None:
    """交给党委（党组）: ask where to, and write the case file that their interview begins from."""

    def write(path: Path) -> None:
        from assistant.services.files import write_atomic

        write_atomic(path, case.hand_over().encode(), force=True)

    where = Writing(app, "交给党委（党组）", HAND_OVER, ".json", lambda path: [path], write, lambda _: None)
    where.ask(_named(case, "个人自查", ".json"))


def _named(case: OpenCase, what: str, suffix: str) -> str:
    """Where it is proposed to be written: the user's own folder, by the person's name where it is known."""
    name = case.interview.answers.get("person.name")
    return f"~/{file_name(f'{what}（{name}）' if name else what)}{suffix}"
