"""The parts of the Telegram adapter, put together: what the composition root needs of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from starlette.routing import Route
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from adapters.telegram.administrators import Administrators
from adapters.telegram.arrivals import Arrivals
from adapters.telegram.channel import TelegramChannel
from adapters.telegram.client import TelegramClient
from adapters.telegram.forms import Forms
from adapters.telegram.inbound import Inbound
from adapters.telegram.intake import Intake
from adapters.telegram.limits import TELEGRAM
from adapters.telegram.menus import Menus
from adapters.telegram.native import NativePolls
from adapters.telegram.pacing import Pacer, PacingFigures
from adapters.telegram.replies import Replies
from adapters.telegram.sending import Sending
from adapters.telegram.taps import Taps
from adapters.telegram.tokens import start_link
from adapters.telegram.webhook import PATH, webhook_route
from bot.ports import ChannelAdapter, Clock, Desk, UnitOfWork

CONNECTIONS = 128
"""To Telegram at once: answers to a burst of taps."""


@dataclass(frozen=True, slots=True)
class TelegramPlatform:
    adapter: ChannelAdapter
    figures: PacingFigures
    routes: tuple[Route, ...]
    """For the web server, where updates come by webhook."""
    sign_in_link: Callable[[str], str]
    """The deep link of a one-time token; only once connected."""
    connected: asyncio.Event
    connect: Callable[[], Coroutine[Any, Any, None]]
    lead: Callable[[], Coroutine[Any, Any, None]]
    """`adapter.run` in its two halves: every process connects, one of them leads."""


def telegram_platform(
    *,
    token: str,
    api_url: str,
    work: UnitOfWork,
    clock: Clock,
    desk: Callable[[], Desk],
    webhook: tuple[str, str] | None = None,
    administrators_act: bool = False,
) -> TelegramPlatform:
    """`desk` is asked for once the program runs. `webhook`: the public address of the program, and a secret.

    `administrators_act`: it matters to the core who runs a chat.
    """
    pacer = Pacer(clock)
    sending = Sending(
        ExtBot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=HTTPXRequest(connection_pool_size=CONNECTIONS, read_timeout=15, pool_timeout=15),
            get_updates_request=HTTPXRequest(connection_pool_size=1),
            rate_limiter=pacer,
        )
    )
    native = NativePolls(sending, work, clock, desk)
    late = _LateParts(sending, native, work, clock, desk, webhook, administrators_act)

    async def moved(old: str, new: str) -> None:
        await desk().moved(TELEGRAM, old, new)

    async def run() -> None:
        await late.client.run()

    async def connect() -> None:
        await late.client.connect()

    async def lead() -> None:
        await late.client.lead()

    adapter = TelegramChannel(sending, native, work, clock, moved, run)

    def sign_in_link(token: str) -> str:
        return start_link(sending.username, "s", token)

    routes = (webhook_route(sending, lambda: late.intake, webhook[1]),) if webhook is not None else ()
    return TelegramPlatform(adapter, pacer.figures, routes, sign_in_link, sending.connected, connect, lead)


class _LateParts:
    """Those that speak to the desk, made when they are first needed: the desk is made after the adapters."""

    def __init__(
        self,
        sending: Sending,
        native: NativePolls,
        work: UnitOfWork,
        clock: Clock,
        desk: Callable[[], Desk],
        webhook: tuple[str, str] | None,
        administrators_act: bool,
    ) -> None:
        self._administrators_act = administrators_act
        self._sending, self._native, self._work, self._clock = sending, native, work, clock
        self._desk, self._webhook = desk, webhook
        self._made: tuple[Intake, TelegramClient] | None = None

    @property
    def intake(self) -> Intake:
        return self._parts()[0]

    @property
    def client(self) -> TelegramClient:
        return self._parts()[1]

    def _parts(self) -> tuple[Intake, TelegramClient]:
        if self._made is None:
            sending, desk = self._sending, self._desk()
            replies, menus = Replies(sending, self._work, self._clock), Menus(sending, desk)
            forms = Forms(sending, replies, desk, self._work, self._clock)
            administrators = Administrators(sending, self._clock, asked=self._administrators_act)
            taps = Taps(sending, replies, forms, desk, administrators)
            arrivals = Arrivals(replies, desk)
            inbound = Inbound(sending, desk, replies, forms, taps, self._native, arrivals, menus, administrators)
            intake = Intake(inbound)
            address = (f"{self._webhook[0]}{PATH}", self._webhook[1]) if self._webhook is not None else None
            self._made = intake, TelegramClient(sending, intake, menus, self._clock, address)
        return self._made
