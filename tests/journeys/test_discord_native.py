"""Discord's own polls: votes become ballots, and what was missed is made good."""

from __future__ import annotations

import pytest

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


async def test_votes_become_ballots(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City | Hill", native=True, names=True, until="2h")
    assert post.poll is not None
    assert "everyone sees who chose what" in post.text
    people = [house.guild.member(f"Voter {number}") for number in range(5)]
    for person in people:
        await person.votes(post, "Lake")
    await people[0].votes(post, "City")
    await people[1].unvotes(post, "Lake")
    wanted = {"Voter 0": (2,), "Voter 2": (1,), "Voter 3": (1,), "Voter 4": (1,)}

    async def counted() -> bool:
        return await house.ballots() == wanted

    await house.until(counted)
    house.clock.advance(hours=2)
    await house.until(lambda: post.poll is not None and post.poll.is_over)
    await house.result(post)


async def test_several_answers(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Which?", options="a | b | c", native=True, names=True, multi=3)
    bruno = house.guild.member("Bruno")
    for answer in ("a", "c", "b"):
        await bruno.votes(post, answer)
    await bruno.unvotes(post, "a")

    async def counted() -> bool:
        return await house.ballots() == {"Bruno": (2, 3)}

    await house.until(counted)


@pytest.mark.parametrize("lose_session", [False, True])
async def test_what_was_missed_is_made_good(house: DiscordHouse, ada: Member, lose_session: bool):
    post = await house.launch(ada, question="Where?", options="Lake | City", native=True, names=True)
    people = [house.guild.member(f"Voter {number}") for number in range(250)]
    for person in people[:3]:
        await person.votes(post, "Lake")

    async def first() -> bool:
        return len(await house.ballots()) == 3

    await house.until(first)
    if lose_session:
        await house.stop()
        for person in people[1:]:
            await person.votes(post, "City")
        await people[0].unvotes(post, "Lake")
        await house.start()
    else:
        async with house.server.gateway_gap():
            for person in people[1:]:
                await person.votes(post, "City")
            await people[0].unvotes(post, "Lake")
    wanted = {f"Voter {number}": (2,) for number in range(1, 250)}

    async def all_counted() -> bool:
        return await house.ballots() == wanted

    await house.until(all_counted)


async def test_a_promise_of_secrecy_is_never_made_public(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Secret?", options="a | b", native=True)
    assert post.poll is None
    assert post.buttons


async def test_without_the_right_to_create_polls_there_are_buttons(house: DiscordHouse, ada: Member):
    house.general.forbid("SEND_POLLS")
    post = await house.launch(ada, question="Where?", options="a | b", native=True, names=True)
    assert post.poll is None
    assert post.buttons


async def test_a_correction_is_said_beside_it(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Were?", options="a | b", native=True, names=True)
    attempt = await ada.slash(house.general, "fix", poll=(await house.poll()).id, change="Where?")
    await attempt.answered()
    await house.until(lambda: house.posts(house.general, "put right"))
    assert not post.edit_count
    attempt = await ada.slash(house.general, "close", poll=(await house.poll()).id)
    await attempt.answered()
    await house.until(lambda: post.poll is not None and post.poll.is_over)
