"""What committees and people are called."""

import pytest

from assistant.domain.naming import body, comrade


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
