"""What is kept about one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import CursorResult, Select, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.community import Role
from bot.domain.ids import CommunityId, PersonId, PollId, Subject, VoterKey
from bot.domain.poll import Secrecy
from bot.domain.room import Entry
from bot.ports.personal import STRANGER, PersonalData
from storage.audit import entry_of
from storage.dialects import upsert
from storage.followups import change_of
from storage.invitations import SqlInvitations
from storage.mapping import ballot_of, choices_of
from storage.objections import follow
from storage.people import SqlPeople
from storage.places import message_of
from storage.tables import (
    audit,
    ballots,
    broadcast_exceptions,
    detached_polls,
    digests,
    follow_up_changes,
    follow_ups,
    invitations,
    link_codes,
    news_told,
    notes,
    nudges,
    options,
    participations,
    people,
    polls,
    quarantined,
    roles,
    room_messages,
    sign_in_links,
    subscribers,
    subscriptions,
    tallies,
    turnouts,
)
from storage.tables_decisions import objections

_OVER: Final = ("closed", "cancelled")


def took_part_in(person: PersonId) -> Select[Any]:
    """The secret polls in which a person's ballot is counted, the newest first."""
    # by way of the polls and the primary key, as with ballots
    mine = (participations.c.poll_id == polls.c.id) & (participations.c.person_id == person)
    return (
        select(polls.c.id)
        .select_from(polls.join(participations, mine))
        .where(polls.c.secrecy == Secrecy.NOBODY.value)
        .order_by(polls.c.created_at.desc(), polls.c.id)
    )


