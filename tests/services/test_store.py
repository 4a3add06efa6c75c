"""The case store on real SQLite files: what is kept, what is refused, what survives."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread

import msgspec
import pytest

from assistant.domain.events import first_fault, seal
from assistant.services.store import SCHEMA, CaseRow, Store, StoreError

AT = "2026-11-24T09:30:00+08:00"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "rongcuo" / "cases.sqlite3"


def fill(path: Path, count: int = 4) -> str:
    """A case with `count` answers in a new file; its id."""
    with Store(path) as store:
        case_id = store.new("committee", AT)
        for number in range(count):
            store.append(case_id, "answer", {"path": "facts", "value": f"第{number}稿"}, AT)
    return case_id


def python(code: str, *args: object) -> subprocess.Popen[str]:
    """Another process of the program, its output on a pipe."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, args)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_importing_the_store_does_not_import_peewee():
    code = "import sys, assistant.services.store; print('peewee' in sys.modules)"
    assert python(code).communicate()[0].strip() == "False"


# Cases and events


def test_ids_count_within_the_day_and_are_never_given_twice(path: Path):
    with Store(path) as store:
        first, second = store.new("committee", AT), store.new("self_check", AT)
        store.delete(second)
        third = store.new("committee", AT)
        other_day = store.new("committee", "2026-11-25T00:00:00+08:00")
    assert [first, second, third, other_day] == ["20261124-1", "20261124-2", "20261124-3", "20261125-1"]


def test_what_is_appended_is_there_after_reopening(path: Path):
    with Store(path) as store:
        case_id = store.new("committee", AT)
        sent = [
            store.append(case_id, "answer", {"path": "unit.name", "value": "某局"}, AT),
            store.append(case_id, "jump", {"to": "facts"}, AT),
            store.append(case_id, "undo", {}, AT),
            store.append(case_id, "import", {"case": {"schema": 1, "skipped": []}}, AT),
        ]
    with Store(path) as store:
        assert store.events(case_id) == sent
    assert [event.seq for event in sent] == [1, 2, 3, 4]
    assert sent[0].prev == "" and sent[1].prev == sent[0].hash
    assert first_fault(sent) is None


@pytest.mark.parametrize(
    "value",
    [
        "𠮷野家",
        "第一行\r\n第二行\ttab",
        "\x00\x01\x1b[31m\x7f\u2028",
        "👨‍👩‍👧",
        "e\u0301é",
        "",
        None,
        1.5,
        2**60,
        ["甲", {"乙": True}],
    ],
    ids=ascii,
)
def test_values_come_back_as_they_were(path: Path, value: object):
    with Store(path) as store:
        case_id = store.new("committee", AT)
        store.append(case_id, "answer", {"z": value, "a": value}, AT)
        if isinstance(value, str) and value:
            store.keep_draft(case_id, "facts", value)
    with Store(path) as store:
        events = store.events(case_id)
        assert list(events[0].data.items()) == [("z", value), ("a", value)]
        assert first_fault(events) is None
        assert store.drafts(case_id).get("facts", value) == value


def test_a_lone_surrogate_is_refused_and_leaves_nothing(path: Path):
    with Store(path) as store:
        case_id = store.new("committee", AT)
        with pytest.raises(StoreError, match="残缺的编码字符"):
            store.append(case_id, "answer", {"value": "\ud842"}, AT)
        with pytest.raises(StoreError, match="残缺的编码字符"):
            store.keep_draft(case_id, "facts", "\ud842")
        assert store.events(case_id) == [] and store.drafts(case_id) == {}


def test_the_list_shows_the_case_changed_last_first(path: Path):
    noon, evening = "2026-11-24T12:00:00+08:00", "2026-11-24T18:00:00+08:00"
    with Store(path) as store:
        old, idle, newest = (
            store.new("committee", AT),
            store.new("training", AT),
            store.new("self_check", noon),
        )
        store.append(old, "answer", {}, noon)
        store.append(old, "answer", {}, evening)
        assert store.cases() == [
            CaseRow(old, "committee", AT, evening, 2),
            CaseRow(newest, "self_check", noon, noon, 0),
            CaseRow(idle, "training", AT, AT, 0),
        ]


