"""What a description is compared with: the words of each item and the examples of each, as arrays."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from assistant.services.files import write_atomic

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Cut = Callable[[str], list[str]]

SATURATION, LENGTH = 1.2, 0.75  # BM25's k1 and b
MADE = 1
"""Raised when the index is built or kept in another way: an older file is then as none."""
OWN = 1.0
"""What the words of an item count beside the votes of its examples."""

FEW = 100
"""Items up to which a whole table of them is added up, faster than postings."""


class Postings(NamedTuple):
    """For each feature, the rows that have it and its weight there."""

    starts: Ints
    rows: Ints
    weights: Floats

    def total(self, features: Ints, size: int, factors: Floats | None = None) -> Floats:
        """For each of `size` rows, the sum of the weights of these features, each times its factor."""
        rows, weights, of = self._of(features)
        return np.bincount(rows, weights if factors is None else weights * factors[of], size).astype(float)

    def column(self, features: Ints, row: int) -> Floats:
        """The weight of each of these features in one row."""
        rows, weights, of = self._of(features)
        here, found = rows == row, np.zeros(len(features))
        found[of[here]] = weights[here]
        return found

    def _of(self, features: Ints) -> tuple[Ints, Floats, Ints]:
        """The entries of these features: row, weight, and the place of the feature."""
        starts, ends = self.starts[features], self.starts[features + 1]
        parts = [slice(*both) for both in zip(starts.tolist(), ends.tolist(), strict=True)]
        rows: Ints = np.concatenate([self.rows[:0], *(self.rows[part] for part in parts)])
        weights: Floats = np.concatenate([self.weights[:0], *(self.weights[part] for part in parts)])
        return rows, weights, np.repeat(np.arange(len(features)), ends - starts)


class Text(NamedTuple):
    """The features of a text that the index knows, and what each weighs in it."""

    features: Ints
    weights: Floats


class Scores(NamedTuple):
    """How near a text is to each item, and the probability that any fits."""

    items: Floats
    fits: float


@dataclass(frozen=True)
class Index:
    """Built from the data and kept as one file; docs/matching.md says how it compares."""

    items: list[str]
    samples: list[str]
    """The ids of the items, for their own words, then those of the examples."""
    shown: Ints
    """Of each sample, the place of the item that it may be shown as an example of; -1 for none."""
    ideas: dict[str, list[str]]
    """Each expression with the ideas that it names."""
    vocabulary: dict[str, int]
    rarity: Floats
    """Of each feature among the items: BM25's idf."""
    words: Postings
    """Feature × item: BM25's weight in the item's own words and examples."""
    weight: Floats
    """Of each feature in a text: the root of its rarity among the samples."""
    texts: Postings
    """Feature × sample: its share of the text, each text of length 1."""
    votes: Floats
    """Feature × (items, then kinds): what it says for each, learnt from the examples; no rows without any."""
    calibration: Floats
    """Of `Scores.fits`: what counts for it, what against it, and the rest."""

    def text(self, features: Iterable[str]) -> Text:
        """What of a text the index knows."""
        counted = {self.vocabulary[f]: n for f, n in Counter(features).items() if f in self.vocabulary}
        known = np.fromiter(counted.keys(), np.intp, len(counted))
        weights = (1 + np.log(np.fromiter(counted.values(), float, len(counted)))) * self.weight[known]
        return Text(known, weights / max(1e-9, float(np.sqrt((weights**2).sum()))))

    def features(self, text: Text) -> list[str]:
        """The features of a text by name."""
        return [self._names[n] for n in text.features.tolist()]

    def scores(self, text: Text) -> Scores:
        """Compare a text with every item."""
        own = OWN / self._most(text) * self._own(text)
        if not len(self.votes):
            return Scores(own, 0.5)
        votes = text.weights @ self.votes[text.features]
        return Scores(votes[: len(own)] + own, float(fits(votes[None, :], len(own), self.calibration)[0]))

    def contributions(self, text: Text, item: str) -> Floats:
        """What each feature of a text adds to the score of an item."""
        n = self.items.index(item)
        learnt = text.weights * self.votes[text.features, n] if len(self.votes) else 0.0
        return learnt + OWN / self._most(text) * self.words.column(text.features, n)

    def nearest(self, text: Text, item: str) -> str:
        """The id of the example of an item that is most like the text; empty where it has none."""
        mine = np.flatnonzero(self.shown == self.items.index(item))
        likeness = self.texts.total(text.features, len(self.samples), text.weights)
        return self.samples[mine[likeness[mine].argmax()]] if len(mine) else ""

    @cached_property
    def _names(self) -> list[str]:
        return list(self.vocabulary)

    def _own(self, text: Text) -> Floats:
        if self._table is None:
            return self.words.total(text.features, len(self.items))
        return self._table[text.features].sum(0)

    @cached_property
    def _table(self) -> Floats | None:
        """`words` feature by feature; None where the items are too many for it."""
        if len(self.items) > FEW:
            return None
        table = np.zeros((len(self.rarity), len(self.items)), np.float32)
        table[np.repeat(np.arange(len(table)), np.diff(self.words.starts)), self.words.rows] = (
            self.words.weights
        )
        return table

    def _most(self, text: Text) -> float:
        """What BM25 would give a text that has every feature beyond measure."""
        return max(1e-9, float(self.rarity[text.features].sum()) * (SATURATION + 1))

    def write(self, file: Path, digest: str) -> None:
        """Keep it in `file`, marked as made from the data with this digest."""
        buffer, arrays = io.BytesIO(), _flat(self)
        plain = {
            "made": MADE,
            "digest": digest,
            "items": self.items,
            "samples": self.samples,
            "ideas": self.ideas,
        }
        head = msgspec.json.encode(plain | {"vocabulary": list(self.vocabulary)})
        np.savez(buffer, head=np.frombuffer(head, np.uint8), **arrays)
        write_atomic(file, buffer.getvalue(), force=True)

    @classmethod
    def read(cls, file: Path, digest: str) -> Index | None:
        """The index in `file`; None where there is none that was made from the data with this digest."""
        with suppress(OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile), np.load(file) as kept:
            head = msgspec.json.decode(kept["head"].tobytes())
            if (head.pop("made"), head.pop("digest")) == (MADE, digest):
                head["vocabulary"] = {feature: n for n, feature in enumerate(head["vocabulary"])}
                return cls(**head, **_nested({name: kept[name] for name in kept.files if name != "head"}))
        return None


