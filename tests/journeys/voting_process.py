"""A process that takes casts on its standard input and tells on its standard output which are stored.

    python -m tests.journeys.voting_process DATABASE-URL

One cast per line: number, voter, option, and the event of a toggle or "-" for a choice. The answer is the number
and the deed, written after the commit, so that whoever reads it may rely on it, whatever happens to the process.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from datetime import UTC, datetime

from bot.domain.ballot import Toggle
from bot.domain.ids import OptionId
from storage.ballot_box import GroupCommitBallotBox
from storage.engine import parse_url, sync_engine
from tests.storage.hall import choose, wish


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def serve(url: str) -> None:
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read, daemon=True).start()

    async def answer(line: str) -> None:
        number, voter, option, event = line.split()
        action = choose(int(option)) if event == "-" else Toggle(OptionId(int(option)))
        receipt = await box.cast(wish(voter, action, event=None if event == "-" else event))
        sys.stdout.write(f"{number} {receipt.deed.value}\n")
        sys.stdout.flush()

    # small batches, so that there are many moments to be killed in
    async with (
        GroupCommitBallotBox(sync_engine(parse_url(url)), SystemClock(), most_at_once=40) as box,
        asyncio.TaskGroup() as group,
    ):
        while line := await lines.get():
            group.create_task(answer(line))


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
