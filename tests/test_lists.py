"""Lists of the user's own: taken in whole or not at all, matched, printed, answered, and gone again (第二十一、二十二条)."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from assistant import paths
from assistant.domain.regulation import quoted
from assistant.paths import folder
from assistant.services.library import Library

LISTS = folder("tests") / "data" / "lists"
POSITIVE, NEGATIVE, RULES = (LISTS / f"{name}.toml" for name in ("jyj-zm", "jyj-fm", "spj-gf"))
CITED = "《县教育局容错情形清单（虚构）》第1项"
PASSED = "（县教育局制定，2024年3月1日，经县容错纠错工作联席会议审核）"
RULE = "《清和区行政审批容错操作规范（虚构）》第3条（清和区行政审批服务局制定，2025年1月2日，经清和区容错会商研判联席会议审核）"
TRIP = "我们学校带孩子们去研学旅行，遇上暴雨提前返程，家长闹着要退费"

pytestmark = pytest.mark.usefixtures("surroundings")


@pytest.fixture
def lists(run, tmp_path) -> Path:
    """The user's folder with all three lists taken in."""
    for file in (POSITIVE, NEGATIVE, RULES):
        assert run("lists", "add", file)[0] == 0
    return tmp_path / "data" / "rongcuo" / "lists"


def changed(tmp_path: Path, *changes: tuple[str, str], file: Path = POSITIVE) -> Path:
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    copy = tmp_path / "清单.toml"
    copy.write_text(text, encoding="utf-8")
    return copy


# ── taken in, shown, taken out ──


def test_what_is_taken_in_is_shown_with_its_origin(run, lists):
    code, out, err = run("lists")
    assert (code, err) == (0, "")
    assert [line.split("　")[:-1] for line in out.splitlines()] == [
        ["jyj-fm", "《县教育局负面情形清单（虚构）》", "负面清单", "县教育局制定，2024年5月6日，未经联席会议审核", "1项"],
        ["jyj-zm", "《县教育局容错情形清单（虚构）》", "正面清单",
         "县教育局制定，2024年3月1日，经县容错纠错工作联席会议审核", "2项"],
        ["spj-gf", "《清和区行政审批容错操作规范（虚构）》", "操作规范、细则",
         "清和区行政审批服务局制定，2025年1月2日，经清和区容错会商研判联席会议审核", "1项"],
    ]  # fmt: skip
    first = json.loads(run("lists", "--json")[1].splitlines()[0])
    assert set(first) == {"id", "title", "kind", "drawn_by", "dated", "passed_by", "items", "hash"}
    assert [item["id"] for item in first["items"]] == ["jyj-fm:1"]
    assert sorted(path.name for path in lists.iterdir()) == ["jyj-fm.toml", "jyj-zm.toml", "spj-gf.toml"]
    assert run("lint")[0] == 0


def test_an_item_is_shown_with_the_origin_of_its_list(run, lists):
    code, out, err = run("show", "jyj-zm:1")
    assert (code, err) == (0, "") and out.startswith(f"{CITED}{PASSED}　正面清单\n学校组织研学旅行")
    shown = json.loads(run("show", "spj-gf:3", "--json")[1])
    assert list(shown) == [*json.loads(run("show", "9.4", "--json")[1]), "list"]
    assert (shown["id"], shown["list"]["passed_by"]) == ("spj-gf:3", "清和区容错会商研判联席会议")
    code, _, err = run("show", "jyj-zm:7")
    assert code == 2 and "没有“jyj-zm:7”；是不是“jyj-zm:" in err and "清单的项写 清单编号:项" in err


def test_without_lists_that_is_said(run):
    assert run("lists") == (0, "", "没有情形清单；用 rongcuo lists add 文件 加入\n")


def test_a_list_is_taken_out_and_an_unknown_one_refused(run, lists):
    assert run("lists", "remove", "jyj-fm")[0] == 0
    assert not (lists / "jyj-fm.toml").exists()
    code, out, err = run("lists", "remove", "jyj-fm")
    assert (code, out) == (2, "") and "没有“jyj-fm”" in err


