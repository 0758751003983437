"""What was missed while the bot was away: presses of that time are lost on Discord, so running posts say that voting
works again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.card import Card
from bot.domain.errors import StoreUnavailable
from bot.domain.text import say
from bot.locale.speech import speech
from bot.ports import Clock, UnitOfWork

log = structlog.get_logger(__name__)

SEEN_EVERY: Final = timedelta(seconds=30)
LONG: Final = timedelta(minutes=3)
"""A gap that people will have noticed."""
SAID_FOR: Final = timedelta(hours=1)
_NOTE: Final = "discord-last-seen"


class Resuming:
    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock
        self._since: datetime | None = None
        """When voting began to work again, after a long gap."""

    def notice(self, card: Card) -> str:
        """What stands on a running poll's post for a while; empty usually."""
        if self._since is None or card.state != "open" or self._clock.now() > self._since + SAID_FOR:
            return ""
        words = speech(card.language, "UTC").say(say("discord-resumed"))
        return f"🔁 {words} (<t:{int(self._since.timestamp())}:t>)"

    async def back(self) -> bool:
        """The bot is connected; true where it was away for long."""
        now = self._clock.now()
        try:
            async with self._work.reading() as work:
                seen = await work.notes.find(_NOTE, now)
        except StoreUnavailable as error:
            log.warning("discord.last-seen-unknown", reason=error.reason)
            return False
        await self.still_here()
        if seen is None or now - datetime.fromisoformat(seen) < LONG:
            return False
        self._since = now
        return True

    async def still_here(self) -> None:
        try:
            async with self._work.writing() as work:
                await work.notes.keep(_NOTE, self._clock.now().isoformat(), None)
        except StoreUnavailable as error:
            log.warning("discord.last-seen-not-noted", reason=error.reason)
