"""The only reader of dialogues/ and knowledge/; `check` lists every fault at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from assistant import paths
from assistant.domain.dialogue import Dialogue
from assistant.domain.examples import Example, Examples, rows
from assistant.domain.exercises import ExerciseSet
from assistant.domain.fault import Fault
from assistant.domain.knowledge import (
    CircumstanceList,
    Content,
    Explained,
    FaultKind,
    FindingRule,
    FormRow,
    Group,
    HearingQuestion,
    Implied,
    Knowledge,
    Neighbours,
    OutcomeCell,
    PolicyBasis,
    Proofs,
    RedLine,
    Said,
)
from assistant.domain.procedure import Clock
from assistant.domain.redaction import Redaction
from assistant.domain.regulation import Circumstance, Condition, Dimension, Regulation
from assistant.domain.wording import Lexicon
from assistant.paths import folder
from assistant.services import list_lint
from assistant.services.files import FileError, read_text
from assistant.services.lines import lined
from assistant.services.shape import ShapeError, convert

T = TypeVar("T")
Row = TypeVar("Row", "Circumstance", "Clock", "Explained", "FaultKind", "HearingQuestion", "RedLine")


class LibraryError(Fault):
    """dialogues/ or knowledge/ is faulty; `faults` are Chinese sentences, one per fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        more = f"（共{len(faults)}处毛病，用 rongcuo lint 查看全部）" if len(faults) > 1 else ""
        super().__init__("".join(faults[:1]) + more)
        self.faults = list(faults)


class ListsHere(msgspec.Struct):
    """The lists in force by their ids, where each of the user's own stands, and why others are left out."""

    found: dict[str, CircumstanceList] = {}
    own: dict[str, Path] = {}
    left_out: list[str] = []


