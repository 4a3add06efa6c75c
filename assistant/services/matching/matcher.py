"""From a description to the items that it may fit, and why."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np

from assistant.domain.regulation import Circumstance, Element
from assistant.services.files import FileError
from assistant.services.matching.building import build
from assistant.services.matching.features import HAN, IDEA, WORD, Features
from assistant.services.matching.index import Index
from assistant.services.matching.material import Material

SHORTEST, THIN = 2, 10
"""Chinese characters below which nothing can be compared, and below which nothing is sure."""
LONGEST = 5_000
"""Characters of a description that are compared; the answer says when there are more."""
ENOUGH = 0.35
"""The probability from which on we say that something fits: overlooking costs more than showing a doubtful one."""
SHARPNESS = 6.0  # how fast the scores fall behind the first: by half with every 0.12
UNLIKE = 0.5  # of a score, where the unit is of another type
NEAR = 80.0  # of 100: one slip in five characters
SLIP = 5  # characters of an expression from which on a slip in it is looked for
MOST_TERMS = 6
DENIED_BEFORE = re.compile(r"(?:没有|没|未|从未|并未|毫无|缺乏|缺少)(?:经过?|进行|作|做|开展|履行|任何)?$")
DENIED_AFTER = re.compile(r"不充分|不够充分|不足够?$|没有(?:做|作|搞|开)$")
"""What takes back an expression just before or just after it."""
IDLE = frozenset([
    "我们", "你们", "他们", "咱们", "俺们", "自己", "大家", "结果", "现在", "当时", "后来", "因为",
    "所以", "但是", "已经", "没有", "这个", "那个", "想着", "时候",
])  # fmt: skip
"""Words that speak for nothing by themselves."""
UNLIKE_UNIT = "本项只适用于{}，所填单位类型是{}。"
NO_CHINESE = "没有可以比对的中文。请用中文写明做了什么、出了什么问题。"
TOO_SHORT = "写得太短，比对不了。请写明做了什么、出了什么问题。"
SHORT = "写得很短，只能粗略比对。请写明做了什么、出了什么问题、原因是什么。"
LONG = f"文字很长，只比对了前{LONGEST}字。"


class Match(msgspec.Struct, frozen=True):
    """An item that the description may fit; `score` 0 to 1: the first one's is how likely any fits."""

    id: str
    score: float
    remark: str = ""


class Matching(msgspec.Struct, frozen=True):
    """The items in order; not `confident`: the description is probably about something else."""

    confident: bool
    matches: tuple[Match, ...]
    remark: str = ""


class Reasons(msgspec.Struct, frozen=True):
    """Why an item came near."""

    terms: tuple[str, ...]
    """The words of the description that speak most for it."""
    example: str
    """The id of its nearest example; empty where it has none."""
    covered: Mapping[str, tuple[str, ...]]
    """Each element that the description speaks of, with the words that do."""
    silent: tuple[str, ...]
    """The elements that it does not speak of: what to ask next."""