def test_a_faulty_file_of_ones_own_is_left_out_and_named_and_the_program_runs(run, lists, case):
    bad = lists / "坏的.toml"
    bad.write_text("id = \n", encoding="utf-8")
    (lists / "x.toml").mkdir()
    os.mkfifo(lists / "y.toml")
    (lists / "z.toml").write_bytes((lists / "jyj-zm.toml").read_bytes())
    code, out, err = run("lists")
    assert code == 1 and [line.partition("　")[0] for line in out.splitlines()] == [
        "jyj-fm",
        "jyj-zm",
        "spj-gf",
    ]
    says = err.splitlines()
    names = ["x.toml", "y.toml", "z.toml", "坏的.toml"]
    assert [line.partition("：")[0] for line in says] == [str(lists / name) for name in names]
    for line, name in zip(says, names, strict=True):
        assert line.endswith(f"；没有采用，请改好，或者用 rongcuo lists remove {name} 移走")
    assert "不是普通文件" in says[0] and "不是普通文件" in says[1]
    assert "另一份清单已经用了“jyj-zm”" in says[2] and "不是有效的 TOML" in says[3]
    code, out, _ = run("lint")
    assert code == 1 and out.splitlines() == says
    assert run("show", "9.4")[0] == 0 and run("check", case())[0] == 0
    assert run("deadline", "2026-09-01")[0] == 0


def test_a_date_to_come_is_told_with_the_other_faults(run, tmp_path):
    file = changed(tmp_path, ("dated = 2024-03-01", "dated = 2027-03-01"), ("n = 2", "n = 1"))
    code, _, err = run("lists", "add", file)
    assert code == 2 and "第1项写了两次" in err and "第5行 dated：2027-03-01还没有到" in err


def test_of_two_files_with_one_id_both_are_named_and_either_can_be_taken_out(run, lists):
    (lists / "dup.toml").write_bytes((lists / "jyj-fm.toml").read_bytes())
    code, _, err = run("lists")
    assert code == 1 and err.startswith(
        f"{lists / 'jyj-fm.toml'}：第1行 id：另一份清单已经用了“jyj-fm”（dup.toml）"
    )
    assert "两份里移走不要的那一份" in err
    assert run("lists", "remove", "dup.toml")[0] == 0
    assert run("lists")[::2] == (0, "") and (lists / "jyj-fm.toml").exists()


def test_a_faulty_file_is_taken_out_by_its_name(run, lists):
    (lists / "坏的.toml").write_text("id = \n", encoding="utf-8")
    (lists / "z.toml").write_bytes((lists / "jyj-zm.toml").read_bytes())
    (lists / "x.toml").mkdir()
    assert run("lists", "remove", "坏的.toml")[0] == 0 and run("lists", "remove", "z")[0] == 0
    code, _, err = run("lists", "remove", "x.toml")
    assert code == 2 and f"{lists / 'x.toml'}：这是文件夹" in err
    (lists / "x.toml").rmdir()
    assert run("lists")[::2] == (0, "")
    assert sorted(path.name for path in lists.iterdir()) == ["jyj-fm.toml", "jyj-zm.toml", "spj-gf.toml"]


def test_a_faulty_file_of_the_same_name_is_not_written_over_unasked(run, lists):
    (lists / "jyj-zm.toml").write_text("改到一半", encoding="utf-8")
    code, _, err = run("lists", "add", POSITIVE)
    assert code == 2 and f"{lists / 'jyj-zm.toml'} 已有同名的文件，有毛病没有采用，没有改动" in err
    assert run("lists", "add", POSITIVE, "--force")[0] == 0
    assert (lists / "jyj-zm.toml").read_bytes() == POSITIVE.read_bytes()


def test_a_list_of_too_many_items_is_refused(run, lists, tmp_path):
    many = "".join(f'[[item]]\nn = {n}\ntext = "第{n}项"\n' for n in range(3, 502))
    file = changed(tmp_path)
    file.write_text(POSITIVE.read_text(encoding="utf-8") + many, encoding="utf-8")
    code, out, err = run("lists", "add", file, "--force")
    assert (code, out) == (2, "") and "item：有501项，一份最多500项，请分成几份；没有加入" in err
    file.write_text(f"# {'长' * 400_000}\n" + POSITIVE.read_text(encoding="utf-8"), encoding="utf-8")
    code, out, err = run("lists", "add", file)
    assert (code, out) == (2, "") and "太大，超过 1 MB" in err


