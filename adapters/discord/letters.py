"""What a subscriber gets as a direct message: a poll's card with its buttons, or an outcome with its chart."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from discord import ui

from adapters.discord.limits import FILE_BYTES, LETTERS_PER_SECOND, TEXT_CHARS
from adapters.discord.markup import escaped
from adapters.discord.message import Message, button
from adapters.discord.render import private_card, result_messages
from adapters.discord.replies import Replies
from adapters.discord.sending import Sending
from adapters.discord.tokens import Unsubscribe
from bot.domain.conversation import OfferCommand, Reply, Say
from bot.domain.errors import PostGone, UnsupportedFeature
from bot.locale.speech import speech
from bot.ports import CardContent, Clock, Letter, ResultContent


class Letters:
    """Raises DeliveryError only. Evenly, and slowly: Discord stops a bot that opens many conversations at once."""

    def __init__(self, sending: Sending, replies: Replies, clock: Clock) -> None:
        self._sending, self._replies = sending, replies
        self._pace = Pace(clock, timedelta(seconds=1 / LETTERS_PER_SECOND))

    async def send(self, person: int, sent: Letter, key: str) -> None:
        shown: tuple[Message, ...]
        match sent.content:
            case CardContent(card):
                shown = (private_card(card, 0, speech(card.language, "UTC")),)
            case ResultContent(card, text, pictures):
                if sum(len(picture.png) for picture in pictures) > FILE_BYTES:
                    raise UnsupportedFeature("picture too large")
                shown = result_messages(card, text, pictures)
        *first, last = shown
        for place, message in enumerate([*first, letter(last, sent.note, sent.stop)]):
            await self._pace.turn()
            await self._sending.alone(person, message, f"{key}-{place}" if place else key)

    async def panel(self, person: int, reply: Reply, key: str, known: str | None) -> str:
        """One message with words and next steps, in place of the `known` one; "channel:number" of it."""
        messages = await self._replies.messages(reply, speech("en", "UTC"))
        if len(messages) != 1 or not all(isinstance(part, Say | OfferCommand) for part in reply.parts):
            raise UnsupportedFeature("only words and next steps can be kept up to date")
        if known is not None:
            room, number = known.split(":")
            try:
                await self._sending.edit(int(room), int(number), messages[0])
            except PostGone:
                # deleted by the person: it comes anew, and is not to be the deleted one again
                key = f"{key}-{number}"
            else:
                return known
        sent = await self._sending.alone(person, messages[0], f"panel-{key}")
        return f"{sent[0]}:{sent[1]}"


class Pace:
    """One after another, `step` apart."""

    def __init__(self, clock: Clock, step: timedelta) -> None:
        self._clock, self._step = clock, step
        self._line = asyncio.Lock()
        self._last: datetime | None = None

    async def turn(self) -> None:
        async with self._line:
            now = self._clock.now()
            if self._last is not None and now - self._step < self._last <= now:
                await self._clock.sleep((self._last + self._step - now).total_seconds())
            self._last = self._clock.now()


def letter(message: Message, note: str, stop: str) -> Message:
    """With a line that says how to stop, as far as there is room for it, and always with the button."""
    line = f"-# {escaped(note)}"
    room = TEXT_CHARS - sum(_chars(item) for item in message.items)
    under: list[ui.Item[Any]] = [ui.TextDisplay(line)] if len(line) <= room else []
    return replace(message, items=(*message.items, *under, ui.ActionRow(button(f"🔕 {stop}", Unsubscribe()))))


def _chars(item: Any) -> int:
    """Of all the texts in it."""
    own = len(item.content) if isinstance(item, ui.TextDisplay) else 0
    return own + sum(_chars(each) for each in getattr(item, "children", ()))
