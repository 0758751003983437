"""A program of the operator's that is told what happens to polls: a real server, which answers as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

STATUS_LINES = {
    200: "200 OK",
    204: "204 No Content",
    302: "302 Found",
    404: "404 Not Found",
    500: "500 Internal Server Error",
}
HANG_UP = 0


@dataclass
class Told:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    port: int
    answers: list[int] = field(default_factory=list)
    """The statuses to answer with, in turn; 200 when they are used up. HANG_UP: none at all."""
    flood: bool = False
    """The body of an answer never ends."""
    drip: bool = False
    """An answer comes letter by letter, and never to its end."""
    told: list[Told] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ascolto?key=1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            body = await reader.readexactly(int(headers["content-length"]))
            self.told.append(Told(head[0].split()[1], headers, body))
            self.heard.set()
            status = self.answers.pop(0) if self.answers else 200
            if status != HANG_UP:
                await self._answer(writer, status)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # who called hung up
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, status: int) -> None:
        if self.drip:
            writer.write(b"HTTP/1.1 200 OK\r\nX: ")
        while self.drip:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)
        elsewhere = f"Location: http://127.0.0.1:{self.port}/elsewhere\r\n" if status == 302 else ""
        length = "" if self.flood else "Content-Length: 0\r\n"
        writer.write(f"HTTP/1.1 {STATUS_LINES[status]}\r\n{elsewhere}{length}Connection: close\r\n\r\n".encode())
        await writer.drain()
        while self.flood:
            writer.write(b"x" * 65536)
            await writer.drain()


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    listener = Listener(0)
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()
        await server.wait_closed()
