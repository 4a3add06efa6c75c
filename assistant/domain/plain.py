"""What the review says in an interview: of what it asks only, and to the cadre concerned in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

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
    """What the cadre concerned is told: nothing of what is not asked, nothing twice."""
    told: set[tuple[str, str]] = set()
    for finding in findings:
        name = _name(finding.where, interview)
        said = _said(finding, knowledge)
        message = said.message.replace("“{name}”", quoted(name))
        if name and (message, name) not in told:
            told.add((message, name))
            yield msgspec.structs.replace(finding, message=message, level=said.level or finding.level)


def _name(where: str, interview: Interview) -> str:
    """What the question about `where` is called; empty when none is asked."""
    fields = (path for path in interview.known() if about(where, path))
    return next((interview.question(path).name for path in fields), "")


def _said(finding: Finding, knowledge: Knowledge) -> Said:
    """The row with the longest code that fits, else the finding's own words."""
    fits = [row for row in knowledge.said if f"{finding.code}.".startswith(f"{row.code}.")]
    own = Said(finding.code, finding.message)
    return max(fits, key=lambda row: len(row.code), default=own)
