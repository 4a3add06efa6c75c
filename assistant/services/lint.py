"""Every fault of dialogues/, knowledge/ and the templates, each a Chinese sentence with file and key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from assistant.domain import conditions
from assistant.domain.assessment import assess
from assistant.domain.case import Case, Form, Level, Outcome, Remedied
from assistant.domain.conditions import When
from assistant.domain.dialogue import Dialogue, Field, Question
from assistant.domain.events import Event
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.services import shape

if TYPE_CHECKING:
    from assistant.services.library import Library

CITED = re.compile(r"\b(?:need|long|text|rows)\(\s*\"([^\"]+)\"\s*[,)]")


def faults(library: Library) -> list[str]:
    """All faults at once; later checks run only when the files themselves can be read."""
    from assistant.services.library import LibraryError

    found: list[str] = []
    knowledge: Knowledge | None = None
    try:
        knowledge = library.knowledge()
    except LibraryError as error:
        found += error.faults
    dialogues: list[Dialogue] = []
    for mode in library.modes():
        try:
            dialogues.append(library.dialogue(mode))
        except LibraryError as error:
            found += error.faults
    if knowledge is None:
        return found
    found += _knowledge(knowledge)
    for dialogue in dialogues:
        found += (f"{dialogue.mode}.toml：{fault}" for fault in _dialogue(dialogue, knowledge))
    if not found and dialogues:
        found += _templates(library, knowledge, dialogues[0])
    return found


def _knowledge(knowledge: Knowledge) -> Iterator[str]:
    regulation = knowledge.regulation
    known = set(regulation.ids())
    for item in knowledge.circumstances.values():
        yield from _circumstance(item.id, knowledge)
    for line in knowledge.red_lines:
        for basis in line.basis:
            yield from _quoted(f"red_lines.toml {line.id}", basis.article, basis.words, knowledge)
        yield from (f"red_lines.toml {line.id}：{fault}" for fault in _when(line.when, knowledge))
    for clock in knowledge.clocks.values():
        yield from _quoted(f"clocks.toml {clock.id}", clock.article, clock.words, knowledge)
    for row in knowledge.forms:
        yield from _quoted(f"outcomes.toml {row.from_}", "19", row.words, knowledge)
    for finding in knowledge.findings:
        for id in finding.articles:
            if id not in known:
                yield f"findings.toml {finding.code}：没有第“{id}”条（项），请核对 articles"
        yield from (f"findings.toml {finding.code}：{fault}" for fault in _when(finding.when, knowledge))
    yield from _cells(knowledge)
    yield from (f"cues.toml {id}：没有这一情形" for id in knowledge.cues if id not in knowledge.circumstances)


def _circumstance(id: str, knowledge: Knowledge) -> Iterator[str]:
    item = knowledge.circumstances[id]
    where = f"circumstances {id}"
    if id not in knowledge.regulation.ids():
        yield f"{where}：细则没有这一项，请核对 id"
        return
    if len({element.id for element in item.element}) < len(item.element):
        yield f"{where}：要件的 id 有重复"
    if item.branches and not item.branch_question:
        yield f"{where}：有分支而没有 branch_question"
    for element in item.element:
        yield from _quoted(f"{where} {element.id}", id, element.words, knowledge)
        if element.branch and element.branch not in item.branches:
            yield f"{where} {element.id}：分支“{element.branch}”不在 branches 中"


def _quoted(where: str, id: str, words: str, knowledge: Knowledge) -> Iterator[str]:
    if id not in knowledge.regulation.ids():
        yield f"{where}：细则没有“{id}”，请核对条、项"
    elif words not in knowledge.regulation.text(id).replace("\n", ""):
        yield f"{where}：“{words}”不是{id}的原文，请照原文写"


def _cells(knowledge: Knowledge) -> Iterator[str]:
    for level in get_args(Level):
        for remedy in get_args(Remedied):
            count = sum(cell.level == level and remedy in cell.remedy for cell in knowledge.outcomes)
            if count != 1:
                yield f"outcomes.toml：“{level}、{remedy}”应当正好有一格，现在有{count}格"
    for cell in knowledge.outcomes:
        for word in (cell.proposed, *cell.alternatives):
            if word and word not in get_args(Outcome):
                yield f"outcomes.toml：“{word}”不是可用的容错方式"
    for row in knowledge.forms:
        if row.from_ not in get_args(Form):
            yield f"outcomes.toml：“{row.from_}”不是可用的处理形态"


def _when(when: When, knowledge: Knowledge, fields: dict[str, Field] | None = None) -> Iterator[str]:
    """Faults of a condition: its shape, its rules, and (with `fields`) the paths and words it names."""
    for part in conditions.every(when):
        if fault := conditions.fault(part):
            yield f"when 写得不对：{fault}"
    for leaf in conditions.leaves(when):
        if leaf.rule and leaf.rule not in knowledge.rules:
            yield f"when 里的规则“{leaf.rule}”没有定义，可用：{'、'.join(knowledge.rules)}"
        if leaf.path and not shape.has_place(Case, leaf.path):
            yield f"when 里的路径“{leaf.path}”不在案例文件中"
        field = (fields or {}).get(leaf.path or "")
        for word in [leaf.is_ or "", *(leaf.in_ or ())]:
            if field and word and field.options and word not in field.options:
                yield f"when 里的“{word}”不是“{leaf.path}”的选项"


def _dialogue(dialogue: Dialogue, knowledge: Knowledge) -> Iterator[str]:
    questions = dialogue.questions(list(knowledge.circumstances.values()))
    fields = {field.id: field for question in questions for field in question.fields}
    ids = [field.id for section in dialogue.section for q in section.question for field in q.fields]
    yield from (f"{id}：id 重复" for id in sorted({id for id in ids if ids.count(id) > 1}))
    for section in dialogue.section:
        yield from _guard(f"[{section.id}]", section, knowledge, fields)
        for question in section.question:
            if "[*]" in question.id and (question.when or question.also):
                yield f"{question.id}：按情形逐项问的问题不能写 when 或 also"
    passed: set[str] = set()
    for question in questions:
        yield from _question(question, knowledge, fields, passed)
        passed |= {field.id for field in question.fields}


def _question(
    question: Question, knowledge: Knowledge, fields: dict[str, Field], passed: set[str]
) -> Iterator[str]:
    if question.article not in knowledge.regulation.ids():
        yield f"{question.id}：article“{question.article}”不是细则的条、项"
    yield from _guard(question.id, question, knowledge, fields)
    for leaf in conditions.leaves(question.when) if question.when else ():
        if leaf.path in fields and leaf.path not in passed:
            yield f"{question.id}：when 引用了后面才问的“{leaf.path}”，只能引用前面的回答"
    for field in question.fields:
        if not shape.has_place(Case, field.id):
            yield f"{field.id}：案例文件里没有这个位置"
        if field.kind == "choice" and not field.options:
            yield f"{field.id}：单选题没有选项"
        if field.kind == "list" and not field.columns:
            yield f"{field.id}：列表题没有栏目"
        if field.propose and field.propose not in fields:
            yield f"{field.id}：propose“{field.propose}”不是任何一问"
        yield from (
            f"{field.id}：hints 里的“{word}”不是选项" for word in field.hints if word not in field.options
        )


def _guard(where: str, thing: object, knowledge: Knowledge, fields: dict[str, Field]) -> Iterator[str]:
    when, unknown = getattr(thing, "when", None), getattr(thing, "unknown", None)
    if when is None:
        return
    if unknown is None:
        yield f'{where}：有 when 就要写明 unknown = "ask" 或 "pass"（条件未知时问不问）'
    yield from (f"{where}：{fault}" for fault in _when(when, knowledge, fields))


def _templates(library: Library, knowledge: Knowledge, dialogue: Dialogue) -> Iterator[str]:
    """Each template drafted over an empty case and checked for paths that nothing asks for."""
    from assistant.services.documents.markdown import MarkdownFault, blocks
    from assistant.services.drafting import KINDS, Drafting, TemplateFault

    drafting = Drafting(library, knowledge)
    interview = Interview(dialogue, knowledge.circumstances, knowledge.rules)
    interview.apply(Event(1, "", "import", {"values": {}}, "", ""))
    assessment = assess(interview.active, knowledge)
    for kind in KINDS:
        name = f"{kind}.md.j2"
        try:
            blocks(drafting.draft(interview, assessment, kind).markdown)
        except TemplateFault as error:
            yield str(error)
        except MarkdownFault as error:
            yield f"{name}：{error}"
        source = library.dialogues / "documents" / name
        text = source.read_text(encoding="utf-8") if source.exists() else ""
        yield from (
            f"{name}：路径“{path}”不在案例文件中"
            for path in CITED.findall(text)
            if not shape.has_place(Case, path)
        )
