"""How well descriptions find their circumstance, and how fast: python benchmarks/matching.py [FILE.jsonl]."""

import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant import paths  # noqa: E402
from assistant.domain.regulation import Circumstance  # noqa: E402
from assistant.domain.wording import Lexicon, flags  # noqa: E402
from assistant.services.matching import Matcher, Matching  # noqa: E402

DESCRIPTIONS = ROOT / "tests" / "data" / "descriptions.jsonl"


def knowledge(name: str) -> dict[str, Any]:
    """One data file of knowledge/ as plain values."""
    return tomllib.loads((paths.folder("knowledge") / name).read_text("utf8"))


def matcher() -> Matcher:
    """A matcher over the program's own knowledge."""
    items = [item for article in knowledge("regulation.toml")["article"] for item in article.get("item", [])]
    texts = {item["id"]: item["text"] for item in items if int(item["id"].partition(".")[0]) in range(8, 12)}
    files = sorted((paths.folder("knowledge") / "circumstances").glob("*.toml"))
    rows = [row for file in files for row in tomllib.loads(file.read_text("utf8"))["circumstance"]]
    known = {row["id"]: msgspec.convert(row, Circumstance) for row in rows}
    cues = {row["id"]: row["words"] for row in knowledge("cues.toml")["cue"]}
    circumstances = [known.get(id_, Circumstance(id_, "")) for id_ in texts]
    return Matcher(circumstances, texts, cues, paths.user_cache())


def share(hits: Sequence[bool]) -> str:
    """12 of 29 -> 41%（12/29）."""
    return f"{sum(hits) / len(hits):4.0%}（{sum(hits)}/{len(hits)}）" if hits else "—"


def ranks(labels: list[str], matching: Matching, top: int) -> bool:
    """Whether one of the labels (`top` 1) or the first of them is among the `top` matches."""
    wanted = labels if top == 1 else labels[:1]
    return any(match.id in wanted for match in matching.matches[:top])


def main() -> None:
    """Print the table."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else DESCRIPTIONS
    rows = [msgspec.json.decode(line) for line in file.read_bytes().splitlines() if line.strip()]
    lexicon = msgspec.convert(knowledge("flags.toml"), Lexicon)
    tried = matcher()
    start = time.perf_counter()
    tried.warm()
    warmed = time.perf_counter()
    found = [tried.match(row["text"]) for row in rows]
    spent = time.perf_counter() - warmed
    groups: defaultdict[str, list[tuple[dict[str, Any], Matching]]] = defaultdict(list)
    for row, matching in zip(rows, found, strict=True):
        group = row["style"] if row["labels"] else "-".join(row["id"].split("-")[:3])
        groups[group].append((row, matching))
    print("类别\t首位命中\t前三命中\t有把握\t有提示字眼")
    for name, pairs in groups.items():
        labelled = [(row["labels"], matching) for row, matching in pairs if row["labels"]]
        hits = [share([ranks(labels, m, top) for labels, m in labelled]) for top in (1, 3)]
        sure = share([m.confident for _, m in pairs])
        asked = share([bool(flags(row["text"], lexicon)) for row, _ in pairs])
        print(name, *hits, sure, asked, sep="\t")
    print(f"词典载入 {warmed - start:.2f} 秒；每条 {spent / len(rows) * 1000:.1f} 毫秒")


if __name__ == "__main__":
    main()
