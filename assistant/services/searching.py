"""Words -> the paragraphs of the 细则 that say them: its citation, then verbatim, with a slip, word by word."""

from __future__ import annotations

import gc
import math
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec

from assistant.domain.folding import Folded, folded
from assistant.domain.knowledge import Knowledge
from assistant.domain.units import Unit, beyond, cited, units

LONGEST = 500
"""Characters of what is looked for that are compared."""
SLIP = 6
"""Characters in which one may be wrong, missing or too many; the shortest phrase with a slip has `SHORTEST`."""
SHORTEST = 3
NAMED, VERBATIM, WORDS = 1.0, 0.95, 0.75
"""What a citation and the very words score, and the most for words that stand apart; a phrase with slips, between."""

Spans = tuple[tuple[int, int], ...]


class Hit(msgspec.Struct, frozen=True):
    """A paragraph that was found, and where in its text."""

    unit: Unit
    score: float
    spans: Spans

    @property
    def exact(self) -> bool:
        """Whether it is what was named, or says the very words."""
        return self.score >= VERBATIM


class _Page(NamedTuple):
    unit: Unit
    folded: Folded


class Searcher:
    """Looks through all paragraphs; words are told apart by blanks, and by jieba once `load` is done."""

    def __init__(self, knowledge: Knowledge, cache: Path | None = None) -> None:
        self._knowledge, self._cache = knowledge, cache
        self._lock = threading.Lock()
        self._cut: Callable[[str], list[str]] | None = None

    def load(self) -> None:
        """Load jieba's dictionary, about a second; any thread may call it, at any time."""
        from assistant.services.matching.features import cutter

        with self._lock:
            if not self._cut:
                cut = cutter(self._cache)
                cut("条")
                self._cut = cut
                gc.collect()
                gc.freeze()  # what is loaded stays: no key waits while it is looked through for garbage

    @cached_property
    def pages(self) -> tuple[_Page, ...]:
        """Every paragraph with what it is compared by."""
        return tuple(_Page(unit, folded(unit.text)) for unit in units(self._knowledge))

    def search(self, query: str, top: int | None = None) -> list[Hit]:
        """The paragraphs for a citation, a phrase or words, the best first, else in the order of the text.

        For a citation only what it names and what says it: one number in place of another is no slip.
        """
        whole = folded(query[:LONGEST]).text
        if not whole or beyond(query, self._keys):
            return []
        named = list(self._named(query))
        hits = self._by_page(named, self._verbatim(whole))
        if not named:
            if not any(hit.score == VERBATIM for hit in hits):
                hits = self._by_page(hits, self._near(whole))
            hits = self._by_page(hits, self._by_words(self._words(query)))
        return sorted(hits, key=lambda hit: -hit.score)[:top]

    def _by_page(self, *found: Iterable[Hit]) -> list[Hit]:
        """The best hit of each paragraph, in the order of the text; of a named one, with what else is found in it."""
        best: dict[Unit, Hit] = {}
        for hit in (hit for hits in found for hit in hits):
            before = best.get(hit.unit)
            if before is None or before.score < hit.score:
                best[hit.unit] = hit
            elif not before.spans:
                best[hit.unit] = msgspec.structs.replace(before, spans=hit.spans)
        return [best[page.unit] for page in self.pages if page.unit in best]

    def _named(self, query: str) -> Iterator[Hit]:
        key = cited(query, self._keys)
        for unit in (page.unit for page in self.pages if key):
            within = unit.chapter and f"{unit.id}.".startswith(f"{key}.")
            if within or unit.key == key:
                yield Hit(unit, NAMED, ())

    @cached_property
    def _keys(self) -> frozenset[str]:
        """What a citation can name."""
        return frozenset(self._knowledge.regulation.ids()) | {page.unit.key for page in self.pages}

    def _verbatim(self, phrase: str) -> Iterator[Hit]:
        for unit, page in self.pages:
            if spans := _places(page, [phrase]):
                yield Hit(unit, VERBATIM, spans)

    def _near(self, phrase: str) -> Iterator[Hit]:
        """The phrase with a slip in every few characters."""
        from rapidfuzz.fuzz import partial_ratio_alignment

        slips = max(1, len(phrase) // SLIP)
        least = 100 * (1 - slips / len(phrase))
        for unit, page in self.pages if len(phrase) >= SHORTEST else ():
            if len(page.text) < len(phrase) - slips:
                continue
            found = partial_ratio_alignment(phrase, page.text, score_cutoff=least - 0.01)
            if found and found.score:
                score = WORDS + (VERBATIM - WORDS) * found.score / 100
                span = _fitted(page.text, found.dest_start, found.dest_end, phrase)
                yield Hit(unit, round(score, 4), (page.span(*span),))

    def _by_words(self, words: Sequence[str]) -> Iterator[Hit]:
        """The paragraphs with more than half of the words, wherever they stand; rare ones count more."""
        counts = {word: sum(word in page.text for _, page in self.pages) for word in words}
        worth = {word: len(word) * self._rarity(count) for word, count in counts.items()}
        for unit, page in self.pages:
            found = [word for word in words if word in page.text]
            if 2 * len(found) > len(words):
                share = sum(worth[word] for word in found) / sum(worth.values())
                yield Hit(unit, round(WORDS * share, 4), _places(page, found))

    def _rarity(self, count: int) -> float:
        """What a word in `count` paragraphs tells; one that the text never says tells little."""
        return math.log(1 + len(self.pages) / (1 + count)) if count else 1.0

    def _words(self, query: str) -> list[str]:
        """The words of what is looked for, each once; single characters only where there is nothing else."""
        cut = self._cut
        parts = [folded(part).text for part in query[:LONGEST].split()]
        words = [word for part in parts for word in (cut(part) if cut else [part]) if word]
        return list(dict.fromkeys([word for word in words if len(word) > 1] or words))


def _places(page: Folded, words: Iterable[str]) -> Spans:
    """Where the words stand in the text of a page; what touches is one place."""
    found: list[tuple[int, int]] = []
    for word in words:
        at = page.text.find(word)
        while at >= 0:
            found.append((at, at + len(word)))
            at = page.text.find(word, at + 1)
    return tuple(page.span(start, end) for start, end in _joined(sorted(found)))


def _fitted(text: str, start: int, end: int, phrase: str) -> tuple[int, int]:
    """The span without what is not of the phrase at its ends, and with what stands there for a wrong character."""
    while text[start] not in phrase:
        start += 1
    while text[end - 1] not in phrase:
        end -= 1
    before, after = phrase.index(text[start]), len(phrase) - 1 - phrase.rindex(text[end - 1])
    return max(0, start - before), min(len(text), end + after)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
