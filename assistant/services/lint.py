"""Every fault of dialogues/, knowledge/ and the templates, each a Chinese sentence with file and key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from assistant.domain.dialogue import Dialogue
from assistant.domain.knowledge import Knowledge
from assistant.domain.redaction import ORIGIN
from assistant.services import (
    exercises_lint,
    knowledge_lint,
    matching_lint,
    self_check_lint,
    template_lint,
    workdays,
)

if TYPE_CHECKING:
    from assistant.services.library import Library

T = TypeVar("T")


def faults(library: Library) -> list[str]:
    """All faults at once; what compares files with each other passes over those that are faulty themselves."""
    found: list[str] = []
    for file in workdays.local_files(library.knowledge_folder / "workdays"):
        found += workdays.faults(file)
    knowledge = library.readable()
    found += library.faults
    unread = frozenset(library.unread)
    dialogues: list[Dialogue] = []
    for mode in library.modes():
        if dialogue := _read(lambda mode=mode: library.dialogue(mode), found):
            dialogues.append(dialogue)
            if dialogue.mode != mode:
                found.append(f"{mode}.toml：mode 写的是“{dialogue.mode}”，请与文件名一致")
    grounds, rest = knowledge_lint.compared(knowledge, dialogues, unread) if knowledge else ([], [])
    sound = knowledge if not grounds and unread.isdisjoint(knowledge_lint.GROUNDS) else None
    explained = list(self_check_lint.faults(sound)) if sound else []
    found += (*grounds, *rest, *explained, *_material(library, sound))
    named = template_lint.named(library)
    found += (fault for faulty in named.values() for fault in faulty)
    if knowledge and not (grounds or rest or explained or unread):
        for dialogue in dialogues:
            found += template_lint.drafted(library, knowledge, dialogue, [k for k in named if not named[k]])
    return list(dict.fromkeys([*found, *library.lists().left_out]))


def _read(read: Callable[[], T], found: list[str]) -> T | None:
    """What was read; None after noting its faults."""
    from assistant.services.library import LibraryError

    try:
        return read()
    except LibraryError as error:
        found += error.faults
        return None


def _material(library: Library, knowledge: Knowledge | None) -> list[str]:
    """Faults of examples, expressions, exercises and the words of 脱敏; compared with `knowledge` where it is sound."""
    found: list[str] = []
    bank, groups = _read(library.examples, found), _read(library.groups, found)
    redaction = _read(library.redaction, found)
    if redaction and ORIGIN not in redaction.words.note:
        found.append(f"redaction.toml：words.note 里没有 {ORIGIN}，请写上它，程序在那里写明 T 日是哪一日")
    if knowledge is None or bank is None:
        found += exercises_lint.unread(library)
    if knowledge is None:
        return found
    if bank is not None and groups is not None:
        found += matching_lint.faults(knowledge, bank, groups)
    if bank is not None:
        found += exercises_lint.faults(library, knowledge, bank, library.own_exercises)
    return found
