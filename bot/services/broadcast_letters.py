"""What subscribers get: one letter for each language, made once and not once a person.

It shows what somebody sees who has not voted, which is whom a poll is sent to; a letter is no live post, so that it is
made anew after a while only.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.broadcast import Broadcast, BroadcastKind
from bot.domain.card import Control
from bot.domain.ids import Platform
from bot.domain.picture import Theme
from bot.domain.text import say
from bot.locale.speech import Speech, speech
from bot.ports import CardContent, Clock, Letter, ResultContent, UnitOfWork
from bot.services.presentation import Onlooker, present
from bot.services.reading import Reading, read_count
from bot.services.summaries import result_text

FRESH: Final = timedelta(seconds=10)
"""How old the count on a poll's letter may be."""
KEPT: Final = 64
THEMES: Final = {Platform("discord"): Theme.DARK}
_SOMEBODY: Final = Onlooker(one_person=True)


@dataclass(frozen=True, slots=True)
class _Made:
    at: datetime
    letter: Letter


class Letters:
    def __init__(self, work: UnitOfWork, reading: Reading, clock: Clock) -> None:
        self._work, self._reading, self._clock = work, reading, clock
        self._made: dict[tuple[str, Platform, str], _Made] = {}
        self._making = asyncio.Lock()

    async def of(self, broadcast: Broadcast, platform: Platform, language: str) -> Letter:
        """In that language, one of LANGUAGES. Raises StoreUnavailable."""
        key = (broadcast.id, platform, language)
        async with self._making:
            known, now = self._made.get(key), self._clock.now()
            if known is not None and (broadcast.kind is BroadcastKind.OUTCOME or known.at <= now < known.at + FRESH):
                return known.letter
            letter = await self._make(broadcast, platform, language)
            self._made.pop(key, None)
            self._made[key] = _Made(now, letter)
            while len(self._made) > KEPT:
                del self._made[next(iter(self._made))]
            return letter

    async def _make(self, broadcast: Broadcast, platform: Platform, language: str) -> Letter:
        async with self._work.reading() as work:
            community = await work.communities.get(broadcast.community)
            count = await read_count(work, broadcast.poll, None, self._reading.rulings)
        spoken, now = speech(language, community.timezone), self._clock.now()
        if broadcast.kind is BroadcastKind.POLL:
            card = present(count.poll, count.tally, spoken, now, Control.BUTTONS, _SOMEBODY, count.names, count.remark)
            return _letter(CardContent(card), spoken, community.name)
        card = present(
            count.poll, count.tally, spoken, now, Control.NONE, reported=count.remark, decision=count.decision
        )
        theme = THEMES.get(platform, Theme.LIGHT)
        # the chart of the result alone: each further picture would be one more message to everybody
        pictures = (await self._reading.draw(count, spoken, theme, community.name, split=False))[:1]
        words = result_text(count.poll, count.tally, spoken, count.remark, decision=count.decision)
        return _letter(ResultContent(card, words, pictures), spoken, community.name)


def _letter(content: CardContent | ResultContent, spoken: Speech, community: str) -> Letter:
    note = spoken.say(say("broadcast-why", community=community))
    return Letter(content, note, spoken.say(say("broadcast-stop")))
