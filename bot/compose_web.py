"""The web server: the site where this process serves pages, the operator's addresses alone where it does not."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from adapters.web.app import assets_version, web_app
from adapters.web.channel import address_of
from adapters.web.client import WebServer
from adapters.web.limits import HEARTBEAT_SECONDS, WEB
from adapters.web.live import Hub
from adapters.web.rate import PER_ADDRESS, PER_VISITOR, RateLimit
from adapters.web.site import Site
from adapters.web.visitors import Visitors
from bot.commands.desk import FrontDesk
from bot.domain.community import Channel, Community
from bot.domain.ids import ChannelId, CommunityId
from bot.metrics import Metrics
from bot.ports import Chance, Clock, Tracer, UnitOfWork
from bot.ports.followups import DecisionPages
from bot.settings import Settings
from bot.tracing import traced

if TYPE_CHECKING:
    from adapters.telegram.platform import TelegramPlatform


def pages(
    settings: Settings,
    secret: str,
    listening: socket.socket,
    *,
    desk: FrontDesk,
    decisions: DecisionPages,
    work: UnitOfWork,
    clock: Clock,
    chance: Chance,
    hub: Hub,
    room: Channel,
    public_url: str,
    metrics: Metrics,
    tracer: Tracer,
    operator: Sequence[BaseRoute],
    telegram: TelegramPlatform | None,
) -> WebServer:
    site = Site(
        desk=desk,
        work=work,
        clock=clock,
        chance=chance,
        hub=hub,
        visitors=Visitors(secret, chance, secure=settings.secure),
        community=room.community,
        home=room.id,
        public_url=public_url,
        menu=desk.menu,
        decisions=decisions,
        per_visitor=RateLimit(clock, PER_VISITOR),
        per_address=RateLimit(clock, PER_ADDRESS),
        heartbeat=HEARTBEAT_SECONDS,
        assets=assets_version(),
    )
    app = web_app(site, metrics.request, (*operator, *(telegram.routes if telegram is not None else ())))
    return WebServer(traced(app, tracer), hub, listening, trusted_proxies=settings.trusted_proxies)


def operators_only(settings: Settings, listening: socket.socket, hub: Hub, operator: Sequence[BaseRoute]) -> WebServer:
    """Of a process without pages: nobody but the operator has business there."""
    return WebServer(Starlette(routes=list(operator)), hub, listening, trusted_proxies=settings.trusted_proxies)


def public_url_of(settings: Settings, listening: socket.socket) -> str:
    """A derived address names the port of the setting, which may be "any free one"."""
    public_url = settings.public_url.removesuffix(":0")
    return public_url if public_url == settings.public_url else f"{public_url}:{listening.getsockname()[1]}"


async def first_room(work: UnitOfWork, settings: Settings, community: CommunityId) -> Channel:
    """The community and its first web room, made where there are none yet."""
    async with work.writing() as transaction:
        await transaction.communities.ensure(
            Community(
                id=community, name=settings.community_name, language=settings.language, timezone=settings.timezone
            )
        )
        known = await transaction.channels.of_community(community)
        rooms = [channel for channel in known if channel.platform == WEB]
        address = address_of(settings.room_name)
        if rooms:
            # the named room stays the first, however many come before it in the alphabet
            return next((room for room in rooms if room.address == address), rooms[0])
        return await transaction.channels.ensure(
            Channel(
                id=ChannelId(f"{WEB}-{address}"),
                community=community,
                platform=WEB,
                address=address,
                title=settings.room_name,
            )
        )
