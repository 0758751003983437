"""The parts that write to people in private, put together: broadcasts, digests, news and reminders of decisions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.ids import Platform, encode
from bot.ports import Chance, ChannelAdapter, Clock, UnitOfWork
from bot.services.access import Access
from bot.services.broadcast_letters import Letters
from bot.services.broadcast_panels import Panels
from bot.services.broadcasting import Broadcasting
from bot.services.broadcasts import Broadcasts
from bot.services.digest_delivery import DigestDelivery
from bot.services.eligibility import Electors
from bot.services.news import NewsDelivery
from bot.services.nudge_delivery import NudgeDelivery
from bot.services.reading import Reading
from bot.services.subscribing import Subscribing


@dataclass(frozen=True, slots=True)
class Broadcaster:
    subscribing: Subscribing
    broadcasts: Broadcasts
    broadcasting: Broadcasting
    panels: Panels
    digests: DigestDelivery
    news: NewsDelivery
    nudges: NudgeDelivery

    def look_again(self) -> None:
        """A broadcast or a poll changed. Cheap; call it on the event loop."""
        self.broadcasting.look_again()
        self.panels.look_again()

    async def run(self) -> None:
        """Send, show how far it has come, tell digests and news, and remind of decisions, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.broadcasting.run(), name="broadcasting")
            group.create_task(self.panels.run(), name="panels")
            group.create_task(self.digests.run(), name="digests")
            group.create_task(self.news.run(), name="news")
            group.create_task(self.nudges.run(), name="nudges")


def broadcaster(
    work: UnitOfWork,
    access: Access,
    reading: Reading,
    adapters: Mapping[Platform, ChannelAdapter],
    clock: Clock,
    chance: Chance,
    on_change: Callable[[], None] = lambda: None,
    *,
    electors: Electors,
    public_url: str,
) -> Broadcaster:
    """While it runs it sends for the platforms of these adapters, and holds each leg while it does."""
    panels = Panels(work, adapters, clock)
    runner = encode(chance.token(10))
    broadcasting = Broadcasting(work, adapters, Letters(work, reading, clock), clock, runner)

    def changed() -> None:
        broadcasting.look_again()
        panels.look_again()
        on_change()

    return Broadcaster(
        Subscribing(work, access, clock),
        Broadcasts(work, clock, chance, changed),
        broadcasting,
        panels,
        DigestDelivery(work, adapters, clock),
        NewsDelivery(work, adapters, clock),
        NudgeDelivery(work, adapters, electors, clock, public_url),
    )
