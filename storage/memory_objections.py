"""Why people object, in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.ids import PollId, VoterKey
from bot.domain.method import AGAINST
from bot.domain.objection import Reason
from bot.ports.quarantine import Decision

if TYPE_CHECKING:
    from storage.memory import Tables


@dataclass(frozen=True, slots=True)
class KeptReason:
    text: str
    voter: VoterKey | None = None
    at: datetime | None = None


class MemoryObjections:
    """Implements `bot.ports.objections.ObjectionStore`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def keep(self, poll: PollId, voter: VoterKey, number: str, reason: str, now: datetime) -> None:
        key = next((key for key, kept in self._of(poll) if kept.voter == voter), (poll, number))
        self._tables.objections[key] = KeptReason(reason, voter, now)

    async def keep_apart(self, poll: PollId, voter: VoterKey, number: str, reason: str) -> bool:
        if (poll, voter) in self._tables.objectors:
            return False
        self._tables.objectors[poll, voter] = None
        self._tables.objections[poll, number] = KeptReason(reason)
        return True

    async def own(self, poll: PollId, voter: VoterKey) -> str | None:
        return next((kept.text for _, kept in self._of(poll) if kept.voter == voter), None)

    async def counted(self, poll: PollId) -> Sequence[Reason]:
        return [Reason(kept.text, kept.voter) for _, kept in sorted(self._of(poll)) if self._counts(poll, kept)]

    async def drop(self, poll: PollId, voter: VoterKey) -> bool:
        mine = [key for key, kept in self._of(poll) if kept.voter == voter]
        for key in mine:
            del self._tables.objections[key]
        return bool(mine)

    async def forget(self, voter: VoterKey) -> int:
        mine = [key for key, kept in self._tables.objections.items() if kept.voter == voter]
        for key in mine:
            del self._tables.objections[key]
        return len(mine)

    def _of(self, poll: PollId) -> Iterator[tuple[tuple[PollId, str], KeptReason]]:
        return ((key, kept) for key, kept in self._tables.objections.items() if key[0] == poll)

    def _counts(self, poll: PollId, kept: KeptReason) -> bool:
        if kept.voter is None:
            return True
        key = (poll, kept.voter)
        ballot, aside = self._tables.ballots.get(key), self._tables.quarantined
        objects = ballot is not None and ballot.choices == (AGAINST,)
        return objects and (key not in aside or aside[key] is Decision.ACCEPTED)


def follow(tables: Tables, poll: PollId, old: VoterKey, new: VoterKey) -> None:
    """A ballot has a new key: its reason too. What stood under the new key already had no ballot, and goes."""
    under = {kept.voter: key for key, kept in tables.objections.items() if key[0] == poll}
    if old in under:
        if new in under:
            del tables.objections[under[new]]
        tables.objections[under[old]] = replace(tables.objections[under[old]], voter=new)


def unlinked(tables: Tables, poll: PollId, number: Callable[[], str], *, told: bool) -> None:
    """A secret poll is over: nothing says any more who gave a reason. Without `told` the reasons are deleted."""
    for held in [held for held in tables.objectors if held[0] == poll]:
        del tables.objectors[held]
    kept = [tables.objections.pop(key) for key in [key for key in tables.objections if key[0] == poll]]
    if told:
        tables.objections.update({(poll, number()): each for each in kept})
