"""Words of a description that call for one more question; a denial beside them calls for none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

import msgspec

CLAUSE = re.compile(r"[^，。；！？\n]+")
QUOTED = re.compile(r"“[^”]*”")


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


class Lexicon(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
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
    first_person: tuple[str, ...] = ()
    """Words by which the person concerned speaks of themselves."""
    not_first_person: tuple[str, ...] = ()
    """Phrases with such a word that a committee uses too."""

    @cached_property
    def kinds(self) -> dict[str, FlagKind]:
        """The kind of each flagged word."""
        return {word: kind for kind in self.flag for word in kind.words}

    @cached_property
    def words(self) -> re.Pattern[str]:
        """Finds flagged words, and the phrases that are never flagged."""
        return _any_of([*self.exceptions, *self.kinds])

    @cached_property
    def signs(self) -> re.Pattern[str]:
        """Finds denials, what only looks like one, and what ends one."""
        return _any_of([*self.idle, *self.turns, *self.denials])

    @cached_property
    def speaker(self) -> re.Pattern[str]:
        """Finds the first person, and the phrases that only look like it."""
        return _any_of([*self.not_first_person, *self.first_person])


class Flag(msgspec.Struct, frozen=True):
    """One word found, with the clause it stands in."""

    kind: str
    words: str
    clause: str


def flags(text: str, lexicon: Lexicon) -> tuple[Flag, ...]:
    """The flagged words of a text in their order, each once per clause."""
    found = (flag for clause in CLAUSE.findall(text) for flag in _in_clause(clause.strip(), lexicon))
    return tuple(dict.fromkeys(found))


def first_person(text: str, lexicon: Lexicon) -> str:
    """The first clause in which the writer speaks of themselves, outside quoted words; empty if none."""
    clauses = (clause.strip() for clause in CLAUSE.findall(QUOTED.sub("", text)))
    said = (c for c in clauses if any(hit[0] in lexicon.first_person for hit in lexicon.speaker.finditer(c)))
    return next(said, "")


def _in_clause(clause: str, lexicon: Lexicon) -> Iterator[Flag]:
    for hit in lexicon.words.finditer(clause):
        kind = lexicon.kinds.get(hit[0])
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
    signs = [hit[0] for hit in lexicon.signs.finditer(before)]
    telling = [sign for sign in signs if sign not in lexicon.idle]
    return bool(telling) and telling[-1] in lexicon.denials


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for the longest of the words at each place; places where none can begin are passed at once."""
    longest_first = sorted(words, key=len, reverse=True)
    if not longest_first:
        return re.compile(r"(?!)")
    heads = "".join(map(re.escape, sorted({word[0] for word in longest_first})))
    return re.compile(f"(?=[{heads}])(?:{'|'.join(map(re.escape, longest_first))})")
