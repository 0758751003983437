"""A browser that opens a live page and never reads: it costs a bounded buffer, and nobody else notices."""

from __future__ import annotations

import asyncio
import socket

from adapters.web.live import Happening
from tests.webhouse import web_house

TOLD = 3_000
HIGH_WATER = 64 * 1024
"""Of asyncio's transports; uvicorn stops writing there until it is read."""


async def test_who_never_reads_holds_up_nobody_and_costs_little(tmp_path):
    async with web_house(tmp_path) as web:
        boss = await web.organiser()
        await boss.say("/poll Where? | Lake | City")
        poll = await web.latest()
        hub, server = web.ascolto.server._hub, web.ascolto.server._server
        # so that what the kernel would hold is soon full
        web.ascolto.server._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        with socket.socket() as mute:
            mute.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            mute.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(mute, ("127.0.0.1", web.ascolto.server.port))
            await loop.sock_sendall(mute, f"GET /p/{poll.id}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            reader = web.visitor()
            async with reader.client.stream("GET", f"/p/{poll.id}/events") as stream:
                lines = stream.aiter_lines()
                async with asyncio.timeout(60):
                    while hub.looking_on < 2:  # noqa: ASYNC110  # the server tells nobody that a page was opened
                        await asyncio.sleep(0.01)
                    for version in range(1, TOLD + 1):
                        hub.tell(Happening(poll=poll.id, version=version))
                        async for line in lines:
                            if f'"version": {version},' in line:
                                break
                assert all(len(each.pending) <= 1 for each in hub._streams)
                waiting = [protocol.transport.get_write_buffer_size() for protocol in server.server_state.connections]
                assert max(waiting) <= 2 * HIGH_WATER
                # it did get stuck: all that was told would be larger than any buffer on the way
                stuck = [each for each in hub._streams if each.pending]
                assert len(stuck) == 1
                assert (await boss.vote(poll.id, 1)) is not None
                assert "1 vote" in boss.words
