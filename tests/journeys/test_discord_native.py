"""Discord's own polls: votes become ballots, and what was missed is made good."""

from __future__ import annotations

from contextlib import AsyncExitStack

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
    post = await house.launch(ada, question="Which?", options="a | b | c", native=True, names=True, multi=3, until="2h")
    bruno = house.guild.member("Bruno")
    for answer in ("a", "c", "b"):
        await bruno.votes(post, answer)
    await bruno.unvotes(post, "a")

    async def counted() -> bool:
        return await house.ballots() == {"Bruno": (2, 3)}

    await house.until(counted)


@pytest.mark.parametrize("lose_session", [False, True])
async def test_what_was_missed_is_made_good(house: DiscordHouse, ada: Member, lose_session: bool):
    post = await house.launch(ada, question="Where?", options="Lake | City", native=True, names=True, until="2h")
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
    post = await house.launch(ada, question="Secret?", options="a | b", native=True, until="2h")
    assert post.poll is None
    assert post.buttons


async def test_without_the_right_to_create_polls_there_are_buttons(house: DiscordHouse, ada: Member):
    house.general.forbid("SEND_POLLS")
    post = await house.launch(ada, question="Where?", options="a | b", native=True, names=True, until="2h")
    assert post.poll is None
    assert post.buttons


async def test_a_correction_is_said_beside_it(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Were?", options="a | b", native=True, names=True, until="2h")
    attempt = await ada.slash(house.general, "fix", poll=(await house.poll()).id, change="Where?")
    await attempt.answered()
    await house.until(lambda: house.posts(house.general, "put right"))
    assert not post.edit_count
    attempt = await ada.slash(house.general, "close", poll=(await house.poll()).id)
    await attempt.answered()
    await house.until(lambda: post.poll is not None and post.poll.is_over)


@pytest.mark.parametrize("deadline", [{}, {"until": "33d"}])
async def test_what_discord_would_end_early_has_buttons_and_that_is_said_before(
    house: DiscordHouse, ada: Member, deadline: dict[str, str]
):
    preview = await ada.slash(
        house.general, "poll", question="Where?", options="a | b", native=True, names=True, **deadline
    )
    await preview.answered()
    assert "#general (Discord): a button for each option, because" in preview.text
    assert "end after 32 days at the latest" in preview.text
    launched = await ada.presses(preview.answer, "Launch")
    await launched.answered()
    assert "end after 32 days at the latest" in launched.text
    await house.until(lambda: house.posts(house.general, "Where?"))
    post = house.posts(house.general, "Where?")[0]
    assert post.poll is None
    assert [each.label for each in post.buttons][:2] == ["a", "b"]


async def test_the_longest_that_discord_takes(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="a | b", native=True, names=True, until="32d")
    assert post.poll is not None
    body = next(call.body for call in house.server.requests if isinstance(call.body, dict) and "poll" in call.body)
    assert body["poll"]["duration"] == 768


async def test_reasons_are_given_in_italian_too(house: DiscordHouse):
    bea = await house.organiser("Bea", locale="it")
    await house.connect(bea)
    preview = await bea.slash(house.general, "poll", question="Dove?", options="a | b", native=True, names=True)
    await preview.answered()
    assert "finiscono al più tardi dopo 32 giorni" in preview.text


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("extend", {"when": "5h"}),
        ("extend", {"when": "40d"}),
        ("extend", {"when": "never"}),
        ("fix", {"change": "+ c"}),
        ("fix", {"change": "-2"}),
    ],
)
async def test_what_discords_poll_cannot_follow_goes_on_with_buttons(
    house: DiscordHouse, ada: Member, command: str, options: dict[str, str]
):
    native = await house.launch(ada, question="Where?", options="a | b | d", native=True, names=True, until="2h")
    bruno, eve = house.guild.member("Bruno"), house.guild.member("Eve")
    await bruno.votes(native, "a")

    async def counted() -> bool:
        return await house.ballots() == {"Bruno": (1,)}

    await house.until(counted)
    attempt = await ada.slash(house.general, command, poll=(await house.poll()).id, **options)
    await attempt.answered()
    await house.until(lambda: [each for each in house.posts(house.general, "Where?") if each.buttons])
    assert native.poll is not None
    assert native.poll.is_over
    assert house.posts(house.general, "go on with the buttons below")
    post = next(each for each in house.posts(house.general, "Where?") if each.buttons)
    assert "1 person voted" in post.text
    await (await bruno.presses(post, "d")).answered()
    await (await eve.presses(post, "a")).answered()
    async with house.server.gateway_gap():
        pass
    wanted = {"Bruno": (3,), "Eve": (1,)}
    assert await house.ballots() == wanted
    await house.restart()
    await house.until(lambda: "2 people voted" in post.text)
    assert await house.ballots() == wanted


