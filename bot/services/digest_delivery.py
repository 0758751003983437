"""Telling digests that have come round, in the process that serves the platform of whoever they are for.

That one is due is a row's state, and taken back only once it was told: a crash in between tells it again under the
same key, which shows it once. What cannot be delivered now is tried again with the next look.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import structlog

from bot.domain.conversation import Reply, Say, Tone
from bot.domain.digest import Digest
from bot.domain.errors import ChannelGone, DeliveryError, StoreUnavailable, UnsupportedFeature
from bot.domain.ids import Platform
from bot.locale.speech import best_language, speech
from bot.ports import ChannelAdapter, Clock, UnitOfWork
from bot.services.digests import digest_text
from bot.services.jobs import stamp
from bot.services.rounds import go_round

log = structlog.get_logger(__name__)

EVERY: Final = timedelta(seconds=15)
AT_ONCE: Final = 50


class DigestDelivery:
    def __init__(self, work: UnitOfWork, adapters: Mapping[Platform, ChannelAdapter], clock: Clock) -> None:
        self._work, self._adapters, self._clock = work, adapters, clock

    async def run(self) -> None:
        """Tell until cancelled."""
        await go_round(self.tell, EVERY, self._clock, log, "digests")

    async def tell(self) -> None:
        """All that are due."""
        async with self._work.reading() as work:
            due = await work.digests.due(self._adapters.keys(), limit=AT_ONCE)
        for digest in due:
            try:
                await self._tell(digest)
            except StoreUnavailable:
                raise
            except DeliveryError as error:
                log.warning("digests.not-delivered", community=digest.community, error=repr(error))
            except Exception:
                # one that cannot be told must not silence the others
                log.exception("digests.broken", community=digest.community)

    async def _tell(self, digest: Digest) -> None:
        assert digest.due_at is not None  # only such are looked for
        now = self._clock.now()
        async with self._work.reading() as work:
            community = await work.communities.get(digest.community)
            person = await work.people.get(digest.person)
            channel = await work.channels.get(digest.channel) if digest.channel is not None else None
            spoken = speech(best_language(person.language, community.language), community.timezone)
            words = Reply((Say(await digest_text(work, community, digest.told_at, spoken), Tone.INFO),))
        key = f"digest-{digest.community}-{digest.person}-{stamp(digest.due_at)}"
        try:
            await self._adapters[person.platform].panel(channel, person, words, key)
        except (ChannelGone, UnsupportedFeature) as error:
            # who blocked us or whose room is gone hears nothing of this one; the next one is tried again
            log.info("digests.not-shown", community=digest.community, error=repr(error))
        async with self._work.writing() as work:
            current = await work.digests.lock(digest.community, digest.person)
            if current is not None and current.due_at == digest.due_at:
                await work.digests.save(current.told(now))
