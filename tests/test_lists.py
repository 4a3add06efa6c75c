"""rongcuo lists: what a department drew up is taken in whole, matched and cited, or refused."""

import json
from pathlib import Path

import pytest

LIST = """
id = "jxj-2024"
title = "清和区教育局容错情形清单（虚构）"
kind = "positive"
drawn_by = "清和区教育局"
dated = 2024-03-01

[[item]]
n = 1
text = "课后托管试点中收费标准尚不明确，先行先试出现偏差的"
examples = ["学校搞课后托管试点，收费没有标准，先收了再调整，家长有意见"]

[[item]]
n = 2
text = "校园配餐改革中首次集中采购出现程序瑕疵，及时补正的"
"""
RULES = LIST.replace('"jxj-2024"', '"jxj-rules"').replace('"positive"', '"rules"').replace("清单", "操作规范")


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str, name: str = "清单.toml") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def test_a_list_is_taken_in_listed_and_taken_away(run, written) -> None:
    assert "还没有清单" in run("lists")[2]
    code, _, err = run("lists", "add", written(LIST))
    assert code == 0 and "共2项：jxj-2024（清和区教育局2024年3月1日，未经联席会议审核）" in err
    (found,) = map(json.loads, run("lists", "--json")[1].splitlines())
    assert (found["id"], found["kind"], [item["id"] for item in found["items"]]) == (
        "jxj-2024", "positive", ["jxj-2024:1", "jxj-2024:2"],
    )  # fmt: skip
    assert "〔正面清单〕" in run("lists")[1]
    assert run("lint")[0] == 0
    assert run("lists", "remove", "jxj-2024")[0] == 0 and "还没有清单" in run("lists")[2]
    assert run("lists", "remove", "jxj-2024")[0] == 2


def test_its_items_take_part_in_matching(run, written) -> None:
    run("lists", "add", written(LIST))
    _, out, _ = run("match", "学校课后托管试点收费没有标准，先收了费后来调整，家长投诉", "--json")
    found = {match["id"]: match["citation"] for match in json.loads(out)["matches"][:3]}
    assert found.get("jxj-2024:1") == "《清和区教育局容错情形清单（虚构）》第1项"


def test_rules_are_offered_as_bases_and_say_whether_they_were_passed(run, written) -> None:
    from assistant.services.library import Library

    passed = RULES.replace("dated =", 'passed_by = "清和区联席会议"\ndated =').replace(
        "jxj-rules", "jxj-passed"
    )
    run("lists", "add", written(RULES))
    run("lists", "add", written(passed))
    titles = [basis.title for basis in Library().knowledge().bases]
    name = "《清和区教育局容错情形操作规范（虚构）》第1项（清和区教育局2024年3月1日，"
    assert f"{name}未经联席会议审核）" in titles and f"{name}清和区联席会议审核）" in titles
    _, out, _ = run("match", "学校课后托管试点收费没有标准", "--json")
    assert not [match for match in json.loads(out)["matches"] if match["id"].startswith("jxj-")]


def test_one_of_the_same_id_is_replaced_with_force_alone(run, written) -> None:
    run("lists", "add", written(LIST))
    newer = written(LIST.replace("2024-03-01", "2025-01-01"))
    code, _, err = run("lists", "add", newer)
    assert code == 2 and "已有“jxj-2024”（2024-03-01的" in err and "--force" in err
    assert run("lists", "add", newer, "--force")[0] == 0
    assert json.loads(run("lists", "--json")[1])["dated"] == "2025-01-01"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("n = 2", "n = 1"), "第1项写了两次"),
        (('kind = "positive"', 'kind = "good"'), "kind：“good”不是可用的值"),
        (("dated = 2024-03-01", 'dated = "去年"'), "dated"),
        (('id = "jxj-2024"', 'id = "清单"'), "id 只能用小写字母"),
        (('drawn_by = "清和区教育局"\n', ""), "drawn_by"),
        (('title = "清和区教育局容错情形清单（虚构）"', 'title = " "'), "title 和 drawn_by 要写明"),
        (("[[item]]\nn = 1", "[[items]]\nn = 1"), "items"),
        (('"positive"', '"positive'), "不是有效的 TOML（第4行"),
    ],
)
def test_a_faulty_one_is_refused_whole(run, written, change: tuple[str, str], says: str) -> None:
    assert change[0] in LIST
    code, _, err = run("lists", "add", written(LIST.replace(*change, 1)))
    assert code == 2 and says in err and "清单.toml" in err
    assert "还没有清单" in run("lists")[2]


def test_wrong_words_are_refused(run, tmp_path: Path) -> None:
    assert run("lists", "nothing")[0] == 2
    assert run("lists", "add")[0] == 2
    assert run("lists", "add", tmp_path / "没有.toml")[0] == 2
