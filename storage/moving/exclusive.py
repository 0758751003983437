"""One at a time: a lock on a file that is about to be written, which dies with the process that holds it."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.domain.errors import StoreUnavailable
from storage.moving.errors import UnderWay

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def claimed(file: Path) -> Iterator[Path]:
    """The draft that will become `file`: empty, for its owner only, and nobody else's at this moment.

    Whoever was killed while writing left a draft behind, and it is begun anew. A draft that was not put in its place
    is removed. Raises UnderWay where another process holds it, StoreUnavailable where it cannot be made.
    """
    draft = file.with_name(f".{file.name}.draft")
    lock = file.with_name(f".{file.name}.lock")
    try:
        held = _locked(lock)
    except OSError as error:
        raise no_room(error, file) from error
    try:
        _remove(draft)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield draft
    except OSError as error:
        raise no_room(error, file) from error
    finally:
        _remove(draft)
        lock.unlink(missing_ok=True)  # while it is still held: a newcomer sees that it locked a file that is gone
        os.close(held)


def put_in_place(draft: Path, file: Path) -> None:
    """Written down to the disk, and there in one moment: `file` is the old one or the new one, never half of either."""
    with draft.open("rb+") as written:
        os.fsync(written.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def no_room(error: OSError, file: Path) -> StoreUnavailable:
    """What to say of a file that could not be written."""
    if error.errno in NO_ROOM:
        return StoreUnavailable(f"there is no room for {file}: {error.strerror}; nothing was left behind")
    return StoreUnavailable(f"{file} cannot be written: {error.strerror}; look at the rights of its folder")


def _locked(lock: Path) -> int:
    while True:
        held = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(held).st_ino == lock.stat().st_ino:
                return held
        except BlockingIOError:
            os.close(held)
            raise UnderWay("Somebody else is writing there at this moment; wait until they are done.") from None
        except FileNotFoundError:
            pass  # the one before us removed it between our two looks
        os.close(held)


def _remove(draft: Path) -> None:
    for name in (draft.name, f"{draft.name}-wal", f"{draft.name}-shm", f"{draft.name}-journal"):
        draft.with_name(name).unlink(missing_ok=True)
