"""Taps in any number and order, forged, late or twice: each is answered, and the ballot is what was tapped last."""

from __future__ import annotations

import asyncio

import pytest

from tests.telegramhouse import cards, heard, said, telegram_house


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


async def running_poll(house, line="/poll Where? | Lake | City | Hill"):
    boss = await house.organiser()
    group = house.server.supergroup("Choir")
    await house.connect(group, boss)
    return boss, group, await house.launch(group, boss, line)


async def test_parallel_taps_of_one_person_end_in_the_last_of_them(house):
    boss, _, post = await running_poll(house)
    taps = [await boss.taps(post, number % 3) for number in range(20)]
    answers = await asyncio.wait_for(asyncio.gather(*(tap.answered for tap in taps)), 15)
    assert all(answer.text for answer in answers)
    assert [ballot.choices for ballot in await house.ballots(await house.poll())] == [(2,)]


async def test_updates_out_of_order_and_twice_leave_the_last_tap_standing(house):
    boss, _, post = await running_poll(house)
    house.server.hold()
    first, second = await boss.taps(post, "Lake"), await boss.taps(post, "City")
    house.server.deliver_out_of_order()
    house.server.release()
    await asyncio.wait_for(asyncio.gather(first.answered, second.answered), 15)
    assert [ballot.choices for ballot in await house.ballots(await house.poll())] == [(2,)]
    house.server.redeliver(first.update_id)
    third = await house.server.user(50, "Ada").taps(post, "Hill")
    await asyncio.wait_for(third.answered, 15)
    assert sorted(ballot.choices for ballot in await house.ballots(await house.poll())) == [(2,), (3,)]


async def test_a_toggle_delivered_twice_toggles_once(house):
    boss, _, post = await running_poll(house, "/poll Where? | Lake | City | Hill --multi 2")
    tap = await boss.taps(post, "Lake")
    await asyncio.wait_for(tap.answered, 15)
    house.server.redeliver(tap.update_id)
    await asyncio.wait_for((await boss.taps(post, "City")).answered, 15)
    assert [ballot.choices for ballot in await house.ballots(await house.poll())] == [(1, 2)]


@pytest.mark.parametrize(
    "data",
    [
        "",
        "v",
        "v:zzzzzzzz:1",
        "v:../../etc:1",
        "v:{poll}:99",
        "v:{poll}:-1",
        "o:0000000000000000:0",
        "🙂" * 16,
        "f:ask:0:0",
    ],
)
async def test_forged_data_is_answered_and_changes_nothing(house, data):
    boss, _, post = await running_poll(house)
    poll = await house.poll()
    tap = await boss.taps_raw(post, data.format(poll=poll.id) if data else "x")
    answer = await asyncio.wait_for(tap.answered, 15)
    assert answer.text
    assert answer.show_alert
    assert await house.ballots(poll) == []
    without = await boss.taps_raw(None, f"v:{poll.id}:1")
    assert (await asyncio.wait_for(without.answered, 15)).text


async def test_a_vote_on_another_poll_through_this_ones_message_counts_there(house):
    boss, group, first = await running_poll(house)
    other = await house.poll()
    await house.launch(group, boss, "/poll When? | Today | Tomorrow")
    tap = await boss.taps_raw(cards(group)[-1], f"v:{other.id}:2")
    assert "✓ Counted: City" in (await asyncio.wait_for(tap.answered, 15)).text
    await house.until(lambda: "1 person voted" in first.words)


async def test_an_edited_command_is_not_carried_out_again(house):
    boss, group, _ = await running_poll(house)
    typed = next(message for message in group.messages if message.words.startswith("/poll"))
    await group.edits(typed, "/poll Another? | A | B")
    chat = house.server.private(boss)
    await chat.says(boss, "/polls")
    await house.until(lambda: "Where?" in heard(chat))
    own = next(message for message in chat.messages if message.words == "/polls")
    await chat.edits(own, "/poll Third? | A | B")
    await house.until(lambda: "carried out once" in heard(chat))
    assert len(cards(group)) == 1


async def test_commands_where_nobody_can_be_known_lead_into_the_private_chat(house):
    boss, _, _ = await running_poll(house)
    channel = house.server.channel("News")
    await house.connect(channel, boss)
    await channel.says(boss, "/poll Where? | A | B")
    await house.until(lambda: "private" in str([each.buttons for each in said(channel)]))
    assert cards(channel) == []


async def test_options_of_emoji_and_of_right_to_left_text_are_voted_on(house):
    boss, _, post = await running_poll(house, "/poll אֵיפֹה? | 🏖️ | 👨‍👩‍👧‍👦 | البحيرة | \u202eevil\u202c $x$ <b>")
    assert "🏖️" in await house.answer(boss, post, 0)
    assert "البحيرة" in await house.answer(boss, post, 2)
    assert "evil $x$ <b>" in await house.answer(boss, post, 3)


async def test_a_stranger_cannot_use_an_organisers_buttons(house):
    _, group, post = await running_poll(house)
    # the answer to the command may come after the poll's own post
    await house.until(lambda: any("Close now" in str(message.buttons) for message in said(group)))
    offer = next(message for message in said(group) if "Close now" in str(message.buttons))
    stranger = house.server.user(66, "Mallory")
    before = offer.buttons
    for data in (offer.key("Close now")["callback_data"], offer.key("Close now")["callback_data"].replace("o:", "k:")):
        tap = await stranger.taps_raw(offer, data)
        assert "organiser" in (await asyncio.wait_for(tap.answered, 15)).text
    assert offer.buttons == before
    assert (await house.poll()).is_open
    assert post.buttons
