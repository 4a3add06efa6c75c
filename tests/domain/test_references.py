"""References: every number that the text names leads somewhere, and no other regulation's does."""

import re

import pytest

from assistant.domain.references import called, citing, named, references, targets
from assistant.domain.units import units

NUMBER = re.compile("第[一二三四五六七八九十]+[条章]|附件 ?[0-9]|附件[一二三]|《容错[^》]*表》")


@pytest.fixture(scope="module")
def found(knowledge):
    return references(knowledge)


def test_every_number_in_the_text_leads_somewhere(knowledge, found):
    named_in_text = [
        (unit, words[0])
        for unit in units(knowledge)
        if not unit.remark
        for words in NUMBER.finditer(unit.text)
    ]
    assert len(named_in_text) == 8
    for unit, words in named_in_text:
        assert any(one.source == unit and words in one.words for one in found), (unit.citation, words)


def test_every_reference_is_verbatim_and_leads_to_what_is_there(knowledge, found):
    known = targets(knowledge.regulation)
    for one in found:
        assert one.words in one.source.text
        assert one.target in known


@pytest.mark.parametrize(
    ("source", "words", "target"),
    [
        ("第十二条第三款", "《容错申请表》", "annex1"),
        ("第二十三条", "《容错统计表》", "annex2"),
        ("附件2注2", "第二章", "chapter2"),
        ("附件2注3", "第十八条", "18"),
        ("附件2注4", "每半年汇总本单位容错情况", "23"),
        ("第二十条", "给予“第二种形态”处理的", "19"),
        ("附件1", "党委（党组）容错初步建议", "12"),
        ("印发通知", "第三章“条件”", "chapter2"),
        ("印发通知", "第四章“情形”", "chapter3"),
    ],
)
def test_what_leads_where(found, source, words, target):
    assert (source, words, target) in [(one.source.citation, one.words, one.target) for one in found]


def test_a_wrong_number_of_the_notice_leads_only_where_it_should(found):
    assert {one.target for one in found if one.source.id == "notice"} == {"3", "22", "chapter2", "chapter3"}


@pytest.mark.parametrize(
    ("target", "sources"),
    [
        ("annex1", {"12"}),
        ("annex2", {"23"}),
        ("18", {"15", "20", "25", "annex2"}),
        ("9.4", {"4", "12", "25", "notice", "annex1", "annex2"}),
        ("26", set()),
        ("chapter7", set()),
    ],
)
def test_the_way_back(knowledge, found, target, sources):
    assert {one.source.id for one in citing(target, found, knowledge.regulation)} == sources


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("按第九条第（四）项和第十八条", ["9.4", "18"]),
        ("见本细则第二十七条", ["27"]),
        ("《实施细则》第五章运用第十八条", ["chapter5", "18"]),
        ("附件 2", ["annex2"]),
        ("《中国共产党问责条例》第十七条", []),
        ("《行政处罚法》（2021年修订）第三条", []),
        ("《公职人员政务处分法》第十一条、第十二条", []),
        ("《中国共产党问责条例》第十七条和本细则第三条", ["3"]),
        ("依据《监察法》，第十三条", ["13"]),
        ("第二种形态，第三方，第一时间", []),
    ],
)
def test_what_names_a_part_of_this_text(knowledge, text, ids):
    assert [id for _, found in named(text, knowledge.regulation) for id in found] == ids


@pytest.mark.parametrize(
    ("target", "name"), [("9.4", "第九条第（四）项"), ("annex1", "附件1"), ("chapter3", "第三章")]
)
def test_what_targets_are_called(target, name):
    assert called(target) == name
