"""How many changed ballots would have given another outcome, where options may also fall. Pure.

`bot.domain.tally.flip` answers it for a count of options that are all in. "None of these" and a quorum for each option
add two ways to change it: the winner may fall, and what fell may come back. Where no proof covers these no number is
given (instant runoff, STAR), or the lower bound is one ballot (ranked pairs without a Condorcet winner).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.counted import Ballots
from bot.domain.ids import OptionId
from bot.domain.method import Counting
from bot.domain.ruling import Choosing
from bot.domain.tally import flip
from bot.domain.tally.approval import Approval
from bot.domain.tally.flip import Flip
from bot.domain.tally.instant_runoff import InstantRunoff
from bot.domain.tally.points import Points
from bot.domain.tally.ranked_pairs import RankedPairs
from bot.domain.tally.star import Star


def margin_of(
    counting: Counting,
    ballots: Ballots,
    whole: Choosing,
    left: Choosing,
    winner: OptionId | None,
    none: OptionId | None,
    eligible: int | None,
) -> Flip | None:
    """`whole`: the count of all options; `left`: of those that did not fall; `winner`: who won, "none of these" too."""
    if winner is None:
        return None
    options = tuple(_options(whole))
    if none is None and counting.option_quorum is None:
        return _plain(whole, ballots, options)
    if not isinstance(whole, Approval | Points | RankedPairs):
        return None
    every = _plain(whole, ballots, options)
    # a rival that is in stays in when it gains
    rival = _plain(left, ballots, tuple(_options(left))) if counting.option_quorum is not None else every
    if isinstance(whole, RankedPairs) and every is not None and whole.condorcet_winner != winner:
        every = Flip(1, every.most)
    if isinstance(whole, Points) and every is not None and none is not None:
        # one ballot less may be enough for "none of these", which need not be ahead
        every = Flip(max(1, every.least - 1), every.most)
    felling = [
        each
        for each in (_short(counting, ballots, whole, winner, none, eligible), _overtaken(whole, winner, none))
        if each is not None
    ]
    least = [*felling, *([every.least] if every is not None else [])]
    most = [*felling, *([rival.most] if rival is not None else [])]
    return Flip(min(*least, *most), min(most)) if least and most else None


def _plain(result: Choosing, ballots: Ballots, options: Sequence[OptionId]) -> Flip | None:
    match result:
        case Approval():
            return flip.of_approval(result)
        case Points():
            return flip.of_points(result, ballots.marks, options)
        case RankedPairs():
            return flip.of_ranked_pairs(result)
        case InstantRunoff():
            return flip.of_instant_runoff(result)
        case Star():
            return flip.of_star(result, ballots.marks, options)
        case _:
            return None


def _overtaken(whole: Choosing, winner: OptionId, none: OptionId | None) -> int | None:
    """How many that put the winner above "none of these" have to do the reverse: level is enough to fall."""
    if none is None or winner == none:
        return None
    match whole:
        case Approval(votes=votes):
            return (votes[winner] - votes[none] + 1) // 2
        case RankedPairs(matrix=matrix):
            return (matrix.margin(winner, none) + 1) // 2
        case _:
            return None


def _short(
    counting: Counting,
    ballots: Ballots,
    whole: Choosing,
    winner: OptionId,
    none: OptionId | None,
    eligible: int | None,
) -> int | None:
    """How many of the winner's own voters, gone elsewhere, leave it without its quorum."""
    quorum = counting.option_quorum
    if quorum is None or winner == none:
        return None
    own = ballots.backers(whole, none)[winner]
    return next((gone for gone in range(1, own + 1) if not quorum.met(own - gone, eligible)), None)


def _options(result: Choosing) -> Sequence[OptionId]:
    match result:
        case Approval(votes=votes):
            return tuple(votes)
        case Points(ranking=ranking):
            return tuple(each.option for each in ranking)
        case RankedPairs(matrix=matrix) | InstantRunoff(matrix=matrix):
            return matrix.options
        case Star(totals=totals):
            return tuple(totals)
        case _:
            return ()
