"""Many processes when things go wrong: the database is gone for a while, processes die in the middle of voting."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psycopg
from psycopg import sql

from tests.journeys.processes import Process, processes, said, until
from tests.platforms.telegram_server import TelegramServer
from tests.telegramhouse import cards
from tests.telegramhouse import said as told
from tests.webhouse import Browserless

VOTERS, KILLS = 60, 2


@contextmanager
def away(url: str) -> Iterator[None]:
    """Nobody reaches this database: every connection is cut, and none let in."""
    base, _, name = url.rpartition("/")
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        database = sql.Identifier(name)
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(database))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(database))


async def test_a_database_that_was_gone_for_longer_than_the_leases_last(postgres, tmp_path) -> None:
    async with (
        TelegramServer(callback_seconds=120) as server,
        processes(postgres.fresh(), tmp_path, server) as house,
    ):
        web, worker, *both = [await house.start(roles) for roles in ("web", "worker", "telegram", "telegram")]
        await until(lambda: any(said(each, "lease.held") for each in both))
        (holder,) = [each for each in both if said(each, "lease.held")]
        boss, group = server.user(1, "Bea"), server.supergroup("Choir friends")
        await until(lambda: said(holder, r"start=(s_\S+)"))
        await boss.starts(said(holder, r"start=(s_\S+)"))
        await until(lambda: told(server.private(boss)))
        group.add_bot(by=boss)
        await group.says(boss, "/connect")
        await until(lambda: any("is connected" in each.words for each in told(group)))
        await group.says(boss, "/poll Where? | Lake | City | Hill")
        await until(lambda: cards(group))
        post = cards(group)[-1]
        with away(house.url):
            people = [server.user(100 + number, f"Voter {number}") for number in range(10)]
            taps = [await person.taps(post, "Lake") for person in people]
            await until(lambda: said(holder, "lease.lost") and said(worker, "lease.lost"))
            assert (await answer(web, "/readyz")).status_code == 503
            assert (await answer(web, "/livez")).status_code == 200
        # without a restart, and without a person's help
        await until(lambda: all(tap.answered.done() for tap in taps))
        for person, tap in zip(people, taps, strict=True):
            # who was told that it is not stored votes again; nobody was told otherwise than it is
            if "✓" not in tap.answered.result().text:
                again = await person.taps(post, "Lake")
                assert "✓" in (await again.answered).text
        await until(lambda: "10 people voted" in post.words)
        assert (await answer(web, "/readyz")).status_code == 200
        assert "Counted" in await house.visitor(web).vote((await house.latest()).id, 2)
        await until(lambda: "11 people voted" in post.words)
        assert await house.count(await house.latest()) == {"Lake": 10, "City": 1, "Hill": 0}
        assert all(each.running.returncode is None for each in (web, worker, *both))


async def test_web_processes_killed_among_votes_lose_none_that_was_acknowledged(postgres, tmp_path) -> None:
    chance = random.Random(7)
    async with processes(postgres.fresh(), tmp_path) as house:
        await house.start("worker")
        webs = [await house.start("web") for _ in range(2)]
        boss = await house.organiser(webs[0])
        await boss.say("/poll Where? | Lake | City | Hill")
        poll = await house.latest()
        acknowledged: set[int] = set()
        gate = asyncio.Semaphore(12)

        async def vote(number: int) -> None:
            """By whichever process answers, again and again, as people do; in one browser, which is one voter."""
            visitor, cookies = None, httpx.Cookies()
            async with gate:
                while number not in acknowledged:
                    visitor = house.visitor(chance.choice(webs))
                    visitor.client.cookies = cookies
                    if await counted(visitor, poll.id, number % 3 + 1):
                        acknowledged.add(number)
                    cookies = visitor.client.cookies
                    await asyncio.sleep(0.01)

        async with asyncio.TaskGroup() as group:
            for number in range(VOTERS):
                group.create_task(vote(number))
            for kill in range(KILLS):
                await until(lambda kill=kill: len(acknowledged) >= VOTERS * (kill + 1) // (KILLS + 2))
                dying = webs.pop(0)
                group.create_task(dying.kill())
                webs.append(await house.start("web"))
        third = VOTERS // 3
        assert await house.count(poll) == {"Lake": third, "City": third, "Hill": third}


async def counted(visitor: Browserless, poll: str, option: int) -> bool:
    try:
        return "✓" in await visitor.vote(poll, option)
    except httpx.TransportError:
        return False


async def answer(process: Process, path: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(f"{process.base}{path}", timeout=30)
