"""The SQL of one batch, in the two dialects: every statement takes its many rows as one JSON text.

One parameter per statement keeps the interpreter out of the way: the driver is called once, and while the
database works through the rows the event loop runs. A batch always locks its polls first, in the order of
their ids, before anything else: writers in several processes queue up there and cannot deadlock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Dialect, TextClause, text


@dataclass(frozen=True, slots=True)
class BatchSql:
    """What `:polls` is: a list of ids; `:voters`: of {"p": poll, "v": [voters]}; `:ballots`: the same with
    "c" choices, "f" platform and "r" channel; `:keys`: of event keys.
    """

    polls: TextClause
    """Locks them too, where locks are by row."""
    options: TextClause
    ballots: TextClause
    """One text: [[poll, voter, choices, platform], …], since SQLite's driver hands the interpreter lock round
    with every row; NULL or [] where none of the voters has a ballot."""
    mark_events: TextClause
    """Gives the keys that were new."""
    delete_ballots: TextClause
    store_ballots: TextClause
    raise_versions: TextClause


# the same text in both dialects, once per row; a negative change would break CHECK (votes >= 0) in an INSERT
# even where it meets a row and becomes an UPDATE, so that the two directions are two statements
ADD_VOTES: Final = text(
    "INSERT INTO tallies (poll_id, platform, option_number, votes) VALUES (:poll, :platform, :option, :change)"
    " ON CONFLICT (poll_id, platform, option_number) DO UPDATE SET votes = tallies.votes + excluded.votes"
)
TAKE_VOTES: Final = text(
    "UPDATE tallies SET votes = votes + :change"
    " WHERE poll_id = :poll AND platform = :platform AND option_number = :option"
)
ADD_VOTERS: Final = text(
    "INSERT INTO turnouts (poll_id, platform, voters) VALUES (:poll, :platform, :change)"
    " ON CONFLICT (poll_id, platform) DO UPDATE SET voters = turnouts.voters + excluded.voters"
)
TAKE_VOTERS: Final = text(
    "UPDATE turnouts SET voters = voters + :change WHERE poll_id = :poll AND platform = :platform"
)
ADD_REFUSALS: Final = text(
    "INSERT INTO refusals (poll_id, reason, count) VALUES (:poll, :reason, :change)"
    " ON CONFLICT (poll_id, reason) DO UPDATE SET count = refusals.count + excluded.count"
)

# json_extract and not ->>, which SQLite has only since 3.38; CROSS JOIN keeps the order of the loops
_SQLITE: Final = BatchSql(
    polls=text(
        "SELECT id, state, closes_at, most_choices, may_change,"
        " CASE WHEN secrecy = 'nobody' THEN opened_at END, receipts, CAST(counting AS text) FROM polls WHERE id IN"
        " (SELECT value FROM json_each(:polls))"
    ),
    options=text("SELECT poll_id, number, removed FROM options WHERE poll_id IN (SELECT value FROM json_each(:polls))"),
    ballots=text(
        "WITH asked AS MATERIALIZED (SELECT json_extract(value, '$.p') AS p, json_extract(value, '$.v') AS v"
        " FROM json_each(:voters))"
        " SELECT json_group_array(json_array("
        "ballots.poll_id, ballots.voter_key, ballots.choices, ballots.platform)) FROM asked"
        " CROSS JOIN json_each(asked.v) AS voter"
        " CROSS JOIN ballots ON ballots.poll_id = asked.p AND ballots.voter_key = voter.value"
    ),
    mark_events=text(
        "INSERT INTO handled_events (key, at) SELECT value, :now FROM json_each(:keys) WHERE true"
        " ON CONFLICT (key) DO NOTHING RETURNING key"
    ),
    delete_ballots=text(
        "WITH asked AS MATERIALIZED (SELECT json_extract(value, '$.p') AS p, json_extract(value, '$.v') AS v"
        " FROM json_each(:voters))"
        " DELETE FROM ballots WHERE (poll_id, voter_key) IN ("
        "SELECT asked.p, voter.value FROM asked CROSS JOIN json_each(asked.v) AS voter)"
    ),
    store_ballots=text(
        "WITH cast_now AS MATERIALIZED (SELECT json_extract(value, '$.p') AS p, json_extract(value, '$.c') AS c,"
        " json_extract(value, '$.f') AS f, json_extract(value, '$.r') AS r, json_extract(value, '$.v') AS v"
        " FROM json_each(:ballots))"
        " INSERT INTO ballots (poll_id, voter_key, choices, platform, channel_id, cast_at, changed_at)"
        " SELECT p, voter.value, c, f, r, :now, :now FROM cast_now CROSS JOIN json_each(cast_now.v) AS voter WHERE true"
        " ON CONFLICT (poll_id, voter_key) DO UPDATE SET choices = excluded.choices, platform = excluded.platform,"
        " channel_id = excluded.channel_id, changed_at = excluded.changed_at"
    ),
    raise_versions=text("UPDATE polls SET version = version + 1 WHERE id IN (SELECT value FROM json_each(:polls))"),
)

# A JSON text is taken apart once per poll, before its voters become rows: `->>` beside the rows would read it
# again for each. LATERAL … LIMIT 1 holds the planner to the primary key: it cannot know how long a list is
_POSTGRESQL: Final = BatchSql(
    polls=text(
        "SELECT id, state, closes_at, most_choices, may_change,"
        " CASE WHEN secrecy = 'nobody' THEN opened_at END, receipts, CAST(counting AS text) FROM polls WHERE id IN"
        " (SELECT json_array_elements_text(CAST(:polls AS json))) ORDER BY id FOR NO KEY UPDATE OF polls"
    ),
    options=text(
        "SELECT poll_id, number, removed FROM options WHERE poll_id IN"
        " (SELECT json_array_elements_text(CAST(:polls AS json)))"
    ),
    ballots=text(
        "WITH polled AS MATERIALIZED (SELECT one->>'p' AS p, one->'v' AS voters"
        " FROM json_array_elements(CAST(:voters AS json)) AS list (one)),"
        " asked AS (SELECT p, v FROM polled CROSS JOIN LATERAL json_array_elements_text(voters) AS list (v))"
        " SELECT CAST(json_agg(json_build_array(asked.p, asked.v, stored.choices, stored.platform)) AS text)"
        " FROM asked CROSS JOIN LATERAL ("
        "SELECT choices, platform FROM ballots WHERE poll_id = asked.p AND voter_key = asked.v LIMIT 1) AS stored"
    ),
    mark_events=text(
        "INSERT INTO handled_events (key, at)"
        " SELECT key, :now FROM json_array_elements_text(CAST(:keys AS json)) AS list (key)"
        " ON CONFLICT (key) DO NOTHING RETURNING key"
    ),
    delete_ballots=text(
        "WITH polled AS MATERIALIZED (SELECT one->>'p' AS p, one->'v' AS voters"
        " FROM json_array_elements(CAST(:voters AS json)) AS list (one)),"
        " asked AS (SELECT p, v FROM polled CROSS JOIN LATERAL json_array_elements_text(voters) AS list (v))"
        " DELETE FROM ballots USING asked WHERE ballots.poll_id = asked.p AND ballots.voter_key = asked.v"
    ),
    store_ballots=text(
        "WITH cast_now AS MATERIALIZED (SELECT one->>'p' AS p, one->>'c' AS c, one->>'f' AS f, one->>'r' AS r,"
        " one->'v' AS voters FROM json_array_elements(CAST(:ballots AS json)) AS list (one))"
        " INSERT INTO ballots (poll_id, voter_key, choices, platform, channel_id, cast_at, changed_at)"
        " SELECT p, v, c, f, r, CAST(:now AS bigint), CAST(:now AS bigint)"
        " FROM cast_now CROSS JOIN LATERAL json_array_elements_text(voters) AS list (v) WHERE true"
        " ON CONFLICT (poll_id, voter_key) DO UPDATE SET choices = excluded.choices, platform = excluded.platform,"
        " channel_id = excluded.channel_id, changed_at = excluded.changed_at"
    ),
    raise_versions=text(
        "UPDATE polls SET version = version + 1 WHERE id IN (SELECT json_array_elements_text(CAST(:polls AS json)))"
    ),
)


def batch_sql(dialect: Dialect) -> BatchSql:
    """The statements for an engine's dialect."""
    return {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect.name]
