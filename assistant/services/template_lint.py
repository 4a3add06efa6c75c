"""Every fault of the templates: what they name, and what comes out for cases of every kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.domain.answers import PICKED, Answers
from assistant.domain.assessment import assess
from assistant.domain.case import Case
from assistant.domain.dialogue import Dialogue, Field
from assistant.domain.events import Event
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.domain.procedure import Deadline
from assistant.services import shape
from assistant.services.files import FileError, read_text
from assistant.services.library import SECTION

if TYPE_CHECKING:
    from jinja2 import Environment

    from assistant.services.library import Library

CITED = re.compile(r"\b(?:need|long|gap|text|rows|kept|blank|at)\(\s*[\"']([^\"']+)[\"']\s*[,)]")
"""The answer paths that a template names."""

LAST_DAY = Deadline(due=date(2000, 1, 7), days=(), provisional=True, reason="暂按", start=date(2000, 1, 1))
"""Stands for the committee's last day, which no fault of a template depends on."""


def named(library: Library) -> dict[str, list[str]]:
    """The faults of each template by its kind, and of all together, that can be told from their words alone."""
    from assistant.services.drafting import KINDS, sandbox

    environment = sandbox(library)
    found: dict[str, list[str]] = {}
    readable: list[str] = []
    for kind in KINDS:
        try:
            source = read_text(library.template(f"{kind}.md.j2"))
        except FileError as error:
            found[kind] = [str(error)]
        else:
            readable.append(kind)
            found[kind] = [
                f"{library.place(f'{kind}.md.j2')}：{fault}" for fault in _named(source, environment)
            ]
    for kind, fault in _twice(library, readable):
        found[kind].append(fault)
    for path in library.overrides():
        if path.name not in (f"{kind}.md.j2" for kind in KINDS):
            found[path.name] = [
                f"{path}：没有叫这个名字的模板，可用：{'、'.join(f'{kind}.md.j2' for kind in KINDS)}"
            ]
    return found


def drafted(
    library: Library, knowledge: Knowledge, dialogue: Dialogue, kinds: Iterable[str]
) -> Iterator[str]:
    """What goes wrong when papers are drafted for cases of every kind."""
    from assistant.services.drafting import Drafting, DraftRefused, TemplateFault

    drafting = Drafting(library, knowledge, lambda received: LAST_DAY if received else None)
    cases = [_interview(answers, knowledge, dialogue) for answers in _samples(knowledge, dialogue)]
    for kind in kinds:
        for interview in cases:
            try:
                drafting.draft(interview, assess(interview.active, knowledge), kind)
            except DraftRefused:
                continue
            except TemplateFault as error:
                yield from (f"{library.place(f'{kind}.md.j2')}：{fault}" for fault in error.faults)


def _twice(library: Library, kinds: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Sections that are written in two places: the words of a person would stand in both."""
    seen: dict[str, str] = {}
    for kind, name in ((kind, f"{kind}.md.j2") for kind in kinds):
        for number, line in enumerate(read_text(library.template(name)).split("\n"), 1):
            for id in (found[2] for found in SECTION.finditer(line)):
                if id in seen:
                    yield (
                        kind,
                        f"{library.place(name)}：第{number}行，段落“{id}”在{seen[id]}已经有了，请另取名称",
                    )
                seen.setdefault(id, f"{library.place(name)}第{number}行")


def _named(source: str, environment: Environment) -> Iterator[str]:
    """Faults of the words in a template, whichever branch they stand in."""
    from jinja2 import TemplateSyntaxError, meta, nodes

    from assistant.services.drafting import Offered
    from assistant.services.template_faults import told

    offered = set(Offered.__annotations__)
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        yield told(error)
        return
    for kind, word, known in (
        (nodes.Filter, "过滤器", environment.filters),
        (nodes.Test, "判断", environment.tests),
    ):
        for node in tree.find_all(kind):
            if node.name not in known:
                yield f"第{node.lineno}行，没有“{node.name}”这个{word}"
                node.name = next(iter(known))  # so that the variables can be looked for
    for variable in sorted(meta.find_undeclared_variables(tree) - offered - set(environment.globals)):
        line = next(node.lineno for node in tree.find_all(nodes.Name) if node.name == variable)
        yield f"第{line}行，没有“{variable}”这个变量，可用：{'、'.join(sorted(offered))}"
    for found in CITED.finditer(source):
        if not shape.has_place(Case, found[1]):
            line = source.count("\n", 0, found.start()) + 1
            yield f"第{line}行，路径“{found[1]}”不在案例文件中"


def _interview(answers: Answers, knowledge: Knowledge, dialogue: Dialogue) -> Interview:
    interview = Interview(dialogue, knowledge.pickable, knowledge.rules)
    interview.apply(Event(1, "", "import", {"values": answers}, "", ""))
    return interview


def _samples(knowledge: Knowledge, dialogue: Dialogue) -> Iterator[Answers]:
    """An empty case, then one with every question answered: by its first, second … option."""
    yield {}
    items = list(knowledge.circumstances.values())
    fields = [field for question in dialogue.questions(items) for field in question.fields]
    cases = max(len(field.options) for field in fields)
    for place in range(cases):
        picked = [*list(knowledge.circumstances)[place::cases], *_LISTED]
        yield {field.id: _sample(field, place) for field in fields} | {PICKED: picked, **_LIST_WORDS}


def _sample(field: Field, place: int) -> Any:
    if field.kind == "list":
        return [
            {c.id: c.options[place % len(c.options)] if c.options else _WORDS[c.kind] for c in field.columns}
        ]
    word = field.options[place % len(field.options)] if field.options else _WORDS[field.kind]
    return [word] if field.kind == "several" else word


_LISTED = ("a-1:1", "a-1:2")
_LIST_WORDS = {
    "circumstances[a-1:1].text": "文字",
    "circumstances[a-1:1].list.title": "清单",
    "circumstances[a-1:2].list.kind": "negative",
}
"""An item of a positive list, and one of a negative list whose words are lost."""

_WORDS = {
    "date": "2026-09-28",
    "month": "1978-05",
    "text": "文字",
    "long": "一段\n二段",
    "several": "文字",
    "choice": "文字",
}
