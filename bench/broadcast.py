"""A poll sent to 100,000 subscribers on a platform that takes 30 messages a second: `python -m bench.broadcast`.

Time runs faster (`--faster`, 10 times), for the program and the platform alike, so that an hour takes six minutes;
what the machine does in its own time, reading and storing, weighs so many times more than it would. The database, the
service and Telegram's pacer are the real ones; the platform is a function that counts like Telegram's
limits do in the tests, and refuses what comes too early. `--postgres URL` measures on PostgreSQL, `--people N` fewer.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import structlog
from sqlalchemy import insert
from telegram.error import RetryAfter

from adapters.telegram.faults import telegrams_errors
from adapters.telegram.limits import BROADCASTS_AT_ONCE, BROADCASTS_PER_SECOND, PER_SECOND
from adapters.telegram.pacing import BROADCAST, Pacer
from bot.clock import SystemChance
from bot.compose_broadcast import broadcaster
from bot.domain.broadcast import BroadcastState, Standing
from bot.domain.community import Channel, Community, Identity, Person
from bot.domain.conversation import Reply
from bot.domain.ids import CommunityId, PersonId, Platform
from bot.domain.poll import Open, Poll
from bot.ports import Letter, PrivateDelivery, UnitOfWork
from bot.services.access import Access
from bot.services.broadcast_letters import Letters
from bot.services.broadcast_words import standing_reply
from bot.services.broadcasts import read_standing
from bot.services.drawing import Drawing
from bot.services.reading import Reading
from charts.renderer import MatplotlibRenderer
from storage.engine import async_engine, parse_url
from storage.migrate import migrate
from storage.tables import people, subscribers
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import poll as open_poll
from tests.platforms.telegram_errors import ApiError
from tests.platforms.telegram_pacing import FloodLimits, Pacing

FASTER = 10
PEOPLE = 100_000
FIRST = 1_000
"""The first number of a chat."""
ROUND_TRIP = 0.05
"""Seconds, of the faster time, until the platform has answered."""
WANTED = 0.98
MORE = 10 * 2**20
"""Bytes by which memory may grow from the first seconds to the end, and still be called flat."""
COMMUNITY, TELEGRAM = CommunityId("home"), Platform("telegram")


class FastClock:
    def __init__(self, faster: float) -> None:
        self._began, self._since, self.faster = datetime.now(UTC), perf_counter(), faster
        self.read = self._began
        """What was read last."""

    def now(self) -> datetime:
        self.read = self._began + timedelta(seconds=(perf_counter() - self._since) * self.faster)
        return self.read

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.faster)


class Counting:
    """A platform that remembers whom it brought how many letters, and how often it had to refuse."""

    platform = TELEGRAM
    private = PrivateDelivery(per_second=BROADCASTS_PER_SECOND, at_once=BROADCASTS_AT_ONCE)

    def __init__(self, clock: FastClock, count: int) -> None:
        self._clock, self._pacer = clock, Pacer(clock)
        # a message is counted at the moment at which it left: what the machine does in between, other programs
        # mostly, would be so many times as long here
        self._limits = Pacing(lambda: clock.read.timestamp())  # noqa: PLW0108  # read anew each time
        # nobody is written to twice here, and the platform's own memory is not what is measured
        self._limits.limits = FloodLimits(per_second=PER_SECOND, per_chat_second=None)
        self.got = bytearray(count)
        self.arrived = 0
        self.first = self.last = clock.now()
        """When the first and the last letter came."""
        self.panels = 0

    @property
    def refused(self) -> int:
        return self._limits.errors

    async def send_private(self, person: Person, letter: Letter, key: str) -> None:  # noqa: ARG002  # whatever it says
        chat = int(person.native_id)

        async def arrive() -> None:
            try:
                self._limits.spend(chat, is_group=False)
            except ApiError as error:
                raise RetryAfter(timedelta(seconds=error.parameters["retry_after"])) from error
            if not self.arrived:
                self.first = self._clock.read
            self.arrived, self.last = self.arrived + 1, self._clock.read
            self.got[chat - FIRST] += 1
            await self._clock.sleep(ROUND_TRIP)

        with telegrams_errors():
            await self._pacer.process_request(arrive, (), {}, "sendMessage", {"chat_id": chat}, BROADCAST)

    async def panel(self, channel: Channel | None, person: Person, reply: Reply, key: str) -> None:  # noqa: ARG002
        self.panels += 1


def resident() -> int:
    """Bytes of memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


async def settle_in(work: UnitOfWork, engine: Any, count: int, now: datetime) -> None:
    boss = PersonId("boss")
    async with work.writing() as transaction:
        await transaction.communities.ensure(Community(id=COMMUNITY, name="Choir", language="en", timezone="UTC"))
        await transaction.people.recognise(Identity(TELEGRAM, "1", "Bea"), boss)
        poll: Poll = open_poll(number="p0000001", state=Open(now), author=boss, created_at=now)
        await transaction.polls.add(poll)
    async with engine.begin() as connection:
        for start in range(0, count, 5_000):
            # keys scattered as real ones are
            rows = [
                (f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}", str(FIRST + number))
                for number in range(start, min(start + 5_000, count))
            ]
            await connection.execute(
                insert(people),
                [{"id": key, "platform": TELEGRAM, "native_id": chat, "name": f"R {chat}"} for key, chat in rows],
            )
            await connection.execute(
                insert(subscribers),
                [{"community_id": COMMUNITY, "platform": TELEGRAM, "person_id": key, "since": now} for key, _ in rows],
            )


