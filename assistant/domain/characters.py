"""Characters that cannot be seen: what is blank, and how the others are shown."""

from __future__ import annotations

import unicodedata

_UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"}
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that are drawn as nothing."""


def blank(text: str) -> bool:
    """Whether the text has no character that can be seen."""
    return all(c in _FILLERS or unicodedata.category(c) in _UNSEEN for c in text)
