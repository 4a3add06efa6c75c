"""The command line as the contract has it: exit codes, what goes to stdout and stderr, the shape of `--json`."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
from pathlib import Path

import docx
import openpyxl
import pytest

from assistant import cli, commands
from assistant.domain.regulation import cite
from assistant.paths import folder
from assistant.services.store import Store

CASES = folder("tests") / "data" / "cases"
ROOT = folder("tests").parent
MATCHED = "我局推行容缺受理，企业缺一份次要材料先办了许可，后来逾期没有补齐，居民投诉，区纪委来调查。"


pytestmark = pytest.mark.usefixtures("surroundings")


@pytest.fixture
def told(run):
    """Run a command that should succeed, and read its JSON."""

    def told(*words: object):
        code, out, err = run(*words, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return told


def spawn(*words: object, stdin: bytes | None = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run `rongcuo` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "assistant", *map(str, words)],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | env,
        timeout=60,
    )


# ── match ──


def test_match_ranks_circumstances_with_words_and_elements(told):
    found = told("match", MATCHED, "--top", "3")
    assert set(found) == {"confident", "matches", "red_flags", "apart", "remark"}
    assert found["confident"] is True
    assert len(found["matches"]) == 3
    best = found["matches"][0]
    contract = {"id", "citation", "score", "text", "terms", "elements"}
    assert set(best) == contract | {"covered", "silent", "example", "remark"}
    assert (best["id"], best["citation"]) == ("9.4", "第九条第（四）项")
    assert 0 < best["score"] <= 1
    assert best["terms"]
    assert all(set(element) >= {"id", "words", "question"} for element in best["elements"])


def test_match_names_red_flags(told):
    assert {"kind", "words"} == set(
        told("match", "他收受了企业老板的回扣，事后还伪造会议纪要隐瞒事实。")["red_flags"][0]
    )


def test_match_reads_standard_input():
    asked = spawn("match", "-", "--json", stdin=b"\xef\xbb\xbf" + MATCHED.encode() + b"\r\n")
    assert (asked.returncode, asked.stderr) == (0, b"")
    assert json.loads(asked.stdout)["matches"][0]["id"] == "9.4"


def test_match_weighs_the_type_of_the_unit(told):
    words = "企业对外投资经过民主决策程序，因市场变化出现亏损，职工有意见"
    ours, theirs = (told("match", words, "--unit-type", kind)["matches"] for kind in ("国有企业", "行政机关"))
    score = {kind: {m["id"]: m["score"] for m in found} for kind, found in (("o", ours), ("t", theirs))}
    assert score["o"]["10.4"] > score["t"].get("10.4", 0)


def test_match_speaks_to_people_too(run):
    code, out, err = run("match", MATCHED)
    assert (code, err) == (0, "")
    assert "第九条第（四）项" in out and "对得上的词" in out


def test_batch_prints_one_line_each(run, tmp_path):
    rows = [{"id": "a", "text": MATCHED}, {"id": 2, "text": "今天食堂吃什么"}, {"text": "行\u2028分隔"}]
    text = "\r\n\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "b.jsonl").write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\r\n")
    code, out, err = run("match", "--batch", tmp_path / "b.jsonl", "--json")
    found = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [row["id"] for row in found] == ["a", 2, None]
    assert all(set(row) == {"id", "confident", "matches", "red_flags"} for row in found)
    assert all(set(match) == {"id", "score"} for row in found for match in row["matches"])
    assert found[0]["matches"][0]["id"] == "9.4"


# ── check ──


def test_check_prints_the_review(told, case):
    found = told("check", case())
    assert set(found) == {"complete", "missing", "findings", "outcome", "deadline", "open"}
    assert set(found["outcome"]) == {"proposed", "alternatives", "form", "articles", "reason"}
    assert found["outcome"]["proposed"] == "免责"
    assert set(found["outcome"]["form"]) == {"from", "to"}
    assert set(found["deadline"]) == {"due", "days", "provisional", "reason", "other", "left"}
    for finding in found["findings"]:
        assert set(finding) == {"code", "level", "where", "articles", "message"}
        assert finding["level"] in ("block", "warn", "info")
        assert "." in finding["code"] or finding["code"].startswith("deadline")


@pytest.mark.parametrize(
    ("name", "code", "proposed"),
    [("E-01", 0, "免责"), ("E-02", 0, "减责"), ("E-03", 0, "从轻处理"), ("E-04", 1, "不提出容错建议")],
)
def test_check_of_the_full_cases(run, case, name, code, proposed):
    got, out, err = run("check", case(name), "--json")
    found = json.loads(out)
    assert (got, err, found["outcome"]["proposed"]) == (code, "", proposed)
    assert any(finding["level"] == "block" for finding in found["findings"]) == bool(code)


def test_check_exits_1_only_on_a_block(run, case):
    """E-01 has warnings and passes; without its facts it does not."""
    code, out, _ = run("check", case(), "--json")
    assert code == 0 and any(finding["level"] == "warn" for finding in json.loads(out)["findings"])
    assert run("check", case(usual_performance=None))[0] == 1


def test_check_of_a_case_with_no_date_has_no_deadline(run, case):
    assert json.loads(run("check", case(notice={}), "--json")[1])["deadline"] is None


@pytest.mark.parametrize(("reason", "said"), [("影响面广。", "影响面广。"), (None, "【待补充】。")])
def test_check_names_the_proposal_then_the_choice_each_with_its_reason(run, case, reason, said):
    out = run("check", case(recommendation={"outcome": "从轻处理", "reason": reason}))[1]
    proposal, choice = out.splitlines()[1:3]
    assert proposal.startswith("容错方式：免责（") and proposal.endswith("可予以免责。")
    assert choice == f"选定“从轻处理”，理由：{said}"


def test_check_of_an_empty_case_lists_what_is_missing(run, tmp_path):
    (tmp_path / "empty.json").write_text("{}")
    code, out, _ = run("check", tmp_path / "empty.json", "--json")
    found = json.loads(out)
    assert (code, found["complete"], found["outcome"]["proposed"]) == (1, False, None)
    assert "duties" in found["missing"]


def test_check_lists_what_can_still_change_the_result(run, told, case):
    """An exception to a red line is no question while the line itself is not answered 是."""
    assert told("check", case(intended_form="诫勉"))["open"] == []
    open_ = case(
        intended_form="诫勉", red_lines={"political": "否", "private_gain": "否", "fourth_form": "难以认定"}
    )
    assert told("check", open_)["open"] == [
        {"path": path, "value": value, "results": ["不提出容错建议的说明", "容错初步建议"]}
        for path, value in (("red_lines.concealment", "未答"), ("red_lines.fourth_form", "难以认定"))
    ]
    said = run("check", open_)[1]
    assert "还能改变结论的问题：" in said
    assert (
        "就本事项隐瞒事实、弄虚作假（red_lines.concealment）未答：不提出容错建议的说明；容错初步建议" in said
    )
    assert "还能改变结论" not in run("check", case(intended_form="诫勉"))[1]


# ── hearing ──


def test_hearing_tells_what_will_be_asked_and_what_speaks_against(run, told, case):
    found = told("hearing", case())
    assert set(found) == {"questions", "against"}
    for question in found["questions"]:
        assert set(question) == {
            "id", "who", "ask", "words", "state", "answered", "unsettled", "lacking", "evidence", "proof",
        }  # fmt: skip
    assert all(set(one) == {"where", "articles", "words"} for one in found["against"])
    said = run("hearing", case())[1]
    assert "〔已有回答〕当事人：" in said and "〔部分回答〕上级业务指导部门：" in said
    assert "还没有写明：上级业务指导部门的意见" in said
    assert "违反的规定：" in said and "（第三条）" in said and "breach" not in said


def test_hearing_of_an_empty_case(run, tmp_path):
    (tmp_path / "empty.json").write_text("{}")
    code, out, _ = run("hearing", tmp_path / "empty.json")
    assert code == 0
    assert "还没有写明对容错不利的内容；没有写明不等于没有。" in out and "〔已有回答〕" not in out


# ── draft ──

PAPERS = {
    "recommendation": "容错的初步建议",
    "no-recommendation": "容错建议",
    "application": "容错申请表",
    "self-check": "自查",
    "evidence": "证明材料清单",
    "basis": "研判依据表",
}
ARTICLES = {
    "E-01": ("9.4", "12", "18", "19"), "E-02": ("10.4", "12", "18"), "E-03": ("10.1", "12", "18"), "E-04": ("6.1", "7.6"),
}  # fmt: skip


def read(path: Path) -> str:
    """The words of a paper, whatever its form."""
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    paper = docx.Document(str(path))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


@pytest.mark.parametrize("suffix", [".docx", ".md", ".txt", ".DOCX"])
@pytest.mark.parametrize("name", ["E-01", "E-02", "E-03", "E-04"])
def test_draft_writes_what_the_case_calls_for(run, case, tmp_path, name, suffix):
    out = tmp_path / f"稿{suffix}"
    code, said, err = run("draft", case(name), "-o", out)
    assert (code, said, err) == (
        0,
        "",
        f"已写成《{'不提出容错建议的说明' if name == 'E-04' else '容错初步建议'}》：{out}\n",
    )
    words = read(out.rename(out.with_suffix(suffix.lower()))).replace("\\", "")
    assert all(cite(id) in words for id in ARTICLES[name])


@pytest.mark.parametrize("suffix", [".docx", ".md", ".txt"])
@pytest.mark.parametrize("kind", PAPERS)
@pytest.mark.parametrize("name", ["E-01", "E-02", "E-03", "E-04"])
def test_draft_of_every_kind(run, case, tmp_path, name, kind, suffix):
    out = tmp_path / f"p{suffix}"
    code, said, err = run("draft", case(name), "-o", out, "--kind", kind)
    gaps = re.findall("(?m)^【待补充：.+】$", err)
    assert said == ""
    if (name, kind) == ("E-04", "recommendation"):
        assert (code, gaps, out.exists()) == (1, [], False)
        assert "红线" in err and err.count("\n") == 1
        return
    assert code == (1 if gaps else 0)
    assert PAPERS[kind] in read(out)
    assert read(out).count("【待补充：") >= len(gaps)


@pytest.mark.parametrize("suffix", [".docx", ".md", ".txt"])
def test_draft_is_the_same_every_day(run, case, tmp_path, suffix):
    digests = set()
    for number, day in enumerate(["2026-09-22", "2026-09-22", "2031-01-01"]):
        out = tmp_path / f"{number}{suffix}"
        assert run("draft", case(), "-o", out, "--today", day)[0] == 0
        digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_draft_with_comments_says_what_each_sentence_rests_on(run, case, tmp_path):
    out = tmp_path / "建议.docx"
    assert run("draft", case(), "-o", out, "--annotate")[0] == 0
    said = [comment.text for comment in docx.Document(str(out)).comments]
    assert "依据：第十八条\n回答：负面影响、损失：较小" in said
    assert run("draft", case(), "-o", out, "--force")[0] == 0
    assert len(docx.Document(str(out)).comments) == 0


def test_draft_with_gaps_is_written_and_lists_them(run, case, tmp_path):
    out = tmp_path / "p.md"
    code, _, err = run("draft", case(duties=None), "-o", out)
    assert code == 1
    assert "【待补充：相关职责】" in err.splitlines()
    assert "【待补充：相关职责】" in out.read_text(encoding="utf-8")


def test_draft_overwrites_only_with_force(run, case, tmp_path):
    out = tmp_path / "p.md"
    out.write_text("原来的")
    code, _, err = run("draft", case(), "-o", out)
    assert (code, out.read_text()) == (2, "原来的")
    assert "--force" in err
    assert run("draft", case(), "-o", out, "--force")[0] == 0
    assert "初步建议" in out.read_text(encoding="utf-8")


def test_draft_with_force_keeps_a_link_a_link(run, case, tmp_path):
    (tmp_path / "real.md").write_text("原来的")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    assert run("draft", case(), "-o", tmp_path / "link.md", "--force")[0] == 0
    assert (tmp_path / "link.md").is_symlink()
    assert "初步建议" in (tmp_path / "real.md").read_text(encoding="utf-8")


# ── draft: the package ──

PACKAGE = ["容错初步建议.docx", "附件1 容错申请表.docx", "附件2 证明材料清单.docx", "研判依据表.docx"]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_folder_gets_the_papers_and_their_manifest(run, case, tmp_path):
    folder = tmp_path / "报送"
    code, out, err = run("draft", case(), "-o", f"{folder}/")
    assert (code, out) == (0, "")
    assert [line.rpartition("/")[2] for line in err.splitlines()] == PACKAGE
    files = contents(folder)
    manifest = json.loads(files.pop("目录.json"))
    assert sorted(files) == sorted(PACKAGE)
    assert [(one["name"], one["kind"]) for one in manifest.pop("files")] == list(
        zip(PACKAGE, ["recommendation", "application", "evidence", "basis"], strict=True)
    )
    assert set(manifest) == {"case", "program", "knowledge"} and manifest["case"] == "E-01.json"


@pytest.mark.parametrize(("name", "changes"), [("E-01", {}), ("E-01", {"evidence": None}), ("E-04", {})])
def test_the_attachments_are_numbered_and_called_as_the_paper_says(run, case, tmp_path, name, changes):
    run("draft", case(name, **changes), "-o", f"{tmp_path}/a/")
    paper = PACKAGE[0] if name == "E-01" else "不提出容错建议的说明.docx"
    assert "附件：1．容错申请表\n2．证明材料清单\n" in read(tmp_path / "a" / paper)
    for number, file in enumerate(PACKAGE[1:3], 1):
        first, title, *_ = docx.Document(str(tmp_path / "a" / file)).paragraphs
        assert f"{first.text} {title.text}.docx" == file and first.text == f"附件{number}"


def test_a_file_of_the_package_is_the_paper_drafted_alone(run, case, tmp_path):
    run("draft", case(), "-o", f"{tmp_path}/a/")
    for one in json.loads((tmp_path / "a" / "目录.json").read_text(encoding="utf-8"))["files"]:
        run("draft", case(), "-o", tmp_path / f"{one['kind']}.docx", "--kind", one["kind"])
        assert one["sha256"] == digest((tmp_path / f"{one['kind']}.docx").read_bytes())
        assert one["sha256"] == digest((tmp_path / "a" / one["name"]).read_bytes())


def test_a_package_is_the_same_every_day(run, case, tmp_path):
    for name, day in (("a", "2026-09-22"), ("b", "2031-01-01")):
        assert run("draft", case(), "-o", f"{tmp_path / name}/", "--today", day)[0] == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_package_over_a_red_line_has_the_note_and_lists_gaps_per_file(run, case, tmp_path):
    (tmp_path / "a").mkdir()
    code, _, err = run(
        "draft", case("E-04", person={"name": "蒲振昌", "position": "局长"}), "-o", tmp_path / "a"
    )
    assert code == 1
    assert "容错初步建议.docx" not in contents(tmp_path / "a")
    lines = err.splitlines()
    assert lines[0].startswith("已写成《不提出容错建议的说明》：")
    assert lines[1].startswith("已写成《容错申请表》：") and lines[2] == "【待补充：出生年月】"


def test_the_manifest_of_a_stored_case_names_the_head_of_its_log(run, told, case, tmp_path):
    id = told("import", case())["id"]
    assert run("draft", id, "-o", f"{tmp_path}/a/")[0] == 0
    manifest = json.loads((tmp_path / "a" / "目录.json").read_text(encoding="utf-8"))
    receipt = json.loads(run("export", id)[1])["receipt"]
    assert (manifest["case"], manifest["log_head"]) == (id, receipt["log_head"])
    assert (manifest["program"], manifest["knowledge"]) == (receipt["program"], receipt["knowledge"])


@pytest.mark.parametrize("there", [*PACKAGE, "目录.json"])
def test_a_package_is_written_whole_or_not_at_all(run, case, tmp_path, there):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / there).write_text("原来的")
    code, _, err = run("draft", case(), "-o", tmp_path / "a")
    assert (code, contents(tmp_path / "a")) == (2, {there: "原来的".encode()})
    assert there in err and "--force" in err
    assert (f"写成以后被人改过：{there}，" in err) == (there in PACKAGE)
    assert run("draft", case(), "-o", tmp_path / "a", "--force")[0] == 0
    kept = [f"{Path(there).stem}（改过的原件）.docx"] * (there in PACKAGE)
    assert sorted(contents(tmp_path / "a")) == sorted([*PACKAGE, *kept, "目录.json"])


def test_a_paper_edited_by_hand_is_named_before_it_would_be_lost(run, case, tmp_path):
    run("draft", case(), "-o", f"{tmp_path}/a/")
    assert "被人改过" not in run("draft", case(), "-o", tmp_path / "a")[2]
    edited = docx.Document(str(tmp_path / "a" / PACKAGE[2]))
    edited.add_paragraph("手写的一句")
    edited.save(str(tmp_path / "a" / PACKAGE[2]))
    before = contents(tmp_path / "a")
    code, _, err = run("draft", case(), "-o", tmp_path / "a")
    assert (code, contents(tmp_path / "a")) == (2, before)
    assert f"写成以后被人改过：{PACKAGE[2]}，" in err


def test_a_single_paper_edited_by_hand_is_named_and_set_aside(run, case, tmp_path):
    path = tmp_path / "建议.docx"
    run("draft", case(), "-o", path)
    assert "被人改过" not in run("draft", case(), "-o", path)[2]
    edited = docx.Document(str(path))
    edited.add_paragraph("手写的一句")
    edited.save(str(path))
    before = path.read_bytes()
    code, _, err = run("draft", case(), "-o", path)
    assert (code, path.read_bytes()) == (2, before)
    assert "写成以后被人改过：建议.docx，请先另存" in err
    code, _, err = run("draft", case(), "-o", path, "--force")
    assert code == 0 and f"另存为：{tmp_path / '建议（改过的原件）.docx'}" in err
    assert (tmp_path / "建议（改过的原件）.docx").read_bytes() == before
    assert run("draft", case(), "-o", path, "--force")[2].count("另存为") == 0


def test_lint_says_which_templates_are_the_users_own(run, tmp_path):
    assert "自己的模板" not in run("lint")[2]
    own = tmp_path / "data" / "rongcuo" / "documents"
    own.mkdir(parents=True)
    (own / "evidence.md.j2").write_text("# 清单\n", encoding="utf-8")
    code, out, err = run("lint")
    assert (code, out) == (0, "没有发现毛病\n")
    assert f"使用自己的模板：{own / 'evidence.md.j2'}" in err


def test_a_package_with_comments_has_them_in_every_paper(run, case, tmp_path):
    run("draft", case(), "-o", f"{tmp_path}/a/", "--annotate")
    assert all(len(docx.Document(str(tmp_path / "a" / name)).comments) for name in PACKAGE)


# ── stats ──


@pytest.fixture
def decisions(run, case):
    """Cases of the store: decided on the edges of the first half of 2026, outside it, and not at all."""
    days = {"E-01": "2026-01-01", "E-02": "2026-06-30", "E-03": "2026-07-01", "E-04": None}
    for name, day in days.items():
        decision = {"date": day, "outcome": "减责", "measures": ["诫勉"]} if day else {}
        assert run("import", case(name, decision=decision))[0] == 0


def table(path: Path) -> list[list[object]]:
    """The lines of the table, without what stands above and below it."""
    rows = openpyxl.load_workbook(path).active.iter_rows(min_row=7, values_only=True)
    return [list(row) for row in rows if str(row[0]).isdigit()]


@pytest.mark.parametrize("span", [["2026上半年"], ["2026-01-01", "2026年6月30日"]], ids=len)
def test_stats_lists_what_was_decided_in_the_span_with_both_ends(run, decisions, tmp_path, span):
    code, out, err = run("stats", *span, "-o", tmp_path / "t.xlsx")
    assert (code, out) == (0, "")
    assert "共2件" in err and "另有1件没有填写决定日期，没有列入" in err
    lines = table(tmp_path / "t.xlsx")
    assert [(line[0], line[1], line[7]) for line in lines] == [
        ("1", "高文澍", "2026年1月1日"), ("2", "贺章远", "2026年6月30日"),
    ]  # fmt: skip
    assert all(line.count("√") == 2 for line in lines)


def test_stats_of_a_span_without_decisions_is_an_empty_table(run, decisions, tmp_path):
    code, out, err = run("stats", "2025下半年", "-o", tmp_path / "t.xlsx")
    assert (code, out) == (0, "")
    assert "这段时间内没有作出决定的案件，写成的是空表" in err
    assert table(tmp_path / "t.xlsx") == []


def test_stats_says_what_the_third_note_still_asks_for(run, case, tmp_path):
    run("import", case(decision={"date": "2026-03-01", "outcome": "减责"}))
    code, _, err = run("stats", "2026上半年", "-o", tmp_path / "t.xlsx")
    assert (code, err.splitlines()[-1]) == (1, "第1行是减责，没有写明问责追责情况（附件2注3）")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2026-06-30", "2026-01-01"], "晚于截止日期"),
        (["去年", "2026-01-01"], "“去年”不是有效日期"),
        (["2026-01-01"], "请写起止两个日期"),
    ],
)
def test_stats_refuses_what_is_no_span(run, tmp_path, words, said):
    code, out, err = run("stats", *words, "-o", tmp_path / "t.xlsx")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err and not (tmp_path / "t.xlsx").exists()


def test_stats_keeps_a_file_that_is_there_and_writes_only_workbooks(run, tmp_path):
    (tmp_path / "t.xlsx").write_text("原来的")
    code, _, err = run("stats", "2026上半年", "-o", tmp_path / "t.xlsx")
    assert (code, (tmp_path / "t.xlsx").read_text()) == (2, "原来的") and "--force" in err
    assert run("stats", "2026上半年", "-o", tmp_path / "t.xlsx", "--force")[0] == 0
    assert table(tmp_path / "t.xlsx") == []
    code, _, err = run("stats", "2026上半年", "-o", tmp_path / "t.csv")
    assert code == 2 and ".xlsx" in err and not (tmp_path / "t.csv").exists()


# ── show, deadline ──


@pytest.mark.parametrize(
    ("asked", "id", "citation"),
    [
        ("12", "12", "第十二条"), ("6.1", "6.1", "第六条第（一）项"), ("9.4", "9.4", "第九条第（四）项"),
        ("11.14", "11.14", "第十一条第（十四）项"), ("annex1", "annex1", "附件1"), ("annex2", "annex2", "附件2"),
        ("notice", "notice", "印发通知"), ("９.４", "9.4", "第九条第（四）项"), ("１２", "12", "第十二条"),
    ],
)  # fmt: skip
def test_show(told, run, asked, id, citation):
    found = told("show", asked)
    assert list(found) == ["id", "citation", "chapter", "text", "corrections", "elements"]
    assert (found["id"], found["citation"]) == (id, citation)
    code, out, err = run("show", asked)
    assert (code, err) == (0, "")
    assert found["text"] in out and "引用前请核对现行有效文本" in out


def test_show_names_elements_branches_and_corrections(told, run):
    assert [set(element) for element in told("show", "9.4")["elements"]] == [{"id", "words", "question"}] * 3
    assert any("branch" in element for element in told("show", "11.6")["elements"])
    slip = {"source": "资金支持 and 政策优惠", "corrected": "资金支持和政策优惠"}
    assert told("show", "9.2")["corrections"] == [slip]
    assert slip in told("show", "9")["corrections"]
    assert slip["source"] in run("show", "9.2")[1]


def test_deadline_has_both_readings(told):
    assert told("deadline", "2026-09-28", "--consulted", "2026年9月29日") == {
        "due": "2026-10-10",
        "days": ["2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10"],
        "provisional": False,
        "reason": "",
        "other": {
            "from": "2026-09-29",
            "due": "2026-10-12",
            "days": ["2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12"],
        },
    }


@pytest.mark.parametrize(
    "day", ["2026-09-28", "2026年9月28日", "2026.9.28", "2026/9/28", "２０２６-０９-２８"]
)
def test_deadline_reads_dates_as_people_write_them(told, day):
    assert (told("deadline", day)["due"], told("deadline", day)["other"]) == ("2026-10-10", None)


def test_deadline_of_an_unknown_year_is_provisional(told, run):
    found = told("deadline", "2099-09-28")
    assert found["provisional"] and "2099年" in found["reason"]
    assert found["reason"] in run("deadline", "2099-09-28")[1]


def test_the_reading_from_the_consultation_may_be_the_provisional_one(told, run, case):
    words = ("deadline", "2026-12-22", "--consulted", "2026-12-28")
    found = told(*words)
    assert set(found) == {"due", "days", "provisional", "reason", "other"}
    assert found["provisional"] and "2027年" in found["reason"]
    assert run(*words)[1].count(found["reason"]) == 1
    notice = {"received": "2026-12-22", "consulted": "2026-12-28"}
    review = json.loads(run("check", case(notice=notice), "--json", "--today", "2026-12-23")[1])
    said = [one["message"] for one in review["findings"] if one["code"] == "deadline.provisional"]
    assert said == [found["reason"]]


def test_the_check_counts_what_is_left(told, case):
    given = {"notice": {"received": "2026-09-21", "consulted": "2026-09-22"}}
    found = told("check", case(**given))["deadline"]
    left = found.pop("left")
    assert found == told("deadline", "2026-09-21", "--consulted", "2026-09-22")
    assert left == 5


# ── the day, the store, global options ──


@pytest.mark.parametrize(
    "words",
    [
        ["--today", "2026-09-28", "--json", "check"], ["--json", "check", "--today", "2026年9月28日"],
        ["check", "--json", "--today", "2026-09-28"],
    ],
)  # fmt: skip
def test_global_options_stand_before_or_after_the_command(run, case, words):
    assert json.loads(run(*words, case())[1])["deadline"]["left"] == 2


def test_the_day_comes_from_the_option_then_the_environment(told, case, monkeypatch):
    monkeypatch.setenv("RONGCUO_TODAY", "2026年9月28日")
    assert told("check", case())["deadline"]["left"] == 2
    assert told("check", case(), "--today", "2026-09-29")["deadline"]["left"] == 1


def test_the_store_comes_from_the_option_then_the_environment(run, tmp_path, monkeypatch):
    other = tmp_path / "neu" / "other.sqlite3"
    id = run("--db", other, "new")[1].strip()
    assert run("list", "--db", other)[1].startswith(id)
    assert run("list")[:2] == (0, "")
    monkeypatch.setenv("RONGCUO_DB", str(other))
    assert run("list")[1].startswith(id)


# ── the store ──


def test_new_list_delete(run, told):
    first, second = told("new"), told("new", "--mode", "committee")
    assert set(first) == {"id"}
    rows = [json.loads(line) for line in run("list", "--json")[1].splitlines()]
    assert {row["id"] for row in rows} == {first["id"], second["id"]}
    assert set(rows[0]) == {"id", "mode", "title", "person", "updated", "deadline"}
    assert run("delete", first["id"])[:2] == (0, "")
    assert run("list")[1].count("\n") == 1
    assert run("delete", first["id"])[0] == 2


def test_an_empty_list_says_so_on_stderr(run):
    code, out, err = run("list")
    assert (code, out) == (0, "")
    assert "rongcuo new" in err


def test_export_and_import_round_trip(run, case, tmp_path):
    ids = run("import", case("E-01"), case("E-02"))[1].split()
    assert len(ids) == 2
    for id, name in zip(ids, ("E-01", "E-02"), strict=True):
        assert run("export", id, "-o", tmp_path / "out.json", "--force")[0] == 0
        again = run("import", tmp_path / "out.json", "--json")[1]
        exported = json.loads(run("export", json.loads(again)["id"])[1])
        assert exported.pop("receipt")["log_head"]
        given = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
        assert exported == given


def test_export_of_a_file_is_the_same_case(run, case):
    path = case(unverified=["facts"], wording={"三": "……"})
    exported = json.loads(run("export", path)[1])
    assert "log_head" not in exported.pop("receipt")
    assert exported == json.loads(path.read_text(encoding="utf-8"))


def test_import_takes_all_or_nothing(run, case, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text('{"titel": "x"}')
    code, out, err = run("import", case("E-01"), bad, case("E-02"))
    assert (code, out) == (2, "")
    assert "bad.json" in err and "title" in err
    assert run("list")[1] == ""


@pytest.mark.parametrize("where", ["file", "store"])
def test_every_command_takes_a_file_or_a_case(run, case, tmp_path, where):
    ref = case() if where == "file" else run("import", case())[1].strip()
    assert run("check", ref)[0] == 0
    assert run("draft", ref, "-o", tmp_path / "p.md")[0] == 0
    assert run("answer", ref, "unit.name", "某局")[0] == 0
    assert json.loads(run("export", ref)[1])["unit"]["name"] == "某局"
    assert run("log", ref)[0] == 0
    assert run("log", ref, "--verify")[0] == 0


def test_a_file_without_suffix_is_a_file(run, case, monkeypatch, tmp_path):
    shutil.copy(case(), tmp_path / "20260101-1")
    monkeypatch.chdir(tmp_path)
    assert run("check", "20260101-1")[0] == 0


def test_log_lists_events_and_verifies_them(run, told):
    id = told("new")["id"]
    run("answer", id, "unit.name", "某局")
    events = [json.loads(line) for line in run("log", id, "--json")[1].splitlines()]
    assert all(set(event) == {"seq", "at", "kind", "data", "prev", "hash"} for event in events)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert "unit.name" in run("log", id)[1]
    assert told("log", id, "--verify") == {"events": len(events), "whole": True, "fault": None}


@pytest.mark.parametrize(
    "change",
    [
        "data = replace(data, '某局', '别局')", "at = '2020-01-01T00:00:00+08:00'", "prev = 'x'", "hash = 'x'",
        "data = '{'", "kind = 'x'",
    ],
)  # fmt: skip
def test_log_finds_what_was_tampered_with(run, told, tmp_path, change):
    id = told("new")["id"]
    for value in ("某局", "某局二", "某局三"):
        run("answer", id, "unit.name", value)
    with sqlite3.connect(tmp_path / "cases.sqlite3") as db:
        db.execute("DROP TRIGGER events_never_change")
        db.execute(f"UPDATE events SET {change} WHERE seq = 2")
    code, out, err = run("log", id, "--verify", "--json")
    assert (code, err) == (1, "")
    assert json.loads(out)["fault"] == 2
    assert "第2条起" in run("log", id, "--verify")[1]


def test_one_damaged_case_does_not_hide_the_others(run, case, tmp_path):
    decision = {"date": "2026-01-01", "outcome": "减责", "measures": ["诫勉"]}
    ids = [run("import", case(name, decision=decision))[1].strip() for name in ("E-01", "E-02")]
    with sqlite3.connect(tmp_path / "cases.sqlite3") as db:
        db.execute("DROP TRIGGER events_never_change")
        db.execute("UPDATE events SET data = '{' WHERE case_id = ?", (ids[0],))
    said = f"案件 {ids[0]} 的第 1 条记录已损坏"
    code, out, err = run("list")
    assert (code, out.count("\n"), err.count("\n")) == (2, 1, 1)
    assert out.startswith(ids[1]) and said in err
    code, out, err = run("list", "--json")
    assert code == 2 and said in err
    assert set(json.loads(out)) == {"id", "mode", "title", "person", "updated", "deadline"}
    code, _, err = run("stats", "2026上半年", "-o", tmp_path / "t.xlsx")
    assert code == 1 and said in err and "没有列入" in err and "共1件" in err


def test_what_people_wrote_keeps_to_its_row_and_cannot_steer_the_terminal(run, case):
    title = "正\u202e反\u009b31m乙\n第二行\u2028第三行"
    id = run("import", case(title=title))[1].strip()
    run("answer", id, "title", title)
    run("answer", id, "breach", '[{"rule": "某规定", "article": "第一条"}]')
    for command in (["list"], ["log", id], ["check", case(evidence=[{"title": title}])]):
        out = run(*command)[1]
        assert not re.search("[\x80-\x9f\u2028\u202e]", out)
    assert run("list")[1].count("\n") == 1 and "正[U+202E]反[U+009B]31m乙 第二行 第三行" in run("list")[1]
    log = run("log", id)[1]
    assert log.count("\n") == 3 and "某规定，第一条" in log and "{" not in log


# ── answer ──


@pytest.fixture(params=["file", "store"])
def ref(request, case, run):
    """E-01 as a file, and as a case of the store."""
    return case() if request.param == "file" else run("import", case())[1].strip()


@pytest.mark.parametrize(
    ("path", "value", "kept"),
    [
        ("unit.name", "某局", "某局"),
        ("title", "- 带横线的题目", "- 带横线的题目"),
        ("facts", "第一段\r\n第二段", "第一段\n第二段"),
        ("unit.name", "", None),
        ("notice.consulted", "2026-09-22", "2026-09-22"),
        ("notice.consulted", "2026年9月22日", "2026-09-22"),
        ("person.birth", "1978年5月", "1978-05"),
        ("loss.level", "较重", "较重"),
        ("policy_basis", '["甲", "乙"]', ["甲", "乙"]),
        ("policy_basis", "甲\n乙", ["甲", "乙"]),
        ("breach", '[{"rule": "甲", "article": "第一条", "how": "乙"}]', [{"rule": "甲", "article": "第一条", "how": "乙"}]),
        ("steps", '[{"step": "研究", "date": "2026年9月25日"}]', [{"step": "研究", "date": "2026-09-25"}]),
        ("recommendation.outcome", "减责", "减责"),
        ("red_lines.fourth_form", "是", "是"),
        ("dimensions.6.adverse", "无", "无"),
    ],
)  # fmt: skip
def test_answer_in_any_order(run, told, ref, path, value, kept):
    code, _, err = run("answer", ref, path, value)
    assert (code, err) == (0, "")
    found = json.loads(run("export", ref)[1])
    for part in path.split("."):
        found = (found or {}).get(part)
    assert found == kept


@pytest.mark.parametrize("blank", ["　", "\u200b", "\u3164"], ids=ascii)
def test_an_answer_that_cannot_be_seen_clears(run, ref, blank):
    for path, value in (
        ("title", blank),
        ("policy_basis", f'["{blank}"]'),
        ("breach", f'[{{"rule": "{blank}"}}]'),
    ):
        assert run("answer", ref, path, value)[0] == 0
        assert path not in json.loads(run("export", ref)[1])


def test_a_blank_reason_lifts_no_red_line(run, case):
    lifted = {"what": "red_lines.fourth_form", "by": "张某", "reason": "　"}
    path = case(red_lines={"fourth_form": "是"}, overrides=[lifted])
    code, out, _ = run("check", path)
    assert code == 1 and "〔拦下〕触及红线" in out


def test_answer_names_the_next_question(run, told):
    id = told("new")["id"]
    asked = told("answer", id, "unit.name", "某局")
    assert set(asked) == {"id", "ask", "article", "why", "fields"}
    assert asked["id"] == "unit.type"
    assert {"id", "label", "kind", "options"} == set(asked["fields"][0])
    assert "下一问：" in run("answer", id, "unit.type", "行政机关")[1]


def test_answer_reads_standard_input(case):
    path = case()
    given = spawn("answer", path, "facts", "-", stdin="\ufeff第一段\r\n第二段\r\n".encode())
    assert (given.returncode, given.stderr) == (0, b"")
    assert json.loads(path.read_text(encoding="utf-8"))["facts"] == "第一段\n第二段"


def test_answer_takes_a_value_with_a_dash_after_two(run, case):
    assert run("answer", case(), "title", "--", "-题目")[0] == 0
    code, _, err = run("answer", case(), "title", "-题目")
    assert (code, "--" in err) == (2, True)


def test_answer_about_elements_needs_the_circumstance_picked(run, ref):
    path = "circumstances[11.6].elements.state"
    code, _, err = run("answer", ref, path, "是")
    assert code == 2
    assert "第十一条第（六）项" in err and err.count("\n") == 1
    assert run("answer", ref, "circumstances", '["11.6", "9.4"]')[0] == 0
    assert run("answer", ref, path, "否")[0] == 0
    picked = json.loads(run("export", ref)[1])["circumstances"]
    assert [entry["id"] for entry in picked] == ["11.6", "9.4"]
    assert picked[0]["elements"] == {"state": "否"}


def test_answers_that_a_case_file_has_no_place_for_are_named(run, ref):
    assert run("answer", ref, "circumstances[9.4].elements.cause", "是")[2] == ""
    code, _, err = run("answer", ref, "circumstances", '["11.6"]')
    said = err or run("export", ref)[2]
    assert code == 0 and said.count("\n") == 1
    assert "第九条第（四）项（circumstances[9.4].elements.cause）" in said
    assert run("answer", ref, "title", "题目")[2] == ""


def test_answer_to_a_file_keeps_all_the_rest(run, case):
    path = case(
        unverified=["facts"], views={"superior": "同意"}, decision={"outcome": "减责"}, wording={"三": "另写"}
    )
    path.chmod(0o640)
    before = json.loads(path.read_text(encoding="utf-8"))
    assert run("answer", path, "correction", "每周核对")[0] == 0
    after = json.loads(path.read_text(encoding="utf-8"))
    assert after.pop("receipt") and path.stat().st_mode & 0o777 == 0o640
    assert after == before | {"correction": "每周核对"}


# ── lint, flow, version, help ──


def test_lint(run, told, tmp_path):
    assert told("lint") == []
    assert run("lint") == (0, "没有发现毛病\n", "")
    for name in ("dialogues", "knowledge"):
        shutil.copytree(folder(name), tmp_path / "mine" / name)
    assert told("lint", tmp_path / "mine") == []
    outcomes = tmp_path / "mine" / "knowledge" / "outcomes.toml"
    outcomes.write_text(outcomes.read_text(encoding="utf-8").replace("免责", "免则"), encoding="utf-8")
    code, out, err = run("lint", tmp_path / "mine", "--json")
    assert (code, err) == (1, "")
    assert any("outcomes.toml" in fault for fault in json.loads(out))
    assert "outcomes.toml" in run("lint", tmp_path / "mine")[1]


def test_flow_is_a_mermaid_flowchart_of_all_questions(run, library):
    code, out, err = run("flow", "committee")
    head, *lines = out.splitlines()
    assert (code, err, head) == (0, "", "flowchart TD")
    node = r"\w+(\(\[\"[^\"]+\"\]\)|\[\"[^\"]+\"\]|\{\{\"[^\"]+\"\}\})"
    line = rf"({node}|subgraph s\d+\[\"[^\"]+\"\]|end|\w+ --> \w+)"
    assert all(re.fullmatch(line, text.strip()) for text in lines)
    assert out.count("subgraph ") == out.count("\n    end\n")
    named = set(re.findall(r"(?m)^ +(\w+)[\(\[\{]", out))
    edges = re.findall(r"(\w+) --> (\w+)", out)
    assert {"start", *(after for _, after in edges)} == named
    sections = library.dialogue("committee").section
    assert all(f"<br/>{q.id}" in out for section in sections for q in section.question)


def test_version_names_program_text_and_reminder(run):
    code, out, err = run("--version")
    assert (code, err) == (0, "")
    assert all(words in out for words in ("rongcuo", "2019-11-15", "引用前请核对现行有效文本"))


@pytest.mark.parametrize("command", ["", *cli._COMMANDS])
def test_help_is_chinese_and_fits_80_columns(run, command):
    code, out, err = run(*filter(None, [command]), "--help")
    assert (code, err) == (0, "")
    assert not re.search(r"usage|options|positional|show this|arguments", out)
    assert all(_width(line) <= 80 for line in out.splitlines())
    columns = {_width(m[1]) for m in re.finditer(r"(?m)^(  \S.*?  +)(?=\S)", out)}
    assert len(columns) == 1


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)


def test_every_command_is_in_both_tables():
    assert {*cli._COMMANDS} == {*commands._COMMANDS, "open"}


# ── as a process ──


@pytest.mark.parametrize(
    ("words", "banned"),
    [
        (["--version"], "textual jieba docx jinja2 rapidfuzz numpy peewee openpyxl"),
        (["--help"], "textual jieba docx jinja2 rapidfuzz numpy peewee msgspec openpyxl"),
        (["show", "9.4"], "textual jieba docx jinja2 rapidfuzz numpy peewee openpyxl"),
        (["deadline", "2026-09-28"], "textual jieba docx jinja2 rapidfuzz numpy peewee openpyxl"),
        (["list"], "textual jieba docx jinja2 rapidfuzz numpy openpyxl"),
        (["check", CASES / "E-01.json"], "textual jieba docx jinja2 rapidfuzz numpy peewee openpyxl"),
        (["match", MATCHED], "textual docx jinja2 peewee openpyxl"),
        (["draft", CASES / "E-01.json", "-o", "p.md"], "textual jieba docx numpy openpyxl"),
        (["stats", "2026上半年", "-o", "t.xlsx"], "textual jieba docx jinja2 rapidfuzz"),
    ],
)  # fmt: skip
def test_heavy_libraries_are_left_alone(words, banned, tmp_path):
    script = (
        "import sys; from assistant.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)],
        capture_output=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert told.returncode == 0
    loaded = {name.partition(".")[0] for name in told.stderr.decode().split()}
    assert "argparse" in loaded
    assert not loaded & set(banned.split())


@pytest.mark.parametrize("words", [[], ["open"]])
def test_without_a_terminal_there_is_no_screen_and_no_new_case(words, case, tmp_path):
    told = spawn(*words, *([case()] if words else []))
    assert (told.returncode, told.stdout) == (2, b"")
    assert "终端" in told.stderr.decode() and told.stderr.count(b"\n") == 1
    assert not (tmp_path / "cases.sqlite3").exists()


@pytest.mark.parametrize(
    "env",
    [
        {"LANG": "C", "LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "gbk"},
    ],
)  # fmt: skip
def test_output_never_dies_on_an_encoding(env, case):
    words = [
        ["match", MATCHED + "\U0001f600é"],
        ["show", "9.4"],
        ["check", case()],
        ["answer", case(), "title", "“é”"],
    ]
    for asked in words:
        plain, told = spawn(*asked, **env), spawn(*asked, "--json", **env)
        assert (plain.returncode, plain.stderr, told.returncode, told.stderr) == (0, b"", 0, b"")
        json.loads(told.stdout.decode(env.get("PYTHONIOENCODING", "utf-8")))
    refused = spawn("show", "第九条", **env)
    assert refused.returncode == 2 and refused.stderr.count(b"\n") == 1
    assert b"Traceback" not in refused.stderr
    assert json.loads(case().read_text(encoding="utf-8"))["title"]


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-8"])
def test_a_case_file_on_stdout_is_read_again_whatever_the_encoding(case, tmp_path, encoding):
    told = spawn("export", case(title="𠮷某—é"), PYTHONIOENCODING=encoding)
    again = tmp_path / "again.json"
    again.write_bytes(told.stdout)
    assert told.returncode == 0 and ("𠮷" in told.stdout.decode()) == (encoding == "utf-8")
    assert json.loads(told.stdout)["title"] == "𠮷某—é"
    assert spawn("export", again).stdout.decode() == spawn("export", case(title="𠮷某—é")).stdout.decode()


def test_arguments_are_read_as_utf8_in_any_locale(case):
    path = case()
    env = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert spawn("answer", path, "title", "题目", **env).returncode == 0
    assert json.loads(path.read_text(encoding="utf-8"))["title"] == "题目"


@pytest.mark.parametrize(
    "words",
    [
        ["check", "案.json"],
        ["draft", "E-01.json", "-o", "建议.docx"],
        ["list", "--db", "库.db"],
        ["lint", "数据"],
    ],
)
def test_a_file_name_that_the_locale_cannot_write_is_one_line(case, tmp_path, words):
    case()
    words = [str(tmp_path / word) if "." in word else word for word in words]
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "utf-8"}
    told = spawn(*words, **env)
    said = told.stderr.decode()
    assert (told.returncode, told.stdout, said.count("\n")) == (2, b"", 1)
    assert "程序内部出错" not in said and ("LC_ALL=C.UTF-8" in said or words[0] == "lint")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    "line",
    [
        "notice | head -c 1",
        "12 --json | true",
        "99 | true",
        "--help | true",
        "9.4 2>&1 | true",
        "9.4 > /dev/full",
        "9.4 >&-",
    ],
)
def test_a_closed_pipe_is_silent_and_a_full_disk_is_one_line(line):
    shell = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} -m assistant show {line}"],
        capture_output=True,
        cwd=ROOT,
        timeout=60,
    )
    expected = {"99 | true": 2, "9.4 > /dev/full": 2}.get(line, 0)
    assert shell.returncode == expected
    assert shell.stderr.count(b"\n") == (1 if expected else 0)
    assert b"Traceback" not in shell.stderr and b"Exception" not in shell.stderr


def test_without_standard_input_there_is_one_line():
    script = f"{sys.executable} -m assistant match - <&-"
    told = subprocess.run(["bash", "-c", script], capture_output=True, cwd=ROOT, timeout=60)
    assert (told.returncode, told.stderr.count(b"\n")) == (2, 1)
    assert "标准输入" in told.stderr.decode()


def test_ctrl_c_is_one_line(run, monkeypatch):
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "run", interrupted)
    assert run("list") == (2, "", "已中断\n")


def test_what_nobody_foresaw_is_one_line(run, monkeypatch):
    def broken(_: object) -> int:
        raise RuntimeError("一\n二")

    monkeypatch.setattr(commands, "run", broken)
    code, out, err = run("list")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "RuntimeError：一；二" in err


def test_the_store_is_this_users_alone(run, tmp_path):
    run("new")
    with Store(tmp_path / "cases.sqlite3") as store:
        assert len(store.cases()) == 1
    assert (tmp_path / "cases.sqlite3").stat().st_mode & 0o077 == 0
