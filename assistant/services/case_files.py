"""Case files: JSON in, answers out, and back; what does not fit is refused with every fault named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from assistant.domain.answers import PICKED, Answers, filled, flatten, unflatten
from assistant.domain.case import Case
from assistant.domain.knowledge import Knowledge
from assistant.domain.lists import as_bases, first_words, is_item, recorded
from assistant.domain.reading import parse_date, parse_month
from assistant.domain.regulation import cite
from assistant.services.files import FileError
from assistant.services.shape import ShapeError, convert, has_place


class CaseContent(msgspec.Struct, frozen=True):
    """What a case file holds: the answers, and which questions were skipped or wait to be verified."""

    mode: str
    answers: Answers
    skipped: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    seen: Mapping[str, str] = {}
    receipt: Mapping[str, Any] = {}

    @property
    def data(self) -> dict[str, Any]:
        """The content as the data of an event."""
        return {
            "values": self.answers,
            "skipped": list(self.skipped),
            "unverified": list(self.unverified),
            "seen": dict(self.seen),
            "receipt": dict(self.receipt),
        }


def read(text: str, name: str, knowledge: Knowledge) -> CaseContent:
    """The content of a case file; FileError names the file, every key at fault and what to do."""
    try:
        raw = _parse(text)
        case = convert(raw, Case)
        receipt = dict(raw.get("receipt") or {})
        seen = receipt.pop("seen", None) or {}
        if faults := [fault for path, fault in _faults(raw, knowledge) if path not in seen]:
            raise ShapeError(faults)
    except ShapeError as error:
        raise FileError(f"{name}：{'；'.join(error.faults)}") from None
    answers = {path: _normal(path, value) for path, value in flatten(raw).items()}
    answers |= first_words(answers, knowledge.listed)
    if bases := answers.get("policy_basis"):
        answers["policy_basis"] = as_bases(bases, knowledge.items)
    receipt.pop("log_head", None)
    return CaseContent(
        case.mode or "committee", answers, case.skipped or (), case.unverified or (), seen, receipt
    )


def write(content: CaseContent, log_head: str = "") -> str:
    """The case file of `content`, readable JSON ending in a newline."""
    receipt = {**content.receipt, "seen": dict(content.seen), "log_head": log_head}
    parts: dict[str, Any] = {"schema": 1, "mode": content.mode, **unflatten(content.answers)}
    kept = {
        "skipped": sorted(content.skipped),
        "unverified": sorted(content.unverified),
        "receipt": {key: value for key, value in receipt.items() if value},
    }
    ordered = {key: parts[key] for key in Case.__struct_fields__ if key in parts}
    return json.dumps(ordered | {k: v for k, v in kept.items() if v}, ensure_ascii=False, indent=2) + "\n"


def _parse(text: str) -> Any:
    """JSON as plain values; ShapeError if it is none, or if a key stands twice."""
    if not text.strip():
        raise ShapeError(["文件是空的，请核对是不是选错了文件"])
    try:
        return json.loads(text, object_pairs_hook=_once, parse_int=_number)
    except json.JSONDecodeError as error:
        where = f"第{error.lineno}行第{error.colno}列"
        raise ShapeError([f"不是有效的 JSON（{where}），请检查引号、逗号和括号"]) from None
    except RecursionError:
        raise ShapeError(["嵌套太深，不是案例文件"]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        raise ShapeError([f"“{twice}”这个键写了两次，请只留一处"])
    return found


def _number(text: str) -> float:
    """A number of a case file, which has no place for one: `schema` apart, its shape refuses it."""
    return int(text) if len(text) < 10 else float(text)


def _faults(raw: Mapping[str, Any], knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """What the shape cannot tell: words and ids that knowledge/ does not have, each with its answer path."""
    for rule in knowledge.dimensions:
        given = (raw.get("dimensions") or {}).get(rule.n) or {}
        yield from _word(
            f"dimensions.{rule.n}.judgement", given, rule.positive_judgement, rule.negative_judgement
        )
        yield from _word(
            f"dimensions.{rule.n}.distinction", given, rule.positive_distinction, rule.negative_distinction
        )
    for condition in knowledge.conditions:
        given = (raw.get("conditions") or {}).get(condition.n) or {}
        if given.get("met") == "不涉及" and not condition.not_applicable:
            path = f"conditions.{condition.n}.met"
            yield path, f"{path}：{cite(condition.article)}不能答“不涉及”，请答 是、否 或 难以认定"
    seen: set[str] = set()
    for place, picked in enumerate(raw.get(PICKED) or (), 1):
        yield from _picked(place, picked, seen, knowledge)
    yield from (("", fault) for fault in _overrides(raw.get("overrides") or (), knowledge))
    for key in ("skipped", "unverified"):
        for path in raw.get(key) or ():
            if not has_place(Case, path):
                yield "", f"{key}：没有“{path}”这个路径，请核对或者删去"
    for section in raw.get("wording") or {}:
        if not re.fullmatch(r"[^.\[\]]+", section):
            yield "", f"wording：“{section}”不能用作名称，请去掉其中的点和方括号"


def _overrides(given: Sequence[Mapping[str, Any]], knowledge: Knowledge) -> Iterator[str]:
    lines = [f"red_lines.{line.id}" for line in knowledge.red_lines]
    named = [override.get("what") for override in given]
    for place, what in enumerate(named, 1):
        where = f"overrides 第{place}条.what"
        if what not in lines:
            yield f"{where}：请写明是哪一条红线，可用：{'、'.join(lines)}"
        elif what in named[: place - 1]:
            yield f"{where}：“{what}”写了两次，请合并"


def _picked(
    place: int, picked: Mapping[str, Any], given: set[str], knowledge: Knowledge
) -> Iterator[tuple[str, str]]:
    where = f"{PICKED} 第{place}条"
    id = picked.get("id") or ""
    path = f"{PICKED}[{id}]"
    item = knowledge.pickable.get(id) or (recorded(id, {}, {}) if is_item(id) else None)
    if item is None:
        yield path, f"{where}.id：没有“{id}”这一情形，请写 8.1 至 11.14 中的一项"
        return
    if item.id in given:
        yield "", f"{where}.id：“{item.id}”写了两次，请合并"
    given.add(item.id)
    branch = filled(picked.get("branch"))
    if branch and branch not in item.branches:
        choice = f"可用：{'、'.join(item.branches)}" if item.branches else "这一情形没有分支，请删去 branch"
        yield f"{path}.branch", f"{where}.branch：“{branch}”不是{item.citation}的分支，{choice}"
    known = [element.id for element in item.element]
    for id in picked.get("elements") or {}:
        if id not in known:
            usable = f"可用：{'、'.join(known)}" if known else "清单的项没有要件，请删去 elements"
            yield (
                f"{path}.elements.{id}",
                f"{where}.elements.{id}：{item.citation}没有这个要件，{usable}",
            )


def _word(path: str, given: Mapping[str, Any], positive: str, negative: str) -> Iterator[tuple[str, str]]:
    word = filled(given.get(path.rpartition(".")[2]))
    words = (positive, negative, "难以认定")
    if word and word not in words:
        yield path, f"{path}：“{word}”不是可用的值，可用：{'、'.join(words)}"


_DATES = {
    "committee.date",
    "notice.received",
    "notice.consulted",
    "notice.applied",
    "act.from",
    "act.to",
    "decision.date",
}


def _normal(path: str, value: Any) -> Any:
    """`value` with its dates in one spelling and its newlines plain."""
    if isinstance(value, str):
        if path in _DATES or path.endswith(("].date", ".dated")):
            return parse_date(value)
        return parse_month(value) if path == "person.birth" else value.replace("\r\n", "\n")
    if isinstance(value, list):
        return [_record(item) if isinstance(item, dict) else item for item in value]
    return value


def _record(item: dict[str, Any]) -> dict[str, Any]:
    return item | ({"date": parse_date(item["date"])} if "date" in item else {})
