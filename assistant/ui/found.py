"""What was found in the reader: how much, and each place with the line around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.domain.units import marked
from assistant.ui.typeset import Row, Rows

if TYPE_CHECKING:
    from assistant.services.searching import Hit

BEFORE = 14
"""Characters of a paragraph that are shown before what was found in it."""
NOTHING = "没有找到。可以换个说法，或者只写其中的一两个词。"


def said(hits: list[Hit]) -> str:
    """How many places there are, and whether any says the very words."""
    if not hits:
        return NOTHING
    return (
        f"找到{len(hits)}处" if any(hit.exact for hit in hits) else f"没有逐字相同的，相近的有{len(hits)}处"
    )


def line(hit: Hit) -> Rows:
    """Where it stands, and the words around what was found."""
    start = max(0, hit.spans[0][0] - BEFORE) if hit.spans else 0
    spans = [(a - start, b - start) for a, b in hit.spans]
    words = ("…" if start else "") + marked(hit.unit.text[start:], spans)
    return Rows(Row(hit.unit.citation, style="bold"), Row(words, "  ", lines=2))
