"""What was asked and what was answered, in order; each entry opens to be changed in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import on
from textual.binding import Binding
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.domain.unverified import MARK
from assistant.services.open_case import Entry, View
from assistant.ui.messages import Confirmed, EntryOpened
from assistant.ui.typeset import Row, Rows

HIGH = 32
"""Lines of the screen from which there is air between things."""
LONGEST = 4
"""Lines of one answer; the rest is read where the entry is opened."""
LINE = "触及红线：{}。不起草容错建议，改为起草说明"
OWN_LINE = "答到了红线：{}。后面少问几问；属实不属实、怎样认定，由组织核查决定"
GREETING = "答一问，记一问。答过的都在这里；按 Shift+Tab 到这里，上下键选，回车修改。"


class Transcript(OptionList):
    """The conversation so far, the newest at the bottom."""

    BINDINGS = [Binding("space", "confirm", show=False)]

    def __init__(self) -> None:
        super().__init__(id="transcript", markup=False)
        self._rows: list[tuple[str | None, Rows]] = []
        self._view: View | None = None
        self._airy = self._stay = False

    def on_resize(self) -> None:
        """A blank line after each entry where there is height for it."""
        self._airy = self.app.size.height >= HIGH
        if self._view:
            self.show(self._view)

    def show(self, view: View) -> None:
        """Bring the entries up to date; only those that changed are drawn anew."""
        self._view = view
        rows: list[tuple[str | None, Rows]] = [
            (entry.question.id, words(entry, self._airy)) for entry in view.entries
        ]
        rows += [(None, row) for row in _notes(view)]
        here, same = self.highlighted, _shared(self._rows, rows)
        for place in reversed(range(same, len(self._rows))):
            self.remove_option_at_index(place)
        self.add_options(Option(row, id_, disabled=id_ is None) for id_, row in rows[same:])
        self._rows = rows
        if self._stay:
            self.highlighted, self._stay = here, False
        else:
            self._stand_at(view.current.id if view.current else None)

    @on(OptionList.OptionSelected)
    def _opened(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.post_message(EntryOpened(event.option_id))

    def action_confirm(self) -> None:
        """核实: what the subject stated stands; the next entry can be looked at."""
        option = self.highlighted_option
        if option and option.id:
            self._stay = True
            self.post_message(Confirmed(option.id))

    def on_focus(self) -> None:
        """Begin at the newest entry."""
        if self.highlighted is None:
            self.action_last()

    def _stand_at(self, question_id: str | None) -> None:
        """Show the entry of the present question where it has one, else the newest."""
        place = next((n for n, (id_, _) in enumerate(self._rows) if id_ == question_id and id_), None)
        self.highlighted = place
        if place is None:
            self.call_after_refresh(self.scroll_end, animate=False)


def words(entry: Entry, airy: bool = False) -> Rows:
    """One entry: the question in a line, then what was answered and what is still open."""
    question = entry.question
    rows = [Row(question.ask, "问　", "dim", lines=1)]
    several = len(question.fields) > 1
    for place, (label, answer) in enumerate(entry.answers):
        said = f"{label}：{answer}" if several else answer
        rows.append(Row(said, "　　" if place else "答　", lines=LONGEST))
    if entry.skipped:
        missing = f"{'、'.join(entry.skipped)}——" if several else ""
        rows.append(Row(f"△ {missing}暂不清楚（待补）", "　　" if entry.answers else "答　"))
    elif not entry.answers:
        rows.append(Row("（空着）", "答　"))
    if entry.unverified:
        stated = f"{'、'.join(entry.unverified)}：" if several else ""
        rows.append(Row(f"△ {stated}{MARK}（空格确认，回车修改）", "　　"))
    return Rows(*rows, *([Row("")] if airy else []))


def _notes(view: View) -> Iterator[Rows]:
    if not view.entries:
        yield Rows(Row(GREETING, style="dim"))
    for label in view.barred:
        yield Rows(Row((OWN_LINE if view.own else LINE).format(label), "△ "))
    if view.parked:
        yield Rows(Row(f"有 {len(view.parked)} 项回答因前面的选择暂不适用，已保留", "△ "))


def _shared(old: Sequence[object], new: Sequence[object]) -> int:
    """How many entries at the start are the same."""
    return next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
