"""Many processes on one PostgreSQL: two serve pages, one works, two would poll Telegram; one count."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.journeys.processes import LEASE_SECONDS, Process, Processes, live, processes, said, until
from tests.platforms.telegram_server import TelegramServer
from tests.telegramhouse import cards
from tests.telegramhouse import said as told


@pytest.fixture
async def house(postgres, tmp_path):
    async with processes(postgres.fresh(), tmp_path) as started:
        yield started


async def held_by(*those: Process, lease: str) -> Process:
    """The one of them that holds it, once one does."""
    found: list[Process] = []

    async def look() -> bool:
        found[:] = [each for each in those if re.search(rf"^{lease}\S*: held here$", await each.ready(), re.MULTILINE)]
        return bool(found)

    await until(look, f"{lease} held")
    assert len(found) == 1
    return found[0]


async def test_a_vote_on_one_page_shows_on_a_page_of_another_process_without_reload(house: Processes) -> None:
    first, second, worker = [await house.start(roles) for roles in ("web", "web", "worker")]
    boss = await house.organiser(first)
    looking, voter = house.visitor(second), house.visitor(first)
    await looking.open("/r/general")
    coming = asyncio.create_task(live(looking, mark(looking), "room"))
    await boss.say("/poll Where? | Lake | City")
    await coming
    poll = await house.latest()
    assert "Where?" in await looking.open("/r/general")

    coming = asyncio.create_task(live(looking, mark(looking), "poll"))
    await voter.vote(poll.id, 1)
    await coming
    answer = await looking.client.get(f"/p/{poll.id}/card?back=/r/general&linked=1")
    assert "100%" in answer.text

    await boss.say("/fix 1: Great lake", event="fixing0001")
    await until(lambda: sees(looking, poll.id, "Great lake"))
    assert "Great lake" in await house.visitor(second).vote(poll.id, 1)

    coming = asyncio.create_task(live(looking, mark(looking), "room"))
    await boss.say("/close", event="closing001")
    await coming
    await until(lambda: sees(looking, poll.id, "closed"))
    assert await worker.figure("ascolto_signals_received_total") > 0
    assert await second.figure("ascolto_signals_received_total") > 0
    assert await first.figure("ascolto_signals_sent_total") > 0


async def test_votes_through_two_processes_at_once_are_one_count(house: Processes) -> None:
    webs = [await house.start("web") for _ in range(2)]
    await house.start("worker")
    boss = await house.organiser(webs[0])
    await boss.say("/poll Where? | Lake | City | Hill")
    poll = await house.latest()
    voters = [house.visitor(webs[number % 2]) for number in range(60)]
    gate = asyncio.Semaphore(20)

    async def vote_twice(number: int) -> None:
        async with gate:
            assert "✓" in await voters[number].vote(poll.id, 1)
            # changed through the other process: the same browser, the same voter, one ballot
            moved = house.visitor(webs[(number + 1) % 2])
            moved.client.cookies = voters[number].client.cookies
            assert "✓" in await moved.vote(poll.id, number % 3 + 1)

    await asyncio.gather(*(vote_twice(number) for number in range(60)))
    assert await house.count(poll) == {"Lake": 20, "City": 20, "Hill": 20}


async def test_a_poll_closes_on_time_after_its_worker_was_killed(house: Processes) -> None:
    web, *workers = [await house.start(roles) for roles in ("web", "worker", "worker")]
    boss = await house.organiser(web)
    await boss.say("/poll Where? | Lake | City --for 1m")
    poll = await house.latest()
    await house.visitor(web).vote(poll.id, 2)
    holder = await held_by(*workers, lease="schedule")
    (other,) = [each for each in workers if each is not holder]
    assert "schedule: waiting" in await other.ready()
    await holder.kill()
    await held_by(other, lease="schedule")
    assert await house.count(poll) == {"Lake": 0, "City": 1}


async def test_one_telegram_process_polls_and_the_other_takes_over_when_it_dies(postgres, tmp_path) -> None:
    voters = 60
    async with (
        TelegramServer(callback_seconds=120) as server,
        processes(postgres.fresh(), tmp_path, server) as house,
    ):
        web = await house.start("web")
        both = [await house.start("telegram") for _ in range(2)]
        holder = await held_by(*both, lease="telegram")
        (other,) = [each for each in both if each is not holder]
        await until(lambda: said(other, "lease.waiting"))
        assert re.search(r"^telegram-\d+: waiting, another process holds it$", await other.ready(), re.MULTILINE)

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
        taps = [
            await server.user(100 + number, f"Voter {number}").taps(post, ("Lake", "City", "Hill")[number % 3])
            for number in range(voters)
        ]
        await until(lambda: sum(tap.answered.done() for tap in taps) >= voters // 3)
        await holder.kill()
        await until(lambda: said(other, "lease.held"), within=LEASE_SECONDS * 2 + 10)
        await until(lambda: all(tap.answered.done() for tap in taps))
        await until(lambda: f"{voters} people voted" in post.words)
        assert await house.count(await house.latest()) == {"Lake": 20, "City": 20, "Hill": 20}
        assert len(cards(group)) == 1

        # a clean stop gives the lease back at once: a third process need not wait for it to run out
        third = await house.start("telegram")
        await until(lambda: said(third, "lease.waiting"))
        assert await other.stop() == 0
        await until(lambda: said(third, "lease.held"))
        late = await server.user(500, "Late").taps(post, "Hill")
        await until(lambda: "21" in post.words and late.answered.done())
        # what is voted on the web appears on Telegram
        await house.visitor(web).vote((await house.latest()).id, 1)
        await until(lambda: f"{voters + 2} people voted" in post.words)
        assert [each.method for each in server.requests if each.code == 409] == []
        assert server.spec_violations == []


def mark(page) -> str:
    """Where the page's script listens."""
    return re.search(r'data-live="([^"]+)"', page.page)[1].replace("&amp;", "&")


async def sees(visitor, poll: str, words: str) -> bool:
    answer = await visitor.client.get(f"/p/{poll}/card?back=/r/general&linked=1")
    return words in answer.text
