"""A poll is counted once for each of its versions, however many ask, and never before it is closed."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.domain.ids import OptionId
from bot.domain.method import PLAIN, Counting, Method
from bot.domain.poll import Closed, Open, Rules, Secrecy
from bot.services.rulings import KEPT, Rulings
from storage.memory import MemoryUnitOfWork
from tests.builders import NOON, ballot, poll
from tests.fakes.clock import FakeClock

CLOSED = Closed(NOON, NOON, by_deadline=False)
BINDING = Rules(counting=Counting(binds=True))


def stored(number, *ballots, **fields):
    work = MemoryUnitOfWork(FakeClock())
    kept = poll(number=number, **{"state": CLOSED, "rules": BINDING, **fields})
    work.tables.polls[kept.id] = kept
    for each in ballots:
        work.tables.ballots[kept.id, each.voter] = each
    return work, kept


async def test_many_who_ask_at_once_get_one_count():
    work, kept = stored("p0000001", ballot("a", 1), ballot("b", 1))
    rulings = Rulings()

    async def ask():
        async with work.reading() as reading:
            return await rulings.of(reading, kept)

    first, *others = await asyncio.gather(*(ask() for _ in range(5)))
    assert first.ruling.winner == OptionId(1)
    assert all(other is first for other in others)
    assert await ask() is first


async def test_another_version_is_counted_anew():
    work, kept = stored("p0000001", ballot("a", 1))
    rulings = Rulings()
    async with work.reading() as reading:
        first = await rulings.of(reading, kept)
        again = await rulings.of(reading, kept.changed())
    assert again is not first
    assert again == first


async def test_only_the_last_are_kept():
    work, kept = stored("p0000001", ballot("a", 1))
    rulings = Rulings()
    async with work.reading() as reading:
        first = await rulings.of(reading, kept)
        for version in range(2, KEPT + 2):
            await rulings.of(reading, replace(kept, version=version))
        assert await rulings.of(reading, kept) is not first


async def test_what_runs_is_plain_or_was_cast_by_too_few_in_secret_has_no_ruling():
    few = [ballot(f"v{place}", 1) for place in range(4)]
    for fields in (
        {"state": Open(NOON)},
        {"rules": Rules(counting=PLAIN)},
        {"rules": Rules(counting=Counting(method=Method.RATIFY), secrecy=Secrecy.NOBODY)},
    ):
        work, kept = stored("p0000001", *few, **fields)
        async with work.reading() as reading:
            assert await Rulings().of(reading, kept) is None
    work, kept = stored(
        "p0000001", *few, ballot("v5", 1), rules=Rules(counting=Counting(binds=True), secrecy=Secrecy.NOBODY)
    )
    async with work.reading() as reading:
        assert (await Rulings().of(reading, kept)).ruling.winner == 1
