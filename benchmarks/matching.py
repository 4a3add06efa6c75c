"""How well descriptions find their circumstance, how surely, and how fast, beside three plain methods.

python benchmarks/matching.py [FOLDER]

FOLDER is a public retrieval set: corpus.jsonl with {"id", "text"} and queries.jsonl with
{"id", "text", "labels", "split"}. Needs `pip install -e '.[bench]'`.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import bm25s
import msgspec
import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant import paths  # noqa: E402
from assistant.domain.examples import Fitting, rows  # noqa: E402
from assistant.domain.wording import flags  # noqa: E402
from assistant.services.library import Library  # noqa: E402
from assistant.services.matching import Matcher, gather  # noqa: E402
from assistant.services.matching.building import build, learn  # noqa: E402
from assistant.services.matching.features import HAN, WORD, Features  # noqa: E402
from assistant.services.matching.index import Index, fits  # noqa: E402
from assistant.services.matching.material import Item, Material, Sample  # noqa: E402

DESCRIPTIONS = ROOT / "tests" / "data" / "descriptions.jsonl"
Row = dict[str, Any]
Rank = Callable[[Sequence[str]], np.ndarray]
"""Texts -> a score for each item."""


class Asked(NamedTuple):
    """A text with the items that it should find, the best first."""

    text: str
    labels: Sequence[str]
    group: str


def read(file: Path) -> list[Row]:
    """The rows of a JSON Lines file."""
    return [msgspec.json.decode(line) for line in file.read_bytes().splitlines() if line.strip()]


def plain(items: Sequence[Item], cut: Features) -> dict[str, Rank]:
    """BM25 on jieba's words, TF-IDF on characters, and plain rapidfuzz, over the items' words alone."""
    texts = [item.words for item in items]

    def words(text: str) -> list[str]:
        return [feature for feature in cut(text) if feature.startswith(WORD)]

    bm25 = bm25s.BM25()
    bm25.index([words(text) for text in texts], show_progress=False)
    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    matrix = grams.fit_transform(texts)
    return {
        "BM25（jieba 词）": lambda asked: np.stack([bm25.get_scores(words(text)) for text in asked]),
        "TF-IDF（字 1–3）": lambda asked: (grams.transform(asked) @ matrix.T).toarray(),
        "rapidfuzz WRatio": lambda asked: process.cdist(asked, texts, scorer=fuzz.WRatio),
    }


def ours(index: Index, cut: Features) -> Rank:
    """The program's own ranking."""
    return lambda asked: np.stack([index.scores(index.text(cut(text))).items for text in asked])


def found(scores: np.ndarray, asked: Sequence[Asked], items: Sequence[str], top: int = 10) -> list[list[int]]:
    """For each text, the places (0 is first) among the `top` at which the wanted items stand."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :top]
    return [
        [place for place, n in enumerate(line) if items[n] in one.labels]
        for line, one in zip(order.tolist(), asked, strict=True)
    ]


def table(title: str, head: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Print one table in Markdown."""
    print(f"\n## {title}\n")
    print(f"| {' | '.join(head)} |")
    print(f"|{'---|' * len(head)}")
    for line in lines:
        print(f"| {' | '.join(line)} |", flush=True)


def hits(places: Sequence[list[int]], asked: Sequence[Asked], group: str) -> str:
    """Share of texts of a group whose wanted item stands first, and among the first three."""
    mine = [line for line, one in zip(places, asked, strict=True) if one.group == group]
    first, three = (sum(any(p < top for p in line) for line in mine) / len(mine) for top in (1, 3))
    return f"{first:.3f} / {three:.3f}"


