"""The user's own lists and rules: taken in whole or not at all, and taken out again."""

from __future__ import annotations

import tomllib
from pathlib import Path

from assistant.domain.knowledge import CircumstanceList
from assistant.services.files import FileError, make_folder, read_text, reason, write_atomic
from assistant.services.library import Library, LibraryError


def add(library: Library, file: Path, *, force: bool = False) -> CircumstanceList:
    """Take a list into the user's data folder; FileError, and nothing is written, where it must not be.

    Another version of a list replaces the one here only with `force`; cases keep the words that they relied on.
    """
    text = read_text(file)
    one = _sound(library, file)
    folder, own = _folder(library), _own(library)
    held = next((known for known in library.knowledge().lists if known.id == one.id), None)
    if held and one.id not in own:
        raise FileError(f"{file}：id：随程序的清单已经用了“{one.id}”，请换一个 id")
    if held and held.digest != one.digest and not force:
        raise FileError(
            f"{file}：已有“{one.id}”（{held.dated}），这一份是{_compared(one, held)}（{one.dated}），"
            "没有改动；确要替换请加 --force，已有案件引用的文字留在案件里"
        )
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        make_folder(missing)
    write_atomic(own.get(one.id, folder / f"{one.id}.toml"), text.encode(), force=True)
    return one


def remove(library: Library, id: str) -> Path:
    """Take one of the user's lists out; FileError where there is none of this id."""
    path = _own(library).get(id)
    if path is None:
        raise FileError(f"自己加的清单里没有“{id}”，没有改动；用 rongcuo lists 查看")
    try:
        path.unlink()
    except OSError as error:
        raise FileError(f"{path}：删不掉（{reason(error)}），请核对权限") from None
    return path


def _sound(library: Library, file: Path) -> CircumstanceList:
    """The list in `file`; FileError with all its faults."""
    try:
        return library.list_in(file)
    except LibraryError as error:
        faults = "；".join(fault.removeprefix(f"{file.name}：") for fault in error.faults)
        raise FileError(f"{file}：{faults}；没有加入") from None


def _compared(one: CircumstanceList, held: CircumstanceList) -> str:
    if one.dated == held.dated:
        return "同一日期而文字不同的"
    return "较新的版本" if one.dated > held.dated else "较旧的版本"


def _folder(library: Library) -> Path:
    if library.own_lists is None:
        raise FileError("这里用的是指定的数据文件夹，清单请直接放进它的 knowledge/lists/")
    return library.own_lists


def _own(library: Library) -> dict[str, Path]:
    """The user's own files by the id of the list in them; by their names where they cannot be read."""
    found: dict[str, Path] = {}
    for path in library.own_files():
        try:
            found[str(tomllib.loads(read_text(path)).get("id", path.stem))] = path
        except (FileError, tomllib.TOMLDecodeError):
            found[path.stem] = path
    return found
