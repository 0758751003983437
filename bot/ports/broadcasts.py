"""Subscribers and broadcasts: what is kept of them, and what a platform must be able to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.broadcast import (
    Broadcast,
    BroadcastId,
    BroadcastState,
    FailureReason,
    Leg,
    Progress,
    Recipient,
    StopReason,
    Subscriber,
)
from bot.domain.community import Person
from bot.domain.ids import CommunityId, PersonId, Platform, PollId


class SubscriberStore(Protocol):
    async def join(self, community: CommunityId, person: Person, language: str | None, now: datetime) -> bool:
        """True where they were not in before. Whoever joins can be reached again."""
        ...

    async def leave(self, person: PersonId, now: datetime) -> bool:
        """Out of every community's; True where they were in one. Their *no* is remembered."""
        ...

    async def find(self, community: CommunityId, person: PersonId) -> Subscriber | None:
        """Also one who left."""
        ...

    async def unreachable(self, people: Sequence[PersonId], now: datetime) -> None:
        """They blocked the bot, or take no messages: not tried again until `reachable`."""
        ...

    async def reachable(self, person: PersonId) -> None: ...

    async def count(self, community: CommunityId, now: datetime) -> Mapping[Platform, int]:
        """Who would be written to by a broadcast that starts now."""
        ...


class BroadcastStore(Protocol):
    async def add(self, broadcast: Broadcast) -> None: ...

    async def get(self, broadcast: BroadcastId) -> Broadcast:
        """Raises NotFound."""
        ...

    async def recent(self, community: CommunityId, *, limit: int) -> Sequence[Broadcast]:
        """The newest first; previews left out."""
        ...

    async def of_poll(self, poll: PollId) -> Sequence[Broadcast]:
        """The newest first; previews left out."""
        ...

    async def untold(self, *, limit: int) -> Sequence[Broadcast]:
        """Those under way, and those whose end the organiser has not seen yet."""
        ...

    async def step(
        self,
        broadcast: BroadcastId,
        before: Sequence[BroadcastState],
        after: BroadcastState,
        now: datetime,
        reason: StopReason | None = None,
    ) -> bool:
        """One compare-and-set: False where its state is none of `before` any more.

        The organiser has not been told then. An end sets `finished_at`, the first SENDING `started_at`.
        """
        ...

    async def told(self, broadcast: BroadcastId, state: BroadcastState) -> None:
        """The organiser has seen it; nothing where the state is another by now."""
        ...

    async def forget_previews(self, before: datetime) -> int:
        """Those that nobody confirmed; how many."""
        ...


class LegStore(Protocol):
    """Each platform's share of the broadcasts."""

    async def open(self, broadcast: BroadcastId, counts: Mapping[Platform, int]) -> None: ...

    async def of(self, broadcast: BroadcastId) -> Sequence[Leg]:
        """By platform."""
        ...

    async def failures(self, broadcast: BroadcastId) -> Mapping[FailureReason, int]: ...

    async def to_run(self, platform: Platform, *, limit: int) -> Sequence[Leg]:
        """Legs with work left, of broadcasts that are being sent; who started first comes first."""
        ...

    async def claim(self, leg: Leg, runner: str, now: datetime, until: datetime) -> Leg | None:
        """The leg as it stands, `runner`'s alone until then; None while it is another's.

        A claim that reaches further than any that is made now can only come of a clock that was set back.
        """
        ...

    async def release(self, leg: Leg, runner: str) -> None:
        """Free at once; nothing where it is another's."""
        ...

    async def page(self, broadcast: Broadcast, leg: Leg, after: PersonId | None, *, limit: int) -> Sequence[Recipient]:
        """Whose turn comes next, in the order of their ids."""
        ...

    async def due(self, broadcast: Broadcast, leg: Leg, now: datetime, *, limit: int) -> Sequence[Recipient]:
        """Who is to be tried again by now, earliest first."""
        ...

    async def next_due(self, broadcast: Broadcast, leg: Leg) -> datetime | None:
        """When somebody is to be tried again; None where nobody is."""
        ...

    async def settle(self, leg: Leg) -> None:
        """Nobody waits for another try any more."""
        ...

    async def advance(
        self, leg: Leg, runner: str, old: PersonId | None, progress: Progress, until: datetime
    ) -> BroadcastState | None:
        """Write down what became of a batch, and keep the claim until then; the broadcast's state now.

        None, and nothing written, where the leg is not `runner`'s any more or its cursor is not `old`: another one has
        gone on with it.
        """
        ...


@dataclass(frozen=True, slots=True)
class PrivateDelivery:
    """What a platform takes in private messages that nobody has just asked for."""

    per_second: float
    at_once: int
    """Sent before the first of them is answered."""
