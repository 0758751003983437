"""Looking for bursts of fresh accounts, setting their ballots aside, and what an organiser decides about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.audit import Act
from bot.domain.ballot import Ballot
from bot.domain.burst import FRESH_HERE, SPAN, Arrival, bursts, is_fresh
from bot.domain.community import Post, PostKind
from bot.domain.errors import NotFound, StoreUnavailable, WrongState
from bot.domain.ids import EventKey, Platform, PollId, PostId, VoterKey
from bot.domain.outcome import outcome
from bot.domain.poll import Closed, Open, Poll, shorten
from bot.domain.tally.apart import without
from bot.domain.tally.plurality import Tally
from bot.domain.text import Text, say
from bot.ports import ChannelAdapter, Clock, UnitOfWork, Work
from bot.ports.quarantine import Decision, Newcomer
from bot.services.once import once
from bot.services.posting import homes_of
from bot.services.recording import record

log = structlog.get_logger(__name__)

EVERY: Final = timedelta(seconds=30)
LOOKED_BACK: Final = 3 * SPAN
"""How far a look goes back: a process that was away for a while misses nothing."""
ROWS: Final = 5
"""Options whose eligible votes are named beside all votes: a card has little room, and the export has them all."""
ROW_CHARS: Final = 30
FEW: Final = 20
"""People who were known for a day when the poll opened: of fewer nobody can say who is new among them."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """The ballots that are set aside, and what is left without them."""

    ballots: Sequence[Ballot]
    eligible: Tally


class Quarantine:
    """`most` fresh voters within SPAN are no burst yet; 0: nobody looks. `on_change` is told which polls changed."""

    def __init__(
        self,
        work: UnitOfWork,
        adapters: Mapping[Platform, ChannelAdapter],
        clock: Clock,
        most: int,
        on_change: Callable[[PollId], None],
    ) -> None:
        self._work, self._adapters, self._clock = work, adapters, clock
        self._most, self._on_change = most, on_change
        self._looked: dict[PollId, int] = {}

    async def run(self) -> None:
        """Look every now and then until cancelled."""
        while self._most:
            await self._clock.sleep(EVERY.total_seconds())
            try:
                await self.look()
            except StoreUnavailable as error:
                log.warning("quarantine.store-unavailable", reason=error.reason)

    async def look(self) -> None:
        """At every open poll that changed since the last look."""
        if not self._most:
            return
        async with self._work.reading() as work:
            running = await work.quarantine.running()
        changed = [poll for poll, version in running.items() if self._looked.get(poll) != version]
        self._looked = {poll: version for poll, version in self._looked.items() if poll in running}
        for poll in changed:
            await self._look_at(poll)
            self._looked[poll] = running[poll]

    async def _look_at(self, number: PollId) -> None:
        now = self._clock.now()
        async with self._work.reading() as work:
            try:
                poll = await work.polls.get(number)
            except NotFound:
                return
            suspicious = await self._suspicious(work, poll, now - LOOKED_BACK)
        if not suspicious:
            return
        async with self._work.writing() as work:
            poll = await work.polls.lock(number)
            if not poll.is_open or not await work.quarantine.flag(number, suspicious, now):
                return
            poll = poll.changed()
            await work.polls.save(poll)
            home = (await homes_of(work, poll)).get((await work.people.get(poll.author)).platform)
            if home is not None:
                name = f"{poll.id}-{home}-{PostKind.SUMMARY.value}-burst-{poll.version}"
                await work.posts.add(
                    Post(id=PostId(name), poll=poll.id, channel=home, kind=PostKind.SUMMARY, created_at=now)
                )
        log.info("quarantine.burst", poll=number, ballots=len(suspicious))
        self._on_change(number)

    async def before_close(self, work: Work, poll: Poll, now: datetime) -> None:
        """In the transaction that closes a poll: a burst at the last moment is not missed for being the last."""
        if self._most:
            since = min(now, poll.closes_at or now) - LOOKED_BACK
            await work.quarantine.flag(poll.id, await self._suspicious(work, poll, since), now)

    async def decide(self, poll: Poll, decision: Decision, event: EventKey | None) -> int:
        """How many ballots it is about. Raises WrongState where there are none."""
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            locked = await work.polls.lock(poll.id)
            count = await work.quarantine.decide(poll.id, decision, now)
            if not count:
                raise WrongState(say("quarantine-none"))
            await work.polls.save(locked.changed())
            detail = {"decision": decision.value, "ballots": str(count)}
            await record(work, Act.DECIDED, poll.community, now, poll.id, detail)
        self._on_change(poll.id)
        return count

    async def _suspicious(self, work: Work, poll: Poll, since: datetime) -> list[VoterKey]:
        # of a secret poll no ballot has a person or a time here
        if not isinstance(poll.state, Open) or poll.rules.secret:
            return []
        if await work.quarantine.knew(poll.state.since - FRESH_HERE, most=FEW) < FEW:
            return []
        came = await work.quarantine.arrivals(poll.id, since)
        found = bursts([Arrival(each.voter, each.at, self._is_fresh(each)) for each in came], self._most)
        flagged = {each.voter for each in came if each.flagged}
        return sorted(found - flagged)

    def _is_fresh(self, newcomer: Newcomer) -> bool:
        if newcomer.accepted or newcomer.platform is None:
            return False
        adapter = self._adapters.get(newcomer.platform)
        knows = adapter.membership if adapter is not None else None
        account_since = knows.account_since(newcomer.native_id) if knows is not None else None
        return is_fresh(newcomer.at, newcomer.first_seen, account_since)


async def set_aside_in(work: Work, poll: PollId, tally: Tally) -> SetAside | None:
    """What is set aside of `tally`; None where nothing is."""
    ballots = await work.quarantine.set_aside(poll)
    return SetAside(ballots, without(tally, ballots)) if ballots else None


def aside_words(poll: Poll, aside: SetAside, *, figures: bool) -> Text:
    """That some are set aside; with what stands without them where `figures` may be shown."""
    if not figures:
        return say("quarantine-aside", count=len(aside.ballots))
    if not poll.rules.counting.method.chooses:
        # what is left is another count, which a total of marks would not tell
        return say("quarantine-left", count=len(aside.ballots), eligible=aside.eligible.voters)
    ranking = outcome(poll, aside.eligible).ranking
    rows: tuple[Text | str, ...] = tuple(
        say("quarantine-row", label=shorten(standing.option.label, ROW_CHARS), votes=standing.votes)
        for standing in ranking[:ROWS]
    )
    if len(ranking) > ROWS:
        rows = (*rows, "…")
    return say("quarantine-figures", count=len(aside.ballots), eligible=aside.eligible.voters, rows=rows)


def burst_notice(poll: Poll, aside: SetAside | None) -> Text:
    """For the organiser, as soon as it is noticed."""
    return say(
        "quarantine-notice", question=poll.question, count=len(aside.ballots) if aside is not None else 0, id=poll.id
    )


def is_notice(poll: Poll) -> bool:
    """A summary of a poll that still runs is a note about what was noticed in it."""
    return not isinstance(poll.state, Closed)
