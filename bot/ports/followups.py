"""What becomes of decisions and ideas, as it is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.decision_log import DecisionPage, Wanted
from bot.domain.followup import Change, Deed, FollowUp, Stage, Topic
from bot.domain.ids import ChannelId, CommunityId, PersonId, Subject


@dataclass(frozen=True, slots=True)
class Owing:
    """A decision whose poll is closed, and whose owner has said nothing on it yet."""

    follow_up: FollowUp
    closed_at: datetime


class FollowUpStore(Protocol):
    async def add(self, follow_up: FollowUp) -> None: ...

    async def find(self, subject: Subject) -> FollowUp | None: ...

    async def lock(self, subject: Subject) -> FollowUp | None:
        """Like `find`, and no other transaction changes it before this one ends."""
        ...

    async def save(self, follow_up: FollowUp) -> None:
        """Every field of a locked one."""
        ...

    async def note(self, after: FollowUp, deed: Deed, *, reason: str, at: datetime, by: PersonId | None) -> Change:
        """Write down a change of a locked one, with its number."""
        ...

    async def changes(self, subject: Subject) -> Sequence[Change]:
        """By number."""
        ...

    async def changed(self, community: CommunityId, after: datetime, until: datetime) -> Sequence[Change]:
        """All of the community's after one moment and up to another, the earliest first."""
        ...

    async def log(
        self,
        community: CommunityId,
        *,
        limit: int,
        topic: Topic = Topic.DECISION,
        stages: Collection[Stage] = (),
        owners: Collection[PersonId] = (),
        unanswered: bool = False,
        before: FollowUp | None = None,
    ) -> Sequence[FollowUp]:
        """The newest first; only those in `stages` and of `owners` where any are named; those after `before` in it.

        `unanswered`: decisions whose poll is closed, and on which nothing is said yet.
        """
        ...

    async def owing(self, closed_before: datetime, nagged: int) -> Sequence[Owing]:
        """Decisions whose poll was closed by then, without a statement, reminded of fewer than `nagged` times.

        The earliest closed first.
        """
        ...

    async def to_review(self, now: datetime) -> Sequence[FollowUp]:
        """Decisions whose poll is closed and whose review date has come, and whose voters were not asked yet.

        Of what was declined, or is another's duplicate, nobody is asked.
        """
        ...

    async def switch_monthly(self, room: ChannelId, next_at: datetime | None) -> None:
        """The monthly post comes there at that time; None: no more."""
        ...

    async def monthly(self, room: ChannelId) -> datetime | None:
        """When it comes there next; None where it is off."""
        ...

    async def monthly_due(self, now: datetime) -> Mapping[ChannelId, datetime]:
        """By room, those whose time has come."""
        ...

    async def forget_names(self, before: datetime) -> int:
        """Who made the changes that were made before then; how many named somebody."""
        ...


class DecisionPages(Protocol):
    """The log of decisions, as people read it."""

    async def page(self, community: CommunityId, language: str, wanted: Wanted) -> DecisionPage:
        """The newest first."""
        ...
