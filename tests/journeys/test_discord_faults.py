"""What goes wrong between Discord and us: lost answers, refusals, limits, a database that is away."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.errors import StoreUnavailable
from tests.discordhouse import DiscordHouse, discord_house
from tests.platforms.discord_limits import usual
from tests.platforms.discord_people import Member


@pytest.fixture
async def house(tmp_path):
    async with discord_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


@pytest.fixture
async def ada(house: DiscordHouse) -> Member:
    boss = await house.organiser()
    await house.connect(boss)
    return boss


async def test_a_lost_answer_posts_nothing_twice(house: DiscordHouse, ada: Member):
    house.server.drop_next("POST /channels/*/messages", times=2)
    await house.launch(ada, question="Where?", options="Lake | City")
    assert len(house.posts(house.general, "Where?")) == 1


async def test_discord_is_broken_for_a_while(house: DiscordHouse, ada: Member):
    house.server.fail_next("POST /channels/*/messages", 503, times=2)
    post = await house.launch(ada, question="Where?", options="Lake | City")
    house.server.fail_next("PATCH /channels/*/messages/*", 502, times=2)
    bruno = house.guild.member("Bruno")
    await (await bruno.presses(post, "Lake")).answered()
    await house.until(lambda: "1 person voted" in post.text)


async def test_who_was_told_that_it_failed_has_no_ballot(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    bruno = house.guild.member("Bruno")
    house.server.patience = 0.5
    house.server.fail_next("POST /interactions/*/*/callback", 404, 10062, "Unknown interaction")
    attempt = await bruno.presses(post, "Lake")
    assert attempt.failed
    assert await house.ballots() == {}
    again = await bruno.presses(post, "Lake")
    await again.answered()
    assert await house.ballots() == {"Bruno": (1,)}


async def test_a_receipt_that_cannot_be_delivered_takes_no_vote_back(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    bruno = house.guild.member("Bruno")
    house.server.fail_next("PATCH /webhooks/*/*/messages/@original", 404, 10015, "Unknown Webhook")
    await bruno.presses(post, "Lake")
    await house.until(lambda: "1 person voted" in post.text)
    assert await house.ballots() == {"Bruno": (1,)}


async def test_the_database_is_away(house: DiscordHouse, ada: Member, monkeypatch):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    bruno = house.guild.member("Bruno")

    async def away(*_: object) -> None:
        raise StoreUnavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(type(house.ascolto.desk), "language_of", away)
        attempt = await bruno.presses(post, "Lake")
        await attempt.answered()
        assert "database" in attempt.text
        command = await bruno.slash(house.general, "polls")
        await command.answered()
        assert "Nothing was changed" in command.text
    again = await bruno.presses(post, "City")
    await again.answered()
    assert "✓" in again.text


async def test_stopped_in_the_middle_of_votes(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    house.server.patience = 1.0
    people = [house.guild.member(f"Voter {number}") for number in range(60)]
    pressing = [asyncio.ensure_future(person.presses(post, "Lake")) for person in people]
    await asyncio.sleep(0.15)
    await house.restart()
    attempts = await asyncio.gather(*pressing)
    assert not any(attempt.thinking for attempt in attempts)
    held = await house.ballots()
    receipts = {attempt.member.name for attempt in attempts if "✓" in attempt.text}
    assert receipts == set(held)
    for person in people:
        if person.name not in receipts:
            await (await person.presses(post, "Lake")).answered()
    assert len(await house.ballots()) == 60


async def test_many_polls_in_one_channel_keep_to_the_headers(house: DiscordHouse, ada: Member):
    posts = [await house.launch(ada, question=f"Poll {number}?", options="Lake | City") for number in range(8)]
    house.server.limits.quotas = usual()
    people = [house.guild.member(f"Voter {number}") for number in range(12)]
    for person in people:
        attempts = await asyncio.gather(*(person.presses(post, "Lake") for post in posts))
        await asyncio.gather(*(attempt.answered() for attempt in attempts))
    await house.until(lambda: all("12 people voted" in post.text for post in posts), step=0.02)
    assert house.server.rate_limit_errors == 0


async def test_an_old_posts_edits_have_a_limit_of_their_own(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    house.server.fail_next(
        "PATCH /channels/*/messages/*", 400, 30046, "Maximum number of edits to messages older than 1 hour reached"
    )
    bruno = house.guild.member("Bruno")
    await (await bruno.presses(post, "Lake")).answered()
    await house.until(lambda: "1 person voted" in post.text, step=1)
