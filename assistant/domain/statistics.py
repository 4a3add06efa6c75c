"""附件2 容错统计表: its columns as its own words list them, the span it covers, the line of each decided case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec

from assistant.domain.answers import Answers
from assistant.domain.fault import Fault
from assistant.domain.lists import cited
from assistant.domain.naming import post
from assistant.domain.reading import parse_date
from assistant.domain.regulation import Paper, cite

TICK = "√"
TICKED = {"免责": "免责", "减责": "减责", "从轻处理": "从轻"}
"""The outcomes of 第十八条 and the columns in which they are ticked (附件2 note 3)."""
REFUSED = "不提出容错建议"
_OTHER = {"个人": "单位", "单位": "个人"}

_HALF = re.compile(r"(\d{4})年?([上下])半年", re.ASCII)


Measures = Mapping[str, tuple[str, ...]]
"""The subject of a case, 个人 or 单位, and the columns of its measures."""


class Column(msgspec.Struct, frozen=True):
    """One column of the form, or a group of them under one heading."""

    name: str
    parts: tuple[Column, ...] = ()

    def leaves(self) -> tuple[str, ...]:
        """The names of the columns that are filled in, from left to right."""
        return tuple(name for part in self.parts for name in part.leaves()) or (self.name,)


class Form(msgspec.Struct, frozen=True):
    """附件2 as printed: what stands above the columns, the columns, and what stands below them."""

    title: str
    above: tuple[str, ...]
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    remarks: tuple[str, ...]
    """How the text is read: no part of the form."""

    @property
    def measures(self) -> Measures:
        """The columns ticked for what was imposed after tolerance (note 3), by whom it was given to."""
        groups = {column.name: column.leaves() for column in self.columns}
        return {subject: groups[f"对{subject}容错后问责追责情况"] for subject in _OTHER}

    @property
    def names(self) -> tuple[str, ...]:
        """All columns that are filled in, from left to right."""
        return tuple(name for column in self.columns for name in column.leaves())


class Statistics(msgspec.Struct, frozen=True):
    """The lines of the table, column name -> words, in the order of the decisions."""

    lines: tuple[dict[str, str], ...]
    undecided: int
    """Cases without the date of a decision."""
    gaps: tuple[str, ...]
    """What the table still lacks, in sentences for people."""


def form(annex: Paper) -> Form:
    """The form that the text of 附件2 describes, its columns a list."""
    lines = [line for line in annex.text.strip().split("\n") if line]
    listed = [place for place, line in enumerate(lines) if line.startswith("- ")]
    columns = tuple(_column(lines[place].removeprefix("- ")) for place in listed)
    _, _, remark = annex.remark.partition("。")
    notes = next(place for place, line in enumerate(lines) if line.startswith("注："))
    remarks = (*lines[listed[-1] + 1 : notes], *([f"说明：{remark}"] if remark else []))
    return Form(annex.title, tuple(lines[: listed[0] - 1]), columns, tuple(lines[notes:]), remarks)


def _column(words: str) -> Column:
    name, _, parts = words.partition("：")
    return Column(name, tuple(_part(part) for part in parts.split("；")) if parts else ())


def _part(words: str) -> Column:
    name, _, parts = words.removesuffix("）").partition("（")
    return Column(name, tuple(map(Column, parts.split("、"))) if parts else ())


def span(first: str, last: str | None = None) -> tuple[date, date]:
    """Two dates, or one half-year such as 2026上半年, as first and last day; Fault if it is neither."""
    half = _HALF.fullmatch(unicodedata.normalize("NFKC", first).strip())
    if half and last is None:
        year, early = half[1], half[2] == "上"
        first, last = (f"{year}-01-01", f"{year}-06-30") if early else (f"{year}-07-01", f"{year}-12-31")
    if last is None:
        raise Fault(f"只写了“{first}”；请写起止两个日期，或者写一个半年，如 2026上半年")
    begin, end = (date.fromisoformat(parse_date(day)) for day in (first, last))
    if begin > end:
        raise Fault(f"起始日期{begin}晚于截止日期{end}，请调换过来")
    return begin, end


def decided(answers: Answers, first: date, last: date) -> bool:
    """Whether the decision (第十五条) falls in the span, both ends included."""
    day = answers.get("decision.date")
    return bool(day) and first <= date.fromisoformat(day) <= last


def statistics(cases: Iterable[Answers], undecided: int, measures: Measures) -> Statistics:
    """The table of decided cases; `measures` are those that have a column."""
    ordered = sorted(cases, key=lambda answers: answers["decision.date"])
    lines = tuple({"序号": str(n)} | _line(answers, measures) for n, answers in enumerate(ordered, 1))
    gaps = (gap for n, answers in enumerate(ordered, 1) for gap in _gaps(n, answers, measures))
    return Statistics(lines, undecided, tuple(gaps))


def _line(answers: Answers, known: Measures) -> dict[str, str]:
    unit, refused = _subject(answers) == "单位", answers.get("decision.outcome") == REFUSED
    name = answers.get("unit.name", "")
    line = {
        "姓名": "" if unit else answers.get("person.name", ""),
        "单位及职务": name + ("" if unit else post(answers.get("person.position", ""), name)),
        "追究事由": answers.get("accountability", ""),
        "应承担何种责任": answers.get("responsibility", ""),
        "容错理由": answers.get("application.reason", ""),
        "符合何种容错条件及情形": _grounds(answers),
        "给予容错的时间": "" if refused else _day(answers["decision.date"]),
        "纠错情况": answers.get("decision.correction_notice") or answers.get("correction", ""),
        "备注": "；".join(_remarks(answers, known, refused)),
    }
    return line | dict.fromkeys(_ticked(answers, known), TICK)


def _grounds(answers: Answers) -> str:
    """The conditions answered 是 and the circumstances picked, by article and item (note 2)."""
    met = [cite(f"7.{n}") for n in "123456" if answers.get(f"conditions.{n}.met") == "是"]
    found = (("条件", met), ("情形", cited(answers, favourable=True)))
    return "".join(f"{name}：{'、'.join(cited)}。" for name, cited in found if cited)


def _subject(answers: Answers) -> str:
    return answers.get("subject", "个人")


def _ticked(answers: Answers, known: Measures) -> Iterator[str]:
    """The columns to tick: never those of the other subject, 其他 for what has no column at all."""
    outcome, subject = answers.get("decision.outcome", ""), _subject(answers)
    if outcome in TICKED:
        yield TICKED[outcome]
    for measure in answers.get("decision.measures", ()):
        if measure in known[subject]:
            yield measure
        elif "其他" in known[subject] and measure not in known[_OTHER[subject]]:
            yield "其他"


def _remarks(answers: Answers, known: Measures, refused: bool) -> Iterator[str]:
    if refused:
        yield "经认定不予容错"
    own = known[_subject(answers)]
    yield from (words for words in answers.get("decision.measures", ()) if words not in own)


def _gaps(n: int, answers: Answers, known: Measures) -> Iterator[str]:
    outcome = answers.get("decision.outcome")
    if outcome is None:
        yield f"第{n}行没有写明决定的容错方式"
    elif outcome in ("减责", "从轻处理") and not answers.get("decision.measures"):
        yield f"第{n}行是{outcome}，没有写明问责追责情况（附件2注3）"
    subject = _subject(answers)
    if foreign := [m for m in answers.get("decision.measures", ()) if m in known[_OTHER[subject]]]:
        yield (
            f"第{n}行的容错对象是{subject}，“{'、'.join(foreign)}”是对{_OTHER[subject]}的栏目，"
            "没有划“√”，只写进备注，请核对（附件2注3）"
        )


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"
