"""A case under changed knowledge: what needs a second look, what settles it, what is left alone (two folders of data)."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.renewal import digest, renewals, seen
from assistant.paths import folder
from assistant.services.casework import Casework
from assistant.services.library import Library
from assistant.services.open_case import OpenCase
from assistant.services.store import Store
from tests.conftest import CASES, TODAY

INTERVIEW = Path("dialogues") / "interviews" / "committee.toml"
LEVELS = 'options = ["较小", "较重", "严重"]'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the data to change."""
    for name in ("dialogues", "knowledge"):
        shutil.copytree(folder(name), tmp_path / name)
    return tmp_path


@pytest.fixture
def reopened(library: Library, root: Path) -> Callable[..., OpenCase]:
    """E-01 answered under the shipped knowledge, opened under the copy with some words replaced."""
    store = Store(None)

    def reopen(*changes: tuple[Path, str, str], **answers: object) -> OpenCase:
        case = begun(store, library, answers)
        for file, old, new in changes:
            text = (root / file).read_text(encoding="utf-8")
            assert old in text
            (root / file).write_text(text.replace(old, new), encoding="utf-8")
        return Casework(store, Library(root), TODAY).open(case.id)

    return reopen


def begun(store: Store, library: Library, answers: dict[str, object]) -> OpenCase:
    work = Casework(store, library, TODAY)
    case = work.take_in(work.content(str(CASES / "E-01.json")))
    given = {
        path: case.interview.active[path]
        for path in ("unit.name", "unit.type", "loss.level", "circumstances")
    }
    for path, value in {**given, **answers}.items():
        case.answer(path, value)
    return case


def found(case: OpenCase) -> list[tuple[str, str]]:
    return [(one.path, one.standing) for one in renewals(case.interview, case.casework.knowledge)]


def codes(case: OpenCase) -> list[str]:
    told = ("basis.changed", "basis.absent", "basis.renewed")
    return [finding.code for finding in case.check().findings if finding.code in told]


CHANGES = {
    "nothing": ([], []),
    "a question reworded": ([(INTERVIEW, "这个单位属于哪一类？", "这个单位是哪一类单位？")], [("unit.type", "reworded")]),
    "why it is asked": ([(INTERVIEW, "用来核对第五条的适用范围", "供核对第五条的适用范围")], []),
    "an option added": ([(INTERVIEW, LEVELS, 'options = ["较小", "较重", "严重", "不明"]')], [("loss.level", "reworded")]),
    "the option removed": ([(INTERVIEW, LEVELS, 'options = ["较重", "严重"]')], [("loss.level", "removed")]),
    "an item reworded": (
        [(Path("knowledge") / "regulation.toml", "容缺受理、容缺审核", "容缺办理、容缺审核")],
        [("circumstances", "reworded")],
    ),
    "a question removed": ([(INTERVIEW, 'id = "unit.type"', 'id = "title"')], [("unit.type", "removed")]),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), CHANGES.values(), ids=CHANGES)
def test_what_was_answered_to_other_words_is_found(reopened, changes, expected):
    case = reopened(*changes)
    assert found(case) == expected
    assert codes(case).count("basis.changed") == len(expected)


def test_a_removed_circumstance_is_named_and_its_other_answers_rest(reopened, root):
    case = reopened(circumstances=["9.4", "8.6"])
    file = root / "knowledge" / "circumstances" / "8.toml"
    head, _, tail = file.read_text(encoding="utf-8").partition('[[circumstance]]\nid = "8.6"')
    file.write_text(head + tail[tail.index("[[circumstance]]") :], encoding="utf-8")
    case = Casework(case.casework.store, Library(root), TODAY).open(case.id)
    assert found(case) == [("circumstances", "removed")]
    assert [node.path for node in case.check().assessment.circumstances] == ["circumstances[9.4]"]
    case.answer("circumstances", ["9.4"])
    assert found(case) == []


