"""Words of a description that call for one more question; a denial beside them calls for none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

CLAUSE = re.compile(r"[^，。；！？\n]+")


class FlagKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of thing to ask about, with the words that speak of it and its question."""

    kind: str
    name: str
    words: tuple[str, ...]
    article: str
    question: str
    beside: tuple[str, ...] = ()
    """Words of which one must stand in the same clause; empty when the word alone is enough."""
    unless: tuple[str, ...] = ()
    """Words earlier in the clause that show it is said of somebody else."""


class Lexicon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of knowledge/flags.toml."""

    denials: tuple[str, ...]
    flag: tuple[FlagKind, ...]
    idle: tuple[str, ...] = ()
    """Phrases that look like a denial and deny nothing that follows."""
    turns: tuple[str, ...] = ()
    """Words at which an earlier denial ends."""
    trailing: tuple[str, ...] = ()
    """Denials that follow the word."""
    exceptions: tuple[str, ...] = ()
    """Phrases that are never flagged."""
    cleared: tuple[str, ...] = ()
    """Phrases that say the report was false."""
    void: tuple[str, ...] = ()
    """Answers that, alone, say there is nothing to answer for."""


class Flag(msgspec.Struct, frozen=True):
    """One word found, with the clause it stands in."""

    kind: str
    words: str
    clause: str


def flags(text: str, lexicon: Lexicon) -> tuple[Flag, ...]:
    """The flagged words of a text in their order, each once per clause."""
    found = (flag for clause in CLAUSE.findall(text) for flag in _in_clause(clause.strip(), lexicon))
    return tuple(dict.fromkeys(found))


def _in_clause(clause: str, lexicon: Lexicon) -> Iterator[Flag]:
    kinds = {word: kind for kind in lexicon.flag for word in kind.words}
    for hit in _any_of([*lexicon.exceptions, *kinds]).finditer(clause):
        kind = kinds.get(hit[0])
        before, after = clause[: hit.start()], clause[hit.end() :]
        if kind and _meant(kind, before, after) and not _denied(before, after, lexicon):
            yield Flag(kind.kind, hit[0], clause)


def _meant(kind: FlagKind, before: str, after: str) -> bool:
    """Whether the rest of the clause says that the word is meant of the person concerned."""
    company = not kind.beside or any(word in before or word in after for word in kind.beside)
    return company and not any(word in before for word in kind.unless)


def _denied(before: str, after: str, lexicon: Lexicon) -> bool:
    """Whether the nearest denial before the word reaches it, or one after it takes it back."""
    if any(phrase in after for phrase in lexicon.trailing):
        return True
    signs = [hit[0] for hit in _any_of([*lexicon.idle, *lexicon.turns, *lexicon.denials]).finditer(before)]
    telling = [sign for sign in signs if sign not in lexicon.idle]
    return bool(telling) and telling[-1] in lexicon.denials


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for the longest of the words at each place; `re` keeps it compiled."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)")
