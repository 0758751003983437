"""What a PostgreSQL database must be and allow, asked of itself: the encoding, a schema, the right to make tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, text

JOBS: Final = "dbos"
"""The schema of the job engine's own tables."""


def lacks_of(connection: Connection, *, makes_tables: bool = True) -> Sequence[str]:
    """What keeps this database from being used, each as a sentence that says what to do; none for SQLite."""
    if connection.dialect.name == "sqlite":
        return ()
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        return [
            f"the database's encoding is {encoding}, which cannot keep every letter: create another one with "
            "CREATE DATABASE ascolto ENCODING 'UTF8' TEMPLATE template0"
        ]
    if not makes_tables:
        return ()
    who, schema, may = connection.execute(
        text(
            "SELECT current_user, current_schema(),"
            " current_schema() IS NOT NULL AND has_schema_privilege(current_schema(), 'CREATE')"
        )
    ).one()
    if schema is None:
        return [f"no schema of the search path is there: create it with CREATE SCHEMA ascolto AUTHORIZATION {who}"]
    if not may:
        return [
            f"the role {who} may not make tables in the schema {schema}: let its owner say "
            f"GRANT CREATE ON SCHEMA {schema} TO {who}"
        ]
    there, may_make, database = connection.execute(
        text(
            "SELECT to_regnamespace(:jobs) IS NOT NULL, has_database_privilege(current_database(), 'CREATE'),"
            " current_database()"
        ),
        {"jobs": JOBS},
    ).one()
    if not there and not may_make:
        return [
            f"the role {who} may not make the schema {JOBS} for jobs: let the database's owner say "
            f'GRANT CREATE ON DATABASE "{database}" TO {who}, or CREATE SCHEMA {JOBS} AUTHORIZATION {who}'
        ]
    return ()
