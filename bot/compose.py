"""The composition root: the only module that names concrete classes and puts the program together."""

from __future__ import annotations

import asyncio
import gc
import hmac
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.web.app import assets_version, web_app
from adapters.web.channel import WebChannel, address_of
from adapters.web.client import WebServer, listen
from adapters.web.limits import HEARTBEAT_SECONDS, WEB
from adapters.web.live import Hub
from adapters.web.rate import PER_ADDRESS, PER_VISITOR, RateLimit
from adapters.web.site import Site
from adapters.web.visitors import Visitors
from bot.clock import SystemChance, SystemClock
from bot.commands.all import REGISTRY
from bot.commands.call import Services
from bot.commands.desk import FrontDesk
from bot.compose_broadcast import Broadcaster, broadcaster
from bot.domain.community import Channel, Community
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import ChannelId, CommunityId, PollId, encode
from bot.locale.speech import speech
from bot.metrics import (
    CONTENT_TYPE,
    Figure,
    MeasuredBallotBox,
    MeasuredChartRenderer,
    Metrics,
    box_figures,
    delivery_figures,
    telegram_figures,
)
from bot.ports import Chance, ChannelAdapter, Clock, Desk, UnitOfWork
from bot.secret import secret_of
from bot.services.access import Access
from bot.services.announcing import Announcing
from bot.services.drawing import Drawing
from bot.services.following import Following
from bot.services.housekeeping import Housekeeping
from bot.services.places import Places
from bot.services.polls import Polls
from bot.services.reading import Reading
from bot.services.reporting import Reporting
from bot.services.schedule import Schedule
from bot.services.voting import Voting
from bot.settings import Settings
from charts.renderer import MatplotlibRenderer
from storage.ballot_box import GroupCommitBallotBox
from storage.engine import async_engine, parse_url, sync_engine
from storage.migrate import migrate
from storage.unit_of_work import SqlUnitOfWork

if TYPE_CHECKING:
    from adapters.discord.platform import DiscordPlatform
    from adapters.telegram.platform import TelegramPlatform