def fits(votes: Floats, items: int, calibration: Floats) -> Floats:
    """The probability that any item fits, for each row of votes."""
    return 1 / (1 + np.exp(-evidence(votes, items) @ calibration))


def evidence(votes: Floats, items: int) -> Floats:
    """What speaks for it that any item fits: all votes for items, and the most for a kind that fits none."""
    against = votes[:, items:].max(1, initial=0.0)
    return np.stack([votes[:, :items].clip(0).sum(1), against, np.ones(len(votes))], 1)


def _flat(index: Index) -> dict[str, Any]:
    """The arrays by name, small: half precision is enough."""
    arrays: dict[str, Any] = {}
    for field in fields(index):
        value = getattr(index, field.name)
        parts = value._asdict() if isinstance(value, Postings) else {"": value}
        for part, array in parts.items():
            if isinstance(array, np.ndarray):
                arrays[f"{field.name}.{part}".rstrip(".")] = _small(array)
    return arrays


def _small(array: Floats | Ints) -> Floats | Ints:
    if array.dtype.kind == "f":
        return array.astype(np.float16 if array.size > 100 else np.float32)
    return array.astype(np.int16 if array.max(initial=0) < 2**15 else np.int32)


def _nested(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The fields again: wide enough to count with, postings put together."""
    wide = {name: a.astype(np.float32 if a.dtype.kind == "f" else np.intp) for name, a in arrays.items()}
    heads = {name.partition(".")[0] for name in wide if "." in name}
    whole: dict[str, Any] = {name: array for name, array in wide.items() if "." not in name}
    return whole | {head: Postings(*(wide[f"{head}.{part}"] for part in Postings._fields)) for head in heads}
