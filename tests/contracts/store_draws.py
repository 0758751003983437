"""What every store promises of draws: one nonce a poll, kept as it was, and another one where the poll opens again."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.ids import PollId
from tests.builders import NOON, poll
from tests.contracts.store_contract import Stores

DRAWN = PollId("p0000041")


class StoreDraws:
    async def test_a_nonce_is_kept_for_its_poll_alone(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            for number in ("p0000041", "p0000042"):
                await work.polls.add(poll(number=number))
            await work.draws.make(DRAWN, bytes(range(32)), NOON)
        async with kept.work.reading() as work:
            assert await work.draws.nonce(DRAWN) == bytes(range(32))
            assert await work.draws.nonce(PollId("p0000042")) is None
            assert await work.draws.nonce(PollId("p0000099")) is None

    async def test_a_poll_that_opens_again_gets_another(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.polls.add(poll(number="p0000041"))
            await work.draws.make(DRAWN, b"a" * 32, NOON)
        async with kept.work.writing() as work:
            await work.draws.make(DRAWN, b"b" * 32, NOON + timedelta(days=1))
        async with kept.work.reading() as work:
            assert await work.draws.nonce(DRAWN) == b"b" * 32
