"""Sharing: every piece is done by somebody, none by two, and nobody does two more than another."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.leasing import Fence, Leasing
from bot.services.sharing import Sharing
from storage.memory import MemoryUnitOfWork
from tests.fakes.clock import FakeClock

SPAN = timedelta(seconds=12)
LONG = 12 * 8


class Process:
    def __init__(self, name: str, work: MemoryUnitOfWork, clock: FakeClock, pieces: int) -> None:
        self.doing: set[str] = set()
        self.work, self.name = work, name
        leasing = Leasing(work, clock, name, SPAN, lambda _: None)
        parts = {f"shard/{number}": self._piece(f"shard/{number}") for number in range(pieces)}
        self.running = asyncio.ensure_future(Sharing(leasing, work, clock, SPAN, parts, "shard/place").run())

    def _piece(self, name: str):
        async def do(_fence: Fence) -> None:
            self.doing.add(name)
            try:
                await asyncio.Event().wait()
            finally:
                self.doing.discard(name)

        return do

    async def stop(self) -> None:
        self.running.cancel()
        await asyncio.wait({self.running})

    async def die(self) -> None:
        """Nothing is given back."""
        kept = dict(self.work.tables.leases)
        await self.stop()
        self.work.tables.leases.update(kept)


class Crowd:
    def __init__(self, pieces: int) -> None:
        self.clock = FakeClock()
        self.work, self.pieces = MemoryUnitOfWork(self.clock), pieces
        self.alive: list[Process] = []
        self.started = 0

    def join(self) -> Process:
        self.started += 1
        self.alive.append(Process(f"p{self.started}", self.work, self.clock, self.pieces))
        return self.alive[-1]

    async def pass_time(self, seconds: float) -> None:
        for _ in range(round(seconds)):
            self.clock.advance(seconds=1)
            for _ in range(30):
                await asyncio.sleep(0)
            done = [piece for process in self.alive for piece in process.doing]
            assert len(done) == len(set(done)), "one piece, two processes"

    def shares(self) -> list[int]:
        return [len(process.doing) for process in self.alive]

    async def leave(self, process: Process, *, dead: bool) -> None:
        self.alive.remove(process)
        await (process.die() if dead else process.stop())

    async def end(self) -> None:
        for process in self.alive:
            await process.stop()


@pytest.fixture
async def crowd():
    built = Crowd(5)
    yield built
    await built.end()


async def test_one_alone_does_everything_and_two_share(crowd: Crowd) -> None:
    crowd.join()
    await crowd.pass_time(LONG)
    assert crowd.shares() == [5]
    crowd.join()
    await crowd.pass_time(LONG)
    assert crowd.shares() == [3, 2]
    crowd.join()
    await crowd.pass_time(LONG)
    assert crowd.shares() == [2, 2, 1]


async def test_a_dead_ones_pieces_are_taken_over(crowd: Crowd) -> None:
    first, _ = crowd.join(), crowd.join()
    await crowd.pass_time(LONG)
    await crowd.leave(first, dead=True)
    # its span, and until the next look
    await crowd.pass_time(12 + 4 * 2)
    assert crowd.shares() == [5]


async def test_more_processes_than_pieces_stand_by(crowd: Crowd) -> None:
    for _ in range(7):
        crowd.join()
    await crowd.pass_time(LONG)
    assert sorted(crowd.shares()) == [0, 0, 1, 1, 1, 1, 1]
    working = next(each for each in crowd.alive if each.doing)
    await crowd.leave(working, dead=False)
    await crowd.pass_time(LONG)
    assert sorted(crowd.shares()) == [0, 1, 1, 1, 1, 1]


@settings(max_examples=15, deadline=None)
@given(
    pieces=st.integers(1, 6),
    steps=st.lists(
        st.tuples(st.sampled_from(("join", "stop", "die")), st.integers(0, 9), st.integers(0, 20)), max_size=7
    ),
)
def test_after_a_while_it_is_fair_whatever_happened(pieces: int, steps: list[tuple[str, int, int]]) -> None:
    async def story() -> None:
        crowd = Crowd(pieces)
        crowd.join()
        for what, which, seconds in steps:
            if what == "join":
                crowd.join()
            elif len(crowd.alive) > 1:
                await crowd.leave(crowd.alive[which % len(crowd.alive)], dead=what == "die")
            await crowd.pass_time(seconds)
        await crowd.pass_time(LONG)
        shares = crowd.shares()
        await crowd.end()
        assert sum(shares) == pieces
        assert max(shares) - min(shares) <= 1

    asyncio.run(story())
