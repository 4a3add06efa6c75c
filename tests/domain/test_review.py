"""What the review says of answers that are half given, and where it sends the reader."""

from collections.abc import Callable

import pytest

from assistant.domain.answers import Answers
from assistant.domain.assessment import assess
from assistant.domain.finding import Finding
from assistant.domain.knowledge import Knowledge
from assistant.domain.review import review


@pytest.fixture
def found(knowledge: Knowledge, case_answers: Callable[..., Answers]) -> Callable[..., Finding]:
    """The finding of a code for E-01 with some answers changed; those given as None are taken away."""

    def find(code: str, changes: dict[str, str | None]) -> Finding:
        changed = {**case_answers("E-01"), **changes}
        answers = {path: value for path, value in changed.items() if value is not None}
        return next(f for f in review(answers, assess(answers, knowledge), knowledge) if f.code == code)

    return find


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        (
            {"judgement": "难以认定", "distinction": None},
            "dimensions.1.distinction",
            "“主观动机”的“分清”还没有回答，请补上；",
        ),
        ({"judgement": None}, "dimensions.1.judgement", "“主观动机”的“判断”还没有回答，请补上；"),
        (
            {"judgement": None, "distinction": None},
            "dimensions.1",
            "“主观动机”还没有判断，请回答是什么、分清什么；",
        ),
    ],
)
def test_what_is_open_of_a_dimension_is_named(
    found: Callable[..., Finding], changes: dict[str, str | None], where: str, said: str
):
    finding = found("missing.dimensions.1", {f"dimensions.1.{half}": v for half, v in changes.items()})
    assert finding.where == where and finding.message.startswith(said)


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        (
            {"dimensions.1.judgement": "难以认定"},
            "dimensions.1.judgement",
            "红线“谋取私利”一问答了“否”，而“主观动机”还没有答定，仍算尚未查清",
        ),
        (
            {"dimensions.1.judgement": None, "conditions.6.met": "难以认定"},
            "conditions.6.met",
            "、“主观动机”还没有答定，仍算尚未查清",
        ),
        (
            {"red_lines.private_gain": "难以认定"},
            "red_lines.private_gain",
            "红线“谋取私利”尚未查清，未查清不等于没有",
        ),
        ({"red_lines.private_gain": None}, "red_lines.private_gain", "红线“谋取私利”尚未查清"),
    ],
)
def test_a_red_line_that_is_open_sends_to_the_answer_that_keeps_it_open(
    found: Callable[..., Finding], changes: dict[str, str | None], where: str, said: str
):
    finding = found("redline.open", changes)
    assert finding.where == where and said in finding.message
