"""Faults of a list of circumstances or of a department's rules (第二十二条), each at its key and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG

from assistant.domain.knowledge import CircumstanceList, ListedItem
from assistant.domain.lists import KINDS, LIST_ID

YEARS = range(1949, 2101)
ITEMS = 500
"""The most items that a list may have: each is compared with every description."""
SIZE = 1024 * 1024
"""The most bytes of the file of a list."""
NAMES = {"title": "名称", "drawn_by": "制定的部门", "passed_by": "审核的联席会议"}


def unreadable(path: Path) -> str:
    """Why a path cannot be a list at all; empty where it may be one, or where reading it will tell."""
    try:
        found = path.stat()
    except OSError:
        return ""
    if not S_ISREG(found.st_mode):
        return "不是普通文件（文件夹、管道之类），请换成一个 .toml 文件"
    if found.st_size > SIZE:
        return f"太大，超过 {SIZE // 1024 // 1024} MB，不像清单，请核对"
    return ""


def faults(one: CircumstanceList) -> Iterator[tuple[str, str]]:
    """Pairs of place and fault, as the shape of a file has them; each says what to do."""
    if not LIST_ID.fullmatch(one.id):
        yield "id", "只能用小写字母、数字和连字符，以字母开头，请改写"
    for key, name in NAMES.items():
        yield from ((key, fault) for fault in _name(getattr(one, key), name, key))
    if one.dated.year not in YEARS:
        yield "dated", f"{one.dated}不像制定的日期，请写成 2024-03-01 这样"
    if not one.item:
        yield "item", f"一项也没有，请写上 [[item]]，每项有 n 和 text（{KINDS[one.kind]}）"
    if len(one.item) > ITEMS:
        yield "item", f"有{len(one.item)}项，一份最多{ITEMS}项，请分成几份"
        return
    numbers = [item.n for item in one.item]
    for place, item in enumerate(one.item):
        where = f"item 第{place + 1}条"
        if item.n in numbers[:place]:
            yield f"{where}.n", f"第{item.n}项写了两次，请改 n 或者合并"
        yield from ((f"{where}.{key}", fault) for key, fault in _item(item, one.kind))


def _name(words: str, name: str, key: str) -> Iterator[str]:
    if not words.strip():
        if key != "passed_by":
            yield f"没有写{name}，请写上"
        elif words:
            yield "只有空白；未经联席会议审核的，请删去这一行"
    elif words != words.strip() or len(words.splitlines()) > 1:
        yield f"{name}应当写成一行，前后不留空白，请改写"
    if key == "title" and words.startswith("《"):
        yield "请删去书名号，引用时程序会加"


def _item(item: ListedItem, kind: str) -> Iterator[tuple[str, str]]:
    if item.n < 1:
        yield "n", "应当从 1 起，请改写"
    if not item.text.strip():
        yield "text", "没有文字，请写这一项的原文"
    if any(not example.strip() for example in item.examples):
        yield "examples", "有空白的一条，请写上案情或者删去"
    if kind == "rules" and item.examples:
        yield "examples", "操作规范、细则不参加比对，请删去这一行"
