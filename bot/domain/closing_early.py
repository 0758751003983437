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
        final = final and (not to_come or _has_its_own(poll, result, eligible))
    else:
        return None
    return to_come if final else None


def _has_its_own(poll: Poll, result: Approval, eligible: int) -> bool:
    """The first has as many voters as an option needs for itself; "none of these" needs none."""
    counting, winner = poll.rules.counting, result.winner
    if counting.option_quorum is None or winner is None or winner == counting.none_option:
        return True
    return counting.option_quorum.met(result.votes[winner], eligible)


def _no_draw(_: OptionId) -> bytes:
    """Where the lead decides, no lot does."""
    return b""
