"""Objecting to a proposal by consent: the ballot, and why."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ballot import Choose, Deed
from bot.domain.community import Identity
from bot.domain.errors import NotFound, WrongState
from bot.domain.ids import ChannelId, EventKey, PersonId, PollId, VoterKey, encode
from bot.domain.method import AGAINST
from bot.domain.objection import check_grounds
from bot.domain.poll import Cancelled, Poll, Scheduled
from bot.domain.text import Text, say
from bot.ports import Chance, Clock, UnitOfWork, Work
from bot.services.actor import Actor
from bot.services.once import once
from bot.services.reasons import by_consent, kept_words
from bot.services.secret_polls import own_ballot
from bot.services.voting import Settled, Voting, receipt_words

NUMBER_BYTES = 10
LOOKED_OVER = 50
"""Of the latest polls that run, where those by consent are looked for."""


@dataclass(frozen=True, slots=True)
class Objected:
    settled: Settled
    kept: Text
    """What became of the reason."""


class Objections:
    """Every method may raise DomainError or StoreUnavailable."""

    def __init__(self, work: UnitOfWork, voting: Voting, clock: Clock, chance: Chance) -> None:
        self._work, self._voting, self._clock, self._chance = work, voting, clock, chance

    async def running(self, actor: Actor) -> list[Poll]:
        """The community's polls by consent that take ballots now, the newest first."""
        async with self._work.reading() as work:
            recent = await work.polls.recent(actor.community.id, limit=LOOKED_OVER, states=("open",))
        return [poll for poll in recent if by_consent(poll) and poll.accepts_ballots(self._clock.now())]

    def check(self, poll: Poll) -> None:
        """Raises WrongState where nobody can object to it now."""
        if not by_consent(poll):
            raise WrongState(say("error-object-method"))
        if not poll.accepts_ballots(self._clock.now()):
            raise WrongState(_shut(poll))

    async def own(self, actor: Actor, poll: PollId) -> str:
        """The actor's reason as it is kept; of a secret poll nobody can tell."""
        async with self._work.reading() as work:
            return await work.objections.own(poll, actor.voter) or ""

    async def object(
        self, sender: Identity, channel: ChannelId | None, poll: Poll, raw: str, event: EventKey | None
    ) -> Objected:
        """Cast the objection where it was not, then keep the reason, in the place of an earlier one.

        Done again for the same event it ends what was cut off, and changes nothing that came later.
        """
        reason = check_grounds(raw)
        self.check(poll)
        # of its own, so that a ballot that was stored without its reason still gets it
        cast = EventKey(f"{event}-cast") if event is not None else None
        settled = await self._voting.settle(sender, channel, poll.id, Choose((AGAINST,)), cast)
        if settled.receipt.deed is Deed.REFUSED:
            raise WrongState(receipt_words(settled.receipt, settled.poll, settled.spoken, settled.objection))
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            locked = await work.polls.lock(poll.id)
            self.check(locked)
            ballot = await own_ballot(work, locked, settled.voter)
            if ballot is None or ballot.choices != (AGAINST,):
                raise WrongState(say("error-object-changed"))
            number = encode(self._chance.token(NUMBER_BYTES))
            if not locked.rules.secret:
                await work.objections.keep(poll.id, settled.voter, number, reason, now)
            elif not await _kept_apart(work, poll.id, settled.voter, number, reason):
                raise WrongState(say("error-object-given"))
        return Objected(settled, kept_words(locked))


async def _kept_apart(work: Work, poll: PollId, voter: VoterKey, number: str, reason: str) -> bool:
    key = await work.secrecy.voter_key(poll, PersonId(voter))
    if key is None:
        raise NotFound(say("error-poll-unknown", id=poll))
    return await work.objections.keep_apart(poll, key, number, reason)


def _shut(poll: Poll) -> Text:
    """In the words of a vote that is refused."""
    match poll.state:
        case Scheduled():
            return say("refused-not-yet-open")
        case Cancelled():
            return say("refused-cancelled")
        case _:
            return say("refused-too-late")
