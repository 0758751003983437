"""Who is at work on jobs. The jobs themselves are kept by the engine, in tables of its own."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Table, Text

from storage.schema import metadata

job_workers = Table(
    "job_workers",
    metadata,
    Column("id", Text, primary_key=True),
    # counts up while the process lives: compared with itself only, so no two clocks need to agree
    Column("beat", BigInteger, nullable=False),
    CheckConstraint("beat >= 1", name="beat_positive"),
)
