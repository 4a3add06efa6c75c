"""What each command does; results go to stdout, talk goes to stderr."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, get_args

import msgspec

from assistant import paths
from assistant.domain.case import UnitType
from assistant.domain.characters import visible
from assistant.domain.fault import Fault
from assistant.domain.folding import folded, narrowed
from assistant.domain.statistics import span
from assistant.domain.units import cited
from assistant.domain.unverified import MARK
from assistant.printing import cases, deadlines, judgement, ranking, regulation
from assistant.services.casework import Casework
from assistant.services.drafting import KINDS, Draft, DraftRefused
from assistant.services.files import FileError, read_stdin, read_text, write_all, write_atomic
from assistant.services.library import Library
from assistant.services.redacting import READ, list_path, listed, redacted_drafts, redacted_file
from assistant.services.store import Store

FINE, GAPS = 0, 1
"""Exit codes: fine; done, with something that blocks or gaps in the paper."""

ADDED = "已加入，案件里可以选用；情形清单第一次比对时会更新索引，约需十几秒"


def run(arguments: argparse.Namespace) -> int:
    """Carry out the command; its exit code."""
    if arguments.version:
        print(regulation.version(Library().knowledge()))
        return FINE
    return _COMMANDS[arguments.command](casework(arguments), arguments)


def casework(arguments: argparse.Namespace) -> Casework:
    """The casework over the store and the day that the arguments name."""
    return Casework(lambda: Store(arguments.db or paths.case_store()), today=arguments.today)


def _match(casework: Casework, arguments: argparse.Namespace) -> int:
    _known(arguments.unit_type, get_args(UnitType), "--unit-type")
    if arguments.batch:
        return _match_batch(casework, arguments)
    text = read_stdin() if arguments.text == "-" else arguments.text
    if not (text or "").strip():
        raise FileError("没有案情描述；请写在命令后面，或者写 - 从标准输入读")
    found = casework.match(text, arguments.unit_type, arguments.top)
    _print(arguments, ranking.match_json, ranking.match_text, casework, text, found)
    return FINE


def _match_batch(casework: Casework, arguments: argparse.Namespace) -> int:
    if arguments.text is not None:
        raise FileError("案情描述和 --batch 只能写一样")
    for row in _rows(arguments.batch):
        found = casework.match(row["text"], row.get("unit_type") or arguments.unit_type, arguments.top)
        print(_json(ranking.match_row(casework, row, found)))
    return FINE


def _rows(path: Path) -> list[dict[str, Any]]:
    """The descriptions of a batch; FileError with the first line that is not one."""
    lines = enumerate(read_text(path).split("\n"), 1)
    return [_row(line, f"{path}：第{number}行") for number, line in lines if line.strip()]


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise FileError(f'{where}不是有效的 JSON，每行应当是一个 {{"id", "text"}} 对象') from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise FileError(f'{where}缺少文字“text”，每行应当是一个 {{"id", "text"}} 对象')
    _known(row.get("unit_type"), get_args(UnitType), f"{where}的 unit_type")
    if not isinstance(row.get("id"), str | int | None):
        raise FileError(f"{where}的 id 应当是文字或整数")
    return row


def _check(casework: Casework, arguments: argparse.Namespace) -> int:
    interview = casework.load(arguments.case)
    check = casework.check(interview)
    as_text = judgement.own_check_text if interview.dialogue.own else judgement.check_text
    _print(arguments, judgement.check_json, as_text, check)
    return GAPS if any(finding.level == "block" for finding in check.findings) else FINE


def _hearing(casework: Casework, arguments: argparse.Namespace) -> int:
    found = casework.hearing(casework.load(arguments.case))
    _print(arguments, judgement.hearing_json, judgement.hearing_text, found)
    return FINE


def _draft(casework: Casework, arguments: argparse.Namespace) -> int:
    from assistant.services.documents import save

    _known_kind(arguments.kind, KINDS, "--kind")
    if not arguments.output:
        raise FileError("-o 后面没有写文件名；请写以 .docx、.md、.txt 结尾的文件名，成套起草的写文件夹")
    if _is_folder(arguments.output):
        return _draft_package(casework, arguments)
    output, beside = Path(arguments.output), dict[Path, bytes]()
    interview = casework.load(arguments.case)
    dialogue = interview.dialogue
    _known_kind(arguments.kind, dialogue.papers or KINDS, f"{dialogue.title}的 --kind")
    try:
        if arguments.redact:
            (draft,), done = redacted_drafts(casework, interview, [arguments.kind], [output.name])
            beside = {list_path(output): listed(done)}
        else:
            draft = casework.draft(interview, arguments.kind)
    except DraftRefused as refusal:
        print(refusal, file=sys.stderr)
        return GAPS
    _kept(save(draft, output, force=arguments.force, annotate=arguments.annotate, beside=beside))
    _listed(beside)
    return _drafted(output, draft)


def _draft_package(casework: Casework, arguments: argparse.Namespace) -> int:
    from assistant.services.package import save_package

    folder = Path(arguments.output)
    if arguments.kind is not None:
        raise FileError(f"{folder}：写到文件夹就是成套起草，不能再用 --kind 选文种；只要一种，请写明文件名")
    package = save_package(
        casework,
        arguments.case,
        folder,
        force=arguments.force,
        annotate=arguments.annotate,
        redact=arguments.redact,
    )
    _kept(package.kept)
    _listed([list_path(folder)] * arguments.redact)
    found = [_drafted(path, draft) for path, draft in package.written]
    for name in package.left:
        print(f"{folder / name}：先前起草的，不属于现在这一套，请核对后移走", file=sys.stderr)
    return max([*found, *(GAPS for _ in package.left)])


def _listed(files: Iterable[Path]) -> None:
    """Say where the list of what was replaced stands, and what is still to be done."""
    for path in files:
        print(f"{READ}对照表：{path}", file=sys.stderr)


def _kept(files: Iterable[Path]) -> None:
    """Say where the papers are that were changed by hand."""
    for path in files:
        print(f"写成以后被人改过的原件，另存为：{path}", file=sys.stderr)


def _is_folder(output: str) -> bool:
    """Whether a package is to be written there; a name that no file can have is none."""
    try:
        return output.endswith(("/", os.sep)) or Path(output).is_dir()
    except OSError:
        return False


def _drafted(path: Path, draft: Draft) -> int:
    """Say what was written and what it still lacks."""
    print(f"已写成《{draft.name}》：{path}", file=sys.stderr)
    if draft.unverified:
        print(f"文稿里有{MARK}的内容，逐项核对见 rongcuo check", file=sys.stderr)
    for gap in draft.gaps:
        print(f"【待补充：{gap}】", file=sys.stderr)
    return GAPS if draft.gaps else FINE


def _stats(casework: Casework, arguments: argparse.Namespace) -> int:
    from assistant.services.documents.statistics import save_statistics

    found = casework.statistics(*span(arguments.first, arguments.last))
    save_statistics(casework.knowledge, found, arguments.output, force=arguments.force)
    print(cases.stats_text(found, arguments.output), file=sys.stderr)
    return GAPS if found.gaps else FINE


def _show(casework: Casework, arguments: argparse.Namespace) -> int:
    known, items = casework.knowledge.regulation.ids(), casework.knowledge.items
    id = narrowed(arguments.id).strip()
    if id in items:
        _print(arguments, regulation.item_json, regulation.item_text, items[id])
        return FINE
    if id not in known:
        like = difflib.get_close_matches(id.partition("#")[0], [*known, *items], 1)
        near = cited(id, known) or "".join(like)
        hint = f"是不是“{near}”？" if near else ""
        raise FileError(
            f"细则没有“{arguments.id}”；{hint}条写 12，项写 9.4，附件写 annex1、annex2，印发通知写 notice，"
            "清单的项写 清单编号:项"
        )
    _print(arguments, regulation.show_json, regulation.show_text, casework, id)
    return FINE


def _search(casework: Casework, arguments: argparse.Namespace) -> int:
    words = " ".join(arguments.words)
    if not folded(words).text:
        raise FileError("没有写要找什么；请在命令后面写词句或条项，如 rongcuo search 容缺受理")
    casework.searcher.load()
    found = casework.searcher.search(words, arguments.top)
    _print(arguments, regulation.search_json, regulation.search_text, casework, words, found)
    return FINE


def _deadline(casework: Casework, arguments: argparse.Namespace) -> int:
    found = casework.deadline(arguments.received, arguments.consulted)
    _print(arguments, deadlines.deadline_json, deadlines.deadline_text, found)
    return FINE


def _lint(casework: Casework, arguments: argparse.Namespace) -> int:
    for name in ("dialogues", "knowledge") if arguments.folder else ():
        if not _is_folder(str(arguments.folder / name)):
            raise FileError(
                f"{arguments.folder}：这里没有 {name}/ 文件夹，请写明含 dialogues/ 和 knowledge/ 的文件夹"
            )
    library = Library(arguments.folder)
    faults = library.check()
    for path in library.overrides():
        print(f"使用自己的模板：{path}", file=sys.stderr)
    _print(arguments, list, cases.lint_text, faults)
    return GAPS if faults else FINE


def _lists(casework: Casework, arguments: argparse.Namespace) -> int:
    from assistant.services import lists

    action, target = arguments.action, arguments.target
    _known(action, ("add", "remove"), "动作")
    if action and not target:
        raise FileError("没有写明清单：加入写 rongcuo lists add 文件，移走写 rongcuo lists remove 编号")
    if action == "remove":
        print(f"已移走清单：{lists.remove(casework.library, target)}", file=sys.stderr)
        return FINE
    if action == "add":
        one, new = lists.add(casework.library, Path(target), casework.today(), force=arguments.force)
        print(ADDED if new else "已有，没有改动", file=sys.stderr)
        _print(arguments, regulation.list_json, regulation.list_text, one)
        return FINE
    left_out = casework.library.lists().left_out
    for one in casework.knowledge.lists:
        _print(arguments, regulation.list_json, regulation.list_text, one)
    if not casework.knowledge.lists and not left_out:
        print("没有情形清单；用 rongcuo lists add 文件 加入", file=sys.stderr)
    for fault in left_out:
        print(fault, file=sys.stderr)
    return GAPS if left_out else FINE


def _flow(casework: Casework, arguments: argparse.Namespace) -> int:
    print(cases.flow(casework.interview(arguments.mode)))
    return FINE


def _new(casework: Casework, arguments: argparse.Namespace) -> int:
    _print(arguments, cases.id_json, str, casework.new(arguments.mode).id)
    return FINE


def _list(casework: Casework, arguments: argparse.Namespace) -> int:
    lines = casework.cases()
    damaged = [line.title for line in lines if line.damaged]
    for line in lines:
        if not line.damaged:
            _print(arguments, cases.case_json, cases.case_text, line)
    if not lines:
        print("案件库里还没有案件；用 rongcuo new 新建，或者用 rongcuo import 导入", file=sys.stderr)
    if damaged:
        raise Fault("；".join(damaged))
    return FINE


def _delete(casework: Casework, arguments: argparse.Namespace) -> int:
    if not casework.stored(arguments.case):
        raise FileError(
            f"案件库里没有案件 {arguments.case}；用 rongcuo list 查看现有案件，案例文件请自行删除"
        )
    casework.delete(arguments.case)
    print(f"已删除案件 {arguments.case}", file=sys.stderr)
    return FINE


def _answer(casework: Casework, arguments: argparse.Namespace) -> int:
    raw = read_stdin() if arguments.value == "-" else arguments.value
    following, left_out = casework.answer(arguments.case, arguments.path, raw)
    _left_out(left_out)
    _print(arguments, cases.question_json, cases.question_text, following)
    return FINE


def _export(casework: Casework, arguments: argparse.Namespace) -> int:
    if arguments.redact:
        return _export_redacted(casework, arguments)
    interview, head = casework.source(arguments.case)
    text = (casework.hand_over if arguments.hand_over else casework.written)(interview, head)
    _left_out(casework.unwritten(interview.answers))
    if arguments.output:
        write_atomic(arguments.output, text.encode(), force=arguments.force)
        print(f"已导出：{arguments.output}", file=sys.stderr)
    elif (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8":
        print(text, end="")
    else:  # a case file is UTF-8: its ASCII spelling is that in any encoding
        print(json.dumps(json.loads(text), indent=2))
    return FINE


def _left_out(sentence: str) -> None:
    """Say which answers a case file has no place for."""
    if sentence:
        print(sentence, file=sys.stderr)


def _export_redacted(casework: Casework, arguments: argparse.Namespace) -> int:
    if arguments.hand_over:
        raise FileError("--redact 和 --hand-over 只能写一样：脱敏件供培训、讨论，不交党委（党组）")
    if not arguments.output:
        raise FileError("脱敏要写成文件：请用 -o 写明文件名，对照表写在它旁边")
    text, done = redacted_file(casework, arguments.case)
    beside = list_path(arguments.output)
    write_all({arguments.output: text.encode(), beside: listed(done)}, force=arguments.force)
    print(f"已导出：{arguments.output}", file=sys.stderr)
    _listed([beside])
    return FINE


def _import(casework: Casework, arguments: argparse.Namespace) -> int:
    """All the files are read before the first is taken in: one bad file, and none is."""
    for content in [casework.read_file(path) for path in arguments.files]:
        for warning in casework.absent(content.answers):
            print(warning, file=sys.stderr)
        _print(arguments, cases.id_json, str, casework.take_in(content).id)
    return FINE


def _log(casework: Casework, arguments: argparse.Namespace) -> int:
    if arguments.verify:
        count, fault = casework.verify(arguments.case)
        _print(arguments, cases.chain_json, cases.chain_text, count, fault)
        return FINE if fault is None else GAPS
    events = casework.log(arguments.case)
    if not events:
        print("没有记录；记录只在案件库里，案例文件不带", file=sys.stderr)
    for event in events:
        _print(arguments, msgspec.to_builtins, cases.event_text, event)
    return FINE


def _training(casework: Casework, arguments: argparse.Namespace) -> int:
    from assistant.printing import training as shown

    training, named = casework.training, arguments.class_name
    if named is None and arguments.output:
        raise FileError("没有写明班次，不知道写哪一班的成绩；用 rongcuo training 查看班次")
    if named is None:
        _print(arguments, shown.shelf_json, shown.shelf_text, training.shelf(), training.classes())
        return FINE
    kept = training.results(named)
    if not kept.results:
        raise FileError(f"没有班次“{named}”的成绩；用 rongcuo training 查看有成绩的班次")
    if arguments.output:
        training.save(kept.results, arguments.output, force=arguments.force)
        print(f"已写成培训成绩：{arguments.output}", file=sys.stderr)
    _print(arguments, shown.results_json, shown.results_text, kept)
    return FINE


def _known_kind(kind: str | None, offered: Iterable[str], where: str) -> None:
    """FileError unless the kind of paper, if given, is offered."""
    _known(kind, offered, where, [f"{one}（{KINDS[one]}）" for one in offered])


def _known(word: Any, words: Any, where: str, shown: Iterable[str] | None = None) -> None:
    """FileError unless `word`, if given, is one of `words`; `shown` is how they are listed."""
    if word is not None and word not in words:
        raise FileError(f"{where} 不能是“{word}”，可用：{'、'.join(shown or words)}")


def _print(
    arguments: argparse.Namespace, as_json: Callable[..., Any], as_text: Callable[..., str], *found: Any
) -> None:
    print(_json(as_json(*found)) if arguments.json else visible(as_text(*found)))


def _json(value: Any) -> str:
    """One line of JSON; escaped where the terminal's encoding lacks a character, so that it stays JSON."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


_COMMANDS: dict[str, Callable[[Casework, argparse.Namespace], int]] = {
    "match": _match, "check": _check, "hearing": _hearing, "draft": _draft, "show": _show, "search": _search,
    "deadline": _deadline, "lint": _lint, "lists": _lists, "flow": _flow, "new": _new, "list": _list, "delete": _delete,
    "answer": _answer, "export": _export, "import": _import, "log": _log, "stats": _stats, "training": _training,
}  # fmt: skip