class Matcher:
    """Compares descriptions with an index that is read or, where the data changed, built anew."""

    def __init__(
        self,
        circumstances: Mapping[str, Circumstance],
        material: Callable[[], Material],
        digest: str = "",
        shipped: Path | None = None,
        cache: Path | None = None,
    ) -> None:
        """`digest` names the state of `material`'s data; the file `shipped` and the folder `cache` may hold its index."""
        self._circumstances, self._material, self._digest = circumstances, material, digest
        self._shipped, self._cache = shipped, cache
        self._lock = threading.Lock()
        self._ready: tuple[Features, Index] | None = None
        self._particular = {
            id: [kind for element in one.element for kind in element.unit_types]
            for id, one in circumstances.items()
            if any(element.unit_types for element in one.element)
        }
        """The circumstances that only some types of unit can meet, with these types."""

    def warm(self) -> tuple[Features, Index]:
        """Load the dictionary and the index; any thread may call it, at any time."""
        with self._lock:
            self._ready = self._ready or self._read() or self._build()
            return self._ready

    def match(self, text: str, unit_type: str | None = None, top: int = 5) -> Matching:
        """The `top` likeliest items for a description of what happened."""
        length = sum(map(len, HAN.findall(text)))
        if length < SHORTEST:
            return Matching(False, (), TOO_SHORT if length else NO_CHINESE)
        features, index = self.warm()
        scores = index.scores(index.text(features(text[:LONGEST])))
        shares = scores.fits * np.exp(SHARPNESS * (scores.items - scores.items.max()))
        ranked = sorted(zip(index.items, shares.tolist(), strict=True), key=lambda pair: -pair[1])
        found = [self._match(id, share, unit_type) for id, share in ranked[: top + len(self._particular)]]
        found.sort(key=lambda match: -match.score)
        remark = LONG if len(text) > LONGEST else SHORT if length < THIN else ""
        return Matching(length >= THIN and found[0].score >= ENOUGH, tuple(found[:top]), remark)

    def explain(self, text: str, id: str) -> Reasons:
        """Why the item `id` came near, and which of its elements the description speaks of."""
        features, index = self.warm()
        text = text[:LONGEST]
        known = index.text(features(text))
        said = list(features.expressions(text))
        elements = self._circumstances[id].element if id in self._circumstances else ()
        mine = {idea for element in elements for idea in element.ideas}
        spoken = {element.id: _longest(self._spoken(element, said, text)) for element in elements}
        return Reasons(
            terms=_terms(
                dict(zip(index.features(known), index.contributions(known, id).tolist(), strict=True)),
                said,
                mine,
            ),
            example=index.nearest(known, id),
            covered={element: words for element, words in spoken.items() if words},
            silent=tuple(element for element, words in spoken.items() if not words),
        )

    def _match(self, id: str, score: float, unit_type: str | None) -> Match:
        """The match as it stands for this type of unit: lower where the text names another, never gone."""
        wanted = self._particular.get(id)
        if unit_type and wanted and unit_type not in wanted:
            return Match(id, round(score * UNLIKE, 4), UNLIKE_UNIT.format("、".join(wanted), unit_type))
        return Match(id, round(score, 4))

    def _spoken(self, element: Element, said: Sequence[tuple[str, str]], text: str) -> Iterator[str]:
        """The expressions of a text that speak of an element, those with a slip of the pen among them."""
        from rapidfuzz.fuzz import partial_ratio_alignment

        exact = dict.fromkeys(w for w, idea in said if idea in element.ideas and _affirmed(w, text))
        yield from exact
        for words in dict.fromkeys(words for idea in element.ideas for words in self._long[idea]):
            hit = None if words in exact else partial_ratio_alignment(words, text, score_cutoff=NEAR)
            near = text[hit.dest_start : hit.dest_end] if hit else ""
            if HAN.fullmatch(near) and near[0] == words[0] and near[-1] == words[-1]:
                yield near

    @cached_property
    def _long(self) -> Mapping[str, list[str]]:
        """For each idea, its expressions that are long enough to be known in spite of a slip."""
        named: defaultdict[str, list[str]] = defaultdict(list)
        for words, ideas in self.warm()[1].ideas.items():
            for idea in ideas if len(words) >= SLIP else ():
                named[idea].append(words)
        return named

    def _read(self) -> tuple[Features, Index] | None:
        for file in filter(None, (self._shipped, self._kept)):
            if index := Index.read(file, self._digest):
                return Features(index.ideas, self._cache), index
        return None

    def _build(self) -> tuple[Features, Index]:
        material = self._material()
        features = Features(material.ideas, self._cache)
        index = build(material, features)
        if self._kept:
            with suppress(FileError):
                index.write(self._kept, self._digest)
        return features, index

    @property
    def _kept(self) -> Path | None:
        return self._cache / "matching.npz" if self._cache else None


def _affirmed(words: str, text: str) -> bool:
    """Whether a text says an expression somewhere without taking it back: 没有经过…, …不充分."""
    return any(
        not DENIED_BEFORE.search(text[:place.start()]) and not DENIED_AFTER.match(text[place.end() :])
        for place in re.finditer(re.escape(words), text)
    ) and not DENIED_AFTER.search(words)  # fmt: skip


def _longest(words: Iterable[str]) -> tuple[str, ...]:
    """The words that stand in no other of them, each once."""
    found = list(dict.fromkeys(words))
    return tuple(word for word in found if not any(word in other for other in found if other != word))


def _terms(
    worth: Mapping[str, float], said: Sequence[tuple[str, str]], ideas: Collection[str]
) -> tuple[str, ...]:
    """The most telling words, none within another; those that name one of its `ideas` count double."""
    words = {f[1:]: value for f, value in worth.items() if f[0] == WORD and f[1:] not in IDLE}
    for expression, idea in said:
        telling = words.get(expression, 0.0) + worth.get(IDEA + idea, 0.0)
        words[expression] = telling * 2 if idea in ideas else telling
    words = words or {feature: value for feature, value in worth.items() if len(feature) == 2}
    whole = {word: sum(value for part, value in words.items() if part in word) for word in words}
    chosen: list[str] = []
    for word in sorted(words, key=lambda word: (-whole[word], word)):
        if words[word] > 0 and not any(word in other or other in word for other in chosen):
            chosen.append(word)
    return tuple(chosen[:MOST_TERMS])
