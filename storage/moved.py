"""The mark that a database has moved: whoever opens it is told where to, and whoever writes to it is refused.

Triggers refuse the writing, so that a program which is running already is held off as well, in whatever process it
runs, and a database that never moves pays nothing for it. Nothing is deleted, and `reopen` takes the mark away.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, inspect, text

TABLE: Final = "ascolto_moved"
_DEEDS: Final = ("insert", "update", "delete")


def moved_note(connection: Connection) -> str | None:
    """What the mark says, as a clause: "this database was moved to … on …"; None without one."""
    if not inspect(connection).has_table(TABLE):
        return None
    return str(connection.execute(text(f"SELECT note FROM {TABLE}")).scalar_one())  # noqa: S608  # a constant


def set_mark(connection: Connection, tables: tuple[str, ...], note: str) -> None:
    """In the caller's transaction, which must be one that keeps all writers waiting."""
    connection.execute(text(f"CREATE TABLE {TABLE} (note TEXT NOT NULL)"))
    connection.execute(text(f"INSERT INTO {TABLE} (note) VALUES (:note)"), {"note": note})  # noqa: S608  # a constant
    quoted = "'" + note.replace("'", "''") + "'"
    if connection.dialect.name == "sqlite":
        for name in tables:
            for deed in _DEEDS:
                connection.exec_driver_sql(
                    f'CREATE TRIGGER "{TABLE}_{name}_{deed}" BEFORE {deed} ON "{name}"'
                    f" BEGIN SELECT RAISE(ABORT, {quoted}); END"
                )
        return
    # 55000, object_not_in_prerequisite_state: for psycopg an OperationalError, as a server that is read-only gives
    connection.exec_driver_sql(
        f"CREATE FUNCTION {TABLE}() RETURNS trigger LANGUAGE plpgsql AS $ascolto$ BEGIN"
        f" RAISE EXCEPTION USING ERRCODE = '55000', MESSAGE = {quoted.replace('%', '%%')}; END $ascolto$"
    )
    for name in tables:
        connection.exec_driver_sql(
            f'CREATE TRIGGER "{TABLE}" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{name}"'
            f" FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}()"
        )


def take_mark_away(connection: Connection, tables: tuple[str, ...]) -> None:
    if connection.dialect.name == "sqlite":
        for name in tables:
            for deed in _DEEDS:
                connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "{TABLE}_{name}_{deed}"')
    else:
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {TABLE} CASCADE")
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {TABLE}")
