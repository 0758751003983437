"""The room: its history, what people say in it, and what happens there from now on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from adapters.web.inbound import event_key, read_form
from adapters.web.limits import PAGE, WORDS_CHARS
from adapters.web.live import ANYTHING, Happening, Hub, Told
from adapters.web.render import Chart, charts_of, page
from adapters.web.site import Guest, Site, SiteWords, address_of
from adapters.web.visitors import Note
from bot.domain.card import Card
from bot.domain.community import Channel, Role
from bot.domain.conversation import OfferCommand, Reader, Reply, Say, ShowCard, Tone, Typed
from bot.domain.errors import DomainError
from bot.domain.ids import EventKey, PersonId, PollId, encode
from bot.domain.picture import Theme
from bot.domain.room import Entry, RoomMessage
from bot.domain.text import say
from bot.domain.wording import clean_paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A message as one visitor sees it."""

    number: int
    kind: str
    author: str
    text: str
    at: datetime
    time: str
    own: bool
    private: bool
    poll: PollId | None
    card: Card | None
    author_id: str
    charts: Sequence[Chart]
    receipt: Note | None
    nonce: str
    key: str
    offers: Sequence[OfferCommand] | None
    """Of a note that is kept up to date: a newer one takes its place on the page."""


class RoomPages:
    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        return [
            Route("/", self.front),
            Route("/r/{address}", self.room),
            Route("/r/{address}/messages", self.messages),
            Route("/r/{address}/events", self.events),
            Route("/r/{address}/say", self.say, methods=["POST"]),
        ]

    async def front(self, _request: Request) -> Response:
        first = await self._site.front_room()
        return RedirectResponse(f"/r/{first.address}", 303)

    async def room(self, request: Request) -> Response:
        guest = await self._site.guest(request)
        channel = await self._site.room(request.path_params["address"])
        return await self._show(request, guest, channel, Reply())

    async def messages(self, request: Request) -> Response:
        """What came after a message, as a fragment; a page of it at a time."""
        guest = await self._site.guest(request)
        channel = await self._site.room(request.path_params["address"])
        after = _number(request.query_params.get("after", ""))
        async with self._site.work.reading() as work:
            found = await work.rooms.after(channel.id, reader=_id(guest), number=after or 0)
        lines = await self._lines(found[:PAGE], guest, None)
        html = page(
            "_messages.html",
            guest.speech,
            lines=lines,
            site=SiteWords(guest.community, self._site.public_url, self._site.assets),
            csrf=self._site.visitors.token(guest.visitor),
            back=f"/r/{channel.address}",
            room=channel.address,
        )
        more = {"X-More": "1"} if len(found) > PAGE else {}
        return HTMLResponse(html, headers={"Cache-Control": "no-store", **more})

    async def events(self, request: Request) -> Response:
        guest = await self._site.guest(request)
        channel = await self._site.room(request.path_params["address"])
        self._site.admit_stream(request, guest.visitor)
        hub = self._site.hub
        stream = hub.stream(
            guest.visitor.id, self._site.heartbeat, room=channel.id, since=since(request), address=address_of(request)
        )
        return event_stream(stream, hub)

    async def say(self, request: Request) -> Response:
        """Words for everyone, or a command whose answer is for the sender alone."""
        visitor = self._site.visitors.of(request)
        self._site.admit(request, visitor)
        form = await read_form(request)
        self._site.check_token(visitor, form.get("csrf"))
        guest = await self._site.guest(request)
        channel = await self._site.room(request.path_params["address"])
        text = form.get("quick") or form.get("text")
        event = event_key(visitor.id, form.get("event"))
        if text.lstrip().startswith("/"):
            reply = await self._site.desk.handle(
                Typed(sender=guest.identity, channel=channel.id, text=text.strip(), event=event)
            )
        else:
            reply = await self._speak(guest, channel, text, event)
        failed = any(isinstance(part, Say) and part.tone is Tone.ERROR for part in reply.parts)
        if request.headers.get("x-fragment") == "reply":
            return self._fragment(await self._site.guest(request), channel, reply, failed=failed)
        if not reply.parts:
            return RedirectResponse(f"/r/{channel.address}#say", 303)
        return await self._show(
            request,
            await self._site.guest(request),
            channel,
            reply,
            typed=text if failed and not form.get("quick") else "",
        )

    async def _speak(self, guest: Guest, channel: Channel, raw: str, event: EventKey | None) -> Reply:
        text = clean_paragraph(raw)
        if not text:
            return Reply()
        if len(text) > WORDS_CHARS:
            words = guest.speech.say(say("web-error-words-long", length=len(text), most=WORDS_CHARS))
            return Reply((Say(words, Tone.ERROR),))
        async with self._site.work.writing() as work:
            person = await work.people.recognise(
                guest.identity, PersonId(encode(self._site.chance.token(10))), self._site.clock.now()
            )
            await work.rooms.add(
                RoomMessage(
                    channel=channel.id,
                    kind=Entry.WORDS,
                    author=person.id,
                    author_name=person.name,
                    text=text,
                    key=event,
                    at=self._site.clock.now(),
                )
            )
        self._site.hub.tell(Happening(room=channel.id))
        return Reply()

    def _fragment(self, guest: Guest, channel: Channel, reply: Reply, *, failed: bool) -> Response:
        html = page(
            "_reply.html",
            guest.speech,
            reply=reply,
            site=SiteWords(guest.community, self._site.public_url, self._site.assets),
            csrf=self._site.visitors.token(guest.visitor),
            back=f"/r/{channel.address}",
            room=channel.address,
            nonce=self._site.visitors.nonce(),
            card_is_preview=is_preview(reply),
        )
        headers = {"Cache-Control": "no-store", "X-Outcome": "error" if failed else "done"}
        return HTMLResponse(html.strip(), headers=headers)

    async def _show(
        self, request: Request, guest: Guest, channel: Channel, reply: Reply, *, typed: str = ""
    ) -> Response:
        before = _number(request.query_params.get("before", ""))
        mark = self._site.hub.mark
        async with self._site.work.reading() as work:
            found = await work.rooms.recent(channel.id, reader=_id(guest), limit=PAGE, before=before)
        note = self._site.visitors.take_note(request, guest.visitor)
        role = await self._site.desk.role_of(guest.identity)
        lines = await self._lines(found, guest, note)
        parts = list(reply.parts)
        if note and not any(line.receipt for line in lines):
            parts.insert(0, Say(note.text, Tone(note.tone)))
        response = self._site.page(
            request,
            guest,
            "room.html",
            lines=lines,
            mark=mark,
            older=found[0].number if len(found) == PAGE else None,
            room=channel.address,
            room_title=channel.title,
            rooms=await self._site.rooms(),
            organises=role.covers(Role.ORGANISER),
            menu=self._site.menu(guest.speech.language, role),
            reply=Reply(tuple(parts)),
            typed=typed,
            my_name=guest.name,
            chosen_name=guest.visitor.name,
            back=f"/r/{channel.address}",
            card_is_preview=is_preview(reply),
        )
        if note:
            self._site.visitors.drop_note(response)
        return response

    async def _lines(self, messages: Sequence[RoomMessage], guest: Guest, note: Note | None) -> list[Line]:
        reader = Reader(sender=guest.identity, language=guest.speech.language)
        seen: dict[PollId, Card | None] = {}
        lines = []
        for message in messages:
            card = None
            if message.poll is not None:
                if message.poll not in seen:
                    seen[message.poll] = await self._card(message.poll, reader)
                card = seen[message.poll]
            charts: Sequence[Chart] = ()
            if message.kind is Entry.RESULT and message.poll is not None and card is not None:
                charts = await self.charts(message.poll, reader)
            mine = message.author is not None and message.author == _id(guest)
            lines.append(
                Line(
                    number=message.number,
                    kind=message.kind.value,
                    author=message.author_name if message.author is not None else guest.community,
                    author_id=message.author or "",
                    text=message.text,
                    at=message.at,
                    time=guest.speech.time(message.at),
                    own=mine,
                    private=message.only_for is not None,
                    poll=message.poll,
                    card=card,
                    charts=charts,
                    receipt=note if note and note.poll == message.poll and message.kind is Entry.CARD else None,
                    nonce=self._site.visitors.nonce(),
                    key=message.key or "",
                    offers=message.offers,
                )
            )
        return lines

    async def _card(self, poll: PollId, reader: Reader) -> Card | None:
        try:
            return await self._site.desk.card(poll, reader)
        except DomainError:
            return None

    async def charts(self, poll: PollId, reader: Reader) -> list[Chart]:
        """The result's chart, where it may be seen."""
        return charts_of(await self._site.desk.pictures(poll, Theme.LIGHT, reader))[:1]


