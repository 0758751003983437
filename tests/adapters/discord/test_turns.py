"""One person's presses in their order, and nobody waits for a number."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.turns import Turns


@settings(deadline=None)  # how long it takes says nothing
@given(st.permutations(range(5)), st.sets(st.integers(0, 4)))
async def test_in_order_however_long_each_takes_to_come_forward(readiness, giving_up):
    turns, done = Turns(), []
    ready = [asyncio.Event() for _ in range(5)]

    async def press(number: int) -> None:
        async with turns.of(7) as turn:
            await ready[number].wait()
            if number in giving_up:
                return
            await turn()
            done.append(number)
            await asyncio.sleep(0)

    tasks = [asyncio.ensure_future(press(number)) for number in range(5)]
    await asyncio.sleep(0)
    for number in readiness:
        ready[number].set()
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert done == [number for number in range(5) if number not in giving_up]
    for _ in range(20):
        # who gave up is forgotten once all before are done
        await asyncio.sleep(0)
    assert not turns.waiting


async def test_people_do_not_wait_for_each_other():
    turns = Turns()
    async with turns.of(1), turns.of(2) as second:
        await second()
