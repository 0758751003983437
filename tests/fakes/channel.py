"""A platform that remembers what people would see there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.domain.capabilities import ButtonLimits, ChannelCapabilities, Support
from bot.domain.community import Channel, Person, Place
from bot.domain.conversation import Reply, Say
from bot.domain.errors import ChannelGone, DeliveryError, NotFound, Throttled, UnsupportedFeature
from bot.domain.ids import Platform, PostId
from bot.domain.text import say
from bot.ports import CardContent, Content, Letter, PrivateDelivery, ReminderContent, ResultContent

PLAIN = ChannelCapabilities(
    text_chars=4096,
    buttons=ButtonLimits(per_row=1, rows=10, label_chars=60, token_bytes=64),
    menu=None,
    native_poll=None,
    edit=Support.NATIVE,
    edit_interval=timedelta(seconds=3),
    private_reply=Support.NATIVE,
    form=Support.REJECTED,
    file_bytes=10_000_000,
)


class FakePlatform:
    """Implements `bot.ports.ChannelAdapter`; `fail_next` makes the next deliveries fail as told.

    Rooms in `gone` are not there any more, those in `full` take nothing for now; `refuse_whispers` is what every
    private word meets.
    """

    def __init__(self, name: str = "fake", capabilities: ChannelCapabilities = PLAIN) -> None:
        self._name, self._capabilities = Platform(name), capabilities
        self.posts: dict[str, Content] = {}
        self.edits: list[tuple[str, Content]] = []
        self.whispers: dict[str, tuple[str, str]] = {}
        self.fail_next: list[DeliveryError] = []
        self.gone: set[str] = set()
        self.full: set[str] = set()
        self.refuse_whispers: DeliveryError | None = None
        self.may_write_in_private: PrivateDelivery | None = PrivateDelivery(per_second=30, at_once=10)
        self.before_letter: Callable[[Person], Awaitable[None]] | None = None
        """Met by every private letter before it arrives; what it raises, the sender meets."""
        self.letters: list[tuple[str, Letter]] = []
        """(whom, what), in the order of arrival."""
        self.panels: dict[str, Reply] = {}
        self.panel_edits = 0
        self.delivered = asyncio.Event()

    @property
    def platform(self) -> Platform:
        return self._name

    def now_can(self, capabilities: ChannelCapabilities) -> None:
        self._capabilities = capabilities

    async def capabilities(self, channel: Channel) -> ChannelCapabilities:
        return self._capabilities

    async def post(self, channel: Channel, post: PostId, content: Content) -> str:
        self._maybe_fail(channel)
        self.posts[post] = content
        self.delivered.set()
        return f"{channel.address}/{post}"

    async def edit(self, channel: Channel, reference: str, content: Content) -> None:
        self._maybe_fail(channel)
        self.edits.append((reference, content))
        self.posts[reference.split("/", 1)[1]] = content
        self.delivered.set()

    async def whisper(self, channel: Channel, person: Person, reply: Reply, key: str) -> None:
        self._maybe_fail(channel)
        if self.refuse_whispers is not None:
            raise self.refuse_whispers
        words = "\n".join(part.text for part in reply.parts if isinstance(part, Say))
        self.whispers[key] = (person.native_id, words)
        self.delivered.set()

    @property
    def private(self) -> PrivateDelivery | None:
        return self.may_write_in_private

    async def send_private(self, person: Person, letter: Letter, key: str) -> None:
        if self.private is None:
            raise UnsupportedFeature("no private messages here")
        if self.before_letter is not None:
            await self.before_letter(person)
        self.letters.append((person.native_id, letter))

    async def panel(self, channel: Channel | None, person: Person, reply: Reply, key: str) -> None:
        self._maybe_fail(channel)
        self.panels[key] = reply
        self.panel_edits += 1

    async def open_channel(self, name: str, near: Place | None = None) -> tuple[str, str]:
        if name == "nowhere":
            raise NotFound(say("error-no-channel"))
        return name.lower().replace(" ", "-"), name

    async def run(self) -> None:
        await asyncio.Event().wait()

    def seen(self) -> list[str]:
        """Every post as a reader would sum it up."""
        return [_summed_up(content) for content in self.posts.values()]

    def _maybe_fail(self, channel: Channel | None) -> None:
        if channel is not None and channel.address in self.gone:
            raise ChannelGone(channel.address)
        if channel is not None and channel.address in self.full:
            raise Throttled(timedelta(minutes=5))
        if self.fail_next:
            raise self.fail_next.pop(0)


def _summed_up(content: Content) -> str:
    match content:
        case CardContent(card):
            rows = ", ".join(f"{row.label} {row.votes}" if row.votes else row.label for row in card.rows)
            return f"{card.question} [{card.status}] {rows}"
        case ResultContent(card, _, pictures):
            return f"Result: {card.question} [{card.status}] {len(pictures)} picture(s)"
        case ReminderContent(_, text):
            return f"Reminder: {text.replace(chr(10), ' / ')}"
