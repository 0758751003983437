"""Driver exceptions into ours, by meaning, with their cause."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.errors import StoreUnavailable


@contextmanager
def store_faults() -> Iterator[None]:
    """A database that is locked, full, read-only or away raises StoreUnavailable, which is worth another try.

    What would fail again stays itself: a broken constraint, a value that no column can hold, a mistaken statement.
    """
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError) as error:
        if has_moved(error):
            raise StoreUnavailable(str(error.orig)) from error
        raise
    except DBAPIError as error:
        raise StoreUnavailable(str(error.orig)) from error
    except (PoolTimeout, OSError) as error:
        raise StoreUnavailable(str(error)) from error


def has_moved(error: DBAPIError) -> bool:
    """SQLite's way to say what `storage.moved` has it say: the only triggers there are refuse every writing."""
    return getattr(error.orig, "sqlite_errorname", None) == "SQLITE_CONSTRAINT_TRIGGER"
