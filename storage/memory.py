"""The stores in memory: the same promises without a database, for tests and for trying things out.

Everything stored is immutable, so a transaction works on copies of the tables and puts them in place when it ends; one
that raises leaves nothing behind. Writers take turns; a reader sees the tables as they were when it began.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from bot.domain.audit import AuditEntry
from bot.domain.ballot import Ballot, Cast, Choices, Deed, Gate, Receipt, Refusal
from bot.domain.ballot_log import Head, Opening
from bot.domain.broadcast import Broadcast, BroadcastId, Exceptional, Leg, Subscriber
from bot.domain.casting import apply
from bot.domain.codes import OneTimeCode
from bot.domain.community import Channel, Community, Person, Post, Role
from bot.domain.digest import Digest
from bot.domain.followup import Change, FollowUp
from bot.domain.ids import (
    ChannelId,
    CommunityId,
    EventKey,
    JobId,
    OptionId,
    PersonId,
    Platform,
    PollId,
    PostId,
    RepeatId,
    Subject,
    VoterKey,
)
from bot.domain.poll import Poll, state_name
from bot.domain.repeat import Repeat
from bot.domain.report import Report
from bot.domain.room import RoomMessage
from bot.ports import Chance, Clock
from bot.ports.quarantine import Decision
from storage.batch_log import NoChance, Sealed
from storage.memory_audit import MemoryAudit
from storage.memory_ballot_log import MemoryBallotLog, follow_ballot, log_cast
from storage.memory_ballots import MemoryBallots
from storage.memory_broadcasts import MemoryBroadcasts, MemoryLegs
from storage.memory_digests import MemoryDigests
from storage.memory_draws import MemoryDraws
from storage.memory_followers import MemoryFollowers
from storage.memory_followups import MemoryFollowUps
from storage.memory_invitations import KeptInvitation, MemoryInvitations
from storage.memory_jobs import Kept, MemoryJobs
from storage.memory_leases import KeptLease, MemoryLeases
from storage.memory_links import MemoryLinks
from storage.memory_nudges import KeptNudge, MemoryNudges
from storage.memory_objections import KeptReason, MemoryObjections
from storage.memory_people import MemoryCommunities, MemoryPeople, MemorySignIns
from storage.memory_personal import MemoryPersonal
from storage.memory_places import MemoryChannels, MemoryEvents, MemoryPosts, MemoryRooms
from storage.memory_polls import MemoryPolls
from storage.memory_quarantine import MemoryQuarantine
from storage.memory_repeats import MemoryRepeats
from storage.memory_reports import MemoryNotes, MemoryReports, MemorySubscriptions
from storage.memory_secrecy import MemorySecrecy, masked, opening, settle
from storage.memory_subscribers import MemorySubscribers


@dataclass(slots=True)
class Tables:
    """What is stored, by key; every value is immutable."""

    communities: dict[CommunityId, Community] = field(default_factory=dict)
    people: dict[PersonId, Person] = field(default_factory=dict)
    roles: dict[tuple[CommunityId, PersonId], Role] = field(default_factory=dict)
    sign_ins: dict[str, OneTimeCode] = field(default_factory=dict)
    channels: dict[ChannelId, Channel] = field(default_factory=dict)
    polls: dict[PollId, Poll] = field(default_factory=dict)
    ballots: dict[tuple[PollId, VoterKey], Ballot] = field(default_factory=dict)
    refusals: dict[tuple[PollId, Refusal], int] = field(default_factory=dict)
    posts: dict[PostId, Post] = field(default_factory=dict)
    events: dict[EventKey, datetime] = field(default_factory=dict)
    rooms: dict[int, RoomMessage] = field(default_factory=dict)
    notes: dict[str, tuple[str, datetime | None]] = field(default_factory=dict)
    reports: dict[tuple[PollId, ChannelId], Report] = field(default_factory=dict)
    subscriptions: dict[tuple[PollId, PersonId], datetime] = field(default_factory=dict)
    detached: dict[PollId, datetime] = field(default_factory=dict)
    leases: dict[str, KeptLease] = field(default_factory=dict)
    jobs: dict[JobId, Kept] = field(default_factory=dict)
    repeats: dict[RepeatId, Repeat] = field(default_factory=dict)
    digests: dict[tuple[CommunityId, PersonId], Digest] = field(default_factory=dict)
    subscribers: dict[tuple[CommunityId, PersonId], Subscriber] = field(default_factory=dict)
    broadcasts: dict[BroadcastId, Broadcast] = field(default_factory=dict)
    legs: dict[tuple[BroadcastId, Platform], Leg] = field(default_factory=dict)
    invitations: dict[tuple[PollId, str], KeptInvitation] = field(default_factory=dict)
    link_codes: dict[PersonId, tuple[str, datetime]] = field(default_factory=dict)
    quarantined: dict[tuple[PollId, VoterKey], Decision | None] = field(default_factory=dict)
    poll_keys: dict[PollId, bytes] = field(default_factory=dict)
    draws: dict[PollId, bytes] = field(default_factory=dict)
    participations: dict[tuple[PollId, PersonId], None] = field(default_factory=dict)
    held_ballots: dict[tuple[PollId, VoterKey], Choices] = field(default_factory=dict)
    held_counts: dict[PollId, tuple[tuple[Ballot, ...], tuple[Ballot, ...]]] = field(default_factory=dict)
    """The ballots that are held back from the shown count, and those that are shown."""
    exceptional: dict[tuple[BroadcastId, PersonId], tuple[Platform, Exceptional]] = field(default_factory=dict)
    audit: dict[int, AuditEntry] = field(default_factory=dict)
    follow_ups: dict[Subject, FollowUp] = field(default_factory=dict)
    follow_up_changes: dict[tuple[Subject, int], Change] = field(default_factory=dict)
    monthly_rooms: dict[ChannelId, datetime] = field(default_factory=dict)
    news_told: dict[tuple[CommunityId, PersonId], datetime] = field(default_factory=dict)
    nudges: dict[tuple[PollId, PersonId], KeptNudge] = field(default_factory=dict)
    objections: dict[tuple[PollId, str], KeptReason] = field(default_factory=dict)
    objectors: dict[tuple[PollId, VoterKey], None] = field(default_factory=dict)

    ballot_keys: dict[tuple[PollId, VoterKey], Sealed] = field(default_factory=dict)
    waiting_leaves: dict[PollId, frozenset[str]] = field(default_factory=dict)
    leaves: dict[PollId, tuple[str, ...]] = field(default_factory=dict)
    openings: dict[PollId, tuple[Opening, ...]] = field(default_factory=dict)
    heads: dict[tuple[PollId, int], Head] = field(default_factory=dict)

    def copy(self) -> Tables:
        return Tables(**{each.name: dict(getattr(self, each.name)) for each in fields(self)})


class MemoryWork:
    """Implements `bot.ports.Work` over one transaction's tables."""

    def __init__(self, tables: Tables, clock: Clock, chance: Chance | None) -> None:
        self.communities = MemoryCommunities(tables)
        self.people = MemoryPeople(tables)
        self.sign_ins = MemorySignIns(tables)
        self.channels = MemoryChannels(tables)
        self.polls = MemoryPolls(tables)
        self.ballots = MemoryBallots(tables)
        self.posts = MemoryPosts(tables)
        self.events = MemoryEvents(tables)
        self.rooms = MemoryRooms(tables)
        self.notes = MemoryNotes(tables)
        self.reports = MemoryReports(tables)
        self.subscriptions = MemorySubscriptions(tables)
        self.personal = MemoryPersonal(tables)
        self.leases = MemoryLeases(tables, clock)
        self.jobs = MemoryJobs(tables)
        self.repeats = MemoryRepeats(tables)
        self.digests = MemoryDigests(tables)
        self.subscribers = MemorySubscribers(tables)
        self.broadcasts = MemoryBroadcasts(tables)
        self.legs = MemoryLegs(tables)
        self.ballot_log = MemoryBallotLog(tables)
        self.audit = MemoryAudit(tables)
        self.invitations = MemoryInvitations(tables)
        self.links = MemoryLinks(tables)
        self.quarantine = MemoryQuarantine(tables)
        self.secrecy = MemorySecrecy(tables, chance)
        self.follow_ups = MemoryFollowUps(tables)
        self.draws = MemoryDraws(tables)
        self.followers = MemoryFollowers(tables)
        self.nudges = MemoryNudges(tables)
        self.objections = MemoryObjections(tables)


