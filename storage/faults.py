"""Driver exceptions into ours, by meaning, with their cause."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.errors import StoreUnavailable


@contextmanager
def store_faults() -> Iterator[None]:
    """A database that is locked, full, read-only or away raises StoreUnavailable; a broken constraint stays itself."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise
    except DBAPIError as error:
        raise StoreUnavailable(str(error.orig)) from error
    except (PoolTimeout, OSError) as error:
        raise StoreUnavailable(str(error)) from error
