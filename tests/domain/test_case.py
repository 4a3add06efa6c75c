"""The case file and its flat form: each is made from the other without loss."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from assistant.domain.answers import KEYED, PICKED, flatten, steps, unflatten
from assistant.domain.case import Case
from assistant.domain.characters import blank

WORDS = st.text(min_size=1, max_size=5).filter(lambda words: not blank(words))
KEYS = {
    PICKED: ["8.4", "9.4", "11.10", "11.14"],
    "overrides": ["red_lines.fourth_form", "red_lines.political"],
}
NAMES = st.text("abcdefg一二三_", min_size=1, max_size=4)
NO_ANSWERS = ("schema", "mode", "skipped", "unverified", "receipt")


def values(shape: inspect.Type) -> st.SearchStrategy[Any]:
    """Data of this shape, as a case file has it: no key blank, any of them absent."""
    match shape:
        case inspect.LiteralType(values=options):
            return st.sampled_from(list(options))
        case inspect.Metadata(type=inner):
            return values(inner)
        case inspect.UnionType(types=options):
            return st.one_of([values(o) for o in options if not isinstance(o, inspect.NoneType)])
        case inspect.VarTupleType(item_type=inner):
            return st.lists(values(inner), min_size=1, max_size=3)
        case inspect.DictType(key_type=inspect.LiteralType() as key, value_type=inner):
            return st.dictionaries(values(key), values(inner), min_size=1, max_size=3)
        case inspect.DictType(value_type=inner):
            return st.dictionaries(NAMES, values(inner), min_size=1, max_size=3)
        case inspect.StructType(fields=fields):
            return st.fixed_dictionaries({}, optional={f.encode_name: values(f.type) for f in fields}).filter(
                bool
            )
        case _:
            return WORDS


def keyed(name: str, shape: inspect.Type) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Entries of a list that has a key, each key once."""
    (entries,) = [o for o in shape.types if isinstance(o, inspect.VarTupleType)]  # type: ignore[attr-defined]
    keys = st.lists(st.sampled_from(KEYS[name]), unique=True, min_size=1)
    entry = values(entries.item_type).filter(lambda e: name == PICKED or set(e) - {KEYED[name]})
    return st.tuples(keys, st.lists(entry, min_size=4, max_size=4)).map(
        lambda both: [entry | {KEYED[name]: key} for key, entry in zip(*both, strict=False)]
    )


FILES = st.fixed_dictionaries(
    {},
    optional={
        field.encode_name: keyed(field.name, field.type) if field.name in KEYED else values(field.type)
        for field in inspect.type_info(Case).fields  # type: ignore[attr-defined]
        if field.name not in NO_ANSWERS
    },
)


@given(FILES)
def test_a_case_file_comes_back_from_its_answers(file: dict[str, Any]):
    msgspec.convert(file, Case)
    assert unflatten(flatten(file)) == file


@given(FILES)
def test_answers_come_back_from_their_case_file_in_any_order(file: dict[str, Any]):
    answers = flatten(file)
    backwards = dict(reversed(answers.items()))
    assert flatten(unflatten(answers)) == flatten(unflatten(backwards)) == answers


@pytest.mark.parametrize(
    "path, expected",
    [
        ("facts", [("facts", None)]),
        ("unit.name", [("unit", None), ("name", None)]),
        ("dimensions.1.judgement", [("dimensions", None), ("1", None), ("judgement", None)]),
        ("circumstances[9.4].facts", [("circumstances", "9.4"), ("facts", None)]),
        (
            "circumstances[11.10].elements.cause",
            [("circumstances", "11.10"), ("elements", None), ("cause", None)],
        ),
        ("overrides[red_lines.fourth_form].by", [("overrides", "red_lines.fourth_form"), ("by", None)]),
        ("circumstances[", []),
        ("", []),
    ],
)
def test_a_path_is_read_step_by_step(path: str, expected: list[tuple[str, str | None]]):
    assert steps(path) == expected


FILE = {
    "schema": 1,
    "mode": "committee",
    "unit": {"name": "某局", "type": ""},
    "facts": "",
    "breach": [],
    "views": {},
    "circumstances": [
        {"id": "9.4", "facts": "经过", "elements": {"field": "是", "cause": ""}},
        {"id": "11.10", "branch": None},
    ],
    "overrides": [{"what": "red_lines.fourth_form", "by": "张某"}],
    "skipped": ["facts"],
    "receipt": {"program": "1"},
}


def test_answers_are_addressed_by_path_and_empty_ones_are_gaps():
    assert flatten(FILE) == {
        "unit.name": "某局",
        "circumstances": ["9.4", "11.10"],
        "circumstances[9.4].facts": "经过",
        "circumstances[9.4].elements.field": "是",
        "overrides[red_lines.fourth_form].by": "张某",
    }


def test_answers_about_a_circumstance_that_is_not_picked_have_no_place_in_the_file():
    assert unflatten({"circumstances[9.4].facts": "经过", "facts": "事实"}) == {"facts": "事实"}


def test_the_order_in_which_circumstances_were_picked_is_kept():
    assert unflatten({"circumstances": ["11.10", "9.4"]}) == {
        "circumstances": [{"id": "11.10"}, {"id": "9.4"}]
    }
