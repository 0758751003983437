"""The live count of a secret poll, which lags behind so that it never moves by fewer than five voters.

    shown ◀── held ◀── now      `held_ballots`: the voters whose ballot is another now than it was in `held`

Once those are five, `held` becomes what is shown, and what is now becomes held. So a step that people see is made of at
least five voters, and so is the last one, at the close, unless some of them have taken back what they did: with what is
shown alone, five voters who were held back can never be told from the few who came after them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, text

from bot.domain.small_groups import LEAST_VOTERS

HELD: Final = text(
    "SELECT voter_key, choices FROM held_ballots WHERE poll_id = :poll AND voter_key IN :voters"
).bindparams(bindparam("voters", expanding=True))
ADD_HELD: Final = text("INSERT INTO held_ballots (poll_id, voter_key, choices) VALUES (:poll, :voter, :choices)")
DROP_HELD: Final = text("DELETE FROM held_ballots WHERE poll_id = :poll AND voter_key = :voter")
COUNT_HELD: Final = text("SELECT count(*) FROM held_ballots WHERE poll_id = :poll")
# what was held is shown, and then what stands now is held
STEP: Final = (
    text("UPDATE held_counts SET shown = held, held = 0 WHERE poll_id = :poll"),
    text(
        "INSERT INTO held_counts (poll_id, option_number, held, shown)"
        " SELECT poll_id, option_number, sum(votes), 0 FROM tallies WHERE poll_id = :poll"
        " GROUP BY poll_id, option_number"
        " ON CONFLICT (poll_id, option_number) DO UPDATE SET held = excluded.held"
    ),
    text(
        "INSERT INTO held_counts (poll_id, option_number, held, shown)"
        " SELECT poll_id, 0, sum(voters), 0 FROM turnouts WHERE poll_id = :poll GROUP BY poll_id"
        " ON CONFLICT (poll_id, option_number) DO UPDATE SET held = excluded.held"
    ),
    text("DELETE FROM held_ballots WHERE poll_id = :poll"),
)
VOTERS_AT_ONCE: Final = 5_000
"""In one statement: SQLite takes at most 32,766 values."""


class Held:
    """Which voters of a poll differ from the held count, brought up to date by their moves."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        self._known = dict(known)
        self.added: list[tuple[str, str]] = []
        self.dropped: list[str] = []

    def move(self, voter: str, before: str, after: str) -> None:
        """A voter's choices as stored, each voter once; empty for none."""
        if voter not in self._known:
            self.added.append((voter, before))
        elif self._known[voter] == after:
            self.dropped.append(voter)


def is_due(differing: int) -> bool:
    return differing >= LEAST_VOTERS
