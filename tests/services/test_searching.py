"""Searching: phrases of the text, with and without slips, words that stand apart, citations, and nothing."""

import pytest

from assistant.domain.folding import folded
from assistant.domain.units import marked
from assistant.services.searching import Searcher

PHRASES = (
    ("勇于改革创新、放手干事创业", "1"),
    ("敢闯敢试敢干", "2"),
    ("历史地、全面地、辩证地看待", "3"),
    ("推动精准问责与合理容错同向发力", "4"),
    ("按管理权限参照执行", "5"),
    ("假公济私、以权谋私", "6.1"),
    ("好大喜功", "6.2"),
    ("一意孤行", "6.4"),
    ("放任损失", "6.5"),
    ("未明令禁止或未规范的领域", "7.1"),
    ("受现有科学技术水平的限制", "7.4"),
    ("科技成果转化", "8.1"),
    ("经请示答复不一致", "8.5"),
    ("向基层一线倾斜的原则", "8.7"),
    ("征地拆迁、拆违拆临", "9.1"),
    ("容缺受理、容缺审核", "9.4"),
    ("流程再造", "9.5"),
    ("临机决断", "10.1"),
    ("市场化债务风险化解基金", "10.3"),
    ("擅自隐匿、转移、变卖、损毁", "11.4"),
    ("一次性告知行政申请人", "11.7"),
    ("提出明确反对意见或者保留意见", "11.9"),
    ("没有明显逻辑矛盾", "11.11"),
    ("5个工作日内", "12#3"),
    ("必须听取当事人陈述", "13#1"),
    ("仍然难以认定的", "14"),
    ("制作容错决定书", "15#2"),
    ("专门工作档案", "17"),
    ("有效挽回损失", "18"),
    ("职级职称晋升", "20"),
    ("坚持一事一议", "21"),
    ("一并发送纠错通知书", "24"),
    ("具体解释工作", "26"),
    ("自发布之日起施行", "27"),
)
"""Phrases of 4 to 16 characters from every chapter, and where each stands."""
SLIPS = (
    ("放手干事创叶", "1"), ("敢闯敢是敢干", "2"), ("全面地、辨证地看待", "3"), ("同向发利", "4"), ("按管理权线参照执行", "5"),
    ("好大喜公", "6.2"), ("一意孤形", "6.4"), ("受现有科学计术水平的限制", "7.4"), ("科技成果转画", "8.1"),
    ("征地拆牵", "9.1"), ("容缺受里、容缺审核", "9.4"), ("流程在造", "9.5"), ("临机决段", "10.1"),
    ("擅自隐慝、转移", "11.4"), ("一次姓告知", "11.7"), ("明显罗辑矛盾", "11.11"), ("五个工做日内", "12#3"),
    ("听取当事人陈诉", "13#1"), ("专门工作挡案", "17"), ("有效挽回损夫", "18"), ("职级职秤晋升", "20"),
    ("一事一义", "21"), ("纠错通之书", "24"), ("自发布之曰起施行", "27"),
)  # fmt: skip
"""One wrong character each, most of them one that sounds or looks the same."""
HARDER = (
    ("受现有科学技术水的限制", "7.4", "one character missing"),
    ("没有明显的逻辑矛盾", "11.11", "one character too many"),
    ("５个工作日", "12#3", "full width"),
    ("五个工作日", "12#3", "a number in words"),
    ("七月十日", "annex2#18", "a date in words"),
    ("容缺受理容缺审核", "9.4", "no punctuation"),
    ("「一次办成」改革", "9.4", "other quotation marks"),
    ("容缺 营商环境", "9.4", "two words apart"),
    ("自然灾害扶贫项目失败", "11.3", "words in another order"),
    ("收到通知几天内要交建议", "12#3", "a question"),
    ("资金支持 and 政策优惠", "9.2", "as the slip was published"),
    ("主要负责同志签名", "annex1#16", "of an annex"),
    ("1+X", "notice#5", "of the notice"),
    ("问责和从轻", "annex2#17", "of a note"),
)


@pytest.fixture(scope="module")
def searcher(knowledge):
    """A search whose words are ready."""
    found = Searcher(knowledge)
    found.load()
    return found


@pytest.fixture(scope="module")
def untold(knowledge):
    """A search whose words are not ready yet."""
    return Searcher(knowledge)


def keys(searcher, query, top=3):
    return [hit.unit.key for hit in searcher.search(query, top)]


