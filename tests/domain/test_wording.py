"""Which words of a description are asked about, and which are already denied."""

import tomllib
from collections import Counter

import msgspec
import pytest

from assistant import paths
from assistant.domain.wording import Flag, Lexicon, flags

LEXICON = msgspec.convert(
    tomllib.loads((paths.folder("knowledge") / "flags.toml").read_text("utf8")), Lexicon
)

FLAGGED = [
    ("收了施工方两张购物卡", ["gifts"]),
    ("事后从老板那里拿了五万元好处费", ["private_gain"]),
    ("扶持资金转进了本人账户", ["private_gain"]),
    ("该公司由其妻弟经营", ["relatives"]),
    ("没有比选，直接交给外甥的公司", ["relatives"]),
    ("未经会议研究给其外甥的企业免租五年", ["relatives"]),
    ("没有开会就把项目给了妻弟", ["relatives"]),
    ("他不是亲戚而是老同学", ["relatives"]),
    ("并非没有收过礼金", ["gifts"]),
    ("没少收红包", ["gifts"]),
    ("没能拒绝对方的红包", ["gifts"]),
    ("不是第一次收礼", ["gifts"]),
    ("未报告与中标人的关系", ["concealment"]),
    ("对上隐瞒了停工的实情", ["concealment"]),
    ("为避免追责倒签了日期", ["falsification"]),
    ("会议记录是检查前补签的", ["falsification"]),
    ("指使科员伪造台账", ["falsification", "falsification"]),
    ("会后补记录、改日期", ["falsification", "falsification"]),
    ("当晚酒后驾驶公务用车", ["drink_driving"]),
    ("对上级部署阳奉阴违", ["political"]),
    ("值班时打牌，电话无人接听", ["inaction", "inaction"]),
    ("群众多次反映，他置之不理", ["inaction"]),
    ("妻弟所得尚未退还", ["relatives"]),
    ("没有收红包；但收了购物卡", ["gifts"]),
    ("程序上没有问题，好处费是年底给的", ["private_gain"]),
]

DENIED = [
    "其与申请企业无亲属、同学、投资往来",
    "未收受任何好处",
    "没有任何利益输送",
    "集团未发生债务违约，亦未发现利益输送",
    "本人和近亲属在相关机构无任职持股",
    "未收取顾问费、好处费",
    "不存在借灾谋利、虚报价格等问题",
    "不是违规举债和利益输送",
    "并非弄虚作假",
    "从未收受礼金",
    "经手人之间没有亲属关系",
    "亲属参与经营等情形不存在",
    "收受红包的说法不属实",
    "礼金我一分没拿",
    "当场拒收红包",
    "严格执行亲属回避制度",
    "容错不得包庇违纪违法行为",
    "容错不会掩盖违纪违法行为",
    "为防止利益输送，引入第三方评估",
    "有几户走亲戚不知道",
    "死者亲属情绪激动",
    "申请人伪造租赁合同",
    "经营者隐瞒了真实用量",
    "牵头查处酒驾的行动",
    "次日补报纪要",
    "这么办对群众有好处",
    "",
]


@pytest.mark.parametrize(("text", "kinds"), FLAGGED)
def test_asked_about(text: str, kinds: list[str]) -> None:
    assert [flag.kind for flag in flags(text, LEXICON)] == kinds


@pytest.mark.parametrize("text", DENIED)
def test_denied_or_not_meant(text: str) -> None:
    assert flags(text, LEXICON) == ()


def test_a_denial_reaches_to_the_end_of_its_clause_only() -> None:
    assert flags("没有比选、收了红包", LEXICON) == (Flag("gifts", "红包", "没有比选、收了红包"),)
    assert flags("没有亲属、红包", LEXICON) == ()
    assert flags("没有亲属\n收了红包", LEXICON) == (Flag("gifts", "红包", "收了红包"),)


def test_a_word_is_found_once_in_a_clause_and_longest_first() -> None:
    assert flags("好处费又是好处费", LEXICON) == (Flag("private_gain", "好处费", "好处费又是好处费"),)


def test_no_word_belongs_to_two_kinds_or_is_also_an_exception() -> None:
    words = Counter(word for kind in LEXICON.flag for word in kind.words)
    assert [word for word, times in words.items() if times > 1 or word in LEXICON.exceptions] == []


def test_every_question_asks_and_judges_nothing() -> None:
    assert all(kind.question.endswith("？") and "违纪" not in kind.question for kind in LEXICON.flag)
