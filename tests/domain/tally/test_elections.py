"""Elections whose count was published, method by method."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.domain.ids import OptionId
from bot.domain.tally import approval, instant_runoff, majority_judgment, pairwise, ranked_pairs, rating, star
from bot.domain.tally.ballots import rankings
from bot.domain.tally.ties import Breaker, Stage, by_draw
from tests.domain.tally.elections import ALASKA, TENNESSEE, lots, luck, numbers, profile


def matrix(kinds, letters):
    return pairwise.count(rankings(kinds, letters.values()))


def test_tennessee_elects_another_city_by_every_method():
    """https://en.wikipedia.org/wiki/Ranked_pairs and /wiki/Instant-runoff_voting, both with this example."""
    kinds, city = TENNESSEE
    favourites = {}
    for order, number in kinds.items():
        favourites[order[:1]] = number
    assert approval.count(favourites, city.values(), lots).winner == city["M"]

    runoff = instant_runoff.count(kinds, city.values(), lots)
    assert [dict(each.votes) for each in runoff.rounds] == [
        {city["M"]: 42, city["N"]: 26, city["C"]: 15, city["K"]: 17},
        {city["M"]: 42, city["N"]: 26, city["K"]: 32},
        {city["M"]: 42, city["K"]: 58},
    ]
    assert (runoff.winner, runoff.majority_in) == (city["K"], 3)
    assert runoff.rounds[0].flow == {city["K"]: 15}
    assert (runoff.condorcet_winner, runoff.missed) == (city["N"], city["N"])

    pairs = ranked_pairs.count(kinds, city.values(), lots)
    assert pairs.ranking == tuple(city[each] for each in "NCKM")
    assert pairs.smith_set == (city["N"],)
    won = [(each.winner, each.loser, each.margin) for each in pairs.pairs]
    assert won[0] == (city["C"], city["K"], 66)
    assert set(won[1:3]) == {(city["N"], city["C"], 36), (city["N"], city["K"], 36)}
    assert set(won[3:]) == {(city[each], city["M"], 16) for each in "NCK"}
    assert all(each.locked for each in pairs.pairs)
    assert not pairs.ties


def test_alaska_2022_passed_over_begich():
    """Special election of August 2022: Graham-Squire, A. and McCune, D. (2022), "Ranked choice wackiness in Alaska".

    The numbers are those of the cast vote record, by which Palin lost to Peltola and Begich beat both.
    """
    kinds, who = ALASKA
    result = instant_runoff.count(kinds, who.values(), lots)
    assert result.ballots == 188_582
    first, last = result.rounds
    assert first.votes == {who["B"]: 53_810, who["P"]: 58_973, who["M"]: 75_799}
    assert first.eliminated == who["B"]
    assert first.flow == {who["P"]: 27_053, who["M"]: 15_467, None: 11_290}
    assert last.votes == {who["M"]: 91_266, who["P"]: 86_026}
    assert last.exhausted == 11_290
    assert (result.winner, result.missed) == (who["M"], who["B"])
    assert result.matrix.beats(who["B"], who["M"])
    assert result.matrix.beats(who["B"], who["P"])
    assert ranked_pairs.count(kinds, who.values(), lots).winner == who["B"]


def test_burlington_2009_passed_over_montroll():
    """Mayor of Burlington, the three who were left: https://rangevoting.org/Burlington.html."""
    kinds, who = profile("1332 M>K>W; 767 M>W>K; 455 M; 2043 K>M>W; 371 K>W>M; 568 K; 1513 W>M>K; 495 W>K>M; 1289 W")
    wins = matrix(kinds, who).wins
    assert (wins[who["M"]][who["K"]], wins[who["K"]][who["M"]]) == (4067, 3477)
    assert (wins[who["M"]][who["W"]], wins[who["W"]][who["M"]]) == (4597, 3668)
    assert (wins[who["K"]][who["W"]], wins[who["W"]][who["K"]]) == (4314, 4064)
    result = instant_runoff.count(kinds, who.values(), lots)
    assert (result.winner, result.missed) == (who["K"], who["M"])


