"""Descriptions find their circumstance, with words of their own, quietly."""

import os
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest

from assistant import paths
from assistant.domain.regulation import Circumstance, Element
from assistant.services.matching import Matcher

TEXTS = {
    "9.2": "在招商引资和服务企业、服务群众过程中，给予企业或个人资金支持和政策优惠，出现失误",
    "9.4": "在优化营商环境、推进“一次办成”改革等工作中，进行容缺受理、容缺审核，出现失误或者偏差",
    "10.1": "在应对自然灾害、事故灾难过程中，采取超常规措施动用资金，采购必要物资、设备，出现工作失误",
    "10.4": "国有企业为保障资金链安全、化解债务风险，经过民主决策程序，积极拓展投融资渠道，优化投融资结构",
    "11.9": "在集体决策中对错误决策提出明确反对意见或者保留意见的",
    "11.11": "在干部人事档案审核工作中，因有关信息前后记载一致，未审核发现存在造假情形的",
    "11.14": "其他应纳入容错情形的",
}
STATE_OWNED = Element("who", "who", "国有企业", "当事人是否在国有企业任职？", unit_types=("国有企业",))
CIRCUMSTANCES = [Circumstance(id_, "", (STATE_OWNED,) if id_ == "10.4" else ()) for id_ in TEXTS]
BORROWING = "我们公司的债券下月到期，董事会开会同意找三家银行重新贷款，后来融资成本高了一截，被通报了"


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    rows = tomllib.loads((paths.folder("knowledge") / "cues.toml").read_text("utf8"))["cue"]
    cues = {row["id"]: row["words"] for row in rows}
    return Matcher(CIRCUMSTANCES, TEXTS, cues, tmp_path_factory.mktemp("cache"))


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("窗口先受理后补材料，让小超市先开了门，结果消防证明一直没补来，邻居投诉", "9.4"),
        ("大厅窗口搞容缺授理，说好告知程诺，老板到期没交，被审计点了名", "9.4"),
        ("夜里发大水，我们来不及招标就买了四十台抽水泵，价格偏高被审计追问", "10.1"),
        ("镇里招商引来一家服装厂，免租两年还给了设备补贴，厂子后来倒闭，钱收不回", "9.2"),
        ("审档时年龄和工龄都对得上，没看出档案造假，后来被人举报", "11.11"),
        ("班子会表决那天我投了反对票，也写进会议记录了，现在追责连我也算上", "11.9"),
        (BORROWING, "10.4"),
    ],
)
def test_own_words_find_the_circumstance(matcher: Matcher, text: str, id_: str) -> None:
    matching = matcher.match(text)
    best = matching.matches[0]
    assert matching.confident
    assert best.id == id_
    assert 0 < best.score < 1
    assert 1 <= len(best.terms) <= 6
    assert all(term in text for term in best.terms)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "容缺受理",
        "hello world, nothing to see here",
        "打印机又没墨了，麻烦信息中心派人来看一下，顺便把投影仪的线换长一点",
        "周末单位组织爬山，请大家周四前把名单报给工会，记得带水和帽子",
    ],
)
def test_nothing_to_go_by_is_not_confident(matcher: Matcher, text: str) -> None:
    assert not matcher.match(text).confident


def test_another_unit_type_lowers_but_keeps(matcher: Matcher) -> None:
    fits, differs = matcher.match(BORROWING, "国有企业"), matcher.match(BORROWING, "行政机关")
    before = next(one for one in fits.matches if one.id == "10.4")
    after = next(one for one in differs.matches if one.id == "10.4")
    assert before.remark == "" and before == next(
        o for o in matcher.match(BORROWING).matches if o.id == "10.4"
    )
    assert after.score < before.score
    assert "国有企业" in after.remark and "行政机关" in after.remark


def test_the_catch_all_is_not_ranked(matcher: Matcher) -> None:
    matches = matcher.match("其他应纳入容错情形的事情，出现失误，被追责", top=99).matches
    assert "11.14" not in [one.id for one in matches]


def test_top_limits_and_scores_fall(matcher: Matcher) -> None:
    matches = matcher.match(BORROWING + "，还有窗口容缺受理和招商引资的事", top=2).matches
    assert len(matches) == 2
    assert matches[0].score >= matches[1].score


def test_same_question_same_answer_without_cues_too(tmp_path: Path) -> None:
    first, second = (Matcher(CIRCUMSTANCES, TEXTS, None, tmp_path).match(BORROWING) for _ in range(2))
    assert first == second
    assert first.matches[0].id == "10.4"


def test_warm_from_many_threads(tmp_path: Path) -> None:
    matcher = Matcher(CIRCUMSTANCES, TEXTS, None, tmp_path)
    threads = [threading.Thread(target=matcher.warm) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert matcher.match(BORROWING).matches


@pytest.mark.parametrize("usable", [True, False])
def test_silent_and_caches_only_where_told(tmp_path: Path, usable: bool) -> None:
    cache, temp = tmp_path / "deep" / "cache", tmp_path / "temp"
    temp.mkdir()
    if not usable:
        cache.parent.write_text("a file where a folder should be")
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from assistant.domain.regulation import Circumstance\n"
        "from assistant.services.matching import Matcher\n"
        "assert not {'jieba', 'rapidfuzz'} & sys.modules.keys()\n"
        "m = Matcher([Circumstance('9.4', '容缺受理')], {}, None, Path(sys.argv[1]))\n"
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
    assert not usable or [file.name for file in cache.iterdir()] == ["jieba.cache"]
