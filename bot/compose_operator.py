"""What the operator's monitoring asks for: is it well, and the figures."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.domain.errors import StoreUnavailable
from bot.domain.ids import CommunityId
from bot.metrics import CONTENT_TYPE, Metrics
from bot.ports import UnitOfWork


def operator_routes(work: UnitOfWork, metrics: Metrics, home: CommunityId) -> list[Route]:
    async def healthz(_request: Request) -> Response:
        try:
            async with work.reading() as transaction:
                await transaction.communities.get(home)
        except StoreUnavailable:
            return PlainTextResponse("database away\n", 503)
        return PlainTextResponse("ok\n")

    async def figures(_request: Request) -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)

    return [Route("/healthz", healthz), Route("/metrics", figures)]
