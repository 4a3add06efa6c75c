"""The case store, the only SQL: cases, their append-only events, and text typed but not yet sent."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Self

import msgspec

from assistant.domain.events import Event, EventKind, seal
from assistant.domain.fault import Fault
from assistant.services.files import reason

if TYPE_CHECKING:
    from peewee import SqliteDatabase

SCHEMA = 1
APPLICATION = 0x526F6E67
"""SQLite application id ("Rong"): tells a case store from any other database."""
BUSY_SECONDS = 3

TABLES = (
    "CREATE TABLE days (day TEXT PRIMARY KEY, last INTEGER NOT NULL)",
    "CREATE TABLE cases (id TEXT PRIMARY KEY, mode TEXT NOT NULL, created TEXT NOT NULL)",
    """CREATE TABLE events (
        case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
        seq INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, data TEXT NOT NULL,
        prev TEXT NOT NULL, hash TEXT NOT NULL,
        PRIMARY KEY (case_id, seq))""",
    """CREATE TABLE drafts (
        case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
        field TEXT NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (case_id, field))""",
    """CREATE TRIGGER events_only_follow BEFORE INSERT ON events
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events WHERE case_id = NEW.case_id)
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    """CREATE TRIGGER events_never_change BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    """CREATE TRIGGER events_leave_with_their_case BEFORE DELETE ON events
        WHEN EXISTS (SELECT 1 FROM cases WHERE id = OLD.case_id)
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
)

CASE_ROWS = """
SELECT cases.id, mode, created, coalesce(max(at), created) AS updated, count(seq)
FROM cases LEFT JOIN events ON case_id = cases.id
GROUP BY cases.id ORDER BY updated DESC, cases.rowid DESC
"""

FAULTS = {
    sqlite3.SQLITE_BUSY: f"正被另一个程序占用，等了 {BUSY_SECONDS} 秒仍未放开；请关闭那个程序后再试",
    sqlite3.SQLITE_CANTOPEN: "打不开；请检查它是不是一个文件、所在文件夹能否写入",
    sqlite3.SQLITE_CORRUPT: "已损坏；请先另存一份这个文件，再从备份或导出的案件文件恢复",
    sqlite3.SQLITE_FULL: "写不进去：磁盘已满，刚才这一步没有保存；请腾出空间后再试",
    sqlite3.SQLITE_NOTADB: "不是本程序的案件库，没有改动它；请用 --db 或 RONGCUO_DB 指明案件库的位置",
    sqlite3.SQLITE_READONLY: "不能写入；请检查该文件和所在文件夹的权限，或者用 --db 换一个位置",
}
"""What to tell people after the name of the file, by SQLite result code."""
SYSTEM_FAULTS = {
    errno.EACCES: sqlite3.SQLITE_READONLY,
    errno.EPERM: sqlite3.SQLITE_READONLY,
    errno.EROFS: sqlite3.SQLITE_READONLY,
    errno.ENOSPC: sqlite3.SQLITE_FULL,
}
"""The SQLite result code that says the same as an `errno`."""


class StoreError(Fault):
    """Something is wrong with the store; the message is for people."""


class DamagedEvent(StoreError):
    """An event that can no longer be read; `seq` is its place in the log."""

    def __init__(self, message: str, seq: int) -> None:
        super().__init__(message)
        self.seq = seq


class CaseRow(msgspec.Struct, frozen=True):
    """One case in the list; `updated` is the time of its last event, or of its creation."""

    id: str
    mode: str
    created: str
    updated: str
    events: int


