"""The one object that a front end holds: it alone writes cases, and alone asks what day it is."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from assistant import paths
from assistant.domain import renewal
from assistant.domain.answers import Answers, unpicked
from assistant.domain.assessment import Assessment, assess
from assistant.domain.bearing import Bearing, bearing
from assistant.domain.dialogue import Question
from assistant.domain.events import Event, first_fault
from assistant.domain.hearing import Hearing, hear
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.domain.lists import Listed, picked
from assistant.domain.plain import plainly
from assistant.domain.procedure import CommitteeDeadline, Deadline, committee_deadline, remaining
from assistant.domain.review import Finding, review
from assistant.domain.rewording import WORDING, reworded
from assistant.domain.statistics import Statistics, decided, form, statistics
from assistant.domain.unverified import unverified
from assistant.services import case_files
from assistant.services.case_files import CaseContent
from assistant.services.deadlines import DeadlineNow, late
from assistant.services.files import FileError, read_text, write_atomic
from assistant.services.library import Library
from assistant.services.open_case import OpenCase

if TYPE_CHECKING:
    from assistant.services.drafting import Draft, Drafting
    from assistant.services.matching import Matcher, Matching, Reasons
    from assistant.services.searching import Searcher
    from assistant.services.store import CaseRow, Store
    from assistant.services.training import Training
    from assistant.services.workdays import WorkdayCalendar

SHARED = (
    "title", "unit", "committee.name", "handling_body", "accountability",
    "notice.received", "notice.consulted", "facts", "act", "loss", "evidence",
)  # fmt: skip
"""What 同案另一人 takes over: never judgement, duties, rules broken or performance."""


class CaseLine(msgspec.Struct, frozen=True):
    """One case as the home screen lists it."""

    id: str
    mode: str
    title: str
    person: str
    updated: str
    deadline: DeadlineNow | None
    damaged: bool = False
    """Whether its events cannot be read; the title then says so."""


class Check(msgspec.Struct, frozen=True):
    """The review of a case: what is missing, what was found, and the outcome by the text."""

    assessment: Assessment
    findings: tuple[Finding, ...]
    deadline: DeadlineNow | None
    open: tuple[Bearing, ...]
    """The questions on the path that can still change the result, the weightiest first."""


class Casework:
    """Cases and everything that can be done with them."""

    def __init__(
        self,
        store: Store | Callable[[], Store],
        library: Library | None = None,
        today: date | None = None,
        home: Casework | None = None,
    ) -> None:
        self.library = library or Library()
        self.home = home
        """Where a case that is in memory alone goes when people keep it; None where cases are kept at once."""
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
        """The matcher over circumstances and lists; its dictionary and index load on first use."""
        from assistant.services.matching import Matcher, gather

        return Matcher(
            self.knowledge.circumstances,
            lambda: gather(self.knowledge, self.library.examples(), self.library.groups()),
            self.library.digest(),
            self.library.index_file,
            paths.user_cache(),
        )

    @cached_property
    def searcher(self) -> Searcher:
        """The search through the 细则 and the lists; its dictionary waits to be loaded."""
        from assistant.services.searching import Searcher

        return Searcher(self.knowledge, paths.user_cache())

    @cached_property
    def drafting(self) -> Drafting:
        """The templates over the present knowledge."""
        from assistant.services.drafting import Drafting

        return Drafting(self.library, self.knowledge, self._last_day)

    @cached_property
    def training(self) -> Training:
        """Exercises, and the results of classes in the user's own folder."""
        from assistant.services.training import Training

        return Training(self.library, self.knowledge, paths.user_data(), self.now)

    def today(self) -> date:
        """The day that deadlines are counted against."""
        return self._today or date.today()

    def now(self) -> str:
        """The time that an event is recorded under: ISO, local, to the second."""
        return datetime.now().astimezone().isoformat(timespec="seconds")

    def cases(self) -> list[CaseLine]:
        """All cases of the store, the one changed last first."""
        return [self._line(row) for row in self.store.cases()]

    def new(self, mode: str = "committee") -> OpenCase:
        """Begin an empty case."""
        self.interview(mode)
        return self.open(self.store.new(mode, self.now()))

    def aside(self, mode: str) -> OpenCase:
        """Begin a case in memory alone: nothing of it is written anywhere unless it is kept."""
        from assistant.services.store import Store

        memory = Casework(Store(None), self.library, self._today, self)
        memory.knowledge, memory.matcher = self.knowledge, self.matcher
        return memory.new(mode)

    def keep(self, case: OpenCase) -> str:
        """Take a case that is in memory alone into the store, with its events; its id there."""
        store = case.casework.store
        mode = case.interview.dialogue.mode
        return self.store.adopt(mode, self.now(), store.events(case.id), store.drafts(case.id))

    def open(self, id: str) -> OpenCase:
        """The case `id`, where its last event left it."""
        mode = next((row.mode for row in self.store.cases() if row.id == id), "committee")
        return OpenCase(self, id, self.interview(mode), self.store.events(id))

    def bring(self, ref: str) -> OpenCase:
        """The case `ref` of the store, or a case file taken in as a new case."""
        return self.open(ref) if self.stored(ref) else self.take_in(self.content(ref))

    def delete(self, id: str) -> None:
        """Delete a case and all its events."""
        self.store.delete(id)

    def another(self, id: str) -> OpenCase:
        """同案另一人: a new case with what the persons of one matter share."""
        interview = self.open(id).interview
        if interview.dialogue.own:
            raise FileError("个人自查只说本人的事，不能带出同案另一人；党委（党组）的案件才可以")
        answers = interview.answers
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
        return self.written(*self.source(ref))

    def hand_over(self, interview: Interview, log_head: str = "") -> str:
        """The case file that the committee's interview begins from: the same answers, each to be verified."""
        if not interview.dialogue.own:
            raise FileError("这不是个人自查，不用交给党委（党组）；导出案例文件请不要写 --hand-over")
        answers = interview.answers
        content = CaseContent("committee", answers, (), tuple(answers), receipt=self.receipt())
        return case_files.write(content, log_head)

    def load(self, ref: str) -> Interview:
        """The interview of a case file or of a case of the store."""
        return self.source(ref)[0]

    def source(self, ref: str) -> tuple[Interview, str]:
        """The interview of a case, and the head of its event chain; a case file has none."""
        if self.stored(ref):
            case = self.open(ref)
            return case.interview, case.events[-1].hash if case.events else ""
        return self.interview_of(self.content(ref)), ""

    def content(self, ref: str) -> CaseContent:
        """What the case file `ref` holds; FileError if there is no such file, nor such a case."""
        if not os.path.lexists(ref) and not ref.endswith(".json"):
            raise FileError(f"{ref}：既不是案例文件，也不是案件库里的案件；用 rongcuo list 查看现有案件")
        return self.read_file(Path(ref))

    def read_file(self, path: Path) -> CaseContent:
        """The content of a case file; FileError if it cannot be read."""
        content = case_files.read(read_text(path), str(path), self.knowledge)
        if content.mode not in self.library.modes():
            modes = "、".join(self.library.modes())
            raise FileError(f"{path}：mode：没有“{content.mode}”这种访谈，可用：{modes}")
        return content

    def interview(self, mode: str) -> Interview:
        """A blank interview of `mode`."""
        try:
            dialogue = self.library.dialogue(mode)
        except KeyError:
            raise FileError(f"没有“{mode}”这种访谈，可用：{'、'.join(self.library.modes())}") from None
        return Interview(dialogue, self.knowledge.pickable, self.knowledge.rules)

    def interview_of(self, content: CaseContent) -> Interview:
        """The interview that a case file describes, standing at its first gap."""
        interview = self.interview(content.mode)
        interview.apply(Event(1, "", "import", content.data, "", ""))
        return interview

    def answer(self, ref: str, path: str, raw: str) -> tuple[Question | None, str]:
        """Answer the question at `path` in a case of the store or in a case file.

        The question that comes next, and what to tell people of answers that the file has no place for.
        """
        if self.stored(ref):
            return self._answer(self.open(ref), path, raw), ""
        from assistant.services.store import Store

        content = self.content(ref)
        with Store(None) as memory:
            case = Casework(memory, self.library, self._today).take_in(content)
            following = self._answer(case, path, raw)
        write_atomic(Path(ref), self.written(case.interview).encode(), force=True)
        return following, self.unwritten(case.interview.answers)

    def _answer(self, case: OpenCase, path: str, raw: str) -> Question | None:
        case.answer(path, raw)
        return next((q for q in case.interview.path if q.id == case.interview.current), None)

    def check(self, interview: Interview) -> Check:
        """The review of a case today."""
        assessment = assess(interview.active, self.knowledge)
        deadline = self.deadline_of(interview.active)
        findings = (
            *renewal.findings(interview, self.knowledge),
            *review(interview.active, assessment, self.knowledge),
            *late(deadline, interview.active, self.today()),
            *self._reworded(interview, assessment),
        )
        own = interview.dialogue.own
        waits = unverified(interview, self.knowledge.lexicon)
        said = plainly(findings, interview, self.knowledge) if own else (*findings, *waits)
        order = ("block", "warn", "info")
        sorted_ = tuple(sorted(said, key=lambda f: order.index(f.level)))
        return Check(assessment, sorted_, deadline, () if own else self._bearing(interview))

    def _reworded(self, interview: Interview, assessment: Assessment) -> Iterator[Finding]:
        """What the review says of sections in a person's own words."""
        if any(path.startswith(f"{WORDING}.") for path in interview.active):
            titles = {id: title for id, (_, title) in self.library.sections().items()}
            yield from reworded(interview, assessment, titles)

    def hearing(self, interview: Interview) -> Hearing:
        """The case as the handling body will look at it (第十三条)."""
        check = self.check(interview)
        return hear(interview.active, check.assessment, check.findings, self.knowledge)

    def _bearing(self, interview: Interview) -> tuple[Bearing, ...]:
        asked = [field.id for question in interview.path for field in question.fields]
        found = [one for one in bearing(interview.active, self.knowledge) if one.path in asked]
        return tuple(sorted(found, key=lambda one: (-one.weight, asked.index(one.path))))

    def draft(self, interview: Interview, kind: str | None = None) -> Draft:
        """The paper that the case calls for, or the `kind` asked for, as Markdown."""
        assessment = assess(interview.active, self.knowledge)
        return self.drafting.draft(interview, assessment, kind)

    def statistics(self, first: date, last: date) -> Statistics:
        """附件2: the cases of the store decided in the span, both ends included."""
        lines = self.cases()
        folded = {line.id: fold(self.store.events(line.id)) for line in lines if not line.damaged}
        damaged = (f"{line.title}；没有列入这张表" for line in lines if line.damaged)
        chosen = [id for id, known in folded.items() if decided(known, first, last)]
        undecided = sum("decision.date" not in known for known in folded.values())
        measures = form(self.knowledge.regulation.paper_of("annex2")).measures
        found = statistics((self.open(id).interview.active for id in chosen), undecided, measures)
        return msgspec.structs.replace(found, gaps=(*damaged, *found.gaps))

    def match(self, text: str, unit_type: str | None = None, top: int = 5) -> Matching:
        """The circumstances nearest to a description."""
        return self.matcher.match(text, unit_type, top)

    def explain(self, text: str, id: str) -> Reasons:
        """Why the circumstance `id` came near to a description."""
        return self.matcher.explain(text, id)

    def deadline(self, received: date, consulted: date | None = None) -> CommitteeDeadline:
        """The committee's last day by 第十二条, both readings."""
        return committee_deadline(
            received, consulted, self.calendar, self.knowledge.clocks["recommend"].amount
        )

    def _last_day(self, received: str) -> Deadline | None:
        """The committee's last day by the usual reading; None of what is no date, as in a redacted copy."""
        try:
            return self.deadline(date.fromisoformat(received)).reading
        except ValueError:
            return None

    def deadline_of(self, answers: Mapping[str, Any]) -> DeadlineNow | None:
        """The deadline of a case today; None while the date of the notice is not known."""
        received, consulted = (answers.get(f"notice.{name}") for name in ("received", "consulted"))
        if not received:
            return None
        limit = self.deadline(
            date.fromisoformat(received), date.fromisoformat(consulted) if consulted else None
        )
        return DeadlineNow(limit, remaining(limit.reading, self.today(), self.calendar))

    def log(self, ref: str) -> list[Event]:
        """The events of a case; a case file has none."""
        if self.stored(ref):
            return self.store.events(ref)
        self.content(ref)
        return []

    def verify(self, ref: str) -> tuple[int, int | None]:
        """How many events of a case were read, and the first whose chain does not hold."""
        from assistant.services.store import DamagedEvent

        try:
            events = self.log(ref)
        except DamagedEvent as damage:
            return damage.seq, damage.seq
        return len(events), first_fault(events)

    def stored(self, ref: str) -> bool:
        """Whether `ref` names a case of the store rather than a file."""
        return bool(re.fullmatch(r"\d{8}-\d+", ref, re.ASCII)) and self.store.exists(ref)

    def take_in(self, content: CaseContent) -> OpenCase:
        """A new case of the store with `content`."""
        case = self.new(content.mode)
        case.record("import", content.data)
        return case

    def written(self, interview: Interview, log_head: str = "") -> str:
        """The case file of an interview, with the receipt of what the last answers were given under."""
        content = CaseContent(
            interview.dialogue.mode,
            interview.answers,
            tuple(interview.skipped),
            tuple(interview.unverified),
            interview.seen,
            interview.receipt or self.receipt(),
        )
        return case_files.write(content, log_head)

    def receipt(self) -> dict[str, Any]:
        """What answers are given under now: the program, the knowledge, and each list in force."""
        from assistant.services.version import program

        lists = {one.id: one.digest for one in self.knowledge.lists}
        return {
            "program": program(),
            "knowledge": self.knowledge.version,
            **({"lists": lists} if lists else {}),
        }

    def absent(self, answers: Mapping[str, Any]) -> list[str]:
        """A sentence for each item of a list that a case file relies on and this machine does not have."""
        found = picked(answers, self.knowledge.pickable).values()
        items = (item for item in found if isinstance(item, Listed) and item.absent)
        return [f"{item.citation}：{item.absent}；已照样导入，请核对。" for item in items]

    def unwritten(self, answers: Answers) -> str:
        """A sentence on the answers that a case file has no place for; empty where there are none."""
        about = dict[str, list[str]]()
        for path, id in unpicked(answers).items():
            item = self.knowledge.pickable.get(id)
            about.setdefault(item.citation if item else id, []).append(path)
        named = "；".join(f"{item}（{'、'.join(paths)}）" for item, paths in about.items())
        return named and f"案例文件只写已选的情形，没有写进去的有没选的情形的回答：{named}"

    def _line(self, row: CaseRow) -> CaseLine:
        from assistant.services.store import DamagedEvent

        try:
            answers = fold(self.store.events(row.id))
        except DamagedEvent as damage:
            return CaseLine(row.id, row.mode, str(damage), "", row.updated, None, damaged=True)
        title = answers.get("title") or answers.get("accountability") or "未命名案件"
        limit = self.deadline_of(answers)
        return CaseLine(row.id, row.mode, title, answers.get("person.name", ""), row.updated, limit)


def fold(events: Iterable[Event]) -> Answers:
    """The answers after `events`, without walking the interview."""
    answers: Answers = {}
    for event in events:
        answers |= event.data.get("values", {})
    return {path: value for path, value in answers.items() if value is not None}
