"""Files of people: read whatever they were saved with, write whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


class FileError(Exception):
    """A file that cannot be read or written; the message is a Chinese sentence for people."""


def read_text(path: Path) -> str:
    """The text of a UTF-8 file; a byte-order mark and CRLF are accepted."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileError(f"{path}：找不到这个文件，请核对路径") from None
    except IsADirectoryError:
        raise FileError(f"{path}：这是文件夹，请写明文件名") from None
    except OSError as error:
        raise FileError(f"{path}：读不出来（{error.strerror}）") from None
    return decode(data, str(path))


def decode(data: bytes, name: str) -> str:
    """UTF-8 bytes as text with plain newlines; a GBK file is named as such."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise FileError(f"{name}：{_other_encoding(data)}，请另存为 UTF-8 再用") from None


def write_atomic(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write `data` to `path` by way of a temporary file; an existing file only with `force`."""
    if path.exists() and not force:
        raise FileError(f"{path}：文件已存在，没有改动；确要覆盖请加 --force")
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise FileError(f"{path}：写不进去（{error.strerror}），请核对文件夹和权限") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _publish(Path(temporary), path, force)
    except OSError as error:
        raise FileError(f"{path}：没有写成（{error.strerror}），原来的文件没有改动") from None
    finally:
        Path(temporary).unlink(missing_ok=True)


def _publish(temporary: Path, path: Path, force: bool) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    temporary.chmod(mode)
    if path.exists() and not force:
        raise FileError(f"{path}：文件已存在，没有改动；确要覆盖请加 --force")
    temporary.replace(path)


def _other_encoding(data: bytes) -> str:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "不是 UTF-8 编码的文字"
    return "这个文件是 GBK（GB 18030）编码"
