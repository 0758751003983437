"""A poll that is asked again and again: what is asked, where, and in which rhythm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.errors import WrongState
from bot.domain.ids import ChannelId, CommunityId, PersonId, RepeatId
from bot.domain.lifecycle import check_deadline, check_reminder
from bot.domain.poll import Rules
from bot.domain.rhythm import Rhythm
from bot.domain.text import say
from bot.domain.wall_clock import Span

PUNCTUAL: Final = timedelta(minutes=5)
"""A run that begins no later than this was in time: a busy or restarting program is no missed run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    id: RepeatId
    community: CommunityId
    author: PersonId
    question: str
    description: str = ""
    options: tuple[str, ...]
    rules: Rules
    native: bool = False
    remind: timedelta | None = None
    channels: tuple[ChannelId, ...]
    rhythm: Rhythm
    runs_for: Span | None = None
    """How long each poll stays open; None: until closed by hand."""
    next_at: datetime
    ended_at: datetime | None = None
    created_at: datetime

    def closes_at(self, opened: datetime, zone: ZoneInfo) -> datetime | None:
        return self.runs_for.after(opened.astimezone(zone), zone, later=True) if self.runs_for is not None else None

    def gone_round(self, now: datetime, zone: ZoneInfo) -> Repeat:
        """After a run: whatever else was missed until `now` stays missed."""
        return replace(self, next_at=self.rhythm.next_after(max(now, self.next_at), zone))

    def ended(self, now: datetime) -> Repeat:
        if self.ended_at is not None:
            raise WrongState(say("error-repeat-ended", question=self.question))
        return replace(self, ended_at=now)


def check_running_time(runs_for: Span | None, remind: timedelta | None, now: datetime, zone: ZoneInfo) -> None:
    """Long enough for the reminder, if there is one, and no longer than a poll may live."""
    closes_at = runs_for.after(now.astimezone(zone), zone, later=True) if runs_for is not None else None
    check_deadline(closes_at, now)
    check_reminder(closes_at, remind, now)
