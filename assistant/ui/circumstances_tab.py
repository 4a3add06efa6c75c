"""情形: which circumstances the facts come near, with the text and the words that speak for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from rich.cells import set_cell_size
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from assistant.domain.answers import PICKED
from assistant.domain.fault import Fault
from assistant.domain.lists import MUST_ANSWER, Listed, cited, picked
from assistant.domain.regulation import Circumstance, cite
from assistant.domain.wording import flags
from assistant.ui.derived import owner
from assistant.ui.messages import Changed, JumpTo
from assistant.ui.typeset import Row, Rows

if TYPE_CHECKING:
    from assistant.services.casework import Casework
    from assistant.services.matching import Match, Matching
    from assistant.services.open_case import OpenCase

TOP = 8
ALL, ASK = "all", "ask."
"""Ids of the rows that are no circumstance: the switch to all thirty, and the questions."""
WAITING = "正在比对…"
NO_FACTS = "“主要事实”还没有写，比对不了。先写事实，或从全部三十种里选。"
NONE_NEAR = "没有明显对应的情形。请补充事实，或从全部三十种里逐条看；也可能本来就不属于可以容错的情形。"
NEAR = "按主要事实比对，由近到远。只是提示：请对照原文逐条看，由党委（党组）判断。"
OWN_NEAR = "按您写的经过比对，说法相近的在前。相近说的是文字像，不是符合；是否属于，由组织认定。"
PARKED = "因触及红线，本案现在不问情形；选用的保留着，暂不采用。"


def nearness(score: float) -> str:
    """A score of 0 to 1 in words."""
    steps = (0.6, "很接近"), (0.4, "较接近"), (0.1, "有些接近")
    return next((words for least, words in steps if score >= least), "不大接近")


class Candidates(OptionList):
    """The circumstances; a click shows one, Enter or space takes it or leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "select", "选用／不选用", key_display="空格"),
    ]

    async def _on_click(self, event: events.Click) -> None:
        event.prevent_default()
        place = event.style.meta.get("option")
        if place is not None and not self.options[place].disabled:
            self.highlighted = place


