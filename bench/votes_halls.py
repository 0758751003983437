"""Databases with one open poll in them, one for each contender, all made and set alike."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy import URL, Engine, text

from bench.votes_contenders import OPTIONS, POLL, Box, Contender, OneByOne, Raw
from storage import tables
from storage.engine import CHECKPOINT_PAGES, WRITES, async_engine, parse_url, sync_engine

DURABLE = ("synchronous_commit=on", "fsync=on", "full_page_writes=on", "shared_buffers=128MB")
"""A server for measuring is set as one for people."""


@dataclass(frozen=True, slots=True)
class Hall:
    engine: Engine
    contender: Contender

    def recount(self) -> list[int]:
        """Votes per option, counted from the ballots."""
        with self.engine.connect() as connection:
            rows = connection.execute(text("SELECT choices, COUNT(*) FROM ballots GROUP BY choices"))
            votes = Counter({int(choices): number for choices, number in rows})
        return [votes[option] for option in range(1, OPTIONS + 1)]

    def tally(self) -> list[int]:
        """Votes per option, as kept."""
        with self.engine.connect() as connection:
            rows = connection.execute(text("SELECT option_number, SUM(votes) FROM tallies GROUP BY option_number"))
            votes = Counter({option: int(number) for option, number in rows})
        return [votes[option] for option in range(1, OPTIONS + 1)]


@contextmanager
def sqlite_halls() -> Iterator[list[Hall]]:
    """In a temporary folder: the box, one by one, the raw driver with many rows a statement, with executemany."""
    with TemporaryDirectory(prefix="ascolto-bench-") as folder, ExitStack() as stack:
        urls = [parse_url(f"sqlite:///{Path(folder) / name}.db") for name in ("box", "plain", "rows", "many")]
        engines = [open_engine(url, stack) for url in urls]
        drivers = []
        for url in urls[2:]:
            driver = sqlite3.connect(str(url.database), isolation_level=None)
            driver.execute("PRAGMA synchronous = FULL")
            driver.execute("PRAGMA foreign_keys = ON")
            driver.execute("PRAGMA cache_size = -65536")
            driver.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
            drivers.append(stack.enter_context(closing(driver)))
        plain = async_engine(urls[1]).execution_options(**{WRITES: True})
        yield _halls(engines, OneByOne(plain, writers=1), *drivers)


@contextmanager
def postgres_halls(raw: str) -> Iterator[list[Hall]]:
    """The same in four schemas of the database at `raw`, dropped at the end."""
    url = parse_url(raw)
    plain_url = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain_url, autocommit=True) as keeper, ExitStack() as stack:
        urls, drivers = [], []
        for name in ("box", "plain", "rows", "many"):
            schema = f"ascolto_bench_{name}"
            keeper.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE".encode())
            keeper.execute(f"CREATE SCHEMA {schema}".encode())
            stack.callback(keeper.execute, f"DROP SCHEMA {schema} CASCADE".encode())
            urls.append(url.update_query_dict({"options": f"-csearch_path={schema}"}))
        engines = [open_engine(each, stack) for each in urls]
        for name in ("rows", "many"):
            driver = psycopg.connect(plain_url, autocommit=True, options=f"-csearch_path=ascolto_bench_{name}")
            drivers.append(stack.enter_context(closing(driver)))
        yield _halls(engines, OneByOne(async_engine(urls[1]), writers=10), *drivers)


def _halls(
    engines: list[Engine],
    plain: OneByOne,
    rows: sqlite3.Connection | psycopg.Connection,
    many: sqlite3.Connection | psycopg.Connection,
) -> list[Hall]:
    contenders: list[Contender] = [Box(engines[0]), plain, Raw(rows, many=False), Raw(many, many=True)]
    return [Hall(engine, contender) for engine, contender in zip(engines, contenders, strict=True)]


def open_engine(url: URL, stack: ExitStack) -> Engine:
    """An engine on a new database with one open poll."""
    engine = sync_engine(url)
    stack.callback(engine.dispose)
    tables.metadata.create_all(engine)
    now = datetime.now(UTC)
    with engine.begin() as connection:
        connection.execute(
            tables.communities.insert(), {"id": "home", "name": "Home", "language": "en", "timezone": "UTC"}
        )
        connection.execute(
            tables.people.insert(), {"id": "ada", "platform": "web", "native_id": "1", "name": "Ada", "language": "en"}
        )
        connection.execute(
            tables.polls.insert(),
            {
                "id": POLL,
                "community_id": "home",
                "author_id": "ada",
                "question": "Where should the summer party be?",
                "description": "",
                "most_choices": 1,
                "secrecy": "owner",
                "results": "live",
                "may_change": True,
                "may_add_options": False,
                "electorate_kind": "self-selected",
                "state": "open",
                "opened_at": now,
                "notes": [],
                "created_at": now,
                "version": 1,
            },
        )
        connection.execute(
            tables.options.insert(),
            [
                {"poll_id": POLL, "number": number, "label": f"Place {number}", "removed": False}
                for number in range(1, OPTIONS + 1)
            ],
        )
    return engine
