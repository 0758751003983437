"""The ASGI application: routes, errors as pages, security headers on everything."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.web.inbound import NotAForm, TooLarge
from adapters.web.render import STATIC
from adapters.web.routes_decisions import LogPages
from adapters.web.routes_invitation import InvitationPages
from adapters.web.routes_poll import PollPages
from adapters.web.routes_room import RoomPages
from adapters.web.routes_verify import VerifyPages
from adapters.web.routes_visitor import VisitorPages
from adapters.web.site import SECURITY, Refused, Site
from bot.domain.errors import StoreUnavailable
from bot.domain.text import Text, say

log = structlog.get_logger(__name__)

Measure = Callable[[str, int, float], None]
"""Told of every answer: the route's pattern, the status, the seconds."""
_WORDS: Final = {
    400: say("web-error-400"),
    403: say("web-error-403"),
    404: say("web-error-404"),
    405: say("web-error-400"),
    413: say("web-error-413"),
    415: say("web-error-400"),
    503: say("web-error-503"),
}


def assets_version() -> str:
    """Of the style sheet and the script together."""
    digest = hashlib.sha256()
    for file in sorted(STATIC.iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def web_app(site: Site, measure: Measure, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    errors = _Errors(site)
    return Starlette(
        routes=[
            *extra_routes,
            *RoomPages(site).routes(),
            *PollPages(site).routes(),
            *VerifyPages(site).routes(),
            *VisitorPages(site).routes(),
            *InvitationPages(site).routes(),
            *LogPages(site).routes(),
            Mount("/static", _Assets(site.assets)),
        ],
        middleware=[Middleware(_Dress, measure=measure)],
        exception_handlers={
            Refused: errors.refused,
            TooLarge: errors.too_large,
            NotAForm: errors.not_a_form,
            StoreUnavailable: errors.store_unavailable,
            HTTPException: errors.http,
            Exception: errors.unexpected,
        },
    )


class _Assets(StaticFiles):
    """Asked for by version, a file may be kept for ever: a changed one has another address."""

    def __init__(self, version: str) -> None:
        super().__init__(directory=STATIC)
        self._query = f"v={version}".encode()

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        kept = scope["query_string"] == self._query
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return response


class _Errors:
    """Every error as a page in the reader's language that says what to do."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def refused(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return await self._page(request, error.status, error.text, error.retry_after)

    async def too_large(self, request: Request, _error: Exception) -> Response:
        return await self._page(request, 413, _WORDS[413])

    async def not_a_form(self, request: Request, _error: Exception) -> Response:
        return await self._page(request, 400, _WORDS[400])

    async def store_unavailable(self, request: Request, error: Exception) -> Response:
        log.warning("web.store-unavailable", reason=getattr(error, "reason", ""))
        return await self._page(request, 503, _WORDS[503], retry_after=5)

    async def http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return await self._page(request, error.status_code, _WORDS.get(error.status_code, _WORDS[400]))

    async def unexpected(self, request: Request, error: Exception) -> Response:
        log.error("web.unexpected", route=_route(request.scope), error=repr(error))
        return await self._page(request, 500, say("web-error-500"))

    async def _page(self, request: Request, status: int, text: Text, retry_after: float = 0.0) -> Response:
        try:
            guest = await self._site.guest(request)
        except StoreUnavailable:
            # not even the community's name can be asked for
            guest = self._site.stranger(request)
        response = self._site.page(
            request,
            guest,
            "message.html",
            status=status,
            title=guest.speech.say(say("web-error-title")),
            text=guest.speech.say(text),
            token="",
            back="/",
        )
        if retry_after:
            response.headers["Retry-After"] = str(max(1, round(retry_after)))
        return _dressed(response)


def _dressed(response: Response) -> Response:
    # answers of the outermost error handler do not pass the middleware
    for name, value in SECURITY.items():
        response.headers[name] = value
    return response


class _Dress:
    """Security headers on every answer, and its measure."""

    def __init__(self, app: ASGIApp, measure: Measure) -> None:
        self._app, self._measure = app, measure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 500

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    # a page that knows a stricter policy of its own keeps it
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, dressed)
        finally:
            self._measure(_route(scope), status, perf_counter() - started)


def _route(scope: Scope) -> str:
    """The pattern of the address, never the address itself."""
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "unknown"
