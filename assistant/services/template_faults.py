"""What is wrong with a template, as Jinja finds it, in Chinese and at the template's line."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from assistant.services.documents.markdown import mark

SHOWN = 40
"""The most characters of a faulty line that are shown."""


class Numbered(Extension):
    """Ends each line that a template writes itself with an address: the number of the line."""

    def filter_stream(self, stream: TokenStream) -> Any:
        """The tokens of a template, numbers in its text."""
        for token in stream:
            first, *rest = token.value.split("\n") if token.type == "data" else (token.value,)
            lines = (f"{mark(str(n))}\n{line}" for n, line in enumerate(rest, token.lineno))
            yield Token(token.lineno, token.type, "".join((first, *lines))) if rest else token


def told(error: Exception) -> str:
    """What stopped a template, after its line."""
    line = _line(error)
    where = f"第{line}行，" if line else ""
    match error:
        case TemplateSyntaxError():
            return _syntax(error)
        case TemplateNotFound():
            return f"{where}没有“{error.name}”这个模板"
        case UndefinedError():
            name = re.search(r"'([^']+)'$|^'([^']+)' is undefined", str(error))
            return (
                f"{where}没有“{name[1] or name[2]}”这项内容" if name else f"{where}用了没有的内容（{error}）"
            )
        case LookupError():
            return f"{where}找不到 {error}"
        case _:
            return f"{where}起草不下去（{error}）"


def _line(error: Any) -> int | None:
    line = getattr(error, "lineno", None)
    frame = error.__traceback__
    while frame is not None:
        if line is None and frame.tb_frame.f_code.co_filename.endswith(".j2"):
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _syntax(error: TemplateSyntaxError) -> str:
    message, number, lines = error.message or "", error.lineno, (error.source or "").split("\n")
    if unknown := re.match(r"No (filter|test) named '(.+)'", message):
        return f"第{number}行，没有“{unknown[2]}”这个{'过滤器' if unknown[1] == 'filter' else '判断'}"
    if unclosed := re.match(r"Unexpected end of template.* closed is '(\w+)'", message):
        number, why = _opened(unclosed[1], lines), f"：没有收尾，请补上“{{% end{unclosed[1]} %}}”"
    elif tag := re.match(r"Encountered unknown tag '(\w+)'", message):
        why = f"：没有“{{% {tag[1]} %}}”这种语句，或者前面没有与它成对的语句"
    else:
        found = ((re.match(pattern, message), words) for pattern, words in _SAID)
        why = next((f"：{words.format(*map(_token, m.groups()))}" for m, words in found if m), "")
    line = lines[number - 1].strip() if number <= len(lines) else ""
    shown = f"{line[:SHOWN]}…" if len(line) > SHOWN else line
    return f"第{number}行，{f'“{shown}”' if shown else ''}写得不对{why}"


def _opened(tag: str, lines: list[str]) -> int:
    """The line of the last `tag` that nothing closes."""
    depth = 0
    for number in range(len(lines), 0, -1):
        for end in reversed(re.findall(rf"\{{%[-+]?\s*(end|){tag}\b", lines[number - 1])):
            depth += 1 if end else -1
            if depth < 0:
                return number
    return len(lines)


_TOKENS = {
    "end of print statement": "“}}”",
    "end of statement block": "“%}”",
    "begin of print statement": "“{{”",
    "begin of statement block": "“{%”",
    "template data / text": "正文",
    "end of template": "文件末尾",
    "name": "名称",
    "string": "引号里的文字",
    "integer": "数",
}


def _token(words: str) -> str:
    return _TOKENS.get(words, f"“{words}”")


_SAID = (
    (r"[Uu]nexpected end of template", "到文件末尾还没有写完，请检查括号和引号"),
    (r"Missing end of comment", "注释没有收尾，请补上“#}}”"),
    (r"unexpected char ['\"](.+)['\"] at", "认不出{0}，括号、引号、逗号要用半角的，引号要成对"),
    (r"unexpected '(.+)', expected '(.+)'", "该写{1}的地方写了{0}"),
    (r"unexpected '(.+)'", "多了{0}"),
    (r"expected token '(.+)', got '(.+)'", "该写{0}的地方写了{1}"),
    (r"Expected an expression, got '(.+)'", "{0}前面缺了内容"),
)
"""The commonest things that Jinja says, and how they are said to people."""
