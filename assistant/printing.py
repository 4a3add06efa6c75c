"""What the commands print: the JSON of the contract, and the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.domain.assessment import Assessment
from assistant.domain.bearing import Bearing
from assistant.domain.dialogue import Question
from assistant.domain.events import Event
from assistant.domain.hearing import NOT_AGAINST, Heard, Hearing
from assistant.domain.interview import Interview
from assistant.domain.knowledge import CircumstanceList, Knowledge
from assistant.domain.lists import KINDS, MUST_ANSWER, origin
from assistant.domain.plain import LEVELS as OWN_LEVELS
from assistant.domain.plain import NOTHING, OWN
from assistant.domain.procedure import CommitteeDeadline, Deadline
from assistant.domain.regulation import cite, quoted
from assistant.domain.statistics import Statistics
from assistant.domain.units import erratum, marked, slips
from assistant.domain.wording import flags
from assistant.services.casework import CaseLine, Casework, Check
from assistant.services.deadlines import DeadlineNow
from assistant.services.version import program

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.services.matching import Match, Matching
    from assistant.services.searching import Hit

LEVELS = {"block": "拦下", "warn": "警示", "info": "说明"}
WORTH_REASONS = 0.1
"""The score of a match from which on people are told its reasons."""
NONE_NEAR = "没有明显对应的情形。"
LIST = ("title", "kind", "drawn_by", "dated", "passed_by")
Json = dict[str, Any]


def version(knowledge: Knowledge) -> str:
    """Program, text and its date, and the reminder that goes with every citation."""
    text = knowledge.regulation
    return f"{program()}\n依据：《{text.title}》（{text.issued}印发；{text.currency}）\n知识版本：{knowledge.version}"


def id_json(id: str) -> Json:
    """The id of a case that was made."""
    return {"id": id}


def match_json(casework: Casework, text: str, found: Matching) -> Json:
    """The ranking with its reasons, what tells the first two apart, and the words to ask about."""
    return {
        "confident": found.confident,
        "matches": [_match(casework, text, match) for match in found.matches],
        "red_flags": _red_flags(casework, text),
        "apart": _apart(casework, found),
        "remark": found.remark,
    }


def match_row(casework: Casework, row: Json, found: Matching) -> Json:
    """One line of a batch."""
    return {
        "id": row.get("id"),
        "confident": found.confident,
        "matches": [{"id": match.id, "score": match.score} for match in found.matches],
        "red_flags": _red_flags(casework, row["text"]),
    }


def match_text(casework: Casework, text: str, found: Matching) -> str:
    """The ranking for people: first what must be asked, then what is near; nothing far off."""
    knowledge = casework.knowledge
    questions = {kind.kind: kind.question for kind in knowledge.lexicon.flag}
    lines = [f"请留意“{flag['words']}”：{questions[flag['kind']]}" for flag in _red_flags(casework, text)]
    lines += [found.remark] if found.remark else []
    lines += [] if found.confident or not found.matches else [NONE_NEAR]
    for match in found.matches:
        item = knowledge.pickable[match.id]
        label = MUST_ANSWER if item.negative else item.label
        if found.confident or match.score >= WORTH_REASONS:
            lines.append(f"{match.score:.2f}　{knowledge.cite(match.id)}　{label}".rstrip("　"))
        if match.score >= WORTH_REASONS:
            lines += [f"　　　{line}" for line in _reasons_text(casework, text, match)]
    apart = _apart(casework, found) if found.confident else None
    if apart:
        lines.append(f"前两项怎样分：{apart['question']}")
        lines += [f"　　　{words}——{knowledge.cite(id)}" for id, words in apart["answers"].items()]
    return "\n".join(lines)


def _reasons_text(casework: Casework, text: str, match: Match) -> Iterator[str]:
    reasons, elements = casework.explain(text, match.id), _elements(casework, match.id)
    yield from filter(None, [match.remark])
    if reasons.terms:
        yield f"对得上的词：{'、'.join(reasons.terms)}"
    yield casework.knowledge.text(match.id)
    for element in elements:
        if spoken := reasons.covered.get(element["id"]):
            yield f"已说到{quoted(element['words'])}：{'、'.join(spoken)}"
    for element in elements:
        if element["id"] in reasons.silent:
            yield f"还要问：{element['question']}"
    if example := casework.library.example(reasons.example):
        yield f"相近的例子（虚构）：{example.text}"


def _match(casework: Casework, text: str, match: Match) -> Json:
    reasons = casework.explain(text, match.id)
    example = casework.library.example(reasons.example)
    return {
        "id": match.id,
        "citation": casework.knowledge.cite(match.id),
        "score": match.score,
        "text": casework.knowledge.text(match.id),
        "terms": list(reasons.terms),
        "elements": _elements(casework, match.id),
        "covered": {element: list(words) for element, words in reasons.covered.items()},
        "silent": list(reasons.silent),
        "example": {"id": example.id, "text": example.text, "why": example.why} if example else None,
        "remark": match.remark,
        **_listed(casework, match.id),
    }


def _listed(casework: Casework, id: str) -> Json:
    """The list that an item stands in; nothing of a circumstance."""
    item = casework.knowledge.listed.get(id)
    return {"list": {name: getattr(item, name) for name in LIST}} if item else {}


def _apart(casework: Casework, found: Matching) -> Json | None:
    """The question that tells the first two apart, with the answer that speaks for each."""
    apart = (
        casework.knowledge.apart(*(match.id for match in found.matches[:2])) if found.matches[1:] else None
    )
    return {"question": apart[0], "answers": apart[1]} if apart else None


def _elements(casework: Casework, id: str) -> list[Json]:
    """The elements of a circumstance; `branch` only where the element belongs to one."""
    item = casework.knowledge.circumstances.get(id)
    return [
        {"id": element.id, "words": element.words, "question": element.question}
        | ({"branch": element.branch} if element.branch else {})
        for element in (item.element if item else ())
    ]


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
            "alternatives": list(outcome.alternatives),
            "form": {"from": outcome.form.from_, "to": outcome.form.to} if outcome.form else None,
            "articles": list(outcome.articles),
            "reason": outcome.reason,
        },
        "deadline": _deadline_now(check.deadline),
        "open": [{"path": one.path, "value": one.truth, "results": list(one.results)} for one in check.open],
    }


def check_text(check: Check) -> str:
    """The review for people."""
    missing, outcome = check.assessment.missing, check.assessment.outcome
    lines = [
        f"还缺{len(missing)}项回答。" if missing else "第十二条列明的六项主要内容都有回答。",
        f"容错方式：{outcome.outcome or '不能提出'}（{_cited(outcome.articles)}）。{outcome.reason}。",
    ]
    if outcome.alternatives:
        lines.append(f"条文的另一种读法：{'、'.join(outcome.alternatives)}。")
    if outcome.form:
        lines.append(f"形态：{outcome.form.from_}→{outcome.form.to}（第十九条）。")
    lines += [*_limit(check), *_findings(check, LEVELS)]
    if check.open:
        lines += ["还能改变结论的问题：", *(_bearing(one, check.assessment) for one in check.open)]
    return "\n".join(lines)


def own_check_text(check: Check) -> str:
    """The review for the cadre concerned: what to look at again, and no result."""
    return "\n".join([OWN, *_limit(check), *(list(_findings(check, OWN_LEVELS)) or [NOTHING])])


def _limit(check: Check) -> Iterator[str]:
    if check.deadline:
        yield _left(check.deadline)


def _findings(check: Check, levels: Mapping[str, str]) -> Iterator[str]:
    for found in check.findings:
        based = f"（{_cited(found.articles)}）" if found.articles else ""
        yield f"〔{levels[found.level]}〕{found.message}{based}"


def _bearing(one: Bearing, assessment: Assessment) -> str:
    point = assessment.point(one.path)
    return f"　　　{point.label if point else ''}（{one.path}）{one.truth}：{'；'.join(one.results)}"


def hearing_json(hearing: Hearing) -> Json:
    """The questions of 第十三条 with what answers them, and what speaks against."""
    return {
        "questions": [_heard(heard) for heard in hearing.questions],
        "against": msgspec.to_builtins(hearing.against),
    }


def _heard(heard: Heard) -> Json:
    question = heard.question
    return {
        "id": question.id,
        "who": question.who,
        "ask": question.ask,
        "words": question.words,
        "state": heard.state,
        "answered": list(heard.answered),
        "unsettled": list(heard.unsettled),
        "lacking": list(heard.lacking),
        "evidence": [proof.title for proof in heard.evidence],
        "proof": list(question.proof),
    }


def hearing_text(hearing: Hearing) -> str:
    """The same for people."""
    lines = ["承办单位会问（第十三条）："]
    for heard in hearing.questions:
        lines.append(f"〔{heard.state}〕{heard.question.who}：{heard.question.ask}")
        lines += [f"　　　{line}" for line in heard.told()]
    lines.append("对容错不利、文稿要正面说明的：" if hearing.against else NOT_AGAINST)
    for one in hearing.against:
        lines.append(f"　　　{one.words}" + (f"（{_cited(one.articles)}）" if one.articles else ""))
    return "\n".join(lines)


def _cited(ids: Iterable[str]) -> str:
    return "、".join(map(cite, ids))


def deadline_json(found: CommitteeDeadline) -> Json:
    """Both readings of the limit."""
    return {
        **_due(found.reading),
        "provisional": found.reading.provisional,
        "reason": found.reading.reason,
        "other": found.other and {"from": str(found.other.start), **_due(found.other)},
    }


def deadline_text(found: CommitteeDeadline) -> str:
    """The limit for people."""
    usual = f"自收到通知的次日起算，第1至{len(found.reading.days)}个工作日：{_days(found.reading)}"
    lines = [f"最后一日：{found.reading.due}（{usual}）"]
    if found.other:
        lines.append(f"另一种读法：{found.other.due}（自充分沟通的次日起算：{_days(found.other)}）")
    lines += [found.reading.reason] if found.reading.reason else []
    return "\n".join([*lines, "第十二条没有写明从哪一天起算，以承办单位的意见为准。"])


def _due(found: Deadline) -> Json:
    return {"due": str(found.due), "days": [str(day) for day in found.days]}


def _days(found: Deadline) -> str:
    return "、".join(f"{day.month}月{day.day}日" for day in found.days)


def _deadline_now(deadline: DeadlineNow | None) -> Json | None:
    return deadline and {**deadline_json(deadline.limit), "left": deadline.left}


def _left(deadline: DeadlineNow) -> str:
    left = f"还有{deadline.left}个工作日（含当天）" if deadline.left > 0 else "期限已过"
    return f"最后一日{deadline.limit.reading.due}，{left}。"


def show_json(casework: Casework, id: str) -> Json:
    """One unit of the text with its corrections and elements."""
    text = casework.knowledge.regulation
    chapter = text.chapter_of(id)
    return {
        "id": id,
        "citation": cite(id),
        "chapter": chapter.heading if chapter else "",
        "text": text.text(id),
        "corrections": [{"source": c.source, "corrected": c.corrected} for c in text.corrections_of(id)],
        "elements": _elements(casework, id),
    }


def show_text(casework: Casework, id: str) -> str:
    """One unit of the text for people."""
    text, found = casework.knowledge.regulation, show_json(casework, id)
    remarks = [paper.remark for paper in text.paper if paper.id == id and paper.remark]
    return "\n".join(
        [
            f"{found['citation']}　{found['chapter']}".rstrip("　"),
            found["text"],
            *(f"〔{erratum(slip)}〕" for slip in slips(text, id)),
            *(f"要件：{quoted(e['words'])}——{e['question']}" for e in found["elements"]),
            *remarks,
            text.currency,
        ]
    )


def search_json(casework: Casework, words: str, found: list[Hit]) -> list[Json]:
    """The paragraphs that were found, each with the places of the words in its text."""
    return [
        {
            "id": hit.unit.id,
            "citation": hit.unit.citation,
            "chapter": hit.unit.chapter,
            "score": hit.score,
            "text": hit.unit.text,
            "spans": [list(span) for span in hit.spans],
        }
        for hit in found
    ]


def search_text(casework: Casework, words: str, found: list[Hit]) -> str:
    """The same for people; what was found stands in brackets."""
    if not found:
        return f"没有找到“{' '.join(words.split())}”。可以换个说法，或者只写其中的一两个词。"
    lines = [f"{hit.unit.citation}　{marked(hit.unit.text, hit.spans)}" for hit in found]
    if not any(hit.exact for hit in found):
        lines.insert(0, "没有逐字相同的，列出相近的。")
    return "\n".join([*lines, casework.knowledge.regulation.currency])


def case_json(line: CaseLine) -> Json:
    """One case of the list."""
    return msgspec.structs.asdict(line) | {"deadline": _deadline_now(line.deadline)}


def case_text(line: CaseLine) -> str:
    """One case of the list for people."""
    limit = _left(line.deadline) if line.deadline else "通知日期未填"
    return f"{line.id}　{line.title}　{line.person or '（未填姓名）'}　{limit}"


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
    return f"{event.seq:>4}　{event.at}　{kinds[event.kind]}　{where}{skipped}　{said}".rstrip("　")


def _said(value: Any) -> str:
    if value is None:
        return "（清除）"
    plain = "；".join(str(item) for item in value) if isinstance(value, list) else str(value)
    return plain if len(plain) <= 40 else plain[:40] + "…"


def stats_text(found: Statistics, output: Path) -> str:
    """What the statistics table holds, and what it leaves out or still lacks, for people."""
    lines = [f"已写成《容错统计表》，共{len(found.lines)}件：{output}"]
    lines += [] if found.lines else ["这段时间内没有作出决定的案件，写成的是空表"]
    lines += [f"另有{found.undecided}件没有填写决定日期，没有列入"] if found.undecided else []
    return "\n".join([*lines, *found.gaps])


def list_json(one: CircumstanceList) -> Json:
    """One list in force, with its items."""
    about = {name: getattr(one, name) for name in LIST} | {"dated": str(one.dated)}
    items = [{"id": item.id, "text": item.text} for item in one.items()]
    return {"id": one.id, **about, "items": items, "hash": one.digest}


def list_text(one: CircumstanceList) -> str:
    """One list in force for people."""
    drawn = origin(one.drawn_by, str(one.dated), one.passed_by)
    return f"{one.id}　《{one.title}》　{KINDS[one.kind]}　{drawn}　{len(one.item)}项　{one.digest}"


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
