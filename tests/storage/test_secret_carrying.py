"""A running secret poll is never in two places: backups leave its votes out, and a move takes them away with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.clock import SystemChance
from bot.domain.poll import Cancelled
from bot.maintenance import moved_lines
from bot.services.lost_keys import call_off_keyless
from storage.engine import async_engine, parse_url
from storage.moving.backup import restore
from storage.moving.errors import CannotCarry
from storage.moving.layout import newest_layout
from storage.moving.move import move, reopen
from storage.moving.secrets import HARMLESS, POLL, telling
from storage.poll_keys import WrappedPollKeys
from storage.unit_of_work import SqlUnitOfWork
from tests.attack.loot import backup_of, raw_of
from tests.fakes.clock import FakeClock
from tests.postgres import Server
from tests.storage.filled import everything, opened
from tests.storage.hall import HandClock
from tests.storage.secret_hall import OWNER, SECRET, SecretHall, secret_hall

VOTERS = 20
TIED = ("poll_keys", "participations", "held_ballots")


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/other/ascolto.db"
    server: Server = request.getfixturevalue("postgres")
    return server.fresh()


async def voted(hall: SecretHall) -> list[str]:
    for place, person in enumerate(hall.people):
        for poll in (SECRET, OWNER):
            await hall.cast(person, 1 + place % 3, poll)
    async with hall.work.reading() as work:
        return [str(await work.secrecy.voter_key(SECRET, person)) for person in hall.people]


@asynccontextmanager
async def opened_again(url: str, secret: str = "a secret") -> AsyncIterator[SqlUnitOfWork]:
    engine = async_engine(parse_url(url))
    try:
        yield SqlUnitOfWork(engine, poll_keys=WrappedPollKeys(secret, SystemChance()))
    finally:
        await engine.dispose()


def of_poll(url: str, table: str, poll: str) -> int:
    engine = opened(url)
    with engine.connect() as connection:
        asked = text(f"SELECT count(*) FROM {table} WHERE poll_id = :poll")  # a name of the test's own
        count = connection.execute(asked, {"poll": poll}).scalar_one()
    engine.dispose()
    return int(count)


def test_whatever_names_a_poll_is_left_out_unless_it_is_known_to_tell_nothing() -> None:
    named = {sheet.name for sheet in newest_layout().sheets if POLL in sheet.names}
    assert set(telling(newest_layout())) == named - HARMLESS
    assert named >= HARMLESS
    assert {"ballots", "tallies", "turnouts", *TIED} <= set(telling(newest_layout()))


async def test_a_backup_of_a_running_secret_poll_holds_none_of_its_votes(
    database: str, other: str, tmp_path: Path
) -> None:
    async with secret_hall(database, VOTERS) as hall:
        keys = await voted(hall)
        before = everything(database)
        content = backup_of(database, tmp_path / "kept")
        assert everything(database) == before
    assert not [key for key in keys if key.encode() in content]
    restore(tmp_path / "kept", parse_url(other), HandClock(), lambda *_: None)
    for table in ("ballots", "tallies", *TIED):
        assert of_poll(other, table, SECRET) == 0
    assert of_poll(other, "ballots", OWNER) == VOTERS
    # where it comes back, it says why it cannot go on
    async with opened_again(other) as work:
        await call_off_keyless(work, FakeClock())
        async with work.reading() as reading:
            poll = await reading.polls.get(SECRET)
        assert isinstance(poll.state, Cancelled)
        assert "restored from a backup" in poll.state.reason
        await call_off_keyless(work, FakeClock())


async def test_a_move_that_leaves_both_open_is_refused(database: str, other: str) -> None:
    async with secret_hall(database, VOTERS) as hall:
        await voted(hall)
    with pytest.raises(CannotCarry, match="must not be in two databases"):
        move(parse_url(database), parse_url(other), HandClock(), lambda *_: None)


async def test_a_move_that_switches_takes_everything_and_leaves_nothing(database: str, other: str) -> None:
    async with secret_hall(database, VOTERS) as hall:
        keys = await voted(hall)
    carried = move(parse_url(database), parse_url(other), HandClock(), lambda *_: None, switch=True)
    assert carried.wiped
    for table in ("ballots", "tallies", *TIED):
        assert of_poll(database, table, SECRET) == 0
    assert of_poll(database, "ballots", OWNER) == VOTERS
    for name, content in raw_of(database).items():
        assert not [key for key in keys if key.encode() in content], name
    # there it goes on, with the same voters under the same keys
    async with opened_again(other) as work, work.reading() as reading:
        assert [await reading.secrecy.voter_key(SECRET, person) for person in hall.people] == keys
        assert await reading.secrecy.ballot(SECRET, hall.people[0]) is not None
        assert await reading.secrecy.keyless() == []
    reopen(parse_url(database))
    async with opened_again(database) as work, work.reading() as reading:
        assert await reading.secrecy.keyless() == [SECRET]


async def test_the_receipt_says_where_the_old_files_may_still_tell(database: str, other: str) -> None:
    async with secret_hall(database, VOTERS) as hall:
        await voted(hall)
    carried = move(parse_url(database), parse_url(other), HandClock(), lambda *_: None, switch=True)

    def told(*, wiped: bool) -> str:
        return "\n".join(moved_lines(carried, 1, switched=True, wiped=wiped, secret=None))

    assert "may still be readable in its files" in told(wiped=False)
    assert "readable in its files" not in told(wiped=carried.wiped)
