"""The SQL by which a batch writes to the logs of sealed ballots, in the two dialects; as in `batch_sql`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Dialect, TextClause, text


@dataclass(frozen=True, slots=True)
class LogSql:
    """`:voters` and `:polls` are as in `BatchSql`; `:rows` a list of rows.

    `:logs` are [{"p": poll, "n": where the log goes on, "l": [leaves]}].
    """

    standing: TextClause
    """One text: [[poll, voter, leaf], …]; NULL or [] where none of the voters has one."""
    store_keys: TextClause
    waiting: TextClause
    last_positions: TextClause
    empty_waiting: TextClause
    append: TextClause
    add_waiting: TextClause


_SQLITE: Final = LogSql(
    standing=text(
        "WITH asked AS MATERIALIZED (SELECT json_extract(value, '$.p') AS p, json_extract(value, '$.v') AS v"
        " FROM json_each(:voters))"
        " SELECT json_group_array(json_array(ballot_keys.poll_id, ballot_keys.voter_key, ballot_keys.leaf)) FROM asked"
        " CROSS JOIN json_each(asked.v) AS voter"
        " CROSS JOIN ballot_keys ON ballot_keys.poll_id = asked.p AND ballot_keys.voter_key = voter.value"
    ),
    store_keys=text(
        "INSERT INTO ballot_keys (poll_id, voter_key, choices, key, leaf)"
        " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),"
        " json_extract(value, '$[3]'), json_extract(value, '$[4]') FROM json_each(:rows) WHERE true"
        " ON CONFLICT (poll_id, voter_key) DO UPDATE"
        " SET choices = excluded.choices, key = excluded.key, leaf = excluded.leaf"
    ),
    waiting=text("SELECT poll_id, leaf FROM waiting_leaves WHERE poll_id IN (SELECT value FROM json_each(:polls))"),
    last_positions=text(
        "SELECT each.value, (SELECT max(position) FROM leaves WHERE poll_id = each.value) AS last"
        " FROM json_each(:polls) AS each WHERE last IS NOT NULL"
    ),
    empty_waiting=text("DELETE FROM waiting_leaves WHERE poll_id IN (SELECT value FROM json_each(:polls))"),
    append=text(
        "WITH grown AS MATERIALIZED (SELECT json_extract(value, '$.p') AS p, json_extract(value, '$.n') AS n,"
        " json_extract(value, '$.l') AS l FROM json_each(:logs))"
        " INSERT INTO leaves (poll_id, position, leaf) SELECT p, n + leaf.key, leaf.value"
        " FROM grown CROSS JOIN json_each(grown.l) AS leaf"
    ),
    add_waiting=text(
        "INSERT INTO waiting_leaves (poll_id, leaf)"
        " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:rows)"
    ),
)

_POSTGRESQL: Final = LogSql(
    standing=text(
        "WITH polled AS MATERIALIZED (SELECT one->>'p' AS p, one->'v' AS voters"
        " FROM json_array_elements(CAST(:voters AS json)) AS list (one)),"
        " asked AS (SELECT p, v FROM polled CROSS JOIN LATERAL json_array_elements_text(voters) AS list (v))"
        " SELECT CAST(json_agg(json_build_array(asked.p, asked.v, stored.leaf)) AS text)"
        " FROM asked CROSS JOIN LATERAL ("
        "SELECT leaf FROM ballot_keys WHERE poll_id = asked.p AND voter_key = asked.v LIMIT 1) AS stored"
    ),
    store_keys=text(
        "INSERT INTO ballot_keys (poll_id, voter_key, choices, key, leaf)"
        " SELECT one->>0, one->>1, one->>2, one->>3, one->>4"
        " FROM json_array_elements(CAST(:rows AS json)) AS list (one)"
        " ON CONFLICT (poll_id, voter_key) DO UPDATE"
        " SET choices = excluded.choices, key = excluded.key, leaf = excluded.leaf"
    ),
    waiting=text(
        "SELECT poll_id, leaf FROM waiting_leaves"
        " WHERE poll_id IN (SELECT json_array_elements_text(CAST(:polls AS json)))"
    ),
    last_positions=text(
        "SELECT p, stored.last FROM json_array_elements_text(CAST(:polls AS json)) AS list (p) CROSS JOIN LATERAL ("
        "SELECT max(position) AS last FROM leaves WHERE poll_id = p) AS stored WHERE stored.last IS NOT NULL"
    ),
    empty_waiting=text(
        "DELETE FROM waiting_leaves WHERE poll_id IN (SELECT json_array_elements_text(CAST(:polls AS json)))"
    ),
    append=text(
        "WITH grown AS MATERIALIZED (SELECT one->>'p' AS p, CAST(one->>'n' AS bigint) AS n, one->'l' AS l"
        " FROM json_array_elements(CAST(:logs AS json)) AS list (one))"
        " INSERT INTO leaves (poll_id, position, leaf) SELECT p, n + place - 1, leaf"
        " FROM grown CROSS JOIN LATERAL json_array_elements_text(l) WITH ORDINALITY AS list (leaf, place)"
    ),
    add_waiting=text(
        "INSERT INTO waiting_leaves (poll_id, leaf)"
        " SELECT one->>0, one->>1 FROM json_array_elements(CAST(:rows AS json)) AS list (one)"
    ),
)


def log_sql(dialect: Dialect) -> LogSql:
    """The statements for an engine's dialect."""
    return {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect.name]
