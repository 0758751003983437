"""From anything that can be read like a snapshot into a database, with the proof that everything arrived."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.ports import Clock
from storage.moving.errors import Differs
from storage.moving.jobs import Waiting, enqueue_jobs, waiting_jobs
from storage.moving.layout import Layout, Sheet
from storage.moving.lines import Batch, Proof, Proofs
from storage.moving.recount import miscounted
from storage.moving.snapshot import read_batches
from storage.moving.target import Target

Progress = Callable[[str, int, int], None]
"""Called with what is being done with which table, the rows done so far, and all of them."""


class Source(Protocol):
    @property
    def layout(self) -> Layout: ...
    @property
    def described(self) -> str: ...
    @property
    def moment(self) -> datetime: ...
    @property
    def rows(self) -> Mapping[str, int]: ...
    @property
    def counters(self) -> Mapping[str, int]: ...
    @property
    def jobs(self) -> Sequence[Waiting]: ...

    def batches(self, sheet: Sheet) -> Generator[Batch, None, None]:
        """All rows of a table; the tables are asked for in their order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The receipt: what arrived where, and the moment whose state it is."""

    source: str
    target: str
    revision: str
    moment: datetime
    tables: Mapping[str, Proof]
    jobs: int
    """Of those that wait, or were under way."""
    polls_recounted: int
    """Polls with ballots; each one's ballots have the same digest on both sides, and its counts equal a recount."""
    wiped: bool = True
    """False where votes that a move took away may still be readable in the files that they were in."""


def carry(source: Source, into: Target, clock: Clock, progress: Progress) -> Carried:
    """Fill `into`, which is empty, and prove it; nothing is committed. Raises Differs where something is not the same.

    Memory stays bounded: some thousand rows at a time, and a few numbers for every poll.
    """
    sent = Proofs()
    for sheet in source.layout.sheets:
        with closing(source.batches(sheet)) as batches:
            into.write(sheet, _proved(batches, sheet, sent, progress, source.rows[sheet.name]))
    into.set_counters(source.layout, source.counters)
    arrived = read_again(into, source.layout, source.rows, progress)
    for name, proof in sent.tables.items():
        if arrived.tables[name] != proof:
            raise Differs(
                f"Of {name}, {proof.rows:,} rows were sent and {arrived.tables[name].rows:,} arrived, or not the same "
                "ones. Nothing was kept. Try again, and report it if it happens twice."
            )
    if arrived.polls != sent.polls:
        raise Differs("The ballots of a poll did not arrive as they were sent. Nothing was kept. Try again.")
    wrong = miscounted(into.connection)
    if wrong:
        raise Differs(
            "The kept count is not what a recount of the ballots gives, and was not where they come from, for "
            f"{', '.join(wrong[:5])}{' and others' if len(wrong) > 5 else ''}. Nothing was kept; report this."
        )
    into.finish()
    enqueue_jobs(into.connection, source.jobs, clock.now())
    if waiting_jobs(into.connection) != source.jobs:
        raise Differs("Not every job that waits arrived as it was sent. Nothing was kept. Try again.")
    return Carried(
        source=source.described,
        target=into.described,
        revision=source.layout.revision,
        moment=source.moment,
        tables=sent.tables,
        jobs=len(source.jobs),
        polls_recounted=len(sent.polls),
    )


def read_again(into: Target, layout: Layout, rows: Mapping[str, int], progress: Progress) -> Proofs:
    """The proofs of what is in the target now."""
    proofs = Proofs()
    for sheet in layout.sheets:
        proofs.tables[sheet.name] = Proof()
        done = 0
        with closing(read_batches(into.connection, sheet)) as batches:
            for batch in batches:
                proofs.add(sheet, batch)
                done += len(batch.rows)
                progress(f"checking {sheet.name}", done, rows[sheet.name])
    return proofs


def _proved(batches: Iterator[Batch], sheet: Sheet, proofs: Proofs, progress: Progress, total: int) -> Iterator[Batch]:
    proofs.tables[sheet.name] = Proof()
    done = 0
    for batch in batches:
        proofs.add(sheet, batch)
        yield batch
        done += len(batch.rows)
        progress(f"copying {sheet.name}", done, total)
