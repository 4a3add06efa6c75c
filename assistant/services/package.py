"""The package: the papers of a case together in one folder, with a list of what they were made from."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec

from assistant.services.casework import Casework
from assistant.services.documents import content
from assistant.services.drafting import Draft
from assistant.services.files import FileError, make_folder, refuse_occupied, write_atomic
from assistant.services.version import program

MANIFEST = "目录.json"
PARTS = (
    (None, ""),
    ("application", "附件1 "),
    ("evidence", "附件2 "),
    ("basis", ""),
)
"""The kinds in their order, the first as the case calls for, numbered as in the 附件说明 of the recommendation."""


class Entry(msgspec.Struct, frozen=True):
    """One file of the package as it was written."""

    name: str
    kind: str
    sha256: str


class Manifest(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the package was made from, and its files."""

    case: str
    """The id of the case, or the name of its file."""
    program: str
    knowledge: str
    files: tuple[Entry, ...]
    log_head: str = ""
    """The head of the event chain; a case file has none."""


class Package(msgspec.Struct, frozen=True):
    """What was written, and the papers of an earlier package that still lie there and are drafted no more."""

    written: list[tuple[Path, Draft]]
    left: list[str]


def save_package(
    casework: Casework, ref: str, folder: Path, *, force: bool = False, annotate: bool = False
) -> Package:
    """Write the papers of a case and their manifest; FileError, and nothing is written, if one must not be."""
    interview, log_head = casework.source(ref)
    parts = [(kind, "") for kind in interview.dialogue.papers] or PARTS
    drafts = [(casework.draft(interview, kind), number) for kind, number in parts]
    written = [(folder / f"{number}{draft.name}.docx", draft) for draft, number in drafts]
    data = {path: content(draft, ".docx", annotate=annotate) for path, draft in written}
    files = tuple(Entry(path.name, draft.kind, _digest(data[path])) for path, draft in written)
    manifest = Manifest(Path(ref).name, program(), casework.knowledge.version, files, log_head)
    data[folder / MANIFEST] = msgspec.json.format(msgspec.json.encode(manifest)) + b"\n"
    make_folder(folder)
    _refuse(folder, list(data), force)
    left = [path.name for path, _ in _listed(folder) if path not in data]
    for path, bytes_ in data.items():
        write_atomic(path, bytes_, force=force)
    return Package(written, left)


def _refuse(folder: Path, paths: list[Path], force: bool) -> None:
    """FileError if one of the files must not be written, which names those that were changed by hand."""
    try:
        for path in paths:
            refuse_occupied(path, force)
    except FileError as error:
        changed = _changed(folder)
        named = f"；写成以后被人改过：{'、'.join(changed)}，请先另存" if changed else ""
        raise FileError(f"{error}{named}") from None


def _changed(folder: Path) -> list[str]:
    """The papers in the folder that are no longer what the manifest there says of them."""
    try:
        return [path.name for path, sha256 in _listed(folder) if _digest(path.read_bytes()) != sha256]
    except OSError:
        return []


def _listed(folder: Path) -> list[tuple[Path, str]]:
    """The papers in the folder that the manifest there names, with the digest that it gives."""
    try:
        known = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest).files
        there = {path.name: path for path in folder.iterdir() if path.is_file()}
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return []
    return [(there[one.name], one.sha256) for one in known if one.name in there]


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
