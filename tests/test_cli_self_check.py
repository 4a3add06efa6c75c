"""个人自查 on the command line: begun, answered, reviewed, drafted, handed over, taken in."""

import json
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., tuple[int, str, str]]


def test_from_beginning_to_the_committee(run: Run, tmp_path: Path):
    _, out, _ = run("new", "--mode", "self_check")
    id = out.strip()
    run("answer", id, "facts", "窗口先收后补，企业逾期没有补件。")
    run("answer", id, "circumstances", '["9.4"]')
    code, out, _ = run("check", id)
    assert code == 0 and out.startswith("下面是还没说清") and "容错方式" not in out and "拦下" not in out
    code, _, err = run("draft", id, "-o", tmp_path / "自查.txt")
    assert code == 1 and "《个人自查报告》" in err and "可能违反的规定" in err, "gaps are told, and written"
    code, _, err = run("draft", id, "-o", f"{tmp_path / '成套'}/")
    assert sorted(p.name for p in (tmp_path / "成套").iterdir()) == [
        "个人自查报告.docx",
        "容错申请表.docx",
        "目录.json",
    ]
    file = tmp_path / "交来的.json"
    assert run("export", id, "--hand-over", "-o", file)[0] == 0
    _, out, _ = run("import", file)
    taken = out.strip()
    code, out, _ = run("check", taken, "--json")
    findings = {one["code"]: one for one in json.loads(out)["findings"]}
    assert "共2处" in findings["evidence.unverified"]["message"]
    _, _, err = run("draft", taken, "-o", tmp_path / "建议.txt")
    assert "文稿里有当事人陈述，待核实的内容" in err
    run("answer", taken, "facts", "窗口先收后补，企业逾期没有补件。")
    _, out, _ = run("check", taken)
    assert "共1处" in out


def test_a_red_line_counts_and_is_said_calmly(run: Run, case: Callable[..., Path]):
    file = case("E-04", mode="self_check")
    code, out, _ = run("check", file)
    assert code == 1 and "〔要紧〕" in out and "请如实向组织说明" in out


def test_a_case_of_the_committee_is_not_handed_over(run: Run, case: Callable[..., Path]):
    code, out, err = run("export", case("E-01"), "--hand-over")
    assert (code, out) == (2, "") and "这不是个人自查" in err


def test_a_case_is_handed_over_or_redacted_not_both(run: Run, case: Callable[..., Path], tmp_path: Path):
    file = tmp_path / "两样.json"
    code, _, err = run("export", case("E-04", mode="self_check"), "--hand-over", "--redact", "-o", file)
    assert code == 2 and "只能写一样" in err and not file.exists()


def test_a_self_check_gives_no_paper_of_the_committee(run: Run, case: Callable[..., Path], tmp_path: Path):
    file = tmp_path / "建议.md"
    code, _, err = run("draft", case("E-01", mode="self_check"), "--kind", "recommendation", "-o", file)
    assert (
        code == 2
        and "个人自查的 --kind 不能是“recommendation”，可用：self-check（" in err
        and not file.exists()
    )
