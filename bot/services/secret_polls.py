"""What belongs to a secret poll's steps, in the transaction that makes them: its key, its count, its end."""

from __future__ import annotations

from datetime import datetime

from bot.domain.ballot import Ballot
from bot.domain.errors import BadInput
from bot.domain.ids import PersonId, VoterKey
from bot.domain.poll import Cancelled, Closed, Poll, Rules
from bot.domain.tally.plurality import Tally
from bot.domain.text import say
from bot.ports import Work
from bot.services.wiping import wipe_is_due


def check_secret(rules: Rules) -> None:
    """Raises BadInput for rules that would break the promise *nobody can*."""
    if rules.secret and rules.may_add_options:
        # who adds an option is known, and has told what they want
        raise BadInput(say("error-secret-adds"), part="--add")


async def begun(work: Work, poll: Poll) -> None:
    """A poll was saved; has it just been opened, its ballots can be kept from now on."""
    if poll.rules.secret and poll.is_open:
        await work.secrecy.begin(poll.id)


async def ended(work: Work, poll: Poll, now: datetime) -> None:
    """A poll was saved; is it over, nothing ties its ballots to people any more, and what did is to be wiped."""
    if poll.rules.secret and isinstance(poll.state, Closed | Cancelled):
        await work.secrecy.unlink(poll.id, now)
        await wipe_is_due(work, poll.id, now)


async def own_ballot(work: Work, poll: Poll, voter: VoterKey) -> Ballot | None:
    """A person's own; of a secret poll only while it runs."""
    if poll.rules.secret:
        return await work.secrecy.ballot(poll.id, PersonId(voter))
    return await work.ballots.get(poll.id, voter)


async def ballots_tally(work: Work, poll: Poll) -> Tally:
    """The count of the ballots as far as anybody may be shown it: of a running secret poll it lags behind."""
    if poll.rules.secret and not isinstance(poll.state, Closed):
        return await work.secrecy.shown(poll.id)
    return await work.ballots.tally(poll.id)
