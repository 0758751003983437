"""What an organiser sees of a broadcast: one message, kept up to date every few seconds, and at its end the receipt.

Whether the end has been seen is kept in the database, so that it is shown after a crash as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.broadcast import Broadcast, BroadcastId, BroadcastState, Standing
from bot.domain.community import Channel, Person
from bot.domain.conversation import Reply
from bot.domain.errors import ChannelGone, DeliveryError, NotFound, StoreUnavailable, Throttled, UnsupportedFeature
from bot.domain.ids import Platform
from bot.domain.poll import Poll
from bot.locale.speech import Speech, best_language, speech
from bot.ports import ChannelAdapter, Clock, UnitOfWork
from bot.services.broadcast_words import standing_reply, time_left
from bot.services.broadcasts import read_standing

log = structlog.get_logger(__name__)

EVERY: Final = timedelta(seconds=4)
IDLE: Final = timedelta(seconds=15)
MOST: Final = 50
SAMPLE: Final = timedelta(seconds=60)
"""Over how long the pace is measured."""


@dataclass(frozen=True, slots=True)
class _View:
    standing: Standing
    poll: Poll
    person: Person
    channel: Channel | None
    speech: Speech


class Pace:
    """How many people a second each leg gets through, from what was seen of it in the last minute."""

    def __init__(self) -> None:
        self._seen: dict[tuple[BroadcastId, Platform], list[tuple[datetime, int]]] = {}

    def rates(self, standing: Standing, now: datetime, nominal: Mapping[Platform, float]) -> Mapping[Platform, float]:
        """As measured; what the platform allows where nothing was measured yet."""
        return {leg.platform: self._rate(leg.broadcast, leg.platform, leg.settled, now) or nominal.get(leg.platform, 0)
                for leg in standing.legs}  # fmt: skip

    def _rate(self, broadcast: BroadcastId, platform: Platform, settled: int, now: datetime) -> float:
        seen = self._seen.setdefault((broadcast, platform), [])
        seen.append((now, settled))
        while len(seen) > 2 and not seen[0][0] >= now - SAMPLE:
            del seen[0]
        (first, before), span = seen[0], (now - seen[0][0]).total_seconds()
        return (settled - before) / span if span >= EVERY.total_seconds() and first <= now else 0.0

    def forget(self, broadcast: BroadcastId) -> None:
        for key in [key for key in self._seen if key[0] == broadcast]:
            del self._seen[key]


class Panels:
    def __init__(self, work: UnitOfWork, adapters: Mapping[Platform, ChannelAdapter], clock: Clock) -> None:
        self._work, self._adapters, self._clock = work, adapters, clock
        self._shown: dict[BroadcastId, Reply] = {}
        self._pace = Pace()
        self._wake = asyncio.Event()

    def look_again(self) -> None:
        """A broadcast was started, paused or ended. Cheap; call it on the event loop."""
        self._wake.set()

    async def run(self) -> None:
        """Show until cancelled."""
        while True:
            self._wake.clear()
            rest = IDLE
            try:
                if await self.show():
                    rest = EVERY
            except StoreUnavailable as error:
                log.warning("panels.store-unavailable", reason=error.reason)
            sleeping = asyncio.ensure_future(self._clock.sleep(rest.total_seconds()))
            waking = asyncio.ensure_future(self._wake.wait())
            try:
                await asyncio.wait({sleeping, waking}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                sleeping.cancel()
                waking.cancel()

    async def show(self) -> bool:
        """Everything that is under way or has just ended; whether there was any."""
        async with self._work.reading() as work:
            untold = await work.broadcasts.untold(limit=MOST)
        for broadcast in untold:
            try:
                await self._show(broadcast)
            except NotFound:
                log.info("panels.poll-gone", broadcast=broadcast.id)
            except StoreUnavailable:
                raise
            except Exception:
                # one panel that cannot be shown must not silence the others
                log.exception("panels.broken", broadcast=broadcast.id)
        return bool(untold)

    async def _show(self, broadcast: Broadcast) -> None:
        view = await self._view(broadcast)
        adapter = self._adapters.get(view.person.platform)
        if adapter is None:
            return  # shown by the process that serves that platform
        reply = self._reply(view)
        state = view.standing.broadcast.state
        try:
            if self._shown.get(broadcast.id) != reply:
                await adapter.panel(view.channel, view.person, reply, f"broadcast-{broadcast.id}")
                self._shown[broadcast.id] = reply
        except Throttled:
            return  # the newest state goes out with the next look
        except (ChannelGone, UnsupportedFeature) as error:
            log.info("panels.not-shown", broadcast=broadcast.id, error=repr(error))
        except DeliveryError as error:
            log.warning("panels.not-delivered", broadcast=broadcast.id, error=repr(error))
            return
        if not state.is_under_way:
            self._shown.pop(broadcast.id, None)
            self._pace.forget(broadcast.id)
        if state is not BroadcastState.SENDING and not view.standing.broadcast.told:
            async with self._work.writing() as work:
                await work.broadcasts.told(broadcast.id, state)

    async def _view(self, broadcast: Broadcast) -> _View:
        async with self._work.reading() as work:
            standing = await read_standing(work, broadcast.id)
            poll = await work.polls.get(broadcast.poll)
            person = await work.people.get(broadcast.created_by)
            community = await work.communities.get(broadcast.community)
            channel = await work.channels.get(broadcast.channel) if broadcast.channel is not None else None
        language = best_language(person.language, community.language)
        return _View(standing, poll, person, channel, speech(language, community.timezone))

    def _reply(self, view: _View) -> Reply:
        nominal = {name: each.private.per_second for name, each in self._adapters.items() if each.private is not None}
        rates = self._pace.rates(view.standing, self._clock.now(), nominal)
        remaining = {leg.platform: leg.remaining for leg in view.standing.legs}
        return standing_reply(view.standing, view.poll, view.speech, time_left(remaining, rates))
