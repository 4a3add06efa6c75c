"""培训: sets of exercises, one sitting at them, and the results of each class, kept line by line."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from assistant.domain.drawing import exercises
from assistant.domain.exercises import EXAMPLES, ExerciseSet
from assistant.domain.fault import Fault
from assistant.domain.folding import narrowed
from assistant.domain.knowledge import Knowledge
from assistant.domain.training import Exercise, Result, Sitting, mark, next_round, ordered
from assistant.services import exercises_lint
from assistant.services.files import FileError, append_line, make_folder, read_text
from assistant.services.library import Library

NAME_ROOM = 40
"""Characters of a class's name that its file is named by."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|.]')


class Shelf(NamedTuple):
    """The sets that can be used, by name, and what is wrong with the trainer's own."""

    sets: dict[str, ExerciseSet]
    faults: list[str]


class Kept(NamedTuple):
    """The results of a class, and how many lines of its file cannot be read."""

    results: tuple[Result, ...]
    unread: int


class Training:
    """All that is done with exercises; `data` is the user's own folder."""

    def __init__(self, library: Library, knowledge: Knowledge, data: Path, now: Callable[[], str]) -> None:
        self.library, self.knowledge, self.now = library, knowledge, now
        self.folder = data / "training"
        """One file for each class, append-only."""

    def shelf(self) -> Shelf:
        """The shipped sets, then the trainer's own that have no fault."""
        shipped = self.library.exercises()
        own = self.library.own_exercises
        if own is None or not own.is_dir():
            return Shelf(shipped, [])
        bank = self.library.examples()
        sound, faults = exercises_lint.sound_own(self.library, own, shipped, bank, self.knowledge)
        return Shelf({**shipped, **sound}, faults)

    def begin(self, sitting: Sitting) -> Session:
        """A sitting at a set, with its exercises in the order of the seed; Fault where there is no such set."""
        sets = self.shelf().sets
        if sitting.set not in sets:
            raise Fault(f"没有“{sitting.set}”这套练习，可用：{'、'.join(sets)}")
        seed = narrowed(sitting.seed) or f"{secrets.randbelow(10_000):04}"
        sitting = msgspec.structs.replace(sitting, seed=seed)
        drawn = [draw for draw in sets[sitting.set].draw if draw.from_ == EXAMPLES]
        bank = self.library.examples() if drawn else {}
        pool = exercises(sitting.set, sets, bank, self.knowledge)
        return Session(self, sitting, sets[sitting.set].title, ordered(pool, sitting.seed))

    def classes(self) -> list[str]:
        """The names of the classes that have results."""
        return sorted({result.class_name for path in self._files() for result in _read(path).results})

    def results(self, class_name: str) -> Kept:
        """All that a class has answered, in the order in which it was written down."""
        path = self._file(class_name)
        kept = _read(path) if path.exists() else Kept((), 0)
        return Kept(tuple(r for r in kept.results if r.class_name == class_name), kept.unread)

    def save(self, results: Sequence[Result], path: Path, *, force: bool = False) -> None:
        """Write results as a workbook; FileError when that cannot be done."""
        from assistant.services.documents.training import save_results

        save_results(results, self._words(results), path, force=force)

    def _words(self, results: Sequence[Result]) -> dict[str, str]:
        """The titles of the sets of some results and the texts of their exercises, by id."""
        sets, bank = self.shelf().sets, self.library.examples()
        used = {result.set for result in results} & sets.keys()
        titles = {name: sets[name].title for name in used}
        return titles | {
            one.id: one.text for name in used for one in exercises(name, sets, bank, self.knowledge)
        }

    def record(self, result: Result) -> None:
        """Write a result down where its class has a name; FileError where that cannot be done."""
        if result.class_name:
            for place in (*reversed(self.folder.parents), self.folder):
                if not place.is_dir():
                    make_folder(place)
            append_line(self._file(result.class_name), msgspec.json.encode(result).decode())

    def _file(self, class_name: str) -> Path:
        """The file of a class; classes whose names differ in unsafe characters alone share one."""
        return self.folder / f"{_UNSAFE.sub('_', class_name)[:NAME_ROOM]}.jsonl"

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.jsonl"))


class Session:
    """One sitting: what is asked in this round, and all that was answered so far."""

    def __init__(self, training: Training, sitting: Sitting, title: str, pool: Sequence[Exercise]) -> None:
        self.training, self.sitting, self.title, self.pool = training, sitting, title, pool
        self.results: list[Result] = []
        self.unkept: list[Result] = []
        """What should have been written down and could not be."""
        self.round: tuple[Exercise, ...] = ()
        self.begun = 0
        """How many results there were when this round began."""
        self.next_round()

    @property
    def of_round(self) -> list[Result]:
        """What was answered in this round."""
        return self.results[self.begun :]

    def next_round(self) -> None:
        """Go on to the next exercises: those missed come first."""
        self.begun = len(self.results)
        self.round = next_round(self.pool, self.results, self.sitting.count)

    def answer(self, exercise: Exercise, votes: Sequence[int], note: str = "") -> Result:
        """Mark an answer and keep it; FileError where it could not be written down and is kept here alone."""
        result = mark(self.sitting, exercise, votes, self.training.now(), note)
        self.results.append(result)
        try:
            self.training.record(result)
        except FileError:
            self.unkept.append(result)
            raise
        return result

    def all_results(self) -> Kept:
        """All that the class has answered, ever; of a class without a name, all that this sitting has."""
        if not self.sitting.class_name:
            return Kept(tuple(self.results), 0)
        kept = self.training.results(self.sitting.class_name)
        return Kept((*kept.results, *self.unkept), kept.unread)


def _read(path: Path) -> Kept:
    """The results of a file; a line that is none, such as one torn by a power cut, is counted and left where it is."""
    results: list[Result] = []
    lines = [line for line in read_text(path).split("\n") if line.strip()]
    for line in lines:
        try:
            results.append(msgspec.json.decode(line.encode(), type=Result))
        except (msgspec.MsgspecError, UnicodeEncodeError):
            continue
    return Kept(tuple(results), len(lines) - len(results))
