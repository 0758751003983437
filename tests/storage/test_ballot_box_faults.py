"""The database fails, clients go away, the process ends: every caller gets an answer, and the true one."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Event
from threading import enumerate as enumerate_threads

import pytest

from bot.domain.ballot import Cast, Deed, Receipt, Toggle
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import OptionId, PollId
from bot.domain.poll import Rules
from storage.ballot_box import GroupCommitBallotBox
from tests.builders import poll
from tests.storage.hall import Hall, HandClock, choose, postgres_hall, sqlite_hall, wish


@pytest.fixture
def hall(database: str, tmp_path: Path) -> Iterator[Hall]:
    on_postgres = database.startswith("postgresql")
    with postgres_hall(database) if on_postgres else sqlite_hall(tmp_path / "hall.db") as hall:
        yield hall


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Hall]:
    """On SQLite, and hasty: a locked database is given up at once."""
    with sqlite_hall(tmp_path / "hall.db") as hall:
        hall.add(poll())
        hall.pragma("busy_timeout = 0")
        yield hall


async def attempt(box: GroupCommitBallotBox, *casts: Cast) -> list[Receipt | BaseException]:
    return await asyncio.gather(*(box.cast(cast) for cast in casts), return_exceptions=True)


def crowd(size: int) -> list[Cast]:
    return [wish(f"v{voter}", choose(voter % 3 + 1)) for voter in range(size)]


async def test_a_locked_database_refuses_and_recovers(lite: Hall, tmp_path: Path) -> None:
    async with GroupCommitBallotBox(lite.engine, HandClock()) as box:
        await box.cast(wish("early", choose(1)))
        other = sqlite3.connect(tmp_path / "hall.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        answers = await attempt(box, *crowd(20))
        assert all(isinstance(answer, StoreUnavailable) for answer in answers)
        assert {str(answer) for answer in answers} == {"database is locked"}
        assert all(isinstance(answer, Exception) and answer.__cause__ is not None for answer in answers)
        assert len({id(answer) for answer in answers}) == 20
        other.execute("ROLLBACK")
        other.close()
        assert list(lite.ballots()) == ["early"]
        assert all(isinstance(answer, Receipt) for answer in await attempt(box, *crowd(20)))
        assert (box.statistics.failed, box.statistics.casts) == (20, 21)
    assert lite.is_honest()


async def test_a_read_only_database_refuses_and_recovers(lite: Hall) -> None:
    async with GroupCommitBallotBox(lite.engine, HandClock()) as box:
        lite.pragma("query_only = on")
        answers = await attempt(box, *crowd(5))
        assert all(isinstance(answer, StoreUnavailable) for answer in answers)
        lite.pragma("query_only = off")
        assert all(isinstance(answer, Receipt) for answer in await attempt(box, *crowd(5)))
    assert lite.is_honest()


async def test_a_full_disk_refuses_the_batch_whole_and_recovers(lite: Hall) -> None:
    async with GroupCommitBallotBox(lite.engine, HandClock()) as box:
        await attempt(box, *crowd(3))
        lite.pragma("max_page_count = 1")  # SQLite takes it as: not one page more than there are
        answers = await attempt(box, *crowd(3000))
        assert all(isinstance(answer, StoreUnavailable) for answer in answers)
        assert len(lite.ballots()) == 3
        assert lite.is_honest()
        lite.pragma("max_page_count = 1073741823")
        assert all(isinstance(answer, Receipt) for answer in await attempt(box, *crowd(3000)))
    assert len(lite.ballots()) == 3000
    assert lite.is_honest()


@pytest.mark.parametrize("poison", ["nul \x00 character", "half a \ud83c letter"])
async def test_one_cast_that_cannot_be_stored_fails_alone(hall: Hall, poison: str) -> None:
    hall.add(poll())
    casts = crowd(21)
    casts[13] = wish(poison, choose(1))
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        answers = await attempt(box, *casts)
        assert isinstance(answers.pop(13), StoreUnavailable)
        assert {answer.deed for answer in answers if isinstance(answer, Receipt)} == {Deed.CAST}
        assert (box.statistics.casts, box.statistics.failed) == (20, 1)
    assert len(hall.ballots()) == 20
    assert hall.is_honest()


async def test_a_row_that_the_tables_forbid_fails_alone(hall: Hall) -> None:
    hall.add(poll())
    hall.run("INSERT INTO tallies (poll_id, platform, option_number, votes) VALUES ('p0000001', 'web', 2, 0)")
    hall.run(
        "INSERT INTO ballots (poll_id, voter_key, choices, platform, channel_id, cast_at, changed_at)"
        " VALUES ('p0000001', 'odd', '2', 'web', NULL, 0, 0)"
    )  # not counted: taking it away would leave fewer votes than none, which a constraint forbids
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        odd, even = await attempt(box, wish("odd", choose(1)), wish("even", choose(1)))
    assert isinstance(odd, StoreUnavailable)
    assert even == Receipt(Deed.CAST, (OptionId(1),), ())
    assert hall.tally() == {("web", 1): 1}


async def test_a_client_that_goes_away_takes_nobody_with_it(hall: Hall) -> None:
    hall.add(poll())
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        tasks = [asyncio.create_task(box.cast(cast)) for cast in crowd(10)]
        await asyncio.sleep(0)  # one turn: all of them wait now
        tasks[3].cancel()
        tasks[7].cancel()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [place for place, answer in enumerate(answers) if isinstance(answer, asyncio.CancelledError)] == [3, 7]
    assert sum(isinstance(answer, Receipt) for answer in answers) == 8
    assert len(hall.ballots()) == 10
    assert hall.is_honest()


async def test_leaving_answers_everybody_who_waits(hall: Hall) -> None:
    hall.add(poll())
    box = GroupCommitBallotBox(hall.engine, HandClock(), most_at_once=7)
    async with box:
        tasks = [asyncio.create_task(box.cast(cast)) for cast in crowd(50)]
        await asyncio.sleep(0)
    assert all(isinstance(answer, Receipt) for answer in await asyncio.gather(*tasks))
    assert len(hall.ballots()) == 50
    with pytest.raises(StoreUnavailable, match="closed"):
        await box.cast(wish("late", choose(1)))


async def test_leaving_is_not_cut_short_by_a_cancel(hall: Hall) -> None:
    hall.add(poll())
    box = GroupCommitBallotBox(hall.engine, HandClock(), most_at_once=3)
    casting: list[asyncio.Task[Receipt]] = []

    async def serve() -> None:
        async with box:
            casting.extend(asyncio.create_task(box.cast(cast)) for cast in crowd(30))
            await asyncio.sleep(0)

    serving = asyncio.create_task(serve())
    await asyncio.sleep(0)
    await asyncio.sleep(0)  # it is leaving now, and waits for the writer
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert all(isinstance(answer, Receipt) for answer in await asyncio.gather(*casting))
    assert len(hall.ballots()) == 30


async def test_leaving_does_not_wait_batch_by_batch_for_a_database_that_is_away(lite: Hall, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "hall.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    box = GroupCommitBallotBox(lite.engine, HandClock(), most_at_once=1)
    async with box:
        tasks = [asyncio.create_task(box.cast(cast)) for cast in crowd(40)]
        await asyncio.sleep(0)
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(answer, StoreUnavailable) for answer in answers)
    assert (box.statistics.failed, box.statistics.waiting) == (40, 0)
    other.close()


async def test_before_and_after_the_block_it_takes_nothing(hall: Hall) -> None:
    box = GroupCommitBallotBox(hall.engine, HandClock())
    with pytest.raises(StoreUnavailable, match="closed"):
        await box.cast(wish("ann", choose(1)))
    async with box:
        pass
    with pytest.raises(StoreUnavailable, match="closed"):
        await box.cast(wish("ann", choose(1)))
    with pytest.raises(RuntimeError, match="once"):
        await box.__aenter__()


async def test_too_many_waiting_are_turned_away_at_once(hall: Hall) -> None:
    hall.add(poll())
    async with GroupCommitBallotBox(hall.engine, HandClock(), most_waiting=10) as box:
        answers = await attempt(box, *crowd(15))
        assert [str(answer) for answer in answers[10:]] == ["busy"] * 5
        assert box.statistics.turned_away == 5
        assert isinstance(await box.cast(wish("v14", choose(1))), Receipt)
    assert len(hall.ballots()) == 11


async def test_a_listener_that_fails_disturbs_nobody(hall: Hall) -> None:
    hall.add(poll())
    told: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, trouble: told.append(str(trouble["exception"])))

    def listen(_: frozenset[PollId]) -> None:
        raise LookupError("no such post")

    async with GroupCommitBallotBox(hall.engine, HandClock(), on_change=listen) as box:
        for cast in crowd(3):
            assert (await box.cast(cast)).deed is Deed.CAST
    assert told == ["no such post"] * 3


async def test_a_listener_may_cast(hall: Hall) -> None:
    hall.add(poll())
    tasks: list[asyncio.Task[Receipt]] = []

    def listen(_: frozenset[PollId]) -> None:
        if not tasks:
            tasks.append(asyncio.create_task(box.cast(wish("echo", choose(2)))))

    async with GroupCommitBallotBox(hall.engine, HandClock(), on_change=listen) as box:
        await box.cast(wish("ann", choose(1)))
        assert (await tasks[0]).deed is Deed.CAST


async def test_two_boxes_on_one_database_count_exactly(hall: Hall) -> None:
    """Two processes in small: each with its own engine, on the same polls, in opposite orders."""
    polls = [f"p{number:07}" for number in range(6)]
    for name in polls:
        hall.add(poll(id=name, rules=Rules(most_choices=3)))
    first, second = hall.again(), hall.again()

    async def use(box: GroupCommitBallotBox, names: list[str], side: str) -> None:
        for turn in range(15):
            taps = [
                wish(f"v{voter}", Toggle(OptionId(1)), poll=name, platform=side, event=f"{turn}-{voter}-{name}")
                for name in names
                for voter in range(8)
            ]
            for answer in await attempt(box, *taps):
                assert isinstance(answer, Receipt), answer

    async with (
        GroupCommitBallotBox(first, HandClock(), most_at_once=11) as one,
        GroupCommitBallotBox(second, HandClock(), most_at_once=13) as two,
    ):
        await asyncio.gather(use(one, polls, "web"), use(two, polls[::-1], "telegram"))
    first.dispose()
    second.dispose()
    # every event came through both doors and acted once: fifteen toggles leave the option chosen
    assert hall.is_honest(polls)
    assert all(len(hall.ballots(name)) == 8 for name in polls)


class HeldClock(HandClock):
    """Stops the writer in the middle of its transaction until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = Event()
        self.let_go = Event()

    def now(self) -> datetime:
        self.reached.set()
        self.let_go.wait()
        return super().now()

    @classmethod
    def let_go_at_once(cls) -> HeldClock:
        clock = cls()
        clock.let_go.set()
        return clock


