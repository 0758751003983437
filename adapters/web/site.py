"""What all pages share: the parts they work with, who is asking, and how an answer is dressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from adapters.web.limits import WEB
from adapters.web.live import Hub
from adapters.web.rate import RateLimit
from adapters.web.render import page
from adapters.web.visitors import Visitor, Visitors
from bot.domain.community import Channel, Identity, Person, Role
from bot.domain.ids import ChannelId, CommunityId
from bot.domain.text import Text, say
from bot.locale.speech import LANGUAGES, Speech, best_language, speech
from bot.ports import Chance, Clock, Desk, UnitOfWork
from bot.ports.followups import DecisionPages

Menu = Callable[[str, Role], Sequence[tuple[str, str]]]
"""Commands as (name, help) in a language, as far as a role may use them."""
SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # not no-referrer: browsers then hide the Origin of our own forms too
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


PRODUCT: Final = "Ascolto"


class Refused(Exception):  # an answer, not a fault of ours
    """The request goes no further; the page says why."""

    def __init__(self, status: int, text: Text, *, retry_after: float = 0.0) -> None:
        super().__init__(text.key)
        self.status, self.text, self.retry_after = status, text, retry_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The parts of the web channel; one for the life of the program."""

    desk: Desk
    work: UnitOfWork
    clock: Clock
    chance: Chance
    hub: Hub
    visitors: Visitors
    community: CommunityId
    home: ChannelId
    """The room that the front page leads to, as long as it is connected."""
    public_url: str
    menu: Menu
    decisions: DecisionPages
    per_visitor: RateLimit
    per_address: RateLimit
    heartbeat: float
    assets: str
    """Changes with the style sheet and the script, so that browsers fetch them anew."""

    async def guest(self, request: Request) -> Guest:
        """Who is asking, in which language. Raises StoreUnavailable."""
        visitor = self.visitors.of(request)
        async with self.work.reading() as work:
            community = await work.communities.get(self.community)
            person = await work.people.find(WEB, visitor.id) if visitor.known else None
        asked = request.headers.get("accept-language")
        chosen = person.language if person is not None and person.language else asked
        spoken = speech(best_language(chosen, community.language), community.timezone)
        return Guest(visitor, person, spoken, community.name)

    async def sender(self, request: Request, visitor: Visitor) -> Identity:
        """Who votes: what `guest` finds out of them, as far as a vote needs it. Raises StoreUnavailable."""
        hint = request.headers.get("accept-language")
        language = await self.desk.language_of(Identity(WEB, visitor.id, "", hint))
        return visitor.identity(speech(language, "UTC"))  # for a name in words only: no time is said

    def stranger(self, request: Request) -> Guest:
        """The same as far as the request alone tells it: for an answer when the database is away."""
        spoken = speech(best_language(request.headers.get("accept-language"), LANGUAGES[0]), "UTC")
        return Guest(self.visitors.of(request), None, spoken, PRODUCT)

    async def rooms(self) -> list[Channel]:
        async with self.work.reading() as work:
            known = await work.channels.of_community(self.community)
        return [channel for channel in known if channel.platform == WEB]

    async def front_room(self) -> Channel:
        """Raises Refused where there is none."""
        rooms = await self.rooms()
        if not rooms:
            raise Refused(404, say("web-error-room"))
        return self.front_of(rooms)

    def front_of(self, rooms: Sequence[Channel]) -> Channel:
        return next((room for room in rooms if room.id == self.home), rooms[0])

    async def room(self, address: str) -> Channel:
        """Raises Refused where there is no such room."""
        async with self.work.reading() as work:
            found = await work.channels.find(WEB, address)
        if found is None or not found.connected or found.community != self.community:
            raise Refused(404, say("web-error-room"))
        return found

    async def channel_of(self, back: str) -> ChannelId | None:
        """The room of the page a form was sent from."""
        if not back.startswith("/r/"):
            return None
        return await self.desk.channel_at(WEB, back.removeprefix("/r/"))

    def admit(self, request: Request, visitor: Visitor) -> None:
        """Raises Refused for a request from another site's page, or one too many."""
        fetched_from = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        ours = (request.headers.get("host"), self._own_netloc)
        foreign = origin is not None and urlsplit(origin).netloc not in ours
        if fetched_from not in (None, "same-origin", "none") or (fetched_from is None and foreign):
            raise Refused(403, say("web-error-other-site"))
        wait = self.per_address.wait(address_of(request))
        if not wait and visitor.known:
            wait = self.per_visitor.wait(visitor.id)
        if wait:
            raise Refused(429, say("web-error-slow-down"), retry_after=wait)

    def admit_stream(self, request: Request, visitor: Visitor) -> None:
        """Raises Refused where this visitor, their address, or everybody together has too many pages open."""
        if not self.hub.has_room_for(visitor.id, address_of(request)):
            raise Refused(503, say("web-error-streams"), retry_after=30)

    def check_token(self, visitor: Visitor, token: str) -> None:
        """Raises Refused for a form that we did not hand to this browser."""
        if not self.visitors.is_ours(visitor, token):
            raise Refused(403, say("web-error-cookies") if not visitor.known else say("web-error-form"))

    def page(self, request: Request, guest: Guest, name: str, *, status: int = 200, **values: Any) -> Response:
        """A whole page, with the visitor's cookie where it is new, and a note taken where one was left."""
        html = page(
            name,
            guest.speech,
            site=SiteWords(guest.community, self.public_url, self.assets),
            csrf=self.visitors.token(guest.visitor),
            nonce=values.pop("nonce", None) or self.visitors.nonce(),
            back=values.pop("back", request.url.path),
            **values,
        )
        response = HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
        if not guest.visitor.known:
            self.visitors.remember(response, guest.visitor)
        return response

    @property
    def _own_netloc(self) -> str:
        return urlsplit(self.public_url).netloc


def address_of(request: Request) -> str:
    """Of the client; of the one behind a proxy where the proxy is trusted."""
    return request.client.host if request.client else ""


@dataclass(frozen=True, slots=True)
class SiteWords:
    name: str
    url: str
    assets: str


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor, the person they are known as (None before their first act), and how to speak to them."""

    visitor: Visitor
    person: Person | None
    speech: Speech
    community: str

    @property
    def identity(self) -> Identity:
        return self.visitor.identity(self.speech)

    @property
    def name(self) -> str:
        return self.visitor.called(self.speech)
