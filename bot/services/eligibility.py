"""Whether somebody may vote in a poll: platforms are asked what only they know, and their answer is kept a while."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

import structlog

from bot.domain.community import Channel, Person
from bot.domain.electorate import Anyone, Eligibility, HasRole, Invited, Members, OlderThan, Standing, Verdict, judge
from bot.domain.errors import DeliveryError, DomainError, UnsupportedFeature
from bot.domain.ids import ChannelId, PersonId, Platform, PollId, VoterKey
from bot.domain.poll import Open, Poll, Scheduled, shorten
from bot.domain.text import Text, say
from bot.ports import ChannelAdapter, Clock, UnitOfWork, Work

log = structlog.get_logger(__name__)

KEPT: Final = timedelta(minutes=10)
"""How long somebody who may vote is not asked about again: taps come in bursts."""
KEPT_OUT: Final = timedelta(seconds=20)
"""The same for somebody who may not, and who may be joining right now."""
MOST_KEPT: Final = 20_000
NAMES: Final = 3
NAME_CHARS: Final = 40
PATIENCE_SECONDS: Final = 8.0
"""How long a platform may take to tell."""


class CannotTell(DomainError):
    """The platform does not say now whether somebody is a member: neither yes nor no."""


@dataclass(frozen=True, slots=True)
class _Known:
    objection: Text | None
    until: datetime


class Electors:
    """`objection` is asked on the way of every vote; polls for everybody cost it nothing."""

    def __init__(self, work: UnitOfWork, adapters: Mapping[Platform, ChannelAdapter], clock: Clock) -> None:
        self._work, self._adapters, self._clock = work, adapters, clock
        self._known: OrderedDict[tuple[PollId, VoterKey], _Known] = OrderedDict()

    async def objection(self, poll: Poll, voter: VoterKey) -> Text | None:
        """Why this person may not vote, in words; None where they may. A poll that is over, or a draft, has no reason.

        Raises CannotTell and StoreUnavailable.
        """
        who = poll.rules.eligibility
        if isinstance(who, Anyone):
            return None
        match poll.state:
            case Open(at) | Scheduled(at):
                # also a moment before the opening: it may be open by the time the ballot is stored
                opening = at
            case _:
                return None
        now = self._clock.now()
        known = self._known.get((poll.id, voter))
        # a clock that was set back must not make an answer last for ever
        if known is not None and now < known.until <= now + KEPT:
            return known.objection
        objection = await self._find_out(poll.id, who, voter, opening)
        self._known[poll.id, voter] = _Known(objection, now + (KEPT if objection is None else KEPT_OUT))
        self._known.move_to_end((poll.id, voter))
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
        return objection

    def let_in(self, poll: PollId, voter: VoterKey) -> None:
        """What was known of them is old. Cheap; call it on the event loop."""
        self._known.pop((poll, voter), None)

    async def _find_out(self, poll: PollId, who: Eligibility, voter: VoterKey, opened_at: datetime) -> Text | None:
        async with self._work.reading() as work:
            people = await work.links.accounts(PersonId(voter))
            rooms = await _rooms(work, who)
            invited = isinstance(who, Invited) and await work.invitations.let_in(poll, [person.id for person in people])
        standings, silent = await self._standings(rooms, people)
        seen = [person.first_seen for person in people if person.first_seen is not None]
        verdict = judge(who, standings, min(seen, default=None), opened_at, invited=invited)
        if silent and verdict is not Verdict.ELIGIBLE:
            raise CannotTell(say("error-membership-unknown"))
        return why_not(who, verdict)

    async def _standings(self, rooms: Sequence[Channel], people: Sequence[Person]) -> tuple[list[Standing], bool]:
        """What the rooms' platforms say of those who are known there, and whether one of them said nothing."""
        found, silent = [], False
        for room in rooms:
            for person in people:
                if person.platform != room.platform:
                    continue
                adapter = self._adapters.get(room.platform)
                try:
                    if adapter is None or adapter.membership is None:
                        raise UnsupportedFeature(f"nobody tells who belongs to {room.platform}")
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        found.append(await adapter.membership.standing(room, person.native_id))
                except (DeliveryError, TimeoutError) as error:
                    log.warning("eligibility.platform-silent", channel=room.id, error=repr(error))
                    silent = True
        return found, silent


async def _rooms(work: Work, who: Eligibility) -> list[Channel]:
    match who:
        case Members(channels=numbers) | OlderThan(channels=numbers):
            wanted: Sequence[ChannelId] = numbers
        case HasRole(channel=number):
            wanted = (number,)
        case Anyone() | Invited():
            wanted = ()
        case never:
            assert_never(never)
    return [await work.channels.get(number) for number in wanted]


def why_not(who: Eligibility, verdict: Verdict) -> Text | None:
    """In words; None where somebody may vote."""
    if verdict is Verdict.ELIGIBLE:
        return None
    match who:
        case Members(names=names):
            return (
                say("refused-members", rooms=_few(names)) if verdict is Verdict.NOT_ONE else say("refused-members-late")
            )
        case HasRole(name=name):
            return say("refused-role", role=name) if verdict is Verdict.NOT_ONE else say("refused-members-late")
        case OlderThan(days=days):
            return say("refused-older", days=days)
        case Invited():
            return say("refused-invited")
        case Anyone():
            return None
        case never:
            assert_never(never)


def fact_of(who: Eligibility) -> Text | None:
    """Who may vote, as printed on the poll; None where everybody may."""
    match who:
        case Anyone():
            return None
        case Members(names=names, fixed=fixed):
            rooms = _few(names)
            return say("fact-members-fixed", rooms=rooms) if fixed else say("fact-members", rooms=rooms)
        case HasRole(name=name, fixed=fixed):
            return say("fact-role-fixed", role=name) if fixed else say("fact-role", role=name)
        case OlderThan(days=days):
            return say("fact-older", days=days)
        case Invited():
            return say("fact-invited")
        case never:
            assert_never(never)


def _few(names: Sequence[str]) -> tuple[str, ...]:
    """As many as a card has room for."""
    return (*(shorten(name, NAME_CHARS) for name in names[:NAMES]), *(("…",) if len(names) > NAMES else ()))