class _Rows(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table file of knowledge/: each kind of row under its own name."""

    circumstance: tuple[Circumstance, ...] = ()
    dimension: tuple[Dimension, ...] = ()
    condition: tuple[Condition, ...] = ()
    red_line: tuple[RedLine, ...] = ()
    cell: tuple[OutcomeCell, ...] = ()
    form: tuple[FormRow, ...] = ()
    content: tuple[Content, ...] = ()
    basis: tuple[PolicyBasis, ...] = ()
    finding: tuple[FindingRule, ...] = ()
    question: tuple[HearingQuestion, ...] = ()
    clock: tuple[Clock, ...] = ()
    pair: tuple[Neighbours, ...] = ()
    group: tuple[Group, ...] = ()
    reference: tuple[Implied, ...] = ()
    explained: tuple[Explained, ...] = ()
    said: tuple[Said, ...] = ()
    fault: tuple[FaultKind, ...] = ()


class Library:
    """The data folders, read strictly; a user's own folder may stand in for the shipped one."""

    def __init__(self, root: Path | None = None) -> None:
        self.dialogues = root / "dialogues" if root else folder("dialogues")
        self.templates = self.dialogues / "documents"
        self.own_templates = None if root else paths.user_data() / "documents"
        """The user's own templates, each in place of the shipped one of the same name."""
        self.knowledge_folder = root / "knowledge" if root else folder("knowledge")
        self.index_file = self.knowledge_folder / "matching.npz"
        """What descriptions are compared with, built from the data beside it."""
        self.own_lists = None if root else paths.user_data() / "lists"
        """The lists and rules that the user took in."""
        self.own_exercises = None if root else paths.user_data() / "exercises"
        """The sets that a trainer wrote."""
        self.faults: list[str] = []
        self.unread: set[str] = set()
        """The tables that could not be read, or not told apart, by their place in knowledge/."""
        self._dialogues: dict[str, Dialogue] = {}

    def knowledge(self) -> Knowledge:
        """Everything in knowledge/; LibraryError with all faults of its files."""
        knowledge = self.readable()
        if self.faults or knowledge is None:
            raise LibraryError(self.faults)
        return knowledge

    def readable(self) -> Knowledge | None:
        """Knowledge without the tables that are `unread`, all faults in `faults`; None without what all rests on."""
        self.faults, self.unread = [], set()
        rows = {name: self._rows(name) for name in _TABLES}
        circumstances = [row for n in (8, 9, 10, 11) for row in self._rows(f"circumstances/{n}").circumstance]
        regulation = self._read(self.knowledge_folder / "regulation.toml", Regulation)
        lexicon = self._read(self.knowledge_folder / "flags.toml", Lexicon)
        proofs = self._read(self.knowledge_folder / "proofs.toml", Proofs)
        by_id = self._by_id("circumstances", circumstances)
        clocks = self._by_id("clocks.toml", rows["clocks"].clock)
        lists = self.lists()
        red_lines = self._by_id("red_lines.toml", rows["red_lines"].red_line)
        hearing = self._by_id("hearing.toml", rows["hearing"].question)
        explained = self._by_id("self_check.toml", rows["self_check"].explained)
        kinds = self._by_id("faults.toml", rows["faults"].fault)
        if regulation is None or lexicon is None or proofs is None:
            return None
        return Knowledge(
            regulation=regulation,
            circumstances=by_id,
            dimensions=rows["dimensions"].dimension,
            conditions=rows["conditions"].condition,
            red_lines=tuple(red_lines.values()),
            outcomes=rows["outcomes"].cell,
            forms=rows["outcomes"].form,
            contents=rows["contents"].content,
            bases=rows["policy_bases"].basis,
            findings=rows["findings"].finding,
            proofs=proofs,
            hearing=tuple(hearing.values()),
            clocks=clocks,
            lexicon=lexicon,
            neighbours=rows["neighbours"].pair,
            explained=explained,
            said=rows["self_check"].said,
            faults=tuple(kinds.values()),
            lists=tuple(lists.found.values()),
            implied=rows["references"].reference,
            version=self.version(),
        )

    def examples(self) -> dict[str, Examples]:
        """All examples by the circumstance they belong to, and "none"; LibraryError if a file is faulty."""
        self.faults = []
        files = {path.stem: self._read(path, Examples) for path in self._files("examples")}
        return self._sound({name: file for name, file in files.items() if file})

    def examples_of(self, name: str) -> Examples:
        """The examples of one circumstance, read from their own file alone; none where there are none."""
        path = self.knowledge_folder / "examples" / f"{name}.toml"
        return (self._read(path, Examples) if path in self._files("examples") else None) or Examples()

    def example(self, id: str) -> Example | None:
        """One example by its id; None where there is none."""
        name = id.partition("-")[0]
        bank = {name: self.examples_of(name)}
        return next((row for _, _, row in rows(bank) if row.id == id), None)

    def redaction(self) -> Redaction:
        """The words of 脱敏; LibraryError if their file is faulty."""
        self.faults = []
        read = self._read(self.knowledge_folder / "redaction.toml", Redaction)
        if read is None:
            raise LibraryError(self.faults)
        return read

    def exercises(self, own: Path | None = None) -> dict[str, ExerciseSet]:
        """The shipped sets of exercises by name, or those of a trainer's own folder, as far as they can be read.

        What cannot be read stands in `faults`.
        """
        self.faults = []
        found = self._files("exercises") if own is None else sorted(own.glob("*.toml"))
        files = {path.stem: self._read(path, ExerciseSet) for path in found}
        return {name: file for name, file in files.items() if file}

    def groups(self) -> list[Group]:
        """The expressions of knowledge/words/, grouped by the idea that they name."""
        self.faults = []
        return self._sound(
            [g for file in self._files("words") for g in self._rows(f"words/{file.stem}").group]
        )

    def dialogue(self, mode: str) -> Dialogue:
        """The interview of `mode`; LibraryError if it is faulty, KeyError if there is none."""
        if mode not in self._dialogues:
            if mode not in self.modes():
                raise KeyError(mode)
            self.faults = []
            dialogue = self._read(self.dialogues / "interviews" / f"{mode}.toml", Dialogue)
            if dialogue is None:
                raise LibraryError(self.faults)
            self._dialogues[mode] = dialogue
        return self._dialogues[mode]

    def modes(self) -> list[str]:
        """The interviews that dialogues/ has."""
        return sorted(path.stem for path in (self.dialogues / "interviews").glob("*.toml"))

    def template(self, name: str) -> Path:
        """The template `name`: the user's own where there is one, else the shipped one."""
        own = self.own_templates and self.own_templates / name
        return own if own and own.is_file() else self.templates / name

    def place(self, name: str) -> str:
        """How a message names a template: a shipped one by its name, the user's own by its whole path."""
        path = self.template(name)
        return name if path.parent == self.templates else str(path)

    def sections(self) -> dict[str, tuple[str, str]]:
        """The parts of the papers that may be reworded: id -> the template that has it, and its title."""
        names = sorted(path.name for path in self.templates.glob("*.j2"))
        sources = {name: read_text(self.template(name)) for name in names}
        found = ((name, m) for name, source in sources.items() for m in SECTION.finditer(source))
        return {m[2]: (name, m[4]) for name, m in found}

    def overrides(self) -> list[Path]:
        """The user's own templates."""
        return sorted(self.own_templates.glob("*.j2")) if self.own_templates else []

    def version(self) -> str:
        """A short name for the exact state of all data files, the user's own templates included; lists have their own."""
        digest = sha256()
        for path in self.overrides():
            digest.update(f"{path.name}\0".encode() + path.read_bytes())
        for top in (self.dialogues, self.knowledge_folder):
            for path in sorted(p for p in top.rglob("*") if p.suffix in (".toml", ".j2", ".txt")):
                digest.update(f"{path.relative_to(top)}\0".encode() + path.read_bytes())
        return digest.hexdigest()[:12]

    def digest(self) -> str:
        """The state of all that descriptions are compared with."""
        digest = sha256()
        for name in ("regulation.toml", "circumstances", "examples", "words"):
            for path in sorted([self.knowledge_folder / name, *self._files(name)]):
                if path.is_file():
                    digest.update(f"{path.name}\0".encode() + path.read_bytes())
        for one in self.lists().found.values():
            digest.update(one.digest.encode())
        return digest.hexdigest()

    def check(self) -> list[str]:
        """Every fault of dialogues/, knowledge/ and the templates, in Chinese."""
        from assistant.services.lint import faults

        return faults(self)

    def _files(self, name: str) -> list[Path]:
        """The data files in a folder of knowledge/."""
        return sorted((self.knowledge_folder / name).glob("*.toml"))

    def own_files(self) -> list[Path]:
        """The user's own lists."""
        return sorted(self.own_lists.glob("*.toml")) if self.own_lists else []

    def list_in(self, path: Path, today: date) -> CircumstanceList:
        """The list or rules in one file, wherever it is; LibraryError with all its faults, each with its line."""
        self.faults = []
        one = self._list(path, today=today)
        if one is None:
            raise LibraryError(self.faults)
        return one

    def lists(self) -> ListsHere:
        """The shipped lists, whose faults are noted, then the user's own; a faulty one of these is left out."""
        here, places = ListsHere(), dict[str, Path]()
        for path in self._files("lists"):
            if one := self._list(path, places):
                here.found[one.id], places[one.id] = one, path
        before = self.faults
        for path in self.own_files():
            self.faults = []
            if one := self._list(path, places):
                here.found[one.id], here.own[one.id], places[one.id] = one, path, path
            else:
                here.left_out.append(
                    f"{in_full(path, self.faults)}；没有采用，请改好，或者用 rongcuo lists remove {path.name} 移走"
                )
        self.faults = before
        return here

    def _list(
        self, path: Path, others: Mapping[str, Path] | None = None, today: date | None = None
    ) -> CircumstanceList | None:
        """A list with an id that no other has, drawn up by `today`; None after noting its faults."""
        before, self.faults = self.faults, []
        one = None if (fault := list_lint.unreadable(path)) else self._read(path, CircumstanceList)
        self.faults += [f"{path.name}：{fault}"] if fault else []
        if one:
            self.faults += [f"{path.name}：{place}：{fault}" for place, fault in list_lint.faults(one)]
        if one and today and one.dated > today:
            self.faults.append(f"{path.name}：dated：{one.dated}还没有到，请核对制定的日期")
        if one and others and one.id in others:
            self.faults.append(
                f"{path.name}：id：另一份清单已经用了“{one.id}”（{others[one.id].name}），"
                "请换一个 id，或者两份里移走不要的那一份"
            )
        found = [lined(fault, path) for fault in self.faults]
        self.faults = before + found
        return None if found else one

    def _sound(self, read: T) -> T:
        """What was read, unless there were faults."""
        if self.faults:
            raise LibraryError(self.faults)
        return read

    def _rows(self, name: str) -> _Rows:
        read = self._read(self.knowledge_folder / f"{name}.toml", _Rows)
        self.unread |= set() if read else {name}
        return read or _Rows()

    def _by_id(self, name: str, rows: Sequence[Row]) -> dict[str, Row]:
        """Rows by their id; one that stands twice is a fault."""
        found = {row.id: row for row in rows}
        ids = [row.id for row in rows]
        twice = [id for id in found if ids.count(id) > 1]
        self.faults += [f"{name}：“{id}”写了两次" for id in twice]
        self.unread |= {name.removesuffix(".toml")} if twice else set()
        return found

    def _read(self, path: Path, shape: type[T]) -> T | None:
        """The file as a `shape`; None after noting its faults."""
        try:
            return convert(tomllib.loads(read_text(path)), shape)
        except FileError as error:
            self.faults.append(str(error))
        except tomllib.TOMLDecodeError as error:
            self.faults.append(f"{path.name}：不是有效的 TOML（{_place(error)}），{_remedy(error)}")
        except ShapeError as error:
            self.faults += [f"{path.name}：{fault}" for fault in error.faults]
        except msgspec.ValidationError as error:
            words, _, place = str(error).partition(" - at ")
            row = re.search(r"(\w+)\[(\d+)\]", place)
            self.faults.append(f"{path.name}：{f'{row[1]} 第{int(row[2]) + 1}条：' if row else ''}{words}")
        return None


SECTION = re.compile(r"""\bcall\s+section\(\s*(["'])(.+?)\1\s*,\s*(["'])(.+?)\3\s*\)""")
"""Where a template begins a part that may be reworded: its id and its title, each in quotes."""
_TABLES = (
    "dimensions", "conditions", "red_lines", "outcomes", "contents", "policy_bases", "findings", "hearing", "clocks",
    "neighbours", "references", "self_check", "faults",
)  # fmt: skip


def _place(error: tomllib.TOMLDecodeError) -> str:
    words = str(error).rpartition("(at ")[2].rstrip(")")
    line, _, column = words.removeprefix("line ").partition(", column ")
    return f"第{line}行第{column}列" if column else "文件末尾"


_REMEDIES = {
    "Invalid date": "没有这一天，请核对日期",
    "Cannot overwrite": "同一个键写了两次，请删去一处",
    "Cannot declare": "同一个表写了两次，请合并",
    "Duplicate": "同一个键写了两次，请删去一处",
}


def _remedy(error: tomllib.TOMLDecodeError) -> str:
    found = (remedy for words, remedy in _REMEDIES.items() if str(error).startswith(words))
    return next(found, "请检查引号、括号和等号")


def in_full(path: Path, faults: Sequence[str]) -> str:
    """The faults of one file under its whole path, in one sentence."""
    bare = (fault.removeprefix(f"{path}：").removeprefix(f"{path.name}：") for fault in faults)
    return f"{path}：{'；'.join(bare)}"
