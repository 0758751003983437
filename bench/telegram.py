"""1,000 taps on Telegram, from the first to the last receipt: `python -m bench.telegram`.

The program, its library and the Telegram of the tests share one process and one event loop, so that the seconds mean
little by themselves. Beside it, in the same run, the limit: the same library answering the same taps without looking
at them, let alone storing them.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import structlog
from telegram import Bot
from telegram.request import HTTPXRequest

from adapters.telegram.limits import UPDATES
from bot.clock import SystemClock
from bot.compose import compose
from bot.domain.ids import CommunityId
from bot.settings import Settings
from tests.platforms.telegram_server import TelegramServer
from tests.telegramhouse import cards, said

TAPS, ROUNDS = 1_000, 3
_HOUR = timedelta(hours=1)


async def main() -> int:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    stored, limit = [], []
    for _ in range(ROUNDS):
        stored.append(await _ascolto())
        limit.append(await _without_storing())
    ours, best = median(stored), median(limit)
    print(f"{TAPS} taps on Telegram, median of {ROUNDS} rounds:")
    print(f"  stored and answered       {ours:6.2f} s to the last receipt   {TAPS / ours:7.0f} votes/s")
    print(f"  answered without storing  {best:6.2f} s                       {TAPS / best:7.0f} answers/s")
    print(f"  ratio                     {best / ours:6.2f} of the limit")
    return 0


async def _ascolto() -> float:
    with tempfile.TemporaryDirectory() as folder:
        async with TelegramServer(callback_seconds=600, longest_poll=5) as server:
            settings = Settings.model_validate(
                {
                    "database_url": f"sqlite:///{Path(folder)}/bench.db",
                    "port": 0,
                    "telegram_token": server.token,
                    "telegram_api_url": server.base_url.removesuffix("/bot"),
                }
            )
            async with compose(settings, clock=SystemClock()) as ascolto:
                working = asyncio.ensure_future(ascolto.run())
                try:
                    assert ascolto.telegram is not None
                    await ascolto.telegram.connected.wait()
                    boss, group = server.user(1, "Bea"), server.supergroup("Choir")
                    await boss.starts(f"s_{await ascolto.access.invite_organiser(_HOUR)}")
                    await _until(lambda: said(server.private(boss)))
                    group.add_bot(by=boss)
                    await group.says(boss, "/connect")
                    await _until(lambda: said(group))
                    await group.says(boss, "/poll Where? | Lake | City | Hill")
                    await _until(lambda: cards(group))
                    took = await _tap_all(server, cards(group)[-1])
                    async with ascolto.work.reading() as work:
                        poll = (await work.polls.recent(CommunityId("home"), limit=1))[0]
                        assert (await work.ballots.tally(poll.id)).voters == TAPS
                    return took
                finally:
                    working.cancel()
                    await asyncio.wait({working})


async def _without_storing() -> float:
    async with TelegramServer(callback_seconds=600, longest_poll=5) as server:
        request = HTTPXRequest(connection_pool_size=128, pool_timeout=30)
        async with Bot(server.token, base_url=server.base_url, request=request) as bot:
            boss, group = server.user(1, "Bea"), server.supergroup("Choir")
            group.add_bot(by=boss)
            keys = {"inline_keyboard": [[{"text": name, "callback_data": name}] for name in ("Lake", "City", "Hill")]}
            await bot.send_message(group.id, "Where?", api_kwargs={"reply_markup": keys})

            async def answer() -> None:
                offset = 0
                while True:
                    updates = await bot.get_updates(offset, limit=UPDATES, timeout=5)
                    offset = updates[-1].update_id + 1 if updates else offset
                    taps = [update.callback_query for update in updates if update.callback_query is not None]
                    await asyncio.gather(*(bot.answer_callback_query(tap.id, "✓") for tap in taps))

            answering = asyncio.ensure_future(answer())
            try:
                return await _tap_all(server, said(group)[-1])
            finally:
                answering.cancel()
                await asyncio.wait({answering})


async def _tap_all(server: TelegramServer, post) -> float:  # noqa: ANN001  # the fake's message
    people = [server.user(1_000 + number, f"Voter {number}") for number in range(TAPS)]
    began = perf_counter()
    taps = [await person.taps(post, number % 3) for number, person in enumerate(people)]
    await asyncio.gather(*(tap.answered for tap in taps))
    return perf_counter() - began


async def _until(true) -> None:  # noqa: ANN001  # a question, asked again and again
    while not true():  # noqa: ASYNC110  # the other side is a socket
        await asyncio.sleep(0.01)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
