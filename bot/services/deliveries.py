"""Delivery to every platform that this process serves: each by itself, so that a slow one keeps no other waiting."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.ids import Platform, PollId
from bot.services.announcing import Announcing


class Deliveries:
    def __init__(self, by_platform: Mapping[Platform, Announcing]) -> None:
        self.by_platform = by_platform

    def changed(self, poll: PollId) -> None:
        """Tell that a poll has a newer version. Cheap, never blocks; call it on the event loop."""
        for announcing in self.by_platform.values():
            announcing.changed(poll)

    def look_everywhere(self) -> None:
        """Changes may have been missed: look everything over now."""
        for announcing in self.by_platform.values():
            announcing.look_everywhere()

    async def sweep(self) -> None:
        """Deliver everything that is stale and may go out now, platform by platform."""
        for announcing in self.by_platform.values():
            await announcing.sweep()
