"""Polls that are asked again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NotFound
from bot.domain.ids import ChannelId, CommunityId, PersonId, RepeatId
from bot.domain.poll import Electorate, ElectorateKind, ResultsShown, Rules, Secrecy
from bot.domain.repeat import Repeat
from bot.domain.rhythm import Every, Rhythm
from bot.domain.text import say
from bot.domain.wall_clock import Span
from storage.eligibilities import eligibility_json, eligibility_of
from storage.tables import repeats


class SqlRepeats:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, repeat: Repeat) -> None:
        await self._connection.execute(insert(repeats).values(**_values(repeat)))

    async def lock(self, repeat: RepeatId) -> Repeat:
        # SQLite leaves FOR UPDATE out: there a writing transaction holds the only write lock from its beginning
        return await self._one(repeat, select(repeats).where(repeats.c.id == repeat).with_for_update())

    async def save(self, repeat: Repeat) -> None:
        await self._connection.execute(update(repeats).where(repeats.c.id == repeat.id).values(**_values(repeat)))

    async def of_community(self, community: CommunityId) -> Sequence[Repeat]:
        found = select(repeats).where(repeats.c.community_id == community, repeats.c.ended_at.is_(None))
        rows = await self._connection.execute(found.order_by(repeats.c.created_at, repeats.c.id))
        return [_repeat(row) for row in rows]

    async def running(self) -> Sequence[Repeat]:
        found = select(repeats).where(repeats.c.ended_at.is_(None)).order_by(repeats.c.created_at, repeats.c.id)
        return [_repeat(row) for row in await self._connection.execute(found)]

    async def _one(self, repeat: RepeatId, found: Select[Any]) -> Repeat:
        row = (await self._connection.execute(found)).one_or_none()
        if row is None:
            raise NotFound(say("error-repeat-unknown", id=str(repeat)[:40]))
        return _repeat(row)


def _values(repeat: Repeat) -> dict[str, Any]:
    rules, span = repeat.rules, repeat.runs_for
    return {
        "id": repeat.id,
        "community_id": repeat.community,
        "author_id": repeat.author,
        "asked": {
            "question": repeat.question,
            "description": repeat.description,
            "options": list(repeat.options),
            "most_choices": rules.most_choices,
            "secrecy": rules.secrecy.value,
            "results": rules.results.value,
            "may_change": rules.may_change,
            "may_add_options": rules.may_add_options,
            "receipts": rules.receipts,
            "electorate_kind": rules.electorate.kind.value,
            "electorate_size": rules.electorate.size,
            "eligibility": eligibility_json(rules.eligibility),
            "native": repeat.native,
            "remind_seconds": repeat.remind.total_seconds() if repeat.remind is not None else None,
        },
        "channels": list(repeat.channels),
        "every": repeat.rhythm.every.value,
        "day": repeat.rhythm.day,
        "minute": repeat.rhythm.at.hour * 60 + repeat.rhythm.at.minute,
        "runs_for": [span.months, span.days, span.exact.total_seconds()] if span is not None else None,
        "next_at": repeat.next_at,
        "ended_at": repeat.ended_at,
        "created_at": repeat.created_at,
    }


def _repeat(row: Row[Any]) -> Repeat:
    asked: dict[str, Any] = row.asked
    seconds = asked["remind_seconds"]
    span = Span(row.runs_for[0], row.runs_for[1], timedelta(seconds=row.runs_for[2])) if row.runs_for else None
    return Repeat(
        id=RepeatId(row.id),
        community=CommunityId(row.community_id),
        author=PersonId(row.author_id),
        question=asked["question"],
        description=asked["description"],
        options=tuple(asked["options"]),
        rules=Rules(
            most_choices=asked["most_choices"],
            secrecy=Secrecy(asked["secrecy"]),
            results=ResultsShown(asked["results"]),
            may_change=asked["may_change"],
            may_add_options=asked["may_add_options"],
            # those asked for before there were receipts do not say
            receipts=asked.get("receipts", False),
            electorate=Electorate(ElectorateKind(asked["electorate_kind"]), asked["electorate_size"]),
            eligibility=eligibility_of(asked.get("eligibility")),
        ),
        native=asked["native"],
        remind=timedelta(seconds=seconds) if seconds is not None else None,
        channels=tuple(ChannelId(channel) for channel in row.channels),
        rhythm=Rhythm(Every(row.every), time(*divmod(row.minute, 60)), row.day),
        runs_for=span,
        next_at=row.next_at,
        ended_at=row.ended_at,
        created_at=row.created_at,
    )
