"""The edges of the limit of 第十二条, on a calendar written out by hand."""

from datetime import date, timedelta

import msgspec
import pytest

from assistant.domain.procedure import (
    STEPS,
    Clock,
    committee_deadline,
    remaining,
    workdays_after,
)
from assistant.paths import folder


def span(first: str, last: str) -> set[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=i) for i in range((end - start).days + 1)}


class Schedule2026:
    """Spring Festival, Mid-Autumn and National Day of 2026; no other year is known."""

    off = (
        span("2026-02-15", "2026-02-23") | span("2026-09-25", "2026-09-27") | span("2026-10-01", "2026-10-07")
    )
    worked = {date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20), date(2026, 10, 10)}

    def is_workday(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def published(self, year: int) -> bool:
        return year == 2026


CALENDAR = Schedule2026()
CLOCKS = msgspec.toml.decode(
    (folder("knowledge") / "clocks.toml").read_bytes(), type=dict[str, tuple[Clock, ...]]
)
BY_ID = {clock.id: clock for clock in CLOCKS["clock"]}
LIMIT = BY_ID["recommend"].amount


def deadline(received: str):
    return committee_deadline(date.fromisoformat(received), None, CALENDAR, LIMIT).reading


def days(text: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, text.split()))


COUNTED = {
    "Monday, Mid-Autumn inside": ("2026-09-21", "2026-09-22 2026-09-23 2026-09-24 2026-09-28 2026-09-29"),
    "before National Day, ends on a worked Saturday": (
        "2026-09-28",
        "2026-09-29 2026-09-30 2026-10-08 2026-10-09 2026-10-10",
    ),
    "on a Saturday": ("2026-11-21", "2026-11-23 2026-11-24 2026-11-25 2026-11-26 2026-11-27"),
    "on a Friday": ("2026-11-20", "2026-11-23 2026-11-24 2026-11-25 2026-11-26 2026-11-27"),
    "on a worked Sunday": ("2026-09-20", "2026-09-21 2026-09-22 2026-09-23 2026-09-24 2026-09-28"),
    "on a worked Saturday": ("2026-10-10", "2026-10-12 2026-10-13 2026-10-14 2026-10-15 2026-10-16"),
    "the day before a worked Sunday": (
        "2026-09-19",
        "2026-09-20 2026-09-21 2026-09-22 2026-09-23 2026-09-24",
    ),
    "last working day before Spring Festival": (
        "2026-02-14",
        "2026-02-24 2026-02-25 2026-02-26 2026-02-27 2026-02-28",
    ),
    "inside a holiday": ("2026-10-03", "2026-10-08 2026-10-09 2026-10-10 2026-10-12 2026-10-13"),
}


@pytest.mark.parametrize(("received", "counted"), COUNTED.values(), ids=COUNTED)
def test_counts_working_days_from_the_day_after_the_notice(received: str, counted: str):
    found = deadline(received)
    assert found.days == days(counted)
    assert found.due == found.days[-1]
    assert found.start == date.fromisoformat(received)
    assert (found.provisional, found.reason) == (False, "")


@pytest.mark.parametrize(
    ("received", "due", "named"),
    [
        ("2026-12-24", "2026-12-31", []),
        ("2026-12-25", "2027-01-01", ["2027年"]),
        ("2026-12-31", "2027-01-07", ["2027年"]),
        ("2027-03-01", "2027-03-08", ["2027年"]),
        ("2027-12-30", "2028-01-06", ["2027年", "2028年"]),
        ("2027-12-31", "2028-01-07", ["2028年"]),
        ("2025-12-31", "2026-01-07", []),
        ("2025-12-30", "2026-01-06", ["2025年"]),
    ],
)
def test_is_provisional_when_a_counted_year_has_no_schedule(received: str, due: str, named: list[str]):
    found = deadline(received)
    assert found.due == date.fromisoformat(due)
    assert found.provisional is bool(named)
    years = ("2025年", "2026年", "2027年", "2028年")
    assert [year for year in years if year in found.reason] == named
    assert found.reason.count("。") == bool(named)


