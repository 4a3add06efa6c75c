"""Text that is typed and not sent yet, kept beside the screen at most two seconds late."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from assistant.services.store import StoreError

if TYPE_CHECKING:
    from assistant.services.open_case import OpenCase


class DraftKeeper:
    """Collects what changed and writes it; what was sent meanwhile is never written again."""

    def __init__(self, case: OpenCase) -> None:
        self._case = case
        self._lock = Lock()
        self._waiting: dict[str, str] = {}

    @property
    def waiting(self) -> bool:
        """Whether there is something to write."""
        return bool(self._waiting)

    def typed(self, field: str, text: str) -> None:
        """Remember what stands in a field now; empty forgets what was kept."""
        self._waiting[field] = text

    def flush(self) -> None:
        """Write all that waits, from any thread; StoreError if it cannot be written, and it waits on."""
        with self._lock:
            for field in list(self._waiting):
                text = self._waiting.pop(field)
                try:
                    self._case.keep_draft(field, text)
                except StoreError:
                    self._waiting.setdefault(field, text)
                    raise

    def submit(self, question_id: str, raw: dict[str, Any]) -> None:
        """Answer a question; older text of its fields is never written after it."""
        with self._lock:
            self._case.submit(question_id, raw)
            for field in raw:
                self._waiting.pop(field, None)
