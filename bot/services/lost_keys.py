"""Secret polls that cannot go on: restored from a backup, which holds no key of theirs and none of their votes."""

from __future__ import annotations

import structlog

from bot.domain import lifecycle
from bot.domain.text import say
from bot.locale.speech import speech
from bot.ports import Clock, UnitOfWork
from bot.services.secret_polls import ended

log = structlog.get_logger(__name__)


async def call_off_keyless(work: UnitOfWork, clock: Clock) -> None:
    """With the reason on the poll, also where its deadline has passed: that nobody voted would not be true.

    Raises StoreUnavailable; then nothing was changed.
    """
    async with work.writing() as transaction:
        for number in await transaction.secrecy.unreadable():
            log.error("secrecy.wrong-secret-key", poll=number, hint="set SECRET_KEY to what it was, or cancel the poll")
        for number in await transaction.secrecy.keyless():
            poll = await transaction.polls.lock(number)
            community = await transaction.communities.get(poll.community)
            words = speech(community.language, community.timezone).say(say("secret-key-lost"))
            called_off = lifecycle.cancel(poll, clock.now(), words)
            await transaction.polls.save(called_off)
            await ended(transaction, called_off, clock.now())
            log.warning("secrecy.key-lost", poll=number)
