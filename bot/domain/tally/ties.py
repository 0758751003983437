"""Ties, and how each was broken: what an outcome has to own up to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import OptionId


class Stage(StrEnum):
    """Where the tie arose."""

    WINNER = "winner"
    """For the first place."""
    ELIMINATION = "elimination"
    """For the last place of a round of instant runoff."""
    FINALISTS = "finalists"
    """For a place in STAR's runoff."""
    PAIRS = "pairs"
    """Between pairs of equal margin whose order matters (ranked pairs)."""


class Breaker(StrEnum):
    EARLIER_ROUND = "earlier-round"
    HEAD_TO_HEAD = "head-to-head"
    MOST_FIVES = "most-fives"
    DRAW = "draw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    stage: Stage
    among: tuple[OptionId, ...]
    chosen: tuple[OptionId, ...]
    """Who won the first place or the places in the runoff; who was eliminated; empty for pairs."""
    by: Breaker
    """What decided in the end."""
    round: int | None = None
    """The round of instant runoff with the tie; the first is 1."""


def by_draw(ties: tuple[Tie, ...]) -> bool:
    """Whether chance had any part in the count."""
    return any(tie.by is Breaker.DRAW for tie in ties)
