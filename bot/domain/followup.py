"""What becomes of a decision, or an idea, once it is there: its stage, and the owner's word on it.

Every change is written down with its reason and stays: what was said once can be answered, and not be unsaid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.errors import BadInput, WrongState
from bot.domain.ids import CommunityId, PersonId, PollId, Subject
from bot.domain.poll import shorten
from bot.domain.text import say
from bot.domain.wording import clean_line, clean_paragraph

WORDS_CHARS: Final = 500
"""Of what is done, and why."""
NAME_CHARS: Final = 100
"""Of who does it, and by when."""
REASON_CHARS: Final = 300


class Topic(StrEnum):
    """What is followed up."""

    DECISION = "decision"
    """A poll that decides; the subject is its id."""
    IDEA = "idea"


class Stage(StrEnum):
    OPEN = "open"
    REVIEWING = "reviewing"
    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    DECLINED = "declined"
    DUPLICATE = "duplicate"

    @property
    def is_last(self) -> bool:
        """Nothing more is to come of it."""
        return self in (Stage.DONE, Stage.DECLINED, Stage.DUPLICATE)

    @property
    def needs_reason(self) -> bool:
        return self in (Stage.DECLINED, Stage.DUPLICATE)


class Standing(StrEnum):
    """What the outcome is to those who have to act on it."""

    BINDING = "binding"
    ADVISORY = "advisory"
    OVERRULED = "overruled"
    """It is not followed, and they say why."""


class Deed(StrEnum):
    """What a change is."""

    STAGED = "staged"
    STATED = "stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The owner's word on an outcome."""

    standing: Standing
    reason: str = ""
    """Why it is overruled; empty otherwise."""
    what: str
    why: str
    who: str = ""
    by_when: str = ""
    """In their own words: "before the summer"."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    subject: Subject
    topic: Topic = Topic.DECISION
    community: CommunityId
    owner: PersonId | None
    """Who answers for it; None once they were forgotten."""
    stage: Stage = Stage.OPEN
    statement: Statement | None = None
    review_at: datetime | None = None
    """When people are asked whether it was done."""
    review: PollId | None = None
    """The poll that asked them."""
    nagged: int = 0
    """How many reminders of the missing statement went out since the close."""
    began_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step of a follow-up. Never altered, but for the name that goes when somebody is forgotten."""

    subject: Subject
    number: int
    """1, 2, 3 … within its subject."""
    deed: Deed
    stage: Stage
    """After it."""
    reason: str = ""
    at: datetime
    by: PersonId | None
    """None: forgotten, or nobody by hand."""


def stage(before: FollowUp, to: Stage, reason: str) -> tuple[FollowUp, str]:
    """With its reason made safe. Raises WrongState where it stands there already, BadInput for a missing reason."""
    words = check_reason(reason)
    if to is before.stage:
        raise WrongState(say("error-stage-already"))
    if to.needs_reason and not words:
        raise BadInput(say("error-stage-reason"))
    return replace(before, stage=to), words


def state(  # one for each thing that is said
    before: FollowUp,
    standing: Standing,
    *,
    what: str,
    why: str,
    now: datetime,
    who: str = "",
    by_when: str = "",
    reason: str = "",
) -> FollowUp:
    """In the place of an earlier statement. Raises BadInput."""
    because = check_reason(reason) if standing is Standing.OVERRULED else ""
    if standing is Standing.OVERRULED and not because:
        raise BadInput(say("error-overruled-reason"))
    words, grounds = _words(what), _words(why)
    if not words or not grounds:
        raise BadInput(say("error-statement-empty"))
    said = Statement(
        standing=standing, reason=because, what=words, why=grounds, who=_name(who), by_when=_name(by_when), at=now
    )
    return replace(before, statement=said)


def check_reason(raw: str) -> str:
    words = clean_line(raw)
    if len(words) > REASON_CHARS:
        raise BadInput(say("error-reason-long", length=len(words), most=REASON_CHARS), part=shorten(words))
    return words


def _words(raw: str) -> str:
    return _at_most(clean_paragraph(raw), WORDS_CHARS)


def _name(raw: str) -> str:
    return _at_most(clean_line(raw), NAME_CHARS)


def _at_most(words: str, most: int) -> str:
    if len(words) > most:
        raise BadInput(say("error-statement-long", length=len(words), most=most), part=shorten(words))
    return words
