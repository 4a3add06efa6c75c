"""The one object that a front end holds: it alone writes cases, and alone asks what day it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from assistant import paths
from assistant.domain.assessment import Assessment, assess
from assistant.domain.case import Answers
from assistant.domain.dialogue import Question
from assistant.domain.events import Event, first_fault
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.domain.procedure import CommitteeDeadline, committee_deadline, remaining
from assistant.domain.review import Finding, review
from assistant.services import case_files
from assistant.services.case_files import CaseContent
from assistant.services.files import FileError, read_text, write_atomic
from assistant.services.library import Library
from assistant.services.open_case import OpenCase

if TYPE_CHECKING:
    from assistant.services.drafting import Draft, Drafting
    from assistant.services.matching import Matcher, Matching
    from assistant.services.store import Store
    from assistant.services.workdays import WorkdayCalendar

SHARED = (
    "title", "unit", "committee.name", "handling_body", "accountability",
    "notice.received", "notice.consulted", "facts", "act", "loss", "evidence",
)  # fmt: skip
"""What 同案另一人 takes over: never judgement, duties, rules broken or performance."""


class DeadlineNow(msgspec.Struct, frozen=True):
    """The committee's last day, and the working days left today (first reading; 0 or less = passed)."""

    limit: CommitteeDeadline
    left: int


class CaseLine(msgspec.Struct, frozen=True):
    """One case as the home screen lists it."""

    id: str
    mode: str
    title: str
    person: str
    updated: str
    deadline: DeadlineNow | None


class Check(msgspec.Struct, frozen=True):
    """The review of a case: what is missing, what was found, and the outcome by the text."""

    assessment: Assessment
    findings: tuple[Finding, ...]
    deadline: DeadlineNow | None


