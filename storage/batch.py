"""One batch of casts in one transaction: lock the polls, read, judge in order of arrival, store, commit.

Nothing is remembered from batch to batch: what a poll allows is read under its lock, every time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.domain.ballot import Cast, Gate, Receipt
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import EventKey, OptionId, PollId, VoterKey
from bot.domain.method import PLAIN
from bot.ports import Chance, Clock
from storage.batch_count import PollCount
from storage.batch_faults import one_row_may_be_to_blame, passes, unavailable
from storage.batch_log import LogWriter
from storage.batch_secret import SecretBatch
from storage.batch_sql import ADD_REFUSALS, ADD_VOTERS, ADD_VOTES, TAKE_VOTERS, TAKE_VOTES, batch_sql
from storage.countings import counting_of
from storage.dialects import json_text
from storage.engine import BUSY_SECONDS
from storage.poll_keys import NoPollKeys, PollKeys
from storage.tables import EPOCH
from storage.turns import AtOnce, Turns

Changes = dict[str, Any]
"""Parameters of one row of a counter; "change" says by how much."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the casts of a batch, in their order, after the commit."""

    answers: Sequence[Receipt | StoreUnavailable]
    changed: frozenset[PollId]
    """The polls with a changed ballot; of secret ones, those whose shown count moved."""
    away: Exception | None = None
    """Why the database took none of them, where it took none."""


def refuse_all(count: int, cause: Exception) -> Settled:
    """`count` casts that could not be stored, each with an error of its own to raise."""
    return Settled([unavailable(cause) for _ in range(count)], frozenset(), cause)