def since(request: Request) -> str:
    """Where a stream goes on: after a broken connection the browser says it, at first the page does."""
    return (request.headers.get("last-event-id") or request.query_params.get("since", ""))[:40]


def event_stream(stream: AsyncIterator[Told], hub: Hub) -> StreamingResponse:
    async def written() -> AsyncIterator[str]:
        yield "retry: 2000\n\n"
        async for told in stream:
            mark = f"id: {told.mark}\n" if told.mark else ""
            yield f"{mark}{_written(told.happening, hub.spread)}\n"

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(written(), media_type="text/event-stream", headers=headers)


def _written(happening: Happening | None, spread: int) -> str:
    if happening is None:
        return ": still here\n"
    if happening == ANYTHING:
        return f"event: anything\ndata: {json.dumps({'spread': spread})}\n"
    if happening.poll is not None:
        words = {"poll": happening.poll, "version": happening.version, "spread": spread}
        return f"event: poll\ndata: {json.dumps(words)}\n"
    return f"event: room\ndata: {json.dumps({'spread': spread})}\n"


def is_preview(reply: Reply) -> bool:
    """A draft's card in an answer has nothing to tap."""
    return any(isinstance(part, ShowCard) and part.card.state == "draft" for part in reply.parts)


def _id(guest: Guest) -> PersonId | None:
    return guest.person.id if guest.person is not None else None


def _number(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else None
