"""The web channel's rooms: what was said there, kept like any chat keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.conversation import OfferCommand
from bot.domain.ids import ChannelId, PersonId, PollId


class Entry(StrEnum):
    WORDS = "words"
    """Somebody's message, or Ascolto's (author None)."""
    CARD = "card"
    RESULT = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomMessage:
    """`number` orders a room; `only_for` makes it a private note. `key` makes writing it twice harmless."""

    number: int = 0
    channel: ChannelId
    kind: Entry
    author: PersonId | None = None
    author_name: str = ""
    text: str = ""
    poll: PollId | None = None
    only_for: PersonId | None = None
    key: str | None = None
    offers: tuple[OfferCommand, ...] | None = None
    """Next steps under a private note that is kept up to date; None for everything else."""
    at: datetime
