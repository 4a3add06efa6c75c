"""The State Council's yearly schedules: chinesecalendar, and local files that supply or replace a year."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from assistant.domain.fault import Fault

SATURDAY = 5
WEEKDAYS = "一二三四五六日"

SHAPES: dict[str, tuple[type, str]] = {
    "year": (int, "year = 2026"),
    "source": (str, 'source = "发布通知的名称和文号"'),
    "holidays": (list, "holidays = [2026-10-01, 2026-10-02]"),
    "workdays": (list, "workdays = [2026-10-10]"),
}
"""The keys of a local file: the type of each, and how it is written."""


class ScheduleError(Fault):
    """A local file that cannot be relied on; the message names the file, the key and the remedy."""


class Schedule(msgspec.Struct, frozen=True):
    """One year's days off, and the weekend days that are worked instead （调休）."""

    year: int
    source: str
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()


class WorkdayCalendar:
    """Which days are worked; a local `YYYY.toml` replaces that year, and a later folder wins."""

    def __init__(self, folders: Iterable[Path]) -> None:
        files = [file for folder in folders for file in local_files(folder)]
        self._local = {schedule.year: schedule for schedule in map(read, files)}

    def is_workday(self, day: date) -> bool:
        """Whether people work on `day`; by weekends only in a year that is not `published`."""
        schedule = self._schedule(day.year)
        if schedule and day.weekday() >= SATURDAY:
            return day in schedule.workdays
        return day.weekday() < SATURDAY and not (schedule and day in schedule.holidays)

    def published(self, year: int) -> bool:
        """Whether the schedule of `year` is in the data."""
        return self._schedule(year) is not None

    def _schedule(self, year: int) -> Schedule | None:
        return self._local.get(year) or library().get(year)


@cache
def library() -> dict[int, Schedule]:
    """The schedules that chinesecalendar has, by year."""
    import chinese_calendar

    off, worked = set(chinese_calendar.holidays), set(chinese_calendar.workdays)
    return {year: _of_year(year, "chinesecalendar", off, worked) for year in {day.year for day in off}}


def local_files(folder: Path) -> list[Path]:
    """The local schedules in `folder`, by name; none if there is no such folder."""
    return sorted(folder.glob("[!.]*.toml"))


def read(file: Path) -> Schedule:
    """The schedule in one local file; raises ScheduleError with its first fault."""
    raw = _parse(file)
    for fault in _faults(raw, file.stem):
        raise ScheduleError(f"{file}：{fault}")
    return _of_year(raw["year"], raw["source"], raw["holidays"], raw["workdays"])


def faults(file: Path) -> list[str]:
    """Everything that is wrong with one local file, each as one sentence for people."""
    try:
        return [f"{file}：{fault}" for fault in _faults(_parse(file), file.stem)]
    except ScheduleError as error:
        return [str(error)]


def _of_year(year: int, source: str, holidays: Iterable[date], workdays: Iterable[date]) -> Schedule:
    off, worked = (frozenset(day for day in days if day.year == year) for days in (holidays, workdays))
    return Schedule(year, source, off, worked)


def _parse(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ScheduleError(f"{file}：无法读取，请检查文件及其权限。") from error
    except UnicodeDecodeError as error:
        raise ScheduleError(f"{file}：不是 UTF-8 编码（可能是 GBK），请另存为 UTF-8。") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"第 {line[1]} 行" if line else "文件末尾"
        remedy = "请检查：每个键只写一次，列表用方括号，日期真实存在且不加引号"
        raise ScheduleError(f"{file}：{where}不合 TOML 写法，{remedy}。") from error


def _faults(raw: dict[str, Any], stem: str) -> Iterator[str]:
    for key in (key for key in raw if key not in SHAPES):
        yield f"没有“{key}”这个键，可写的键是 {'、'.join(SHAPES)}，请改正或者删去。"
    misshapen = [key for key, (kind, _) in SHAPES.items() if type(raw.get(key)) is not kind]
    for key in misshapen:
        yield f"{key} 缺失或者写法不对，请写成 {SHAPES[key][1]} 的样子。"
    if not misshapen:
        yield from _content_faults(raw, stem)


def _content_faults(raw: dict[str, Any], stem: str) -> Iterator[str]:
    if stem != str(raw["year"]):
        yield f"year 写的是 {raw['year']}，与文件名 {stem}.toml 不符，请改成一致。"
    for key in ("source", "holidays"):
        if not raw[key]:
            yield f"{key} 是空的，请按国务院办公厅的通知填写。"
    for key in ("holidays", "workdays"):
        for i, day in enumerate(raw[key]):
            fault = _day_fault(raw, key, i, day)
            if fault:
                yield f"{key} 中的 {day} {fault}"


def _day_fault(raw: dict[str, Any], key: str, i: int, day: Any) -> str | None:
    if type(day) is not date:
        return "不是日期，请写成不加引号的年-月-日，如 2026-10-01。"
    if day.year != raw["year"]:
        return f"不在{raw['year']}年内，请改正，或者写进 {day.year}.toml。"
    if day in raw[key][:i]:
        return "写了两次，请删去一个。"
    if key == "workdays" and day.weekday() < SATURDAY:
        return f"是星期{WEEKDAYS[day.weekday()]}，这里只写调休上班的周六、周日，请删去或者改正。"
    if key == "workdays" and day in raw["holidays"]:
        return "同时写在 holidays 中，请按通知只留一处。"
    return None
