"""个人自查: what becomes of one in memory alone before it is left, and how one is handed to the committee."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from assistant.ui.derived import file_name, lacking
from assistant.ui.dialogs import Choose, Confirm
from assistant.ui.writing import Writing, aside

if TYPE_CHECKING:
    from assistant.services.drafting import Draft
    from assistant.services.open_case import OpenCase

ASK = "这次自查还没有保存。离开前，请选一种；按 Esc 接着答。"
CHOICES = (
    ("keep", "保存：放进本机的案件库，以后可以接着答"),
    ("papers", "只存报告：写成文件，案件库里不留"),
    ("nothing", "不留痕迹：什么也不留下，答过的都清除"),
)
KEPT = "这次自查已保存在案件库里，可以接着答。"
UNSENT = "写了还没有发送的，报告里没有"
SEND = "还没有发送：{}。\n要写进报告的，请回去发送；不要的，可以直接存报告。"
NAMED = 3
"""How many of the gaps of a paper are named."""
PAPERS = "个人自查报告写到这里，预填的《容错申请表》写在同一个文件夹里。\n文件名以 .docx、.md 或 .txt 结尾，按结尾决定写成什么。"
HAND_OVER = """\
写成一个案例文件，由您自己交给党委（党组）的同志，在他们的电脑上导入；程序不联网，不会替您发送。
您答过的全部内容都在里面，各处标明“当事人陈述，待核实”。"""


def leave(app: App[None], case: OpenCase, then: Callable[..., object]) -> None:
    """Ask what becomes of the case and do it, then leave with what is to be said, and with its id where it is kept.

    A failure leaves nothing.
    """

    def fail(fault: str) -> None:
        app.notify(fault, severity="error", markup=False)

    def papers(sure: bool | None = True) -> None:
        if sure:
            aside(app, case.papers, lambda papers: _write(app, case, papers, then), fail)

    def chosen(choice: str | None) -> None:
        if choice == "keep":
            aside(app, case.keep, lambda id: then(KEPT, id), fail)
        elif choice == "papers" and (unsent := _unsent(case)):
            app.push_screen(Confirm(UNSENT, SEND.format("、".join(unsent)), "存报告", "回去发送"), papers)
        elif choice == "papers":
            papers()
        elif choice == "nothing":
            then("")

    if not isinstance(app.screen, (Choose, Confirm)):
        app.push_screen(Choose(ASK, CHOICES), chosen)


def _unsent(case: OpenCase) -> list[str]:
    """The labels of what is typed and not sent."""
    known = set(case.interview.known())
    return list(dict.fromkeys(case.interview.field(path).label for path in case.drafts() if path in known))


def _write(app: App[None], case: OpenCase, papers: Iterable[Draft], then: Callable[[str], object]) -> None:
    """Ask where the papers go, saying before and after what each of them lacks."""
    lacks = [lacking(paper.gaps, paper.name, NAMED) for paper in papers]
    Writing(
        app,
        "只存报告",
        "\n".join((PAPERS, *lacks)),
        ".docx",
        case.paper_paths,
        case.save_papers,
        done=lambda said: then("\n".join((said, *lacks))),
        tell=lambda *_: None,
    ).ask(_named(case, "个人自查报告", ".docx"))


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
