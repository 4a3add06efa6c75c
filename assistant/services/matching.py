"""From a description to the circumstances that it may fit, with the words that speak for each."""

from __future__ import annotations

import logging
import math
import re
import threading
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from assistant.domain.regulation import Circumstance

CATCH_ALL = "11.14"
SHORTEST = 10
"""Chinese characters below which a description says too little."""
CONFIDENT, PLAIN = 0.28, 0.5
"""The score to reach where something went wrong, and where the description tells of nothing wrong."""
HALF = 24.0  # the evidence that scores 0.5
BIGRAM, PHRASE, SLIP, ELEMENT = 0.4, 1.6, 0.75, 0.5
"""What a pair of characters, a cue, a near cue and an element's words count against a word."""
NEAR = 75.0  # of 100: one slip in four characters
UNLIKE = 0.5  # of a score, when the unit is of another type
MOST_TERMS = 6
HAN = re.compile(r"[㐀-鿿]+")
TROUBLE = re.compile(
    "[追问担]责|投诉|举报|上访|信访|告我|通报|约谈|审计|督[查察]|巡[察视]|质疑|不满|意见|争议|议论|反映|围堵|闹|讨薪"
    "|损失|亏|赔|罚息|违约|返工|停产|停用|逾期|超期|不达标|没达到|未达|低于预期|效益|失误|偏差|出错|疏漏|漏[了看项]"
    "|没想到|哪想|哪知|谁知|谁想|不料|[受死]伤|伤[了人]|事故|爆|塌|裂|起火|失火|中毒|撤销|叫停|打水漂|收不回"
)
USUAL = """
我们 他们 你们 自己 这个 那个 一个 没有 不是 什么 怎么 因为 所以 但是 而且 如果 已经 现在 当时 后来 结果
开始 进行 通过 以及 或者 其他 有关 相关 对于 关于 由于 其中 之后 之前 以后 以前 时候 一些 有的 可以 应当
需要 问题 情况 工作 单位 出现 失误 偏差 引发 矛盾 导致 造成 未达 达到 同志 任期 期间 某某 一家 一次 一下
一直 就是 还是 只是 都是 可是 于是 然后 说是 知道 觉得 大家 人家 其实 真的 确实 要求 会议 记录 发现 不能
人员 回来 不到 地区 本地 本地区 实际 影响 任务 明确 存在 及其
"""
STOP = frozenset(USUAL.split())
LITTLE = frozenset("的了在是我他她它们这那就都也和与及或着过把被让给又还才很不没有一二三四五六七八九十个")


class Match(msgspec.Struct, frozen=True):
    """One circumstance that the description may fit; `score` 0 to 1, `terms` are its own words."""

    id: str
    score: float
    terms: tuple[str, ...]
    remark: str = ""


class Matching(msgspec.Struct, frozen=True):
    """The circumstances in order; not `confident`: the description may be about something else."""

    confident: bool
    matches: tuple[Match, ...]


class Matcher:
    """Ranks the circumstances for a description; `cache` is a folder for jieba's compiled dictionary."""

    def __init__(
        self,
        circumstances: Sequence[Circumstance],
        texts: Mapping[str, str],
        cues: Mapping[str, Sequence[str]] | None = None,
        cache: Path | None = None,
    ) -> None:
        self._circumstances = [one for one in circumstances if one.id != CATCH_ALL]
        self._texts, self._cues, self._cache = texts, cues or {}, cache
        self._lock = threading.Lock()
        self._index: _Index | None = None

    def warm(self) -> None:
        """Load the dictionary and build the index; any thread may call it, at any time."""
        self._ready()

    def match(self, text: str, unit_type: str | None = None, top: int = 5) -> Matching:
        """The `top` likeliest circumstances for a description of what happened."""
        if sum(map(len, HAN.findall(text))) < SHORTEST:
            return Matching(False, ())
        evidence = self._ready().evidence(text)
        found = [_match(one, evidence[one.id], unit_type) for one in self._circumstances]
        found = sorted((one for one in found if one.terms), key=lambda one: -one.score)
        enough = CONFIDENT if TROUBLE.search(text) else PLAIN
        return Matching(bool(found) and found[0].score >= enough, tuple(found[:top]))

    def _ready(self) -> _Index:
        with self._lock:
            if self._index is None:
                self._index = _Index(self._circumstances, self._texts, self._cues, _cutter(self._cache))
            return self._index


