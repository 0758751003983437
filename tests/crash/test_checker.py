"""The checker itself: it finds nothing in an honest database, and every single lie in a falsified one."""

from __future__ import annotations

import asyncio
import copy
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from tests.crash.checker import check_end, check_votes
from tests.crash.ledger import NOTHING, Announced, Ledger
from tests.crash.voters import Browser
from tests.webhouse import web_house

SECRET = "k" * 40


@dataclass
class Election:
    engine: Engine
    ledger: Ledger
    now: datetime

    def falsify(self, *statements: str) -> list[str]:
        """What is found once it is done; the tables' constraints would forbid most of it, and are taken away."""
        with self.engine.begin() as connection:
            for table in ("ballots", "people", "tallies", "turnouts", "room_messages", "polls", "posts"):
                connection.execute(text(f"CREATE TABLE loose AS SELECT * FROM {table}"))
                connection.execute(text(f"DROP TABLE {table}"))
                connection.execute(text(f"ALTER TABLE loose RENAME TO {table}"))
            for statement in statements:
                done = connection.execute(text(statement))
                assert done.rowcount > 0, f"nothing was falsified by {statement}"
        return check_end(self.engine, self.ledger, self.now)


async def hold(folder: Path) -> tuple[Ledger, datetime]:
    """Three voters: one stays, one changes, one withdraws; closed at its deadline, and shown in two rooms."""
    voters = [Browser(SECRET, f"voter{number}", "10.0.0.1") for number in range(3)]
    async with web_house(folder, secret_key=SECRET) as web:
        boss = await web.organiser()
        await boss.say("/connect lounge")
        await boss.say("/poll Where? | Lake | City --for 1 hour --in all")
        poll = await web.latest()
        ledger = Ledger({poll.id: Announced(poll.id, poll.question, 2, 1, poll.closes_at)})
        for voter, choices in (0, {1}), (1, {1}), (1, {2}), (2, {2}), (2, NOTHING):
            told = await voters[voter].vote(
                web.ascolto.server.port, poll.id, frozenset(choices), as_script=bool(voter % 2)
            )
            assert told is not None
            assert told.is_done
            ledger.stored(poll.id, f"voter{voter}", frozenset(choices))
        web.clock.advance(hours=2)
        await web.settle()
        for voter in voters:
            await voter.close()
        return ledger, web.clock.now()


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ledger, datetime]:
    folder = tmp_path_factory.mktemp("election")
    return (folder / "web.db", *asyncio.run(hold(folder)))


@pytest.fixture
def election(held: tuple[Path, Ledger, datetime], tmp_path: Path) -> Iterator[Election]:
    """A copy, to do with as one likes."""
    file, ledger, now = held
    shutil.copy(file, tmp_path / "web.db")
    engine = create_engine(f"sqlite:///{tmp_path}/web.db")
    yield Election(engine, copy.deepcopy(ledger), now)
    engine.dispose()


def test_in_an_honest_database_nothing_is_found(election: Election) -> None:
    assert check_votes(election.engine, election.ledger) == []
    assert check_end(election.engine, election.ledger, election.now) == []


VOTER = "(SELECT id FROM people WHERE native_id = 'voter{}')"
BALLOT = (
    "INSERT INTO ballots SELECT poll_id, {}, choices, platform, channel_id, cast_at, changed_at FROM ballots"
    f" WHERE voter_key = {VOTER.format(0)}"
)
ONE_MORE = ("UPDATE tallies SET votes = votes + 1 WHERE option_number = 1", "UPDATE turnouts SET voters = voters + 1")


@pytest.mark.parametrize(
    ("lie", "found"),
    [
        ([f"DELETE FROM ballots WHERE voter_key = {VOTER.format(0)}"], "no ballot is stored, and they were told 1"),
        (
            [f"UPDATE ballots SET choices = '1' WHERE voter_key = {VOTER.format(1)}"],
            "1 is stored, and they were told 2",
        ),
        ([BALLOT.format(VOTER.format(2)), *ONE_MORE], "1 is stored, and they were told no ballot"),
        ([BALLOT.format("voter_key"), *ONE_MORE], "voter0 has 2 ballots"),
        ([BALLOT.format("'somebody'"), *ONE_MORE], "nobody in"),
        (
            [
                "INSERT INTO people (id, platform, native_id, name, language)"
                " SELECT 'twin', platform, native_id, name, language FROM people"
                " WHERE native_id = 'voter0'"
            ],
            "voter0 is 2 people",
        ),
        (["UPDATE tallies SET votes = votes + 1 WHERE option_number = 2"], "2 kept, 1 ballots"),
        (["DELETE FROM tallies WHERE option_number = 2"], "0 kept, 1 ballots"),
        (["UPDATE turnouts SET voters = 3"], "3 kept, 2 ballots"),
        (["UPDATE polls SET state = 'open'"], "and is open"),
        (["UPDATE polls SET closed_at = closed_at + 1"], "closed at another moment"),
        (["UPDATE polls SET closed_by_deadline = 0"], "closed at another moment"),
        (["DELETE FROM polls"], "is gone"),
        (["INSERT INTO polls SELECT * FROM polls"], "was launched 2 times"),
        (
            ["DELETE FROM room_messages WHERE kind = 'result' AND channel_id = 'web-lounge'"],
            "web-lounge shows 0 results",
        ),
        (
            [
                "INSERT INTO room_messages (number, channel_id, kind, author_id, author_name, text, poll_id, only_for,"
                " key, at) SELECT number + 100, channel_id, kind, author_id, author_name, text, poll_id, only_for,"
                " 'again', at FROM room_messages WHERE kind = 'result'"
            ],
            "web-general shows 2 results",
        ),
        (["DELETE FROM room_messages WHERE kind = 'card'"], "shows 0 cards"),
        (
            ["UPDATE room_messages SET text = replace(text, '(1 vote)', '(2 votes)') WHERE kind = 'result'"],
            "the ballots: {'Lake': 1, 'City': 1}",
        ),
        (
            ["UPDATE room_messages SET text = replace(text, '2 people', '3 people') WHERE kind = 'result'"],
            "there are 2 ballots",
        ),
        (["UPDATE posts SET reference = NULL WHERE kind = 'result'"], "was not delivered"),
        (["UPDATE posts SET shown_version = 1 WHERE kind = 'card'"], "shows version 1 of"),
    ],
)
def test_every_lie_is_found(election: Election, lie: list[str], found: str) -> None:
    findings = election.falsify(*lie)
    assert any(found in finding for finding in findings), findings


def test_taking_the_constraints_away_is_no_lie(election: Election) -> None:
    assert election.falsify() == []


def test_an_act_without_an_answer_may_be_stored_or_not(election: Election) -> None:
    [poll] = election.ledger.polls
    election.ledger.tries(poll, "voter0", frozenset({2}))
    assert check_votes(election.engine, election.ledger) == []
    election.ledger.tries(poll, "voter2", frozenset({2}))
    assert check_votes(election.engine, election.ledger) == []
    assert election.falsify("UPDATE ballots SET choices = '1.2'") != []


def test_what_a_voter_was_told_wrongly_is_found(election: Election) -> None:
    election.ledger.polls["p"] = Announced("p", "Who?", 2, 1, None)
    election.ledger.too_late("p", "voter0", frozenset({NOTHING}))
    assert check_votes(election.engine, election.ledger) == ["voter0 was told that p is closed, and it has no deadline"]
