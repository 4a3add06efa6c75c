"""Faults of a list of circumstances or of a department's rules (第二十二条)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assistant.domain.knowledge import CircumstanceList, ListedItem
from assistant.domain.lists import KINDS

ID = re.compile(r"[a-z][a-z0-9-]*")
YEARS = range(1949, 2101)
NAMES = {"title": "名称", "drawn_by": "制定的部门", "passed_by": "审核的联席会议"}


def faults(one: CircumstanceList) -> Iterator[str]:
    """Each a Chinese sentence with the list, the item, the key and what to do."""
    where = f"lists {one.id}"
    if not ID.fullmatch(one.id):
        yield f"{where}：id 只能用小写字母、数字和连字符，以字母开头"
    for key, name in NAMES.items():
        yield from (f"{where}：{key}：{fault}" for fault in _name(getattr(one, key), name, key))
    if one.dated.year not in YEARS:
        yield f"{where}：dated：{one.dated}不像制定的日期，请写成 2024-03-01 这样"
    if not one.item:
        yield f"{where}：一项也没有，请写上 [[item]]，每项有 n 和 text（{KINDS[one.kind]}）"
    times = Counter(item.n for item in one.item)
    yield from (f"{where}：第{n}项写了两次，请改 n 或者合并" for n, count in times.items() if count > 1)
    for place, item in enumerate(one.item, 1):
        yield from (f"{where} 第{place}条（第{item.n}项）：{fault}" for fault in _item(item, one.kind))


def _name(words: str, name: str, key: str) -> Iterator[str]:
    if not words.strip():
        if key != "passed_by" or words:
            yield (
                f"没有写{name}，请写上" if key != "passed_by" else "只有空白；未经联席会议审核的，不写这一行"
            )
    elif words != words.strip() or len(words.splitlines()) > 1:
        yield f"{name}应当写成一行，前后不留空白"
    if key == "title" and words.startswith("《"):
        yield "不要写书名号，引用时程序会加"


def _item(item: ListedItem, kind: str) -> Iterator[str]:
    if item.n < 1:
        yield "n 应当从 1 起"
    if not item.text.strip():
        yield "没有文字，请在 text 里写这一项的原文"
    if any(not example.strip() for example in item.examples):
        yield "examples 里有空白的一条，请写上案情或者删去"
    if kind == "rules" and item.examples:
        yield "操作规范、细则不参加比对，请删去 examples"
