"""Carrying out how long things are kept: words, who cast a ballot, links. What was deleted is logged, as figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from bot.domain.ids import PollId, VoterKey, encode
from bot.ports import STRANGER, Chance, Clock, UnitOfWork

log = structlog.get_logger(__name__)

POLLS_AT_ONCE: Final = 100
BALLOTS_AT_ONCE: Final = 5_000
MONTH: Final = timedelta(days=365.25) / 12


@dataclass(frozen=True, slots=True)
class Kept:
    """For how many months, after which it is deleted; 0: for ever."""

    words: int = 12
    """What people wrote in rooms here."""
    voters: int = 12
    """Who cast a ballot, once the poll is over; the ballot stays counted."""
    acts: int = 24
    """The log of privileged acts, and who changed the stage of a decision."""


@dataclass(frozen=True, slots=True)
class Deleted:
    words: int = 0
    voters: int = 0
    links: int = 0
    acts: int = 0


class Retention:
    def __init__(self, work: UnitOfWork, clock: Clock, chance: Chance, kept: Kept) -> None:
        self._work, self._clock, self._chance, self._kept = work, clock, chance, kept

    async def carry_out(self) -> Deleted:
        """Everything that is due by now. Raises StoreUnavailable; what was done by then stays done."""
        now = self._clock.now()
        words = voters = acts = 0
        async with self._work.writing() as work:
            if self._kept.words:
                words = await work.personal.forget_words(now - self._kept.words * MONTH)
            if self._kept.acts:
                acts = await work.audit.forget(now - self._kept.acts * MONTH)
                acts += await work.follow_ups.forget_names(now - self._kept.acts * MONTH)
            # a link that has expired is good for nothing, and tells that somebody was invited
            links = await work.personal.forget_links(now)
        if self._kept.voters:
            async with self._work.reading() as reading:
                due = await reading.personal.to_detach(now - self._kept.voters * MONTH, limit=POLLS_AT_ONCE)
            for poll in due:
                voters += await self._detach(poll)
        deleted = Deleted(words, voters, links, acts)
        if deleted != Deleted():
            log.info(
                "retention.carried-out",
                words_deleted=words,
                ballots_detached=voters,
                links_deleted=links,
                acts_deleted=acts,
            )
        return deleted

    async def _detach(self, poll: PollId) -> int:
        """In one transaction: a poll whose voters are half known could be opened again, and count some twice."""
        async with self._work.writing() as work:
            await work.polls.lock(poll)
            await work.personal.detached(poll, self._clock.now())
            detached = 0
            while known := await work.personal.voters(poll, limit=BALLOTS_AT_ONCE):
                await work.personal.detach_all(poll, {voter: stranger(self._chance) for voter in known})
                detached += len(known)
        return detached


def stranger(chance: Chance) -> VoterKey:
    """The key of a ballot that is nobody's any more."""
    return VoterKey(f"{STRANGER}{encode(chance.token(10))}")
