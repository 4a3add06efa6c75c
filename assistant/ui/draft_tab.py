"""草稿: the paper as it stands now, what it still lacks, and its export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from assistant.domain.fault import Fault
from assistant.domain.grounds import told
from assistant.domain.interview import Interview
from assistant.domain.unverified import MARK
from assistant.ui.derived import file_name, lacking, owner
from assistant.ui.dialogs import Choose
from assistant.ui.messages import Changed, JumpTo
from assistant.ui.paper import Paper, read
from assistant.ui.typeset import Row, Rows
from assistant.ui.writing import SET_ASIDE, Writing

if TYPE_CHECKING:
    from assistant.services.documents.markdown import Block
    from assistant.services.drafting import Draft
    from assistant.services.filling import Section
    from assistant.services.open_case import OpenCase

KINDS = {
    "recommendation": "初步建议",
    "no-recommendation": "不提出说明",
    "application": "申请表",
    "evidence": "清单",
    "basis": "依据表",
    "self-check": "自查",
}
OPTION = re.compile("（--[^）]*）")
"""What a message says to those at the command line only."""
BARRED = "触及红线，本案起草不提出容错建议的说明。"
WRITING = "正在起草…"
WHY = "凭什么（上下键换句，回车到那一问，{}Ctrl+R 导出脱敏件）"
REWORD = "W 自拟这一段，"
LINES = {"依据": 1, "回答": 2, "证明": 1}
"""How many lines each part of the grounds gets, so that the paper above keeps its height."""
REPLACED = "覆盖后，原来的内容不能恢复；.docx 写成以后被人改过的，改过的原件另存在旁边。"
REPLACED_PAIR = f"{REPLACED}\n原来的脱敏件还要对照的，请换一个文件名，对照表才不会覆盖。"
REDACTING = """\
替换认得出的姓名、单位、地名、日期、金额，供培训、讨论用；请人工通读后再用。
替换对照表写在旁边的另一个文件里，不要同脱敏件放在一起。文件名以 .docx、.md 或 .txt 结尾。"""
DELAY = 0.1
"""Seconds that a change waits for the next one before the paper is drafted anew."""


class DraftTab(Container):
    """The paper that the case calls for, or another kind that was asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+e", "export", "导出文稿"),
        Binding("ctrl+r", "redact", "导出脱敏件"),
        Binding("w,W", "reword", "自拟一段"),
    ]
    DEFAULT_CSS = """
    DraftTab {
        height: 1fr;
        #kinds { dock: top; height: 1; padding-left: 1; }
        #kinds Button { min-width: 0; margin-right: 1; }
        #said { height: auto; max-height: 6; padding: 0 1; }
        #gaps { height: auto; max-height: 4; background: $background; }
        #gaps.-textual-compact { padding: 0 1; }
        Paper { height: 1fr; border-top: solid $panel; }
        #grounds { dock: bottom; height: 5; padding: 0 1; border-top: solid $panel; border-title-color: $primary; }
    }
    """

    class _Drafted(Message):
        """The paper is drafted, or is refused with a reason for people."""

        def __init__(self, state: object, draft: Draft | None, pieces: Sequence[Block], refusal: str) -> None:
            super().__init__()
            self.state, self.draft, self.pieces, self.refusal = state, draft, pieces, refusal

    def __init__(self, case: OpenCase) -> None:
        super().__init__()
        self.case = case
        papers = case.interview.dialogue.papers
        self.kinds = {kind: KINDS[kind] for kind in papers} or KINDS
        """The kinds that are offered, each with the word on its button."""
        self.kind: str | None = None
        """The kind that was asked for; None follows the case."""
        self._draft: Draft | None = None
        self._state: object = None
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static(Rows(Row(WRITING)), id="said")
        # The buttons stand last so that the focus goes to the gaps or the paper first.
        yield OptionList(id="gaps", compact=True, markup=False)
        yield Paper()
        yield Static(id="grounds")
        with Horizontal(id="kinds"):
            for kind, name in self.kinds.items():
                yield _button(f"[ ]{name}", kind)
            yield _button("导出 Ctrl+E", "export")

    def on_mount(self) -> None:
        self.show()

    def show(self) -> None:
        """Draft the paper anew, soon, if anything changed."""
        if self._timer:
            self._timer.stop()
        if self._now() != self._state:
            self._timer = self.set_timer(DELAY, self._begin)

    def _now(self) -> object:
        return self.kind, len(self.case.events), self.case.casework.today()

    def _begin(self) -> None:
        self.query_one("#said", Static).update(Rows(Row(WRITING)))
        self._write(self._now(), self.case.interview.frozen(), self.kind)

    @work(thread=True, exclusive=True, group="draft")
    def _write(self, state: object, interview: Interview, kind: str | None) -> None:
        from assistant.services.documents.markdown import MarkdownFault

        worker, draft, pieces, refusal = get_current_worker(), None, [], ""
        try:
            draft = self.case.casework.draft(interview, kind)
            pieces = read(draft.marked)
        except (Fault, MarkdownFault) as error:
            draft, refusal = None, OPTION.sub("", str(error))
        if not worker.is_cancelled:
            self.post_message(self._Drafted(state, draft, pieces, refusal))

    @on(_Drafted)
    async def _drafted(self, message: _Drafted) -> None:
        self._state, self._draft = message.state, message.draft
        self._mark(message.draft.kind if message.draft else self.kind or "")
        worded = message.draft is not None and bool(message.draft.sections)
        self.query_one("#grounds").border_title = WHY.format(REWORD * worded)
        barred = self.kind is None and message.draft is not None and message.draft.kind == "no-recommendation"
        self._say(*[BARRED] * barred, message.refusal or _standing(message.draft))
        gaps = self.query_one("#gaps", OptionList)
        waiting = message.draft.gaps if message.draft else ()
        gaps.set_options(Option(Rows(Row(gap, "待补充  ", lines=1))) for gap in waiting)
        paper = self.query_one(Paper)
        if gaps.has_focus and not gaps.option_count:
            paper.focus()
        gaps.display = bool(gaps.option_count)
        await paper.show(message.pieces)

    def _mark(self, kind: str) -> None:
        for name, words in self.kinds.items():
            self.query_one(f"#{name}", Button).label = f"[{'✓' if name == kind else ' '}]{words}"

    def _say(self, *words: str) -> None:
        self.query_one("#said", Static).update(Rows(*map(Row, words)))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "export":
            self.action_export()
        else:
            self.kind = event.button.id
            self.show()

    @on(OptionList.OptionSelected, "#gaps")
    def _gap(self, event: OptionList.OptionSelected) -> None:
        if self._draft and (path := self._draft.where.get(self._draft.gaps[event.option_index])):
            self.post_message(JumpTo(path))

    @on(Paper.Moved)
    def _moved(self, message: Paper.Moved) -> None:
        known = self._draft.grounds if self._draft else {}
        grounds = [known[path] for path in message.addresses if path in known]
        rows = (Row(words, f"{what}  ", lines=LINES[what]) for what, words in told(grounds))
        self.query_one("#grounds", Static).update(Rows(*rows))

    @on(Paper.Chosen)
    def _chosen(self, message: Paper.Chosen) -> None:
        found = (owner(self.case.interview, path) for path in message.addresses)
        if question := next(filter(None, found), None):
            self.post_message(JumpTo(question))
        else:
            self.notify("这句话没有对应的问题，是案例文件里写好的。", markup=False)

    def action_reword(self) -> None:
        """自拟: choose a section, the one under the cursor first, and word it."""
        sections = self._draft.sections if self._draft else {}
        if not sections:
            self.notify("这一种文稿没有可以自拟的段落。", markup=False)
            return
        here = set(self.query_one(Paper).addresses)
        at = next((id for id, section in sections.items() if _under(section, here)), "")
        named = [
            (id, f"{section.title}{'（自拟）' if section.own else ''}") for id, section in sections.items()
        ]
        self.app.push_screen(Choose("自拟哪一段？", named, at), self._reword)

    def _reword(self, id: str | None) -> None:
        from assistant.ui.reword import RewordScreen

        if id and self._draft:
            screen = RewordScreen(self.case, self._draft.sections[id])
            self.app.push_screen(screen, lambda changed: changed and self.post_message(Changed()))

    def action_export(self) -> None:
        """导出: ask where to, naming what the paper still lacks."""
        from assistant.services.documents import save

        draft = self._draft
        if draft is None:
            self.notify("现在没有可以导出的文稿。", severity="warning", markup=False)
            return
        Writing(
            self.app,
            f"导出{draft.name}",
            f"{lacking(draft.gaps)}\n文件名以 .docx、.md 或 .txt 结尾，按结尾决定写成什么。",
            ".docx",
            paths=lambda path: [path],
            write=lambda path: save(draft, path, force=True),
            tell=lambda path, kept: self._tell(f"已写到 {path}", kept, lacking(draft.gaps)),
            replaced=REPLACED,
        ).ask(f"~/{file_name(f'{draft.name}（{self._whose()}）')}.docx")

    def _whose(self) -> str:
        answers = self.case.interview.answers
        return answers.get("person.name") or answers.get("unit.name") or self.case.title

    def action_redact(self, value: str = "") -> None:
        """脱敏: ask where to, then write a redacted copy and the list of what was replaced."""
        from assistant.services.documents import save
        from assistant.services.redacting import list_path, listed, redacted_drafts

        draft, interview = self._draft, self.case.interview.frozen()
        if draft is None:
            return

        def write(path: Path) -> list[Path]:
            (copy,), done = redacted_drafts(self.case.casework, interview, [draft.kind], [path.name])
            return save(copy, path, force=True, beside={list_path(path): listed(done)})

        def tell(path: Path, kept: Sequence[Path]) -> None:
            self._tell(f"脱敏件已写到 {path}", kept, f"对照表：{list_path(path)}", "请人工通读后再用。")

        Writing(
            self.app,
            "导出脱敏件",
            REDACTING,
            ".docx",
            paths=lambda path: [path, list_path(path)],
            write=write,
            tell=tell,
            replaced=REPLACED_PAIR,
        ).ask(value or f"~/{draft.name}（脱敏件）.docx")

    def _tell(self, written: str, kept: Sequence[Path], *more: str) -> None:
        """Say what was written, unless the case was left meanwhile."""
        self.call_later(self._say, written, *map(SET_ASIDE.format, kept), *more)


def _under(section: Section, addresses: set[str]) -> bool:
    """Whether a sentence with these addresses stands in the section."""
    return f"wording.{section.id}" in addresses or not addresses.isdisjoint(section.addresses)


def _button(words: str, id: str) -> Button:
    """A button as wide as its words: all of them stand in one line."""
    button = Button(words, id=id, compact=True)
    button.styles.line_pad, button.styles.width = 0, cell_len(words)
    return button


def _standing(draft: Draft | None) -> str:
    gaps = draft.gaps if draft else ()
    stated = f"文稿里有{MARK}的内容，停在句子上看是哪些。" if draft and draft.unverified else ""
    return stated + _waiting(gaps)


def _waiting(gaps: Sequence[str]) -> str:
    lacks = f"有{len(gaps)}项待补充，选一项按回车，到那一问去补：" if gaps else "没有待补充的地方。"
    return f"这份文稿{lacks}"
