"""What voters are told, and what is then in the database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.ballot import Cast, Choose, Deed, Receipt, Refusal, Toggle, Withdraw
from bot.domain.ids import OptionId, PollId
from bot.domain.poll import Cancelled, Closed, Draft, Option, Rules, Scheduled, State
from storage.ballot_box import GroupCommitBallotBox
from tests.builders import NOON, poll
from tests.storage.hall import Hall, HandClock, choose, postgres_hall, sqlite_hall, wish

LATER = NOON + timedelta(days=1)
A, B, C = OptionId(1), OptionId(2), OptionId(3)


@pytest.fixture
def hall(database: str, tmp_path: Path) -> Iterator[Hall]:
    on_postgres = database.startswith("postgresql")
    with postgres_hall(database) if on_postgres else sqlite_hall(tmp_path / "hall.db") as hall:
        yield hall


async def cast_all(box: GroupCommitBallotBox, *casts: Cast) -> list[Receipt]:
    """All at once: they arrive within one turn of the loop, and so in one batch."""
    return await asyncio.gather(*(box.cast(cast) for cast in casts))


async def one(box: GroupCommitBallotBox, cast: Cast) -> Receipt:
    return await box.cast(cast)


async def test_every_deed_of_a_voter(hall: Hall) -> None:
    hall.add(poll())
    clock = HandClock()
    async with GroupCommitBallotBox(hall.engine, clock) as box:
        assert await one(box, wish("ann", choose(1))) == Receipt(Deed.CAST, (A,), ())
        first = hall.times("ann")
        clock.moment += timedelta(seconds=5)
        assert await one(box, wish("ann", choose(1))) == Receipt(Deed.UNCHANGED, (A,), (A,))
        assert hall.times("ann") == first
        assert await one(box, wish("ann", choose(2))) == Receipt(Deed.CHANGED, (B,), (A,))
        assert hall.times("ann") == (first[0], first[1] + 5_000_000)
        assert hall.ballots() == {"ann": ("2", "web")}
        assert await one(box, wish("ann", Withdraw())) == Receipt(Deed.WITHDRAWN, (), (B,))
        assert hall.ballots() == {}
        assert await one(box, wish("ann", Withdraw())) == Receipt(Deed.NOTHING_TO_WITHDRAW, (), ())
    assert hall.is_honest()
    assert hall.tally() == {}


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (Draft(), Refusal.NOT_YET_OPEN),
        (Scheduled(LATER), Refusal.NOT_YET_OPEN),
        (Closed(NOON, NOON, False), Refusal.TOO_LATE),
        (Cancelled(NOON, "rain"), Refusal.CANCELLED),
    ],
)
async def test_a_poll_that_is_not_open_refuses(hall: Hall, state: State, refusal: Refusal) -> None:
    hall.add(poll(state=state))
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        assert await one(box, wish("ann", choose(1))) == Receipt(Deed.REFUSED, (), (), refusal)
    assert hall.refusals() == {refusal.value: 1}
    assert hall.version() == 1


async def test_the_deadline_holds_however_late_the_sweep(hall: Hall) -> None:
    hall.add(poll(closes_at=LATER))
    clock = HandClock(LATER - timedelta(microseconds=1))
    async with GroupCommitBallotBox(hall.engine, clock) as box:
        assert (await one(box, wish("ann", choose(1)))).deed is Deed.CAST
        clock.moment = LATER
        late = await cast_all(box, wish("ann", choose(2)), wish("bob", choose(2)))
        assert [receipt.refusal for receipt in late] == [Refusal.TOO_LATE, Refusal.TOO_LATE]
        assert late[0].choices == (A,)
    assert hall.refusals() == {"too-late": 2}
    assert hall.ballots() == {"ann": ("1", "web")}


@pytest.mark.parametrize(
    ("action", "refusal"),
    [
        (choose(9), Refusal.UNKNOWN_OPTION),
        (choose(3), Refusal.OPTION_REMOVED),
        (choose(1, 2), Refusal.TOO_MANY),
        (choose(), Refusal.NOTHING_CHOSEN),
        (Toggle(OptionId(2**70)), Refusal.UNKNOWN_OPTION),
    ],
)
async def test_choices_against_the_rules_are_refused(hall: Hall, action: Choose, refusal: Refusal) -> None:
    labels = (Option(id=A, label="Lake"), Option(id=B, label="City"), Option(id=C, label="Moon", removed=True))
    hall.add(poll(options=labels))
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        assert await one(box, wish("ann", action)) == Receipt(Deed.REFUSED, (), (), refusal)
    assert hall.refusals() == {refusal.value: 1}


async def test_a_final_ballot_stays(hall: Hall) -> None:
    hall.add(poll(rules=Rules(may_change=False)))
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        receipts = await cast_all(
            box, wish("ann", choose(1)), wish("ann", choose(1)), wish("ann", choose(2)), wish("ann", Withdraw())
        )
    assert [receipt.deed for receipt in receipts] == [Deed.CAST, Deed.UNCHANGED, Deed.REFUSED, Deed.REFUSED]
    assert hall.refusals() == {"final": 2}
    assert hall.ballots() == {"ann": ("1", "web")}


async def test_an_unknown_poll_spoils_nothing_for_the_others(hall: Hall) -> None:
    hall.add(poll())
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        lost, repeated, kept = await cast_all(
            box,
            wish("ann", choose(1), poll="p-nowhere"),
            wish("ann", Toggle(A), poll="p-nowhere", event="e1"),
            wish("bob", choose(1)),
        )
        assert box.statistics.batches == 1
    assert lost == repeated == Receipt(Deed.REFUSED, (), (), Refusal.UNKNOWN_POLL)
    assert kept.deed is Deed.CAST
    assert hall.ballots() == {"bob": ("1", "web")}


async def test_many_casts_of_one_voter_in_one_batch_are_told_as_if_one_by_one(hall: Hall) -> None:
    hall.add(poll())
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        receipts = await cast_all(
            box,
            wish("ann", choose(1)),
            wish("ann", choose(2)),
            wish("ann", Withdraw()),
            wish("ann", Withdraw()),
            wish("ann", choose(3), platform="telegram"),
        )
        assert box.statistics.batches == 1
    assert receipts == [
        Receipt(Deed.CAST, (A,), ()),
        Receipt(Deed.CHANGED, (B,), (A,)),
        Receipt(Deed.WITHDRAWN, (), (B,)),
        Receipt(Deed.NOTHING_TO_WITHDRAW, (), ()),
        Receipt(Deed.CAST, (C,), ()),
    ]
    assert hall.ballots() == {"ann": ("3", "telegram")}
    assert hall.tally() == {("telegram", 3): 1}
    assert hall.is_honest()
    assert hall.version() == 2


async def test_a_ballot_withdrawn_and_cast_anew_is_a_new_ballot(hall: Hall) -> None:
    hall.add(poll())
    clock = HandClock()
    async with GroupCommitBallotBox(hall.engine, clock) as box:
        await one(box, wish("ann", choose(1)))
        first, _ = hall.times("ann")
        clock.moment += timedelta(seconds=1)
        await cast_all(box, wish("ann", Withdraw()), wish("ann", choose(1)))
    assert hall.times("ann") == (first + 1_000_000, first + 1_000_000)
    assert hall.is_honest()


async def test_parallel_toggles_end_in_one_state(hall: Hall) -> None:
    hall.add(poll(rules=Rules(most_choices=3)))
    taps = [wish("ann", Toggle(option), event=f"{option}-{tap}") for tap in range(3) for option in (A, B)]
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        receipts = await cast_all(box, *taps)
        assert receipts[-1].choices == (A, B)
        assert (await one(box, wish("ann", Toggle(A), event="last"))).choices == (B,)
    assert hall.ballots() == {"ann": ("2", "web")}
    assert hall.is_honest()


async def test_a_redelivered_event_changes_nothing(hall: Hall) -> None:
    hall.add(poll(rules=Rules(most_choices=3)))
    tap = wish("ann", Toggle(A), event="update-7")
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        first, again = await cast_all(box, tap, tap)
        assert first.deed is Deed.CAST
        assert again == Receipt(Deed.REPEATED, (A,), (A,))
        await one(box, wish("ann", Toggle(B), event="update-8"))
        assert await one(box, tap) == Receipt(Deed.REPEATED, (A, B), (A, B))
    assert hall.ballots() == {"ann": ("1.2", "web")}
    assert hall.version() == 3
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:  # also after a restart
        assert (await one(box, tap)).deed is Deed.REPEATED
    assert hall.is_honest()


async def test_a_change_on_another_platform_moves_the_count(hall: Hall) -> None:
    hall.add(poll(rules=Rules(most_choices=3)))
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        await one(box, wish("ann", choose(1, 2)))
        assert hall.turnout() == {"web": 1}
        # nothing changes, so nothing moves
        await one(box, wish("ann", choose(1, 2), platform="telegram"))
        assert hall.tally() == {("web", 1): 1, ("web", 2): 1}
        await one(box, wish("ann", choose(2, 3), platform="telegram"))
    assert hall.tally() == {("telegram", 2): 1, ("telegram", 3): 1}
    assert hall.turnout() == {"telegram": 1}
    assert hall.is_honest()


async def test_a_batch_over_many_polls(hall: Hall) -> None:
    names = [f"p{number:07}" for number in range(30)]
    for name in names:
        hall.add(poll(id=name))
    told: list[frozenset[PollId]] = []
    async with GroupCommitBallotBox(hall.engine, HandClock(), on_change=told.append) as box:
        await cast_all(
            box, *(wish(f"v{voter}", choose(voter % 3 + 1), poll=name) for voter in range(10) for name in names)
        )
        assert box.statistics.batches == 1
        assert told == [frozenset(names)]
        # a second delivery changes nothing, so that nobody is told
        await cast_all(box, *(wish("v0", choose(1), poll=name) for name in names))
        assert len(told) == 1
    assert hall.is_honest(names)
    assert [hall.version(name) for name in names] == [2] * 30
    assert len(hall.ballots(names[-1])) == 10


async def test_what_the_organiser_changes_holds_for_the_next_batch(hall: Hall) -> None:
    hall.add(poll())
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        assert (await one(box, wish("ann", choose(1)))).deed is Deed.CAST
        hall.run("UPDATE options SET removed = true WHERE poll_id = 'p0000001' AND number = 2")
        assert (await one(box, wish("bob", choose(2)))).refusal is Refusal.OPTION_REMOVED
        hall.close("p0000001")
        assert (await one(box, wish("bob", choose(1)))).refusal is Refusal.TOO_LATE


async def test_any_text_is_a_voter(hall: Hall) -> None:
    hall.add(poll())
    names = ["a'b", 'a"b', "{}", "a\\b", "ünïcode 🏖️", "a\nb", "x" * 64, "%s :now ?"]
    async with GroupCommitBallotBox(hall.engine, HandClock()) as box:
        await cast_all(box, *(wish(name, choose(1)) for name in names))
        again = await cast_all(box, *(wish(name, choose(1)) for name in names))
    assert {receipt.deed for receipt in again} == {Deed.UNCHANGED}
    assert set(hall.ballots()) == set(names)


async def test_statistics(hall: Hall) -> None:
    hall.add(poll())
    async with GroupCommitBallotBox(hall.engine, HandClock(), most_at_once=10) as box:
        await cast_all(box, *(wish(f"v{voter}", choose(1)) for voter in range(25)))
        await one(box, wish("v0", choose(1)))
        seen = box.statistics
    assert (seen.batches, seen.casts, seen.failed, seen.largest_batch, seen.waiting) == (4, 26, 0, 10, 0)
    assert seen.seconds_writing > 0
