"""复核: whether the paper is complete, what was found, what is open, every answer; and 审核视角 (第十三条)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from assistant.domain.conditions import UNSETTLED
from assistant.domain.dialogue import Question
from assistant.domain.hearing import NOT_AGAINST
from assistant.domain.plain import NOTHING, OWN
from assistant.domain.regulation import cite
from assistant.domain.renewal import second_look
from assistant.domain.review import Finding
from assistant.domain.unverified import MARK, waiting
from assistant.ui.derived import deadline_words, owner
from assistant.ui.messages import JumpTo
from assistant.ui.typeset import Row, Rows

if TYPE_CHECKING:
    from assistant.domain.bearing import Bearing
    from assistant.domain.hearing import Heard, Hearing
    from assistant.domain.outcome import OutcomeFinding
    from assistant.services.casework import Check
    from assistant.services.open_case import Entry, OpenCase

LEVELS = {
    "block": ("✗ 拦下", "不补上或改正，不算完整"),
    "warn": ("! 警示", "请核对或说明"),
    "info": ("- 说明", "供参考"),
}
OWN_LEVELS = {
    "block": ("✗ 要紧", "请如实向组织说明"),
    "warn": ("! 留意", "能补的补上"),
    "info": ("- 说明", "供参考"),
}
STATES = {"已有回答": "✓ 已答", "部分回答": "△ 部分", "还没有回答": "○ 未答"}
VIEWS = {"review": "复核", "hearing": "审核视角"}
ASKED = "承办单位调查时，按第十三条会听取这些方面的意见。先替他们问一遍：哪些已经写明，哪些还要补，哪些对容错不利。"
GUTTER = 8
"""Cells of the margin that a sign and its word take."""


class ReviewTab(Container):
    """The review of the case, or the case as it will be examined; every line opens its question."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+r", "turn", "复核／审核视角")]
    DEFAULT_CSS = """
    ReviewTab {
        height: 1fr;
        #views { dock: top; height: 1; padding-left: 1; }
        #views Button { min-width: 0; margin-right: 1; }
        #head { height: auto; max-height: 40%; padding: 0 1; border-bottom: solid $panel; }
        #found { height: 1fr; background: $background; }
        #found.-textual-compact { padding: 0 1; }
        #found > .option-list--option-disabled { color: $text-muted; text-style: bold; }
    }
    """

    def __init__(self, case: OpenCase) -> None:
        super().__init__()
        self.case = case
        self._view = "review"
        self._own = case.interview.dialogue.own
        self._views = {"review": "复核"} if self._own else VIEWS

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="head", can_focus=False):
            yield Static(id="verdict")
        # The buttons stand last so that the focus goes to the list first.
        yield OptionList(id="found", compact=True, markup=False)
        with Horizontal(id="views"):
            for view in self._views:
                yield Button(id=view, compact=True)

    def on_mount(self) -> None:
        self.show()

    def show(self) -> None:
        """Derive the view anew; the line that was highlighted stays so where it still stands."""
        for view, name in self._views.items():
            key = " Ctrl+R" if len(self._views) > 1 else ""
            self.query_one(f"#{view}", Button).label = f"[{'✓' if view == self._view else ' '}]{name}{key}"
        head, options = self._review() if self._view == "review" else self._hearing()
        self.query_one("#verdict", Static).update(head)
        found = self.query_one(OptionList)
        here = found.highlighted_option.id if found.highlighted_option else None
        found.set_options(options)
        ids = [option.id for option in found.options]
        found.highlighted = (
            ids.index(here) if here and here in ids else next((i for i, id_ in enumerate(ids) if id_), None)
        )

    def action_turn(self) -> None:
        """Show the other view."""
        self._turn_to(next((view for view in self._views if view != self._view), self._view))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self._turn_to(event.button.id or self._view)

    def _turn_to(self, view: str) -> None:
        self._view = view
        self.show()
        self.query_one(OptionList).focus()

    def _review(self) -> tuple[Rows, list[Option]]:
        check = self.case.check()
        if self._own:
            return Rows(Row(OWN)), [*self._findings(check.findings), *self._answers()]
        options = [*self._findings(check.findings), *self._open(check), *self._answers()]
        return Rows(*_head(check, len(waiting(self.case.interview)))), options

    def _hearing(self) -> tuple[Rows, list[Option]]:
        hearing = self.case.hearing()
        return Rows(Row(ASKED)), [*self._asked(hearing), *self._against(hearing)]

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        where = (event.option_id or "").partition("|")[2]
        question = owner(self.case.interview, where)
        if question:
            self.post_message(JumpTo(question))
        else:
            self.notify("这一条没有对应的问题，请照文字办理。", markup=False)

    def _findings(self, findings: tuple[Finding, ...]) -> Iterator[Option]:
        """What was found, the gravest first, with where it stands and which question it opens."""
        for level, (sign, remark) in (OWN_LEVELS if self._own else LEVELS).items():
            group = [finding for finding in findings if finding.level == level]
            if group:
                yield _heading(f"{sign[2:]}（{len(group)}）：{remark}，按回车去改")
            for finding in group:
                bases = "、".join(map(cite, finding.articles))
                place = "　".join(filter(None, (bases, self._place(finding.where))))
                rows = Rows(Row(finding.message, f"{sign}  "), Row(place, " " * GUTTER, "dim", lines=1))
                yield Option(rows, f"{finding.code} {finding.message}|{finding.where}")
        if not findings:
            yield _heading(NOTHING if self._own else "没有发现要补充、改正或说明的地方。")

    def _open(self, check: Check) -> Iterator[Option]:
        """The open questions that can still change the result, the weightiest first."""
        yield _heading("")
        if not check.open:
            yield _heading("没有还能改变结论的未答问题")
            return
        yield _heading(f"还能改变结论的问题（{len(check.open)}）：影响大的在前，按回车去答")
        for one in check.open:
            yield Option(self._bearing(one), f"open {one.path}|{one.path}")

    def _bearing(self, one: Bearing) -> Rows:
        results = f"可能是：{'；'.join(one.results)}"
        return Rows(
            Row(self._place(one.path), f"？ {'未定' if one.truth == UNSETTLED else '未答'}  "),
            Row(results, " " * GUTTER, "dim"),
        )

    def _asked(self, hearing: Hearing) -> Iterator[Option]:
        """The questions of 第十三条 with what answers them; each opens what is still lacking or unsettled."""
        yield _heading("会问什么；按回车去补")
        for heard in hearing.questions:
            sign = f"{STATES[heard.state]}  "
            told = (Row(line, " " * GUTTER, "dim") for line in heard.told())
            rows = Rows(Row(f"{heard.question.who}：{heard.question.ask}", sign), *told)
            yield Option(rows, f"asked {heard.question.id}|{self._lacking(heard)}")

    def _lacking(self, heard: Heard) -> str:
        return next(iter([*heard.lacking, *heard.unsettled, *heard.answered]))

    def _against(self, hearing: Hearing) -> Iterator[Option]:
        """What speaks against, each with its place."""
        yield _heading("")
        yield _heading(
            f"对容错不利、文稿要正面说明的（{len(hearing.against)}）" if hearing.against else NOT_AGAINST
        )
        for place, one in enumerate(hearing.against):
            bases = "、".join(map(cite, one.articles))
            where = "　".join(filter(None, (bases, self._place(one.where))))
            rows = Rows(Row(one.words, "! 不利  "), Row(where, " " * GUTTER, "dim", lines=1))
            yield Option(rows, f"against {place}|{one.where}")

    def _place(self, where: str) -> str:
        """Which question a finding opens, by its section and the field that is meant."""
        interview = self.case.interview
        found = owner(interview, where)
        if found is None:
            return ""
        question = interview.question(found)
        field = next((field for field in question.fields if field.id == where), question)
        return f"{self._sections()[question.section]} · {field.label}"

    def _sections(self) -> dict[str, str]:
        return {section.id: section.title for section in self.case.interview.dialogue.section}

    def _answers(self) -> Iterator[Option]:
        """Every question of the interview in one line each, under the headings of its sections."""
        entries = {entry.question.id: entry for entry in self.case.view().entries}
        titles, section = self._sections(), ""
        yield _heading("")
        yield _heading("全部回答，按提问的顺序；按回车去改")
        for question in self.case.interview.path:
            if question.section != section:
                section = question.section
                yield _heading(titles[section])
            said = _said(question, entries.get(question.id))
            yield Option(Rows(Row(said, "  ", lines=1)), f"answer|{question.id}")


