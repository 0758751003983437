"""Telegram, the network or the database fail, or somebody asks for more than may be answered."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telegram.error import RetryAfter

from adapters.telegram.pacing import ANNOUNCEMENT, Pacer
from bot.domain.errors import StoreUnavailable
from tests.fakes.clock import FakeClock
from tests.patience import PATIENCE
from tests.platforms.telegram_server import FloodLimits
from tests.telegramhouse import cards, check_spec, heard, said, telegram_house


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path) as built:
        yield built
        check_spec(built.server)


@pytest.fixture
async def boss(house):
    return await house.organiser()


@pytest.fixture
async def group(house, boss):
    found = house.server.supergroup("Choir friends")
    await house.connect(found, boss)
    return found


async def real(true) -> None:
    """Until it is so, while the program's clock stands still: nothing that is paced gets its turn."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110  # what another task does over a socket sets no event here
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("spam", ["/polls", "hello", "/start v_aaaaaaaa"])
async def test_who_asks_hundreds_of_things_keeps_nobody_else_waiting(house, boss, group, spam):
    post = await house.launch(group, boss, "/poll Out? | Lake | City")
    house.server.flood = FloodLimits()
    eve, ada = house.server.user(66, "Eve"), house.server.user(50, "Ada")
    eve.started = True
    for _ in range(150):
        await house.server.private(eve).says(eve, spam)
    for _ in range(30):
        await group.says(eve, "/results")
    tap = await ada.taps(post, "City")
    await real(tap.answered.done)
    assert tap.answer.text.startswith("✓ Counted")
    await real(lambda: not house.server.pending_updates)
    assert house.server.flood_errors == 0


async def test_leafing_madly_keeps_nobody_waiting_and_every_tap_is_answered(house, boss, group):
    post = await house.launch(
        group, boss, f"/poll Which? | {' | '.join(f'Song {each}' for each in range(30))} --multi 9"
    )
    poll = await house.poll()
    eve = house.server.user(66, "Eve")
    await eve.starts(f"v_{poll.id}")
    view = house.server.private(eve)
    await house.until(lambda: said(view))
    message = said(view)[-1]
    taps = [await eve.taps_raw(message, f"p:{poll.id}:{number % 4}") for number in range(120)]
    taps.append(await house.server.user(50, "Ada").taps(post, 0))
    await real(lambda: all(tap.answered.done() for tap in taps))
    assert "Counted" in taps[-1].answer.text


@pytest.mark.parametrize(
    ("code", "words", "more"),
    [(500, "Internal Server Error", None), (429, "Too Many Requests: retry after 2", {"retry_after": 2})],
)
async def test_a_tap_is_answered_though_the_first_answer_was_refused(house, boss, group, code, words, more):
    post = await house.launch(group, boss, "/poll Out? | Lake | City")
    house.server.fail_next("answerCallbackQuery", code, words, more, times=2)
    tap = await house.server.user(50, "Ada").taps(post, "City")
    await house.until(tap.answered.done)
    assert "Counted" in tap.answer.text


async def test_an_update_that_cannot_be_read_is_passed_over(house, boss, group):
    post = await house.launch(group, boss, "/poll Out? | Lake | City")
    house.server.hold()
    house.server.updates.push("poll_answer", {"option_ids": "?"})
    tap = await house.server.user(50, "Ada").taps(post, "City")
    house.server.updates.push("message", {"message_id": 7})
    house.server.release()
    await real(tap.answered.done)
    await real(lambda: not house.server.pending_updates)
    again = await house.server.user(51, "Bob").taps(post, "City")
    await real(again.answered.done)


async def test_after_a_week_of_silence_updates_are_numbered_anew(house, boss, group):
    post = await house.launch(group, boss, "/poll Out? | Lake | City")
    await real(lambda: not house.server.pending_updates)
    house.server.updates._next_id = 12_000
    house.server.updates.confirm = lambda offset: [
        house.server.updates.pending.pop(each) for each in list(house.server.updates.pending) if each + 1 == offset
    ]
    tap = await house.server.user(50, "Ada").taps(post, "City")
    await real(tap.answered.done)
    await real(lambda: not house.server.pending_updates)


async def test_a_store_that_stumbles_loses_no_public_answer_and_no_tap(house, boss, group, monkeypatch):
    await house.launch(group, boss, "/poll Out? | Lake | City --native --names")
    native = cards(group)[-1]
    voting, failures = house.ascolto.desk._voting, 2
    real_vote = voting.vote

    async def stumbling(vote):
        nonlocal failures
        if failures:
            failures -= 1
            raise StoreUnavailable("away")
        return await real_vote(vote)

    monkeypatch.setattr(voting, "vote", stumbling)
    await house.server.user(50, "Ada").votes(native, [1])

    async def counted():
        return (await house.tally(await house.poll())).voters == 1

    await house.until(counted)
    assert not failures


async def test_a_pause_ends_though_the_clock_is_set_back():
    clock = FakeClock()
    pacer = Pacer(clock)
    calls = []

    async def refuse():
        calls.append(clock.now())
        if len(calls) == 1:
            raise RetryAfter(timedelta(seconds=20))

    async def send() -> None:
        await pacer.process_request(refuse, (), {}, "sendMessage", {"chat_id": 5}, ANNOUNCEMENT)

    with pytest.raises(RetryAfter):
        await send()
    with pytest.raises(RetryAfter):
        await send()
    clock.advance(hours=-1)
    await send()
    assert len(calls) == 2


async def test_a_form_is_not_sent_twice_and_its_answers_survive_a_failure(house, boss, group):
    private = house.server.private(boss)
    await private.says(boss, "/poll")
    await house.until(lambda: "Question" in heard(private))
    form = said(private)[-1]
    house.server.fail_next("editMessageText", 500, "Internal Server Error")
    await boss.writes("Where?")
    await house.until(lambda: house.server.calls("editMessageText"))
    await boss.writes("Lake\nCity")  # what was asked before is known, though it could not be shown
    await house.until(lambda: "Where?" in form.words and "City" in form.words)
    house.server.hold()
    taps = [await boss.taps_raw(form, "f:send:0:0") for _ in range(2)]
    house.server.release()
    await house.until(lambda: all(tap.answered.done() for tap in taps))
    await house.until(lambda: "Nobody sees it yet" in heard(private))
    async with house.ascolto.work.reading() as work:
        assert len(await work.polls.recent((await house.poll()).community, limit=9, states=("draft",))) == 1
