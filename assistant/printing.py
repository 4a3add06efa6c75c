"""What the commands print: the JSON of the contract, and the same in words."""

from __future__ import annotations

from typing import Any

import msgspec

from assistant.domain.dialogue import Question
from assistant.domain.events import Event
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.domain.procedure import CommitteeDeadline, Deadline
from assistant.domain.regulation import cite
from assistant.domain.wording import flags
from assistant.services.casework import CaseLine, Casework, Check, DeadlineNow
from assistant.services.matching import Matching
from assistant.services.version import program

LEVELS = {"block": "拦下", "warn": "警示", "info": "说明"}
Json = dict[str, Any]


def version(knowledge: Knowledge) -> str:
    """Program, text and its date, and the reminder that goes with every citation."""
    text = knowledge.regulation
    return f"{program()}\n依据：《{text.title}》（{text.issued}印发；{text.currency}）\n知识版本：{knowledge.version}"


def match_json(casework: Casework, text: str, found: Matching) -> Json:
    """The ranking with the words of each circumstance and its elements."""
    return {
        "confident": found.confident,
        "matches": [
            _match(casework, match.id, match.score, list(match.terms), match.remark)
            for match in found.matches
        ],
        "red_flags": _red_flags(casework, text),
    }


def match_row(casework: Casework, row: Json) -> Json:
    """One line of a batch."""
    found = casework.match(row["text"], row.get("unit_type"))
    ranked = [{"id": match.id, "score": match.score} for match in found.matches]
    flagged = _red_flags(casework, row["text"])
    return {"id": row.get("id"), "confident": found.confident, "matches": ranked, "red_flags": flagged}


def match_text(casework: Casework, text: str, found: Matching) -> str:
    """The ranking for people."""
    lines = [] if found.confident else ["没有明显对应的情形，以下仅供参考。"]
    for match in found.matches:
        item = casework.knowledge.circumstances[match.id]
        lines.append(f"{match.score:.2f}　{cite(match.id)}　{item.label}")
        if match.terms:
            lines.append(f"　　　说明它的词：{'、'.join(match.terms)}")
        if match.remark:
            lines.append(f"　　　{match.remark}")
        lines.append(f"　　　{casework.knowledge.regulation.text(match.id)}")
    kinds = {kind.kind: kind for kind in casework.knowledge.lexicon.flag}
    lines += [
        f"请留意“{flag['words']}”：{kinds[flag['kind']].question}" for flag in _red_flags(casework, text)
    ]
    return "\n".join(lines) or "没有找到接近的情形。"


def _match(casework: Casework, id: str, score: float, terms: list[str], remark: str) -> Json:
    elements = casework.knowledge.circumstances[id].element
    return {
        "id": id,
        "citation": cite(id),
        "score": score,
        "text": casework.knowledge.regulation.text(id),
        "terms": terms,
        "elements": [{"id": e.id, "words": e.words, "question": e.question} for e in elements],
    } | ({"remark": remark} if remark else {})


def _red_flags(casework: Casework, text: str) -> list[Json]:
    return [{"kind": flag.kind, "words": flag.words} for flag in flags(text, casework.knowledge.lexicon)]


def check_json(check: Check) -> Json:
    """The review as the contract has it."""
    outcome = check.assessment.outcome
    return {
        "complete": check.assessment.complete,
        "missing": list(check.assessment.missing),
        "findings": msgspec.to_builtins(check.findings),
        "outcome": {
            "proposed": outcome.proposed,
            "chosen": outcome.chosen,
            "alternatives": list(outcome.alternatives),
            "form": {"from": outcome.form.from_, "to": outcome.form.to} if outcome.form else None,
            "articles": list(outcome.articles),
            "reason": outcome.reason,
        },
        "deadline": _deadline_now(check.deadline),
    }


def check_text(check: Check) -> str:
    """The review for people."""
    outcome = check.assessment.outcome
    lines = [
        "所需内容齐全。" if check.assessment.complete else f"还缺{len(check.assessment.missing)}项回答。"
    ]
    lines.append(
        f"容错方式：{outcome.outcome or '不能提出'}（{'、'.join(map(cite, outcome.articles))}）。{outcome.reason}。"
    )
    if outcome.alternatives:
        lines.append(f"条文的另一种读法：{'、'.join(outcome.alternatives)}。")
    if outcome.form:
        lines.append(f"形态：{outcome.form.from_}→{outcome.form.to}（第十九条）。")
    if check.deadline:
        lines.append(_left(check.deadline))
    for finding in check.findings:
        lines.append(
            f"〔{LEVELS[finding.level]}〕{finding.message}（{'、'.join(map(cite, finding.articles))}）"
        )
    return "\n".join(lines)


def deadline_json(found: CommitteeDeadline) -> Json:
    """Both readings of the limit."""
    other = found.other and {"from": str(found.other.start), **_due(found.other)}
    return {
        **_due(found.reading),
        "provisional": found.reading.provisional,
        "reason": found.reading.reason,
        "other": other,
    }


