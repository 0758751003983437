"""From one database into another, while the first goes on being used; and, if wished, leaving the first closed.

A plain move copies one moment: what is written after it stays behind, so it is a rehearsal, or follows upon stopping
the program. A move that *switches* keeps all writers waiting from that moment on, and marks the old database as moved
before it lets them go: they are refused then. So there is no vote that was acknowledged and is not in the new one.
Should anything break, up to the very end, the old database goes on as if nothing had been tried.
"""

from __future__ import annotations

from dataclasses import replace as replace_fields
from pathlib import Path

from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import StoreUnavailable
from bot.ports import Clock
from storage.engine import is_sqlite, sync_engine
from storage.migrate import known_revision, lock_schema
from storage.moved import moved_note, set_mark, take_mark_away
from storage.moving.carrying import Carried, Progress, carry
from storage.moving.errors import CannotCarry
from storage.moving.layout import layout_at
from storage.moving.secrets import delete_votes, wipe
from storage.moving.snapshot import Snapshot, described, snapshot
from storage.moving.target import target
from storage.troubles import told


def move(
    source: URL, to: URL, clock: Clock, progress: Progress, *, switch: bool = False, replace: bool = False
) -> Carried:
    """Raises CannotCarry, NewerSchema or StoreUnavailable; then the source goes on as it was.

    Votes in secret polls that run are deleted in a source that is closed: they are in one place only. Whether they are
    gone from its files too is said in what is given back; it takes a minute or two where somebody reads on there.
    Draws that are still to come go along with a switch alone: of two databases the one could tell what the other keeps.
    """
    _must_differ(source, to)
    with (
        snapshot(source, clock, still=switch, without_secrets=not switch) as taken,
        target(to, taken, replace=replace) as into,
    ):
        if taken.secret and not switch:
            raise CannotCarry(
                f"Secret polls are running ({', '.join(taken.secret[:5])}), and their votes must not be in two "
                "databases. Move with --switch, or wait until they are closed."
            )
        carried = carry(taken, into, clock, progress)
        if switch:
            # written now and committed last: should the target fail to commit, this is undone, too
            note = f"this database was moved to {into.described} on {taken.moment:%Y-%m-%d %H:%M} UTC"
            if taken.secret:
                delete_votes(taken.connection, taken.layout, taken.secret)
            set_mark(taken.connection, taken.layout.names, note)
        into.keep()
        if switch:
            _close(taken, into.described)
        secret, layout = taken.secret, taken.layout
    if switch and secret:
        return replace_fields(carried, wiped=wipe(source, layout))
    return carried


def _close(taken: Snapshot, filled: str) -> None:
    try:
        taken.connection.commit()
    except DBAPIError as error:
        raise StoreUnavailable(
            f"everything is in {filled}, but {taken.described} could not be closed ({told(error)}) and goes on as "
            "before. Put that right, and move once more, with --switch --replace"
        ) from error


def reopen(url: URL) -> str | None:
    """Take back the mark of a move, and give what it said; None where there is none. What came after stays elsewhere.

    Raises NewerSchema, CannotCarry or StoreUnavailable.
    """
    engine = sync_engine(url)
    try:
        with engine.begin() as connection:
            if not is_sqlite(url):
                lock_schema(connection)
            revision = known_revision(connection)
            if revision is None:
                raise CannotCarry(f"{described(url)} holds nothing of Ascolto's.")
            note = moved_note(connection)
            if note is not None:
                take_mark_away(connection, layout_at(revision).names)
            return note
    except DBAPIError as error:
        raise StoreUnavailable(told(error)) from error
    finally:
        engine.dispose()


def _must_differ(source: URL, to: URL) -> None:
    if _place(source) == _place(to):
        raise CannotCarry("That is the database which is in use: name another one to move to.")


def _place(url: URL) -> object:
    """Where it is, whatever it is called. Raises StoreUnavailable."""
    if is_sqlite(url):
        return Path(url.database or "").absolute().resolve()
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            asked = "SELECT pg_postmaster_start_time(), inet_server_port(), current_database()"
            return tuple(connection.execute(text(asked)).one())
    except DBAPIError as error:
        raise StoreUnavailable(told(error)) from error
    finally:
        engine.dispose()
