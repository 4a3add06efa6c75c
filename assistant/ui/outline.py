"""提纲: the sections with their state; one opens at its first question."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.services.open_case import SectionView, View
from assistant.ui.bars import KeyBar
from assistant.ui.head import UNKEPT
from assistant.ui.messages import JumpTo
from assistant.ui.typeset import Row, Rows

SIGNS = {"未开始": "○", "进行中": "●", "待补": "△", "完成": "✓"}


class Outline(OptionList):
    """The sections, each with a sign and a word for its state; > marks where one stands."""

    def __init__(self) -> None:
        super().__init__(id="outline", compact=True, markup=False)

    def show(self, view: View) -> None:
        """Write the sections anew."""
        self.set_options(Option(_row(section), section.first) for section in view.sections)
        self.highlighted = next((n for n, section in enumerate(view.sections) if section.here), None)

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(JumpTo(event.option_id))


class OutlineScreen(Screen[str | None]):
    """The outline over a narrow screen; gives the question that was picked."""

    BINDINGS = [Binding("escape,f3", "dismiss(None)", "关闭")]

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        with Vertical(classes="overlay"):
            unkept = "" if self._view.kept else "　" + UNKEPT
            yield Static("提纲" + unkept, classes="heading", markup=False)
            yield Outline()
            yield KeyBar((("Esc", "关闭", "screen.dismiss(None)"), ("回车", "到这一部分", "screen.pick")))

    def on_mount(self) -> None:
        outline = self.query_one(Outline)
        outline.show(self._view)
        outline.focus()

    def action_pick(self) -> None:
        """Pick the section that is highlighted."""
        self.query_one(Outline).action_select()

    @on(JumpTo)
    def _picked(self, event: JumpTo) -> None:
        event.stop()
        self.dismiss(event.question_id)


def _row(section: SectionView) -> Rows:
    sign = f"{'>' if section.here else ' '} {SIGNS[section.standing]} {section.standing:　<3} "
    return Rows(Row(section.title, sign, "bold" if section.here else ""))
