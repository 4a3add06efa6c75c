"""The library's schedules, local files over them, and every refusal of a bad local file."""

import re
from datetime import date
from pathlib import Path

import pytest

from assistant.domain.procedure import committee_deadline
from assistant.paths import folder
from assistant.services import workdays
from assistant.services.workdays import ScheduleError, WorkdayCalendar, faults, read

INVENTED = """year = 2027
source = "测试用的虚构安排"
holidays = [2027-01-01, 2027-01-04]
workdays = [2027-01-09]
"""


@pytest.fixture
def until_2026(monkeypatch: pytest.MonkeyPatch):
    """The library as it was before it had 2027."""
    known = {year: schedule for year, schedule in workdays.library().items() if year <= 2026}
    monkeypatch.setattr(workdays, "library", lambda: known)


def write(place: Path, text: str, name: str = "2027.toml") -> Path:
    place.mkdir(exist_ok=True)
    file = place / name
    file.write_text(text, encoding="utf-8")
    return file


def due(calendar: WorkdayCalendar, received: date):
    return committee_deadline(received, None, calendar, 5).reading


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-02-13", True),
        ("2026-02-14", True),
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-09-20", True),
        ("2026-09-24", True),
        ("2026-09-25", False),
        ("2026-09-28", True),
        ("2026-10-01", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2026-10-11", False),
        ("2026-11-21", False),
        ("2018-12-31", False),
    ],
)
def test_follows_the_published_schedule(day: str, worked: bool):
    assert WorkdayCalendar([]).is_workday(date.fromisoformat(day)) is worked


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2026, 2, 14), date(2026, 2, 28)),
        (date(2026, 9, 20), date(2026, 9, 28)),
        (date(2026, 9, 21), date(2026, 9, 29)),
        (date(2026, 9, 28), date(2026, 10, 10)),
        (date(2026, 11, 21), date(2026, 11, 27)),
    ],
)
def test_deadlines_on_the_library(received: date, last: date):
    found = due(WorkdayCalendar([]), received)
    assert (found.due, found.provisional) == (last, False)


@pytest.mark.parametrize(("year", "known"), [(2003, False), (2004, True), (2026, True), (2027, False)])
def test_knows_which_years_are_published(year: int, known: bool, until_2026: None):
    assert WorkdayCalendar([]).published(year) is known


def test_agrees_with_the_library_on_every_day_it_has():
    import chinese_calendar

    calendar = WorkdayCalendar([])
    every_day = chinese_calendar.get_dates(
        date(min(workdays.library()), 1, 1), date(max(workdays.library()), 12, 31)
    )
    assert all(calendar.is_workday(day) == chinese_calendar.is_workday(day) for day in every_day)


@pytest.mark.parametrize(
    ("day", "worked"),
    [("2027-01-01", True), ("2027-01-02", False), ("2027-01-03", False), ("2027-01-04", True)],
)
def test_an_unpublished_year_has_weekends_only(day: str, worked: bool, until_2026: None):
    assert WorkdayCalendar([]).is_workday(date.fromisoformat(day)) is worked


@pytest.mark.parametrize("received", [date(2026, 12, 28), date(2027, 1, 4)])
def test_a_local_file_ends_the_provisional_deadline(received: date, tmp_path: Path, until_2026: None):
    before = due(WorkdayCalendar([tmp_path]), received)
    write(tmp_path, INVENTED)
    after = due(WorkdayCalendar([tmp_path]), received)
    assert (before.provisional, "2027年" in before.reason) == (True, True)
    assert (after.provisional, after.reason) == (False, "")


def test_a_local_file_supplies_holidays_and_worked_weekends(tmp_path: Path, until_2026: None):
    write(tmp_path, INVENTED)
    calendar = WorkdayCalendar([tmp_path])
    assert due(calendar, date(2026, 12, 28)).due == date(2027, 1, 6)
    assert due(calendar, date(2027, 1, 4)).due == date(2027, 1, 9)


def test_a_local_file_replaces_the_whole_year_of_the_library(tmp_path: Path):
    text = 'year = 2026\nsource = "测试用的虚构安排"\nholidays = [2026-10-01]\nworkdays = []\n'
    write(tmp_path, text, "2026.toml")
    calendar = WorkdayCalendar([tmp_path])
    assert [calendar.is_workday(date(2026, 10, day)) for day in (1, 2, 10)] == [False, True, False]
    assert not calendar.is_workday(date(2025, 10, 2))


def test_a_later_folder_goes_before_an_earlier_one(tmp_path: Path):
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    write(shipped, INVENTED)
    write(own, INVENTED.replace("2027-01-04", "2027-01-05"))
    calendar = WorkdayCalendar([shipped, own])
    assert [calendar.is_workday(date(2027, 1, day)) for day in (4, 5)] == [True, False]


def test_a_missing_folder_and_other_files_are_passed_over(tmp_path: Path):
    write(tmp_path, "说明", "README.md")
    write(tmp_path, "残留", "._2027.toml")
    assert WorkdayCalendar([tmp_path / "missing", tmp_path]).published(2026)


