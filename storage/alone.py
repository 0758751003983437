"""One program at a time on a SQLite file: two would both deliver, and both ask Telegram for updates."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL

from bot.domain.errors import StoreUnavailable
from storage.engine import is_sqlite


@contextmanager
def alone_with(url: URL) -> Iterator[None]:
    """Raises StoreUnavailable where another program runs on that file. The lock dies with the process that holds it.

    On PostgreSQL there may be many, kept apart by leases. Where no lock can be had at all (a folder that cannot be
    written, a file system that knows none) nobody is kept apart.
    """
    with ExitStack() as stack:
        if is_sqlite(url):
            file = Path(str(url.database))
            with suppress(OSError):
                held = os.open(file.with_name(f".{file.name}.running"), os.O_RDWR | os.O_CREAT, 0o600)
                stack.callback(os.close, held)
                _lock(held, file)
        yield


def _lock(held: int, file: Path) -> None:
    """Raises OSError where there are no locks."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StoreUnavailable(
            f"another Ascolto is running on {file}: stop it, or give this one a DATABASE_URL of its own"
        ) from error
