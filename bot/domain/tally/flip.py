"""How many ballots, had they been cast otherwise, would have made another option win: the margin in ballots.

*Flip* means that another option wins, or that a proposal is carried or not, without any help by the draw. The number of
ballots stays: each of them is replaced. Two numbers are given, `least` ballots are needed and `most` are enough. They
are the same for choices, points, consent and ratification. For instant runoff the exact number is hard to compute (Xia,
L. (2012), "Computing the margin of victory for various voting rules", EC '12), for ranked pairs as well; STAR would
take a search over all ballots. There the two are bounds with a proof beside each, and often meet. Rating and majority
judgment evaluate rather than choose, and have no flip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.ids import OptionId
from bot.domain.tally.approval import Approval
from bot.domain.tally.ballots import Marks, sheet
from bot.domain.tally.consent import Consent
from bot.domain.tally.instant_runoff import InstantRunoff, Round
from bot.domain.tally.points import Points
from bot.domain.tally.ranked_pairs import RankedPairs
from bot.domain.tally.ratify import Ratification
from bot.domain.tally.star import SCORES, Star, preference
from bot.domain.tally.thresholds import Verdict


@dataclass(frozen=True, slots=True)
class Flip:
    least: int
    """Fewer changed ballots cannot flip it."""
    most: int
    """So many can."""

    @property
    def exact(self) -> bool:
        return self.least == self.most


def of_approval(result: Approval) -> Flip | None:
    """Exact: a lead of d falls when d // 2 + 1 of those who chose the first but not the second choose the other way.

    There are at least d of them, and one change closes a lead by two at most. None where nothing can win or lose.
    """
    if result.winner is None or len(result.votes) < 2:
        return None
    needed = result.lead // 2 + 1
    return Flip(needed, needed)


def of_points(result: Points, kinds: Mapping[Marks, int], options: Iterable[OptionId]) -> Flip | None:
    """Exact: a ballot helps a rival most when all points go to it, so those that help it most are changed first."""
    winner, budget = result.winner, result.budget
    if winner is None or len(result.ranking) < 2 or not budget:
        return None
    laid = sheet(kinds, options, range(budget + 1), budget=budget)
    needed = []
    for rival in result.ranking[1:]:
        gap = result.ranking[0].points - rival.points
        swings = laid.joint(winner, rival.option)
        # a blank ballot can be cast otherwise as well; a spoilt one too
        swings[0, 0] += result.blank + result.spoilt
        by_swing = sorted((((mine or 0) + budget - (its or 0), n) for (mine, its), n in swings.items()), reverse=True)
        changed = 0
        for swing, ballots in by_swing:
            if swing * ballots > gap:
                needed.append(changed + gap // swing + 1)
                break
            changed, gap = changed + ballots, gap - swing * ballots
    return Flip(min(needed), min(needed)) if needed else None


def of_consent(result: Consent) -> Flip | None:
    """Exact: objections raised or given up, or nobody left who says anything.

    None where too few took part, which no changed ballot can help, and where everything is tolerated.
    """
    if not result.quorum.met(result.voters, result.eligible):
        return None
    said = result.consents + result.objections
    if result.verdict is Verdict.REJECTED:
        needed = result.objections - result.tolerated
    elif result.verdict is Verdict.NO_QUORUM:
        needed = 1
    elif result.tolerated < result.voters:
        needed = min(result.tolerated + 1 - result.objections, said)
    else:
        needed = said
    return Flip(needed, needed)


def of_ratification(result: Ratification) -> Flip | None:
    """Exact: changes the verdict between carried and not carried at the least, trying the changes that help most.

    Downwards a yes becomes a no; upwards first a no becomes a yes and then an abstention does. Turning an abstention or
    an opposite vote into another abstention never helps more (a vote that leaves the base helps less than one that
    stays in it on the other side).
    """
    if not result.quorum.met(result.voters, result.eligible):
        return None
    carried = result.verdict is Verdict.DECIDED

    def flips(changed: int) -> bool:
        if carried:
            yes, no = result.yes - changed, result.no + changed
        else:
            turned = min(changed, result.no)
            yes, no = result.yes + changed, result.no - turned
        return result.threshold.met(yes, yes + no, result.eligible) != carried

    enough = result.yes if carried else result.no + result.abstain
    needed = _first(flips, enough)
    return None if needed is None else Flip(needed, needed)


def of_instant_runoff(result: InstantRunoff) -> Flip | None:
    """Bounds after Cary, D. (2011), "Estimating the margin of victory for instant-runoff voting", EVT/WOTE '11.

    `most`: in some round the winner's own ballots are moved on until the winner is the last alone. The rounds before
    stay as they are, or eliminate the winner even earlier: nobody else has lost a vote there.
    `least`: in a round the lowest few may have fewer votes together than each of the others. They all leave before
    those, in whatever order, as long as this gap is there, and one changed ballot closes it by two at most. Of all ways
    to cut the count into such steps, the one whose smallest gap is largest bounds the flip.
    """
    rounds, winner = result.rounds, result.winner
    if winner is None or len(rounds[0].votes) < 2:
        return None
    safest = [0] * len(rounds)
    for start in reversed(range(len(rounds))):
        votes = sorted(rounds[start].votes.values())
        gaps = [votes[few] - sum(votes[:few]) for few in range(1, len(votes))]
        after = [*safest[start + 1 :], result.ballots * 2]
        safest[start] = max(min(gap, rest) for gap, rest in zip(gaps, after, strict=True))
    most = min(filter(None, (_unseat(each, winner) for each in rounds)))
    return Flip(min(most, max(1, -(-safest[0] // 2))), most)


def _unseat(each: Round, winner: OptionId) -> int | None:
    """How many of the winner's ballots, moved to the others, leave it alone in the last place of this round."""
    own = each.votes[winner]
    others = [votes for option, votes in each.votes.items() if option != winner]

    def unseats(changed: int) -> bool:
        return sum(max(0, own - changed + 1 - votes) for votes in others) <= changed

    return _first(unseats, own) if others else None


