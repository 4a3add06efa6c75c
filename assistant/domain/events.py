"""The events of a case: what was done, in order, each sealed to the one before it by a hash."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Literal

import msgspec

EventKind = Literal["answer", "jump", "undo", "import"]


class Event(msgspec.Struct, frozen=True):
    """One entry of a case's log."""

    seq: int
    """1 for the first event of the case, then one more each time."""
    at: str
    """ISO local time with its offset, to the second."""
    kind: EventKind
    data: dict[str, Any]
    prev: str
    """The hash of the event before; empty for the first."""
    hash: str


def canonical(value: object) -> str:
    """JSON with one spelling only, so that equal values have equal hashes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def seal(prev: str, seq: int, at: str, kind: str, data: dict[str, Any]) -> str:
    """The hash that ties an event to its content and to the event before it (SHA-256, hexadecimal)."""
    return sha256(canonical([prev, seq, at, kind, data]).encode()).hexdigest()


def first_fault(events: Iterable[Event]) -> int | None:
    """The `seq` of the first event that does not follow from the one before; None when the chain holds."""
    prev = ""
    for place, event in enumerate(events, start=1):
        sealed = seal(prev, place, event.at, event.kind, event.data)
        if (event.seq, event.prev, event.hash) != (place, prev, sealed):
            return event.seq
        prev = event.hash
    return None
