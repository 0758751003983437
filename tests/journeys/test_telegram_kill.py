"""kill -9 in the middle of 300 votes on Telegram, five times: 300 ballots, none twice, every receipt kept."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path

from bot.domain.ids import CommunityId
from storage.engine import async_engine, parse_url
from storage.unit_of_work import SqlUnitOfWork
from tests.patience import PATIENCE
from tests.platforms.telegram_server import TelegramServer
from tests.telegramhouse import cards, said

ROOT = Path(__file__).parents[2]
KILLS, VOTERS = 5, 300


async def start(url: str, server: TelegramServer) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "run"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "PORT": "0",
            "TELEGRAM_TOKEN": server.token,
            "TELEGRAM_API_URL": server.base_url.removesuffix("/bot"),
        },
    )


async def sign_in_payload(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while line := (await process.stdout.readline()).decode():
            if "?start=s_" in line:
                return line.partition("?start=")[2].strip()
    raise AssertionError("no sign-in link was printed")


async def until(true):
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110  # what another process does cannot set an event here
            await asyncio.sleep(0.02)


async def test_killed_five_times_among_300_votes(tmp_path):
    url = f"sqlite:///{tmp_path}/ascolto.db"
    chance = random.Random(5)
    async with TelegramServer(callback_seconds=120) as server:  # receipts may be late here, but not lost
        process = await start(url, server)
        try:
            boss, group = server.user(1, "Bea"), server.supergroup("Choir friends")
            await boss.starts(await sign_in_payload(process))
            await until(lambda: said(server.private(boss)))
            group.add_bot(by=boss)
            await group.says(boss, "/connect")
            await until(lambda: any("is connected" in each.words for each in said(group)))
            await group.says(boss, "/poll Where? | Lake | City | Hill")
            await until(lambda: cards(group))
            post = cards(group)[-1]
            taps = []
            for number in range(VOTERS):
                voter = server.user(100 + number, f"Voter {number}")
                taps.append(await voter.taps(post, ("Lake", "City", "Hill")[number % 3]))
            for kill in range(KILLS):
                wanted = VOTERS * (kill + 1) // (KILLS + 2) + chance.randrange(20)
                await until(lambda wanted=wanted: sum(tap.answered.done() for tap in taps) >= wanted)
                process.kill()
                await process.wait()
                acknowledged = {number for number, tap in enumerate(taps) if tap.answered.done()}
                stored = await ballots(url)
                assert all(stored.get(str(100 + number)) == number % 3 + 1 for number in acknowledged)
                process = await start(url, server)
            await until(lambda: all(tap.answered.done() for tap in taps))
            await until(lambda: "300 people voted" in post.words)
        finally:
            process.kill()
            await process.wait()
    assert await ballots(url) == {str(100 + number): number % 3 + 1 for number in range(VOTERS)}


async def ballots(url: str) -> dict[str, int]:
    """Voter's number on Telegram → the option they hold; checked against the kept tally."""
    engine = async_engine(parse_url(url))
    try:
        async with SqlUnitOfWork(engine).reading() as work:
            poll = (await work.polls.recent(CommunityId("home"), limit=1))[0]
            held = {}
            for ballot in await work.ballots.all(poll.id):
                held[(await work.people.get(ballot.voter)).native_id] = ballot.choices[0]
            tally = await work.ballots.tally(poll.id)
    finally:
        await engine.dispose()
    assert tally.voters == len(held)
    return held
