"""Marking, the next round, and counts that agree with a recount."""

from collections import Counter
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.knowledge import Basis
from assistant.domain.training import (
    KINDS,
    Choice,
    Exercise,
    Result,
    Sitting,
    Tally,
    by_item,
    by_kind,
    by_name,
    head,
    mark,
    next_round,
    ordered,
    score,
)  # fmt: skip

NOON = "2026-09-22T12:00:00+08:00"
ALONE = Sitting("poles-1", "7", 3, class_name="一班", name="张某")


def exercise(id: str, kind: str = "pole", articles: tuple[str, ...] = ("6.1",), right: int = 0) -> Exercise:
    quotes = tuple(Basis(article, "原文") for article in articles)
    return Exercise(
        id, kind, "案情", "哪一面？", (Choice("甲"), Choice("乙"), Choice("丙")), right, quotes, "说明"
    )


def answered(id: str, chosen: int, right: int = 0) -> Result:
    votes = [int(n == chosen) for n in range(3)]
    return mark(ALONE, exercise(id, right=right), votes, NOON)


@pytest.mark.parametrize(
    ("votes", "correct", "total", "missed"),
    [
        ((1, 0, 0), 1, 1, False),
        ((0, 1, 0), 0, 1, True),
        ((5, 5, 0), 5, 10, False),  # half is enough
        ((4, 5, 0), 4, 9, True),
        ((0, 0, 0), 0, 0, False),  # nobody voted: neither right nor missed
        ((), 0, 0, False),  # a note
    ],
)
def test_a_mark(votes, correct, total, missed):
    found = mark(ALONE, exercise("a"), votes, NOON)
    assert (found.correct, found.total, found.missed) == (correct, total, missed)
    assert (found.at, found.class_name, found.set, found.seed) == (NOON, "一班", "poles-1", "7")


def test_a_class_that_votes_has_no_persons_name():
    assert answered("a", 0).name == "张某"
    together = msgspec.structs.replace(ALONE, group=True)
    assert mark(together, exercise("a"), (1, 0, 0), NOON).name == ""


POOL = tuple(exercise(id) for id in "abcdef")


@pytest.mark.parametrize(
    ("asked", "count", "next_"),
    [
        ([], 3, "abc"),
        ([("a", 0), ("b", 1), ("c", 1)], 3, "bcd"),  # those missed, then a new one
        ([("a", 0), ("b", 0), ("c", 0)], 3, "def"),  # none missed: only new ones
        ([("a", 1), ("b", 0), ("a", 0)], 3, "cde"),  # the last answer counts
        ([("a", 0), ("b", 0), ("c", 0), ("d", 0), ("e", 1)], 3, "efa"),  # none new left: from the beginning
        ([], 99, "abcdef"),  # no more than there are
    ],
)
def test_the_next_round(asked, count, next_):
    found = next_round(POOL, [answered(id, chosen) for id, chosen in asked], count)
    assert "".join(one.id for one in found) == next_


def test_a_note_or_an_empty_vote_does_not_count_as_asked():
    nothing = [mark(ALONE, POOL[0], (0, 0, 0), NOON), mark(ALONE, POOL[0], (), NOON, "记录")]
    assert next_round(POOL, nothing, 1) == (POOL[0],)
    assert next_round(POOL, [answered("a", 1), *nothing], 1) == (POOL[0],)


def test_the_order_of_a_seed_stays():
    """Written down once, so that a class gets the same exercises with every Python."""
    assert "".join(one.id for one in ordered(POOL, "7")) == "acdefb"
    assert "".join(one.id for one in ordered(POOL, "8")) == "fdceba"


@given(st.lists(st.sampled_from("abcdefghij"), unique=True), st.text(max_size=5), st.data())
def test_what_a_set_gains_changes_no_order(ids, seed, data):
    pool = [exercise(id) for id in ids]
    fewer = data.draw(st.lists(st.sampled_from(pool), unique=True)) if pool else []
    whole = ordered(pool, seed)
    assert sorted(one.id for one in whole) == sorted(ids)
    assert ordered(reversed(pool), seed) == whole
    assert ordered(fewer, seed) == tuple(one for one in whole if one in fewer)


def test_the_kinds_take_turns():
    pool = [exercise(f"{kind}{n}", kind) for kind in KINDS for n in range(2)]
    assert [one.kind for one in ordered(pool, "7")] == [*KINDS, *KINDS]


ARTICLES = st.lists(
    st.sampled_from(["3", "6.1", "6.4", "7", "7.5", "9.4", "10.1", "11.12", "18"]), max_size=3
)
VOTES = st.lists(st.integers(0, 40), min_size=3, max_size=3)
RESULTS = st.lists(
    st.builds(
        lambda kind, articles, votes, right, name: msgspec.structs.replace(
            mark(ALONE, exercise("x", kind, tuple(articles), right), votes, NOON), name=name
        ),
        st.sampled_from(list(KINDS)), ARTICLES, VOTES | st.just([]), st.integers(0, 2), st.sampled_from(["", "甲", "乙"]),
    )
)  # fmt: skip


def recount(results: list[Result], under: Callable[[Result], set[str]]) -> dict[str, Tally]:
    """The same counts, vote by vote."""
    right: Counter[str] = Counter()
    both: Counter[str] = Counter()
    for result in results:
        for place, votes in enumerate(result.votes):
            for _ in range(votes):
                for name in under(result):
                    both[name] += 1
                    right[name] += place == result.right
    return {name: Tally(right[name], both[name]) for name in both}


@given(RESULTS)
def test_the_counts_agree_with_a_recount(results):
    assert score(results) == recount(results, lambda r: {"all"}).get("all", Tally())
    assert by_kind(results) == recount(results, lambda r: {r.kind})
    assert by_name(results) == recount(results, lambda r: {r.name} - {""})
    assert by_item(results) == recount(results, lambda r: {*r.articles, *map(head, r.articles)})


@given(RESULTS)
def test_no_part_is_more_than_the_whole(results):
    whole = score(results)
    assert sum((tally for tally in by_kind(results).values()), Tally()) == whole
    for id, tally in by_item(results).items():
        assert 0 <= tally.correct <= tally.total <= whole.total
        assert tally.total <= by_item(results)[head(id)].total


def test_items_stand_below_their_article_in_the_order_of_the_text():
    found = [
        mark(ALONE, exercise("x", "pole", (id,)), (1, 0, 0), NOON) for id in ("11.2", "9.4", "11.10", "6.1")
    ]
    assert list(by_item(found)) == ["6", "6.1", "9", "9.4", "11", "11.2", "11.10"]


@pytest.mark.parametrize(
    "changes",
    [{"right": 3}, {"right": -1}, {"votes": [1, -1, 0]}, {"articles": ["x"]}, {"articles": ["6.1.2"]}],
)
def test_a_line_that_no_exercise_gives_is_no_result(changes):
    line = msgspec.to_builtins(answered("a", 0)) | changes
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(line, Result)
