"""Telegram's own polls at their end and beyond it, and rooms in which something is forbidden."""

from __future__ import annotations

import pytest

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


async def native_poll(house, boss, group, flags: str = "") -> object:
    post = await house.launch(group, boss, f"/poll Out? | Lake | City --native {flags}")
    assert post.poll is not None
    return post


async def test_the_result_waits_until_telegrams_poll_is_stopped(house, boss, group):
    post = await native_poll(house, boss, group)
    house.server.fail_next("stopPoll", 500, "Internal Server Error", times=2)
    await house.server.user(50, "Ada").votes(post, [0])
    await group.says(boss, "/close")
    await house.until(lambda: len(house.server.calls("stopPoll")) == 1)
    await house.server.user(51, "Bob").votes(post, [1])
    await house.until(lambda: any(each.photo for each in said(group)))
    assert post.poll.is_closed
    result = next(each for each in said(group) if each.photo)
    assert "2 people voted" in result.caption


@pytest.mark.parametrize("names", ["", "--names"])
async def test_a_reopened_native_poll_goes_on_with_buttons_and_keeps_its_votes(house, boss, group, names):
    post = await native_poll(house, boss, group, names)
    await house.server.user(50, "Ada").votes(post, [0])
    await group.says(boss, "/close")
    await house.until(lambda: any(each.photo for each in said(group)))
    await group.says(boss, f"/reopen {(await house.poll()).id}")
    await house.until(lambda: cards(group)[-1].poll is None)
    again = cards(group)[-1]
    assert "Counted" in await house.answer(house.server.user(51, "Bob"), again, "City")
    await house.until(lambda: "2 people voted" in again.words)


async def test_a_native_poll_that_is_extended_does_not_close_at_its_old_time(house, boss, group):
    post = await native_poll(house, boss, group, "--for 1h")
    await house.server.user(50, "Ada").votes(post, [0])
    await group.says(boss, f"/extend {(await house.poll()).id} 1d")
    await house.until(lambda: cards(group)[-1].poll is None)
    house.clock.advance(hours=2)
    assert "Counted" in await house.answer(house.server.user(51, "Bob"), cards(group)[-1], "City")
    await house.until(lambda: "2 people voted" in cards(group)[-1].words)


async def test_where_photos_are_forbidden_the_words_come_and_the_room_stays(house, boss, group):
    post = await house.launch(group, boss, "/poll Out? | Lake | City")
    await house.answer(boss, post, "Lake")
    group.forbid("send_photos")
    await group.says(boss, "/close")
    await house.until(lambda: any("Lake" in each.words and each.reply_to is post for each in said(group)))
    await house.server.private(boss).says(boss, "/channels")
    await house.until(lambda: "Choir friends" in heard(house.server.private(boss)))
    await house.launch(group, boss, "/poll Again? | Lake | City")


async def test_where_polls_are_forbidden_there_are_buttons(house, boss, group):
    group.forbid("send_polls")
    post = await house.launch(group, boss, "/poll Out? | Lake | City --native")
    assert post.poll is None
    assert "Counted" in await house.answer(house.server.user(50, "Ada"), post, "City")


async def test_a_group_that_counts_anew_has_no_other_message_overwritten(house, boss):
    group = house.server.group("Altos")
    await house.connect(group, boss)
    post = await house.launch(group, boss, "/poll Out? | Lake | City")
    new = group.migrate()
    while new.last.id < post.id:
        other = new.add(house.server.bot, text="Something else of the bot's", by_bot=True)
    await house.answer(house.server.user(50, "Ada"), post, "City")
    await house.until(lambda: cards(new) and "1 person voted" in cards(new)[-1].words)
    assert other.words == "Something else of the bot's"