class _Index:
    """What each circumstance is known by: weighted words and pairs of characters, and phrases."""

    def __init__(
        self,
        circumstances: Sequence[Circumstance],
        texts: Mapping[str, str],
        cues: Mapping[str, Sequence[str]],
        cut: Callable[[str], list[str]],
    ) -> None:
        self._cut = cut
        self._features: dict[str, Counter[str]] = {}
        self._phrases: dict[str, dict[str, float]] = {}
        for one in circumstances:
            spoken = cues.get(one.id, ())
            known = [one.label, texts.get(one.id, ""), *(e.words for e in one.element), *spoken, *spoken]
            self._features[one.id] = Counter(feature for words in known for feature in self._of(words))
            elements = {e.words: ELEMENT for e in one.element if 4 <= len(e.words) <= 12}
            self._phrases[one.id] = elements | dict.fromkeys(spoken, 1.0)
        self._holders = Counter(f for features in self._features.values() for f in features)
        self._mean = sum(f.total() for f in self._features.values()) / max(1, len(self._features))

    def evidence(self, text: str) -> dict[str, dict[str, float]]:
        """For each circumstance, the words of the text that speak for it and how strongly."""
        features = dict.fromkeys(self._of(text))
        return {id_: _summed([*self._words(id_, features), *self._near(id_, text)]) for id_ in self._features}

    def _of(self, text: str) -> Iterator[str]:
        for run in HAN.findall(text):
            yield from (word for word in self._cut(run) if len(word) > 1 and word not in STOP)
            pairs = (run[i : i + 2] for i in range(len(run) - 1))
            yield from (f"~{pair}" for pair in pairs if not LITTLE & set(pair) and pair not in STOP)

    def _words(self, id_: str, features: Mapping[str, None]) -> Iterator[tuple[str, float]]:
        """BM25 over words and pairs; a pair keeps its mark ~, for it may be no word."""
        known = self._features[id_]
        length = 0.5 + 0.5 * known.total() / self._mean
        for feature in features:
            if times := known[feature]:
                weight = self._rarity(feature) * (BIGRAM if feature.startswith("~") else 1.0)
                yield feature, weight * times * 2.2 / (times + 1.2 * length)

    def _rarity(self, feature: str) -> float:
        count, holders = len(self._features), self._holders[feature]
        return math.log(1 + (count - holders + 0.5) / (holders + 0.5))

    def _near(self, id_: str, text: str) -> Iterator[tuple[str, float]]:
        """Phrases that the text has, or nearly has: a slip of the pen still counts."""
        from rapidfuzz.fuzz import partial_ratio_alignment

        for phrase, weight in self._phrases[id_].items():
            value = weight * PHRASE * math.sqrt(len(phrase))
            if phrase in text:
                yield phrase, value
            elif len(phrase) > 3 and (hit := partial_ratio_alignment(phrase, text, score_cutoff=NEAR)):
                near = text[hit.dest_start : hit.dest_end]
                if near[0] == phrase[0] or near[-1] == phrase[-1]:
                    yield near, value * SLIP


def _summed(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    total: defaultdict[str, float] = defaultdict(float)
    for word, value in pairs:
        total[word] += value
    return dict(total)


def _match(one: Circumstance, evidence: Mapping[str, float], unit_type: str | None) -> Match:
    score = (total := sum(evidence.values())) / (total + HALF)
    wanted, remark = [kind for element in one.element for kind in element.unit_types], ""
    if unit_type and wanted and unit_type not in wanted:
        score, remark = score * UNLIKE, f"本项只适用于{'、'.join(wanted)}，所填单位类型是{unit_type}。"
    return Match(one.id, round(score, 4), _terms(evidence), remark)


def _terms(evidence: Mapping[str, float]) -> tuple[str, ...]:
    """The most telling words, none inside another; pairs of characters only where there is no word."""
    words = {word: value for word, value in evidence.items() if not word.startswith("~")}
    words = words or {pair[1:]: value for pair, value in evidence.items()}
    chosen: list[str] = []
    for word in sorted(words, key=lambda word: (-words[word] * len(word), word)):
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
    return tuple(chosen[:MOST_TERMS])


def _cutter(cache: Path | None) -> Callable[[str], list[str]]:
    """jieba's word cutter, silent, with its compiled dictionary in `cache`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own old escapes, and pkg_resources
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    tokenizer: Any = jieba.Tokenizer()
    if cache:
        with suppress(OSError):
            cache.mkdir(parents=True, exist_ok=True)
        tokenizer.tmp_dir = str(cache)
    tokenizer.initialize()
    return tokenizer.lcut
