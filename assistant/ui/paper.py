"""A drafted paper on the screen, laid out much as it will be printed; people's words stay words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from assistant.ui.typeset import Row, Rows, Span, visible

if TYPE_CHECKING:
    from assistant.services.documents.markdown import Block, Cell, Run

CLASSES = {
    "标题": "title", "一级标题": "head", "送审稿": "head", "附件": "head", "文号": "number",
    "署名": "signed", "成文日期": "signed", "说明": "remark", "列表项": "item",
}  # fmt: skip
INDENT = "　　"
PLAIN = ("送审稿", "附件", "主送", "标题", "文号", "署名", "成文日期", "列表项")
"""Pieces that begin at the margin."""
HERE, AWAY, UNCOLOURED = "on $primary 25%", "underline", "reverse"
"""The sentence that the cursor is on: with the focus, without it, and without colour."""


class Place(NamedTuple):
    """Where a sentence stands: in which piece and passage, from and to which character."""

    piece: int
    passage: int
    start: int
    end: int
    addresses: tuple[str, ...]


class Paper(VerticalScroll):
    """The preview of one paper, with a cursor that goes from sentence to sentence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "上一句", show=False),
        Binding("down", "move(1)", "下一句", show=False),
        Binding("pageup", "page(-1)", "上一页", show=False),
        Binding("pagedown", "page(1)", "下一页", show=False),
        Binding("home", "go(0)", "第一句", show=False),
        Binding("end", "go(-1)", "最后一句", show=False),
        Binding("enter", "choose", "到那一问", show=False),
    ]
    DEFAULT_CSS = """
    Paper {
        align-horizontal: center;
        padding: 0 1;
        Static { width: 100%; max-width: 80; height: auto; margin: 1 0; }
        .item, .number { margin: 0; }
        Static:first-child { margin-top: 0; }
        .title { text-align: center; text-style: bold; }
        .head { text-style: bold; }
        .number { text-align: center; }
        .signed { text-align: right; padding-right: 8; }
        .remark { color: $text-muted; }
    }
    """

    class Moved(Message):
        """The cursor stands on a sentence with these addresses; none where the paper has no such sentence."""

        def __init__(self, addresses: tuple[str, ...]) -> None:
            super().__init__()
            self.addresses = addresses

    class Chosen(Moved):
        """Enter was pressed on that sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: Sequence[Block] = ()
        self._places: list[Place] = []
        self._at = 0
        self._laid: tuple[Size, Size] | None = None
        """The sizes of the window and of the paper at which the cursor was last brought into view."""

    def on_mount(self) -> None:
        # A new paper is laid out in several passes: with and without a scroll bar, with and without gaps above.
        self.screen.screen_layout_refresh_signal.subscribe(self, self._laid_out)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of the sentence under the cursor."""
        return self._places[self._at].addresses if self._places else ()

    async def show(self, pieces: Sequence[Block]) -> None:
        """Put a paper in place of the one before; the cursor stays at the answer that it stood at."""
        before = self.addresses
        self._pieces, self._places = pieces, list(_places(pieces))
        same = (i for i, place in enumerate(self._places) if place.addresses == before)
        near = (i for i, place in enumerate(self._places) if not set(before).isdisjoint(place.addresses))
        self._at = next(chain(same, near), 0)
        await self.remove_children()
        await self.mount_all(
            Static(self._look(n), classes=CLASSES.get(piece.kind)) for n, piece in enumerate(pieces)
        )
        self.scroll_home(animate=False, immediate=True)
        self._laid = None
        self.post_message(self.Moved(self.addresses))

    def action_move(self, step: int) -> None:
        """Go to another sentence that has an address."""
        if 0 <= self._at + step < len(self._places):
            self.action_go(self._at + step)

    def action_page(self, step: int) -> None:
        """Go as many sentences on, or back, as the screen holds."""
        start, at = self._lines(self._at)[0], self._at
        while (
            0 <= at + step < len(self._places) and abs(self._lines(at + step)[0] - start) < self.size.height
        ):
            at += step
        self.action_go(at)
        if at:
            self.scroll_to(y=self._lines(at)[0], animate=False)

    def action_go(self, at: int) -> None:
        """Go to a sentence by its number, from the end where it is negative."""
        if self._places and at % len(self._places) != self._at:
            before, self._at = self._at, at % len(self._places)
            self._redraw(before)
            self._redraw(self._at)
            self._reveal()
            self.post_message(self.Moved(self.addresses))

    def action_choose(self) -> None:
        """Ask for the question behind the sentence."""
        if self._places:
            self.post_message(self.Chosen(self.addresses))

    def on_click(self, event: Click) -> None:
        """The sentence that is clicked."""
        self.action_go(event.style.meta.get("sentence", self._at))

    def on_focus(self) -> None:
        self._redraw(self._at)

    def on_blur(self) -> None:
        self._redraw(self._at)

    def _redraw(self, at: int) -> None:
        for static, look in self._shown(at):
            static.update(look)

    def _laid_out(self, _: object) -> None:
        laid = self.size, self.virtual_size
        if laid != self._laid and any(static.size for static, _ in self._shown(self._at)):
            self._laid = laid
            self._reveal()

    def _reveal(self) -> None:
        """Scroll to the lines of the sentence; with the first and the last, to all that is before or after."""
        first, end = self._lines(self._at)
        top = first if self._at else 0
        bottom = end if self._at < len(self._places) - 1 else self.virtual_size.height
        self.scroll_to_region(Region(0, top, 1, bottom - top), animate=False)

    def _lines(self, at: int) -> tuple[int, int]:
        """From which to which line of the paper a sentence stands."""
        for static, look in self._shown(at):
            top = static.virtual_region.y
            first, end = look.lines_of(_number(at), static.content_size.width)
            return top + first, top + end
        return 0, 0

    def _shown(self, at: int) -> Iterator[tuple[Static, Rows]]:
        """The piece of a sentence and its look; nothing while one paper is taking another's place."""
        for place in self._places[at : at + 1]:
            for static in self.query_children(Static)[place.piece : place.piece + 1]:
                yield static, self._look(place.piece)

    def _style(self) -> str:
        return AWAY if not self.has_focus else UNCOLOURED if self.app.no_color else HERE

    def _look(self, piece: int) -> Rows:
        spans: dict[int, tuple[Span, ...]] = {}
        for i, place in enumerate(self._places):
            if place.piece == piece:
                own: list[Span] = [(place.start, place.end, _number(i))]
                own += [(place.start, place.end, self._style())] * (i == self._at)
                spans[place.passage] = (*spans.get(place.passage, ()), *own)
        return _look(self._pieces[piece], spans)


