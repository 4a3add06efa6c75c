"""Items of the positive and negative lists as a case relies on them (第二十一、二十二条)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from assistant.domain.answers import PICKED
from assistant.domain.reading import AnswerError, day
from assistant.domain.regulation import Circumstance

ListKind = Literal["positive", "negative", "rules"]
KINDS: dict[ListKind, str] = {"positive": "正面清单", "negative": "负面清单", "rules": "操作规范、细则"}
NOT_PASSED = "未经联席会议审核"
NOT_HERE, GONE = "本机没有这份清单", "本机的这份清单里没有这一项"
QUOTED, WORDLESS = "引文来自案例文件", "案例文件也没有写它的原文"
MUST_ANSWER = "负面清单，须在文稿中回应"
RECOGNISED = 24
"""Characters of an item that are enough to know it by."""
LIST_ID = re.compile(r"[a-z][a-z0-9-]*")
ITEM_ID = re.compile(rf"{LIST_ID.pattern}:[1-9][0-9]*")
_INNER = str.maketrans("《》", "〈〉")
_SOURCE = ("title", "kind", "drawn_by", "dated", "passed_by")


class Listed(Circumstance, frozen=True, kw_only=True):
    """One item of a list, in the words that the case recorded when it was picked, else those in force."""

    label: str = ""
    kind: ListKind = "positive"
    title: str = ""
    drawn_by: str = ""
    dated: str = ""
    passed_by: str = ""
    text: str = ""
    examples: tuple[str, ...] = ()
    absent: str = ""
    """That this machine has no such list, or no such item in it; empty where it has."""

    def __post_init__(self) -> None:
        short = self.text[:RECOGNISED] + ("…" if len(self.text) > RECOGNISED else "")
        msgspec.structs.force_setattr(self, "label", f"{KINDS[self.kind]}：{short or '没有文字'}")

    @property
    def article(self) -> str:
        """第二十二条, under which lists are drawn up."""
        return "22"

    @property
    def citation(self) -> str:
        """Such as 《…清单》第3项; rules have 条."""
        list_id, _, n = self.id.partition(":")
        return f"{named(self.title or list_id)}第{n}{'条' if self.kind == 'rules' else '项'}"

    @property
    def listed(self) -> bool:
        """An item of a list, always."""
        return True

    @property
    def origin(self) -> str:
        """Where its list comes from, as a paper says it; nothing where that is not known."""
        return f"（{origin(self.drawn_by, self.dated, self.passed_by)}）" if self.title else ""

    @property
    def about(self) -> str:
        """Where its list comes from, and that it is not here: for the eyes of those who work on the case."""
        return "；".join(filter(None, (self.origin.strip("（）"), self.absent)))

    @property
    def negative(self) -> bool:
        """An item of a negative list: it never blocks, and the paper must answer it."""
        return self.kind == "negative"

    @property
    def words(self) -> str:
        """All that is relied on."""
        return f"{KINDS[self.kind]}{self.citation}{self.origin}：{self.text.rstrip('。；')}。"

    def record(self) -> dict[str, str | None]:
        """The answers that keep its words with the case; None takes an older one back."""
        path = f"{PICKED}[{self.id}]"
        source = {f"{path}.list.{name}": getattr(self, name) or None for name in _SOURCE}
        return {f"{path}.text": self.text or None, **source}


def named(title: str) -> str:
    """A title in its marks; those within it are the single ones."""
    return f"《{title.translate(_INNER)}》"


def item_id(list_id: str, n: int) -> str:
    """What a case refers to an item by."""
    return f"{list_id}:{n}"


def is_item(id: str) -> bool:
    """Whether an id names an item of a list rather than one of the 细则."""
    return ITEM_ID.fullmatch(id) is not None


def origin(drawn_by: str, dated: str, passed_by: str) -> str:
    """Who drew a list up, when, and whether the 联席会议 passed it (第二十一条)."""
    drawn = f"{drawn_by}制定" if drawn_by else ""
    return "，".join(filter(None, (drawn, day(dated), f"经{passed_by}审核" if passed_by else NOT_PASSED)))


def picked(answers: Mapping[str, Any], known: Mapping[str, Circumstance]) -> dict[str, Circumstance]:
    """What a case picked, in its order; items of lists in the words that it recorded, known here or not."""
    found: dict[str, Circumstance] = {}
    for id in answers.get(PICKED, ()):
        item = recorded(id, answers, known) if is_item(id) else known.get(id)
        if item:
            found[id] = item
    return found


def recorded(id: str, answers: Mapping[str, Any], known: Mapping[str, Circumstance]) -> Circumstance:
    """The item `id` as the case recorded it; as it stands in force where the case has no words of its own."""
    path = f"{PICKED}[{id}]"
    kept = {name: answers[at] for name in _SOURCE if (at := f"{path}.list.{name}") in answers}
    text, now = answers.get(f"{path}.text", ""), known.get(id)
    if now is None:
        its_list = id.partition(":")[0] + ":"
        absent = GONE if any(other.startswith(its_list) for other in known) else NOT_HERE
        return Listed(id=id, text=text, absent=f"{absent}，{QUOTED if text else WORDLESS}", **kept)
    if not text:
        return now
    return Listed(id=id, text=text, **kept) if kept else msgspec.structs.replace(now, text=text)


def taken(
    answers: Mapping[str, Any], before: Mapping[str, Any], listed: Mapping[str, Listed]
) -> dict[str, str | None]:
    """The words to record with a new answer to `circumstances`: of the items newly picked, of all when it is confirmed."""
    now, then = answers.get(PICKED) or (), before.get(PICKED) or ()
    again = set(now) == set(then)
    found: dict[str, str | None] = {}
    for id in now:
        if id in listed and (again or id not in then):
            found |= listed[id].record()
    return found


def standing(answers: Mapping[str, Any]) -> dict[str, str]:
    """The words on record for the items that a case picked."""
    paths = (path for id in answers.get(PICKED, ()) for path in Listed(id=id).record())
    return {path: answers[path] for path in paths if path in answers}


def first_words(answers: Mapping[str, Any], listed: Mapping[str, Listed]) -> dict[str, str]:
    """The words in force for the items of a case file that brings none of its own."""
    bare = (id for id in answers.get(PICKED, ()) if id in listed and f"{PICKED}[{id}].text" not in answers)
    return {path: value for id in bare for path, value in listed[id].record().items() if value}


def as_bases(given: Iterable[str], items: Mapping[str, Listed]) -> list[str]:
    """Policy bases as a paper cites them: the id of a rule that is here becomes its citation and origin."""
    rules = {id: item.citation + item.origin for id, item in items.items() if item.kind == "rules"}
    return list(dict.fromkeys(rules.get(one, one) for one in given))


def refuse_ids(bases: Iterable[str], items: Mapping[str, Listed]) -> None:
    """AnswerError where an id that is no rule here is given as a policy basis."""
    for id in filter(is_item, bases):
        if item := items.get(id):
            raise AnswerError(f"“{id}”是{KINDS[item.kind]}的一项，不是政策依据，请作为情形选用")
        raise AnswerError(
            f"没有“{id}”这一条操作规范、细则；请用 rongcuo lists --json 查看编号，或者写出依据的名称"
        )


def cited(answers: Mapping[str, Any], *, favourable: bool = False) -> list[str]:
    """The citations of all that a case picked, in its order; with `favourable`, of what may be tolerated only,
    each item of a list with where it comes from.
    """
    ids = answers.get(PICKED, ())
    found = [recorded(id, answers, {}) if is_item(id) else Circumstance(id, "") for id in ids]
    if not favourable:
        return [item.citation for item in found]
    return [item.citation + item.origin for item in found if not item.negative]