def ranking(title: str, methods: Mapping[str, Rank], asked: Sequence[Asked], items: Sequence[str]) -> None:
    """Hit at 1 and at 3 of each method on each group of texts."""
    groups = list(dict.fromkeys(one.group for one in asked))

    def line(name: str, rank: Rank) -> list[str]:
        places = found(rank([one.text for one in asked]), asked, items)
        return [name, *(hits(places, asked, group) for group in groups)]

    head = ["方法", *(f"{group}（{sum(one.group == group for one in asked)}）" for group in groups)]
    table(f"{title}：首位命中 / 前三命中", head, (line(name, rank) for name, rank in methods.items()))


def auroc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """How often a right one stands above a wrong one."""
    above = np.subtract.outer(np.array(right), np.array(wrong))
    return float(np.mean((above > 0) + 0.5 * (above == 0)))


def development(matcher: Matcher, library: Library, descriptions: Sequence[Row]) -> None:
    """Whether anything fits, and the words to ask about, on the development set."""
    lexicon = library.knowledge().lexicon
    said = [(row, matcher.match(row["text"]), flags(row["text"], lexicon)) for row in descriptions]
    groups: dict[str, list[tuple[Any, Any]]] = {}
    for row, matching, flagged in said:
        name = "应当有" if row["labels"] else "-".join(row["id"].split("-")[:3])
        groups.setdefault(name, []).append((matching, flagged))
    right = [matching.matches[0].score for matching, _ in groups.pop("应当有")]
    fine = sum(m.confident and not f for row, m, f in said if row["labels"])
    lines = [["应当有", f"{len(right)}", f"{sum(s >= 0.5 for s in right)}", f"{fine}", "—"]]
    for name, pairs in groups.items():
        scores = [matching.matches[0].score if matching.matches else 0.0 for matching, _ in pairs]
        stopped = sum(not matching.confident or bool(flagged) for matching, flagged in pairs)
        sure = sum(matching.confident for matching, _ in pairs)
        lines.append([name, f"{len(pairs)}", f"{sure}", f"{stopped}", f"{auroc(right, scores):.3f}"])
    head = ["类别", "条数", "有把握", "有把握且无须追问／无把握或须追问", "AUROC"]
    table("有没有相近的情形（开发集）", head, lines)


def left_out(material: Material, library: Library, cut: Features) -> None:
    """Each example judged as if it had not been there: its item, and whether any fits."""
    index, votes = learn(material, cut)
    n = len(index.items)
    known = {row.id: row for _, _, row in rows(library.examples())}
    asked = [
        Asked(s.text, [s.label], row.register if isinstance(row := known[s.id], Fitting) else "差一个要件")
        for s in material.samples
        if s.label in index.items
    ]
    fitting = np.array([sample.label in index.items for sample in material.samples])
    methods = {name: rank for name, rank in plain(material.items, cut).items()}
    methods["本程序（逐条留出）"] = lambda _: votes[fitting][:, :n]
    ranking("例子库", methods, asked, index.items)
    chance = fits(votes, n, index.calibration)
    kinds = [sample.label for sample in material.samples]
    lines = [
        [kind, f"{auroc(chance[fitting], wrong):.3f}", f"{np.mean(np.array(wrong) >= 0.5):.3f}"]
        for kind in ("red_line", "ordinary", "other")
        if (wrong := [c for c, k in zip(chance, kinds, strict=True) if k == kind])
    ]
    lines.append(["应当有", "—", f"{np.mean(chance[fitting] >= 0.5):.3f}"])
    table("有没有相近的情形（例子库，逐条留出）", ["类别", "AUROC", "有把握的比例"], lines)
    steps = [(low / 10, (low + 2) / 10) for low in range(0, 10, 2)]
    inside = [(chance >= low) & (chance < high + (high == 1)) for low, high in steps]
    bands = [
        [
            f"{low:.1f}–{high:.1f}",
            f"{part.sum()}",
            f"{chance[part].mean():.2f}",
            f"{fitting[part].mean():.2f}",
        ]
        for (low, high), part in zip(steps, inside, strict=True)
        if part.any()
    ]
    table("把握的校准（逐条留出）", ["说的把握", "条数", "平均把握", "实际有的比例"], bands)


