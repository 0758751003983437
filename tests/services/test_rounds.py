"""What is looked after again and again goes on where the database was away, and stops for what is a mistake."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog
from structlog.testing import capture_logs

from bot.domain.errors import StoreUnavailable
from bot.services.rounds import go_round


class Ended(Exception):
    pass


class Rests:
    def __init__(self, most: int) -> None:
        self.spans: list[float] = []
        self._most = most

    async def sleep(self, seconds: float) -> None:
        self.spans.append(seconds)
        if len(self.spans) == self._most:
            raise Ended


async def test_a_database_that_is_away_is_waited_for():
    looks, rests = [], Rests(most=3)

    async def look():
        looks.append(1)
        if len(looks) == 1:
            raise StoreUnavailable("away")

    with capture_logs() as logged, pytest.raises(Ended):
        await go_round(look, timedelta(seconds=15), rests, structlog.get_logger(), "news")
    assert (len(looks), rests.spans) == (3, [15, 15, 15])
    assert [(each["event"], each["reason"]) for each in logged] == [("news.store-unavailable", "away")]


async def test_a_mistake_is_not_hidden():
    async def look():
        raise RuntimeError("a mistake")

    with pytest.raises(RuntimeError, match="a mistake"):
        await go_round(look, timedelta(seconds=15), Rests(most=1), structlog.get_logger(), "news")
