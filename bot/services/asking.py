"""What an organiser asks for, as typed, and the poll it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.errors import NotAllowed, NotFound, WrongState
from bot.domain.ids import ChannelId, CommunityId, OptionId, PersonId, PollId, encode, is_poll_id
from bot.domain.poll import Draft, Option, Poll, Rules, check_description, check_labels, check_question, shorten
from bot.domain.rhythm import Rhythm
from bot.domain.text import say
from bot.domain.wall_clock import Span
from bot.ports import Chance, Work
from bot.services.countings import check_counting
from bot.services.secret_polls import check_secret


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
    check_secret(new.rules)
    check_counting(new.rules, len(new.options))
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


def new_poll_id(chance: Chance) -> PollId:
    return PollId(encode(chance.token(5)))


def _promised(rules: Rules) -> Rules:
    """Who may not be told whose ballot is whose is owed a proof that each was counted."""
    return rules if rules.secrecy.ties_ballots else replace(rules, receipts=True)


async def own_draft(work: Work, number: PollId, author: PersonId) -> None:
    """Raises NotFound, WrongState or NotAllowed where it is no draft of the author's."""
    if not is_poll_id(number):
        raise NotFound(say("error-poll-unknown", id=shorten(number, 40)))
    poll = await work.polls.lock(number)
    if not isinstance(poll.state, Draft):
        raise WrongState(say("error-already-launched"))
    if poll.author != author:
        raise NotAllowed(say("error-not-your-draft"))
