"""Rankings, scores, grades and points: what a tap or a whole paper makes of a ballot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ballot import Choose, Deed, Gate, Give, Refusal, Tap, Toggle, Withdraw
from bot.domain.casting import apply
from bot.domain.ids import OptionId
from bot.domain.marks import LOWER, RAISE, UNDO, mark, marks_of, option_of, options_of, ranking_of, value_of, values
from bot.domain.method import Counting, Method
from tests.builders import NOON

OPTIONS = range(1, 6)


def gate(method, points=5, **fields):
    return Gate(
        state="open",
        closes_at=None,
        most_choices=1,
        may_change=fields.pop("may_change", True),
        standing=frozenset(map(OptionId, OPTIONS)),
        removed=frozenset({OptionId(9)}),
        counting=Counting(method=method, points=points),
        **fields,
    )


RANKED = gate(Method.RANKED)
STAR = gate(Method.STAR)
POINTS = gate(Method.POINTS)
JUDGMENT = gate(Method.JUDGMENT)


def after(at, *presses, before=()):
    """The ballot after these presses, and the last receipt."""
    receipt = None
    for press in presses:
        receipt = apply(at, before, Tap(OptionId(press)), NOON)
        before = receipt.choices
    return before, receipt


def test_taps_rank_in_their_order():
    choices, receipt = after(RANKED, 3, 1, 2)
    assert ranking_of(choices) == (3, 1, 2)
    assert receipt.deed is Deed.CHANGED


def test_a_second_tap_takes_a_place_back_and_those_below_move_up():
    choices, _ = after(RANKED, 3, 1, 2, 3)
    assert ranking_of(choices) == (1, 2)


def test_undo_takes_back_the_last_place_and_at_last_the_ballot():
    choices, _ = after(RANKED, 3, 1, UNDO)
    assert ranking_of(choices) == (3,)
    choices, receipt = after(RANKED, UNDO, before=choices)
    assert (choices, receipt.deed) == ((), Deed.WITHDRAWN)
    assert after(RANKED, UNDO)[1].deed is Deed.UNCHANGED


def test_an_option_can_be_raised_and_lowered():
    choices, _ = after(RANKED, 3, 1, 2, RAISE + 2)
    assert ranking_of(choices) == (3, 2, 1)
    choices, _ = after(RANKED, LOWER + 3, before=choices)
    assert ranking_of(choices) == (2, 3, 1)
    assert ranking_of(after(RANKED, RAISE + 2, before=choices)[0]) == (2, 3, 1)
    assert ranking_of(after(RANKED, RAISE + 5, before=choices)[0]) == (2, 3, 1, 5)


def test_marks_are_set_replaced_and_taken_away():
    choices, _ = after(STAR, mark(1, 6), mark(2, 1))
    assert marks_of(Method.STAR, choices) == (5, 0)
    choices, _ = after(STAR, mark(1, 4), before=choices)
    assert marks_of(Method.STAR, choices) == (3, 0)
    choices, _ = after(STAR, mark(1, 4), before=choices)
    assert marks_of(Method.STAR, choices) == (None, 0)


def test_points_are_shared_one_by_one_within_the_budget():
    choices, _ = after(POINTS, RAISE + 1, RAISE + 1, 2, RAISE + 3, RAISE + 3)
    assert marks_of(Method.POINTS, choices) == (2, 1, 2)
    kept, receipt = after(POINTS, RAISE + 4, before=choices)
    assert (kept, receipt.refusal) == (choices, Refusal.OVER_BUDGET)
    choices, _ = after(POINTS, LOWER + 1, RAISE + 4, before=choices)
    assert marks_of(Method.POINTS, choices) == (1, 1, 2, 1)
    assert after(POINTS, LOWER + 5, before=choices)[1].deed is Deed.UNCHANGED


@pytest.mark.parametrize(
    ("at", "action", "refusal"),
    [
        (RANKED, Choose((mark(1, 1), mark(1, 2))), Refusal.TWICE),
        (RANKED, Choose((OptionId(1),)), Refusal.OLD_PAPER),
        (RANKED, Tap(mark(1, 1)), Refusal.OLD_PAPER),
        (RANKED, Tap(OptionId(7)), Refusal.UNKNOWN_OPTION),
        (RANKED, Toggle(OptionId(9)), Refusal.OPTION_REMOVED),
        (RANKED, Choose(()), Refusal.NOTHING_CHOSEN),
        (STAR, Tap(mark(1, 7)), Refusal.OUT_OF_RANGE),
        (STAR, Tap(OptionId(1)), Refusal.OLD_PAPER),
        (STAR, Tap(UNDO), Refusal.OLD_PAPER),
        (STAR, Choose((mark(2, 99),)), Refusal.OUT_OF_RANGE),
        (STAR, Choose((mark(8, 2),)), Refusal.UNKNOWN_OPTION),
        (JUDGMENT, Tap(OptionId(RAISE + 1)), Refusal.OUT_OF_RANGE),
        (POINTS, Choose((mark(1, 3), mark(2, 3))), Refusal.OVER_BUDGET),
        (POINTS, Tap(mark(1, 6)), Refusal.OVER_BUDGET),
        (POINTS, Choose((OptionId(-101),)), Refusal.UNKNOWN_OPTION),
    ],
)
def test_what_a_paper_cannot_say_is_refused_and_loses_nothing(at, action, refusal):
    before = after(at, mark(2, 1) if at is not RANKED else 2)[0]
    receipt = apply(at, before, action, NOON)
    assert (receipt.deed, receipt.refusal, receipt.choices) == (Deed.REFUSED, refusal, before)


def test_a_mark_is_no_vote_where_ticks_are_counted():
    plain = gate(Method.CHOICE)
    assert apply(plain, (), Tap(mark(1, 1)), NOON).refusal is Refusal.UNKNOWN_OPTION


def test_a_filled_ranking_is_closed_up_and_may_hold_an_overvote():
    receipt = apply(RANKED, (), Choose((mark(1, 2), mark(2, 5), mark(3, 5))), NOON)
    assert ranking_of(receipt.choices) == (1, (2, 3))


def test_the_deadline_holds_for_papers_too():
    late = gate(Method.STAR)
    late = type(late)(**{**{name: getattr(late, name) for name in late.__slots__}, "closes_at": NOON})
    assert apply(late, (), Tap(mark(1, 1)), NOON + timedelta(seconds=1)).refusal is Refusal.TOO_LATE


PRESSES = st.one_of(
    st.integers(min_value=-500, max_value=10_500),
    st.builds(mark, st.sampled_from(OPTIONS), st.integers(min_value=0, max_value=8)),
    st.builds(lambda move, option: OptionId(move + option), st.sampled_from([RAISE, LOWER]), st.sampled_from(OPTIONS)),
    st.just(UNDO),
)
ACTIONS = st.one_of(
    st.builds(Tap, PRESSES),
    st.builds(Toggle, PRESSES),
    st.builds(Give, PRESSES),
    st.just(Withdraw()),
    st.lists(PRESSES, max_size=6).map(lambda found: Choose(tuple(sorted(set(found))))),
)


@given(
    method=st.sampled_from([each for each in Method if not each.chooses]),
    actions=st.lists(ACTIONS, max_size=12),
)
def test_whatever_is_pressed_the_ballot_keeps_the_rules(method, actions):
    at, choices = gate(method), ()
    for action in actions:
        receipt = apply(at, choices, action, NOON)
        assert receipt.before == choices
        assert (receipt.deed is Deed.REFUSED) == (receipt.refusal is not None)
        choices = receipt.choices
        options = list(map(option_of, choices))
        assert choices == tuple(sorted(set(choices)))
        assert len(set(options)) == len(options)
        assert set(options) <= set(OPTIONS)
        assert options_of(choices) == tuple(options)
        given_values = [value_of(choice) for choice in choices]
        assert all(value in values(at.counting) for value in given_values)
        if method is Method.POINTS:
            assert sum(given_values) <= 5
        if method.ranks and choices:
            assert set(given_values) == set(range(1, max(given_values) + 1))
        # the same paper once more changes nothing
        if choices:
            assert apply(at, choices, Choose(choices), NOON).deed is Deed.UNCHANGED


def menu(at, *marks, before=()):
    receipt = None
    for each in marks:
        receipt = apply(at, before, Give(OptionId(each)), NOON)
        before = receipt.choices
    return before, receipt


def test_a_mark_given_twice_stays_and_none_takes_it_away():
    choices, receipt = menu(STAR, mark(1, 6), mark(1, 6))
    assert (marks_of(Method.STAR, choices), receipt.deed) == ((5,), Deed.UNCHANGED)
    choices, _ = menu(STAR, mark(2, 1), mark(1, 3), before=choices)
    assert marks_of(Method.STAR, choices) == (2, 0)
    choices, receipt = menu(STAR, 1, before=choices)
    assert (marks_of(Method.STAR, choices), receipt.deed) == ((None, 0), Deed.CHANGED)
    choices, receipt = menu(STAR, 2, before=choices)
    assert (choices, receipt.deed) == ((), Deed.WITHDRAWN)
    assert menu(STAR, 2)[1].deed is Deed.UNCHANGED


@pytest.mark.parametrize(
    ("at", "forged", "refusal"),
    [
        (STAR, mark(1, 7), Refusal.OUT_OF_RANGE),
        (STAR, RAISE + 1, Refusal.OUT_OF_RANGE),
        (STAR, UNDO, Refusal.UNKNOWN_OPTION),
        (STAR, mark(8, 1), Refusal.UNKNOWN_OPTION),
        (JUDGMENT, mark(9, 1), Refusal.OPTION_REMOVED),
        (POINTS, mark(2, 5), Refusal.OVER_BUDGET),
        (POINTS, mark(2, 6), Refusal.OUT_OF_RANGE),
        (RANKED, mark(2, 1), Refusal.OLD_PAPER),
        (RANKED, UNDO, Refusal.OLD_PAPER),
        (gate(Method.CHOICE), 2, Refusal.OLD_PAPER),
    ],
)
def test_what_a_menu_never_offered_changes_nothing(at, forged, refusal):
    before = (OptionId(1),) if at.counting.method.chooses else (mark(1, 1),)
    choices, receipt = menu(at, forged, before=before)
    assert (choices, receipt.refusal) == (before, refusal)


def test_points_can_be_given_at_once():
    assert menu(POINTS, mark(1, 4), mark(2, 1), mark(1, 2))[0] == (mark(2, 1), mark(1, 2))
