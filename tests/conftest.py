"""What holds for every test: nothing reaches beyond this machine; and the databases that tests run on."""

from __future__ import annotations

import ipaddress
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import prepared_sqlite
from tests.postgres import NoPostgres, Server, postgres_server


class BeyondThisMachine(AssertionError):
    """A test, or what it tests, wanted to talk to another machine."""


def _stays_here(event: str, arguments: tuple[object, ...]) -> None:
    match event, arguments:
        case "socket.connect" | "socket.sendto", (_, (str(host), *_)):
            where = host
        case "socket.getaddrinfo", (str(host), *_):
            where = host
        case _:
            return
    if not _is_here(where, looked_up=event == "socket.getaddrinfo"):
        raise BeyondThisMachine(f"{event} to {where!r}: tests talk to this machine only")


def _is_here(host: str, *, looked_up: bool) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        # a name that stands for this machine, or one that nobody can have: it is asked for to see it refused
        return host in ("", "localhost") or host.endswith((".localhost", ".invalid"))
    # looking up a number asks nobody
    return looked_up or address.is_loopback or address.is_unspecified


sys.addaudithook(_stays_here)

LONG = (
    "/crash/",
    "/attack/",
    "/browser/",
    "journeys/test_moving",
    "journeys/test_processes",
    "journeys/test_hostile",
    "faults/test_database_away",
    "_kill.py",
)
"""In whose names the tests stand that take tens of seconds."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests first, the same number for each worker, so that none is left alone with one at the end."""
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    long = [item for item in items if any(name in item.nodeid for name in LONG)]
    first_of_all = set(long)
    short = iter([item for item in items if item not in first_of_all])
    size, more = divmod(len(items), workers)
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        first = long[worker::workers]
        rest = size + (worker < more) - len(first)
        ordered += [*first, *itertools.islice(short, max(rest, 0))]
    items[:] = [*ordered, *short]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running PostgreSQL; tests that want one are skipped, with the reason, where there can be none."""
    try:
        with postgres_server() as server:
            yield server
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database with all its tables, on SQLite and then on PostgreSQL."""
    if request.param == "sqlite":
        return prepared_sqlite(tmp_path / "ascolto.db")
    server: Server = request.getfixturevalue("postgres")
    return server.prepared()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same without any tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ascolto.db"
    server: Server = request.getfixturevalue("postgres")
    return server.fresh()
