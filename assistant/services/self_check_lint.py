"""Every fault of knowledge/self_check.toml, and of what an interview says it is for."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain.dialogue import Dialogue
from assistant.domain.knowledge import Explained, Knowledge
from assistant.domain.regulation import Circumstance, cite


def faults(knowledge: Knowledge) -> Iterator[str]:
    """Each circumstance explained once, and something to gather for each of its elements."""
    for id, item in knowledge.circumstances.items():
        row = knowledge.explained.get(id)
        if row is None:
            yield f"self_check.toml：没有说明{cite(id)}（explained 里缺“{id}”）"
        else:
            yield from (f"self_check.toml {id}：{fault}" for fault in _explained(row, item))
    for id in knowledge.explained:
        if id not in knowledge.circumstances:
            yield f"self_check.toml {id}：没有这一情形，请写 8.1 至 11.14 中的一项"
    for row in knowledge.said:
        if not row.message.strip():
            yield f"self_check.toml {row.code}：没有写怎样说（message）"


def papers(dialogue: Dialogue) -> Iterator[str]:
    """Kinds of paper that there are."""
    from assistant.services.drafting import KINDS

    for kind in dialogue.papers:
        if kind not in KINDS:
            yield f"papers：没有“{kind}”这种文稿，可用：{'、'.join(KINDS)}"
    if dialogue.own and not dialogue.papers:
        yield "papers：当事人自己答的访谈，应当写明起草哪种文稿"


def _explained(row: Explained, item: Circumstance) -> Iterator[str]:
    elements = [element.id for element in item.element]
    if not row.plain.strip():
        yield "没有写平实的说明（plain）"
    yield from (f"要件“{id}”没有写准备什么材料（gather）" for id in elements if not row.gather.get(id))
    yield from (f"gather 里的“{id}”不是这一情形的要件" for id in row.gather if id not in elements)
