"""Ballots and polls as they should not be: each is counted by a rule that can be told, and none breaks a count."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.tally import (
    approval,
    consent,
    instant_runoff,
    majority_judgment,
    points,
    ranked_pairs,
    ratify,
    rating,
    star,
)
from bot.domain.tally.ballots import by_number, group, rankings, sheet
from bot.domain.tally.thresholds import Verdict
from bot.domain.tally.ties import Breaker, Stage
from tests.domain.tally.elections import lots, luck, numbers, profile

RANKED = (ranked_pairs.count, instant_runoff.count)
MARKED = (
    star.count,
    rating.count,
    lambda kinds, options, draw: majority_judgment.count(kinds, options, draw, grades=6),
    lambda kinds, options, draw: points.count(kinds, options, draw, budget=10),
)


@pytest.mark.parametrize("options", [0, 1, 2, 50])
def test_nobody_votes(options):
    for count in (*RANKED, *MARKED, approval.count):
        result = count({}, numbers(options), lots)
        assert result.winner is None
        assert not result.ties


@pytest.mark.parametrize("options", [1, 3, 50])
def test_everybody_abstains(options):
    for count in RANKED:
        result = count({(): 9}, numbers(options), lots)
        assert (result.winner, result.ballots, result.blank, result.ties) == (None, 9, 9, ())
    for count in MARKED:
        result = count({(None,) * options: 4, (): 5}, numbers(options), lots)
        assert (result.winner, result.ballots, result.blank) == (None, 9, 9)
    assert consent.count({consent.Stance.ABSTAIN: 9}).verdict is Verdict.NO_QUORUM
    assert ratify.count({ratify.Voice.ABSTAIN: 9}).verdict is Verdict.NO_QUORUM


def test_one_option_wins_by_a_single_vote():
    (only,) = numbers(1)
    for count in RANKED:
        assert count({(only,): 1, (): 2}, [only], lots).winner == only
    for count in MARKED:
        assert count({(1,): 1, (None,): 2}, [only], lots).winner == only
    assert approval.count({(only,): 1}, [only], lots).winner == only


@pytest.mark.parametrize("options", [2, 3, 50])
def test_all_tied_goes_to_the_draw_and_says_so(options):
    among = numbers(options)
    draw = luck(*among[::-1])
    circle = {among[start:] + among[:start]: 3 for start in range(options)}
    assert ranked_pairs.count(circle, among, draw).winner == among[-1]
    # the unluckiest leaves first, and its ballots go on to the next in the circle: the draw decides who leaves
    runoff = instant_runoff.count(circle, among, draw)
    assert runoff.rounds[0].eliminated == among[0] or options == 2
    for count in RANKED:
        assert count(circle, among, draw).ties[0].by is Breaker.DRAW
        assert count({(each,): 3 for each in among}, among, draw).winner == among[-1]
    level = {tuple(int(place == start) for place in range(options)): 3 for start in range(options)}
    for count in MARKED:
        result = count(level, among, draw)
        assert result.winner == among[-1]
        assert result.ties[-1].by is Breaker.DRAW
    assert approval.count({(each,): 3 for each in among}, among, draw).winner == among[-1]


@given(st.lists(st.permutations(numbers(50)).map(tuple), max_size=6))
@settings(max_examples=20, deadline=None)
def test_fifty_options_are_counted_as_few_are(cast):
    result = instant_runoff.count(group(cast), numbers(50), lots)
    assert len(result.rounds) == (49 if cast else 1)
    assert ranked_pairs.count(group(cast), numbers(50), lots).winner in (None, *numbers(50))


def strict(ranking, options=3):
    found = rankings({ranking: 2}, numbers(options))
    return next(iter(found.classes.get(2, [()])))


@pytest.mark.parametrize(
    ("ranking", "counts_as"),
    [
        ((2, 2, 1), (2, 1)),
        ((2, 1, 2), (2, 1)),
        (((1, 2), 3), (3,)),
        (((1, 2), 1, 3), (1, 3)),
        (((1, 1), 3), (1, 3)),
        (((), 3), (3,)),
        ((9, 3, -1, 1), (3, 1)),
        (((9, 2), 1), (1,)),
        (((1, 2, 3),), ()),
        ((0,), ()),
    ],
)
def test_a_slip_costs_its_place_and_not_the_ballot(ranking, counts_as):
    assert strict(ranking) == counts_as


def test_kinds_that_mean_the_same_are_one():
    found = rankings({(1, 2): 3, (1, 2, 2): 4, (1, 9, 2): 5, ((1, 2),): 6}, numbers(2))
    assert (found.ballots, found.blank, found.voters) == (18, 6, 12)
    assert sum(number * kept.count((1, 2)) for number, kept in found.classes.items()) == 12


def test_unranked_options_are_below_ranked_ones_and_level_with_each_other():
    kinds, who = profile("1 A; 1 B>C>A")
    result = ranked_pairs.count(kinds, who.values(), lots)
    wins = result.matrix.wins
    assert (wins[who["A"]][who["B"]], wins[who["A"]][who["C"]]) == (1, 1)
    assert (wins[who["B"]][who["C"]], wins[who["C"]][who["B"]]) == (1, 0)


@pytest.mark.parametrize("bad", [(6, 0), (-1, 3), (5, 99), ("5", 2), (2.5, 0), (True + 5, None)])
def test_an_impossible_mark_spoils_the_ballot_as_a_whole(bad):
    for count in MARKED[:3]:
        result = count({bad: 3, (1, 0): 2}, numbers(2), lots)
        assert (result.ballots, result.spoilt, result.winner) == (5, 3, 1)


def test_marks_for_options_that_do_not_stand_are_passed_over():
    kinds = {(1, 5, 2): 1, (1,): 1, (None, 4): 1, (3, 99, 1, 7): 1}
    result = star.count(kinds, (numbers(3)[0], numbers(3)[2]), lots)
    assert (result.totals, result.blank, result.spoilt) == ({1: 5, 3: 3}, 1, 0)


def test_an_option_chosen_twice_or_unknown_counts_once_or_not_at_all():
    result = approval.count({(1, 1, 9): 2, (): 1}, numbers(2), lots)
    assert (result.voters, result.votes, result.lead) == (3, {1: 2, 2: 0}, 2)


def test_an_option_listed_twice_is_one_option():
    assert rankings({(1,): 1}, (1, 1, 2)).options == (1, 2)
    assert sheet({(1,): 1}, (1, 1), range(6)).options == (1,)


def test_options_without_a_number_have_no_column():
    with pytest.raises(ValueError, match="numbered from 1"):
        sheet({(1,): 1}, (0,), range(6))


def test_fewer_than_no_ballots_is_a_mistake_and_none_is_none():
    with pytest.raises(ValueError, match="less than never"):
        by_number(Counter({(1,): -1}))
    assert by_number({(1,): 0}) == {}
    for count in (consent.count, ratify.count):
        with pytest.raises(ValueError, match=r"never|none"):
            count({consent.Stance.CONSENT: -1})


def test_last_place_by_the_latest_earlier_round_that_differs():
    """C and D have 4 each in round 2; in round 1 C had 4 and D 3, so D leaves though the draw likes it best."""
    kinds, who = profile("7 A; 6 B; 4 C; 3 D>C; 1 E>D")
    result = instant_runoff.count(kinds, who.values(), luck(*(who[each] for each in "DCABE")))
    assert [each.eliminated for each in result.rounds][:2] == [who["E"], who["D"]]
    tie = result.ties[0]
    assert (tie.stage, tie.among, tie.by, tie.round) == (
        Stage.ELIMINATION,
        (who["C"], who["D"]),
        Breaker.EARLIER_ROUND,
        2,
    )


def test_last_place_that_never_differed_is_drawn():
    kinds, who = profile("3 A; 2 B; 2 C")
    for unlucky in "BC":
        lucky = "C" if unlucky == "B" else "B"
        result = instant_runoff.count(kinds, who.values(), luck(who["A"], who[lucky], who[unlucky]))
        assert result.rounds[0].eliminated == who[unlucky]
        assert result.ties[0].by is Breaker.DRAW


def test_a_tie_at_the_end_goes_by_earlier_rounds_too():
    kinds, who = profile("4 A; 3 B; 1 C>B")
    result = instant_runoff.count(kinds, who.values(), luck(who["C"], who["B"], who["A"]))
    assert result.rounds[-1].votes == {who["A"]: 4, who["B"]: 4}
    assert result.winner == who["A"]
    assert (result.ties[-1].stage, result.ties[-1].by) == (Stage.WINNER, Breaker.EARLIER_ROUND)
    assert result.majority_in is None


def test_a_runoff_of_star_that_ends_equal_goes_by_fives_then_the_draw():
    one, two, three = numbers(3)
    result = star.count({(4, 3, 0): 1, (2, 5, 0): 1, (4, 4, 1): 1}, (one, two, three), luck(one, two, three))
    assert (result.runoff.preferred, result.runoff.opposed, result.runoff.equal) == (1, 1, 1)
    assert (result.winner, result.ties[-1].by) == (two, Breaker.MOST_FIVES)
    result = star.count({(4, 3): 1, (3, 4): 1}, (one, two), luck(two, one))
    assert (result.winner, result.ties[-1].by) == (two, Breaker.DRAW)


def test_three_tied_for_two_places_of_star():
    """1 beats 2 and 3, who are level with each other and lose once each: 1 is in, and 3 by its fives."""
    one, two, three = numbers(3)
    kinds = {(2, 2, 5): 1, (5, 4, 5): 1, (1, 3, 0): 1, (5, 4, 3): 1}
    result = star.count(kinds, (one, two, three), luck(two, one, three))
    assert set(result.totals.values()) == {13}
    assert result.finalists == (one, three)
    assert (result.ties[0].among, result.ties[0].by) == ((one, two, three), Breaker.MOST_FIVES)