def test_the_other_reading_runs_from_the_day_after_the_consultation():
    both = committee_deadline(date(2026, 9, 28), date(2026, 9, 29), CALENDAR, LIMIT)
    assert both.reading.due == date(2026, 10, 10)
    assert both.other is not None
    assert both.other.start == date(2026, 9, 29)
    assert both.other.days == days("2026-09-30 2026-10-08 2026-10-09 2026-10-10 2026-10-12")


def test_without_a_consultation_there_is_no_other_reading():
    assert committee_deadline(date(2026, 9, 28), None, CALENDAR, LIMIT).other is None


def test_only_the_reading_that_reaches_the_unknown_year_is_provisional():
    both = committee_deadline(date(2026, 12, 24), date(2026, 12, 28), CALENDAR, LIMIT)
    assert both.other is not None
    assert (both.reading.provisional, both.other.provisional) == (False, True)


def test_the_limit_is_an_argument():
    assert committee_deadline(date(2026, 11, 23), None, CALENDAR, 3).reading.due == date(2026, 11, 26)
    assert workdays_after(date(2026, 11, 23), 1, CALENDAR) == (date(2026, 11, 24),)
    assert workdays_after(date(2026, 11, 23), 0, CALENDAR) == ()


@pytest.mark.parametrize(
    ("received", "today", "left"),
    [
        ("2026-11-20", "2026-11-20", 6),
        ("2026-11-20", "2026-11-21", 5),
        ("2026-11-20", "2026-11-23", 5),
        ("2026-11-20", "2026-11-26", 2),
        ("2026-11-20", "2026-11-27", 1),
        ("2026-11-20", "2026-11-28", 0),
        ("2026-11-20", "2026-11-29", 0),
        ("2026-11-20", "2026-11-30", -1),
        ("2026-11-20", "2026-12-01", -2),
        ("2026-11-19", "2026-11-27", -1),
        ("2026-09-28", "2026-10-04", 3),
        ("2026-09-28", "2026-10-10", 1),
        ("2026-09-28", "2026-10-11", 0),
        ("2026-09-28", "2026-10-12", -1),
    ],
)
def test_remaining_counts_today_and_the_due_day(received: str, today: str, left: int):
    assert remaining(deadline(received), date.fromisoformat(today), CALENDAR) == left


def test_a_deadline_is_written_with_the_keys_of_the_command_line():
    written = msgspec.to_builtins(deadline("2026-09-28"))
    assert list(written) == ["due", "days", "provisional", "reason", "from"]
    assert (written["from"], written["due"]) == ("2026-09-28", "2026-10-10")


def test_the_steps_of_a_case_in_order():
    assert STEPS == ("起草", "研究", "已报送", "归档")


@pytest.mark.parametrize(
    ("name", "article", "limit"),
    [
        ("notify", "12", "7个工作日内"),
        ("recommend", "12", "5个工作日内"),
        ("investigate", "13", "一个月内"),
        ("extend", "13", "不得超过一个月"),
        ("feedback", "16", "一个月内"),
        ("statistics", "annex2", "7月10日、1月10日前"),
    ],
)
def test_each_clock_says_what_its_words_say(name: str, article: str, limit: str):
    clock = BY_ID[name]
    amount = {"workdays": f"{clock.amount}个工作日", "months": "一" * clock.amount + "个月"}
    assert (clock.article, limit in clock.words) == (article, True)
    assert amount.get(clock.unit, "、".join(clock.dates)) in limit
    assert clock.firm is ("一般" not in clock.words)


def test_there_are_no_other_clocks():
    assert list(BY_ID) == ["notify", "recommend", "investigate", "extend", "feedback", "statistics"]


@pytest.mark.parametrize(
    "limit",
    [
        {"unit": "workdays"},
        {"unit": "workdays", "amount": -1},
        {"unit": "workdays", "dates": ["7月10日"]},
        {"unit": "months", "amount": 1, "dates": ["7月10日"]},
        {"unit": "dates", "amount": 1},
        {"unit": "dates", "amount": -1, "dates": ["7月10日"]},
        {"unit": "dates", "amount": 1, "dates": ["7月10日"]},
        {"unit": "weeks", "amount": 1},
        {"unit": "months", "amount": 1, "unknown": 1},
    ],
)
def test_a_clock_is_an_amount_or_dates(limit: dict[str, object]):
    rest = {"id": "x", "from": "收到通知", "article": "12", "words": "…", "firm": True}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(rest | limit, Clock)
