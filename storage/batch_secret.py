"""Secret polls within one batch: voters under the poll's own key, who took part, and the count that is held back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, bindparam, text

from bot.domain.ballot import Cast, Gate
from bot.domain.ids import PersonId, PollId, VoterKey
from bot.domain.voter_keys import NO_PLATFORM, secret_voter
from storage.batch_count import PollCount
from storage.held_back import ADD_HELD, COUNT_HELD, DROP_HELD, HELD, STEP, VOTERS_AT_ONCE, Held, is_due
from storage.poll_keys import PollKeys

_KEYS: Final = text("SELECT poll_id, wrapped FROM poll_keys WHERE poll_id IN :polls").bindparams(
    bindparam("polls", expanding=True)
)
_JOIN: Final = text("INSERT INTO participations (poll_id, person_id) VALUES (:poll, :person)")
_LEAVE: Final = text("DELETE FROM participations WHERE poll_id = :poll AND person_id = :person")


class SecretBatch:
    """Made by `of`, under the locks of the polls."""

    def __init__(
        self, gates: Mapping[PollId, Gate], keys: Mapping[PollId, bytes], unreadable: frozenset[PollId]
    ) -> None:
        self.gates, self._keys = gates, keys
        self.unreadable = unreadable
        """Polls whose key another secret wrapped: their ballots can be stored by a program that has it, not by us."""
        self._people: dict[tuple[PollId, VoterKey], PersonId] = {}

    @classmethod
    def of(cls, connection: Connection, gates: Mapping[PollId, Gate], poll_keys: PollKeys) -> SecretBatch | None:
        """None where no running poll is secret. One whose key is lost takes no ballot: it could not be found again."""
        secret = [poll for poll, gate in gates.items() if gate.secret_since is not None and gate.state == "open"]
        if not secret:
            return None
        kept = {row.poll_id: row.wrapped for row in connection.execute(_KEYS, {"polls": secret})}
        keys = {poll: poll_keys.unwrap(poll, kept[poll]) for poll in secret if poll in kept}
        known = {poll: key for poll, key in keys.items() if key is not None}
        shut = {poll: replace(gates[poll], state="cancelled") for poll in secret if poll not in known}
        return cls({**gates, **shut}, known, frozenset(keys.keys() - known.keys()))

    def masked(self, casts: Sequence[Cast]) -> Sequence[Cast]:
        """The same casts, in which nothing tells whose a ballot of a secret poll is, or where it came from."""
        return [self._mask(cast) if cast.poll in self._keys else cast for cast in casts]

    def store(self, connection: Connection, changed: Sequence[PollCount]) -> list[PollId]:
        """After the tally: of `changed`, the polls of which there is something new to be seen."""
        return [count.poll for count in changed if count.poll not in self._keys or self._keep(connection, count)]

    # ------------------------------------------------------------

    def _mask(self, cast: Cast) -> Cast:
        person = PersonId(cast.voter)
        voter = secret_voter(self._keys[cast.poll], person)
        self._people[cast.poll, voter] = person
        return replace(cast, voter=voter, platform=NO_PLATFORM, channel=None)

    def _keep(self, connection: Connection, count: PollCount) -> bool:
        """Whether the shown count moved."""
        poll, moves = count.poll, list(count.moves())
        # sorted: the order in which they came is written nowhere
        joined = sorted(self._people[poll, voter] for voter, before, after in moves if after and not before)
        left = sorted(self._people[poll, voter] for voter, before, after in moves if before and not after)
        for statement, people in ((_JOIN, joined), (_LEAVE, left)):
            if people:
                connection.execute(statement, [{"poll": poll, "person": person} for person in people])
        held = Held(row for some in _some(moves) for row in _known(connection, poll, some))
        for move in moves:
            held.move(*move)
        if held.dropped:
            connection.execute(DROP_HELD, [{"poll": poll, "voter": voter} for voter in sorted(held.dropped)])
        if held.added:
            rows = [{"poll": poll, "voter": voter, "choices": choices} for voter, choices in sorted(held.added)]
            connection.execute(ADD_HELD, rows)
        if not is_due(connection.execute(COUNT_HELD, {"poll": poll}).scalar_one()):
            return False
        for statement in STEP:
            connection.execute(statement, {"poll": poll})
        return True


def _known(connection: Connection, poll: PollId, voters: Sequence[str]) -> Iterator[tuple[str, str]]:
    for row in connection.execute(HELD, {"poll": poll, "voters": voters}):
        yield row.voter_key, row.choices


def _some(moves: Sequence[tuple[VoterKey, str, str]]) -> Iterator[Sequence[str]]:
    for start in range(0, len(moves), VOTERS_AT_ONCE):
        yield [voter for voter, _, _ in moves[start : start + VOTERS_AT_ONCE]]
