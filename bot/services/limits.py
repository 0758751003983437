"""How fast somebody may ask and vote: enough for people, too little for a program that floods a room."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

from bot.domain.allowance import Allowance, Buckets
from bot.domain.community import Identity
from bot.domain.conversation import Request
from bot.domain.errors import TooFast
from bot.domain.text import say
from bot.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """0: as fast as they like."""

    person_commands: int = 60
    """In a minute."""
    person_votes: int = 30
    """In ten seconds."""
    channel_commands: int = 600
    """In ten seconds, of everybody in the room together. Votes have none: a hall may vote at once."""


UNLIMITED = Rates(person_commands=0, person_votes=0, channel_commands=0)


class Limits:
    """Asked before anything is read from the database. Who is refused takes nothing from what a room may."""

    def __init__(self, clock: Clock, rates: Rates) -> None:
        self._clock = clock
        self._person_commands = _buckets(rates.person_commands, 60)
        self._person_votes = _buckets(rates.person_votes, 10)
        self._channel_commands = _buckets(rates.channel_commands, 10)

    def command(self, request: Request) -> None:
        """Raises TooFast."""
        self.person(request.sender)
        room: Hashable = (request.place.platform, request.place.address) if request.place else request.channel
        if room is not None and (wait := self._wait(self._channel_commands, room)):
            raise TooFast(say("limit-room", seconds=wait), wait)

    def person(self, sender: Identity) -> None:
        """Raises TooFast."""
        if wait := self._wait(self._person_commands, (sender.platform, sender.native_id)):
            raise TooFast(say("limit-person", seconds=wait), wait)

    def vote(self, sender: Identity) -> None:
        """Raises TooFast: the vote is not counted, and the voter is told so."""
        if wait := self._wait(self._person_votes, (sender.platform, sender.native_id)):
            raise TooFast(say("limit-vote", seconds=wait), wait)

    def _wait(self, buckets: Buckets | None, key: Hashable) -> int:
        """In whole seconds, so that who waits as long as was said is let through."""
        return math.ceil(buckets.wait(key, self._clock.now())) if buckets is not None else 0


def _buckets(most: int, seconds: int) -> Buckets | None:
    return Buckets(Allowance(burst=most, per_second=most / seconds)) if most else None
