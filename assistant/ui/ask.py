"""The question that is asked now: its words, two lines of the article, its form, its buttons."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.domain.dialogue import Field, Question
from assistant.domain.regulation import cite
from assistant.domain.unverified import MARK
from assistant.ui.bars import WordButton
from assistant.ui.choices import SeveralField
from assistant.ui.fields import FieldBox, Given
from assistant.ui.forms import QuestionForm, seen
from assistant.ui.messages import JumpTo
from assistant.ui.options import Pick, picks
from assistant.ui.typeset import Row, Rows

if TYPE_CHECKING:
    from assistant.services.open_case import OpenCase

TRANSCRIPT, LEAST = 10, 4
"""Lines kept for the transcript, and where a form is tall."""
AROUND, AIR = 4, 7
"""Lines of the bars at the edges, and of the blank lines of a high screen."""
ASKING = (("发送", "screen.send"), ("暂不清楚", "screen.skip"), ("上一问", "screen.back"))
LOOK = (("看草稿", "draft"), ("看复核", "review"))
HAND_OVER = ("交给党委（党组）", "screen.hand_over")
STATED = f"{MARK}。属实的照原样发送，不符的改正"
DONE = "问题已问完"
DONE_HINT = "可以看草稿、看复核；在“草稿”一页导出 .docx。答过的随时可以在上面打开修改。"


@dataclass(frozen=True)
class Asked:
    """A question with all that its form begins with."""

    question: Question
    given: dict[str, Given]
    picks: dict[str, tuple[Pick, ...]]
    citation: str
    article: str
    """The words of the article, or of the item of a list, that it rests on."""
    note: str = field(default="", compare=False)
    unverified: tuple[str, ...] = field(default=(), compare=False)
    """The labels of the answers that are the subject's own words, still to be verified."""

    @property
    def prompt(self) -> Rows:
        """The words of the question; below them what of the answers is still to be verified."""
        named = f"{'、'.join(self.unverified)}：" if len(self.question.fields) > 1 else ""
        return Rows(Row(self.question.ask), *[Row(named + STATED, "△ ")] * bool(self.unverified))

    @property
    def basis(self) -> Rows:
        """The first two lines of the article; of an annex its title."""
        if not self.question.article[0].isdigit():
            title = self.article.partition("\n")[0]
            return Rows(Row(f"{self.citation}　{title}（F2 看全文）"))
        return Rows(Row(f"{self.citation}　{' '.join(self.article.split())}", lines=2))

    @property
    def quoted(self) -> bool:
        """Whether the question itself quotes the article."""
        return self.article.rstrip("。；") in self.question.ask

    @property
    def tall(self) -> bool:
        """Whether the form may take lines of the transcript: lists, and pairs of options that are explained."""
        large = ("circumstances", "policy_bases")
        return self.pair or any(one.kind == "list" or one.source in large for one in self.question.fields)

    @property
    def pair(self) -> bool:
        """Whether options that are explained stand beside each other; such a form keeps its height."""
        fields = self.question.fields
        return len(fields) > 1 and all(one.options and len(one.hints) == len(one.options) for one in fields)


def asked(case: OpenCase, question: Question) -> Asked:
    """The question as it stands in the case now."""
    answers, knowledge = case.interview.answers, case.casework.knowledge
    drafts = case.drafts()
    given = {f.id: _given(f, answers, drafts) for f in question.fields}
    own, choices = (
        case.interview.dialogue.own,
        [f for f in question.fields if f.kind in ("choice", "several")],
    )
    offered = {f.id: picks(f, answers, knowledge, own) for f in choices}
    item = case.item(question)
    text = item.text if item else knowledge.regulation.text(question.article)
    name = item.citation if item else cite(question.article)
    stated = tuple(f.label for f in question.fields if f.id in case.interview.unverified)
    return Asked(question, given, offered, name, text, _note(case, question, given), stated)


def _given(one: Field, answers: dict[str, Any], drafts: dict[str, str]) -> Given:
    proposed = one.id not in answers and one.propose in answers
    value = answers.get(one.propose if proposed else one.id)
    draft = drafts.get(one.id)
    if draft is not None and one.kind in ("list", "several"):
        draft = json.loads(draft)
    return Given(value, None if draft == value else draft, proposed)


def _note(case: OpenCase, question: Question, given: dict[str, Given]) -> str:
    if any(one.draft is not None for one in given.values()):
        return "已恢复上次未发送的文字"
    source = next((f.propose for f in question.fields if given[f.id].proposed), None)
    return f"已带入“{case.interview.question(source).name}”，可确认或修改" if source else ""