class MemoryUnitOfWork:
    """Implements `bot.ports.UnitOfWork`. Leases last by `clock`; the keys of secret polls are made by `chance`."""

    def __init__(self, clock: Clock, chance: Chance | None = None) -> None:
        self.tables, self._clock, self._chance = Tables(), clock, chance
        self.turn = asyncio.Lock()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[MemoryWork]:
        async with self.turn:
            changed = self.tables.copy()
            yield MemoryWork(changed, self._clock, self._chance)
            self.tables = changed

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[MemoryWork]:
        yield MemoryWork(self.tables.copy(), self._clock, self._chance)


class MemoryBallotBox:
    """Implements `bot.ports.BallotBox` over the same tables: one cast at a time, by the same rule."""

    def __init__(
        self,
        work: MemoryUnitOfWork,
        clock: Clock,
        *,
        on_change: Callable[[frozenset[PollId]], None] | None = None,
        chance: Chance | None = None,
    ) -> None:
        self._work, self._clock, self._on_change = work, clock, on_change
        self._chance = chance or NoChance()

    async def cast(self, cast: Cast) -> Receipt:
        async with self._work.turn:
            receipt, told, sealed = self._settle(cast)
            poll = self._work.tables.polls.get(cast.poll)
            if poll is not None and poll.rules.receipts and sealed is not None:
                code = log_cast(self._work.tables, sealed, receipt, self._chance, ripens=not poll.rules.secret)
                receipt = replace(receipt, code=code)
        if told and self._on_change is not None:
            self._on_change(frozenset({cast.poll}))
        return receipt

    def _settle(self, asked: Cast) -> tuple[Receipt, bool, Cast | None]:
        """And whether there is something new to be seen, and the cast as it is stored."""
        tables, now = self._work.tables, self._clock.now()
        person, poll = PersonId(asked.voter), tables.polls.get(asked.poll)
        cast = masked(tables, asked)
        if cast is None:
            return Receipt(Deed.REFUSED, (), (), Refusal.CANCELLED), False, None
        old = tables.ballots.get((cast.poll, cast.voter))
        before = old.choices if old is not None else ()
        if poll is None:
            return apply(None, before, cast.action, now), False, None
        if cast.event is not None:
            if cast.event in tables.events:
                return Receipt(Deed.REPEATED, before, before), False, cast
            tables.events[cast.event] = now
        receipt = apply(_gate(poll), before, cast.action, now, cast.objection)
        if receipt.refusal is not None:
            key = (cast.poll, receipt.refusal)
            tables.refusals[key] = tables.refusals.get(key, 0) + 1
        told = receipt.deed in (Deed.CAST, Deed.CHANGED, Deed.WITHDRAWN)
        if receipt.choices != before:
            now = opening(poll) if poll.rules.secret else now
            if receipt.choices:
                tables.ballots[cast.poll, cast.voter] = Ballot(
                    poll=cast.poll,
                    voter=cast.voter,
                    choices=receipt.choices,
                    platform=cast.platform,
                    channel=cast.channel,
                    cast_at=old.cast_at if old is not None else now,
                    changed_at=now,
                )
            else:
                del tables.ballots[cast.poll, cast.voter]
                follow_ballot(tables, cast.poll, cast.voter)
            told = settle(tables, cast, person, receipt) if poll.rules.secret else told
            if told:
                tables.polls[cast.poll] = replace(poll, version=poll.version + 1)
        return receipt, told, cast


def _gate(poll: Poll) -> Gate:
    return Gate(
        state=state_name(poll),
        closes_at=poll.closes_at,
        most_choices=poll.rules.most_choices,
        may_change=poll.rules.may_change,
        standing=frozenset(option.id for option in poll.standing),
        removed=frozenset(OptionId(option.id) for option in poll.options if option.removed),
        receipts=poll.rules.receipts,
        counting=poll.rules.counting,
    )
