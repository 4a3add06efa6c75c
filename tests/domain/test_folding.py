"""The folded form of texts: what a search treats alike, and where its characters stand."""

import pytest

from assistant.domain.folding import folded


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("5个工作日内", "五个工作日内"),
        ("７月１０日、1月10日", "七月十日一月十日"),
        ("第９条第（４）项", "第九条第四项"),
        ("第12条", "第十二条"),
        ("“一次办成”改革", "一次办成改革"),
        (" 容缺　受理，", "容缺受理"),
        ("2019年", "2019年"),
        ("ＡＮＤ and", "andand"),
        ("1+X", "一x"),
        ("①", "一"),
        ("。，（）", ""),
        ("", ""),
    ],
)
def test_what_is_alike_has_one_form(text, form):
    assert folded(text).text == form


def test_each_character_knows_its_place():
    form = folded("在（27）条、内")
    assert form.text == "在二十七条内"
    assert [form.span(n, n + 1) for n in range(6)] == [(0, 1), (2, 4), (2, 4), (2, 4), (5, 6), (7, 8)]
    assert form.span(1, 5) == (2, 6)
