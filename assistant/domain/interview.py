"""One interview in progress: the machine that walks the questions, and what the answers make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from transitions import Machine

from assistant.domain.answers import PICKED, Answers, steps
from assistant.domain.conditions import Rules, Truth, When, evaluate
from assistant.domain.dialogue import Dialogue, Field, Question
from assistant.domain.events import Event
from assistant.domain.lists import picked
from assistant.domain.regulation import Circumstance

START, END = "start", "end"


@dataclass(eq=False)
class _Walker:
    """The model that the machine moves along the questions; compared by identity, as `transitions` needs."""

    state: str = START


class Interview:
    """The answers of one case and where its interview stands; everything else is derived from them."""

    def __init__(self, dialogue: Dialogue, circumstances: Mapping[str, Circumstance], rules: Rules) -> None:
        self.dialogue = dialogue
        self.answers: Answers = {}
        self.skipped: set[str] = set()
        self.unverified: set[str] = set()
        """The paths whose answers are the subject's own words, still to be verified."""
        self.stated: Mapping[str, Any] = {}
        """Each answer that came as the subject's own words, as it came, verified since or not."""
        self.seen: Mapping[str, str] = {}
        """Each answer with the digest of the words that it was given to (renewal.py)."""
        self.receipt: Mapping[str, Any] = {}
        """The program, the knowledge and the lists that the last answers were given under."""
        self.current: str | None = None
        """The id of the question that is asked now; None when nothing is left to ask."""
        self._circumstances = circumstances
        self._rules = rules
        self._sections = {section.id: section for section in dialogue.section}
        self._picked: tuple[Circumstance, ...] | None = None
        self._walk()
        self.current = self.path[0].id

    def replay(self, events: Iterable[Event]) -> None:
        """Bring the interview to where the last of `events` left it."""
        last = None
        for last in events:
            self._take(last.data)
        if last:
            self._walk()
            self.current = self._left_at(last)

    def frozen(self) -> Interview:
        """The interview as it is now, which later events do not change under another thread."""
        still = copy(self)
        still.answers, still.active = dict(self.answers), dict(self.active)
        still.skipped, still.unverified = set(self.skipped), set(self.unverified)
        return still

    def apply(self, event: Event) -> None:
        """Take one event in: its answers, its skips, and where it leaves the interview."""
        self.replay([event])

    def question(self, path: str) -> Question:
        """The question that asks for the answer at `path`, reachable or not; KeyError if none does."""
        return self._owner[path]

    def field(self, path: str) -> Field:
        """The field of the answer at `path`; KeyError if no question asks for it."""
        return next(field for field in self.question(path).fields if field.id == path)

    def known(self) -> list[str]:
        """The paths of all answers that the questions ask for, reachable or not."""
        return list(self._owner)

    def reachable(self, id: str) -> bool:
        """Whether the question stands on the present path."""
        return id in self._place

    def before(self, id: str | None) -> str | None:
        """The question before `id` on the path (None = the end); None at the first."""
        place = len(self.path) if id is None else self._place.get(id, 0)
        return self.path[place - 1].id if place else None

    def gaps(self, question: Question) -> list[Field]:
        """The fields of `question` that should have an answer and have none; a skip leaves a gap too."""
        return [field for field in question.fields if not field.optional and field.id not in self.answers]

    def touched(self, question: Question) -> bool:
        """Whether anything of `question` was answered or skipped."""
        return any(field.id in self.answers or field.id in self.skipped for field in question.fields)

    def open(self, question: Question) -> bool:
        """Whether `question` still waits for an answer or a skip."""
        return not self.touched(question) or any(f.id not in self.skipped for f in self.gaps(question))

    @property
    def parked(self) -> Answers:
        """The answers kept but ignored while their question is not reachable."""
        return {path: value for path, value in self.answers.items() if path not in self.active}

    def _take(self, data: Mapping[str, Any]) -> None:
        values: Mapping[str, Any] = data.get("values", {})
        self.answers = {p: value for p, value in {**self.answers, **values}.items() if value is not None}
        given, touched = set(self.answers), set(values)
        self.skipped = (self.skipped - touched) | (set(data.get("skipped", ())) - given)
        self.unverified = (self.unverified - touched) | (set(data.get("unverified", ())) & given)
        self.stated = {**self.stated, **{path: self.answers[path] for path in self.unverified}}
        self.seen = {path: digest for path, digest in {**self.seen, **data.get("seen", {})}.items() if digest}
        self.receipt = data.get("receipt") or self.receipt

    def _left_at(self, event: Event) -> str | None:
        """Where `event` leaves the interview; `at` is where it stood when another question was edited."""
        asked = event.data.get("question")
        if event.kind == "answer":
            at = event.data.get("at")
            return at if at and self.reachable(at) else self._after(asked)
        if event.kind == "jump" and asked is None:
            return None
        return asked if asked and self.reachable(asked) else self._first_gap()

    def _after(self, asked: str | None) -> str | None:
        place = self._place.get(asked or "", 0)
        return next((q.id for q in self.path[place:] if self.open(q)), self._first_open())

    def _first_open(self) -> str | None:
        return next((q.id for q in self.path if self.open(q)), None)

    def _first_gap(self) -> str | None:
        return next((q.id for q in self.path if any(f.id not in self.skipped for f in self.gaps(q))), None)

    def _walk(self) -> None:
        """Let the machine run from the first question to the last; it sees only answers already passed."""
        self._build()
        self._walker.state = START
        self.path: tuple[Question, ...] = ()
        self._place: dict[str, int] = {}
        self.active: Answers = {path: value for path, value in self.answers.items() if self._unasked(path)}
        while self._walker.advance() and self._walker.state != END:  # type: ignore[attr-defined]
            question = self._questions[self._walker.state]
            self._place[question.id] = len(self.path)
            self.path += (question,)
            self.active.update((f.id, self.answers[f.id]) for f in question.fields if f.id in self.answers)

    def _unasked(self, path: str) -> bool:
        """Whether `path` is an answer that no question asks for and that still counts."""
        if path in self._owner:
            return False
        about = steps(path)[0][1] if path.startswith(PICKED + "[") else None
        return about is None or any(about == item.id for item in self._picked or ())

    def _build(self) -> None:
        """Make the machine anew when other circumstances are picked: they bring their own questions."""
        chosen = tuple(picked(self.answers, self._circumstances).values())
        if chosen == self._picked:
            return
        self._picked = chosen
        asked = self.dialogue.questions(chosen)
        questions = tuple(map(self._with_options, asked))
        self._questions = {question.id: question for question in questions}
        self._owner = {field.id: question for question in questions for field in question.fields}
        self._walker = _Walker()
        Machine(
            model=self._walker,
            states=[START, *self._questions, END],
            initial=START,
            transitions=list(self._transitions(questions)),
            auto_transitions=False,
        )

    def _with_options(self, question: Question) -> Question:
        """The question about circumstances with their ids as its options."""
        if question.source != PICKED:
            return question
        offered = dict.fromkeys([*self._circumstances, *(item.id for item in self._picked or ())])
        return msgspec.structs.replace(question, options=tuple(offered))

    def _transitions(self, questions: Sequence[Question]) -> Iterable[dict[str, Any]]:
        """From each question to every later one that may come next, the nearest first."""
        for place, source in enumerate([START, *self._questions]):
            for question in questions[place:]:
                guard = partial(self._asked, question)
                yield {"trigger": "advance", "source": source, "dest": question.id, "conditions": guard}
                if question.when is None and self._sections[question.section].when is None:
                    break
            else:
                yield {"trigger": "advance", "source": source, "dest": END}

    def _asked(self, question: Question) -> bool:
        section = self._sections[question.section]
        return self._holds(section.when, section.unknown) and self._holds(question.when, question.unknown)

    def _holds(self, when: When | None, unknown: str | None) -> bool:
        """Whether `when` lets a question be asked; only answers already on the path are seen."""
        if when is None:
            return True
        truth = evaluate(when, self.active, self._rules)
        return truth is Truth.YES or (truth is Truth.UNKNOWN and unknown == "ask")
