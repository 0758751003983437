"""PostgreSQL goes away and comes back: killed, silent, or its connections cut. Nobody restarts the program."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bot.domain.conversation import Tone
from bot.domain.errors import StoreUnavailable
from tests.faults.outage import VOTERS, live_through
from tests.house import house, words
from tests.postgres import NoPostgres, Server, postgres_server


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    """A server that may be treated badly; what it acknowledges outlives its death."""
    try:
        with postgres_server("synchronous_commit=on") as server:
            yield server
    except NoPostgres as reason:
        pytest.skip(str(reason))


async def test_gone_for_twenty_seconds(own: Server) -> None:
    """Longer than anybody is kept waiting, and than a lease lasts."""
    async with house(own.fresh()) as home:
        outage = await live_through(home, own.pull_the_plug, own.plug_in, seconds=20)
        assert await outage.findings() == []
        assert outage.refusals >= VOTERS
        assert outage.most_waiting <= VOTERS
        assert "Launched" in words(await home.type("/poll After? | a | b"))


async def test_silent_for_a_while(own: Server) -> None:
    async with house(own.fresh(), patience=0.5) as home:
        outage = await live_through(home, own.hold_its_breath, own.breathe)
        assert await outage.findings() == []
        # who comes while it is known to be silent is not even kept waiting
        assert home.box.statistics.turned_away
        assert outage.most_waiting <= VOTERS


async def test_all_connections_cut_again_and_again(own: Server) -> None:
    url = own.fresh()
    async with house(url) as home:

        def cut() -> None:
            with own.connect("postgres") as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [url.rsplit("/", 1)[1]]
                )

        await home.type("/poll Where? | Lake | City | Hill")
        poll = (await home.latest()).id
        for turn in range(10):
            votes = [asyncio.create_task(home.vote(poll, who, turn % 3 + 1)) for who in range(30)]
            await asyncio.to_thread(cut)
            for vote in votes:
                reply = await vote
                assert reply.tone is Tone.DONE or "may not be stored" in reply.text
        for who in range(30):
            assert (await home.vote(poll, who, 2)).tone is Tone.DONE
        async with home.work.reading() as work:
            tally = await work.ballots.tally(poll)
        assert (tally.voters, tally.votes(2)) == (30, 30)  # type: ignore[arg-type]  # an option's number


async def test_who_reads_or_writes_is_not_kept_waiting_for_ever(own: Server) -> None:
    async with house(own.fresh(), patience=1.0) as home:
        await home.type("/poll Where? | Lake | City")
        own.hold_its_breath()
        try:
            assert "Nothing was changed" in words(await home.type("/poll During? | a | b"))
            with pytest.raises(StoreUnavailable, match="does not answer"):
                await home.access.community()
        finally:
            own.breathe()
        assert words(await home.type("/polls")).count("?") == 1
        assert "Launched" in words(await home.type("/poll After? | a | b"))