def external(folder: Path, cut: Features) -> None:
    """The public set: its texts alone, then with its train queries as the examples."""
    items = [Item(row["id"], row["text"]) for row in read(folder / "corpus.jsonl")]
    ids = [item.id for item in items]
    queries = read(folder / "queries.jsonl")
    asked = [Asked(row["text"], row["labels"], "dev") for row in queries if row["split"] == "dev"]
    samples = [
        Sample(f"{row['id']}-{label}", label, row["text"])
        for row in queries
        if row["split"] == "train"
        for label in row["labels"]
        if label in set(ids)
    ]
    methods = plain(items, cut)
    methods["本程序，只有条文"] = ours(build(Material(items), cut), cut)
    methods["本程序，train 问句作例子"] = ours(build(Material(items, samples), cut), cut)

    def line(name: str, rank: Rank) -> list[str]:
        places = found(rank([one.text for one in asked]), asked, ids)
        firsts = [1 / (1 + line[0]) if line else 0.0 for line in places]
        return [
            name,
            *(f"{np.mean(v):.3f}" for v in (firsts, [f == 1 for f in firsts], [f > 0 for f in firsts])),
        ]

    table(f"外部检索集 {folder.name}（dev {len(asked)} 问，{len(items)} 条）", ["方法", "MRR@10", "hit@1", "hit@10"],
          (line(name, rank) for name, rank in methods.items()))  # fmt: skip


def speed(material: Material, descriptions: Sequence[Row], cut: Features) -> None:
    """Time of one comparison against jieba's segmentation of the same text, as the items grow."""
    texts = [row["text"] for row in descriptions]
    clauses = [clause for sample in material.samples for clause in sample.text.split("，") if len(clause) > 6]
    chance = random.Random(0)
    cut("")
    segmented = took(lambda: [cut.words(run) for text in texts for run in HAN.findall(text)], len(texts))
    lines = [["jieba 分词", "—", f"{segmented:.2f}", "1.00"]]
    for size in (30, 300, 3_000, 30_000):
        made = [Item(str(n), "，".join(chance.sample(clauses, 6))) for n in range(size)]
        scored = build(Material(made, ideas=material.ideas), cut)
        spent = took(
            lambda scored=scored: [scored.scores(scored.text(cut(text))) for text in texts], len(texts)
        )
        lines.append(["本程序，只有条文", f"{size}", f"{spent:.2f}", f"{spent / segmented:.2f}"])
    matcher = Matcher({}, lambda: material)
    matcher.warm()
    spent = took(lambda: [matcher.match(text) for text in texts], len(texts))
    size = f"{len(material.items)}，例子{len(material.samples)}"
    lines.append(["本程序，情形和例子", size, f"{spent:.2f}", f"{spent / segmented:.2f}"])
    table("每条用时", ["方法", "条数", "毫秒", "与分词之比"], lines)


def took(run: Callable[[], object], texts: int) -> float:
    """Milliseconds per text, the best of five runs."""
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best / texts * 1000


def main() -> None:
    """Print all tables."""
    library = Library()
    material = gather(library.knowledge(), library.examples(), library.groups())
    cut = Features(material.ideas, paths.user_cache())
    index = build(material, cut)
    descriptions = read(DESCRIPTIONS)
    print(
        f"{len(index.items)}项情形，{len(material.samples)}条例子：{Counter(s.label for s in material.samples)}"
    )
    asked = [Asked(row["text"], row["labels"], row["style"]) for row in descriptions if row["labels"]]
    ranking("开发集", {**plain(material.items, cut), "本程序": ours(index, cut)}, asked, index.items)
    development(Matcher({}, lambda: material), library, descriptions)
    left_out(material, library, cut)
    speed(material, descriptions, cut)
    if len(sys.argv) > 1:
        external(Path(sys.argv[1]), cut)


if __name__ == "__main__":
    main()
