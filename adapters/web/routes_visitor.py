"""What concerns the visitor: signing in, a name, a language, and the guided forms."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from adapters.web.inbound import event_key, read_form, way_back
from adapters.web.limits import BODY_BYTES, LIST_BYTES
from adapters.web.routes_room import is_preview
from adapters.web.site import Guest, Refused, Site
from adapters.web.visitors import Note
from bot.domain.codes import MOST_CODE_CHARS
from bot.domain.community import Channel, Role
from bot.domain.conversation import AskForm, Filled, Reply, Tone, Typed
from bot.domain.text import say
from bot.locale.speech import LANGUAGES


class VisitorPages:
    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        return [
            Route("/sign-in", self.ask_sign_in),
            Route("/sign-in", self.sign_in, methods=["POST"]),
            Route("/name", self.name, methods=["POST"]),
            Route("/language", self.language, methods=["POST"]),
            Route("/privacy", self.privacy),
            Route("/form/{command}", self.form),
            Route("/form/{command}", self.fill, methods=["POST"]),
        ]

    async def ask_sign_in(self, request: Request) -> Response:
        """Only asks: a chat program that looks the link up beforehand must not use it up.

        What came in the address does not stay there, where histories, logs and the next page could read it.
        """
        if request.query_params.get("token"):
            carried = RedirectResponse("/sign-in", 303, headers={"Cache-Control": "no-store"})
            self._site.visitors.carry_code(carried, request.query_params["token"][:MOST_CODE_CHARS])
            return carried
        guest = await self._site.guest(request)
        token = self._site.visitors.carried_code(request)
        if not token:
            raise Refused(400, say("code-unknown"))
        return self._site.page(
            request,
            guest,
            "message.html",
            title=guest.speech.say(say("web-sign-in-title")),
            text=guest.speech.say(say("web-sign-in-text", community=guest.community)),
            token=token,
            back="/",
        )

    async def sign_in(self, request: Request) -> Response:
        visitor = self._site.visitors.of(request)
        self._site.admit(request, visitor)
        form = await read_form(request)
        self._site.check_token(visitor, form.get("csrf"))
        guest = await self._site.guest(request)
        signed = await self._site.desk.sign_in(form.get("token")[:MOST_CODE_CHARS], guest.identity)
        if signed.role is None:
            title = guest.speech.say(say("web-sign-in-title"))
            response = self._site.page(
                request, guest, "message.html", status=403, title=title, text=signed.text, token="", back="/"
            )
            self._site.visitors.drop_code(response)
            return response
        response = RedirectResponse("/", 303)
        said = signed.text
        if signed.role.covers(Role.ORGANISER):
            said += "\n" + guest.speech.say(say("web-welcome"))
        self._site.visitors.leave_note(response, visitor, Note(said, Tone.DONE.value))
        self._site.visitors.drop_code(response)
        return response

    async def name(self, request: Request) -> Response:
        visitor = self._site.visitors.of(request)
        self._site.admit(request, visitor)
        form = await read_form(request)
        self._site.check_token(visitor, form.get("csrf"))
        guest = await self._site.guest(request)
        renamed = self._site.visitors.renamed(visitor, form.get("name"))
        if guest.person is not None:
            async with self._site.work.writing() as work:
                await work.people.recognise(renamed.identity(guest.speech), guest.person.id)
        response = RedirectResponse(way_back(form.get("back")), 303)
        self._site.visitors.remember(response, renamed)
        words = say("web-named", name=renamed.called(guest.speech))
        self._site.visitors.leave_note(response, visitor, Note(guest.speech.say(words), Tone.DONE.value))
        return response

    async def language(self, request: Request) -> Response:
        visitor = self._site.visitors.of(request)
        self._site.admit(request, visitor)
        form = await read_form(request)
        self._site.check_token(visitor, form.get("csrf"))
        guest = await self._site.guest(request)
        wanted = form.get("language")
        if wanted not in LANGUAGES:
            raise Refused(400, say("error-language"))
        await self._site.desk.handle(Typed(sender=guest.identity, channel=None, text=f"/language {wanted}"))
        return RedirectResponse(way_back(form.get("back")), 303)

    async def privacy(self, request: Request) -> Response:
        guest = await self._site.guest(request)
        return self._site.page(
            request,
            guest,
            "message.html",
            title=guest.speech.say(say("web-privacy")),
            text="",
            token="",
            paragraphs=(await self._site.desk.privacy_notice(guest.identity)).split("\n\n"),
            back="/",
        )

    async def form(self, request: Request) -> Response:
        guest = await self._site.guest(request)
        channel = await self._room(request.query_params.get("room", ""))
        command = request.path_params["command"]
        typed = Typed(sender=guest.identity, channel=channel.id, text=f"/{command}")
        reply = await self._site.desk.handle(typed) if command in _FORMS else Reply()
        if not reply.parts:
            raise Refused(404, say("error-command-unknown", name=command[:40]))
        return self._page(request, guest, channel, reply)

    async def fill(self, request: Request) -> Response:
        visitor = self._site.visitors.of(request)
        self._site.admit(request, visitor)
        # the room for a long list is the organisers', so that nobody else makes us read so much
        takes_list = request.path_params["command"] in _TAKE_LISTS
        long = takes_list and await self._site.desk.is_organiser((await self._site.guest(request)).identity)
        form = await read_form(request, LIST_BYTES if long else BODY_BYTES)
        self._site.check_token(visitor, form.get("csrf"))
        guest = await self._site.guest(request)
        channel = await self._room(form.get("room"))
        fields = {name.removeprefix("field."): value for name, value in form.pairs if name.startswith("field.")}
        reply = await self._site.desk.handle(
            Filled(
                sender=guest.identity,
                channel=channel.id,
                command=request.path_params["command"],
                fields=fields,
                event=event_key(visitor.id, form.get("event")),
            )
        )
        return self._page(request, guest, channel, reply)

    def _page(self, request: Request, guest: Guest, channel: Channel, reply: Reply) -> Response:
        asked = next((part for part in reply.parts if isinstance(part, AskForm)), None)
        return self._site.page(
            request,
            guest,
            "form.html",
            title=asked.title if asked is not None else guest.community,
            reply=reply,
            room=channel.address,
            back=f"/r/{channel.address}",
            card_is_preview=is_preview(reply),
        )

    async def _room(self, address: str) -> Channel:
        return await self._site.room(address) if address else await self._site.front_room()


_TAKE_LISTS = frozenset({"invite"})
_FORMS = frozenset({"poll", "extend", "fix", "connect", "invite"})
"""Commands that a link may open; every one of them only asks."""
