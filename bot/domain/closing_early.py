"""Whether a poll that closes early may do so now: no vote that is still to come can change what it decides. Pure."""

from __future__ import annotations

from bot.domain.deciding import consent_of, eligible_of, ratification_of
from bot.domain.ids import OptionId
from bot.domain.method import ABSTAIN, AGAINST, FOR, Method
from bot.domain.poll import Poll
from bot.domain.tally import approval, finality
from bot.domain.tally.approval import Approval
from bot.domain.tally.plurality import Tally


def spared_votes(poll: Poll, tally: Tally) -> int | None:
    """How many of the eligible have not voted and need not any more; None while they may change it.

    In constant time, from the kept tally. None too for polls that do not close early.
    """
    counting, eligible = poll.rules.counting, eligible_of(poll)
    if not counting.closes_early or eligible is None or poll.rules.may_change or not tally.voters:
        return None
    to_come = max(0, eligible - tally.voters)
    if counting.method.has_fixed_options:
        votes = {option: tally.votes(option) for option in (FOR, AGAINST, ABSTAIN)}
        if counting.method is Method.CONSENT:
            final = finality.consent_is_final(consent_of(poll, votes), to_come)
        else:
            final = finality.ratification_is_final(ratification_of(poll, votes), to_come)
    elif counting.method is Method.CHOICE:
        result = approval.of(tally, [option.id for option in poll.standing], _no_draw)
        final = finality.approval_is_final(result, to_come, counting.quorum, eligible)
        final = final and (not to_come or _is_sure(poll, result, to_come, eligible))
    else:
        return None
    return to_come if final else None


def _is_sure(poll: Poll, result: Approval, to_come: int, eligible: int) -> bool:
    """Whether the quorum of an option leaves the outcome as it is, where the first is ahead of all that may come.

    The first has as many voters as an option needs for itself. "None of these" needs none; but whether the others are
    rejected, or had too few voters, hangs on whether one of them has enough, and that may change.
    """
    counting, winner = poll.rules.counting, result.winner
    if counting.option_quorum is None or winner is None:
        return True
    if winner != counting.none_option:
        return counting.option_quorum.met(result.votes[winner], eligible)
    most = max((votes for option, votes in result.votes.items() if option != winner), default=0)
    return counting.option_quorum.met(most, eligible) == counting.option_quorum.met(most + to_come, eligible)


def _no_draw(_: OptionId) -> bytes:
    """Where the lead decides, no lot does."""
    return b""
