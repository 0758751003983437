"""Several processes' worth of the program in one, on one PostgreSQL: what one writes, another shows or sends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.clock import SystemClock
from bot.compose import Ascolto, compose
from bot.domain.community import PostKind, Role
from bot.ports import Clock
from bot.roles import roles_of
from bot.services.leasing import FREE, Fence
from bot.settings import Settings
from tests.discordhouse import TOKEN
from tests.fakes.clock import FakeClock
from tests.journeys.processes import free_port, until
from tests.platforms.discord_server import DiscordServer, Quota
from tests.platforms.telegram_server import TelegramServer
from tests.telegramhouse import TelegramHouse, cards, heard, said, telegram
from tests.webhouse import Browserless, web_house


class Inside:
    """Parts of the program over one database and one clock."""

    def __init__(self, url: str, clock: FakeClock, stack: AsyncExitStack, server: TelegramServer) -> None:
        self.url, self.clock, self.stack, self.server = url, clock, stack, server

    async def start(self, roles: str, **changes: object) -> Ascolto:
        settings = Settings.model_validate(
            {
                "database_url": self.url,
                "public_url": "http://127.0.0.1:1",
                "port": 0,
                "secret_key": "k" * 40,
                "timezone": "Europe/Rome",
                "telegram_token": self.server.token,
                "telegram_api_url": self.server.base_url.removesuffix("/bot"),
                # the clock of these tests runs ten times as fast as the database's
                "lease_seconds": 30,
            }
        ).model_copy(update=changes)
        return await self.stack.enter_async_context(part(settings, roles, self.clock))

    def telegram(self, process: Ascolto) -> TelegramHouse:
        return TelegramHouse(process, self.server, self.clock)

    async def visitor(self, process: Ascolto) -> Browserless:
        base = f"http://127.0.0.1:{process.server.port}"
        client = httpx.AsyncClient(base_url=base, follow_redirects=True, headers={"accept-language": "en"})
        return Browserless(await self.stack.enter_async_context(client))


@asynccontextmanager
async def part(settings: Settings, roles: str, clock: Clock) -> AsyncIterator[Ascolto]:
    async with compose(settings, roles=roles_of([roles]), clock=clock) as ascolto:
        working = asyncio.ensure_future(ascolto.run())
        try:
            yield ascolto
        finally:
            working.cancel()
            await asyncio.wait({working})


@pytest.fixture
async def inside(postgres):
    clock = FakeClock()
    async with telegram(clock) as server, AsyncExitStack() as stack:
        yield Inside(postgres.fresh(), clock, stack, server)
        assert server.spec_violations == []


async def test_by_webhook_any_web_process_receives_and_one_process_sends(inside: Inside) -> None:
    port = free_port()
    hook = {"telegram_webhook": True, "public_url": f"http://127.0.0.1:{port}"}
    first = await inside.start("web", port=port, **hook)
    second = await inside.start("web", **hook)
    sender = await inside.start("telegram", **hook)
    house = inside.telegram(first)
    for each in (first, second, sender):
        await house.until(lambda each=each: each.telegram.connected.is_set())
    await house.until(lambda: inside.server.calls("setWebhook"))
    boss = await house.organiser()
    group = inside.server.supergroup("Choir")
    await house.connect(group, boss)
    post = await house.launch(group, boss, "/poll Which? | A | B")
    assert "✓ Counted: A" in await house.answer(inside.server.user(50, "Ada"), post, "A")
    inside.server.webhook.url = f"http://127.0.0.1:{second.server.port}/telegram/updates"
    assert "✓ Counted: B" in await house.answer(inside.server.user(51, "Bob"), post, "B")
    await house.until(lambda: "2 people voted" in post.words)
    assert len(cards(group)) == 1
    assert inside.server.calls("getUpdates") == []
    assert len(inside.server.calls("setWebhook")) == 1
    # the process that only sends has no ear of its own
    async with httpx.AsyncClient() as client:
        address = f"http://127.0.0.1:{sender.server.port}/telegram/updates"
        assert (await client.post(address, json={})).status_code == 404


async def test_what_is_changed_on_a_page_is_known_to_the_other_processes_at_once(inside: Inside) -> None:
    web = await inside.start("web")
    sender = await inside.start("telegram")
    house = inside.telegram(sender)
    await house.until(sender.telegram.connected.is_set)
    boss, group = await house.organiser(), inside.server.supergroup("Choir")
    await house.connect(group, boss)
    await house.until(lambda: knows(sender, str(group.id)))
    page = await inside.visitor(web)
    token = await web.access.invite_organiser(timedelta(hours=1), Role.OWNER)
    await page.open(f"/sign-in?token={token}")
    await page.send("/sign-in", {"token": token})

    post = await house.launch(group, boss, "/poll Which? | A | B")
    ada = inside.server.user(50, "Ada", language_code="")
    assert "✓ Counted: A" in await house.answer(ada, post, "A")
    await page.say("/fix 2: Bee")
    await house.until(lambda: "Bee" in post.words)
    assert "Bee" in await house.answer(ada, post, "Bee")
    await page.say("/language it --community", event="language01")

    async def answered_in_italian() -> bool:
        return "contato" in await house.answer(ada, post, "A")  # the same again

    await house.until(answered_in_italian)
    await page.say("/disconnect Choir", event="disconnect")
    await house.until(lambda: forgot(sender, str(group.id)))


async def knows(process: Ascolto, address: str) -> bool:
    return await process.desk.channel_at(process.telegram.adapter.platform, address) is not None


async def forgot(process: Ascolto, address: str) -> bool:
    return not await knows(process, address)


async def test_the_summary_waits_for_what_other_processes_are_still_to_show(inside: Inside) -> None:
    sender = await inside.start("telegram,web")
    house = inside.telegram(sender)
    await house.until(sender.telegram.connected.is_set)
    boss = await house.organiser()
    group = inside.server.supergroup("Choir")
    await house.connect(group, boss)
    await house.launch(group, boss, "/poll Which? | A | B --in #Choir,#general")
    await group.says(boss, "/close")
    await house.until(lambda: any(each.photo for each in said(group)))
    private = inside.server.private(boss)
    assert "Summary" not in heard(private)
    worker = await inside.start("worker")
    await house.until(lambda: shown(worker))
    await house.until(lambda: "Which?" in heard(private))


async def shown(process: Ascolto) -> bool:
    async with process.work.reading() as work:
        poll = (await work.polls.recent(process.room.community, limit=1))[0]
        posts = await work.posts.of_poll(poll.id, on=["web"])
    return bool(posts) and all(each.reference for each in posts if each.kind is PostKind.RESULT)


async def test_who_was_overtaken_delivers_nothing(tmp_path: Path) -> None:
    async with web_house(tmp_path) as house:
        boss = await house.organiser()
        async with house.ascolto.work.writing() as work:
            lease = await work.leases.take("delivery-web", "me", timedelta(seconds=30))
            await work.leases.release("delivery-web", "me")
        assert lease is not None
        await boss.say("/poll Where? | Lake | City")
        announcing = house.ascolto.announcing.by_platform[house.ascolto.room.platform][0]
        for fence, expected in ((Fence(lease), 0), (FREE, 1)):
            delivering = asyncio.ensure_future(announcing.run(fence))
            for _ in range(40):
                await asyncio.sleep(0.005)
                house.clock.advance(seconds=1)
            delivering.cancel()
            await asyncio.wait({delivering})
            assert announcing.figures.posted == expected


async def test_one_discord_process_is_connected_and_the_next_follows_when_it_stops(postgres) -> None:
    url = postgres.fresh()
    settings = Settings.model_validate(
        {
            "database_url": url,
            "public_url": "http://127.0.0.1:1",
            "port": 0,
            "secret_key": "k" * 40,
            "discord_token": TOKEN,
            "lease_seconds": 6,
        }
    )
    async with DiscordServer(token=TOKEN) as server:
        server.limits.quotas = dict.fromkeys(server.limits.quotas, Quota(10_000, 1.0))
        with server.patched():
            async with AsyncExitStack() as first_process, AsyncExitStack() as second_process:
                first = await first_process.enter_async_context(part(settings, "discord", SystemClock()))
                await asyncio.wait_for(first.discord.connected.wait(), 20)
                second = await second_process.enter_async_context(part(settings, "discord", SystemClock()))
                await moving(lambda: second.readiness.leasing.figures)
                ready, lines = await second.readiness.look()
                assert ready
                assert lines[1].endswith("waiting, another process holds it")
                assert lines[2] == "discord: not connected"
                await first_process.aclose()
                await moving(second.discord.connected.is_set)
                assert not first.discord.connected.is_set()


async def moving(true: Callable[[], object]) -> None:
    """In real time, by which the leases of the database run too."""
    await until(true, within=60)


async def test_two_discord_processes_divide_the_shards_and_one_takes_over_all(postgres) -> None:
    url, shards = postgres.fresh(), 3
    settings = Settings.model_validate(
        {
            "database_url": url,
            "public_url": "http://127.0.0.1:1",
            "port": 0,
            "secret_key": "k" * 40,
            "discord_token": TOKEN,
            "discord_shards": shards,
            "lease_seconds": 6,
        }
    )
    async with DiscordServer(token=TOKEN) as server:
        server.gateway.rules.shards = shards
        server.limits.quotas = dict.fromkeys(server.limits.quotas, Quota(10_000, 1.0))
        guilds = [server.guild(f"Club {number}", shard=(number, shards)) for number in range(shards)]
        halls = [guild.text_channel("hall") for guild in guilds]
        bosses = [guild.member("Ada", permissions=("MANAGE_GUILD", "MANAGE_MESSAGES")) for guild in guilds]
        with server.patched():
            async with AsyncExitStack() as first_process, AsyncExitStack() as second_process:
                first = await first_process.enter_async_context(part(settings, "discord", SystemClock()))
                await moving(lambda: connected(first) == {0, 1, 2})
                second = await second_process.enter_async_context(part(settings, "discord", SystemClock()))
                await moving(lambda: len(connected(first)) == 2 and len(connected(second)) == 1)
                assert connected(first) | connected(second) == {0, 1, 2}
                posts = [await launched(boss, hall) for boss, hall in zip(bosses, halls, strict=True)]
                for guild, post in zip(guilds, posts, strict=True):
                    receipt = await guild.member("Bruno").presses(post, "Lake")
                    await receipt.answered()
                    assert "✓" in receipt.text
                await moving(lambda: all("1 person voted" in post.text for post in posts))
                await first_process.aclose()
                await moving(lambda: connected(second) == {0, 1, 2})
                for guild, post in zip(guilds, posts, strict=True):
                    await (await guild.member("Dino").presses(post, "City")).answered()
                await moving(lambda: all("2 people voted" in post.text for post in posts))
                assert [len([each for each in hall.public if "Where?" in each.text]) for hall in halls] == [1, 1, 1]
        assert server.spec_violations == []


def connected(process: Ascolto) -> set[int]:
    return {shard for shard, each in enumerate(process.discord.parts) if each.connected.is_set()}


async def launched(boss, hall):
    await (await boss.slash(hall, "connect", own=True)).answered()
    preview = await boss.slash(hall, "poll", question="Where?", options="Lake | City")
    await preview.answered()
    await (await boss.presses(preview.answer, "Launch")).answered()
    await moving(lambda: [each for each in hall.public if "Where?" in each.text])
    return next(each for each in hall.public if "Where?" in each.text)
