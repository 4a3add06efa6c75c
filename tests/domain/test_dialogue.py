"""How an answer is read: every spelling that people use, and a Chinese sentence for the rest."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.dialogue import Column, Field
from assistant.domain.reading import AnswerError, parse, show

TEXT = Field(id="unit.name", kind="text", label="单位名称")
LONG = Field(id="facts", kind="long", label="主要事实")
DATE = Field(id="act.from", kind="date", label="开始日期")
MONTH = Field(id="person.birth", kind="month", label="出生年月")
CHOICE = Field(id="loss.level", kind="choice", label="程度", options=("较小", "较重", "严重"))
SEVERAL = Field(id="circumstances", kind="several", label="符合的情形", options=("9.4", "11.1", "11.10"))
FREE = Field(id="policy_basis", kind="several", label="政策依据", source="policy_bases")
EVIDENCE = Field(
    id="evidence",
    kind="list",
    label="证据清单",
    columns=(
        Column("title", "材料名称"),
        Column("date", "形成日期", "date"),
        Column("kind", "证明什么", "choice", ("程序", "补救")),
    ),
)
PROOF = Field(id="dimensions.1.evidence", kind="several", label="证明动机的证据", source="evidence")
FIELDS = (TEXT, LONG, DATE, MONTH, CHOICE, SEVERAL, FREE, EVIDENCE, PROOF)


def refused(field: Field, raw: Any) -> str:
    with pytest.raises(AnswerError) as error:
        parse(field, raw)
    message = str(error.value)
    assert re.search("[一-鿿]", message)
    return message


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.kind)
@pytest.mark.parametrize("blank", ["", None, [], (), "  ", "\n", "　"], ids=ascii)
def test_a_blank_clears(field: Field, blank: Any):
    assert parse(field, blank) is None


@pytest.mark.parametrize(
    "raw, value",
    [
        ("2026-09-28", "2026-09-28"),
        ("2026-9-28", "2026-09-28"),
        ("2026年9月28日", "2026-09-28"),
        ("2026年09月28日", "2026-09-28"),
        ("2026年9月28号", "2026-09-28"),
        ("２０２６年９月２８日", "2026-09-28"),
        ("２０２６－０９－２８", "2026-09-28"),
        ("2026/9/28", "2026-09-28"),
        ("2026.9.28", "2026-09-28"),
        ("20260928", "2026-09-28"),
        (" 2026 年 9 月 28 日 ", "2026-09-28"),
        ("2026年9月28", "2026-09-28"),
        ("2024-02-29", "2024-02-29"),
        ("2000年2月29日", "2000-02-29"),
    ],
)
def test_a_date_in_any_spelling(raw: str, value: str):
    assert parse(DATE, raw) == value


NO_DATES = [
    "2025-02-29", "1900年2月29日", "2026-13-01", "2026-00-10", "2026-04-31", "2026-09-00",
    "0000-01-01", "10000-01-01", "12026年1月1日", "202609281", "26-9-28", "2026-09", "2026年", "9月28日", "昨天",
    "2026-09-28T08:00", "2026-09-28 至 2026-09-30", "-2026-09-28", "²026-09-28x", "二〇二六年九月二十八日", "[]", "{}",
]  # fmt: skip


@pytest.mark.parametrize("raw", NO_DATES)
def test_what_is_no_date_is_refused_with_the_way_to_write_one(raw: str):
    message = refused(DATE, raw)
    assert raw in message and "2026-09-28" in message


@pytest.mark.parametrize(
    "raw, value",
    [
        ("1978-05", "1978-05"),
        ("1978-5", "1978-05"),
        ("1978年5月", "1978-05"),
        ("１９７８年５月", "1978-05"),
        ("1978.05", "1978-05"),
        ("1978/5", "1978-05"),
        ("197805", "1978-05"),
        ("1978-05-03", "1978-05-03"),
        ("1978年5月3日", "1978-05-03"),
    ],
)
def test_a_month_in_any_spelling(raw: str, value: str):
    assert parse(MONTH, raw) == value


@pytest.mark.parametrize(
    "raw",
    ["1978-13", "1978-00", "1978年0月", "0000-05", "10000-05", "1978", "5月", "1978-02-30", "七八年五月"],
)
def test_what_is_no_month_is_refused(raw: str):
    assert "1978-05" in refused(MONTH, raw)


@pytest.mark.parametrize("field", [DATE, MONTH], ids=lambda field: field.kind)
@pytest.mark.parametrize("raw", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_a_year_far_from_any_case_is_a_slip_of_the_keys(field: Field, raw: str):
    assert raw in refused(field, raw)


@pytest.mark.parametrize("raw", ["1900-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_that_are_read(raw: str):
    assert parse(DATE, raw) == parse(MONTH, raw) == raw


def test_a_choice_is_one_of_its_options():
    assert parse(CHOICE, " 较重 ") == "较重"
    assert "较小｜较重｜严重" in refused(CHOICE, "很重")
    assert "很重" in refused(CHOICE, "很重")


def test_text_is_one_line_and_long_text_keeps_its_lines():
    assert parse(TEXT, " 某区\r\n某局\r ") == "某区 某局"
    assert parse(LONG, "第一段\r\n第二段\r第三段\n") == "第一段\n第二段\n第三段"
    assert parse(LONG, '  {"a": 1} ') == '{"a": 1}'


@pytest.mark.parametrize("field", [TEXT, LONG], ids=lambda field: field.kind)
@pytest.mark.parametrize("raw", [5, 1.5, True, ["甲"], {"a": 1}], ids=repr)
def test_text_is_text(field: Field, raw: Any):
    assert field.label in refused(field, raw)


@pytest.mark.parametrize(
    "raw, value",
    [
        ('["9.4", "11.1"]', ["9.4", "11.1"]),
        (["9.4", "11.1"], ["9.4", "11.1"]),
        (("9.4",), ["9.4"]),
        ("9.4\n11.1", ["9.4", "11.1"]),
        (" 9.4 \r\n\r\n 11.1 ", ["9.4", "11.1"]),
        ('["9.4", " 9.4 ", ""]', ["9.4"]),
        ("[]", None),
        ('["", " "]', None),
    ],
)
def test_several_from_json_or_from_lines(raw: Any, value: Any):
    assert parse(SEVERAL, raw) == value


@pytest.mark.parametrize(
    "raw",
    [
        "99.9",
        '["9.4", "99.9"]',
        "[9.4]",
        "[11.10]",  # as a number it is 11.1, another circumstance
        "[null]",
        "[true]",
        '[["9.4"]]',
        '[{"id": "9.4"}]',
        '"9.4"',
        '{"id": "9.4"}',
        '["9.4"',
        '["9.4",]',
        "[" * 100_000 + "]" * 100_000,
        "[" + "9" * 5000 + "]",
        [9.4],
        5,
        {"9.4": True},
    ],
    ids=lambda raw: repr(raw)[:20],
)
def test_several_takes_its_options_and_nothing_else(raw: Any):
    assert SEVERAL.label in refused(SEVERAL, raw)


def test_where_no_options_are_listed_ones_own_words_may_be_added():
    assert parse(FREE, "《甲办法》\n《乙办法》") == ["《甲办法》", "《乙办法》"]
    assert FREE.label in refused(FREE, '[["《甲办法》"]]')
    assert FREE.label in refused(FREE, "[1]")


def test_evidence_is_picked_by_its_title_or_written_as_a_record():
    raw = '["纪要", {"title": "验收单", "date": "2026年4月8日"}]'
    assert parse(PROOF, raw) == ["纪要", {"title": "验收单", "date": "2026-04-08"}]


@pytest.mark.parametrize(
    "raw",
    [
        '[{"title": 5}]',
        '[{"titel": "纪要"}]',
        '[{"title": "纪要", "date": "昨天"}]',
        "[5]",
        "[null]",
        '[["纪要"]]',
    ],
)
def test_evidence_of_another_shape_is_refused(raw: str):
    refused(PROOF, raw)


@pytest.mark.parametrize(
    "raw, value",
    [
        ("会议纪要\n验收单", [{"title": "会议纪要"}, {"title": "验收单"}]),
        ('["会议纪要"]', [{"title": "会议纪要"}]),
        ('[{"title": "会议纪要", "date": "2026年4月8日"}]', [{"title": "会议纪要", "date": "2026-04-08"}]),
        ('[{"title": " 会议纪要 ", "kind": ""}, {}, ""]', [{"title": "会议纪要"}]),
        ('[{"title": 2026}]', [{"title": "2026"}]),
        ([{"title": "会议纪要", "date": None, "kind": "程序"}], [{"title": "会议纪要", "kind": "程序"}]),
        ('[{"title": ""}]', None),
    ],
)
def test_a_list_from_json_lines_or_records(raw: Any, value: Any):
    assert parse(EVIDENCE, raw) == value


@pytest.mark.parametrize(
    "raw, words",
    [
        ('[{"titel": "会议纪要"}]', "没有 titel 这一栏，可用的栏目：title、date、kind"),
        ('[{"title": "甲", "date": "2026-13-01"}]', "“2026-13-01”不是有效日期"),
        ('[{"title": "甲", "kind": "感想"}]', "“感想”不在“证明什么”的选项中"),
        ('[{"title": {"a": 1}}]', "材料名称"),
        ('[{"title": ["甲"]}]', "材料名称"),
        ("[1]", "不能是 1"),
        ("[null]", "不能是 null"),
        ('[["甲"]]', "应当是文字或对象"),
        ('[{"title": "甲"]', "不是有效的 JSON 列表"),
        ("[" * 100_000 + "]" * 100_000, "不是有效的 JSON 列表"),
        (5, "应当是列表"),
        ({"title": "甲"}, "应当是列表"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_list_says_which_entry_does_not_fit(raw: Any, words: str):
    assert words in refused(EVIDENCE, raw)


def test_an_object_where_a_list_is_wanted_is_not_taken_for_a_line():
    assert EVIDENCE.label in refused(EVIDENCE, '{"title": "会议纪要"}')


@pytest.mark.parametrize(
    "field, value, shown",
    [
        (TEXT, "某局", "某局"),
        (SEVERAL, ["9.4", "11.1"], "9.4\n11.1"),
        (
            EVIDENCE,
            [{"title": "纪要", "date": "2026-04-08"}, {"title": "验收单"}],
            "纪要，2026-04-08\n验收单",
        ),
        (EVIDENCE, ["纪要"], "纪要"),
    ],
)
def test_an_answer_is_shown_as_people_read_it(field: Field, value: Any, shown: str):
    assert show(value) == shown


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "field, raw", [(TEXT, "甲\x1b乙"), (LONG, "甲\ud800"), (FREE, "《甲\x00》"), (EVIDENCE, "纪\x7f要")]
)
def test_characters_that_no_paper_can_carry_are_refused(field: Field, raw: str):
    assert "坏字符" in refused(field, raw)


@given(st.sampled_from(FIELDS), st.text() | JSON | JSON.map(json.dumps))
def test_whatever_is_typed_is_read_or_refused_and_reading_it_again_changes_nothing(field: Field, raw: Any):
    try:
        value = parse(field, raw)
    except AnswerError:
        return
    assert parse(field, value) == value
    assert value is None or show(value)


@given(st.text(alphabet="0123456789０１２年月日-/.号 "))
def test_a_date_that_is_read_is_a_date_of_the_calendar(raw: str):
    try:
        value = parse(DATE, raw)
    except AnswerError:
        return
    assert value is None or re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII)
