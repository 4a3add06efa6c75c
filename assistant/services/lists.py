"""清单和职能部门的操作规范: taken into the user's data folder whole, or refused with every fault."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import msgspec

from assistant.domain.knowledge import CircumstanceList, Knowledge
from assistant.services import matching_lint
from assistant.services.files import FileError, read_text, write_atomic
from assistant.services.library import Library, toml_place
from assistant.services.shape import ShapeError, convert


def add(file: Path, library: Library, knowledge: Knowledge, *, force: bool = False) -> CircumstanceList:
    """Take a list in; FileError with every fault of it, and one of the same id is replaced with `force` alone."""
    source = read_text(file)
    one = _read(source, file)
    others = [other for other in knowledge.lists if other.id != one.id]
    if faults := [*matching_lint.list_faults(replace(knowledge, lists=(*others, one)))]:
        raise FileError(f"{file}：{'；'.join(faults)}")
    before = next((other for other in knowledge.lists if other.id == one.id), None)
    if before and not force:
        raise FileError(
            f"{file}：已有“{one.id}”（{before.dated}的《{before.title}》），没有改动；"
            f"确要换成{one.dated}的这一份，请加 --force"
        )
    folder = library.own_lists
    if folder is None:
        raise FileError(f"{file}：这个数据文件夹不收清单")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{folder}：建不了文件夹（{error.strerror}），请核对路径和权限") from None
    write_atomic(folder / f"{one.id}.toml", source.encode(), force=True)
    return one


def remove(id: str, library: Library) -> Path:
    """Take a list of the user's own away; FileError if there is none."""
    path = library.own_lists / f"{id}.toml" if library.own_lists else None
    if path is None or not path.is_file():
        raise FileError(f"没有添加过“{id}”这份清单；用 rongcuo lists 查看")
    path.unlink()
    return path


def _read(source: str, file: Path) -> CircumstanceList:
    try:
        return convert(tomllib.loads(source), CircumstanceList)
    except tomllib.TOMLDecodeError as error:
        place = toml_place(error)
        raise FileError(f"{file}：不是有效的 TOML（{place}），请检查引号、括号和等号") from None
    except ShapeError as error:
        raise FileError(f"{file}：{'；'.join(error.faults)}") from None
    except msgspec.ValidationError as error:
        raise FileError(f"{file}：{error}") from None
