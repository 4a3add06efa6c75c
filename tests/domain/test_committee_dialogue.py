"""The committee interview: its words fit the case file and the 细则, and its paths are the intended ones."""

import json
import tomllib
from typing import Any, get_args

import msgspec
import pytest

from assistant.domain import case
from assistant.domain.answers import PICKED, flatten, unflatten
from assistant.domain.conditions import When, fault, leaves
from assistant.domain.dialogue import Dialogue, Field, Question
from assistant.domain.events import Event
from assistant.domain.interview import Interview
from assistant.domain.reading import parse
from assistant.domain.regulation import Circumstance, Element, Regulation
from assistant.paths import folder
from assistant.services import shape

INTERVIEWS, KNOWLEDGE = folder("dialogues") / "interviews", folder("knowledge")
CASES = folder("tests") / "data" / "cases"


def toml(path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


DIALOGUE = shape.convert(toml(INTERVIEWS / "committee.toml"), Dialogue)
REGULATION = msgspec.convert(toml(KNOWLEDGE / "regulation.toml"), Regulation)
LINES = {
    line["id"]: msgspec.convert(line["when"], When) for line in toml(KNOWLEDGE / "red_lines.toml")["red_line"]
}
RULES = {
    **{f"red_line.{name}": when for name, when in LINES.items()},
    "red_line": When(any=tuple(LINES.values())),
}

PLAIN = Circumstance(
    id="9.4",
    label="容缺受理、容缺审核",
    element=(
        Element("field", "field", "优化营商环境、推进“一次办成”改革等工作中", "是优化营商环境的工作吗？"),
        Element("premise", "premise", "着眼提高效率", "是为了提高效率吗？"),
        Element("procedure", "procedure", "容缺受理、容缺审核", "办的是容缺受理、容缺审核吗？"),
    ),
)
BRANCHED = Circumstance(
    id="11.7",
    label="行政许可中申请人造假或拖延",
    branches=("虚假材料", "拖延提供"),
    branch_question="是申请人造假，还是拖延？",
    element=(
        Element("field", "field", "在行政许可事项审批过程中", "是行政许可审批吗？"),
        Element("cause", "cause", "隐瞒、伪造或者提供虚假材料", "申请人造假了吗？", "虚假材料"),
        Element("procedure", "procedure", "已按规定一次性告知", "一次性告知了吗？", "拖延提供"),
        Element("cause2", "cause", "拖延提供", "申请人拖延了吗？", "拖延提供"),
    ),
)
CIRCUMSTANCES = {item.id: item for item in (PLAIN, BRANCHED)}

QUESTIONS = tuple(q for section in DIALOGUE.section for q in section.question)
FIELDS = tuple(f for q in QUESTIONS for f in q.fields)
BY_ID = {field.id: field for field in FIELDS}
NUMBERS = get_args(case.Number)
SETTLED = get_args(case.Settled)

OPPOSITIONS = {
    "1": ("出于公心", "假公济私、以权谋私", "无心之过", "明知故犯"),
    "2": ("开拓进取", "无视规律、急功近利", "积极作为", "好大喜功"),
    "3": ("界限不明", "故意曲解、随意变通", "先行先试", "肆意妄为"),
    "4": ("民主决策", "个人专断、一意孤行", "依法履职", "滥用权力"),
    "5": ("及时补救", "消极应对、放任损失", "主动纠错", "放任不管"),
    "6": ("激励担当", "纵容蛮干", "宽容改革试错", "包庇违纪违法行为"),
}
OPTIONS = {
    "unit.type": get_args(case.UnitType),
    "subject": ("个人", "单位"),
    "committee.recusal": get_args(case.YesNo),
    "circumstances[*].elements.*": SETTLED,
    "loss.level": get_args(case.Level),
    "remedy.status": get_args(case.Remedied),
    "intended_form": get_args(case.Form),
    "recommendation.outcome": get_args(case.Outcome),
    "decision.outcome": get_args(case.Outcome),
    **{f"red_lines.{name}": SETTLED for name in case.RedLines.__struct_fields__},
    **{f"conditions.{n}.met": get_args(case.Met) for n in "12345"},
    "conditions.6.met": ("是", "否", "难以认定"),
    **{f"dimensions.{n}.judgement": (*words[:2], "难以认定") for n, words in OPPOSITIONS.items()},
    **{f"dimensions.{n}.distinction": (*words[2:], "难以认定") for n, words in OPPOSITIONS.items()},
}
ORDER = [
    "unit", "notice", "facts", "red_lines", "duties", "circumstances",
    *(f"dimension_{n}" for n in NUMBERS),
    "evidence", "conditions", "loss", "usual", "recommendation", "steps",
]  # fmt: skip


def named(items):
    return [pytest.param(item, id=item.id) for item in items]


def walk(answers: dict[str, Any]) -> Interview:
    interview = Interview(DIALOGUE, CIRCUMSTANCES, RULES)
    interview.apply(Event(1, "2026-09-22T09:00:00+08:00", "import", {"values": answers}, "", ""))
    return interview


def answers(name: str, **changes: Any) -> dict[str, Any]:
    return flatten(json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))) | changes