def _number(at: int) -> Style:
    """The look of a sentence that can be clicked: none of its own."""
    return Style.from_meta({"sentence": at})


def read(markdown: str) -> list[Block]:
    """The pieces of a paper; any thread may read."""
    from assistant.services.documents.markdown import blocks

    return blocks(markdown)


def _places(pieces: Sequence[Block]) -> Iterator[Place]:
    from assistant.services.documents.markdown import passages, sentences

    for n, piece in enumerate(pieces):
        for k, runs in enumerate(passages(piece)):
            end = 0
            for sentence in sentences(runs):
                start, end = end, end + len(sentence.text)
                if sentence.addresses:
                    yield Place(n, k, start, end, sentence.addresses)


Spans = Mapping[int, tuple[Span, ...]]


def _look(piece: Block, spans: Spans) -> Rows:
    if piece.kind == "表格":
        return Rows(*(_listed if piece.header else _form)(piece.rows, spans))
    indent = "" if piece.kind in PLAIN else INDENT
    gutter = f"{INDENT}· " if piece.kind == "列表项" else ""
    return Rows(_row(_text(piece.runs), spans.get(0, ()), indent, gutter=gutter))


def _row(
    text: str, spans: Sequence[Span], indent: str = "", lead: str = "", gutter: str = "", style: str = ""
) -> Row:
    """A passage after `lead`, every line of it indented, with its spans where they come to stand."""

    def indented(words: str) -> str:
        return indent + lead + words.replace("\n", f"\n{indent}")

    shifted = ((len(indented(text[:a])), len(indented(text[:b])), style) for a, b, style in spans)
    return Row(visible(indented(text)), gutter, style, spans=tuple(shifted))


def _listed(rows: Sequence[Sequence[Cell]], spans: Spans) -> Iterator[Row]:
    """A table as lines: the name of each row, then what stands under each heading."""
    for r, row in enumerate(rows[1:], 1):
        for k, cell in ((k, cell) for k, cell in enumerate(row) if cell.runs):
            own = spans.get(r * len(row) + k, ())
            lead = f"{_text(rows[0][k].runs)}：" if k else ""
            look = {"gutter": "  "} if k else {"style": "bold"}
            yield _row(_text(cell.runs), own, lead=lead, **look)


def _form(rows: Sequence[Sequence[Cell]], spans: Spans) -> Iterator[Row]:
    """A form as lines: the name of a group on its own, then each label with what stands beside it."""
    for r, row in enumerate(rows):
        label = ""
        for k, cell in ((k, cell) for k, cell in enumerate(row) if not cell.joins):
            text = _text(cell.runs)
            if cell.kind != "表格栏目":
                lead = f"{label}：" if label else ""
                yield _row(text, spans.get(r * len(row) + k, ()), lead=lead, gutter="  ")
                label = ""
                continue
            if label:
                yield Row(label, style="bold")
            label = text
        if label:
            yield Row(label, style="bold")


def _text(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)
