"""What committees and people are called."""

import pytest

from assistant.domain.naming import body, comrade, matter, post, provision


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("中共清和区行政审批服务局党组", "党组"),
        ("中共青崖县应急管理局委员会", "党委"),
        ("中共某集团有限公司党委", "党委"),
        ("中共清和区委柳泉街道工作委员会", "党工委"),
        ("中共某街道工委", "党工委"),
        ("中共柳泉镇石门村总支部委员会", "党总支"),
        ("石门村党总支", "党总支"),
        ("中共柳泉镇石门村支部委员会", "党支部"),
        ("石门村党支部", "党支部"),
        ("石门村党总支部", "党总支"),
        ("中共清和区委", "党委"),
        ("中国共产党青崖县委员会", "党委"),
        ("石门村", "党委（党组）"),
        ("柳泉镇石门村村民委员会", "党委（党组）"),
        ("清和高新区管理委员会", "党委（党组）"),
        ("中共清和区纪律检查委员会", "党委（党组）"),
        ("共青团清和区委员会", "党委（党组）"),
        ("", "党委（党组）"),
    ],
)
def test_a_committee_is_called_by_its_kind(name: str, called: str) -> None:
    assert body(name) == called


@pytest.mark.parametrize("name", ["张某", "张某同志", " 张某 "])
def test_a_comrade_is_one_once(name: str) -> None:
    assert comrade(name) == "张某同志"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("应急抢修未招标一事", "应急抢修未招标一事"),
        ("应急抢修中的招标问题", "应急抢修中的招标问题"),
        ("群众反映的有关情况", "群众反映的有关情况"),
        ("“4·8”爆管事件", "“4·8”爆管事件"),
        ("未招标", "“未招标”一事"),
        ("在“先收后补”中逾期", "在“先收后补”中逾期一事"),
        ("没有办成事", "“没有办成事”一事"),
        ("【待补充：责任追究事由】", "【待补充：责任追究事由】"),
    ],
)
def test_what_a_matter_is_called(words: str, said: str) -> None:
    assert matter(words) == said


@pytest.mark.parametrize(
    ("unit", "position", "said"),
    [
        ("清和镇石桥村村民委员会", "村民委员会主任", "主任"),
        ("清和镇石桥村村民委员会", "清和镇石桥村村民委员会主任", "主任"),
        ("清和镇石桥村村民委员会", "石桥村村民委员会委员", "委员"),
        ("清和区财政局", "局长", "局长"),
        ("清和区财政局", "财政局局长", "局长"),
        ("清和区综合执法大队", "大队长", "大队长"),
        ("清和镇石桥村", "村委会主任", "村委会主任"),
        ("", "科长", "科长"),
    ],
)
def test_a_post_after_its_unit_says_nothing_twice(unit: str, position: str, said: str) -> None:
    assert post(position, unit) == said


@pytest.mark.parametrize(
    ("words", "placed"),
    [
        ("第八条", "第八条"),
        ("第二十一条第二款第（三）项", "第二十一条第二款第（三）项"),
        ("第8条", "第8条"),
        ("应当公开招标", "“应当公开招标”"),
        ("第八条规定的限期", "“第八条规定的限期”"),
    ],
)
def test_an_article_is_no_quotation(words: str, placed: str) -> None:
    assert provision(words) == placed
