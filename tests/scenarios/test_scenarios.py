"""Every scenario of this folder: some answers, and the paper, path and findings that must come of them."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

from assistant.domain.answers import Answers
from assistant.domain.interview import Interview
from assistant.domain.renewal import digest
from assistant.services.case_files import CaseContent
from assistant.services.casework import Casework, Check
from assistant.services.documents.text import to_text
from assistant.services.drafting import Draft


class Expect(msgspec.Struct, forbid_unknown_fields=True):
    """What must come of a scenario; what is not named is not looked at."""

    paper: str | None = None
    outcome: str | None = None
    form: str | None = None
    complete: bool | None = None
    asks: tuple[str, ...] = ()
    does_not_ask: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    finds: tuple[str, ...] = ()
    finds_only: tuple[str, ...] | None = None
    does_not_find: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    does_not_say: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


class Scenario(msgspec.Struct, forbid_unknown_fields=True):
    """A full case with some answers changed, or an empty one, in one of the interviews."""

    title: str
    expect: Expect
    base: str = ""
    without: tuple[str, ...] = ()
    answers: Answers = {}
    today: date | None = None
    draft: str | None = None
    mode: str = "committee"
    unverified: tuple[str, ...] = ()
    seen: dict[str, str] = {}
    knowledge: str = ""


SCENARIOS = [
    pytest.param(msgspec.convert(raw, Scenario), id=f"{path.stem}：{raw['title']}")
    for path in sorted(Path(__file__).parent.glob("*.toml"))
    for raw in tomllib.loads(path.read_text(encoding="utf-8"))["scenario"]
]


def answers_of(scenario: Scenario, case_answers: Callable[..., Answers]) -> Answers:
    base = case_answers(scenario.base) if scenario.base else {}
    gone = {path for path in base for head in scenario.without if (path + ".").startswith(head + ".")}
    assert not scenario.without or gone, f"底本里没有 {scenario.without}"
    return {path: value for path, value in base.items() if path not in gone} | scenario.answers


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(
    scenario: Scenario,
    casework: Casework,
    case_answers: Callable[..., Answers],
):
    interview = interview_in(casework, scenario, case_answers)
    if scenario.today:
        casework = Casework(casework.store, casework.library, scenario.today)
    draft = casework.draft(interview, scenario.draft)
    faults = list(differences(scenario.expect, interview, casework.check(interview), draft))
    assert not faults, "\n".join(faults)


def interview_in(casework: Casework, scenario: Scenario, case_answers: Callable[..., Answers]) -> Interview:
    """The interview of the scenario's mode with its answers, as if given to the words that it names."""
    seen = {path: digest(words) for path, words in scenario.seen.items()}
    receipt = {"knowledge": scenario.knowledge} if scenario.knowledge else {}
    answers = answers_of(scenario, case_answers)
    return casework.interview_of(CaseContent(scenario.mode, answers, (), scenario.unverified, seen, receipt))


def differences(expect: Expect, interview: Interview, check: Check, draft: Draft):
    """What is not as expected, one sentence each."""
    outcome = check.assessment.outcome
    found = {
        "paper": draft.kind,
        "outcome": outcome.outcome or "",
        "form": outcome.form.to if outcome.form else "",
        "complete": check.assessment.complete,
    }
    for name, value in found.items():
        if getattr(expect, name) not in (None, value):
            yield f"{name} 是 {value!r}"
    strange = {finding.code for finding in check.findings} ^ set(expect.finds_only or ())
    if expect.finds_only is not None and strange:
        yield f"finds_only 多了或少了 {sorted(strange)}"
    places = {
        "asks": [question.id for question in interview.path],
        "parks": list(interview.parked),
        "finds": [finding.code for finding in check.findings],
        "gaps": list(draft.gaps),
        "says": to_text(draft.markdown),
    }
    for name, place in places.items():
        yield from (f"{name} 没有 {item!r}" for item in getattr(expect, name) if item not in place)
    for name in ("ask", "find", "say"):
        unwanted = getattr(expect, f"does_not_{name}")
        yield from (f"{name}s 不该有 {item!r}" for item in unwanted if item in places[f"{name}s"])
