"""Secret polls that cannot go on: restored from a backup, which holds no key of theirs and none of their votes."""

from __future__ import annotations

from contextlib import suppress

import structlog

from bot.domain.errors import WrongState
from bot.domain.text import say
from bot.locale.speech import speech
from bot.ports import UnitOfWork
from bot.services.polls import Polls

log = structlog.get_logger(__name__)


async def call_off_keyless(work: UnitOfWork, polls: Polls) -> None:
    """With the reason on the poll. Raises StoreUnavailable; then those that were not called off yet go on waiting."""
    async with work.reading() as reading:
        lost = [await reading.polls.get(number) for number in await reading.secrecy.keyless()]
        communities = {poll.id: await reading.communities.get(poll.community) for poll in lost}
    for poll in lost:
        community = communities[poll.id]
        words = speech(community.language, community.timezone).say(say("secret-key-lost"))
        # meanwhile it may be over: its deadline, or another process
        with suppress(WrongState):
            await polls.cancel(poll.id, words, None)
            log.warning("secrecy.key-lost", poll=poll.id)
