"""Who is reminded in private before a decision closes, as it is kept: until it is over, and no longer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.community import Person
from bot.domain.ids import PersonId, Platform, PollId
from bot.domain.poll import Poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """One for each person and poll; another deadline gives it another `at` and another `key`."""

    poll: PollId
    person: PersonId
    at: datetime
    """The moment it is for, so long before the deadline."""
    key: str
    """Made by chance: under it a platform remembers what it showed, and it names nobody."""


class NudgeStore(Protocol):
    async def wanted(
        self, poll: Poll, at: datetime, *, sent_since: datetime, after: PersonId | None, limit: int
    ) -> tuple[Sequence[Person], PersonId | None]:
        """Those to be reminded then who are not planned for it yet, by id; perhaps several accounts of one.

        At most `limit` are looked at, from `after` on; with the last of these, None where there was nobody left.

        Those who want to hear the outcome; of a poll with a settled electorate also whoever was let in by an
        invitation, or wants to be written to in its community. None who has voted, who was reminded of it after
        `sent_since`, who blocked us, or who wants nothing in private.
        """
        ...

    async def plan(self, poll: PollId, at: datetime, keys: Mapping[PersonId, str]) -> None:
        """Under these keys; in place of what was planned for another moment."""
        ...

    async def due(self, platforms: Collection[Platform], now: datetime, *, limit: int) -> Sequence[Nudge]:
        """To people on these platforms, not told yet; the earliest first."""
        ...

    async def claim(self, nudge: Nudge, now: datetime, until: datetime) -> bool:
        """Not due before then, unless another one was faster or it is planned otherwise by now."""
        ...

    async def done(self, nudge: Nudge, told_at: datetime | None) -> None:
        """Not due any more. None: it was not told."""
        ...

    async def forget(self, poll: PollId) -> None:
        """All of it, and what stands of it in rooms here."""
        ...
