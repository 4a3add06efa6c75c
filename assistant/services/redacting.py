"""脱敏件: a copy of a case for training and discussion, and the list of what was replaced, kept apart."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from assistant import paths
from assistant.domain.answers import PICKED
from assistant.domain.events import Event
from assistant.domain.fault import Fault
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.domain.recognition import recognise
from assistant.domain.redaction import Redacted, Redaction, left, prose, redact
from assistant.services.drafting import Draft

LIST = "替换对照表（不外传）"
READ = "程序替换了认得出的姓名、单位、地名、日期、金额和号码，认不出的不会替换。请人工通读后再用，对照表不要同脱敏件放在一起。"
UNITS = ("unit.name", "committee.name", "handling_body")
_AS_THEY_ARE = ("subject", "unit.type", "circumstances", "attachments", "wording_basis")
"""Answers that name nobody, and the ones that a copy does without."""


class NotRedacted(Fault):
    """Something of the original is left in a copy; the message is a Chinese sentence for people."""


def redacted(
    interview: Interview, blank: Interview, rules: Redaction, knowledge: Knowledge, *, file: bool = False
) -> Redacted:
    """Fill `blank` with the redacted answers of `interview`; what was replaced."""
    from assistant.services.matching.features import Features

    answers = {path: value for path, value in interview.answers.items() if path not in _AS_THEY_ARE}
    named = [str(answers.get(path, "")) for path in UNITS]
    found = recognise(prose(answers), named, rules, Features({}, paths.user_cache()).words)
    done = redact(answers, found, rules, titles(knowledge), file=file)
    same = {
        path: interview.answers[path]
        for path in ("subject", "unit.type", PICKED)
        if path in interview.answers
    }
    skipped = {"skipped": sorted(interview.skipped), "unverified": sorted(interview.unverified)}
    blank.apply(Event(1, "", "import", {"values": {**done.answers, **same}, **skipped}, "", ""))
    return done


def titles(knowledge: Knowledge) -> list[str]:
    """Titles that name nobody: those of the text itself and of the upper-level bases."""
    return [knowledge.regulation.title, *(basis.title for basis in knowledge.bases)]


def noted(draft: Draft, done: Redacted) -> Draft:
    """The paper with a line that says what it is."""
    note = f"`说明` {done.note}\n\n"
    return msgspec.structs.replace(draft, markdown=note + draft.markdown, marked=note + draft.marked)


def refuse_left(texts: Iterable[str], done: Redacted, knowledge: Knowledge) -> None:
    """NotRedacted if an original still stands in one of the texts of a copy."""
    found = [word for text in texts for word in left(text, done, titles(knowledge))]
    if found:
        raise NotRedacted(
            f"脱敏没有做成，没有写文件：还留有{'、'.join(dict.fromkeys(found))}；请在案件里改写这几处再试"
        )


def words_of(draft: Draft) -> list[str]:
    """All that a paper says, what stands in its comments included."""
    grounds = [words for one in draft.grounds.values() for words in (one.value, *_titles(one.evidence))]
    return [draft.markdown, *grounds]


def listed(done: Redacted) -> bytes:
    """The list of what was replaced, for the person who keeps it."""
    rows = [
        f"{original}\t→\t{stand}" for original, stand in sorted(done.replaced.items(), key=lambda r: r[1])
    ]
    return "\n".join([READ, "", *rows, ""]).encode()


def list_path(path: Path) -> Path:
    """Where the list stands: beside the copy."""
    return path.with_name(f"{path.stem}·{LIST}.txt") if path.name else path / f"{LIST}.txt"


def _titles(evidence: tuple[object, ...] | None) -> list[str]:
    return [str(getattr(proof, "title", "")) for proof in evidence or ()]
