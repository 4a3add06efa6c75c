"""The one Jinja2 sandbox: template, answers and assessment in, Markdown out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

import msgspec

from assistant.domain.assessment import Assessment, assess
from assistant.domain.fault import Fault
from assistant.domain.grounds import Ground, ground
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.domain.lists import Listed
from assistant.domain.naming import body
from assistant.domain.regulation import cite, numeral, quoted
from assistant.services.files import read_text
from assistant.services.filling import (
    Section,
    Words,
    about,
    at,
    called,
    day,
    held,
    lined,
    phrase,
    placed,
    sentence,
)

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.ext import Extension

    from assistant.domain.procedure import Deadline
    from assistant.services.documents.markdown import MarkdownFault, Sentence
    from assistant.services.library import Library

KINDS = {
    "recommendation": "容错初步建议",
    "no-recommendation": "不提出容错建议的说明",
    "application": "容错申请表",
    "self-check": "个人自查报告",
    "evidence": "证明材料清单",
    "basis": "研判依据表",
}
PUT_FORWARD = ("recommendation", "no-recommendation")
"""The papers in which the party committee speaks: what nobody has verified is told at their head."""


class Draft(msgspec.Struct, frozen=True):
    """One drafted paper as Markdown, with the gaps that stand in it."""

    kind: str
    name: str
    markdown: str
    gaps: tuple[str, ...]
    """What is still to be supplied, in the order of the paper."""
    where: Mapping[str, str]
    """The answer path that each gap waits for."""
    marked: str
    """The same Markdown with the addresses in it."""
    grounds: Mapping[str, Ground]
    """What each address of the paper rests on."""
    sections: Mapping[str, Section]
    """The parts that may be reworded, by their ids, in the order of the paper."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The paper's sentences in their order, each with its addresses."""
        from assistant.services.documents.markdown import blocks, passages, sentences

        runs = (runs for block in blocks(self.marked) for runs in passages(block))
        return tuple(sentence for passage in runs for sentence in sentences(passage))

    @property
    def unverified(self) -> bool:
        """Whether any of it rests on the subject's own words, still to be verified."""
        return any(ground.unverified for ground in self.grounds.values())


class DraftRefused(Fault):
    """A paper that the case does not allow; the message is a Chinese sentence for people."""


class TemplateFault(Fault):
    """A template that cannot be used; `faults` say in Chinese what is wrong and in which lines."""

    def __init__(self, template: str, faults: Sequence[str]) -> None:
        super().__init__(f"{template}：{faults[0]}")
        self.faults = faults


class Offered(TypedDict):
    """What a template may use; `need`, `long`, `gap`, `text`, `rows`, `kept`, `blank` and `at` take answer paths.

    `assessment` is of the answers that apply, `whole` of the parked ones too.
    `{% call section(id, title) %}` … `{% endcall %}` is a part that a person may reword.
    """

    at: Callable[..., str]
    section: Callable[..., Any]
    need: Callable[..., Any]
    long: Callable[..., Any]
    gap: Callable[..., Any]
    text: Callable[..., str]
    rows: Callable[..., list[Any]]
    kept: Callable[..., str]
    parked: Callable[..., bool]
    asked: Callable[..., bool]
    blank: Callable[..., list[str]]
    assessment: Assessment
    whole: Assessment
    stated: frozenset[str]
    outcome: Any
    deadline: Deadline | None
    knowledge: Knowledge
    bases: Mapping[str, Any]
    quote: Callable[[str], str]
    regulation: Any
    study: Mapping[str, Any] | None


