"""What a text is compared by: its characters and pairs, its words, and the ideas that its expressions name."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

HAN = re.compile(r"[㐀-鿿]+")
WORD, IDEA = "_", "#"
"""How a word and an idea are told from characters."""
MANNER = frozenset("的了在是我他她它们这那就都也和与及或着过把被让给又还才很不没有一二三四五六七八九十个")
"""Characters that say how something is told, not what: alone they are no feature."""
LONGEST = 10  # characters of an expression
ADDED = 3
"""Expressions up to this long become words for jieba, too; longer ones would hide the words within."""


class Features:
    """Cuts texts into features; `ideas` gives each expression the ideas that it names."""

    def __init__(self, ideas: Mapping[str, Sequence[str]], cache: Path | None = None) -> None:
        self.ideas, self._cache = ideas, cache

    def __call__(self, text: str) -> list[str]:
        """All features of the Chinese in a text, repeated as often as they stand there."""
        found: list[str] = []
        for run in HAN.findall(text):
            found += [char for char in run if char not in MANNER]
            found += map("".join, pairwise(run))
            found += [WORD + word for word in self.words(run) if len(word) > 1]
            found += [IDEA + idea for words in self._expressions(run) for idea in self.ideas[words]]
        return found

    def expressions(self, text: str) -> Iterator[tuple[str, str]]:
        """The expressions that name ideas, with each; of two that begin together, the longer."""
        for run in HAN.findall(text):
            yield from ((words, idea) for words in self._expressions(run) for idea in self.ideas[words])

    def words(self, run: str) -> list[str]:
        """jieba's segmentation of a run of Chinese."""
        return self._jieba.lcut(run)

    def _expressions(self, run: str) -> Iterator[str]:
        for at, pair in enumerate(map("".join, pairwise(run))):
            for length in range(LONGEST, 1, -1) if pair in self._heads else ():
                if (words := run[at : at + length]) in self.ideas:
                    yield words
                    break

    @cached_property
    def _heads(self) -> frozenset[str]:
        """The pairs of characters that expressions begin with."""
        return frozenset(words[:2] for words in self.ideas)

    @cached_property
    def _jieba(self) -> Any:
        """jieba's tokenizer, silent, with its compiled dictionary in the cache."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own old escapes, and pkg_resources
            import jieba
        jieba.setLogLevel(logging.CRITICAL)
        tokenizer: Any = jieba.Tokenizer()
        if self._cache:
            with suppress(OSError):
                self._cache.mkdir(parents=True, exist_ok=True)
            tokenizer.tmp_dir = str(self._cache)
        tokenizer.initialize()
        for expression in self.ideas:
            if len(expression) <= ADDED and not tokenizer.FREQ.get(expression):
                tokenizer.add_word(expression, 10)
        return tokenizer


@cache
def cutter(folder: Path | None = None) -> Callable[[str], list[str]]:
    """jieba's plain segmentation, its dictionary loaded once; `folder` keeps what it makes of it."""
    return Features({}, folder).words
