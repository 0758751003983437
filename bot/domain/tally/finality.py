"""Whether no vote that may still come can change the result, so that a poll may close early.

Only for the methods where this can be said exactly: single choice, approval, points, consent and ratification. For
ranked ballots, scores and grades it is not asked: an early close that rests on an estimate would be a broken promise.
It is about polls with a known electorate in which a vote, once cast, stays; where votes may be changed everything is
open until the end. `to_come` are the eligible who have not voted; all of them, some or none may still do so.
"""

from __future__ import annotations

from bot.domain.tally.approval import Approval
from bot.domain.tally.consent import Consent
from bot.domain.tally.points import Points
from bot.domain.tally.ratify import Ratification
from bot.domain.tally.thresholds import ANYBODY, Quorum, Verdict


def approval_is_final(result: Approval, to_come: int, quorum: Quorum = ANYBODY, eligible: int | None = None) -> bool:
    """The lead is more than the votes to come."""
    ahead = result.winner is not None and (result.lead > to_come or len(result.votes) < 2)
    return _settled(ahead, result.voters, to_come, quorum, eligible)


def points_are_final(result: Points, to_come: int, quorum: Quorum = ANYBODY, eligible: int | None = None) -> bool:
    """The same, where everybody to come may lay all points on the second."""
    first, second = ([each.points for each in result.ranking] + [0, 0])[:2]
    ahead = first - second > to_come * result.budget or len(result.ranking) < 2
    return _settled(result.winner is not None and ahead, result.ballots, to_come, quorum, eligible)


def consent_is_final(result: Consent, to_come: int) -> bool:
    """More objections than are tolerated, or too few to come to object."""
    sure = result.verdict is Verdict.REJECTED or (
        result.verdict is Verdict.DECIDED and result.objections + to_come <= result.tolerated
    )
    return _settled(sure, result.voters, to_come, result.quorum, result.eligible)


def ratification_is_final(result: Ratification, to_come: int) -> bool:
    """Carried though all to come say no, or not carried though all say yes.

    Between these two lies everything else they may do. A tie and a rejection are the same here: not carried.
    """
    threshold, cast = result.threshold, result.cast + to_come
    if result.verdict is Verdict.DECIDED:
        sure = threshold.met(result.yes, cast, result.eligible)
    else:
        sure = result.cast > 0 and not threshold.met(result.yes + to_come, cast, result.eligible)
    return _settled(sure, result.voters, to_come, result.quorum, result.eligible)


def _settled(sure: bool, voters: int, to_come: int, quorum: Quorum, eligible: int | None) -> bool:
    """Nobody is to come, or even all of them are too few for the quorum, or it is met already and the rest is sure."""
    if to_come <= 0 or not quorum.met(voters + to_come, eligible):
        return True
    return sure and quorum.met(voters, eligible)
