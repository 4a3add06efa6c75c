"""细则: the whole text as a tree and by search, over whatever was shown; Esc leads back there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static, Tree
from textual.widgets.option_list import Option

from assistant.domain.fault import Fault
from assistant.domain.references import Reference, references
from assistant.domain.units import citation
from assistant.ui.bars import KeyBar
from assistant.ui.contents import Contents
from assistant.ui.entry import spans_of
from assistant.ui.found import line, said
from assistant.ui.reader_pane import ReaderPane

if TYPE_CHECKING:
    from assistant.services.casework import Casework
    from assistant.services.searching import Hit

WIDE = 110
"""Cells from which the tree and the text stand side by side."""
FIRST = "chapter1"
WARM = "先找一遍"
"""Looked for once, so that the first key finds all that it needs loaded."""
PAUSE = 0.2
"""Seconds without a key after which the text follows what was typed."""
ASK = "词句或条项，如 容缺受理、9条4项"
COPIED = "已复制（终端不支持的，请照此抄录）　"
KEYS = (
    ("/", "查找", "screen.find"),
    ("回车", "看全文", "screen.read"),
    ("Tab", "引用", "app.focus_next"),
    ("N", "下一处", "screen.next"),
    ("P", "上一处", "screen.previous"),
    ("C", "复制引文", "screen.copy"),
    ("T", "目录", "screen.contents"),
    ("B", "后退", "screen.return"),
    ("Esc", "返回", "screen.leave"),
    ("F1", "帮助", "app.help"),
)


class ReaderScreen(Screen[None]):
    """The tree or what was found, and the text; side by side, or one over the other."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "返回"),
        Binding("slash", "find", "查找"),
        Binding("n,N", "next", "下一处"),
        Binding("p,P", "previous", "上一处"),
        Binding("c,C", "copy", "复制引文"),
        Binding("t,T", "contents", "目录"),
        Binding("b,B", "return", "后退"),
    ]
    DEFAULT_CSS = """
    ReaderScreen {
        #both { height: 1fr; }
        #way { width: 1fr; height: 1fr; }
        #query { height: 1; border: none; padding: 0 1; }
        #said { height: 1; padding: 0 1; color: $text-muted; }
        #contents { height: 1fr; padding: 0 1; background: $background; overflow-x: hidden; }
        #hits { height: 1fr; padding: 0 1; background: $background; display: none; }
        &.-searching #hits { display: block; }
        &.-searching #contents { display: none; }
        ReaderPane { width: 1fr; height: 1fr; }
        &.-wide #way { width: 48; border-right: solid $panel; }
        &.-narrow ReaderPane { display: none; }
        &.-narrow.-reading ReaderPane { display: block; }
        &.-narrow.-reading #way { display: none; }
        Contents > .tree--cursor { text-style: none; background: $panel; color: $foreground; }
        Contents:focus { background-tint: transparent 0%; }
        Contents:focus > .tree--cursor { text-style: bold; background: $primary 25%; color: $foreground; }
    }
    """

    @dataclass
    class _Loaded(Message):
        """The text is read; no casework where `fault` says why."""

        casework: Casework | None
        found: tuple[Reference, ...]
        fault: str = ""

    class _Worded(Message):
        """The dictionary is read."""

    def __init__(self, begin: Callable[[], Casework], at: str = "") -> None:
        super().__init__()
        self._begin = begin
        self._casework: Casework | None = None
        self._found: tuple[Reference, ...] = ()
        self._hits: list[Hit] = []
        self._trail: list[str] = []
        self.key = at or FIRST
        """The part that is shown."""
        self._direct = bool(at)
        """Whether the text was opened without the tree, so that Esc need not go back to it."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="both"):
            with Vertical(id="way"):
                yield Input(placeholder=ASK, id="query", compact=True)
                yield Static(id="said", markup=False)
                yield Contents()
                yield OptionList(id="hits", markup=False)
            yield ReaderPane()
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        self._pause = self.set_timer(PAUSE, self._show_hit)
        self.set_class(self._direct, "-reading")
        self._load()

    @work(thread=True, exclusive=True, group="load")
    def _load(self) -> None:
        """Read the text beside the screen; then the dictionary, which joins when it is there."""
        try:
            casework = self._begin()
            found = references(casework.knowledge)
            casework.searcher.search(WARM)
        except Fault as error:
            self.post_message(self._Loaded(None, (), str(error)))
        else:
            self.post_message(self._Loaded(casework, found))
            casework.searcher.load()
            self.post_message(self._Worded())

    @on(_Loaded)
    def _loaded(self, message: _Loaded) -> None:
        self._casework, self._found = message.casework, message.found
        if self._casework is None:
            self.notify(message.fault, severity="error", timeout=15, markup=False)
            self.dismiss()
            return
        self.query_one(Contents).fill(self._casework.knowledge)
        self._show(self.key)
        if self.focused is None:
            self._enter()
        self._search()

    @on(_Worded)
    def _worded(self) -> None:
        """Look again, now by words too; who went on to the hits meanwhile is left there."""
        if self.query_one(Input).has_focus or not self._hits:
            self._search()

    def _show(self, key: str) -> None:
        """Show a part, and stand at it in the tree."""
        if self._casework:
            self._pause.stop()
            self.key = key
            places = spans_of((hit.unit, hit.spans) for hit in self._hits)
            self.query_one(ReaderPane).show(key, self._casework, self._found, places)
            self.query_one(Contents).stand_at(key)

    def _enter(self) -> None:
        """Put the focus where one is at: the text, what was found, or the tree."""
        if self.has_class("-reading"):
            self.query_one(ReaderPane).focus()
        else:
            self.query_one("#hits" if self.has_class("-searching") else "#contents").focus()

    def _search(self) -> None:
        """Look for what stands in the box; nothing there gives the tree back."""
        query = self.query_one(Input).value
        searching, searched = bool(query.strip()), self.has_class("-searching")
        if self._casework and (searching or searched):
            self._hits = self._casework.searcher.search(query)
            self.set_class(searching, "-searching")
            hits = self.query_one("#hits", OptionList)
            hits.set_options(Option(line(hit)) for hit in self._hits)
            hits.highlighted = 0 if self._hits else None
            self.query_one("#said", Static).update(said(self._hits) if searching else "")
            if not searching:
                self._show(self.key)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._search()

    @on(Input.Submitted)
    def _sent(self) -> None:
        if self._hits:
            self.query_one("#hits").focus()
            self.action_read()
        elif not self.has_class("-searching"):
            self._enter()

    @on(OptionList.OptionHighlighted, "#hits")
    def _at_hit(self) -> None:
        """The text follows at once; while people type, when they pause."""
        self._pause.stop()
        if self.query_one(Input).has_focus:
            self._pause = self.set_timer(PAUSE, self._show_hit)
        else:
            self._show_hit()

    def _show_hit(self) -> None:
        """The text of the hit that is highlighted, if any was looked for."""
        place = self.query_one("#hits", OptionList).highlighted
        if place is not None and place < len(self._hits):
            self._show(self._hits[place].unit.key)

    @on(Tree.NodeHighlighted)
    def _at_node(self, event: Tree.NodeHighlighted[str]) -> None:
        key = event.node.data
        if key and key != self.key and not self.has_class("-searching"):
            self._show(key)

    @on(Tree.NodeSelected)
    @on(OptionList.OptionSelected, "#hits")
    def _picked(self) -> None:
        self.action_read()

    @on(ReaderPane.Followed)
    def _followed(self, event: ReaderPane.Followed) -> None:
        self._trail.append(self.key)
        self._show(event.key)
        self.query_one(ReaderPane).focus()

    def action_find(self) -> None:
        """Put the focus into the search box."""
        self._direct = False
        self.remove_class("-reading")
        self.query_one(Input).focus()

    def action_contents(self) -> None:
        """Give the tree back, at the part that is shown."""
        self._direct = False
        self.remove_class("-reading")
        self.query_one(Input).value = ""
        self._search()
        self.query_one(Contents).focus()

    def action_read(self) -> None:
        """Go into the text."""
        self._show_hit()
        self.add_class("-reading")
        self._enter()

    def action_next(self) -> None:
        """Show the next paragraph that was found."""
        self._step(1)

    def action_previous(self) -> None:
        """Show the paragraph that was found before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        hits = self.query_one("#hits", OptionList)
        if self._hits:
            hits.highlighted = ((hits.highlighted or 0) + by) % len(self._hits)

    def action_return(self) -> None:
        """Go back over the link that was followed last."""
        if self._trail:
            self._show(self._trail.pop())

    def action_copy(self) -> None:
        """Copy the citation with its words, and show it."""
        if self._casework:
            words = citation(self.key, self._casework.knowledge)
            self.app.copy_to_clipboard(words)
            self.add_class("-reading")
            self.query_one(ReaderPane).tell(COPIED + words)

    def action_leave(self) -> None:
        """Back to the list where the text lies over it, else to where the reader was opened."""
        if self.has_class("-narrow") and self.has_class("-reading") and not self._direct:
            self.remove_class("-reading")
            self._enter()
        else:
            self.dismiss()
