"""Paragraphs: complete and verbatim, cited exactly, named by citations in any spelling."""

import re
from dataclasses import replace
from datetime import date

import pytest

from assistant.domain.knowledge import CircumstanceList, Knowledge, ListedItem
from assistant.domain.regulation import cite
from assistant.domain.units import citation, cited, marked, units

TITLE = "《激励干部担当作为深化完善容错机制实施细则（试行）》"
LIST = CircumstanceList(
    "jxj-2024", "某局容错情形清单（虚构）", "positive", "某县某局", date(2024, 3, 1), "", (ListedItem(1, "先行先试的。"),)
)  # fmt: skip


@pytest.fixture
def listed(knowledge: Knowledge) -> Knowledge:
    """The knowledge with one list of a department."""
    return replace(knowledge, lists=(LIST,))


def test_the_paragraphs_are_the_whole_text(knowledge):
    for whole in [*knowledge.regulation.article, *knowledge.regulation.paper]:
        parts = [u for u in units(knowledge) if u.id.partition(".")[0] == whole.id and not u.remark]
        shown = [f"（{cite(u.id)[-3]}）{u.text}" if "." in u.id else u.text for u in parts]
        printed = knowledge.regulation.text(whole.id)
        for line in filter(None, printed.split("\n")):
            assert re.sub("^（.{1,3}）", "", line) in [re.sub("^（.{1,3}）", "", one) for one in shown]


def test_keys_and_order(knowledge):
    found = [unit for unit in units(knowledge) if not unit.remark]
    assert len({unit.key for unit in found}) == len(found)
    assert [unit.key for unit in found][:2] == ["1", "2"]
    assert [unit.key for unit in found if unit.id == "12"] == ["12#1", "12#2", "12#3", "12#4"]


@pytest.mark.parametrize(
    ("key", "copied"),
    [
        ("9.4", f"{TITLE}第九条第（四）项：“在优化营商环境、推进‘一次办成’改革等工作中，因着眼提高效率，创新服务机制和模式，"
                "进行容缺受理、容缺审核，出现失误或者偏差，或引发矛盾的”"),
        ("27", f"{TITLE}第二十七条：“本细则自发布之日起施行”"),
        ("12#4", f"{TITLE}第十二条第四款：“容错初步建议主要内容包括：当事人相关职责及应承担的责任，是否符合容错条件，"
                 "有无可以容错的情形，有关政策依据，当事人一贯表现情况，明确的容错建议”"),
        ("annex2#3", f"{TITLE}附件2《容错统计表》：“栏目”"),
        ("annex2", f"{TITLE}附件2《容错统计表》"),
        ("notice", f"《中共济南市委办公厅 济南市人民政府办公厅关于印发{TITLE}的通知》"),
        ("chapter3", TITLE),
        ("jxj-2024:1", "《某局容错情形清单（虚构）》第1项（某县某局制定，2024年3月1日，未经联席会议审核）：“先行先试的”"),
    ],
)  # fmt: skip
def test_a_citation_is_exact(listed, key, copied):
    assert citation(key, listed) == copied


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("9", "第九条：“在推进重大项目过程中可以容错的情形：（一）在重大基础设施",
         "政策创新和流程再造，出现失误或者偏差，或引发矛盾的”"),
        ("16", "第十六条：“反馈。容错决定可与责任追究决定同步反馈。", "应及时向当事人说明有关情况”"),
    ],
)  # fmt: skip
def test_a_whole_article_is_cited_with_all_its_paragraphs(knowledge, key, first, last):
    words = citation(key, knowledge)
    assert words.startswith(TITLE + first)
    assert words.endswith(last)
    assert "\n" not in words


def test_a_note_of_an_annex_is_cited_by_its_number(knowledge):
    unit = next(unit for unit in units(knowledge) if unit.text.startswith("4. 该表由"))
    assert unit.citation == "附件2注4"
    assert citation(unit.key, knowledge).startswith(
        f"{TITLE}附件2《容错统计表》注4：“4. 该表由各问责追责承办单位"
    )


def test_errata_and_remarks_are_found_and_are_no_text(knowledge):
    remarks = {unit.citation: unit.text for unit in units(knowledge) if unit.remark}
    assert remarks["第九条第（二）项勘误"] == "原文“资金支持 and 政策优惠”，已按“资金支持和政策优惠”更正"
    assert remarks["印发通知说明"] == knowledge.regulation.paper_of("notice").remark
    assert set(remarks) >= {"第二十三条勘误", "第二十五条勘误", "附件2勘误", "附件1说明", "附件2说明"}


@pytest.mark.parametrize(
    ("said", "key"),
    [
        *((said, "9.4") for said in (
            "9.4", "9条4项", "九（四）", "第九条第（四）项", "第九条第四项", "９条（４）", "九条四",
           "9-4", "9 4", "细则第9条第4项")),
        *((said, "12") for said in ("12", "十二", "第十二条", "12条", "第12条（三）")),
        ("12条3款", "12#3"), ("第十二条第三款", "12#3"),
        ("11.14", "11.14"), ("十一条十四项", "11.14"),
        ("附件1", "annex1"), ("附件 ２", "annex2"), ("annex2", "annex2"), ("通知", "notice"), ("印发通知", "notice"),
        *((said, None) for said in ("", "28条", "0", "附件3", "容错", "第九条例", "94", "9条4项的规定", "三个区分开来")),
    ],
)  # fmt: skip
def test_a_citation_is_read_in_any_spelling(knowledge, said, key):
    known = [*knowledge.regulation.ids(), *(unit.key for unit in units(knowledge))]
    assert cited(said, known) == key


def test_found_words_stand_in_brackets():
    assert marked("进行容缺受理", ()) == "进行容缺受理"
    assert marked("进行容缺受理、容缺审核", ((2, 4), (7, 9))) == "进行【容缺】受理、【容缺】审核"
