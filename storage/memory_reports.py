"""Reports, subscriptions and adapters' notes in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.ids import PersonId, PollId
from bot.domain.report import Report

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryReports:
    def __init__(self, tables: Tables) -> None:
        self._reports = tables.reports

    async def record(self, report: Report) -> bool:
        if report.same_figures(self._reports.get((report.poll, report.channel))):
            return False
        self._reports[report.poll, report.channel] = replace(report, votes=report.counted)
        return True

    async def of_poll(self, poll: PollId) -> Sequence[Report]:
        found = [report for report in self._reports.values() if report.poll == poll]
        return sorted(found, key=lambda report: report.channel)


class MemorySubscriptions:
    def __init__(self, tables: Tables) -> None:
        self._subscriptions = tables.subscriptions

    async def add(self, poll: PollId, person: PersonId, now: datetime) -> bool:
        if (poll, person) in self._subscriptions:
            return False
        self._subscriptions[poll, person] = now
        return True

    async def remove(self, poll: PollId, person: PersonId) -> bool:
        return self._subscriptions.pop((poll, person), None) is not None

    async def of_poll(self, poll: PollId) -> Sequence[PersonId]:
        found = sorted((at, person) for (of, person), at in self._subscriptions.items() if of == poll)
        return [person for _, person in found]


class MemoryNotes:
    def __init__(self, tables: Tables) -> None:
        self._notes = tables.notes

    async def keep(self, key: str, text: str, until: datetime | None) -> None:
        self._notes[key] = (text, until)

    async def find(self, key: str, now: datetime) -> str | None:
        text, until = self._notes.get(key, (None, None))
        return text if until is None or until > now else None

    async def drop(self, key: str) -> None:
        self._notes.pop(key, None)

    async def drop_unchanged(self, key: str, text: str) -> bool:
        if key not in self._notes or self._notes[key][0] != text:
            return False
        del self._notes[key]
        return True

    async def forget(self, now: datetime) -> int:
        expired = [key for key, (_, until) in self._notes.items() if until is not None and until <= now]
        for key in expired:
            del self._notes[key]
        return len(expired)
