"""One poll's ballots, ready to be counted by its method: of all options, or of those that are left. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from bot.domain.ballot import Choices
from bot.domain.ids import OptionId
from bot.domain.marks import marks_in, rankings_in
from bot.domain.method import GRADES, MOST_STARS, Counting, Method
from bot.domain.ruling import Choosing
from bot.domain.tally import approval, instant_runoff, majority_judgment, points, ranked_pairs, rating, star
from bot.domain.tally.approval import Approval
from bot.domain.tally.ballots import Marks, Ranking, rankings, sheet
from bot.domain.tally.draw import Lots
from bot.domain.tally.instant_runoff import InstantRunoff
from bot.domain.tally.majority_judgment import MajorityJudgment
from bot.domain.tally.points import Points
from bot.domain.tally.ranked_pairs import RankedPairs
from bot.domain.tally.rating import Rating
from bot.domain.tally.star import Star
from bot.domain.tally.thresholds import Fallen, ranked_support

Kinds = Mapping[Choices, int]


class Ballots:
    """What the methods that choose among options count."""

    def __init__(self, counting: Counting, kinds: Kinds, lots: Lots) -> None:
        self._counting, self._kinds, self._lots = counting, kinds, lots
        self.number = sum(kinds.values())
        self._ranked: Mapping[Ranking, int] = rankings_in(kinds) if counting.method.ranks else {}
        marked = counting.method.marks or counting.method is Method.POINTS
        self.marks: Mapping[Marks, int] = marks_in(counting.method, kinds) if marked else {}

    def count(self, options: Sequence[OptionId]) -> Choosing:
        method, lots = self._counting.method, self._lots
        if method is Method.RANKED:
            return ranked_pairs.count(self._ranked, options, lots)
        if method is Method.RUNOFF:
            return instant_runoff.count(self._ranked, options, lots)
        if method is Method.STAR:
            return star.count(self.marks, options, lots)
        if method is Method.RATING:
            return rating.count(self.marks, options, lots, highest=MOST_STARS)
        if method is Method.JUDGMENT:
            return majority_judgment.count(self.marks, options, lots, grades=GRADES)
        if method is Method.POINTS:
            return points.count(self.marks, options, lots, budget=self._counting.points)
        return approval.count(self._kinds, options, lots)

    def recount(self, whole: Choosing, left: Sequence[OptionId]) -> Choosing:
        """The count of those that are `left` of `whole`."""
        if isinstance(whole, RankedPairs):
            return ranked_pairs.of(whole.matrix.only(left), self._lots, ballots=self.number)
        return self.count(left)

    def fallen(self, whole: Choosing, none: OptionId | None, eligible: int | None) -> dict[OptionId, Fallen]:
        """Which options of `whole` are out: too few voters of their own, or not above "none of these"."""
        quorum = self._counting.option_quorum
        backers = self.backers(whole, none) if quorum is not None else {}
        out = {}
        for option in in_order(whole):
            if option == none:
                continue
            if quorum is not None and not quorum.met(backers[option], eligible):
                out[option] = Fallen.QUORUM
            elif none is not None and not self._above(whole, option, none):
                out[option] = Fallen.NONE_OF_THESE
        return out

    def backers(self, whole: Choosing, none: OptionId | None) -> Mapping[OptionId, int]:
        """An option's own voters: who chose, scored, rated, graded it, or laid points on it.

        Of ranked ballots, and of STAR's, those who put it above "none of these" where that can be chosen.
        """
        match whole:
            case Approval(votes=votes):
                return votes
            case RankedPairs(matrix=matrix) | InstantRunoff(matrix=matrix):
                if none is not None:
                    support = ranked_support(matrix, none)
                    return {option: support[option][0] if option != none else 0 for option in matrix.options}
                ranked = rankings(self._ranked, matrix.options)
                found: Counter[OptionId] = Counter()
                for times, kept in ranked.classes.items():
                    for option, each in Counter(chain.from_iterable(kept)).items():
                        found[option] += times * each
                return {option: found[option] for option in matrix.options}
            case Star(distribution=rows):
                if none is not None:
                    return {option: self.preference(option, none)[0] if option != none else 0 for option in rows}
                return {option: sum(row[1:]) for option, row in rows.items()}
            case Rating(ranking=rated):
                return {each.option: each.raters for each in rated}
            case MajorityJudgment(ranking=judged):
                return {each.option: sum(each.grades) - each.ungraded for each in judged}
            case Points(ranking=shared):
                return {each.option: each.supporters for each in shared}

    def preference(self, one: OptionId, other: OptionId) -> tuple[int, int]:
        """Of STAR: how many score `one` higher, and how many `other`."""
        return star.preference(sheet(self.marks, (one, other), star.SCORES), one, other)

    def _above(self, whole: Choosing, option: OptionId, none: OptionId) -> bool:
        """By the method's own measure."""
        match whole:
            case Approval(votes=votes):
                return votes[option] > votes[none]
            case RankedPairs(matrix=matrix) | InstantRunoff(matrix=matrix):
                return matrix.beats(option, none)
            case Star():
                higher, lower = self.preference(option, none)
                return higher > lower
            case Rating(ranking=rated):
                means = {each.option: -1 if each.mean is None else each.mean for each in rated}
                return means[option] > means[none]
            case MajorityJudgment(ranking=judged):
                grades = {each.option: each.grades for each in judged}
                return majority_judgment.compare(grades[option], grades[none]) > 0
            case Points(ranking=shared):
                laid = {each.option: each.points for each in shared}
                return laid[option] > laid[none]


def in_order(result: Choosing) -> tuple[OptionId, ...]:
    """The options as the method puts them, the best first; empty where nobody gave it anything to go by."""
    match result:
        case Approval(votes=votes):
            return tuple(votes)
        case RankedPairs(ranking=ranking):
            return ranking
        case InstantRunoff(rounds=rounds, winner=winner):
            if winner is None:
                return ()
            last = tuple(option for option in rounds[-1].votes if option != winner)
            gone = tuple(each.eliminated for each in reversed(rounds) if each.eliminated is not None)
            return (winner, *last, *gone)
        case Star(totals=totals, finalists=finalists, runoff=runoff):
            first = (runoff.winner, runoff.loser) if runoff is not None else finalists
            rest = sorted((option for option in totals if option not in first), key=lambda option: -totals[option])
            return (*first, *rest)
        case Rating(ranking=rated):
            return tuple(each.option for each in rated)
        case MajorityJudgment(ranking=judged):
            return tuple(each.option for each in judged)
        case Points(ranking=shared):
            return tuple(each.option for each in shared)
