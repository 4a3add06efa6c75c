"""The main job from an empty store to the paper, by keyboard in a real pseudo-terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from assistant.domain.answers import flatten
from assistant.domain.dialogue import Question
from assistant.services.case_files import CaseContent
from assistant.services.casework import Casework
from assistant.services.store import Store

if sys.platform == "win32":
    pytest.skip("needs a POSIX pseudo-terminal", allow_module_level=True)

from .terminal import Terminal
from .typist import Typist, titles

CASE = Path(__file__).parents[1] / "data" / "cases" / "E-01.json"


def answers_to_type() -> dict[str, object]:
    """The answers of E-01, with its evidence entered once in the list."""
    answers = flatten(json.loads(CASE.read_text(encoding="utf-8")))
    named = [title for n in "123456" for title in titles(answers[f"dimensions.{n}.evidence"])]
    return answers | {"evidence": list(dict.fromkeys(named))}


def questions(answers: dict[str, object]) -> tuple[Question, ...]:
    """The questions that E-01 is asked, in order."""
    with Store(None) as memory:
        return Casework(memory).interview_of(CaseContent("committee", answers)).path


def papers(store: Path) -> tuple[str, str]:
    """The paper of the case that was typed, and the paper of the file."""
    with Store(store) as opened:
        casework = Casework(opened)
        typed = casework.draft(casework.open(casework.cases()[0].id).interview)
        filed = casework.draft(casework.load(str(CASE)))
    return typed.markdown, filed.markdown


def test_typing_e01_gives_the_paper_that_its_file_gives(tmp_path: Path) -> None:
    store, answers = tmp_path / "cases.sqlite3", answers_to_type()
    terminal = Terminal(store)
    terminal.wait("按 N 新建案件")
    terminal.press("n")
    typist = Typist(terminal, answers)
    for question in questions(answers):
        typist.answer(question)
    terminal.wait("问题已问完")
    assert terminal.leave() == 0
    typed, filed = papers(store)
    assert typed == filed


def test_it_goes_on_where_it_was_broken_off(tmp_path: Path) -> None:
    """Killed after each of the first answers, then in the middle of a sentence, it stands there again."""
    store, answers = tmp_path / "cases.sqlite3", answers_to_type()
    with Store(store) as opened:
        case_id = Casework(opened).new().id
    *answered, broken_off = questions(answers)[:7]
    for question in answered:
        terminal = Terminal(store, "open", case_id)
        Typist(terminal, answers).answer(question)
        terminal.settle(0.3)
        terminal.kill()
    terminal = Terminal(store, "open", case_id)
    terminal.wait(broken_off.ask)
    terminal.press("这半句还没写完")
    terminal.settle(2.5)
    terminal.kill()
    again = Terminal(store, "open", case_id)
    again.wait(broken_off.ask)
    again.wait("这半句还没写完")
    again.kill()


def test_a_new_start_at_any_question_loses_nothing(tmp_path: Path) -> None:
    """The store is opened anew at each question of E-01: same question, same answers, same half sentence."""
    store, answers = tmp_path / "cases.sqlite3", answers_to_type()
    with Store(store) as opened:
        case_id = Casework(opened).new().id
    given: dict[str, object] = {}
    for question in questions(answers):
        with Store(store) as opened:
            case = Casework(opened).open(case_id)
            assert (case.interview.current, case.interview.answers) == (question.id, given)
            case.keep_draft(question.id, "这半句还没写完")
        with Store(store) as opened:
            case = Casework(opened).open(case_id)
            assert case.drafts()[question.id] == "这半句还没写完"
            raw = {field.id: answers.get(field.id) for field in question.fields}
            if any(raw.values()):
                case.submit(question.id, raw)
            else:
                case.skip()
            given = dict(case.interview.answers)
            assert {path for path, value in raw.items() if value} <= set(given)
    with Store(store) as opened:
        assert Casework(opened).open(case_id).interview.current is None
