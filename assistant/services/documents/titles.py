"""The title of a paper in lines that break between words and are of like length (GB/T 9704—2012, 7.3.1)."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from math import ceil

import msgspec

from assistant.services.documents.markdown import Run, plain, width

LINE = 20
"""How many characters of 二号 stand in one line."""
_PLACES = re.compile(
    "(?<=党组|党委|工委|支部|总支|同志)|(?<=委员会)|(?=关于|容错的|不提出|的初步建议|的说明)"
)
"""Where a title may break."""


def broken(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs of a title, with a line break where it is best broken; unchanged where it fits or cannot be."""
    at = 0
    found: list[Run] = []
    places = breaks(plain(runs))
    for run in runs:
        inside = [0, *(place - at for place in places if at < place <= at + len(run.text)), len(run.text)]
        pieces = [run.text[start:end] for start, end in pairwise(inside)]
        found.append(msgspec.structs.replace(run, text="\n".join(pieces)))
        at += len(run.text)
    return tuple(found)


def breaks(title: str) -> tuple[int, ...]:
    """The places of the best breaks: as few lines as hold the title, and those of like length."""
    places = [m.start() for m in _PLACES.finditer(title) if 0 < m.start() < len(title)]
    lines = ceil(width(title) / LINE)
    for count in range(lines - 1, min(len(places), lines) + 1):
        fitting = [chosen for chosen in combinations(places, count) if _longest(title, chosen) <= LINE]
        if fitting:
            return min(fitting, key=lambda chosen: _longest(title, chosen))
    return ()


def _longest(title: str, chosen: tuple[int, ...]) -> float:
    return max(width(title[start:end]) for start, end in pairwise([0, *chosen, len(title)]))
