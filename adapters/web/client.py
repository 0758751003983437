"""The server: it listens, serves until cancelled, and lets open answers end."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from adapters.web.limits import MOST_STREAMS
from adapters.web.live import Hub

GRACE_SECONDS: Final = 5
FILES: Final = 2 * MOST_STREAMS


class PortTaken(Exception):  # named by meaning, as the domain's errors are
    """Another program listens there; `str()` says where and what to do."""


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the program's own business: it stops its parts in order."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; on any free port for port 0. Raises PortTaken."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise PortTaken(f"{host}:{port} cannot be listened on ({error.strerror}). Set PORT to another one.") from error


def allow_many_connections() -> None:
    """Every open page is an open file, and the usual limit of 1,024 is an old default, not the machine's own."""
    if sys.platform == "win32":  # there is no such limit
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class WebServer:
    """Serves on a socket that listens already, so that its port is known beforehand."""

    def __init__(self, app: ASGIApp, hub: Hub, listening: socket.socket, *, trusted_proxies: str) -> None:
        self._hub, self._socket = hub, listening
        self._server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                proxy_headers=True,
                forwarded_allow_ips=trusted_proxies,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    async def run(self) -> None:
        """Serve until cancelled; requests under way are answered first, streams are ended."""
        allow_many_connections()
        serving = asyncio.ensure_future(self._server.serve(sockets=[self._socket]))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            self._server.should_exit = True
            self._hub.close()
            await serving
            raise
        finally:
            self._socket.close()
