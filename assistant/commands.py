"""What each command does; results go to stdout, talk goes to stderr."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from assistant import printing
from assistant.cli import FINE, GAPS, WRONG, fixed_today, store_path
from assistant.domain.dialogue import AnswerError
from assistant.services.casework import Casework
from assistant.services.drafting import KINDS, DraftRefused, TemplateFault
from assistant.services.files import FileError, decode, read_text, write_atomic
from assistant.services.library import Library, LibraryError
from assistant.services.store import Store, StoreError
from assistant.services.workdays import ScheduleError

FAULTS = (FileError, AnswerError, StoreError, LibraryError, ScheduleError, TemplateFault)
"""Errors whose message is already a line for people."""

__all__ = ["FAULTS", "DraftRefused", "run"]


def run(arguments: argparse.Namespace) -> int:
    """Carry out the command; its exit code."""
    if arguments.version:
        print(printing.version(Library().knowledge()))
        return FINE
    casework = Casework(lambda: Store(store_path(arguments)), today=fixed_today(arguments))
    return _COMMANDS[arguments.command](casework, arguments)


def _open_screen(casework: Casework, arguments: argparse.Namespace) -> int:
    from assistant.ui.app import run as run_screen

    run_screen(casework, getattr(arguments, "case_id", None))
    return FINE


def _match(casework: Casework, arguments: argparse.Namespace) -> int:
    if arguments.batch:
        for row in _batch(arguments.batch):
            print(_json(printing.match_row(casework, row)))
        return FINE
    if arguments.text is None:
        raise FileError("没有案情描述；请写在命令后面，或写 - 从标准输入读")
    text = _stdin() if arguments.text == "-" else arguments.text
    found = casework.match(text, arguments.unit_type, max(1, arguments.top))
    if arguments.json:
        print(_json(printing.match_json(casework, text, found)))
    else:
        print(printing.match_text(casework, text, found))
    return FINE


def _batch(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            raise FileError(
                f'{path}：第{number}行不是有效的 JSON，每行应当是一个 {{"id", "text"}} 对象'
            ) from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise FileError(f'{path}：第{number}行缺少文字“text”，每行应当是一个 {{"id", "text"}} 对象')
        yield row


def _check(casework: Casework, arguments: argparse.Namespace) -> int:
    check = casework.check(casework.load(arguments.case))
    print(_json(printing.check_json(check)) if arguments.json else printing.check_text(check))
    return GAPS if any(finding.level == "block" for finding in check.findings) else FINE


def _draft(casework: Casework, arguments: argparse.Namespace) -> int:
    from assistant.services.documents import save

    if arguments.kind and arguments.kind not in KINDS:
        raise FileError(f"没有“{arguments.kind}”这种文书，可用：{'、'.join(KINDS)}")
    draft = casework.draft(casework.load(arguments.case), arguments.kind)
    save(draft, arguments.output, force=arguments.force)
    print(f"已写成《{draft.name}》：{arguments.output}", file=sys.stderr)
    for gap in draft.gaps:
        print(f"【待补充：{gap}】", file=sys.stderr)
    return GAPS if draft.gaps else FINE


def _show(casework: Casework, arguments: argparse.Namespace) -> int:
    if arguments.id not in casework.knowledge.regulation.ids():
        raise FileError(
            f"细则没有“{arguments.id}”；条写 12，项写 9.4，附件写 annex1、annex2，印发通知写 notice"
        )
    found = printing.show_json(casework, arguments.id)
    print(_json(found) if arguments.json else printing.show_text(casework, found))
    return FINE


def _deadline(casework: Casework, arguments: argparse.Namespace) -> int:
    found = casework.deadline(arguments.received, arguments.consulted)
    print(_json(printing.deadline_json(found)) if arguments.json else printing.deadline_text(found))
    return FINE


def _lint(casework: Casework, arguments: argparse.Namespace) -> int:
    if arguments.folder and not (arguments.folder / "knowledge").is_dir():
        raise FileError(f"{arguments.folder}：这里没有 knowledge/ 文件夹")
    faults = Library(arguments.folder).check()
    if arguments.json:
        print(_json(faults))
    else:
        print("\n".join(faults) or "没有发现毛病")
    return WRONG if faults else FINE


def _flow(casework: Casework, arguments: argparse.Namespace) -> int:
    print(printing.flow(casework.interview(arguments.mode)))
    return FINE


def _new(casework: Casework, arguments: argparse.Namespace) -> int:
    casework.interview(arguments.mode)
    _print_id(casework.new(arguments.mode).id, arguments)
    return FINE


def _list(casework: Casework, arguments: argparse.Namespace) -> int:
    for line in casework.cases():
        print(_json(printing.case_json(line)) if arguments.json else printing.case_text(line))
    return FINE


def _open(casework: Casework, arguments: argparse.Namespace) -> int:
    stored = casework.stored(arguments.case)
    arguments.case_id = arguments.case if stored else casework.import_file(Path(arguments.case))
    return _open_screen(casework, arguments)


def _delete(casework: Casework, arguments: argparse.Namespace) -> int:
    if not casework.stored(arguments.case) and Path(arguments.case).exists():
        raise FileError(f"{arguments.case}：这是案例文件，不在案件库里；如要删除，请直接删除文件")
    casework.delete(arguments.case)
    print(f"已删除案件 {arguments.case}", file=sys.stderr)
    return FINE


def _answer(casework: Casework, arguments: argparse.Namespace) -> int:
    raw = _stdin() if arguments.value == "-" else arguments.value
    following = casework.answer(arguments.case, arguments.path, raw)
    print(_json(printing.question_json(following)) if arguments.json else printing.question_text(following))
    return FINE


def _export(casework: Casework, arguments: argparse.Namespace) -> int:
    text = casework.export(arguments.case)
    if arguments.output:
        write_atomic(arguments.output, text.encode(), force=arguments.force)
        print(f"已导出：{arguments.output}", file=sys.stderr)
    else:
        print(text, end="")
    return FINE


def _import(casework: Casework, arguments: argparse.Namespace) -> int:
    contents = [casework.read_file(path) for path in arguments.files]
    for content in contents:
        _print_id(casework.take_in(content).id, arguments)
    return FINE


def _log(casework: Casework, arguments: argparse.Namespace) -> int:
    events, fault = casework.log(arguments.case)
    if not arguments.verify:
        for event in events:
            print(_json(msgspec.to_builtins(event)) if arguments.json else printing.event_text(event))
        return FINE
    verdict = {"events": len(events), "whole": fault is None, "fault": fault}
    words = f"共{len(events)}条记录，" + (
        "前后相接，未被改动" if fault is None else f"第{fault}条起对不上，记录可能被改动"
    )
    print(_json(verdict) if arguments.json else words)
    return FINE if fault is None else GAPS


def _print_id(id: str, arguments: argparse.Namespace) -> None:
    print(_json({"id": id}) if arguments.json else id)


def _stdin() -> str:
    return decode(sys.stdin.buffer.read(), "标准输入")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_COMMANDS: dict[str | None, Callable[[Casework, argparse.Namespace], int]] = {
    None: _open_screen, "match": _match, "check": _check, "draft": _draft, "show": _show, "deadline": _deadline,
    "lint": _lint, "flow": _flow, "new": _new, "list": _list, "open": _open, "delete": _delete, "answer": _answer,
    "export": _export, "import": _import, "log": _log,
}  # fmt: skip
