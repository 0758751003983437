"""The same journeys before another judge: simcord's Discord, which was not written by us, in the place of ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import discord
import pytest
import simcord

from adapters.discord.client import Connection
from bot.compose import Ascolto, compose
from bot.settings import Settings
from tests.discordhouse import TOKEN
from tests.fakes.clock import FakeClock
from tests.patience import PATIENCE


@asynccontextmanager
async def judged(tmp_path, monkeypatch) -> AsyncIterator[tuple[simcord.Env, Ascolto, FakeClock]]:
    """The whole program, connected to simcord's Discord."""
    started: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()

    async def start(self: Connection, token: str, **_: object) -> None:
        """simcord logs the client in by itself."""
        started.set_result(self)
        await asyncio.Event().wait()

    monkeypatch.setattr(Connection, "start", start)
    settings = Settings.model_validate(
        {
            "database_url": f"sqlite:///{tmp_path}/ascolto.db",
            "port": 0,
            "discord_token": TOKEN,
            "discord_shards": 1,
            "timezone": "Europe/Rome",
        }
    )
    clock = FakeClock()
    async with compose(settings, clock=clock) as ascolto:
        working = asyncio.ensure_future(ascolto.run())
        try:
            client = await asyncio.wait_for(started, 10)
            async with simcord.run(client) as env:
                yield env, ascolto, clock
        finally:
            working.cancel()
            await asyncio.wait({working})


async def settled(env, ascolto):
    """A server with a connected channel, its organiser and a voter."""
    guild = env.create_guild()
    general = guild.create_text_channel("general")
    mods = guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    ada = guild.add_member(env.create_user("ada"), roles=[mods])
    bruno = guild.add_member(env.create_user("bruno"))
    code = await ascolto.access.invite_organiser(timedelta(hours=1))
    assert "owner" in words_of(await ada.slash(general, "start", code=code))
    assert "connected" in words_of(await ada.slash(general, "connect"))
    return general, ada, bruno


async def test_from_poll_to_vote(tmp_path, monkeypatch):
    async with judged(tmp_path, monkeypatch) as (env, ascolto, clock):
        general, ada, bruno = await settled(env, ascolto)
        await story(general, ada, bruno, clock)


async def test_several_choices_of_a_poll_made_from_a_message(tmp_path, monkeypatch):
    async with judged(tmp_path, monkeypatch) as (env, ascolto, clock):
        general, ada, bruno = await settled(env, ascolto)
        said = await bruno.send(general, "What shall we sing?\n- Bach\n- Verdi\n- Monk")
        form = await ada.context_menu(general, "Make a poll from this message", said)
        assert form.modal is not None
        preview = await ada.submit_modal(form, {**prefilled(form.modal), "multi": "2"})
        await ada.click(preview.response, label="Launch")
        await until(clock, lambda: "What shall we sing?" in shown(general))
        receipt = await bruno.select(general.last_message, ["1", "3"])
        assert receipt.ephemeral
        assert "Bach and Monk" in words_of(receipt)
        with pytest.raises(simcord.SetupError, match="not visible to this user"):
            await bruno.slash(general, "close")
        assert "Bach" in words_of(await bruno.slash(general, "myvotes"))


async def test_votes_in_discords_own_poll(tmp_path, monkeypatch):
    async with judged(tmp_path, monkeypatch) as (env, ascolto, clock):
        general, ada, bruno = await settled(env, ascolto)
        options = {"question": "Where?", "options": "Lake | City", "names": True, "native": True, "until": "2h"}
        preview = await ada.slash(general, "poll", **options)
        await ada.click(preview.response, label="Launch")
        await until(clock, lambda: general.last_message is not None and general.last_message.poll is not None)
        post = general.last_message
        await bruno.vote(post, answer=1)
        await ada.vote(post, answer=2)
        await bruno.remove_vote(post, answer=1)
        await bruno.vote(post, answer=2)
        clock.advance(hours=2)
        await until(clock, lambda: "City: 100% (2 votes)" in everything(general))


async def story(general, ada, bruno, clock) -> None:
    form = await ada.slash(general, "poll")
    assert form.modal is not None
    preview = await ada.submit_modal(form, {"question": "Where shall we meet?", "options": "Lake\nCity @everyone"})
    assert preview.ephemeral
    assert "Nobody sees it yet" in words_of(preview)
    launched = await ada.click(preview.response, label="Launch")
    assert "Launched" in words_of(launched)
    await until(clock, lambda: "Where shall we meet?" in shown(general))
    post = general.last_message
    receipt = await bruno.click(post, label="Lake")
    assert receipt.ephemeral
    assert "Counted: Lake" in words_of(receipt)
    await until(clock, lambda: "1 person voted" in shown(general))
    withdrawn = await bruno.click(receipt.response, label="Withdraw")
    assert "Withdrawn" in words_of(withdrawn) or "Withdrawn" in words_of(receipt)
    await bruno.click(post, label="Lake")
    poll = (await ada.autocomplete(general, "close", "poll", "Where"))[0]["value"]
    assert "closed" in words_of(await ada.slash(general, "close", poll=poll))
    await until(clock, lambda: general.last_message.attachments)
    assert general.last_message.attachments[0].description

    def card():
        return next(each for each in general.history() if each.id == post.id)

    await until(clock, lambda: card().attachments)
    assert "Where shall we meet?" in card().attachments[0].description
    assert "media_gallery" in {each.type.name for each in card().components[0].children}


def words_of(result) -> str:
    return "\n".join(texts(message.components) for message in [result.response, *result.followups] if message)


def shown(channel) -> str:
    message = channel.last_message
    return texts([each.to_dict() for each in message.components]) if message is not None else ""


def prefilled(modal) -> dict[str, str]:
    """What already stands in the entries; simcord's people have to write it themselves."""
    entries = [each["component"] for each in modal["components"]]
    return {each["custom_id"]: each["value"] for each in entries if "value" in each}


def everything(channel) -> str:
    return "\n".join(texts([each.to_dict() for each in message.components]) for message in channel.history())


def texts(components) -> str:
    """Every text in a tree of components."""
    found = []
    for each in components:
        found += [each["content"]] if "content" in each else []
        found.append(texts(each.get("components") or []))
    return "\n".join(found)


async def until(clock: FakeClock, true: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.02)
            clock.advance(seconds=0.1)
