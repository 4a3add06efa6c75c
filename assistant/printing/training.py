"""How sets of exercises and the results of a class are printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.domain.regulation import cite
from assistant.domain.training import KINDS, Result, Tally, by_item, by_kind, by_name, score

if TYPE_CHECKING:
    from assistant.services.training import Kept, Shelf


def shelf_json(shelf: Shelf, classes: Sequence[str]) -> dict[str, Any]:
    """The sets that can be practised, and the classes that have results."""
    sets = [{"id": name, "title": one.title, "about": one.about} for name, one in shelf.sets.items()]
    return {"sets": sets, "classes": list(classes), "faults": shelf.faults}


def shelf_text(shelf: Shelf, classes: Sequence[str]) -> str:
    """The same for people."""
    lines = ["练习（在终端界面里按 T 做）：", *(f"　　　{one.title}" for one in shelf.sets.values())]
    lines += ["有成绩的班次：", *(f"　　　{name}" for name in classes)] if classes else ["还没有班次的成绩。"]
    return "\n".join([*lines, *(f"自己的练习有毛病，没有列出：{fault}" for fault in shelf.faults)])


def results_json(kept: Kept) -> dict[str, Any]:
    """How many answers were right, by kind, by article and item, and by person."""
    results = kept.results
    tables = {"kinds": by_kind(results), "items": by_item(results), "names": by_name(results)}
    counted = {table: {key: _pair(tally) for key, tally in rows.items()} for table, rows in tables.items()}
    return {**_pair(score(results)), **counted, "unread": kept.unread}


def results_text(kept: Kept) -> str:
    """The same for people."""
    results: Sequence[Result] = kept.results
    named = {KINDS[kind]: tally for kind, tally in by_kind(results).items()}
    named |= {cite(id): tally for id, tally in by_item(results).items()}
    lines = [_line("合计", score(results)), *(_line(name, tally) for name, tally in named.items())]
    lines += [_line(name, tally) for name, tally in by_name(results).items()]
    return "\n".join(lines + ([f"有{kept.unread}行读不出来，没有计入"] if kept.unread else []))


def _pair(tally: Tally) -> dict[str, int]:
    return {"correct": tally.correct, "total": tally.total}


def _line(name: str, tally: Tally) -> str:
    return f"{name}　答对{tally.correct}／{tally.total}"
