"""Ballots that are set aside: stored and counted like all others, and told apart wherever figures are shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.ballot import Ballot
from bot.domain.ids import Platform, PollId, VoterKey


class Decision(StrEnum):
    ACCEPTED = "accepted"
    """They are eligible like all others."""
    KEPT = "kept"
    """They stay set aside."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A ballot with what is known of its voter's age."""

    voter: VoterKey
    at: datetime
    platform: Platform | None
    """None for a ballot whose voter is nobody's account."""
    native_id: str
    first_seen: datetime | None
    accepted: bool
    """An organiser has looked at it and held it to be good."""
    flagged: bool


class QuarantineStore(Protocol):
    async def arrivals(self, poll: PollId, since: datetime) -> Sequence[Newcomer]:
        """The ballots first cast from then on, in that order."""
        ...

    async def knew(self, before: datetime, *, most: int) -> int:
        """How many people were known before then; `most` stands for more."""
        ...

    async def flag(self, poll: PollId, voters: Collection[VoterKey], now: datetime) -> int:
        """Set their ballots aside; how many were not yet. What was decided about them before stays."""
        ...

    async def decide(self, poll: PollId, decision: Decision, now: datetime) -> int:
        """About everything that is flagged in the poll; how many there are."""
        ...

    async def set_aside(self, poll: PollId) -> Sequence[Ballot]:
        """Those that stand and were not accepted, by voter."""
        ...

    async def running(self) -> Mapping[PollId, int]:
        """The open polls with their versions."""
        ...
