"""Cases and what was done to them: rows, questions, records, tables, and the interview as a chart."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.domain.characters import row
from assistant.domain.dialogue import Question
from assistant.domain.events import Event
from assistant.domain.interview import Interview
from assistant.domain.reading import show
from assistant.domain.statistics import Statistics
from assistant.printing.deadlines import left, now_json
from assistant.services.casework import CaseLine

if TYPE_CHECKING:
    from pathlib import Path


Json = dict[str, Any]


def id_json(id: str) -> Json:
    """The id of a case that was made."""
    return {"id": id}


def case_json(line: CaseLine) -> Json:
    """One case of the list."""
    shown = msgspec.structs.asdict(line) | {"deadline": now_json(line.deadline)}
    del shown["damaged"]
    return shown


def case_text(line: CaseLine) -> str:
    """One case of the list for people."""
    limit = left(line.deadline) if line.deadline else "通知日期未填"
    return row(f"{line.id}　{line.title}　{line.person or '（未填姓名）'}　{limit}")


def question_json(question: Question | None) -> Json | None:
    """The next question, or null at the end."""
    if question is None:
        return None
    return {
        "id": question.id,
        "ask": question.ask,
        "article": question.article,
        "why": question.why,
        "fields": [
            {"id": f.id, "label": f.label, "kind": f.kind, "options": list(f.options)}
            for f in question.fields
        ],
    }


def question_text(question: Question | None) -> str:
    """The next question for people."""
    return f"下一问：{question.ask}（{question.id}）" if question else "问题已问完。"


def chain_json(count: int, fault: int | None) -> Json:
    """Whether the chain of `count` events holds; `fault` is the first that does not."""
    return {"events": count, "whole": fault is None, "fault": fault}


def chain_text(count: int, fault: int | None) -> str:
    """The same for people."""
    found = "前后相接，未被改动" if fault is None else f"第{fault}条起对不上，记录可能被改动"
    return f"共{count}条记录，{found}"


def event_text(event: Event) -> str:
    """One event for people."""
    kinds = {"answer": "回答", "jump": "转到", "undo": "撤销", "import": "导入"}
    values = event.data.get("values", {})
    where = "、".join(values) if event.kind == "answer" and values else event.data.get("question") or ""
    said = "" if event.kind == "import" else "；".join(_said(value) for value in values.values())
    skipped = "（暂不清楚）" if event.data.get("skipped") and not values else ""
    return row(f"{event.seq:>4}　{event.at}　{kinds[event.kind]}　{where}{skipped}　{said}".rstrip("　"))


def _said(value: Any) -> str:
    if value is None:
        return "（清除）"
    plain = "；".join(show(value).splitlines())
    return plain if len(plain) <= 40 else plain[:40] + "…"


def stats_text(found: Statistics, output: Path) -> str:
    """What the statistics table holds, and what it leaves out or still lacks, for people."""
    lines = [f"已写成《容错统计表》，共{len(found.lines)}件：{output}"]
    lines += [] if found.lines else ["这段时间内没有作出决定的案件，写成的是空表"]
    lines += [f"另有{found.undecided}件没有填写决定日期，没有列入"] if found.undecided else []
    return "\n".join([*lines, *found.gaps])


def lint_text(faults: list[str]) -> str:
    """The faults of the data files for people, one a line."""
    return "\n".join(faults) or "没有发现毛病"


def flow(interview: Interview) -> str:
    """The interview as a Mermaid flowchart: sections as groups, guarded questions drawn as such."""
    lines, previous = ["flowchart TD", '    start(["开始"])'], "start"
    for number, section in enumerate(interview.dialogue.section, 1):
        title = f"{section.title}（有条件）" if section.when else section.title
        lines.append(f'    subgraph s{number}["{_label(title)}"]')
        names = [f"q{number}_{place}" for place, _ in enumerate(section.question, 1)]
        lines += [f"        {name}{_box(q)}" for name, q in zip(names, section.question, strict=True)]
        lines.append("    end")
        lines += [f"    {before} --> {name}" for before, name in pairwise([previous, *names])]
        previous = names[-1]
    return "\n".join([*lines, '    done(["问完"])', f"    {previous} --> done"])


def _box(question: Question) -> str:
    """A rectangle with the question's name and path; a hexagon where it is not always asked."""
    words = f'"{_label(question.label)}<br/>{question.id}"'
    return f"{{{{{words}}}}}" if question.when or "[*]" in question.id else f"[{words}]"


def _label(words: str) -> str:
    return words.replace('"', "#quot;")
