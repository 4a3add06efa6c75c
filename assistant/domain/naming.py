"""What a party committee and a person are called in a paper."""

import re

ANY = "党委（党组）"
_BODIES = (
    ("党组", "党组$"),
    ("党工委", "(?:工作委员会|工委)$"),
    ("党总支", "总支(?:部)?(?:委员会)?$"),
    ("党支部", "支部(?:委员会)?$"),
    ("党委", "(?:党委|委员会)$"),
)


def body(name: str) -> str:
    """中共某局党组 -> 党组; 党委（党组） where the name does not tell."""
    return next((kind for kind, ending in _BODIES if re.search(ending, name.strip())), ANY)


def comrade(name: str) -> str:
    """A person's name with 同志 after it, once."""
    return name.strip().removesuffix("同志") + "同志"