def asked(interview: Interview) -> list[str]:
    return [question.id for question in interview.path]


def sections(interview: Interview) -> list[str]:
    return list(dict.fromkeys(question.section for question in interview.path))


def read_by(when: When) -> set[str]:
    """The answers that a condition looks at, through rules too."""
    found = list(leaves(when))
    return {leaf.path for leaf in found if leaf.path}.union(
        *(read_by(RULES[x.rule]) for x in found if x.rule)
    )


def sample(field: Field) -> Any:
    """A value that `field` accepts."""
    raw: Any = {
        "choice": field.options[0] if field.options else "是",
        "several": list(field.options[:1]) or ["9.4"],
        "date": "2026年9月28日",
        "month": "1978年5月",
        "list": [{c.id: _cell(c) for c in field.columns}],
    }.get(field.kind, "文字")
    return raw if not field.options and field.kind == "choice" else parse(field, raw)


def _cell(column) -> str:
    return column.options[0] if column.options else "2026-09-28" if column.kind == "date" else "文字"


def test_sections_stand_in_their_order():
    assert [section.id for section in DIALOGUE.section] == [*ORDER, "decision"]


def test_ids_are_unique():
    assert len(BY_ID) == len(FIELDS)


@pytest.mark.parametrize("field", named(FIELDS))
def test_every_answer_has_its_place_in_the_case_file(field: Field):
    path = field.id.replace("[*]", "[9.4]").replace("elements.*", "elements.limit")
    value = sample(field)
    file = unflatten({PICKED: ["9.4"]} | {path: value})
    shape.convert(file, case.Case)
    assert flatten(file)[path] == value


@pytest.mark.parametrize("question", named(QUESTIONS))
def test_every_question_says_what_it_is_for(question: Question):
    assert question.article in REGULATION.ids()
    assert question.why and "\n" not in question.why
    assert len(question.why) <= 60
    assert len(question.ask) <= 60 or question.id == "conditions.4.met"
    assert all(2 <= len(field.label) <= 9 for field in question.fields)


@pytest.mark.parametrize("part", named([*DIALOGUE.section, *QUESTIONS]))
def test_every_condition_says_what_to_do_while_unknown(part):
    assert (part.when is None) == (part.unknown is None)
    if part.when:
        assert not [fault(leaf) for leaf in (part.when, *leaves(part.when)) if fault(leaf)]
        assert {leaf.rule for leaf in leaves(part.when) if leaf.rule} <= set(RULES)
        assert read_by(part.when) <= set(BY_ID)


def test_a_condition_that_passes_while_unknown_reads_earlier_answers_only():
    place = {field.id: n for n, q in enumerate(QUESTIONS) for field in q.fields}
    for number, question in enumerate(QUESTIONS):
        if question.when and question.unknown == "pass":
            assert all(place[path] < number for path in read_by(question.when))


@pytest.mark.parametrize("field", named(FIELDS))
def test_options_are_the_words_of_the_case_file(field: Field):
    assert set(field.hints) <= set(field.options)
    if field.kind == "choice" and field.id != "circumstances[*].branch":
        assert field.options == OPTIONS[field.id]


def test_steps_are_the_words_of_the_case_file():
    column = next(c for c in BY_ID["steps"].columns if c.id == "step")
    assert column.options == ("起草", "研究", "已报送", "归档")


@pytest.mark.parametrize("n", NUMBERS)
def test_both_oppositions_are_asked_in_the_words_of_the_sixth_article(n: str):
    question = next(q for q in QUESTIONS if q.id == f"dimensions.{n}.judgement")
    for word in OPPOSITIONS[n]:
        assert word in question.ask and word in REGULATION.text(f"6.{n}")


@pytest.mark.parametrize("n", NUMBERS)
def test_a_condition_is_quoted_in_its_own_words(n: str):
    question = next(q for q in QUESTIONS if q.id == f"conditions.{n}.met")
    assert f"“{REGULATION.text(f'7.{n}').rstrip('；。')}”" in question.ask


def test_loss_is_explained_in_the_words_of_the_eighteenth_article():
    for hint in BY_ID["loss.level"].hints.values():
        assert all(words.rstrip("”") in REGULATION.text("18") for words in _quoted(hint))


def _quoted(text: str) -> list[str]:
    return [part.split("”")[0] for part in text.split("“")[1:]]


def test_forms_are_explained_in_the_words_of_the_nineteenth_article():
    for hint in BY_ID["intended_form"].hints.values():
        if hint.startswith("第十九条："):
            assert hint.removeprefix("第十九条：") in REGULATION.text("19")


@pytest.mark.parametrize("n, source", [("1", "3"), ("2", ""), ("3", "4"), ("4", ""), ("5", "5"), ("6", "1")])
def test_facts_of_a_dimension_are_proposed_for_its_condition(n: str, source: str):
    assert BY_ID[f"conditions.{n}.facts"].propose == (f"dimensions.{source}.facts" if source else "")


def test_a_plain_case_takes_at_most_sixty_questions():
    interview = walk(answers("E-01"))
    assert len(interview.path) == 60
    assert sections(interview) == ORDER
    assert "committee.recusal_note" not in asked(interview)
    assert not interview.parked


