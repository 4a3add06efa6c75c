"""The time limits of the procedure, counted in working days, and the steps of a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count, islice
from typing import Literal, Protocol

import msgspec

STEPS = ("起草", "研究", "已报送", "归档")
"""The life of a case, in its usual order; recorded, never forbidden."""


class Clock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """One time limit of the 细则: working days or months after an event, or fixed dates of each year."""

    id: str
    from_: str
    """The event that starts it, or the period it belongs to."""
    unit: Literal["workdays", "months", "dates"]
    article: str
    words: str
    """The limit in the exact words of the text."""
    firm: bool
    """False where the text says 一般 or 可以: such a limit only warns."""
    amount: int = 0
    """How many workdays or months; 0 with fixed dates."""
    dates: tuple[str, ...] = ()
    """Fixed dates such as 7月10日, before which it is due."""

    def __post_init__(self) -> None:
        dated, counted = bool(self.dates) and not self.amount, self.amount > 0 and not self.dates
        if not (dated if self.unit == "dates" else counted):
            raise ValueError("unit 是 dates 时只写 dates，否则只写 amount（至少为 1）")


class Calendar(Protocol):
    """Which days are worked, by the State Council's yearly schedule with 调休."""

    def is_workday(self, day: date) -> bool:
        """Whether people work on `day`; by weekends only in a year whose schedule is not known."""
        ...

    def published(self, year: int) -> bool:
        """Whether the schedule of `year` is in the data."""
        ...


class Deadline(msgspec.Struct, frozen=True, rename={"start": "from"}):
    """The last day `due` of a limit in working days, with the days that were counted from `start`."""

    due: date
    days: tuple[date, ...]
    provisional: bool
    reason: str
    """Why it is provisional, for people; empty when it is not."""
    start: date
    """The day of the event itself, which does not count."""


class CommitteeDeadline(msgspec.Struct, frozen=True):
    """The committee's last day by both readings of 第十二条, which does not say what starts the limit."""

    reading: Deadline
    """The usual reading: the day after the notice was received is day 1."""
    other: Deadline | None
    """The other reading: the day after 充分沟通 is day 1; None if that date is unknown."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why either reading is provisional, for people; empty where none is."""
        other = self.other.reason if self.other else ""
        return tuple(dict.fromkeys(filter(None, (self.reading.reason, other))))


def committee_deadline(
    received: date, consulted: date | None, calendar: Calendar, limit: int
) -> CommitteeDeadline:
    """The last day for the recommendation by 第十二条, `limit` working days (at least 1), both readings."""
    other = _deadline(consulted, limit, calendar) if consulted else None
    return CommitteeDeadline(_deadline(received, limit, calendar), other)


def workdays_after(start: date, n: int, calendar: Calendar) -> tuple[date, ...]:
    """The first `n` working days after `start`, which itself never counts."""
    following = (start + timedelta(days=i) for i in count(1))
    return tuple(islice(filter(calendar.is_workday, following), n))


def remaining(deadline: Deadline, today: date, calendar: Calendar) -> int:
    """Working days left from `today` through the due day, both included: 1 on the due day itself.

    Once late: minus the working days after the due day up to `today`, so 0 on a weekend right after it.
    """
    if today <= deadline.due:
        return _workdays_between(today, deadline.due, calendar)
    return -_workdays_between(deadline.due + timedelta(days=1), today, calendar)


def _deadline(start: date, n: int, calendar: Calendar) -> Deadline:
    days = workdays_after(start, n, calendar)
    first, due = start + timedelta(days=1), days[-1]
    unknown = [year for year in range(first.year, due.year + 1) if not calendar.published(year)]
    return Deadline(due=due, days=days, provisional=bool(unknown), reason=_reason(unknown), start=start)


def _reason(unknown: Sequence[int]) -> str:
    if not unknown:
        return ""
    years = "、".join(f"{year}年" for year in unknown)
    return f"数据中没有{years}的节假日安排，暂按只除去周六、周日推算，请按国务院办公厅公布的安排核对。"


def _workdays_between(first: date, last: date, calendar: Calendar) -> int:
    span = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return sum(map(calendar.is_workday, span))