class SqlPersonal:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def about(self, person: PersonId) -> PersonalData:
        known = await SqlPeople(self._connection).get(person)
        execute = self._connection.execute
        granted = await execute(select(roles).where(roles.c.person_id == person).order_by(roles.c.community_id))
        # by way of the polls and the primary key: an index on the voter would slow down every vote
        cast = await execute(
            select(ballots)
            .select_from(polls.join(ballots, (ballots.c.poll_id == polls.c.id) & (ballots.c.voter_key == person)))
            .order_by(ballots.c.cast_at, ballots.c.poll_id)
        )
        secret = await execute(took_part_in(person))
        told = await execute(
            select(subscriptions).where(subscriptions.c.person_id == person).order_by(subscriptions.c.at)
        )
        reads = subscribers.c.left_at.is_(None) & (subscribers.c.person_id == person)
        joined = await execute(select(subscribers.c.community_id).where(reads).order_by(subscribers.c.community_id))
        digested = await execute(select(digests.c.community_id).where(digests.c.person_id == person))
        words = await execute(select(room_messages).where(_of(person)).order_by(room_messages.c.number))
        added = await execute(
            select(options.c.poll_id, options.c.label)
            .where(options.c.added_by == person)
            .order_by(options.c.poll_id, options.c.number)
        )
        done = await execute(select(audit).where(audit.c.person_id == person).order_by(audit.c.number))
        authored = await execute(select(polls.c.id).where(polls.c.author_id == person).order_by(polls.c.created_at))
        owned = await execute(
            select(follow_ups.c.subject).where(follow_ups.c.owner_id == person).order_by(follow_ups.c.subject)
        )
        changed = await execute(
            select(follow_up_changes)
            .where(follow_up_changes.c.by_id == person)
            .order_by(follow_up_changes.c.at, follow_up_changes.c.subject, follow_up_changes.c.number)
        )
        objected = await execute(
            select(objections.c.poll_id, objections.c.reason)
            .where(objections.c.voter_key == person)
            .order_by(objections.c.at, objections.c.poll_id)
        )
        return PersonalData(
            person=known,
            roles={CommunityId(row.community_id): Role(row.role) for row in granted},
            ballots=[ballot_of(row) for row in cast],
            took_part=[PollId(number) for number in secret.scalars()],
            told={PollId(row.poll_id): row.at for row in told},
            subscribed=[CommunityId(number) for number in joined.scalars()],
            digests=sorted(CommunityId(number) for number in digested.scalars()),
            words=[message_of(row) for row in words],
            options=[(PollId(row.poll_id), row.label) for row in added],
            polls=[PollId(number) for number in authored.scalars()],
            acts=[entry_of(row) for row in done],
            answers_for=[Subject(number) for number in owned.scalars()],
            changes=[change_of(row) for row in changed],
            objections=[(PollId(row.poll_id), row.reason) for row in objected],
            invited_to=await SqlInvitations(self._connection).used_by(person),
        )

    async def withdraw(self, poll: PollId, voter: VoterKey) -> bool:
        mine = (ballots.c.poll_id == poll) & (ballots.c.voter_key == voter)
        row = (await self._connection.execute(delete(ballots).where(mine).returning(*ballots.c))).one_or_none()
        if row is None:
            return False
        await self._connection.execute(
            update(tallies)
            .where(
                tallies.c.poll_id == poll,
                tallies.c.platform == row.platform,
                tallies.c.option_number.in_(choices_of(row.choices)),
            )
            .values(votes=tallies.c.votes - 1)
        )
        await self._connection.execute(
            update(turnouts)
            .where(turnouts.c.poll_id == poll, turnouts.c.platform == row.platform)
            .values(voters=turnouts.c.voters - 1)
        )
        await self._connection.execute(update(polls).where(polls.c.id == poll).values(version=polls.c.version + 1))
        return True

    async def detach(self, poll: PollId, voter: VoterKey, stranger: VoterKey) -> bool:
        mine = (ballots.c.poll_id == poll) & (ballots.c.voter_key == voter)
        await self._follow({voter: stranger}, poll)
        return await self._count(update(ballots).where(mine).values(voter_key=stranger)) > 0

    async def erase(self, person: PersonId, stranger: str) -> int:
        known = await SqlPeople(self._connection).get(person)
        words = await self._count(delete(room_messages).where(_of(person), room_messages.c.kind == Entry.WORDS.value))
        await self._connection.execute(
            update(room_messages).where(_of(person)).values(author_id=None, author_name="", only_for=None)
        )
        about = f"{known.platform}-form-{known.native_id}"
        own = or_(notes.c.key == about, notes.c.key.startswith(f"{about}-", autoescape=True))
        await self._connection.execute(delete(notes).where(own))
        await self._connection.execute(delete(roles).where(roles.c.person_id == person))
        await self._connection.execute(delete(link_codes).where(link_codes.c.person_id == person))
        # it stays used, so that nobody votes twice by being forgotten in between
        await self._connection.execute(update(invitations).where(invitations.c.used_by == person).values(used_by=None))
        await self._connection.execute(delete(news_told).where(news_told.c.person_id == person))
        await self._connection.execute(update(follow_ups).where(follow_ups.c.owner_id == person).values(owner_id=None))
        await self._connection.execute(
            update(follow_up_changes).where(follow_up_changes.c.by_id == person).values(by_id=None)
        )
        await self._connection.execute(delete(subscriptions).where(subscriptions.c.person_id == person))
        await self._connection.execute(delete(subscribers).where(subscribers.c.person_id == person))
        await self._connection.execute(delete(digests).where(digests.c.person_id == person))
        await self._connection.execute(delete(broadcast_exceptions).where(broadcast_exceptions.c.person_id == person))
        await self._connection.execute(delete(nudges).where(nudges.c.person_id == person))
        await self._connection.execute(
            update(people)
            .where(people.c.id == person)
            .values(native_id=stranger, name="", language=None, first_seen_at=None, same_as=None)
        )
        return words

    async def to_detach(self, before: datetime, *, limit: int) -> Sequence[PollId]:
        over = or_(polls.c.closed_at < before, polls.c.cancelled_at < before)
        known = select(detached_polls.c.poll_id).where(detached_polls.c.poll_id == polls.c.id).exists()
        found = select(polls.c.id).where(polls.c.state.in_(_OVER), over, ~known).order_by(polls.c.created_at)
        return [PollId(number) for number in (await self._connection.execute(found.limit(limit))).scalars()]

    async def voters(self, poll: PollId, *, limit: int) -> Sequence[VoterKey]:
        known = ~ballots.c.voter_key.startswith(STRANGER, autoescape=True)
        found = select(ballots.c.voter_key).where(ballots.c.poll_id == poll, known).limit(limit)
        return [VoterKey(key) for key in (await self._connection.execute(found)).scalars()]

    async def detach_all(self, poll: PollId, strangers: Mapping[VoterKey, VoterKey]) -> None:
        if strangers:
            await self._follow(strangers, poll)
            mine = (ballots.c.poll_id == poll) & (ballots.c.voter_key == bindparam("old"))
            await self._connection.execute(
                update(ballots).where(mine).values(voter_key=bindparam("new")),
                [{"old": old, "new": new} for old, new in strangers.items()],
            )

    async def _follow(self, keys: Mapping[VoterKey, VoterKey], poll: PollId) -> None:
        """What is set aside stays so under another key; where that one is set aside too, it is once. Reasons follow."""
        await follow(self._connection, poll, keys)
        aside = select(quarantined.c.voter_key).where(quarantined.c.poll_id == poll)
        known = set((await self._connection.execute(aside)).scalars())
        for old in known & keys.keys():
            row = (quarantined.c.poll_id == poll) & (quarantined.c.voter_key == old)
            if keys[VoterKey(old)] in known:
                await self._connection.execute(delete(quarantined).where(row))
            else:
                await self._connection.execute(update(quarantined).where(row).values(voter_key=keys[VoterKey(old)]))

    async def detached(self, poll: PollId, now: datetime) -> None:
        statement = upsert(self._connection, detached_polls).values(poll_id=poll, at=now)
        await self._connection.execute(statement.on_conflict_do_nothing(index_elements=["poll_id"]))
        await self._connection.execute(delete(invitations).where(invitations.c.poll_id == poll))

    async def is_detached(self, poll: PollId) -> bool:
        found = select(detached_polls.c.at).where(detached_polls.c.poll_id == poll)
        return (await self._connection.execute(found)).scalar_one_or_none() is not None

    async def forget_words(self, before: datetime) -> int:
        said = (room_messages.c.kind == Entry.WORDS.value) & (room_messages.c.at < before)
        return await self._count(delete(room_messages).where(said))

    async def forget_links(self, before: datetime) -> int:
        over = select(polls.c.id).where(or_(polls.c.closed_at < before, polls.c.cancelled_at < before))
        unused = invitations.c.used_at.is_(None) & invitations.c.poll_id.in_(over)
        await self._connection.execute(delete(link_codes).where(link_codes.c.expires_at < before))
        links = await self._count(delete(sign_in_links).where(sign_in_links.c.expires_at < before))
        return links + await self._count(delete(invitations).where(unused))

    async def _count(self, statement: Any) -> int:
        result: CursorResult[Any] = await self._connection.execute(statement)
        return result.rowcount


def _of(person: PersonId) -> Any:
    return or_(room_messages.c.author_id == person, room_messages.c.only_for == person)
