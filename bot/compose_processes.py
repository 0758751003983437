"""Which work this process does, under which lease, and how it hears of the others."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL

from adapters.web.limits import WEB
from adapters.web.live import ANYTHING, Happening, Hub
from bot.compose_broadcast import Broadcaster
from bot.compose_platforms import discord_lease, telegram_lease
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import ChannelId, Platform, PollId, encode
from bot.metrics import Figure, Metrics, lease_figures, signal_figures
from bot.ports import Chance, ChannelAdapter, Clock, Signal, Signals, Topic
from bot.roles import ProcessRole
from bot.services.aftercare import Aftercare
from bot.services.announcing import Announcing
from bot.services.ballot_log import Heads
from bot.services.hearing import Hearing
from bot.services.housekeeping import Housekeeping
from bot.services.leasing import FREE, Fence, Guarded, Leasing
from bot.services.quarantine import Quarantine
from bot.services.schedule import Schedule
from bot.services.sharing import Sharing
from bot.services.wiping import Wiper
from bot.settings import Settings
from storage.engine import is_sqlite, small_engine
from storage.signals import NoSignals, PostgresSignals
from storage.unit_of_work import SqlUnitOfWork

if TYPE_CHECKING:
    from adapters.discord.platform import DiscordPlatform
    from adapters.telegram.platform import TelegramPlatform

SCHEDULE: Final = "schedule"
WEB_DELIVERY: Final = "delivery-web"
HOUSEKEEPING: Final = "housekeeping"
LAST_WORDS_SECONDS: Final = 2.0
_TALKING: Final = frozenset({ProcessRole.WEB, ProcessRole.TELEGRAM, ProcessRole.DISCORD})
"""Whose people type commands, which may concern rooms of any platform."""
Duty = Callable[[], Coroutine[Any, Any, None]]
"""Runs until cancelled."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The processes on the same database: told by signals, kept apart by leases."""

    signals: Signals
    leasing: Leasing | None
    """None on SQLite, which one process has for itself: whoever starts again after a crash need wait for nobody."""
    sharing: Callable[[Mapping[str, Guarded], str], Sharing] | None = None

    def freed(self, lease: str) -> None:
        if self.leasing is not None:
            self.leasing.freed(lease)

    def duty(self, lease: str, *steps: Guarded) -> Duty:
        """All of the steps, while the lease is held."""

        work = all_of(*steps)

        async def alone() -> None:
            await work(FREE)

        async def guarded() -> None:
            assert self.leasing is not None
            await self.leasing.guard(lease, work)

        return alone if self.leasing is None else guarded

    def shared(self, name: str, parts: Sequence[Guarded]) -> Duty:
        """A fair part of the parts."""
        assert self.sharing is not None  # who has no neighbours divides nothing
        return self.sharing({f"{name}/{number}": part for number, part in enumerate(parts)}, f"{name}/place").run


def neighbours_of(
    settings: Settings, url: URL, stack: AsyncExitStack, *, clock: Clock, chance: Chance, metrics: Metrics
) -> Neighbours:
    """What they need is closed with the stack, after the last words."""
    if is_sqlite(url):
        return Neighbours(NoSignals(), None)
    # a crowd that waits for the stores' connections must not cost a lease
    engine = small_engine(url)
    stack.push_async_callback(engine.dispose)
    work = SqlUnitOfWork(engine)
    # another one after every start, so that a new process is never taken for its predecessor
    name = f"{socket.gethostname()}-{os.getpid()}-{encode(chance.token(5))}"
    signals = PostgresSignals(url, engine, clock, name)
    span = timedelta(seconds=settings.lease_seconds)
    leasing = Leasing(work, clock, name, span, lambda lease: signals.tell(Signal(Topic.LEASE, lease)))

    def figures() -> Iterable[Figure]:
        yield from signal_figures(signals.figures)
        for lease, counted in leasing.figures.items():
            yield from lease_figures(lease, counted)

    metrics.watch(figures)
    # what the last votes and the leases given back have to tell
    stack.push_async_callback(last_words, signals)
    return Neighbours(signals, leasing, partial(Sharing, leasing, work, clock, span))


def relay_to(signals: Signals) -> Callable[[Happening], None]:
    """What pages of this process are told, pages of the others are told too."""

    def relay(happening: Happening) -> None:
        if happening.poll is not None:
            signals.tell(Signal(Topic.SHOWN, happening.poll))
        elif happening.room is not None:
            signals.tell(Signal(Topic.ROOM, happening.room))

    return relay


def shown_on(hub: Hub) -> Callable[[Signal], None]:
    """What pages of other processes are told, pages of this one are told too."""

    def shown(signal: Signal) -> None:
        match signal.topic:
            case Topic.SHOWN:
                hub.heard(Happening(poll=PollId(signal.subject)))
            case Topic.ROOM:
                hub.heard(Happening(room=ChannelId(signal.subject)))
            case _:
                hub.heard(ANYTHING)

    return shown


