"""Who may vote: the rule, for whatever a platform may say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ballot import Choose, Deed, Gate, Refusal, Tap, Toggle, Withdraw
from bot.domain.casting import apply
from bot.domain.electorate import ANYONE, HasRole, Members, OlderThan, Standing, Verdict, judge
from bot.domain.ids import ChannelId, OptionId
from storage.eligibilities import eligibility_json, eligibility_of
from tests.builders import NOON

LOBBY = ChannelId("lobby")
BEFORE, AFTER = NOON - timedelta(days=3), NOON + timedelta(seconds=1)
MEMBERS, FIXED = Members((LOBBY,), ("lobby",)), Members((LOBBY,), ("lobby",), fixed=True)
CHOIR = HasRole(LOBBY, "7", "Choir")

moments = st.one_of(st.none(), st.integers(-10_000, 10_000).map(lambda hours: NOON + timedelta(hours=hours)))
standings = st.lists(
    st.builds(
        Standing,
        belongs=st.booleans(),
        since=moments,
        roles=st.frozensets(st.sampled_from(["7", "8"])),
        open_door=st.booleans(),
    ),
    max_size=4,
)
electorates = st.sampled_from([ANYONE, MEMBERS, FIXED, CHOIR, OlderThan(30, (LOBBY,))])


@pytest.mark.parametrize(
    ("who", "standing", "first_seen", "verdict"),
    [
        (MEMBERS, Standing(belongs=True), None, Verdict.ELIGIBLE),
        (MEMBERS, Standing(belongs=False, roles=frozenset({"7"})), BEFORE, Verdict.NOT_ONE),
        (FIXED, Standing(belongs=True, since=BEFORE), AFTER, Verdict.ELIGIBLE),
        (FIXED, Standing(belongs=True, since=AFTER), BEFORE, Verdict.TOO_NEW),
        # where no platform tells, having been met before the opening stands in for it
        (FIXED, Standing(belongs=True), BEFORE, Verdict.ELIGIBLE),
        (FIXED, Standing(belongs=True), NOON, Verdict.ELIGIBLE),
        (FIXED, Standing(belongs=True), AFTER, Verdict.TOO_NEW),
        (FIXED, Standing(belongs=True), None, Verdict.TOO_NEW),
        # through an open door anybody comes in: who was not there before is none of them
        (MEMBERS, Standing(belongs=True, open_door=True), AFTER, Verdict.TOO_NEW),
        (MEMBERS, Standing(belongs=True, open_door=True), BEFORE, Verdict.ELIGIBLE),
        (CHOIR, Standing(belongs=True, roles=frozenset({"7"})), None, Verdict.ELIGIBLE),
        (CHOIR, Standing(belongs=True, roles=frozenset({"8"})), BEFORE, Verdict.NOT_ONE),
        (CHOIR, Standing(belongs=False, roles=frozenset({"7"})), BEFORE, Verdict.NOT_ONE),
        (OlderThan(3, (LOBBY,)), Standing(belongs=True), BEFORE, Verdict.ELIGIBLE),
        (OlderThan(3, (LOBBY,)), Standing(belongs=True), BEFORE + timedelta(seconds=1), Verdict.TOO_NEW),
        (OlderThan(3, (LOBBY,)), Standing(belongs=True, since=BEFORE), AFTER, Verdict.ELIGIBLE),
        (OlderThan(3, (LOBBY,)), Standing(belongs=False, since=BEFORE), AFTER, Verdict.TOO_NEW),
    ],
)
def test_whoever_may_vote_may_and_nobody_else(who, standing, first_seen, verdict):
    assert judge(who, [standing], first_seen, NOON) is verdict


@given(electorates, standings, standings, moments)
def test_one_more_account_takes_nobody_a_vote_away(who, here, there, first_seen):
    if judge(who, here, first_seen, NOON) is Verdict.ELIGIBLE:
        assert judge(who, [*here, *there], first_seen, NOON) is Verdict.ELIGIBLE


@given(electorates, standings, moments)
def test_a_later_opening_takes_nobody_a_vote_away(who, here, first_seen):
    if judge(who, here, first_seen, NOON) is Verdict.ELIGIBLE:
        assert judge(who, here, first_seen, NOON + timedelta(days=9)) is Verdict.ELIGIBLE


@given(electorates)
def test_it_is_read_back_as_it_was_written(who):
    assert eligibility_of(eligibility_json(who)) == who


@pytest.mark.parametrize("written", [{}, {"who": "everyone"}, {"who": "older", "days": "30"}, [], "members"])
def test_what_is_not_known_lets_nobody_in(written):
    with pytest.raises(ValueError, match="nobody knows"):
        eligibility_of(written)


@given(st.sampled_from([Choose((OptionId(1),)), Toggle(OptionId(1)), Tap(OptionId(2)), Withdraw()]), st.booleans())
def test_who_may_not_vote_changes_nothing_and_can_still_withdraw(action, voted):
    one = OptionId(1)
    gate = Gate("open", None, 2, True, frozenset({one, OptionId(2)}), frozenset())
    before = (one,) if voted else ()
    receipt = apply(gate, before, action, NOON, Refusal.NOT_ELIGIBLE)
    if isinstance(action, Withdraw):
        assert receipt == apply(gate, before, action, NOON)
    else:
        assert (receipt.deed, receipt.choices, receipt.refusal) == (Deed.REFUSED, before, Refusal.NOT_ELIGIBLE)
