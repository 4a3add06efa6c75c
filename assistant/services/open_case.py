"""One case in hand: answer, skip, jump, back and undo; every change is an event on disk before it is seen."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from assistant.domain.answers import PICKED, steps
from assistant.domain.assessment import assess
from assistant.domain.dialogue import Field, Question
from assistant.domain.events import Event, EventKind
from assistant.domain.hearing import Hearing
from assistant.domain.interview import Interview
from assistant.domain.lists import Listed, as_bases, cited, picked, refuse_ids, standing, taken
from assistant.domain.reading import AnswerError, parse, show
from assistant.domain.renewal import restamps, seen
from assistant.domain.rewording import BASIS, WORDING, basis

if TYPE_CHECKING:
    from assistant.services.casework import Casework, Check, DeadlineNow
    from assistant.services.drafting import Draft
    from assistant.services.filling import Section

SectionStanding = Literal["未开始", "进行中", "待补", "完成"]


class Entry(msgspec.Struct, frozen=True):
    """One question of the transcript with what was answered: pairs of label and words."""

    question: Question
    answers: tuple[tuple[str, str], ...]
    skipped: tuple[str, ...]
    """The labels of fields that were skipped or left blank though needed."""
    unverified: tuple[str, ...] = ()
    """The labels of answers that are the subject's own words, still to be verified."""


class SectionView(msgspec.Struct, frozen=True):
    """One section of the outline; `first` is the question that a click on it opens."""

    id: str
    title: str
    standing: SectionStanding
    here: bool
    first: str


class View(msgspec.Struct, frozen=True):
    """All that the interview screen shows; derived anew after every event."""

    title: str
    entries: tuple[Entry, ...]
    current: Question | None
    section: str
    place: tuple[int, int]
    """The present question's number in its section, and how many the section has."""
    sections: tuple[SectionView, ...]
    barred: tuple[str, ...]
    """The red lines that stand; the paper is a note, and the way is short."""
    parked: tuple[str, ...]
    """Labels of answers that are kept but not reachable now."""
    deadline: DeadlineNow | None
    kept: bool = True
    """Whether the case is in the store; one that is not is in memory alone."""
    own: bool = False
    """Whether the cadre concerned answers, on their own account."""


