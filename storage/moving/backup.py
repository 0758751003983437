"""Backup into one file and restore from it, for both databases, with the same proofs as a move."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL

from bot.ports import Clock
from storage.moving import backup_file
from storage.moving.carrying import Carried, Progress, carry
from storage.moving.errors import Damaged, Holds
from storage.moving.exclusive import claimed, put_in_place
from storage.moving.lines import Proof, Proofs
from storage.moving.snapshot import snapshot
from storage.moving.target import target


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is in a backup."""

    source: str
    target: str
    revision: str
    moment: datetime
    tables: dict[str, Proof]
    jobs: int


def backup(url: URL, file: Path, clock: Clock, progress: Progress, *, force: bool = False) -> Kept:
    """One moment of the database in `file`, which is there when it is whole, and for its owner only.

    Without the votes in secret polls that run, see `storage.moving.secrets`.

    Raises Holds where the file is there already, CannotCarry, NewerSchema or StoreUnavailable.
    """
    _must_be_free(file, force=force)
    with claimed(file) as draft, snapshot(url, clock, without_secrets=True) as taken:
        proofs = backup_file.write(taken, draft, progress)
        _must_be_free(file, force=force)
        put_in_place(draft, file)
        return Kept(
            source=taken.described,
            target=str(file),
            revision=taken.layout.revision,
            moment=taken.moment,
            tables=dict(proofs),
            jobs=len(taken.jobs),
        )


def check(file: Path, progress: Progress) -> Kept:
    """Read all of a backup, and change nothing. Raises Damaged, NewerSchema or CannotCarry."""
    proofs = Proofs()
    with backup_file.opened(file) as kept:
        for sheet in kept.layout.sheets:
            proofs.tables[sheet.name] = Proof()
            for batch in kept.batches(sheet):
                proofs.add(sheet, batch)
                progress(f"reading {sheet.name}", proofs.tables[sheet.name].rows, kept.rows[sheet.name])
        kept.must_end(proofs.tables)
        return Kept(
            source=kept.described,
            target="nothing, for it was only read",
            revision=kept.layout.revision,
            moment=kept.moment,
            tables=proofs.tables,
            jobs=len(kept.jobs),
        )


def restore(file: Path, url: URL, clock: Clock, progress: Progress, *, replace: bool = False) -> Carried:
    """The database as it was in the backup, in the newest schema; all of it or nothing.

    Raises Damaged, Holds, UnderWay, Differs, NewerSchema or StoreUnavailable; then nothing was changed.
    """
    with backup_file.opened(file) as kept, target(url, kept, replace=replace) as into:
        whole = check(file, progress)  # before the first row: a damaged one could break a rule of the tables
        carried = carry(kept, into, clock, progress)
        if carried.tables != whole.tables:
            raise Damaged(f"{file} was changed while it was read.")
        into.keep()
        return carried


def _must_be_free(file: Path, *, force: bool) -> None:
    if os.path.lexists(file) and not force:
        raise Holds(f"{file} is there already. Choose another name, or say --force to overwrite it.")