def test_every_question_of_a_plain_case_can_be_answered_one_after_another():
    interview, given = Interview(DIALOGUE, CIRCUMSTANCES, RULES), answers("E-01")
    seen: list[str] = []
    while interview.current:
        question = interview.question(interview.current)
        seen.append(question.id)
        values = {f.id: given[f.id] for f in question.fields if f.id in given}
        skipped = [f.id for f in question.fields if f.id not in given]
        data = {"question": question.id, "values": values, "skipped": skipped}
        interview.apply(Event(len(seen), "", "answer", data, "", ""))
    assert seen == asked(interview)


def test_a_picked_circumstance_brings_its_elements_and_only_them():
    mine = [path for path in asked(walk(answers("E-01"))) if path.startswith("circumstances[")]
    elements = [f"circumstances[9.4].elements.{name}" for name in ("field", "premise", "procedure")]
    assert mine == [*elements, "circumstances[9.4].facts"]


@pytest.mark.parametrize(
    "branch, elements",
    [
        (None, ["field"]),
        ("虚假材料", ["field", "cause"]),
        ("拖延提供", ["field", "procedure", "cause2"]),
    ],
)
def test_a_branch_brings_only_its_own_elements(branch: str | None, elements: list[str]):
    given = answers("E-01", circumstances=["11.7"])
    interview = walk(given | ({"circumstances[11.7].branch": branch} if branch else {}))
    mine = [path for path in asked(interview) if path.startswith("circumstances[11.7]")]
    assert mine[0] == "circumstances[11.7].branch"
    assert mine[1:-1] == [f"circumstances[11.7].elements.{name}" for name in elements]
    assert interview.question("circumstances[11.7].facts").ask.startswith("对照“行政许可中申请人造假或拖延”")


@pytest.mark.parametrize("name", ["E-01", "E-04"])
def test_the_decision_is_asked_about_once_it_has_a_date(name: str):
    assert "decision" not in sections(walk(answers(name)))
    interview = walk(answers(name, **{"decision.date": "2026-10-20"}))
    mine = [path for path in asked(interview) if path.startswith("decision.")]
    assert mine == ["decision.outcome", "decision.measures", "decision.correction_notice"]


SHORT = ["unit", "notice", "facts", "red_lines", "duties", "dimension_1", "evidence", "steps"]
CONCEALED = [*SHORT[:6], "dimension_5", *SHORT[6:]]


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({"red_lines.political": "是"}, SHORT),
        ({"red_lines.private_gain": "是"}, SHORT),
        ({"red_lines.fourth_form": "是"}, SHORT),
        ({"red_lines.concealment": "是"}, CONCEALED),
        ({"dimensions.1.judgement": "假公济私、以权谋私"}, [*SHORT[:5], "circumstances", *SHORT[5:]]),
        ({"red_lines.political": "难以认定"}, ORDER),
        (
            {
                "red_lines.fourth_form": "是",
                "overrides[red_lines.fourth_form].by": "张某",
                "overrides[red_lines.fourth_form].reason": "写明的理由",
            },
            ORDER,
        ),
        (
            {"red_lines.fourth_form": "是", "overrides[red_lines.fourth_form].by": "张某"},
            SHORT,
        ),
    ],
    ids=lambda value: "-".join(value)[:40] if isinstance(value, dict) else None,
)
def test_a_red_line_gives_the_short_path(changes: dict[str, str], expected: list[str]):
    assert sections(walk(answers("E-01", **changes))) == expected


def test_the_sixth_condition_answered_no_ends_in_the_note():
    interview = walk(answers("E-01", **{"conditions.6.met": "否"}))
    assert sections(interview) == [*ORDER[:14], "steps"]
    assert interview.parked["loss.level"] == "较小"


def test_concealment_asks_for_the_evidence_of_the_attitude_too():
    mine = [path for path in asked(walk(answers("E-04"))) if path.endswith("evidence")]
    assert mine == ["evidence", "dimensions.1.evidence", "dimensions.5.evidence"]


@pytest.mark.parametrize("answer, shown", [("否", False), ("难以认定", False), ("是", True)])
def test_an_exception_is_asked_only_where_it_can_apply(answer: str, shown: bool):
    interview = walk(answers("E-01", **{"red_lines.fourth_form": answer}))
    assert ("overrides[red_lines.fourth_form].by" in asked(interview)) is shown


@pytest.mark.parametrize("name", ["E-02", "E-03"])
def test_recusal_is_explained_where_there_is_one(name: str):
    assert "committee.recusal_note" in asked(walk(answers(name)))


@pytest.mark.parametrize("subject, shown", [("单位", False), ("个人", True), (None, True)])
def test_a_unit_is_not_asked_for_a_person(subject: str | None, shown: bool):
    given = answers("E-01")
    given.pop("subject")
    interview = walk(given | ({"subject": subject} if subject else {}))
    for path in ("person.name", "usual_performance"):
        assert (path in asked(interview)) is shown
        assert (path in interview.parked) is not shown
