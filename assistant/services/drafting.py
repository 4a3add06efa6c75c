"""The one Jinja2 sandbox: template, answers and assessment in, Markdown out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

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
from assistant.services.filling import Section, Words, about, at, called, day, held, phrase, placed, sentence

if TYPE_CHECKING:
    from assistant.domain.procedure import Deadline
    from assistant.services.documents.markdown import Sentence
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
    """A template that cannot be used; `fault` says in Chinese what is wrong and in which line."""

    def __init__(self, template: str, fault: str) -> None:
        super().__init__(f"{template}：{fault}")
        self.fault = fault


class Drafting:
    """The templates of dialogues/documents/ and the user's own, over one knowledge."""

    def __init__(
        self, library: Library, knowledge: Knowledge, limit: Callable[[str], Deadline | None] = lambda _: None
    ) -> None:
        """`limit` gives the committee's last day from the date of the notice, where it is one."""
        from jinja2 import FunctionLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        from assistant.services.documents.markdown import written

        self._knowledge, self._library, self._limit = knowledge, library, limit
        self.environment = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(self._source),
            undefined=StrictUndefined,
            finalize=written,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        filters: dict[str, Callable[..., Any]] = {
            "body": body, "cite": cite, "comrade": called, "day": day, "matter": about, "numeral": numeral,
            "phrase": phrase, "post": held, "provision": placed, "quoted": quoted, "sentence": sentence,
        }  # fmt: skip
        self.environment.filters.update(filters)

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
            raise TemplateFault(self._library.place(f"{kind}.md.j2"), f"起草出来的文稿{error}") from error

    def _source(self, name: str) -> tuple[str, str, None] | None:
        path = self._library.template(name)
        return (read_text(path), str(path), None) if path.is_file() else None

    def _render(self, kind: str, context: Mapping[str, Any]) -> str:
        from jinja2 import TemplateError, TemplateNotFound, UndefinedError

        name = f"{kind}.md.j2"
        try:
            return self.environment.get_template(name).render(context)
        except TemplateNotFound as error:
            fault = f"没有“{error.name}”这个模板"
        except UndefinedError as error:
            fault = f"{_where(error)}{_undefined(error)}"
        except LookupError as error:
            fault = f"{_where(error)}找不到 {error}"
        except (TemplateError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            fault = f"{_where(error)}起草不下去（{error}）"
        raise TemplateFault(self._library.place(name), fault)

    def context(self, words: Words, assessment: Assessment) -> dict[str, Any]:
        """What a template may use; `need`, `long`, `gap`, `text`, `rows`, `kept`, `blank` and `at` take answer paths.

        `assessment` is of the answers that apply, `whole` of the parked ones too.
        `{% call section(id, title) %}` … `{% endcall %}` is a part that a person may reword.
        """
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


def _undefined(error: Exception) -> str:
    """What a template used that is not there, by its name."""
    name = re.search(r"'([^']+)'$|^'([^']+)' is undefined", str(error))
    return f"没有“{name[1] or name[2]}”这项内容" if name else f"用了没有的内容（{error}）"


def _where(error: Any) -> str:
    line = getattr(error, "lineno", None)
    frame = error.__traceback__
    while frame is not None:
        if line is None and frame.tb_frame.f_code.co_filename.endswith(".j2"):
            line = frame.tb_lineno
        frame = frame.tb_next
    return f"第{line}行，" if line else ""
