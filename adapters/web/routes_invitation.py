"""Invitations: a link of one's own to a poll. Opening it uses nothing up, and takes it out of the address at once."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from adapters.web.inbound import read_form
from adapters.web.site import Refused, Site
from adapters.web.visitors import Note
from bot.domain.conversation import Tone
from bot.domain.errors import DomainError
from bot.domain.text import say

TOKEN_CHARS: Final = 100
PATH: Final = "/i"
_SILENT: Final = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
"""Of the answer to an address with a token in it: nobody is told it, and no cache or search engine keeps it."""


class InvitationPages:
    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        return [
            Route(f"{PATH}/{{token}}", self.arrive),
            Route(PATH, self.ask),
            Route(PATH, self.accept, methods=["POST"]),
        ]

    async def arrive(self, request: Request) -> Response:
        """The token goes into a cookie that only this browser has, and the address is left behind."""
        guest = await self._site.guest(request)
        response = RedirectResponse(PATH, 303, headers=_SILENT)
        if not guest.visitor.known:
            self._site.visitors.remember(response, guest.visitor)
        self._site.visitors.carry_invitation(response, guest.visitor, request.path_params["token"][:TOKEN_CHARS])
        return response

    async def ask(self, request: Request) -> Response:
        """Only asks: a program that looks links up beforehand must not use one up."""
        guest = await self._site.guest(request)
        token = self._site.visitors.invitation(request, guest.visitor)
        try:
            question = await self._site.desk.invitation(token)
        except DomainError as error:
            raise Refused(404, error.text) from error
        return self._site.page(
            request,
            guest,
            "invitation.html",
            title=guest.speech.say(say("invitation-title")),
            text=guest.speech.say(say("invitation-text", question=question)),
            back="/",
        )

    async def accept(self, request: Request) -> Response:
        visitor = self._site.visitors.of(request)
        self._site.admit(request, visitor)
        form = await read_form(request)
        self._site.check_token(visitor, form.get("csrf"))
        guest = await self._site.guest(request)
        try:
            poll = await self._site.desk.accept_invitation(
                self._site.visitors.invitation(request, visitor), guest.identity
            )
        except DomainError as error:
            raise Refused(403, error.text) from error
        response = RedirectResponse(f"/p/{poll}", 303)
        self._site.visitors.drop_invitation(response)
        words = guest.speech.say(say("invitation-accepted"))
        self._site.visitors.leave_note(response, visitor, Note(words, Tone.DONE.value))
        return response
