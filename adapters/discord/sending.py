"""Every message that leaves for a channel or a person: one place for how it is sent, and for what its errors mean."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final, TypeVar

import discord
import structlog

from adapters.discord.faults import Archived, NoAnswers, Offline, discords_errors
from adapters.discord.figures import DiscordFigures
from adapters.discord.limits import NONCE_CHARS, THREAD_NAME_CHARS
from adapters.discord.markup import NOBODY, cut
from adapters.discord.message import Message
from adapters.discord.places import Spot
from bot.domain.errors import ChannelGone, DeliveryUncertain, NoRight, Throttled
from bot.domain.ids import encode

log = structlog.get_logger(__name__)
Result = TypeVar("Result")

LONGEST_WAIT: Final = timedelta(seconds=3)
"""How long an edit may wait in the library's queue for the headers' sake, while other rooms wait behind it."""
_AWAKE_MINUTES: Final = 10_080
"""A week, the longest that Discord keeps a thread open without a message in it."""
LONGEST_UPLOAD: Final = timedelta(seconds=20)
"""The same for an edit that carries a chart, over a slow line."""


class Sending:
    """Raises DeliveryError only."""

    def __init__(self, figures: DiscordFigures) -> None:
        self.figures = figures
        self.client: discord.AutoShardedClient | None = None
        """The connection of now; another one after it was closed for good."""
        self.connected = asyncio.Event()
        """Set once Discord has said who the bot is and where; until then nothing is sent."""

    @property
    def ready(self) -> discord.AutoShardedClient:
        if self.client is None or not self.connected.is_set():
            raise Offline("Discord has not answered yet")
        return self.client

    @property
    def shard_count(self) -> int:
        """Of all processes together."""
        return (self.client.shard_count if self.client is not None else None) or 1

    def may_send_polls(self, spot: Spot) -> bool:
        """Where it is not known, it is tried."""
        room = self.client.get_channel(spot.channel) if self.client is not None else None
        if isinstance(room, discord.ForumChannel):
            # its posts begin with a message of ours, and a poll of Discord's cannot be one
            return spot.thread is not None
        if not isinstance(room, discord.TextChannel):
            return True
        return room.permissions_for(room.guild.me).send_polls

    async def text(
        self,
        spot: Spot,
        message: Message,
        key: str,
        *,
        reply_to: tuple[int, int] | None = None,
        title: str = "",
        ringing: discord.AllowedMentions = NOBODY,
    ) -> tuple[int, int]:
        """Where the new message is: channel and number. In a forum it begins a post of its own, called `title`.

        The same `key` within some minutes is the same message to Discord. Where files may not be attached, it goes
        without its pictures.
        """
        forum = self.ready.get_channel(spot.channel) if spot.thread is None else None

        async def send(shown: Message) -> tuple[int, int]:
            if isinstance(forum, discord.ForumChannel):
                return await _forum_post(forum, shown, title, ringing)
            return await self.to_room(spot.target, spot.guild, shown, key, reply_to=reply_to, ringing=ringing)

        return await _or_bare(message, send)

    async def to_room(
        self,
        room: int,
        guild: int | None,
        message: Message,
        key: str,
        *,
        reply_to: tuple[int, int] | None = None,
        ringing: discord.AllowedMentions = NOBODY,
    ) -> tuple[int, int]:
        where = self.ready.get_partial_messageable(room, guild_id=guild)
        more: dict[str, Any] = {}
        # an answer stands where its question is; elsewhere it stands alone
        if reply_to is not None and reply_to[0] == room:
            more["reference"] = discord.MessageReference(
                message_id=reply_to[1], channel_id=room, guild_id=guild, fail_if_not_exists=False
            )
        if message.pictures or message.file is not None:
            more["files"] = message.files()
        try:
            with discords_errors(), self.figures.asking():
                sent = await where.send(view=message.view(), nonce=nonce_of(key), allowed_mentions=ringing, **more)
                return room, sent.id
        except NoAnswers:
            return await self.to_room(room, guild, message, key, ringing=ringing)
        raise ChannelGone("nothing was sent")

    async def edit(self, room: int, number: int, message: Message) -> None:
        """The same again is harmless; a thread that fell asleep is woken for it.

        Raises PostGone where there is nothing to edit any more.
        """
        post = self.ready.get_partial_messageable(room).get_partial_message(number)

        async def send(shown: Message) -> None:
            async with soon(LONGEST_UPLOAD if shown.pictures else LONGEST_WAIT):
                with discords_errors(), self.figures.asking():
                    # a chart that was there before goes where the new state has none
                    await post.edit(view=shown.view(), attachments=shown.files(), allowed_mentions=NOBODY)

        try:
            try:
                await _or_bare(message, send)
            except Archived:
                await self.wake(room)
                await _or_bare(message, send)
        except Throttled:
            self.figures.postponed += 1
            raise

    async def wake(self, thread: int) -> None:
        """Open a thread that fell asleep for want of messages. Raises NoRight where it was locked."""
        with discords_errors():
            await self.ready.http.edit_channel(thread, archived=False)

    async def alone(self, person: int, message: Message, key: str) -> tuple[int, int]:
        """In private. Raises ChannelGone where the person takes no messages."""
        client = self.ready
        with discords_errors():
            channel = await client.create_dm(discord.Object(person))
            return await self.to_room(channel.id, None, message, key)
        raise ChannelGone("no private channel")


async def _or_bare(message: Message, send: Callable[[Message], Awaitable[Result]]) -> Result:
    """The words matter more than the pictures; where they are not allowed either, they say so."""
    try:
        return await send(message)
    except NoRight as error:
        if message.bare is None:
            raise
        log.warning("discord.pictures-forbidden", error=repr(error))
        return await send(message.bare)


async def _forum_post(
    forum: discord.ForumChannel, message: Message, title: str, ringing: discord.AllowedMentions
) -> tuple[int, int]:
    """Discord takes no nonce there: where its answer is lost, we look whether the post is there."""
    name = cut(title, THREAD_NAME_CHARS) or "?"
    before = {thread.id for thread in forum.threads}
    try:
        with discords_errors():
            made = await forum.create_thread(
                name=name,
                auto_archive_duration=_AWAKE_MINUTES,
                view=message.view(),
                files=message.files(),
                allowed_mentions=ringing,
            )
            return made.thread.id, made.message.id
    except DeliveryUncertain:
        with discords_errors():
            for thread in await forum.guild.active_threads():
                ours = thread.parent_id == forum.id and thread.owner_id == forum.guild.me.id and thread.name == name
                if ours and thread.id not in before:
                    # the message that begins a forum's post has its number
                    return thread.id, thread.id
        raise
    raise ChannelGone("nothing was sent")


@asynccontextmanager
async def soon(longest: timedelta) -> AsyncIterator[None]:
    """What the headers make wait for too long is given up for now: the newest state is asked for again later."""
    try:
        async with asyncio.timeout(longest.total_seconds()):
            yield
    except TimeoutError as error:
        raise Throttled(LONGEST_WAIT) from error


def nonce_of(key: str) -> str:
    """Of the key, so that a message that may have arrived can be sent again and is there once."""
    return encode(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:15])[:NONCE_CHARS]
