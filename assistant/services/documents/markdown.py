"""The Markdown that papers are made of: what may stand in it, and how a person's words come out literally.

A template writes CommonMark: `# title`, `## 一、heading`, `### （一）heading`, paragraphs, `- ` items,
`**strong**` and tables. What a paper has beyond that is a paragraph opening with a code span that names its
place, one of ROLES:

    `送审稿` 送审稿——供党委（党组）集体研究

There each source line is a line of the paper. In a table, a cell `同上` or `同左` (a code span) is part of
the cell above or to the left, and one that opens with `签章` is signed and sealed; `<br>` breaks a line.
Under a header row of empty cells it is a form, labels and contents by turns.
A person's words go through `escape`, which leaves no backtick bare, so they can neither open nor close a
place. Everything else (quotes, code, links, HTML, numbered lists) is a fault of the template.

While a paper is written, what it says carries its address, the answer path that it rests on: `mark(path)`,
signs that no person's words can hold, since `visible` writes them out. `unmarked` takes them away; `blocks`
leaves them with the run they stand before, and `sentences` gives each sentence the addresses within it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, takewhile

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.domain.characters import visible

ROLES = ("送审稿", "文号", "附件", "主送", "附件说明", "署名", "成文日期", "说明")
HEADINGS = {"h1": "标题", "h2": "一级标题", "h3": "二级标题"}
ABOVE, LEFT = "同上", "同左"
SEAL = "签章"

_GAP = re.compile(r"(【待补充：[^】]*】)")
_SPECIAL = re.compile(r"[`*_\[\]<>&#|~]")
_OPENING = re.compile(r"^(\d*)([-+=:.)])")
_MARK = re.compile("(\ufdd0[0-9a-f]*\ufdd1)")
_SENTENCE = re.compile("(?:“[^“”]*”|（[^（）]*）|[^。！？；])*+[。！？；]*[”’）]*")


class MarkdownFault(ValueError):
    """A template wrote what a paper has no place for; `faults` are lines and messages for people."""

    def __init__(self, faults: Sequence[tuple[int, str]]) -> None:
        super().__init__("；".join(f"第 {line} 行：{what}" for line, what in faults))
        self.faults = faults


class Said(str):
    """An answer's words, which know the path of the answer."""

    path = ""


class Markdown(Said):
    """Text that is Markdown already; `escape` leaves it as it is."""


class Run(msgspec.Struct, frozen=True):
    """Words of one look; a newline in them is a line break."""

    text: str
    strong: bool = False
    gap: bool = False
    at: tuple[str, ...] = ()
    """The addresses that stand before these words."""


class Sentence(msgspec.Struct, frozen=True):
    """One sentence of a paper, and the answer paths that it rests on; none for words of the form itself."""

    runs: tuple[Run, ...]
    addresses: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words."""
        return plain(self.runs)


class Cell(msgspec.Struct, frozen=True):
    """A table's cell: 表头, 表格栏目, 表格文字 or 签章; `joins` is 同上 or 同左 where it is part of a neighbour."""

    runs: tuple[Run, ...] = ()
    joins: str = ""
    kind: str = "表格文字"