class OpenCase:
    """A case of the store that is being worked on."""

    def __init__(self, casework: Casework, id: str, interview: Interview, events: list[Event]) -> None:
        self.casework = casework
        self.id = id
        self.interview = interview
        self.events = list(events)
        interview.replay(events)

    def submit(self, question_id: str, raw: Mapping[str, Any]) -> None:
        """Answer a question with what its form gave, by field id; blanks that are needed count as skipped.

        AnswerError (Chinese, for people) if something cannot be read or nothing was filled in.
        """
        question = self.interview.question(question_id)
        values = {field.id: self._read(field, raw.get(field.id)) for field in question.fields}
        blank = [field for field in question.fields if values[field.id] is None]
        if len(blank) == len(question.fields) and not all(field.optional for field in blank):
            raise AnswerError("还没有填写。暂时不清楚，可以按 F6 记为“暂不清楚”，以后再补。")
        self._answer(question, values, [field.id for field in blank])

    def answer(self, path: str, raw: Any) -> None:
        """Answer one field, or word one section, by its path; an empty `raw` clears it."""
        if path.startswith(f"{WORDING}."):
            return self._reword_at(path, raw)
        if not raw and path in self.interview.answers and path not in self.interview.known():
            gone = {"question": None, "values": {path: None}, "skipped": [], "at": self.interview.current}
            self.record("answer", gone)
            return
        field, question = self._field(path), self.interview.question(path)
        try:
            value = self._read(field, raw)
        except AnswerError as error:
            raise AnswerError(f"{path}：{error}") from None
        self._answer(question, {path: value}, [])

    def reword(self, section: Section, raw: str) -> None:
        """Keep a person's own words for a section of a paper, and what it rests on now; empty takes them away."""
        path = f"{WORDING}.{section.id}"
        own = parse(Field(id=path, kind="long", label=section.title), raw)
        rests = list(basis(section.addresses, self.interview.active)) if own else None
        here = self.interview.current
        values = {path: own, f"{BASIS}.{section.id}": rests}
        self.record("answer", {"question": here, "at": here, "values": values, "skipped": []}, [path])

    def skip(self) -> None:
        """暂不清楚: the present question is shown as a gap, what was typed is kept, the interview moves on."""
        question = self._current()
        untouched = [field.id for field in question.fields if field.id not in self.interview.answers]
        self._answer(question, {}, untouched, keep_drafts=True)

    def confirm(self, question_id: str) -> None:
        """核实: the answers to a question stand as the subject gave them, and for the words they were given to."""
        question, answers = self.interview.question(question_id), self.interview.answers
        stated = {f.id: answers[f.id] for f in question.fields if f.id in self.interview.unverified}
        if not stated:
            raise AnswerError("这一问没有待核实的回答")
        self._answer(question, stated, [], keep_drafts=True, anew=False)

    def jump(self, question_id: str | None) -> None:
        """Stand at a question of the path; None is the end."""
        if question_id != self.interview.current:
            self.record("jump", {"question": question_id})

    def back(self) -> None:
        """Stand at the question before."""
        before = self.interview.before(self.interview.current)
        if before:
            self.jump(before)

    def undo(self) -> Event | None:
        """Take back the last answer that is not taken back yet; None if there is none."""
        undone = {event.data["undoes"] for event in self.events if event.kind == "undo"}
        open_ = [e for e in self.events if e.kind == "answer" and e.seq not in undone]
        if not open_:
            return None
        last = open_[-1]
        data = {"undoes": last.seq, "question": last.data.get("question"), **self._before(last)}
        self.record("undo", data)
        return last

    def view(self) -> View:
        """What the interview screen shows now."""
        interview = self.interview
        path = interview.path
        current = next((q for q in path if q.id == interview.current), None)
        peers = [q.id for q in path if current and q.section == current.section]
        titles = {section.id: section.title for section in interview.dialogue.section}
        return View(
            title=self.title,
            entries=tuple(self._entry(q) for q in path if interview.touched(q)),
            current=current,
            section=titles[current.section] if current else "",
            place=(peers.index(current.id) + 1, len(peers)) if current else (0, 0),
            sections=tuple(self._sections(current)),
            barred=tuple(node.label for node in assess(interview.active, self.casework.knowledge).barred),
            parked=tuple(dict.fromkeys(self._label(path) for path in interview.parked)),
            deadline=self.casework.deadline_of(interview.active),
            kept=self.kept,
            own=interview.dialogue.own,
        )

    @property
    def kept(self) -> bool:
        """Whether the case is in the store; one that is not is in memory alone."""
        return self.casework.home is None

    def keep(self) -> str:
        """Take the case into the store, with its events; its id there."""
        return self.casework.home.keep(self) if self.casework.home else self.id

    def paper_paths(self, path: Path) -> list[Path]:
        """Where the papers of the interview go when the first is written to `path`: the others beside it."""
        from assistant.services.drafting import KINDS

        others = self.interview.dialogue.papers[1:]
        return [path, *(path.with_stem(f"{path.stem}-{KINDS[kind]}") for kind in others)]

    def papers(self) -> list[Draft]:
        """The papers of the interview as they stand now."""
        return [self.draft(kind) for kind in self.interview.dialogue.papers]

    def save_papers(self, path: Path) -> list[Path]:
        """Write the papers of the interview, all or none, over what stands there; the originals set aside."""
        from assistant.services.documents import content, save

        first, *others = self.papers()
        suffix = path.suffix.lower()
        beside = zip(self.paper_paths(path)[1:], (content(other, suffix) for other in others), strict=True)
        return save(first, path, force=True, beside=dict(beside))

    def hand_over(self) -> str:
        """The case file that the committee's interview begins from."""
        head = self.events[-1].hash if self.events else ""
        return self.casework.hand_over(self.interview, head)

    def item(self, question: Question) -> Listed | None:
        """The item of a list that a question is about, in the words that the case relies on."""
        about = steps(question.id)[0][1]
        found = picked(self.interview.answers, self.casework.knowledge.pickable).get(about or "")
        return found if isinstance(found, Listed) else None

    @property
    def title(self) -> str:
        """What the case is called."""
        answers = self.interview.answers
        unnamed = self.interview.dialogue.title if self.interview.dialogue.own else "未命名案件"
        return answers.get("title") or answers.get("accountability") or unnamed

    def check(self) -> Check:
        """The review of the case today."""
        return self.casework.check(self.interview)

    def hearing(self) -> Hearing:
        """The case as the handling body will look at it (第十三条)."""
        return self.casework.hearing(self.interview)

    def draft(self, kind: str | None = None) -> Draft:
        """The paper that the case calls for, or the `kind` asked for."""
        return self.casework.draft(self.interview, kind)

    def consequences(self, question: Question) -> list[str]:
        """What follows from the answers to `question`, one sentence each."""
        check, fields = self.check(), [field.id for field in question.fields]
        found = [f.message for f in check.findings if any(_about(f.where, field) for field in fields)]
        points = check.assessment.group("recommendation").children
        outcome = next(node for node in points if node.path == "recommendation.outcome")
        own = self.interview.dialogue.own
        asked = not own and any(check.assessment.point(field) in points for field in fields)
        return [f"对照第十八条：{outcome.remark}。"] * (asked and outcome.truth == "是") + found

    def keep_draft(self, field: str, text: str) -> None:
        """Keep text being typed, outside the events."""
        self.casework.store.keep_draft(self.id, field, text)

    def drafts(self) -> dict[str, str]:
        """Text that was being typed, by field."""
        return self.casework.store.drafts(self.id)

    def record(self, kind: EventKind, data: dict[str, Any], drop: list[str] | None = None) -> None:
        """Write one event, then take it in."""
        self._take(self.casework.store.append(self.id, kind, data, self.casework.now(), drop or []))

    def _answer(
        self,
        question: Question,
        values: dict[str, Any],
        skipped: list[str],
        *,
        keep_drafts: bool = False,
        anew: bool = True,
    ) -> None:
        """Record answers; given `anew` they are to the words as they are now, else to those on record."""
        knowledge, interview = self.casework.knowledge, self.interview
        given, kept = dict(values), interview.answers
        if PICKED in values:
            given |= taken(values, kept, knowledge.listed) if anew else standing(kept)
        data: dict[str, Any] = {"question": question.id, "values": given, "skipped": skipped}
        before = {} if anew else interview.seen
        now = seen(values, interview, knowledge).items()
        data["seen"] = {key: digest for key, digest in now if key not in before}
        receipt = self.casework.receipt()
        if not interview.receipt or (receipt != interview.receipt and restamps(question.id, kept)):
            data["receipt"] = receipt
        if question.id != self.interview.current:
            data["at"] = self.interview.current
        self.record("answer", data, [] if keep_drafts else [field.id for field in question.fields])

    def _read(self, field: Field, raw: Any) -> Any:
        """The value of `raw` for `field`; a rule that is named by its id as a paper cites it."""
        value = parse(field, raw)
        if field.source == "policy_bases":
            value = as_bases(value or (), self.casework.knowledge.items) or None
            refuse_ids(value or (), self.casework.knowledge.items)
        return value

    def _reword_at(self, path: str, raw: Any) -> None:
        """Word the section at `path`; AnswerError, with those that there are, if no paper has it."""
        known, id = self.casework.library.sections(), path.partition(".")[2]
        if id not in known:
            raise AnswerError(f"{path}：文稿里没有这一段，可用：{'、'.join(known)}")
        kind = known[id][0].removesuffix(".md.j2")
        self.reword(self.draft(kind).sections[id], raw)

    def _take(self, event: Event) -> None:
        self.events.append(event)
        self.interview.apply(event)

    def _before(self, last: Event) -> dict[str, Any]:
        """What `last` touched, as it was before it, as the data of an event."""
        touched = [*last.data.get("values", {}), *last.data.get("skipped", ())]
        before = self.casework.interview(self.interview.dialogue.mode)
        before.replay(self.events[: last.seq - 1])
        return {
            "values": {path: before.answers.get(path) for path in touched},
            "skipped": [path for path in touched if path in before.skipped],
            "unverified": [path for path in touched if path in before.unverified],
            "seen": {path: before.seen.get(path) for path in last.data.get("seen", ())},
            "receipt": dict(before.receipt),
        }

    def _field(self, path: str) -> Field:
        """The field at `path`; AnswerError with the nearest one if no question asks for it."""
        try:
            return self.interview.field(path)
        except KeyError:
            pass
        picked = next((key for name, key in steps(path) if name == PICKED), None)
        item = self.casework.knowledge.pickable.get(picked or "")
        if item and picked not in self.interview.answers.get(PICKED, ()):
            raise AnswerError(f"{path}：没有选{item.citation}这一情形，请先回答 {PICKED}")
        near = difflib.get_close_matches(path, self.interview.known(), 1, 0.6)
        hint = (
            f"是不是“{near[0]}”" if near else f"用 rongcuo flow {self.interview.dialogue.mode} 查看全部问题"
        )
        raise AnswerError(f"没有“{path}”这一问，{hint}")

    def _current(self) -> Question:
        if self.interview.current is None:
            raise AnswerError("问题已经问完，没有要跳过的。")
        return self.interview.question(self.interview.current)

    def _entry(self, question: Question) -> Entry:
        answers = self.interview.answers
        given = tuple((f.label, self._said(f, answers[f.id])) for f in question.fields if f.id in answers)
        skipped = tuple(field.label for field in self.interview.gaps(question))
        stated = tuple(f.label for f in question.fields if f.id in self.interview.unverified)
        return Entry(question, given, skipped, stated)

    def _said(self, field: Field, value: Any) -> str:
        """An answer as people read it back; circumstances by their citations."""
        if field.id != PICKED:
            return show(value)
        return "、".join(cited(self.interview.answers))

    def _sections(self, current: Question | None) -> list[SectionView]:
        found: list[SectionView] = []
        for section in self.interview.dialogue.section:
            questions = [q for q in self.interview.path if q.section == section.id]
            if questions:
                here = current is not None and current.section == section.id
                found.append(
                    SectionView(section.id, section.title, self._standing(questions), here, questions[0].id)
                )
        return found

    def _standing(self, questions: list[Question]) -> SectionStanding:
        touched = [self.interview.touched(q) for q in questions]
        if not any(touched):
            return "未开始"
        if not all(touched):
            return "进行中"
        return "待补" if any(self.interview.gaps(q) for q in questions) else "完成"

    def _label(self, path: str) -> str:
        try:
            return self.interview.field(path).label
        except KeyError:
            key = steps(path)[0][1] or ""
            item = self.casework.knowledge.pickable.get(key)
            return f"{item.citation}的核对" if item else path


def _about(where: str, field: str) -> bool:
    return where == field or where.startswith(field + ".") or field.startswith(where + ".")
