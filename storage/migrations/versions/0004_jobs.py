"""Who is at work on jobs; the engine that carries them makes its own tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_workers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("beat >= 1", name=op.f("ck_job_workers_beat_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_workers")),
    )
