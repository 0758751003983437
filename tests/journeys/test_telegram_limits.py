"""Telegram's limits: a burst of votes costs no 429, the last state arrives, and answers never wait behind posts."""

from __future__ import annotations

import asyncio

import pytest

from tests.platforms.telegram_server import FloodLimits
from tests.telegramhouse import cards, heard, said, telegram_house

CAP = FloodLimits(per_second=30, per_chat_second=1, burst=3, per_group_minute=20, edits_per_minute=20)

LATE = 2
"""The clock moves on while requests are on their way, and on a busy machine one may arrive so late that the next seems
to come too soon. Whoever did not pace would be refused dozens of times."""


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path, flood=CAP) as built:
        yield built
        assert built.server.spec_violations == []


async def test_300_votes_under_a_cap_of_20_edits_a_minute(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    post = await house.launch(group, boss, "/poll Where? | Lake | City | Hill")
    taps = []
    for number in range(300):
        voter = house.server.user(1000 + number, f"Voter {number}")
        taps.append(await voter.taps(post, number % 3))
        if number % 50 == 49:
            house.clock.advance(seconds=1)
    answers = await asyncio.wait_for(asyncio.gather(*(tap.answered for tap in taps)), 15)
    assert all(answer.text.startswith("✓ Counted") for answer in answers)
    await house.until(lambda: "300 people voted" in post.words)
    assert house.server.flood_errors <= LATE
    assert post.edit_count <= 25


async def test_several_busy_polls_in_one_group_share_its_limit(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    posts = [await house.launch(group, boss, f"/poll Question {number}? | Yes | No") for number in range(4)]
    for round_ in range(30):
        voter = house.server.user(1000 + round_, f"Voter {round_}")
        taps = [await voter.taps(post, round_ % 2) for post in posts]
        await asyncio.gather(*(tap.answered for tap in taps))
        # in small steps: what is on its way when the clock jumps arrives late by as much, and seems to come too soon
        for _ in range(8):
            await asyncio.sleep(0.01)
            house.clock.advance(seconds=0.5)
    for post in posts:
        await house.until(lambda post=post: "30 people voted" in post.words)
    assert house.server.flood_errors <= LATE


async def test_a_private_answer_does_not_wait_behind_a_full_group(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    post = await house.launch(group, boss, "/poll Where? | Lake | City")
    for number in range(25):
        await group.says(house.server.user(500 + number, f"Chatty {number}"), "/help")
    await asyncio.sleep(0.2)
    before = house.clock.now()
    ada = house.server.user(50, "Ada")
    assert (await house.answer(ada, post, "Lake")).startswith("✓ Counted")
    await ada.starts()
    await house.until(lambda: "Welcome" in heard(house.server.private(ada)))
    assert (house.clock.now() - before).total_seconds() < 5
    await house.until(lambda: sum("/poll" in each.words for each in said(group)) >= 1)
    assert house.server.flood_errors <= LATE


async def test_a_429_is_obeyed_and_the_last_state_arrives(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    post = await house.launch(group, boss, "/poll Where? | Lake | City")
    await house.answer(house.server.user(50, "Ada"), post, "Lake")
    await house.until(lambda: "1 person voted" in post.words)
    house.server.fail_next("editMessageText", 429, "Too Many Requests: retry after 30", {"retry_after": 30})
    house.clock.advance(seconds=5)
    await house.answer(house.server.user(51, "Ben"), post, "City")
    await house.until(lambda: house.server.calls("editMessageText")[-1].code == 429)
    refused = house.clock.now()
    await house.until(lambda: "2 people voted" in post.words)
    assert (house.clock.now() - refused).total_seconds() >= 29
    assert len(cards(group)) == 1
