"""The package: the papers of a case together in one folder, with a list of what they were made from."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import msgspec

from assistant.services.casework import Casework
from assistant.services.documents import content, replace, was_edited
from assistant.services.drafting import KINDS, Draft
from assistant.services.files import FileError, make_folder
from assistant.services.redacting import list_path, listed, redacted_drafts
from assistant.services.version import program

MANIFEST = "目录.json"
REDACTED = "脱敏件"
"""What the manifest calls a case that is redacted."""
PARTS = (
    (None, ""),
    ("application", "附件1 "),
    ("evidence", "附件2 "),
    ("basis", ""),
)
"""The kinds in their order, the first as the case calls for, numbered as in its 附件说明."""
NAMES = sorted({f"{number}{name}.docx" for _, number in PARTS for name in KINDS.values()})
"""What a paper that was drafted into the folder may be called."""


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
    """What was written, and the papers drafted before that lie there too."""

    written: list[tuple[Path, Draft]]
    left: list[str]
    """Papers that are none of these."""
    kept: list[Path]
    """Papers that were changed by hand and are set aside, where they stand now."""


def save_package(
    casework: Casework,
    ref: str,
    folder: Path,
    *,
    force: bool = False,
    annotate: bool = False,
    redact: bool = False,
) -> Package:
    """Write the papers of a case and their manifest; FileError, and nothing is written, if one must not be.

    Redacted, the manifest names neither the case nor its log, and what was replaced stands beside the folder.
    """
    _refuse_mixed(folder, redact)
    interview, log_head = casework.source(ref)
    parts = [(kind, "") for kind in interview.dialogue.papers] or PARTS
    name, beside = Path(ref).name, dict[Path, bytes]()
    if redact:
        copies, done = redacted_drafts(casework, interview, [kind for kind, _ in parts], [folder.name])
        drafts = [(draft, number) for draft, (_, number) in zip(copies, parts, strict=True)]
        name, log_head, beside = REDACTED, "", {list_path(folder): listed(done)}
    else:
        drafts = [(casework.draft(interview, kind), number) for kind, number in parts]
    written = [(folder / f"{number}{draft.name}.docx", draft) for draft, number in drafts]
    data = {path: content(draft, ".docx", annotate=annotate) for path, draft in written}
    files = tuple(Entry(path.name, draft.kind, _digest(data[path])) for path, draft in written)
    manifest = Manifest(name, program(), casework.knowledge.version, files, log_head)
    data[folder / MANIFEST] = msgspec.json.format(msgspec.json.encode(manifest)) + b"\n"
    make_folder(folder)
    kept = replace(data | beside, _changed(folder, data), force=force)
    left = [name for name in NAMES if folder / name not in data and (folder / name).is_file()]
    return Package(written, left, kept)


def _refuse_mixed(folder: Path, redact: bool) -> None:
    """FileError where the folder holds a package that is redacted and this one is not, or the other way round."""
    there = _manifest(folder)
    if there and (there.case == REDACTED) != redact:
        raise FileError(
            f"{folder}：里面是{'没有脱敏' if redact else '脱敏'}的成套文稿，脱敏的和没有脱敏的不能放在一起；请另写一个文件夹"
        )


def _changed(folder: Path, papers: Iterable[Path]) -> list[Path]:
    """The papers there that were changed since they were written, by the manifest as far as it names them."""
    manifest = _manifest(folder)
    digests = {folder / one.name: one.sha256 for one in manifest.files} if manifest else {}
    return [path for path in papers if was_edited(path, digests.get(path, ""))]


def _manifest(folder: Path) -> Manifest | None:
    """What the folder says of itself; None where it says nothing that can be read."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
