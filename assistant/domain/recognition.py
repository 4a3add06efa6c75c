"""Names in prose: people by their surnames and titles, places by their kinds, organisations by their endings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from assistant.domain.redaction import Found, Redaction

Words = Callable[[str], list[str]]
_HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]+")
LONG = 5
"""So many words an organisation's name may have before its ending."""


def recognise(
    texts: Iterable[str], person: str, named: Iterable[str], rules: Redaction, words: Words
) -> Found:
    """The names in the texts, in their order; `words` cuts a run of Chinese into words.

    `person` is the subject's name, `named` are full names of units, which begin with their places.
    """
    at_head = re.compile(f"(?:中共)?([㐀-鿿]{{2,3}}?(?:{_any(rules.place_kinds)}))")
    heads = [match[1] for name in named for match in map(at_head.match, re.split("[、，]", name)) if match]
    runs = [(run, _titles_apart(words(run), rules)) for text in texts for run in _HAN.findall(text)]
    people = [name for _, cut in runs for name in _people(cut, rules)]
    people += [name for _, cut in runs for name in _longer(cut, {person, *people}, rules)]
    titled = [name for _, cut in runs for name in _titled(cut, rules)]
    called = [name for _, cut in runs for name in _called(cut, rules)]
    places = heads + [name for run, cut in runs for name in _places(run, cut, rules)]
    organizations = [name for run, cut in runs for name in _organizations(run, cut, rules)]
    return Found(*(tuple(dict.fromkeys(names)) for names in (people, titled, called, places, organizations)))


def _any(words: Iterable[str]) -> str:
    """A pattern for any of the words, of two that begin together the longer."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"


def _titles_apart(cut: list[str], rules: Redaction) -> list[str]:
    """The words with surnames and titles apart, 副 at a title's head: 由王、副、主任 -> 由、王、副主任; 科、科长."""
    apart: list[str] = []
    for word in cut:
        head = rules.surname(word) or word[:1]
        title = word.removeprefix(head)
        if not _is_title(word, rules) and _is_title(title, rules, rules.after_name):
            apart.append(head)
            word = title
        if word in rules.titles and apart and apart[-1].endswith("副"):
            word = f"副{word}"
            apart[-1:] = filter(None, [apart[-1].removesuffix("副")])
        if apart and _is_title(word, rules, rules.after_name):
            before, last = apart[-1][:1], apart[-1][1:]
            if before in rules.not_surnames and last and last == rules.surname(last):
                apart[-1:] = [before, last]
        apart.append(word)
    return apart


def _is_title(word: str, rules: Redaction, also: Iterable[str] = ()) -> bool:
    return word.removeprefix("副") in rules.titles or word in also


def _people(cut: list[str], rules: Redaction) -> Iterator[str]:
    for place, word in enumerate(cut):
        named = _is_title(word, rules, rules.before_name)
        if named and (name := _name(cut[place + 1 : place + 3], rules)):
            yield name
        if _is_title(word, rules, rules.after_name):
            for back in (2, 1):
                if place >= back and (name := _name(cut[place - back : place], rules, whole=True)):
                    yield name
                    break


def _longer(cut: list[str], people: Iterable[str], rules: Redaction) -> Iterator[str]:
    """Others whose names begin with a whole name: 王明明 beside 王明."""
    for word in cut:
        longer = any(name and word != name and word.startswith(name) for name in people)
        if longer and _name([word], rules, whole=True):
            yield word


def _titled(cut: list[str], rules: Redaction) -> Iterator[str]:
    """A surname with a title and no more: 王主任."""
    for before, surname, title in zip(["", *cut], cut, cut[1:], strict=False):
        alone = surname == rules.surname(surname) and surname not in (*rules.stop_words, *rules.not_surnames)
        named = _name([before, surname], rules, whole=True)
        if alone and not named and _is_title(title, rules, rules.after_name):
            yield surname + title


def _called(cut: list[str], rules: Redaction) -> Iterator[str]:
    """A surname as friends and papers say it, in one word or two: 小王, 老王, 王某, 王某某."""
    for before, word in pairwise(["", *cut]):
        for name in (word, before + word):
            surname = rules.called(name)
            if surname and surname == rules.surname(surname) and name not in rules.not_called:
                yield name


def _name(cut: list[str], rules: Redaction, *, whole: bool = False) -> str:
    """A person's name at the beginning of some words, or all of them; empty if there is none."""
    if not cut or cut[0] in (*rules.stop_words, *rules.not_surnames):
        return ""
    for taken in (len(cut),) if whole else (1, 2):
        name = "".join(cut[:taken])
        surname = rules.surname(name)
        given = name.removeprefix(surname)
        known = name.startswith(rules.not_names) or name[-1] in rules.not_last or _is_title(given, rules)
        if surname and 1 <= len(given) <= 2 and not known and "某" not in name:
            return name
    return ""


def _places(run: str, cut: list[str], rules: Redaction) -> Iterator[str]:
    yield from re.findall(_any(rules.places), run)
    for place, word in enumerate(cut):
        kind = rules.kind(word)
        if not kind:
            continue
        stem = word.removesuffix(kind)
        for before in reversed(cut[max(0, place - 2) : place]):
            if len(stem) >= 2:
                break
            stem = before + stem
        if len(stem) == 3 and stem[0] in rules.stop_words:
            stem = stem[1:]
        if 2 <= len(stem) <= 3 and stem not in rules.place_kinds and not _common(stem, rules):
            yield stem + kind


def _common(stem: str, rules: Redaction) -> bool:
    return any(
        stem.endswith(word) or stem.startswith(word) for word in (*rules.not_places, *rules.stop_words)
    )


def _organizations(run: str, cut: list[str], rules: Redaction) -> Iterator[str]:
    starts = [sum(map(len, cut[:n])) for n in range(len(cut))]
    for match in re.finditer(_any(rules.organizations), run):
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