def test_deleting_takes_events_and_drafts_and_their_bytes(path: Path):
    with Store(path) as store:
        kept, gone = store.new("committee", AT), store.new("committee", AT)
        store.append(kept, "answer", {"value": "留下"}, AT)
        store.append(gone, "answer", {"value": "删掉的事实"}, AT)
        store.keep_draft(gone, "facts", "删掉的草稿")
        store.delete(gone)
        assert [row.id for row in store.cases()] == [kept] and not store.exists(gone)
        assert store.drafts(gone) == {} and len(store.events(kept)) == 1
        for file in path.parent.iterdir():
            assert "删掉的".encode() not in file.read_bytes()


@pytest.mark.parametrize(
    "use",
    [
        lambda store: store.append("20261124-9", "answer", {}, AT),
        lambda store: store.events("20261124-9"),
        lambda store: store.delete("20261124-9"),
        lambda store: store.keep_draft("20261124-9", "facts", "字"),
    ],
    ids=["append", "events", "delete", "keep_draft"],
)
def test_an_unknown_case_is_named(use: Callable[[Store], object]):
    with Store(None) as store, pytest.raises(StoreError, match="没有案件 20261124-9"):
        use(store)


def test_use_after_closing_is_refused_rather_than_reopened():
    store = Store(None)
    store.close()
    store.close()
    with pytest.raises(StoreError):
        store.cases()


# Drafts


def test_drafts_survive_reopening_and_go_when_sent(path: Path):
    case_id = fill(path, 0)
    with Store(path) as store:
        store.keep_draft(case_id, "facts", "写到一")
        store.keep_draft(case_id, "facts", "写到一半")
        store.keep_draft(case_id, "duties", "职责")
        store.keep_draft(case_id, "correction", "整改")
        store.keep_draft(case_id, "correction", "")
    with Store(path) as store:
        assert store.drafts(case_id) == {"facts": "写到一半", "duties": "职责"}
        store.append(case_id, "answer", {"path": "facts", "value": "写完"}, AT, drop=["facts"])
        assert store.drafts(case_id) == {"duties": "职责"}
        store.drop_drafts(case_id, ["duties", "never"])
        assert store.drafts(case_id) == {}
        assert len(store.events(case_id)) == 1


# The chain


def test_the_seal_is_the_hash_of_one_spelling():
    """Pinned to the byte: what one version of the program wrote must verify in the next."""
    spelling = f'["前",2,"{AT}","answer",{{"a":[1,null,true],"b":"𠮷\\n"}}]'
    expected = hashlib.sha256(spelling.encode()).hexdigest()
    assert seal("前", 2, AT, "answer", {"b": "𠮷\n", "a": [1, None, True]}) == expected


TAMPERING = {
    "edited": ("UPDATE events SET data = replace(data, '第1稿', '第9稿') WHERE seq = 2", 2),
    "redated": ("UPDATE events SET at = '2026-11-23T09:30:00+08:00' WHERE seq = 3", 3),
    "first removed": ("DELETE FROM events WHERE seq = 1", 2),
    "removed": ("DELETE FROM events WHERE seq = 3", 4),
    "removed and renumbered": (
        "DELETE FROM events WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 4",
        3,
    ),
    "swapped": (
        "UPDATE events SET seq = 9 WHERE seq = 2; UPDATE events SET seq = 2 WHERE seq = 3;"
        "UPDATE events SET seq = 3 WHERE seq = 9",
        2,
    ),
}