def of_ranked_pairs(result: RankedPairs) -> Flip | None:
    """Bounds; they meet where a Condorcet winner's closest rival loses to nobody else.

    `least`: one changed ballot changes each margin by two at most. A Condorcet winner stays undefeated up to half of
    its smallest margin. Any other winner stays as long as no margin changes its sign and no two their order.
    `most`: a rival beats everybody when, for each option that is level with it or above, ballots that put that option
    higher put the rival first instead: half of the margin and one; or when more than half of all do.
    """
    winner, matrix = result.winner, result.matrix
    if winner is None or len(matrix.options) < 2:
        return None
    rivals = [option for option in matrix.options if option != winner]
    if result.condorcet_winner is not None:
        least = min(matrix.margin(winner, rival) for rival in rivals) // 2 + 1
    else:
        # a margin and its reverse are twice the margin apart, and may both move by two for each ballot
        margins = sorted(
            {matrix.margin(one, other) for one in matrix.options for other in matrix.options if one != other}
        )
        gaps = [high - low for low, high in pairwise(margins)]
        twice = len({pair.margin for pair in result.pairs}) < len(result.pairs)
        tied = 0 in margins or twice
        least = 1 if tied else max(1, -(-min(gaps, default=0) // 4))

    def enough(rival: OptionId) -> int:
        behind = [matrix.margin(other, rival) for other in matrix.options if other != rival]
        return min(result.ballots // 2 + 1, sum(margin // 2 + 1 for margin in behind if margin >= 0))

    most = min(map(enough, rivals))
    return Flip(min(least, most), most)


def of_star(result: Star, kinds: Mapping[Marks, int], options: Iterable[OptionId]) -> Flip | None:
    """Bounds. One changed ballot moves two totals by ten against each other, and a runoff by two.

    `least`: for another to win, either the winner falls out of the first two, or a rival comes in and is not behind in
    the runoff. `most`: half of the runoff's margin and one of those who prefer the winner swap their two scores.
    """
    winner, runoff = result.winner, result.runoff
    if winner is None or runoff is None:
        return None
    scores = sheet(kinds, options, SCORES)
    totals = result.totals
    swing = 2 * SCORES[-1]
    rivals = sorted((option for option in totals if option != winner), key=lambda option: -totals[option])
    ways = []
    if len(rivals) > 1:
        ways.append(-(-(totals[winner] - totals[rivals[1]]) // swing))
    for rival in rivals:
        entrance = max((totals[other] - totals[rival] for other in rivals if other != rival), default=0)
        ahead, behind = preference(scores, winner, rival)
        ways.append(max(-(-entrance // swing), -(-(ahead - behind) // 2)))
    most = (runoff.preferred - runoff.opposed) // 2 + 1
    return Flip(min(most, max(1, min(ways))), most)


def _first(holds: Callable[[int], bool], most: int) -> int | None:
    """The smallest number from 1 to `most` for which it holds; once it does, it does for all above."""
    if most < 1 or not holds(most):
        return None
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
