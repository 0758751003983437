"""What was missed while the bot was away: presses of that time are lost on Discord, so running posts say that voting
works again."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Each shard by itself: one may have been away while the others were not."""

    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock
        self._since: dict[int, datetime] = {}
        """When voting began to work again there, after a long gap."""

    def notice(self, card: Card, shard: int) -> str:
        """What stands on a running poll's post for a while; empty usually."""
        since = self._since.get(shard)
        if since is None or card.state != "open" or self._clock.now() > since + SAID_FOR:
            return ""
        words = speech(card.language, "UTC").say(say("discord-resumed"))
        return f"🔁 {words} (<t:{int(since.timestamp())}:t>)"

    async def back(self, shards: Iterable[int], count: int) -> frozenset[int]:
        """The bot is connected; those of `shards` that were away for long."""
        now, away = self._clock.now(), set()
        try:
            async with self._work.reading() as work:
                for shard in shards:
                    seen = await work.notes.find(_key(shard, count), now)
                    if seen is not None and now - datetime.fromisoformat(seen) >= LONG:
                        away.add(shard)
        except StoreUnavailable as error:
            log.warning("discord.last-seen-unknown", reason=error.reason)
            return frozenset()
        await self.still_here(shards, count)
        self._since |= dict.fromkeys(away, now)
        return frozenset(away)

    async def still_here(self, shards: Iterable[int], count: int) -> None:
        now = self._clock.now().isoformat()
        try:
            async with self._work.writing() as work:
                for shard in shards:
                    await work.notes.keep(_key(shard, count), now, None)
        except StoreUnavailable as error:
            log.warning("discord.last-seen-not-noted", reason=error.reason)


def _key(shard: int, count: int) -> str:
    return _NOTE if count == 1 else f"{_NOTE}-{shard}/{count}"
