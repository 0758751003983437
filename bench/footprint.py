"""What a ballot costs in PostgreSQL: `python -m bench.footprint --postgres URL`, in a schema of its own.

Bytes of table and index, and of write-ahead log for batches of several sizes, by the product's own
writer. The figures are sizes, not times: they hold on every machine. docs/scale.md builds on them.

After every checkpoint PostgreSQL writes a whole page to its log when it is first touched again (full_page_writes): how
much that adds depends on how often it checkpoints, so the figures are for the time between two checkpoints.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count

import psycopg
from sqlalchemy import URL, Connection, Engine, text

from bench.votes_contenders import OPTIONS, POLL, WEB, SystemClock
from bot.domain.ballot import Cast, Choose
from bot.domain.ids import ChannelId, EventKey, OptionId, VoterKey
from storage import tables
from storage.batch import BatchWriter
from storage.engine import parse_url, sync_engine

SCHEMA = "ascolto_footprint"
SIZES = {2000: 20, 100: 50, 1: 200}
"""Casts of a batch, and batches of each size."""
FILLED = 100_000


def casts(numbers: Iterator[int], size: int, *, events: bool) -> list[Cast]:
    """Of new voters, whose keys are scattered as real ones are."""
    return [
        Cast(
            poll=POLL,
            voter=VoterKey(f"{number * 0x9E3779B97F4A7C15 % 2**64:026x}"),
            action=Choose((OptionId(number % OPTIONS + 1),)),
            platform=WEB,
            channel=ChannelId("web-general"),
            event=EventKey(f"telegram-110201543-{number}") if events else None,
        )
        for number in (next(numbers) for _ in range(size))
    ]


def measure(engine: Engine) -> Iterator[str]:
    writer, numbers = BatchWriter(engine, SystemClock()), count()
    for _ in range(FILLED // 2000):
        writer.settle(casts(numbers, 2000, events=False))
    yield f"{FILLED:,} ballots in batches of 2,000:"
    with engine.begin() as connection:
        for name in ("ballots", "pk_ballots"):
            yield f"{_size(connection, name) / FILLED:10.0f} bytes a ballot in {name}"
    for size, times in SIZES.items():
        for events in (False, True):
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                before = _written(connection)
                for _ in range(times):
                    writer.settle(casts(numbers, size, events=events))
                cost = (_written(connection) - before) / (size * times)
            yield f"{cost:10.0f} bytes of write-ahead log a ballot, batches of {size:,}{', with events' * events}"


def _size(connection: Connection, name: str) -> int:
    return int(
        connection.execute(text("SELECT pg_relation_size(CAST(:name AS regclass))"), {"name": name}).scalar_one()
    )


def _written(connection: Connection) -> int:
    return int(connection.execute(text("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")).scalar_one())


@contextmanager
def hall(url: URL) -> Iterator[Engine]:
    """The tables with one open poll, in a schema that is dropped at the end."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as keeper:
        keeper.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE".encode())
        keeper.execute(f"CREATE SCHEMA {SCHEMA}".encode())
        engine = sync_engine(url.update_query_dict({"options": f"-csearch_path={SCHEMA}"}))
        try:
            tables.metadata.create_all(engine)
            _open_poll(engine)
            yield engine
        finally:
            engine.dispose()
            keeper.execute(f"DROP SCHEMA {SCHEMA} CASCADE".encode())


def _open_poll(engine: Engine) -> None:
    now = datetime.now(UTC)
    poll = {"id": POLL, "community_id": "home", "author_id": "ada", "question": "?", "description": "", "state": "open"}
    rules = {"most_choices": 1, "secrecy": "owner", "results": "live", "may_change": True, "may_add_options": False}
    rest = {"electorate_kind": "self-selected", "opened_at": now, "created_at": now, "notes": [], "version": 1}
    home = {"id": "home", "name": "Home", "language": "en", "timezone": "UTC"}
    author = {"id": "ada", "platform": "web", "native_id": "1", "name": "Ada"}
    options = [
        {"poll_id": POLL, "number": number, "label": str(number), "removed": False} for number in range(1, OPTIONS + 1)
    ]
    with engine.begin() as connection:
        connection.execute(tables.communities.insert(), home)
        connection.execute(tables.people.insert(), author)
        connection.execute(tables.polls.insert(), poll | rules | rest)
        connection.execute(tables.options.insert(), options)


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bench.footprint", description=__doc__)
    arguments.add_argument("--postgres", metavar="URL", required=True, help="postgresql://…")
    with hall(parse_url(arguments.parse_args().postgres)) as engine:
        for line in measure(engine):
            print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
