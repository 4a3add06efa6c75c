"""The command line: arguments, and the one edge where errors become an exit code and a line for people."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
import textwrap
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from assistant.domain.characters import visible
from assistant.domain.fault import Fault

if TYPE_CHECKING:
    from assistant.services.casework import Casework

WRONG = 2
"""Exit code: usage or unreadable input."""

Argument = tuple[tuple[str, ...], dict[str, Any]]

_DASH = "；以 - 开头的内容，请在它前面加上 --"
_MESSAGES = (
    (r"the following arguments are required: (.*回答)", rf"缺少参数：\1{_DASH}"),
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (-.+)", rf"不认识的参数：\1{_DASH}"),
    (r"unrecognized arguments: (.+)", r"多出来的参数：\1"),
    (r"argument (?:command|命令): invalid choice: '([^']*)'.*", r"没有“\1”这个命令"),
    (r"argument (\S+): expected .*", r"参数 \1 后面缺少内容"),
    (r"argument (\S+): ignored explicit argument '(.*)'", r"参数 \1 后面不能带“\2”"),
    (r"argument (\S+): (.+)", r"参数 \1：\2"),
    (r".*", r"参数写法不对"),
)
"""What argparse says, and the same in Chinese."""

_FILLER = "\ue000"
"""Stands behind each wide character while help is laid out, so that its length is its width on screen."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `rongcuo` with `argv`; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            return _run(_arguments(sys.argv[1:] if argv is None else argv))
        finally:
            if sys.stdout:
                sys.stdout.flush()
    except SystemExit as stop:
        return int(stop.code or 0)
    except KeyboardInterrupt:
        return _refuse("已中断")
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0 if isinstance(error, BrokenPipeError) else _refuse(_broken(error))
    except Exception as error:
        return _refuse(f"程序内部出错（{type(error).__name__}：{error}），请把这一行和所用的命令告诉维护者")


def _run(arguments: argparse.Namespace) -> int:
    """Hand over to the terminal UI or to the command, and say what went wrong in one line."""
    try:
        if arguments.command in (None, "open") and not arguments.version:
            return _screen(arguments)
        from assistant import commands

        return commands.run(arguments)
    except Fault as error:
        return _refuse(str(error))
    except UnicodeEncodeError as error:
        if error.encoding == "utf-8":
            raise
        return _refuse(
            f"“{error.object}”：这里的语言设置（{error.encoding}）写不出这个文件名；请设置 LC_ALL=C.UTF-8 后再运行"
        )


def _screen(arguments: argparse.Namespace) -> int:
    """The terminal UI; what is not needed for its first screen is imported by it later."""
    if not (sys.stdin and sys.stdout and sys.stdin.isatty() and sys.stdout.isatty()):
        raise Fault("这里不是终端，打不开终端界面；请在终端里运行，或者用命令：rongcuo --help")
    from assistant.ui.app import run

    return run(partial(_casework, arguments), getattr(arguments, "case", None))


def _casework(arguments: argparse.Namespace) -> Casework:
    from assistant.commands import casework

    return casework(arguments)


def _broken(error: OSError) -> str:
    from assistant.services.files import reason

    named = f"{error.filename}：" if error.filename else ""
    return f"{named}读写失败（{reason(error)}），请检查磁盘后再试"


