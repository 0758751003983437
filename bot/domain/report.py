"""Totals that a platform counted by itself, of votes whose voters it does not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ChannelId, OptionId, Platform, PollId


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one channel's own poll stands at. A later report of the same channel takes its place."""

    poll: PollId
    channel: ChannelId
    platform: Platform
    voters: int
    votes: Mapping[OptionId, int]
    """Options without votes may be absent."""
    at: datetime

    def same_figures(self, other: Report | None) -> bool:
        return other is not None and self.voters == other.voters and self.counted == other.counted

    @property
    def counted(self) -> dict[OptionId, int]:
        """The options that have votes."""
        return {option: votes for option, votes in self.votes.items() if votes}