@pytest.mark.parametrize(("sql", "fault"), TAMPERING.values(), ids=TAMPERING)
def test_the_chain_shows_where_someone_changed_the_file(path: Path, sql: str, fault: int):
    case_id = fill(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(
            "DROP TRIGGER events_never_change; DROP TRIGGER events_leave_with_their_case;" + sql
        )
    with Store(path) as store:
        assert first_fault(store.events(case_id)) == fault


def test_an_edit_sealed_again_breaks_the_next_link():
    with Store(None) as store:
        case_id = store.new("committee", AT)
        events = [store.append(case_id, "answer", {"value": number}, AT) for number in range(3)]
    first = events[0]
    forged = seal("", 1, AT, "answer", {"value": 7})
    events[0] = msgspec.structs.replace(first, data={"value": 7}, hash=forged)
    assert first_fault(events) == 2


@pytest.mark.parametrize("data", ["{", "[]", "x'00ff'"])
def test_a_row_that_cannot_be_read_is_named(path: Path, data: str):
    case_id = fill(path)
    value = data if data.startswith("x'") else f"'{data}'"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(f"DROP TRIGGER events_never_change; UPDATE events SET data = {value} WHERE seq = 3")
    with Store(path) as store, pytest.raises(StoreError, match=f"{case_id} 的第 3 条记录"):
        store.events(case_id)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET data = '{}'",
        "DELETE FROM events WHERE seq = 4",
        "REPLACE INTO events SELECT case_id, seq, at, kind, '{}', prev, hash FROM events WHERE seq = 2",
        "INSERT INTO events SELECT case_id, 9, at, kind, '{}', prev, hash FROM events WHERE seq = 2",
    ],
)
def test_the_database_itself_refuses_to_rewrite_events(path: Path, sql: str):
    fill(path)
    with closing(sqlite3.connect(path)) as raw, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(sql)


# Two at once, and sudden ends

APPEND = f"""
import sys
from pathlib import Path
from assistant.services.store import Store
with Store(Path(sys.argv[1])) as store:
    for number in range(int(sys.argv[3])):
        event = store.append(sys.argv[2], "answer", {{"value": "字" * 500, "number": number}}, "{AT}")
        print(event.hash, flush=True)
"""


def test_two_processes_write_one_chain(path: Path):
    case_id = fill(path, 0)
    writers = [python(APPEND, path, case_id, 50) for _ in range(2)]
    written = {line for writer in writers for line in writer.communicate()[0].split()}
    assert [writer.returncode for writer in writers] == [0, 0]
    with Store(path) as store:
        events = store.events(case_id)
    assert len(events) == 100 and first_fault(events) is None
    assert {event.hash for event in events} == written


