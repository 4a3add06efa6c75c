"""What follows from the answers of a case: findings, hearing, and how long is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from assistant.domain.assessment import Assessment
from assistant.domain.bearing import Bearing
from assistant.domain.characters import row
from assistant.domain.hearing import NOT_AGAINST, Heard, Hearing
from assistant.domain.plain import LEVELS as OWN_LEVELS
from assistant.domain.plain import NOTHING, OWN
from assistant.domain.regulation import cite
from assistant.printing.deadlines import left, now_json
from assistant.services.casework import Check

LEVELS = {"block": "拦下", "warn": "警示", "info": "说明"}
Json = dict[str, Any]


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
        "deadline": now_json(check.deadline),
        "open": [{"path": one.path, "value": one.truth, "results": list(one.results)} for one in check.open],
    }


def check_text(check: Check) -> str:
    """The review for people."""
    missing, outcome = check.assessment.missing, check.assessment.outcome
    lines = [
        f"还缺{len(missing)}项回答。" if missing else "第十二条列明的六项主要内容都有回答。",
        f"容错方式：{outcome.proposed or '不能提出'}（{_cited(outcome.articles)}）。{outcome.reason}。",
    ]
    if outcome.chosen and outcome.chosen != outcome.proposed:
        point = check.assessment.point("recommendation.outcome")
        reason = point.facts.rstrip("。") if point and point.facts else "【待补充】"
        lines.append(row(f"选定“{outcome.chosen}”，理由：{reason}。"))
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
        yield left(check.deadline)


def _findings(check: Check, levels: Mapping[str, str]) -> Iterator[str]:
    for found in check.findings:
        based = f"（{_cited(found.articles)}）" if found.articles else ""
        yield row(f"〔{levels[found.level]}〕{found.message}{based}")


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
