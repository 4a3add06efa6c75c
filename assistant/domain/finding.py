"""What the review says: one finding, and its levels."""

from __future__ import annotations

import msgspec

from assistant.domain.knowledge import FindingLevel

LEVELS: tuple[FindingLevel, ...] = ("block", "warn", "info")


class Finding(msgspec.Struct, frozen=True):
    """One thing the review found; `code` is stable, `where` is an answer path, `articles` are ids such as "7.6"."""

    code: str
    level: FindingLevel
    where: str
    articles: tuple[str, ...]
    message: str
