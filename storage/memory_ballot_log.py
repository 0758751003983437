"""The log of sealed ballots in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.ballot import Cast, Deed, Receipt
from bot.domain.ballot_log import Head, Opening, ripe
from bot.domain.commitment import code_of
from bot.domain.ids import PollId, VoterKey
from bot.ports import Chance
from storage.batch_count import read_choices
from storage.batch_log import seal

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryBallotLog:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def leaf(self, poll: PollId, voter: VoterKey) -> str | None:
        kept = self._tables.ballot_keys.get((poll, voter))
        return kept.leaf if kept is not None else None

    async def leaves(self, poll: PollId, *, first: int | None = None) -> Sequence[str]:
        return list(self._tables.leaves.get(poll, ()))[:first]

    async def append_waiting(self, poll: PollId) -> int:
        log = (*self._tables.leaves.get(poll, ()), *sorted(self._tables.waiting_leaves.pop(poll, ())))
        self._tables.leaves[poll] = log
        return len(log)

    async def open_ballots(self, poll: PollId) -> int:
        places = {leaf: position for position, leaf in enumerate(self._tables.leaves.get(poll, ()))}
        opened = [
            Opening(places[kept.leaf], read_choices(kept.choices), kept.key)
            for (where, _), kept in self._tables.ballot_keys.items()
            if where == poll and kept.leaf in places
        ]
        self._tables.openings[poll] = tuple(sorted(opened, key=lambda opening: opening.position))
        return len(opened)

    async def shut_ballots(self, poll: PollId) -> None:
        self._tables.openings.pop(poll, None)

    async def untie(self, poll: PollId) -> None:
        for kept in [kept for kept in self._tables.ballot_keys if kept[0] == poll]:
            del self._tables.ballot_keys[kept]

    async def openings(self, poll: PollId) -> Sequence[Opening]:
        return list(self._tables.openings.get(poll, ()))

    async def add_head(self, poll: PollId, head: Head) -> None:
        self._tables.heads.setdefault((poll, head.size), head)

    async def heads(self, poll: PollId) -> Sequence[Head]:
        return [head for (where, _), head in sorted(self._tables.heads.items()) if where == poll]

    async def last_head(self, poll: PollId) -> Head | None:
        return next(reversed(await self.heads(poll)), None)

    async def grown(self, since: datetime, *, limit: int) -> Sequence[PollId]:
        found = []
        for number, poll in sorted(self._tables.polls.items()):
            head = await self.last_head(number)
            ended = len(self._tables.leaves.get(number, ())) == (head.size if head is not None else 0)
            if poll.rules.receipts and poll.is_open and not ended and (head is None or head.at <= since):
                found.append(number)
        return found[:limit]


def log_cast(tables: Tables, cast: Cast, receipt: Receipt, chance: Chance, *, ripens: bool) -> str:
    """What the cast adds to the log; the code of the voter's ballot as it stands now, empty where there is none."""
    who = (cast.poll, cast.voter)
    if receipt.deed in (Deed.CAST, Deed.CHANGED):
        sealed = tables.ballot_keys[who] = seal(cast, receipt, chance)
        waiting = {*tables.waiting_leaves.get(cast.poll, ()), sealed.leaf}
        out = ripe(waiting, chance.token) if ripens else []
        tables.leaves[cast.poll] = (*tables.leaves.get(cast.poll, ()), *out)
        tables.waiting_leaves[cast.poll] = frozenset(waiting.difference(out))
    kept = tables.ballot_keys.get(who) if receipt.choices else None
    return code_of(bytes.fromhex(kept.leaf)) if kept is not None else ""


def follow_ballot(tables: Tables, poll: PollId, voter: VoterKey, now_of: VoterKey | None = None) -> None:
    """A ballot was deleted, or is `now_of`'s: its key goes with it, as the constraint has it in a database."""
    kept = tables.ballot_keys.pop((poll, voter), None)
    if kept is not None and now_of is not None:
        tables.ballot_keys[poll, now_of] = kept
