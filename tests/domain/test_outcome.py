from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import OptionId, Platform
from bot.domain.outcome import outcome, wilson
from bot.domain.poll import Closed, Electorate, ElectorateKind, Rules
from bot.domain.tally.plurality import PlatformTally, Tally, recount
from tests.builders import NOON, ballot, poll


def tally(voters, **votes):
    return Tally({Platform("web"): PlatformTally(voters, {OptionId(int(k[1:])): v for k, v in votes.items()})})


def test_the_ranking_is_by_votes_and_then_by_the_polls_order():
    seen = outcome(poll(), tally(6, o1=1, o2=4, o3=1))
    assert [standing.option.label for standing in seen.ranking] == ["City", "Lake", "Mountains"]
    assert (seen.leaders, seen.lead) == ((2,), 3)


def test_a_tie_is_a_tie():
    seen = outcome(poll(), tally(4, o1=2, o3=2))
    assert seen.tied
    assert (seen.leaders, seen.lead) == ((1, 3), 0)


def test_without_votes_nobody_leads():
    seen = outcome(poll(), Tally())
    assert seen.empty
    assert not seen.tied
    assert seen.lead == 0


def test_multiple_choice_is_per_cent_of_voters():
    seen = outcome(poll(rules=Rules(most_choices=3)), tally(4, o1=4, o2=2))
    assert [standing.percent for standing in seen.ranking] == [100, 50, 0]


def test_turnout_where_the_electorate_is_known_and_never_above_all():
    rules = Rules(electorate=Electorate(ElectorateKind.CENSUS, 8))
    assert outcome(poll(rules=rules), tally(6, o1=6)).turnout == Fraction(3, 4)
    assert outcome(poll(rules=rules), tally(9, o1=9)).turnout == 1
    assert outcome(poll(), tally(6, o1=6)).turnout is None


def test_settled_only_when_no_vote_can_still_turn_it():
    def rules(may_change):
        return Rules(may_change=may_change, electorate=Electorate(ElectorateKind.CENSUS, 10))

    assert outcome(poll(rules=rules(False)), tally(8, o1=6, o2=2)).settled
    assert not outcome(poll(rules=rules(False)), tally(8, o1=5, o2=3)).settled
    assert not outcome(poll(rules=rules(True)), tally(8, o1=6, o2=2)).settled
    assert outcome(poll(state=Closed(NOON, NOON, True)), tally(2, o1=1, o2=1)).settled


def test_a_margin_only_for_a_random_invitation():
    assert outcome(poll(), tally(2, o1=2)).ranking[0].interval is None
    drawn = Rules(electorate=Electorate(ElectorateKind.RANDOM_INVITATION, 5000))
    assert outcome(poll(rules=drawn), tally(200, o1=120, o2=80)).ranking[0].interval is not None


def test_wilson_as_published():
    interval = wilson(120, 200)
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.531, 0.665)


def test_wilson_of_nobody_is_an_error_of_the_programmer():
    with pytest.raises(ValueError, match="0 of 0"):
        wilson(0, 0)


@given(st.integers(1, 5000), st.data())
def test_an_interval_holds_its_share_and_shrinks_to_nothing_at_a_full_count(trials, data):
    successes = data.draw(st.integers(0, trials))
    population = data.draw(st.integers(trials, 10_000))
    interval = wilson(successes, trials, population)
    wider = wilson(successes, trials)
    assert -1e-12 <= interval.low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= interval.high <= 1 + 1e-12
    assert interval.high - interval.low <= wider.high - wider.low + 1e-12
    full = wilson(successes, trials, trials)
    assert full.low == full.high == successes / trials


def test_a_recount_splits_by_platform_and_adds_up():
    counted = recount([ballot("a", 1), ballot("b", 1, 3), ballot("c", 2, platform="telegram")])
    assert counted.voters == 3
    assert counted.choices == 4
    assert counted.votes(OptionId(1)) == 2
    assert counted.platforms[Platform("telegram")].voters == 1
