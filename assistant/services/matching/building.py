"""Builds the index from the data: postings, the examples' votes, and the calibration of "does any fit"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from assistant.services.matching.features import IDEA
from assistant.services.matching.index import (
    LENGTH,
    SATURATION,
    Cut,
    Floats,
    Index,
    Ints,
    Postings,
    evidence,
)
from assistant.services.matching.material import Material

STRICTNESS = 0.3
"""How far the votes are held back from learning each example by heart."""
SHARED = 4
"""Samples that must have a feature for it to be kept, where no item's own words have it."""
Counts = Sequence[Mapping[str, int]]


def build(material: Material, cut: Cut) -> Index:
    """The index of a material; the same material always gives the same index."""
    return learn(material, cut)[0]


def learn(material: Material, cut: Cut) -> tuple[Index, Floats]:
    """The index, and for each sample the votes (items, then kinds) it would get had it been left out."""
    items = [item.id for item in material.items]
    kinds = sorted({sample.label for sample in material.samples} - set(items))
    place = {label: n for n, label in enumerate([*items, *kinds])}
    belongs = np.array([*range(len(items)), *(place[s.label] for s in material.samples)], np.int32)
    own = [Counter([*cut(item.words), *(IDEA + idea for idea in item.ideas)]) for item in material.items]
    told = [Counter(cut(sample.text)) for sample in material.samples]
    texts = [*own, *told]
    vocabulary = _vocabulary(own, told)
    words, rarity = _words(vocabulary, _expanded(len(items), texts, belongs))
    shares, weight = _texts(vocabulary, texts)
    votes, unseen = _learnt(shares, belongs, len(place)) if told else (np.zeros((0, 0)), np.zeros((0, 0)))
    index = Index(
        items=items,
        samples=[*items, *(sample.id for sample in material.samples)],
        shown=np.array(
            [-1] * len(items) + [place[s.label] if s.shown else -1 for s in material.samples], np.intp
        ),
        ideas={words: list(ideas) for words, ideas in material.ideas.items()},
        vocabulary=vocabulary,
        rarity=rarity,
        words=words,
        weight=weight,
        texts=shares,
        votes=votes,
        calibration=_calibrated(unseen[len(items) :], belongs[len(items) :], len(items))
        if told
        else np.zeros(3),
    )
    return index, unseen[len(items) :]


def _vocabulary(own: Counts, told: Counts) -> dict[str, int]:
    """The features worth keeping: those of the items' own words, and those that enough samples share."""
    held = Counter(feature for text in told for feature in text)
    kept = dict.fromkeys(feature for text in own for feature in text)
    kept |= dict.fromkeys(feature for feature, times in held.items() if times >= SHARED)
    return {feature: n for n, feature in enumerate(kept)}


def _expanded(items: int, texts: Counts, belongs: Ints) -> list[Counter[str]]:
    """Each item's own words and all its examples as one text."""
    whole: list[Counter[str]] = [Counter() for _ in range(items)]
    for text, item in zip(texts, belongs, strict=True):
        if item < items:
            whole[item].update(text)
    return whole


def _words(vocabulary: Mapping[str, int], texts: Counts) -> tuple[Postings, Floats]:
    """BM25's weight of each feature in each item, and each feature's rarity."""
    features, rows, counts = _entries(vocabulary, texts)
    held = np.bincount(features, minlength=len(vocabulary))
    rarity = np.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
    lengths = np.bincount(rows, counts, len(texts))
    relative = 1 - LENGTH + LENGTH * lengths[rows] / max(1.0, float(lengths.mean()))
    weights = rarity[features] * counts * (SATURATION + 1) / (counts + SATURATION * relative)
    return _postings(len(vocabulary), features, rows, weights), rarity


def _texts(vocabulary: Mapping[str, int], texts: Counts) -> tuple[Postings, Floats]:
    """Each text as a vector of length 1, and the weight of each feature in it."""
    features, rows, counts = _entries(vocabulary, texts)
    held = np.bincount(features, minlength=len(vocabulary))
    weight = np.sqrt(1 + np.log((1 + len(texts)) / (1 + held)))
    values = (1 + np.log(counts)) * weight[features]
    lengths = np.sqrt(np.bincount(rows, values**2, len(texts)))
    return _postings(len(vocabulary), features, rows, values / lengths[rows]), weight


def _entries(vocabulary: Mapping[str, int], texts: Counts) -> tuple[Ints, Ints, Floats]:
    """Feature, row and count of every entry, by feature."""
    known = [{vocabulary[f]: n for f, n in text.items() if f in vocabulary} for text in texts]
    sizes = [len(text) for text in known]
    rows = np.repeat(np.arange(len(texts)), sizes)
    features = np.fromiter((f for text in known for f in text), np.intp, sum(sizes))
    counts = np.fromiter((n for text in known for n in text.values()), float, sum(sizes))
    order = np.argsort(features, kind="stable")
    return features[order], rows[order], counts[order]


def _postings(size: int, features: Ints, rows: Ints, weights: Floats) -> Postings:
    return Postings(np.searchsorted(features, np.arange(size + 1)), rows, weights)


def _learnt(texts: Postings, belongs: Ints, labels: int) -> tuple[Floats, Floats]:
    """Ridge regression: the features' votes, and what each text would get had it been left out."""
    inverse = np.linalg.inv(_likenesses(texts, len(belongs)) + STRICTNESS * np.eye(len(belongs)))
    wanted = np.eye(labels)[belongs]
    dual = inverse @ wanted
    votes = np.zeros((len(texts.starts) - 1, labels), np.float32)
    for feature, (rows, weights) in enumerate(_by_feature(texts)):
        votes[feature] = weights @ dual[rows]
    return votes, wanted - dual / np.diag(inverse)[:, None]


def _likenesses(texts: Postings, size: int) -> Floats:
    """The likeness of every text to every other: their cosine."""
    table = np.zeros((size, size))
    for rows, weights in _by_feature(texts):
        table[np.ix_(rows, rows)] += np.outer(weights, weights)
    return table


def _by_feature(postings: Postings) -> Iterator[tuple[Ints, Floats]]:
    for start, end in pairwise(postings.starts.tolist()):
        yield postings.rows[start:end], postings.weights[start:end]


def _calibrated(unseen: Floats, belongs: Ints, items: int) -> Floats:
    """Logistic regression by Newton's method on what each example would get had it been left out."""
    wanted = (belongs < items).astype(float)
    found = np.zeros(3)
    if wanted.all():
        return found
    rows = evidence(unseen, items)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (wanted - chance) - 1e-3 * found
        curve = rows.T @ (rows * (chance * (1 - chance))[:, None]) + 1e-3 * np.eye(3)
        found += np.linalg.solve(curve, slope)
    return found
