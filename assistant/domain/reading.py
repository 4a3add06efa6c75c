"""How an answer is read from what a person typed or a form gave, and how it is read back."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from assistant.domain.answers import filled
from assistant.domain.case import Evidence
from assistant.domain.dialogue import Column, Field, Kind
from assistant.domain.fault import Fault

UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of characters: no file or paper can carry them."""


class AnswerError(Fault):
    """An answer that cannot be read; the message is a Chinese sentence for people."""


def parse(field: Field, raw: Any) -> Any:
    """The value of `raw` (text, or what a form gives) for `field`; None clears; AnswerError if it cannot be read."""
    if filled(raw) is None:
        return None
    value = filled(_READERS[field.kind](field, raw))
    if UNREADABLE.search(show(value) if value else ""):
        raise AnswerError(f"“{field.label}”里有无法显示的坏字符，请删去后重新输入")
    return value


def show(value: Any) -> str:
    """An answer as people read it back: lists joined, records with their filled columns."""
    if not isinstance(value, list):
        return str(value)
    return "\n".join(
        item if isinstance(item, str) else "，".join(filter(None, item.values())) for item in value
    )


def parse_date(raw: str) -> str:
    """2026-09-28, 2026年9月28日, 2026.9.28, 2026/9/28 or 20260928, full-width digits too -> "2026-09-28"."""
    match = _DATE.fullmatch(_narrow(raw))
    try:
        if match and int(match[1]) in _YEARS:
            return date(*(int(part) for part in match.groups() if part)).isoformat()
    except ValueError:
        pass
    raise AnswerError(f"“{raw}”不是有效日期，请写成 2026-09-28 或 2026年9月28日")


def parse_month(raw: str) -> str:
    """1978-05, 1978年5月 or 197805 -> "1978-05"; a full date keeps its day."""
    match = _MONTH.fullmatch(_narrow(raw))
    if match is None:
        try:
            return parse_date(raw)
        except AnswerError:
            pass
    year, month = (int(part) for part in match.groups() if part) if match else (0, 0)
    if year in _YEARS and 1 <= month <= 12:
        return f"{year:04}-{month:02}"
    raise AnswerError(f"“{raw}”不是有效年月，请写成 1978-05 或 1978年5月")


_YEARS = range(1900, 2101)
"""The years a case can speak of; any other is a slip of the keys."""
_DATE = re.compile(r"(\d{4})(?:[-年./](\d{1,2})[-月./](\d{1,2})[日号]?|(\d{2})(\d{2}))", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:[-年./](\d{1,2})月?|(\d{2}))", re.ASCII)


def day(value: str) -> str:
    """ "2026-09-28" -> 2026年9月28日, "1978-05" -> 1978年5月; anything else as it is."""
    parts = value.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) not in (2, 3):
        return value
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def _narrow(raw: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", raw))


def _choice(field: Field, raw: Any) -> str:
    word = str(raw).strip()
    if word not in field.options:
        raise AnswerError(
            f"“{word}”不在“{field.label}”的选项中，请从这些里选一个：{'｜'.join(field.options)}"
        )
    return word


def _several(field: Field, raw: Any) -> list[Any]:
    items = [_item(field, item) for item in _as_list(field, raw)]
    strange = [item for item in items if item and field.options and item not in field.options]
    if strange:
        raise AnswerError(f"“{'、'.join(strange)}”不在“{field.label}”的选项中")
    return [item for place, item in enumerate(items) if item and item not in items[:place]]


def _item(field: Field, item: Any) -> Any:
    """One thing picked: its words, or a record where evidence is picked."""
    if isinstance(item, str):
        return item.strip()
    try:
        record = msgspec.to_builtins(msgspec.convert(item, Evidence)) if field.source == "evidence" else None
    except msgspec.ValidationError:
        record = None
    if record is None:
        raise AnswerError(f"“{field.label}”里不能写 {json.dumps(item, ensure_ascii=False)}")
    return record | ({"date": parse_date(record["date"])} if record.get("date") else {})


def _text(field: Field, raw: Any) -> str:
    return " ".join(_long(field, raw).split("\n"))


def _long(field: Field, raw: Any) -> str:
    if not isinstance(raw, str):
        raise AnswerError(f"“{field.label}”应当是文字")
    return raw.replace("\r\n", "\n").replace("\r", "\n").strip()


def _date(field: Field, raw: Any) -> str:
    return parse_date(str(raw))


def _month(field: Field, raw: Any) -> str:
    return parse_month(str(raw))


def _list(field: Field, raw: Any) -> list[Any]:
    return [row for row in (_row(field, row) for row in _as_list(field, raw)) if row]


def _row(field: Field, row: Any) -> Any:
    if isinstance(row, str):
        row = {field.columns[0].id: row}
    if not isinstance(row, dict):
        raise AnswerError(
            f"“{field.label}”的每一条应当是文字或对象，不能是 {json.dumps(row, ensure_ascii=False)}"
        )
    columns = {column.id: column for column in field.columns}
    strange = set(row) - set(columns)
    if strange:
        raise AnswerError(
            f"“{field.label}”没有 {'、'.join(sorted(strange))} 这一栏，可用的栏目：{'、'.join(columns)}"
        )
    return {key: text for key in columns if (text := _cell(columns[key], row.get(key)))}


def _cell(column: Column, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise AnswerError(f"“{column.label}”一栏应当是文字")
    text = "" if filled(value) is None else str(value).strip()
    if not text:
        return ""
    if column.kind == "date":
        return parse_date(text)
    if column.options and text not in column.options:
        raise AnswerError(
            f"“{text}”不在“{column.label}”的选项中，请从这些里选一个：{'｜'.join(column.options)}"
        )
    return text


def _as_list(field: Field, raw: Any) -> list[Any]:
    """The entries of a list: as given, as a JSON list, or one to a line."""
    if isinstance(raw, str):
        text = raw.strip()
        if (text[:1], text[-1:]) not in (("[", "]"), ("{", "}")):
            return [line for line in text.splitlines() if line.strip()]
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError):
            raise AnswerError(
                f'“{field.label}”不是有效的 JSON 列表，请写成 ["…", "…"]，或者一行一条'
            ) from None
    if not isinstance(raw, (list, tuple)):
        raise AnswerError(f"“{field.label}”应当是列表")
    return list(raw)


_READERS: dict[Kind, Callable[[Field, Any], Any]] = {
    "choice": _choice,
    "several": _several,
    "text": _text,
    "long": _long,
    "date": _date,
    "month": _month,
    "list": _list,
}
