"""Faults of sets of exercises: what they refer to, what they draw, and whether their quotations are verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain.drawing import drawn, poles
from assistant.domain.examples import Bank
from assistant.domain.exercises import (
    EXAMPLES,
    MOST,
    ChoosePole,
    Draw,
    ExerciseSet,
    FindElement,
    FindFault,
    FindSentence,
    NameCircumstance,
    Task,
)
from assistant.domain.knowledge import Knowledge
from assistant.domain.regulation import cite, quoted
from assistant.services.lines import lined

if TYPE_CHECKING:
    from assistant.services.library import Library

Sets = Mapping[str, ExerciseSet | None]
"""Sets by their names; None for one that cannot be read."""
_CITED = re.compile(r"(?<!》)(?<!）)第[一二三四五六七八九十]+条(?:第（[一二三四五六七八九十]+）项)?")
"""A citation of the 细则: one after 》 or （虚构） is of another paper."""
_QUOTED = re.compile(rf"({_CITED.pattern})[^“”。；，：]*[：]?“([^”]+)”")


def unread(library: Library) -> list[str]:
    """What cannot be read of the shipped sets and of the trainer's own."""
    found: list[str] = []
    for own in filter(None, (library.knowledge_folder / "exercises", library.own_exercises)):
        library.exercises(own)
        found += _at_lines(library.faults, own)
    return found


def faults(library: Library, knowledge: Knowledge, bank: Bank, own: Path | None) -> list[str]:
    """Each fault a Chinese sentence with file, entry and key; `own` is the trainer's folder, where there is one."""
    sets, folder = library.exercises(), library.knowledge_folder / "exercises"
    shipped = [*library.faults]
    every = _every(folder, sets)
    shipped += (
        f"exercises/{name}.toml{fault}"
        for name, one in sets.items()
        for fault in of_set(name, one, every, bank, knowledge)
    )
    found = [*_at_lines(shipped, folder), *_kinds(knowledge)]
    if own:
        _, faulty = sound_own(library, own, sets, bank, knowledge)
        found += (fault if fault.startswith(f"{own}") else f"{own}/{fault}" for fault in faulty)
    return found


def _every(folder: Path, sets: Mapping[str, ExerciseSet]) -> Sets:
    return {path.stem: sets.get(path.stem) for path in sorted(folder.glob("*.toml"))}


def _at_lines(faults: Iterable[str], folder: Path) -> list[str]:
    return [lined(fault, folder / Path(fault.partition("：")[0]).name) for fault in faults]


def _kinds(knowledge: Knowledge) -> Iterator[str]:
    for kind in knowledge.faults:
        if not kind.label.strip() or not kind.sign.strip():
            yield f"faults.toml {kind.id}：label 和 sign 不能是空的，请写毛病的名称和怎样认出它"


def sound_own(
    library: Library, own: Path, shipped: Mapping[str, ExerciseSet], bank: Bank, knowledge: Knowledge
) -> tuple[dict[str, ExerciseSet], list[str]]:
    """The trainer's own sets that can be used, and what is wrong with the others, each at its file and line.

    A set that draws from a faulty one is faulty, too.
    """
    mine = library.exercises(own)
    unread, every = list(library.faults), {**_every(own, mine), **shipped}
    faults: dict[str, list[str]] = {}
    for name, one in mine.items():
        if name in shipped or name == EXAMPLES:
            faults[name] = [f"：“{name}”是随程序的练习的名字，请换一个文件名"]
        elif found := list(of_set(name, one, every, bank, knowledge)):
            faults[name] = found
    while leaning := [
        (name, f"：draw 第{n}条：from“{draw.from_}”那一套有毛病，先改好它")
        for name, one in mine.items()
        for n, draw in enumerate(one.draw, 1)
        if name not in faults and draw.from_ in faults and draw.from_ not in shipped
    ]:
        for name, fault in leaning:
            faults.setdefault(name, []).append(fault)
    sound = {name: one for name, one in mine.items() if name not in faults}
    told = [f"{name}.toml{fault}" for name in mine for fault in faults.get(name, ())]
    return sound, _at_lines([*unread, *told], own)


def of_set(name: str, one: ExerciseSet, sets: Sets, bank: Bank, knowledge: Knowledge) -> Iterator[str]:
    """What is wrong with a set, each after the entry that it stands in."""
    if not one.title.strip():
        yield "：title 是空的，请写这套练习的名称"
    tasks = list(one.tasks())
    ids = [task.id for _, _, task in tasks]
    for table, n, task in tasks:
        where = f"：{table} 第{n}条（{task.id}）"
        if ids.count(task.id) > 1:
            yield f"{where}：id 写了两次，请换一个"
        yield from (f"{where}：{fault}" for fault in _task(task, knowledge))
    for n, draw in enumerate(one.draw, 1):
        yield from (f"：draw 第{n}条：{fault}" for fault in _draw(draw, name, sets, bank, knowledge))
    if not tasks and not one.draw:
        yield "：一道题也没有，请写练习，或者用 [[draw]] 从例子里选"


