"""What holds for every method and every set of ballots."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.tally import approval, instant_runoff, majority_judgment, pairwise, points, ranked_pairs, rating, star
from bot.domain.tally.ballots import group, rankings
from bot.domain.tally.plurality import recount
from bot.domain.tally.ties import by_draw
from tests.builders import ballot
from tests.domain.tally.elections import lots, marked_elections, numbers, ranked_elections, renamed_lots

RANKED = (ranked_pairs.count, instant_runoff.count)
MARKED = (
    star.count,
    rating.count,
    lambda kinds, options, draw: majority_judgment.count(kinds, options, draw, grades=6),
    lambda kinds, options, draw: points.count(kinds, options, draw, budget=8),
)

unhurried = settings(deadline=None)  # a busy machine is no fault


def in_batches(cast, cut):
    return group(cast[:cut]) + group(cast[cut:])


@unhurried
@given(ranked_elections(), st.randoms(use_true_random=False), st.integers(0, 12))
def test_neither_order_nor_batches_matter_to_rankings(election, chance, cut):
    options, cast = election
    mixed = chance.sample(cast, len(cast))
    for count in RANKED:
        assert count(group(cast), options, lots) == count(in_batches(mixed, cut), options, lots)


@unhurried
@given(marked_elections(), st.randoms(use_true_random=False), st.integers(0, 12))
def test_neither_order_nor_batches_matter_to_marks(election, chance, cut):
    options, cast = election
    mixed = chance.sample(cast, len(cast))
    for count in MARKED:
        assert count(group(cast), options, lots) == count(in_batches(mixed, cut), options, lots)


@unhurried
@given(marked_elections(), st.integers(2, 40))
def test_as_many_of_each_change_nothing_but_the_numbers(election, times):
    options, cast = election
    many = Counter({kind: number * times for kind, number in group(cast).items()})
    for count in MARKED:
        assert count(group(cast), options, lots).winner == count(many, options, lots).winner


def naive_wins(cast, one, other):
    def place(ranking, option):
        return ranking.index(option) if option in ranking else len(ranking)

    return sum(place(ranking, one) < place(ranking, other) for ranking in cast)


@unhurried
@given(ranked_elections(voters=20))
def test_the_matrix_is_what_counting_pair_by_pair_gives(election):
    options, cast = election
    matrix = pairwise.count(rankings(group(cast), options))
    for one, other in permutations(options, 2):
        assert matrix.wins[one][other] == naive_wins(cast, one, other)
    assert matrix.voters == sum(map(bool, cast))


@unhurried
@given(ranked_elections(least=2, voters=20))
def test_the_smith_set_is_the_smallest_that_beats_all_others(election):
    options, cast = election
    matrix = pairwise.count(rankings(group(cast), options))
    dominant = [
        set(members)
        for size in range(1, len(options) + 1)
        for members in permutations(options, size)
        if all(matrix.beats(one, other) for one in members for other in options if other not in members)
    ]
    assert set(matrix.smith_set) == min(dominant, key=len)


@unhurried
@given(ranked_elections(voters=20))
def test_ranked_pairs_elects_the_condorcet_winner_and_stays_in_the_smith_set(election):
    options, cast = election
    result = ranked_pairs.count(group(cast), options, lots)
    if result.condorcet_winner is not None:
        assert result.winner == result.condorcet_winner
        assert result.smith_set == (result.winner,)
        assert not by_draw(tuple(tie for tie in result.ties if tie.chosen))
    if result.winner is not None:
        assert result.winner in result.smith_set
    assert sorted(result.ranking) == (list(options) if any(cast) else [])


@unhurried
@given(ranked_elections(voters=20))
def test_locked_pairs_never_contradict_the_ranking(election):
    options, cast = election
    result = ranked_pairs.count(group(cast), options, lots)
    place = {option: place for place, option in enumerate(result.ranking)}
    for pair in result.pairs:
        assert pair.locked == (place[pair.winner] < place[pair.loser])
        assert pair.margin == result.matrix.margin(pair.winner, pair.loser) > 0


def best_ranking(matrix, options):
    """Ranked pairs as Tideman states it: the ranking whose contradicted margins, largest first, are smallest."""

    def broken(order):
        return sorted(
            (
                matrix.margin(low, high)
                for i, high in enumerate(order)
                for low in order[i + 1 :]
                if matrix.beats(low, high)
            ),
            reverse=True,
        )

    return min(map(broken, permutations(options)))


@unhurried
@given(ranked_elections(most=4, voters=20))
def test_without_equal_margins_it_is_the_ranking_that_breaks_the_smallest(election):
    options, cast = election
    result = ranked_pairs.count(group(cast), options, lots)
    if not result.ties and result.winner is not None:
        refused = sorted((pair.margin for pair in result.pairs if not pair.locked), reverse=True)
        assert refused == best_ranking(result.matrix, options)


@unhurried
@given(ranked_elections(least=2, voters=20), st.data())
def test_ranked_pairs_never_punishes_a_winner_for_being_ranked_higher(election, data):
    options, cast = election
    before = ranked_pairs.count(group(cast), options, lots)
    if before.winner is None:
        return
    raised = []
    for ranking in cast:
        others = tuple(option for option in ranking if option != before.winner)
        at = ranking.index(before.winner) if before.winner in ranking else len(others)
        better = data.draw(st.integers(0, at))
        raised.append((*others[:better], before.winner, *others[better:]))
    after = ranked_pairs.count(group(raised), options, lots)
    assert after.winner == before.winner


@unhurried
@given(marked_elections(), st.data())
def test_scores_and_grades_never_punish_a_winner_for_a_higher_mark(election, data):
    options, cast = election
    for count in (star.count, MARKED[2]):
        before = count(group(cast), options, lots).winner
        if before is None:
            continue
        at = before - 1
        raised = [
            (*marks[:at], data.draw(st.integers(marks[at] or 0, 5)), *marks[at + 1 :])
            for marks in cast
            if any(mark is not None for mark in marks)
        ]
        assert count(group(raised), options, lots).winner == before


@unhurried
@given(ranked_elections(), st.randoms(use_true_random=False))
def test_new_names_rename_the_outcome_of_rankings(election, chance):
    options, cast = election
    names = dict(zip(options, chance.sample(options, len(options)), strict=True))
    renamed = [tuple(names[option] for option in ranking) for ranking in cast]
    draw = renamed_lots(lots, names)
    pairs = ranked_pairs.count(group(cast), options, lots)
    assert ranked_pairs.count(group(renamed), options, draw).ranking == tuple(names[each] for each in pairs.ranking)
    before, after = (
        instant_runoff.count(group(cast), options, lots),
        instant_runoff.count(group(renamed), options, draw),
    )
    assert after.winner == names.get(before.winner)
    assert [each.eliminated for each in after.rounds] == [names.get(each.eliminated) for each in before.rounds]


@unhurried
@given(marked_elections(), st.randoms(use_true_random=False))
def test_new_names_rename_the_outcome_of_marks(election, chance):
    options, cast = election
    names = dict(zip(options, chance.sample(options, len(options)), strict=True))
    renamed = []
    for marks in cast:
        by_name = {names[option]: mark for option, mark in zip(options, marks, strict=True)}
        renamed.append(tuple(by_name[option] for option in options))
    for count in MARKED:
        before = count(group(cast), options, lots).winner
        assert count(group(renamed), options, renamed_lots(lots, names)).winner == names.get(before)


@unhurried
@given(ranked_elections(voters=20))
def test_reversed_ballots_reverse_every_margin_and_the_ranking(election):
    options, cast = election
    whole = [(*ranking, *(option for option in options if option not in ranking)) for ranking in cast]
    forth = pairwise.count(rankings(group(whole), options))
    back = pairwise.count(rankings(group(ranking[::-1] for ranking in whole), options))
    for one, other in permutations(options, 2):
        assert forth.margin(one, other) == -back.margin(one, other)
    here, there = ranked_pairs.of(forth, lots), ranked_pairs.of(back, lots)
    if not here.ties and not there.ties and len({pair.margin for pair in here.pairs}) == len(here.pairs):
        tied_apart = all(forth.margin(one, other) for one, other in permutations(options, 2))
        assert not tied_apart or here.ranking == there.ranking[::-1]


@unhurried
@given(ranked_elections(voters=20))
def test_every_round_of_instant_runoff_adds_up_to_all_ballots(election):
    options, cast = election
    result = instant_runoff.count(group(cast), options, lots)
    for each in result.rounds:
        assert sum(each.votes.values()) + each.exhausted == len(cast) == result.ballots
    for before, after in zip(result.rounds, result.rounds[1:], strict=False):
        assert sum(before.flow.values()) == before.votes[before.eliminated]
        for option, votes in after.votes.items():
            assert votes == before.votes[option] + before.flow.get(option, 0)


def naive_runoff(cast, options, draw):
    """Instant runoff as one would do it with paper, ties for last by the latest earlier round that differs."""
    left, history = list(options), []
    while len(left) > 1:
        tops = [next((option for option in ranking if option in left), None) for ranking in cast]
        history.append(Counter({option: tops.count(option) for option in left}))
        last = [option for option in left if history[-1][option] == min(history[-1].values())]
        for before in history[-2::-1]:
            fewest = min(before[option] for option in last)
            last = [option for option in last if before[option] == fewest]
        left.remove(max(last, key=draw))
    return left[0] if any(cast) else None


@unhurried
@given(ranked_elections(voters=20))
def test_instant_runoff_is_what_paper_and_patience_give(election):
    options, cast = election
    assert instant_runoff.count(group(cast), options, lots).winner == naive_runoff(cast, options, lots)


def majority_value(row):
    """Take the lower middle grade away again and again: the book's definition."""
    grades = sorted(grade for grade, voters in enumerate(row) for _ in range(voters))
    return [grades.pop((len(grades) - 1) // 2) for _ in range(len(grades))]


@unhurried
@given(st.integers(2, 6).flatmap(lambda n: st.tuples(*[st.lists(st.integers(0, n - 1), min_size=9, max_size=10)] * 2)))
def test_majority_values_compare_as_the_book_takes_them(two):
    size = min(map(len, two))
    rows = [tuple(grades[:size].count(grade) for grade in range(6)) for grades in two]
    one, other = map(majority_value, rows)
    found = majority_judgment.compare(*rows)
    assert (found > 0, found < 0) == (one > other, one < other)


@unhurried
@given(marked_elections())
def test_sums_of_marks_are_what_adding_gives(election):
    options, cast = election
    stars, rated = star.count(group(cast), options, lots), rating.count(group(cast), options, lots)
    for option in options:
        given_ = [marks[option - 1] for marks in cast if marks[option - 1] is not None]
        assert stars.totals[option] == sum(given_)
        assert sum(stars.distribution[option]) == stars.voters
        found = next(each for each in rated.ranking if each.option == option)
        assert found.mean == (Fraction(sum(given_), len(given_)) if given_ else None)
        assert found.raters + found.unrated == stars.voters
    assert stars.blank == sum(all(mark is None for mark in marks) for marks in cast)


@unhurried
@given(marked_elections())
def test_points_over_the_budget_spoil_a_ballot_and_nothing_else(election):
    options, cast = election
    result = points.count(group(cast), options, lots, budget=8)
    good = [marks for marks in cast if sum(mark or 0 for mark in marks) <= 8]
    assert result.spoilt == len(cast) - len(good)
    assert {each.option: each.points for each in result.ranking} == {
        option: sum(marks[option - 1] or 0 for marks in good) for option in options
    }
    assert result.unspent >= 0


@unhurried
@given(st.lists(st.tuples(st.integers(0, 60), st.sets(st.integers(1, 4), min_size=1)), unique_by=lambda each: each[0]))
def test_approval_of_the_kept_tally_is_approval_of_the_ballots(cast):
    kept = recount([ballot(f"v{voter}", *sorted(choices)) for voter, choices in cast])
    counted = approval.count(group(tuple(sorted(choices)) for _, choices in cast), numbers(4), lots)
    assert approval.of(kept, numbers(4), lots) == counted
    assert counted.voters == len(cast)