class BatchWriter:
    """Stores batches, one at a time; for one thread."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        turns: Turns | None = None,
        poll_keys: PollKeys | None = None,
        chance: Chance | None = None,
    ) -> None:
        self._poll_keys = poll_keys or NoPollKeys()
        self._engine = engine
        self._clock = clock
        self._log = LogWriter(engine.dialect, chance)
        self._turns = turns or AtOnce()
        self._sql = batch_sql(engine.dialect)

    def settle(self, casts: Sequence[Cast], given_up: Callable[[], bool] = lambda: False) -> Settled:
        """Every cast answered: stored and committed, or StoreUnavailable and as if never made. Never raises.

        Only where the commit itself was not answered can nobody tell which of the two it is. `given_up` is asked before
        every commit; then nothing is stored.

        Where one cast may be what the database stumbles over, the halves are tried apart until it is alone.
        """
        try:
            return self._transact(casts, given_up)
        except Exception as error:  # whatever it is: every caller gets an answer, and the next batch its turn
            if len(casts) > 1 and one_row_may_be_to_blame(error):
                middle = len(casts) // 2
                first, second = self.settle(casts[:middle], given_up), self.settle(casts[middle:], given_up)
                return Settled((*first.answers, *second.answers), first.changed | second.changed)
            return refuse_all(len(casts), error)

    def _transact(self, casts: Sequence[Cast], given_up: Callable[[], bool]) -> Settled:
        with self._turns.blocked(BUSY_SECONDS), self._engine.connect() as connection:
            try:
                settled = self._write(connection, casts)
            except DBAPIError as error:
                if not passes(error):
                    raise
                # nothing was committed, so that once more is once; a commit that failed is never repeated
                connection.rollback()
                settled = self._write(connection, casts)
            if given_up():
                raise TimeoutError("the voters were told that it took too long")
            connection.commit()
        return settled

    def _write(self, connection: Connection, casts: Sequence[Cast]) -> Settled:
        gates = self._gates(connection, sorted({cast.poll for cast in casts}))
        now = self._clock.now()  # under the locks: who waited for them past the deadline comes too late
        secret = SecretBatch.of(connection, gates, self._poll_keys)
        if secret is not None:
            gates, casts = secret.gates, secret.masked(casts)
        asked: defaultdict[PollId, dict[VoterKey, None]] = defaultdict(dict)
        for cast in casts:
            asked[cast.poll][cast.voter] = None
        moment = _to_micros(now)
        counts = {poll: PollCount(poll, gates.get(poll), now) for poll in asked}
        self._read_ballots(connection, {poll: voters for poll, voters in asked.items() if poll in gates}, counts)
        known = gates.keys() - secret.unreadable if secret is not None else gates.keys()
        new_events = self._mark_events(connection, casts, known, moment)
        receipts: list[Receipt | StoreUnavailable] = []
        for cast in casts:
            if secret is not None and cast.poll in secret.unreadable:
                receipts.append(StoreUnavailable("the poll's key was wrapped with another SECRET_KEY"))
            elif cast.event is None or cast.poll not in gates:
                receipts.append(counts[cast.poll].take(cast))
            elif cast.event in new_events:
                new_events.remove(cast.event)  # later in this very batch it is a repetition
                receipts.append(counts[cast.poll].take(cast))
            else:
                receipts.append(counts[cast.poll].repeat(cast.voter))
        changed = self._store(connection, [count for _, count in sorted(counts.items())], moment, secret)
        sealing = {poll: gate.secret_since is None for poll, gate in gates.items() if gate.receipts}
        if sealing:
            receipts = self._log.write(connection, sealing, casts, receipts)
        return Settled(receipts, changed)

    def _gates(self, connection: Connection, polls: Sequence[PollId]) -> Mapping[PollId, Gate]:
        """The polls that exist, locked until the end of the transaction."""
        named = {"polls": json_text(polls)}
        rows = connection.execute(self._sql.polls, named).all()
        # a second statement, so that it sees what the transactions waited for have done to the options
        standing: defaultdict[str, set[OptionId]] = defaultdict(set)
        removed: defaultdict[str, set[OptionId]] = defaultdict(set)
        for poll, option, is_removed in connection.execute(self._sql.options, named):
            (removed if is_removed else standing)[poll].add(OptionId(option))
        return {
            PollId(poll): Gate(
                state=state,
                closes_at=None if closes_at is None else _from_micros(closes_at),
                most_choices=most_choices,
                may_change=bool(may_change),
                standing=frozenset(standing[poll]),
                removed=frozenset(removed[poll]),
                secret_since=None if secret_since is None else _from_micros(secret_since),
                receipts=bool(with_receipts),
                counting=PLAIN if counting is None else counting_of(json.loads(counting)),
            )
            for poll, state, closes_at, most_choices, may_change, secret_since, with_receipts, counting in rows
        }

    def _read_ballots(
        self,
        connection: Connection,
        asked: Mapping[PollId, Collection[VoterKey]],
        counts: Mapping[PollId, PollCount],
    ) -> None:
        voters = json_text([{"p": poll, "v": list(keys)} for poll, keys in asked.items()])
        found = connection.execute(self._sql.ballots, {"voters": voters}).scalar_one()
        for poll, voter, choices, platform in json.loads(found or "[]"):
            counts[poll].stands(voter, choices, platform)

    def _mark_events(
        self, connection: Connection, casts: Sequence[Cast], known: Collection[PollId], moment: int
    ) -> set[EventKey]:
        """The events of these casts that were never handled before; from now on they were."""
        # sorted, so that two processes that mark the same events wait for each other in one order
        keys = sorted({cast.event for cast in casts if cast.event is not None and cast.poll in known})
        if not keys:
            return set()
        marked = connection.execute(self._sql.mark_events, {"keys": json_text(keys), "now": moment})
        return set(marked.scalars())

    def _store(
        self, connection: Connection, counts: Sequence[PollCount], moment: int, secret: SecretBatch | None
    ) -> frozenset[PollId]:
        """The polls of which somebody is to see something new."""
        changed = [count for count in counts if count.is_changed]
        withdrawn = [{"p": count.poll, "v": voters} for count in changed if (voters := count.withdrawn())]
        if withdrawn:
            connection.execute(self._sql.delete_ballots, {"voters": json_text(withdrawn)})
        # those of a secret poll all bear the time of its opening
        at: defaultdict[int, list[Changes]] = defaultdict(list)
        for count in changed:
            here = moment if count.secret_since is None else _to_micros(count.secret_since)
            at[here] += [
                {"p": count.poll, "c": choices, "f": platform, "r": channel, "v": voters}
                for (choices, platform, channel), voters in count.ballots().items()
            ]
        for here, ballots in at.items():
            if ballots:
                connection.execute(self._sql.store_ballots, {"ballots": json_text(ballots), "now": here})
        votes = [
            Changes(poll=count.poll, platform=platform, option=option, change=change)
            for count in changed
            for (platform, option), change in count.tally().items()
        ]
        turnout = [
            Changes(poll=count.poll, platform=platform, change=change)
            for count in changed
            for platform, change in count.turnout().items()
        ]
        refusals = [
            Changes(poll=count.poll, reason=reason.value, change=times)
            for count in counts
            if count.is_known
            for reason, times in count.refusals().items()
        ]
        for statement, rows in (
            (ADD_VOTES, [row for row in votes if row["change"] > 0]),
            (TAKE_VOTES, [row for row in votes if row["change"] < 0]),
            (ADD_VOTERS, [row for row in turnout if row["change"] > 0]),
            (TAKE_VOTERS, [row for row in turnout if row["change"] < 0]),
            (ADD_REFUSALS, refusals),
        ):
            if rows:
                connection.execute(statement, rows)
        told = [count.poll for count in changed]
        if secret is not None:
            told = secret.store(connection, changed)
        if told:
            connection.execute(self._sql.raise_versions, {"polls": json_text(told)})
        return frozenset(told)


def _to_micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _from_micros(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)
