"""A small HTTP/1.1 server: it answers at once where it can, waits where it must, and may cut the line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Call:
    verb: str
    path: str
    query: str
    content_type: str
    body: bytes
    secret: str = ""
    """What Telegram tells a webhook, so that it knows who calls."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    content_type: str = "application/json"
    cut: bool = False
    """No answer at all: the connection is cut."""


Serve = Callable[[Call], Answer | Coroutine[Any, Any, Answer]]
LARGEST_BODY: Final = 60 << 20


class Connection(asyncio.Protocol):
    """One client. Requests are answered in their order; one that waits is given up when the client leaves."""

    def __init__(self, serve: Serve, living: set[Connection]) -> None:
        self._serve, self._living = serve, living
        self._buffer = bytearray()
        self._waiting: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._living.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._living.discard(self)
        if self._waiting is not None:
            self._waiting.cancel()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._advance()

    async def close(self) -> None:
        waiting = self._waiting
        self._transport.abort()
        if waiting is not None:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)

    def _advance(self) -> None:
        while self._waiting is None and not self._transport.is_closing() and (taken := self._take()):
            call, keep = taken
            answer = self._serve(call)
            if isinstance(answer, Answer):
                self._write(answer, keep=keep)
            else:
                self._waiting = asyncio.get_running_loop().create_task(self._later(answer, keep=keep))

    async def _later(self, coming: Coroutine[Any, Any, Answer], *, keep: bool) -> None:
        answer = await coming
        self._waiting = None
        self._write(answer, keep=keep)
        self._advance()

    def _write(self, answer: Answer, *, keep: bool) -> None:
        if self._transport.is_closing():
            return
        if answer.cut:
            self._transport.abort()
            return
        head = (
            f"HTTP/1.1 {answer.status} {_phrase(answer.status)}\r\nContent-Type: {answer.content_type}\r\n"
            f"Content-Length: {len(answer.body)}\r\nConnection: {'keep-alive' if keep else 'close'}\r\n\r\n"
        )
        self._transport.write(head.encode() + answer.body)
        if not keep:
            self._transport.close()

    def _take(self) -> tuple[Call, bool] | None:
        """The next whole request, None while it is still coming."""
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        first, *lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        verb, target, _ = first.split(" ", 2)
        begin = end + 4
        if "chunked" in headers.get("transfer-encoding", ""):
            body, used = _unchunked(self._buffer, begin)
            if body is None:
                return None
        else:
            length = int(headers.get("content-length", "0"))
            used = begin + length
            if length > LARGEST_BODY:
                self._write(
                    Answer(413, b'{"ok":false,"error_code":413,"description":"Request Entity Too Large"}'), keep=False
                )
                return None
            if len(self._buffer) < used:
                return None
            body = bytes(self._buffer[begin:used])
        del self._buffer[:used]
        path, _, query = target.partition("?")
        keep = headers.get("connection", "").lower() != "close"
        secret = headers.get("x-telegram-bot-api-secret-token", "")
        return Call(verb, path, query, headers.get("content-type", ""), body, secret), keep


def _unchunked(buffer: bytearray, at: int) -> tuple[bytes | None, int]:
    parts = []
    while (end := buffer.find(b"\r\n", at)) >= 0:
        size = int(bytes(buffer[at:end]).split(b";")[0], 16)
        if len(buffer) < end + 2 + size + 2:
            break
        if size == 0:
            return b"".join(parts), end + 4
        parts.append(bytes(buffer[end + 2 : end + 2 + size]))
        at = end + 2 + size + 2
    return None, 0


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
