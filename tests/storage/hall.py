"""A polling hall for tests of the ballot box: a database with polls in it, and a look into its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select, text

from bot.domain.ballot import Action, Cast, Choose
from bot.domain.ids import EventKey, OptionId, Platform, PollId, VoterKey
from bot.domain.poll import Cancelled, Closed, Open, Poll, Scheduled
from storage import tables
from storage.engine import parse_url, sync_engine
from tests.builders import NOON


class HandClock:
    """Moved by hand."""

    def __init__(self, now: datetime = NOON) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError("the ballot box never sleeps")


def choose(*options: int) -> Choose:
    return Choose(tuple(OptionId(option) for option in options))


def wish(
    voter: str, action: Action, *, poll: str = "p0000001", platform: str = "web", event: str | None = None
) -> Cast:
    return Cast(
        poll=PollId(poll),
        voter=VoterKey(voter),
        action=action,
        platform=Platform(platform),
        channel=None,
        event=None if event is None else EventKey(event),
    )


class Hall:
    """`seen` gives what is stored; `is_honest` whether the kept counts equal a recount."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = self.again()

    def ballots(self, poll: str = "p0000001") -> dict[str, tuple[str, str]]:
        """Choices and platform by voter."""
        rows = self._rows("SELECT voter_key, choices, platform FROM ballots WHERE poll_id = :poll", poll=poll)
        return {voter: (choices, platform) for voter, choices, platform in rows}

    def times(self, voter: str) -> tuple[int, int]:
        """First cast and last change, in microseconds."""
        [(first, last)] = self._rows("SELECT cast_at, changed_at FROM ballots WHERE voter_key = :voter", voter=voter)
        return first, last

    def tally(self, poll: str = "p0000001") -> dict[tuple[str, int], int]:
        rows = self._rows("SELECT platform, option_number, votes FROM tallies WHERE poll_id = :poll", poll=poll)
        return {(platform, option): votes for platform, option, votes in rows if votes}

    def turnout(self, poll: str = "p0000001") -> dict[str, int]:
        rows = self._rows("SELECT platform, voters FROM turnouts WHERE poll_id = :poll", poll=poll)
        return {platform: voters for platform, voters in rows if voters}

    def refusals(self, poll: str = "p0000001") -> dict[str, int]:
        return dict(self._rows("SELECT reason, count FROM refusals WHERE poll_id = :poll", poll=poll))

    def version(self, poll: str = "p0000001") -> int:
        [(version,)] = self._rows("SELECT version FROM polls WHERE id = :poll", poll=poll)
        return int(version)

    def is_honest(self, polls: Iterable[str] = ("p0000001",)) -> bool:
        for poll in polls:
            votes: Counter[tuple[str, int]] = Counter()
            voters: Counter[str] = Counter()
            for choices, platform in self.ballots(poll).values():
                voters[platform] += 1
                votes.update((platform, int(option)) for option in choices.split("."))
            if dict(votes) != self.tally(poll) or dict(voters) != self.turnout(poll):
                return False
        return True

    def add(self, poll: Poll) -> None:
        """The poll, with its community and author where they are not there yet."""
        with self.engine.begin() as connection:
            if connection.scalar(select(tables.communities.c.id)) is None:
                home = {"id": poll.community, "name": "Home", "language": "en", "timezone": "UTC"}
                connection.execute(tables.communities.insert(), home)
                author = {"id": poll.author, "platform": "web", "native_id": "1", "name": "Ada", "language": None}
                connection.execute(tables.people.insert(), author)
            connection.execute(tables.polls.insert(), _row(poll))
            connection.execute(
                tables.options.insert(),
                [
                    {"poll_id": poll.id, "number": option.id, "label": option.label, "removed": option.removed}
                    for option in poll.options
                ],
            )

    def close(self, poll: str) -> None:
        self.run("UPDATE polls SET state = 'closed', closed_at = 0, closed_by_deadline = false WHERE id = :p", p=poll)

    def again(self) -> Engine:
        """Another engine on the same database, as another process would have."""
        return sync_engine(parse_url(self.url))

    def pragma(self, pragma: str) -> None:
        """Set on the one connection that the box uses as well."""
        connection = self.engine.raw_connection()  # outside of a transaction
        connection.cursor().execute(f"PRAGMA {pragma}")
        connection.close()

    def integrity(self) -> str:
        """SQLite's own check of the file."""
        [(verdict,)] = self._rows("PRAGMA integrity_check")
        return str(verdict)

    def run(self, sql: str, **arguments: object) -> None:
        """Change something behind the back of the box."""
        with self.engine.begin() as connection:
            connection.execute(text(sql), arguments)

    def _rows(self, sql: str, **arguments: object) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql), arguments)]


def _row(poll: Poll) -> dict[str, object]:
    row: dict[str, object] = {
        "id": poll.id,
        "community_id": poll.community,
        "author_id": poll.author,
        "question": poll.question,
        "description": poll.description,
        "most_choices": poll.rules.most_choices,
        "secrecy": poll.rules.secrecy.value,
        "results": poll.rules.results.value,
        "may_change": poll.rules.may_change,
        "may_add_options": poll.rules.may_add_options,
        "receipts": poll.rules.receipts,
        "electorate_kind": poll.rules.electorate.kind.value,
        "state": type(poll.state).__name__.lower(),
        "closes_at": poll.closes_at,
        "notes": [],
        "created_at": poll.created_at,
        "version": poll.version,
    }
    match poll.state:
        case Scheduled(opens_at):
            row |= {"opens_at": opens_at}
        case Open(since):
            row |= {"opened_at": since}
        case Closed(since, at, by_deadline):
            row |= {"opened_at": since, "closed_at": at, "closed_by_deadline": by_deadline}
        case Cancelled(at, reason):
            row |= {"cancelled_at": at, "cancel_reason": reason}
    return row


@contextmanager
def sqlite_hall(path: Path) -> Iterator[Hall]:
    yield from _open(f"sqlite:///{path}")


@contextmanager
def postgres_hall(url: str) -> Iterator[Hall]:
    """In an empty database at `url`."""
    yield from _open(url)


def _open(url: str) -> Iterator[Hall]:
    hall = Hall(url)
    try:
        tables.metadata.create_all(hall.engine)
        yield hall
    finally:
        hall.engine.dispose()
