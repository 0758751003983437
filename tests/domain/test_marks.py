"""Ballots read back from their numbers, by the million as one by one."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.marks import mark, marks_in, marks_of, ranking_of, rankings_in
from bot.domain.method import Method

codes = st.builds(mark, st.integers(1, 6), st.integers(1, 6))
papers = st.lists(codes, unique=True, max_size=5).map(lambda each: tuple(sorted(each)))
whole = st.permutations((1, 2, 3, 4)).map(lambda order: tuple(mark(o, rank) for rank, o in enumerate(order, start=1)))
kinds = st.dictionaries(papers | whole, st.integers(1, 9), max_size=8)


def one_by_one(read, cast):
    found = Counter()
    for choices, number in cast.items():
        found[read(choices)] += number
    return dict(found)


@given(kinds)
def test_rankings_are_the_same_in_a_crowd(cast):
    assert rankings_in(cast) == one_by_one(ranking_of, cast)


@given(kinds, st.sampled_from([Method.STAR, Method.RATING, Method.JUDGMENT, Method.POINTS]))
def test_marks_are_the_same_in_a_crowd(cast, method):
    assert marks_in(method, cast) == one_by_one(lambda choices: marks_of(method, choices), cast)


def test_an_overvote_and_a_gap_among_whole_rankings():
    cast = {(101, 202): 3, (101, 102): 1, (102, 301): 2, (): 4}
    assert rankings_in(cast) == {(1, 2): 3, ((1, 2),): 1, (2, 1): 2, (): 4}
