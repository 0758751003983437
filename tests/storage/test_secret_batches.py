"""Secret polls in the box's batches: beside others, many at once, and with a secret that is not theirs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.clock import SystemChance
from bot.domain.ballot import Deed
from bot.domain.errors import StoreUnavailable
from bot.domain.tally.plurality import recount
from storage.ballot_box import GroupCommitBallotBox
from storage.engine import parse_url, sync_engine
from storage.poll_keys import WrappedPollKeys
from tests.storage.secret_hall import OWNER, SECRET, SecretHall, secret_hall
from tests.storage.test_secret_carrying import opened_again

VOTERS = 400


async def test_a_crowd_votes_in_both_at_once_and_each_is_counted_once(database: str) -> None:
    async with secret_hall(database, VOTERS) as hall:
        for option in (1, 2):
            receipts = await asyncio.gather(
                *(hall.cast(person, option, poll) for person in hall.people for poll in (SECRET, OWNER))
            )
            assert {receipt.deed for receipt in receipts} == {Deed.CAST if option == 1 else Deed.CHANGED}
        async with hall.work.reading() as work:
            for poll in (SECRET, OWNER):
                tally = await work.ballots.tally(poll)
                assert tally.voters == tally.votes(2) == VOTERS  # type: ignore[arg-type]  # a number is an id
                assert tally == recount(await work.ballots.all(poll))
            mine = [await work.secrecy.ballot(SECRET, person) for person in hall.people[:20]]
            assert [ballot.choices for ballot in mine if ballot is not None] == [(2,)] * 20
            assert await work.secrecy.took_part(hall.people[-1]) == [SECRET]


@asynccontextmanager
async def secret_hall_again(database: str, hall: SecretHall) -> AsyncIterator[SecretHall]:
    """The same database, and a program that was started with another secret."""
    engine = sync_engine(parse_url(database))
    keys = WrappedPollKeys("another", SystemChance())
    async with GroupCommitBallotBox(engine, hall.clock, poll_keys=keys) as box:
        yield replace(hall, box=box)
    engine.dispose()


async def test_with_another_secret_its_ballots_wait_and_others_are_taken(database: str) -> None:
    async with secret_hall(database, 8) as hall:
        assert (await hall.cast(hall.people[0], 1)).deed is Deed.CAST
    async with secret_hall_again(database, hall) as other:
        taken, refused = await asyncio.gather(
            other.cast(hall.people[1], 1, OWNER), other.cast(hall.people[1], 1), return_exceptions=True
        )
        assert getattr(taken, "deed", None) is Deed.CAST
        assert isinstance(refused, StoreUnavailable)
        with pytest.raises(StoreUnavailable, match="SECRET_KEY"):
            await other.cast(hall.people[0], 2)
    async with opened_again(database, "another") as work, work.reading() as reading:
        assert await reading.secrecy.unreadable() == [SECRET]
        assert await reading.secrecy.keyless() == []
    async with opened_again(database) as work, work.reading() as reading:
        assert await reading.secrecy.unreadable() == []
        kept = await reading.secrecy.ballot(SECRET, hall.people[0])
        assert kept is not None
        assert kept.choices == (1,)
