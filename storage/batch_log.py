"""What a batch of casts adds to the logs of sealed ballots: a leaf for every ballot cast or changed, and its key.

Nothing here is done, nor asked of the database, for polls that give no receipts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Dialect

from bot.domain.ballot import Cast, Deed, Receipt
from bot.domain.ballot_log import ripe
from bot.domain.commitment import KEY_BYTES, code_of, leaf_of
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import PollId, VoterKey
from bot.ports import Chance
from storage.batch_count import write_choices
from storage.batch_log_sql import log_sql
from storage.dialects import json_text

_Voter = tuple[PollId, VoterKey]
_SEALED = (Deed.CAST, Deed.CHANGED)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A ballot as it was cast, with what seals it."""

    choices: str
    key: str
    leaf: str


class NoChance:
    """Where nothing can be drawn: a key that somebody can guess would be worse than no vote."""

    def token(self, size: int) -> bytes:
        raise RuntimeError(f"there is no chance to draw {size} bytes from, which receipts need")


def seal(cast: Cast, receipt: Receipt, chance: Chance) -> Sealed:
    key = chance.token(KEY_BYTES)
    leaf = leaf_of(key, cast.poll, receipt.choices)
    return Sealed(write_choices(receipt.choices), key.hex(), leaf.hex())


class LogWriter:
    def __init__(self, dialect: Dialect, chance: Chance | None) -> None:
        self._sql, self._chance = log_sql(dialect), chance or NoChance()

    def write(
        self,
        connection: Connection,
        polls: Mapping[PollId, bool],
        casts: Sequence[Cast],
        receipts: Sequence[Receipt | StoreUnavailable],
    ) -> list[Receipt | StoreUnavailable]:
        """The same receipts, with their codes, once the ballots of these polls are stored.

        `polls`: whether their leaves are appended as they come, in groups. Those of secret polls wait for the end, when
        all of them are appended in an order that is chance: which came in which group would tell about when.
        """
        standing = self._standing(connection, polls, casts)
        sealed: dict[_Voter, Sealed] = {}
        fresh: defaultdict[PollId, list[str]] = defaultdict(list)
        coded: list[Receipt | StoreUnavailable] = []
        for cast, receipt in zip(casts, receipts, strict=True):
            if cast.poll not in polls or not isinstance(receipt, Receipt):
                coded.append(receipt)
                continue
            who = (cast.poll, cast.voter)
            if receipt.deed in _SEALED:
                new = sealed[who] = seal(cast, receipt, self._chance)
                standing[who] = new.leaf
                fresh[cast.poll].append(new.leaf)
            elif not receipt.choices:
                standing.pop(who, None)
                sealed.pop(who, None)
            leaf = standing.get(who)
            coded.append(replace(receipt, code=code_of(bytes.fromhex(leaf))) if leaf else receipt)
        if sealed:
            self._store(connection, sealed)
        if fresh:
            self._append(connection, fresh, polls)
        return coded

    def _standing(self, connection: Connection, polls: Collection[PollId], casts: Sequence[Cast]) -> dict[_Voter, str]:
        """The leaves of the ballots that were stored before this batch."""
        asked: defaultdict[PollId, dict[VoterKey, None]] = defaultdict(dict)
        for cast in casts:
            if cast.poll in polls:
                asked[cast.poll][cast.voter] = None
        voters = json_text([{"p": poll, "v": list(keys)} for poll, keys in asked.items()])
        found = connection.execute(self._sql.standing, {"voters": voters}).scalar_one()
        return {(PollId(poll), VoterKey(voter)): leaf for poll, voter, leaf in json.loads(found or "[]")}

    def _store(self, connection: Connection, sealed: dict[_Voter, Sealed]) -> None:
        rows = [[poll, voter, each.choices, each.key, each.leaf] for (poll, voter), each in sealed.items()]
        connection.execute(self._sql.store_keys, {"rows": json_text(rows)})

    def _append(self, connection: Connection, fresh: dict[PollId, list[str]], polls: Mapping[PollId, bool]) -> None:
        named = {"polls": json_text(sorted(fresh))}
        waiting: defaultdict[str, list[str]] = defaultdict(list)
        for poll, leaf in connection.execute(self._sql.waiting, named):
            waiting[poll].append(leaf)
        ripened = {
            poll: ripe([*waiting[poll], *leaves], self._chance.token) if polls[poll] else []
            for poll, leaves in fresh.items()
        }
        if any(ripened.values()):
            sizes = {poll: last + 1 for poll, last in connection.execute(self._sql.last_positions, named)}
            appended = [
                {"p": poll, "n": sizes.get(poll, 0), "l": leaves} for poll, leaves in sorted(ripened.items()) if leaves
            ]
            gone = {"polls": json_text([each["p"] for each in appended])}
            connection.execute(self._sql.empty_waiting, gone)
            connection.execute(self._sql.append, {"logs": json_text(appended)})
        kept = []
        for poll, leaves in sorted(fresh.items()):
            out = set(ripened[poll])
            # those that waited before are there still, unless the pool was emptied
            rest = [*waiting[poll], *leaves] if out else leaves
            kept += [[poll, leaf] for leaf in sorted(rest) if leaf not in out]
        if kept:
            connection.execute(self._sql.add_waiting, {"rows": json_text(kept)})
