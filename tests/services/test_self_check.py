"""个人自查: in memory until it is kept, its papers, and its way to the committee, nothing retyped."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.domain.answers import Answers
from assistant.domain.dialogue import Field
from assistant.domain.events import first_fault
from assistant.domain.finding import Finding
from assistant.domain.plain import about, plainly
from assistant.domain.reading import AnswerError
from assistant.domain.unverified import MARK, waiting
from assistant.services.case_files import CaseContent
from assistant.services.casework import Casework
from assistant.services.documents.text import to_text
from assistant.services.files import FileError
from assistant.services.open_case import OpenCase
from assistant.services.store import Store, StoreError

CaseAnswers = Callable[..., Answers]
COMMITTEE = (
    "committee.name",
    "usual_performance",
    "policy_basis",
    "recommendation.outcome",
    "views.superior",
)
LENGTH = range(25, 37)
"""How many questions a self-check with one circumstance may have."""


@pytest.fixture
def aside(casework: Casework, case_answers: CaseAnswers) -> OpenCase:
    """A self-check in memory alone, with what E-01 answers of it."""
    case = casework.aside("self_check")
    known = case_answers("E-01", {"circumstances[9.4].elements.field": "是"})
    asked = set(case.casework.interview_of(CaseContent("self_check", known)).known())
    values = {path: value for path, value in known.items() if path in asked}
    case.record("answer", {"question": "facts", "values": values, "skipped": []})
    return case


@pytest.fixture
def handed(aside: OpenCase, casework: Casework, tmp_path: Path) -> OpenCase:
    """The same, handed to the committee and taken in there."""
    path = tmp_path / "交来的.json"
    path.write_text(aside.hand_over(), encoding="utf-8")
    return casework.bring(str(path))


@pytest.mark.parametrize("id", ["8.1", "8.3", "9.1", "9.4", "10.4", "11.4", "11.7", "11.9", "11.14"])
def test_it_is_shorter_than_the_committees(casework: Casework, id: str):
    branches = casework.knowledge.circumstances[id].branches
    answers = {"circumstances": [id]} | ({f"circumstances[{id}].branch": branches[0]} if branches else {})
    own, committee = (
        casework.interview_of(CaseContent(mode, answers)) for mode in ("self_check", "committee")
    )
    assert len(own.path) in LENGTH and len(own.path) < len(committee.path) - 10


def test_every_answer_has_the_committees_path_and_kind(casework: Casework):
    picked = {"circumstances": list(casework.knowledge.circumstances)}
    own, committee = (
        casework.interview_of(CaseContent(mode, picked)) for mode in ("self_check", "committee")
    )
    for path in own.known():
        ours, theirs = own.field(path), committee.field(path)
        assert (ours.kind, ours.options) == (theirs.kind, theirs.options), path


def test_each_side_of_each_opposition_has_an_example(casework: Casework):
    interview = casework.interview("self_check")
    for n in "123456":
        for half in ("judgement", "distinction"):
            field = interview.field(f"dimensions.{n}.{half}")
            assert [option for option in field.options if field.hints[option].startswith("如：")] == list(
                field.options[:2]
            )


def test_nothing_of_it_is_in_the_store_until_it_is_kept(aside: OpenCase, casework: Casework):
    aside.keep_draft("duties", "写到一半")
    assert not aside.kept and not casework.cases()
    id = aside.keep()
    kept = casework.open(id)
    assert kept.kept and kept.events == aside.events and first_fault(kept.events) is None
    assert kept.interview.answers == aside.interview.answers
    assert kept.interview.dialogue.mode == "self_check" and kept.drafts() == {"duties": "写到一半"}
    assert kept.keep() == id and len(casework.cases()) == 1


def test_one_without_an_answer_can_be_kept(casework: Casework):
    assert casework.open(casework.aside("self_check").keep()).events == []


def test_keeping_is_all_or_nothing(aside: OpenCase, casework: Casework, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise StoreError("磁盘已满")

    monkeypatch.setattr(Store, "keep_draft", full)
    aside.casework.store.drafts = lambda _: {"duties": "写到一半"}  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        aside.keep()
    assert not casework.cases()


def test_its_papers_are_the_report_and_the_form(aside: OpenCase, tmp_path: Path):
    aside.save_papers(tmp_path / "自查.txt")
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert sorted(written) == ["自查-容错申请表.txt", "自查.txt"]
    assert "不代表组织意见" in written["自查.txt"] and "高文澍" in written["自查-容错申请表.txt"]


def test_its_papers_are_written_together_and_edited_ones_are_set_aside(aside: OpenCase, tmp_path: Path):
    report, form = aside.paper_paths(tmp_path / "自查.docx")
    form.mkdir()
    with pytest.raises(FileError):
        aside.save_papers(report)
    assert not report.exists()
    form.rmdir()
    form.write_bytes(b"edited")
    [original] = aside.save_papers(report)
    assert report.is_file() and original.read_bytes() == b"edited" and form.read_bytes() != b"edited"


def test_no_result_is_told_to_the_cadre(aside: OpenCase):
    check = aside.check()
    assert check.open == ()
    told = [finding.message for finding in check.findings] + aside.consequences(
        aside.interview.question("loss.level")
    )
    assert not [words for words in told if "免责" in words or "文稿" in words]


def test_the_review_speaks_of_what_is_asked_only(aside: OpenCase):
    wheres = {finding.where for finding in aside.check().findings}
    assert not [where for where in wheres if where in COMMITTEE or where.endswith(".evidence")]


def test_handed_over_nothing_is_retyped_and_all_of_it_waits(aside: OpenCase, handed: OpenCase):
    assert handed.interview.dialogue.mode == "committee"
    assert handed.interview.answers == aside.interview.answers
    assert handed.interview.unverified == set(aside.interview.answers)
    assert not handed.interview.skipped
    assert all(entry.unverified for entry in handed.view().entries)
    assert handed.interview.current == "committee.name", "the first that the cadre could not answer"


def test_what_waits_is_in_the_review_and_does_not_block(handed: OpenCase):
    found = next(f for f in handed.check().findings if f.code == "evidence.unverified")
    assert found.level == "warn" and f"共{len(waiting(handed.interview))}处" in found.message


def test_what_waits_is_seen_beside_the_paper(handed: OpenCase):
    draft = handed.draft()
    assert draft.unverified and draft.grounds["facts"].unverified
    assert draft.grounds["dimensions.1.judgement"].unverified
    assert draft.grounds["circumstances[9.4]"].unverified
    assert not draft.grounds["usual_performance"].unverified, "the committee's own, still to come"
    assert MARK not in to_text(draft.markdown)


@pytest.mark.parametrize("how", ["confirm", "submit", "answer"])
def test_confirming_or_answering_again_takes_the_mark_away(handed: OpenCase, how: str):
    answers = handed.interview.answers
    before = dict(answers), handed.interview.current
    if how == "confirm":
        handed.confirm("facts")
    elif how == "submit":
        handed.submit("facts", {"facts": answers["facts"]})
    else:
        handed.answer("facts", answers["facts"])
    assert "facts" not in handed.interview.unverified and "duties" in handed.interview.unverified
    assert (handed.interview.answers, handed.interview.current) == before
    assert not handed.draft().grounds["facts"].unverified
    handed.undo()
    assert "facts" in handed.interview.unverified


def test_confirmed_as_it_stands_it_still_speaks_as_the_subject(handed: OpenCase):
    def told() -> set[str]:
        return {f.where for f in handed.check().findings if f.code == "evidence.first_person"}

    handed.answer("facts", "我负责应急抢修。")
    assert "facts" not in told(), "the committee's own words"
    handed.undo()
    own = handed.interview.answers["facts"]
    handed.record("import", {"values": {"facts": f"我负责。{own}"}, "unverified": ["facts"]})
    assert "facts" in told()
    handed.confirm("facts")
    assert "facts" not in handed.interview.unverified and "facts" in told()
    handed.answer("facts", "当事人负责应急抢修。")
    assert "facts" not in told()
    handed.undo()
    assert "facts" in told()


def test_what_does_not_wait_is_not_confirmed(handed: OpenCase):
    with pytest.raises(AnswerError, match="没有待核实的回答"):
        handed.confirm("committee.name")
    handed.confirm("facts")
    with pytest.raises(AnswerError, match="没有待核实的回答"):
        handed.confirm("facts")


def test_only_a_self_check_is_handed_over(casework: Casework, handed: OpenCase):
    with pytest.raises(FileError, match="这不是个人自查"):
        casework.hand_over(handed.interview)


def test_no_case_of_another_person_is_made_of_a_self_check(casework: Casework, aside: OpenCase):
    with pytest.raises(FileError, match="同案另一人"):
        casework.another(aside.keep())


def test_the_file_handed_over_has_its_receipt(aside: OpenCase):
    file = json.loads(aside.hand_over())
    assert file["mode"] == "committee" and file["receipt"]["log_head"] == aside.events[-1].hash
    assert "facts" in file["unverified"] and "skipped" not in file


@pytest.mark.parametrize("given", [
    {}, {"facts": "管道爆裂。", "circumstances": ["8.4", "11.7"]},
    {"circumstances": ["8.4"], "circumstances[8.4].branch": "政策界限不明确"},
    {"red_lines.private_gain": "是", "conditions.1.met": "是"},
    {"dimensions.1.judgement": "假公济私、以权谋私", "loss.level": "较小", "remedy.status": "已挽回"},
])  # fmt: skip
def test_the_report_names_each_gap_that_the_interview_counts(casework: Casework, given: Answers):
    """问答 and 草稿 say the same number, and each gap of the paper opens the question that waits."""
    interview = casework.interview_of(CaseContent("self_check", given))
    waiting_for = [field.id for question in interview.path for field in interview.gaps(question)]
    draft = casework.draft(interview)
    assert sorted(draft.where.values()) == sorted(waiting_for)
    assert len(draft.gaps) == len(waiting_for)


def test_a_full_self_check_has_no_gap(casework: Casework, aside: OpenCase):
    interview = aside.interview
    given = {field.id: _some(field) for question in interview.path for field in interview.gaps(question)}
    aside.record("answer", {"question": "facts", "values": given, "skipped": []})
    assert aside.draft().gaps == ()


def report(casework: Casework, given: Answers) -> str:
    return to_text(casework.draft(casework.interview_of(CaseContent("self_check", given))).markdown)


def test_the_report_gives_the_last_day_and_the_consequence_in_the_words_of_the_text(casework: Casework):
    text = report(casework, {"notice.received": "2026-11-26"})
    assert "五个工作日的最后一日是2026年12月3日。" in text and "这是党委（党组）提出建议的期限" in text
    quoted = text.partition("原文是“5个工作日内")[2].partition("”")[0]
    assert f"5个工作日内{quoted}。" in casework.knowledge.regulation.text("12")
    assert "认为不符合容错条件情形" in quoted
    assert "最后一日" not in report(casework, {})


def test_the_report_misses_no_facts_that_are_not_asked_for(casework: Casework):
    halves = {"judgement": "激励担当", "distinction": "包庇违纪违法行为"}
    text = report(casework, {f"dimensions.6.{half}": word for half, word in halves.items()})
    assert "本人答“激励担当”。" in text and "本人答“包庇违纪违法行为”。" in text
    assert "还没有写事实" not in text
    assert "本人答“出于公心”。还没有写事实。" in report(casework, {"dimensions.1.judgement": "出于公心"})


def test_the_report_marks_what_is_at_hand_and_what_was_made_afterwards(casework: Casework):
    proofs = [
        {"title": "党组会议纪要", "date": "2026-04-20", "kind": "程序"},
        {"title": "年度考核结果"},
        {"title": "批示", "date": "2026-04-10"},
    ]
    text = report(casework, {"act.from": "2026-04-08", "act.to": "2026-04-10", "evidence": proofs})
    signs = {
        line.strip()[2:6]: line.strip()[0] for line in text.splitlines() if line.strip()[:1] in ("□", "☑")
    }
    assert signs == {
        "主观动机": "□",
        "履职取向": "□",
        "工作依据": "☑",
        "决策过程": "☑",
        "改正态度": "□",
        "容错效果": "☑",
    }
    assert (
        "党组会议纪要（2026年4月20日，事后形成）、年度考核结果、批示（2026年4月10日）。标“事后形成”的，"
        in text
    )
    undated = report(casework, {"evidence": proofs})
    assert "事后形成" not in undated and "☑" in undated
    assert "☑" not in report(casework, {})


OFFICIAL = ("本案", "认定为", "文稿", "选定", "审查中", "请在建议中", "条件（", "当事人")
"""What a review for the committee says and one for the cadre does not."""


def test_every_rule_of_the_review_has_words_for_the_cadre(casework: Casework):
    picked = list(casework.knowledge.circumstances)
    interview = casework.interview_of(CaseContent("self_check", {"circumstances": picked}))
    rules = casework.knowledge.findings
    found = [Finding(rule.code, rule.level, rule.where, rule.articles, rule.message) for rule in rules]
    told = [one.message for one in plainly(found, interview, casework.knowledge)]
    assert len(told) > 10
    assert [words for words in told if any(official in words for official in OFFICIAL)] == []


@pytest.mark.parametrize(
    "given",
    [
        {"circumstances": ["8.4", "10.4"], "unit.type": "行政机关"},
        {"circumstances": ["8.1", "8.2", "8.3", "8.4"], "breach": [{"article": "第三条"}]},
        {"unit.type": "村（社区）", "remedy.status": "部分挽回", "loss.level": "严重",
         "act.from": "2026-05-01", "act.to": "2026-04-01"},
        {"facts": "老板送了礼金。", "notice.received": "2026-09-01", "responsibility": "无"},
    ],
)  # fmt: skip
def test_the_review_has_words_for_the_cadre(casework: Casework, given: Answers):
    found = casework.check(casework.interview_of(CaseContent("self_check", given))).findings
    assert [f.message for f in found if any(official in f.message for official in OFFICIAL)] == []


def test_what_is_missing_is_cited_by_the_article_of_its_question(casework: Casework):
    given = {"circumstances": ["9.4"]}
    found = casework.check(casework.interview_of(CaseContent("self_check", given))).findings
    cited = {finding.where: finding.articles for finding in found if finding.code.startswith("missing.")}
    assert {cited[f"conditions.{n}.met"] for n in "135"} == {("7",)}
    assert cited["breach"] == ("3",) and cited["correction"] == ("24",) and cited["act.from"] == ("annex1",)
    assert cited["dimensions.2"] == ("6.2",) and cited["facts"] == ("12",)


@pytest.mark.parametrize("given", [{}, {"duties": "管抢修", "accountability": "未招标一事"}])
def test_what_the_review_says_will_be_marked_is_marked(casework: Casework, given: Answers):
    """Whatever “报告会照实标出来” is said of stands in the report as lacking."""
    interview = casework.interview_of(CaseContent("self_check", given))
    found = [f for f in casework.check(interview).findings if "报告会照实标出来" in f.message]
    text = to_text(casework.draft(interview).markdown)
    assert len(found) > 4
    for finding in found:
        fields = [f for q in interview.path for f in q.fields if about(finding.where, f.id)]
        lines = [line for line in text.splitlines() if "【待补充：" in line or "没有写" in line]
        places = casework.draft(interview).where.values()
        assert any(field.id in places or any(field.label in line for line in lines) for field in fields), (
            finding.where
        )


def test_each_first_person_is_named_with_its_place(casework: Casework, aside: OpenCase, tmp_path: Path):
    aside.answer("duties", "我负责窗口。")
    aside.answer("loss.impact", "我们被投诉了。")
    path = tmp_path / "交来的.json"
    path.write_text(aside.hand_over(), encoding="utf-8")
    handed = casework.bring(str(path))
    found = [f for f in handed.check().findings if f.code == "evidence.first_person"]
    assert [f.where for f in found] == ["duties", "loss.impact"]
    assert "“我负责窗口”" in found[0].message and found[0].level == "warn"
    handed.answer("duties", "负责窗口。")
    assert "duties" not in [f.where for f in handed.check().findings if f.code == "evidence.first_person"]


def _some(field: Field) -> object:
    return field.options[0] if field.options else "写了"