def test_a_list_of_a_day_to_come_is_refused(run, tmp_path):
    code, out, err = run("lists", "add", changed(tmp_path, ("dated = 2024-03-01", "dated = 2026-09-23")))
    assert (code, out) == (2, "")
    assert "第5行 dated：2026-09-23还没有到，请核对制定的日期；没有加入" in err
    assert run("lists", "add", changed(tmp_path, ("dated = 2024-03-01", "dated = 2026-09-22")))[0] == 0


def test_a_pipe_is_no_list(run, tmp_path):
    os.mkfifo(tmp_path / "管道.toml")
    code, out, err = run("lists", "add", tmp_path / "管道.toml")
    assert (code, out) == (2, "") and "管道.toml：不是普通文件" in err


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([('kind = "positive"', 'kind = "good"')], "第3行 kind：“good”不是可用的值"),
        ([("dated = 2024-03-01", 'dated = "去年"')], "第5行 dated：应当是日期（写成 2024-03-01，不加引号），现在是文字"),
        ([('id = "jyj-zm"', 'id = "教育局"')], "第1行 id：只能用小写字母、数字和连字符"),
        ([('id = "jyj-zm"', 'id = "../x"')], "第1行 id：只能用小写字母、数字和连字符"),
        ([("n = 2", "n = 1")], "第14行 item 第2条.n：第1项写了两次，请改 n 或者合并"),
        ([("n = 2", 'n = "二"')], "第14行 item 第2条.n：应当是整数，现在是文字"),
        ([('text = "课后', 'txt = "课后')], "第15行 item 第2条.txt：没有“txt”这个键，是不是“text”"),
        ([("课后服务聘请", "课后\\u0007服务聘请")], "第15行 item 第2条.text：第3个字是坏字符"),
        ([("n = 2\n", "")], "第13行 item 第2条：缺少“n”"),
        ([('drawn_by = "县教育局"\n', "")], "第1行 文件：缺少“drawn_by”"),
        ([("[[item]]\nn = 2", "[[item]\nn = 2")], "不是有效的 TOML（第13行第7列），请检查引号、括号和等号"),
        ([("dated = 2024-03-01", "dated = 2024-02-31")], "不是有效的 TOML（第5行第9列），没有这一天，请核对日期"),
        ([("n = 2", "n = 2\nn = 3")], "同一个键写了两次，请删去一处"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_faulty_list_is_refused_whole(run, lists, tmp_path, changes, says):
    before = (lists / "jyj-zm.toml").read_bytes()
    code, out, err = run("lists", "add", changed(tmp_path, *changes), "--force")
    assert (code, out) == (2, "")
    assert "清单.toml：" in err and says in err and err.endswith("没有加入\n")
    assert len(list(lists.iterdir())) == 3 and (lists / "jyj-zm.toml").read_bytes() == before


BROKEN = sorted(folder("tests").glob("broken/*/knowledge/lists/a.toml"))
FAULTY = [file for file in BROKEN if not file.with_name("b.toml").exists()]


@pytest.mark.parametrize("file", FAULTY, ids=lambda file: file.parents[2].name)
def test_what_lint_says_of_a_list_is_said_when_it_is_taken_in(run, file):
    """File, line, key and remedy, one broken file for each rule."""
    (says,) = (file.parents[2] / "says.txt").read_text(encoding="utf-8").splitlines()
    assert run("lists", "add", file) == (2, "", f"{file.parent}/{says}；没有加入\n")
    assert run("lists")[1] == ""


@pytest.mark.parametrize(
    ("dated", "says"),
    [("2025-06-01", "较新的版本（2025-06-01）"), ("2023-06-01", "较旧的版本"), ("2024-03-01", "同一日期而文字不同的")],
)  # fmt: skip
def test_another_version_replaces_only_by_force(run, lists, tmp_path, dated, says):
    other = changed(tmp_path, ("dated = 2024-03-01", f"dated = {dated}"), ("购买保险", "购买全员保险"))
    code, _, err = run("lists", "add", other)
    assert code == 2 and f"已有“jyj-zm”（2024-03-01），这一份是{says}" in err
    assert (lists / "jyj-zm.toml").read_bytes() == POSITIVE.read_bytes()
    assert run("lists", "add", other, "--force")[0] == 0
    assert (lists / "jyj-zm.toml").read_bytes() == other.read_bytes()
    assert len(list(lists.iterdir())) == 3


def test_the_same_list_again_changes_nothing(run, lists):
    code, out, err = run("lists", "add", POSITIVE)
    assert (code, err) == (0, "已有，没有改动\n") and out.startswith("jyj-zm　")
    assert len(list(lists.iterdir())) == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("frob",), "动作 不能是“frob”，可用：add、remove"),
        (("add",), "没有写明清单"),
        (("remove",), "没有写明清单"),
        (("add", "没有.toml"), "找不到这个文件"),
    ],
)
def test_wrong_usage_is_refused(run, words, says):
    code, out, err = run("lists", *words)
    assert (code, out) == (2, "") and says in err


