"""Telegram as a channel: what the core announces, in a chat or a topic of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

import structlog
from telegram import Chat

from adapters.telegram.faults import Moved, telegrams_errors
from adapters.telegram.letters import Letters
from adapters.telegram.limits import BROADCASTS_AT_ONCE, BROADCASTS_PER_SECOND, PHOTO_BYTES, TELEGRAM, capabilities
from adapters.telegram.native import NativePolls
from adapters.telegram.places import PRIVATE, Spot, spot_of
from adapters.telegram.render import Message, caption_and_rest, room_card, words
from adapters.telegram.replies import Replies
from adapters.telegram.sending import Sending
from bot.domain.capabilities import ChannelCapabilities
from bot.domain.card import Card, Control
from bot.domain.community import Channel, Person, Place, PostKind
from bot.domain.conversation import Reply, Say, ShowPicture
from bot.domain.errors import (
    ChannelGone,
    DeliveryError,
    NoRight,
    NotFound,
    PostGone,
    StoreUnavailable,
    Throttled,
    UnsupportedFeature,
)
from bot.domain.ids import Platform, PostId
from bot.domain.poll import Closed
from bot.domain.text import say
from bot.ports import CardContent, Clock, Content, Letter, PrivateDelivery, ReminderContent, ResultContent, UnitOfWork

log = structlog.get_logger(__name__)

Result = TypeVar("Result")
UNKNOWN: Final = Chat.CHANNEL
"""What a chat is taken for that cannot be asked about now: a channel can do least."""
NATIVE_PATIENCE: Final = timedelta(minutes=1)
"""How long a result waits for Telegram's own polls to be stopped."""
REMEMBERED: Final = timedelta(days=60)
"""How long a delivered post is known by its key, so that it is not delivered again."""


