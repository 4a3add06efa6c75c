"""Names in prose: people by their surnames and titles, places by their kinds, organisations by their endings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from assistant.domain.redaction import Found, Redaction

Words = Callable[[str], list[str]]
_HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]+")
LONG = 5
"""So many words an organisation's name may have before its ending."""


def recognise(texts: Iterable[str], named: Iterable[str], rules: Redaction, words: Words) -> Found:
    """The names in the texts, in their order; `words` cuts a run of Chinese into words.

    `named` are full names of units, which begin with their places.
    """
    at_head = re.compile(f"(?:中共)?([㐀-鿿]{{2,3}}?(?:{'|'.join(rules.place_kinds)}))")
    heads = [match[1] for name in named for match in map(at_head.match, re.split("[、，]", name)) if match]
    runs = [(run, words(run)) for text in texts for run in _HAN.findall(text)]
    people = [name for _, cut in runs for name in _people(cut, rules)]
    places = heads + [name for _, cut in runs for name in _places(cut, rules)]
    organizations = [name for run, cut in runs for name in _organizations(run, cut, rules)]
    return Found(*(tuple(dict.fromkeys(names)) for names in (people, places, organizations)))


def _people(cut: list[str], rules: Redaction) -> Iterator[str]:
    for place, word in enumerate(cut):
        if word in rules.before_name and (name := _name(cut[place + 1 : place + 3], rules)):
            yield name
        if word in rules.after_name:
            for back in (2, 1):
                if place >= back and (name := _name(cut[place - back : place], rules, whole=True)):
                    yield name
                    break


def _name(cut: list[str], rules: Redaction, *, whole: bool = False) -> str:
    """A person's name at the beginning of some words, or all of them; empty if there is none."""
    if not cut or cut[0] in rules.stop_words:
        return ""
    for taken in (len(cut),) if whole else (1, 2):
        name = "".join(cut[:taken])
        surname = name[:2] if name[:2] in rules.compound_surnames else name[:1]
        given = len(name) - len(surname)
        if surname and (surname in rules.compound_surnames or surname in rules.surnames):
            known = any(name.startswith(word) for word in rules.not_names) or name in rules.before_name
            if 1 <= given <= 2 and not known and "某" not in name:
                return name
    return ""


def _places(cut: list[str], rules: Redaction) -> Iterator[str]:
    for place, word in enumerate(cut):
        kind = next((kind for kind in rules.place_kinds if word.endswith(kind)), "")
        if not kind:
            continue
        stem = word.removesuffix(kind)
        for before in reversed(cut[max(0, place - 2) : place]):
            if len(stem) >= 2:
                break
            stem = before + stem
        if 2 <= len(stem) <= 3 and not _common(stem, rules):
            yield stem + kind


def _common(stem: str, rules: Redaction) -> bool:
    return any(
        stem.endswith(word) or stem.startswith(word) for word in (*rules.not_places, *rules.stop_words)
    )


def _organizations(run: str, cut: list[str], rules: Redaction) -> Iterator[str]:
    starts = [sum(map(len, cut[:n])) for n in range(len(cut))]
    for match in re.finditer("|".join(rules.organizations), run):
        at = max((n for n, start in enumerate(starts) if start <= match.start()), default=0)
        first = at
        while first > 0 and at - first < LONG and cut[first - 1] not in rules.stop_words:
            first -= 1
        while first < at and cut[first] in rules.not_organizations:
            first += 1
        name = run[starts[first] : match.end()]
        name = re.split("[由向被把和及与到在想任后]|委托|支付给", name)[-1]
        core = name[: len(name) - len(match[0])]
        if len(core) >= 2 and not any(core.endswith(word) for word in rules.not_organizations):
            yield name
