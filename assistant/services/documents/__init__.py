"""Markdown turned into the files that an office opens."""

from pathlib import Path

from assistant.domain.grounds import told
from assistant.services.drafting import Draft
from assistant.services.files import FileError, write_atomic

SUFFIXES = (".docx", ".md", ".txt")


def save(draft: Draft, path: Path, *, force: bool = False, annotate: bool = False) -> None:
    """Write a paper in the form its suffix names; FileError when that cannot be done."""
    if path.suffix.lower() not in SUFFIXES:
        raise FileError(f"{path}：不认识这种文件，请用 {'、'.join(SUFFIXES)} 结尾的文件名")
    if annotate and path.suffix.lower() != ".docx":
        raise FileError(f"{path}：批注只能加在 .docx 文件里，请改用 .docx 结尾的文件名，或者去掉 --annotate")
    write_atomic(path, content(draft, path.suffix.lower(), annotate=annotate), force=force)


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
