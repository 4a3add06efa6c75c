"""复核: whether the paper is complete, what the review found, and every answer in the order of asking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.domain.dialogue import Question
from assistant.domain.regulation import cite
from assistant.domain.review import Finding
from assistant.ui.derived import deadline_words, owner
from assistant.ui.messages import JumpTo
from assistant.ui.typeset import Row, Rows

if TYPE_CHECKING:
    from assistant.domain.assessment import OutcomeFinding
    from assistant.services.casework import Check
    from assistant.services.open_case import Entry, OpenCase

LEVELS = {
    "block": ("✗ 拦下", "不补上或改正，不算完整"),
    "warn": ("! 警示", "请核对或说明"),
    "info": ("- 说明", "供参考"),
}
GUTTER = 8
"""Cells of the margin that a sign and its word take."""


class ReviewTab(Container):
    """The review of the case, every line of which opens its question."""

    DEFAULT_CSS = """
    ReviewTab {
        height: 1fr;
        #head { height: auto; max-height: 40%; padding: 0 1; border-bottom: solid $panel; }
        #found { height: 1fr; background: $background; }
        #found.-textual-compact { padding: 0 1; }
        #found > .option-list--option-disabled { color: $text-muted; text-style: bold; }
    }
    """

    def __init__(self, case: OpenCase) -> None:
        super().__init__()
        self.case = case

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="head", can_focus=False):
            yield Static(id="verdict")
        yield OptionList(id="found", compact=True, markup=False)

    def on_mount(self) -> None:
        self.show()

    def show(self) -> None:
        """Review the case anew; the line that was highlighted stays so where it still stands."""
        check = self.case.check()
        self.query_one("#verdict", Static).update(Rows(*_head(check)))
        found = self.query_one(OptionList)
        here = found.highlighted_option.id if found.highlighted_option else None
        found.set_options([*self._findings(check.findings), *self._answers()])
        ids = [option.id for option in found.options]
        found.highlighted = (
            ids.index(here) if here and here in ids else next((i for i, id_ in enumerate(ids) if id_), None)
        )

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
        for level, (sign, remark) in LEVELS.items():
            group = [finding for finding in findings if finding.level == level]
            if group:
                yield Option(Rows(Row(f"{sign[2:]}（{len(group)}）：{remark}，按回车去改")), disabled=True)
            for finding in group:
                bases = "、".join(map(cite, finding.articles))
                place = "　".join(filter(None, (bases, self._place(finding.where))))
                rows = Rows(Row(finding.message, f"{sign}  "), Row(place, " " * GUTTER, "dim", lines=1))
                yield Option(rows, f"{finding.code} {finding.message}|{finding.where}")
        if not findings:
            yield Option(Rows(Row("没有发现要补充、改正或说明的地方。")), disabled=True)

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
        yield Option(Rows(Row("")), disabled=True)
        yield Option(Rows(Row("全部回答，按提问的顺序；按回车去改")), disabled=True)
        for question in self.case.interview.path:
            if question.section != section:
                section = question.section
                yield Option(Rows(Row(titles[section])), disabled=True)
            said = _said(question, entries.get(question.id))
            yield Option(Rows(Row(said, "  ", lines=1)), f"answer|{question.id}")


def _head(check: Check) -> Iterator[Row]:
    missing, outcome = check.assessment.missing, check.assessment.outcome
    barred = bool(check.assessment.barred)
    contents = "不提出容错建议的说明所需的内容" if barred else "第十二条列明的六项主要内容"
    yield Row(
        f"还缺{len(missing)}项：{contents}没有答全。" if missing else f"完整：{contents}都有回答。",
        "材料  ",
        "bold",
    )
    yield Row(_outcome(outcome), "建议  ", "bold")
    yield Row(f"{outcome.reason}（{'、'.join(map(cite, outcome.articles))}）。", "理由  ")
    if outcome.alternatives:
        yield Row(f"{'、'.join(outcome.alternatives)}（另一种读法，选用须写明理由）", "也可  ")
    if outcome.form:
        yield Row(f"{outcome.form.from_} 转化为 {outcome.form.to}", "形态  ")
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
