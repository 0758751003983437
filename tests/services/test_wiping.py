"""What is due to be wiped is wiped, whatever else ends meanwhile."""

from __future__ import annotations

from bot.domain.ids import PollId
from bot.services.wiping import Wiper, wipe_is_due
from storage.memory import MemoryUnitOfWork
from tests.fakes.clock import FakeChance, FakeClock


async def test_a_poll_that_ends_while_another_is_wiped_is_wiped_too() -> None:
    clock = FakeClock()
    work = MemoryUnitOfWork(clock, FakeChance())

    async def due(poll: str) -> None:
        async with work.writing() as kept:
            await wipe_is_due(kept, PollId(poll))

    class Slow:
        """Another poll ends meanwhile, once."""

        def __init__(self) -> None:
            self.wiped = 0

        async def wipe(self) -> bool:
            self.wiped += 1
            if self.wiped == 1:
                await due("p0000002")
            return True

    slow = Slow()
    wiper = Wiper(work, slow, clock)
    await due("p0000001")
    assert not await wiper.wipe()
    assert await wiper.wipe()
    assert await wiper.wipe()
    assert slow.wiped == 2
