"""Acknowledged in three seconds, once, whatever becomes of the acknowledgement on the way."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.domain.errors import StoreUnavailable
from tests.discordhouse import DiscordHouse, discord_house
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


CALLBACK = "POST /interactions/*/*/callback"


async def test_an_acknowledgement_whose_answer_is_lost(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    bruno = house.guild.member("Bruno")
    house.server.drop_next(CALLBACK)
    attempt = await bruno.presses(post, "Lake")
    await attempt.answered()
    assert "✓" in attempt.text
    assert await house.ballots() == {"Bruno": (1,)}
    house.server.drop_next(CALLBACK)
    away = await bruno.presses(attempt.answer, "Withdraw")
    await house.until(lambda: "Withdrawn" in attempt.answer.text)
    assert not away.failed
    house.server.drop_next(CALLBACK)
    command = await bruno.slash(house.general, "myvotes")
    await command.answered()


async def test_an_acknowledgement_that_fails_at_first(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    house.server.fail_next(CALLBACK, 502)
    attempt = await house.guild.member("Bruno").presses(post, "Lake")
    await attempt.answered()
    assert "✓" in attempt.text


async def test_what_another_process_has_answered_is_left_to_it(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    bruno = house.guild.member("Bruno")
    house.server.fail_next(CALLBACK, 400, 40060, "Interaction has already been acknowledged.")
    house.server.patience = 0.5
    await bruno.presses(post, "Lake")
    assert await house.ballots() == {}
    asked = await ada.slash(house.general, "poll", question="Again?", options="a | b")
    await asked.answered()
    before = asked.text
    house.server.gateway.interact(asked.payload, house.guild)
    await (await bruno.slash(house.general, "help")).answered()
    assert asked.text == before


async def test_many_presses_of_one_person_on_a_slow_database(house: DiscordHouse, ada: Member, monkeypatch):
    """Each is acknowledged at once, also while those before it are still being counted."""
    post = await house.launch(ada, question="Where?", options="Lake | City | Hill")
    bruno = house.guild.member("Bruno")
    voting, slow = type(house.ascolto.desk).vote, asyncio.Event()

    async def slowly(self, vote):
        await slow.wait()
        return await voting(self, vote)

    monkeypatch.setattr(type(house.ascolto.desk), "vote", slowly)
    labels = ["Lake", "City", "Hill"] * 7
    attempts = [await bruno.presses(post, label) for label in labels]
    assert not any(attempt.failed for attempt in attempts)
    slow.set()
    await asyncio.gather(*(attempt.answered() for attempt in attempts))
    assert await house.ballots() == {"Bruno": (3,)}


async def test_pressed_again_and_again_the_last_press_counts(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City | Hill")
    bruno = house.guild.member("Bruno")
    pressing = [bruno.presses(post, label) for label in ["Lake", "City", "Hill", "City"] * 5]
    attempts = await asyncio.gather(*pressing)
    await asyncio.gather(*(attempt.answered() for attempt in attempts))
    assert await house.ballots() == {"Bruno": (2,)}


async def test_the_token_expires_between_vote_and_receipt(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    bruno = house.guild.member("Bruno")
    house.server.fail_next("PATCH /webhooks/*/*/messages/@original", 401, 50027, "Invalid Webhook Token")
    await bruno.presses(post, "Lake")
    await house.until(lambda: "1 person voted" in post.text)
    again = await bruno.presses(post, "Lake")
    await again.answered()
    assert await house.ballots() == {"Bruno": (1,)}


async def test_redelivered_after_others_the_old_press_changes_nothing(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    bruno = house.guild.member("Bruno")
    old = await bruno.presses(post, "Lake")
    await old.answered()
    await (await bruno.presses(post, "City")).answered()
    for _ in range(3):
        house.server.gateway.interact(old.payload, house.guild)
    await (await bruno.slash(house.general, "myvotes")).answered()
    assert await house.ballots() == {"Bruno": (2,)}


async def test_three_hundred_while_the_gateway_is_cut(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City | Hill")
    people = [house.guild.member(f"Voter {number}") for number in range(300)]
    labels = ("Lake", "City", "Hill")
    house.server.patience = 3.0
    pressing = [asyncio.ensure_future(person.presses(post, labels[number % 3])) for number, person in enumerate(people)]
    await house.server.until(lambda: any(each.done() for each in pressing))
    house.server.cut_gateway()
    attempts = await asyncio.gather(*pressing)
    await house.until(lambda: all(each.failed or "✓" in each.text for each in attempts), what="a receipt for each")
    await house.server.connected()
    told = {each.member.name for each in attempts if "✓" in each.text}
    assert told == set(await house.ballots())
    for number, person in enumerate(people):
        if person.name not in told:
            await (await person.presses(post, labels[number % 3])).answered()
    assert await house.ballots() == {f"Voter {number}": (number % 3 + 1,) for number in range(300)}


async def test_the_clock_jumps(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City", until="30d")
    bruno = house.guild.member("Bruno")
    await (await bruno.presses(post, "Lake")).answered()
    for jump in (-7200, 3600 * 24 * 20, -3600 * 24 * 10):
        house.clock.advance(seconds=jump)
        began = time.monotonic()
        attempt = await bruno.presses(post, "City" if jump > 0 else "Lake")
        await attempt.answered()
        assert "✓" in attempt.text
        assert time.monotonic() - began < 3
    await house.restart()
    await (await bruno.presses(post, "City")).answered()
    assert await house.ballots() == {"Bruno": (2,)}


async def test_votes_in_discords_own_poll_while_the_database_is_away(house: DiscordHouse, ada: Member, monkeypatch):
    post = await house.launch(ada, question="Where?", options="Lake | City", native=True, names=True, until="2h")
    bruno, eve = house.guild.member("Bruno"), house.guild.member("Eve")
    await bruno.votes(post, "Lake")

    async def counted(wanted) -> bool:
        return await house.ballots() == wanted

    await house.until(lambda: counted({"Bruno": (1,)}))

    async def away(*_: object) -> None:
        raise StoreUnavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(type(house.ascolto.desk), "card", away)
        await eve.votes(post, "City")
        await bruno.votes(post, "City")
        await (await ada.slash(house.general, "help")).answered()
    await house.until(lambda: counted({"Bruno": (2,), "Eve": (2,)}))


async def test_nothing_is_offered_while_the_database_is_away(house: DiscordHouse, ada: Member, monkeypatch):
    async def away(*_: object) -> None:
        raise StoreUnavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(type(house.ascolto.desk), "language_of", away)
        found = await ada.autocomplete(house.general, "close", "poll", "x")
    assert not found.failed
    assert found.choices == []


async def test_publishing_too_often_is_said_in_words(house: DiscordHouse, ada: Member):
    news = house.guild.announcement_channel("news")
    await house.connect(ada, news)
    post = await house.launch(ada, news, question="News?", options="a | b")
    house.server.fail_next("POST /channels/*/messages/*/crosspost", 429, retry_after=3000.0)
    attempt = await ada.context_menu("Publish this poll to followers", post)
    await attempt.answered()
    assert "did not let me publish" in attempt.text
