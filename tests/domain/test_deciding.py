"""From all ballots to what they decide, through the one entry."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.deciding import decide
from bot.domain.ids import OptionId
from bot.domain.marks import mark
from bot.domain.method import ABSTAIN, AGAINST, FOR, Counting, Method
from bot.domain.poll import Closed, Electorate, ElectorateKind, Rules
from bot.domain.tally.ballots import group
from bot.domain.tally.flip import Flip
from bot.domain.tally.thresholds import Base, Fallen, OptionQuorum, Quorum, Threshold, Verdict
from tests.builders import NOON, poll
from tests.domain.tally.elections import ALASKA, TENNESSEE, lots

CLOSED = Closed(NOON, NOON, False)
EVERY = list(Method)


def asked(method=Method.CHOICE, labels=("A", "B", "C"), *, eligible=None, most=1, **how):
    electorate = Electorate(ElectorateKind.CENSUS, eligible) if eligible is not None else Electorate()
    counting = Counting(method=method, points=5 if method is Method.POINTS else 0, **how)
    return poll(labels=labels, rules=Rules(counting=counting, electorate=electorate, most_choices=most), state=CLOSED)


def ticks(**times):
    """`A=3, AB=1`: how often these options were ticked together."""
    return {tuple(OptionId(ord(each) - 64) for each in those): number for those, number in times.items()}


def ranks(kinds):
    return {tuple(mark(option, place) for place, option in enumerate(kind, start=1)): n for kind, n in kinds.items()}


def proposal(yes=0, no=0, abstain=0):
    return {(FOR,): yes, (AGAINST,): no, (ABSTAIN,): abstain}


def test_tennessee_by_ranked_pairs_and_by_instant_runoff():
    kinds, city = TENNESSEE
    pairs = decide(asked(Method.RANKED, tuple(city)), ranks(kinds), lots)
    assert (pairs.verdict, pairs.winners) == (Verdict.DECIDED, (city["N"],))
    assert pairs.ranking == tuple(city[each] for each in "NCKM")
    assert pairs.smith_set == (city["N"],)
    # 58 to 42 against Memphis, which loses to two more, and 68 to 32 against Chattanooga
    assert pairs.flip == Flip(9, 19)

    runoff = decide(asked(Method.RUNOFF, tuple(city)), ranks(kinds), lots)
    assert runoff.ranking == tuple(city[each] for each in "KMNC")
    assert (runoff.winner, runoff.missed) == (city["K"], city["N"])
    assert runoff.not_chosen == tuple(city[each] for each in "MNC")


def test_alaska_by_instant_runoff_and_by_ranked_pairs():
    kinds, who = ALASKA
    runoff = decide(asked(Method.RUNOFF, tuple(who)), ranks(kinds), lots)
    assert (runoff.winner, runoff.missed) == (who["M"], who["B"])
    last = runoff.result.rounds[-1].votes
    assert (last[who["M"]], last[who["P"]]) == (91_266, 86_026)
    assert decide(asked(Method.RANKED, tuple(who)), ranks(kinds), lots).winner == who["B"]


@pytest.mark.parametrize("method", EVERY)
def test_nobody_votes(method):
    ruling = decide(asked(method), {}, lots)
    assert (ruling.verdict, ruling.winners, ruling.flip) == (Verdict.NO_QUORUM, (), None)
    assert ruling.ranking == (1, 2, 3)
    assert (ruling.ballots, ruling.turnout) == (0, None)


@pytest.mark.parametrize("method", EVERY)
def test_an_electorate_of_nobody(method):
    ruling = decide(asked(method, eligible=0, quorum=Quorum(share=Fraction(1, 2))), {}, lots)
    assert (ruling.verdict, ruling.quorum, ruling.turnout) == (Verdict.NO_QUORUM, 1, None)


@pytest.mark.parametrize("method", [each for each in EVERY if not each.has_fixed_options])
def test_a_single_option_wins_by_one_voter(method):
    code = 1 if method.chooses else mark(1, 1 if method.ranks else 2)
    ruling = decide(asked(method, ("A",)), {(OptionId(code),): 1}, lots)
    assert (ruling.verdict, ruling.winners, ruling.ties) == (Verdict.DECIDED, (1,), ())


@pytest.mark.parametrize("method", [each for each in EVERY if not each.has_fixed_options])
def test_all_level_is_for_the_draw_and_without_one_stays_tied(method):
    value = {True: 1}.get(method.ranks, 3)
    kinds = {(OptionId(option if method.chooses else mark(option, value)),): 2 for option in (1, 2, 3)}
    drawn = decide(asked(method), kinds, lots)
    assert drawn.verdict is Verdict.DECIDED
    assert drawn.drawn
    # in instant runoff the unluckiest leaves; everywhere else the luckiest is taken; both leave the luckiest
    assert drawn.winner == min((1, 2, 3), key=lots)
    left = decide(asked(method), kinds, None)
    assert (left.verdict, left.winner) == (Verdict.TIED, None)
    assert set(left.winners) <= {1, 2, 3}
    assert len(left.winners) > 1


def test_everybody_abstains():
    for method in (Method.CONSENT, Method.RATIFY):
        ruling = decide(asked(method), proposal(abstain=7), lots)
        assert (ruling.verdict, ruling.ballots) == (Verdict.NO_QUORUM, 7)


def test_the_threshold_may_be_of_the_eligible():
    counted = {"threshold": Threshold(base=Base.ELIGIBLE), "eligible": 120}
    carried = decide(asked(Method.RATIFY, **counted), proposal(yes=61, no=2), lots)
    assert (carried.verdict, carried.result.needed, carried.flip) == (Verdict.DECIDED, 61, Flip(1, 1))
    assert carried.turnout == Fraction(63, 120)
    short = decide(asked(Method.RATIFY, **counted), proposal(yes=60, no=2), lots)
    assert (short.verdict, short.winners) == (Verdict.REJECTED, ())
    assert decide(asked(Method.RATIFY), proposal(yes=4, no=4), lots).verdict is Verdict.TIED


def test_a_consent_stops_at_one_objection_more_than_is_borne():
    assert decide(asked(Method.CONSENT), proposal(yes=3), lots).verdict is Verdict.DECIDED
    assert decide(asked(Method.CONSENT), proposal(yes=30, no=1), lots).verdict is Verdict.REJECTED
    assert decide(asked(Method.CONSENT, tolerated=1), proposal(yes=30, no=1), lots).winners == (FOR,)


@pytest.mark.parametrize("method", EVERY)
def test_more_voters_than_may_vote_are_needed(method):
    """What `check_counting` lets nobody ask for: it is counted, and decides nothing."""
    value = 1 if method.chooses else mark(1, 1 if method.ranks else 2)
    ruling = decide(asked(method, eligible=4, quorum=Quorum(voters=5)), {(OptionId(value),): 4}, lots)
    assert (ruling.verdict, ruling.winners, ruling.flip) == (Verdict.NO_QUORUM, (), None)
    assert ruling.turnout == 1


def test_none_of_these_drops_what_does_not_beat_it():
    chosen = decide(asked(none_option=OptionId(3)), ticks(A=5, B=2, C=4), lots)
    assert (chosen.winner, chosen.fallen) == (1, {2: Fallen.NONE_OF_THESE})
    assert chosen.ranking == (1, 3, 2)
    assert chosen.not_chosen == (2,)
    assert chosen.flip == Flip(1, 1)
    level = decide(asked(none_option=OptionId(3)), ticks(A=4, B=2, C=4), lots)
    assert (level.verdict, level.winners, level.drawn) == (Verdict.REJECTED, (), False)
    assert level.flip == Flip(1, 1)


def test_none_of_these_may_win_a_ranking():
    kinds = ranks({(3,): 4, (1, 2, 3): 3})
    for method in (Method.RANKED, Method.RUNOFF):
        ruling = decide(asked(method, none_option=OptionId(3)), kinds, lots)
        assert (ruling.verdict, set(ruling.fallen)) == (Verdict.REJECTED, {1, 2})
        assert ruling.not_chosen
        assert ruling.ranking[0] == 3


def test_what_falls_counts_as_if_it_had_never_been_there():
    """Without B its voters elect A."""
    kinds = ranks({(1, 3): 4, (3, 1): 5, (2, 1, 3): 2})
    whole = decide(asked(Method.RUNOFF), ranks({(1, 3): 4, (3, 1): 5}), lots)
    assert whole.winner == 3
    ruling = decide(asked(Method.RUNOFF, option_quorum=OptionQuorum(votes=3)), kinds, lots)
    assert (ruling.winner, ruling.fallen) == (1, {2: Fallen.QUORUM})
    assert [dict(each.votes) for each in ruling.result.rounds] == [{1: 6, 3: 5}]


def test_an_option_needs_voters_of_its_own():
    roots = OptionQuorum(roots=Fraction(3, 2))
    # 3/2 of the root of 100 are 15
    few = decide(asked(eligible=100, option_quorum=roots), ticks(A=14, B=13), lots)
    assert (few.verdict, few.winners) == (Verdict.NO_QUORUM, ())
    assert set(few.fallen.values()) == {Fallen.QUORUM}
    enough = decide(asked(eligible=100, option_quorum=roots), ticks(A=16, B=2), lots)
    # one who goes elsewhere leaves 15, two leave too few
    assert (enough.winner, enough.flip) == (1, Flip(2, 2))


@pytest.mark.parametrize(
    ("method", "kinds", "own"),
    [
        (Method.STAR, {(mark(1, 6), mark(2, 1)): 2, (mark(2, 2),): 3}, {1: 2, 2: 3, 3: 0}),
        (Method.RATING, {(mark(1, 5), mark(2, 1)): 2, (mark(2, 2),): 3}, {1: 2, 2: 5, 3: 0}),
        (Method.JUDGMENT, {(mark(1, 6), mark(2, 1)): 2, (mark(2, 2),): 3}, {1: 2, 2: 5, 3: 0}),
        (Method.POINTS, {(mark(1, 4), mark(2, 1)): 2, (mark(2, 2),): 3}, {1: 2, 2: 5, 3: 0}),
        (Method.RANKED, {(mark(1, 1), mark(2, 2)): 2, (mark(2, 1),): 3}, {1: 2, 2: 5, 3: 0}),
    ],
)
def test_whose_voters_are_an_options_own(method, kinds, own):
    for needed in range(1, 6):
        ruling = decide(asked(method, option_quorum=OptionQuorum(votes=needed)), kinds, lots)
        assert set(ruling.fallen) == {option for option, voters in own.items() if voters < needed}


@pytest.mark.parametrize("method", [Method.STAR, Method.RATING, Method.JUDGMENT, Method.POINTS])
def test_none_of_these_is_measured_by_the_methods_own_measure(method):
    kinds = {(mark(1, 3), mark(3, 2)): 3, (mark(2, 1), mark(3, 2)): 1}
    ruling = decide(asked(method, none_option=OptionId(3)), kinds, lots)
    assert (ruling.winner, ruling.fallen) == (1, {2: Fallen.NONE_OF_THESE})


def test_an_option_that_was_removed_is_counted_by_nobody():
    shown = asked(Method.RANKED)
    gone = shown.changed(options=tuple(replace(each, removed=each.id == 1) for each in shown.options))
    ruling = decide(gone, ranks({(1, 2, 3): 9, (3,): 2}), lots)
    assert (ruling.winner, ruling.ranking) == (2, (2, 3))


def codes(method):
    if method.chooses:
        return st.sampled_from([(OptionId(each),) for each in (1, 2, 3)])
    if method.ranks:
        return st.permutations((1, 2, 3)).flatmap(
            lambda order: st.integers(1, 3).map(
                lambda most: tuple(mark(option, place) for place, option in enumerate(order[:most], start=1))
            )
        )
    highest = 1 if method is Method.POINTS else 5
    return st.dictionaries(st.sampled_from((1, 2, 3)), st.integers(1, highest), min_size=1).map(
        lambda given_: tuple(mark(option, value) for option, value in sorted(given_.items()))
    )


def everything(method):
    """Every ballot that can be cast; of marks those that have the ends of the scale."""
    if method.chooses:
        return [(OptionId(each),) for each in (1, 2, 3)]
    if method.ranks:
        orders = [order for most in (1, 2, 3) for order in permutations((1, 2, 3), most)]
        return [tuple(mark(option, place) for place, option in enumerate(order, start=1)) for order in orders]
    values = (0, 1, 5) if method is Method.POINTS else (0, 1, 6 if method is Method.STAR else 5)
    sheets = [tuple(mark(o, v) for o, v in enumerate(row, start=1) if v) for row in product(values, repeat=3)]
    return [each for each in sheets if each and (method is not Method.POINTS or sum(v // 100 for v in each) <= 5)]


ALL = {method: everything(method) for method in EVERY}

elections = st.sampled_from(EVERY).flatmap(
    lambda method: st.tuples(
        st.builds(
            lambda none, quorum, voters: asked(
                method,
                eligible=12,
                none_option=none if not method.has_fixed_options else None,
                option_quorum=quorum if not method.has_fixed_options else None,
                quorum=Quorum(voters=voters),
            ),
            st.sampled_from((None, OptionId(3))),
            st.sampled_from((None, OptionQuorum(votes=2), OptionQuorum(roots=Fraction(1, 2)))),
            st.integers(0, 6),
        ),
        st.lists(codes(method), max_size=12),
    )
)


@settings(deadline=None)
@given(elections, st.randoms(use_true_random=False), st.integers(0, 12))
def test_neither_order_nor_batches_matter(election, chance, cut):
    asked_, cast = election
    ruling = decide(asked_, group(cast), lots)
    mixed = chance.sample(cast, len(cast))
    assert decide(asked_, group(mixed[cut:]) + group(mixed[:cut]), lots) == ruling
    assert decide(asked_, dict(sorted(group(mixed).items(), reverse=True)), lots) == ruling


@settings(deadline=None)
@given(elections)
def test_every_ruling_fits_together(election):
    asked_, cast = election
    ruling = decide(asked_, group(cast), lots)
    assert sorted(ruling.ranking) == [1, 2, 3]
    assert (ruling.verdict is Verdict.DECIDED) == bool(ruling.winners)
    assert not set(ruling.winners) & set(ruling.fallen)
    assert ruling.none_option not in ruling.winners
    assert not ruling.winners or ruling.winners == ruling.ranking[:1]
    assert ruling.ballots >= ruling.quorum or ruling.verdict is Verdict.NO_QUORUM
    if ruling.flip is not None:
        assert 1 <= ruling.flip.least <= ruling.flip.most


def ways(method, cast, number):
    """Every way to cast `number` of the ballots otherwise; of marks those with the ends of the scale."""
    for places in combinations(range(len(cast)), number):
        for instead in product(ALL[method], repeat=number):
            changed = list(cast)
            for place, choices in zip(places, instead, strict=True):
                changed[place] = choices
            yield group(changed)


@settings(deadline=None, max_examples=100)
@given(elections.filter(lambda each: 0 < len(each[1]) <= 4))
def test_a_margin_is_what_brute_force_says(election):
    """Fewer changed ballots than `least` change nothing; `most` of them can. Where a draw helps it does not count."""
    asked_, cast = election
    ruling = decide(asked_, group(cast), lots)
    if ruling.flip is None:
        return
    method = asked_.rules.counting.method
    for kinds in ways(method, cast, min(ruling.flip.least - 1, 2)):
        other = decide(asked_, kinds, lots)
        assert other.winners == ruling.winners or other.drawn
    if ruling.flip.most <= 2:
        changed = (decide(asked_, kinds, lots) for kinds in ways(method, cast, ruling.flip.most))
        assert any(other.winners != ruling.winners for other in changed)
