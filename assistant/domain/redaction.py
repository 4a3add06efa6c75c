"""脱敏: the answers of a case with names, units, places, dates and amounts replaced, the same one alike everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import count
from typing import Any

import msgspec

from assistant.domain.answers import Answers

STEMS = "甲乙丙丁戊己庚辛壬癸"
PUBLIC_DAY = "2019年11月15日"
"""The day of the text itself."""
FIRST = date(2000, 1, 1)
"""The day that a case file has for the first one."""
_FULL = re.compile(r"(\d{4})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})\s*日?")
_SHORT = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日")
_MONTH = re.compile(r"(\d{4})\s*(?:年\s*\d{1,2}\s*月|-\d{2}(?![\d-]))")
_LONE_MONTH = re.compile(r"(?<![\d个年])\d{1,2}月(?!\d{1,2}日)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)年?")
_NUMBER = re.compile(r"[〔\[（(]\d{4}[〕\]）)]\s*第?\d+号")
_AMOUNT = re.compile(
    r"(?:\d[\d,，]*(?:\.\d+)?|[一二三四五六七八九十百千两]+(?:点[一二三四五六七八九]+)?)\s*(余|多)?([万亿千百]*元)"
)
_LEGAL = re.compile("(?:有限责任|股份有限|有限)公司$")
_SECRET = re.compile(
    r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9}|0\d{2,3}-\d{7,8}|\d{16,19})(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?[A-Z0-9]{5,6}"
)


class StandIns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words that stand for what is replaced."""

    subject: str
    person: str
    unit: str
    committee: str
    handling_body: str
    organization: str
    date: str
    month: str
    lone_month: str
    year: str
    number: str
    secret: str
    note: str


class Redaction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words by which names are recognised, and their stand-ins."""

    surnames: str
    compound_surnames: tuple[str, ...]
    before_name: tuple[str, ...]
    after_name: tuple[str, ...]
    not_names: tuple[str, ...]
    place_kinds: tuple[str, ...]
    not_places: tuple[str, ...]
    organizations: tuple[str, ...]
    not_organizations: tuple[str, ...]
    stop_words: tuple[str, ...]
    words: StandIns


class Found(msgspec.Struct, frozen=True):
    """The names that were recognised in the prose of a case: people, stems of places, organisations."""

    people: tuple[str, ...] = ()
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
    return Redacted(changed, pen.replaced, rules.words.note.format(origin=said))


class _Pen:
    """Writes texts anew, one after another, and remembers what it replaced."""

    def __init__(self, names: Mapping[str, str], origin: date | None, rules: Redaction) -> None:
        self.replaced: dict[str, str] = {}
        self._names = sorted(names.items(), key=lambda pair: -len(pair[0]))
        self._origin, self._words = origin, rules.words
        self._amounts: dict[str, str] = {}

    def write(self, text: str) -> str:
        """The text with stand-ins: names first, the longest first, then figures."""
        for name, stand in self._names:
            if name in text:
                self.replaced[name] = stand
                text = text.replace(name, stand)
        year = next((int(m[1]) for m in _FULL.finditer(text)), self._origin.year if self._origin else None)
        words = self._words
        figures: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
            (_SECRET, lambda _: words.secret),
            (_NUMBER, lambda _: f"〔{words.year}〕{words.number}"),
            (_FULL, lambda m: self._apart(_day(m[1], m[2], m[3]))),
            (_SHORT, lambda m: self._apart(_day(year, m[1], m[2]))),
            (_MONTH, lambda _: words.month),
            (_LONE_MONTH, lambda _: words.lone_month),
            (_YEAR, lambda _: words.year),
            (_AMOUNT, self._amount),
        ]
        for pattern, stand in figures:
            text = pattern.sub(partial(self._stand, stand), text)
        return text

    def shifted(self, text: str) -> str:
        """A text that is a date and nothing else, as a date counted from `FIRST`; empty if it is none."""
        match = _FULL.fullmatch(text)
        day = _day(*match.groups()) if match else None
        if day is None or self._origin is None:
            return ""
        self.replaced[text] = (FIRST + (day - self._origin)).isoformat()
        return self.replaced[text]

    def _stand(self, stand: Callable[[re.Match[str]], str], match: re.Match[str]) -> str:
        """What stands for a figure: the same for the same one."""
        if match[0] == PUBLIC_DAY:
            return match[0]
        return self.replaced.setdefault(match[0], stand(match))

    def _apart(self, day: date | None) -> str:
        if day is None or self._origin is None:
            return self._words.date
        days = (day - self._origin).days
        return f"T{'+' if days > 0 else '−'}{abs(days)}日" if days else "T日"

    def _amount(self, match: re.Match[str]) -> str:
        """A letter for each different amount: 38万元 -> A万元."""
        n = len(self._amounts)
        letter = chr(ord("A") + n % 26) + (str(n // 26) if n >= 26 else "")
        return self._amounts.setdefault(match[0].removesuffix(match[2]), letter) + match[2]


def left(text: str, redacted: Redacted, kept: Iterable[str]) -> list[str]:
    """Which of the originals still stand in a paper, the titles of laws apart."""
    bare = "".join(piece for piece, whole in _split(text, [*kept, PUBLIC_DAY]) if not whole)
    return [original for original in redacted.replaced if original in bare]


def _names(answers: Mapping[str, Any], found: Found, rules: Redaction) -> dict[str, str]:
    words, names = rules.words, dict[str, str]()
    stems = _lettered()
    places: dict[str, str] = {}
    for place in dict.fromkeys(found.places):
        kind = next(kind for kind in rules.place_kinds if place.endswith(kind))
        places[place] = next(stems) + kind
    names |= places
    if person := answers.get("person.name"):
        names[person] = f"{words.subject}甲"
    letters = _lettered(1 if person else 0)
    for other in dict.fromkeys(found.people):
        names.setdefault(other, f"{words.person}{next(letters)}")
    known = {
        str(answers.get("committee.name", "")): words.committee,
        str(answers.get("handling_body", "")): words.handling_body,
        str(answers.get("unit.name", "")): words.unit,
    }
    known |= dict.fromkeys(_short(str(answers.get("unit.name", "")), places), words.unit)
    if person:
        known[f"{person[0]}家"] = f"{words.subject}甲家"
    names |= {name: stand for name, stand in known.items() if len(name) >= 2}
    letters = _lettered()
    for organization in dict.fromkeys(found.organizations):
        if organization not in names and not any(organization in name for name in known):
            names[organization] = f"{words.organization}{next(letters)}"
    return names


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
    match = _FULL.fullmatch(str(answers.get("act.from", "")))
    if match and (day := _day(*match.groups())):
        return day, "行为开始之日"
    days = (_day(*m.groups()) for text in prose(answers) for m in _FULL.finditer(text))
    return min(filter(None, days), default=None), "案中写明的最早一日"


def _day(year: str | int | None, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year or 0), int(month), int(day))
    except ValueError:
        return None


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