def sandbox(library: Library) -> Environment:
    """The environment of the templates of `library`."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from assistant.services.documents.markdown import written

    def source(name: str) -> tuple[str, str, None] | None:
        path = library.template(name)
        return (read_text(path), str(path), None) if path.is_file() else None

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(source),
        undefined=StrictUndefined,
        finalize=written,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "body": body, "cite": cite, "comrade": called, "day": day, "matter": about, "numeral": numeral,
        "lines": lined, "phrase": phrase, "post": held, "provision": placed, "quoted": quoted, "sentence": sentence,
    }  # fmt: skip
    environment.filters.update(filters)
    return environment


class Drafting:
    """The templates of dialogues/documents/ and the user's own, over one knowledge."""

    def __init__(
        self, library: Library, knowledge: Knowledge, limit: Callable[[str], Deadline | None] = lambda _: None
    ) -> None:
        """`limit` gives the committee's last day from the date of the notice, where it is one."""
        self._knowledge, self._library, self._limit = knowledge, library, limit
        self.environment = sandbox(library)

    def draft(self, interview: Interview, assessment: Assessment, kind: str | None = None) -> Draft:
        """The paper of `kind`, by default the one the case calls for; DraftRefused where a red line forbids it."""
        called_for = interview.dialogue.papers or (
            ("no-recommendation",) if assessment.barred else ("recommendation",)
        )
        kind = kind or called_for[0]
        if kind == "recommendation" and assessment.barred:
            labels = "；".join(node.label for node in assessment.barred)
            raise DraftRefused(
                f"触及红线（{labels}），不起草容错初步建议；请起草不提出容错建议的说明（--kind no-recommendation）。"
            )
        from assistant.services.documents.markdown import MarkdownFault, addresses, gaps, unmarked

        words = Words(interview)
        context = self.context(words, assessment)
        marked = self._render(kind, context)
        grounds = {path: ground(path, interview, context["whole"]) for path in addresses(marked)}
        try:
            if kind in PUT_FORWARD and interview.unverified:
                marked = with_stated(marked, grounds, interview.active)
            markdown = tidy(unmarked(marked))
            hidden = (gap for s in words.sections.values() if s.own for gap in gaps(unmarked(s.generated)))
            missing = tuple(dict.fromkeys([*gaps(markdown), *hidden]))
            return Draft(kind, KINDS[kind], markdown, missing, words.waiting, marked, grounds, words.sections)
        except MarkdownFault as error:
            raise TemplateFault(
                self._library.place(f"{kind}.md.j2"), self._misplaced(kind, context, error)
            ) from error

    def _render(self, kind: str, context: Mapping[str, Any], *extensions: type[Extension]) -> str:
        from jinja2 import TemplateError

        from assistant.services.template_faults import told

        name = f"{kind}.md.j2"
        environment = self.environment.overlay(extensions=extensions) if extensions else self.environment
        try:
            return environment.get_template(name).render(context)
        except (TemplateError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            raise TemplateFault(self._library.place(name), [told(error)]) from error

    def _misplaced(self, kind: str, context: Mapping[str, Any], fault: MarkdownFault) -> list[str]:
        """What a paper has no place for, after the line of the template that wrote it."""
        from assistant.services.documents.markdown import MarkdownFault, addresses, blocks, unmarked
        from assistant.services.template_faults import Numbered

        marked = self._render(kind, context, Numbered)
        try:
            blocks(unmarked(marked))
        except MarkdownFault as error:
            lines = marked.split("\n")
            rests = (addresses("\n".join(lines[line - 1 :])) for line, _ in error.faults)
            numbers = (next(filter(str.isdigit, rest), "") for rest in rests)
            return [
                f"第{n}行，{what}" if n else what for n, (_, what) in zip(numbers, error.faults, strict=True)
            ]
        return [what for _, what in fault.faults]

    def context(self, words: Words, assessment: Assessment) -> Offered:
        """What a template may use, for one case."""
        whole = assess(words.kept_answers, self._knowledge) if words.set_aside else assessment
        return {
            "at": at,
            "section": words.section,
            "need": words.need,
            "long": words.long,
            "gap": words.gap,
            "text": words.text,
            "rows": words.rows,
            "kept": words.kept,
            "parked": words.parked,
            "asked": words.asked,
            "blank": words.blank,
            "assessment": assessment,
            "whole": whole,
            "stated": words.stated(whole),
            "outcome": assessment.outcome,
            "deadline": self._limit(words.answers.get("notice.received", "")),
            "knowledge": self._knowledge,
            "bases": {f"red_lines.{line.id}": line.basis for line in self._knowledge.red_lines},
            "quote": self._quote(whole),
            "regulation": self._knowledge.regulation,
            "study": _study(words.answers),
        }

    def _quote(self, whole: Assessment) -> Callable[[str], str]:
        """The words of an article, of an item, or of an item of a list as the case relies on it."""
        points = (*whole.circumstances, *whole.negatives)
        listed = {node.item.id: node.item.text for node in points if isinstance(node.item, Listed)}
        return lambda id: listed[id] if id in listed else self._knowledge.regulation.text(id)


def with_stated(marked: str, grounds: Mapping[str, Ground], active: Mapping[str, Any]) -> str:
    """A paper with a line at its head: how many of its answers are unverified, and in which parts they stand."""
    from assistant.services.documents.markdown import all_runs, blocks, plain

    part, parts = "开头", dict[str, set[str]]()
    for block in blocks(marked):
        if block.kind == "一级标题":
            part = f"第{plain(block.runs).partition('、')[0]}部分"
        paths = (path for run in all_runs(block) for at in run.at for path in grounds[at].unverified)
        parts.setdefault(part, set()).update(path for path in paths if path in active)
    count = len(set().union(*parts.values()))
    if not count:
        return marked
    named = "、".join(part for part, paths in parts.items() if paths)
    line = (
        f"`说明` 本稿所依据的回答有{count}处是当事人陈述，尚待核实，在{named}；核实以前，不是组织认定的事实。"
    )
    return re.sub(r"\A(\s*`送审稿`.*\n)?", lambda head: f"{head[0]}\n{line}\n\n", marked, count=1)


def tidy(markdown: str) -> str:
    """Markdown with single blank lines between its blocks and one newline at its end."""
    return re.sub(r"\n{3,}", "\n\n", markdown).strip("\n") + "\n"


def _study(answers: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The recorded 研究 step with its date; only then does a paper say that a meeting took place."""
    steps = answers.get("steps") or ()
    return next((step for step in reversed(steps) if step.get("step") == "研究" and step.get("date")), None)
