"""What went wrong with a batch, by meaning: a row's own fault, a fault that passes, or a database that is away."""

from __future__ import annotations

from typing import Final

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from bot.domain.errors import StoreUnavailable
from storage.faults import has_moved

_PASSING: Final = frozenset({"40001", "40P01"})
"""SQLSTATE of a serialization failure and of a deadlock: PostgreSQL asks for another try."""


def one_row_may_be_to_blame(error: Exception) -> bool:
    """True for what a single cast can cause (a constraint, a value that cannot be stored), not for a database away."""
    if isinstance(error, DBAPIError):
        return isinstance(error, IntegrityError | DataError) and not has_moved(error)
    # raised before the database was asked: a text that no encoding can take, a number out of range
    return isinstance(error, StatementError | ValueError | TypeError | OverflowError)


def passes(error: Exception) -> bool:
    """True for a transaction that lost against another one, or whose connection had died while it lay idle."""
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _PASSING


def unavailable(cause: Exception) -> StoreUnavailable:
    """The error for one caller; a new one each time, since raising it writes a traceback into it."""
    error = StoreUnavailable(str(getattr(cause, "orig", cause)))
    error.__cause__ = cause
    return error