def _refuse(message: str) -> int:
    print(visible(re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", "；", message)), file=sys.stderr)
    return WRONG


class _Help(argparse.HelpFormatter):
    """Help in Chinese, in columns: argparse counts characters, a screen counts their width."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _widened("用法：") if prefix is None else prefix)

    def add_text(self, text: str | None) -> None:
        super().add_text(text and _widened(text))

    def format_help(self) -> str:
        return re.sub(r"(?m)^(\S+):$", r"\1：", super().format_help().replace(_FILLER, ""))

    def _metavar_formatter(self, action: Any, default_metavar: str) -> Any:
        plain = super()._metavar_formatter(action, default_metavar)
        return lambda size: tuple(_widened(word) for word in plain(size))

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help and _widened(action.help)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return textwrap.wrap(text, width, break_on_hyphens=False)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        fill = super()._fill_text
        return "\n".join(fill(line, width, indent) for line in text.splitlines())

    def _format_action(self, action: argparse.Action) -> str:
        """The commands stand right under their heading."""
        if isinstance(action, argparse._SubParsersAction):
            return self._join_parts([self._format_action(one) for one in action._get_subactions()])
        return super()._format_action(action)


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese and says what is wrong in one line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Help, add_help=False, allow_abbrev=False, **options)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.color = False  # from Python 3.14 on, codes in the text would break the columns

    def add(self, arguments: Sequence[Argument]) -> None:
        """Add a command's own arguments, then those that all commands take."""
        for names, options in arguments:
            self.add_argument(*names, **options)
        common = self.add_argument_group("通用选项")
        for names, options in _COMMON:
            common.add_argument(*names, **options)

    def error(self, message: str) -> NoReturn:
        pattern, chinese = next(pair for pair in _MESSAGES if re.fullmatch(pair[0], message, re.S))
        said = re.sub(pattern, chinese, message, count=1, flags=re.S)
        raise SystemExit(_refuse(f"{said}；用 {self.prog} --help 查看用法"))


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    """`argv` read; the day and the store come from the environment where no option names them."""
    parser = _Parser(prog="rongcuo", description=_DESCRIPTION, epilog=_EPILOG)
    parser.set_defaults(db=None, today=None, json=False, command=None)
    if argv:  # the plain `rongcuo` shows its first screen sooner without them
        names = parser.add_subparsers(dest="command", metavar="命令", parser_class=_Parser, title="命令")
        for name, (help_text, arguments) in _COMMANDS.items():
            names.add_parser(name, help=help_text, description=help_text + "。").add(arguments)
    parser.add([_VERSION])
    arguments = parser.parse_args([_decoded(word) for word in argv])
    arguments.today = arguments.today or _named_today()
    return arguments


def _named_today() -> date | None:
    named = os.environ.get("RONGCUO_TODAY")
    try:
        return _day(named) if named else None
    except argparse.ArgumentTypeError as error:
        raise SystemExit(_refuse(f"环境变量 RONGCUO_TODAY：{error}")) from None


def _decoded(word: str) -> str:
    """An argument as UTF-8, also where the locale (LANG=C) made escapes of its bytes."""
    try:
        return os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word


def _day(text: str) -> date:
    """A date in any spelling that the interview reads too."""
    from assistant.domain.reading import AnswerError, parse_date

    try:
        return date.fromisoformat(parse_date(text))
    except AnswerError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"应当是 1 至 9999 的整数，不能是“{text}”")
    return int(text)


def _widened(text: str) -> str:
    return "".join(c + _FILLER if unicodedata.east_asian_width(c) in "WFA" else c for c in text)


def _argument(*names: str, **options: Any) -> Argument:
    return names, options


_DESCRIPTION = "容错初步建议助手。不带命令时打开终端界面。"
_EPILOG = """\
“案件”处处可以是案例文件（.json），也可以是案件库里的编号。
退出码：0 完成；1 有拦下的问题或待补充之处；2 用法不对或文件读不出来。
环境变量：RONGCUO_DB 案件库的位置；RONGCUO_TODAY 按哪一天计算期限。
“rongcuo 命令 --help”显示一个命令的用法。"""

_VERSION = _argument("--version", action="store_true", help="显示版本和所依据的文本")
_COMMON = (
    _argument("--json", action="store_true", default=argparse.SUPPRESS, help="输出 JSON"),
    _argument("--today", metavar="日期", type=_day, default=argparse.SUPPRESS, help="按这一天计算期限，如 2026-09-28"),
    _argument("--db", metavar="文件", type=Path, default=argparse.SUPPRESS, help="案件库的位置（默认在用户数据文件夹）"),
    _argument("-h", "--help", action="help", help="显示这份说明"),
)  # fmt: skip
_CASE = _argument("case", metavar="案件", help="案例文件，或案件库里的编号")
_REDACT = _argument(
    "--redact",
    action="store_true",
    help="脱敏件：替换认得出的姓名、单位、地名、日期、金额和号码，须人工通读，对照表另写在旁边",
)
_FORCE = _argument("--force", action="store_true", help="覆盖已有的文件")

_COMMANDS: dict[str, tuple[str, tuple[Argument, ...]]] = {
    "match": ("从案情描述找接近的可容错情形", (
        _argument("text", metavar="案情", nargs="?", help="案情描述；写 - 从标准输入读"),
        _argument("--unit-type", metavar="类型", help="单位类型，如 国有企业"),
        _argument("--top", metavar="个数", type=_count, default=5, help="最多列出几项（默认 5）"),
        _argument("--batch", metavar="文件", type=Path, help='逐行比对 .jsonl 文件，每行一个 {"id","text"}，逐行输出 JSON'),
    )),
    "check": ("复核一个案件：缺什么、有什么矛盾、对照第十八条是什么", (_CASE,)),
    "hearing": ("审核视角：承办单位按第十三条会问什么，哪些对容错不利", (_CASE,)),
    "draft": ("起草文书", (
        _CASE,
        _argument("-o", "--output", metavar="文件", required=True, help="写到哪里：.docx、.md 或 .txt；"
            "写文件夹（以 / 结尾或已有的），成套写成 .docx：建议（或说明）、容错申请表、证明材料清单、研判依据表，附目录.json"),
        _argument("--kind", metavar="文种", help="recommendation（容错初步建议）、no-recommendation（不提出容错建议的说明）、"
            "application（容错申请表）、self-check（个人自查报告）、"
            "evidence（证明材料清单）或 basis（研判依据表）；不写的，按案件情况定"),
        _argument("--annotate", action="store_true", help="在 .docx 里给每句话加批注：依据、回答和证明材料"),
        _REDACT,
        _FORCE,
    )),
    "show": ("显示条、项、附件、印发通知、清单的项", (_argument("id", metavar="条项", help="如 12、6.1、9.4、annex1、notice"),)),
    "search": ("在细则、附件和印发通知里查找", (
        _argument("words", metavar="词句", nargs="+", help="原文的词句，或条项，如 容缺受理、9条4项；错一个字也找得到"),
        _argument("--top", metavar="个数", type=_count, default=10, help="最多列出几处（默认 10）"),
    )),
    "deadline": ("计算党委（党组）提出建议的最后一日", (
        _argument("received", metavar="日期", type=_day, help="收到通知的日期"),
        _argument("--consulted", metavar="日期", type=_day, help="与承办单位充分沟通的日期"),
    )),
    "lint": ("检查问题、知识和模板文件，一次列出全部毛病", (
        _argument("folder", metavar="文件夹", nargs="?", type=Path, help="含 dialogues/ 和 knowledge/ 的文件夹（默认随程序的）"),
    )),
    "lists": ("列出在用的情形清单和操作规范；加入或移走自己的", (
        _argument("action", metavar="动作", nargs="?", help="add（加入）或 remove（移走）；不写的，列出"),
        _argument("target", metavar="文件或编号", nargs="?", help="add 的写清单文件，remove 的写清单的 id"),
        _argument("--force", action="store_true", help="用另一个版本替换同一份清单"),
    )),
    "flow": ("画出一种访谈的流程图（Mermaid）", (_argument("mode", metavar="访谈", help="如 committee"),)),
    "new": ("新建案件", (
        _argument("--mode", metavar="访谈", default="committee", help="committee（默认），或 self_check（个人自查）"),
    )),
    "list": ("列出案件", ()),
    "open": ("在终端界面打开案件", (_CASE,)),
    "delete": ("删除案件库里的案件及其全部记录", (_argument("case", metavar="案件", help="案件库里的编号"),)),
    "answer": ("回答一问", (
        _CASE,
        _argument("path", metavar="路径", help="如 unit.name、circumstances[9.4].elements.cause"),
        _argument("value", metavar="回答", help="原样写入；列表写成 JSON；- 从标准输入读；空的即清除"),
    )),
    "export": ("导出案例文件", (
        _CASE, _argument("-o", "--output", metavar="文件", type=Path, help="写到文件（默认输出到屏幕）"),
        _argument("--hand-over", action="store_true",
            help="把个人自查写成党委（党组）的案例文件，每处回答标“当事人陈述，待核实”"), _REDACT, _FORCE,
    )),
    "import": ("导入案例文件", (_argument("files", metavar="文件", nargs="+", type=Path, help="案例文件，可以有几个"),)),
    "log": ("列出案件的记录", (
        _CASE, _argument("--verify", action="store_true", help="核对记录是否完整、未被改动"),
    )),
    "stats": ("汇总一段时间内作出容错决定的案件，写成容错统计表（附件2）", (
        _argument("first", metavar="起", help="起始日期，如 2026-01-01；或一个半年，如 2026上半年、2026下半年"),
        _argument("last", metavar="止", nargs="?", help="截止日期（含当天）；写半年的不用写"),
        _argument("-o", "--output", metavar="文件", type=Path, required=True, help="写到哪里：.xlsx"),
        _FORCE,
    )),
    "training": ("列出培训练习和班次；写明班次的，汇总它的成绩", (
        _argument("class_name", metavar="班次", nargs="?", help="做练习时填的班次"),
        _argument("-o", "--output", metavar="文件", type=Path, help="成绩写到哪里：.xlsx"),
        _FORCE,
    )),
}  # fmt: skip
