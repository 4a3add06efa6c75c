"""The user's own lists and rules: taken in whole or not at all, and taken out again."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from assistant.domain.knowledge import CircumstanceList
from assistant.services.files import FileError, make_folder, read_text, reason, write_atomic
from assistant.services.library import Library, LibraryError, in_full


def add(library: Library, file: Path, today: date, *, force: bool = False) -> tuple[CircumstanceList, bool]:
    """A list, taken into the user's data folder unless it is there already, and whether that changed anything.

    FileError, and nothing is written, where it must not be taken in. Another version of a list replaces the one
    here only with `force`; cases keep the words that they relied on.
    """
    one = _sound(library, file, today)
    folder, here = _folder(library), library.lists()
    held, place = here.found.get(one.id), here.own.get(one.id, folder / f"{one.id}.toml")
    if held and one.id not in here.own:
        raise FileError(f"{file}：id：随程序的清单已经用了“{one.id}”，请换一个 id")
    if held and held.digest == one.digest:
        return one, False
    if held and not force:
        raise FileError(
            f"{file}：已有“{one.id}”（{held.dated}），这一份是{_compared(one, held)}（{one.dated}），"
            "没有改动；确要替换请加 --force，已有案件引用的文字留在案件里"
        )
    if not held and os.path.lexists(place) and not force:
        raise FileError(
            f"{file}：{place} 已有同名的文件，有毛病没有采用，没有改动；"
            f"请先用 rongcuo lists remove {place.name} 移走，或者加 --force 替换"
        )
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        make_folder(missing)
    write_atomic(place, read_text(file).encode(), force=True)
    return one, True


def remove(library: Library, name: str) -> Path:
    """Take one of the user's lists out, by its id or by its file's name; FileError where there is none."""
    named = {key: path for path in library.own_files() for key in (path.stem, path.name)}
    path = (named | library.lists().own).get(name)
    if path is None:
        raise FileError(f"自己加的清单里没有“{name}”，没有改动；用 rongcuo lists 查看")
    if path.is_dir() and not path.is_symlink():
        raise FileError(f"{path}：这是文件夹，没有动它，请自行移走")
    try:
        path.unlink()
    except OSError as error:
        raise FileError(f"{path}：删不掉（{reason(error)}），请核对权限") from None
    return path


def _sound(library: Library, file: Path, today: date) -> CircumstanceList:
    """The list in `file`; FileError with all its faults."""
    try:
        return library.list_in(file, today)
    except LibraryError as error:
        raise FileError(f"{in_full(file, error.faults)}；没有加入") from None


def _compared(one: CircumstanceList, held: CircumstanceList) -> str:
    if one.dated == held.dated:
        return "同一日期而文字不同的"
    return "较新的版本" if one.dated > held.dated else "较旧的版本"


def _folder(library: Library) -> Path:
    if library.own_lists is None:
        raise FileError("这里用的是指定的数据文件夹，清单请直接放进它的 knowledge/lists/")
    return library.own_lists
