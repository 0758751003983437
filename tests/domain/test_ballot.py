from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ballot import Choose, Deed, Gate, Receipt, Refusal, Settle, Toggle, Withdraw
from bot.domain.casting import apply
from bot.domain.ids import OptionId
from tests.builders import NOON


def gate(**fields):
    return Gate(
        **{
            "state": "open",
            "closes_at": None,
            "most_choices": 1,
            "may_change": True,
            "standing": frozenset({1, 2, 3}),
            "removed": frozenset({4}),
            **fields,
        }
    )


OPEN = gate()
MULTI = gate(most_choices=2)


def choose(*numbers):
    return Choose(tuple(OptionId(number) for number in numbers))


@pytest.mark.parametrize(
    ("at_gate", "before", "action", "deed", "after"),
    [
        (OPEN, (), choose(1), Deed.CAST, (1,)),
        (OPEN, (1,), choose(2), Deed.CHANGED, (2,)),
        (OPEN, (1,), choose(1), Deed.UNCHANGED, (1,)),
        (OPEN, (1,), Withdraw(), Deed.WITHDRAWN, ()),
        (OPEN, (), Withdraw(), Deed.NOTHING_TO_WITHDRAW, ()),
        (OPEN, (), Toggle(OptionId(2)), Deed.CAST, (2,)),
        (OPEN, (1,), Toggle(OptionId(2)), Deed.CHANGED, (2,)),
        (OPEN, (1,), Toggle(OptionId(1)), Deed.WITHDRAWN, ()),
        (MULTI, (1,), Toggle(OptionId(3)), Deed.CHANGED, (1, 3)),
        (MULTI, (1, 3), Toggle(OptionId(1)), Deed.CHANGED, (3,)),
        (MULTI, (), choose(1, 2), Deed.CAST, (1, 2)),
    ],
)
def test_what_an_action_does(at_gate, before, action, deed, after):
    receipt = apply(at_gate, before, action, NOON)
    assert (receipt.deed, receipt.choices, receipt.before) == (deed, after, before)


@pytest.mark.parametrize(
    ("at_gate", "before", "action", "refusal"),
    [
        (None, (), choose(1), Refusal.UNKNOWN_POLL),
        (gate(state="draft"), (), choose(1), Refusal.NOT_YET_OPEN),
        (gate(state="scheduled"), (), choose(1), Refusal.NOT_YET_OPEN),
        (gate(state="closed"), (1,), choose(2), Refusal.TOO_LATE),
        (gate(state="closed"), (1,), Withdraw(), Refusal.TOO_LATE),
        (gate(state="cancelled"), (), choose(1), Refusal.CANCELLED),
        (gate(closes_at=NOON), (), choose(1), Refusal.TOO_LATE),
        (OPEN, (), choose(9), Refusal.UNKNOWN_OPTION),
        (OPEN, (), Toggle(OptionId(-1)), Refusal.UNKNOWN_OPTION),
        (OPEN, (), choose(4), Refusal.OPTION_REMOVED),
        (OPEN, (), choose(1, 2), Refusal.TOO_MANY),
        (MULTI, (1, 2), Toggle(OptionId(3)), Refusal.TOO_MANY),
        (OPEN, (), choose(), Refusal.NOTHING_CHOSEN),
        (gate(may_change=False), (1,), choose(2), Refusal.FINAL),
        (gate(may_change=False), (1,), Withdraw(), Refusal.FINAL),
        (MULTI, (), choose(2, 1), Refusal.TOO_MANY),
        (MULTI, (), choose(1, 1), Refusal.TOO_MANY),
    ],
)
def test_what_is_refused_leaves_the_ballot_as_it_was(at_gate, before, action, refusal):
    receipt = apply(at_gate, before, action, NOON)
    assert (receipt.deed, receipt.refusal, receipt.choices) == (Deed.REFUSED, refusal, before)


def test_the_deadline_itself_is_too_late_and_the_moment_before_is_not():
    closing = gate(closes_at=NOON)
    assert apply(closing, (), choose(1), NOON - timedelta(microseconds=1)).deed is Deed.CAST
    assert apply(closing, (), choose(1), NOON).refusal is Refusal.TOO_LATE


@pytest.mark.parametrize("at_gate", [OPEN, gate(closes_at=NOON), gate(state="closed", closes_at=NOON)])
def test_what_a_platforms_poll_took_while_it_ran_counts_after_the_close(at_gate):
    assert apply(at_gate, (1,), Settle((OptionId(2),)), NOON) == Receipt(Deed.CHANGED, (2,), (1,))
    assert apply(at_gate, (1,), Settle(()), NOON) == Receipt(Deed.WITHDRAWN, (), (1,))
    assert apply(at_gate, (), Settle((OptionId(9),)), NOON).refusal is Refusal.UNKNOWN_OPTION


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("draft", Refusal.NOT_YET_OPEN),
        ("scheduled", Refusal.NOT_YET_OPEN),
        ("cancelled", Refusal.CANCELLED),
    ],
)
def test_where_no_vote_could_count_a_platforms_poll_has_none_either(state, refusal):
    assert apply(gate(state=state), (), Settle((OptionId(1),)), NOON).refusal is refusal


def test_casting_the_same_again_is_fine_where_a_change_is_not():
    assert apply(gate(may_change=False), (1,), choose(1), NOON).deed is Deed.UNCHANGED


actions = st.one_of(
    st.builds(Choose, st.lists(st.integers(-1, 6), max_size=4).map(tuple)),
    st.builds(Toggle, st.integers(-1, 6)),
    st.builds(Settle, st.lists(st.integers(-1, 6), max_size=4).map(tuple)),
    st.just(Withdraw()),
)


@given(st.lists(actions, max_size=12), st.integers(1, 3), st.booleans())
def test_choices_always_stand_in_order_and_within_the_rules(wishes, most, may_change):
    rules = gate(most_choices=most, may_change=may_change)
    choices = ()
    for wish in wishes:
        receipt = apply(rules, choices, wish, NOON)
        assert receipt.before == choices
        if receipt.deed in (Deed.REFUSED, Deed.UNCHANGED, Deed.NOTHING_TO_WITHDRAW):
            assert receipt.choices == choices
        choices = receipt.choices
        assert len(choices) <= most
        assert tuple(sorted(set(choices))) == choices
        assert rules.standing.issuperset(choices)
        if not may_change and choices:
            assert apply(rules, choices, Withdraw(), NOON).choices == choices
