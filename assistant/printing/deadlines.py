"""The five working days, as a calculation and as what is left of them."""

from __future__ import annotations

from typing import Any

from assistant.domain.procedure import CommitteeDeadline, Deadline
from assistant.services.deadlines import DeadlineNow

Json = dict[str, Any]


def deadline_json(found: CommitteeDeadline) -> Json:
    """Both readings of the limit."""
    return {
        **_due(found.reading),
        "provisional": bool(found.reasons),
        "reason": "".join(found.reasons),
        "other": found.other and {"from": str(found.other.start), **_due(found.other)},
    }


def deadline_text(found: CommitteeDeadline) -> str:
    """The limit for people."""
    usual = f"自收到通知的次日起算，第1至{len(found.reading.days)}个工作日：{_days(found.reading)}"
    lines = [f"最后一日：{found.reading.due}（{usual}）"]
    if found.other:
        lines.append(f"另一种读法：{found.other.due}（自充分沟通的次日起算：{_days(found.other)}）")
    return "\n".join([*lines, *found.reasons, "第十二条没有写明从哪一天起算，以承办单位的意见为准。"])


def _due(found: Deadline) -> Json:
    return {"due": str(found.due), "days": [str(day) for day in found.days]}


def _days(found: Deadline) -> str:
    return "、".join(f"{day.month}月{day.day}日" for day in found.days)


def now_json(deadline: DeadlineNow | None) -> Json | None:
    """A limit with the working days that are left; None where no day of notice is known."""
    return deadline and {**deadline_json(deadline.limit), "left": deadline.left}


def left(deadline: DeadlineNow) -> str:
    """The same for people."""
    days = f"还有{deadline.left}个工作日（含当天）" if deadline.left > 0 else "期限已过"
    return f"最后一日{deadline.limit.reading.due}，{days}。"
