"""From sets, examples and knowledge to exercises: what is asked, what is offered, how the choices are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from assistant.domain.conditions import UNSETTLED
from assistant.domain.examples import Bank, Fitting
from assistant.domain.exercises import (
    EXAMPLES,
    ChoosePole,
    Draw,
    ExerciseSet,
    FindElement,
    FindFault,
    FindSentence,
    NameCircumstance,
    Task,
)
from assistant.domain.knowledge import Basis, FaultKind, Knowledge
from assistant.domain.regulation import Dimension, cite, quoted
from assistant.domain.training import Choice, Exercise

OFFERED = 4
"""Circumstances to choose from: the right one and its near neighbours."""
OPEN_NOTE = "事实没有查清、没有说到，或者说法、记录对不上，才是难以认定；不清楚不等于没有，也不等于有。"
ASK_CIRCUMSTANCE = "最符合哪一项情形？"
ASK_ELEMENT = "看着像{}，缺的是哪个要件？"
ASK_POLE = "{}：这些事实支持哪一面？"
ASK_FAULT = "文稿的这一段有什么毛病？"
ASK_SENTENCE = "哪一句有毛病：{}？"


def exercises(
    name: str, sets: Mapping[str, ExerciseSet], bank: Bank, knowledge: Knowledge
) -> tuple[Exercise, ...]:
    """All exercises of a set, those drawn before those written; each once."""
    found = [form(name, task, knowledge) for _, _, task in sets[name].tasks()]
    for draw in sets[name].draw:
        if draw.from_ == EXAMPLES:
            found += (form(EXAMPLES, task, knowledge) for task in drawn(draw, bank))
        else:
            found += (form(draw.from_, task, knowledge) for _, _, task in sets[draw.from_].tasks())
    return tuple({one.id: one for one in found}.values())


def drawn(draw: Draw, bank: Bank) -> Iterator[Task]:
    """The examples that a draw selects, as tasks."""
    for name, file in bank.items():
        if draw.circumstances and name not in draw.circumstances:
            continue
        if draw.kind != "element":
            yield from (
                _task(name, row) for row in file.example if row.register in (draw.register or (row.register,))
            )
        if draw.kind != "circumstance":
            for row in file.near_miss:
                yield FindElement(id=row.id, text=row.text, why=row.why, circumstance=name, answer=row.fails)


def _task(name: str, row: Fitting) -> NameCircumstance:
    others = (row.like,) if row.like else ()
    return NameCircumstance(id=row.id, text=row.text, why=row.why, answer=name, others=others)


def form(set_name: str, task: Task, knowledge: Knowledge) -> Exercise:
    """The exercise that a task becomes."""
    id = f"{set_name}/{task.id}"
    match task:
        case NameCircumstance():
            return _circumstance(id, task, knowledge)
        case FindElement():
            return _element(id, task, knowledge)
        case ChoosePole():
            return _pole(id, task, knowledge)
        case FindFault():
            return _fault(id, task, knowledge)
        case FindSentence():
            return _sentence(id, task, knowledge)


def _circumstance(id: str, task: NameCircumstance, knowledge: Knowledge) -> Exercise:
    offered = [task.answer, *_near(id, task, knowledge)][:OFFERED]
    ids = [one for one in knowledge.circumstances if one in offered]
    choices = tuple(
        Choice(f"{cite(one)}　{knowledge.circumstances[one].label}", _apart(task.answer, one, knowledge))
        for one in ids
    )
    quote = Basis(task.answer, knowledge.text(task.answer))
    right = ids.index(task.answer)
    return Exercise(id, "circumstance", task.text, ASK_CIRCUMSTANCE, choices, right, (quote,), task.why)


def _near(id: str, task: NameCircumstance, knowledge: Knowledge) -> list[str]:
    """Other circumstances, the nearest first: those named, the neighbours, those of the same article, the rest."""
    neighbours = {one for pair in knowledge.neighbours if task.answer in pair.between for one in pair.between}
    article = task.answer.partition(".")[0] + "."

    def order(one: str) -> tuple[int, bytes]:
        near = (one in task.others, one in neighbours, one.startswith(article), True)
        return near.index(True), sha256(f"{id}\0{one}".encode()).digest()

    candidates = (c.id for c in knowledge.circumstances.values() if c.element and c.id != task.answer)
    return sorted(candidates, key=order)


def _apart(answer: str, other: str, knowledge: Knowledge) -> str:
    """How the other circumstance is told from the right one; nothing for the right one itself."""
    if answer == other:
        return ""
    found = knowledge.apart(answer, other)
    if found is None:
        return f"本项说的是{quoted(knowledge.text(other))}。"
    ask, answers = found
    return f"{ask}（{answers[answer]}→{cite(answer)}；{answers[other]}→{cite(other)}）"


def _element(id: str, task: FindElement, knowledge: Knowledge) -> Exercise:
    """Of a circumstance with branches, the elements of the failing one's branch and those that hold for all."""
    one = knowledge.circumstances[task.circumstance]
    failing = next(element for element in one.element if element.id == task.answer)
    offered = [e for e in one.element if None in (e.branch, failing.branch) or e.branch == failing.branch]
    choices = tuple(
        Choice(quoted(e.words), "" if e is failing else f"核对时这样问：{e.question}") for e in offered
    )
    ask = ASK_ELEMENT.format(f"{cite(one.id)}“{one.label}”")
    quote = Basis(one.id, knowledge.text(one.id))
    return Exercise(id, "element", task.text, ask, choices, offered.index(failing), (quote,), task.why)


def _pole(id: str, task: ChoosePole, knowledge: Knowledge) -> Exercise:
    dimension = next(d for d in knowledge.dimensions if d.n == task.dimension)
    words = poles(dimension, task.opposition)
    notes = (f"要有这样的事实：{dimension.hint_for}", f"要有这样的事实：{dimension.hint_against}", OPEN_NOTE)
    choices = tuple(Choice(*pair) for pair in zip(words, notes, strict=True))
    quote = Basis(dimension.article, knowledge.text(dimension.article))
    ask = ASK_POLE.format(f"{cite(dimension.article)}{dimension.name}")
    return Exercise(id, "pole", task.text, ask, choices, words.index(task.answer), (quote,), task.why)


def poles(dimension: Dimension, opposition: str) -> tuple[str, str, str]:
    """What one opposition of 第六条 can be answered with: positive, negative, 难以认定."""
    return (
        getattr(dimension, f"positive_{opposition}"),
        getattr(dimension, f"negative_{opposition}"),
        UNSETTLED,
    )


def _fault(id: str, task: FindFault, knowledge: Knowledge) -> Exercise:
    offered = [kind for kind in knowledge.faults if kind.id in (task.answer, *task.others)]
    ids = [kind.id for kind in offered]
    choices = tuple(Choice(kind.label, kind.sign) for kind in offered)
    return Exercise(id, "fault", task.text, ASK_FAULT, choices, ids.index(task.answer), task.quote, task.why)


def _sentence(id: str, task: FindSentence, knowledge: Knowledge) -> Exercise:
    choices = tuple(Choice(words) for words in task.sentences)
    ask = ASK_SENTENCE.format(_label(task.fault, knowledge.faults))
    return Exercise(id, "fault", task.text, ask, choices, task.answer - 1, task.quote, task.why)


def _label(fault: str, kinds: Iterable[FaultKind]) -> str:
    return next(kind.label for kind in kinds if kind.id == fault)
