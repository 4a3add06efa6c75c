"""What the training screens show: an exercise, its answer explained, large words for a projector, charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from assistant.domain.regulation import cite
from assistant.domain.training import KINDS, Exercise, Result, Tally, by_item, by_kind, by_name, head, score
from assistant.ui.typeset import Row, Rows, clip, fold

if TYPE_CHECKING:
    from assistant.domain.knowledge import Knowledge

HEADING = "bold $primary"
RIGHT, WRONG, NEITHER = "√", "×", " "
BAR, REST = "█", "░"
BAR_CELLS, LABEL_CELLS = 24, 34
LARGE_CELLS = 56
"""The longest line for a projector: 28 characters."""


def choices(exercise: Exercise) -> list[tuple[str | None, Rows]]:
    """The choices as options, numbered."""
    return [(str(n), Rows(Row(one.words, f"{n} "))) for n, one in enumerate(exercise.choices, 1)]


def verdict(exercise: Exercise, chosen: int) -> str:
    """Whether an answer is right, and which is."""
    right = exercise.right + 1
    return f"对，是{right}。" if chosen == exercise.right else f"不对：选的是{chosen + 1}，应当是{right}。"


def explained(exercise: Exercise, chosen: int) -> Rows:
    """An answer with the words of the articles, why it is right, and how the others are told from it."""
    return Rows(
        Row(verdict(exercise, chosen), style="bold"),
        *_grounds(exercise),
        Row("各选项", style=HEADING),
        *(row for n, _ in enumerate(exercise.choices) for row in _choice(exercise, n, chosen)),
    )


def _grounds(exercise: Exercise) -> Iterator[Row]:
    for quote in exercise.quotes:
        yield Row(f"依据　{cite(quote.article)}", style=HEADING)
        yield Row(quote.words)
    yield Row("说明", style=HEADING)
    yield Row(exercise.why)


def _choice(exercise: Exercise, n: int, chosen: int) -> Iterator[Row]:
    one = exercise.choices[n]
    sign = RIGHT if n == exercise.right else WRONG if n == chosen else NEITHER
    yield Row(one.words, f"{sign} {n + 1} ", "bold" if n == exercise.right else "")
    if one.note:
        yield Row(one.note, " " * 5, "dim")


def large(rows: Iterable[Row], width: int) -> Rows:
    """The paragraphs for a projector: short lines, each followed by an empty one."""
    return Rows(*(one for row in rows for one in _spaced(row, min(width, LARGE_CELLS))))


def _spaced(row: Row, width: int) -> Iterator[Row]:
    margin = " " * cell_len(row.gutter)
    for place, line in enumerate(fold(row.text, width - cell_len(row.gutter))):
        yield Row(line, margin if place else row.gutter, row.style)
        yield Row("")


def heading(words: str) -> Row:
    """A heading for a projector: its characters apart."""
    return Row("【 " + " ".join(words) + " 】", style="bold $primary")


def asked(exercise: Exercise) -> Iterator[Row]:
    """An exercise for a projector, with its choices."""
    yield Row(exercise.text)
    yield Row(exercise.ask, style="bold")
    yield from (Row(one.words, f"{n} ") for n, one in enumerate(exercise.choices, 1))


def revealed(exercise: Exercise, votes: Sequence[int]) -> Iterator[Row]:
    """How a class voted, which answer is right, and why."""
    yield Row(f"应当是{exercise.right + 1}。", style="bold")
    for n, one in enumerate(exercise.choices):
        sign = RIGHT if n == exercise.right else NEITHER
        yield Row(one.words, f"{sign} {n + 1} ", "bold" if n == exercise.right else "")
        yield Row(f"{bar(Tally(votes[n], sum(votes)))} {votes[n]}人", " " * 5)
    yield from _grounds(exercise)
    notes = [(n, one.note) for n, one in enumerate(exercise.choices, 1) if one.note]
    yield from [Row("怎样区别", style=HEADING)] if notes else []
    yield from (Row(note, f"{n} ") for n, note in notes)


def bar(tally: Tally) -> str:
    """A bar of a fixed length; it is full, or empty, only where all, or none, were right."""
    filled = tally.correct * BAR_CELLS // max(1, tally.total)
    if 0 < tally.correct < tally.total:
        filled = min(max(filled, 1), BAR_CELLS - 1)
    return BAR * filled + REST * (BAR_CELLS - filled)


def chart(results: Sequence[Result], knowledge: Knowledge) -> Rows:
    """How many were right: all together, by kind, by article and item, and by person where names were typed."""
    return Rows(
        _line("合计", score(results)),
        Row(""),
        Row("按题型", style=HEADING),
        *(_line(KINDS[kind], tally) for kind, tally in by_kind(results).items()),
        Row(""),
        Row("按条项", style=HEADING),
        *(_item(id, tally, knowledge) for id, tally in by_item(results).items()),
        *_people(results),
    )


def _people(results: Sequence[Result]) -> Iterator[Row]:
    if found := by_name(results):
        yield from (Row(""), Row("按人", style=HEADING))
        yield from (_line(name, tally) for name, tally in found.items())


def _line(name: str, tally: Tally, indent: str = "") -> Row:
    share = f"{tally.correct}／{tally.total}　{100 * tally.correct // max(1, tally.total)}%"
    words = set_cell_size(indent + clip(name, LABEL_CELLS - cell_len(indent)), LABEL_CELLS)
    return Row(f"{words} {bar(tally)} {share}")


def _item(id: str, tally: Tally, knowledge: Knowledge) -> Row:
    """An article by its citation; an item below it, with a few words to know it by."""
    if id == head(id):
        return _line(cite(id), tally)
    return _line(cite(id).removeprefix(cite(head(id))) + knowledge.names.get(id, ""), tally, "  ")
