"""What the operator and their machines ask of a process: does it live, is it ready, how is it doing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.domain.errors import StoreUnavailable
from bot.domain.ids import CommunityId, Platform
from bot.metrics import CONTENT_TYPE, Metrics
from bot.ports import UnitOfWork
from bot.services.leasing import Leasing


@dataclass(slots=True, kw_only=True)
class Readiness:
    """Whether the process can do its work now. Without leases it waits for none."""

    work: UnitOfWork
    community: CommunityId
    schema_is_ours: Callable[[], Awaitable[bool]]
    leasing: Leasing | None
    connected: Mapping[Platform, asyncio.Event] = field(default_factory=dict)
    """Of the platforms that this process serves."""
    serves_pages: bool = True
    """Then a platform that is away makes it no less ready for the people who look at pages."""
    stopping: bool = False

    async def database_is_there(self) -> bool:
        try:
            async with self.work.reading() as work:
                await work.communities.get(self.community)
        except StoreUnavailable:
            return False
        return True

    async def look(self) -> tuple[bool, tuple[str, ...]]:
        """Ready or not, and a line for everything that was looked at."""
        ready, lines = not self.stopping, ["stopping"] if self.stopping else []
        try:
            ours = await self.schema_is_ours() and await self.database_is_there()
            lines.append("database: there" if ours else "database: changed by a newer version, update this one")
        except StoreUnavailable:
            ours = False
            lines.append("database: away")
        for name, figures in sorted(self.leasing.figures.items() if self.leasing is not None else ()):
            lines.append(f"{name}: held here" if figures.held else f"{name}: waiting, another process holds it")
        for platform, connected in sorted(self.connected.items()):
            lines.append(f"{platform}: {'connected' if connected.is_set() else 'not connected'}")
            ready &= connected.is_set() or self.serves_pages or self._waits_for(platform)
        return ready and ours, tuple(lines)

    def _waits_for(self, platform: Platform) -> bool:
        """Another process does this platform's work; this one stands by."""
        leases = self.leasing.figures if self.leasing is not None else {}
        return any(name.startswith(f"{platform}-") and not figures.held for name, figures in leases.items())


def operator_routes(readiness: Readiness, metrics: Metrics) -> list[Route]:
    async def livez(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def healthz(_request: Request) -> Response:
        if await readiness.database_is_there():
            return PlainTextResponse("ok\n")
        return PlainTextResponse("database away\n", 503)

    async def readyz(_request: Request) -> Response:
        ready, lines = await readiness.look()
        words = "".join(f"{line}\n" for line in ("ready" if ready else "not ready", *lines))
        return PlainTextResponse(words, 200 if ready else 503)

    async def figures(_request: Request) -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)

    return [
        Route("/livez", livez),
        Route("/readyz", readyz),
        Route("/healthz", healthz),
        Route("/metrics", figures),
    ]
