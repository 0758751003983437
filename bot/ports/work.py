"""Transactions over the stores, and the one way into the ballot box."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.domain.ballot import Cast, Receipt
from bot.ports.audit import AuditStore
from bot.ports.ballot_log import BallotLogStore
from bot.ports.broadcasts import BroadcastStore, LegStore, SubscriberStore
from bot.ports.codes import SignInStore
from bot.ports.draws import DrawStore
from bot.ports.followers import FollowerStore
from bot.ports.followups import FollowUpStore
from bot.ports.invitations import InvitationStore
from bot.ports.jobs import JobStore
from bot.ports.leases import LeaseStore
from bot.ports.links import LinkStore
from bot.ports.nudges import NudgeStore
from bot.ports.objections import ObjectionStore
from bot.ports.personal import PersonalStore
from bot.ports.quarantine import QuarantineStore
from bot.ports.secrecy import SecrecyStore
from bot.ports.stores import (
    BallotStore,
    ChannelStore,
    CommunityStore,
    EventStore,
    NoteStore,
    PeopleStore,
    PollStore,
    PostStore,
    ReportStore,
    RoomStore,
    SubscriptionStore,
)
from bot.ports.times import DigestStore, RepeatStore


class Work(Protocol):
    """One transaction. Everything done through it is kept together or not at all."""

    @property
    def communities(self) -> CommunityStore: ...
    @property
    def people(self) -> PeopleStore: ...
    @property
    def sign_ins(self) -> SignInStore: ...
    @property
    def channels(self) -> ChannelStore: ...
    @property
    def polls(self) -> PollStore: ...
    @property
    def ballots(self) -> BallotStore: ...
    @property
    def posts(self) -> PostStore: ...
    @property
    def events(self) -> EventStore: ...
    @property
    def rooms(self) -> RoomStore: ...
    @property
    def notes(self) -> NoteStore: ...
    @property
    def reports(self) -> ReportStore: ...
    @property
    def subscriptions(self) -> SubscriptionStore: ...
    @property
    def personal(self) -> PersonalStore: ...
    @property
    def leases(self) -> LeaseStore: ...
    @property
    def jobs(self) -> JobStore: ...
    @property
    def repeats(self) -> RepeatStore: ...
    @property
    def digests(self) -> DigestStore: ...
    @property
    def subscribers(self) -> SubscriberStore: ...
    @property
    def broadcasts(self) -> BroadcastStore: ...
    @property
    def legs(self) -> LegStore: ...
    @property
    def ballot_log(self) -> BallotLogStore: ...
    @property
    def audit(self) -> AuditStore: ...
    @property
    def invitations(self) -> InvitationStore: ...
    @property
    def links(self) -> LinkStore: ...
    @property
    def quarantine(self) -> QuarantineStore: ...
    @property
    def secrecy(self) -> SecrecyStore: ...
    @property
    def follow_ups(self) -> FollowUpStore: ...
    @property
    def draws(self) -> DrawStore: ...
    @property
    def followers(self) -> FollowerStore: ...
    @property
    def nudges(self) -> NudgeStore: ...
    @property
    def objections(self) -> ObjectionStore: ...


class UnitOfWork(Protocol):
    """Both raise StoreUnavailable where the database cannot be read or written; nothing is then half-written.

    They wait for it, but not for ever: for a silent database the error comes as well.
    """

    def writing(self) -> AbstractAsyncContextManager[Work]:
        """A transaction that commits when the block ends, and rolls back when it raises."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Work]:
        """A consistent view; writing through it is an error of the programmer."""
        ...


class BallotBox(Protocol):
    async def cast(self, cast: Cast) -> Receipt:
        """Store one wish and say what happened, after the commit.

        Raises StoreUnavailable; then nothing changed, unless the answer to the commit itself is what did not come.
        Cast again it counts once.
        """
        ...
