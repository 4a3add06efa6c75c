"""Characters that cannot be seen: what is blank, and how the others are shown."""

from __future__ import annotations

import unicodedata

_UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"}
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that are drawn as nothing."""
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def blank(text: str) -> bool:
    """Whether the text has no character that can be seen."""
    return all(c in _FILLERS or unicodedata.category(c) in _UNSEEN for c in text)


def visible(text: str) -> str:
    """Control and direction characters written out as [U+202E]; newlines and tabs stay."""
    return "".join(f"[U+{ord(c):04X}]" if _hidden(c) else c for c in text)


def row(text: str) -> str:
    """The text on one row, as a list has it."""
    return visible(" ".join(text.splitlines()))


def _hidden(char: str) -> bool:
    noncharacter = ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"
    return char not in "\n\t" and (
        unicodedata.category(char) in ("Cc", "Cs") or char in _BIDI or noncharacter
    )
