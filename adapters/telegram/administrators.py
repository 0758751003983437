"""Who runs a chat, as Telegram tells it; asked only where the settings let administrators act with a role."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

import structlog

from adapters.telegram.faults import telegrams_errors
from adapters.telegram.sending import Sending
from bot.domain.errors import DeliveryError
from bot.ports import Clock

log = structlog.get_logger(__name__)

BELIEVED: Final = timedelta(minutes=5)
"""So long somebody who was dismissed there still acts here."""
CHATS_KEPT: Final = 1_000


class Administrators:
    """`asked` is false where it makes no difference: then nobody is one, and Telegram is not asked."""

    def __init__(self, sending: Sending, clock: Clock, *, asked: bool) -> None:
        self._sending, self._clock, self._asked = sending, clock, asked
        self._known: OrderedDict[int, tuple[datetime, frozenset[int]]] = OrderedDict()

    async def run_by(self, chat: int, person: int) -> bool:
        """False also where Telegram does not answer: a right that nobody confirms is none."""
        if not self._asked:
            return False
        now = self._clock.now()
        seen, people = self._known.get(chat, (None, frozenset()))
        # a clock that was set back makes nothing last longer
        if seen is None or not timedelta(0) <= now - seen < BELIEVED:
            try:
                with telegrams_errors():
                    found = await self._sending.bot.get_chat_administrators(chat)
                    people = frozenset(each.user.id for each in found if not each.user.is_bot)
            except DeliveryError as error:
                log.info("telegram.administrators-unknown", chat=chat, error=repr(error))
                return False
            self._known[chat] = (now, people)
            self._known.move_to_end(chat)
            while len(self._known) > CHATS_KEPT:
                self._known.popitem(last=False)
        return person in people
