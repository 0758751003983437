"""Flips and early closes against brute force: every way to cast the ballots otherwise, or those to come."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations_with_replacement, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.tally import approval, consent, finality, flip, instant_runoff, points, ranked_pairs, ratify, star
from bot.domain.tally.ballots import group
from bot.domain.tally.consent import Stance
from bot.domain.tally.ratify import Voice
from bot.domain.tally.thresholds import Base, Quorum, Threshold, Verdict
from tests.domain.tally.elections import TENNESSEE, lots, numbers, profile

THREE = numbers(3)
CHOICES = tuple(each for size in range(3) for each in [*permutations(THREE, size)] if each == tuple(sorted(each)))
RANKINGS = tuple(each for size in range(4) for each in permutations(THREE, size))
POINTS = tuple(laid for laid in product(range(3), repeat=3) if sum(laid) <= 2)
SCORES = ((0, 0, 0), (5, 0, 0), (0, 5, 0), (0, 0, 5), (5, 4, 0), (5, 0, 3), (0, 5, 1), (2, 5, 0), (1, 0, 5), (0, 4, 5))


def fewest(cast, contents, changes):
    """The least number of ballots that, replaced by any others, change it; None where none do."""
    kinds = group(cast)
    for number in range(1, len(cast) + 1):
        for taken in {
            tuple(sorted(Counter(each).items())) for each in combinations_with_replacement(sorted(kinds), number)
        }:
            if any(count > kinds[kind] for kind, count in taken):
                continue
            rest = kinds - Counter(dict(taken))
            if any(changes(rest + Counter(new)) for new in combinations_with_replacement(contents, number)):
                return number
    return None


def exact(found, expected):
    assert (found.least, found.most) == (expected, expected) if expected is not None else found is None


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(CHOICES), max_size=5))
def test_the_flip_of_an_approval_is_exact(cast):
    result = approval.count(group(cast), THREE, lots)

    def changes(kinds):
        votes = approval.count(kinds, THREE, lots).votes
        return result.winner is not None and max(votes.values()) > votes[result.winner]

    exact(flip.of_approval(result), fewest(cast, CHOICES, changes))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(POINTS), max_size=4))
def test_the_flip_of_points_is_exact(cast):
    result = points.count(group(cast), THREE, lots, budget=2)

    def changes(kinds):
        laid = {each.option: each.points for each in points.count(kinds, THREE, lots, budget=2).ranking}
        return result.winner is not None and max(laid.values()) > laid[result.winner]

    exact(flip.of_points(result, group(cast), THREE), fewest(cast, POINTS, changes))


thresholds = st.builds(
    Threshold,
    st.sampled_from((Fraction(1, 2), Fraction(2, 3), Fraction(3, 4), Fraction(0))),
    st.sampled_from(Base),
    st.booleans(),
)
quorums = st.builds(Quorum, st.sampled_from((Fraction(0), Fraction(1, 2))), st.integers(0, 3))


@settings(deadline=None)
@given(st.lists(st.sampled_from(Voice), max_size=8), thresholds, quorums, st.integers(0, 6))
def test_the_flip_and_the_end_of_a_ratification_are_exact(cast, threshold, quorum, to_come):
    rule = {"threshold": threshold, "quorum": quorum, "eligible": len(cast) + to_come}

    def verdict(kinds):
        return ratify.count(kinds, **rule).verdict

    before = verdict(group(cast))

    def changes(kinds):
        return (verdict(kinds) is Verdict.DECIDED) != (before is Verdict.DECIDED)

    exact(flip.of_ratification(ratify.count(group(cast), **rule)), fewest(cast, tuple(Voice), changes))
    later = {
        "no quorum" if each is Verdict.NO_QUORUM else each is Verdict.DECIDED
        for more in range(to_come + 1)
        for new in combinations_with_replacement(Voice, more)
        for each in [verdict(group(cast) + Counter(new))]
    }
    assert finality.ratification_is_final(ratify.count(group(cast), **rule), to_come) == (len(later) == 1)


@settings(deadline=None)
@given(st.lists(st.sampled_from(Stance), max_size=8), st.integers(0, 3), quorums, st.integers(0, 4))
def test_the_flip_and_the_end_of_a_consent_are_exact(cast, tolerated, quorum, to_come):
    rule = {"tolerated": tolerated, "quorum": quorum, "eligible": len(cast) + to_come}

    def verdict(kinds):
        return consent.count(kinds, **rule).verdict

    before = verdict(group(cast))
    found = flip.of_consent(consent.count(group(cast), **rule))
    exact(found, fewest(cast, tuple(Stance), lambda kinds: verdict(kinds) is not before))
    later = {
        verdict(group(cast) + Counter(new))
        for more in range(to_come + 1)
        for new in combinations_with_replacement(Stance, more)
    }
    assert finality.consent_is_final(consent.count(group(cast), **rule), to_come) == (len(later) == 1)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(CHOICES), max_size=6), st.integers(0, 3), st.integers(1, 3))
def test_an_approval_is_final_exactly_when_no_vote_can_change_it(cast, to_come, least):
    result = approval.count(group(cast), THREE, lots)

    def leaders(kinds):
        later = approval.count(kinds, THREE, lots)
        if later.voters < least:
            return "no quorum"
        return frozenset(option for option, votes in later.votes.items() if votes == max(later.votes.values()) > 0)

    later = {
        leaders(group(cast) + Counter(new))
        for more in range(to_come + 1)
        for new in combinations_with_replacement(CHOICES, more)
    }
    assert finality.approval_is_final(result, to_come, Quorum(voters=least)) == (len(later) == 1)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(POINTS), max_size=6), st.integers(0, 2), st.integers(1, 3))
def test_points_are_final_exactly_when_no_vote_can_change_them(cast, to_come, least):
    def leaders(kinds):
        if kinds.total() < least:
            return "no quorum"
        ranking = points.count(kinds, THREE, lots, budget=2).ranking
        return frozenset(each.option for each in ranking if each.points == ranking[0].points > 0)

    later = {
        leaders(group(cast) + Counter(new))
        for more in range(to_come + 1)
        for new in combinations_with_replacement(POINTS, more)
    }
    result = points.count(group(cast), THREE, lots, budget=2)
    assert finality.points_are_final(result, to_come, Quorum(voters=least)) == (len(later) == 1)


def bounded(found, expected):
    assert expected is not None
    assert found.least <= expected <= found.most


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(RANKINGS), min_size=1, max_size=4))
def test_the_flip_of_instant_runoff_lies_between_its_bounds(cast):
    result = instant_runoff.count(group(cast), THREE, lots)
    found = flip.of_instant_runoff(result)
    if result.winner is None:
        assert found is None
        return
    bounded(
        found,
        fewest(
            cast, RANKINGS, lambda kinds: instant_runoff.count(kinds, THREE, lots).winner not in (None, result.winner)
        ),
    )


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(RANKINGS), min_size=1, max_size=4))
def test_the_flip_of_ranked_pairs_lies_between_its_bounds(cast):
    result = ranked_pairs.count(group(cast), THREE, lots)
    found = flip.of_ranked_pairs(result)
    if result.winner is None:
        assert found is None
        return

    def changes(kinds):
        after = ranked_pairs.count(kinds, THREE, lots)
        return after.winner not in (None, result.winner) and not after.ties

    bounded(found, fewest(cast, RANKINGS, changes))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(SCORES[1:]), min_size=1, max_size=4))
def test_the_flip_of_star_lies_between_its_bounds(cast):
    result = star.count(group(cast), THREE, lots)
    found = flip.of_star(result, group(cast), THREE)
    bounded(
        found, fewest(cast, SCORES, lambda kinds: star.count(kinds, THREE, lots).winner not in (None, result.winner))
    )


def test_known_elections_flip_by_known_numbers():
    kinds, who = TENNESSEE
    # Nashville beats each by 16 at the least (Memphis), and Memphis loses to others too; Chattanooga needs 19
    assert flip.of_ranked_pairs(ranked_pairs.count(kinds, who.values(), lots)) == flip.Flip(9, 19)
    kinds, who = profile(
        "27053 B>P>M; 15467 B>M>P; 11290 B; 34049 P>B>M; 3652 P>M>B; 21272 P; 47407 M>B>P; 4645 M>P>B; 23747 M"
    )
    # Begich was 5,163 votes behind Palin, so 2,582 ballots may and 2,621 for the last pair surely would flip it
    found = flip.of_instant_runoff(instant_runoff.count(kinds, who.values(), lots))
    assert found == flip.Flip(2582, 2621)
    assert not found.exact


@pytest.mark.parametrize("options", [(), THREE[:1]])
def test_where_nobody_else_can_win_nothing_flips(options):
    assert flip.of_approval(approval.count({(1,): 3}, options, lots)) is None
    assert flip.of_points(points.count({(1,): 3}, options, lots, budget=2), {(1,): 3}, options) is None
    assert flip.of_instant_runoff(instant_runoff.count({(1,): 3}, options, lots)) is None
    assert flip.of_ranked_pairs(ranked_pairs.count({(1,): 3}, options, lots)) is None
    assert flip.of_star(star.count({(1,): 3}, options, lots), {(1,): 3}, options) is None
    if options:
        assert finality.approval_is_final(approval.count({(1,): 3}, options, lots), 9)
        assert finality.points_are_final(points.count({(1,): 3}, options, lots, budget=2), 9)
