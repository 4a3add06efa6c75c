"""脱敏: the answers of a case with names, units, places, dates and amounts replaced, the same one alike everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import count
from typing import Any

import msgspec

from assistant.domain import figures
from assistant.domain.answers import Answers

STEMS = "甲乙丙丁戊己庚辛壬癸"
PUBLIC_DAY = "2019年11月15日"
"""The day of the text itself."""
OR = " 或者 "
"""Between the stand-ins of one original."""
ORIGIN = "{origin}"
"""Where the note says from which day the others are counted."""
FIRST = date(2000, 1, 1)
"""The day that a case file has for the first one."""
_CALLED = re.compile("[小老](.{1,2})|(.{1,2}?)某某?")
_LEGAL = re.compile("(?:有限责任|股份有限|有限)公司$")


class StandIns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words that stand for what is replaced."""

    subject: str
    person: str
    somebody: str
    anybody: str
    unit: str
    committee: str
    handling_body: str
    organization: str
    date: str
    month: str
    lone_month: str
    year: str
    code: str
    number: str
    secret: str
    note: str


class Redaction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words by which names and amounts are recognised, and their stand-ins."""

    surnames: str
    compound_surnames: tuple[str, ...]
    titles: tuple[str, ...]
    before_name: tuple[str, ...]
    after_name: tuple[str, ...]
    not_names: tuple[str, ...]
    not_called: tuple[str, ...]
    not_last: str
    not_surnames: str
    places: tuple[str, ...]
    place_kinds: tuple[str, ...]
    not_places: tuple[str, ...]
    organizations: tuple[str, ...]
    not_organizations: tuple[str, ...]
    stop_words: tuple[str, ...]
    before_number: tuple[str, ...]
    not_money: str
    words: StandIns

    def surname(self, name: str) -> str:
        """The surname that a name begins with; empty if it is none."""
        if name[:2] in self.compound_surnames:
            return name[:2]
        return name[:1] if name[:1] in self.surnames else ""

    def called(self, name: str) -> str:
        """What 小王, 老王, 王某 or 王某某 says of a name; empty if it is none of these."""
        said = _CALLED.fullmatch(name)
        return said[1] or said[2] if said else ""

    def kind(self, place: str) -> str:
        """The kind that the name of a place ends with, such as 区; empty if there is none."""
        return next((kind for kind in self.place_kinds if place.endswith(kind)), "")


class Found(msgspec.Struct, frozen=True):
    """The names that were recognised in the prose of a case."""

    people: tuple[str, ...] = ()
    titled: tuple[str, ...] = ()
    """People by their surnames and titles alone, such as 王副主任."""
    called: tuple[str, ...] = ()
    """People by what they are called: 小王, 老王, 王某."""
    places: tuple[str, ...] = ()
    """Each with its kind, such as 清和区."""
    organizations: tuple[str, ...] = ()


class Redacted(msgspec.Struct, frozen=True):
    """The answers of the copy, and what was replaced by what."""

    answers: Answers
    replaced: dict[str, str]
    note: str


def prose(answers: Mapping[str, Any]) -> Iterator[str]:
    """All words of the answers."""
    for value in answers.values():
        yield from _strings(value)


def redact(
    answers: Answers, found: Found, rules: Redaction, kept: Iterable[str], *, file: bool = False
) -> Redacted:
    """The answers with every name and figure replaced; words in `kept` (titles of laws) stay as they are.

    For a case `file`, which has places for dates alone, those are dates still, counted from `FIRST`.
    """
    kept = list(kept)
    names = _names(answers, found, rules)
    public = {name for name in names if any(name in words for words in kept)}
    origin, said = _origin(answers)
    pen = _Pen({name: names[name] for name in names if name not in public}, origin, rules)

    def words(text: str) -> str:
        if file and (day := pen.shifted(text)):
            return day
        return "".join(piece if whole else pen.write(piece) for piece, whole in _split(text, kept))

    given = {path: value for path, value in answers.items() if not (file and path == "person.birth")}
    changed = {path: _mapped(value, words) for path, value in given.items()}
    return Redacted(changed, pen.replaced, rules.words.note.replace(ORIGIN, said))


class _Pen:
    """Writes texts anew, one after another, and remembers what it replaced."""

    def __init__(self, names: Mapping[str, str], origin: date | None, rules: Redaction) -> None:
        self.replaced: dict[str, str] = {}
        self._names = names
        self._any_name = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)")
        self._origin, self._words = origin, rules.words
        self._numbers = figures.numbers(rules.before_number)
        self._money = figures.amounts(rules.not_money)
        self._amounts: dict[str, str] = {}

    def write(self, text: str) -> str:
        """The text with stand-ins: names first, of two that begin together the longer, then figures."""
        text = self._any_name.sub(partial(self._stand, lambda m: self._names[m[0]]), text)
        text = figures.each_with_its_month(text)
        year = next((day.year for day in figures.days(text)), self._origin.year if self._origin else None)
        words = self._words
        stands: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
            (figures.SECRET, lambda _: words.secret),
            (self._numbers, lambda m: f"{words.code if m[1] else ''}〔{words.year}〕{words.number}"),
            (figures.FULL, lambda m: self._apart(figures.day(*filter(None, m.groups())))),
            (figures.SHORT, lambda m: self._apart(None if m[1] else figures.day(year, m[2], m[3]))),
            (figures.MONTH, lambda _: words.month),
            (figures.LONE_MONTH, lambda _: words.lone_month),
            (figures.YEAR, lambda _: words.year),
            (self._money, self._amount),
        ]
        for pattern, stand in stands:
            text = pattern.sub(partial(self._stand, stand), text)
        return text

    def shifted(self, text: str) -> str:
        """A text that is a date and nothing else, as a date counted from `FIRST`; empty if it is none."""
        day = _sole_day(text)
        if day is None or self._origin is None:
            return ""
        self.replaced[text] = (FIRST + (day - self._origin)).isoformat()
        return self.replaced[text]

    def _stand(self, stand: Callable[[re.Match[str]], str], match: re.Match[str]) -> str:
        """What stands for a name or a figure; a day without its year may be several days."""
        if match[0] == PUBLIC_DAY:
            return match[0]
        said, before = stand(match), self.replaced.get(match[0], "")
        if said not in before.split(OR):
            self.replaced[match[0]] = f"{before}{OR}{said}" if before else said
        return said

    def _apart(self, day: date | None) -> str:
        if day is None or self._origin is None:
            return self._words.date
        days = (day - self._origin).days
        return f"T{'+' if days > 0 else '−'}{abs(days)}日" if days else "T日"

    def _amount(self, match: re.Match[str]) -> str:
        """A letter for each different number: 38万元 -> A万元."""
        return "".join(self._letter(number) + unit for number, unit in figures.pieces(match[0]))

    def _letter(self, number: str) -> str:
        n = len(self._amounts)
        return self._amounts.setdefault(number, chr(ord("A") + n % 26) + (str(n // 26) if n >= 26 else ""))


def left(text: str, redacted: Redacted, kept: Iterable[str]) -> list[str]:
    """Which of the originals still stand in a paper, the titles of laws apart."""
    bare = "".join(piece for piece, whole in _split(text, [*kept, PUBLIC_DAY]) if not whole)
    return [original for original in redacted.replaced if original in bare]


def _names(answers: Mapping[str, Any], found: Found, rules: Redaction) -> dict[str, str]:
    words = rules.words
    places = _places(found.places, rules)
    person = answers.get("person.name")
    names = places | _people(person, found, rules)
    known = {
        str(answers.get("committee.name", "")): words.committee,
        str(answers.get("handling_body", "")): words.handling_body,
        str(answers.get("unit.name", "")): words.unit,
    }
    known |= dict.fromkeys(_short(str(answers.get("unit.name", "")), places), words.unit)
    if person:
        known[f"{rules.surname(person) or person[0]}家"] = f"{words.subject}甲家"
    names |= {name: stand for name, stand in known.items() if len(name) >= 2}
    letters = _lettered()
    for organization in dict.fromkeys(found.organizations):
        if organization not in names and not any(organization in name for name in known):
            names[organization] = f"{words.organization}{next(letters)}"
    return names


def _places(found: Iterable[str], rules: Redaction) -> dict[str, str]:
    """Each place as a letter with its kind; those that are named alike, 莱芜区 and 莱芜高新区, have the same letter."""
    letters, stems = _lettered(), dict[str, str]()
    places: dict[str, str] = {}
    for place in dict.fromkeys(found):
        kind = rules.kind(place)
        stem = place.removesuffix(kind)
        if stem not in stems:
            stems[stem] = next(letters)
        places[place] = stems[stem] + kind
    return places


def _people(person: str | None, found: Found, rules: Redaction) -> dict[str, str]:
    """The subject and the others, by whole and given names; by surname the one who has it, or somebody of several."""
    words = rules.words
    letters = _lettered(1 if person else 0)
    whole = [name for name in dict.fromkeys((person or "", *found.people)) if name]
    given = {name: name.removeprefix(rules.surname(name)) for name in whole}
    whole = [name for name in whole if name not in given.values()]
    people = {name: f"{words.person}{next(letters)}" for name in whole if name != person}
    people |= {person: f"{words.subject}甲"} if person else {}
    surnames: dict[str, str] = {}
    for name in whole:
        surname = rules.surname(name)
        surnames[surname] = words.somebody if surname in surnames else people[name]
        if len(given[name]) >= 2:
            one = sum(given[other] == given[name] for other in whole) == 1
            stand = people[name] if one else words.anybody
            people |= {f"{given[name]}{title}": f"{stand}{title}" for title in rules.after_name}
            people |= {given[name]: stand} if given[name] in found.people else {}
    for name in found.titled:
        surname = rules.surname(name)
        if surname not in surnames:
            surnames[surname] = f"{words.person}{next(letters)}"
        people[name] = surnames[surname] + name.removeprefix(surname)
    for name in found.called:
        if stand := surnames.get(rules.called(name)):
            people[name] = words.anybody if stand == words.somebody else stand
    return people


def _short(unit: str, places: Iterable[str]) -> Iterator[str]:
    """What a unit is called in short: without its legal form, without its place, with the kind of place alone."""
    for name in (unit, _LEGAL.sub("", unit)):
        yield name
        for place in places:
            rest = name.removeprefix(place)
            if rest != name and len(rest) >= 4:
                yield from (rest, place[-1] + rest)


def _lettered(start: int = 0) -> Iterator[str]:
    """甲 … 癸, then 第11, 第12 …"""
    return (STEMS[n] if n < len(STEMS) else f"第{n + 1}" for n in count(start))


def _origin(answers: Answers) -> tuple[date | None, str]:
    """The day that the others are counted from, and what it is."""
    if day := _sole_day(str(answers.get("act.from", ""))):
        return day, "行为开始之日"
    days = (day for text in prose(answers) for day in figures.days(text))
    return min(days, default=None), "案中写明的最早一日"


def _sole_day(text: str) -> date | None:
    """The day that a text says and nothing else."""
    return next(iter(figures.days(text)), None) if figures.FULL.fullmatch(text) else None


def _split(text: str, kept: Iterable[str]) -> list[tuple[str, bool]]:
    """The text in pieces, those that stay as they are marked."""
    titles = sorted(filter(None, kept), key=len, reverse=True)
    if not titles:
        return [(text, False)]
    pieces = re.split(f"({'|'.join(map(re.escape, titles))})", text)
    return [(piece, n % 2 == 1) for n, piece in enumerate(pieces)]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _strings(part)


def _mapped(value: Any, words: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return words(value)
    if isinstance(value, Mapping):
        return {key: _mapped(part, words) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mapped(part, words) for part in value]
    return value
