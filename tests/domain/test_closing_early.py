"""A poll closes early exactly where no vote still to come can change what it decides: held against all that may."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations_with_replacement

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.closing_early import spared_votes
from bot.domain.deciding import decide
from bot.domain.ids import OptionId, Platform
from bot.domain.method import Counting, Method
from bot.domain.poll import Electorate, ElectorateKind, Rules
from bot.domain.tally.plurality import PlatformTally, Tally
from bot.domain.tally.thresholds import Base, OptionQuorum, Quorum, Threshold
from tests.builders import poll
from tests.domain.tally.elections import lots


def asked(counting, eligible, **rules):
    electorate = Electorate(ElectorateKind.CENSUS, eligible)
    return poll(rules=Rules(counting=counting, electorate=electorate, **{"may_change": False, **rules}))


def tally(votes):
    given_ = {OptionId(option): number for option, number in zip((1, 2, 3), votes, strict=True) if number}
    return Tally({Platform("web"): PlatformTally(sum(votes), given_)})


def kinds(votes):
    return {(OptionId(option),): number for option, number in zip((1, 2, 3), votes, strict=True) if number}


countings = st.builds(
    Counting,
    method=st.sampled_from((Method.CHOICE, Method.CONSENT, Method.RATIFY)),
    threshold=st.sampled_from((Threshold(), Threshold(Fraction(2, 3), Base.ELIGIBLE, more_than=False))),
    quorum=st.sampled_from((Quorum(), Quorum(voters=4), Quorum(share=Fraction(1, 2)))),
    option_quorum=st.sampled_from((None, OptionQuorum(votes=2))),
    none_option=st.sampled_from((None, OptionId(3))),
    tolerated=st.integers(0, 1),
    closes_early=st.just(True),
)


@settings(deadline=None)
@given(countings, st.tuples(*[st.integers(0, 4)] * 3).filter(any), st.integers(0, 4))
def test_whatever_comes_changes_nothing(counting, votes, more):
    asked_ = asked(counting, sum(votes) + more)
    spared = spared_votes(asked_, tally(votes))
    if spared is None:
        return
    assert spared == more
    now = decide(asked_, kinds(votes), lots)
    for coming in range(more + 1):
        for those in combinations_with_replacement((0, 1, 2), coming):
            then = [number + Counter(those)[place] for place, number in enumerate(votes)]
            later = decide(asked_, kinds(then), lots)
            assert later.winners == now.winners


@settings(deadline=None)
@given(st.tuples(*[st.integers(0, 5)] * 3).filter(any), st.integers(1, 4))
def test_a_plain_majority_is_closed_at_the_first_moment(votes, more):
    """Where something else may come out, and only there, it goes on."""
    asked_ = asked(Counting(method=Method.RATIFY, closes_early=True), sum(votes) + more)
    now = decide(asked_, kinds(votes), lots).winners
    ends = {
        decide(asked_, kinds([votes[0] + yes, votes[1] + no, votes[2]]), lots).winners
        for yes in range(more + 1)
        for no in range(more + 1 - yes)
    }
    settled = ends == {now} and votes[0] + votes[1] > 0
    assert (spared_votes(asked_, tally(votes)) is not None) == settled


def test_where_votes_may_change_or_nobody_knows_how_many_may_vote_nothing_is_settled():
    early = Counting(method=Method.RATIFY, closes_early=True)
    assert spared_votes(asked(early, 5), tally((5, 0, 0))) == 0
    assert spared_votes(asked(early, 5, may_change=True), tally((5, 0, 0))) is None
    assert spared_votes(asked(Counting(method=Method.RATIFY), 5), tally((5, 0, 0))) is None
    assert spared_votes(poll(rules=Rules(counting=early, may_change=False)), tally((5, 0, 0))) is None
    assert spared_votes(asked(early, 0), tally((0, 0, 0))) is None
    ranked = Counting(method=Method.RANKED, closes_early=True)
    assert spared_votes(asked(ranked, 5), tally((5, 0, 0))) is None


def test_more_votes_than_may_vote_leave_none_to_come():
    early = Counting(method=Method.RATIFY, closes_early=True)
    assert spared_votes(asked(early, 3), tally((1, 4, 0))) == 0