class Casework:
    """Cases and everything that can be done with them."""

    def __init__(
        self,
        store: Store | Callable[[], Store],
        library: Library | None = None,
        today: date | None = None,
    ) -> None:
        self.library = library or Library()
        self._store = store
        self._today = today

    @cached_property
    def store(self) -> Store:
        """The store, opened when first needed."""
        return self._store() if callable(self._store) else self._store

    @cached_property
    def knowledge(self) -> Knowledge:
        """What knowledge/ holds, read when first needed."""
        return self.library.knowledge()

    @cached_property
    def calendar(self) -> WorkdayCalendar:
        """The State Council's schedules, with the user's own files over the shipped ones."""
        from assistant.services.workdays import WorkdayCalendar

        return WorkdayCalendar([paths.folder("knowledge") / "workdays", paths.user_data() / "workdays"])

    @cached_property
    def matcher(self) -> Matcher:
        """The matcher over the circumstances; its dictionary loads on first use."""
        from assistant.services.matching import Matcher

        texts = {id: self.knowledge.regulation.text(id) for id in self.knowledge.circumstances}
        return Matcher(
            list(self.knowledge.circumstances.values()), texts, self.knowledge.cues, cache=paths.user_cache()
        )

    @cached_property
    def drafting(self) -> Drafting:
        """The templates over the present knowledge."""
        from assistant.services.drafting import Drafting

        return Drafting(self.library, self.knowledge)

    def today(self) -> date:
        """The day that deadlines are counted against."""
        return self._today or date.today()

    def now(self) -> str:
        """The time that an event is recorded under: ISO, local, to the second."""
        return datetime.now().astimezone().isoformat(timespec="seconds")

    def cases(self) -> list[CaseLine]:
        """All cases of the store, the one changed last first."""
        return [self._line(row.id, row.mode, row.updated) for row in self.store.cases()]

    def new(self, mode: str = "committee") -> OpenCase:
        """Begin an empty case."""
        self.library.dialogue(mode)
        return self.open(self.store.new(mode, self.now()))

    def open(self, id: str) -> OpenCase:
        """The case `id`, where its last event left it."""
        mode = next((row.mode for row in self.store.cases() if row.id == id), "committee")
        return OpenCase(self, id, self.interview(mode), self.store.events(id))

    def delete(self, id: str) -> None:
        """Delete a case and all its events."""
        self.store.delete(id)

    def another(self, id: str) -> OpenCase:
        """同案另一人: a new case with what the persons of one matter share."""
        answers = self.open(id).interview.answers
        shared = {
            path: v
            for path, v in answers.items()
            if any(path == s or path.startswith(s + ".") for s in SHARED)
        }
        return self.take_in(CaseContent("committee", shared))

    def import_file(self, path: Path) -> str:
        """Take a case file in as a new case; its id."""
        return self.take_in(self.read_file(path)).id

    def export(self, ref: str) -> str:
        """The case file of a case."""
        from assistant.services.version import program

        events = self.store.events(ref) if self.stored(ref) else []
        receipt = {"program": program(), "knowledge": self.knowledge.version}
        head = {"log_head": events[-1].hash} if events else {}
        interview = self.load(ref)
        content = CaseContent(interview.dialogue.mode, interview.answers, tuple(interview.skipped))
        return case_files.write(content, receipt | head)

    def load(self, ref: str) -> Interview:
        """The interview of a case file or of a case of the store."""
        if self.stored(ref):
            return self.open(ref).interview
        path = Path(ref)
        if not path.exists() and path.suffix != ".json":
            raise FileError(f"{ref}：既不是案例文件，也不是案件库里的案件；用 rongcuo list 查看现有案件")
        return self.interview_of(self.read_file(path))

    def read_file(self, path: Path) -> CaseContent:
        """The content of a case file; FileError if it cannot be read."""
        return case_files.read(read_text(path), str(path), self.knowledge)

    def interview(self, mode: str) -> Interview:
        """A blank interview of `mode`."""
        try:
            dialogue = self.library.dialogue(mode)
        except KeyError:
            raise FileError(f"没有“{mode}”这种访谈，可用：{'、'.join(self.library.modes())}") from None
        return Interview(dialogue, self.knowledge.circumstances, self.knowledge.rules)

    def interview_of(self, content: CaseContent) -> Interview:
        """The interview that a case file describes, standing at its first gap."""
        interview = self.interview(content.mode)
        data = {"values": content.answers, "skipped": list(content.skipped)}
        interview.apply(Event(1, "", "import", data, "", ""))
        return interview

    def answer(self, ref: str, path: str, raw: str) -> Question | None:
        """Answer the question at `path` in a case of the store or in a case file; the question that comes next."""
        if self.stored(ref):
            return self._answer(self.open(ref), path, raw)
        from assistant.services.store import Store

        file = Path(ref)
        with Store(None) as memory:
            aside = Casework(memory, self.library, self._today)
            case = aside.take_in(self.load(ref) and self.read_file(file))
            following = self._answer(case, path, raw)
            write_atomic(file, aside.export(case.id).encode(), force=True)
        return following

    def _answer(self, case: OpenCase, path: str, raw: str) -> Question | None:
        case.answer(path, raw)
        return next((q for q in case.interview.path if q.id == case.interview.current), None)

    def check(self, interview: Interview) -> Check:
        """The review of a case today."""
        assessment = assess(interview.active, self.knowledge)
        deadline = self.deadline_of(interview.active)
        findings = (
            *review(interview.active, assessment, self.knowledge),
            *_deadline_findings(deadline, interview.active),
        )
        order = ("block", "warn", "info")
        return Check(assessment, tuple(sorted(findings, key=lambda f: order.index(f.level))), deadline)

    def draft(self, interview: Interview, kind: str | None = None) -> Draft:
        """The paper that the case calls for, or the `kind` asked for, as Markdown."""
        assessment = assess(interview.active, self.knowledge)
        return self.drafting.draft(interview, assessment, kind)

    def match(self, text: str, unit_type: str | None = None, top: int = 5) -> Matching:
        """The circumstances nearest to a description."""
        return self.matcher.match(text, unit_type, top)

    def deadline(self, received: date, consulted: date | None = None) -> CommitteeDeadline:
        """The committee's last day by 第十二条, both readings."""
        return committee_deadline(
            received, consulted, self.calendar, self.knowledge.clocks["recommend"].amount
        )

    def deadline_of(self, answers: Mapping[str, Any]) -> DeadlineNow | None:
        """The deadline of a case today; None while the date of the notice is not known."""
        received, consulted = (answers.get(f"notice.{name}") for name in ("received", "consulted"))
        if not received:
            return None
        limit = self.deadline(
            date.fromisoformat(received), date.fromisoformat(consulted) if consulted else None
        )
        return DeadlineNow(limit, remaining(limit.reading, self.today(), self.calendar))

    def log(self, id: str) -> tuple[list[Event], int | None]:
        """The events of a case, and the first whose chain does not hold."""
        events = self.store.events(id)
        return events, first_fault(events)

    def stored(self, ref: str) -> bool:
        """Whether `ref` names a case of the store rather than a file."""
        return "/" not in ref and not ref.endswith(".json") and self.store.exists(ref)

    def take_in(self, content: CaseContent) -> OpenCase:
        """A new case of the store with `content`."""
        case = self.new(content.mode)
        case.record("import", {"values": content.answers, "skipped": list(content.skipped)})
        return case

    def _line(self, id: str, mode: str, updated: str) -> CaseLine:
        answers = fold(self.store.events(id))
        title = answers.get("title") or answers.get("accountability") or "未命名案件"
        return CaseLine(id, mode, title, answers.get("person.name", ""), updated, self.deadline_of(answers))


def fold(events: Iterable[Event]) -> Answers:
    """The answers after `events`, without walking the interview."""
    answers: Answers = {}
    for event in events:
        answers |= event.data.get("values", {})
    return {path: value for path, value in answers.items() if value is not None}


def _deadline_findings(deadline: DeadlineNow | None, answers: Mapping[str, Any]) -> Iterable[Finding]:
    sent = any(step.get("step") == "已报送" for step in answers.get("steps") or ())
    if deadline is None or sent:
        return
    due = deadline.limit.reading.due
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
    if deadline.limit.reading.provisional:
        yield Finding(
            "deadline.provisional", "info", "notice.received", ("12",), deadline.limit.reading.reason
        )
