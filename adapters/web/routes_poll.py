"""A poll's own page, its ballots, its charts."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.web.inbound import ballot, event_key, poll_id, read_form, way_back
from adapters.web.papers import filled_in
from adapters.web.render import charts_of, page
from adapters.web.routes_room import event_stream, since
from adapters.web.site import Guest, Refused, Site, SiteWords, address_of
from adapters.web.visitors import Note
from bot.domain.card import Card
from bot.domain.conversation import Filled, Reader, Say, Tone, Vote
from bot.domain.errors import NotFound, StoreUnavailable
from bot.domain.ids import PollId
from bot.domain.picture import Theme
from bot.domain.text import say
from bot.locale.speech import best_language


class PollPages:
    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        return [
            Route("/p/{poll}", self.poll),
            Route("/p/{poll}/card", self.card),
            Route("/p/{poll}/events", self.events),
            Route("/p/{poll}/vote", self.vote, methods=["POST"]),
            Route("/p/{poll}/add", self.add, methods=["POST"]),
            Route("/p/{poll}/object", self.object, methods=["POST"]),
            Route("/p/{poll}/chart/{number:int}.png", self.chart),
        ]

    async def poll(self, request: Request) -> Response:
        guest = await self._site.guest(request)
        mark = self._site.hub.mark
        card = await self._card(request, guest)
        note = self._site.visitors.take_note(request, guest.visitor)
        pictures = await self._site.desk.pictures(card.poll, Theme.LIGHT, self._reader(guest))
        rooms = await self._site.rooms()
        log = await self._site.desk.published_log(card.poll) if card.state != "draft" else None
        response = self._site.page(
            request,
            guest,
            "poll.html",
            card=card,
            log=log,
            charts=charts_of(pictures) if card.state == "closed" else [],
            mark=mark,
            receipt=note,
            preview=False,
            linked_title=False,
            from_room=f"/r/{self._site.front_of(rooms).address}" if rooms else "",
            back=f"/p/{card.poll}",
        )
        if note:
            self._site.visitors.drop_note(response)
        return response

    async def card(self, request: Request) -> Response:
        """The card as a fragment, for pages that are told of a newer version."""
        guest = await self._site.guest(request)
        card = await self._card(request, guest)
        back = way_back(request.query_params.get("back", ""))
        html = self._fragment(guest, card, back, linked=request.query_params.get("linked") == "1")
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    async def events(self, request: Request) -> Response:
        guest = await self._site.guest(request)
        poll = poll_of(request)
        self._site.admit_stream(request, guest.visitor)
        hub = self._site.hub
        stream = hub.stream(
            guest.visitor.id, self._site.heartbeat, poll=poll, since=since(request), address=address_of(request)
        )
        return event_stream(stream, hub)

    async def vote(self, request: Request) -> Response:
        visitor = self._site.visitors.of(request)
        self._site.admit(request, visitor)
        form = await read_form(request)
        self._site.check_token(visitor, form.get("csrf"))
        poll, back = poll_of(request), way_back(form.get("back"))
        sender, channel = await self._site.sender(request, visitor), await self._site.channel_of(back)
        reply = await self._site.desk.vote(Vote(sender=sender, channel=channel, poll=poll, action=ballot(form)))
        # a code stands on a line of its own, to be copied
        said = f"{reply.text}\n{reply.receipt}\n{reply.notice}" if reply.receipt else f"{reply.text} {reply.notice}"
        said = said.rstrip()
        if request.headers.get("x-fragment") != "card":
            response = RedirectResponse(back if back != "/" else f"/p/{poll}", 303)
            # a paper that was refused stands again as it was filled in, to be put right
            filled = filled_in(form.pairs) if reply.tone is Tone.ERROR else {}
            self._site.visitors.leave_note(response, visitor, Note(said, reply.tone.value, poll, filled))
            return response
        receipt = {"text": said, "tone": reply.tone.value}
        try:
            guest = await self._site.guest(request)
            card = await self._site.desk.card(poll, self._reader(guest))
        except (NotFound, StoreUnavailable):
            # what was said of the ballot stays true, and is not lost for want of a picture of it
            return JSONResponse({"receipt": receipt, "html": None})
        linked = back.startswith("/r/")
        return JSONResponse({"receipt": receipt, "html": self._fragment(guest, card, back, linked=linked)})

    async def add(self, request: Request) -> Response:
        """A voter's own option."""
        return await self._command(request, "add", "label")

    async def object(self, request: Request) -> Response:
        """Why a voter objects."""
        return await self._command(request, "object", "reason")

    async def _command(self, request: Request, command: str, field: str) -> Response:
        """A field of the card, through the same command as everywhere."""
        visitor = self._site.visitors.of(request)
        self._site.admit(request, visitor)
        form = await read_form(request)
        self._site.check_token(visitor, form.get("csrf"))
        guest = await self._site.guest(request)
        poll, back = poll_of(request), way_back(form.get("back"))
        reply = await self._site.desk.handle(
            Filled(
                sender=guest.identity,
                channel=await self._site.channel_of(back),
                command=command,
                fields={"poll": poll, field: form.get(field)},
                event=event_key(visitor.id, form.get("event")),
            )
        )
        response = RedirectResponse(back if back != "/" else f"/p/{poll}", 303)
        said = next((part for part in reply.parts if isinstance(part, Say)), None)
        form_again = next((part.error for part in reply.parts if hasattr(part, "error")), "")
        if said is not None or form_again:
            text, tone = (said.text, said.tone) if said is not None else (form_again, Tone.ERROR)
            self._site.visitors.leave_note(response, visitor, Note(text, tone.value, poll))
        return response

    async def chart(self, request: Request) -> Response:
        guest = await self._site.guest(request)
        wanted = request.query_params.get("theme", Theme.LIGHT.value)
        theme = Theme.DARK if wanted == Theme.DARK.value else Theme.LIGHT
        language = best_language(request.query_params.get("lang"), guest.speech.language)
        try:
            pictures = await self._site.desk.pictures(
                poll_of(request), theme, Reader(sender=guest.identity, language=language)
            )
        except NotFound as error:
            raise Refused(404, error.text) from error
        number = request.path_params["number"]
        if number >= len(pictures):
            raise Refused(404, say("web-error-chart"))
        png = pictures[number].png
        tag = f'"{hashlib.sha256(png).hexdigest()[:24]}"'
        # private: what one voter may see already, another may not
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(png, media_type="image/png", headers=headers)

    async def _card(self, request: Request, guest: Guest) -> Card:
        try:
            card = await self._site.desk.card(poll_of(request), self._reader(guest))
        except NotFound as error:
            raise Refused(404, error.text) from error
        if card.state == "draft" and not await self._site.desk.is_organiser(guest.identity):
            raise Refused(404, say("error-poll-unknown", id=card.poll))
        return card

    def _reader(self, guest: Guest) -> Reader:
        return Reader(sender=guest.identity, language=guest.speech.language)

    def _fragment(self, guest: Guest, card: Card, back: str, *, linked: bool) -> str:
        return page(
            "_card.html",
            guest.speech,
            card=card,
            site=SiteWords(guest.community, self._site.public_url, self._site.assets),
            csrf=self._site.visitors.token(guest.visitor),
            nonce=self._site.visitors.nonce(),
            back=back,
            receipt=None,
            preview=False,
            linked_title=linked,
        )


def poll_of(request: Request) -> PollId:
    """The poll that the address names. Raises Refused where none could be called so."""
    found = poll_id(request.path_params["poll"])
    if found is None:
        raise Refused(404, say("error-poll-unknown", id=request.path_params["poll"][:40]))
    return found
