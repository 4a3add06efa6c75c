"""What a party committee, a person and a matter are called in a paper."""

import re

ANY = "党委（党组）"
_PARTY = re.compile("^(?:中共|中国共产党)|党")
_BODIES = (
    ("党组", "党组$"),
    ("党工委", "(?:工作委员会|工委)$"),
    ("党总支", "总支(?:部)?(?:委员会)?$"),
    ("党支部", "支部(?:委员会)?$"),
    ("党委", "(?:党委|[省市区县旗镇乡]委|街道委|(?<!检查)(?<!监察)(?<!管理)(?<!村民)(?<!居民)委员会)$"),
)
_MATTERS = re.compile("(?:一事|事件|事项|事宜|问题|情况|一案|】)$")
"""How the words for a matter end that can stand in a sentence as they are; a gap is left alone."""

_PROVISION = re.compile("第[第之〇零一二三四五六七八九十百千0-9０-９（）()、和及至编章节条款项目]+")
"""Where words stand in a rule, by its articles and items alone."""


def body(name: str) -> str:
    """中共某局党组 -> 党组; 党委（党组） where the name is of no party committee or does not tell."""
    name = name.strip()
    found = (kind for kind, ending in _BODIES if re.search(ending, name))
    return next(found, ANY) if _PARTY.search(name) else ANY


def comrade(name: str) -> str:
    """A person's name with 同志 after it, once."""
    return name.strip().removesuffix("同志") + "同志"


def post(position: str, unit: str) -> str:
    """A post as it stands after its unit: what both say is said once.

    Two characters or more are the same, and as many are left: 大队 and 大队长 stay 大队大队长.
    """
    lengths = range(min(len(position) - 2, len(unit)), 1, -1)
    return position[next((n for n in lengths if unit.endswith(position[:n])), 0) :]


def provision(words: str) -> str:
    """A part of a rule after its name: 第八条 as it is, its words in quotation marks."""
    return words if _PROVISION.fullmatch(words) else f"“{words}”"


def matter(words: str) -> str:
    """A matter as it stands after 就: 未招标 -> “未招标”一事; words with marks of their own get no more."""
    if _MATTERS.search(words):
        return words
    return f"{words}一事" if "“" in words else f"“{words}”一事"
