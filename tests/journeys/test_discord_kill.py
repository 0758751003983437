"""kill -9 in the middle of 300 votes on Discord: 300 ballots, none twice, every receipt kept, every old button good."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path

from bot.domain.ids import CommunityId
from storage.engine import async_engine, parse_url
from storage.unit_of_work import SqlUnitOfWork
from tests.discordhouse import TOKEN
from tests.patience import PATIENCE
from tests.platforms.discord_channels import Channel
from tests.platforms.discord_messages import Message
from tests.platforms.discord_people import Member
from tests.platforms.discord_rest import API
from tests.platforms.discord_server import DiscordServer, Quota

ROOT = Path(__file__).parents[2]
KILLS, VOTERS, AT_ONCE = 3, 300, 20


async def start(url: str, server: DiscordServer) -> asyncio.subprocess.Process:
    """Once the bot is connected again; by then its buttons work."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.journeys.discord_process", f"{server.base}{API}"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "DATABASE_URL": url, "PORT": "0", "DISCORD_TOKEN": TOKEN},
    )
    await server.connected(within=30)
    return process


async def one_time_code(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while line := (await process.stdout.readline()).decode():
            if "/start code:" in line:
                return line.partition("code:")[2].strip()
    raise AssertionError("no code was printed")


async def voted(person: Member, post: Message, label: str, receipts: set[str]) -> None:
    """Press until there is a receipt, as people do when Discord says that the bot did not respond."""
    async with asyncio.timeout(PATIENCE):
        while True:
            attempt = await person.presses(post, label)
            if attempt.lost or attempt.failed:
                await asyncio.sleep(0.2)
                continue
            try:
                await attempt.answered(within=3)
            except AssertionError:
                continue
            if "✓" in attempt.text:
                receipts.add(person.name)
                return


async def test_killed_among_300_votes(tmp_path):
    url, chance = f"sqlite:///{tmp_path}/ascolto.db", random.Random(5)
    async with DiscordServer(token=TOKEN, patience=1.0) as server:
        server.limits.quotas = dict.fromkeys(server.limits.quotas, Quota(10_000, 1.0))
        guild = server.guild("Home")
        general = guild.text_channel("general")
        boss = guild.member("Ada", permissions=("MANAGE_MESSAGES",))
        process = await start(url, server)
        try:
            code = await one_time_code(process)
            await server.until(server.commands, within=10)
            await (await boss.slash(general, "start", code=code)).answered()
            await (await boss.slash(general, "connect")).answered()
            preview = await boss.slash(general, "poll", question="Where?", options="Lake | City | Hill")
            await preview.answered()
            await (await boss.presses(preview.answer, "Launch")).answered()
            await server.until(lambda: asked(general), within=10)
            post = asked(general)[0]
            receipts: set[str] = set()
            waiting = [
                (guild.member(f"Voter {number}"), ("Lake", "City", "Hill")[number % 3]) for number in range(VOTERS)
            ]
            gate = asyncio.Semaphore(AT_ONCE)

            async def vote(person: Member, label: str) -> None:
                async with gate:
                    await voted(person, post, label, receipts)

            async with asyncio.TaskGroup() as group:
                for person, label in waiting:
                    group.create_task(vote(person, label))
                for kill in range(KILLS):
                    wanted = VOTERS * (kill + 1) // (KILLS + 2) + chance.randrange(20)
                    await server.until(lambda wanted=wanted: len(receipts) >= wanted, within=60)
                    process.kill()
                    await process.wait()
                    acknowledged = set(receipts)
                    assert acknowledged <= set(await ballots(url))
                    process = await start(url, server)
            await server.until(lambda: "300 people voted" in post.text, within=40)
        finally:
            process.kill()
            await process.wait()
        assert len(asked(general)) == 1
        assert server.spec_violations == []
    assert await ballots(url) == {f"Voter {number}": number % 3 + 1 for number in range(VOTERS)}


def asked(channel: Channel) -> list[Message]:
    return [message for message in channel.public if "Where?" in message.text]


async def ballots(url: str) -> dict[str, int]:
    """Voter's name → the option they hold; checked against the kept tally."""
    engine = async_engine(parse_url(url))
    try:
        async with SqlUnitOfWork(engine).reading() as work:
            poll = (await work.polls.recent(CommunityId("home"), limit=1))[0]
            held = {
                (await work.people.get(each.voter)).name: each.choices[0] for each in await work.ballots.all(poll.id)
            }
            tally = await work.ballots.tally(poll.id)
    finally:
        await engine.dispose()
    assert tally.voters == len(held)
    return held
