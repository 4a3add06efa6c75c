"""Descriptions find their circumstance with reasons; where none fits, the answer says so."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant import paths
from assistant.domain.examples import Fitting, NearMiss, rows
from assistant.domain.knowledge import Knowledge
from assistant.domain.wording import flags
from assistant.services.casework import Casework
from assistant.services.library import Library
from assistant.services.matching import Matcher, Matching, gather
from assistant.services.matching import index as index_module
from assistant.services.matching.building import build, learn
from assistant.services.matching.features import Features
from assistant.services.matching.index import Index, fits
from assistant.services.matching.material import Item, Material, Sample
from assistant.services.store import Store

DESCRIPTIONS = paths.folder("tests") / "data" / "descriptions.jsonl"
ROWS = [json.loads(line) for line in DESCRIPTIONS.read_text("utf8").splitlines() if line]
FITTING = [row for row in ROWS if row["labels"]]
UNFITTING = [row for row in ROWS if not row["labels"]]
LOANS = "我们公司的债券下月到期，董事会开会同意找三家银行重新贷款，后来融资成本高了一截，被通报了"
COUNTER = "窗口先受理后补材料，让小超市先开了门，结果消防证明一直没补来，邻居投诉"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def material(library: Library, knowledge: Knowledge) -> Material:
    return gather(knowledge, library.examples(), library.groups())


@pytest.fixture(scope="module")
def cut(material: Material, cache: Path) -> Features:
    return Features(material.ideas, cache)


@pytest.fixture(scope="module")
def learnt(material: Material, cut: Features) -> tuple[Index, np.ndarray]:
    """The index built from the data, and what each example gets where it is left out."""
    return learn(material, cut)


@pytest.fixture(scope="module")
def matcher(library: Library, knowledge: Knowledge, material: Material, cache: Path) -> Matcher:
    """The matcher as the program has it: over the shipped index."""
    return Matcher(knowledge.circumstances, lambda: material, library.digest(), library.index_file, cache)


# ── what it finds ──


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        (COUNTER, "9.4"),
        ("大厅窗口搞容缺授理，说好告知程诺，老板到期没交，被审计点了名", "9.4"),
        ("夜里发大水，我们来不及招标就买了四十台抽水泵，价格偏高被审计追问", "10.1"),
        ("镇里招商引来一家服装厂，免租两年还给了设备补贴，厂子后来倒闭，钱收不回", "9.2"),
        ("审档时年龄和工龄都对得上，没看出档案造假，后来被人举报", "11.11"),
        ("班子会表决那天我投了反对票，也写进会议记录了，现在追责连我也算上", "11.9"),
        (LOANS, "10.4"),
    ],
)
def test_own_words_find_the_circumstance(matcher: Matcher, text: str, id_: str) -> None:
    matching = matcher.match(text)
    assert matching.confident
    assert matching.matches[0].id == id_
    assert 0.35 <= matching.matches[0].score <= 1


def test_the_development_set_is_found(matcher: Matcher) -> None:
    found = [(row["labels"], [m.id for m in matcher.match(row["text"]).matches]) for row in FITTING]
    assert sum(ids[0] in labels for labels, ids in found) / len(found) >= 0.95
    assert sum(labels[0] in ids[:3] for labels, ids in found) / len(found) >= 0.99


def test_what_fits_is_told_from_what_does_not(matcher: Matcher, knowledge: Knowledge) -> None:
    def fine(row: dict[str, str]) -> bool:
        return matcher.match(row["text"]).confident and not flags(row["text"], knowledge.lexicon)

    assert sum(map(fine, FITTING)) / len(FITTING) >= 0.97
    assert sum(map(fine, UNFITTING)) / len(UNFITTING) <= 0.03


def test_examples_are_found_where_each_is_left_out(
    material: Material, learnt: tuple[Index, np.ndarray]
) -> None:
    index, votes = learnt
    kinds = [sample.label for sample in material.samples]
    n = len(index.items)
    best = votes[:, :n].argmax(1)
    fitting = [
        (index.items[found], kind) for found, kind in zip(best, kinds, strict=True) if kind in index.items
    ]
    assert sum(found == kind for found, kind in fitting) / len(fitting) >= 0.7
    chance = fits(votes, n, index.calibration)
    sure = {
        kind: np.mean([c >= 0.5 for c, k in zip(chance, kinds, strict=True) if k == kind]) for kind in kinds
    }
    assert max(sure[kind] for kind in ("red_line", "ordinary", "other")) < 0.4
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = (chance >= low) & (chance < low + 0.2)
        really = np.mean([kind in index.items for kind, here in zip(kinds, inside, strict=True) if here])
        assert abs(really - chance[inside].mean()) < 0.12


@pytest.mark.parametrize(
    "text",
    [
        "打印机又没墨了，麻烦信息中心派人来看一下，顺便把投影仪的线换长一点",
        "周末单位组织爬山，请大家周四前把名单报给工会，记得带水和帽子",
        "hello world, nothing to see here",
        "def f(x):\n    return x + 1  # 返回",
        "容缺",
        "🙂🙂🙂",
        "\x00\x07\x1b[31m",
        "好",
        "   \n",
        "",
    ],
)
def test_nothing_to_go_by_is_not_confident(matcher: Matcher, text: str) -> None:
    assert not matcher.match(text).confident


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("好", "写得太短，比对不了。请写明做了什么、出了什么问题。"),
        ("", "没有可以比对的中文。请用中文写明做了什么、出了什么问题。"),
        ("we issued the permit too early", "没有可以比对的中文。请用中文写明做了什么、出了什么问题。"),
        ("🙂 123", "没有可以比对的中文。请用中文写明做了什么、出了什么问题。"),
    ],
)
def test_too_little_says_what_to_write(matcher: Matcher, text: str, said: str) -> None:
    assert matcher.match(text) == Matching(False, (), said)


def test_a_short_text_is_ranked_and_says_so(matcher: Matcher) -> None:
    matching = matcher.match("容缺受理出了错")
    assert matching.matches[0].id == "9.4"
    assert not matching.confident and "很短" in matching.remark


def test_of_a_very_long_text_the_beginning_is_read_and_the_answer_says_so(matcher: Matcher) -> None:
    text = COUNTER * 6000
    matching, beginning = matcher.match(text), matcher.match(text[:5000])
    assert matching.matches == beginning.matches and matching.matches[0].id == "9.4"
    assert "前5000字" in matching.remark and not beginning.remark
    assert matcher.explain(text, "9.4") == matcher.explain(text[:5000], "9.4")


def test_what_stands_after_the_beginning_changes_nothing(matcher: Matcher) -> None:
    text = COUNTER * 200
    assert matcher.match(text[:5000] + LOANS * 999).matches == matcher.match(text[:5000]).matches


def test_another_unit_type_lowers_but_keeps(matcher: Matcher) -> None:
    plain, fits_, differs = (
        {m.id: m for m in matcher.match(LOANS, kind, 99).matches} for kind in (None, "国有企业", "行政机关")
    )
    assert plain["10.4"] == fits_["10.4"]
    assert differs["10.4"].score < fits_["10.4"].score
    assert differs["10.4"].remark == "本项只适用于国有企业，所填单位类型是行政机关。"
    assert differs.keys() == plain.keys()


def test_the_catch_all_is_not_ranked(matcher: Matcher) -> None:
    assert "11.14" not in [m.id for m in matcher.match("其他应纳入容错情形的事情，被追责", top=99).matches]


def test_top_limits_and_scores_fall(matcher: Matcher) -> None:
    scores = [m.score for m in matcher.match(LOANS + "，还有窗口容缺受理和招商引资的事", top=4).matches]
    assert len(scores) == 4 and scores == sorted(scores, reverse=True)


# ── why ──


def test_reasons_are_the_descriptions_own_words(matcher: Matcher) -> None:
    reasons = matcher.explain(COUNTER, "9.4")
    assert 1 <= len(reasons.terms) <= 6
    assert all(term in COUNTER for term in reasons.terms)
    assert reasons.example.startswith("9.4-")


def test_reasons_say_which_elements_are_told_and_which_are_not(
    matcher: Matcher, knowledge: Knowledge
) -> None:
    told = matcher.explain("我们窗口搞容缺受理，缺一份材料先办了", "9.4")
    elements = {element.id for element in knowledge.circumstances["9.4"].element}
    assert set(told.covered) | set(told.silent) == elements
    assert not set(told.covered) & set(told.silent)
    assert any("容缺" in words for words in told.covered["procedure"])
    assert matcher.explain("昨天被投诉了，心里很委屈", "9.4").silent == tuple(
        element.id for element in knowledge.circumstances["9.4"].element
    )


def test_a_slip_of_the_pen_still_speaks_of_an_element(matcher: Matcher) -> None:
    told = matcher.explain("我们大厅先给办了，主要村料齐全就行", "9.4")
    assert "主要村料齐全" in told.covered["procedure"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("公司经过民主决策发了债", True),
        ("公司没有经过民主决策就发了债", False),
        ("公司未履行民主决策就发了债", False),
        ("开始没有民主决策，后来补上了民主决策", True),
    ],
)
def test_what_is_denied_is_still_to_be_asked(matcher: Matcher, text: str, told: bool) -> None:
    reasons = matcher.explain(text, "10.4")
    assert any("民主决策" in words for words in reasons.covered.get("procedure", ())) == told


def test_neighbours_are_told_apart_by_a_question(knowledge: Knowledge) -> None:
    question, answers = knowledge.apart("9.3", "9.2") or ("", {})
    assert question.endswith("？") and set(answers) == {"9.2", "9.3"}
    assert knowledge.apart("9.3", "11.4") is None


# ── how it is kept ──


def test_the_shipped_index_is_current(library: Library, learnt: tuple[Index, np.ndarray]) -> None:
    """Where this fails: python -m assistant.services.matching."""
    shipped = Index.read(library.index_file, library.digest())
    assert shipped, "knowledge/matching.npz 与数据不一致，请运行 python -m assistant.services.matching"
    built, _ = learnt
    assert (shipped.items, shipped.samples) == (built.items, built.samples)
    assert shipped.vocabulary == built.vocabulary and shipped.ideas == built.ideas
    assert np.allclose(shipped.votes, built.votes, atol=2e-3)


def test_the_same_data_give_the_same_index(material: Material, cut: Features) -> None:
    some = Material(material.items, material.samples[:60], material.ideas)
    one, two = (build(some, Features(some.ideas, None)) for _ in range(2))
    assert one.vocabulary == two.vocabulary
    assert np.array_equal(one.votes, two.votes) and np.array_equal(one.calibration, two.calibration)


def test_an_index_outlives_its_file(tmp_path: Path, material: Material, cut: Features) -> None:
    built = build(Material(material.items, material.samples[::9]), cut)
    built.write(tmp_path / "i.npz", "one")
    kept = Index.read(tmp_path / "i.npz", "one")
    assert kept and Index.read(tmp_path / "i.npz", "two") is None
    for text in (LOANS, COUNTER):
        scores = [index.scores(index.text(cut(text))).items for index in (built, kept)]
        assert np.allclose(*scores, atol=0.01)


def test_an_index_made_another_way_is_as_none(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    Index.read(library.index_file, library.digest()).write(tmp_path / "i.npz", "one")
    assert Index.read(tmp_path / "i.npz", "one")
    monkeypatch.setattr(index_module, "MADE", 0)
    assert Index.read(tmp_path / "i.npz", "one") is None


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_a_damaged_index_is_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "i.npz").write_bytes(content)
    assert Index.read(tmp_path / "i.npz", "") is None
    assert Index.read(tmp_path / "none.npz", "") is None


def test_changed_data_are_indexed_once_and_kept(tmp_path: Path) -> None:
    asked: list[int] = []

    def material() -> Material:
        asked.append(1)
        return Material([Item("a", "桥梁施工"), Item("b", "档案审核")], [Sample("a-1", "a", "桥没修好")])

    for _ in range(2):
        assert (
            Matcher({}, material, "d", tmp_path / "none.npz", tmp_path).match("那座桥没有修好").matches[0].id
            == "a"
        )
    assert len(asked) == 1


def test_items_without_examples_are_ranked_by_their_own_words(tmp_path: Path) -> None:
    items = [Item("a", "桥梁施工超期"), Item("b", "干部档案审核"), Item("c", "办理许可证件")]
    matching = Matcher({}, lambda: Material(items), cache=tmp_path).match("审核干部的档案时没看出来")
    assert matching.matches[0].id == "b"


def test_warm_from_many_threads(library: Library, knowledge: Knowledge, tmp_path: Path) -> None:
    matcher = Matcher(knowledge.circumstances, Material, library.digest(), library.index_file, tmp_path)
    threads = [threading.Thread(target=matcher.warm) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert matcher.match(LOANS).matches


@pytest.mark.parametrize("usable", [True, False])
def test_silent_and_caches_only_where_told(tmp_path: Path, usable: bool) -> None:
    cache, temp = tmp_path / "deep" / "cache", tmp_path / "temp"
    temp.mkdir()
    if not usable:
        cache.parent.write_text("a file where a folder should be")
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from assistant.services.matching import Matcher\n"
        "from assistant.services.matching.material import Item, Material\n"
        "assert not {'jieba', 'rapidfuzz'} & sys.modules.keys()\n"
        "m = Matcher({}, lambda: Material([Item('9.4', '容缺受理')]), cache=Path(sys.argv[1]))\n"
        "assert m.match('窗口容缺受理之后被投诉了').matches\n"
    )
    run = subprocess.run(
        [sys.executable, "-W", "always", "-c", script, str(cache)],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"TMPDIR": str(temp), "TEMP": str(temp), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert list(temp.iterdir()) == []
    assert not usable or {file.name for file in cache.iterdir()} == {"jieba.cache", "matching.npz"}


# ── lists ──

LIST = """
id = "jxj-2024"
title = "县教育局容错情形清单（虚构）"
kind = "positive"
drawn_by = "县教育局"
dated = 2024-03-01
passed_by = "县容错纠错工作联席会议"

