"""A process that votes on and on, as a program that runs while its database is moved, until it is told that it moved.

    python -m tests.journeys.moving_process DATABASE-URL

A line for every vote, written after its commit: "stored NUMBER". Votes that were refused: "refused NUMBER REASON".
"""

from __future__ import annotations

import asyncio
import itertools
import sys

from bot.clock import SystemClock
from bot.domain.errors import StoreUnavailable
from storage.ballot_box import GroupCommitBallotBox
from storage.engine import parse_url, sync_engine
from tests.storage.hall import choose, wish

AT_ONCE = 30
PATIENCE = 60
"""Seconds of a busy database before the process ends by itself."""


async def vote(url: str) -> None:
    numbers = itertools.count()
    moved = False

    async def voter() -> None:
        nonlocal moved
        while not moved:
            number = next(numbers)
            try:
                await box.cast(wish(f"voter-{number}", choose(number % 3 + 1)))
            except StoreUnavailable as error:
                moved = "moved to" in error.reason
                tell(f"refused {number} {' '.join(error.reason.split())}")
            else:
                tell(f"stored {number}")

    engine = sync_engine(parse_url(url))
    async with (
        asyncio.timeout(PATIENCE),
        GroupCommitBallotBox(engine, SystemClock()) as box,
        asyncio.TaskGroup() as group,
    ):
        for _ in range(AT_ONCE):
            group.create_task(voter())
    engine.dispose()


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(vote(sys.argv[1]))
