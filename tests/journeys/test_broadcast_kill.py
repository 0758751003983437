"""kill -9 in the middle of a broadcast to 240 people, twice: everybody has it, and at most one chunk has it twice."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime

from bot.domain.community import Identity
from bot.domain.ids import CommunityId, PersonId, Platform
from bot.services.broadcast_errand import UNCONFIRMED
from storage.engine import async_engine, parse_url
from storage.unit_of_work import SqlUnitOfWork
from tests.journeys.test_telegram_kill import sign_in_payload, start, until
from tests.platforms.telegram_server import FloodLimits, TelegramServer
from tests.telegramhouse import button, said

KILLS, PEOPLE = 2, 240
TELEGRAM, HOME = Platform("telegram"), CommunityId("home")


async def test_killed_twice_in_the_middle_of_a_broadcast(tmp_path):
    url, chance = f"sqlite:///{tmp_path}/ascolto.db", random.Random(7)
    async with TelegramServer(callback_seconds=120, flood=FloodLimits(burst=5)) as server:
        process = await start(url, server)
        try:
            boss = server.user(1, "Bea")
            await boss.starts(await sign_in_payload(process))
            chat = server.private(boss)
            await until(lambda: said(chat))
            people = [server.user(1_000 + number, f"Reader {number}") for number in range(PEOPLE)]
            for person in people:
                person.started = True
            await subscribe(url, people)
            await boss.writes("/poll Where? | Lake | City --in #general")
            await until(lambda: any("Launched" in each.words for each in said(chat)))
            await boss.writes("/broadcast")
            await until(lambda: "Send it" in str(said(chat)[-1].buttons))
            preview = said(chat)[-1]
            await boss.taps(preview, button(preview, "Send it"))
            for kill in range(KILLS):
                wanted = PEOPLE * (kill + 1) // (KILLS + 1) + chance.randrange(25)
                await until(lambda wanted=wanted: sum(copies(server, each) for each in people) >= wanted)
                process.kill()
                await process.wait()
                process = await start(url, server)
            await until(lambda: all(copies(server, each) for each in people))
            await until(lambda: any("Done" in each.words for each in said(chat)))
        finally:
            process.kill()
            await process.wait()
        got = [copies(server, each) for each in people]
        assert min(got) == 1
        assert sum(got) - PEOPLE <= KILLS * UNCONFIRMED
        assert server.spec_violations == []
        panels = [each for each in said(chat) if "Broadcast " in each.words]
        assert len(panels) == 1
        assert f"{PEOPLE} of {PEOPLE} sent" in panels[0].words


def copies(server: TelegramServer, person) -> int:
    return len(said(server.private(person)))


async def subscribe(url: str, people) -> None:
    engine = async_engine(parse_url(url))
    try:
        async with SqlUnitOfWork(engine).writing() as work:
            for each in people:
                identity = Identity(TELEGRAM, str(each.id), each.first_name, "en")
                person = await work.people.recognise(identity, PersonId(f"reader{each.id}"))
                await work.subscribers.join(HOME, person, "en", datetime.now(UTC))
    finally:
        await engine.dispose()


async def test_stopped_gently_nobody_has_it_twice(tmp_path):
    """SIGTERM lets what is under way be written down."""
    url = f"sqlite:///{tmp_path}/ascolto.db"
    async with TelegramServer(callback_seconds=120, flood=FloodLimits(burst=5)) as server:
        process = await start(url, server)
        try:
            boss = server.user(1, "Bea")
            await boss.starts(await sign_in_payload(process))
            chat = server.private(boss)
            await until(lambda: said(chat))
            people = [server.user(1_000 + number, f"Reader {number}") for number in range(120)]
            for person in people:
                person.started = True
            await subscribe(url, people)
            await boss.writes("/poll Where? | Lake | City --in #general")
            await until(lambda: any("Launched" in each.words for each in said(chat)))
            await boss.writes("/broadcast")
            await until(lambda: "Send it" in str(said(chat)[-1].buttons))
            await boss.taps(said(chat)[-1], button(said(chat)[-1], "Send it"))
            await until(lambda: sum(copies(server, each) for each in people) >= 45)
            process.terminate()
            async with asyncio.timeout(60):
                await process.wait()
            process = await start(url, server)
            await until(lambda: all(copies(server, each) for each in people))
            await until(lambda: any("Done" in each.words for each in said(chat)))
        finally:
            process.kill()
            await process.wait()
        assert [copies(server, each) for each in people] == [1] * 120