def test_schulzes_first_example_has_no_condorcet_winner():
    """Schulze, M. (2011), "A new … single-winner election method", Social Choice and Welfare 36, ex. 1."""
    kinds, who = profile(
        """5 A>C>B>E>D; 5 A>D>E>C>B; 8 B>E>D>A>C; 3 C>A>B>E>D; 7 C>A>E>B>D; 2 C>B>A>D>E; 7 D>C>E>B>A; 8 E>B>A>D>C"""
    )
    found = matrix(kinds, who)
    published = {
        "A": {"B": 20, "C": 26, "D": 30, "E": 22},
        "B": {"A": 25, "C": 16, "D": 33, "E": 18},
        "C": {"A": 19, "B": 29, "D": 17, "E": 24},
        "D": {"A": 15, "B": 12, "C": 28, "E": 14},
        "E": {"A": 23, "B": 27, "C": 21, "D": 31},
    }
    assert found.wins == {
        who[one]: {who[other]: votes for other, votes in row.items()} for one, row in published.items()
    }
    assert found.condorcet_winner is None
    assert set(found.smith_set) == set(who.values())
    result = ranked_pairs.of(found, lots)
    # by hand: B>D 21, E>D 17, A>D 15, C>B 13, D>C closes D>C>B>D, E>B 9, A>C 7, B>A closes, C>E 3, E>A closes
    assert [(each.margin, each.locked) for each in result.pairs] == [
        (21, True), (17, True), (15, True), (13, True), (11, False),
        (9, True), (7, True), (5, False), (3, True), (1, False),
    ]  # fmt: skip
    assert result.ranking == tuple(who[each] for each in "ACEBD")


@pytest.mark.parametrize(("order", "ranking"), [("ABCD", "ABCD"), ("DCBA", "BDAC")])
def test_equal_margins_in_a_circle_are_drawn(order, ranking):
    """5 ABCD, 4 BDAC, 3 CDAB, 1 DBCA: election-methods list, 27 December 2002. A>B, D>A and C>D all have 8 of 13.

    B>C, A>C and B>D lock in before. With A the luckiest D>A is looked at last, and would close the circle A>B>D>A; with
    A the unluckiest it is looked at first, and both others would close a circle.
    """
    kinds, who = profile("5 A>B>C>D; 4 B>D>A>C; 3 C>D>A>B; 1 D>B>C>A")
    result = ranked_pairs.count(kinds, who.values(), luck(*(who[each] for each in order)))
    assert [each.margin for each in result.pairs] == [7, 5, 5, 3, 3, 3]
    assert all(each.locked for each in result.pairs[:3])
    assert result.ranking == tuple(who[each] for each in ranking)
    assert [(tie.stage, tie.by) for tie in result.ties] == [(Stage.PAIRS, Breaker.DRAW)]
    assert by_draw(result.ties)


def scored(*rows):
    return Counter({tuple(scores): number for number, scores in rows})


def test_star_elects_nashville():
    """https://en.wikipedia.org/wiki/STAR_voting: Nashville 293 and Chattanooga 237 go on, 68 against 32."""
    memphis, nashville, chattanooga, knoxville = numbers(4)
    kinds = scored((42, (5, 2, 1, 0)), (26, (0, 5, 2, 1)), (15, (0, 3, 5, 3)), (17, (0, 2, 4, 5)))
    result = star.count(kinds, (memphis, nashville, chattanooga, knoxville), lots)
    assert [result.totals[city] for city in (memphis, nashville, chattanooga)] == [210, 293, 237]
    assert result.finalists == (nashville, chattanooga)
    assert (result.runoff.preferred, result.runoff.opposed, result.runoff.equal) == (68, 32, 0)
    assert result.winner == nashville
    assert result.distribution[memphis] == (58, 0, 0, 0, 0, 42)


