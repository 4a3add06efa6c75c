"""A case under changed knowledge: which answers were given to words that have changed since."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Literal

import msgspec

from assistant.domain.answers import PICKED, steps
from assistant.domain.dialogue import Field
from assistant.domain.finding import Finding
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.domain.lists import Listed, picked
from assistant.domain.reading import day, show
from assistant.domain.regulation import cite, quoted

BASES = "policy_basis"
FINISHED = ("已报送", "归档")
"""The steps after which a case is not judged anew."""
AFTERWARDS = ("steps", "decision")
"""What is recorded of a case after that, no part of what its paper was written from."""
DIGITS = 8
AGAIN = "请再看一遍，原样再发送一次或者改写，即为确认。"
RENEWED = (
    "本案登记“{}”以前的回答写成以后，条文或清单有过更新。已经报送的文稿不因此改变，以报送的为准；"
    "再起草的可能与它不同。"
)
ABSENT = "{}：{}，文稿照写。请核对；有新的清单，用 rongcuo lists add 加入，不再适用的，重新选。"
WORDLESS = (
    "{}：{}，文稿里标为待补充，不作依据。有这份清单的，用 rongcuo lists add 加入后重新选；没有的，请改选。"
)
RELISTED = f"选用的{{}}在选用以后有变化。选用时是：{{}}现在是：{{}}文稿仍用选用时的文字。{AGAIN}"
VERSION = "选用的依据{}所在的操作规范、细则，本机现在有{}（{}），请重新选。"
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
Standing = Literal["reworded", "removed", "absent"]


class Renewal(msgspec.Struct, frozen=True):
    """An answer to look at again: its words were changed or are gone, or its list is not on this machine."""

    path: str
    standing: Standing
    message: str
    new: str = ""
    """The words as they are now."""
    old: str = ""
    """The words it was given to; known of items of lists only."""


def seen(values: Mapping[str, Any], interview: Interview, knowledge: Knowledge) -> dict[str, str]:
    """The digests of the words that these answers are given to; the interview keeps them as `seen`."""
    told = {key: _words(key, interview, knowledge) for path in values for key in _keys(path, values[path])}
    return {key: digest(words) for key, words in told.items() if words}


def renewals(interview: Interview, knowledge: Knowledge) -> tuple[Renewal, ...]:
    """The answers in use whose question, option, item or basis was reworded or removed since they were given."""
    answers = interview.active
    keys = (key for path in answers for key in _keys(path, answers[path]) if key in interview.seen)
    changed = (_renewal(key, interview, knowledge) for key in keys)
    return (*filter(None, changed), *_listed(answers, knowledge), *_versions(answers, knowledge))


def findings(interview: Interview, knowledge: Knowledge) -> Iterator[Finding]:
    """What the review says of it; of a finished case one thing only, for it is not judged anew."""
    changed, finished = renewals(interview, knowledge), _finished(interview.active)
    if not finished:
        for one in changed:
            code = "basis.absent" if one.standing == "absent" else "basis.changed"
            yield Finding(code, "warn", one.path, (), one.message)
    elif changed or interview.receipt.get("knowledge", knowledge.version) != knowledge.version:
        message = RENEWED.format(finished)
        yield Finding("basis.renewed", "info", "steps", (), message)


def second_look(findings: Iterable[Finding]) -> str:
    """How many answers need a second look; nothing where none does."""
    count = sum(finding.code == "basis.changed" for finding in findings)
    return f"条文或清单有过更新，有{count}处回答需要再看" if count else ""


def restamps(path: str, answers: Mapping[str, Any]) -> bool:
    """Whether an answer at `path` tells under which knowledge the paper is written."""
    return not (_finished(answers) and steps(path)[0][0] in AFTERWARDS)


def digest(words: str) -> str:
    """A short name for exactly these words."""
    return sha256(words.encode()).hexdigest()[:DIGITS]


def _finished(answers: Mapping[str, Any]) -> str:
    taken = (step.get("step", "") for step in reversed(answers.get("steps") or ()))
    return next((step for step in taken if step in FINISHED), "")


def _keys(path: str, value: Any) -> Iterator[str]:
    """What was before the eyes when an answer was given: its question, and each item or basis that was taken."""
    yield path
    if path in (PICKED, BASES):
        yield from (f"{path}[{id}]" for id in value or ())


def _words(key: str, interview: Interview, knowledge: Knowledge) -> str:
    """The words that stand at a key now; none where it is gone."""
    id = _within(key, PICKED)
    if id:
        return knowledge.regulation.text(id) if id in knowledge.circumstances else ""
    if title := _within(key, BASES):
        return next((basis.text for basis in knowledge.policy_bases if basis.title == title), "")
    field = _field(key, interview)
    if field is None:
        return ""
    about = picked(interview.answers, knowledge.pickable).get(steps(key)[0][1] or "")
    listed = (about.text,) if isinstance(about, Listed) else ()
    options = () if field.source else field.options
    return "\n".join([interview.question(key).ask, field.label, *options, *listed])


def _within(key: str, name: str) -> str:
    """ "policy_basis[…]" -> what stands in its brackets; nothing of any other key."""
    return key[len(name) + 1 : -1] if key.startswith(f"{name}[") and key.endswith("]") else ""


def _field(path: str, interview: Interview) -> Field | None:
    try:
        return interview.field(path)
    except KeyError:
        return None


def _renewal(key: str, interview: Interview, knowledge: Knowledge) -> Renewal | None:
    """What has become of one key since; None where its words are the same."""
    new, field = _words(key, interview, knowledge), _field(key, interview)
    if new and field and field.kind == "choice" and interview.active[key] not in field.options:
        message = f"{quoted(field.label)}回答的{quoted(interview.active[key])}已不在选项中，请重新选。"
        return Renewal(key, "removed", message, new)
    if digest(new) == interview.seen[key]:
        return None
    if id := _within(key, PICKED):
        return _of(PICKED, f"选用的{cite(id)}", new)
    if title := _within(key, BASES):
        return None if knowledge.other_version(title) else _of(BASES, f"选用的依据{quoted(title)}", new)
    if field:
        ask = interview.question(key).ask
        message = f"{quoted(field.label)}的问话或选项在回答以后改过，现在问的是：{quoted(ask)}。{AGAIN}"
        return Renewal(key, "reworded", message, new)
    value = interview.active[key]
    said = "；".join(show(value).splitlines())
    message = (
        f"{key} 这一问已不再问，原来的回答{quoted(said)}留在案件里；不要的，用命令 answer 写成空的来清除。"
    )
    return Renewal(key, "removed", message)


def _of(path: str, what: str, new: str) -> Renewal:
    if new:
        return Renewal(path, "reworded", f"{what}的文字在选用以后改过，现在是：{quoted(new)}。{AGAIN}", new)
    return Renewal(path, "removed", f"{what}现在已经没有，请重新选。")


def _listed(answers: Mapping[str, Any], knowledge: Knowledge) -> Iterator[Renewal]:
    """The items of lists that are not here, or stand here in other words than the case recorded."""
    for item in picked(answers, knowledge.pickable).values():
        if not isinstance(item, Listed):
            continue
        now = knowledge.listed.get(item.id)
        if now is None:
            message = (ABSENT if item.text else WORDLESS).format(item.citation, item.absent)
            yield Renewal(PICKED, "absent", message, old=item.text)
        elif now.words != item.words:
            message = RELISTED.format(item.citation, item.words, now.words)
            yield Renewal(PICKED, "reworded", message, now.words, item.words)


def _versions(answers: Mapping[str, Any], knowledge: Knowledge) -> Iterator[Renewal]:
    """The bases from departments' rules that stand here in another version."""
    for title in answers.get(BASES) or ():
        if one := knowledge.other_version(title):
            days = [tuple(map(int, found)) for found in _DAY.findall(title)]
            newer = days and days[-1] < one.dated.timetuple()[:3]
            which = "较新的版本" if newer else "另一个版本"
            message = VERSION.format(quoted(title), which, day(one.dated.isoformat()))
            yield Renewal(BASES, "removed", message)