class QuestionBlock(Vertical):
    """Asks one question, or says that all is asked."""

    def __init__(self, buttons: Sequence[tuple[str, str]] = ASKING, keep: int = TRANSCRIPT) -> None:
        super().__init__(classes="block")
        self._buttons, self._keep = buttons, keep
        self.asked: Asked | None = None
        self.form: QuestionForm | None = None

    def compose(self) -> ComposeResult:
        yield Static("", classes="prompt", markup=False)
        yield Static("", classes="basis", markup=False)
        yield VerticalScroll(classes="box", can_focus=False)
        yield Static("", classes="fault refusal", markup=False)
        with Horizontal(classes="buttons"):
            for words, action in self._buttons:
                yield WordButton(words, action)
            for words, tab in LOOK:
                yield WordButton(words, f"screen.tab('{tab}')").add_class("look")
            yield WordButton(*HAND_OVER).add_class("own")
            yield Static("", classes="note", markup=False)

    def asks(self, asked_now: Asked) -> bool:
        """Whether this very question stands here, with the same answers and options; what is verified is marked."""
        same = self.form is not None and self.asked == asked_now
        if same:
            self.query_one(".prompt", Static).update(asked_now.prompt)
        return same

    async def ask(self, asked_now: Asked) -> None:
        """Ask a question in place of the one before, and put the focus into its form."""
        self.asked, self.form = asked_now, None
        form = QuestionForm(asked_now.question, asked_now.given, asked_now.picks)
        with self.app.batch_update():
            await self._fill(form)
            self.form = form
            self.query_one(".prompt", Static).update(asked_now.prompt)
            self.query_one(".basis", Static).update(asked_now.basis)
            self.tell(asked_now.note)
            self.refuse("")
            self.fit()
            self.enter()

    async def end(self, gaps: Sequence[tuple[str, str]], own: bool = False) -> None:
        """Say that nothing is left to ask, and list the gaps: (question id, label)."""
        self.asked = self.form = None
        self.query_one(".own").set_class(own, "look")
        still = f"，还有 {len(gaps)} 处待补，选一处去补" if gaps else "，没有待补的"
        self.query_one(".prompt", Static).update(Rows(Row(DONE + still + "。")))
        self.query_one(".basis", Static).update(Rows(Row(DONE_HINT)))
        self.tell("")
        await self._fill(Vertical(*([_gap_list(gaps)] if gaps else []), classes="ended"))
        self.enter()

    def holds(self, field_id: str) -> bool:
        """Whether the form that stands here has this field."""
        return any(box.field.id == field_id for box in self.boxes)

    @property
    def boxes(self) -> list[FieldBox]:
        """The fields of the form that stands here."""
        return self.form.boxes if self.form else []

    def put_first(self, terms: Mapping[str, Sequence[str]]) -> None:
        """Set the likeliest circumstances on top of their field, if it still stands here."""
        for box in self.query(SeveralField):
            if box.field.source == "circumstances":
                box.put_first(terms)

    def enter(self) -> None:
        """Put the focus where the answer is given."""
        if self.form:
            self.form.enter()
        elif seen(self):
            self.query(".ended OptionList, WordButton.look").first().focus()

    def send(self) -> None:
        """Send the form."""
        if self.form:
            self.form.send()

    def tell(self, words: str) -> None:
        """Say one thing beside the buttons."""
        self.query_one(".buttons .note", Static).update(Rows(Row(words)))

    def refuse(self, words: str) -> None:
        """Say in full what is wrong, or that nothing is."""
        self.set_class(bool(words), "-refused")
        self.query_one(".refusal", Static).update(Rows(Row(words, "× ")))

    def on_resize(self) -> None:
        """Leave the transcript its lines."""
        self.fit()

    def fit(self) -> None:
        """Give the form what the transcript does not need; it scrolls inside its box beyond that."""
        prompt, height = self.query_one(".prompt", Static), self.screen.size.height
        around = AROUND + prompt.size.height + 2 + (AIR if self.screen.has_class("-high") else 0)
        self._make_room(height - around)
        around += 2 if self.query_one(".basis").display else 0
        tall = self.asked is not None and self.asked.tall
        lines = max(3, height - around - (min(LEAST, self._keep) if tall else self._keep))
        self.query_one(".box").styles.max_height = lines
        if self.form:
            self.form.fit(lines)

    def _make_room(self, lines: int) -> None:
        """Show the article beside a pair where the transcript keeps its lines with it."""
        if (
            self.asked
            and self.asked.pair
            and (taken := self.query_one(".box", VerticalScroll).virtual_size.height)
        ):
            nobasis = self.asked.quoted or lines - taken - 2 < self._keep
            if nobasis != self.has_class("-nobasis"):
                self.set_class(nobasis, "-nobasis")
                self.call_after_refresh(self.fit)

    async def _fill(self, content: Vertical) -> None:
        box = self.query_one(".box", VerticalScroll)
        await box.remove_children()
        await box.mount(content)
        self.set_class(self.asked is not None and (self.asked.tall or self.asked.quoted), "-nobasis")
        self.set_class(self.asked is None, "-ended")
        self.call_after_refresh(self.fit)

    @on(OptionList.OptionSelected, ".ended OptionList")
    def _gap_picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(JumpTo((event.option_id or "").partition(" ")[2]))


def _gap_list(gaps: Sequence[tuple[str, str]]) -> OptionList:
    """The gaps by label; a question with several is opened from any of them."""
    options = [
        Option(Rows(Row(label, "△ 待补　")), f"{place} {id_}") for place, (id_, label) in enumerate(gaps)
    ]
    return OptionList(*options, compact=True, markup=False)
