"""The web as a channel: a post is a line in a room's own history, and pages draw it from the poll as it is."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from adapters.web.limits import CAPABILITIES, WEB
from adapters.web.live import Happening, Hub
from bot.domain.capabilities import ChannelCapabilities
from bot.domain.community import Channel, Person, Place
from bot.domain.conversation import OfferCommand, Reply, Say
from bot.domain.electorate import Standing
from bot.domain.errors import ChannelGone, DeliveryUncertain, NotFound, StoreUnavailable, UnsupportedFeature
from bot.domain.ids import Platform, PostId
from bot.domain.room import Entry, RoomMessage
from bot.domain.text import say
from bot.ports import CardContent, Clock, Content, Letter, PrivateDelivery, ReminderContent, ResultContent, UnitOfWork

ADDRESS_CHARS = 40


class WebMembership:
    """Implements `bot.ports.Membership`: a room on the web has no list of members, and whoever opens it is in it."""

    async def standing(self, channel: Channel, native_id: str) -> Standing:  # noqa: ARG002  # all rooms are alike
        return Standing(belongs=True, open_door=True)

    def account_since(self, native_id: str) -> datetime | None:  # noqa: ARG002  # a browser has no age
        return None

    async def role(self, channel: Channel, name: str) -> tuple[str, str]:  # noqa: ARG002  # there are none
        raise NotFound(say("error-no-roles"))


class WebChannel:
    """Implements `bot.ports.ChannelAdapter`."""

    def __init__(self, work: UnitOfWork, hub: Hub, clock: Clock) -> None:
        self._work, self._hub, self._clock = work, hub, clock

    @property
    def platform(self) -> Platform:
        return WEB

    async def capabilities(self, channel: Channel) -> ChannelCapabilities:  # noqa: ARG002  # all rooms are alike
        return CAPABILITIES

    async def post(self, channel: Channel, post: PostId, content: Content) -> str:
        match content:
            case CardContent(card):
                message = RoomMessage(
                    channel=channel.id, kind=Entry.CARD, poll=card.poll, key=post, at=self._clock.now()
                )
            case ResultContent(card, text, pictures):
                if sum(len(picture.png) for picture in pictures) > CAPABILITIES.file_bytes:
                    raise UnsupportedFeature("pictures too large")
                _must_fit(text)
                message = RoomMessage(
                    channel=channel.id, kind=Entry.RESULT, poll=card.poll, text=text, key=post, at=self._clock.now()
                )
            case ReminderContent(card, text):
                _must_fit(text)
                message = RoomMessage(
                    channel=channel.id, kind=Entry.WORDS, poll=card.poll, text=text, key=post, at=self._clock.now()
                )
        return await self._write(channel, message)

    async def edit(self, channel: Channel, reference: str, content: Content) -> None:  # noqa: ARG002  # drawn afresh
        await self._must_be_there(channel)
        self._hub.tell(Happening(poll=content.card.poll, version=content.card.version))

    async def whisper(self, channel: Channel, person: Person, reply: Reply, key: str) -> None:
        if not all(isinstance(part, Say) for part in reply.parts):
            raise UnsupportedFeature("only words can be whispered")
        text = "\n\n".join(part.text for part in reply.parts if isinstance(part, Say))
        _must_fit(text)
        await self._write(
            channel,
            RoomMessage(
                channel=channel.id, kind=Entry.WORDS, text=text, only_for=person.id, key=key, at=self._clock.now()
            ),
        )

    @property
    def private(self) -> PrivateDelivery | None:
        """A browser that is closed gets nothing: there is no private delivery on the web."""
        return None

    @property
    def membership(self) -> WebMembership:
        return WebMembership()

    async def send_private(self, person: Person, letter: Letter, key: str) -> None:  # noqa: ARG002  # to nobody
        raise UnsupportedFeature("the web has no private messages")

    async def panel(self, channel: Channel | None, person: Person, reply: Reply, key: str) -> None:
        if channel is None or channel.platform != WEB:
            raise UnsupportedFeature("on the web, words for one person stand in a room")
        if not all(isinstance(part, Say | OfferCommand) for part in reply.parts):
            raise UnsupportedFeature("only words and next steps can be kept up to date")
        text = "\n\n".join(part.text for part in reply.parts if isinstance(part, Say))
        _must_fit(text)
        await self._must_be_there(channel)
        message = RoomMessage(
            channel=channel.id,
            kind=Entry.WORDS,
            text=text,
            only_for=person.id,
            key=key,
            offers=tuple(part for part in reply.parts if isinstance(part, OfferCommand)),
            at=self._clock.now(),
        )
        try:
            async with self._work.writing() as work:
                await work.rooms.renew(message)
        except StoreUnavailable as error:
            raise DeliveryUncertain(error.reason) from error
        self._hub.tell(Happening(room=channel.id))

    async def open_channel(self, name: str, near: Place | None = None) -> tuple[str, str]:  # noqa: ARG002  # one room a name
        """Any name is a room; its address is the name in plain letters, or a part of its code points."""
        return address_of(name), name

    async def run(self) -> None:
        """Nothing to connect to: the server runs beside it."""

    async def _write(self, channel: Channel, message: RoomMessage) -> str:
        await self._must_be_there(channel)
        try:
            async with self._work.writing() as work:
                stored = await work.rooms.add(message)
        except StoreUnavailable as error:
            # nothing was written, or nobody can tell: the key makes another try harmless
            raise DeliveryUncertain(error.reason) from error
        self._hub.tell(Happening(room=channel.id))
        if message.poll is not None:
            self._hub.tell(Happening(poll=message.poll))
        return str(stored.number)

    async def _must_be_there(self, channel: Channel) -> None:
        try:
            async with self._work.reading() as work:
                found = await work.channels.find(WEB, channel.address)
        except StoreUnavailable as error:
            raise DeliveryUncertain(error.reason) from error
        if found is None or not found.connected:
            raise ChannelGone(channel.address)


def _must_fit(text: str) -> None:
    if len(text) > CAPABILITIES.text_chars:
        raise UnsupportedFeature("text too long")


def address_of(name: str) -> str:
    """A word for a URL: "Novità & eventi" → "novita-eventi"; of other scripts, the letters themselves are kept."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    address = re.sub(r"[^\w]+", "-", plain).strip("-_")[:ADDRESS_CHARS].strip("-_")
    return address or "-".join(f"{ord(letter):x}" for letter in name[:4]) or "room"
