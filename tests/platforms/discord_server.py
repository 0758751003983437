"""A fake Discord on a socket of this machine: its REST API and gateway, and the people who use it.

async with DiscordServer() as discord_server:
    general = discord_server.guild("Home").text_channel("general")
    ada = general.guild.member("Ada", locale="it")
    with discord_server.patched():            # discord.py talks to it, and to nobody else
        ...                                   # start the bot with discord_server.token
        await discord_server.connected()
        attempt = await ada.slash(general, "poll", question="Lunch?")
        assert ada.sees(general) == ["Lunch?"]
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Self

import discord.gateway
import discord.http
import yarl
from aiohttp import web

from tests.platforms import discord_rest_channels, discord_rest_others
from tests.platforms.discord_faults import Faults
from tests.platforms.discord_gateway import Gateway
from tests.platforms.discord_interactions import ACKNOWLEDGE_WITHIN, Attempt, Interactions
from tests.platforms.discord_limits import Limits, Quota
from tests.platforms.discord_messages import Message
from tests.platforms.discord_polls import finalize
from tests.platforms.discord_posting import create
from tests.platforms.discord_rest import API, Call, serve
from tests.platforms.discord_spec import NO_SPEC, Spec, Violation, load
from tests.platforms.discord_world import Guild, World

__all__ = ["NO_SPEC", "Attempt", "DiscordServer", "Message", "Quota"]

# What the specification misses, and the code Discord refuses it with.
MISSED_BY_SPEC = {
    "BASE_TYPE_MAX_LENGTH": "longer than Discord takes",
    "COMPONENT_CUSTOM_ID_DUPLICATED": "two components share a custom id",
}


class DiscordServer:
    """The whole of it. `clock` drives rate limits, deadlines and expiry; replies still travel in real time."""

    def __init__(
        self,
        *,
        token: str = "MTA.fake.token",
        clock: Callable[[], float] = time.monotonic,
        bot_name: str = "Ascolto",
        privileged: Iterable[str] = (),
        patience: float = ACKNOWLEDGE_WITHIN,
    ) -> None:
        self.token, self.clock = token, clock
        self.privileged = set(privileged)
        self.patience = patience
        self.world = World(clock, self._emit, self._deliver, bot_name)
        self.interactions = Interactions(self.world)
        self.limits = Limits(clock, self.world.now)
        self.faults = Faults()
        self.gateway = Gateway(self.world, token, self.privileged, lambda: self.gateway_url)
        self.routes = [*discord_rest_channels.routes.all, *discord_rest_others.routes.all]
        self.spec: Spec | None = load()
        self.requests: list[Call] = []
        self.refusals: list[Call] = []
        self.spec_violations: list[Violation] = []
        self.rate_limit_errors = 0
        self.crashes: list[Exception] = []
        self._port = 0
        self._runner: web.AppRunner | None = None

    # Its place on this machine

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/gateway"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/resume", self.gateway.handle)
        app.router.add_get("/cdn/{channel}/{number}/{name}", self._file)
        app.router.add_route("*", API + "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0.5, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.world.cdn = f"{self.base}/cdn"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.close()
        assert self._runner is not None
        await self._runner.cleanup()
        if self.crashes:
            raise ExceptionGroup("the fake Discord itself failed", self.crashes)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        return await serve(self, request)

    async def _file(self, request: web.Request) -> web.Response:
        file = self.world.files.get(int(request.match_info["number"]))
        if file is None:
            return web.Response(status=404)
        return web.Response(body=file.data, content_type=file.type)

    @contextmanager
    def patched(self) -> Iterator[None]:
        """discord.py talks to this server for the while."""
        route, socket = discord.http.Route, discord.gateway.DiscordWebSocket
        before = route.BASE, socket.DEFAULT_GATEWAY
        route.BASE, socket.DEFAULT_GATEWAY = f"{self.base}{API}", yarl.URL(self.gateway_url)
        try:
            yield
        finally:
            route.BASE, socket.DEFAULT_GATEWAY = before

    # The world

    def guild(
        self, name: str, *, with_bot: bool = True, locale: str = "en-US", shard: tuple[int, int] | None = None
    ) -> Guild:
        return self.world.guild(name, with_bot=with_bot, locale=locale, shard=shard)

    async def until(self, seen: Callable[[], bool], *, within: float = 5.0, what: str = "") -> None:
        """Wait until something can be seen: `await server.until(lambda: general.messages)`."""
        await self.world.until(seen, within=within, what=what)

    async def connected(self, *, within: float = 5.0) -> None:
        """Wait until a bot has identified itself or resumed."""
        await self.until(lambda: self.gateway.connected, within=within, what="a bot at the gateway")

    def commands(self, guild: Guild | None = None) -> list[dict[str, Any]]:
        """What is registered globally, or in one server."""
        return list(self.world.commands.of(guild.id if guild else None).values())

    def finalize(self, message: Message) -> None:
        """A native poll ends: its results are final, and a notice of it appears below."""
        embed = finalize(message)
        self.world.emit("MESSAGE_UPDATE", message.payload, message.channel.guild)
        reference = {"message_id": str(message.id), "channel_id": str(message.channel.id)}
        body = {"embeds": [embed], "message_reference": reference}
        kind = discord_rest_channels.POLL_RESULT
        create(self.world, message.channel, body, [], author=message.author, kind=kind, unchecked=True)

    def expire_due(self) -> None:
        """Let the polls end whose time has come, after the clock was moved."""
        for message in list(self.world.messages.values()):
            if message.poll and message.poll.is_over and not message.poll.finalized and not message.deleted:
                self.finalize(message)

    # What goes wrong

    def fail_next(
        self, pattern: str, status: int, code: int = 0, message: str = "", times: int = 1, **more: Any
    ) -> None:
        """`fail_next("POST /channels/*/messages", 500)`: the next such request fails, without any effect."""
        self.faults.fail_next(pattern, status, code, message, times, **more)

    def drop_next(self, pattern: str, times: int = 1) -> None:
        """The next such request takes effect, but its answer is lost with the connection."""
        self.faults.drop_next(pattern, times)

    def cut_gateway(self, *, lose_session: bool = False) -> None:
        self.gateway.cut(lose_session=lose_session)

    @asynccontextmanager
    async def gateway_gap(self, *, lose_session: bool = False) -> AsyncIterator[None]:
        """Cut the gateway and keep it shut: what happens inside is told on resuming; interactions are lost."""
        self.gateway.let_in.clear()
        self.gateway.cut(lose_session=lose_session)
        try:
            yield
        finally:
            self.gateway.let_in.set()
            await self.connected()

    # Its own bookkeeping

    def _emit(self, event: str, data: dict[str, Any], guild: Guild | None) -> None:
        self.gateway.emit(event, data, guild)

    async def _deliver(self, attempt: Attempt) -> Attempt:
        self.interactions.add(attempt)
        attempt.lost = not self.gateway.interact(attempt.payload, attempt.channel.guild)
        if attempt.lost:
            return attempt

        def settled() -> bool:
            return attempt.acknowledged or self.clock() - attempt.started > ACKNOWLEDGE_WITHIN

        try:
            await self.until(settled, within=self.patience)
        except AssertionError:
            # the person gives up: "The application did not respond"
            return attempt
        return attempt

    def check_against_spec(self, call: Call) -> None:
        if self.spec:
            multipart = bool(call.files)
            self.spec_violations += self.spec.violations(call.method, call.path, call.body, multipart=multipart)

    def note_refusal(self, call: Call) -> None:
        """Refused requests are kept; those against rules that the specification misses count as violations of it."""
        self.refusals.append(call)
        if call.answer.get("code") == 50006:
            self.spec_violations.append(Violation(call.line, "", "an empty message"))
        text = str(call.answer.get("errors", ""))
        for code, what in MISSED_BY_SPEC.items():
            if code in text:
                self.spec_violations.append(Violation(call.line, "", what))
