"""Rate limits, old edits, threads, forums, announcements and expiry in the fake Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord
import pytest

from tests.platforms.discord_home import Home, home
from tests.platforms.discord_server import Quota


@pytest.fixture
async def here() -> AsyncIterator[Home]:
    async with home() as found:
        yield found
        assert found.server.spec_violations == []


async def test_the_real_client_keeps_to_the_limits_that_the_headers_tell() -> None:
    async with home(roomy=False) as here:
        here.server.limits.quotas["message"] = Quota(5, 0.2)
        for number in range(11):
            await here.room.send(str(number))
        assert len(here.general.messages) == 11
        assert here.server.rate_limit_errors == 0


async def test_five_per_five_seconds_then_429_until_the_clock_moves() -> None:
    now = [1000.0]
    async with home(roomy=False, clock=lambda: now[0]) as here:
        session = here.client.http._HTTPClient__session  # past discord.py's own patience
        url = f"{here.server.base}/api/v10/channels/{here.general.id}/messages"
        headers = {"Authorization": f"Bot {here.server.token}"}
        left = []
        for number in range(5):
            async with session.post(url, json={"content": str(number)}, headers=headers) as answer:
                left.append(answer.headers["X-RateLimit-Remaining"])
                assert answer.headers["X-RateLimit-Limit"] == "5"
        now[0] += 1
        async with session.post(url, json={"content": "6"}, headers=headers) as answer:
            body = await answer.json()
        assert (answer.status, body["retry_after"], body["global"]) == (429, 4.0, False)
        now[0] += 4
        async with session.post(url, json={"content": "6"}, headers=headers) as answer:
            assert answer.status == 200
        assert left == ["4", "3", "2", "1", "0"]
        assert here.server.rate_limit_errors == 1


async def test_fifty_a_second_in_all_but_not_for_interactions() -> None:
    now = [1000.0]
    async with home(clock=lambda: now[0]) as here:
        here.server.limits.quotas["global"] = Quota(50, 1.0)
        now[0] += 2
        session = here.client.http._HTTPClient__session
        headers = {"Authorization": f"Bot {here.server.token}"}
        bodies = []
        for _ in range(51):
            async with session.get(f"{here.server.base}/api/v10/users/@me", headers=headers) as answer:
                bodies.append(await answer.json())
        assert answer.status == 429
        assert bodies[-1]["global"] is True

        async def answered(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("still here")

        here.client.on_interaction = answered
        assert (await here.ada.presses_raw(here.general, None, "x")).text == "still here"


async def test_edits_of_old_messages_have_a_limit_of_their_own() -> None:
    now = [1000.0]
    async with home(clock=lambda: now[0]) as here:
        here.server.limits.quotas["old edit"] = Quota(1, 3600.0)
        sent = await here.room.send("young")
        await sent.edit(content="still young")
        now[0] += 3601
        await sent.edit(content="old")
        with pytest.raises(discord.RateLimited) as limited:
            await sent.edit(content="older")
        assert limited.value.retry_after == 3600.0
        assert here.server.refusals[-1].answer["code"] == 30046


async def test_threads_and_forum_posts(here: Home) -> None:
    forum = here.guild.forum_channel("ideas", tags=["open"])
    await here.server.until(lambda: here.client.get_channel(forum.id) is not None)
    posted = await here.client.get_channel(forum.id).create_thread(name="Lunch", content="Where?")
    assert [post.name for post in forum.threads] == ["Lunch"]
    assert here.ada.sees(forum.threads[0]) == ["Where?"]
    await posted.thread.send("Here")
    forum.forbid("SEND_MESSAGES_IN_THREADS")
    with pytest.raises(discord.Forbidden):
        await posted.thread.send("There")
    starter = await here.room.send("a topic")
    thread = await starter.create_thread(name="More")
    await thread.send("inside")
    assert [message.text for message in here.general.threads[0].messages] == ["inside"]
    with pytest.raises(discord.HTTPException):
        await starter.create_thread(name="Twice")
    here.general.threads[0].archive(locked=True)
    with pytest.raises(discord.HTTPException) as refused:
        await thread.send("closed")
    assert refused.value.code == 50083


async def test_announcements_are_crossposted_once(here: Home) -> None:
    news = here.guild.announcement_channel("news")
    sent = await here.client.get_partial_messageable(news.id).send("Vote!")
    await sent.publish()
    assert news.messages[0].crossposted
    with pytest.raises(discord.HTTPException):
        await sent.publish()
    with pytest.raises(discord.HTTPException) as refused:
        await (await here.room.send("x")).publish()
    assert refused.value.code == 50024


async def test_editing_reading_and_deleting(here: Home) -> None:
    sent = [await here.room.send(str(number)) for number in range(3)]
    said = await here.bruno.says(here.general, "mine")
    assert [message.id async for message in here.room.history(after=sent[0])] == [sent[1].id, sent[2].id, said.id]
    with pytest.raises(discord.Forbidden) as refused:
        await here.room.get_partial_message(said.id).edit(content="yours")
    assert refused.value.code == 50005
    await sent[0].delete()
    with pytest.raises(discord.NotFound):
        await sent[0].edit(content="gone")
    assert here.ada.sees(here.general) == ["1", "2", "mine"]
    member = await (await here.client.fetch_guild(here.guild.id)).fetch_member(here.ada.id)
    assert member.name == "ada"


async def test_polls_end_when_their_time_has_come() -> None:
    now = [1000.0]
    async with home(clock=lambda: now[0]) as here:
        poll = {"question": {"text": "Lunch?"}, "answers": [{"poll_media": {"text": "Yes"}}], "duration": 1}
        await here.say(poll=poll)
        now[0] += 3599
        here.server.expire_due()
        assert not here.general.messages[0].poll.finalized
        now[0] += 1
        here.server.expire_due()
        assert here.general.messages[0].poll.finalized
