"""Faults of knowledge/ and of the interviews, as their files are compared with each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

import msgspec

from assistant.domain import conditions
from assistant.domain.case import Case, Form, Level, Outcome, Remedied
from assistant.domain.conditions import When
from assistant.domain.dialogue import Dialogue, Field, Question
from assistant.domain.knowledge import FormRow, HearingQuestion, Knowledge, OutcomeCell, RedLine
from assistant.domain.references import targets
from assistant.domain.regulation import Circumstance, cite
from assistant.services import self_check_lint, shape

Fields = Mapping[str, Field]
ITEMS = ("circumstances", *(f"circumstances/{n}" for n in (8, 9, 10, 11)))
GROUNDS = (*ITEMS, "dimensions", "conditions", "red_lines", "neighbours", "self_check", "faults")
"""What examples and exercises are compared with."""


def compared(
    knowledge: Knowledge, dialogues: list[Dialogue], unread: frozenset[str]
) -> tuple[list[str], list[str]]:
    """Faults of what all other data refer to, and those of the rest of knowledge/ and of the interviews."""
    fields = {field.id: field for dialogue in dialogues for field in _fields(dialogue, knowledge)}

    def of(*checks: tuple[tuple[str, ...], Iterator[str]]) -> list[str]:
        return [fault for needed, found in checks if unread.isdisjoint(needed) for fault in found]

    grounds = of(
        (ITEMS, _circumstances(knowledge)),
        (("dimensions",), _dimensions(knowledge, fields)),
        (("dimensions", "conditions"), _conditions(knowledge)),
        (("red_lines",), _red_lines(knowledge, fields)),
    )
    rest = of(
        (("contents",), _contents(knowledge)),
        (("clocks",), _clocks(knowledge)),
        (("outcomes",), _outcomes(knowledge)),
        (("findings", "red_lines"), _findings(knowledge, fields)),
        (("hearing",), _hearing(knowledge, fields)),
        (("references",), _references(knowledge)),
        ((), _words(knowledge)),
    )
    for dialogue in dialogues:
        told = of(
            ((*ITEMS, "red_lines"), _interview(dialogue, knowledge)), ((), self_check_lint.papers(dialogue))
        )
        rest += (f"{dialogue.mode}.toml：{fault}" for fault in told)
    return grounds, rest


def _fields(dialogue: Dialogue, knowledge: Knowledge) -> list[Field]:
    questions = dialogue.questions(list(knowledge.circumstances.values()))
    return [field for question in questions for field in question.fields]


def _circumstances(knowledge: Knowledge) -> Iterator[str]:
    for item in knowledge.circumstances.values():
        yield from _circumstance(item, knowledge)
    for id in knowledge.regulation.ids():
        if id.partition(".")[0] in ("8", "9", "10", "11") and "." in id and id not in knowledge.circumstances:
            yield f"circumstances：缺少“{id}”"


def _contents(knowledge: Knowledge) -> Iterator[str]:
    yield from _six("contents", [str(content.n) for content in knowledge.contents])
    for content in knowledge.contents:
        yield from _places(f"contents.toml 第{content.n}项", content.paths)


def _red_lines(knowledge: Knowledge, fields: Fields) -> Iterator[str]:
    for line in knowledge.red_lines:
        yield from (f"red_lines.toml {line.id}{fault}" for fault in _red_line(line, knowledge, fields))


def _clocks(knowledge: Knowledge) -> Iterator[str]:
    if "recommend" not in knowledge.clocks:
        yield "clocks.toml：缺少 recommend（收到通知后提出初步建议的期限）"
    for clock in knowledge.clocks.values():
        yield from _quoted(f"clocks.toml {clock.id}", clock.article, clock.words, knowledge)


def _outcomes(knowledge: Knowledge) -> Iterator[str]:
    yield from _cells(knowledge.outcomes, knowledge.forms)
    for row in knowledge.forms:
        yield from _quoted(f"outcomes.toml {row.from_}", "19", row.words, knowledge)


def _findings(knowledge: Knowledge, fields: Fields) -> Iterator[str]:
    for finding in knowledge.findings:
        where = f"findings.toml {finding.code}"
        yield from _known(where, finding.articles, knowledge)
        yield from _places(where, [finding.where])
        yield from (f"{where}：{fault}" for fault in _when(finding.when, knowledge, fields))


def _hearing(knowledge: Knowledge, fields: Fields) -> Iterator[str]:
    for question in knowledge.hearing:
        yield from _heard(f"hearing.toml {question.id}", question, knowledge, fields)


def _references(knowledge: Knowledge) -> Iterator[str]:
    for reference in knowledge.implied:
        where = f"references.toml {reference.where}“{reference.words}”"
        yield from _quoted(where, reference.where, reference.words, knowledge)
        known = targets(knowledge.regulation)
        yield from (f"{where}：细则没有“{id}”，请核对章、条、项" for id in reference.to if id not in known)


def _words(knowledge: Knowledge) -> Iterator[str]:
    for kind in knowledge.lexicon.flag:
        yield from _known(f"flags.toml {kind.kind}", [kind.article], knowledge)
    for name, words in msgspec.structs.asdict(knowledge.proofs).items():
        if not words or not all(word.strip() for word in words):
            yield f"proofs.toml {name}：没有写词，或者有空白的词；空白的词什么材料都对得上"


def _heard(where: str, question: HearingQuestion, knowledge: Knowledge, fields: Fields) -> Iterator[str]:
    yield from _quoted(where, "13", question.words, knowledge)
    yield from _places(where, question.paths)
    if not question.paths:
        yield f"{where}：没有写明由哪些回答来答（paths）"
    yield from _kinds(where, question.kinds, fields)


def _kinds(where: str, named: Iterable[str], fields: Fields) -> Iterator[str]:
    kinds = (
        {word for c in fields["evidence"].columns for word in c.options} if "evidence" in fields else set()
    )
    yield from (
        f"{where}：“{kind}”不是证据清单里的种类，可用：{'、'.join(sorted(kinds))}"
        for kind in named
        if kinds and kind not in kinds
    )


def _known(where: str, articles: Iterable[str], knowledge: Knowledge) -> Iterator[str]:
    known = knowledge.regulation.ids()
    yield from (f"{where}：细则没有“{id}”，请核对条、项" for id in articles if id not in known)


def _places(where: str, paths: Iterable[str]) -> Iterator[str]:
    yield from (f"{where}：“{path}”不在案例文件中" for path in paths if not shape.has_place(Case, path))


def _six(name: str, numbers: list[str]) -> Iterator[str]:
    if numbers != list("123456"):
        yield f"{name}.toml：应当是第1至第6项、依次各一项，现在是{'、'.join(numbers) or '空的'}"


def _dimensions(knowledge: Knowledge, fields: Fields) -> Iterator[str]:
    yield from _six("dimensions", [dimension.n for dimension in knowledge.dimensions])
    for dimension in knowledge.dimensions:
        for side in ("positive", "negative"):
            for half in ("judgement", "distinction"):
                words = getattr(dimension, f"{side}_{half}")
                yield from _quoted(f"dimensions.toml {dimension.n}", dimension.article, words, knowledge)
        yield from _kinds(f"dimensions.toml {dimension.n}", dimension.kinds, fields)


def _conditions(knowledge: Knowledge) -> Iterator[str]:
    yield from _six("conditions", [condition.n for condition in knowledge.conditions])
    for condition in knowledge.conditions:
        yield from _known(f"conditions.toml {condition.n}", [condition.article], knowledge)
        if condition.dimension not in ("", *(dimension.n for dimension in knowledge.dimensions)):
            yield f"conditions.toml {condition.n}：没有第“{condition.dimension}”个判断维度"


def _red_line(line: RedLine, knowledge: Knowledge, fields: Fields) -> Iterator[str]:
    if not shape.has_place(Case, f"red_lines.{line.id}"):
        yield "：案例文件的 red_lines 里没有这一条"
    if line.override not in ("", f"overrides[red_lines.{line.id}]"):
        yield f"：override 只能空着，或者写 overrides[red_lines.{line.id}]"
    if any(leaf.rule for leaf in conditions.leaves(line.when)):
        yield "：红线的 when 不能再引用规则"
    yield from (f"：{fault}" for fault in _when(line.when, knowledge, fields))
    for basis in line.basis:
        yield from _quoted("", basis.article, basis.words, knowledge)


def _circumstance(item: Circumstance, knowledge: Knowledge) -> Iterator[str]:
    where = f"circumstances {item.id}"
    if item.id not in knowledge.regulation.ids():
        yield f"{where}：细则没有这一项，请核对 id"
        return
    if len({element.id for element in item.element}) < len(item.element):
        yield f"{where}：要件的 id 有重复"
    if item.branches and not item.branch_question:
        yield f"{where}：有分支而没有 branch_question"
    for element in item.element:
        yield from _quoted(f"{where} {element.id}", item.id, element.words, knowledge)
        if element.branch and element.branch not in item.branches:
            yield f"{where} {element.id}：分支“{element.branch}”不在 branches 中"


def _quoted(where: str, id: str, words: str, knowledge: Knowledge) -> Iterator[str]:
    if id not in knowledge.regulation.ids():
        yield f"{where}：细则没有“{id}”，请核对条、项"
    elif words not in knowledge.regulation.text(id).replace("\n", ""):
        yield f"{where}：“{words}”不是{cite(id)}的原文，请照原文写"


def _cells(cells: tuple[OutcomeCell, ...], forms: tuple[FormRow, ...]) -> Iterator[str]:
    used = {
        "影响、损失程度": ([cell.level for cell in cells], get_args(Level)),
        "补救情况": ([word for cell in cells for word in cell.remedy], get_args(Remedied)),
        "容错方式": (
            [w for cell in cells for w in (cell.proposed, *cell.alternatives) if w]
            + [word for row in forms for word in row.outcomes],
            get_args(Outcome),
        ),
        "处理形态": ([row.from_ for row in forms], get_args(Form)),
    }
    for name, (words, usable) in used.items():
        yield from (
            f"outcomes.toml：“{word}”不是可用的{name}，可用：{'、'.join(usable)}"
            for word in words
            if word not in usable
        )
    for level in get_args(Level):
        for remedy in get_args(Remedied):
            count = sum(cell.level == level and remedy in cell.remedy for cell in cells)
            if count != 1:
                yield f"outcomes.toml：“{level}、{remedy}”应当正好有一格，现在有{count}格"


def _when(when: When, knowledge: Knowledge, fields: Fields) -> Iterator[str]:
    """Faults of a condition: its shape, its rules, and the paths and words it names."""
    for part in conditions.every(when):
        if fault := conditions.fault(part):
            yield f"when 写得不对：{fault}"
    for leaf in conditions.leaves(when):
        if leaf.rule and leaf.rule not in knowledge.rules:
            yield f"when 里的规则“{leaf.rule}”没有定义，可用：{'、'.join(knowledge.rules)}"
        if leaf.path and not shape.has_place(Case, leaf.path):
            yield f"when 里的路径“{leaf.path}”不在案例文件中"
        field = fields.get(leaf.path or "")
        for word in [leaf.is_ or "", *(leaf.in_ or ())]:
            if field and word and field.options and word not in field.options:
                yield f"when 里的“{word}”不是“{leaf.path}”的选项"


def _interview(dialogue: Dialogue, knowledge: Knowledge) -> Iterator[str]:
    questions = dialogue.questions(list(knowledge.circumstances.values()))
    fields = {field.id: field for question in questions for field in question.fields}
    if not questions or questions[0].when or dialogue.section[0].when:
        yield "第一问应当总是问到：它和它所在的部分不能有 when"
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


def _question(question: Question, knowledge: Knowledge, fields: Fields, passed: set[str]) -> Iterator[str]:
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


def _guard(where: str, thing: object, knowledge: Knowledge, fields: Fields) -> Iterator[str]:
    when, unknown = getattr(thing, "when", None), getattr(thing, "unknown", None)
    if when is None:
        return
    if unknown is None:
        yield f'{where}：有 when 就要写明 unknown = "ask" 或 "pass"（条件未知时问不问）'
    yield from (f"{where}：{fault}" for fault in _when(when, knowledge, fields))
