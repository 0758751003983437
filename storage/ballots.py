"""Ballots, the kept tally, refused votes. New ballots come in through the ballot box only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, delete, func, insert, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.amendment import Remap
from bot.domain.ballot import Ballot, Choices, Refusal
from bot.domain.ids import OptionId, Platform, PollId, VoterKey
from bot.domain.tally.plurality import PlatformTally, Tally
from bot.ports import MomentCount
from storage.dialects import rewriting
from storage.mapping import ballot_of, choices_of, choices_written
from storage.tables import ballots, polls, refusals, tallies, turnouts

SETS_AT_ONCE: Final = 20_000
"""Distinct sets of choices rewritten in one statement; each statement reads the poll's ballots once."""


class SqlBallots:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, poll: PollId, voter: VoterKey) -> Ballot | None:
        found = select(ballots).where(ballots.c.poll_id == poll, ballots.c.voter_key == voter)
        row = (await self._connection.execute(found)).one_or_none()
        return ballot_of(row) if row is not None else None

    async def of_voter(self, voter: VoterKey, *, limit: int) -> Sequence[Ballot]:
        # by way of the polls and the primary key: an index on the voter would slow down every vote
        found = (
            select(ballots)
            .select_from(polls.join(ballots, (ballots.c.poll_id == polls.c.id) & (ballots.c.voter_key == voter)))
            .order_by(ballots.c.changed_at.desc(), ballots.c.poll_id)
            .limit(limit)
        )
        return [ballot_of(row) for row in await self._connection.execute(found)]

    async def all(self, poll: PollId, *, limit: int | None = None) -> Sequence[Ballot]:
        found = select(ballots).where(ballots.c.poll_id == poll).order_by(ballots.c.cast_at, ballots.c.voter_key)
        if limit is not None:
            found = found.limit(limit)
        return [ballot_of(row) for row in await self._connection.execute(found)]

    async def tally(self, poll: PollId) -> Tally:
        voters = await self._connection.execute(
            select(turnouts.c.platform, turnouts.c.voters)
            .where(turnouts.c.poll_id == poll, turnouts.c.voters > 0)
            .order_by(turnouts.c.platform)
        )
        votes = await self._connection.execute(
            select(tallies.c.platform, tallies.c.option_number, tallies.c.votes).where(
                tallies.c.poll_id == poll, tallies.c.votes > 0
            )
        )
        by_platform: dict[str, dict[OptionId, int]] = {}
        for row in votes:
            by_platform.setdefault(row.platform, {})[OptionId(row.option_number)] = row.votes
        return Tally(
            {Platform(row.platform): PlatformTally(row.voters, by_platform.get(row.platform, {})) for row in voters}
        )

    async def kinds(self, poll: PollId) -> Mapping[Choices, int]:
        found = await self._connection.stream(
            select(ballots.c.choices, func.count().label("voters"))
            .where(ballots.c.poll_id == poll)
            .group_by(ballots.c.choices)
        )
        return {choices_of(row.choices): row.voters async for row in found}

    async def over_time(self, poll: PollId, *, steps: int) -> Sequence[MomentCount]:
        # whole numbers: the division must be the integer one in both databases
        cast_at = type_coerce(ballots.c.cast_at, BigInteger)
        mine = ballots.c.poll_id == poll
        span = (await self._connection.execute(select(func.min(cast_at), func.max(cast_at)).where(mine))).one()
        first: int | None = span[0]
        last: int | None = span[1]
        if first is None or last is None:
            return []
        width = (last - first) // max(steps - 1, 1) + 1
        step = (cast_at - first) // width
        latest = func.max(ballots.c.cast_at).label("at")
        counted = select(latest, func.count().label("voters")).where(mine).group_by(step).order_by(latest)
        total = 0
        moments = []
        for row in await self._connection.execute(counted):
            total += row.voters
            moments.append(MomentCount(row.at, total))
        return moments

    async def refusals(self, poll: PollId) -> Mapping[Refusal, int]:
        found = select(refusals.c.reason, refusals.c["count"].label("times")).where(refusals.c.poll_id == poll)
        return {Refusal(row.reason): row.times for row in await self._connection.execute(found)}

    async def remap(self, poll: PollId, remap: Remap, now: datetime) -> int:
        """Decided once for every distinct set of choices, and written in a few statements, however many the ballots.

        Options by the dozen are chosen in as many ways as there are voters: a statement for each way, each reading
        all ballots, would hold the lock for minutes.
        """
        mine = ballots.c.poll_id == poll
        sets = await self._connection.stream(
            select(ballots.c.choices, func.count().label("voters")).where(mine).group_by(ballots.c.choices)
        )
        touched, emptied = 0, False
        becomes: list[tuple[str, str]] = []
        async for row in sets:
            choices = choices_of(row.choices)
            if remap.gone not in choices:
                continue
            touched += row.voters
            left = remapped(choices, remap)
            if left:
                becomes.append((row.choices, choices_written(left)))
            else:
                emptied = True
        if emptied:  # nothing else was chosen, and that can be written in one way only
            await self._connection.execute(delete(ballots).where(mine, ballots.c.choices == str(remap.gone)))
        for start in range(0, len(becomes), SETS_AT_ONCE):
            some = json.dumps(dict(becomes[start : start + SETS_AT_ONCE]))
            await self._connection.execute(rewriting(self._connection), {"poll": poll, "becomes": some, "now": now})
        if touched:
            await self._recount(poll)
        return touched

    async def _recount(self, poll: PollId) -> None:
        """The kept tally afresh from the ballots of a locked poll."""
        sets = await self._connection.execute(
            select(ballots.c.platform, ballots.c.choices, func.count().label("voters"))
            .where(ballots.c.poll_id == poll)
            .group_by(ballots.c.platform, ballots.c.choices)
        )
        voters: dict[str, int] = {}
        votes: dict[tuple[str, OptionId], int] = {}
        for row in sets:
            voters[row.platform] = voters.get(row.platform, 0) + row.voters
            for choice in choices_of(row.choices):
                votes[row.platform, choice] = votes.get((row.platform, choice), 0) + row.voters
        await self._connection.execute(delete(tallies).where(tallies.c.poll_id == poll))
        await self._connection.execute(delete(turnouts).where(turnouts.c.poll_id == poll))
        if votes:
            await self._connection.execute(
                insert(tallies),
                [
                    {"poll_id": poll, "platform": platform, "option_number": option, "votes": count}
                    for (platform, option), count in votes.items()
                ],
            )
            await self._connection.execute(
                insert(turnouts),
                [{"poll_id": poll, "platform": platform, "voters": count} for platform, count in voters.items()],
            )


def remapped(choices: Choices, remap: Remap) -> Choices:
    """`choices` after a removal or merge; empty where nothing is left. Who chose both merged options counts once."""
    kept = {choice for choice in choices if choice != remap.gone}
    return tuple(sorted(kept | {remap.into} if remap.into is not None else kept))