COMMUNITY: Final = CommunityId("home")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ascolto:
    """The program, put together and listening; `run` makes it work."""

    desk: FrontDesk
    work: UnitOfWork
    clock: Clock
    access: Access
    server: WebServer
    room: Channel
    public_url: str
    schedule: Schedule
    announcing: Announcing
    broadcaster: Broadcaster
    housekeeping: Housekeeping
    adapters: Sequence[ChannelAdapter]
    telegram: TelegramPlatform | None
    discord: DiscordPlatform | None

    async def run(self) -> None:
        """Serve and keep the times until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.server.run(), name="web")
            group.create_task(self.schedule.run(), name="schedule")
            group.create_task(self.announcing.run(), name="announcing")
            group.create_task(self.housekeeping.run(), name="housekeeping")
            group.create_task(self.broadcaster.run(), name="broadcaster")
            for adapter in self.adapters:
                group.create_task(adapter.run(), name=adapter.platform)

    async def sign_in_link(self, valid_for: timedelta) -> str:
        token = await self.access.invite_organiser(valid_for)
        return f"{self.public_url}/sign-in?token={token}"


@asynccontextmanager
async def compose(
    settings: Settings, *, clock: Clock | None = None, chance: Chance | None = None
) -> AsyncIterator[Ascolto]:
    """Everything built, in order; torn down in the reverse order, the ballot box only after it answered all.

    Raises SettingsError, BadDatabaseUrl, NewerSchema, PortTaken or StoreUnavailable where it cannot start.
    """
    clock, chance = clock or SystemClock(), chance or SystemChance()
    url = parse_url(settings.database_url.get_secret_value())
    secret = secret_of(settings, chance)
    await migrate(url)
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        engine = async_engine(url)
        stack.push_async_callback(engine.dispose)
        writer = sync_engine(url)
        stack.callback(writer.dispose)
        work = SqlUnitOfWork(engine)
        room = await _first_room(work, settings)

        hub = Hub(encode(chance.token(5)))
        metrics.watch(lambda: [Figure("ascolto_streams_open", "Pages that are kept live", hub.looking_on, falls=True)])
        web = WebChannel(work, hub, clock)
        access = Access(work, clock, chance, COMMUNITY)
        places = Places(work, COMMUNITY)
        renderer = MeasuredChartRenderer(MatplotlibRenderer(), metrics)
        drawing = await stack.enter_async_context(Drawing(renderer))
        reading = Reading(work, access, drawing, clock)
        telegram = _telegram(settings, secret, work, clock, lambda: desk)
        discord = _discord(settings, work, clock, lambda: desk)
        chats = [chat.adapter for chat in (telegram, discord) if chat is not None]
        adapters = {each.platform: each for each in (web, *chats)}
        announcing = Announcing(work, reading, adapters, clock, places=places, deleted_posts=settings.deleted_posts)
        if telegram is not None:
            metrics.watch(partial(telegram_figures, telegram.figures))

        def votes_changed(polls: frozenset[PollId]) -> None:
            for poll in polls:
                announcing.changed(poll)

        box = await stack.enter_async_context(GroupCommitBallotBox(writer, clock, on_change=votes_changed))
        metrics.watch(lambda: [*delivery_figures(announcing.figures), *box_figures(box.statistics)])

        def life_changed(poll: PollId) -> None:
            announcing.changed(poll)
            voting.changed(poll)
            schedule.look_again()
            sender.look_again()

        sender = broadcaster(work, access, reading, adapters, clock, chance)
        voting = Voting(access, MeasuredBallotBox(box, metrics), work)
        polls = Polls(work, clock, chance, life_changed)
        reporting = Reporting(work, announcing.changed)
        schedule = Schedule(work, polls, clock)
        public_url = _public_url(settings, listening := stack.enter_context(listen(settings.host, settings.port)))
        services = Services(
            work=work,
            access=access,
            polls=polls,
            reading=reading,
            places=places,
            following=Following(work, clock),
            reporting=reporting,
            subscribing=sender.subscribing,
            broadcasts=sender.broadcasts,
            adapters=adapters,
            clock=clock,
            public_url=public_url,
            other_communities=settings.other_communities,
        )
        desk = FrontDesk(services, REGISTRY, voting, speech(settings.language, settings.timezone))
        site = Site(
            desk=desk,
            work=work,
            clock=clock,
            chance=chance,
            hub=hub,
            visitors=Visitors(secret, chance, secure=settings.secure),
            community=COMMUNITY,
            home=room.id,
            public_url=public_url,
            menu=desk.menu,
            per_visitor=RateLimit(clock, PER_VISITOR),
            per_address=RateLimit(clock, PER_ADDRESS),
            heartbeat=HEARTBEAT_SECONDS,
            assets=assets_version(),
        )
        app = web_app(site, metrics.request, (*_operator_routes(work, metrics), *(telegram.routes if telegram else ())))
        server = WebServer(app, hub, listening, trusted_proxies=settings.trusted_proxies)
        # what lives as long as the program need not be looked at by the collector with every crowd of votes
        gc.freeze()
        yield Ascolto(
            desk=desk,
            work=work,
            clock=clock,
            access=access,
            server=server,
            room=room,
            public_url=public_url,
            schedule=schedule,
            announcing=announcing,
            broadcaster=sender,
            housekeeping=Housekeeping(work, clock),
            adapters=tuple(adapters.values()),
            telegram=telegram,
            discord=discord,
        )


def _public_url(settings: Settings, listening: socket.socket) -> str:
    """A derived address names the port of the setting, which may be "any free one"."""
    public_url = settings.public_url.removesuffix(":0")
    return public_url if public_url == settings.public_url else f"{public_url}:{listening.getsockname()[1]}"


def _telegram(
    settings: Settings, secret: str, work: UnitOfWork, clock: Clock, desk: Callable[[], Desk]
) -> TelegramPlatform | None:
    """None without a token: then its library is not even loaded."""
    if settings.telegram_token is None:
        return None
    from adapters.telegram.platform import telegram_platform

    # of the alphabet that https://core.telegram.org/bots/api#setwebhook allows
    proof = hmac.new(secret.encode(), b"telegram-webhook", "sha256").hexdigest()
    return telegram_platform(
        token=settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        work=work,
        clock=clock,
        desk=desk,
        webhook=(settings.public_url, proof) if settings.telegram_webhook else None,
    )


def _discord(settings: Settings, work: UnitOfWork, clock: Clock, desk: Callable[[], Desk]) -> DiscordPlatform | None:
    """None without a token: then its library is not even loaded."""
    if settings.discord_token is None:
        return None
    from adapters.discord.platform import discord_platform

    return discord_platform(
        token=settings.discord_token.get_secret_value(),
        shards=settings.discord_shards or None,
        registry=REGISTRY,
        work=work,
        clock=clock,
        desk=desk,
    )


async def _first_room(work: UnitOfWork, settings: Settings) -> Channel:
    """The community and its first web room, made where there are none yet."""
    async with work.writing() as transaction:
        await transaction.communities.ensure(
            Community(
                id=COMMUNITY, name=settings.community_name, language=settings.language, timezone=settings.timezone
            )
        )
        known = await transaction.channels.of_community(COMMUNITY)
        rooms = [channel for channel in known if channel.platform == WEB]
        address = address_of(settings.room_name)
        if rooms:
            # the named room stays the first, however many come before it in the alphabet
            return next((room for room in rooms if room.address == address), rooms[0])
        return await transaction.channels.ensure(
            Channel(
                id=ChannelId(f"{WEB}-{address}"),
                community=COMMUNITY,
                platform=WEB,
                address=address,
                title=settings.room_name,
            )
        )


def _operator_routes(work: UnitOfWork, metrics: Metrics) -> list[Route]:
    async def healthz(_request: Request) -> Response:
        try:
            async with work.reading() as transaction:
                await transaction.communities.get(COMMUNITY)
        except StoreUnavailable:
            return PlainTextResponse("database away\n", 503)
        return PlainTextResponse("ok\n")

    async def figures(_request: Request) -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)

    return [Route("/healthz", healthz), Route("/metrics", figures)]
