"""Text that is typed and not sent yet, kept beside the screen at most two seconds late."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import TYPE_CHECKING, Any

from assistant.domain.fault import Fault

if TYPE_CHECKING:
    from assistant.services.open_case import OpenCase


class DraftKeeper:
    """Collects what changed and writes it; what was sent meanwhile is never written again."""

    def __init__(self, case: OpenCase) -> None:
        self._case = case
        self._lock = Lock()
        self._waiting: dict[str, str] = {}
        self._kept = case.drafts()

    @property
    def waiting(self) -> bool:
        """Whether there is something to write."""
        return bool(self._waiting)

    def typed(self, field: str, text: str) -> None:
        """Remember what stands in a field now; empty forgets what was kept."""
        if self._kept.get(field, "") == text:
            self._waiting.pop(field, None)
        else:
            self._waiting[field] = text

    def dropped(self, fields: Iterable[str]) -> None:
        """Know that an event took the kept text of these fields with it."""
        for field in fields:
            self._waiting.pop(field, None)
            self._kept.pop(field, None)

    def flush(self) -> None:
        """Write all that waits, from any thread; Fault if it cannot be written, and it waits on."""
        with self._lock:
            for field in list(self._waiting):
                text = self._waiting.pop(field)
                try:
                    self._case.keep_draft(field, text)
                    self._kept[field] = text
                except Fault:
                    self._waiting.setdefault(field, text)
                    raise

    def submit(self, question_id: str, raw: dict[str, Any]) -> None:
        """Answer a question; older text of its fields is never written after it."""
        with self._lock:
            self._case.submit(question_id, raw)
            self.dropped(raw)
