"""Secret polls over SQL: who took part, each one's ballot while the poll runs, and the end of what ties the two."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.amendment import Remap
from bot.domain.ballot import Ballot
from bot.domain.ids import OptionId, PersonId, PollId, VoterKey, encode
from bot.domain.poll import Secrecy
from bot.domain.small_groups import LEAST_VOTERS
from bot.domain.tally.plurality import PlatformTally, Tally
from bot.domain.voter_keys import NO_PLATFORM, VOTER_KEY_BYTES, doubled, secret_voter
from bot.ports.personal import STRANGER
from storage.ballots import SqlBallots, remapped
from storage.batch_sql import batch_sql
from storage.dialects import json_text, taking_part
from storage.held_back import COUNT_HELD, STEP, Held, is_due
from storage.mapping import choices_of, choices_written
from storage.objections import take_back, unlinked
from storage.personal import SqlPersonal, took_part_in
from storage.poll_keys import PollKeys
from storage.tables import (
    EPOCH,
    ballots,
    held_ballots,
    held_counts,
    participations,
    people,
    poll_keys,
    polls,
    tallies,
    turnouts,
)

ROWS_AT_ONCE: Final = 10_000


class SqlSecrecy:
    """Implements `bot.ports.secrecy.SecrecyStore`."""

    def __init__(self, connection: AsyncConnection, keys: PollKeys) -> None:
        self._connection, self._keys = connection, keys

    async def begin(self, poll: PollId) -> None:
        wrapped = self._keys.wrap(poll, self._keys.fresh())
        await self._connection.execute(insert(poll_keys).values(poll_id=poll, wrapped=wrapped))

    async def keyless(self) -> Sequence[PollId]:
        running = (polls.c.secrecy == Secrecy.NOBODY.value) & (polls.c.state == "open")
        known = exists().where(poll_keys.c.poll_id == polls.c.id)
        found = await self._connection.execute(select(polls.c.id).where(running, ~known).order_by(polls.c.id))
        return [PollId(number) for number in found.scalars()]

    async def unreadable(self) -> Sequence[PollId]:
        running = (polls.c.secrecy == Secrecy.NOBODY.value) & (polls.c.state == "open")
        found = select(poll_keys).join(polls, polls.c.id == poll_keys.c.poll_id).where(running)
        return sorted(
            PollId(row.poll_id)
            for row in await self._connection.execute(found)
            if self._keys.unwrap(PollId(row.poll_id), row.wrapped) is None
        )

    async def voter_key(self, poll: PollId, person: PersonId) -> VoterKey | None:
        key = await self._key(poll)
        return secret_voter(key, person) if key is not None else None

    async def ballot(self, poll: PollId, person: PersonId) -> Ballot | None:
        voter = await self.voter_key(poll, person)
        return await SqlBallots(self._connection).get(poll, voter) if voter is not None else None

    async def took_part(self, person: PersonId) -> Sequence[PollId]:
        found = took_part_in(person)
        return [PollId(number) for number in (await self._connection.execute(found)).scalars()]

    async def shown(self, poll: PollId) -> Tally:
        found = select(held_counts.c.option_number, held_counts.c.shown).where(
            held_counts.c.poll_id == poll, held_counts.c.shown > 0
        )
        counts = {row.option_number: row.shown for row in await self._connection.execute(found)}
        voters = counts.pop(0, 0)
        if voters < LEAST_VOTERS:
            return Tally()
        return Tally(
            {NO_PLATFORM: PlatformTally(voters, {OptionId(number): count for number, count in counts.items()})}
        )

    async def withdraw(self, poll: PollId, person: PersonId) -> bool:
        voter = await self.voter_key(poll, person)
        if voter is None:
            return False
        before = await SqlBallots(self._connection).get(poll, voter)
        if before is None or not await SqlPersonal(self._connection).withdraw(poll, voter):
            return False
        mine = (participations.c.poll_id == poll) & (participations.c.person_id == person)
        await self._connection.execute(delete(participations).where(mine))
        await take_back(self._connection, poll, voter)
        here = (held_ballots.c.poll_id == poll) & (held_ballots.c.voter_key == voter)
        known = (await self._connection.execute(select(held_ballots.c.choices).where(here))).scalar_one_or_none()
        held = Held([(voter, known)] if known is not None else [])
        held.move(voter, choices_written(before.choices), "")
        for key, choices in held.added:
            await self._connection.execute(insert(held_ballots).values(poll_id=poll, voter_key=key, choices=choices))
        if held.dropped:
            await self._connection.execute(delete(held_ballots).where(here))
        await self._step_if_due(poll)
        return True

    async def doubles(self, poll: PollId) -> Sequence[PersonId]:
        main = func.coalesce(people.c.same_as, people.c.id).label("main")
        linked = people.alias()
        found = (
            select(participations.c.person_id, main)
            .join(people, people.c.id == participations.c.person_id)
            .where(
                participations.c.poll_id == poll,
                or_(people.c.same_as.is_not(None), exists().where(linked.c.same_as == people.c.id)),
            )
        )
        rows = (await self._connection.execute(found)).all()
        return doubled((PersonId(row.person_id), PersonId(row.main)) for row in rows)

    async def remapped(self, poll: PollId, remap: Remap) -> None:
        """Nothing is shown until the next step: of the shown count alone nobody can tell what the remap did to it.

        Were the held count shown instead, whoever remaps and then closes would see what the last few voters chose.
        """
        moved = await self._connection.execute(select(held_ballots).where(held_ballots.c.poll_id == poll))
        for row in moved.all():
            left = remapped(choices_of(row.choices), remap) if row.choices else ()
            if choices_written(left) != row.choices:
                here = (held_ballots.c.poll_id == poll) & (held_ballots.c.voter_key == row.voter_key)
                await self._connection.execute(update(held_ballots).where(here).values(choices=choices_written(left)))
        counts = await self._held_counts(poll)
        await self._connection.execute(delete(held_counts).where(held_counts.c.poll_id == poll))
        if counts:
            await self._connection.execute(
                insert(held_counts),
                [
                    {"poll_id": poll, "option_number": number, "held": count, "shown": 0}
                    for number, count in sorted(counts.items())
                ],
            )
        await self._prune(poll)

    async def unlink(self, poll: PollId, now: datetime) -> Mapping[VoterKey, VoterKey]:
        mine = ballots.c.poll_id == poll
        rows = (
            await self._connection.execute(
                select(ballots.c.voter_key, ballots.c.choices, ballots.c.cast_at).where(mine)
            )
        ).all()
        taking_part_here = select(participations.c.person_id).where(participations.c.poll_id == poll)
        voters = sorted((await self._connection.execute(taking_part_here)).scalars())
        for table in (ballots, participations, held_ballots, held_counts, poll_keys):
            await self._connection.execute(delete(table).where(table.c.poll_id == poll))
        renamed: dict[VoterKey, VoterKey] = {}
        if len(rows) < LEAST_VOTERS:
            for table in (tallies, turnouts):
                await self._connection.execute(delete(table).where(table.c.poll_id == poll))
        else:
            # a second's work for a hundred thousand, in which others are answered
            renamed = await asyncio.to_thread(lambda: {VoterKey(row.voter_key): self._nobody() for row in rows})
            await self._write_anew(poll, rows, renamed)
        await unlinked(self._connection, poll, self._chance_number, told=len(rows) >= LEAST_VOTERS)
        for start in range(0, len(voters), ROWS_AT_ONCE):
            some = json_text(voters[start : start + ROWS_AT_ONCE])
            await self._connection.execute(taking_part(self._connection), {"poll": poll, "people": some})
        await SqlPersonal(self._connection).detached(poll, now)
        return renamed

    async def forget(self, person: PersonId) -> None:
        over = exists().where(polls.c.id == participations.c.poll_id, polls.c.state != "open")
        await self._connection.execute(delete(participations).where(participations.c.person_id == person, over))

    # ------------------------------------------------------------

    async def _key(self, poll: PollId) -> bytes | None:
        found = select(poll_keys.c.wrapped).where(poll_keys.c.poll_id == poll)
        wrapped = (await self._connection.execute(found)).scalar_one_or_none()
        return self._keys.unwrap(poll, wrapped) if wrapped is not None else None

    async def _write_anew(self, poll: PollId, rows: Sequence[Any], renamed: Mapping[VoterKey, VoterKey]) -> None:
        """By what was chosen, and then in the order of the new keys, which are chance.

        No place in the files, no number of a row and no order of writing has anything to do with the old ones.
        """
        written = sorted((row.choices, renamed[VoterKey(row.voter_key)]) for row in rows)
        opened_at = rows[0].cast_at
        statement = batch_sql(self._connection.dialect).store_ballots
        for start in range(0, len(written), ROWS_AT_ONCE):
            some = groupby(written[start : start + ROWS_AT_ONCE], key=itemgetter(0))
            groups = [
                {"p": poll, "c": choices, "f": NO_PLATFORM, "r": None, "v": [voter for _, voter in voters]}
                for choices, voters in some
            ]
            moment = (opened_at - EPOCH) // timedelta(microseconds=1)
            await self._connection.execute(statement, {"ballots": json_text(groups), "now": moment})

    def _nobody(self) -> VoterKey:
        return VoterKey(f"{STRANGER}{self._chance_number()}")

    def _chance_number(self) -> str:
        return encode(self._keys.token(VOTER_KEY_BYTES))

    async def _step_if_due(self, poll: PollId) -> None:
        if is_due((await self._connection.execute(COUNT_HELD, {"poll": poll})).scalar_one()):
            for statement in STEP:
                await self._connection.execute(statement, {"poll": poll})

    async def _held_counts(self, poll: PollId) -> dict[int, int]:
        """The count that is held back, afresh from the ballots; 0 are the voters."""
        moved = exists().where(held_ballots.c.poll_id == poll, held_ballots.c.voter_key == ballots.c.voter_key)
        stayed = select(ballots.c.choices, func.count().label("voters")).where(ballots.c.poll_id == poll, ~moved)
        before = select(held_ballots.c.choices, func.count().label("voters")).where(
            held_ballots.c.poll_id == poll, held_ballots.c.choices != ""
        )
        counts: dict[int, int] = {}
        for found in (stayed.group_by(ballots.c.choices), before.group_by(held_ballots.c.choices)):
            for row in await self._connection.execute(found):
                for number in (0, *choices_of(row.choices)):
                    counts[number] = counts.get(number, 0) + row.voters
        return counts

    async def _prune(self, poll: PollId) -> None:
        """Whose ballot was left without choices takes no part any more."""
        key = await self._key(poll)
        if key is None:
            return
        here = select(ballots.c.voter_key).where(ballots.c.poll_id == poll)
        there = set((await self._connection.execute(here)).scalars())
        joined = select(participations.c.person_id).where(participations.c.poll_id == poll)
        for person in (await self._connection.execute(joined)).scalars().all():
            if secret_voter(key, PersonId(person)) not in there:
                mine = (participations.c.poll_id == poll) & (participations.c.person_id == person)
                await self._connection.execute(delete(participations).where(mine))
