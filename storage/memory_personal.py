"""What is kept about one person, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain.ids import PersonId, PollId, VoterKey
from bot.domain.poll import Cancelled, Closed
from bot.domain.room import Entry, RoomMessage
from bot.ports.personal import STRANGER, PersonalData
from storage.memory_ballot_log import follow_ballot
from storage.memory_invitations import MemoryInvitations
from storage.memory_objections import follow
from storage.memory_people import MemoryPeople
from storage.memory_secrecy import took_part_in

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryPersonal:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def about(self, person: PersonId) -> PersonalData:
        tables = self._tables
        mine = [ballot for ballot in tables.ballots.values() if ballot.voter == VoterKey(person)]
        told = sorted((at, poll) for (poll, who), at in tables.subscriptions.items() if who == person)
        return PersonalData(
            person=await MemoryPeople(tables).get(person),
            roles={where: role for (where, who), role in sorted(tables.roles.items()) if who == person},
            ballots=sorted(mine, key=lambda ballot: (ballot.cast_at, ballot.poll)),
            took_part=took_part_in(tables, person),
            told={poll: at for at, poll in told},
            subscribed=sorted(
                where for (where, who), kept in tables.subscribers.items() if who == person and kept.left_at is None
            ),
            digests=sorted(number for number, who in tables.digests if who == person),
            words=[message for _, message in sorted(tables.rooms.items()) if _concerns(message, person)],
            options=[
                (number, option.label)
                for number, poll in sorted(tables.polls.items())
                for option in poll.options
                if option.added_by == person
            ],
            polls=[
                poll.id
                for poll in sorted(tables.polls.values(), key=lambda each: each.created_at)
                if poll.author == person
            ],
            acts=[entry for _, entry in sorted(tables.audit.items()) if entry.person == person],
            answers_for=sorted(subject for subject, kept in tables.follow_ups.items() if kept.owner == person),
            changes=sorted(
                (change for change in tables.follow_up_changes.values() if change.by == person),
                key=lambda change: (change.at, change.subject, change.number),
            ),
            objections=[
                (poll, kept.text)
                for (poll, _), kept in sorted(tables.objections.items(), key=lambda each: (str(each[1].at), each[0][0]))
                if kept.voter == VoterKey(person)
            ],
            invited_to=await MemoryInvitations(tables).used_by(person),
        )

    async def withdraw(self, poll: PollId, voter: VoterKey) -> bool:
        if self._tables.ballots.pop((poll, voter), None) is None:
            return False
        follow_ballot(self._tables, poll, voter)
        known = self._tables.polls[poll]
        self._tables.polls[poll] = replace(known, version=known.version + 1)
        return True

    async def detach(self, poll: PollId, voter: VoterKey, stranger: VoterKey) -> bool:
        ballot = self._tables.ballots.pop((poll, voter), None)
        if ballot is None:
            return False
        self._tables.ballots[poll, stranger] = replace(ballot, voter=stranger)
        if (poll, voter) in self._tables.quarantined:
            self._tables.quarantined.setdefault((poll, stranger), self._tables.quarantined.pop((poll, voter)))
        follow_ballot(self._tables, poll, voter, stranger)
        follow(self._tables, poll, voter, stranger)
        return True

    async def erase(self, person: PersonId, stranger: str) -> int:
        tables = self._tables
        known = await MemoryPeople(tables).get(person)
        words = 0
        for number, message in list(tables.rooms.items()):
            if not _concerns(message, person):
                continue
            if message.kind is Entry.WORDS:
                del tables.rooms[number]
                words += 1
            else:
                tables.rooms[number] = replace(message, author=None, author_name="", only_for=None)
        about = f"{known.platform}-form-{known.native_id}"
        for key in [key for key in tables.notes if key == about or key.startswith(f"{about}-")]:
            del tables.notes[key]
        kept_of_them: tuple[dict[tuple[Any, PersonId], Any], ...] = (
            tables.roles,
            tables.subscribers,
            tables.digests,
            tables.exceptional,
            tables.nudges,
            tables.subscriptions,
            tables.news_told,
        )
        for kept_by in kept_of_them:
            for mine in [each for each in kept_by if each[1] == person]:
                del kept_by[mine]
        for subject in [subject for subject, kept in tables.follow_ups.items() if kept.owner == person]:
            tables.follow_ups[subject] = replace(tables.follow_ups[subject], owner=None)
        for step in [step for step, change in tables.follow_up_changes.items() if change.by == person]:
            tables.follow_up_changes[step] = replace(tables.follow_up_changes[step], by=None)
        tables.people[person] = replace(
            known, native_id=stranger, name="", language=None, first_seen=None, same_as=None
        )
        tables.link_codes.pop(person, None)
        for invitation, kept in [each for each in tables.invitations.items() if each[1].used_by == person]:
            tables.invitations[invitation] = replace(kept, used_by=None)
        return words

    async def to_detach(self, before: datetime, *, limit: int) -> Sequence[PollId]:
        over = [
            poll
            for poll in self._tables.polls.values()
            if isinstance(poll.state, Closed | Cancelled) and poll.state.at < before
        ]
        oldest = sorted(over, key=lambda poll: poll.created_at)
        return [poll.id for poll in oldest if poll.id not in self._tables.detached][:limit]

    async def voters(self, poll: PollId, *, limit: int) -> Sequence[VoterKey]:
        return [voter for where, voter in self._tables.ballots if where == poll and not voter.startswith(STRANGER)][
            :limit
        ]

    async def detach_all(self, poll: PollId, strangers: Mapping[VoterKey, VoterKey]) -> None:
        for old, new in strangers.items():
            await self.detach(poll, old, new)

    async def detached(self, poll: PollId, now: datetime) -> None:
        self._tables.detached.setdefault(poll, now)
        for key in [key for key in self._tables.invitations if key[0] == poll]:
            del self._tables.invitations[key]

    async def is_detached(self, poll: PollId) -> bool:
        return poll in self._tables.detached

    async def forget_words(self, before: datetime) -> int:
        old = [
            number
            for number, message in self._tables.rooms.items()
            if message.kind is Entry.WORDS and message.at < before
        ]
        for number in old:
            del self._tables.rooms[number]
        return len(old)

    async def forget_links(self, before: datetime) -> int:
        stale = [digest for digest, code in self._tables.sign_ins.items() if code.expires_at < before]
        for digest in stale:
            del self._tables.sign_ins[digest]
        for person, (_, expires_at) in list(self._tables.link_codes.items()):
            if expires_at < before:
                del self._tables.link_codes[person]
        return len(stale) + self._forget_unused(before)

    def _forget_unused(self, before: datetime) -> int:
        polls, kept = self._tables.polls, self._tables.invitations
        over = {
            number
            for number, poll in polls.items()
            if isinstance(poll.state, Closed | Cancelled) and poll.state.at < before
        }
        unused = [key for key, each in kept.items() if key[0] in over and each.used_at is None]
        for key in unused:
            del kept[key]
        return len(unused)


def _concerns(message: RoomMessage, person: PersonId) -> bool:
    return person in (message.author, message.only_for)