# ── matched, picked, printed ──


def test_a_description_finds_an_item_of_ones_own_list(run, lists, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "user_cache", lambda: tmp_path / "cache")
    best = json.loads(run("match", TRIP, "--json")[1])["matches"][0]
    assert (best["id"], best["citation"]) == ("jyj-zm:1", CITED)
    assert best["list"]["passed_by"] == "县容错纠错工作联席会议"
    _, out, _ = run("match", "研学时把学生带到指定商店消费，导游给学校返钱")
    assert "《县教育局负面情形清单（虚构）》第1项　负面清单，须在文稿中回应" in out
    assert (tmp_path / "cache" / "matching.npz").is_file()


def test_rules_are_offered_as_bases_say_whether_they_were_passed_and_are_not_matched(run, lists, tmp_path):
    not_passed = changed(
        tmp_path, ('passed_by = "清和区容错会商研判联席会议"\n', ""), ("spj-gf", "spj-bg"), file=RULES
    )
    assert run("lists", "add", not_passed)[0] == 0
    knowledge = Library().knowledge()
    titles = [basis.title for basis in knowledge.policy_bases]
    assert RULE in titles
    assert f"{RULE.partition('，经')[0]}，未经联席会议审核）" in titles
    assert [id for id in knowledge.listed if id.startswith("spj-")] == []


def test_the_index_of_the_shipped_data_is_not_the_one_with_lists(lists, library):
    assert Library().digest() != library.digest()
    assert Library().version() == library.version()


def test_an_item_is_picked_kept_in_its_words_and_printed(run, lists, case, tmp_path):
    file = case()
    assert run("answer", file, "circumstances", '["9.4", "jyj-zm:1"]')[0] == 0
    assert run("answer", file, "policy_basis", json.dumps([RULE]))[0] == 0
    kept = json.loads(file.read_text(encoding="utf-8"))
    item = next(one for one in kept["circumstances"] if one["id"] == "jyj-zm:1")
    assert item["text"].startswith("学校组织研学旅行")
    assert item["list"] == {
        "title": "县教育局容错情形清单（虚构）", "kind": "positive", "drawn_by": "县教育局",
        "dated": "2024-03-01", "passed_by": "县容错纠错工作联席会议",
    }  # fmt: skip
    assert set(kept["receipt"]["lists"]) == {"jyj-zm", "jyj-fm", "spj-gf"}
    assert {"circumstances", "circumstances[9.4]", "policy_basis"} <= set(kept["receipt"]["seen"])
    assert run("draft", file, "-o", tmp_path / "建议.md")[0] == 0
    paper = (tmp_path / "建议.md").read_text(encoding="utf-8")
    assert f"对照{CITED}（县教育局制定，2024年3月1日，经县容错纠错工作联席会议审核）：学校组织" in paper
    assert f"- {RULE}" in paper
    assert "basis." not in " ".join(finding["code"] for finding in findings(run, file))


def test_a_negative_item_warns_and_must_be_answered(run, lists, case, tmp_path):
    file = case()
    run("answer", file, "circumstances", '["9.4", "jyj-fm:1"]')
    assert [f["level"] for f in findings(run, file) if f["code"] == "basis.negative"] == ["warn"]
    code, _, err = run("draft", file, "-o", tmp_path / "建议.md")
    assert code == 1 and "【待补充：对《县教育局负面情形清单（虚构）》第1项的回应】" in err
    assert run("answer", file, "circumstances[jyj-fm:1].answer", "路线没有购物点。")[0] == 0
    assert run("draft", file, "-o", tmp_path / "建议.md", "--force")[0] == 0
    assert "对此说明如下：路线没有购物点。" in (tmp_path / "建议.md").read_text(encoding="utf-8")


