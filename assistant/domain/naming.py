"""What a party committee and a person are called in a paper."""

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


def body(name: str) -> str:
    """中共某局党组 -> 党组; 党委（党组） where the name is of no party committee or does not tell."""
    name = name.strip()
    found = (kind for kind, ending in _BODIES if re.search(ending, name))
    return next(found, ANY) if _PARTY.search(name) else ANY


def comrade(name: str) -> str:
    """A person's name with 同志 after it, once."""
    return name.strip().removesuffix("同志") + "同志"