def _heading(words: str) -> Option:
    return Option(Rows(Row(words)), disabled=True)


def _head(check: Check, stated: int) -> Iterator[Row]:
    missing, outcome = check.assessment.missing, check.assessment.outcome
    barred = bool(check.assessment.barred)
    contents = "不提出容错建议的说明所需的内容" if barred else "第十二条列明的六项主要内容"
    yield Row(
        f"还缺{len(missing)}项：{contents}没有答全。" if missing else f"完整：{contents}都有回答。",
        "材料  ",
        "bold",
    )
    if said := second_look(check.findings):
        yield Row(f"{said}。", "更新  ", "bold")
    if stated:
        yield Row(f"有{stated}处回答是{MARK}；核实以前，不是组织认定的事实。", "核实  ", "bold")
    yield Row(_outcome(outcome), "建议  ", "bold")
    yield Row(f"{outcome.reason}（{'、'.join(map(cite, outcome.articles))}）。", "理由  ")
    if outcome.alternatives:
        yield Row(f"{'、'.join(outcome.alternatives)}（另一种读法，选用须写明理由）", "也可  ")
    if outcome.form:
        yield Row(f"{outcome.form.from_}转化为{outcome.form.to}", "形态  ")
    if check.open:
        yield Row(f"还有{len(check.open)}问能改变结论，列在提示的后面。", "未定  ")
    yield Row(f"{deadline_words(check.deadline)}。", "期限  ")


def _outcome(outcome: OutcomeFinding) -> str:
    if outcome.chosen and outcome.chosen != outcome.proposed:
        return f"{outcome.chosen}（对照第十八条提出的是{outcome.proposed or '无'}）"
    return outcome.outcome or "现在提不出容错方式"


def _said(question: Question, entry: Entry | None) -> str:
    if entry is None:
        return f"{question.label}：（还没有回答）"
    answers = [*entry.answers, *((label, "暂不清楚") for label in entry.skipped)]
    return "　".join(f"{label}：{'；'.join(value.splitlines())}" for label, value in answers)
