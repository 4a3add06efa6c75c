"""The text of the part that is shown in the reader, with its links and examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.domain.knowledge import Knowledge
from assistant.domain.references import Reference
from assistant.ui.entry import FOUND, HERE, Link, Spans, examples_of, links_of, text_of
from assistant.ui.typeset import Row, Rows

if TYPE_CHECKING:
    from assistant.services.casework import Casework


class ReaderPane(Vertical):
    """The text above, what was copied below it."""

    DEFAULT_CSS = """
    ReaderPane {
        VerticalScroll { height: 1fr; padding: 0 2; }
        #links { height: auto; padding: 0; background: $background; margin-top: 1; }
        #copied { height: auto; max-height: 8; padding: 0 2; border-top: solid $panel; display: none; }
        #copied.-shown { display: block; }
    }
    """

    @dataclass
    class Followed(Message):
        """A link was picked; it leads to the part `key`."""

        key: str

    def __init__(self) -> None:
        super().__init__()
        self._links: list[Link] = []
        self._rows = Rows()

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(id="words", markup=False)
            yield OptionList(id="links", compact=True, markup=False)
            yield Static(id="more", markup=False)
        yield Static(id="copied", markup=False)

    def focus(self, scroll_visible: bool = True) -> ReaderPane:
        """Put the focus into the text."""
        self.query_one(VerticalScroll).focus(scroll_visible)
        self.call_after_refresh(self._scroll)
        return self

    def show(
        self, key: str, casework: Casework, found: tuple[Reference, ...], places: Mapping[str, Spans]
    ) -> None:
        """Show a part from where something was found in it, else from its beginning."""
        knowledge: Knowledge = casework.knowledge
        self._rows = Rows(*text_of(key, knowledge, places))
        self.query_one("#words", Static).update(self._rows)
        self._links = list(dict.fromkeys(links_of(key, found, knowledge)))
        links = self.query_one("#links", OptionList)
        links.set_options(Option(Rows(Row(link.words, lines=1))) for link in self._links)
        links.display = bool(self._links)
        examples = casework.library.examples_of(key) if key in knowledge.circumstances else None
        more = [
            *(examples_of(examples) if examples else ()),
            Row(""),
            Row(knowledge.regulation.currency, style="dim"),
        ]
        self.query_one("#more", Static).update(Rows(*more))
        self.tell("")
        self.call_after_refresh(self._scroll)

    def tell(self, words: str) -> None:
        """Say something below the text, until another part is shown."""
        copied = self.query_one("#copied", Static)
        copied.update(Rows(Row(words)))
        copied.set_class(bool(words), "-shown")

    def _scroll(self) -> None:
        """Bring the part that is meant, or what was found, into view, where the text is seen at all."""
        width, rows = self.query_one("#words", Static).content_size.width, self._rows.rows
        if width:
            here = next((n for n, row in enumerate(rows) if row.gutter.startswith(HERE)), 0)
            line = Rows(*rows[:here]).get_height({}, width) or self._rows.lines_of(FOUND, width)[0]
            scroll = self.query_one(VerticalScroll)
            scroll.scroll_to(y=line - 2 if line > scroll.size.height // 2 else 0, animate=False)

    def on_descendant_focus(self) -> None:
        """Begin at the first link."""
        links = self.query_one("#links", OptionList)
        if links.has_focus and links.highlighted is None:
            links.action_first()

    @on(OptionList.OptionSelected, "#links")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Followed(self._links[event.option_index].key))
