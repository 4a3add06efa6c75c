"""Case files: what does not fit is refused with file, key and reason; what fits comes back as it was."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.answers import flatten
from assistant.domain.knowledge import Knowledge
from assistant.paths import folder
from assistant.services.case_files import CaseContent, read, write
from assistant.services.files import FileError, decode, read_text

CASES = sorted((folder("tests") / "data" / "cases").glob("E-*.json"))
NAME = "案例.json"


def refused(text: str, knowledge: Knowledge) -> str:
    with pytest.raises(FileError) as error:
        read(text, NAME, knowledge)
    message = str(error.value)
    assert message.startswith(f"{NAME}：") and "\n" not in message
    return message


# Not a case file at all


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "文件是空的"),
        (" \n ", "文件是空的"),
        ("{", "不是有效的 JSON（第1行第2列）"),
        ('{"schema": 1 2}', "不是有效的 JSON（第1行第14列）"),
        ('{"facts": "一\n二"}', "不是有效的 JSON（第1行第13列）"),
        ("{'schema': 1}", "不是有效的 JSON（第1行第2列）"),
        ("案情：某局", "不是有效的 JSON（第1行第1列）"),
        ("[" * 100_000, "嵌套太深"),
        ('{"unit":' * 100_000, "嵌套太深"),
        ("[]", "文件：应当是对象，现在是列表"),
        ('"某局"', "文件：应当是对象，现在是文字"),
        ("null", "文件：应当是对象，现在是空值"),
        ("1", "文件：应当是对象，现在是整数"),
        ("NaN", "文件：应当是对象，现在是数"),
        ('{"facts": "一", "facts": "二"}', "“facts”这个键写了两次"),
        ('{"unit": {"name": "一", "name": "二"}}', "“name”这个键写了两次"),
    ],
    ids=lambda value: value[:16],
)
def test_what_is_no_case_file_is_refused(knowledge: Knowledge, text: str, words: str):
    assert words in refused(text, knowledge)


# Of the wrong shape


SHAPES: list[tuple[Any, str]] = [
    ({"schema": 2}, "schema：“2”不是可用的值，可用：1"),
    ({"schema": "1"}, "schema：“1”不是可用的值，可用：1"),
    ({"schema": True}, "schema：“True”不是可用的值，可用：1"),
    ({"schema": 1.0}, "schema：“1.0”不是可用的值，可用：1"),
    ({"schema": None}, "schema：“None”不是可用的值，可用：1"),
    ({"facts": 5}, "facts：应当是文字，现在是整数"),
    ({"facts": ["经过"]}, "facts：应当是文字，现在是列表"),
    ({"facts": True}, "facts：应当是文字，现在是true 或 false"),
    ({"facts": float("nan")}, "facts：应当是文字，现在是数"),
    ({"facts": 10**400}, "facts：应当是文字，现在是"),
    ({"unit": "某局"}, "unit：应当是对象，现在是文字"),
    ({"unit": []}, "unit：应当是对象，现在是列表"),
    ({"unit": {"name": {}}}, "unit.name：应当是文字，现在是对象"),
    ({"unit": {"type": "行政"}}, "unit.type：“行政”不是可用的值，可用："),
    ({"unit": {"type": ["行政机关"]}}, "unit.type：“['行政机关']”不是可用的值"),
    ({"unti": {}}, "unti：没有“unti”这个键，是不是“unit”"),
    ({"unit": {"nmae": "某局"}}, "unit.nmae：没有“nmae”这个键，是不是“name”"),
    ({"完全不同": 1}, "完全不同：没有“完全不同”这个键，可用的键：schema、mode、title"),
    ({"breach": {}}, "breach：应当是列表，现在是对象"),
    ({"breach": "某规定"}, "breach：应当是列表，现在是文字"),
    ({"breach": ["某规定"]}, "breach 第1条：应当是对象，现在是文字"),
    ({"breach": [{}, {"rule": 1}]}, "breach 第2条.rule：应当是文字，现在是整数"),
    ({"breach": [{"rules": "某规定"}]}, "breach 第1条.rules：没有“rules”这个键，是不是“rule”"),
    ({"evidence": [5]}, "evidence 第1条：应当是文字，现在是整数"),
    ({"evidence": [{"name": "纪要"}]}, "evidence 第1条.name：没有“name”这个键"),
    ({"evidence": [{"title": "纪要", "date": "去年"}]}, "evidence 第1条.date：“去年”不是有效日期"),
    ({"dimensions": []}, "dimensions：应当是对象，现在是列表"),
    ({"dimensions": {"7": {}}}, "dimensions.7：“7”不是可用的值，可用：1、2、3、4、5、6"),
    ({"dimensions": {"1": {"evidence": {}}}}, "dimensions.1.evidence：应当是列表，现在是对象"),
    ({"dimensions": {"1": {"evidence": [[]]}}}, "dimensions.1.evidence 第1条：应当是文字，现在是列表"),
    (
        {"conditions": {"1": {"met": "符合"}}},
        "conditions.1.met：“符合”不是可用的值，可用：不涉及、否、是、难以认定",
    ),
    ({"circumstances": {}}, "circumstances：应当是列表，现在是对象"),
    ({"circumstances": ["9.4"]}, "circumstances 第1条：应当是对象，现在是文字"),
    ({"circumstances": [{"id": 9.4}]}, "circumstances 第1条.id：应当是文字，现在是数"),
    (
        {"circumstances": [{"id": "9.4", "elements": []}]},
        "circumstances 第1条.elements：应当是对象，现在是列表",
    ),
    (
        {"circumstances": [{"id": "9.4", "elements": {"field": "有"}}]},
        "circumstances 第1条.elements.field：“有”不是可用的值，可用：否、是、难以认定",
    ),
    ({"policy_basis": "某办法"}, "policy_basis：应当是列表，现在是文字"),
    ({"policy_basis": [None]}, "policy_basis 第1条：应当是文字，现在是空值"),
    ({"red_lines": {"political": "没有"}}, "red_lines.political：“没有”不是可用的值"),
    ({"red_lines": {"politics": "否"}}, "red_lines.politics：没有“politics”这个键，是不是“political”"),
    ({"loss": {"level": "重大"}}, "loss.level：“重大”不是可用的值，可用：严重、较小、较重"),
    ({"remedy": {"status": "挽回"}}, "remedy.status：“挽回”不是可用的值"),
    ({"intended_form": "第五种形态"}, "intended_form：“第五种形态”不是可用的值"),
    ({"recommendation": {"outcome": "免职"}}, "recommendation.outcome：“免职”不是可用的值"),
    ({"subject": "集体"}, "subject：“集体”不是可用的值，可用：个人、单位"),
    ({"notice": {"received": "2026-13-01"}}, "notice.received：“2026-13-01”不是有效日期"),
    ({"notice": {"received": "0000-01-01"}}, "notice.received：“0000-01-01”不是有效日期"),
    ({"notice": {"received": 20260921}}, "notice.received：应当是文字，现在是整数"),
    ({"person": {"birth": "1978-13"}}, "person.birth：“1978-13”不是有效年月"),
    ({"steps": [{"step": "开会"}]}, "steps 第1条.step：“开会”不是可用的值"),
    ({"decision": {"measures": "诫勉"}}, "decision.measures：应当是列表，现在是文字"),
    (
        {"overrides": [{"what": "red_lines.fourth_form", "date": "x"}]},
        "overrides 第1条.date：“x”不是有效日期",
    ),
    ({"wording": {"一": 1}}, "wording.一：应当是文字，现在是整数"),
    ({"skipped": "facts"}, "skipped：应当是列表，现在是文字"),
    ({"receipt": {"hash": ""}}, "receipt.hash：没有“hash”这个键"),
    ({"facts": "甲\ud800"}, "facts：第2个字是坏字符"),
    ({"facts": "甲\x1b[31m"}, "facts：第2个字是坏字符"),
]


@pytest.mark.parametrize("file, words", SHAPES, ids=[words.partition("：")[0] for _, words in SHAPES])
def test_what_does_not_fit_is_named_with_its_place(knowledge: Knowledge, file: Any, words: str):
    message = refused(json.dumps(file), knowledge)
    assert words in message
    assert "空值" not in message or None in (file.get("policy_basis") or [])


def test_a_number_of_five_thousand_digits_is_refused_like_any_other(knowledge: Knowledge):
    assert "facts：应当是文字" in refused('{"facts": ' + "9" * 5000 + "}", knowledge)


def test_every_fault_is_named_at_once(knowledge: Knowledge):
    file = {"unti": {}, "facts": 5, "loss": {"level": "重"}, "notice": {"received": "昨天"}}
    message = refused(json.dumps(file), knowledge)
    assert all(key in message for key in ("unti", "facts", "loss.level", "notice.received"))
    assert message.count("；") == 3


# Words that knowledge/ does not have


WORDS: list[tuple[Any, str]] = [
    (
        {"dimensions": {"1": {"judgement": "公心"}}},
        "dimensions.1.judgement：“公心”不是可用的值，可用：出于公心、假公济私、以权谋私、难以认定",
    ),
    (
        {"dimensions": {"2": {"distinction": "开拓进取"}}},
        "dimensions.2.distinction：“开拓进取”不是可用的值，可用：积极作为、好大喜功、难以认定",
    ),
    ({"conditions": {"6": {"met": "不涉及"}}}, "conditions.6.met：第七条第（六）项不能答“不涉及”"),
    (
        {"circumstances": [{"id": "9.9"}]},
        "circumstances 第1条.id：没有“9.9”这一情形，请写 8.1 至 11.14 中的一项",
    ),
    ({"circumstances": [{"facts": "经过"}]}, "circumstances 第1条.id：没有“”这一情形"),
    ({"circumstances": [{"id": None}]}, "circumstances 第1条.id：没有“”这一情形"),
    ({"circumstances": [{"id": "9.4"}, {"id": "9.4"}]}, "circumstances 第2条.id：“9.4”写了两次，请合并"),
    (
        {"circumstances": [{"id": "9.4", "branch": "甲"}]},
        "circumstances 第1条.branch：“甲”不是第九条第（四）项的分支，这一情形没有分支，请删去 branch",
    ),
    (
        {"circumstances": [{"id": "11.7", "branch": "甲"}]},
        "“甲”不是第十一条第（七）项的分支，可用：申请人提供虚假材料、申请人拖延提供材料",
    ),
    (
        {"circumstances": [{"id": "9.4", "elements": {"limit": "是"}}]},
        "circumstances 第1条.elements.limit：第九条第（四）项没有这个要件，可用：field、cause、procedure",
    ),
    ({"overrides": [{"by": "张某"}]}, "overrides 第1条.what"),
    ({"overrides": [{"what": "fourth_form"}]}, "overrides 第1条.what"),
    (
        {"overrides": [{"what": "red_lines.fourth_form"}] * 2},
        "overrides 第2条.what：“red_lines.fourth_form”写了两次",
    ),
    ({"skipped": ["foo"]}, "skipped：没有“foo”这个路径"),
    ({"unverified": ["facts", "unit.nmae"]}, "unverified：没有“unit.nmae”这个路径"),
    ({"wording": {"二.三": "改写"}}, "wording：“二.三”不能用作名称"),
]


@pytest.mark.parametrize("file, words", WORDS, ids=[words[:20] for _, words in WORDS])
def test_a_word_that_the_text_does_not_have_is_named(knowledge: Knowledge, file: Any, words: str):
    assert words in refused(json.dumps(file), knowledge)


# As people save them


def test_absent_keys_are_not_answered(knowledge: Knowledge):
    assert read("{}", NAME, knowledge) == CaseContent("committee", {})


@pytest.mark.parametrize("value", ["", None])
def test_an_empty_text_is_a_gap(knowledge: Knowledge, value: str | None):
    file = {"facts": value, "unit": {"name": value}, "notice": {"received": value}, "policy_basis": []}
    assert read(json.dumps(file), NAME, knowledge).answers == {}


BLANK = ["", " ", "　", "\t", " \n ", "\u200b", "\u3164", "\u2800", "\u00ad\ufeff"]


@pytest.mark.parametrize("blank", BLANK, ids=ascii)
def test_a_text_that_cannot_be_seen_is_a_gap(knowledge: Knowledge, blank: str):
    file = {
        "facts": blank,
        "notice": {"received": blank},
        "person": {"birth": blank},
        "dimensions": {"1": {"judgement": blank, "facts": blank, "evidence": [blank]}},
        "circumstances": [{"id": "9.4", "branch": blank, "facts": blank, "elements": {}}],
        "policy_basis": [blank, "某办法"],
        "breach": [{}, {"rule": blank}, {"rule": "某规定", "how": blank}],
        "evidence": [{"title": blank, "date": blank}, blank],
        "overrides": [{"what": "red_lines.fourth_form", "by": blank, "reason": blank}],
        "wording": {"facts": blank},
        "decision": {"measures": [blank]},
    }
    assert read(json.dumps(file), NAME, knowledge).answers == {
        "circumstances": ["9.4"],
        "policy_basis": ["某办法"],
        "breach": [{"rule": "某规定"}],
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_mark_and_windows_line_ends_are_read(tmp_path: Path, knowledge: Knowledge, encoding: str, end: str):
    path = tmp_path / NAME
    path.write_bytes(CASES[0].read_text(encoding="utf-8").replace("\n", end).encode(encoding))
    assert read(read_text(path), NAME, knowledge) == read(read_text(CASES[0]), NAME, knowledge)


def test_line_ends_within_an_answer_become_plain(knowledge: Knowledge):
    assert read('{"facts": "一\\r\\n二"}', NAME, knowledge).answers == {"facts": "一\n二"}


def test_a_file_saved_as_gbk_is_named_as_such():
    with pytest.raises(FileError, match="案例.json：这个文件是 GBK（GB 18030）编码，请另存为 UTF-8 再用"):
        decode('{"facts": "经过"}'.encode("gbk"), NAME)


@pytest.mark.parametrize(
    "path, given, value",
    [
        ("notice.received", "2026年9月21日", "2026-09-21"),
        ("act.from", "２０２６/4/8", "2026-04-08"),
        ("person.birth", "1984年3月", "1984-03"),
    ],
)
def test_dates_take_one_spelling(knowledge: Knowledge, path: str, given: str, value: str):
    head, _, tail = path.partition(".")
    assert read(json.dumps({head: {tail: given}}), NAME, knowledge).answers == {path: value}


def test_dates_within_lists_take_one_spelling_and_their_empty_columns_go(knowledge: Knowledge):
    file = {
        "evidence": ["清单", {"title": "纪要", "date": "2026年4月8日", "kind": ""}],
        "steps": [{"step": "研究", "date": "2026/9/25"}],
        "overrides": [{"what": "red_lines.fourth_form", "date": "2026年9月20日"}],
    }
    assert read(json.dumps(file), NAME, knowledge).answers == {
        "evidence": ["清单", {"title": "纪要", "date": "2026-04-08"}],
        "steps": [{"step": "研究", "date": "2026-09-25"}],
        "overrides[red_lines.fourth_form].date": "2026-09-20",
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_full_case_comes_back_as_it_was(knowledge: Knowledge, path: Path):
    given = json.loads(path.read_text(encoding="utf-8"))
    content = read(path.read_text(encoding="utf-8"), path.name, knowledge)
    assert content.answers == flatten(given)
    text = write(content)
    assert json.loads(text) == given
    assert read(text, path.name, knowledge) == content
    assert text.endswith("}\n") and not re.search(r"\\u", text)


def test_skips_what_is_to_be_verified_and_the_receipt_are_written_and_read(knowledge: Knowledge):
    receipt = {"program": "1", "knowledge": "abc"}
    content = CaseContent(
        "committee", {"facts": "经过"}, ("unit.name", "act.from"), ("duties",), {"facts": "01"}, receipt
    )
    text = write(content)
    file = json.loads(text)
    assert file == {
        "schema": 1,
        "mode": "committee",
        "facts": "经过",
        "skipped": ["act.from", "unit.name"],
        "unverified": ["duties"],
        "receipt": {"program": "1", "knowledge": "abc", "seen": {"facts": "01"}},
    }
    again = read(text, NAME, knowledge)
    assert (again.answers, set(again.skipped), again.unverified) == (
        content.answers,
        set(content.skipped),
        content.unverified,
    )