def test_a_byte_order_mark_and_crlf_are_read(tmp_path: Path):
    file = tmp_path / "2027.toml"
    file.write_bytes(b"\xef\xbb\xbf" + INVENTED.replace("\n", "\r\n").encode())
    assert read(file).workdays == {date(2027, 1, 9)}


BAD = {
    "unknown key": ("workdays =", "workday =", "“workday”.*可写的键.*workdays"),
    "missing key": ("workdays = [2027-01-09]", "", r"workdays 缺失.*workdays = \["),
    "year in quotes": ("year = 2027", 'year = "2027"', "year 缺失或者写法不对"),
    "year is not the name's": ("year = 2027", "year = 2028", r"year .*2028.*文件名 2027\.toml"),
    "empty source": ("测试用的虚构安排", "", "source 是空的"),
    "no holidays": ("[2027-01-01, 2027-01-04]", "[]", "holidays 是空的"),
    "one date for a list": ("[2027-01-09]", "2027-01-09", "workdays 缺失或者写法不对"),
    "date in quotes": ("2027-01-04", '"2027-01-04"', "holidays 中的 2027-01-04 不是日期.*不加引号"),
    "date with a time": ("2027-01-04", "2027-01-04T08:00:00", "holidays .*不是日期"),
    "holiday of another year": (
        "2027-01-01,",
        "2026-12-31,",
        r"holidays 中的 2026-12-31 不在2027年内.*2026\.toml",
    ),
    "workday of another year": ("2027-01-09", "2028-01-08", "workdays 中的 2028-01-08 不在2027年内"),
    "holiday twice": ("2027-01-04]", "2027-01-01]", "holidays 中的 2027-01-01 写了两次"),
    "workday twice": ("2027-01-09]", "2027-01-09, 2027-01-09]", "workdays 中的 2027-01-09 写了两次"),
    "workday on a Friday": ("2027-01-09", "2027-01-08", "workdays 中的 2027-01-08 是星期五"),
    "holiday and workday": ("2027-01-04]", "2027-01-09]", "workdays 中的 2027-01-09 同时写在 holidays"),
    "key twice": ("year = 2027", "year = 2027\nyear = 2027", "第 2 行不合 TOML 写法"),
    "list left open": ("2027-01-09]", "2027-01-09", "(第 5 行|文件末尾)不合 TOML 写法"),
    "no such day": ("2027-01-04", "2027-02-30", "第 3 行不合 TOML 写法.*日期真实存在"),
}


@pytest.mark.parametrize(("old", "new", "message"), BAD.values(), ids=BAD)
def test_a_bad_local_file_is_refused_in_one_sentence(old: str, new: str, message: str, tmp_path: Path):
    assert old in INVENTED
    file = write(tmp_path, INVENTED.replace(old, new, 1))
    with pytest.raises(ScheduleError, match=message) as refusal:
        WorkdayCalendar([tmp_path])
    said = str(refusal.value)
    assert said.startswith(f"{file}：")
    assert (said.count("。"), "请" in said) == (1, True)


def test_a_gbk_file_is_named_as_such(tmp_path: Path):
    (tmp_path / "2027.toml").write_bytes(INVENTED.encode("gbk"))
    with pytest.raises(ScheduleError, match="GBK.*另存为 UTF-8"):
        WorkdayCalendar([tmp_path])


def test_a_file_not_named_by_a_year_is_refused(tmp_path: Path):
    write(tmp_path, INVENTED, "2027年.toml")
    with pytest.raises(ScheduleError, match="与文件名 2027年.toml 不符"):
        WorkdayCalendar([tmp_path])


def test_an_unreadable_file_is_refused(tmp_path: Path):
    (tmp_path / "2027.toml").mkdir()
    with pytest.raises(ScheduleError, match="无法读取"):
        WorkdayCalendar([tmp_path])


def test_all_faults_of_a_file_are_listed_at_once(tmp_path: Path):
    file = write(
        tmp_path,
        INVENTED.replace("2027-01-09", "2027-01-08, 2028-01-08").replace("year = 2027", "year = 2027\na = 1"),
    )
    assert [re.search(r"“a”|2027-01-08|2028-01-08", fault)[0] for fault in faults(file)] == [
        "“a”",
        "2027-01-08",
        "2028-01-08",
    ]
    assert faults(write(tmp_path, INVENTED)) == []
    assert len(faults(write(tmp_path, "year ="))) == 1


def test_the_sample_of_the_instructions_is_the_schedule_of_2026(tmp_path: Path):
    text = (folder("knowledge") / "workdays" / "README.md").read_text(encoding="utf-8")
    sample = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert sample
    schedule, published = read(write(tmp_path, sample[1], "2026.toml")), workdays.library()[2026]
    assert (schedule.holidays, schedule.workdays) == (published.holidays, published.workdays)


def test_every_shipped_schedule_is_sound():
    shipped = workdays.local_files(folder("knowledge") / "workdays")
    assert [fault for file in shipped for fault in faults(file)] == []
