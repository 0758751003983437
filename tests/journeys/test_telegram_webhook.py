"""Updates that Telegram posts: believed with the secret only, answered once stored, delivered again until then."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.clock import FakeClock
from tests.telegramhouse import cards, running, said, telegram


@pytest.fixture
async def house(tmp_path):
    clock = FakeClock()
    async with telegram(clock) as server, running(tmp_path, server, clock, webhook=True) as built:
        await built.until(lambda: server.calls("setWebhook"))
        yield built
        assert server.spec_violations == []


async def test_a_whole_poll_by_webhook(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir")
    await house.connect(group, boss)
    post = await house.launch(group, boss, "/poll Which? | A | B")
    assert "✓ Counted: A" in await house.answer(house.server.user(50, "Ada"), post, "A")
    await group.says(boss, "/close")
    await house.until(lambda: any(each.photo for each in said(group)))
    assert house.server.calls("getUpdates") == []


async def test_without_the_secret_nothing_is_believed(house):
    address = f"{house.ascolto.public_url}/telegram/updates"
    update = {
        "update_id": 1,
        "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "/start"},
    }
    before = len(house.server.requests)
    async with httpx.AsyncClient() as client:
        assert (await client.post(address, json=update)).status_code == 403
        wrong = {"X-Telegram-Bot-Api-Secret-Token": "ä" * 8}
        encoded = {name: value.encode() for name, value in wrong.items()}
        assert (await client.post(address, json=update, headers=encoded)).status_code == 403
        assert (await client.get(address)).status_code == 405
    assert [each.method for each in house.server.requests[before:] if each.method != "setMyCommands"] == []


async def test_garbage_with_the_secret_is_swallowed_once_and_too_much_is_refused(house):
    secret = house.server.calls("setWebhook")[-1]["secret_token"]
    address = f"{house.ascolto.public_url}/telegram/updates"
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with httpx.AsyncClient(headers=headers) as client:
        for body in (b"", b"[]", b"{", b'{"update_id": "x"}', b"\xff\xfe", b'{"update_id": 7}', b'{"message": 4}'):
            assert (await client.post(address, content=body)).status_code == 200, body
        assert (await client.post(address, content=b"x" * 2_000_000)).status_code == 413
    boss = await house.organiser()
    assert boss.started


async def test_an_update_posted_twice_acts_once(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir")
    await house.connect(group, boss)
    number = await group.says(boss, "/poll Which? | A | B")
    await house.until(lambda: cards(group))
    house.server.redeliver(number)
    await house.until(lambda: any("already" in each.words for each in said(group)))
    assert len(cards(group)) == 1


async def test_ticks_that_arrive_in_the_wrong_order_all_count(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir")
    await house.connect(group, boss)
    post = await house.launch(group, boss, "/poll Which? | Lake | City | Hill --multi 3")
    ada = house.server.user(50, "Ada")
    house.server.hold()
    taps = [await ada.taps(post, label) for label in ("City", "Hill")]
    first, second = (house.server.updates.pending[tap.update_id] for tap in taps)
    first["update_id"], second["update_id"] = second["update_id"], first["update_id"]
    house.server.release()
    await house.until(lambda: all(tap.answered.done() for tap in taps))
    assert [ballot.choices for ballot in await house.ballots(await house.poll())] == [(2, 3)]
