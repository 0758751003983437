"""Which processes are at work on jobs, and which of them are dead.

Each counts up a number of its own while it lives. Whoever watches a number stand still for too long, by their own
clock that never jumps, takes its process for dead. A mistake is harmless: the job goes on in one of the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.jobs import APPLICATION, RUNNING, workflows
from storage.tables_jobs import job_workers


@dataclass(slots=True)
class Peers:
    """Every method blocks, and may raise SQLAlchemy's errors."""

    engine: Engine
    me: str
    monotonic: Callable[[], float]
    dead_after: float
    """Seconds without a beat."""
    _seen: dict[str, tuple[int, float]] = field(default_factory=dict)
    """By process: the beat last seen, and since when."""

    def beat(self) -> None:
        on_postgresql = self.engine.dialect.name == "postgresql"
        statement = (postgresql.insert if on_postgresql else sqlite.insert)(job_workers).values(id=self.me, beat=1)
        with self.engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["id"], set_={"beat": job_workers.c.beat + 1})
            )

    def leave(self) -> None:
        """What was left undone may be taken over at once."""
        with self.engine.begin() as connection:
            connection.execute(delete(job_workers).where(job_workers.c.id == self.me))

    def dead(self) -> list[str]:
        """Processes that beat no more, and those that are gone and have left work behind."""
        flows = workflows(self.engine.dialect.name)
        at_work = select(flows.c.executor_id).where(
            flows.c.status.in_(RUNNING), flows.c.application_name == APPLICATION
        )
        with self.engine.begin() as connection:
            beats: dict[str, int] = {row.id: row.beat for row in connection.execute(select(job_workers))}
            holding = {name for name in connection.scalars(at_work.distinct()) if name}
        now = self.monotonic()
        self._seen = {
            name: self._seen[name] if self._seen.get(name, (0, 0.0))[0] == beat else (beat, now)
            for name, beat in beats.items()
        }
        still = {name for name, (_, since) in self._seen.items() if now - since >= self.dead_after}
        return sorted((still | (holding - beats.keys())) - {self.me})

    def forget(self, dead: list[str]) -> None:
        """Their work was taken over."""
        with self.engine.begin() as connection:
            connection.execute(delete(job_workers).where(job_workers.c.id.in_(dead)))