def test_marks_in_the_words_of_a_list_are_words(run, tmp_path, case):
    words = "[red]*甲*|乙 {{ 7*7 }} =SUM(1) <b>"
    other = changed(tmp_path, ("课后服务聘请校外人员授课", words))
    assert run("lists", "add", other)[0] == 0
    file = case()
    run("answer", file, "circumstances", '["9.4", "jyj-zm:2"]')
    run("draft", file, "-o", tmp_path / "建议.txt")
    assert words in (tmp_path / "建议.txt").read_text(encoding="utf-8")


# ── on a machine without the list, and under another version ──


def findings(run, ref) -> list[dict]:
    return json.loads(run("check", ref, "--json")[1])["findings"]


@pytest.fixture
def brought(run, lists, case) -> Path:
    """A case file that relies on a list which has since been taken out."""
    file = case()
    run("answer", file, "circumstances", '["9.4", "jyj-zm:1"]')
    run("lists", "remove", "jyj-zm")
    return file


def test_an_unknown_item_is_taken_in_with_a_warning_in_its_own_words(run, brought, tmp_path):
    code, out, err = run("import", brought)
    assert code == 0 and err == f"{CITED}：本机没有这份清单，引文来自案例文件；已照样导入，请核对。\n"
    assert "basis.absent" in [finding["code"] for finding in findings(run, out.strip())]
    run("draft", out.strip(), "-o", tmp_path / "建议.md")
    paper = (tmp_path / "建议.md").read_text(encoding="utf-8")
    assert "联席会议审核）：学校组织研学旅行" in paper and "本机没有" not in paper
    run("draft", out.strip(), "-o", tmp_path / "批注.docx", "--annotate")
    with zipfile.ZipFile(tmp_path / "批注.docx") as packed:
        assert "已选用（本机没有这份清单，引文来自案例文件）" in packed.read("word/comments.xml").decode()
    exported = json.loads(run("export", out.strip())[1])
    assert exported["circumstances"] == json.loads(brought.read_text(encoding="utf-8"))["circumstances"]


def test_of_an_item_that_its_list_no_longer_has_just_that_is_said(run, lists, case, tmp_path):
    file = case()
    run("answer", file, "circumstances", '["9.4", "jyj-zm:2"]')
    text = POSITIVE.read_text(encoding="utf-8")
    shorter = tmp_path / "短.toml"
    shorter.write_text(text[: text.rindex("[[item]]")], encoding="utf-8")
    assert run("lists", "add", shorter, "--force")[0] == 0
    (found,) = [one["message"] for one in findings(run, file) if one["code"] == "basis.absent"]
    assert "第2项：本机的这份清单里没有这一项，引文来自案例文件" in found and "没有这份清单" not in found


def test_every_paper_says_who_drew_the_list_up_and_whether_it_was_passed(run, lists, case, tmp_path):
    file, bare = case(), changed(tmp_path, ('passed_by = "县容错纠错工作联席会议"\n', ""))
    assert run("lists", "add", bare, "--force")[0] == 0
    run("answer", file, "circumstances", '["9.4", "jyj-zm:1", "jyj-fm:1"]')
    said = f"{CITED}（县教育局制定，2024年3月1日，未经联席会议审核）"

    def paper(kind: str) -> str:
        run("draft", file, "--kind", kind, "-o", tmp_path / f"{kind}.md", "--force")
        return (tmp_path / f"{kind}.md").read_text(encoding="utf-8")

    assert f"；{said}。" in paper("recommendation").partition("## 四、")[2].partition("## 五、")[0]
    assert f"第二十二条，{said}" in paper("basis") and f"第九条第（四）项、{said}。" in paper("application")
    negative = "《县教育局负面情形清单（虚构）》第1项（县教育局制定，2024年5月6日，未经联席会议审核）"
    assert f"{negative} | 须在文稿中回应 |" in paper("basis")
    run("answer", file, "circumstances[jyj-fm:1].answer", "路线没有购物点。")
    assert f"{negative} | 已回应 |" in paper("basis")


