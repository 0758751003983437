"""SIGTERM: no new work is taken, what is in hand is finished, and the process ends with 0; a second one ends it now."""

from __future__ import annotations

import asyncio
import signal

import httpx
import psycopg
import pytest

from tests.journeys.processes import Process, Processes, processes, until


@pytest.fixture
async def house(postgres, tmp_path):
    async with processes(postgres.fresh(), tmp_path) as started:
        yield started


class Hold:
    """Somebody else's transaction on a poll, which every vote for it has to wait for."""

    def __init__(self, url: str, poll: str) -> None:
        self._connection = psycopg.connect(url)
        self._connection.execute("SELECT id FROM polls WHERE id = %s FOR UPDATE", [poll])
        self._looking = psycopg.connect(url, autocommit=True)

    def waiting(self) -> int:
        held_up = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return self._looking.execute(held_up).fetchone()[0]

    def let_go(self) -> None:
        self._connection.rollback()

    def __enter__(self) -> Hold:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()
        self._looking.close()


async def ends_listening(process: Process) -> bool:
    try:
        async with httpx.AsyncClient() as client:
            await client.get(f"{process.base}/livez", timeout=5)
    except httpx.TransportError:
        return True
    return False


async def test_a_vote_in_hand_is_counted_and_answered_before_the_process_ends(house: Processes) -> None:
    web = await house.start("web,worker")
    boss = await house.organiser(web)
    await boss.say("/poll Where? | Lake | City")
    poll = await house.latest()
    voter = house.visitor(web)
    await voter.open(f"/p/{poll.id}")
    with Hold(house.url, poll.id) as hold:
        voting = asyncio.create_task(
            voter.client.post(
                f"/p/{poll.id}/vote",
                data={"csrf": voter.token, "choice": "1", "back": f"/p/{poll.id}"},
                headers={"x-fragment": "card"},
            )
        )
        await until(hold.waiting)
        web.running.send_signal(signal.SIGTERM)
        await until(lambda: ends_listening(web))
        assert web.running.returncode is None, "it waits for the vote"
        hold.let_go()
        assert "Counted: Lake" in (await voting).json()["receipt"]["text"]
    await web.gone()
    assert web.running.returncode == 0
    assert any("Every vote that was acknowledged is stored" in line for line in web.words)
    assert not any("Traceback" in line for line in web.words)
    assert await house.count(poll) == {"Lake": 1, "City": 0}
    # its leases are free at once
    other = await house.start("worker")
    await until(lambda: other.figure('ascolto_lease_held{lease="schedule"}'), within=2)


async def test_a_second_signal_ends_it_at_once(house: Processes) -> None:
    web = await house.start("web")
    boss = await house.organiser(web)
    await boss.say("/poll Where? | Lake | City")
    poll = await house.latest()
    voter = house.visitor(web)
    await voter.open(f"/p/{poll.id}")
    with Hold(house.url, poll.id) as hold:
        voting = asyncio.create_task(voter.client.post(f"/p/{poll.id}/vote", data={"csrf": voter.token, "choice": "1"}))
        await until(hold.waiting)
        web.running.send_signal(signal.SIGTERM)
        await until(lambda: ends_listening(web))
        web.running.send_signal(signal.SIGTERM)
        await web.gone()
        assert web.running.returncode == 128 + signal.SIGTERM
        with pytest.raises(httpx.TransportError):
            await voting
    assert await house.count(poll) == {"Lake": 0, "City": 0}