class CircumstancesTab(Container):
    """The circumstances to choose from; what is chosen is the answer `circumstances`."""

    DEFAULT_CSS = """
    CircumstancesTab {
        height: 1fr;
        #said { height: auto; padding: 0 1; color: $text-muted; }
        #both { height: 1fr; }
        Candidates { height: auto; max-height: 50%; background: $background; }
        Candidates.-textual-compact { padding: 0 1; }
        #side { height: 1fr; border-top: solid $panel; }
        #side VerticalScroll { height: 1fr; padding: 0 1; }
        #take { margin: 0 1; width: auto; }
        &.-wide #both { layout: horizontal; border-top: solid $panel; }
        &.-wide Candidates { width: 1fr; max-height: 100%; }
        &.-wide #side { width: 1fr; border-top: none; border-left: solid $panel; }
    }
    """

    class _Matched(Message):
        """The comparison is done."""

        def __init__(self, basis: tuple[str, str | None], matching: Matching) -> None:
            super().__init__()
            self.basis, self.matching = basis, matching

    def __init__(self, case: OpenCase) -> None:
        super().__init__()
        self.case = case
        self._own = case.interview.dialogue.own
        self._matching: Matching | None = None
        self._basis: tuple[str, str | None] | None = None
        self._all = False

    def compose(self) -> ComposeResult:
        yield Static(Rows(Row(WAITING)), id="said")
        with Vertical(id="both"):
            yield Candidates(markup=False, compact=True)
            with Vertical(id="side"):
                yield Button("选用", id="take", compact=True)
                with VerticalScroll():
                    yield Static(id="detail")

    def on_mount(self) -> None:
        self.on_resize()
        self.show()

    def on_resize(self) -> None:
        """Side by side where there is room for both."""
        self.set_class(self.size.width >= 100, "-wide")

    def show(self) -> None:
        """Compare again if the facts changed, and write everything anew."""
        answers = self.case.interview.answers
        basis = (answers.get("facts") or "", answers.get("unit.type"))
        if basis == self._basis:
            self._write()
        else:
            self.query_one("#said", Static).update(Rows(Row(WAITING)))
            self._compare(basis)

    @work(thread=True, exclusive=True, group="match")
    def _compare(self, basis: tuple[str, str | None]) -> None:
        worker = get_current_worker()
        matching = self.case.casework.match(*basis, TOP)
        if not worker.is_cancelled:
            self.post_message(self._Matched(basis, matching))

    @on(_Matched)
    def _compared(self, message: _Matched) -> None:
        self._basis, self._matching = message.basis, message.matching
        self._write()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._write_detail()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._act(event.option_id or "")

    @on(Button.Pressed, "#take")
    def _pressed(self) -> None:
        self._act(self._here())

    def _act(self, row: str) -> None:
        """Take or leave a circumstance, show all of them, or go to the facts that raise a question."""
        if row == ALL:
            self._all = not self._all
            self._write()
        elif row.startswith(ASK):
            self.post_message(JumpTo(owner(self.case.interview, "facts")))
        elif row:
            self._toggle(row)

    def _toggle(self, id_: str) -> None:
        picked = self._picked()
        chosen = [one for one in picked if one != id_] if id_ in picked else [*picked, id_]
        try:
            self.case.answer(PICKED, chosen)
        except Fault as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.post_message(Changed())
        self._write()

    def _picked(self) -> list[str]:
        return list(self.case.interview.answers.get(PICKED, ()))

    def _whole(self) -> str:
        return "看全部三十种情形" + ("和清单" if self.case.casework.knowledge.listed else "")

    def _known(self) -> dict[str, Circumstance]:
        """All that can be picked, items of lists in the words that the case relies on."""
        pickable = self.case.casework.knowledge.pickable
        return {**pickable, **picked(self.case.interview.answers, pickable)}

    def _here(self) -> str:
        option = self.query_one(Candidates).highlighted_option
        return (option.id or "") if option else ""

    @property
    def about(self) -> str:
        """The circumstance, or item of a list, that is highlighted."""
        here = self._here()
        return "" if here == ALL or here.startswith(ASK) else here

    def _matches(self) -> dict[str, Match]:
        return {match.id: match for match in self._matching.matches} if self._matching else {}

    def _write(self) -> None:
        candidates, at = self.query_one(Candidates), self._here()
        candidates.set_options(self._options())
        ids = [option.id for option in candidates.options]
        candidates.highlighted = (
            ids.index(at) if at and at in ids else next(n for n, id_ in enumerate(ids) if id_)
        )
        self.query_one("#said", Static).update(Rows(*map(Row, self._said())))
        self._write_detail()

    def _said(self) -> Iterator[str]:
        parked = PICKED in self.case.interview.parked
        if parked:
            yield PARKED
        if not self.case.interview.answers.get("facts"):
            yield NO_FACTS
        else:
            near = OWN_NEAR if self._own else NEAR
            yield near if self._matching and self._matching.confident else NONE_NEAR
        asked = len(self._questions())
        if asked:
            yield f"事实里有{asked}处要先问清，列在最后。"
            yield from filter(None, [self._matching.remark if self._matching else ""])
            yield from self._apart()
        chosen = "、".join(cited(self.case.interview.answers))
        yield f"已选用：{chosen}。" if chosen else "还没有选用。"

    def _apart(self) -> Iterator[str]:
        """The question that tells the first two apart."""
        first = [match.id for match in self._matching.matches[:2]] if self._matching else []
        if len(first) == 2 and (apart := self.case.casework.knowledge.apart(*first)):
            question, answers = apart
            yield f"前两项怎样分：{question}{'；'.join(f'{words}——{cite(id)}' for id, words in answers.items())}。"

    def _options(self) -> Iterator[Option]:
        """What is chosen and what is near, or all thirty; then the questions that the facts raise."""
        known, matches, chosen = self._known(), self._matches(), self._picked()
        shown = list(known) if self._all else list(dict.fromkeys([*matches, *chosen]))
        for negative in (False, True):
            group = [id_ for id_ in shown if id_ in known and known[id_].negative == negative]
            if group and negative:
                yield Option(Rows(Row(MUST_ANSWER, style="bold")), disabled=True)
            for id_ in group:
                yield Option(_candidate(known[id_], id_ in chosen, self._near(matches.get(id_))), id_)
        yield Option(Rows(Row("只看接近的和已选的" if self._all else self._whole(), "    ")), ALL)
        asked = [
            Option(Rows(Row(words, "？  ")), f"{ASK}{n}") for n, (words, _) in enumerate(self._questions())
        ]
        if asked:
            yield Option(Rows(Row(f"事实里有{len(asked)}处要先问清：", style="bold")), disabled=True)
            yield from asked

    def _near(self, match: Match | None) -> str:
        """How near the words come; to the cadre concerned no number, which would read as a chance."""
        if match is None:
            return ""
        return f"说法{nearness(match.score)}" if self._own else f"{nearness(match.score)} {match.score:.2f}"

    def _questions(self) -> list[tuple[str, Rows]]:
        """The flagged words of the facts by kind: one line for the list, the question for beside it."""
        lexicon = self.case.casework.knowledge.lexicon
        found = flags(self.case.interview.answers.get("facts") or "", lexicon)
        asked: list[tuple[str, Rows]] = []
        for kind in lexicon.flag:
            of_kind = [flag for flag in found if flag.kind == kind.kind]
            if of_kind:
                words = "、".join(dict.fromkeys(f"“{flag.words}”" for flag in of_kind))
                clauses = [Row(clause, "  ") for clause in dict.fromkeys(flag.clause for flag in of_kind)]
                question = f"{kind.question}（{cite(kind.article)}）"
                rows = Rows(Row(question, style="bold"), Row(""), Row(f"文中有{words}："), *clauses)
                asked.append((f"{kind.name}：文中有{words}", rows))
        return asked

    def _write_detail(self) -> None:
        here, button = self._here(), self.query_one("#take", Button)
        button.label = self._button(here)
        button.display = bool(here)
        self.query_one("#detail", Static).update(self._detail(here))
        self.query_one("#side VerticalScroll").scroll_home(animate=False)

    def _button(self, here: str) -> str:
        if here == ALL or not here:
            return "只看接近的" if self._all else "看全部"
        if here.startswith(ASK):
            return "到“主要事实”去改"
        return "改为不选用（空格）" if here in self._picked() else "选用（空格）"

    def _detail(self, here: str) -> Rows:
        item = self._known().get(here)
        if here.startswith(ASK):
            return self._questions()[int(here.removeprefix(ASK))][1]
        if item is None:
            return Rows(Row("列出第八条至第十一条的全部三十种情形，按条文顺序。"))
        facts = self.case.interview.answers.get("facts") or ""
        plain = self.case.interview.dialogue.own
        return Rows(*_about(self.case.casework, item, facts, self._matches().get(here), plain))


