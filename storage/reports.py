"""What platforms counted by themselves, and who wants to know how a poll ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ChannelId, OptionId, PersonId, Platform, PollId
from bot.domain.report import Report
from storage.dialects import upsert
from storage.tables import report_votes, reports, subscriptions


class SqlReports:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def record(self, report: Report) -> bool:
        known = next((each for each in await self.of_poll(report.poll) if each.channel == report.channel), None)
        if report.same_figures(known):
            return False
        kept = {"platform": report.platform, "voters": report.voters, "at": report.at}
        statement = upsert(self._connection, reports).values(poll_id=report.poll, channel_id=report.channel, **kept)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["poll_id", "channel_id"], set_=kept)
        )
        await self._connection.execute(
            delete(report_votes).where(
                report_votes.c.poll_id == report.poll, report_votes.c.channel_id == report.channel
            )
        )
        rows = [
            {"poll_id": report.poll, "channel_id": report.channel, "option_number": option, "votes": votes}
            for option, votes in report.counted.items()
        ]
        if rows:
            await self._connection.execute(insert(report_votes), rows)
        return True

    async def of_poll(self, poll: PollId) -> Sequence[Report]:
        votes: dict[str, dict[OptionId, int]] = {}
        for row in await self._connection.execute(select(report_votes).where(report_votes.c.poll_id == poll)):
            votes.setdefault(row.channel_id, {})[OptionId(row.option_number)] = row.votes
        found = select(reports).where(reports.c.poll_id == poll).order_by(reports.c.channel_id)
        return [
            Report(
                poll=PollId(row.poll_id),
                channel=ChannelId(row.channel_id),
                platform=Platform(row.platform),
                voters=row.voters,
                votes=votes.get(row.channel_id, {}),
                at=row.at,
            )
            for row in await self._connection.execute(found)
        ]


class SqlSubscriptions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, poll: PollId, person: PersonId, now: datetime) -> bool:
        statement = upsert(self._connection, subscriptions).values(poll_id=poll, person_id=person, at=now)
        added = await self._connection.execute(
            statement.on_conflict_do_nothing(index_elements=["poll_id", "person_id"]).returning(subscriptions.c.at)
        )
        return added.scalar_one_or_none() is not None

    async def remove(self, poll: PollId, person: PersonId) -> bool:
        gone = await self._connection.execute(
            delete(subscriptions).where(subscriptions.c.poll_id == poll, subscriptions.c.person_id == person)
        )
        return gone.rowcount > 0

    async def of_poll(self, poll: PollId) -> Sequence[PersonId]:
        found = (
            select(subscriptions.c.person_id)
            .where(subscriptions.c.poll_id == poll)
            .order_by(subscriptions.c.at, subscriptions.c.person_id)
        )
        return [PersonId(person) for person in await self._connection.scalars(found)]
