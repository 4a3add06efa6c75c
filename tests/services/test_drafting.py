"""The drafted papers: people's words come out as typed, gaps are marked, and nothing is made up."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from assistant.domain.answers import PICKED, Answers
from assistant.domain.assessment import assess
from assistant.domain.interview import Interview
from assistant.domain.knowledge import Knowledge
from assistant.domain.regulation import quoted
from assistant.services.casework import Casework
from assistant.services.documents.docx import to_docx
from assistant.services.documents.markdown import Block, all_runs, blocks, plain, unmarked
from assistant.services.documents.text import to_text
from assistant.services.drafting import KINDS, Draft, Drafting, DraftRefused
from assistant.services.filling import day, phrase
from assistant.services.filling import sentence as stopped
from assistant.services.library import Library
from assistant.services.store import Store

Paper = Callable[..., Draft]
CaseAnswers = Callable[..., Answers]


@pytest.fixture(scope="session")
def paper(library: Library, knowledge: Knowledge, interview_of: Callable[[Answers], Interview]) -> Paper:
    """The paper of a kind over some answers; by default the one they call for."""
    drafting = Drafting(library, knowledge)

    def draft(answers: Answers, kind: str | None = None) -> Draft:
        interview = interview_of(answers)
        return drafting.draft(interview, assess(interview.active, knowledge), kind)

    return draft


def words(draft: Draft) -> str:
    """The paper as plain text, its paragraphs without their indents."""
    return re.sub(r"(?m)^　+", "", to_text(draft.markdown))


def test_lines_of_an_answer_are_lines_of_its_cell(paper: Paper, case_answers: CaseAnswers):
    measures = "1．健全制度\n2．专人负责\n3．月底完成"
    typed: Answers = {"correction": measures, "duties": "一、受理\n二、审核", "application.reason": "甲\n乙"}
    draft = paper(case_answers("E-01", typed), "application")
    assert "| 1．健全制度<br>2．专人负责<br>3．月底完成。 |" in draft.markdown
    assert f"具体措施：{measures}。\n" in words(draft)
    assert "责任：一、受理\n二、审核。\n对到期" in words(draft) and "甲\n乙。\n政策依据：" in words(draft)
    table = Document(BytesIO(to_docx(draft.markdown))).tables[0]
    assert f"{measures}。" in [cell.text for cell in table.rows[8].cells]
    assert f"{measures}。" in [sentence.text for sentence in draft.sentences]


# Which paper


def test_the_case_decides_the_paper(paper: Paper, case_answers: CaseAnswers):
    assert paper(case_answers("E-01")).kind == "recommendation"
    assert paper(case_answers("E-04")).kind == "no-recommendation"


def test_a_recommendation_over_a_red_line_is_refused_by_name(paper: Paper, case_answers: CaseAnswers):
    with pytest.raises(DraftRefused, match="触及红线（谋取私利；就本事项隐瞒事实、弄虚作假）"):
        paper(case_answers("E-04"), "recommendation")


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_can_be_drafted_over_an_empty_case(paper: Paper, kind: str):
    draft = paper({}, kind)
    assert (draft.kind, draft.name) == (kind, KINDS[kind])
    assert draft.gaps


# The four full cases


@pytest.mark.parametrize(
    "name, kind, said, unsaid",
    [
        (
            "E-01",
            "recommendation",
            ["建议对高文澍同志予以免责（第十八条）。", "拟适用的处理为诫勉", "建议转化为谈话提醒、批评教育、通报批评等。"],
            ["减责。", "从轻处理（"],
        ),
        (
            "E-02",
            "recommendation",
            ["建议对贺章远同志予以减责（第十八条）。", "建议转化为第一种形态。", "关于回避：贺章远同志已申请回避"],
            ["予以免责（"],
        ),
        (
            "E-03",
            "recommendation",
            ["建议对祁广源同志按党章党纪、法律法规有关规定给予从轻处理（第十八条）。", "本建议不提出形态转化。"],
            ["建议转化为", "、第十九条。"],
        ),
        (
            "E-04",
            "no-recommendation",
            ["不提出容错建议的说明", "存在“谋取私利”的情形。依据：第六条第（一）项",
             "存在“就本事项隐瞒事实、弄虚作假”的情形。依据：第二条"],
            ["从轻处理", "有无可以容错的情形", "第二十五条"],
        ),
    ],
)  # fmt: skip
def test_a_full_case_is_drafted_without_gaps(
    paper: Paper, case_answers: CaseAnswers, name: str, kind: str, said: list[str], unsaid: list[str]
):
    draft = paper(case_answers(name))
    text = words(draft)
    assert (draft.kind, draft.gaps) == (kind, ())
    assert [sentence for sentence in said if sentence not in text] == []
    assert [sentence for sentence in unsaid if sentence in text] == []
    assert text.startswith("送审稿——供党委（党组）集体研究")


@pytest.mark.parametrize("name", ["E-01", "E-02", "E-03", "E-04"])
def test_the_breach_is_admitted_before_anything_is_weighed(
    paper: Paper, case_answers: CaseAnswers, name: str
):
    text = words(paper(case_answers(name)))
    assert text.index("违反《") < text.index("第六条第（一）项")


@pytest.mark.parametrize("kind", ["application", "self-check"])
@pytest.mark.parametrize("name", ["E-01", "E-04"])
def test_the_other_papers_are_no_draft_for_the_committee(
    paper: Paper, case_answers: CaseAnswers, name: str, kind: str
):
    text = words(paper(case_answers(name), kind))
    assert "送审稿" not in text
    assert ("个人自查，不代表组织意见" in text) is (kind == "self-check")


def test_the_self_check_hides_no_red_line(paper: Paper, case_answers: CaseAnswers):
    text = words(paper(case_answers("E-04"), "self-check"))
    assert "触及红线：谋取私利（第六条第（一）项、第七条第（六）项）。" in text


# The six contents

SECTIONS = [
    "一、当事人相关职责及应承担的责任",
    "二、是否符合容错条件",
    "三、有无可以容错的情形",
    "四、有关政策依据",
    "五、当事人一贯表现情况",
    "六、明确的容错建议",
]


def test_the_six_contents_stand_in_their_order(paper: Paper):
    text = words(paper({}))
    places = [text.index(f"\n{title}\n") for title in SECTIONS]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "gone, gap, section",
    [
        (["duties"], "相关职责", 0),
        (["responsibility"], "应承担的责任", 0),
        (["conditions.2.met"], "条件（二）是否符合", 1),
        ([PICKED], "可以容错的情形（第八至第十一条）", 2),
        (["policy_basis"], "有关政策依据", 3),
        (["usual_performance"], "一贯表现", 4),
        (["loss.level"], "明确的容错建议", 5),
    ],
)
def test_a_content_that_is_missing_is_marked_in_its_place(
    paper: Paper, case_answers: CaseAnswers, gone: list[str], gap: str, section: int
):
    draft = paper(case_answers("E-01", dict.fromkeys(gone)))
    text = words(draft)
    assert gap in draft.gaps
    place = text.index(f"【待补充：{gap}】")
    assert text.index(SECTIONS[section]) < place
    assert section == 5 or place < text.index(SECTIONS[section + 1])


def test_an_empty_case_invents_nothing(paper: Paper, knowledge: Knowledge):
    draft = paper({})
    text = words(draft)
    for gap in ("党委（党组）", "姓名", "承办单位", "责任追究事由", "相关职责", "主要事实", "应承担的责任"):
        assert gap in draft.gaps
    assert "《" not in text.replace(f"《{knowledge.regulation.title}》", "").replace("《实施细则》", "")
    assert not re.search(r"\d{4}年\d+月", text.replace("2019年11月15日", ""))
    for claim in ("符合的条件", "未发现", "予以", "集体研究，", "充分沟通", "参照"):
        assert claim not in text.replace("送审稿——供党委（党组）集体研究", "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_over_an_empty_case_holds_no_sentence_of_a_full_one(
    paper: Paper, case_answers: CaseAnswers, kind: str
):
    text = words(paper({}, kind))
    given = [value for value in case_answers("E-01").values() if isinstance(value, str) and len(value) > 4]
    assert [value for value in given if value in text] == []


# The day it is drafted


@pytest.mark.parametrize(
    "name, kind",
    [("E-01", kind) for kind in KINDS] + [("E-04", kind) for kind in KINDS if kind != "recommendation"],
)
def test_no_paper_depends_on_the_day(
    casework: Casework, case_answers: CaseAnswers, interview_of, name, kind: str
):
    interview = interview_of(case_answers(name))
    days = (date(2031, 3, 4), date(2026, 9, 22), date.today())
    papers = [
        Casework(casework.store, casework.library, today).draft(interview, kind).markdown for today in days
    ]
    assert len(set(papers)) == 1
    for today in days:
        assert today.isoformat() not in papers[0] and day(today.isoformat()) not in papers[0]


def test_number_and_date_are_blanks_until_they_are_given(paper: Paper, case_answers: CaseAnswers):
    assert "〔　　〕　号" in words(paper(case_answers("E-01")))
    dated = {"committee.document_number": "清审批党〔2026〕3号", "committee.date": "2026-09-28"}
    text = words(paper(case_answers("E-01", dated)))
    assert "清审批党〔2026〕3号" in text and text.rstrip().endswith("2026年9月28日")
    assert "〔　　〕" not in text


# People's words

NASTY = [
    "{{ 7*7 }}",
    "{% raw %}{% endraw %}",
    "{# 注 #}",
    "**a** __b__ ~~c~~ _d_",
    "甲 | 乙 || 丙 \\| 丁 \\",
    "# 一级",
    "## 二级 ##",
    "- 项",
    "+ 项",
    "1. 项",
    "1) 项",
    "> 引",
    "===",
    "---",
    "```python",
    "`代码` ``双`` `",
    "`送审稿` 甲",
    "[red]x[/red]",
    "[甲](https://example.com) ![乙](x.png) [丙]: <丁>",
    "<b>粗</b> <!-- 注 --> <script>",
    "&amp; &lt; &#42; &nbsp;",
    "\u202e倒序\u202c \u200f",
    "\x1b[31m红\x07",
    "【待补充：假的】",
    "https://example.com?a=1&b=2 a@b.cn",
    "$x$ \\(y\\) ^z^ ==高亮==",
    "“引号”‘单’《书名》",
    "😀 𠮷 é",
    "\ufdd06661637473\ufdd1",
    "\ue000\uf8ff\U000f0061\U000e0061",
]


def literal(text: str) -> str:
    """What is read on paper: the same, with characters that are not seen written out."""
    return re.sub(r"[\x00-\x1f\u200e\u200f\u202a-\u202e\ufdd0\ufdd1]", lambda c: f"[U+{ord(c[0]):04X}]", text)


SAID = {
    "recommendation": {
        "unit.name", "committee.name", "committee.document_number", "committee.recusal_note", "person.name",
        "person.political_status", "person.position", "person.rank", "handling_body", "accountability", "facts",
        "breach", "duties", "responsibility", "dimensions.1.facts", "dimensions.1.adverse", "dimensions.6.facts",
        "dimensions.6.adverse", "evidence", "conditions.2.facts", "conditions.6.facts", f"{PICKED}[9.4].facts",
        "policy_basis", "usual_performance", "loss.description", "loss.impact", "remedy.description", "correction",
        "recommendation.reason", "overrides[red_lines.fourth_form].by", "overrides[red_lines.fourth_form].reason",
        "steps", "views.superior",
    },
    "no-recommendation": {
        "committee.name", "person.name", "committee.document_number", "committee.recusal_note", "handling_body",
        "accountability", "facts", "breach", "duties", "responsibility", "dimensions.1.facts", "dimensions.1.adverse",
        "evidence", "steps",
    },
    "application": {
        "unit.name", "person.name", "person.political_status", "person.position", "person.rank", "accountability",
        "duties", "responsibility", "application.reason", "policy_basis", "correction",
    },
    "self-check": {
        "facts", "breach", "dimensions.1.facts", "dimensions.1.adverse", "dimensions.6.facts",
        f"{PICKED}[9.4].facts", "evidence",
    },
    "evidence": {"unit.name", "person.name", "person.position", "accountability", "evidence"},
    "basis": {
        "unit.name", "person.name", "person.position", "accountability", "dimensions.1.facts", "dimensions.1.adverse",
        "evidence",
    },
}  # fmt: skip
PATHS = sorted(set().union(*SAID.values()))


def filled(case_answers: CaseAnswers, nasty: str, barred: bool) -> Answers:
    """E-01 with `nasty` and its path between marks wherever people write words of their own."""

    def said(path: str) -> str:
        return f"{nasty}⟦{path}⟧"

    lists: dict[str, Any] = {
        "breach": [{column: said("breach") for column in ("rule", "article", "how")}],
        "evidence": [{"title": said("evidence")}],
        "policy_basis": [said("policy_basis"), said("policy_basis")],
        "steps": [{"step": "研究", "date": "2026-09-25", "paper": said("steps"), "remark": said("steps")}],
    }
    proof = {f"dimensions.{n}.evidence": [said("evidence")] for n in "123456"}
    settled = {
        "committee.recusal": "是",
        "recommendation.outcome": "减责",
        "red_lines.fourth_form": "是",
        "red_lines.political": "是" if barred else "否",
    }
    plain = {path: said(path) for path in PATHS if path not in lists}
    return case_answers("E-01", plain | lists | proof | settled)


@pytest.mark.parametrize("nasty", NASTY, ids=ascii)
@pytest.mark.parametrize("kind", KINDS)
def test_words_come_out_as_typed(paper: Paper, case_answers: CaseAnswers, kind: str, nasty: str):
    draft = paper(filled(case_answers, nasty, barred=kind == "no-recommendation"), kind)
    text = to_text(draft.markdown)
    assert "49" not in text
    marked = re.findall(rf"(?s)(.{{{len(literal(nasty))}}})⟦([^⟧]+)⟧", text)
    assert {before for before, _ in marked} == {literal(nasty)}
    assert {path for _, path in marked} >= SAID[kind]
    assert text.count("⟦") == len(marked)


@pytest.mark.parametrize("nasty", NASTY, ids=ascii)
def test_each_line_of_long_text_is_a_paragraph_of_its_own(
    paper: Paper, case_answers: CaseAnswers, nasty: str
):
    text = words(paper(case_answers("E-01", {"facts": f"首段\n{nasty}\n\n{nasty}末\n尾段"})))
    assert f"首段\n{literal(nasty)}\n{literal(nasty)}末\n尾段。\n" in text


# The address of each sentence

CASES = ["E-01", "E-02", "E-03", "E-04"]
PROSE = [kind for kind in KINDS if kind not in ("evidence", "basis")]
"""The papers in sentences; in the tables of the other two, some cells of each row have the address."""


def drawn(paper: Paper, answers: Answers, kind: str) -> Draft:
    """The paper of a kind; in place of a recommendation that is refused, the note."""
    try:
        return paper(answers, kind)
    except DraftRefused:
        return paper(answers)


@pytest.mark.parametrize("kind", PROSE)
@pytest.mark.parametrize("name", CASES)
def test_only_words_of_the_template_have_no_address(
    paper: Paper, case_answers: CaseAnswers, library: Library, knowledge: Knowledge, name: str, kind: str
):
    draft = drawn(paper, case_answers(name), kind)
    source = (library.dialogues / "documents" / f"{draft.kind}.md.j2").read_text(encoding="utf-8")
    for variable in ("title", "currency"):
        source = source.replace(f"{{{{ regulation.{variable} }}}}", getattr(knowledge.regulation, variable))
    for clock in knowledge.clocks.values():
        source = source.replace(f'{{{{ clocks["{clock.id}"].words }}}}', clock.words)
    fixed = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source).replace("<br>", "\n")
    bare = [re.sub(r"^[三四]|\d+(?=份)", "", s.text) for s in draft.sentences if not s.addresses]
    assert [text for text in bare if text not in fixed] == []
    assert len(bare) < len(draft.sentences)


@pytest.mark.parametrize("kind", PROSE)
def test_a_sentence_knows_whose_words_it_holds(paper: Paper, case_answers: CaseAnswers, kind: str):
    draft = paper(filled(case_answers, "甲乙", barred=kind == "no-recommendation"), kind)
    for sentence in draft.sentences:
        for path in re.findall("⟦(.+?)⟧", sentence.text):
            own = path.startswith("dimensions.") and path.rpartition(".")[0] in sentence.addresses
            proof = path == "evidence" and any(
                address.startswith("dimensions.") for address in sentence.addresses
            )
            assert own or proof or path in sentence.addresses, sentence.text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [*CASES, ""])
def test_the_addresses_leave_no_trace(paper: Paper, case_answers: CaseAnswers, name: str, kind: str):
    draft = drawn(paper, case_answers(name) if name else {}, kind)
    assert re.findall("[\ufdd0-\ufdef]", draft.markdown) == []
    assert [words_of(block) for block in blocks(draft.marked)] == [
        words_of(block) for block in blocks(draft.markdown)
    ]
    assert set(draft.grounds) == {path for sentence in draft.sentences for path in sentence.addresses}
    assert to_docx(draft.markdown) == to_docx(unmarked(draft.markdown))


def words_of(block: Block) -> tuple[str, str]:
    return block.kind, plain(tuple(all_runs(block)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [*CASES, ""])
def test_every_sentence_with_an_address_can_say_what_it_rests_on(
    paper: Paper, case_answers: CaseAnswers, name: str, kind: str
):
    draft = drawn(paper, case_answers(name) if name else {}, kind)
    for path, ground in draft.grounds.items():
        assert ground.articles and ground.label and ground.value, path


@pytest.mark.parametrize(
    ("begins", "addresses"),
    [
        ("主观动机：出于公心", ("dimensions.1.judgement", "dimensions.1.distinction")),
        ("其与申请企业无亲属", ("dimensions.1.facts",)),
        ("经对照，符合的条件：第七条第（一）项", ("conditions.1",)),
        ("第七条第（二）项", ("conditions.2",)),
        ("谋取私利", ("red_lines.private_gain",)),
        ("“因着眼提高效率”", ("circumstances[9.4].elements.cause",)),
        (
            "建议对高文澍同志予以免责",
            ("recommendation.outcome", "loss.level", "remedy.status", "person.name"),
        ),
        ("拟适用的处理为诫勉", ("intended_form",)),
        ("5月末，相邻小区居民", ("facts",)),
    ],
)
def test_where_a_sentence_comes_from(
    paper: Paper, case_answers: CaseAnswers, begins: str, addresses: tuple[str, ...]
):
    (found,) = [s for s in paper(case_answers("E-01")).sentences if s.text.startswith(begins)]
    assert found.addresses == addresses


# The two filters


@pytest.mark.parametrize(
    "value, said",
    [
        ("2026-09-28", "2026年9月28日"),
        ("1978-05", "1978年5月"),
        ("1978-05-03", "1978年5月3日"),
        ("", ""),
        ("去年", "去年"),
        ("2026-九-28", "2026-九-28"),
        ("2026", "2026"),
    ],
)
def test_a_date_is_written_out(value: str, said: str):
    assert day(value) == said


@pytest.mark.parametrize(
    "words, within, alone",
    [
        ("", "", ""),
        ("已整改", "已整改", "已整改。"),
        ("已整改。", "已整改", "已整改。"),
        ("已整改；\n", "已整改", "已整改。"),
        ("是否整改？", "是否整改？", "是否整改？"),
        ("他说“已整改。”", "他说“已整改。”", "他说“已整改。”"),
        ("称“已整改”", "称“已整改”", "称“已整改”。"),
        ("【待补充：事由】", "【待补充：事由】", "【待补充：事由】"),
    ],
)
def test_words_are_joined_with_one_stop(words: str, within: str, alone: str):
    assert (phrase(words), stopped(words)) == (within, alone)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("end", ["", "。", "；", "，", "。 "])
@pytest.mark.parametrize("red_line", ["否", "是"])
def test_no_mark_is_doubled_however_answers_end(
    paper: Paper, case_answers: CaseAnswers, kind: str, end: str, red_line: str
):
    if (kind, red_line) == ("recommendation", "是"):
        return
    names = (
        "person.",
        "unit.",
        "committee.name",
        "committee.document",
        "handling_body",
        "breach",
        "steps",
        "policy",
        "evidence",
    )
    sentences = [path for path in PATHS if not path.startswith(names)]
    answers = {
        path: re.sub("[。]$", "", value) + end if path in sentences else value
        for path, value in filled(case_answers, "词", barred=red_line == "是").items()
    }
    answers["breach"] = [{"rule": f"《某办法》{end}", "article": f"应当比选{end}", "how": f"未比选{end}"}]
    answers["steps"] = [
        {"step": "研究", "date": "2026-09-25", "paper": f"党组会{end}", "remark": f"同意{end}"}
    ]
    answers["policy_basis"] = [f"《某条例》{end}", f"《某规定》{end}"]
    text = words(paper(answers, kind))
    assert re.findall(r"[，。；：、]\s*[，。；：、]", text) == []
    assert "⟧证明材料" not in text and "⟧不利" not in text and "⟧政策依据" not in text


def test_quoted_words_keep_their_inner_marks_apart():
    assert quoted("推进“一次办成”改革；") == "“推进‘一次办成’改革”"


def test_every_gap_of_an_empty_case_leads_to_an_answer(casework: Casework) -> None:
    """Whoever sees a gap can be taken to the question that fills it."""
    interview = casework.interview("committee")
    for kind in KINDS:
        draft = casework.draft(interview, kind)
        assert draft.gaps
        assert set(draft.where) == set(draft.gaps)
        assert [path for path in draft.where.values() if path not in interview.known()] == []


def test_the_self_check_lists_a_negative_answer_as_adverse(paper: Paper, case_answers: CaseAnswers) -> None:
    changes = {"dimensions.4.judgement": "个人专断、一意孤行", "conditions.2.met": "否"}
    text = words(paper(case_answers("E-01", changes), "self-check"))
    favourable, _, adverse = text.partition("\n五、")[0].partition("四、不利的方面")
    assert "决策过程（第六条第（四）项）：本人答“依法履职”。" in favourable and "个人专断" not in favourable
    assert "决策过程（第六条第（四）项）：本人答“个人专断、一意孤行”。" in adverse
    assert "第七条第（二）项“符合中央大政方针和省、市党委、政府决策部署精神" in adverse
    assert "改革和创新发展的”：本人答“否”。" in adverse and "不符合" not in favourable + adverse


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_names_the_date_of_its_basis_and_the_reminder(
    paper: Paper, knowledge: Knowledge, kind: str
) -> None:
    text = words(paper({}, kind))
    assert "2019年11月15日印发" in text and knowledge.regulation.currency in text


LISTED = {
    "evidence": [
        {"title": "会议纪要", "date": "2026-03-05", "kind": "程序", "attachment": "附件2-1"},
        {"title": "退款凭证", "kind": "补救"},
        {"title": "来信"},
    ],
    "dimensions.4.evidence": ["会议纪要", "录音|甲"],
    "conditions.3.met": "是",
    "conditions.2.met": "是",
    "conditions.2.evidence": ["录音|甲"],
}
ROWS = [
    ("1", "会议纪要", "2026年3月5日", "程序",
     "决策过程（第六条第（四）项）；民主决策并充分评估（第七条第（三）项）", "附件2-1"),
    ("2", "退款凭证", "", "补救", "补救（第十八条）", ""),
    ("3", "来信", "", "", "尚未对应到判断或条件", ""),
    ("4", "录音|甲", "", "",
     "决策过程（第六条第（四）项）；符合上级决策部署精神（第七条第（二）项）；民主决策并充分评估（第七条第（三）项）", ""),
]  # fmt: skip


def test_the_list_of_evidence_says_what_each_piece_is_for(paper: Paper) -> None:
    table = next(block for block in blocks(paper(LISTED, "evidence").markdown) if block.kind == "表格")
    said = [tuple(plain(cell.runs) for cell in row) for row in table.rows]
    assert said == [("序号", "材料名称", "形成日期", "种类", "证明什么", "附件号"), *ROWS]


def test_a_list_of_no_evidence_is_one_gap(paper: Paper, case_answers: CaseAnswers) -> None:
    answers = {path: v for path, v in case_answers("E-01").items() if not path.endswith("evidence")}
    draft = paper(answers, "evidence")
    assert (draft.gaps, dict(draft.where)) == (("证明材料",), {"证明材料": "evidence"})
    assert "表格" not in [block.kind for block in blocks(draft.markdown)]


OWN = "no-recommendation.md.j2"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a user's own templates."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = tmp_path / "rongcuo" / "documents"
    folder.mkdir(parents=True)
    return folder


def test_a_template_of_the_users_own_stands_in_for_the_shipped_one(own: Path, knowledge: Knowledge) -> None:
    shipped = Library().version()
    (own / OWN).write_text("# 本单位的说明\n\n{{ need('facts') }}\n", encoding="utf-8")
    library = Library()
    assert library.version() != shipped
    assert library.check() == []
    work = Casework(Store(None), library)
    interview = work.interview("committee")
    assert work.draft(interview, "no-recommendation").markdown.startswith("# 本单位的说明\n")
    assert "容错申请表" in work.draft(interview, "application").markdown


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("# 说明\n\n{{ nothing }}\n", "第3行，没有“nothing”这"),
        ("# 说明\n\n{{ assessment.nothing }}\n", "第3行，没有“nothing”这项内容"),
        ("# 说明\n{% if %}\n", "第2行，"),
        ("# 说明\n\n{{ need('person.nane') }}\n", "第3行，路径“person.nane”不在案例文件中"),
        ("# 说明\n\n{{ text('facts') | nofilter }}\n", "第3行，没有“nofilter”这个过滤器"),
        ("# 说明\n\n{% include 'zz.j2' %}\n", "第3行，没有“zz.j2”这个模板"),
        ("# 说明\n\n{{ long('facts') }}\n\n> 引用\n", "第5行，公文里没有这种写法（blockquote）"),
        (
            "{% for row in rows('evidence') %}\n- {{ row.title }}\n{% endfor %}\n\n<b>甲</b>\n",
            "第5行，段落里不能用这种写法（html_inline）",
        ),
        ("# 说明\n{% if not text('facts') %}\n\n`抄送` 某单位\n{% endif %}\n", "第4行，不认识版式标记“抄送”"),
        ("# 说明\n\n{{ need（'facts'） }}\n", "第3行，“{{ need（'facts'） }}”写得不对：认不出“（”"),
        ("# 说明\n\n{% if %}\n{% endif %}\n", "第3行，“{% if %}”写得不对：“%}”前面缺了内容"),
        ("# 说明\n\n{{ ''.__class__.__mro__ }}\n", "第3行，"),
        ("# 说明\n\n{% for n in range(10 ** 9) %}一{% endfor %}\n", "第3行，"),
    ],
)
def test_a_fault_of_it_names_the_file_the_line_and_the_variable(own: Path, source: str, says: str) -> None:
    (own / OWN).write_text(source, encoding="utf-8")
    found = Library().check()
    assert len(found) == 1 and found[0].startswith(f"{own / OWN}：") and says in found[0]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (
            "{{ nothing }}\n{{ text('fact') | nofilter }}\n{{ need('unit.nmae') }}\n",
            [
                "第2行，没有“nofilter”这个过滤器",
                "第1行，没有“nothing”这个变量",
                "第2行，路径“fact”不在案例文件中",
                "第3行，路径“unit.nmae”不在案例文件中",
            ],
        ),
        (
            "> 引用\n\n#### 四级\n\n| 甲 |\n|---|\n| `署名` |\n\n| |\n|---|\n\n```\n甲\n```\n\n<b>甲</b>\n",
            ["第1行，", "第3行，", "第7行，", "第9行，", "第12行，", "第16行，"],
        ),
    ],
    ids=["words", "markdown"],
)
def test_all_faults_of_it_are_told_at_once(own: Path, source: str, says: list[str]) -> None:
    (own / OWN).write_text(source, encoding="utf-8")
    found = Library().check()
    assert len(found) == len(says)
    for fault, begins in zip(found, says, strict=True):
        assert fault.startswith(f"{own / OWN}：{begins}")


def test_a_template_that_nothing_asks_for_is_named(own: Path) -> None:
    (own / "recomendation.md.j2").write_text("# 建议\n", encoding="utf-8")
    assert [fault.partition("，可用")[0] for fault in Library().check()] == [
        f"{own / 'recomendation.md.j2'}：没有叫这个名字的模板"
    ]