@asynccontextmanager
async def stores(url: str) -> AsyncIterator[tuple[UnitOfWork, Any]]:
    database = parse_url(url)
    await migrate(database)
    engine = async_engine(database)
    try:
        yield SqlUnitOfWork(engine), engine
    finally:
        await engine.dispose()


async def measure(url: str, count: int, faster: float) -> int:
    clock, chance = FastClock(faster), SystemChance()
    async with AsyncExitStack() as stack:
        work, engine = await stack.enter_async_context(stores(url))
        await settle_in(work, engine, count, clock.now() - timedelta(minutes=1))
        access = Access(work, clock, chance, COMMUNITY)
        drawing = await stack.enter_async_context(Drawing(MatplotlibRenderer()))
        platform = Counting(clock, count)
        adapters: Any = {TELEGRAM: platform}
        reading = Reading(work, access, drawing, clock)
        sender = broadcaster(work, access, reading, adapters, clock, chance)
        boss = await access.recognise(Identity(TELEGRAM, "1", "Bea"))
        preview = await sender.broadcasts.preview(open_poll().id, boss, None)
        # a program that has run for a while knows its words already
        await Letters(work, reading, clock).of(preview.broadcast, TELEGRAM, "en")
        standing_reply(Standing(preview.broadcast, ()), preview.poll, boss.speech, timedelta(hours=3))
        working = asyncio.ensure_future(sender.run())
        lag = [0.0]
        watching = asyncio.ensure_future(held_up(lag))
        gc.collect()
        gc.freeze()  # as the program does once it is put together
        await sender.broadcasts.start(preview.broadcast.id, boss, None)
        memory = [resident()]
        began, busy = perf_counter(), process_time()
        try:
            standing = await finished(work, preview.broadcast.id, memory)
        finally:
            took, busy = perf_counter() - began, process_time() - busy
            working.cancel()
            watching.cancel()
            await asyncio.wait({working, watching})
    return report(standing, platform, took, busy, lag[0], memory, count, faster)


async def held_up(lag: list[float]) -> None:
    """Adds up for how long the machine let nothing run here: other programs, or a disk that is busy with them."""
    while True:
        began = perf_counter()
        await asyncio.sleep(0.01)
        late = perf_counter() - began - 0.01
        lag[0] += late if late > 0.03 else 0.0


async def finished(work: UnitOfWork, number: Any, memory: list[int]) -> Standing:
    while True:
        await asyncio.sleep(0.5)
        memory.append(resident())
        async with work.reading() as transaction:
            standing = await read_standing(transaction, number)
        if standing.broadcast.state is BroadcastState.DONE:
            return standing


def report(
    standing: Standing,
    platform: Counting,
    took: float,
    busy: float,
    lag: float,
    memory: Sequence[int],
    count: int,
    faster: float,
) -> int:
    seconds = (platform.last - platform.first).total_seconds()
    share = (count - 1) / seconds / PER_SECOND
    early, late = memory[min(len(memory) - 1, 4)], memory[-1]
    exact = platform.got == b"\1" * count
    print(
        f"{count:,} people, {PER_SECOND} a second, time × {faster:g}: {took:.1f} s, {seconds:,.0f} s from first to last"
    )
    print(f"  of the limit          {share:6.3f}   (reach: {WANTED}): {'reached' if share >= WANTED else 'missed'}")
    print(f"  held up by others     {lag:6.1f} s of {took:.1f} s, each of which costs {faster:g}")
    print(
        f"  refused with 429      {platform.refused:6}   (reach: 0): {'reached' if not platform.refused else 'missed'}"
    )
    flat = "reached" if late - early <= MORE else "missed"
    print(f"  memory                {early / 2**20:6.1f} MB after 2 s, {late / 2**20:.1f} MB at the end (flat): {flat}")
    print(f"  busy                  {busy / count * 1e6:6.0f} µs a person; the panel was shown {platform.panels} times")
    print(f"  everybody, and once   {'yes' if exact else 'NO'}; written down: {standing.legs[0].sent:,} sent")
    return 0 if exact and not platform.refused and standing.legs[0].sent == count else 1


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bench.broadcast", description=__doc__)
    arguments.add_argument("--postgres", metavar="URL", help="postgresql://… ; an empty database")
    arguments.add_argument("--people", type=int, default=PEOPLE)
    arguments.add_argument("--faster", type=float, default=FASTER, help="how much faster time runs")
    given = arguments.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory() as folder:
        url = given.postgres or f"sqlite:///{folder}/bench.db"
        return asyncio.run(measure(url, given.people, given.faster))


if __name__ == "__main__":
    sys.exit(main())