def test_a_self_check_that_answered_a_negative_item_is_not_asked_again(run, lists, case):
    file = case(mode="self_check")
    run("answer", file, "circumstances", '["9.4", "jyj-fm:1"]')
    assert any("照实说清楚" in finding["message"] for finding in findings(run, file))
    run("answer", file, "circumstances[jyj-fm:1].answer", "路线没有购物点。")
    messages = [finding["message"] for finding in findings(run, file)]
    assert not any("照实说清楚" in message for message in messages)
    assert any("您已经作了说明" in message for message in messages)


def test_marks_within_a_title_are_the_single_ones(run, lists, tmp_path):
    other = changed(
        tmp_path, ("县教育局容错情形清单（虚构）", "关于印发《容错情形清单》的通知"), ("jyj-zm", "jyj-tz")
    )
    assert "《关于印发〈容错情形清单〉的通知》" in run("lists", "add", other)[1]
    assert Library().knowledge().cite("jyj-tz:1") == "《关于印发〈容错情形清单〉的通知》第1项"


@pytest.mark.parametrize("id", ["99.9", "Ａ:1", "jyj-zm:0", "jyj-zm:x", "a]:1"])
def test_what_cannot_be_an_item_is_refused(run, case, id):
    code, _, err = run("check", case(circumstances=[{"id": id}]))
    assert code == 2 and f"没有“{id}”这一情形" in err


def test_an_item_of_a_list_has_no_elements(run, case):
    code, _, err = run("check", case(circumstances=[{"id": "jyj-zm:1", "elements": {"limit": "是"}}]))
    assert code == 2 and "清单的项没有要件，请删去 elements" in err


def test_a_reworded_item_keeps_the_words_it_was_picked_in_until_confirmed(run, lists, case, tmp_path):
    id = run("import", case())[1].strip()
    run("answer", id, "circumstances", '["9.4", "jyj-zm:1"]')
    newer = changed(tmp_path, ("dated = 2024-03-01", "dated = 2025-06-01"), ("购买保险", "购买全员保险"))
    run("lists", "add", newer, "--force")
    (found,) = [finding for finding in findings(run, id) if finding["code"] == "basis.changed"]
    assert (found["level"], found["where"]) == ("warn", "circumstances")
    assert "购买保险" in found["message"] and "购买全员保险" in found["message"]
    run("answer", id, "circumstances", '["9.4", "jyj-zm:1", "8.6"]')
    assert "basis.changed" in [finding["code"] for finding in findings(run, id)]
    run("draft", id, "-o", tmp_path / "甲.md")
    assert "并购买保险" in (tmp_path / "甲.md").read_text(encoding="utf-8")
    run("answer", id, "circumstances", '["8.6", "9.4", "jyj-zm:1"]')
    assert "basis.changed" not in [finding["code"] for finding in findings(run, id)]
    run("draft", id, "-o", tmp_path / "乙.md")
    assert "购买全员保险" in (tmp_path / "乙.md").read_text(encoding="utf-8")


def test_what_was_answered_to_a_negative_item_is_looked_at_again_when_its_words_are_others(
    run, lists, case, tmp_path
):
    id = run("import", case())[1].strip()
    run("answer", id, "circumstances", '["9.4", "jyj-fm:1"]')
    run("answer", id, "circumstances[jyj-fm:1].answer", "路线没有购物点。")
    newer = changed(tmp_path, ("指定消费", "指定购物"), file=NEGATIVE)
    run("lists", "add", newer, "--force")

    def changes() -> list[str]:
        return [finding["where"] for finding in findings(run, id) if finding["code"] == "basis.changed"]

    assert changes() == ["circumstances"]
    run("answer", id, "circumstances", '["9.4", "jyj-fm:1"]')
    assert changes() == ["circumstances[jyj-fm:1].answer"]
    run("answer", id, "circumstances[jyj-fm:1].answer", "路线没有购物点。")
    assert changes() == []


@pytest.mark.parametrize(
    ("dated", "which"),
    [("2025-06-01", "较新的版本（2025年6月1日）"), ("2024-06-01", "另一个版本（2024年6月1日）")],
)
def test_of_rules_in_another_version_just_that_is_said_once(run, lists, case, tmp_path, dated, which):
    file = case()
    run("answer", file, "policy_basis", json.dumps([RULE]))
    other = changed(tmp_path, ("dated = 2025-01-02", f"dated = {dated}"), file=RULES)
    assert run("lists", "add", other, "--force")[0] == 0
    told = [finding["message"] for finding in findings(run, file) if RULE in finding["message"]]
    assert told == [f"选用的依据{quoted(RULE)}所在的操作规范、细则，本机现在有{which}，请重新选。"]
    new = RULE.replace("2025年1月2日", which.partition("（")[2].rstrip("）"))
    run("answer", file, "policy_basis", json.dumps([new]))
    assert not [finding for finding in findings(run, file) if finding["where"] == "policy_basis"]


