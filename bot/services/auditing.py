"""The audit log as owners read it: the last acts, or all of them as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.audit import Act, AuditEntry
from bot.domain.errors import NotFound
from bot.domain.ids import ChannelId, PersonId, PollId, is_poll_id
from bot.ports import Clock, UnitOfWork, Work
from bot.services.actor import Actor
from bot.services.recording import ACTS, record

PAGE: Final = 500
_OF_POLLS: Final = frozenset(
    {
        *ACTS.values(),
        Act.EXPORTED,
        Act.BROADCAST_STARTED,
        Act.BROADCAST_PAUSED,
        Act.BROADCAST_RESUMED,
        Act.BROADCAST_CANCELLED,
        Act.STAGED,
        Act.STATED,
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with the names that it has now; empty where somebody was forgotten or nothing is known."""

    entry: AuditEntry
    who: str
    subject: str


class Auditing:
    """Every method may raise StoreUnavailable."""

    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def note(self, actor: Actor, act: Act, subject: str = "", **detail: str) -> None:
        """An act that changes nothing, such as taking away a file: it may go on once this is kept."""
        async with self._work.writing() as work:
            await record(work, act, actor.community.id, self._clock.now(), subject, detail)

    async def recent(self, actor: Actor, *, limit: int) -> Sequence[Line]:
        """The newest first."""
        async with self._work.reading() as work:
            return await _lines(work, await work.audit.recent(actor.community.id, limit=limit))

    async def all(self, actor: Actor) -> Sequence[Line]:
        """The oldest first."""
        lines: list[Line] = []
        before: int | None = None
        async with self._work.reading() as work:
            while page := await work.audit.recent(actor.community.id, limit=PAGE, before=before):
                lines += await _lines(work, page)
                before = page[-1].number
        return lines[::-1]


async def _lines(work: Work, entries: Sequence[AuditEntry]) -> list[Line]:
    people = {entry.person for entry in entries if entry.person is not None}
    people |= {PersonId(entry.subject) for entry in entries if entry.act is Act.GRANTED}
    names = await work.people.names(people)
    subjects = {entry.subject: await _called(work, entry) for entry in entries if entry.act is not Act.GRANTED}
    return [
        Line(
            entry,
            names.get(entry.person, "") if entry.person is not None else "",
            names.get(PersonId(entry.subject), "") if entry.act is Act.GRANTED else subjects[entry.subject],
        )
        for entry in entries
    ]


async def _called(work: Work, entry: AuditEntry) -> str:
    """A poll by its question and a channel by its title; anything else by its number."""
    try:
        if entry.act in (Act.CONNECTED, Act.DISCONNECTED, Act.MONTHLY):
            return f"#{(await work.channels.get(ChannelId(entry.subject))).title}"
        if is_poll_id(entry.subject) and entry.act in _OF_POLLS:
            return (await work.polls.get(PollId(entry.subject))).question
    except NotFound:
        pass
    # a repeat is told by its question, which is the same for its whole life
    return entry.detail.get("question", entry.subject)
