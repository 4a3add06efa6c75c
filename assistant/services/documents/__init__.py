"""Markdown turned into the files that an office opens."""

from pathlib import Path

from assistant.services.drafting import Draft
from assistant.services.files import FileError, write_atomic

SUFFIXES = (".docx", ".md", ".txt")


def save(draft: Draft, path: Path, *, force: bool = False) -> None:
    """Write a paper in the form its suffix names; FileError when that cannot be done."""
    if path.suffix.lower() not in SUFFIXES:
        raise FileError(f"{path}：不认识这种文件，请用 {'、'.join(SUFFIXES)} 结尾的文件名")
    write_atomic(path, content(draft, path.suffix.lower()), force=force)


def content(draft: Draft, suffix: str) -> bytes:
    """The bytes of a paper as .docx, .md or .txt."""
    if suffix == ".docx":
        from assistant.services.documents.docx import to_docx

        return to_docx(draft.markdown, draft.name)
    if suffix == ".txt":
        from assistant.services.documents.text import to_text

        return to_text(draft.markdown).encode()
    return draft.markdown.encode()
