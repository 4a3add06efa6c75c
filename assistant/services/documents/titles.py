"""Titles and labels in lines that break between words and are of like length (GB/T 9704—2012, 7.3.1)."""

from __future__ import annotations

import re
from itertools import pairwise

import msgspec

from assistant.services.documents.markdown import Run, plain, width

LINE = 20
"""How many characters of 二号 stand in one line."""
_PARTS = (
    "(?<=党组|党委|工委|支部|总支|同志)(?!部|委员会)|(?<=委员会)|(?=关于|容错的|不提出|的初步建议|的说明)"
)
_NAMES = (
    "(?<=街道|集团|公司|中心|学院|医院|支队|大队|总队)|(?<=办公室|指挥部)|(?<=[^城][区县镇乡村局])(?![委域级长属民务])"
    "|(?<=[^城]市)(?![委域级长属场政民容])"
)
TITLE = (re.compile(_PARTS), re.compile(f"{_PARTS}|{_NAMES}"))
"""Where a title may break: between its parts, and only where that is not enough within a long name."""
LABEL = (re.compile("(?<=[、/的及])|(?<=容错)|(?=及|（|容错|情况|意见)"),)
"""Where the label of a form may break."""


def broken(
    runs: tuple[Run, ...], line: float = LINE, places: tuple[re.Pattern[str], ...] = TITLE
) -> tuple[Run, ...]:
    """The runs with a line break where they are best broken; unchanged where they fit or cannot be."""
    at = 0
    found: list[Run] = []
    chosen = breaks(plain(runs), line, places)
    for run in runs:
        inside = [0, *(place - at for place in chosen if at < place <= at + len(run.text)), len(run.text)]
        pieces = [run.text[start:end] for start, end in pairwise(inside)]
        found.append(msgspec.structs.replace(run, text="\n".join(pieces)))
        at += len(run.text)
    return tuple(found)


def breaks(words: str, line: float, places: tuple[re.Pattern[str], ...]) -> tuple[int, ...]:
    """The places of the best breaks: as few lines as hold the words, and those of like length.

    Where none hold them, a part longer than a line has lines of its own.
    """
    allowed: list[int] = []
    for pattern in places:
        allowed = [m.start() for m in pattern.finditer(words) if 0 < m.start() < len(words)]
        best = _filled(words, allowed, line)
        while best and (shorter := _filled(words, allowed, _longest(words, best) - 0.5)):
            if len(shorter) > len(best):
                break
            best = shorter
        if best:
            return best
    return _filled(words, allowed, line, longer=True)


def _filled(words: str, allowed: list[int], line: float, *, longer: bool = False) -> tuple[int, ...]:
    """The breaks of lines that are each filled as far as `line` allows; none where a piece is `longer` that may not."""
    chosen = [0]
    for place, following in pairwise([0, *allowed, len(words)]):
        if width(words[chosen[-1] : following]) > line and place > chosen[-1]:
            chosen.append(place)
        if width(words[chosen[-1] : following]) > line and not longer:
            return ()
    return tuple(chosen[1:])


def _longest(words: str, chosen: tuple[int, ...]) -> float:
    return max(width(words[start:end]) for start, end in pairwise([0, *chosen, len(words)]))