def test_majority_judgment_elects_nashville():
    """https://electowiki.org/wiki/Majority_Judgment: Nashville and Chattanooga are both Good, and Nashville wins."""
    memphis, nashville, chattanooga, knoxville = numbers(4)
    poor, fair, good, excellent = range(4)
    kinds = scored(
        (42, (excellent, good, fair, poor)),
        (26, (poor, excellent, good, fair)),
        (15, (poor, fair, excellent, good)),
        (17, (poor, fair, good, excellent)),
    )
    result = majority_judgment.count(kinds, numbers(4), lots, grades=4)
    assert [(each.option, each.majority_grade) for each in result.ranking] == [
        (nashville, good),
        (chattanooga, good),
        (knoxville, fair),
        (memphis, poor),
    ]
    assert result.ranking[0].grades == (0, 32, 42, 26)


def test_orsay_2007_by_majority_judgment():
    """Balinski, M. and Laraki, R. (2010), "Majority Judgment", the Orsay experiment, three of twelve candidates.

    Published in per cent of 1,733 ballots, from Excellent to Reject; majority gauges Bayrou (44.3, Good+, 30.6), Royal
    (39.4, Good−, 41.5), Sarkozy (38.9, Good−, 46.9). Here in thousandths, Royal's last made to fit 1,000.
    """
    published = {
        "Bayrou": (136, 307, 251, 148, 84, 74),
        "Royal": (167, 227, 191, 168, 122, 125),
        "Sarkozy": (191, 198, 143, 115, 71, 282),
    }
    columns = [
        [grade for grade, voters in zip(range(5, -1, -1), row, strict=True) for _ in range(voters)]
        for row in published.values()
    ]
    result = majority_judgment.count(Counter(zip(*columns, strict=True)), numbers(3), lots, grades=6)
    assert [each.option for each in result.ranking] == [1, 2, 3]
    assert [each.majority_grade for each in result.ranking] == [3, 3, 3]
    assert [(each.above, each.below) for each in result.ranking] == [(443, 306), (394, 415), (389, 468)]


def test_a_condorcet_winner_that_majority_judgment_passes_over():
    """https://en.wikipedia.org/wiki/Condorcet_winner_criterion: 35, 34 and 31 voters; B beats both, C is Good."""
    poor, fair, good, excellent = range(4)
    kinds = scored((35, (excellent, fair, poor)), (34, (poor, fair, excellent)), (31, (fair, excellent, good)))
    result = majority_judgment.count(kinds, numbers(3), lots, grades=4)
    assert result.winner == 3
    assert {each.option: each.majority_grade for each in result.ranking}[OptionId(3)] == good


def test_star_scoring_ties_go_head_to_head_then_by_fives():
    """Equal Vote's protocol, https://www.starvoting.org/ties, steps for a tie of the second place."""
    one, two, three = numbers(3)
    # 2 and 3 have 6 points each; two of three voters prefer 3
    kinds = scored((1, (5, 4, 0)), (2, (5, 1, 3)))
    result = star.count(kinds, (one, two, three), luck(one, two, three))
    assert result.finalists == (one, three)
    assert result.ties[0].by is Breaker.HEAD_TO_HEAD
    # 2 and 3 have 10 points each and are preferred by one each; 3 has the five
    kinds = scored((1, (5, 4, 5)), (1, (5, 3, 2)), (1, (5, 3, 3)))
    result = star.count(kinds, (one, two, three), luck(one, two, three))
    assert (result.finalists, result.ties[0].by) == ((one, three), Breaker.MOST_FIVES)


def test_rating_is_the_average_of_those_who_rate():
    """Score voting by average (Smith 2000), by hand: 1 has (5+3)/2, 2 has 4 of one rater, 3 has (1+2+0)/3."""
    kinds = scored((1, (5, None, 1)), (1, (3, None, 2)), (1, (None, 4, 0)))
    result = rating.count(kinds, numbers(3), luck(*numbers(3)))
    assert [(each.option, each.mean, each.raters, each.unrated) for each in result.ranking] == [
        (1, 4, 2, 1),
        (2, 4, 1, 2),
        (3, 1, 3, 0),
    ]
    assert [each.median for each in result.ranking] == [4, 4, 1]
    assert result.ties[0].by is Breaker.DRAW