class Block(msgspec.Struct, frozen=True):
    """One piece of a paper: 标题, 一级标题, 二级标题, 正文, 列表项, 表格 or one of ROLES."""

    kind: str
    runs: tuple[Run, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    header: bool = False


def written(text: object) -> Markdown:
    """What a template writes, escaped, with the address of an answer's words before them; its `finalize`."""
    words, path = escape(text), text.path if isinstance(text, Said) else ""
    return Markdown(mark(path) + words) if path and words else words


def mark(path: str) -> Markdown:
    """The address of the words that follow."""
    return Markdown(f"\ufdd0{path.encode().hex()}\ufdd1")


def unmarked(markdown: str) -> str:
    """A paper without its addresses."""
    return _MARK.sub("", markdown)


def addresses(markdown: str) -> list[str]:
    """All addresses in a paper, each once."""
    return list(dict.fromkeys(map(_address, _MARK.findall(markdown))))


def escape(text: object) -> Markdown:
    """A person's words as one line of Markdown that reads as typed."""
    if isinstance(text, Markdown):
        return text
    lines = (visible(line.replace("\t", " ")).strip() for line in str(text).splitlines())
    return Markdown(_literal(" ".join(filter(None, lines))))


def lines(text: str) -> Markdown:
    """A person's words for a table's cell, with each line as a line of it."""
    return Markdown("<br>".join(filter(None, map(escape, text.splitlines()))))


def paragraphs(text: str, path: str = "") -> Markdown:
    """A person's words with each line as a paragraph of its own, all of them at `path`."""
    lead = mark(path) if path else ""
    return Markdown("\n\n".join(lead + line for line in map(escape, text.splitlines()) if line))


def blocks(markdown: str) -> list[Block]:
    """The pieces of a paper in their order; raises MarkdownFault for what has no place in one."""
    shown = (part if i % 2 else visible(part) for i, part in enumerate(_MARK.split(markdown)))
    found: list[Block] = []
    faults: list[tuple[int, str]] = []
    for token, inside in _opened(parser().parse("".join(shown))):
        try:
            found.append(_block(token, inside))
        except MarkdownFault as error:
            faults += error.faults
    if faults:
        raise MarkdownFault(faults)
    return found


def gaps(markdown: str) -> list[str]:
    """What is still to be supplied, in the order of the paper."""
    found = (run.text for block in blocks(markdown) for run in all_runs(block) if run.gap)
    return [text.removeprefix("【待补充：").removesuffix("】") for text in found]


def parser() -> MarkdownIt:
    """The one reader of a paper's Markdown, for the preview too."""
    return MarkdownIt("commonmark").enable("table")


def all_runs(block: Block) -> Iterator[Run]:
    """The runs of a block, those of its cells included."""
    yield from block.runs
    for row in block.rows:
        for cell in row:
            yield from cell.runs


def passages(block: Block) -> Iterator[tuple[Run, ...]]:
    """What is read in one go: the block's own words, or each cell of its table."""
    if not block.rows:
        yield block.runs
    for row in block.rows:
        yield from (cell.runs for cell in row)


def sentences(runs: tuple[Run, ...]) -> Iterator[Sentence]:
    """The sentences of a passage, what stands in quotes or brackets kept whole.

    A sentence with no address within it goes on from the one before: an answer may be several sentences.
    """
    ends = list(accumulate(len(run.text) for run in runs))
    placed = [(end - len(run.text), end, run) for end, run in zip(ends, runs, strict=True)]
    addresses: tuple[str, ...] = ()
    for found in filter(re.Match.group, _SENTENCE.finditer(plain(runs))):
        start, stop = found.span()
        within = [piece for piece in placed if piece[0] < stop and piece[1] > start]
        own = (path for at, _, run in within if at >= start for path in run.at)
        addresses = tuple(dict.fromkeys(own)) or addresses
        yield Sentence(tuple(_cut(run, start - at, stop - at) for at, _, run in within), addresses)


def _cut(run: Run, start: int, stop: int) -> Run:
    return msgspec.structs.replace(run, text=run.text[max(0, start) : stop])


def plain(runs: tuple[Run, ...]) -> str:
    """The words of some runs."""
    return "".join(run.text for run in runs)


def width(text: str) -> float:
    """How wide a line of text is, in full-width characters."""
    return sum(1 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def _literal(line: str) -> str:
    # A backslash becomes an entity: before a cell's closing pipe, `\\|` would swallow the pipe.
    line = _SPECIAL.sub(r"\\\g<0>", line.replace("\\", "\0")).replace("\0", "&#92;")
    return _OPENING.sub(r"\1\\\2", line)


def _address(found: str) -> str:
    return bytes.fromhex(found[1:-1]).decode()


def _is_frame(token: Token) -> bool:
    return token.nesting == -1 or token.type in ("bullet_list_open", "list_item_open")


def _opened(parsed: Sequence[Token]) -> Iterator[tuple[Token, Iterator[Token]]]:
    """The token that opens each block, with those inside the block."""
    tokens = iter(parsed)
    for token in tokens:
        if not _is_frame(token):
            within = takewhile(lambda t, at=token.level: t.nesting != -1 or t.level != at, tokens)
            yield token, iter(list(within) if token.nesting == 1 else ())


def _block(token: Token, tokens: Iterator[Token]) -> Block:
    if token.type == "table_open":
        return _table(token, tokens)
    if token.type == "heading_open" and token.tag in HEADINGS:
        return Block(HEADINGS[token.tag], _runs(next(tokens)))
    if token.type == "paragraph_open":
        return _paragraph(next(tokens), "列表项" if token.level else "正文")
    raise _fault(token, f"公文里没有这种写法（{token.type.removesuffix('_open')}）")


def _paragraph(inline: Token, kind: str) -> Block:
    children = inline.children or []
    if not children or children[0].type != "code_inline":
        return Block(kind, _runs(inline))
    if children[0].content not in ROLES:
        raise _fault(inline, f"不认识版式标记“{children[0].content}”，可用：{'、'.join(ROLES)}")
    return Block(children[0].content, _runs(inline, start=1, newline="\n"))


def _table(table: Token, tokens: Iterator[Token]) -> Block:
    rows: list[list[Cell]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_cell(token, nothing_above=len(rows) <= 2, nothing_left=not rows[-1]))
    header = any(cell.runs for cell in rows[0])
    if header:
        head = tuple(msgspec.structs.replace(cell, kind="表头") for cell in rows[0])
        return Block("表格", rows=(head, *map(tuple, rows[1:])), header=True)
    if len(rows) < 2:
        raise _fault(table, "表格只有空的表头，没有内容")
    return Block("表格", rows=tuple(map(_labelled, rows[1:])))


def _labelled(row: list[Cell]) -> tuple[Cell, ...]:
    """Labels and contents by turns; where they do not pair, the first cell is the label of the group."""
    own = [i for i, cell in enumerate(row) if not cell.joins]
    labels = own[:0] if len(own) == 1 else [*own[: len(own) % 2], *own[len(own) % 2 :: 2]]
    return tuple(
        msgspec.structs.replace(cell, kind="表格栏目") if i in labels else cell for i, cell in enumerate(row)
    )


def _cell(inline: Token, nothing_above: bool, nothing_left: bool) -> Cell:
    children = inline.children or []
    if not children or children[0].type != "code_inline":
        return Cell(_runs(inline))
    joins = children[0].content
    if joins == SEAL:
        return Cell(_runs(inline, start=1), kind=SEAL)
    if len(children) > 1 or joins not in (ABOVE, LEFT) or (nothing_left if joins == LEFT else nothing_above):
        raise _fault(
            inline, f"表格单元格里的“{joins}”用不上：只认单独的同上、同左，且旁边要有可并的格，以及签章"
        )
    return Cell(joins=joins)


def _runs(inline: Token, start: int = 0, newline: str = "") -> tuple[Run, ...]:
    pieces = groupby(_pieces(inline, start, newline), key=lambda piece: piece[0])
    joined = [(strong, "".join(text for _, text in group)) for strong, group in pieces]
    if start and joined:
        joined[0] = (joined[0][0], joined[0][1].lstrip(" "))
    return tuple(run for strong, text in joined for run in _addressed(text, strong))


def _addressed(text: str, strong: bool) -> Iterator[Run]:
    pieces = ["", *_MARK.split(text)]
    at: tuple[str, ...] = ()
    for address, words in zip(pieces[::2], pieces[1::2], strict=True):
        at += (_address(address),) if address else ()
        for part in filter(None, _GAP.split(words)):
            yield Run(part, strong, _GAP.fullmatch(part) is not None, at)
            at = ()


def _pieces(inline: Token, start: int, newline: str) -> Iterator[tuple[bool, str]]:
    strong = False
    for child in (inline.children or [])[start:]:
        if child.type in ("strong_open", "strong_close"):
            strong = child.type == "strong_open"
        elif child.type == "text":
            yield strong, child.content
        elif child.type == "softbreak":
            yield strong, newline
        elif child.type == "hardbreak" or (child.type, child.content) == ("html_inline", "<br>"):
            yield strong, "\n"
        else:
            raise _fault(inline, f"段落里不能用这种写法（{child.type.removesuffix('_open')}）")


def _fault(token: Token, message: str) -> MarkdownFault:
    return MarkdownFault([(token.map[0] + 1 if token.map else 1, message)])
