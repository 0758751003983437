"""When the database is away, or something of ours is broken: a page in the reader's language that says what to do."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager

import httpx
import pytest

from adapters.web.app import assets_version, web_app
from adapters.web.client import PortTaken, allow_many_connections, listen
from adapters.web.limits import WEB
from adapters.web.live import Hub
from adapters.web.rate import PER_ADDRESS, PER_VISITOR, RateLimit
from adapters.web.site import Site
from adapters.web.visitors import Visitors
from bot.domain.community import Channel, Community
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import ChannelId
from bot.services.decision_log import DecisionLog
from bot.services.reading import Reading
from storage.memory import MemoryUnitOfWork
from tests.builders import COMMUNITY
from tests.fakes.clock import FakeChance, FakeClock


class AwayAtTimes(MemoryUnitOfWork):
    """In memory, and gone when told to be."""

    away = False

    @asynccontextmanager
    async def reading(self):
        if self.away:
            raise StoreUnavailable("locked")
        async with super().reading() as work:
            yield work

    @asynccontextmanager
    async def writing(self):
        if self.away:
            raise StoreUnavailable("locked")
        async with super().writing() as work:
            yield work


class BrokenDesk:
    """Has a fault that nobody thought of."""

    def __init__(self, work):
        self.work = work

    async def is_organiser(self, _identity):
        raise ZeroDivisionError

    async def language_of(self, _identity):
        async with self.work.reading():
            return "it"


class Door:
    """The site over parts that can fail, and one visitor before it."""

    def __init__(self, work, client, figures):
        self.work, self.client, self.figures = work, client, figures


@pytest.fixture
async def door():
    clock, chance, figures = FakeClock(), FakeChance(), []
    work = AwayAtTimes(clock)
    async with work.writing() as writing:
        await writing.communities.ensure(Community(id=COMMUNITY, name="Choir", language="en", timezone="UTC"))
        room = Channel(id=ChannelId("web-a"), community=COMMUNITY, platform=WEB, address="general", title="general")
        await writing.channels.ensure(room)
    site = Site(
        desk=BrokenDesk(work),
        work=work,
        clock=clock,
        chance=chance,
        hub=Hub(),
        visitors=Visitors("secret", chance, secure=False),
        community=COMMUNITY,
        home=room.id,
        public_url="http://choir.test",
        menu=lambda _language, _organiser: [],
        decisions=DecisionLog(work, Reading(work, None, None, clock), clock),
        per_visitor=RateLimit(clock, PER_VISITOR),
        per_address=RateLimit(clock, PER_ADDRESS),
        heartbeat=15,
        assets=assets_version(),
    )
    app = web_app(site, lambda route, status, _seconds: figures.append((route, status)))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://choir.test") as client:
        yield Door(work, client, figures)


async def test_without_database_nothing_is_lost_and_it_is_said_so_in_italian_too(door):
    seen = await door.client.get("/nothing-here")
    token = re.search(r'name="csrf" value="([^"]+)"', seen.text)[1]
    door.work.away = True
    for language, words in (("en", "Nothing was lost"), ("it-IT", "Nulla è andato perso"), ("de", "Nothing was lost")):
        for method, path in (("GET", "/r/general"), ("POST", "/p/p0000001/vote"), ("GET", "/p/p0000001")):
            answer = await door.client.request(
                method, path, data={"csrf": token, "choice": "1"} if method == "POST" else None,
                headers={"accept-language": language},
            )  # fmt: skip
            assert answer.status_code == 503
            assert words in answer.text
            assert int(answer.headers["retry-after"]) >= 1
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    door.work.away = False
    assert (await door.client.get("/nothing-here")).status_code == 404


async def test_a_fault_of_ours_shows_nothing_of_our_insides(door):
    answer = await door.client.get("/r/general", headers={"accept-language": "it"})
    assert answer.status_code == 500
    assert "Qualcosa è andato storto da noi" in answer.text
    assert "ZeroDivision" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert door.figures[-1] == ("/r/{address}", 500)


async def test_addresses_that_lead_nowhere(door):
    for path, status in (("/nope", 404), ("/r/attic", 404), ("/static/nope.css", 404), ("/static/../app.py", 404)):
        assert (await door.client.get(path)).status_code == status, path
    assert (await door.client.get("/p/p0000001/vote")).status_code == 405
    assert (await door.client.post("/static/style.css")).status_code == 405


def test_a_taken_port_is_said_with_what_to_do():
    with listen("127.0.0.1", 0) as taken, pytest.raises(PortTaken, match="Set PORT to another one"):
        listen("127.0.0.1", taken.getsockname()[1])


def test_as_many_files_as_open_pages():
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, hard), hard))
        allow_many_connections()
        raised = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        assert raised > 256 or raised == hard
        allow_many_connections()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == raised
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
