"""Taking turns between tasks and threads: in the order of asking, and nobody who left is waited for."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.turns import InOrder, turns_of
from tests.patience import PATIENCE


async def waiting(turns: InOrder, so_many: int) -> None:
    """Until so many stand in the queue."""
    async with asyncio.timeout(PATIENCE):
        while len(turns._waiting) < so_many:  # noqa: ASYNC110  # threads join it, and tell nobody
            await asyncio.sleep(0.001)


async def test_tasks_and_threads_in_the_order_of_asking() -> None:
    turns, order = InOrder(), list[str]()
    loop = asyncio.get_running_loop()

    async def task(name: str) -> None:
        async with turns.awaited():
            order.append(name)
            await asyncio.sleep(0)

    def thread(name: str) -> None:
        with turns.blocked(30):
            order.append(name)

    with ThreadPoolExecutor(8) as threads:
        async with turns.awaited():
            coming = []
            for number in range(8):
                if number % 2:
                    coming.append(loop.run_in_executor(threads, thread, f"{number}"))
                else:
                    coming.append(asyncio.ensure_future(task(f"{number}")))
                await waiting(turns, number + 1)
        await asyncio.gather(*coming)
    assert order == [f"{number}" for number in range(8)]


async def test_who_is_called_away_while_waiting_is_passed_over() -> None:
    turns = InOrder()

    async def task() -> None:
        async with turns.awaited():
            raise AssertionError("it was called away")

    async with turns.awaited():
        tasks = [asyncio.create_task(task()) for _ in range(3)]
        await asyncio.sleep(0)
        for each in tasks:
            each.cancel()
        await asyncio.wait(tasks)
    async with asyncio.timeout(PATIENCE), turns.awaited():
        pass


async def test_who_is_called_away_at_the_very_moment_passes_the_turn_on() -> None:
    turns = InOrder()

    async def task() -> None:
        async with turns.awaited():
            raise AssertionError("it was called away")

    async with turns.awaited():
        called = asyncio.create_task(task())
        await asyncio.sleep(0)
    await asyncio.sleep(0)  # the turn has come, and the task has not gone on yet
    called.cancel()
    await asyncio.wait({called})
    async with asyncio.timeout(PATIENCE), turns.awaited():
        pass


async def test_a_thread_does_not_wait_for_ever() -> None:
    turns = InOrder()

    def thread() -> None:
        with turns.blocked(0.01):
            raise AssertionError("it was not free")

    async with turns.awaited():
        with pytest.raises(TimeoutError, match="somebody else"):
            await asyncio.to_thread(thread)
    async with asyncio.timeout(PATIENCE), turns.awaited():
        pass


def test_a_loop_that_ended_is_passed_over() -> None:
    turns, taken, let_go = InOrder(), threading.Event(), threading.Event()

    def hold() -> None:
        with turns.blocked(30):
            taken.set()
            let_go.wait(30)

    async def wait_in_vain() -> None:
        waiter = asyncio.create_task(turns.awaited().__aenter__())
        await waiting(turns, 1)
        waiter.cancel()

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait(30)
    asyncio.run(wait_in_vain())
    let_go.set()
    holder.join(30)
    with turns.blocked(30):
        pass


async def test_what_goes_wrong_in_a_turn_ends_it() -> None:
    turns = InOrder()
    with pytest.raises(LookupError):
        async with turns.awaited():
            raise LookupError
    with pytest.raises(LookupError), turns.blocked(1):
        raise LookupError
    async with asyncio.timeout(PATIENCE), turns.awaited():
        pass


async def test_postgresql_has_no_turns() -> None:
    turns = turns_of("postgresql")
    async with turns.awaited(), turns.awaited():
        with turns.blocked(0), turns.blocked(0):
            pass
