"""The same journey before another judge: simcord's Discord, which was not written by us, in the place of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import discord
import simcord

from adapters.discord.client import Connection
from bot.compose import compose
from bot.settings import Settings
from tests.discordhouse import TOKEN
from tests.fakes.clock import FakeClock
from tests.patience import PATIENCE


async def test_from_poll_to_vote(tmp_path, monkeypatch):
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
                await story(env, ascolto, clock)
        finally:
            working.cancel()
            await asyncio.wait({working})


async def story(env, ascolto, clock) -> None:
    guild = env.create_guild()
    general = guild.create_text_channel("general")
    mods = guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    ada = guild.add_member(env.create_user("ada"), roles=[mods])
    bruno = guild.add_member(env.create_user("bruno"))
    code = await ascolto.access.invite_organiser(timedelta(hours=1))
    assert "organiser now" in words_of(await ada.slash(general, "start", code=code))
    assert "connected" in words_of(await ada.slash(general, "connect"))
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
