"""The chart on the poll's own card, and what becomes of it where files are not allowed."""

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


async def test_a_poll_that_is_opened_again_shows_no_chart_any_more(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    number = (await house.poll()).id
    await (await house.guild.member("Bruno").presses(post, "Lake")).answered()
    await (await ada.slash(house.general, "close", poll=number)).answered()
    await house.until(lambda: post.attachments)
    assert post.pictures == [post.attachments[0].url]
    assert post.buttons == []
    await (await ada.slash(house.general, "reopen", poll=number)).answered()
    await house.until(lambda: not post.attachments)
    assert post.pictures == []
    assert "▰" in post.text
    await (await house.guild.member("Eve").presses(post, "City")).answered()
    await (await ada.slash(house.general, "close", poll=number)).answered()
    await house.until(lambda: post.attachments)
    assert len(post.attachments) == 1


async def test_without_the_right_to_attach_files_the_words_go_out(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    await (await house.guild.member("Bruno").presses(post, "Lake")).answered()
    house.general.forbid("ATTACH_FILES")
    await (await ada.slash(house.general, "close", poll=(await house.poll()).id)).answered()
    result = await house.result(post)
    assert "Lake" in result.text
    assert result.attachments == []
    await house.until(lambda: "Closed" in post.text)
    assert post.attachments == []
    assert "▰" in post.text
    listed = await ada.slash(house.general, "channels")
    await listed.answered()
    assert "No longer reached" not in listed.text


async def test_a_forums_post_holds_chart_and_result(house: DiscordHouse, ada: Member):
    forum = house.guild.forum_channel("ideas")
    await (await ada.slash(house.general, "connect", name="ideas")).answered()
    preview = await ada.slash(house.general, "poll", question="In the forum?", options="a | b", **{"in": "#ideas"})
    await preview.answered()
    await (await ada.presses(preview.answer, "Launch")).answered()
    await house.until(lambda: forum.threads)
    post = forum.threads[0].public[0]
    await (await ada.slash(house.general, "close", poll=(await house.poll()).id)).answered()
    result = await house.result(post)
    assert result.channel is forum.threads[0]
    await house.until(lambda: post.attachments)


async def test_a_cancelled_poll_has_no_chart(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    called_off = await ada.slash(house.general, "cancel", poll=(await house.poll()).id, reason="rain @everyone")
    await called_off.answered()
    await house.until(lambda: "rain" in post.text)
    assert post.attachments == []
    assert post.pings == []


async def test_the_chart_is_not_shown_before_the_close(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City", hide=True)
    await (await house.guild.member("Bruno").presses(post, "Lake")).answered()
    await house.until(lambda: "1 person voted" in post.text)
    assert post.attachments == []
    assert "%" not in post.text