def test_two_stores_and_many_threads_write_one_chain(path: Path):
    case_id = fill(path, 0)
    with Store(path) as one, Store(path) as other:

        def write(store: Store) -> None:
            for number in range(10):
                store.append(case_id, "answer", {"value": number}, AT)

        threads = [Thread(target=write, args=[store]) for store in (one, other, one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert one.events(case_id) == other.events(case_id)
        assert len(one.events(case_id)) == 40 and first_fault(one.events(case_id)) is None


def test_many_processes_may_create_the_store_at_once(path: Path):
    code = "import sys; from pathlib import Path; from assistant.services.store import Store\n"
    code += f"with Store(Path(sys.argv[1])) as store: print(store.new('committee', '{AT}'))"
    openers = [python(code, path) for _ in range(6)]
    assert {opener.communicate()[0].strip() for opener in openers} == {f"20261124-{n}" for n in range(1, 7)}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("acknowledged", [1, 40])
def test_a_killed_process_loses_nothing_it_acknowledged(path: Path, acknowledged: int):
    case_id = fill(path, 0)
    writer = python(APPEND, path, case_id, 100_000)
    assert writer.stdout
    hashes = [writer.stdout.readline().strip() for _ in range(acknowledged)]
    writer.send_signal(signal.SIGKILL)
    hashes += writer.communicate()[0].split("\n")[:-1]
    with Store(path) as store:
        events = store.events(case_id)
        store.append(case_id, "answer", {}, AT)
    assert [event.hash for event in events][: len(hashes)] == hashes
    assert len(hashes) <= len(events) <= len(hashes) + 1 and first_fault(events) is None


def test_a_store_locked_by_another_is_said_so(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("assistant.services.store.BUSY_SECONDS", 0.05)
    case_id = fill(path)
    with Store(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="正被另一个程序占用"):
            store.append(case_id, "answer", {}, AT)
        assert len(store.events(case_id)) == 4
        other.execute("ROLLBACK")
        assert store.append(case_id, "answer", {}, AT).seq == 5


def test_a_full_disk_is_said_so_and_the_store_goes_on(path: Path):
    case_id = fill(path)
    with Store(path) as store:
        database = store._db
        database.execute_sql(f"PRAGMA max_page_count = {database.pragma('page_count') + 2}")
        with pytest.raises(StoreError, match="磁盘已满"):
            store.append(case_id, "answer", {"value": "字" * 100_000}, AT, drop=["facts"])
        store.append(case_id, "answer", {"value": "短"}, AT)
        assert [event.data["value"] for event in store.events(case_id)][-2:] == ["第3稿", "短"]


# The file


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_the_files_are_for_their_owner_only(path: Path, umask: int):
    before = os.umask(umask)
    try:
        with Store(path) as store:
            store.new("committee", AT)
            modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == dict.fromkeys((path.name, f"{path.name}-wal", f"{path.name}-shm"), 0o600)
    assert [folder.stat().st_mode & 0o777 for folder in (path.parent, path.parent.parent)] == [0o700] * 2


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_store_that_others_could_read_is_tightened(path: Path):
    fill(path)
    path.chmod(0o644)
    with Store(path) as store:
        store.new("committee", AT)
        assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


def test_the_file_is_durable_by_its_settings(path: Path):
    with Store(path) as store:
        settings = [store._db.pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys")]
        assert settings == ["wal", 2, 1]
        assert store._db.pragma("user_version") == SCHEMA


def untouched(path: Path, message: str) -> None:
    """Opening `path` is refused with `message` and leaves every file beside it as it was."""
    before = {file: (file.read_bytes(), file.stat().st_mode) for file in path.parent.iterdir()}
    with pytest.raises(StoreError, match=message) as caught:
        Store(path)
    assert str(path) in str(caught.value)
    assert before == {file: (file.read_bytes(), file.stat().st_mode) for file in path.parent.iterdir()}


@pytest.mark.parametrize("content", [b"xy", "案件材料\n".encode() * 400, b"PK\x03\x04" + bytes(5000)])
def test_a_file_that_is_no_database_is_refused_and_untouched(tmp_path: Path, content: bytes):
    path = tmp_path / "材料.docx"
    path.write_bytes(content)
    untouched(path, "不是本程序的案件库")


def test_the_database_of_another_program_is_refused_and_untouched(tmp_path: Path):
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript("CREATE TABLE cases (id); INSERT INTO cases VALUES (1)")
    untouched(path, "不是本程序的案件库")


def test_a_store_of_a_newer_program_is_refused_and_untouched(path: Path):
    fill(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    untouched(path, "更新版本的程序")


def test_a_damaged_store_is_said_so(path: Path):
    case_id = fill(path, 40)
    content = bytearray(path.read_bytes())
    content[4096 : len(content)] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="已损坏"), Store(path) as store:
        store.events(case_id)


def test_an_empty_file_becomes_a_store(tmp_path: Path):
    path = tmp_path / "empty"
    path.touch()
    assert fill(path) == "20261124-1"


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path):
    with pytest.raises(StoreError, match="打不开"):
        Store(tmp_path)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="案件库 .*cases"):
        Store(tmp_path / "file" / "cases")


def test_a_missing_permission_is_said_so(path: Path, monkeypatch: pytest.MonkeyPatch):
    """Stands in for a read-only place where the tests run as root, whom no mode stops."""
    monkeypatch.setattr("os.access", lambda place, mode: False)
    with pytest.raises(StoreError, match="不能写入"):
        Store(path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom file modes stop")
@pytest.mark.parametrize("what", ["folder", "file", "parent"])
def test_a_read_only_place_is_said_so(path: Path, what: str):
    if what != "parent":
        fill(path)
    place = {"folder": path.parent, "file": path, "parent": path.parents[2]}[what]
    mode = place.stat().st_mode
    place.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="不能写入"):
            Store(path)
    finally:
        place.chmod(mode)


def test_a_store_in_memory_writes_nothing_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with Store(None) as store:
        case_id = store.new("self_check", AT)
        store.append(case_id, "answer", {"value": "字" * 1_000_000}, AT)
        store.keep_draft(case_id, "facts", "草稿")
        assert len(store.events(case_id)) == 1 and len(store.cases()) == 1
        assert store._db.execute_sql("PRAGMA database_list").fetchall() == [(0, "main", "")]
    assert list(tmp_path.iterdir()) == []
