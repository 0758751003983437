"""A poll: a question with its rules, and its life from draft to close.

    Draft ──▶ Scheduled ──▶ Open ──▶ Closed
      │           │          │  ▲       │
      └───────────┴──────────┤  └───────┘ reopened
                             ▼
                         Cancelled

The steps are in `bot.domain.lifecycle` and `bot.domain.amendment`; this module only says what a poll is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never

from bot.domain.electorate import ANYONE, Eligibility
from bot.domain.errors import BadInput, NotFound
from bot.domain.ids import CommunityId, OptionId, PersonId, PollId
from bot.domain.method import PLAIN, Counting
from bot.domain.text import Text, say
from bot.domain.wording import clean_line, clean_paragraph, same_label

QUESTION_CHARS: Final = 300
DESCRIPTION_CHARS: Final = 1000
OPTION_CHARS: Final = 200
MIN_OPTIONS: Final = 2
MAX_OPTIONS: Final = 50
LONGEST_LIFE: Final = timedelta(days=5 * 366)


class Secrecy(StrEnum):
    """Who can tie a ballot to a person; printed on the poll, never changed after launch."""

    NAMED = "named"
    OWNER = "owner"
    NOBODY = "nobody"
    """Once the poll is over, not even who holds the whole database; see docs/trust.md."""

    @property
    def ties_ballots(self) -> bool:
        """Whether it stays known who cast which ballot, to the organisers at least."""
        return self in (Secrecy.NAMED, Secrecy.OWNER)


class ResultsShown(StrEnum):
    LIVE = "live"
    AFTER_VOTE = "after-vote"
    AT_CLOSE = "at-close"


class ElectorateKind(StrEnum):
    SELF_SELECTED = "self-selected"
    CENSUS = "census"
    """Everyone in the electorate could vote, and its size is known."""
    RANDOM_INVITATION = "random-invitation"
    """People drawn by chance from a population of known size were invited."""


@dataclass(frozen=True, slots=True)
class Electorate:
    kind: ElectorateKind = ElectorateKind.SELF_SELECTED
    size: int | None = None
    """People in the electorate (census) or in the population drawn from (random invitation)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    id: OptionId
    label: str
    added_by: PersonId | None = None
    """The voter who added it; None for the organiser's own."""
    removed: bool = False
    merged_into: OptionId | None = None

    @property
    def stands(self) -> bool:
        return not self.removed


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    most_choices: int = 1
    """1: single choice; more: multiple choice, at most so many."""
    secrecy: Secrecy = Secrecy.OWNER
    results: ResultsShown = ResultsShown.LIVE
    may_change: bool = True
    may_add_options: bool = False
    receipts: bool = False
    """Each ballot gives its voter a code, and anybody can recount them after the close."""
    electorate: Electorate = Electorate()
    eligibility: Eligibility = ANYONE
    counting: Counting = PLAIN

    @property
    def multiple(self) -> bool:
        return self.most_choices > 1

    @property
    def secret(self) -> bool:
        return self.secrecy is Secrecy.NOBODY


@dataclass(frozen=True, slots=True)
class Draft:
    pass


@dataclass(frozen=True, slots=True)
class Scheduled:
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class Open:
    since: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    since: datetime
    at: datetime
    by_deadline: bool


@dataclass(frozen=True, slots=True)
class Cancelled:
    at: datetime
    reason: str


State = Draft | Scheduled | Open | Closed | Cancelled


@dataclass(frozen=True, slots=True)
class Note:
    """A public note on the poll: what was changed after launch, and when."""

    at: datetime
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    id: PollId
    community: CommunityId
    author: PersonId
    question: str
    description: str = ""
    options: tuple[Option, ...]
    rules: Rules
    state: State
    closes_at: datetime | None = None
    notes: tuple[Note, ...] = ()
    native: bool = False
    """Asked with the platform's own poll, where its limits allow it."""
    remind: timedelta | None = None
    """So long before the deadline the channels are reminded."""
    created_at: datetime
    version: int = 1
    """Grows by one with every change that a post must show, ballots included."""

    @property
    def standing(self) -> tuple[Option, ...]:
        """The options that can be chosen, in order."""
        return tuple(option for option in self.options if option.stands)

    @property
    def is_open(self) -> bool:
        return isinstance(self.state, Open)

    def accepts_ballots(self, now: datetime) -> bool:
        """Open, and before its deadline: a late sweep must not lengthen a poll."""
        return self.is_open and (self.closes_at is None or now < self.closes_at)

    def is_due_to_open(self, now: datetime) -> bool:
        return isinstance(self.state, Scheduled) and self.state.opens_at <= now

    def is_due_to_close(self, now: datetime) -> bool:
        return self.is_open and self.closes_at is not None and self.closes_at <= now

    @property
    def remind_at(self) -> datetime | None:
        return self.closes_at - self.remind if self.closes_at is not None and self.remind is not None else None

    def option(self, number: OptionId) -> Option:
        for option in self.options:
            if option.id == number:
                return option
        raise NotFound(say("error-option-unknown", number=int(number)))

    def changed(self, **fields: object) -> Poll:
        """A copy with these fields, one version on."""
        return replace(self, version=self.version + 1, **fields)  # type: ignore[arg-type]  # checked by tests of each step


def state_name(poll: Poll) -> str:
    """The state in one word, as stores and ballots' gates know it."""
    match poll.state:
        case Draft():
            return "draft"
        case Scheduled():
            return "scheduled"
        case Open():
            return "open"
        case Closed():
            return "closed"
        case Cancelled():
            return "cancelled"
        case never:
            assert_never(never)


def check_question(raw: str) -> str:
    question = clean_line(raw)
    if not question:
        raise BadInput(say("error-question-empty"))
    if len(question) > QUESTION_CHARS:
        raise BadInput(say("error-question-long", length=len(question), most=QUESTION_CHARS), part=shorten(question))
    return question


def check_description(raw: str) -> str:
    description = clean_paragraph(raw)
    if len(description) > DESCRIPTION_CHARS:
        raise BadInput(
            say("error-description-long", length=len(description), most=DESCRIPTION_CHARS), part=shorten(description)
        )
    return description


def check_label(raw: str) -> str:
    label = clean_line(raw)
    if not label:
        raise BadInput(say("error-option-empty"), part=shorten(raw))
    if len(label) > OPTION_CHARS:
        raise BadInput(say("error-option-long", length=len(label), most=OPTION_CHARS), part=shorten(label))
    return label


def check_labels(raw: tuple[str, ...]) -> tuple[str, ...]:
    """2–50 labels, each 1–200 characters, no two the same after normalisation."""
    if len(raw) < MIN_OPTIONS:
        raise BadInput(say("error-options-few", least=MIN_OPTIONS))
    if len(raw) > MAX_OPTIONS:
        raise BadInput(say("error-options-many", count=len(raw), most=MAX_OPTIONS), part=shorten(raw[MAX_OPTIONS]))
    labels = tuple(check_label(label) for label in raw)
    seen: dict[str, str] = {}
    for label in labels:
        same = same_label(label)
        if same in seen:
            raise BadInput(say("error-option-twice", label=label, twin=seen[same]), part=label)
        seen[same] = label
    return labels


def shorten(text: str, most: int = 60) -> str:
    """`text` for an error message: at most `most` characters, with an ellipsis where it was cut."""
    line = clean_line(text)
    return line if len(line) <= most else line[: most - 1] + "…"