def _candidate(item: Circumstance, picked: bool, near: str) -> Rows:
    sign = "[✓] " if picked else "[ ] "
    name = item.citation if isinstance(item, Listed) else set_cell_size(item.citation, 21)
    words = f"{name}{' ' * isinstance(item, Listed)}{set_cell_size(near, 15)}{item.label}"
    return Rows(Row(words, sign, "bold" if picked else "", lines=1))


def _about(
    casework: Casework, item: Circumstance, facts: str, match: Match | None, plain: bool
) -> Iterator[Row]:
    """Citation, text, what speaks for it, and what it requires: said already, or still to be asked."""
    listed = item if isinstance(item, Listed) else None
    yield Row(f"{item.citation}　{item.label}", style="bold")
    if plain and not listed:
        yield Row(casework.knowledge.explained[item.id].plain, "说明  ")
    yield Row(listed.text if listed else casework.knowledge.regulation.text(item.id), "原文  ")
    if listed:
        yield Row(listed.about, "清单  ")
    reasons = casework.explain(facts, item.id) if match else None
    if match and reasons:
        yield Row(
            f"说法{nearness(match.score)}" if plain else f"{nearness(match.score)}（{match.score:.2f}）",
            "比对  ",
        )
        yield Row("、".join(reasons.terms), "字词  ")
        if match.remark:
            yield Row(match.remark, "注意  ", "bold")
    if item.note:
        yield Row(item.note, "审核  ")
    if item.branches:
        yield Row("｜".join(item.branches), "任一  ")
    for element in item.element:
        branch = f"（{element.branch}）" if element.branch else ""
        yield Row(f"{element.words}{branch}", "要件  ")
        if reasons and (spoken := reasons.covered.get(element.id)):
            yield Row(f"已说到：{'、'.join(spoken)}", "      ", "dim")
        else:
            yield Row(f"还要问：{element.question}", "      ")
    if reasons and (example := casework.library.example(reasons.example)):
        yield Row(f"（虚构）{example.text}", "例子  ", "dim")
        yield Row(example.why, "      ", "dim")
