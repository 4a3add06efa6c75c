"""What `lint` says of data files: one broken file per rule in tests/broken, and what no folder can hold."""

import shutil
from pathlib import Path

import pytest

from assistant.paths import folder
from assistant.services.casework import Casework
from assistant.services.documents import content
from assistant.services.drafting import TemplateFault
from assistant.services.library import Library, LibraryError
from assistant.services.store import Store

BROKEN = sorted(path.parent for path in (folder("tests") / "broken").glob("*/says.txt"))
DATA = ("dialogues", "knowledge")
FINDINGS = Path("knowledge") / "findings.toml"
NOTE = Path("dialogues") / "documents" / "no-recommendation.md.j2"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the data folders to break."""
    for name in DATA:
        shutil.copytree(folder(name), tmp_path / name)
    return tmp_path


def faults(root: Path) -> list[str]:
    return [fault.replace(f"{root}/", "") for fault in Library(root).check()]


def test_the_shipped_data_has_no_faults(library: Library):
    assert library.check() == []


def test_a_copy_of_the_shipped_data_has_no_faults(root: Path):
    assert faults(root) == []


@pytest.mark.parametrize("case", BROKEN, ids=[case.name for case in BROKEN])
def test_a_broken_file_is_named_with_its_key(case: Path, root: Path):
    for name in DATA:
        if (case / name).is_dir():
            shutil.copytree(case / name, root / name, dirs_exist_ok=True)
    assert faults(root) == (case / "says.txt").read_text(encoding="utf-8").splitlines()


def test_faults_of_several_files_are_listed_at_once(root: Path):
    (root / FINDINGS).write_text("[[finding]]\ncode = 5\n", encoding="utf-8")
    (root / "knowledge" / "neighbours.toml").write_text("[[pair]\n", encoding="utf-8")
    (root / "knowledge" / "clocks.toml").unlink()
    (root / "dialogues" / "interviews" / "committee.toml").write_text("mode = 1\n", encoding="utf-8")
    found = faults(root)
    assert [fault.partition("：")[0] for fault in found] == [
        *["findings.toml"] * 6,
        "knowledge/clocks.toml",
        "neighbours.toml",
        *["committee.toml"] * 3,
    ]
    assert "findings.toml：finding 第1条.code：应当是文字，现在是整数" in found
    assert "knowledge/clocks.toml：找不到这个文件，请核对路径" in found
    assert "neighbours.toml：不是有效的 TOML（第1行第7列），请检查引号、括号和等号" in found
    assert "committee.toml：文件：缺少“section”" in found


def broken(root: Path, *changes: tuple[str, str, str]) -> None:
    """Put one fault into each of some files: what is there, and what stands there instead."""
    for name, old, new in changes:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_faulty_file_does_not_hide_the_faults_of_others(root: Path):
    """One fault of shape in knowledge/, and one fault of each kind of data that it has no bearing on."""
    (root / "knowledge" / "clocks.toml").write_text("[[clock]]\n", encoding="utf-8")
    (root / "knowledge" / "workdays" / "2027.toml").write_text("", encoding="utf-8")
    (root / "knowledge" / "words" / "z.toml").write_text("[[gruop]]\n", encoding="utf-8")
    (root / "knowledge" / "examples" / "z.toml").write_text("[[exmaple]]\n", encoding="utf-8")
    (root / "knowledge" / "exercises" / "z.toml").write_text('titel = "甲"\n', encoding="utf-8")
    (root / NOTE).write_text("# 说明\n\n{{ nothing | nofilter }}\n{{ need('fact') }}\n", encoding="utf-8")
    broken(
        root,
        ("knowledge/findings.toml", 'articles = ["', 'articles = ["99'),
        ("knowledge/redaction.toml", "[words]", "[wrods]"),
        ("dialogues/interviews/self_check.toml", 'papers = ["', 'papers = ["x'),
    )
    files = [fault.partition("：")[0].partition(" ")[0].rpartition("/")[2] for fault in faults(root)]
    assert set(files) == {
        *("clocks.toml", "2027.toml", "z.toml", "findings.toml", "redaction.toml", "self_check.toml"),
        NOTE.name,
    }
    assert (files.count("z.toml"), files.count(NOTE.name)) == (4, 3)


def test_a_faulty_rule_does_not_hide_the_faults_of_exercises_and_lists(root: Path):
    (root / "knowledge" / "exercises" / "z.toml").write_text(
        'title = "甲"\n[[draw]]\nfrom = "none"\n[[draw]]\nfrom = "y"\n', encoding="utf-8"
    )
    (root / "knowledge" / "exercises" / "y.toml").write_text('titel = "乙"\n', encoding="utf-8")
    broken(root, ("knowledge/findings.toml", 'articles = ["', 'articles = ["99'))
    found = faults(root)
    assert len(found) == 5 and found[0].startswith("findings.toml ")
    assert [fault.partition("：")[0] for fault in found[1:3]] == ["y.toml"] * 2
    assert found[3].startswith("exercises/z.toml：第3行 draw 第1条：from“none”没有这套练习")
    assert found[4] == "exercises/z.toml：第5行 draw 第2条：from“y”那一套有毛病，先改好它"


@pytest.mark.parametrize("name", ["8", "10"])
def test_a_circumstance_that_cannot_be_read_is_not_missed_elsewhere(root: Path, name: str):
    (root / "knowledge" / "circumstances" / f"{name}.toml").write_text("[[circumstance]\n", encoding="utf-8")
    assert faults(root) == [f"{name}.toml：不是有效的 TOML（第1行第15列），请检查引号、括号和等号"]


@pytest.mark.parametrize(
    "table", ["dimensions", "conditions", "red_lines", "neighbours", "self_check", "faults", "outcomes"]
)
def test_rows_that_cannot_be_read_are_not_missed_elsewhere(root: Path, table: str):
    (root / "knowledge" / f"{table}.toml").write_text("x = \n", encoding="utf-8")
    (fault,) = faults(root)
    assert fault.startswith(f"{table}.toml：不是有效的 TOML")


@pytest.mark.parametrize("file", [FINDINGS, NOTE], ids=str)
def test_a_file_saved_as_gbk_is_named_as_such(root: Path, file: Path):
    text = (root / file).read_text(encoding="utf-8")
    (root / file).write_bytes(text.encode("gb18030"))
    assert faults(root) == [f"{file}：这个文件是 GBK（GB 18030）编码，请另存为 UTF-8 再用"]


@pytest.mark.parametrize("file", [FINDINGS, NOTE], ids=str)
def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(root: Path, file: Path):
    text = (root / file).read_text(encoding="utf-8")
    (root / file).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert faults(root) == []


def test_bytes_that_are_no_text_are_named(root: Path):
    (root / FINDINGS).write_bytes(b"\xff\xff\xff")
    assert faults(root) == [f"{FINDINGS}：不是 UTF-8 编码的文字，请另存为 UTF-8 再用"]


def test_a_missing_template_is_named(root: Path):
    (root / NOTE).unlink()
    assert faults(root) == [f"{NOTE}：找不到这个文件，请核对路径"]


def test_unclosed_toml_is_said_to_end_too_early(root: Path):
    (root / FINDINGS).write_text('[[finding]]\ncode = ["', encoding="utf-8")
    assert faults(root) == ["findings.toml：不是有效的 TOML（文件末尾），请检查引号、括号和等号"]


def test_faulty_knowledge_is_not_used(root: Path):
    (root / FINDINGS).write_text("[[finding]]\n", encoding="utf-8")
    with pytest.raises(LibraryError, match="findings.toml：finding 第1条：缺少“code”"):
        Library(root).knowledge()
    with pytest.raises(KeyError):
        Library(root).dialogue("no such interview")


def test_the_version_changes_with_any_data_file(root: Path):
    before = Library(root).version()
    assert before == Library(root).version() == Library().version()
    (root / NOTE).write_text("# 说明\n", encoding="utf-8")
    assert Library(root).version() != before


@pytest.mark.parametrize(
    "template",
    [
        '{{ quote("28") }}',
        "{{ nothing }}",
        "{{ 1 / 0 }}",
        "{% if %}",
        "> 引文",
        "{{ text() }}",
        '{% include "x" %}',
        '{{ text("facts") | nofilter }}',
    ],
)
def test_a_template_that_cannot_be_used_says_so_when_a_paper_is_drafted(root: Path, template: str):
    (root / NOTE).write_text(f"# 说明\n\n{template}\n", encoding="utf-8")
    with Store(None) as store:
        case = Casework(store, Library(root)).new()
        with pytest.raises(TemplateFault, match=r"^no-recommendation\.md\.j2：第3行.*[一-鿿]"):
            content(case.draft("no-recommendation"), ".txt")