class Store:
    """One SQLite file of cases, or one in memory when `path` is None; any thread may use it."""

    def __init__(self, path: Path | None) -> None:
        from peewee import SqliteDatabase, Table

        self._name = f"案件库 {path or '（内存）'}"
        self._lock = RLock()
        self._db: SqliteDatabase = SqliteDatabase(
            ":memory:" if path is None else str(path),
            pragmas={"foreign_keys": 1, "synchronous": "FULL", "secure_delete": 1, "temp_store": "MEMORY"},
            timeout=BUSY_SECONDS,
            thread_safe=False,
            autoconnect=False,
            check_same_thread=False,
        )
        self._days, self._cases, self._events, self._drafts = (
            Table(name).bind(self._db) for name in ("days", "cases", "events", "drafts")
        )
        try:
            self._open(path)
        except StoreError:
            self._db.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        with self._faults():
            self._db.close()

    def new(self, mode: str, at: str) -> str:
        """Begin a case and return its id, such as 20261124-1; an id is never given twice."""
        day = at[:10].replace("-", "")
        with self._writing():
            last = self._days.select(self._days.c.last).where(self._days.c.day == day).tuples().first()
            number = last[0] + 1 if last else 1
            self._days.replace(day=day, last=number).execute()
            case_id = f"{day}-{number}"
            self._cases.insert(id=case_id, mode=mode, created=at).execute()
        return case_id

    def adopt(self, mode: str, at: str, events: Iterable[Event], drafts: Mapping[str, str]) -> str:
        """A new case with the events and drafts of another store, all or nothing; its id."""
        with self._writing():
            case_id = self.new(mode, at)
            for event in events:
                self.append(case_id, event.kind, event.data, event.at)
            for field, text in drafts.items():
                self.keep_draft(case_id, field, text)
        return case_id

    def exists(self, case_id: str) -> bool:
        """Whether the store holds this case."""
        with self._faults():
            return bool(self._cases.select().where(self._cases.c.id == case_id).exists())

    def cases(self) -> list[CaseRow]:
        """All cases, the one changed last first."""
        with self._faults():
            return [CaseRow(*row) for row in self._db.execute_sql(CASE_ROWS)]

    def delete(self, case_id: str) -> None:
        """Delete a case with its events and drafts, and overwrite what they held."""
        with self._writing():
            self._require(case_id)
            self._cases.delete().where(self._cases.c.id == case_id).execute()
        with self._faults():
            self._db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def append(
        self, case_id: str, kind: EventKind, data: dict[str, Any], at: str, drop: Iterable[str] = ()
    ) -> Event:
        """Add one event, on disk when this returns; the drafts of the fields in `drop` go with it."""
        with self._writing():
            self._require(case_id)
            last, prev = self._head(case_id)
            text = msgspec.json.encode(data).decode()
            stored = msgspec.json.decode(text)
            event = Event(last + 1, at, kind, stored, prev, seal(prev, last + 1, at, kind, stored))
            self._events.insert(case_id=case_id, **msgspec.structs.asdict(event) | {"data": text}).execute()
            self.drop_drafts(case_id, drop)
        return event

    def events(self, case_id: str) -> list[Event]:
        """The events of a case in order; whether their chain holds is for `first_fault` to say."""
        event = self._events.c
        query = self._events.select().where(event.case_id == case_id).order_by(event.seq)
        with self._faults():
            self._require(case_id)
            return [self._event(row) for row in query.dicts()]

    def keep_draft(self, case_id: str, field: str, text: str) -> None:
        """Keep text that is typed but not sent; empty text removes it."""
        with self._writing():
            self._require(case_id)
            if text:
                self._drafts.replace(case_id=case_id, field=field, text=text).execute()
            else:
                self.drop_drafts(case_id, [field])

    def drafts(self, case_id: str) -> dict[str, str]:
        """Text typed but not sent, by field."""
        draft = self._drafts.c
        query = self._drafts.select(draft.field, draft.text).where(draft.case_id == case_id)
        with self._faults():
            return dict(query.tuples())

    def drop_drafts(self, case_id: str, fields: Iterable[str]) -> None:
        """Forget the drafts of these fields."""
        draft = self._drafts.c
        with self._writing():
            self._drafts.delete().where(draft.case_id == case_id, draft.field.in_(list(fields))).execute()

    def _require(self, case_id: str) -> None:
        if not self.exists(case_id):
            raise StoreError(f"案件库里没有案件 {case_id}（可能已被删除）；用 rongcuo list 查看现有案件")

    def _head(self, case_id: str) -> tuple[int, str]:
        """`seq` and hash of the last event."""
        event = self._events.c
        query = self._events.select(event.seq, event.hash).where(event.case_id == case_id)
        return query.order_by(event.seq.desc()).tuples().first() or (0, "")

    def _event(self, row: dict[str, Any]) -> Event:
        try:
            return msgspec.convert({**row, "data": msgspec.json.decode(row["data"])}, Event)
        except (msgspec.MsgspecError, TypeError) as error:
            where = f"案件 {row['case_id']} 的第 {row['seq']} 条记录"
            said = f"{where}已损坏，读不出来；请从备份或导出的案件文件恢复"
            raise DamagedEvent(said, row["seq"]) from error

    def _open(self, path: Path | None) -> None:
        with self._faults():
            if path:
                create(path)
            self._db.connect()
            fresh = self._is_fresh()
            if path:
                tighten(path)
                self._db.pragma("journal_mode", "wal")
            if fresh:
                self._build()

    def _is_fresh(self) -> bool:
        """Whether the file holds nothing yet; a StoreError when it is not ours to write."""
        fresh = not self._db.get_tables()  # first: another process may be building it
        owner, schema = self._db.pragma("application_id"), self._db.pragma("user_version")
        if owner != APPLICATION and not fresh:
            raise StoreError(f"{self._name} {FAULTS[sqlite3.SQLITE_NOTADB]}")
        if schema > SCHEMA:
            raise StoreError(
                f"{self._name} 由更新版本的程序写成（库版本 {schema}，本程序只认得 {SCHEMA}）；请升级程序"
            )
        return fresh

    def _build(self) -> None:
        with self._db.atomic("IMMEDIATE"):
            if self._is_fresh():
                for statement in TABLES:
                    self._db.execute_sql(statement)
                self._db.pragma("application_id", APPLICATION)
                self._db.pragma("user_version", SCHEMA)

    @contextmanager
    def _writing(self) -> Generator[None]:
        """A transaction that takes the write lock before it reads, so that no two of them fork a chain."""
        with self._faults(), self._db.atomic("IMMEDIATE"):
            yield

    @contextmanager
    def _faults(self) -> Generator[None]:
        """One thread at a time, and every fault of the file in words for people."""
        from peewee import PeeweeException

        try:
            with self._lock:
                yield
        except UnicodeEncodeError as error:
            if error.encoding != "utf-8":  # the name of the file, in a locale that cannot write it
                raise
            raise StoreError("文字里有残缺的编码字符，不能保存；请重新输入这段文字") from error
        except OSError as error:
            said = FAULTS.get(
                code(error), f"打不开（{reason(error)}）；请核对路径和权限，或者用 --db 换一个位置"
            )
            raise StoreError(f"{self._name} {said}") from error
        except (PeeweeException, sqlite3.Error) as error:
            said = FAULTS.get(code(error), f"读写失败（{error}）；请检查磁盘后再试")
            raise StoreError(f"{self._name} {said}") from error


def create(path: Path) -> None:
    """Make the file and the folders above it, for their owner only; one that cannot be written is refused."""
    for folder in reversed(path.parents):
        if not folder.is_dir():
            folder.mkdir(0o700, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    for place in (path, path.parent):
        if not os.access(place, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))


def tighten(path: Path) -> None:
    """Take an existing file, and SQLite's two beside it, away from everyone but its owner."""
    for part in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        if part.exists() and part.stat().st_mode & 0o077:
            part.chmod(0o600)


def code(error: Exception) -> int:
    """The SQLite result code of a fault, or 0; peewee keeps the error of the driver as `orig`."""
    if isinstance(error, OSError):
        return SYSTEM_FAULTS.get(error.errno or 0, 0)
    return getattr(getattr(error, "orig", error), "sqlite_errorcode", 0) & 0xFF