def test_statistics_cite_the_list_and_leave_the_negative_one_out(run, lists, case, tmp_path):
    import openpyxl

    decided = {"date": "2026-03-02", "outcome": "免责"}
    picked = [{"id": "9.4"}, {"id": "jyj-zm:1"}, {"id": "jyj-fm:1"}]
    run("import", case(decision=decided, circumstances=picked))
    run("stats", "2026上半年", "-o", tmp_path / "表.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx").active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any(f"情形：第九条第（四）项、{CITED}{PASSED}。" in cell for cell in cells)
    assert not any("负面" in cell for cell in cells)


def test_an_item_without_words_is_said_to_lack_them_and_is_no_basis(run, case, tmp_path):
    file = case(circumstances=[{"id": "9.4"}, {"id": "abc:3"}])
    _, out, err = run("import", file)
    lacks = "《abc》第3项：本机没有这份清单，案例文件也没有写它的原文"
    assert err == f"{lacks}；已照样导入，请核对。\n"
    code, said, _ = run("check", out.strip(), "--json")
    found = json.loads(said)
    assert code == 1 and not found["complete"] and found["missing"] == ["circumstances[abc:3].text"]
    told = [one["message"] for one in found["findings"] if "abc" in one["message"]]
    assert told[0] == "第十二条列明的第3项内容“有无可以容错的情形”还缺“《abc》第3项的原文”，请补充。"
    assert told[1].startswith(f"{lacks}，文稿里标为待补充，不作依据。") and len(told) == 2
    for kind in ("recommendation", "application", "basis"):
        code, _, err = run("draft", out.strip(), "--kind", kind, "-o", tmp_path / f"{kind}.md")
        assert code == 1 and "【待补充：《abc》第3项的原文】" in err
    paper = (tmp_path / "recommendation.md").read_text(encoding="utf-8")
    assert "abc" not in paper.partition("## 四、")[2].partition("## 五、")[0]


def test_a_rule_given_by_its_id_is_cited_with_its_origin(run, lists, case, tmp_path):
    bare = ('passed_by = "清和区容错会商研判联席会议"\n', ""), ("spj-gf", "spj-bg")
    assert run("lists", "add", changed(tmp_path, *bare, file=RULES))[0] == 0
    file = case()
    assert run("answer", file, "policy_basis", '["spj-gf:3", "spj-bg:3", "某文件"]')[0] == 0
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept["policy_basis"] == [RULE, f"{RULE.partition('，经')[0]}，未经联席会议审核）", "某文件"]
    brought = case(policy_basis=["spj-gf:3"])
    run("draft", brought, "-o", tmp_path / "建议.md")
    assert f"- {RULE}\n" in (tmp_path / "建议.md").read_text(encoding="utf-8")
    assert not [one for one in findings(run, brought) if one["where"] == "policy_basis"]


@pytest.mark.parametrize(
    ("id", "says"),
    [
        ("spj-gf:9", "没有“spj-gf:9”这一条操作规范、细则；"),
        ("abc:1", "没有“abc:1”这一条"),
        ("jyj-zm:1", "“jyj-zm:1”是正面清单的一项，不是政策依据"),
    ],
)
def test_an_id_that_is_no_rule_is_refused_as_a_basis(run, lists, case, id, says):
    file = case()
    before = file.read_bytes()
    answered = run("answer", file, "policy_basis", json.dumps([id]))
    assert file.read_bytes() == before
    code, out, err = answered
    assert (code, out, err.count("\n")) == (2, "", 1) and f"policy_basis：{says}" in err


def test_a_case_file_keeps_an_id_that_no_list_here_has(run, lists, case):
    assert run("check", file := case(policy_basis=["abc:1"]))[0] != 2
    assert json.loads(run("export", file)[1])["policy_basis"] == ["abc:1"]
