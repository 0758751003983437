"""The program itself on any free port, which it prints; for `bench.startup`."""

from __future__ import annotations

import asyncio
import contextlib
import signal

from bot.compose import compose
from bot.settings import read_settings


async def _serve() -> None:
    async with compose(read_settings(None)) as ascolto:
        working = asyncio.ensure_future(ascolto.run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
        print(f"http://127.0.0.1:{ascolto.server.port}/r/{ascolto.room.address}", flush=True)
        with contextlib.suppress(asyncio.CancelledError):
            await working


if __name__ == "__main__":
    asyncio.run(_serve())