def all_of(*steps: Guarded) -> Guarded:
    """Together, as one piece of work."""

    async def work(fence: Fence) -> None:
        async with asyncio.TaskGroup() as group:
            for step in steps:
                group.create_task(step(fence))

    return work


def unguarded(step: Callable[[], Coroutine[Any, Any, None]]) -> Guarded:
    """A step that needs no fence: it is harmless where two do it."""

    async def guarded(_fence: Fence) -> None:
        await step()

    return guarded


def announcers_of(
    announce: Callable[..., Announcing], adapter: ChannelAdapter, clock: Clock, discord: DiscordPlatform | None
) -> Sequence[Announcing]:
    """One for the platform; where its servers are divided, one for each part."""
    if discord is None or adapter is not discord.adapter or not discord.parts:
        return (announce({adapter.platform: adapter}, clock),)
    from adapters.discord.divided import serving

    count = len(discord.parts)
    return [
        announce({adapter.platform: part.adapter}, clock, serves=serving(shard, count), share=count)
        for shard, part in enumerate(discord.parts)
    ]


def first_of(adapter: ChannelAdapter, discord: DiscordPlatform | None) -> ChannelAdapter:
    """Who writes to people in private: where servers are divided, the first part, which also hears what they answer."""
    return discord.parts[0].adapter if discord is not None and adapter is discord.adapter and discord.parts else adapter


def announcer(platform: Platform) -> ProcessRole:
    """Whose process delivers there."""
    return ProcessRole.WORKER if platform == WEB else ProcessRole(platform)


def duties_of(
    roles: frozenset[ProcessRole],
    settings: Settings,
    neighbours: Neighbours,
    hearing: Hearing,
    served: Mapping[Platform, Sequence[Announcing]],
    schedule: Schedule,
    housekeeping: Housekeeping,
    quarantine: Quarantine,
    wiper: Wiper,
    heads: Heads,
    aftercare: Aftercare,
    jobs: Duty,
    senders: Mapping[Platform, Broadcaster],
    telegram: TelegramPlatform | None,
    discord: DiscordPlatform | None,
) -> Mapping[str, Duty]:
    """By name, everything that runs in a process of these roles beside its web server."""
    duties: dict[str, Duty] = {}
    if neighbours.leasing is not None:
        duties |= {"signals": neighbours.signals.run, "hearing": hearing.run}
    if ProcessRole.WORKER in roles:
        duties |= {
            "schedule": neighbours.duty(SCHEDULE, unguarded(schedule.run)),
            "announcing": neighbours.duty(WEB_DELIVERY, served[WEB][0].run, unguarded(senders[WEB].run)),
            "housekeeping": neighbours.duty(
                HOUSEKEEPING,
                unguarded(housekeeping.run),
                unguarded(quarantine.run),
                unguarded(heads.run),
                unguarded(aftercare.run),
            ),
            # under no lease: done twice it does no harm
            "wiping": wiper.run,
            # under no lease: the engine shares the work among all who carry it
            "jobs": jobs,
        }
    if telegram is not None and roles & _TALKING:
        # also where others lead: what is posted to this process is answered by it, and rooms are looked up
        duties["telegram"] = telegram.connect
        there = telegram.adapter.platform
        if there in served:
            lead = unguarded(telegram.lead)
            duties["telegram-lead"] = neighbours.duty(
                telegram_lease(settings), lead, served[there][0].run, unguarded(senders[there].run)
            )
    if discord is not None and discord.adapter.platform in served:
        announcers, name = served[discord.adapter.platform], discord_lease(settings)
        # each part alone, so that whoever takes one over takes its servers and their posts
        steps: list[tuple[Guarded, ...]] = [
            (unguarded(part.adapter.run), each.run)
            for part, each in zip(discord.parts or (discord,), announcers, strict=True)
        ]
        steps[0] = (*steps[0], unguarded(senders[discord.adapter.platform].run))
        if discord.parts:
            duties["discord"] = neighbours.shared(name, [all_of(*each) for each in steps])
        else:
            duties["discord"] = neighbours.duty(name, *steps[0])
    return duties


async def last_words(signals: Signals) -> None:
    """Told while stopping, where the database takes it at once; nobody depends on it."""
    with suppress(StoreUnavailable, TimeoutError):
        async with asyncio.timeout(LAST_WORDS_SECONDS):
            await signals.flush()


async def run_all(duties: Mapping[str, Duty]) -> None:
    """Until cancelled, or until one of them fails."""
    async with asyncio.TaskGroup() as group:
        for name, duty in duties.items():
            group.create_task(duty(), name=name)
