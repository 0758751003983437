"""What an organiser asks for, as typed, and the poll it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.ids import ChannelId, CommunityId, OptionId, PersonId, PollId
from bot.domain.poll import Draft, Option, Poll, Rules, check_description, check_labels, check_question
from bot.domain.rhythm import Rhythm
from bot.domain.wall_clock import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPoll:
    """As typed; checked by `checked`."""

    community: CommunityId
    question: str
    options: tuple[str, ...]
    description: str = ""
    rules: Rules = field(default_factory=Rules)
    closes_at: datetime | None = None
    native: bool = False
    remind: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRepeat:
    asked: NewPoll
    """Without times: they come from the rhythm."""
    channels: Sequence[ChannelId]
    rhythm: Rhythm
    runs_for: Span | None


def checked(new: NewPoll, author: PersonId, now: datetime, number: PollId) -> Poll:
    """A draft under the id `number`. Raises BadInput."""
    labels = check_labels(new.options)
    return Poll(
        id=number,
        community=new.community,
        author=author,
        question=check_question(new.question),
        description=check_description(new.description),
        options=tuple(Option(id=OptionId(place), label=label) for place, label in enumerate(labels, start=1)),
        rules=_promised(new.rules),
        state=Draft(),
        closes_at=new.closes_at,
        native=new.native,
        remind=new.remind,
        created_at=now,
    )


def _promised(rules: Rules) -> Rules:
    """Who may not be told whose ballot is whose is owed a proof that each was counted."""
    return rules if rules.secrecy.ties_ballots else replace(rules, receipts=True)
