"""The package: nothing is written unless all is, and a manifest is data that anyone may have changed."""

import json
from pathlib import Path

import docx
import pytest

from assistant.paths import folder
from assistant.services.casework import Casework
from assistant.services.files import FileError
from assistant.services.package import MANIFEST, save_package

CASE = str(folder("tests") / "data" / "cases" / "E-01.json")


def test_the_paths_come_back_with_their_drafts(casework: Casework, tmp_path: Path) -> None:
    package = save_package(casework, CASE, tmp_path / "套")
    assert [(path.parent.name, draft.kind) for path, draft in package.written] == [
        ("套", kind) for kind in ("recommendation", "application", "evidence", "basis")
    ]
    assert package.left == []
    assert (tmp_path / "套").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[1]", b"\xff\xfe", b"{" * 5000, b'{"files": [{"name": 1}]}', json.dumps({"case": "a"}).encode()],
)
def test_a_manifest_that_cannot_be_read_tells_nothing(
    casework: Casework, tmp_path: Path, manifest: bytes
) -> None:
    (tmp_path / MANIFEST).write_bytes(manifest)
    with pytest.raises(FileError, match="文件已存在") as refused:
        save_package(casework, CASE, tmp_path)
    assert "改过" not in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]


def test_a_manifest_leads_to_no_file_outside_the_folder(casework: Casework, tmp_path: Path) -> None:
    save_package(casework, CASE, tmp_path / "套")
    (tmp_path / "别的.docx").write_text("别的")
    known = json.loads((tmp_path / "套" / MANIFEST).read_text(encoding="utf-8"))
    known["files"].append({"name": "../别的.docx", "kind": "basis", "sha256": "0"})
    (tmp_path / "套" / MANIFEST).write_text(json.dumps(known), encoding="utf-8")
    with pytest.raises(FileError) as refused:
        save_package(casework, CASE, tmp_path / "套")
    assert "别的" not in str(refused.value)


def test_a_recommendation_that_a_red_line_now_forbids_is_named(casework: Casework, tmp_path: Path) -> None:
    case = casework.bring(CASE)
    save_package(casework, case.id, tmp_path)
    case.answer("red_lines.private_gain", "是")
    package = save_package(casework, case.id, tmp_path, force=True)
    assert package.written[0][1].kind == "no-recommendation"
    assert package.left == ["容错初步建议.docx"]
    assert save_package(casework, case.id, tmp_path, force=True).left == ["容错初步建议.docx"]
    assert (tmp_path / "容错初步建议.docx").exists()


def test_a_failure_at_one_file_leaves_the_folder_as_it_was(
    casework: Casework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.services import files

    real, seen = files.tempfile.mkstemp, []

    def third_fails(**options):
        seen.append(options)
        if len(seen) == 3:
            raise OSError(28, "No space left on device")
        return real(**options)

    monkeypatch.setattr(files.tempfile, "mkstemp", third_fails)
    with pytest.raises(FileError, match="磁盘已满"):
        save_package(casework, CASE, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_papers_changed_by_hand_are_set_aside(casework: Casework, tmp_path: Path) -> None:
    save_package(casework, CASE, tmp_path)
    (tmp_path / "附件1 容错申请表.docx").write_bytes(b"by hand")
    package = save_package(casework, CASE, tmp_path, force=True)
    assert [path.name for path in package.kept] == ["附件1 容错申请表（改过的原件）.docx"]
    assert package.kept[0].read_bytes() == b"by hand"
    assert save_package(casework, CASE, tmp_path, force=True).kept == []


def test_papers_that_the_manifest_does_not_name_are_asked_themselves(
    casework: Casework, tmp_path: Path
) -> None:
    save_package(casework, CASE, tmp_path)
    (tmp_path / MANIFEST).unlink()
    edited = tmp_path / "附件1 容错申请表.docx"
    by_hand = docx.Document(str(edited))
    by_hand.add_paragraph("手写的一句")
    by_hand.save(str(edited))
    before = edited.read_bytes()
    with pytest.raises(FileError, match="写成以后被人改过：附件1 容错申请表.docx，请先另存"):
        save_package(casework, CASE, tmp_path)
    (kept,) = save_package(casework, CASE, tmp_path, force=True).kept
    assert kept.read_bytes() == before


def test_a_paper_left_and_changed_by_hand_is_set_aside_when_it_is_drafted_again(
    casework: Casework, tmp_path: Path
) -> None:
    case = casework.bring(CASE)
    save_package(casework, case.id, tmp_path)
    case.answer("red_lines.private_gain", "是")
    save_package(casework, case.id, tmp_path, force=True)
    (tmp_path / "容错初步建议.docx").write_bytes(b"by hand")
    case.answer("red_lines.private_gain", "否")
    package = save_package(casework, case.id, tmp_path, force=True)
    assert [path.read_bytes() for path in package.kept] == [b"by hand"]
    assert package.left == ["不提出容错建议的说明.docx"]


@pytest.mark.parametrize("redact", [True, False])
def test_redacted_papers_and_others_are_never_in_one_folder(
    casework: Casework, tmp_path: Path, redact: bool
) -> None:
    folder = tmp_path / "套"
    save_package(casework, CASE, folder, redact=not redact)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with pytest.raises(FileError, match="不能放在一起；请另写一个文件夹"):
        save_package(casework, CASE, folder, redact=redact, force=True)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    save_package(casework, CASE, folder, redact=not redact, force=True)
