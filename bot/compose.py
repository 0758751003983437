"""The composition root: the only module, with its `compose_` siblings, that names concrete classes."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.web.client import WebServer, listen
from bot.clock import SystemChance, SystemClock
from bot.commands.desk import FrontDesk
from bot.compose_core import COMMUNITY, core_of
from bot.compose_operations import Readiness, operator_routes
from bot.compose_processes import Duty, duties_of, run_all
from bot.compose_web import operators_only, pages, public_url_of
from bot.domain.community import Channel
from bot.metrics import Metrics
from bot.ports import Chance, ChannelAdapter, Clock, UnitOfWork
from bot.roles import EVERYTHING, ProcessRole, check_roles
from bot.secret import secret_of
from bot.services.access import Access
from bot.services.ballot_log import Heads
from bot.services.deliveries import Deliveries
from bot.services.housekeeping import Housekeeping
from bot.services.schedule import Schedule
from bot.settings import Settings
from bot.tracing import tracer_of
from storage.alone import alone_with
from storage.engine import parse_url
from storage.migrate import migrate

if TYPE_CHECKING:
    from adapters.discord.platform import DiscordPlatform
    from adapters.telegram.platform import TelegramPlatform

__all__ = ["COMMUNITY", "Ascolto", "compose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ascolto:
    """The program, put together and listening; `run` makes it work."""

    roles: frozenset[ProcessRole]
    desk: FrontDesk
    work: UnitOfWork
    clock: Clock
    access: Access
    server: WebServer
    room: Channel
    public_url: str
    schedule: Schedule
    announcing: Deliveries
    housekeeping: Housekeeping
    heads: Heads
    adapters: Sequence[ChannelAdapter]
    telegram: TelegramPlatform | None
    discord: DiscordPlatform | None
    readiness: Readiness
    duties: Mapping[str, Duty]

    async def run(self) -> None:
        """Do what this process is for until cancelled; what is in hand then is finished first."""
        await run_all(self.duties)

    async def sign_in_link(self, valid_for: timedelta) -> str:
        token = await self.access.invite_organiser(valid_for)
        return f"{self.public_url}/sign-in?token={token}"


@asynccontextmanager
async def compose(
    settings: Settings,
    *,
    roles: frozenset[ProcessRole] = EVERYTHING,
    clock: Clock | None = None,
    chance: Chance | None = None,
) -> AsyncIterator[Ascolto]:
    """Everything built, in order; torn down in the reverse order, the ballot box only after it answered all.

    Raises SettingsError, BadDatabaseUrl, NewerSchema, WrongSealingKey, PortTaken or StoreUnavailable.
    """
    check_roles(roles, settings)
    clock, chance = clock or SystemClock(), chance or SystemChance()
    url = parse_url(settings.database_url.get_secret_value())
    secret = secret_of(settings, chance)
    await migrate(url)
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        tracer = stack.enter_context(tracer_of(settings))
        listening = stack.enter_context(listen(settings.host, settings.port))
        stack.enter_context(alone_with(url))
        public_url = public_url_of(settings, listening)
        core = await stack.enter_async_context(
            core_of(
                settings, url, secret, roles, public_url, clock=clock, chance=chance, metrics=metrics, tracer=tracer
            )
        )
        chats = [platform for platform in (core.telegram, core.discord) if platform is not None]
        served = core.announcing.by_platform
        readiness = Readiness(
            work=core.work,
            community=COMMUNITY,
            schema_is_ours=core.schema.is_ours,
            leasing=core.neighbours.leasing,
            connected={each.adapter.platform: each.connected for each in chats if each.adapter.platform in served},
            serves_pages=ProcessRole.WEB in roles,
        )
        operator = operator_routes(readiness, metrics)
        if ProcessRole.WEB in roles:
            server = pages(
                settings,
                secret,
                listening,
                desk=core.desk,
                decisions=core.decisions,
                work=core.work,
                clock=clock,
                chance=chance,
                hub=core.hub,
                room=core.room,
                public_url=public_url,
                metrics=metrics,
                tracer=tracer,
                operator=operator,
                telegram=core.telegram,
            )
        else:
            server = operators_only(settings, listening, core.hub, operator)
        housekeeping = Housekeeping(core.work, clock, core.retention)
        heads = Heads(core.work, clock)
        duties = duties_of(
            roles,
            settings,
            core.neighbours,
            core.hearing,
            served,
            core.schedule,
            housekeeping,
            core.quarantine,
            core.wiper,
            heads,
            core.aftercare,
            core.jobs.run,
            core.senders,
            core.telegram,
            core.discord,
        )
        # what lives as long as the program need not be looked at by the collector with every crowd of votes
        gc.freeze()
        yield Ascolto(
            roles=roles,
            desk=core.desk,
            work=core.work,
            clock=clock,
            access=core.access,
            server=server,
            room=core.room,
            public_url=public_url,
            schedule=core.schedule,
            announcing=core.announcing,
            housekeeping=housekeeping,
            heads=heads,
            adapters=tuple(core.adapters.values()),
            telegram=core.telegram,
            discord=core.discord,
            readiness=readiness,
            duties={"web": server.run, **duties},
        )
