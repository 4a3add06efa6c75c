"""Input that cannot be used: exit code 2, one line in Chinese that names the fault, and nothing changed on disk."""

import json
import os
import re
from pathlib import Path

import pytest

from assistant.services import files

pytestmark = pytest.mark.usefixtures("surroundings")


def tree(folder: Path) -> dict[str, bytes]:
    """Everything below `folder`, but the store's own files."""
    parts = (part for part in folder.rglob("*") if part.is_file() and "sqlite3" not in part.name)
    return {str(part): part.read_bytes() for part in parts if os.access(part, os.R_OK)}


@pytest.fixture
def refused(run, tmp_path, monkeypatch):
    """Run a command in the temporary folder; assert that it is refused well, and give back the line."""
    monkeypatch.chdir(tmp_path)

    def refused(*words: object) -> str:
        before = tree(tmp_path)
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1 and err.endswith("\n")
        assert re.search("[一-鿿]", err)
        assert "Traceback" not in err and "程序内部出错" not in err
        assert tree(tmp_path) == before
        return err

    return refused


DEEP = 10**6
FILES = [
    ("empty", b"", "是空的"),
    ("blank", b" \r\n\t", "是空的"),
    ("only a mark", b"\xef\xbb\xbf", "是空的"),
    ("prose", "这不是案例".encode(), "第1行第1列"),
    ("list", b"[]", "应当是对象"),
    ("number", b"5", "应当是对象"),
    ("text", b'"x"', "应当是对象"),
    ("null", b"null", "应当是对象"),
    ("trailing comma", b'{\n"title": "a",\n}', "不是有效的 JSON（第"),
    ("missing comma", b'{\n"title": "a"\n"subject": "b"}', "第3行第1列"),
    ("two objects", b"{} {}", "第1行第4列"),
    ("cut off", b'{"title": "a', "第1行"),
    ("single quotes", b"{'title': 'a'}", "第1行第2列"),
    ("comment", b'{"title": "a" // x\n}', "第1行"),
    ("raw newline in text", b'{"title": "a\nb"}', "第1行"),
    ("deep list", b"[" * DEEP, "嵌套太深"),
    ("deep object", b'{"a":' * DEEP, "嵌套太深"),
    ("gbk", '{"title": "题目"}'.encode("gbk"), "GBK"),
    ("utf-16", '{"title": "题目"}'.encode("utf-16"), "UTF-8"),
    ("binary", bytes(range(256)), "UTF-8"),
    ("zip", b"PK\x03\x04\x14\x00\x06\x00\x08\x00\xff\xff", "UTF-8"),
    ("key twice", b'{"title": "a", "title": "b"}', "“title”这个键写了两次"),
    ("key twice inside", b'{"unit": {"name": "a", "name": "b"}}', "“name”这个键写了两次"),
    ("half a character", b'{"title": "a\\ud800"}', "title：第2个字是坏字符"),
    ("half a character inside", b'{"breach": [{"rule": "\\udfff"}]}', "breach 第1条.rule"),
    ("NUL", b'{"facts": "\\u0000"}', "facts：第1个字是坏字符"),
    ("escape sequence", b'{"unit": {"name": "\\u001b[31m"}}', "unit.name"),
    ("NaN", b'{"title": NaN}', "title：应当是文字"),
    ("very long number", b'{"title": ' + b"9" * 5000 + b"}", "title：应当是文字"),
    ("number for text", b'{"facts": 5}', "facts：应当是文字，现在是整数"),
    ("truth for text", b'{"facts": true}', "facts：应当是文字"),
    ("list for text", b'{"facts": ["a"]}', "facts：应当是文字，现在是列表"),
    ("text for object", b'{"unit": "a"}', "unit：应当是对象"),
    ("text for list", b'{"breach": "a"}', "breach：应当是列表"),
    ("object for list", b'{"circumstances": {}}', "circumstances：应当是列表"),
    ("null in list", b'{"circumstances": [null]}', "circumstances 第1条"),
    ("unknown key", b'{"titel": "a"}', "是不是“title”"),
    ("unknown key inside", b'{"unit": {"nmae": "a"}}', "unit.nmae"),
    ("schema 2", b'{"schema": 2}', "schema"),
    ("schema true", b'{"schema": true}', "schema"),
    ("schema 1.0", b'{"schema": 1.0}', "schema"),
    ("schema in words", b'{"schema": "1"}', "schema"),
    ("unknown mode", b'{"mode": "nosuch"}', "mode：没有“nosuch”"),
    ("mode as path", b'{"mode": "../committee"}', "mode"),
    ("unknown unit type", '{"unit": {"type": "国企"}}'.encode(), "国有企业"),
    ("yes as truth", b'{"red_lines": {"political": true}}', "red_lines.political"),
    ("unknown level", '{"loss": {"level": "特别严重"}}'.encode(), "loss.level"),
    ("list as level", '{"loss": {"level": ["较小"]}}'.encode(), "loss.level"),
    ("no such day", b'{"notice": {"received": "2026-02-30"}}', "notice.received：“2026-02-30”"),
    ("day as number", b'{"notice": {"received": 20260928}}', "notice.received"),
    ("day in year 9999", b'{"notice": {"received": "9999-12-31"}}', "notice.received"),
    ("day in year 1", b'{"act": {"from": "0001-01-01"}}', "act.from"),
    ("month 13", b'{"person": {"birth": "1978-13"}}', "person.birth"),
    ("no such day in a list", b'{"evidence": [{"title": "a", "date": "x"}]}', "evidence 第1条.date"),
    ("dimension 7", b'{"dimensions": {"7": {}}}', "dimensions.7"),
    ("dimension null", b'{"dimensions": {"1": null}}', "dimensions.1"),
    ("another dimension's words", '{"dimensions": {"1": {"judgement": "民主决策"}}}'.encode(), "dimensions.1.judgement"),
    ("not applicable to 7.6", '{"conditions": {"6": {"met": "不涉及"}}}'.encode(), "conditions.6.met"),
    ("unknown circumstance", b'{"circumstances": [{"id": "9.9"}]}', "“9.9”"),
    ("number as circumstance", b'{"circumstances": [{"id": 9.4}]}', "circumstances 第1条.id"),
    ("circumstance without id", b'{"circumstances": [{"facts": "a"}]}', "circumstances 第1条.id"),
    ("circumstance twice", b'{"circumstances": [{"id": "9.4"}, {"id": "9.4"}]}', "写了两次"),
    ("unknown element", '{"circumstances": [{"id": "9.4", "elements": {"limit": "是"}}]}'.encode(), "elements.limit"),
    ("unknown branch", b'{"circumstances": [{"id": "11.6", "branch": "x"}]}', "branch"),
    ("override of nothing", b'{"overrides": [{"by": "a"}]}', "overrides 第1条.what"),
    ("override of no red line", b'{"overrides": [{"what": "a]b"}]}', "red_lines.fourth_form"),
    ("override twice", b'{"overrides": [{"what": "red_lines.fourth_form"}, {"what": "red_lines.fourth_form"}]}', "写了两次"),
    ("wording of a path", '{"wording": {"三.一": "a"}}'.encode(), "wording"),
    ("skipped numbers", b'{"skipped": [1]}', "skipped 第1条"),
]  # fmt: skip


