"""Plain TOML or JSON values against a struct: every fault at once, each a Chinese sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from assistant.domain.answers import steps
from assistant.domain.characters import blank
from assistant.domain.reading import UNREADABLE, AnswerError, parse_date, parse_month

T = TypeVar("T")
_WORDS = {
    str: "文字",
    int: "整数",
    bool: "true 或 false",
    dict: "对象",
    list: "列表",
    float: "数",
    type(None): "空值",
    datetime: "日期加钟点",
}


class ShapeError(ValueError):
    """Data that does not fit; `faults` are Chinese sentences, one per fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = faults


def convert(value: Any, shape: type[T]) -> T:
    """`value` as a `shape`; ShapeError with all faults if it does not fit."""
    faults = [f"{where or '文件'}：{what}" for where, what in _faults(value, _info(shape), "")]
    if faults:
        raise ShapeError(faults)
    return msgspec.convert(value, shape)


def has_place(shape: type, path: str) -> bool:
    """Whether data of `shape` has a place for an answer at `path`, such as circumstances[9.4].facts."""
    here: inspect.Type | None = _info(shape)
    for name, key in steps(path):
        here = _inside(here, name)
        if key is not None:
            here = getattr(_bare(here), "item_type", None)
    return here is not None


@cache
def _info(shape: type) -> inspect.Type:
    return inspect.type_info(shape)


def _inside(shape: inspect.Type | None, name: str) -> inspect.Type | None:
    match _bare(shape):
        case inspect.StructType(fields=fields):
            return next((field.type for field in fields if field.encode_name == name), None)
        case inspect.DictType(key_type=keys, value_type=values):
            return values if not isinstance(keys, inspect.LiteralType) or name in keys.values else None
        case _:
            return None


def _bare(shape: inspect.Type | None) -> inspect.Type | None:
    """The type without its None and its notes."""
    if isinstance(shape, inspect.UnionType):
        return next(option for option in shape.types if not isinstance(option, inspect.NoneType))
    return shape.type if isinstance(shape, inspect.Metadata) else shape


def _faults(value: Any, shape: inspect.Type, where: str) -> Iterator[tuple[str, str]]:
    """Pairs of place and fault."""
    match shape:
        case inspect.Metadata():
            yield from _faults(value, shape.type, where)
            yield from _date_fault(value, (shape.extra_json_schema or {}).get("description"), where)
        case inspect.UnionType():
            yield from _union_faults(value, shape, where)
        case inspect.StructType() if isinstance(value, dict):
            yield from _struct_faults(value, shape, where)
        case inspect.DictType() if isinstance(value, dict):
            for key, part in value.items():
                yield from _faults(key, shape.key_type, f"{where}.{key}".lstrip("."))
                yield from _faults(part, shape.value_type, f"{where}.{key}".lstrip("."))
        case inspect.VarTupleType() | inspect.ListType() if isinstance(value, list):
            for place, part in enumerate(value, 1):
                yield from _faults(part, shape.item_type, f"{where} 第{place}条")
        case inspect.TupleType(item_types=types) if isinstance(value, list):
            if len(value) != len(types):
                yield where, f"应当正好有{len(types)}项，现在有{len(value)}项"
            for place, (part, kind) in enumerate(zip(value, types, strict=False), 1):
                yield from _faults(part, kind, f"{where} 第{place}条")
        case inspect.LiteralType():
            if not any(value == word and type(value) is type(word) for word in shape.values):
                usable = "、".join(filter(None, map(str, shape.values)))
                yield where, f"“{value}”不是可用的值，可用：{usable}"
        case inspect.StrType() if isinstance(value, str):
            if found := UNREADABLE.search(value):
                yield where, f"第{found.start() + 1}个字是坏字符，无法显示，请删去后重新输入"
        case _:
            if not _fits(value, shape):
                yield where, f"应当是{_wanted(shape)}，现在是{_WORDS.get(type(value), type(value).__name__)}"


def _struct_faults(value: dict[str, Any], shape: inspect.StructType, where: str) -> Iterator[tuple[str, str]]:
    fields = {field.encode_name: field for field in shape.fields}
    for key, part in value.items():
        place = f"{where}.{key}".lstrip(".")
        if key in fields:
            yield from _faults(part, fields[key].type, place)
        else:
            near = difflib.get_close_matches(key, fields, 1, 0.5)
            hint = f"，是不是“{near[0]}”" if near else f"，可用的键：{'、'.join(fields)}"
            yield place, f"没有“{key}”这个键{hint}"
    for name, field in fields.items():
        if field.required and name not in value:
            yield where, f"缺少“{name}”"


def _union_faults(value: Any, shape: inspect.UnionType, where: str) -> Iterator[tuple[str, str]]:
    tries = [list(_faults(value, option, where)) for option in shape.types]
    if all(tries):
        own = [
            found
            for option, found in zip(shape.types, tries, strict=True)
            if isinstance(value, dict) == isinstance(option, inspect.StructType)
            and not isinstance(option, inspect.NoneType)
        ]
        yield from (own or tries)[0]


def _date_fault(value: Any, kind: str | None, where: str) -> Iterator[tuple[str, str]]:
    reader = {"date": parse_date, "month": parse_month}.get(kind or "")
    if reader and isinstance(value, str) and not blank(value):
        try:
            reader(value)
        except AnswerError as error:
            yield where, str(error)


def _fits(value: Any, shape: inspect.Type) -> bool:
    match shape:
        case inspect.AnyType():
            return True
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.NoneType():
            return value is None
        case inspect.DateType():
            return type(value) is date
        case _:
            return False


def _wanted(shape: inspect.Type) -> str:
    names: dict[type[inspect.Type], str] = {
        inspect.StrType: "文字", inspect.IntType: "整数", inspect.BoolType: "true 或 false",
        inspect.DateType: "日期（写成 2024-03-01，不加引号）",
        inspect.VarTupleType: "列表", inspect.ListType: "列表", inspect.NoneType: "空值",
    }  # fmt: skip
    return names.get(type(shape), "对象")
