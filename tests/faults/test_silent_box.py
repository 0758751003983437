"""A database that neither answers nor fails: voters are told in time, and what was given up is not stored later."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import enumerate as enumerate_threads

import pytest

from bot.domain.ballot import Receipt
from bot.domain.errors import StoreUnavailable
from storage.ballot_box import GroupCommitBallotBox
from tests.builders import poll
from tests.storage.hall import Hall, choose, postgres_hall, sqlite_hall, wish
from tests.storage.test_ballot_box_faults import HeldClock, attempt, crowd


@pytest.fixture
def hall(database: str, tmp_path: Path) -> Iterator[Hall]:
    on_postgres = database.startswith("postgresql")
    with postgres_hall(database) if on_postgres else sqlite_hall(tmp_path / "hall.db") as hall:
        hall.add(poll())
        yield hall


async def test_voters_are_told_and_what_was_given_up_is_not_stored(hall: Hall) -> None:
    clock = HeldClock()
    async with GroupCommitBallotBox(hall.engine, clock, patience=1.0) as box:
        answers = await attempt(box, *crowd(20))
        assert {str(answer) for answer in answers} == {"the database does not answer"}
        assert all(isinstance(answer, StoreUnavailable) for answer in answers)
        # known to be silent: nobody else waits
        with pytest.raises(StoreUnavailable, match="does not answer"):
            await box.cast(wish("late", choose(1)))
        assert (box.statistics.failed, box.statistics.turned_away, box.statistics.waiting) == (20, 1, 0)
        clock.let_go.set()
        while box.statistics.batches == 0:  # noqa: ASYNC110  # the writer thread tells nobody but the box
            await asyncio.sleep(0.001)
        assert hall.ballots() == {}
        assert isinstance(await box.cast(wish("v1", choose(2))), Receipt)
    assert hall.ballots() == {"v1": ("2", "web")}
    assert (box.statistics.casts, box.statistics.failed) == (1, 20)


async def test_a_later_wish_cast_elsewhere_stands(hall: Hall) -> None:
    """Given up here, voted again by way of another process: the first wish must not come back over the second."""
    clock = HeldClock()
    other = hall.again()
    async with GroupCommitBallotBox(hall.engine, clock, patience=1.0) as box:
        [first] = await attempt(box, wish("ann", choose(1)))
        assert isinstance(first, StoreUnavailable)
        clock.let_go.set()
        async with GroupCommitBallotBox(other, HeldClock.let_go_at_once()) as elsewhere:
            assert isinstance(await elsewhere.cast(wish("ann", choose(2))), Receipt)
    other.dispose()
    assert hall.ballots() == {"ann": ("2", "web")}
    assert hall.is_honest()


async def test_leaving_does_not_wait_for_a_silent_database(hall: Hall) -> None:
    clock = HeldClock()
    async with GroupCommitBallotBox(hall.engine, clock, patience=1.0) as box:
        tasks = [asyncio.create_task(box.cast(cast)) for cast in crowd(5)]
        await asyncio.sleep(0)
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(answer, StoreUnavailable) for answer in answers)
    end_of_writer(clock)
    assert hall.ballots() == {}


async def test_leaving_once_it_is_silent(hall: Hall) -> None:
    clock = HeldClock()
    async with GroupCommitBallotBox(hall.engine, clock, patience=1.0) as box:
        await attempt(box, *crowd(5))
    with pytest.raises(StoreUnavailable, match="closed"):
        await box.cast(wish("late", choose(1)))
    end_of_writer(clock)
    assert hall.ballots() == {}


def end_of_writer(clock: HeldClock) -> None:
    """The thread that was left behind ends as soon as the database answers it."""
    clock.let_go.set()
    for thread in enumerate_threads():
        if thread.name == "ballot-box":
            thread.join(timeout=30)
            assert not thread.is_alive()
