"""What anybody needs to check a count: the ballots, the heads of their log, and the page that recounts them."""

from __future__ import annotations

import hashlib
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from adapters.web.paper_words import paper_words
from adapters.web.render import STATIC, page
from adapters.web.routes_poll import poll_of
from adapters.web.site import Refused, Site
from bot.domain.ballot_log import PublishedLog
from bot.domain.errors import NotFound, WrongState
from bot.domain.ids import PollId
from bot.domain.text import say

HEADS_FORMAT: Final = "ascolto-heads-1"


class VerifyPages:
    def __init__(self, site: Site) -> None:
        self._site = site
        # read once: they are the same for the life of the program
        self._style = Markup((STATIC / "style.css").read_text("utf-8"))  # noqa: S704  # our own file
        self._script = Markup((STATIC / "verify.js").read_text("utf-8"))  # noqa: S704  # our own file

    def routes(self) -> list[Route]:
        return [
            Route("/p/{poll}/ballots.json", self.ballots),
            Route("/p/{poll}/heads.json", self.heads),
            Route("/p/{poll}/verify", self.verify),
            Route("/verify.html", self.alone),
        ]

    async def ballots(self, request: Request) -> Response:
        poll = poll_of(request)
        try:
            content = await self._site.desk.published_ballots(poll)
        except (NotFound, WrongState) as error:
            raise Refused(404, error.text) from error
        tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
        headers = {
            "ETag": tag,
            "Cache-Control": "public, no-cache",
            "Content-Disposition": f'attachment; filename="{poll}-ballots.json"',
        }
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type="application/json", headers=headers)

    async def heads(self, request: Request) -> Response:
        """Every head with the proof that its log begins with that of the one before (RFC 6962, 2.1.2)."""
        poll = poll_of(request)
        log = await self._log(poll)
        heads = [
            {"size": head.size, "root": head.root, "at": head.at.isoformat(timespec="seconds"), "path": head.path}
            for head in log.heads
        ]
        read = {"format": HEADS_FORMAT, "poll": poll, "heads": heads}
        return JSONResponse(read, headers={"Cache-Control": "public, no-cache"})

    async def verify(self, request: Request) -> Response:
        poll = poll_of(request)
        log = await self._log(poll)
        guest = await self._site.guest(request)
        ballots = f"/p/{poll}/ballots.json" if log.is_over else ""
        return self._site.page(
            request,
            guest,
            "verify.html",
            poll=poll,
            ballots=ballots,
            waiting=not log.is_over,
            papers=paper_words(guest.speech),
            back=f"/p/{poll}/verify",
        )

    async def alone(self, request: Request) -> Response:
        """One file that works from a disk: with its own style and script, and forbidden to connect anywhere."""
        guest = await self._site.guest(request)
        html = page(
            "verify_alone.html",
            guest.speech,
            style=self._style,
            script=self._script,
            ballots="",
            waiting=False,
            papers=paper_words(guest.speech),
        )
        named = {"Content-Disposition": 'attachment; filename="ascolto-verify.html"', "Cache-Control": "no-cache"}
        return HTMLResponse(html, headers=named)

    async def _log(self, poll: PollId) -> PublishedLog:
        try:
            log = await self._site.desk.published_log(poll)
        except NotFound as error:
            raise Refused(404, error.text) from error
        if log is None:
            raise Refused(404, say("error-no-receipts"))
        return log