def _task(task: Task, knowledge: Knowledge) -> Iterator[str]:
    for key in ("id", "text", "why"):
        if not getattr(task, key).strip():
            yield f"{key} 是空的，请补上"
    yield from _verbatim(task.why, knowledge)
    match task:
        case NameCircumstance():
            yield from _circumstances((task.answer,), "answer", knowledge)
            yield from _circumstances(task.others, "others", knowledge)
            yield from _apart(task.answer, task.others)
        case FindElement():
            yield from _element(task, knowledge)
        case ChoosePole():
            yield from _pole(task, knowledge)
        case FindFault():
            yield from _fault_kinds((task.answer,), "answer", knowledge)
            yield from _fault_kinds(task.others, "others", knowledge)
            yield from _apart(task.answer, task.others)
            yield from _grounds(task, knowledge)
            if not task.others:
                yield "others 是空的，请写两三种别的毛病供选择"
            yield from _many(1 + len(task.others), "others")
        case FindSentence():
            yield from _fault_kinds((task.fault,), "fault", knowledge)
            yield from _grounds(task, knowledge)
            if len(task.sentences) < 2 or not all(words.strip() for words in task.sentences):
                yield "sentences 至少要有两句，并且不能有空的"
            yield from _many(len(task.sentences), "sentences")
            if not 1 <= task.answer <= len(task.sentences):
                yield f"answer 应当是第几句（1至{len(task.sentences)}），不能是{task.answer}"


def _circumstances(ids: Sequence[str], key: str, knowledge: Knowledge) -> Iterator[str]:
    usable = [c.id for c in knowledge.circumstances.values() if c.element]
    yield from (f"{key}“{id}”不是列有要件的情形，请写编号，如 {usable[0]}" for id in ids if id not in usable)


def _fault_kinds(ids: Sequence[str], key: str, knowledge: Knowledge) -> Iterator[str]:
    usable = [kind.id for kind in knowledge.faults]
    yield from (
        f"{key}“{id}”不在 faults.toml 里，可用：{'、'.join(usable)}" for id in ids if id not in usable
    )


def _apart(answer: str, others: Sequence[str]) -> Iterator[str]:
    if answer in others:
        yield f"others 里有答案“{answer}”，请换成别的"
    if len(set(others)) < len(others):
        yield "others 里有写了两次的，请删去一个"


def _many(count: int, key: str) -> Iterator[str]:
    if count > MOST:
        yield f"{key} 太多，一道题最多{MOST}个选项，现在有{count}个"


def _element(task: FindElement, knowledge: Knowledge) -> Iterator[str]:
    one = knowledge.circumstances.get(task.circumstance)
    if one is None or not one.element:
        yield from _circumstances((task.circumstance,), "circumstance", knowledge)
    elif task.answer not in (element.id for element in one.element):
        usable = "、".join(element.id for element in one.element)
        yield f"answer“{task.answer}”不是{task.circumstance}的要件，可用：{usable}"


def _pole(task: ChoosePole, knowledge: Knowledge) -> Iterator[str]:
    dimension = next((d for d in knowledge.dimensions if d.n == task.dimension), None)
    if dimension is None:
        yield f"dimension“{task.dimension}”不是判断维度，请写 1 至 6"
        return
    usable = poles(dimension, task.opposition)
    if task.answer not in usable:
        yield f"answer“{task.answer}”不是可选的答案，可用：{'、'.join(map(quoted, usable))}"
    if cite(dimension.article) not in task.why:
        yield f"why 没有写到{cite(dimension.article)}，请说明凭条文的哪一句"


def _grounds(task: FindFault | FindSentence, knowledge: Knowledge) -> Iterator[str]:
    """The words that an exercise rests on, and that its explanation cites them."""
    if not task.quote:
        yield "quote 是空的，请写条、项和其中的原文"
    for quote in task.quote:
        yield from _words("quote", quote.article, quote.words, knowledge)
    if not _CITED.search(task.why):
        yield "why 没有写到条、项，请说明凭哪一条"


def _verbatim(why: str, knowledge: Knowledge) -> Iterator[str]:
    """What an explanation cites is there, and what it quotes right after a citation is verbatim."""
    known = {cite(id): id for id in knowledge.regulation.ids()}
    for citation in dict.fromkeys(_CITED.findall(why)):
        if citation not in known:
            yield f"why 写到“{citation}”，细则没有，请核对条、项"
    for citation, words in _QUOTED.findall(why):
        if citation in known:
            yield from _words("why", known[citation], words.replace("‘", "“").replace("’", "”"), knowledge)


def _words(key: str, id: str, words: str, knowledge: Knowledge) -> Iterator[str]:
    if id not in knowledge.regulation.ids():
        yield f"{key} 里的“{id}”不是细则的条、项，请核对"
    elif not words.strip() or words not in knowledge.regulation.text(id).replace("\n", ""):
        yield f"{key} 里的“{words}”不是{cite(id)}的原文，请照原文写"


def _draw(draw: Draw, name: str, sets: Sets, bank: Bank, knowledge: Knowledge) -> Iterator[str]:
    if draw.from_ != EXAMPLES:
        yield from _draw_of_set(draw, name, sets)
        return
    yield from _circumstances(draw.circumstances, "circumstances", knowledge)
    if draw.register and draw.kind != "circumstance":
        yield 'register 只用来选要识别情形的例子，请写明 kind = "circumstance"'
    if next(drawn(draw, bank), None) is None:
        yield "一个例子也选不到，请放宽 kind、circumstances 或者 register"


def _draw_of_set(draw: Draw, name: str, sets: Sets) -> Iterator[str]:
    if draw.kind or draw.circumstances or draw.register:
        yield f'kind、circumstances、register 只能与 from = "{EXAMPLES}" 同用，请删去'
    if draw.from_ == name:
        yield "from 写的是这套练习自己，请删去"
    elif draw.from_ not in sets:
        yield f"from“{draw.from_}”没有这套练习，可用：{EXAMPLES}、{'、'.join(sets)}"
    elif (drawn_from := sets[draw.from_]) is None:
        yield f"from“{draw.from_}”那一套有毛病，先改好它"
    elif next(drawn_from.tasks(), None) is None:
        yield f"from“{draw.from_}”没有自己写的题，请写有题的练习"