@pytest.mark.parametrize(("phrase", "key"), PHRASES)
def test_a_phrase_is_found(searcher, untold, phrase, key):
    assert 4 <= len(phrase) <= 16
    for search in (searcher, untold):
        hits = search.search(phrase, 3)
        hit = next(hit for hit in hits if hit.unit.key == key)
        assert phrase in hit.unit.text
        assert phrase in [hit.unit.text[a:b] for a, b in hit.spans]


@pytest.mark.parametrize(("phrase", "key"), SLIPS)
def test_a_phrase_with_a_slip_is_found(searcher, untold, phrase, key):
    for search in (searcher, untold):
        assert key in keys(search, phrase)
        assert all(folded(phrase).text not in folded(hit.unit.text).text for hit in search.search(phrase))


@pytest.mark.parametrize(("query", "key"), [case[:2] for case in HARDER], ids=[case[2] for case in HARDER])
def test_what_people_type_is_found(searcher, query, key):
    assert key in keys(searcher, query)


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("9条4项", ["9.4"], 1),
        ("九（四）", ["9.4"], 1),
        ("第十二条", ["12#1", "12#2", "12#3", "12#4"], 4),
        ("第9条", ["9", "9.1", "9.2"], 7),
        ("附件1", ["annex1"], 1),
        ("第18条", ["18", "annex2#17"], 2),
    ],
)
def test_a_citation_comes_first(searcher, query, first, count):
    hits = [
        hit for hit in searcher.search(query) if hit.score >= 0.95 and not hit.unit.citation.endswith("说明")
    ]
    assert [hit.unit.key for hit in hits][: len(first)] == first
    assert len(hits) == count


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("第十二条", ["12#1", "12#2", "12#3", "12#4"]),
        ("第十九条", ["19"]),
        ("第十五条", ["15#1", "15#2"]),
        ("第二条", ["2"]),
        ("第18条", ["18", "annex2#17"]),
    ],
)
def test_a_citation_finds_what_it_names_and_what_says_it(searcher, untold, query, keys):
    for search in (searcher, untold):
        hits = search.search(query)
        assert [hit.unit.key for hit in hits] == keys
        assert all("条】" in marked(hit.unit.text, hit.spans) for hit in hits if hit.spans)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "，。“”",
        "abc",
        "没有这回事",
        "今天天气很好",
        "第九十九条",
        "第三十条",
        "30条2项",
        "𠮷",
        "【】",
    ],
)
def test_nothing_is_said_to_be_nothing(searcher, query):
    assert searcher.search(query) == []


def test_the_very_words_come_before_a_slip_and_a_slip_before_words_apart(searcher):
    scores = [searcher.search(query)[0].score for query in ("9.4", "容缺受理", "容缺受里", "环境 容缺")]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


def test_all_words_come_before_most_words(searcher):
    hits = searcher.search("国有企业 债务 投融资 上市")
    assert [hit.unit.key for hit in hits][0] == "10.4"
    assert all(hits[n].score >= hits[n + 1].score for n in range(len(hits) - 1))


def test_every_place_is_marked(searcher):
    hit = searcher.search("容缺")[0]
    assert marked(hit.unit.text, hit.spans).count("【容缺】") == 2


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("容缺受里", "【容缺受理】"),
        ("荣缺受理", "【容缺受理】"),
        ("推进一次办乘", "【推进“一次办成】"),
        ("集体决策种", "【集体决策中】"),
    ],
)
def test_a_wrong_character_at_an_end_is_within_the_place(searcher, query, place):
    hit = searcher.search(query)[0]
    assert place in marked(hit.unit.text, hit.spans)


def test_alike_hits_stand_in_the_order_of_the_text(searcher):
    found = [hit.unit.key for hit in searcher.search("出现失误或者偏差") if hit.score == 0.95]
    assert found[:4] == ["8.1", "8.3", "8.4", "8.5"]


def test_only_so_many_as_are_wanted(searcher):
    assert len(searcher.search("容错", 5)) == 5
    assert len(searcher.search("容错")) > 40


def test_a_long_text_is_looked_for_by_its_beginning(searcher, knowledge):
    assert keys(searcher, knowledge.regulation.text("9.4") + "；" * 9)[0] == "9.4"
    assert searcher.search("完全无关的话" * 9000) == searcher.search("完全无关的话" * 90)


def test_words_join_when_the_dictionary_is_loaded(knowledge):
    found = Searcher(knowledge)
    assert keys(found, "自然灾害扶贫项目失败") == []
    found.load()
    assert "11.3" in keys(found, "自然灾害扶贫项目失败")