@pytest.mark.parametrize("command", ["check", "import"])
@pytest.mark.parametrize(("content", "says"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_case_files(refused, run, tmp_path, content, says, command):
    (tmp_path / "案 例.json").write_bytes(content)
    line = refused(command, "案 例.json")
    assert line.startswith("案 例.json：") and says in line
    assert run("list")[1] == ""


@pytest.mark.parametrize(
    "words",
    [
        ["check"], ["draft", "-o", "p.md"], ["draft", "-o", "p.docx", "--kind", "application"], ["export"],
        ["export", "-o", "p.json"], ["answer", "title", "a"], ["answer", "title", ""], ["log"], ["log", "--verify"], ["import"],
    ],
)  # fmt: skip
def test_every_command_refuses_a_bad_file_alike(refused, tmp_path, words):
    (tmp_path / "bad.json").write_text('{"titel": "a", "facts": 5}')
    command, *rest = words
    line = refused(command, "bad.json", *rest)
    assert "bad.json：titel：" in line and "facts：" in line, "all faults are named at once"


def test_a_huge_file_is_refused(refused, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LIMIT", 1000)
    (tmp_path / "huge.json").write_text('{"facts": "' + "a" * 1000 + '"}')
    assert "huge.json：太大" in refused("check", "huge.json")


@pytest.mark.skipif(os.name == "nt", reason="needs device files")
@pytest.mark.parametrize(("name", "says"), [("/dev/zero", "太大"), ("/dev/null", "是空的")])
def test_devices(refused, name, says):
    assert says in refused("check", name)


VALUES = [
    ("notice.received", "2026-13-01", "“2026-13-01”"),
    ("notice.received", "明天", "“明天”"),
    ("notice.received", "9999-12-31", "9999"),
    ("person.birth", "1978", "1978"),
    ("unit.type", "国企", "国有企业"),
    ("loss.level", '["较小"]', "较小"),
    ("conditions.6.met", "不涉及", "是｜否｜难以认定"),
    ("circumstances", '["99.9"]', "99.9"),
    ("circumstances", "第九条", "第九条"),
    ("circumstances", '{"id": "9.4"}', "列表"),
    ("circumstances", "[1]", "circumstances"),
    ("circumstances[9.1].elements.limit", "是", "没有选第九条第（一）项"),
    ("circumstances[9.1].facts", "a", "没有选第九条第（一）项"),
    ("circumstances[9.4].elements.limit", "是", "circumstances[9.4].elements.field"),
    ("circumstances[99.1].facts", "a", "没有“circumstances[99.1].facts”"),
    ("breach", "[a]", "JSON"),
    ("breach", '[{"rule": "a", "x": 1}]', "可用的栏目"),
    ("breach", "[1]", "breach"),
    ("breach", '[{"rule": true}]', "应当是文字"),
    ("breach", '[{"rule": "a", "article": 1.5}]', "应当是文字"),
    ("breach", "[" * 10**5 + "]" * 10**5, "breach"),
    ("breach", "[" + "9" * 5000 + "]", "breach"),
    ("breach", '["\\ud800"]', "坏字符"),
    ("breach", '["a\\u0000"]', "坏字符"),
    ("steps", '[{"step": "开会"}]', "研究"),
    ("steps", '[{"date": "x"}]', "“x”"),
    ("policy_basis", '[{"a": 1}]', "policy_basis"),
    ("title", "a\0b", "坏字符"),
    ("facts", "a\ud800", "坏字符"),
    ("unit.nam", "a", "是不是“unit.name”"),
    ("nosuch", "a", "rongcuo flow committee"),
    ("", "a", "没有“”"),
    ("schema", "1", "没有“schema”"),
    ("skipped", "[]", "没有“skipped”"),
    ("dimensions.7.facts", "a", "没有“dimensions.7.facts”"),
    ("overrides[red_lines.political].by", "a", "没有“overrides[red_lines.political].by”"),
]


@pytest.mark.parametrize("where", ["file", "store"])
@pytest.mark.parametrize(
    ("path", "value", "says"), VALUES, ids=[f"{row[0]} {number}" for number, row in enumerate(VALUES)]
)
def test_answers(refused, run, case, path, value, says, where):
    ref = case() if where == "file" else run("import", case())[1].strip()
    log = run("log", ref)[1]
    line = refused("answer", ref, path, value)
    assert says in line and path in line
    assert run("log", ref)[1] == log


COMMANDS = [
    (["xx"], "没有“xx”这个命令"),
    (["--nosuch"], "--nosuch"),
    (["check"], "案件"),
    (["check", "E-01.json", "b"], "多出来的参数：b"),
    (["check", "E-01.json", "--jso"], "--jso"),
    (["check", "E-01.json", "--json=1"], "--json"),
    (["check", "nosuch"], "既不是案例文件，也不是案件库里的案件"),
    (["check", "nosuch.json"], "找不到这个文件"),
    (["check", "20200101-1"], "rongcuo list"),
    (["check", ""], "案件"),
    (["check", "."], "文件夹"),
    (["check", "E-01.json/x.json"], "不是文件夹"),
    (["check", "a" * 5000], "案件"),
    (["check", "a" * 5000 + ".json"], "名字太长"),
    (["check", '{"title":\n"a"}'], "案件"),
    (["check", "E-01.json", "--today", "明天"], "--today"),
    (["--today", "2026-02-30", "list"], "2026-02-30"),
    (["--today"], "--today"),
    (["--db"], "--db"),
    (["--db", ".", "list"], "案件库 ."),
    (["--db", "E-01.json", "list"], "不是本程序的案件库"),
    (["--db", "E-01.json/x/cases", "new"], "案件库"),
    (["--db", "长" * 100, "list"], "打不开（名字太长）"),
    (["draft", "E-01.json"], "-o"),
    (["draft", "-o", "p.md"], "案件"),
    (["draft", "E-01.json", "-o", "p.pdf"], ".docx、.md、.txt"),
    (["draft", "E-01.json", "-o", "成套"], "成套起草请写成文件夹 成套/"),
    (["draft", "E-01.json", "-o", "p"], ".docx、.md、.txt"),
    (["draft", "E-01.json", "-o", ""], "-o 后面没有写文件名；请写以 .docx、.md、.txt 结尾"),
    (["draft", "E-01.json", "-o", "nosuch/p.md"], "文件夹不存在"),
    (["draft", "E-01.json", "-o", "E-01.json/p.md"], "不是文件夹"),
    *[(["draft", "E-01.json", "-o", "长" * 100 + suffix], "名字太长") for suffix in (".md", ".docx")],
    (["draft", "E-01.json", "-o", "folder.md", "--kind", "basis"], "--kind"),
    (["draft", "E-01.json", "-o", "new/", "--kind", "basis", "--force"], "--kind"),
    (["draft", "E-01.json", "-o", "nosuch/a/"], "文件夹不存在"),
    (["draft", "E-01.json", "-o", "E-01.json/"], "这不是文件夹"),
    (["draft", "E-01.json", "-o", "长" * 100 + "/"], "名字太长"),
    (["draft", "E-01.json", "-o", "half"], "half/目录.json：这是文件夹"),
    (["draft", "E-01.json", "-o", "half", "--force"], "half/目录.json：这是文件夹"),
    (["export", "E-01.json", "-o", "folder.md"], "这是文件夹"),
    (["export", "E-01.json", "-o", "folder.md", "--force"], "这是文件夹"),
    (["draft", "E-01.json", "-o", "old.md"], "--force"),
    (["draft", "E-01.json", "-o", "p.md", "--annotate"], "批注只能加在 .docx 文件里"),
    (["draft", "E-01.json", "-o", "p.txt", "--annotate"], "去掉 --annotate"),
    (["draft", "E-01.json", "-o", "p.md", "--kind", "x"], "no-recommendation"),
    (["draft", "E-01.json", "-o", "p.md", "--kind", ""], "no-recommendation"),
    (["export", "E-01.json", "-o", "old.md"], "--force"),
    (["export", "nosuch"], "nosuch"),
    (["export", "E-01.json", "-o", "/dev/null", "--force"], "/dev/null"),
    (["import"], "文件"),
    (["import", "."], "文件夹"),
    (["import", "E-01.json", "nosuch.json"], "nosuch.json"),
    (["delete", "20200101-1"], "20200101-1"),
    (["delete", "E-01.json"], "案例文件请自行删除"),
    (["delete", ".."], ".."),
    (["new", "--mode", "nosuch"], "committee"),
    (["new", "--mode", "../interviews/committee"], "committee"),
    (["new", "x"], "x"),
    (["list", "x"], "x"),
    (["open"], "案件"),
    (["log", "nosuch"], "nosuch"),
    (["log", "20200101-1", "--verify"], "20200101-1"),
    (["answer", "E-01.json", "title"], "回答"),
    (["answer", "nosuch.json", "title", "a"], "nosuch.json"),
    (["answer", "20200101-1", "title", "a"], "20200101-1"),
    (["flow"], "访谈"),
    (["flow", "nosuch"], "committee"),
    (["lint", "nosuch"], "dialogues/"),
    (["lint", "E-01.json"], "dialogues/"),
    (["lint", "half"], "knowledge/"),
    (["lint", "长" * 100], "dialogues/"),
    (["match"], "案情"),
    (["match", ""], "案情"),
    (["match", " \n"], "案情"),
    (["match", "a", "--top", "0"], "--top"),
    (["match", "a", "--top", "-1"], "--top"),
    (["match", "a", "--top", "多"], "--top"),
    (["match", "a", "--top", "９"], "--top"),
    (["match", "a", "--unit-type", "国企"], "国有企业"),
    (["match", "a", "--batch", "E-01.json"], "--batch"),
    (["match", "--batch", "nosuch"], "nosuch"),
    (["match", "--batch", "."], "文件夹"),
    *[(["show", id], id.strip()) for id in ("9.04", "9。4", "第九条", "0", "28", "8.8", "9.", ".4", "9.4.1", "-1", "annex3", "")],
    (["show"], "条项"),
    (["show", "9.04"], "是不是“9.4”"),
    (["show", "9。4"], "是不是“9.4”"),
    (["show", "第九条第（四）项"], "是不是“9.4”"),
    (["show", "12#3"], "是不是“12”"),
    *[(["deadline", day], day) for day in ("9999-12-31", "0001-01-01", "2026-02-29", "2026-9", "28", "", "一九九〇年一月一日")],
    (["deadline", "2026-09-28", "--consulted", "x"], "--consulted"),
    (["deadline", "2026-09-28", "--consulted"], "--consulted"),
    (["deadline"], "日期"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "says"), COMMANDS)
def test_commands(refused, case, tmp_path, words, says):
    case()
    (tmp_path / "old.md").write_text("原来的")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "half" / "dialogues").mkdir(parents=True)
    (tmp_path / "half" / "目录.json").mkdir()
    assert says in refused(*words)


BATCHES = [
    ("x", "第1行"),
    ('{"text": "a"}\n\n[1]', "第3行"),
    ('{"id": 1}', "第1行"),
    ('{"text": 5}', "第1行"),
    ('{"text": "a"', "第1行"),
    ('{"text": "a", "unit_type": "国企"}', "unit_type"),
    ('{"text": "a", "unit_type": ["国有企业"]}', "unit_type"),
    ('{"text": "a", "id": NaN}', "id"),
    ('{"text": "a", "id": [1]}', "id"),
    ("[" * 10**5, "第1行"),
    ("9" * 5000, "第1行"),
]


@pytest.mark.parametrize(("content", "says"), BATCHES, ids=[row[0][:20] for row in BATCHES])
def test_batches_are_read_whole_before_the_first_answer(refused, tmp_path, content, says):
    (tmp_path / "b.jsonl").write_text('{"text": "前面这一行是好的"}\n' + content, encoding="utf-8")
    line = refused("match", "--batch", "b.jsonl", "--json")
    if says.startswith("第"):
        says = f"第{int(says[1:-1]) + 1}行"
    assert line.startswith("b.jsonl：") and says in line


def test_a_gbk_batch_is_named_as_such(refused, tmp_path):
    (tmp_path / "b.jsonl").write_bytes('{"text": "中文"}'.encode("gbk"))
    assert "GBK" in refused("match", "--batch", "b.jsonl")


@pytest.mark.parametrize("named", ["明天", "2026-02-30", "9999-12-31"])
def test_a_bad_day_in_the_environment(refused, monkeypatch, case, named):
    monkeypatch.setenv("RONGCUO_TODAY", named)
    line = refused("check", case())
    assert "RONGCUO_TODAY" in line and named in line


def test_a_file_name_with_a_newline_is_still_one_line(refused, tmp_path):
    (tmp_path / "a\nb\u2028.json").write_text("[]")
    assert "a；b；.json" in refused("check", "a\nb\u2028.json")


def test_what_is_forbidden(refused, case, tmp_path):
    path = case()
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user (root) may read and write everything")
    path.chmod(0o600)
    (tmp_path / "closed").mkdir(mode=0o500)
    assert "没有权限" in refused("draft", path, "-o", "closed/p.md")
    path.chmod(0o400)
    assert "不能覆盖" in refused("answer", path, "title", "a")
    path.chmod(0)
    assert "没有权限" in refused("check", path)


def test_faulty_data_files_are_one_line(refused, monkeypatch, tmp_path):
    """Every command but lint names the first fault, how many there are, and where to see them all."""
    for name in ("dialogues", "knowledge"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr("assistant.services.library.folder", lambda name: tmp_path / name)
    line = refused("show", "12")
    assert "dimensions.toml" in line and "rongcuo lint" in line


def test_importing_reads_every_file_before_the_first_is_taken_in(refused, run, case, tmp_path):
    case()
    (tmp_path / "bad.json").write_text(json.dumps({"mode": "nosuch"}))
    refused("import", "E-01.json", "bad.json")
    assert run("list")[1] == ""
