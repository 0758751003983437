"""The whole program, with a clock that goes as many seconds ahead as it is told: for it, time passed while it was dead.

    python -m tests.crash.process SECONDS

Says "http://… TOKEN" once it listens: where, and a sign-in token. SIGTERM ends it in order.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from datetime import UTC, datetime, timedelta

from bot.compose import compose
from bot.logs import configure
from bot.settings import read_settings


class ShiftedClock:
    def __init__(self, ahead: float) -> None:
        self._ahead = timedelta(seconds=ahead)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def serve(ahead: float) -> None:
    settings = read_settings(None)
    configure(settings.log_level, settings.log_format, settings.secrets())
    async with compose(settings, clock=ShiftedClock(ahead)) as ascolto:
        token = (await ascolto.sign_in_link(timedelta(hours=1))).partition("token=")[2]
        working = asyncio.ensure_future(ascolto.run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
        sys.stdout.write(f"http://127.0.0.1:{ascolto.server.port} {token}\n")
        sys.stdout.flush()
        with contextlib.suppress(asyncio.CancelledError):
            await working


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
