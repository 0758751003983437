"""The gateway of the fake Discord: who is let in, what is replayed after a cut, what is lost, who hears of what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import discord
import pytest

from tests.platforms.discord_compression import compressor
from tests.platforms.discord_home import USUAL_INTENTS, Home, home


class Heard(list[str]):
    """What the bot's event handlers heard, in order."""

    def listen(self, client: discord.Client, event: str, words: Any) -> None:
        async def hear(*arguments: Any) -> None:
            self.append(words(*arguments))

        setattr(client, f"on_{event}", hear)


@pytest.fixture
async def here() -> AsyncIterator[Home]:
    async with home() as found:
        yield found


async def test_the_bot_learns_where_it_is(here: Home) -> None:
    known = here.client.get_guild(here.guild.id)
    assert known is not None
    assert (known.name, known.preferred_locale.value) == ("Home", "it")
    assert [room.name for room in known.text_channels] == ["general"]
    assert known.me.id == here.server.world.bot.id
    assert here.server.gateway.heartbeats >= 1


async def test_coming_and_going_of_servers_rooms_and_rights(here: Home) -> None:
    heard = Heard()
    heard.listen(here.client, "guild_join", lambda guild: f"joined {guild.name}")
    heard.listen(here.client, "guild_remove", lambda guild: f"left {guild.name}")
    heard.listen(here.client, "guild_channel_create", lambda room: f"new {room.name}")
    heard.listen(here.client, "guild_channel_delete", lambda room: f"gone {room.name}")
    second = here.server.guild("Second", with_bot=False)
    second.add_bot("MANAGE_THREADS")
    here.guild.text_channel("other").delete()
    second.kick_bot()
    await here.server.until(lambda: len(heard) == 4)
    assert sorted(heard) == ["gone other", "joined Second", "left Second", "new other"]
    here.general.forbid("SEND_MESSAGES")
    room: Any = here.client.get_channel(here.general.id)
    await here.server.until(lambda: not room.permissions_for(room.guild.me).send_messages)


async def test_a_cut_is_made_good_by_resuming(here: Home) -> None:
    heard = Heard()
    heard.listen(here.client, "message", lambda message: message.author.name)
    here.server.cut_gateway()
    await here.server.connected()
    async with here.server.gateway_gap():
        await here.ada.says(here.general, "missed?")
        lost = await here.ada.presses_raw(here.general, None, "x")
        assert lost.lost
        assert lost.failed
    await here.server.until(lambda: heard == ["ada"])
    assert (here.server.gateway.identifies, here.server.gateway.resumes) == (1, 2)


async def test_a_lost_session_must_identify_anew(here: Home) -> None:
    here.server.cut_gateway(lose_session=True)
    await here.server.until(lambda: here.server.gateway.identifies == 2)
    here.server.gateway.ask_to_reconnect()
    await here.server.until(lambda: here.server.gateway.resumes == 1)
    here.server.gateway.invalidate(resumable=True)
    await here.server.until(lambda: here.server.gateway.resumes == 2)
    here.server.gateway.invalidate(resumable=False)
    await here.server.until(lambda: here.server.gateway.identifies == 3)


async def test_privileged_intents_only_where_they_are_allowed() -> None:
    intents = discord.Intents(guilds=True, members=True)
    async with home(intents=intents, wait=False) as here:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await here.running
        assert here.server.gateway.close_codes == [4014]
    async with home(intents=intents, privileged=("members",)) as here:
        known = here.client.get_guild(here.guild.id)
        assert known is not None
        assert {member.name for member in known.members} == {"ada", "bruno", "ascolto"}


async def test_a_wrong_token_is_turned_away_at_both_doors() -> None:
    async with home(wait=False) as here:
        await here.server.connected()
        wrong = discord.Client(intents=USUAL_INTENTS)
        with pytest.raises(discord.LoginFailure):
            await wrong.login("wrong")
        await wrong.close()
        here.server.gateway._token = "another"
        here.server.cut_gateway(lose_session=True)
        with pytest.raises(discord.ConnectionClosed) as closed:
            await here.running
        assert closed.value.code == 4004


@pytest.mark.parametrize("may_read", [False, True])
async def test_what_others_write_needs_the_message_content_intent(may_read: bool) -> None:
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=may_read)
    async with home(intents=intents, privileged=("message_content",) if may_read else ()) as here:
        heard = Heard()
        heard.listen(here.client, "message", lambda message: message.content)
        await here.ada.says(here.general, "secret")
        await here.ada.says(here.general, f"<@{here.server.world.bot.id}> hello")
        await here.server.until(lambda: len(heard) == 2)
        assert heard[0] == ("secret" if may_read else "")
        assert heard[1].endswith("hello")


@pytest.mark.parametrize("listens", [False, True])
async def test_votes_are_told_to_those_who_asked(listens: bool) -> None:
    async with home(intents=discord.Intents(guilds=True, polls=listens)) as here:
        heard = Heard()
        heard.listen(here.client, "raw_poll_vote_add", lambda vote: f"+{vote.answer_id}")
        heard.listen(here.client, "raw_poll_vote_remove", lambda vote: f"-{vote.answer_id}")
        poll = discord.Poll(question="Lunch?", duration=timedelta(hours=1))
        await here.room.send(poll=poll.add_answer(text="Pizza").add_answer(text="Soup"))
        message = here.general.messages[0]
        await here.ada.votes(message, "Pizza")
        await here.ada.votes(message, 2)
        await here.ada.unvotes(message, 2)
        await here.ada.votes(message, 2)
        if listens:
            await here.server.until(lambda: len(heard) == 5)
        assert heard == (["+1", "-1", "+2", "-2", "+2"] if listens else [])


async def test_native_polls_are_counted_and_closed(here: Home) -> None:
    poll = discord.Poll(question="Lunch?", duration=timedelta(hours=1), multiple=True)
    sent = await here.room.send(poll=poll.add_answer(text="Pizza").add_answer(text="Soup"))
    message = here.general.messages[0]
    people = [here.guild.member(f"P{number}") for number in range(101)]
    for person in people:
        await person.votes(message, "Pizza")
    await here.ada.votes(message, "Soup")
    fetched = await here.room.fetch_message(sent.id)
    voters = [user.id async for user in fetched.poll.answers[0].voters()]
    assert sorted(voters) == [person.id for person in people]
    await fetched.end_poll()
    closed = (await here.room.fetch_message(sent.id)).poll
    assert closed.is_finalised()
    assert [answer.vote_count for answer in closed.answers] == [101, 1]
    assert here.general.messages[-1].kind == 46
    with pytest.raises(AssertionError, match="over"):
        await here.ada.votes(message, "Pizza")
    with pytest.raises(discord.HTTPException):
        await fetched.end_poll()
    assert here.server.spec_violations == []


def test_both_ways_of_compressing() -> None:
    assert compressor("") is None
    zlib = compressor("zlib-stream")
    assert zlib is not None
    assert zlib(b"{}").endswith(b"\x00\x00\xff\xff")
