"""The case file, schema 1: the interchange form of a case.

Every key may be absent: absent means not answered yet, never no.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

UnitType = Literal[
    "党的机关", "人大机关", "行政机关", "政协机关", "监察机关", "审判机关", "检察机关",
    "人民团体", "事业单位", "国有企业", "村（社区）", "其他参照人员",
]  # fmt: skip
YesNo = Literal["是", "否"]
Settled = Literal["是", "否", "难以认定"]
Met = Literal["是", "否", "难以认定", "不涉及"]
Level = Literal["较小", "较重", "严重"]
Remedied = Literal["已挽回", "部分挽回", "正在补救", "未补救"]
Form = Literal["批评教育类", "诫勉", "第一种形态", "第二种形态", "第三种形态", "第四种形态", "未知"]
Outcome = Literal["免责", "减责", "从轻处理", "不提出容错建议"]
Day = Annotated[str, msgspec.Meta(description="date")]
"""A date as 2026-09-28; 2026年9月28日 is read too."""
Month = Annotated[str, msgspec.Meta(description="month")]
"""A month as 1978-05; a full date is read too."""
Number = Literal["1", "2", "3", "4", "5", "6"]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One part of the case file; every key of it may be absent."""


class Unit(Part, frozen=True):
    """The unit of the subject."""

    name: str | None = None
    type: UnitType | None = None


class Committee(Part, frozen=True):
    """The party committee that makes the recommendation; `recusal` 是 when the subject or a relative sits on it."""

    name: str | None = None
    document_number: str | None = None
    date: Day | None = None
    recusal: YesNo | None = None
    recusal_note: str | None = None


class Person(Part, frozen=True):
    """The subject, a cadre."""

    name: str | None = None
    birth: Month | None = None
    political_status: str | None = None
    position: str | None = None
    rank: str | None = None


class Notice(Part, frozen=True):
    """The dates of 第十二条: notice received, consultation, the subject's application."""

    received: Day | None = None
    consulted: Day | None = None
    applied: Day | None = None


class Act(Part, frozen=True):
    """When the act took place, first and last day."""

    from_: Day | None = msgspec.field(default=None, name="from")
    to: Day | None = None


class Breach(Part, frozen=True):
    """One rule that was broken, by its name and article, and how."""

    rule: str | None = None
    article: str | None = None
    how: str | None = None


class Evidence(Part, frozen=True):
    """One piece of evidence; a bare string in the file means its title."""

    title: str | None = None
    date: Day | None = None
    kind: str | None = None
    attachment: str | None = None


class Dimension(Part, frozen=True):
    """One of the six dimensions of 第六条: both oppositions, facts for and against, evidence."""

    judgement: str | None = None
    distinction: str | None = None
    facts: str | None = None
    adverse: str | None = None
    evidence: tuple[str | Evidence, ...] | None = None


class Condition(Part, frozen=True):
    """One of the six conditions of 第七条."""

    met: Met | None = None
    facts: str | None = None
    evidence: tuple[str | Evidence, ...] | None = None


class ListSource(Part, frozen=True):
    """The list that an item was picked from, as it was then (第二十二条)."""

    title: str | None = None
    kind: Literal["positive", "negative"] | None = None
    drawn_by: str | None = None
    dated: Day | None = None
    passed_by: str | None = None


class PickedCircumstance(Part, frozen=True):
    """A circumstance of 第八至十一条, or an item of a list, that the user picked, with what was answered about it."""

    id: str | None = None
    facts: str | None = None
    branch: str | None = None
    elements: dict[str, Settled] | None = None
    text: str | None = None
    """The words relied on, of an item of a list."""
    list: ListSource | None = None
    answer: str | None = None
    """What the paper says to an item of a negative list."""


class Loss(Part, frozen=True):
    """Negative effect and loss; `level` is the graver of the two (第十八条)."""

    level: Level | None = None
    description: str | None = None
    impact: str | None = None


class Remedy(Part, frozen=True):
    """What has been made good (第七条第（五）项, 第十八条)."""

    status: Remedied | None = None
    description: str | None = None


class RedLines(Part, frozen=True):
    """The four red lines, each answered by itself."""

    political: Settled | None = None
    fourth_form: Settled | None = None
    concealment: Settled | None = None
    private_gain: Settled | None = None


class Application(Part, frozen=True):
    """The subject's own words for 附件1."""

    reason: str | None = None


class Recommendation(Part, frozen=True):
    """The outcome that the committee recommends, with its reason."""

    outcome: Outcome | None = None
    reason: str | None = None


class Override(Part, frozen=True):
    """A named person sets a red line aside with a written reason."""

    what: str | None = None
    by: str | None = None
    reason: str | None = None
    date: Day | None = None


class Views(Part, frozen=True):
    """What the superior department and the discipline body said (第十三条)."""

    superior: str | None = None
    discipline: str | None = None


class Attachment(Part, frozen=True):
    """A file that goes with the case."""

    title: str | None = None
    path: str | None = None
    sha256: str | None = None


class Step(Part, frozen=True):
    """A dated step in the life of the case: 起草, 研究, 已报送, 归档."""

    step: Literal["起草", "研究", "已报送", "归档"] | None = None
    date: Day | None = None
    paper: str | None = None
    remark: str | None = None


class Decision(Part, frozen=True):
    """The decision of 第十五条, when it is known."""

    date: Day | None = None
    outcome: Outcome | None = None
    measures: tuple[str, ...] | None = None
    correction_notice: str | None = None


class Receipt(Part, frozen=True):
    """Which program and knowledge the last answers were given under, and the head of the event chain."""

    program: str | None = None
    knowledge: str | None = None
    lists: dict[str, str] | None = None
    """Each list that was in force, with the digest of its words."""
    seen: dict[str, str] | None = None
    """Each answer, with the digest of the words that it was given to."""
    log_head: str | None = None


class Case(Part, frozen=True):
    """The case file, schema 1: the interchange form of a case."""

    schema: Literal[1] = 1
    mode: str | None = None
    title: str | None = None
    subject: Literal["个人", "单位"] | None = None
    unit: Unit | None = None
    committee: Committee | None = None
    person: Person | None = None
    handling_body: str | None = None
    accountability: str | None = None
    notice: Notice | None = None
    facts: str | None = None
    act: Act | None = None
    breach: tuple[Breach, ...] | None = None
    duties: str | None = None
    responsibility: str | None = None
    evidence: tuple[str | Evidence, ...] | None = None
    """The list of evidence, entered once; dimensions and conditions name its titles."""
    dimensions: dict[Number, Dimension] | None = None
    conditions: dict[Number, Condition] | None = None
    circumstances: tuple[PickedCircumstance, ...] | None = None
    policy_basis: tuple[str, ...] | None = None
    usual_performance: str | None = None
    loss: Loss | None = None
    remedy: Remedy | None = None
    correction: str | None = None
    red_lines: RedLines | None = None
    intended_form: Form | None = None
    application: Application | None = None
    recommendation: Recommendation | None = None
    overrides: tuple[Override, ...] | None = None
    views: Views | None = None
    wording: dict[str, str] | None = None
    """Sections of a paper in a person's own words."""
    wording_basis: dict[str, tuple[str, ...]] | None = None
    """What each of them rested on when it was worded: answer paths with a digest of what stood there."""
    attachments: tuple[Attachment, ...] | None = None
    steps: tuple[Step, ...] | None = None
    decision: Decision | None = None
    skipped: tuple[str, ...] | None = None
    unverified: tuple[str, ...] | None = None
    receipt: Receipt | None = None
