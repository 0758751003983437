"""Discord as a channel: what the core announces, in a channel, a thread, a forum."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

import structlog

from adapters.discord.letters import Letters
from adapters.discord.limits import DISCORD, FILE_BYTES, LETTERS_AT_ONCE, LETTERS_PER_SECOND, capabilities
from adapters.discord.markup import escaped, pieces
from adapters.discord.mentions import Mentions
from adapters.discord.message import Message, words
from adapters.discord.native import NativePolls
from adapters.discord.places import Spot, find_room, spot_of, spot_of_channel, title_of
from adapters.discord.render import result_messages, room_card
from adapters.discord.replies import Replies
from adapters.discord.resuming import Resuming
from adapters.discord.sending import Sending
from adapters.discord.shards import shard_of
from bot.domain.capabilities import ChannelCapabilities
from bot.domain.card import Card, Control
from bot.domain.community import Channel, Person, Place, Post, PostKind
from bot.domain.conversation import Reply, Say, ShowPicture
from bot.domain.errors import (
    ChannelGone,
    DeliveryError,
    NoRight,
    NotFound,
    PostGone,
    StoreUnavailable,
    UnsupportedFeature,
)
from bot.domain.ids import ChannelId, Platform, PostId
from bot.domain.poll import Poll
from bot.domain.text import say
from bot.locale.speech import speech
from bot.ports import CardContent, Clock, Content, Letter, PrivateDelivery, ReminderContent, ResultContent, UnitOfWork
from bot.services.capacity import choose
from bot.services.presentation import present
from bot.services.reading import whole_tally

log = structlog.get_logger(__name__)

REMEMBERED: Final = timedelta(days=60)
"""How long a delivered post is known by its key, so that it is not delivered again."""
WORDS: Final = 3500
RUNNING_AT_MOST: Final = 200


class DiscordChannel:
    """Implements `bot.ports.ChannelAdapter`."""

    def __init__(
        self,
        sending: Sending,
        native: NativePolls,
        resuming: Resuming,
        mentions: Mentions,
        work: UnitOfWork,
        clock: Clock,
        run: Callable[[], Awaitable[None]],
    ) -> None:
        self._sending, self._native, self._resuming, self._mentions = sending, native, resuming, mentions
        self._letters = Letters(sending, Replies(work, clock), clock)
        self._work, self._clock, self._run = work, clock, run

    @property
    def platform(self) -> Platform:
        return DISCORD

    async def capabilities(self, channel: Channel) -> ChannelCapabilities:
        return capabilities(native=self._sending.may_send_polls(spot_of(channel.address)))

    async def post(self, channel: Channel, post: PostId, content: Content) -> str:
        match content:
            case CardContent(card, pictures):
                key = f"discord-post-{post}"
                nonce = f"{key}{await self._round(post)}"
                return await self._once(key, lambda: self._card(channel, card, nonce, pictures))
            case ResultContent(card, text, pictures):
                await self._native.wait_for_the_end(card.poll, post)
                return await self._result(channel, post, card, text, pictures)
            case ReminderContent(card, text):
                return await self._result(channel, post, card, text, ())

    async def edit(self, channel: Channel, reference: str, content: Content) -> None:
        kind, room, number = _parts(reference)
        try:
            if kind == "n":
                await self._native.edit(spot_of(channel.address), room, number, content.card)
                return
            above, _ = await self._mentions.of(content.card.poll, spot_of(channel.address))
            pictures = content.pictures if isinstance(content, CardContent) else ()
            await self._sending.edit(
                room, number, await self._drawn(content.card, spot_of(channel.address), above, pictures)
            )
        except PostGone:
            # the same post may be posted anew, which must show it again
            await self._forget(channel, content.card)
            raise
        except ChannelGone as error:
            if room == spot_of(channel.address).target:
                raise
            # the post of a forum was deleted or locked; the forum is still there
            if isinstance(error, NoRight):
                raise UnsupportedFeature("the forum's post is locked") from error
            await self._forget(channel, content.card)
            raise PostGone(reference) from error

    async def whisper(self, channel: Channel, person: Person, reply: Reply, key: str) -> None:  # noqa: ARG002  # private
        if person.platform != DISCORD:
            raise UnsupportedFeature("that person is not on Discord")
        if not all(isinstance(part, Say) for part in reply.parts):
            raise UnsupportedFeature("only words can be whispered")
        text = "\n\n".join(part.text for part in reply.parts if isinstance(part, Say))
        for place, part in enumerate(pieces(escaped(text), WORDS)):
            part_key = f"discord-whisper-{key}-{place}"
            await self._once(part_key, partial(self._alone, person, part, part_key))

    @property
    def private(self) -> PrivateDelivery:
        return PrivateDelivery(per_second=LETTERS_PER_SECOND, at_once=LETTERS_AT_ONCE)

    async def send_private(self, person: Person, letter: Letter, key: str) -> None:
        """The message's nonce makes of what may have arrived, and is sent again within minutes, one message."""
        if person.platform != DISCORD:
            raise UnsupportedFeature("that person is not on Discord")
        await self._letters.send(int(person.native_id), letter, key)

    async def panel(self, channel: Channel | None, person: Person, reply: Reply, key: str) -> None:  # noqa: ARG002  # private
        if person.platform != DISCORD:
            raise UnsupportedFeature("that person is not on Discord")
        note = f"discord-panel-{key}"
        async with self._work.reading() as work:
            known = await work.notes.find(note, self._clock.now())
        shown = await self._letters.panel(int(person.native_id), reply, key, known)
        if shown != known:
            async with self._work.writing() as work:
                await work.notes.keep(note, shown, self._clock.now() + REMEMBERED)

    async def open_channel(self, name: str, near: Place | None = None) -> tuple[str, str]:
        """A room by its name, its number or as it is mentioned, in whichever server the bot is."""
        guilds = self._sending.ready.guilds if self._sending.connected.is_set() else ()
        room = find_room(guilds, name, near.site if near is not None else None)
        if room is None:
            raise NotFound(say("discord-no-such-channel", name=name.strip()[:60]))
        spot = spot_of_channel(room)
        assert spot is not None  # the rooms of a server only
        return spot.address, title_of(room, spot)

    async def run(self) -> None:
        await self._run()

    async def refresh(self, guilds: frozenset[int]) -> None:
        """Every running post in these servers anew, so that it says that voting works again."""
        async with self._work.reading() as work:
            running: list[Poll] = []
            channels: dict[ChannelId, Channel] = {}
            for community in await work.communities.all():
                running += await work.polls.recent(community.id, limit=RUNNING_AT_MOST, states=("open",))
                channels |= {each.id: each for each in await work.channels.of_community(community.id)}
            posts = [post for poll in running for post in await work.posts.of_poll(poll.id)]
        for post in posts:
            channel = channels.get(post.channel)
            if channel is None or channel.platform != DISCORD or spot_of(channel.address).guild not in guilds:
                continue
            if post.kind is PostKind.CARD and (post.reference or "").startswith("m:") and not post.failed:
                await self._refresh(post, spot_of(channel.address))

    async def _refresh(self, post: Post, spot: Spot) -> None:
        _, room, number = _parts(post.reference or "")
        async with self._work.reading() as work:
            poll = await work.polls.get(post.poll)
            tally = await whole_tally(work, poll)
            community = await work.communities.get(poll.community)
        control = choose(poll, capabilities(native=False))
        card = present(poll, tally, speech(community.language, community.timezone), self._clock.now(), control)
        try:
            above, _ = await self._mentions.of(card.poll, spot)
            await self._sending.edit(room, number, await self._drawn(card, spot, above))
        except DeliveryError as error:
            # the next change of the poll brings it up to date
            log.info("discord.not-refreshed", post=post.id, error=repr(error))

    # ------------------------------------------------------------

    async def _card(self, channel: Channel, card: Card, key: str, pictures: Sequence[ShowPicture]) -> str:
        spot = spot_of(channel.address)
        if card.control is Control.NATIVE_POLL and not await self._native.has_ended(channel.id, card.poll):
            try:
                return await self._native.send(spot, channel, card, key)
            except NoRight as error:
                # buttons need no right of their own
                log.warning("discord.polls-forbidden", poll=card.poll, error=repr(error))
                await self._native.give_up(channel.id, card.poll)
        above, ringing = await self._mentions.of(card.poll, spot)
        message = await self._drawn(card, spot, above, pictures)
        room, number = await self._sending.text(spot, message, key, title=card.question, ringing=ringing)
        return f"m:{room}:{number}"

    async def _drawn(self, card: Card, spot: Spot, above: str, pictures: Sequence[ShowPicture] = ()) -> Message:
        async with self._work.reading() as work:
            try:
                closes_at = (await work.polls.get(card.poll)).closes_at
            except NotFound:
                closes_at = None
        # what is too large for a message is left out of it; the words say it all
        fitting = pictures if sum(len(picture.png) for picture in pictures) <= FILE_BYTES else ()
        notice = self._resuming.notice(card, shard_of(spot.guild, self._sending.shard_count))
        return room_card(card, closes_at, notice, above, fitting)

    async def _result(
        self, channel: Channel, post: PostId, card: Card, text: str, pictures: Sequence[ShowPicture]
    ) -> str:
        """In answer to the poll's own post, the chart within. Each message is noted by itself."""
        if sum(len(picture.png) for picture in pictures) > FILE_BYTES:
            raise UnsupportedFeature("picture too large")
        spot, asked = spot_of(channel.address), await self._card_of(channel, card)
        if asked is not None and asked[0] != spot.target:
            # the post of a forum: the outcome belongs into it, unless it is gone
            inside = spot_of(f"{spot.guild}/{spot.channel}/{asked[0]}")
            try:
                return await self._told(inside, post, card, text, pictures, asked)
            except ChannelGone as error:
                log.info("discord.forum-post-gone", post=post, error=repr(error))
                asked = None
        return await self._told(spot, post, card, text, pictures, asked)

    async def _told(
        self,
        spot: Spot,
        post: PostId,
        card: Card,
        text: str,
        pictures: Sequence[ShowPicture],
        asked: tuple[int, int] | None,
    ) -> str:
        references = []
        for place, message in enumerate(result_messages(card, text, pictures)):
            key = f"discord-post-{post}" + (f"-{place}" if place else "")
            references.append(await self._once(key, partial(self._send, spot, message, key, asked, card)))
        return references[0]

    async def _send(self, spot: Spot, message: Message, key: str, asked: tuple[int, int] | None, card: Card) -> str:
        room, number = await self._sending.text(spot, message, key, reply_to=asked, title=card.question)
        return f"m:{room}:{number}"

    async def _alone(self, person: Person, part: str, key: str) -> str:
        room, number = await self._sending.alone(int(person.native_id), words(part), key)
        return f"m:{room}:{number}"

    async def _card_of(self, channel: Channel, card: Card) -> tuple[int, int] | None:
        """The message in which the poll stands in this channel."""
        async with self._work.reading() as work:
            posts = await work.posts.of_poll(card.poll)
        for post in posts:
            if post.channel == channel.id and post.kind is PostKind.CARD and post.reference is not None:
                _, room, number = _parts(post.reference)
                return room, number
        return None

    async def _forget(self, channel: Channel, card: Card) -> None:
        async with self._work.writing() as work:
            for post in await work.posts.of_poll(card.poll):
                if post.channel == channel.id and post.kind is PostKind.CARD:
                    await work.notes.drop(f"discord-post-{post.id}")
                    # to Discord it must not be the message again that was deleted
                    until = self._clock.now() + REMEMBERED
                    await work.notes.keep(f"discord-round-{post.id}", f"-{self._clock.now().isoformat()}", until)

    async def _round(self, post: PostId) -> str:
        async with self._work.reading() as work:
            return await work.notes.find(f"discord-round-{post}", self._clock.now()) or ""

    async def _once(self, key: str, send: Callable[[], Awaitable[str]]) -> str:
        """What was sent under this key before is not sent again; a crash between sending and noting is what the
        message's nonce is for."""
        async with self._work.reading() as work:
            known = await work.notes.find(key, self._clock.now())
        if known is not None:
            return known
        reference = await send()
        try:
            async with self._work.writing() as work:
                await work.notes.keep(key, reference, self._clock.now() + REMEMBERED)
        except StoreUnavailable as error:
            log.warning("discord.sent-but-not-noted", key=key, reason=error.reason)
        return reference


def _parts(reference: str) -> tuple[str, int, int]:
    kind, room, number = reference.split(":")[:3]
    return kind, int(room), int(number)
