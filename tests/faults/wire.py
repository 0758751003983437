"""A wire to PostgreSQL that can be cut: between what was sent and its answer, or altogether."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

COMMIT = b"COMMIT\x00"
"""As a statement of its own: the text of every one ends with a zero."""


class Wire:
    """Carries bytes to and fro. `cut_after_commit`: the next COMMIT still reaches the server, its answer nobody."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.cut_after_commit = False
        self.is_cut = False
        self.commits_cut = 0
        self._carrying: set[asyncio.Task[None]] = set()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carrying = asyncio.current_task()
        assert carrying is not None
        self._carrying.add(carrying)
        try:
            if not self.is_cut:
                await self._carry(reader, writer)
        except OSError:
            pass  # either end has gone: so has this connection
        finally:
            self._carrying.discard(carrying)
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._port)
        is_mute = False

        async def forth() -> None:
            nonlocal is_mute
            while some := await reader.read(65536):
                if self.cut_after_commit and COMMIT in some:
                    self.cut_after_commit, is_mute = False, True
                    self.commits_cut += 1
                to_server.write(some)
                await to_server.drain()

        async def back() -> None:
            while some := await from_server.read(65536):
                if is_mute:
                    return  # the server has answered, so it is done there; nobody hears of it
                writer.write(some)
                await writer.drain()

        ways = [asyncio.ensure_future(forth()), asyncio.ensure_future(back())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            to_server.close()
            with suppress(OSError):
                await to_server.wait_closed()

    async def cut(self) -> None:
        """No connection any more, and no new one."""
        self.is_cut = True
        for carrying in list(self._carrying):
            carrying.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def mend(self) -> None:
        self.is_cut = False


@asynccontextmanager
async def wire(url: str) -> AsyncIterator[tuple[Wire, str]]:
    """The wire, and the database's URL by way of it."""
    parts = urlsplit(url)
    assert parts.port is not None
    between = Wire(parts.port)
    server = await asyncio.start_server(between.connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield between, url.replace(f":{parts.port}/", f":{port}/")
    finally:
        server.close()
        await between.cut()
        await server.wait_closed()
