"""The kept counts against the ballots: per poll, platform and option, and the voters per poll and platform."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Result, text

from storage.batch_count import read_choices
from storage.moving.lines import AT_ONCE

_SETS = "SELECT poll_id, platform, choices, count(*) FROM ballots GROUP BY poll_id, platform, choices"
_VOTES = "SELECT poll_id, platform, option_number, votes FROM tallies WHERE votes > 0"
_VOTERS = "SELECT poll_id, platform, voters FROM turnouts WHERE voters > 0"


def miscounted(connection: Connection) -> Sequence[str]:
    """The polls whose kept tally or turnout is not what a recount of their ballots gives, in order; none if honest."""
    votes: Counter[tuple[str, str, int]] = Counter()
    voters: Counter[tuple[str, str]] = Counter()
    for poll, platform, choices, times in _read(connection, _SETS):
        voters[poll, platform] += times
        for option in read_choices(choices):
            votes[poll, platform, option] += times
    for poll, platform, option, kept in _read(connection, _VOTES):
        votes[poll, platform, option] -= kept
    for poll, platform, kept in _read(connection, _VOTERS):
        voters[poll, platform] -= kept
    wrong = {poll for (poll, *_), off in votes.items() if off} | {poll for (poll, _), off in voters.items() if off}
    return sorted(wrong)


def _read(connection: Connection, asked: str) -> Result[*tuple[Any, ...]]:
    return connection.execute(text(asked), execution_options={"yield_per": AT_ONCE})