[[item]]
n = 1
text = "学校组织研学旅行，已经制定安全预案并购买保险，因突发天气中途返程，家长要求退费的"
examples = ["带五年级去湿地研学，半路下冰雹，家长要退钱", "研学团遇暴雨改道返校，有家长投诉到教育局要求全额退费"]

[[item]]
n = 2
text = "课后服务聘请校外人员授课，已经核验资质，授课人员中途离职的"
"""


@pytest.fixture
def with_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Casework]:
    """The shipped data with one more file in knowledge/lists/."""
    root = tmp_path / "data"
    for name in ("dialogues", "knowledge"):
        shutil.copytree(paths.folder(name), root / name)
    (root / "knowledge" / "lists" / "jxj.toml").write_text(LIST, "utf8")
    monkeypatch.setattr(paths, "user_cache", lambda: tmp_path / "cache")
    with Store(None) as store:
        yield Casework(store, Library(root))


def test_items_of_a_list_match_without_touching_code(with_list: Casework) -> None:
    assert with_list.library.check() == []
    for text, id_ in (
        ("我们学校带孩子们去研学旅行，遇上暴雨提前返程，家长闹着要退费", "jxj-2024:1"),
        ("课后服务请的校外老师资质都查过，教到一半人走了，家长有意见", "jxj-2024:2"),
    ):
        best = with_list.match(text).matches[0]
        assert best.id == id_
        assert with_list.knowledge.cite(id_).startswith("《县教育局容错情形清单（虚构）》第")
        assert with_list.explain(text, id_).terms
    assert with_list.match(COUNTER).matches[0].id == "9.4"


# ── the examples ──


def test_every_circumstance_has_its_examples(library: Library, knowledge: Knowledge) -> None:
    bank = library.examples()
    for id_ in knowledge.circumstances.keys() - {"11.14"}:
        file = bank[id_]
        assert len(file.example) >= 15 and len(file.near_miss) >= 2 and len(file.red_line) >= 3, id_
        assert {example.register for example in file.example} == {"formal", "plain", "short"}
        assert len({example.field for example in file.example}) >= 10
        assert sum(bool(example.like) for example in file.example) >= 5
    assert len(bank["none"].ordinary) >= 60 and len(bank["none"].other) >= 60
    assert all(row.why for _, _, row in rows(bank))


def _runs(text: str, length: int) -> set[str]:
    chinese = "".join(char for char in text if "㐀" <= char <= "鿿")
    return {chinese[at : at + length] for at in range(len(chinese) - length + 1)}


def test_no_example_copies_the_text_or_the_development_set(library: Library, knowledge: Knowledge) -> None:
    items = set().union(*(_runs(knowledge.text(id_), 8) for id_ in knowledge.circumstances))
    descriptions = set().union(*(_runs(row["text"], 10) for row in ROWS))
    for _, table, row in rows(library.examples()):
        if table != "other":
            assert not _runs(row.text, 8) & items, row.id
            assert not _runs(row.text, 10) & descriptions, row.id


def test_no_two_examples_are_the_same(library: Library) -> None:
    texts = Counter(row.text for _, _, row in rows(library.examples()))
    assert [text for text, times in texts.items() if times > 1] == []


def test_honest_examples_are_seldom_asked_about(library: Library, knowledge: Knowledge) -> None:
    honest = [row for _, _, row in rows(library.examples()) if isinstance(row, Fitting | NearMiss)]
    asked = [row.id for row in honest if flags(row.text, knowledge.lexicon)]
    assert len(asked) / len(honest) <= 0.03


@pytest.mark.parametrize("id_", ["", "9.4", "9.4-99", "jxj-2024:1-1", "../../flags-1"])
def test_an_example_that_is_not_there_is_none_and_no_fault(id_: str) -> None:
    library = Library()
    assert library.example(id_) is None and library.faults == []
    assert (found := library.example("9.4-01")) and found.id == "9.4-01"