def test_a_loop_that_dies_within_the_block_takes_the_thread_with_it(hall: Hall) -> None:
    hall.add(poll())
    clock = HeldClock()
    before = set(enumerate_threads())
    box = GroupCommitBallotBox(hall.engine, clock)

    async def die() -> None:
        await box.__aenter__()
        task = asyncio.create_task(box.cast(wish("ann", choose(1))))
        await asyncio.to_thread(clock.reached.wait)
        task.cancel()

    asyncio.run(die())
    [writer] = [thread for thread in enumerate_threads() if thread not in before and thread.name == "ballot-box"]
    clock.let_go.set()
    writer.join(timeout=30)
    assert not writer.is_alive()
    assert hall.ballots() == {"ann": ("1", "web")}


async def test_what_arrives_during_a_transaction_is_the_next_batch(hall: Hall) -> None:
    hall.add(poll())
    clock = HeldClock()
    async with GroupCommitBallotBox(hall.engine, clock) as box:
        first = asyncio.create_task(box.cast(wish("ann", choose(1))))
        await asyncio.to_thread(clock.reached.wait)
        others = [asyncio.create_task(box.cast(cast)) for cast in crowd(9)]
        await asyncio.sleep(0)
        assert box.statistics.waiting == 10
        assert not first.done()
        clock.let_go.set()
        await asyncio.gather(first, *others)
        assert (box.statistics.batches, box.statistics.largest_batch) == (2, 9)