def test_answering_again_settles_it_and_undo_brings_it_back(reopened):
    case = reopened((INTERVIEW, "这个单位属于哪一类？", "这个单位是哪一类单位？"))
    before = case.interview.receipt
    case.answer("unit.type", case.interview.answers["unit.type"])
    assert found(case) == [] and case.interview.receipt == case.casework.receipt() != before
    case.undo()
    assert found(case) == [("unit.type", "reworded")] and case.interview.receipt == before


def test_an_answer_that_no_question_asks_for_can_be_cleared(reopened):
    case = reopened((INTERVIEW, 'id = "unit.type"', 'id = "title"'))
    here = case.interview.current
    case.answer("unit.type", "")
    assert (found(case), case.interview.current) == ([], here)
    assert "unit.type" not in case.interview.answers


def test_the_map_goes_with_the_case_file_and_back_through_the_store(reopened, library):
    case = reopened((INTERVIEW, "这个单位属于哪一类？", "这个单位是哪一类单位？"))
    file = json.loads(case.casework.export(case.id))
    old = library.version()
    assert (file["receipt"]["knowledge"], case.casework.knowledge.version != old) == (old, True)
    again = case.casework.take_in(case.casework.content(str(_file(case, file))))
    assert found(again) == [("unit.type", "reworded")]
    assert json.loads(again.casework.export(again.id))["receipt"] | {"log_head": ""} == file["receipt"] | {
        "log_head": ""
    }


def test_a_word_that_is_no_longer_offered_is_shown_and_not_refused(reopened):
    case = reopened()
    case.answer("dimensions.1.judgement", "出于公心")
    file = json.loads(case.casework.export(case.id))
    file["dimensions"]["1"]["judgement"] = "一心为公"
    again = case.casework.take_in(case.casework.content(str(_file(case, file))))
    assert found(again) == [("dimensions.1.judgement", "removed")]


def _file(case: OpenCase, file: dict) -> Path:
    path = case.casework.library.dialogues.parent / "case.json"
    path.write_text(json.dumps(file), encoding="utf-8")
    return path


@pytest.mark.parametrize("step", ["已报送", "归档"])
def test_a_finished_case_is_not_judged_anew(reopened, library, step):
    done = [{"step": "研究", "date": "2026-09-20", "paper": "党组会"}, {"step": step, "date": "2026-09-21"}]
    case = reopened((INTERVIEW, "这个单位属于哪一类？", "这个单位是哪一类单位？"), steps=done)
    assert codes(case) == ["basis.renewed"]
    assert [f.level for f in case.check().findings if f.code == "basis.renewed"] == ["info"]
    assert json.loads(case.casework.export(case.id))["receipt"]["knowledge"] == library.version()


def test_what_is_recorded_of_a_finished_case_leaves_what_its_paper_was_written_under(reopened, library):
    sent = [{"step": "已报送", "date": "2026-09-21"}]
    case = reopened((INTERVIEW, "用来核对第五条的适用范围", "供核对第五条的适用范围"), steps=sent)
    assert codes(case) == ["basis.renewed"]
    case.answer("steps", [*sent, {"step": "归档", "date": "2026-09-22"}])
    case.answer("decision.date", "2026-09-22")
    case.answer("decision.outcome", "免责")
    assert case.interview.receipt["knowledge"] == library.version() and codes(case) == ["basis.renewed"]
    case.answer("facts", "退回以后重写的经过。")
    assert case.interview.receipt == case.casework.receipt() and codes(case) == []


def test_a_finished_case_under_the_same_knowledge_says_nothing(reopened):
    assert codes(reopened(steps=[{"step": "归档", "date": "2026-09-21"}])) == []


@settings(max_examples=25)
@given(
    st.dictionaries(st.sampled_from(["unit.name", "facts", "loss.level", "unit.type"]), st.text(), max_size=4)
)
def test_what_was_seen_just_now_needs_no_second_look(interview_of, knowledge, changed):
    """Only digests that differ are named, whichever they are."""
    interview = interview_of(
        {"unit.name": "某局", "facts": "经过", "loss.level": "较小", "unit.type": "行政机关"}
    )
    now = seen(interview.active, interview, knowledge)
    interview.seen = now | {path: digest(words) for path, words in changed.items()}
    assert {one.path for one in renewals(interview, knowledge)} == set(changed)
