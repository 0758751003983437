"""Secret polls in memory: nothing is wrapped and nothing wiped, and everything else is as over SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.amendment import Remap
from bot.domain.ballot import Ballot, Cast, Choices, Receipt
from bot.domain.ids import PersonId, PollId, VoterKey, encode
from bot.domain.poll import Open, Poll
from bot.domain.small_groups import LEAST_VOTERS
from bot.domain.tally.plurality import Tally, recount
from bot.domain.voter_keys import NO_PLATFORM, POLL_KEY_BYTES, VOTER_KEY_BYTES, doubled, secret_voter
from bot.ports import Chance
from bot.ports.personal import STRANGER
from storage.ballots import remapped
from storage.held_back import is_due
from storage.memory_ballot_log import follow_ballot
from storage.memory_objections import unlinked

if TYPE_CHECKING:
    from storage.memory import Tables


class MemorySecrecy:
    """Implements `bot.ports.secrecy.SecrecyStore`."""

    def __init__(self, tables: Tables, chance: Chance | None) -> None:
        self._tables, self._chance = tables, chance

    async def begin(self, poll: PollId) -> None:
        self._tables.poll_keys[poll] = self._token(POLL_KEY_BYTES)

    async def keyless(self) -> Sequence[PollId]:
        running = (each for each in self._tables.polls.values() if each.rules.secret and each.is_open)
        return sorted(poll.id for poll in running if poll.id not in self._tables.poll_keys)

    async def unreadable(self) -> Sequence[PollId]:
        return []

    async def voter_key(self, poll: PollId, person: PersonId) -> VoterKey | None:
        key = self._tables.poll_keys.get(poll)
        return secret_voter(key, person) if key is not None else None

    async def ballot(self, poll: PollId, person: PersonId) -> Ballot | None:
        voter = await self.voter_key(poll, person)
        return self._tables.ballots.get((poll, voter)) if voter is not None else None

    async def took_part(self, person: PersonId) -> Sequence[PollId]:
        return took_part_in(self._tables, person)

    async def shown(self, poll: PollId) -> Tally:
        _, shown = self._tables.held_counts.get(poll, ((), ()))
        return recount(shown) if len(shown) >= LEAST_VOTERS else Tally()

    async def withdraw(self, poll: PollId, person: PersonId) -> bool:
        voter = await self.voter_key(poll, person)
        before = self._tables.ballots.pop((poll, voter), None) if voter is not None else None
        if before is None or voter is None:
            return False
        known = self._tables.polls[poll]
        self._tables.polls[poll] = replace(known, version=known.version + 1)
        self._tables.participations.pop((poll, person), None)
        self._tables.objectors.pop((poll, voter), None)
        follow_ballot(self._tables, poll, voter)
        hold_back(self._tables, poll, voter, before.choices, ())
        return True

    async def doubles(self, poll: PollId) -> Sequence[PersonId]:
        here = [person for where, person in self._tables.participations if where == poll]
        return doubled((person, PersonId(self._tables.people[person].voter)) for person in here)

    async def remapped(self, poll: PollId, remap: Remap) -> None:
        tables = self._tables
        for (where, voter), choices in list(tables.held_ballots.items()):
            if where == poll:
                tables.held_ballots[where, voter] = remapped(choices, remap) if choices else ()
        held = [ballot for ballot in _of(tables, poll) if (poll, ballot.voter) not in tables.held_ballots]
        held += [
            _as_ballot(poll, voter, choices, tables.polls[poll])
            for (where, voter), choices in tables.held_ballots.items()
            if where == poll and choices
        ]
        tables.held_counts[poll] = (tuple(held), ())
        key = tables.poll_keys.get(poll)
        for where, person in list(tables.participations):
            if where == poll and key is not None and (poll, secret_voter(key, person)) not in tables.ballots:
                del tables.participations[where, person]

    async def unlink(self, poll: PollId, now: datetime) -> Mapping[VoterKey, VoterKey]:
        tables = self._tables
        cast = _of(tables, poll)
        for ballot in cast:
            del tables.ballots[poll, ballot.voter]
        renamed: dict[VoterKey, VoterKey] = {}
        if len(cast) >= LEAST_VOTERS:
            renamed = {ballot.voter: VoterKey(f"{STRANGER}{encode(self._token(VOTER_KEY_BYTES))}") for ballot in cast}
            for ballot in sorted(cast, key=lambda each: renamed[each.voter]):
                new = renamed[ballot.voter]
                tables.ballots[poll, new] = replace(ballot, voter=new)
        for held in [held for held in tables.held_ballots if held[0] == poll]:
            del tables.held_ballots[held]
        unlinked(tables, poll, lambda: encode(self._token(VOTER_KEY_BYTES)), told=len(cast) >= LEAST_VOTERS)
        tables.held_counts.pop(poll, None)
        tables.poll_keys.pop(poll, None)
        tables.detached.setdefault(poll, now)
        return renamed

    async def forget(self, person: PersonId) -> None:
        for poll, who in list(self._tables.participations):
            if who == person and not self._tables.polls[poll].is_open:
                del self._tables.participations[poll, who]

    def _token(self, size: int) -> bytes:
        if self._chance is None:
            raise RuntimeError("no secret poll can be opened here")
        return self._chance.token(size)


def took_part_in(tables: Tables, person: PersonId) -> list[PollId]:
    """The newest first."""
    found = sorted(
        (tables.polls[poll] for poll, who in tables.participations if who == person), key=lambda each: each.id
    )
    return [poll.id for poll in sorted(found, key=lambda each: each.created_at, reverse=True)]


def masked(tables: Tables, cast: Cast) -> Cast | None:
    """As it is kept: of a running secret poll without person and platform; None where the poll's key is not there."""
    poll = tables.polls.get(cast.poll)
    if poll is None or not poll.rules.secret or not poll.is_open:
        return cast
    key = tables.poll_keys.get(cast.poll)
    if key is None:
        return None
    return replace(cast, voter=secret_voter(key, PersonId(cast.voter)), platform=NO_PLATFORM, channel=None)


def settle(tables: Tables, cast: Cast, person: PersonId, receipt: Receipt) -> bool:
    """After a ballot of a secret poll changed, `cast` being masked; whether the shown count moved."""
    if receipt.choices:
        tables.participations[cast.poll, person] = None
    else:
        tables.participations.pop((cast.poll, person), None)
    return hold_back(tables, cast.poll, cast.voter, receipt.before, receipt.choices)


def opening(poll: Poll) -> datetime:
    assert isinstance(poll.state, Open)
    return poll.state.since


def hold_back(tables: Tables, poll: PollId, voter: VoterKey, before: Choices, after: Choices) -> bool:
    known = tables.held_ballots.get((poll, voter))
    if known is None:
        tables.held_ballots[poll, voter] = before
    elif known == after:
        del tables.held_ballots[poll, voter]
    if not is_due(sum(where == poll for where, _ in tables.held_ballots)):
        return False
    held, _ = tables.held_counts.get(poll, ((), ()))
    tables.held_counts[poll] = (tuple(_of(tables, poll)), held)
    for where, who in list(tables.held_ballots):
        if where == poll:
            del tables.held_ballots[where, who]
    return True


def _of(tables: Tables, poll: PollId) -> list[Ballot]:
    return [ballot for (where, _), ballot in tables.ballots.items() if where == poll]


def _as_ballot(poll: PollId, voter: VoterKey, choices: Choices, known: Poll) -> Ballot:
    at = opening(known)
    return Ballot(
        poll=poll, voter=voter, choices=choices, platform=NO_PLATFORM, channel=None, cast_at=at, changed_at=at
    )
