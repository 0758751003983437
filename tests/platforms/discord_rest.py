"""The way of every REST request: read, noted, let in, limited, checked against the specification, carried out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.platforms.discord_refusals import Refused, unauthorized

if TYPE_CHECKING:
    from tests.platforms.discord_server import DiscordServer

API = "/api/v10"
UNDEFINED = object()


@dataclass(eq=False)
class Call:
    """One request as it came, and what became of it."""

    method: str
    path: str
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    authorization: str | None = None
    reason: str | None = None
    status: int = 0
    answer: Any = None

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def form(self) -> dict[str, Any]:
        """The body, which must be an object."""
        if not isinstance(self.body, dict):
            raise Refused(400, 50109, "The request body contains invalid JSON.")
        return self.body


Handler = Callable[..., Any]


@dataclass(frozen=True)
class Route:
    method: str
    template: str
    pattern: re.Pattern[str]
    handler: Handler
    bucket: str
    open: bool

    def major(self, ids: Mapping[str, str]) -> str:
        return "+".join(ids[name] for name in ("channel_id", "guild_id", "webhook_id", "token") if name in ids)


class Routes:
    """A table of routes; each module of handlers fills its own."""

    def __init__(self) -> None:
        self.all: list[Route] = []

    def route(self, method: str, template: str, *, bucket: str = "other", free: bool = False) -> Any:
        """`free`: needs no bot token, and does not count in the global limit (interaction endpoints)."""

        def remember(handler: Handler) -> Handler:
            self.all.append(Route(method, template, pattern_of(template), handler, bucket, free))
            return handler

        return remember


def pattern_of(template: str) -> re.Pattern[str]:
    """A pattern for `/channels/{channel_id}/messages`, `/channels/*/messages` or `**`."""
    parts = re.split(r"(\{\w+\}|\*\*|\*)", template)
    exact = ""
    for part in parts:
        if part.startswith("{"):
            exact += f"(?P<{part[1:-1]}>[^/]+)"
        else:
            exact += {"**": ".*", "*": "[^/]+"}.get(part, re.escape(part))
    return re.compile(f"^{exact}$")


async def read(request: web.Request) -> Call:
    call = Call(request.method, request.path.removeprefix(API), query=dict(request.query))
    call.authorization = request.headers.get("Authorization")
    call.reason = request.headers.get("X-Audit-Log-Reason")
    if request.content_type == "multipart/form-data":
        files: dict[int, tuple[str, bytes]] = {}
        async for part in await request.multipart():
            name = getattr(part, "name", None) or ""
            data = bytes(await part.read())
            if name == "payload_json":
                call.body = json.loads(data)
            elif found := re.fullmatch(r"files\[(\d+)\]", name):
                files[int(found[1])] = (getattr(part, "filename", None) or "file", data)
        call.files = [file for _, file in sorted(files.items())]
    elif request.can_read_body:
        try:
            call.body = json.loads(await request.text())
        except ValueError:
            call.body = UNDEFINED
    return call


async def serve(server: DiscordServer, request: web.Request) -> web.StreamResponse:
    call = await read(request)
    server.requests.append(call)
    server.check_against_spec(call)
    headers: dict[str, str] = {}
    try:
        fault = server.faults.take(call)
        if fault:
            raise fault
        route, ids = _found(server.routes, call)
        if not route.open and call.authorization != f"Bot {server.token}":
            raise unauthorized()
        verdict = server.limits.take(route.bucket, route.major(ids), counts_globally=not route.open)
        headers = verdict.headers
        if verdict.retry_after is not None:
            server.rate_limit_errors += 1
            limited = {"retry_after": verdict.retry_after, "global": verdict.everywhere}
            raise Refused(429, 0, "You are being rate limited.", **limited)
        call.answer = route.handler(server, call, **ids)
        call.status = 204 if call.answer is None else 200
    except Refused as refused:
        call.status, call.answer = refused.status, refused.body
        server.note_refusal(call)
        if refused.status == 429:
            headers |= {"Via": "1.1 fake", "Retry-After": str(int(refused.extra.get("retry_after", 0)) + 1)}
    except Exception as crash:
        # a fault of the fake itself: told when it closes, so that no test passes over it
        server.crashes.append(crash)
        call.status, call.answer = 400, {"code": 0, "message": f"the fake Discord itself failed: {crash!r}"}
    if server.faults.drops(call) and request.transport:
        request.transport.abort()
    server.world.changed()
    if call.status == 204:
        return web.Response(status=204, headers=headers)
    # exactly this content type: discord.py compares it as a whole
    body = json.dumps(call.answer).encode()
    return web.Response(status=call.status, body=body, headers={**headers, "Content-Type": "application/json"})


def _found(routes: list[Route], call: Call) -> tuple[Route, dict[str, str]]:
    other_method = False
    for route in routes:
        found = route.pattern.match(call.path)
        if found and route.method == call.method:
            return route, found.groupdict()
        other_method |= bool(found)
    if other_method:
        raise Refused(405, 0, "405: Method Not Allowed")
    raise Refused(404, 0, "404: Not Found")
