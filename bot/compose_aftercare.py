"""The parts that look after decisions once they are made, put together."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.ids import PollId
from bot.ports import Clock, UnitOfWork
from bot.services.aftercare import Aftercare
from bot.services.monthly import Monthly
from bot.services.nags import Nags
from bot.services.polls import Polls
from bot.services.reviews import Reviews


def aftercare_of(
    work: UnitOfWork, polls: Polls, clock: Clock, on_change: Callable[[PollId], None], monthly: Monthly
) -> Aftercare:
    return Aftercare(Nags(work, clock, on_change), Reviews(work, polls, clock), monthly, clock)
