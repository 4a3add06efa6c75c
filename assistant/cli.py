"""The command line: arguments, exit codes, and the one edge where errors become a line for people."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from assistant import paths

FINE, GAPS, WRONG = 0, 1, 2
"""Exit codes: fine; done, with something that blocks or gaps; usage or unreadable input."""

_TRANSLATIONS = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (\S+): expected .*", r"参数 \1 后面缺少内容"),
    (r"argument (?:command|命令): invalid choice: '([^']*)'.*", r"没有“\1”这个命令"),
    (r"argument (\S+): invalid choice: '([^']*)' \(choose from (.+)\)", r"参数 \1 不能是“\2”，可用：\3"),
    (r"argument (\S+): invalid int value: '([^']*)'", r"参数 \1 应当是整数，不能是“\2”"),
    (r"argument (\S+): (.+)", r"参数 \1：\2"),
    (r"ambiguous option: (\S+) .*", r"参数 \1 不明确，请写全"),
)


class _Help(argparse.HelpFormatter):
    """Help with Chinese headings."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, prefix or "用法：")


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese and says what is wrong in one line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Help, add_help=False, allow_abbrev=False, **options)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        for pattern, chinese in _TRANSLATIONS:
            if re.fullmatch(pattern, message, re.S):
                message = re.sub(pattern, chinese, message, flags=re.S)
                break
        print(f"{message}；用 rongcuo --help 查看用法", file=sys.stderr)
        raise SystemExit(WRONG)


def main(argv: Sequence[str] | None = None) -> int:
    """Run `rongcuo` with `argv`; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(_parser().parse_args(argv))
    except SystemExit as stop:
        return int(stop.code or 0)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return FINE
    except KeyboardInterrupt:
        print("已中断", file=sys.stderr)
        return WRONG


def _run(arguments: argparse.Namespace) -> int:
    """Hand over to the command, and say what went wrong in one line."""
    from assistant import commands

    try:
        return commands.run(arguments)
    except commands.FAULTS as error:
        print(error, file=sys.stderr)
        return WRONG
    except commands.DraftRefused as error:
        print(error, file=sys.stderr)
        return GAPS


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--db",
        metavar="文件",
        type=Path,
        default=argparse.SUPPRESS,
        help="案件库的位置（默认在用户数据文件夹）",
    )
    common.add_argument(
        "--today",
        metavar="日期",
        type=_day,
        default=argparse.SUPPRESS,
        help="按这一天计算期限，如 2026-09-28",
    )
    common.add_argument("--json", action="store_true", help="输出 JSON")
    parser = _Parser(
        prog="rongcuo", description="容错初步建议助手。不带命令时打开终端界面。", parents=[common]
    )
    parser.add_argument("--version", action="store_true", help="显示版本和所依据的文本")
    names = parser.add_subparsers(dest="command", metavar="命令", parser_class=_Parser, title="命令")
    for name, help_text, add in _COMMANDS:
        add(names.add_parser(name, help=help_text, description=help_text, parents=[common]))
    return parser


def _match(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="案情", nargs="?", help="案情描述；写 - 从标准输入读")
    parser.add_argument("--unit-type", metavar="类型", help="单位类型，如 国有企业")
    parser.add_argument("--top", metavar="个数", type=int, default=5, help="最多列出几项（默认 5）")
    parser.add_argument("--batch", metavar="文件.jsonl", type=Path, help='逐行比对，每行一个 {"id","text"}')


def _draft(parser: argparse.ArgumentParser) -> None:
    _case(parser)
    parser.add_argument(
        "-o", "--output", metavar="文件", type=Path, required=True, help="写到哪里：.docx、.md 或 .txt"
    )
    parser.add_argument(
        "--kind", metavar="文种", help="recommendation、no-recommendation、application 或 self-check"
    )
    parser.add_argument("--force", action="store_true", help="覆盖已有的文件")


def _answer(parser: argparse.ArgumentParser) -> None:
    _case(parser)
    parser.add_argument("path", metavar="路径", help="如 unit.name、circumstances[9.4].elements.cause")
    parser.add_argument("value", metavar="回答", help="原样写入；列表写成 JSON；- 从标准输入读；空的即清除")


def _case(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", metavar="案件", help="案例文件，或案件库里的编号")


def _export(parser: argparse.ArgumentParser) -> None:
    _case(parser)
    parser.add_argument("-o", "--output", metavar="文件", type=Path, help="写到文件（默认输出到屏幕）")
    parser.add_argument("--force", action="store_true", help="覆盖已有的文件")


def _deadline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("received", metavar="日期", type=_day, help="收到通知的日期")
    parser.add_argument("--consulted", metavar="日期", type=_day, help="与承办单位充分沟通的日期")


def _log(parser: argparse.ArgumentParser) -> None:
    _case(parser)
    parser.add_argument("--verify", action="store_true", help="核对记录是否完整、未被改动")


def _one(
    dest: str, metavar: str, help_text: str, **options: Any
) -> Callable[[argparse.ArgumentParser], None]:
    """A command with one argument."""
    return lambda parser: parser.add_argument(dest, metavar=metavar, help=help_text, **options) and None


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mode", metavar="访谈", default="committee", help="访谈的名称（默认 committee）")


def _day(text: str) -> date:
    """A date in any spelling that the interview reads too."""
    from assistant.domain.dialogue import AnswerError, parse_date

    try:
        return date.fromisoformat(parse_date(text))
    except AnswerError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def fixed_today(arguments: argparse.Namespace) -> date | None:
    """The day that --today or RONGCUO_TODAY sets."""
    if "today" in arguments:
        return arguments.today
    named = os.environ.get("RONGCUO_TODAY")
    try:
        return _day(named) if named else None
    except argparse.ArgumentTypeError as error:
        print(f"环境变量 RONGCUO_TODAY：{error}", file=sys.stderr)
        raise SystemExit(WRONG) from None


def store_path(arguments: argparse.Namespace) -> Path:
    """The store that --db or RONGCUO_DB names, else the user's own."""
    return arguments.db if "db" in arguments else paths.case_store()


_COMMANDS: tuple[tuple[str, str, Callable[[argparse.ArgumentParser], None]], ...] = (
    ("match", "从案情描述找接近的可容错情形", _match),
    ("check", "复核一个案件：缺什么、有什么矛盾、对照第十八条是什么", _case),
    ("draft", "起草文书", _draft),
    ("show", "显示细则的条、项、附件或印发通知", _one("id", "条项", "如 12、6.1、9.4、annex1、notice")),
    ("deadline", "计算党委（党组）提出建议的最后一日", _deadline),
    ("lint", "检查问题、知识和模板文件，一次列出全部毛病", _one("folder", "文件夹", "含 dialogues/ 和 knowledge/ 的文件夹（默认为随程序的）", nargs="?", type=Path)),
    ("flow", "画出一种访谈的流程图（Mermaid）", _one("mode", "访谈", "如 committee")),
    ("new", "新建案件", _new),
    ("list", "列出案件", lambda parser: None),
    ("open", "在终端界面打开案件", _case),
    ("delete", "删除案件及其全部记录", _case),
    ("answer", "回答一问", _answer),
    ("export", "导出案例文件", _export),
    ("import", "导入案例文件", _one("files", "文件", "案例文件", nargs="+", type=Path)),
    ("log", "列出案件的记录", _log),
)  # fmt: skip
