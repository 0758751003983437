"""Broadcasts as organisers steer them: previewed, confirmed, paused, resumed, cancelled; one transaction a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.domain import lifecycle
from bot.domain.audit import Act
from bot.domain.broadcast import (
    Broadcast,
    BroadcastId,
    BroadcastKind,
    BroadcastState,
    Standing,
    is_broadcast_id,
)
from bot.domain.errors import NotFound, WrongState
from bot.domain.ids import ChannelId, EventKey, Platform, PollId, encode
from bot.domain.poll import Closed, Poll, shorten
from bot.domain.text import say
from bot.ports import Chance, Clock, UnitOfWork, Work
from bot.services.access import Actor
from bot.services.once import once
from bot.services.recording import record

PREVIEW_LASTS: Final = timedelta(days=1)
LISTED: Final = 10
_ACTS: Final = {
    BroadcastState.PAUSED: Act.BROADCAST_PAUSED,
    BroadcastState.SENDING: Act.BROADCAST_RESUMED,
    BroadcastState.CANCELLED: Act.BROADCAST_CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Preview:
    broadcast: Broadcast
    poll: Poll
    recipients: Mapping[Platform, int]
    earlier: Sequence[Broadcast]
    """Of the same kind about the same poll, the newest first."""


class Broadcasts:
    """Every method may raise DomainError or StoreUnavailable; then nothing was changed."""

    def __init__(self, work: UnitOfWork, clock: Clock, chance: Chance, on_change: Callable[[], None]) -> None:
        self._work, self._clock, self._chance, self._on_change = work, clock, chance, on_change

    async def preview(self, poll_id: PollId, actor: Actor, channel: ChannelId | None) -> Preview:
        """What would be told to how many; kept until it is confirmed, for a day."""
        now = self._clock.now()
        async with self._work.writing() as work:
            await work.broadcasts.forget_previews(now - PREVIEW_LASTS)
            poll = lifecycle.as_of(await work.polls.get(poll_id), now)
            kind = kind_for(poll)
            earlier = [each for each in await work.broadcasts.of_poll(poll_id) if each.kind is kind]
            _must_not_run(earlier)
            recipients = await work.subscribers.count(actor.community.id, now)
            if not recipients:
                raise WrongState(say("error-broadcast-nobody"))
            broadcast = Broadcast(
                id=BroadcastId(encode(self._chance.token(5))),
                community=actor.community.id,
                poll=poll_id,
                kind=kind,
                created_by=actor.person.id,
                channel=channel,
                created_at=now,
            )
            await work.broadcasts.add(broadcast)
        return Preview(broadcast, poll, recipients, earlier)

    async def start(self, number: str, actor: Actor, event: EventKey | None) -> Standing:
        """Once: whoever confirms it again is told that it runs. The people of it are those who subscribed by now."""
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, self._clock.now())
            broadcast = await _found(work, number, actor)
            if broadcast.state is not BroadcastState.PREPARING:
                raise WrongState(say("error-broadcast-started"))
            # locked, so that of two who confirm two previews at once the second finds the first one running
            poll = lifecycle.as_of(await work.polls.lock(broadcast.poll), now)
            if kind_for(poll) is not broadcast.kind:
                raise WrongState(say("error-broadcast-changed"))
            _must_not_run(
                [each for each in await work.broadcasts.of_poll(broadcast.poll) if each.kind is broadcast.kind]
            )
            recipients = await work.subscribers.count(broadcast.community, now)
            if not recipients:
                raise WrongState(say("error-broadcast-nobody"))
            if not await work.broadcasts.step(broadcast.id, [BroadcastState.PREPARING], BroadcastState.SENDING, now):
                raise WrongState(say("error-broadcast-started"))
            await work.legs.open(broadcast.id, recipients)
            detail = {"people": str(sum(recipients.values())), "broadcast": broadcast.id}
            await record(work, Act.BROADCAST_STARTED, broadcast.community, now, broadcast.poll, detail)
            standing = await read_standing(work, broadcast.id)
        self._on_change()
        return standing

    async def pause(self, number: str, actor: Actor, event: EventKey | None) -> Standing:
        return await self._step(number, actor, event, [BroadcastState.SENDING], BroadcastState.PAUSED)

    async def resume(self, number: str, actor: Actor, event: EventKey | None) -> Standing:
        return await self._step(number, actor, event, [BroadcastState.PAUSED], BroadcastState.SENDING)

    async def cancel(self, number: str, actor: Actor, event: EventKey | None) -> Standing:
        """For good; who was written to was written to."""
        under_way = [state for state in BroadcastState if state.is_under_way]
        return await self._step(number, actor, event, under_way, BroadcastState.CANCELLED)

    async def standing(self, number: str, actor: Actor) -> Standing:
        async with self._work.reading() as work:
            return await read_standing(work, (await _found(work, number, actor)).id)

    async def recent(self, actor: Actor) -> Sequence[Standing]:
        """The newest first."""
        async with self._work.reading() as work:
            found = await work.broadcasts.recent(actor.community.id, limit=LISTED)
            return [await read_standing(work, each.id) for each in found]

    async def _step(
        self,
        number: str,
        actor: Actor,
        event: EventKey | None,
        before: Sequence[BroadcastState],
        after: BroadcastState,
    ) -> Standing:
        async with self._work.writing() as work:
            await once(work, event, self._clock.now())
            broadcast = await _found(work, number, actor)
            if broadcast.state is not after:
                now = self._clock.now()
                if not await work.broadcasts.step(broadcast.id, before, after, now):
                    raise WrongState(say("error-broadcast-not-now"))
                await record(work, _ACTS[after], broadcast.community, now, broadcast.poll, {"broadcast": broadcast.id})
            standing = await read_standing(work, broadcast.id)
        self._on_change()
        return standing


def kind_for(poll: Poll) -> BroadcastKind:
    """Raises WrongState for a poll of which there is nothing to tell."""
    if poll.is_open:
        return BroadcastKind.POLL
    if isinstance(poll.state, Closed):
        return BroadcastKind.OUTCOME
    raise WrongState(say("error-broadcast-poll"))


async def read_standing(work: Work, number: BroadcastId) -> Standing:
    """Raises NotFound."""
    broadcast = await work.broadcasts.get(number)
    return Standing(broadcast, tuple(await work.legs.of(number)), await work.legs.failures(number))


async def _found(work: Work, number: str, actor: Actor) -> Broadcast:
    if not is_broadcast_id(number):
        raise NotFound(say("error-broadcast-unknown", id=shorten(number, 40)))
    broadcast = await work.broadcasts.get(BroadcastId(number))
    if broadcast.community != actor.community.id:
        raise NotFound(say("error-broadcast-unknown", id=number))
    return broadcast


def _must_not_run(broadcasts: Sequence[Broadcast]) -> None:
    running = next((each for each in broadcasts if each.state.is_under_way), None)
    if running is not None:
        raise WrongState(say("error-broadcast-under-way", id=running.id))
