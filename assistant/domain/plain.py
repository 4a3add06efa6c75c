"""What the review says in an interview: of what it asks only, and to the cadre concerned in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from assistant.domain.dialogue import Question
from assistant.domain.finding import Finding
from assistant.domain.interview import Interview
from assistant.domain.knowledge import FindingLevel, Knowledge, Said
from assistant.domain.regulation import quoted

OWN = "下面是还没说清、前后不一、要留意的地方，不是结论；是否容错，由有管理权限的党组织决定（第十五条）。"
NOTHING = "没有发现要补充、改正或留意的地方。"
LEVELS: dict[FindingLevel, str] = {"block": "要紧", "warn": "留意", "info": "说明"}
"""What the levels are called to the cadre concerned."""


def about(where: str, field: str) -> bool:
    """Whether an answer path lies at, above or below another."""
    return where == field or where.startswith(field + ".") or field.startswith((where + ".", where + "["))


def plainly(findings: Iterable[Finding], interview: Interview, knowledge: Knowledge) -> Iterator[Finding]:
    """What the cadre concerned is told: nothing of what is not asked, nothing twice.

    What is missing is cited by the article of its question, not by the contents of a paper that others write.
    """
    told: set[tuple[str, str]] = set()
    for finding in findings:
        question, said = _question(finding.where, interview), _said(finding, knowledge)
        if question is None:
            continue
        message = said.message.replace("“{name}”", quoted(question.name))
        if (message, question.name) not in told:
            told.add((message, question.name))
            missing = finding.code.startswith("missing.")
            yield msgspec.structs.replace(
                finding,
                message=message,
                level=said.level or finding.level,
                articles=(question.article,) if missing else finding.articles,
            )


def _question(where: str, interview: Interview) -> Question | None:
    """The question about `where`; None when none is asked."""
    return next((interview.question(path) for path in interview.known() if about(where, path)), None)


def _said(finding: Finding, knowledge: Knowledge) -> Said:
    """The row with the longest code that fits, else the finding's own words."""
    fits = [row for row in knowledge.said if f"{finding.code}.".startswith(f"{row.code}.")]
    own = Said(finding.code, finding.message)
    return max(fits, key=lambda row: len(row.code), default=own)
