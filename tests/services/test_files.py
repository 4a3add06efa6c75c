"""Writing: whole or not at all, never over what must stay, and a clear reason in words."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.services.files import FileError, write_all, write_atomic

ROOT = os.geteuid() == 0


def left(folder: Path) -> dict[str, bytes]:
    """Every file of the folder, hidden ones included."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_several_files_are_written_together(tmp_path: Path) -> None:
    assert write_all({tmp_path / "甲": b"1", tmp_path / "乙": b"2"}) == []
    assert left(tmp_path) == {"甲": b"1", "乙": b"2"}
    assert (tmp_path / "甲").stat().st_mode & 0o777 == 0o600


def test_one_that_is_there_and_none_is_written(tmp_path: Path) -> None:
    (tmp_path / "乙").write_bytes(b"old")
    with pytest.raises(FileError, match="乙：文件已存在，没有改动；确要覆盖请加 --force"):
        write_all({tmp_path / "甲": b"1", tmp_path / "乙": b"2"})
    assert left(tmp_path) == {"乙": b"old"}
    write_all({tmp_path / "甲": b"1", tmp_path / "乙": b"2"}, force=True)
    assert left(tmp_path) == {"甲": b"1", "乙": b"2"}


def test_a_file_that_is_kept_stands_beside_under_a_free_name(tmp_path: Path) -> None:
    path = tmp_path / "稿.docx"
    path.write_bytes(b"by hand")
    assert write_all({path: b"1"}, force=True, keep=[path]) == [tmp_path / "稿（改过的原件）.docx"]
    assert write_all({path: b"2"}, force=True, keep=[path]) == [tmp_path / "稿（改过的原件2）.docx"]
    assert left(tmp_path) == {
        "稿.docx": b"2",
        "稿（改过的原件）.docx": b"by hand",
        "稿（改过的原件2）.docx": b"1",
    }


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    """A limit on file size, in a process of its own, stands in for the full disk."""
    (tmp_path / "乙").write_bytes(b"old")
    script = (
        "import sys; from pathlib import Path; from assistant.services.files import *\n"
        "a, b = map(Path, sys.argv[1:])\n"
        "try: write_all({a: b'1' * 100, b: b'2' * 100_000}, force=True)\n"
        "except FileError as error: print(error)"
    )

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    said = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script, tmp_path / "甲", tmp_path / "乙"],
        preexec_fn=limit, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert "乙：没有写成（文件太大，或者磁盘已满），原来的文件没有改动" in said.stdout
    assert left(tmp_path) == {"乙": b"old"}


@pytest.mark.skipif(not ROOT, reason="a file system of a fixed size is mounted by root only")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        (disk / "稿").write_bytes(b"old")
        with pytest.raises(FileError, match="磁盘已满"):
            write_atomic(disk / "稿", b"1" * 200_000, force=True)
        assert left(disk) == {"稿": b"old"}
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("lock", ["~$稿件.docx", "~$.docx", ".~lock.稿件.docx#"])
def test_a_file_that_an_office_program_has_open_is_left_alone(tmp_path: Path, lock: str) -> None:
    (tmp_path / "稿件.docx").write_bytes(b"old")
    (tmp_path / lock).write_bytes(b"")
    with pytest.raises(FileError, match="可能正在别的程序里打开"):
        write_atomic(tmp_path / "稿件.docx", b"new", force=True)
    assert (tmp_path / "稿件.docx").read_bytes() == b"old"


def test_a_file_that_cannot_be_replaced_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace a file that is open."""

    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(13, "used by another process")

    (tmp_path / "稿").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileError, match="可能正在别的程序里打开；请关闭后再试"):
        write_atomic(tmp_path / "稿", b"new", force=True)
    assert left(tmp_path) == {"稿": b"old"}


def test_one_that_cannot_take_its_place_tells_which_already_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "甲.txt", tmp_path / "乙.txt"
    first.write_bytes(b"old")
    second.write_bytes(b"old")
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target == second:
            raise PermissionError(13, "open elsewhere")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileError, match="乙.txt：没有写成.*此前已经换成新的：甲.txt"):
        write_all({first: b"new", second: b"new"}, force=True)
    assert (first.read_bytes(), second.read_bytes()) == (b"new", b"old")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["乙.txt", "甲.txt"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "真").write_bytes(b"old")
    (tmp_path / "链").symlink_to(tmp_path / "真")
    write_atomic(tmp_path / "链", b"new", force=True)
    assert (tmp_path / "链").is_symlink() and (tmp_path / "真").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.mkdir(), "这是文件夹，请写明文件名"),
        (lambda path: os.mkfifo(path), "这个文件不能覆盖"),
        (lambda path: path.symlink_to(path), "写不进去（链接绕成了圈）"),
    ],
)
def test_what_is_no_file_is_not_replaced(tmp_path: Path, make, says: str) -> None:
    make(tmp_path / "稿")
    with pytest.raises(FileError) as refused:
        write_atomic(tmp_path / "稿", b"new", force=True)
    assert says in str(refused.value)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(ROOT, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(FileError, match="没有权限"):
        write_atomic(tmp_path / "稿", b"new")
    tmp_path.chmod(0o700)
