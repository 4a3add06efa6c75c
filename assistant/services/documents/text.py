"""Markdown to plain text, laid out with full-width spaces."""

from collections.abc import Iterator

from assistant.services.documents.markdown import Block, Cell, blocks, plain, width

LINE = 28
"""Characters in a line of an official paper (GB/T 9704)."""

_INDENT = "　　"


def to_text(markdown: str) -> str:
    """The paper as plain text; a table becomes 栏目：内容 lines."""
    parts = ["\n".join(_lines(block)) for block in blocks(markdown)]
    return "\n".join(parts) + "\n"


def _lines(block: Block) -> Iterator[str]:
    text = plain(block.runs)
    match block.kind:
        case "表格":
            yield from _table(block)
        case "标题" | "文号":
            yield from (_pad(text, (LINE - width(text)) / 2), "")
        case "署名" | "成文日期":
            yield _pad(text, LINE - 4 - width(text))
        case "送审稿" | "附件" | "主送":
            yield text
        case "列表项":
            yield f"{_INDENT}· {text}"
        case _:
            yield from (_INDENT + line for line in text.split("\n"))


def _pad(text: str, indent: float) -> str:
    return "　" * max(0, int(indent)) + text


def _table(block: Block) -> Iterator[str]:
    yield ""
    for row in block.rows[1:] if block.header else block.rows:
        if block.header:
            names = [plain(cell.runs) for cell in block.rows[0]]
            yield from (
                _pair(name, plain(cell.runs)) for name, cell in zip(names, row, strict=True) if not cell.joins
            )
            yield ""
        else:
            yield from _pairs(row)
    if not block.header:
        yield ""


def _pairs(row: tuple[Cell, ...]) -> Iterator[str]:
    name = ""
    for cell in (cell for cell in row if not cell.joins):
        if cell.kind != "表格栏目":
            yield _pair(name, plain(cell.runs))
            name = ""
        else:
            yield from filter(None, [name])
            name = plain(cell.runs)
    yield from filter(None, [name])


def _pair(name: str, content: str) -> str:
    return f"{name}：{content}" if name else content
