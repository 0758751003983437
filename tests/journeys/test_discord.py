"""Whole stories on Discord: the real library and the real program, over sockets, from /poll to the chart."""

from __future__ import annotations

import pytest

from tests.discordhouse import DiscordHouse, discord_house


@pytest.fixture
async def house(tmp_path):
    async with discord_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


async def test_from_poll_to_chart(house: DiscordHouse):
    ada = await house.organiser()
    await house.connect(ada)
    post = await house.launch(ada, question="Where should we meet?", options="Lake | City | Hill", until="2h")
    assert post.components_v2
    people = [house.guild.member(f"Voter {number}") for number in range(6)]
    for number, person in enumerate(people):
        attempt = await person.presses(post, ["Lake", "City", "Hill"][number % 3])
        assert not attempt.failed
        await attempt.answered()
        assert "✓ Counted" in attempt.text
        assert attempt.answer.ephemeral_for is person.user
    await house.until(lambda: "6 people voted" in post.text)
    again = await people[0].presses(post, "City")
    await again.answered()
    assert "Changed from Lake to City" in again.text
    withdrawn = (
        await people[1].presses(again.answer, "Withdraw")
        if False
        else await people[0].presses(again.answer, "Withdraw")
    )
    await house.until(lambda: "Withdrawn" in again.answer.text)
    assert not withdrawn.failed
    house.clock.advance(hours=2)
    await house.until(lambda: [message for message in house.general.public if message.attachments])
    result = next(message for message in house.general.public if message.attachments)
    assert result.attachments[0].data.startswith(b"\x89PNG")
    assert result.attachments[0].description
    assert "5" in result.text
    await house.until(lambda: ada.dms)
    assert len(await house.ballots()) == 5
