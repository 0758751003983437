"""A paper in words: what its voter is told after each press, at length and in brief."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ballot import Deed, Receipt, Refusal
from bot.domain.marks import mark
from bot.domain.method import Counting, Method
from bot.domain.poll import Rules
from bot.locale.speech import speech
from bot.services.papers import brief_words
from bot.services.voting import receipt_words
from tests.builders import poll

EN, IT = speech("en", "UTC"), speech("it", "UTC")


def asked(method, labels=("Lake", "City", "Hill", "Sea")):
    points = 5 if method is Method.POINTS else 0
    return poll(labels=labels, rules=Rules(counting=Counting(method=method, points=points)))


def told(method, deed, choices, before=(), *, brief=False, spoken=EN, refusal=None):
    receipt = Receipt(deed, tuple(choices), tuple(before), refusal)
    return spoken.say(receipt_words(receipt, asked(method), spoken, brief=brief))


RANKING = (mark(3, 1), mark(1, 2), mark(2, 3), mark(4, 4))


def test_a_changed_ranking_is_told_as_it_is_and_in_brief_by_its_last_places():
    whole = told(Method.RANKED, Deed.CHANGED, RANKING, RANKING[:3])
    assert whole == "✓ Counted. Your ballot: 1. Hill, 2. Lake, 3. City and 4. Sea."
    brief = told(Method.RANKED, Deed.CHANGED, RANKING, RANKING[:3], brief=True)
    assert brief == "✓ Counted. Your ballot: … 3. City and 4. Sea."


def test_what_moved_up_is_what_is_told_in_brief():
    before = (mark(1, 1), mark(2, 2), mark(3, 3), mark(4, 4))
    after = (mark(2, 1), mark(1, 2), mark(3, 3), mark(4, 4))
    assert (
        told(Method.RUNOFF, Deed.CHANGED, after, before, brief=True) == "✓ Counted. Your ballot: … 1. City and 2. Lake."
    )


def test_of_marks_the_one_that_was_set_is_told_in_brief():
    marks = [mark(1, 6), mark(2, 1), mark(3, 3)]
    assert told(Method.STAR, Deed.CHANGED, marks, marks[1:], brief=True) == "✓ Counted. Your ballot: … Lake: 5 of 5."


def test_points_are_told_with_what_is_left_from_the_first_on():
    assert told(Method.POINTS, Deed.CAST, [mark(1, 1)]) == "✓ Counted. Your ballot: Lake: 1 point. 4 points left."
    changed = told(Method.POINTS, Deed.CHANGED, [mark(1, 2)], [mark(1, 1)], spoken=IT)
    assert changed == "✓ Contato. La tua scheda: Lake: 2 punti. 3 punti rimasti."


def test_what_is_refused_says_why_first():
    said = told(Method.POINTS, Deed.REFUSED, [mark(1, 5)], [mark(1, 5)], refusal=Refusal.OVER_BUDGET)
    assert said.startswith("You have 5 points to share, and no more.")
    assert "stays counted: Lake: 5 points" in said


@pytest.mark.parametrize("method", [method for method in Method if not method.chooses])
@given(data=st.data())
def test_a_ballot_in_brief_is_short_and_names_what_is_new(method, data):
    labels = tuple(f"{number}{'W' * 199}" for number in range(1, 9))
    ranked = data.draw(st.lists(st.integers(1, 8), min_size=1, unique=True))
    after = tuple(mark(option, place if method.ranks else 1) for place, option in enumerate(ranked, start=1))
    new = after[-1]
    words = brief_words(asked(method, labels), after, after[:-1], EN)
    assert len(words) <= 2
    assert all(len(each) <= 50 for each in words)
    assert any(f"{new % 100}WWW" in each for each in words)
    assert words[0].startswith("… ") == (len(after) > len(words))
