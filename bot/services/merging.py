"""Two ballots of one human being in one poll become one: the one that was changed later counts, the other is withdrawn.

The rule is stated wherever accounts are linked, and in the documentation. It is kept for polls that are open; what was
counted in a poll that is over stays counted.
"""

from __future__ import annotations

from bot.domain.ids import PollId, VoterKey
from bot.domain.poll import Poll
from bot.ports import Work


async def merge_ballots(work: Work, poll: PollId, other: VoterKey, into: VoterKey) -> bool:
    """In a locked poll: what stands under `other` stands under `into` afterwards. True where two ballots met.

    Of two that were changed at the same moment the one under `into` counts.
    """
    theirs, ours = await work.ballots.get(poll, other), await work.ballots.get(poll, into)
    if theirs is None:
        return False
    if ours is not None:
        # also where a vote is final: one of the two should never have been cast
        await work.personal.withdraw(poll, other if ours.changed_at >= theirs.changed_at else into)
        if ours.changed_at >= theirs.changed_at:
            return True
    await work.personal.detach(poll, other, into)
    return ours is not None


async def settle_strays(work: Work, poll: Poll) -> int:
    """In a locked poll, before it is counted: whoever voted while their accounts were being linked counts once too.

    A secret poll's ballots have no times, and each lies under a key of its account: there the main account's counts.
    How many ballots were taken out.
    """
    if poll.rules.secret:
        return sum([await work.secrecy.withdraw(poll.id, person) for person in await work.secrecy.doubles(poll.id)])
    return sum([await merge_ballots(work, poll.id, other, into) for other, into in await work.links.strays(poll.id)])