async def test_opened_again_it_has_buttons(house: DiscordHouse, ada: Member):
    native = await house.launch(ada, question="Where?", options="a | b", native=True, names=True, until="2h")
    number = (await house.poll()).id
    await (await ada.slash(house.general, "close", poll=number)).answered()
    await house.until(lambda: native.poll is not None and native.poll.is_over)
    await (await ada.slash(house.general, "reopen", poll=number, when="1h")).answered()
    await house.until(lambda: [each for each in house.posts(house.general, "Where?") if each.buttons])
    post = next(each for each in house.posts(house.general, "Where?") if each.buttons)
    await (await house.guild.member("Bruno").presses(post, "b")).answered()
    assert await house.ballots() == {"Bruno": (2,)}


async def test_even_where_deleted_posts_stay_away_the_poll_goes_on(tmp_path):
    async with discord_house(tmp_path, deleted_posts="retire") as house:
        ada = await house.organiser()
        await house.connect(ada)
        await house.launch(ada, question="Where?", options="a | b", native=True, names=True, until="2h")
        await (await ada.slash(house.general, "extend", poll=(await house.poll()).id, when="5h")).answered()
        await house.until(lambda: [each for each in house.posts(house.general, "Where?") if each.buttons])


async def test_scheduled_it_has_buttons_and_that_is_said_before(house: DiscordHouse, ada: Member):
    preview = await ada.slash(
        house.general, "poll", question="Where?", options="a | b", native=True, names=True, opens="1h", until="3h"
    )
    await preview.answered()
    assert "cannot wait for an opening" in preview.text
    await (await ada.presses(preview.answer, "Launch")).answered()
    await house.until(lambda: house.posts(house.general, "Where?"))
    post = house.posts(house.general, "Where?")[0]
    house.clock.advance(hours=1)
    await house.until(lambda: [each.label for each in post.buttons][:2] == ["a", "b"])


@pytest.mark.parametrize("stopped", [True, False])
async def test_what_was_chosen_until_discord_ended_it_counts_though_we_were_away(
    house: DiscordHouse, ada: Member, stopped: bool
):
    post = await house.launch(ada, question="Where?", options="Lake | City", native=True, names=True, until="2h")
    bruno, carla, dora = (house.guild.member(name) for name in ("Bruno", "Carla", "Dora"))
    for person in (bruno, carla):
        await person.votes(post, "Lake")

    async def counted() -> bool:
        return len(await house.ballots()) == 2

    await house.until(counted)
    if stopped:
        await house.stop()
    async with AsyncExitStack() as away:
        if not stopped:
            await away.enter_async_context(house.server.gateway_gap())
        await bruno.unvotes(post, "Lake")
        await bruno.votes(post, "City")
        await carla.unvotes(post, "Lake")
        await dora.votes(post, "City")
        house.clock.advance(hours=2, minutes=30)
        if not stopped:
            await house.result(post)
    if stopped:
        await house.start()
    result = await house.result(post)
    assert await house.ballots() == {"Bruno": (2,), "Dora": (2,)}
    assert post.poll is not None
    assert post.poll.is_over
    assert "City: 100% (2 votes)" in result.text


async def test_what_was_chosen_anew_in_another_room_stays(house: DiscordHouse, ada: Member):
    other = house.guild.text_channel("other")
    await house.connect(ada, other)
    other.forbid("SEND_POLLS")
    native = await house.launch(
        ada, question="Where?", options="Lake | City", native=True, names=True, until="2h", **{"in": "all"}
    )
    await house.until(lambda: house.posts(other, "Where?"))
    bruno, carla = house.guild.member("Bruno"), house.guild.member("Carla")
    await bruno.votes(native, "Lake")

    async def counted() -> bool:
        return await house.ballots() == {"Bruno": (1,)}

    await house.until(counted)
    await (await bruno.presses(house.posts(other, "Where?")[0], "City")).answered()
    async with house.server.gateway_gap():
        await carla.votes(native, "Lake")

    async def made_good() -> bool:
        return "Carla" in await house.ballots()

    await house.until(made_good)
    assert await house.ballots() == {"Bruno": (2,), "Carla": (1,)}
