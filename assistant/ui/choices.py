"""The fields in which one or several of given options are picked, by key, digit or mouse."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from assistant.domain.dialogue import Field
from assistant.ui.fields import FieldBox, Given, Leaving, PlainInput
from assistant.ui.messages import FieldDone, Skipped
from assistant.ui.options import CHECK_FIRST, Pick
from assistant.ui.typeset import Row, Rows

NONE_FITS = "—"
"""The id of the option 都不符合."""
TICKED = "已选的请先去掉，再选“都不符合”；要用已选的，按 Ctrl+S 或 F5 发送"


class Choices(Leaving, OptionList):
    """Options that digits pick too, half or full width, while the list has the focus."""

    BINDINGS = [
        Binding("space", "select", show=False),
        Binding("delete,backspace", "clear", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(compact=True, markup=False)

    def on_key(self, event: events.Key) -> None:
        """A digit picks the option of that number."""
        number = unicodedata.digit(event.character or "x", 0)
        places = [place for place, option in enumerate(self.options) if not option.disabled]
        if 1 <= number <= len(places):
            event.stop()
            event.prevent_default()
            self.highlighted = places[number - 1]
            self.action_select()

    def show_rows(self, options: Sequence[tuple[str | None, Rows]], at: int | None) -> None:
        """Write the options anew, (id, words); one without an id is a heading."""
        self.set_options(Option(rows, id_, disabled=id_ is None) for id_, rows in options)
        self.highlighted = at

    def action_clear(self) -> None:
        """Take the choice back, where the field allows it."""
        self.post_message(self.OptionSelected(self, Option("", None), -1))


class ChoiceField(FieldBox):
    """choice: one of the options; picking it goes on."""

    def __init__(self, field: Field, given: Given, picks: tuple[Pick, ...], labelled: bool = True) -> None:
        super().__init__(field, given, labelled)
        self.picks, self.chosen = picks, str(given.start or "")

    def inputs(self) -> ComposeResult:
        """The options."""
        yield Choices()

    def on_mount(self) -> None:
        self._write(next((n for n, pick in enumerate(self.picks) if pick.value == self.chosen), 0))

    @property
    def raw(self) -> str:
        """The option that is picked; empty while none is."""
        return self.chosen

    def fit(self, lines: int) -> None:
        """The options scroll inside so many lines."""
        self.query_one(Choices).styles.max_height = lines

    def enter(self) -> None:
        """Put the focus on the options."""
        self.screen.set_focus(self.query_one(Choices))

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.chosen = self.picks[event.option_index].value if event.option_index >= 0 else ""
        self._write(max(0, event.option_index))
        self.typed()
        if self.chosen:
            self.post_message(FieldDone(self.field.id))

    def _write(self, at: int) -> None:
        rows = [(pick.value, self._row(place, pick)) for place, pick in enumerate(self.picks, 1)]
        self.query_one(Choices).show_rows(rows, at)

    def _row(self, place: int, pick: Pick) -> Rows:
        number = f"{place:>2} " if len(self.picks) > 9 else f"{place} "
        sign = "● " if pick.value == self.chosen else "○ "
        present = "（现答）" if pick.value == self.given.value and not self.given.proposed else ""
        hint = [Row(pick.hint, " " * (len(number) + 2), "dim")] if pick.hint else []
        return Rows(Row(pick.label + present, number + sign, "bold" if sign == "● " else ""), *hint)


class SeveralField(FieldBox):
    """several: options with ticks; Enter, Space, a digit or a click toggles one."""

    def __init__(self, field: Field, given: Given, picks: tuple[Pick, ...], labelled: bool = True) -> None:
        super().__init__(field, given, labelled)
        self.chosen = [v if isinstance(v, str) else v.get("title", "") for v in given.start or ()]
        known = {pick.value for pick in picks}
        self.picks = [*picks, *(Pick(value, value) for value in self.chosen if value not in known)]
        self.nearest: list[str] | None = None

    def inputs(self) -> ComposeResult:
        """The options, the text of the one that is highlighted, and a line for one's own."""
        if not self.picks and self.field.source == "evidence":
            yield Static("证据清单里还没有材料；可以先按 F6，以后再补。", markup=False)
        yield Choices()
        with VerticalScroll(classes="detail", can_focus=False):
            yield Static("")
        if self.field.source == "policy_bases":
            yield PlainInput("", "自己添一条：写全名称，回车添加")
        yield Static("", classes="note", markup=False)

    def on_mount(self) -> None:
        self.query_one(".detail").display = any(pick.detail for pick in self.picks)
        self._write(0)

    @property
    def raw(self) -> list[str]:
        """The values that are ticked, in the order of the options."""
        return [pick.value for pick in self.picks if pick.value in self.chosen]

    def fit(self, lines: int) -> None:
        """The options get what the text, the line for one's own and the note leave."""
        detail = min(8, lines // 3) if self.query_one(".detail").display else 0
        self.query_one(".detail").styles.max_height = detail
        own = 1 if self.query(PlainInput) else 0
        self.query_one(Choices).styles.max_height = max(2, lines - detail - own - 1)

    def enter(self) -> None:
        """Put the focus on the options."""
        self.screen.set_focus(self.query_one(Choices))

    def put_first(self, terms: Mapping[str, Sequence[str]]) -> None:
        """Set the likeliest on top, each with the words that speak for it."""
        known = {pick.value: pick for pick in self.picks}
        told = {
            v: replace(known[v], hint=f"对得上的词：{'、'.join(words)}")
            for v, words in terms.items()
            if v in known
        }
        near = [pick for pick in told.values() if not pick.apart]
        self.nearest = [pick.value for pick in near]
        rest = (told.get(pick.value, pick) for pick in self.picks if pick.value not in self.nearest)
        self.picks = [*near, *rest]
        self._write(0)

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        pick = next((pick for pick in self.picks if pick.value == event.option_id), None)
        self.query_one(".detail Static", Static).update(Rows(Row(pick.detail if pick else "")))

    @on(OptionList.OptionSelected)
    def _toggled(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id == NONE_FITS and self.raw:
            self.query_one(".note", Static).update(TICKED)
        elif event.option_id == NONE_FITS:
            self.post_message(Skipped())
        elif event.option_id is not None:
            self._toggle(event.option_id)
            self._write(self.query_one(Choices).highlighted or 0)  # a key may have moved it meanwhile
            self.typed()

    def _toggle(self, value: str) -> None:
        if value in self.chosen:
            self.chosen.remove(value)
        else:
            self.chosen.append(value)

    @on(Input.Submitted)
    def _added(self, event: Input.Submitted) -> None:
        event.stop()
        self._add(event.input)

    def _add(self, own: Input) -> None:
        if value := own.value.strip():
            self.picks.append(Pick(value, value, CHECK_FIRST))
            self.chosen.append(value)
            own.value = ""
            self._write(len(self.picks) - 1)
            self.typed()

    def read(self) -> Any:
        """What is ticked; what stands in the line for one's own is added first."""
        for own in self.query(PlainInput):
            self._add(own)
        return super().read()

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()

    def _write(self, at: int) -> None:
        options = list(self._options())
        choices = self.query_one(Choices)
        choices.show_rows(options, None)
        choices.highlighted = min(max(at, 1 if options and options[0][0] is None else 0), len(options) - 1)
        self.query_one(".note", Static).update(self._note())

    def _options(self) -> list[tuple[str | None, Rows]]:
        numbers = {pick.value: place for place, pick in enumerate(self.picks[:9], 1)}
        rows: list[tuple[str | None, Rows]] = [(p.value, self._row(p, numbers)) for p in self.picks]
        if self.field.source != "circumstances":
            return rows
        none = (NONE_FITS, Rows(Row("都不符合（先记为“暂不清楚（待补）”，以后还可以选）", "  [ ] ")))
        if apart := [place for place, pick in enumerate(self.picks) if pick.apart]:
            rows.insert(apart[0], (None, Rows(Row(self.picks[apart[0]].apart, style="bold"))))
        if self.nearest:
            rows.insert(len(self.nearest), (None, Rows(Row("其余情形", style="dim"))))
            rows.insert(0, (None, Rows(Row("按事实最接近的情形", style="dim"))))
        return [*rows, none]

    def _row(self, pick: Pick, numbers: Mapping[str, int]) -> Rows:
        number = f"{numbers.get(pick.value, ' ')} "
        ticked = pick.value in self.chosen
        hint = [Row(pick.hint, " " * 6, "dim")] if pick.hint else []
        return Rows(Row(pick.label, number + ("[✓] " if ticked else "[ ] "), "bold" if ticked else ""), *hint)

    def _note(self) -> str:
        waiting = self.field.source == "circumstances" and self.nearest is None
        then = "；正在对照事实…" if waiting else "：回车选或不选，Ctrl+S 或 F5 发送"
        near = sum(bool(pick.apart and pick.hint) for pick in self.picks)
        also = f"；负面清单有 {near} 项接近，列在最后" if near else ""
        return f"已选 {len(self.raw)} 项{then}{also}"
