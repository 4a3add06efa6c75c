"""The line of a data file that a fault speaks of."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.services.files import FileError, read_text

_PLACE = re.compile(r"(?:([a-z_]+) 第(\d+)条(?:（[^）]*）)?[.：]?)?([a-z_]*)")
"""Table, number of the entry, and key, as faults name them."""
WHOLE = "文件："
"""What is said of the file as a whole, such as that a key is missing; its line is the first."""
_HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]")


def lined(fault: str, path: Path) -> str:
    """A fault with the line of its place in its file; as it is where it names no place."""
    file, _, rest = fault.partition("：")
    place = _PLACE.match(rest)
    if place is None or not any(place.groups()) and not rest.startswith(WHOLE):
        return fault
    table, number, key = place.groups()
    try:
        lines = read_text(path).split("\n")
    except FileError:
        return fault
    return f"{file}：{_line(table, int(number or 0), key, lines)} {rest}"


def _line(table: str | None, number: int, key: str, lines: list[str]) -> str:
    """第3行; a key that is not there belongs where its entry begins, and a table that is not there at the end."""
    headers = [(n, found[1]) for n, words in enumerate(lines) if (found := _HEADER.match(words))]
    entries = [n for n, name in headers if name == (table or key)]
    if not table and entries:
        return f"第{entries[0] + 1}行"
    begin = entries[number - 1] if table and number <= len(entries) else 0
    others = (n for n, name in headers if n > begin and not (table and name.startswith(f"{table}.")))
    end = next(others, len(lines))
    own = re.compile(rf"\s*{key}\s*=") if key else None
    found = next((n for n in range(begin, end) if own and own.match(lines[n])), None)
    if found is None and not table and key == "item":
        return "文件末尾"
    return f"第{(begin if found is None else found) + 1}行"
