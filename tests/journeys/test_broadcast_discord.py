"""Broadcasts on Discord: direct messages through the real library, their buttons, and who does not take them."""

from __future__ import annotations

import pytest

from tests.discordhouse import DiscordHouse, discord_house
from tests.platforms.discord_messages import Message
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


async def subscribers(house: DiscordHouse, count: int) -> list[Member]:
    people = [house.guild.member(f"Reader {number}") for number in range(count)]
    for person in people:
        attempt = await person.slash(house.general, "subscribe")
        await attempt.answered()
        assert "/unsubscribe" in attempt.text
    return people


def letters(person: Member) -> list[Message]:
    return [each for each in person.dms if "🔕 Stop these messages" in str([key.label for key in each.buttons])]


def panels(boss: Member) -> list[Message]:
    return [each for each in boss.dms if "Broadcast " in each.text]


async def confirmed(house: DiscordHouse, boss: Member) -> Message:
    before = len(panels(boss))
    preview = await boss.slash(house.general, "broadcast")
    await preview.answered()
    assert "Nothing has been sent yet" in preview.text
    started = await boss.presses(preview.answer, "Send it")
    await started.answered()
    await house.until(lambda: len(panels(boss)) > before, step=0.2)
    return panels(boss)[-1]


async def test_a_poll_in_direct_messages_is_voted_on_and_ends_with_a_receipt(house: DiscordHouse, ada: Member):
    people = await subscribers(house, 5)
    people[4].user.blocks_dms = True
    await house.launch(ada, question="Where shall we meet?", options="Lake | City", until="2h")
    panel = await confirmed(house, ada)
    await house.until(lambda: "Done" in panel.text, step=0.2)
    assert "4 of 5 sent, 1 do not take my messages" in panel.text
    assert len(panels(ada)) == 1
    assert [len(letters(each)) for each in people] == [1, 1, 1, 1, 0]
    letter = letters(people[0])[0]
    assert "Where shall we meet?" in letter.text
    assert "To stop: /unsubscribe" in letter.text
    pressed = await people[0].presses(letter, "City")
    await house.until(lambda: "✓ Counted: City" in letter.text)
    assert pressed.updated
    assert "🔕 Stop these messages" in str([key.label for key in letter.buttons])
    await people[0].presses(letter, "Lake")
    await house.until(lambda: "Changed from City to Lake" in letter.text)
    assert await house.ballots() == {"Reader 0": (1,)}
    # it counts in the same poll, so the room's post shows it
    post = house.posts(house.general, "Where shall we meet?")[-1]
    await house.until(lambda: "1 person voted" in post.text)
    house.clock.advance(hours=3)
    late = letters(people[1])[0]
    await people[1].presses(late, "City")
    await house.until(lambda: "closed" in late.text)
    assert await house.ballots() == {"Reader 0": (1,)}


async def test_an_outcome_with_its_chart_and_the_way_out(house: DiscordHouse, ada: Member):
    people = await subscribers(house, 2)
    post = await house.launch(ada, question="Where?", options="Lake | City")
    await (await people[0].presses(post, "Lake")).answered()
    closing = await ada.slash(house.general, "close")
    await closing.answered()
    panel = await confirmed(house, ada)
    await house.until(lambda: "Done" in panel.text, step=0.2)
    letter = letters(people[1])[0]
    assert letter.attachments[0].data.startswith(b"\x89PNG")
    assert "Lake" in letter.text
    pressed = await people[1].presses(letter, "🔕 Stop these messages")
    await pressed.answered()
    assert "no more polls in private" in pressed.text
    preview = await ada.slash(house.general, "broadcast")
    await preview.answered()
    assert "1 person" in preview.text
    assert "It was sent before" in preview.text


async def test_paused_and_cancelled_from_the_panel(house: DiscordHouse, ada: Member):
    people = await subscribers(house, 60)
    await house.launch(ada, question="Where?", options="Lake | City")
    panel = await confirmed(house, ada)
    await house.until(lambda: sum(bool(letters(each)) for each in people) >= 3)
    await (await ada.presses(panel, "Pause")).answered()
    await house.until(lambda: "Paused" in panel.text, step=0.2)
    sent = sum(bool(letters(each)) for each in people)
    assert sent < 60
    await ada.presses(panel, "Cancel the broadcast")
    await house.until(lambda: "Are you sure" in panel.text)
    cancelled = await ada.presses(panel, "Yes: Cancel the broadcast")
    await cancelled.answered()
    await house.until(lambda: "Cancelled. Nobody else gets it" in panel.text, step=0.2)


async def test_slowly_since_discord_stops_a_bot_that_opens_many_conversations(house: DiscordHouse, ada: Member):
    people = await subscribers(house, 8)
    await house.launch(ada, question="Where?", options="Lake | City")
    began = house.clock.now()
    await confirmed(house, ada)
    await house.until(lambda: all(letters(each) for each in people), step=0.2)
    assert (house.clock.now() - began).total_seconds() >= 7
