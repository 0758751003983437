"""The database as the core sees it: its stores, its jobs, and who writes to it how."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

from sqlalchemy import URL, Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.compose_jobs import JobRoom, job_room
from bot.metrics import Metrics
from bot.ports import Chance, Clock, Wiping
from bot.settings import Settings
from storage.engine import async_engine, sync_engine
from storage.poll_keys import PollKeys, WrappedPollKeys
from storage.sealing_over import settle_identities
from storage.turns import Turns, turns_of
from storage.unit_of_work import SqlUnitOfWork
from storage.wiping import wiping


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    engine: AsyncEngine
    writer: Engine
    jobs: JobRoom
    turns: Turns
    poll_keys: PollKeys
    work: SqlUnitOfWork
    wiping: Wiping


async def stores_of(
    settings: Settings, url: URL, secret: str, stack: AsyncExitStack, *, clock: Clock, chance: Chance, metrics: Metrics
) -> Stores:
    """Raises StoreUnavailable or WrongSealingKey."""
    engine = async_engine(url, await settle_identities(url, secret, sealing=settings.seal_identities))
    stack.push_async_callback(engine.dispose)
    writer = sync_engine(url)
    stack.callback(writer.dispose)
    jobs = await stack.enter_async_context(job_room(url, clock, chance, metrics))
    turns, keys = turns_of(engine.dialect.name), WrappedPollKeys(secret, chance)
    return Stores(
        engine=engine,
        writer=writer,
        jobs=jobs,
        turns=turns,
        poll_keys=keys,
        work=SqlUnitOfWork(engine, jobs=jobs.within, turns=turns, poll_keys=keys),
        wiping=wiping(url, engine, turns),
    )