def deadline_text(found: CommitteeDeadline) -> str:
    """The limit for people."""
    lines = [f"最后一日：{found.reading.due}（自收到通知的次日起算，第1至5个工作日：{_days(found.reading)}）"]
    if found.other:
        lines.append(f"另一种读法：{found.other.due}（自充分沟通的次日起算：{_days(found.other)}）")
    return "\n".join(
        [
            *lines,
            *filter(None, [found.reading.reason]),
            "第十二条没有写明从哪一天起算，以承办单位的意见为准。",
        ]
    )


def _due(found: Deadline) -> Json:
    return {"due": str(found.due), "days": [str(day) for day in found.days]}


def _days(found: Deadline) -> str:
    return "、".join(f"{day.month}月{day.day}日" for day in found.days)


def _deadline_now(deadline: DeadlineNow | None) -> Json | None:
    return deadline and {**deadline_json(deadline.limit), "left": deadline.left}


def _left(deadline: DeadlineNow) -> str:
    due = deadline.limit.reading.due
    return f"最后一日{due}，" + (
        f"还有{deadline.left}个工作日（含当天）。" if deadline.left > 0 else "期限已过。"
    )


def show_json(casework: Casework, id: str) -> Json:
    """One unit of the text with its corrections and elements."""
    text = casework.knowledge.regulation
    chapter = text.chapter_of(id)
    item = casework.knowledge.circumstances.get(id)
    return {
        "id": id,
        "citation": cite(id),
        "chapter": chapter.heading if chapter else "",
        "text": text.text(id),
        "corrections": [{"source": c.source, "corrected": c.corrected} for c in text.corrections_of(id)],
        "elements": [_element(e) for e in item.element] if item else [],
    }


def _element(element: Any) -> Json:
    plain = {"id": element.id, "words": element.words, "question": element.question}
    return plain | ({"branch": element.branch} if element.branch else {})


def show_text(casework: Casework, found: Json) -> str:
    """One unit of the text for people."""
    lines = [f"{found['citation']}　{found['chapter']}".rstrip("　"), found["text"]]
    lines += [
        f"〔原文“{c['source'].strip()}”，已更正为“{c['corrected'].strip()}”〕"
        for c in found["corrections"]
        if len(c["source"]) < 40
    ]
    lines += [f"要件 {e['id']}：“{e['words']}”——{e['question']}" for e in found["elements"]]
    remark = next(
        (paper.remark for paper in casework.knowledge.regulation.paper if paper.id == found["id"]), ""
    )
    return "\n".join([*lines, *filter(None, [remark]), casework.knowledge.regulation.currency])


def case_json(line: CaseLine) -> Json:
    """One case of the list."""
    plain = {
        "id": line.id,
        "mode": line.mode,
        "title": line.title,
        "person": line.person,
        "updated": line.updated,
    }
    return plain | {"deadline": _deadline_now(line.deadline)}


def case_text(line: CaseLine) -> str:
    """One case of the list for people."""
    return "　".join(
        [
            line.id,
            line.title,
            line.person or "（未填姓名）",
            _left(line.deadline) if line.deadline else "通知日期未填",
        ]
    )


def question_json(question: Question | None) -> Json | None:
    """The next question, or null at the end."""
    if question is None:
        return None
    fields = [
        {"id": f.id, "label": f.label, "kind": f.kind, "options": list(f.options)} for f in question.fields
    ]
    return {
        "id": question.id,
        "ask": question.ask,
        "article": question.article,
        "why": question.why,
        "fields": fields,
    }


def question_text(question: Question | None) -> str:
    """The next question for people."""
    return f"下一问：{question.ask}（{question.id}）" if question else "问题已问完。"


def event_text(event: Event) -> str:
    """One event for people."""
    kinds = {"answer": "回答", "jump": "转到", "undo": "撤销", "import": "导入"}
    values = event.data.get("values", {})
    where = "、".join(values) if event.kind == "answer" and values else event.data.get("question") or ""
    said = "" if event.kind == "import" else "；".join(_said(value) for value in values.values())
    skipped = "（暂不清楚）" if event.data.get("skipped") and not values else ""
    return f"{event.seq:>4}　{event.at}　{kinds[event.kind]}　{where}{skipped}　{said}".rstrip("　")


def _said(value: Any) -> str:
    if value is None:
        return "（清除）"
    plain = "；".join(str(item) for item in value) if isinstance(value, list) else str(value)
    return plain if len(plain) <= 40 else plain[:40] + "…"


def flow(interview: Interview) -> str:
    """The interview as a Mermaid flowchart: sections as groups, guarded questions drawn as such."""
    dialogue = interview.dialogue
    lines = ["flowchart TD"]
    previous = "start"
    lines.append('    start(["开始"])')
    for number, section in enumerate(dialogue.section, 1):
        lines.append(f'    subgraph s{number}["{section.title}{"（有条件）" if section.when else ""}"]')
        names = [f"q{number}_{place}" for place, _ in enumerate(section.question, 1)]
        for name, question in zip(names, section.question, strict=True):
            shape = ('{{"', '"}}') if question.when or "[*]" in question.id else ('["', '"]')
            lines.append(f"        {name}{shape[0]}{question.label}{shape[1]}")
        lines.append("    end")
        for name in names:
            lines.append(f"    {previous} --> {name}")
            previous = name
    return "\n".join([*lines, '    done(["问完"])', f"    {previous} --> done"])
