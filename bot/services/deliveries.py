"""Delivery to every platform that this process serves: each by itself, so that a slow one keeps no other waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

from bot.domain.ids import Platform, PollId
from bot.services.announcing import Announcing
from bot.services.delivery import DeliveryFigures


class Deliveries:
    """Usually one a platform; several where its channels are divided."""

    def __init__(self, by_platform: Mapping[Platform, Sequence[Announcing]]) -> None:
        self.by_platform = by_platform
        self._all = [each for several in by_platform.values() for each in several]

    def changed(self, poll: PollId) -> None:
        """Tell that a poll has a newer version. Cheap, never blocks; call it on the event loop."""
        for announcing in self._all:
            announcing.changed(poll)

    def look_everywhere(self) -> None:
        """Changes may have been missed: look everything over now."""
        for announcing in self._all:
            announcing.look_everywhere()

    async def sweep(self) -> None:
        """Deliver everything that is stale and may go out now, platform by platform."""
        for announcing in self._all:
            await announcing.sweep()

    def figures(self) -> Mapping[Platform, DeliveryFigures]:
        """Of each platform, all of its announcers together."""
        names = [field.name for field in fields(DeliveryFigures)]
        return {
            platform: DeliveryFigures(**{name: sum(getattr(each.figures, name) for each in several) for name in names})
            for platform, several in self.by_platform.items()
        }
