"""What a result needs to bind, at the exact borders."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.tally import approval, consent, pairwise, ranked_pairs, ratify
from bot.domain.tally.ballots import rankings
from bot.domain.tally.consent import Stance
from bot.domain.tally.ratify import Voice
from bot.domain.tally.thresholds import (
    DEBIAN,
    MAJORITY,
    TWO_THIRDS,
    Base,
    Fallen,
    OptionQuorum,
    Quorum,
    Threshold,
    Verdict,
    chosen_support,
    fallen,
    ranked_support,
    remaining,
)
from tests.domain.tally.elections import lots, profile


@pytest.mark.parametrize(
    ("threshold", "yes", "cast", "eligible", "met"),
    [
        (MAJORITY, 51, 100, None, True),
        (MAJORITY, 50, 100, None, False),
        (MAJORITY, 2, 3, None, True),
        (TWO_THIRDS, 2, 3, None, True),
        (TWO_THIRDS, 66, 100, None, False),
        (TWO_THIRDS, 67, 100, None, True),
        (Threshold(base=Base.ELIGIBLE), 50, 60, 100, False),
        (Threshold(base=Base.ELIGIBLE), 51, 60, 100, True),
        (Threshold(Fraction(1), more_than=False), 7, 7, None, True),
        (Threshold(Fraction(1), more_than=False), 6, 7, None, False),
        (Threshold(Fraction(0)), 0, 0, None, False),
        (Threshold(base=Base.ELIGIBLE), 0, 0, 0, False),
    ],
)
def test_a_threshold_is_exact_at_its_border(threshold, yes, cast, eligible, met):
    assert threshold.met(yes, cast, eligible) is met


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(0, 10**9), st.integers(0, 10**9), st.fractions(0, Fraction(99, 100)), st.booleans())
def test_what_is_needed_is_the_fewest_that_meets_it(votes, cast, share, more_than):
    threshold = Threshold(share, more_than=more_than)
    needed = threshold.needed(cast)
    assert threshold.met(needed, cast)
    assert not threshold.met(needed - 1, cast)
    assert threshold.met(votes, cast) == (votes >= needed)


@pytest.mark.parametrize(
    ("voices", "quorum", "eligible", "verdict"),
    [
        ((6, 4, 0), Quorum(), None, Verdict.DECIDED),
        ((4, 6, 0), Quorum(), None, Verdict.REJECTED),
        ((5, 5, 9), Quorum(), None, Verdict.TIED),
        ((6, 4, 90), Quorum(), None, Verdict.DECIDED),
        ((0, 0, 9), Quorum(), None, Verdict.NO_QUORUM),
        ((0, 0, 0), Quorum(), None, Verdict.NO_QUORUM),
        ((6, 4, 0), Quorum(Fraction(1, 2)), 21, Verdict.NO_QUORUM),
        ((6, 4, 1), Quorum(Fraction(1, 2)), 21, Verdict.DECIDED),
        ((6, 4, 0), Quorum(voters=11), None, Verdict.NO_QUORUM),
        ((1, 0, 0), Quorum(Fraction(1)), 1, Verdict.DECIDED),
        ((0, 0, 0), Quorum(Fraction(1)), 0, Verdict.NO_QUORUM),
    ],
)
def test_a_proposal_is_ratified_by_its_rule(voices, quorum, eligible, verdict):
    kinds = dict(zip(Voice, voices, strict=True))
    assert ratify.count(kinds, quorum=quorum, eligible=eligible).verdict is verdict


@pytest.mark.parametrize(
    ("stances", "tolerated", "verdict"),
    [
        ((9, 0, 3), 0, Verdict.DECIDED),
        ((9, 1, 3), 0, Verdict.REJECTED),
        ((9, 1, 3), 1, Verdict.DECIDED),
        ((9, 2, 3), 1, Verdict.REJECTED),
        ((0, 0, 3), 0, Verdict.NO_QUORUM),
        ((0, 1, 3), 1, Verdict.DECIDED),
    ],
)
def test_consent_stands_until_somebody_objects(stances, tolerated, verdict):
    kinds = dict(zip(Stance, stances, strict=True))
    assert consent.count(kinds, tolerated=tolerated).verdict is verdict


def test_consent_knows_a_quorum():
    result = consent.count({Stance.CONSENT: 4}, quorum=Quorum(Fraction(1, 2)), eligible=9)
    assert result.verdict is Verdict.NO_QUORUM


@pytest.mark.parametrize(
    ("developers", "quorum"),
    [(1018, 47.8591684006314), (1021, 47.9296359260114), (1037, 48.3037265643138)],
)
def test_debians_quorum_is_as_its_secretary_computed_it(developers, quorum):
    """https://www.debian.org/vote/2007/vote_002 (1,037, reached with 132) and debian-vote of 2008 and 2009."""
    assert abs(1.5 * developers**0.5 - quorum) < 1e-9
    assert not DEBIAN.met(int(quorum), developers)
    assert DEBIAN.met(int(quorum) + 1, developers)
    assert DEBIAN.met(132, developers)


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(0, 10**12))
def test_debians_quorum_is_exact_for_any_electorate(eligible):
    least = isqrt(9 * eligible // 4)
    least += 4 * least * least < 9 * eligible
    assert DEBIAN.met(least, eligible)
    assert least == 0 or not DEBIAN.met(least - 1, eligible)


def test_none_of_these_and_the_quorum_throw_options_out_before_the_count():
    """Debian Constitution §A.5: B loses to the default D, C has too few; A wins though B beats it."""
    kinds, who = profile("6 B>A>D; 5 D>A>B; 4 D>A; 3 A>D>B; 2 C>A>D>B")
    options = tuple(who.values())
    matrix = pairwise.count(rankings(kinds, options))
    support = ranked_support(matrix, who["D"])
    assert support[who["A"]] == (11, 9)
    out = fallen(support, OptionQuorum(votes=6), more_than_times=Fraction(1))
    assert out == {who["B"]: Fallen.NONE_OF_THESE, who["C"]: Fallen.QUORUM}
    left = remaining(options, out)
    assert set(left) == {who["A"], who["D"]}
    assert ranked_pairs.of(matrix.only(left), lots).winner == who["A"]
    by_three = fallen(support, OptionQuorum(), more_than_times=Fraction(3))
    assert ranked_pairs.of(matrix.only(remaining(options, by_three)), lots).winner == who["D"]


def test_counting_what_is_left_is_counting_its_part_of_the_matrix():
    kinds, who = profile("6 B>A>D; 5 D>A>B; 4 D>A; 3 A>D>B; 2 C>A>D>B")
    left = (who["A"], who["D"])
    part = pairwise.count(rankings(kinds, who.values())).only(left)
    assert part.wins == {one: dict(row) for one, row in pairwise.count(rankings(kinds, left)).wins.items()}


def test_an_option_has_to_have_more_votes_than_none_of_these():
    result = approval.count({(1,): 5, (2,): 4, (3,): 4}, (1, 2, 3), lots)
    out = fallen(chosen_support(result.votes, 3), OptionQuorum(votes=2))
    assert out == {2: Fallen.NONE_OF_THESE}
    assert remaining((1, 2, 3), out) == (1, 3)


@pytest.mark.parametrize(
    "rule",
    [
        lambda: Threshold(Fraction(3, 2)),
        lambda: Threshold(Fraction(1)),
        lambda: Threshold(Fraction(-1, 2)),
        lambda: Quorum(Fraction(101, 100)),
        lambda: Quorum(voters=-1),
        lambda: OptionQuorum(votes=-1),
        lambda: Threshold(base=Base.ELIGIBLE).met(3, 3),
        lambda: Quorum(Fraction(1, 2)).met(3),
        lambda: DEBIAN.met(3),
    ],
)
def test_a_rule_that_cannot_be_is_refused(rule):
    with pytest.raises(ValueError, match=r"\w"):
        rule()
