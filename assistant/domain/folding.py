"""Texts as they are compared: no punctuation, one width, one case, numbers as they are said."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.domain.regulation import numeral

_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]?(?![0-9])")


@dataclass(frozen=True)
class Folded:
    """A text in its folded form, with the place in the original of each of its characters."""

    text: str
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters from `start` to `end` stand in the original."""
        return self.places[start][0], self.places[end - 1][1]


def narrowed(text: str) -> str:
    """Full-width letters, digits and brackets as half-width ones, in small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def folded(text: str) -> Folded:
    """第９条 -> 第九条, 「5个工作日」 -> 五个工作日; punctuation and blanks are left out."""
    parts = [(part, at) for at, char in enumerate(text) for part in narrowed(char)]
    plain = "".join(part for part, _ in parts)
    found: list[tuple[str, tuple[int, int]]] = []
    end = 0
    for number in _NUMBER.finditer(plain):
        found += [(part, (at, at + 1)) for part, at in parts[end : number.start()]]
        end = number.end()
        place = (parts[number.start()][1], parts[end - 1][1] + 1)
        found += [(char, place) for char in numeral(int(number[0]))]
    found += [(part, (at, at + 1)) for part, at in parts[end:]]
    kept = [(char, place) for char, place in found if char.isalnum()]
    return Folded("".join(char for char, _ in kept), tuple(place for _, place in kept))
