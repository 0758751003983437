"""Small, valid things to begin a test with; every argument may be replaced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.ballot import Ballot, Choices
from bot.domain.ids import CommunityId, OptionId, PersonId, Platform, PollId, VoterKey
from bot.domain.poll import Draft, Open, Option, Poll, Rules, State

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
COMMUNITY = CommunityId("home")
ORGANISER = PersonId("organiser")


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(id=OptionId(place), label=label) for place, label in enumerate(labels, start=1))


def draft(**fields: object) -> Poll:
    return poll(**{"state": Draft(), **fields})


def poll(
    *,
    number: str = "p0000001",
    labels: tuple[str, ...] = ("Lake", "City", "Mountains"),
    rules: Rules | None = None,
    state: State | None = None,
    closes_at: datetime | None = None,
    **fields: object,
) -> Poll:
    return Poll(
        **{
            "id": PollId(number),
            "community": COMMUNITY,
            "author": ORGANISER,
            "question": "Where?",
            "options": options(*labels),
            "rules": rules or Rules(),
            "state": state if state is not None else Open(NOON),
            "closes_at": closes_at,
            "created_at": NOON,
            **fields,
        }
    )


def ballot(voter: str, *choices: int, platform: str = "web", poll: str = "p0000001", minutes: int = 0) -> Ballot:
    at = NOON + timedelta(minutes=minutes)
    chosen: Choices = tuple(OptionId(choice) for choice in choices)
    return Ballot(
        poll=PollId(poll),
        voter=VoterKey(voter),
        choices=chosen,
        platform=Platform(platform),
        channel=None,
        cast_at=at,
        changed_at=at,
    )