class TelegramChannel:
    """Implements `bot.ports.ChannelAdapter`. `moved(old, new)` is told when a group has become a supergroup."""

    def __init__(
        self,
        sending: Sending,
        native: NativePolls,
        work: UnitOfWork,
        clock: Clock,
        moved: Callable[[str, str], Awaitable[None]],
        run: Callable[[], Awaitable[None]],
    ) -> None:
        self._sending, self._native, self._work, self._clock = sending, native, work, clock
        self._letters, self._replies = Letters(sending), Replies(sending, work, clock)
        self._moved, self._run = moved, run
        self._kinds: dict[int, str] = {}

    @property
    def platform(self) -> Platform:
        return TELEGRAM

    async def capabilities(self, channel: Channel) -> ChannelCapabilities:
        return capabilities(await self._kind(spot_of(channel.address).chat))

    async def post(self, channel: Channel, post: PostId, content: Content) -> str:
        match content:
            case CardContent(card):
                return await self._once(f"telegram-post-{post}", lambda: self._card(channel, card))
            case ResultContent(card, text, pictures):
                return await self._result(channel, post, card, text, pictures)
            case ReminderContent(card, text):
                return await self._result(channel, post, card, text, ())

    async def edit(self, channel: Channel, reference: str, content: Content) -> None:
        async def change(spot: Spot) -> None:
            kind, number, *rest = reference.split(":")
            if rest and int(rest[-1]) != spot.chat:
                # a group that became a supergroup counts its messages anew: that number is another message
                raise PostGone(reference)
            if kind == "n":
                await self._native.edit(spot, f"{number}:{rest[0]}", content.card)
                return
            message = room_card(content.card, self._sending.username)
            await self._sending.edit(spot.chat, int(number), message, announcement=True)

        try:
            await self._followed(channel, change)
        except PostGone:
            # it may be posted anew, and must not be taken for delivered then
            await self._forget(channel, reference, content.card)
            raise

    async def whisper(self, channel: Channel, person: Person, reply: Reply, key: str) -> None:  # noqa: ARG002  # private
        if person.platform != TELEGRAM:
            raise UnsupportedFeature("that person is not on Telegram")
        if not all(isinstance(part, Say) for part in reply.parts):
            raise UnsupportedFeature("only words can be whispered")
        text = "\n\n".join(part.text for part in reply.parts if isinstance(part, Say))

        alone = Spot(int(person.native_id))
        for place, part in enumerate(words(text)):
            await self._once(f"telegram-whisper-{key}-{place}", partial(self._say, part, None, alone))

    @property
    def private(self) -> PrivateDelivery:
        return PrivateDelivery(per_second=BROADCASTS_PER_SECOND, at_once=BROADCASTS_AT_ONCE)

    async def send_private(self, person: Person, letter: Letter, key: str) -> None:  # noqa: ARG002  # no key to give
        """Telegram has no idempotency key: what may have arrived and is sent again comes twice."""
        if person.platform != TELEGRAM:
            raise UnsupportedFeature("that person is not on Telegram")
        await self._letters.send(int(person.native_id), letter)

    async def panel(self, channel: Channel | None, person: Person, reply: Reply, key: str) -> None:  # noqa: ARG002  # private
        if person.platform != TELEGRAM:
            raise UnsupportedFeature("that person is not on Telegram")
        note = f"telegram-panel-{key}"
        async with self._work.reading() as work:
            known = await work.notes.find(note, self._clock.now())
        shown = await self._replies.panel(Spot(int(person.native_id)), reply, int(known) if known else None)
        if str(shown) != known:
            async with self._work.writing() as work:
                await work.notes.keep(note, str(shown), self._clock.now() + REMEMBERED)

    async def open_channel(self, name: str, near: Place | None = None) -> tuple[str, str]:  # noqa: ARG002  # one room a name
        """A public chat by its @name, or any by its number, in which the bot is already."""
        wanted = name.strip()
        number = wanted.lstrip("-").isdigit() and wanted.isascii() and len(wanted) < 20
        try:
            with telegrams_errors():
                chat = await self._sending.bot.get_chat(int(wanted) if number else f"@{wanted.lstrip('@')}")
                member = await chat.get_member(self._sending.bot.id)
                if chat.type != PRIVATE and member.status not in ("left", "kicked"):
                    self._kinds[chat.id] = chat.type
                    return str(chat.id), chat.title or wanted
        except DeliveryError as error:
            raise NotFound(say("telegram-no-such-chat", name=wanted[:60])) from error
        raise NotFound(say("telegram-no-such-chat", name=wanted[:60]))

    async def run(self) -> None:
        await self._run()

    # ------------------------------------------------------------

    async def _card(self, channel: Channel, card: Card) -> str:
        async def send(spot: Spot) -> str:
            if card.control is Control.NATIVE_POLL and not await self._native.has_ended(channel.id, card.poll):
                try:
                    return f"{await self._native.send(spot, channel, card)}:{spot.chat}"
                except NoRight as error:
                    log.warning("telegram.polls-forbidden", poll=card.poll, error=repr(error))
                    # noted, since the words may have to wait: asking again would take their turn each time
                    await self._native.give_up(channel.id, card.poll)
            message = room_card(card, self._sending.username)
            return f"m:{await self._sending.text(spot, message, announcement=True)}:{spot.chat}"

        return await self._followed(channel, send)

    async def _result(
        self, channel: Channel, post: PostId, card: Card, text: str, pictures: Sequence[ShowPicture]
    ) -> str:
        """The chart in answer to the poll's own post; the words alone where the picture is refused.

        Each message is noted by itself: what a limit or a crash interrupts goes on where it was.
        """
        if any(len(picture.png) > PHOTO_BYTES for picture in pictures):
            raise UnsupportedFeature("picture too large")
        await self._wait_for_native(card)
        asked = await self._card_of(channel, card)
        caption, rest = caption_and_rest(text)
        key, reference = f"telegram-post-{post}", ""
        if pictures:

            async def show(spot: Spot) -> str:
                try:
                    sent = await self._sending.pictures(spot, pictures, caption, reply_to=asked, announcement=True)
                except (UnsupportedFeature, NoRight) as error:
                    # where words are not allowed either, they will say so
                    log.warning("telegram.picture-refused", poll=card.poll, error=repr(error))
                    return ""
                return f"m:{sent}:{spot.chat}"

            reference = await self._once(key, lambda: self._followed(channel, show))
        for place, part in enumerate(rest if reference else words(text)):
            to = int(reference.split(":")[1]) if reference else asked
            sent = await self._once(
                f"{key}-{place}",
                partial(self._followed, channel, partial(self._say, part, to)),
            )
            reference = reference or sent
        return reference

    async def _wait_for_native(self, card: Card) -> None:
        """Telegram's own polls are stopped first: until then their count may change. Raises Throttled."""
        async with self._work.reading() as work:
            poll, posts = await work.polls.get(card.poll), await work.posts.of_poll(card.poll, on=(TELEGRAM,))
        if not isinstance(poll.state, Closed) or self._clock.now() - poll.state.at > NATIVE_PATIENCE:
            return
        for post in posts:
            native = post.kind is PostKind.CARD and post.failed is None and (post.reference or "").startswith("n:")
            if native and not await self._native.has_ended(post.channel, card.poll):
                raise Throttled(timedelta(seconds=1))

    async def _say(self, marked: str, reply_to: int | None, spot: Spot) -> str:
        sent = await self._sending.text(spot, Message(marked), reply_to=reply_to, announcement=True)
        return f"m:{sent}:{spot.chat}"

    async def _card_of(self, channel: Channel, card: Card) -> int | None:
        """The number of the message in which the poll stands in this channel."""
        async with self._work.reading() as work:
            posts = await work.posts.of_poll(card.poll)
        for post in posts:
            if post.channel == channel.id and post.kind is PostKind.CARD and post.reference is not None:
                _, number, *rest = post.reference.split(":")
                return int(number) if not rest or int(rest[-1]) == spot_of(channel.address).chat else None
        return None

    async def _forget(self, channel: Channel, reference: str, card: Card) -> None:
        async with self._work.writing() as work:
            for post in await work.posts.of_poll(card.poll):
                if post.channel == channel.id and post.reference == reference:
                    await work.notes.drop(f"telegram-post-{post.id}")

    async def _followed(self, channel: Channel, step: Callable[[Spot], Awaitable[Result]]) -> Result:
        """`step` in the channel's chat; where the chat has moved, the move is written down and the step made there."""
        spot = spot_of(channel.address)
        try:
            return await step(spot)
        except Moved as error:
            # a group has no topics before it is a supergroup
            new = replace(spot, chat=error.chat)
            await self._moved(str(spot.chat), str(new.chat))
            try:
                return await step(new)
            except Moved as again:
                raise ChannelGone(channel.address) from again

    async def _once(self, key: str, send: Callable[[], Awaitable[str]]) -> str:
        """What was sent under this key before is not sent again. A crash between sending and noting may double it."""
        async with self._work.reading() as work:
            known = await work.notes.find(key, self._clock.now())
        if known is not None:
            return known
        reference = await send()
        try:
            async with self._work.writing() as work:
                await work.notes.keep(key, reference, self._clock.now() + REMEMBERED)
        except StoreUnavailable as error:
            log.warning("telegram.sent-but-not-noted", key=key, reason=error.reason)
        return reference

    async def _kind(self, chat: int) -> str:
        if chat not in self._kinds:
            if chat > 0:
                return PRIVATE
            try:
                with telegrams_errors():
                    self._kinds[chat] = (await self._sending.bot.get_chat(chat)).type
            except DeliveryError:
                return UNKNOWN
        return self._kinds.get(chat, UNKNOWN)
