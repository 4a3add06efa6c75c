"""One case at work: answers in, everything derived from them shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget

from assistant.domain.fault import Fault
from assistant.domain.reading import AnswerError
from assistant.domain.renewal import second_look
from assistant.ui.article import ArticleScreen, basis
from assistant.ui.bars import TABS, KeyBar
from assistant.ui.derived import owner
from assistant.ui.drafts import DraftKeeper
from assistant.ui.edit import EditScreen
from assistant.ui.head import CaseHead
from assistant.ui.messages import Answered, Changed, Confirmed, EntryOpened, JumpTo, Skipped, Typed
from assistant.ui.outline import OutlineScreen
from assistant.ui.pages import DRAFT, TALK, Pages
from assistant.ui.talk import Talk
from assistant.ui.transcript import HIGH
from assistant.ui.typeset import Row, Rows

if TYPE_CHECKING:
    from assistant.domain.dialogue import Question
    from assistant.services.open_case import OpenCase

KEEP_EVERY = 1.0
"""Seconds between two looks for text that is typed and not kept yet."""
WIDE, FULL = 110, 140
"""Cells from which the article, and then the outline too, stand beside the transcript."""
UNKEPT = "正在写的文字没有存下："
HAND_OVER = ("交给党委（党组）", "写成案例文件，各处标明当事人陈述，待核实", "hand_over")
NOT_ASKED = "这一项现在不在问答里，可能因前面的选择暂不适用。"


class InterviewScreen(Screen[None]):
    """One case: asked, answered, looked over."""

    CSS_PATH = "case.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide"), (FULL, "-full")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (HIGH, "-high")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "article", "条文", priority=True),
        Binding("f3", "outline", "提纲", priority=True),
        Binding("f4", "next_tab", "换页", priority=True),
        Binding("ctrl+s,f5", "send", "发送", priority=True),
        Binding("f6", "skip", "暂不清楚", priority=True),
        Binding("f7", "back", "上一问", priority=True),
        Binding("f8", "undo", "撤销", priority=True),
        Binding("escape", "enter", "回到当前一问"),
    ]
    COMMANDS_HERE = (
        ("看条文（F2）", "当前一问所依据的原文", "article"),
        ("看提纲（F3）", "各部分的进度，可以跳过去", "outline"),
        ("暂不清楚（F6）", "当前一问记为待补，先往下答", "skip"),
        ("上一问（F7）", "回到前面一问", "back"),
        ("撤销（F8）", "撤销上一次回答", "undo"),
        *((f"到“{words}”页", "换到这一页", f"tab('{tab}')") for tab, words in TABS),
    )
    """Name, help and action for the palette."""

    def __init__(self, case: OpenCase) -> None:
        super().__init__()
        self.case = case
        self.keeper = DraftKeeper(case)
        self.talk = Talk()
        self.pages = Pages(case, self.talk)
        self.COMMANDS_HERE = (*self.COMMANDS_HERE, *[HAND_OVER] * case.interview.dialogue.own)

    def compose(self) -> ComposeResult:
        yield CaseHead()
        yield self.pages
        yield KeyBar()

    @property
    def about(self) -> str:
        """The article, or the item of a list, that the present page or question is about."""
        current = self.case.interview.current
        if self.pages.about or current is None:
            return self.pages.about
        question = self.case.interview.question(current)
        item = self.case.item(question)
        return item.id if item and not item.absent else question.article

    async def on_mount(self) -> None:
        self.set_interval(KEEP_EVERY, self._keep)
        await self.show()
        if said := second_look(self.case.check().findings):
            self.notify(f"{said}：见“复核”页（F4 换页）。", markup=False)

    def on_screen_suspend(self) -> None:
        """Keep what is typed when something comes over the form."""
        self._flush()

    def on_unmount(self) -> None:
        """Keep what is typed when the case is closed; a fault of the store was told while typing."""
        with suppress(Fault):
            self.keeper.flush()

    async def show(self) -> None:
        """Bring everything up to date; a form whose question did not change keeps what was typed."""
        view = self.case.view()
        self.query_one(CaseHead).show(view)
        self._flush()
        fresh = await self.talk.show(view, self.case)
        if fresh and view.current:
            self._match(view.current)
        self.call_after_refresh(self._show_basis)
        self.pages.show()

    def _show_basis(self) -> None:
        """The article and what follows from the answer, once the question itself is seen."""
        self.talk.article.show(self._basis())

    def _basis(self) -> Rows:
        current, regulation = self.case.interview.current, self.case.casework.knowledge.regulation
        if current is None:
            return Rows(Row(regulation.currency))
        question = self.case.interview.question(current)
        return basis(question, regulation, self.case.consequences(question), self.case.item(question))

    def _match(self, question: Question) -> None:
        if any(field.source == "circumstances" for field in question.fields):
            answers = self.case.interview.answers
            self._run_match(str(answers.get("facts", "")), answers.get("unit.type"))

    @work(thread=True, exclusive=True, group="match")
    def _run_match(self, facts: str, unit_type: str | None) -> None:
        casework = self.case.casework
        found = casework.match(facts, unit_type, 5)
        terms = {match.id: casework.explain(facts, match.id).terms for match in found.matches}
        self.app.call_from_thread(self.talk.block.put_first, terms)

    async def _change(self, change: Callable[[], object], done: str = "") -> None:
        """Do one thing to the case and show what follows; a refusal is said, and nothing is lost."""
        with self.app.holding_keys():
            try:
                change()
            except Fault as error:
                self.talk.block.refuse(str(error))
                return
            await self.show()
            if done:
                self.talk.block.tell(done)

    @on(Answered)
    async def _answered(self, event: Answered) -> None:
        event.stop()
        if self.talk.block.holds(event.question_id):
            await self._change(lambda: self.keeper.submit(event.question_id, event.raw))

    @on(Skipped)
    async def _skipped(self, event: Skipped) -> None:
        event.stop()
        await self._change(self._skip)

    @on(Changed)
    async def _changed(self, event: Changed) -> None:
        event.stop()
        await self.show()

    @on(Confirmed)
    async def _confirmed(self, event: Confirmed) -> None:
        event.stop()
        await self._change(lambda: self.case.confirm(event.question_id))

    @on(JumpTo)
    async def _jumped(self, event: JumpTo) -> None:
        event.stop()
        await self._jump(event.question_id)

    async def _jump(self, path: str | None) -> None:
        if path and path.startswith("wording."):
            await self.pages.go(DRAFT)
            return
        question_id = owner(self.case.interview, path) if path else None
        if path and not question_id:
            self.notify(NOT_ASKED, markup=False)
            return
        await self.pages.go(TALK)
        await self._change(lambda: self.case.jump(question_id))
        self.action_enter()

    @on(EntryOpened)
    def _opened(self, event: EntryOpened) -> None:
        event.stop()
        if event.question_id == self.case.interview.current:
            self.action_enter()
        else:
            self._flush()
            self._over(EditScreen(self.case, self.keeper, event.question_id), self._edited)

    async def _edited(self, changed: bool | None) -> None:
        if changed:
            await self.show()
        self.action_enter()

    @on(Typed)
    def _typed(self, event: Typed) -> None:
        event.stop()
        self.talk.block.refuse("")
        if self.talk.block.holds(event.field_id):
            self.keeper.typed(event.field_id, event.draft)

    def _flush(self) -> None:
        """Write what is typed; a fault of the store is told, and the text stays in its field."""
        try:
            self.keeper.flush()
        except Fault as error:
            self.talk.block.refuse(UNKEPT + str(error))

    def _keep(self) -> None:
        if self.keeper.waiting:
            self._keep_aside()

    @work(thread=True, exclusive=True, group="keep")
    def _keep_aside(self) -> None:
        try:
            self.keeper.flush()
        except Fault as error:
            self.app.call_from_thread(self.talk.block.refuse, UNKEPT + str(error))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of the form act only where the form is seen."""
        return action not in ("send", "skip", "back") or self.pages.present == TALK

    def action_enter(self) -> None:
        """Put the focus into the form of the present question."""
        self.talk.block.enter()

    def action_send(self) -> None:
        """Send the form."""
        self.talk.block.send()

    def action_skip(self) -> None:
        """暂不清楚: leave a gap and go on."""
        self.call_later(self._change, self._skip)

    def action_back(self) -> None:
        """Stand at the question before."""
        self.call_later(self._change, self.case.back)

    def action_undo(self) -> None:
        """Take back the last answer."""
        self.call_later(self._change, self._undo, "已撤销上一次回答")

    def _skip(self) -> None:
        """Leave a gap; what is typed meanwhile stays a draft."""
        self.case.skip()

    def _undo(self) -> None:
        if self.case.undo() is None:
            raise AnswerError("没有可以撤销的回答")

    def action_hand_over(self) -> None:
        """交给党委（党组）: write the case file that their interview begins from."""
        from assistant.ui.leaving import hand_over

        hand_over(self.app, self.case)

    def action_article(self) -> None:
        """条文: beside the question where there is room, else over it."""
        if self.has_class("-narrow") or self.pages.present != TALK:
            self._over(ArticleScreen(self._basis()))
        else:
            self._toggle(self.talk.article)

    def action_outline(self) -> None:
        """提纲: beside the transcript where there is room, else over it."""
        if self.has_class("-full") and self.pages.present == TALK:
            self._toggle(self.talk.outline)
        else:
            self._over(OutlineScreen(self.case.view()), self._outlined)

    async def _outlined(self, question_id: str | None) -> None:
        if question_id:
            await self._jump(question_id)

    def _over(self, screen: Screen[Any], then: Callable[[Any], Any] | None = None) -> None:
        """Put a screen over this one, once this one is drawn as it now is."""

        def put() -> None:
            self.app.push_screen(screen, then)

        self.call_after_refresh(put)

    def _toggle(self, pane: Widget) -> None:
        if pane.has_focus:
            self.action_enter()
        else:
            pane.focus()

    def action_next_tab(self) -> None:
        """Show the page after the present one."""
        self.action_tab(self.pages.following)

    def action_tab(self, tab: str) -> None:
        """Show one page."""
        self.call_later(self._go, tab)

    async def _go(self, tab: str) -> None:
        await self.pages.go(tab)
        if tab == TALK:
            self.action_enter()
