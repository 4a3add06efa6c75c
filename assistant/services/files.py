"""Files of people: read whatever they were saved with, write whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path

from assistant.domain.fault import Fault

LIMIT = 32 * 1024 * 1024
"""The most that is read of one file, in bytes."""

_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "文件夹不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "链接绕成了圈",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满",
    errno.EFBIG: "文件太大，或者磁盘已满",
    errno.EBUSY: "正在别的程序里打开",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.EINVAL: "名字里有不能用的字",
}


class FileError(Fault):
    """A file that cannot be read or written; the message is a Chinese sentence for people."""


def read_text(path: Path) -> str:
    """The text of a UTF-8 file; a byte-order mark and CRLF are accepted."""
    try:
        with path.open("rb") as file:
            return decode(file.read(LIMIT + 1), str(path))
    except FileNotFoundError:
        raise FileError(f"{path}：找不到这个文件，请核对路径") from None
    except IsADirectoryError:
        raise FileError(f"{path}：这是文件夹，请写明文件名") from None
    except OSError as error:
        raise FileError(f"{path}：读不出来（{reason(error)}），请核对路径和权限") from None


def read_stdin() -> str:
    """What is piped in, as UTF-8 text."""
    if sys.stdin is None:
        raise FileError("标准输入：没有打开，读不到内容")
    return decode(sys.stdin.buffer.read(LIMIT + 1), "标准输入")


def decode(data: bytes, name: str) -> str:
    """UTF-8 bytes as text with plain newlines; a GBK file is named as such."""
    if len(data) > LIMIT:
        raise FileError(f"{name}：太大，超过 {LIMIT // 1024 // 1024} MB，请核对是不是选错了文件")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise FileError(f"{name}：{_other_encoding(data)}，请另存为 UTF-8 再用") from None


def write_atomic(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write `data` to `path` by way of a temporary file; an existing file only with `force`."""
    write_all({path: data}, force=force)


def write_all(files: Mapping[Path, bytes], *, force: bool = False, keep: Iterable[Path] = ()) -> list[Path]:
    """Write several files of one folder: all are whole on the disk before the first takes its place.

    Files in `keep` that would be replaced are set aside first; the return value is where they stand now.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path in files:
            refuse_occupied(path, force)
        for path, data in files.items():
            _put_down(path, data, waiting)
        kept = [_set_aside(path) for path in keep if path.exists()]
        for path in list(waiting):
            try:
                refuse_occupied(path, force)
                _take_place(path, waiting)
            except FileError as error:
                done = "、".join(one.name for one in files if one not in waiting)
                raise FileError(f"{error}；此前已经换成新的：{done}" if done else str(error)) from None
        return kept
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def _put_down(path: Path, data: bytes, waiting: dict[Path, Path]) -> None:
    """Write a temporary file beside where `path` leads to."""
    try:
        handle, temporary = tempfile.mkstemp(dir=_target(path).parent, prefix=".rongcuo-")
    except OSError as error:
        raise FileError(f"{path}：写不进去（{reason(error)}），请核对文件夹和权限") from None
    waiting[path] = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise FileError(f"{path}：没有写成（{reason(error)}），原来的文件没有改动") from None


def _take_place(path: Path, waiting: dict[Path, Path]) -> None:
    """Let the temporary file of `path` become what `path` leads to."""
    try:
        target = _target(path)
        waiting[path].chmod(target.stat().st_mode & 0o777 if target.exists() else 0o600)
        waiting[path].replace(target)
    except PermissionError:
        raise FileError(
            f"{path}：没有写成，可能正在别的程序里打开；请关闭后再试，原来的文件没有改动"
        ) from None
    except OSError as error:
        raise FileError(f"{path}：没有写成（{reason(error)}），原来的文件没有改动") from None
    del waiting[path]


def _set_aside(path: Path) -> Path:
    """A copy of the file beside it, under a name that no file has yet."""
    names = (f"{path.stem}（改过的原件{n if n > 1 else ''}）{path.suffix}" for n in count(1))
    spare = next(spare for spare in map(path.with_name, names) if not os.path.lexists(spare))
    try:
        return Path(shutil.copy2(path, spare))
    except OSError as error:
        raise FileError(f"{spare}：改过的原件存不下（{reason(error)}），没有覆盖") from None


def append_line(path: Path, line: str) -> None:
    """Add one line to a file that its owner alone can read, on disk before this returns; nothing is changed."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "r+b") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - 1))
            torn = file.read(1) not in (b"", b"\n")
            file.write((b"\n" if torn else b"") + line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise FileError(f"{path}：写不进去（{reason(error)}），请核对文件夹和权限") from None


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def make_folder(path: Path) -> None:
    """Make the folder where there is none, open to its owner alone; FileError where that cannot be done."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError:
        raise FileError(f"{path}：这不是文件夹，请另写一个文件夹") from None
    except OSError as error:
        raise FileError(f"{path}：建不了文件夹（{reason(error)}），请核对路径和权限") from None


def refuse_occupied(path: Path, force: bool) -> None:
    """FileError where `path` is there and must not be replaced."""
    try:
        _refuse_occupied(path, _target(path), force)
    except OSError as error:
        raise FileError(f"{path}：写不进去（{reason(error)}），请核对文件夹和权限") from None


def _target(path: Path) -> Path:
    """What `path` leads to."""
    try:
        return path.resolve()
    except RuntimeError:  # up to Python 3.12, for links that lead in a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None


def _refuse_occupied(path: Path, target: Path, force: bool) -> None:
    """FileError where `target`, which `path` leads to, is there and must not be replaced."""
    if not target.exists():
        return
    if target.is_dir():
        raise FileError(f"{path}：这是文件夹，请写明文件名")
    if not force:
        raise FileError(f"{path}：文件已存在，没有改动；确要覆盖请加 --force")
    if not target.is_file() or not os.access(target, os.W_OK):
        raise FileError(f"{path}：这个文件不能覆盖，没有改动；请换一个文件名")
    if lock := next((lock for lock in _locks(target) if lock.exists()), None):
        raise FileError(
            f"{path}：可能正在别的程序里打开（旁边有 {lock.name}），没有改动；请关闭后再试，确已关闭的请删去这个文件"
        )


def _locks(target: Path) -> list[Path]:
    """What Word, WPS and LibreOffice lay beside a file that they have open."""
    name = target.name
    return [target.with_name(lock) for lock in (f"~${name}", f"~${name[2:]}", f".~lock.{name}#")]


def _other_encoding(data: bytes) -> str:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "不是 UTF-8 编码的文字"
    return "这个文件是 GBK（GB 18030）编码"
