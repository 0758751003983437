"""A community's decisions as they are listed: what was decided, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.followup import Stage
from bot.domain.ids import PersonId, PollId


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of them are to be listed."""

    stage: Stage | None = None
    owners: frozenset[PersonId] = frozenset()
    """Whoever answers for them; empty: anybody."""
    unanswered: bool = False
    """Closed, and nothing is said on them yet."""
    before: PollId | None = None
    """Those that come behind this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDecision:
    """One of them, every word chosen."""

    poll: PollId
    question: str
    state: str
    """Of the poll, as on its card."""
    outcome: str
    """What was decided; of a poll that is not closed, how it stands."""
    stage: str
    """What became of it: its standing and its stage."""
    facts: tuple[str, ...]
    """Who answers for it, by when it is done, when it is looked at again."""


@dataclass(frozen=True, slots=True)
class DecisionPage:
    rows: tuple[LoggedDecision, ...]
    earlier: PollId | None
    """Behind which one more follow; None where these are the last."""
