"""Markdown turned into the files that an office opens."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.domain.grounds import told
from assistant.services.drafting import Draft
from assistant.services.files import FileError, reason, write_all

SUFFIXES = (".docx", ".md", ".txt")


def save(
    draft: Draft,
    path: Path,
    *,
    force: bool = False,
    annotate: bool = False,
    beside: Mapping[Path, bytes] | None = None,
) -> list[Path]:
    """Write a paper in the form its suffix names, and files `beside` it; FileError when that cannot be done.

    A .docx that was edited by hand is set aside before it is replaced; the return value is where it stands now.
    """
    if path.suffix.lower() not in SUFFIXES:
        folder = "" if path.suffix else f"；成套起草请写成文件夹 {path.name}/"
        raise FileError(f"{path}：不认识这种文件，请用 {'、'.join(SUFFIXES)} 结尾的文件名{folder}")
    if annotate and path.suffix.lower() != ".docx":
        raise FileError(f"{path}：批注只能加在 .docx 文件里，请改用 .docx 结尾的文件名，或者去掉 --annotate")
    files = {path: content(draft, path.suffix.lower(), annotate=annotate), **(beside or {})}
    return replace(files, [place for place in files if was_edited(place)], force=force)


def replace(files: Mapping[Path, bytes], changed: Sequence[Path], *, force: bool) -> list[Path]:
    """Write papers, all or none; those `changed` by hand are named in a refusal and set aside with `force`."""
    try:
        return write_all(files, force=force, keep=changed)
    except FileError as error:
        names = "" if force else "、".join(path.name for path in changed)
        raise FileError(f"{error}；写成以后被人改过：{names}，请先另存" if names else str(error)) from None


def was_edited(path: Path) -> bool:
    """Whether a .docx is there that was changed since it was written here, or that another program wrote."""
    if path.suffix.lower() != ".docx":
        return False
    from assistant.services.documents.docx import edited

    try:
        return path.is_file() and edited(path.read_bytes())
    except OSError as error:
        raise FileError(f"{path}：读不出来（{reason(error)}），请核对路径和权限") from None


def content(draft: Draft, suffix: str, *, annotate: bool = False) -> bytes:
    """The bytes of a paper as .docx, .md or .txt; annotated, the .docx says beside each sentence what it rests on."""
    if annotate:
        from assistant.services.documents.docx import to_docx

        return to_docx(draft.marked, draft.name, lambda addresses: _comment(draft, addresses))
    if suffix == ".docx":
        from assistant.services.documents.docx import to_docx

        return to_docx(draft.markdown, draft.name)
    if suffix == ".txt":
        from assistant.services.documents.text import to_text

        return to_text(draft.markdown).encode()
    return draft.markdown.encode()


def _comment(draft: Draft, addresses: tuple[str, ...]) -> str:
    return "\n".join(f"{what}：{words}" for what, words in told(map(draft.grounds.__getitem__, addresses)))
