"""Which connections to the gateway ("shards") this process keeps, and how fast they may begin.

Discord sends a server's events to one shard, told by the server's number, and private messages to the first.
https://discord.com/developers/docs/events/gateway#sharding
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import discord
import structlog

log = structlog.get_logger(__name__)

IDENTIFY_EVERY: Final = 5.0
"""Seconds between two sessions that begin in the same lane; the lanes' number is what Discord calls max_concurrency."""


@dataclass(frozen=True, slots=True)
class Shards:
    """`count` None: as many as Discord recommends. `ids` None: all of them; else those that are this process's.

    Raises ValueError where the ids and the count do not belong together.
    """

    count: int | None = None
    ids: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if self.ids is None:
            return
        if self.count is None:
            raise ValueError("some shards of how many? Shards divided among processes need a count")
        if not self.ids or len(set(self.ids)) != len(self.ids) or not all(0 <= each < self.count for each in self.ids):
            raise ValueError(f"of {self.count} shards, {self.ids} cannot be some: each once, from 0 on")

    @property
    def leads(self) -> bool:
        """Whether this process has the first shard, and does what only one of several should do."""
        return self.ids is None or 0 in self.ids

    def of(self, count: int) -> tuple[int, ...]:
        """Those of `count`, as it turned out, that are this process's."""
        return self.ids if self.ids is not None else tuple(range(count))


def shard_of(guild: int, count: int) -> int:
    return (guild >> 22) % count


class Lanes:
    """Sessions begin one after the other in each lane, so that Discord does not turn them away."""

    def __init__(self) -> None:
        self._free_at: dict[int, float] = {}

    async def turn(self, shard: int, limits: discord.SessionStartLimits) -> None:
        """Wait until this shard may begin a session."""
        if limits.remaining < 1:
            # one more than a day's thousand, and Discord makes the token invalid
            log.error("discord.no-session-starts-left", seconds=limits.reset_after / 1000)
            await asyncio.sleep(limits.reset_after / 1000)
        now, lane = asyncio.get_running_loop().time(), shard % max(limits.max_concurrency, 1)
        at = max(now, self._free_at.get(lane, now))
        self._free_at[lane] = at + IDENTIFY_EVERY
        await asyncio.sleep(at - now)
