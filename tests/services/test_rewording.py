"""自拟的段落: a person's own words in a paper, what they rest on, and the way back."""

import json

import pytest

from assistant.domain.reading import AnswerError
from assistant.paths import folder
from assistant.services.casework import Casework
from assistant.services.library import SECTION
from assistant.services.open_case import OpenCase

CASE = folder("tests") / "data" / "cases" / "E-01.json"


@pytest.fixture
def case(casework: Casework) -> OpenCase:
    return casework.bring(str(CASE))


def said(case: OpenCase) -> list[tuple[str, str, str]]:
    """What the review says of own words: level, place, message."""
    return [(f.level, f.where, f.message) for f in case.check().findings if f.code == "basis.wording"]


def test_own_words_stand_in_the_paper_as_typed(case: OpenCase) -> None:
    before = case.draft()
    case.answer("wording.facts", "第一段，*不是* {{ 模板 }} <b>。\n- 第二段")
    after = case.draft()
    assert "第一段，\\*不是\\* {{ 模板 }} \\<b\\>。\n\n\\- 第二段\n" in after.markdown
    assert before.sections["facts"].text not in after.markdown
    assert (
        after.sections["facts"].own
        and after.sections["facts"].generated == before.sections["facts"].generated
    )


def test_emptied_or_undone_the_generated_words_are_back(case: OpenCase) -> None:
    before = case.draft().markdown
    case.answer("wording.facts", "自己写的。")
    case.answer("wording.facts", "")
    assert case.draft().markdown == before
    case.answer("wording.facts", "自己写的。")
    case.undo()
    assert case.draft().markdown == before
    assert not [path for path in case.interview.answers if path.startswith("wording")]


def test_wording_moves_nothing(case: OpenCase) -> None:
    case.jump("duties")
    case.answer("wording.facts", "自己写的。")
    assert case.interview.current == "duties"
    case.undo()
    assert case.interview.current == "duties"


def test_a_section_is_known_however_its_quotes_are_written() -> None:
    for call in ("""{% call section("a", "甲") %}""", """{%- call  section( 'a' , '甲' ) -%}"""):
        assert [(m[2], m[4]) for m in SECTION.finditer(call)] == [("a", "甲")]


def test_a_written_override_cannot_be_worded_away(case: OpenCase) -> None:
    assert "red_lines" not in case.draft().sections


def test_every_section_can_be_worded_alone(case: OpenCase) -> None:
    for kind in ("recommendation", "no-recommendation"):
        for id in case.draft(kind).sections:
            case.answer(f"wording.{id}", f"自拟的{id}段")
            sections = case.draft(kind).sections
            assert [one for one, section in sections.items() if section.own] == [id]
            assert f"自拟的{id.replace('_', chr(92) + '_')}段" in case.draft(kind).markdown
            case.answer(f"wording.{id}", "")


def test_an_unknown_section_is_refused_with_those_that_there_are(case: OpenCase) -> None:
    with pytest.raises(AnswerError, match="wording.nothing：文稿里没有这一段，可用：.*facts"):
        case.answer("wording.nothing", "字")


@pytest.mark.parametrize(
    ("section", "path", "value", "label"),
    [
        ("facts", "facts", "改了的事实。", "主要事实"),
        ("dimensions", "dimensions.1.facts", "改了。", "主观动机"),
        ("loss", "loss.level", "较重", "负面影响、损失"),
        ("circumstances", "circumstances[9.4].elements.cause", "是", ""),
        ("note_facts", "duties", "改了的职责。", "职责"),
    ],
)
def test_the_review_says_when_what_it_rests_on_has_changed(
    case: OpenCase, section: str, path: str, value: str, label: str
) -> None:
    case.answer(f"wording.{section}", "自己写的。")
    assert said(case) == []
    before = case.interview.answers.get(path)
    case.answer(path, value)
    ((level, where, message),) = said(case)
    assert (level, where) == ("warn", f"wording.{section}")
    assert "此段为自拟，其依据已改" in message and label in message
    case.answer(path, before or "")
    assert said(case) == []
    case.answer(path, value)
    case.answer(f"wording.{section}", "照改了的又写一遍。")
    assert said(case) == []


def test_another_answer_does_not_matter(case: OpenCase) -> None:
    case.answer("wording.facts", "自己写的。")
    case.answer("usual_performance", "改了。")
    assert said(case) == []


def test_a_gap_under_own_words_is_still_a_gap(casework: Casework) -> None:
    case = casework.new()
    case.answer("wording.duties", "自己写的。")
    draft = case.draft()
    assert "【待补充：姓名】出生" not in draft.markdown
    assert "出生年月" in draft.gaps and draft.where["出生年月"] == "person.birth"
    assert "duties" in case.check().assessment.missing


def test_the_grounds_say_that_it_is_own_and_what_it_rests_on(case: OpenCase) -> None:
    case.answer("wording.responsibility", "自己写的。")
    draft = case.draft()
    (sentence,) = (s for s in draft.sentences if s.text == "自己写的。")
    assert set(sentence.addresses) == {"responsibility", "wording.responsibility"}
    assert draft.grounds["wording.responsibility"].label == "自拟"


def test_a_case_file_carries_it(case: OpenCase, casework: Casework, tmp_path) -> None:
    case.answer("wording.facts", "自己写的。")
    (tmp_path / "a.json").write_text(casework.export(case.id), encoding="utf-8")
    again = casework.bring(str(tmp_path / "a.json"))
    assert again.draft().markdown == case.draft().markdown and said(again) == []
    again.answer("facts", "改了。")
    assert len(said(again)) == 1


@pytest.mark.parametrize(
    ("wording", "level", "words"),
    [
        ({"facts": "别处写的。"}, "info", "没有记下写的时候依据什么"),
        ({"nowhere": "字"}, "warn", "不在现有的文稿模板里"),
    ],
)
def test_words_from_elsewhere_are_named(
    casework: Casework, tmp_path, wording: dict[str, str], level: str, words: str
) -> None:
    file = json.loads(CASE.read_text(encoding="utf-8")) | {"wording": wording}
    (tmp_path / "a.json").write_text(json.dumps(file), encoding="utf-8")
    ((found, _, message),) = said(casework.bring(str(tmp_path / "a.json")))
    assert found == level and words in message


def test_own_words_are_looked_through_for_words_to_ask_about(case: OpenCase) -> None:
    case.answer("wording.correction", "他收受好处费后作了整改。")
    assert any(f.where == "wording.correction" and f.code.startswith("flag.") for f in case.check().findings)
