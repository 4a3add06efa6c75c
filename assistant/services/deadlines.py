"""The committee's limit as it stands today, and what the review says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from assistant.domain.finding import Finding
from assistant.domain.procedure import CommitteeDeadline


class DeadlineNow(msgspec.Struct, frozen=True):
    """The committee's last day, and the working days left today (first reading; 0 or less = passed)."""

    limit: CommitteeDeadline
    left: int


def late(deadline: DeadlineNow | None, answers: Mapping[str, Any], today: date) -> Iterator[Finding]:
    """What the review says of a limit that is near, past or not certain; nothing once the paper is sent."""
    sent = any(step.get("step") == "已报送" for step in answers.get("steps") or ())
    if deadline is None or sent:
        return
    due = deadline.limit.reading.due
    if deadline.limit.reading.start > today:
        message = f"收到通知日期{deadline.limit.reading.start}在今天之后，请核对年、月、日。"
        yield Finding("deadline.future", "warn", "notice.received", ("12",), message)
    if deadline.left <= 0:
        yield Finding(
            "deadline.passed", "warn", "notice.received", ("12", "13"),
            f"五个工作日的期限已过（最后一日为{due}）。请写明未按期提出的特殊原因并尽快与承办单位沟通；"
            "第十三条第二款规定，承办单位认为符合容错条件情形的，可直接提出容错建议。",
        )  # fmt: skip
    elif deadline.left <= 2:
        yield Finding(
            "deadline.near", "info", "notice.received", ("12",),
            f"距最后一日（{due}）还有{deadline.left}个工作日（含当天）。无特殊原因未提出的，可视同认为不符合容错条件情形。",
        )  # fmt: skip
    if deadline.limit.reasons:
        said = "".join(deadline.limit.reasons)
        yield Finding("deadline.provisional", "info", "notice.received", ("12",), said)
