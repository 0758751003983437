"""While many press, acknowledging comes before counting; and counting is never held up for long."""

from __future__ import annotations

import asyncio

from adapters.discord.rush import LONGEST, Rush


async def test_nobody_is_counted_before_the_last_is_acknowledged():
    rush, done = Rush(), []

    async def press(number: int) -> None:
        with rush.acknowledging():
            for _ in range(number):
                await asyncio.sleep(0)
            done.append("acknowledged")
        await rush.over()
        done.append("counted")

    await asyncio.gather(*(press(number) for number in (3, 1, 2)))
    assert done == ["acknowledged"] * 3 + ["counted"] * 3
    await rush.over()


async def test_one_that_hangs_holds_nobody_up_for_long():
    rush = Rush()
    with rush.acknowledging():
        async with asyncio.timeout(LONGEST.total_seconds() + 10):
            await rush.over()
