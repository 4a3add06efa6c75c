"""The answers of a case, path -> value: the flat form of the case file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.domain.characters import blank

Answers = dict[str, Any]

PICKED = "circumstances"
KEYED = {PICKED: "id", "overrides": "what"}
"""Lists whose entries are addressed by a key of theirs: circumstances[9.4].facts."""
_NOT_ANSWERS = {"schema", "mode", "skipped", "unverified", "receipt"}
_STEP = re.compile(r"([^.\[\]]+)(?:\[([^\]]+)\])?(?:\.|$)")


def flatten(file: Mapping[str, Any]) -> Answers:
    """The answers of a case file given as plain JSON values; what is not filled in is left out."""
    return {
        path: given
        for key, part in file.items()
        if key not in _NOT_ANSWERS
        for path, value in _flat(key, part)
        if (given := filled(value)) is not None
    }


def filled(value: Any) -> Any:
    """`value` without its blank texts and empty entries; None where nothing is left."""
    match value:
        case str():
            return None if blank(value) else value
        case list() | tuple():
            return [given for item in value if (given := filled(item)) is not None] or None
        case dict():
            parts = {key: filled(part) for key, part in value.items()}
            return {key: part for key, part in parts.items() if part is not None} or None
        case _:
            return value


def unflatten(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The case file, as plain JSON values, that holds `answers`, the `unpicked` apart; the inverse of `flatten`."""
    file: dict[str, Any] = {}
    left_out = unpicked(answers)
    for path in sorted(answers, key=lambda p: p != PICKED):
        if path not in left_out:
            _put(file, path, answers[path])
    return file


def unpicked(answers: Mapping[str, Any]) -> dict[str, str]:
    """The answers about circumstances that are not picked, path -> circumstance: a case file has no place for them."""
    about = {path: key for path in answers for name, key in steps(path)[:1] if name == PICKED and key}
    return {path: key for path, key in about.items() if key not in answers.get(PICKED, ())}


def steps(path: str) -> list[tuple[str, str | None]]:
    """ "circumstances[9.4].facts" -> [("circumstances", "9.4"), ("facts", None)]."""
    return [(match[1], match[2]) for match in _STEP.finditer(path)]


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    key = KEYED.get(path)
    if key:
        if path == PICKED:
            yield path, [entry[key] for entry in value]
        for entry in value:
            for name, part in entry.items():
                if name != key:
                    yield from _flat(f"{path}[{entry[key]}].{name}", part)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(f"{path}.{name}", part)
    else:
        yield path, value


def _put(file: dict[str, Any], path: str, value: Any) -> None:
    if path == PICKED:
        file[path] = [{KEYED[path]: key} for key in value]
        return
    *parents, (last, _) = steps(path)
    here: Any = file
    for name, key in parents:
        if key is None:
            here = here.setdefault(name, {})
            continue
        entry = next((e for e in here.get(name, []) if e[KEYED[name]] == key), None)
        if entry is None:
            entry = {KEYED[name]: key}
            here.setdefault(name, []).append(entry)
        here = entry
    here[last] = value
