"""Telegram's own polls: public answers become ballots, anonymous ones totals, and buttons elsewhere count along."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.community import Channel
from bot.domain.conversation import Reader
from bot.domain.ids import ChannelId, Platform, PostId
from tests.patience import PATIENCE
from tests.telegramhouse import cards, heard, said, telegram_house


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


async def test_public_answers_are_ballots_and_can_be_changed_and_taken_back(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir")
    await house.connect(group, boss)
    post = await house.launch(group, boss, "/poll Which? | A | B | C --native --names --about Think well.")
    assert post.poll is not None
    ada, ben = house.server.user(50, "Ada"), house.server.user(51, "Ben")
    await ada.votes(post, [0])
    await ben.votes(post, [1])

    async def held():
        return sorted(ballot.choices for ballot in await house.ballots(await house.poll()))

    await house.until(lambda: _is(held, [(1,), (2,)]))
    await ada.votes(post, [2])
    await house.until(lambda: _is(held, [(2,), (3,)]))
    await ben.votes(post, [])
    await house.until(lambda: _is(held, [(3,)]))
    await group.says(boss, "/close")
    await house.until(lambda: any(each.photo for each in said(group)))
    await house.until(lambda: post.poll.is_closed)
    assert (await house.tally(await house.poll())).voters == 1


async def test_a_poll_of_another_platforms_own_is_not_waited_for(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir")
    await house.connect(group, boss)
    post = await house.launch(group, boss, "/poll Which? | A | B --native --names")
    poll = await house.poll()
    async with house.ascolto.work.writing() as work:
        elsewhere = Channel(
            id=ChannelId("elsewhere"),
            community=poll.community,
            platform=Platform("elsewhere"),
            address="1",
            title="elsewhere",
        )
        await work.channels.ensure(elsewhere)
        shown = replace((await work.posts.of_poll(poll.id))[0], id=PostId("elsewhere"), channel=elsewhere.id)
        await work.posts.add(shown)
        await work.posts.delivered(shown.id, "n:1:2", poll.version)
    began = house.clock.now()
    await group.says(boss, "/close")
    await house.until(lambda: any(each.photo for each in said(group)))
    assert post.poll.is_closed
    assert house.clock.now() - began < timedelta(seconds=30)


async def _counted(house, words):
    card = await house.ascolto.desk.card((await house.poll()).id, Reader(sender=None, language="en"))
    return words == card.count


async def _is(held, wanted):
    return await held() == wanted


async def test_one_poll_native_here_and_buttons_there_has_one_tally(house):
    boss = await house.organiser()
    channel, group = house.server.channel("News"), house.server.supergroup("Choir")
    await house.connect(channel, boss)
    await house.connect(group, boss)
    await house.private_says(boss, "/poll Which? | A | B --native --names --in all")
    await house.until(lambda: cards(channel) and cards(group))
    # a channel has no public polls, and the promise is that names are shown
    assert cards(channel)[0].poll is None
    assert cards(group)[0].poll is not None
    await house.answer(house.server.user(50, "Ada"), cards(channel)[0], "A")
    await house.server.user(51, "Ben").votes(cards(group)[0], [0])
    await house.until(lambda: "2 people voted" in cards(channel)[0].words)


async def test_anonymous_totals_are_kept_as_totals_and_said_to_be_that(house):
    boss = await house.organiser()
    channel, group = house.server.channel("News"), house.server.supergroup("Choir")
    await house.connect(channel, boss)
    await house.connect(group, boss)
    await house.private_says(boss, "/poll Which? | A | B --native --in all")
    await house.until(lambda: cards(channel) and cards(group))
    assert cards(channel)[0].poll.is_anonymous
    for number in range(5):
        await house.server.user(50 + number, f"Reader {number}").votes(cards(channel)[0], [number % 2])
    await house.until(lambda: _counted(house, "5 people voted"))
    await house.private_says(boss, "/summary")
    await house.until(lambda: "5 anonymous votes counted by Telegram in #News" in heard(house.server.private(boss)))
    assert await house.ballots(await house.poll()) == []
    await house.private_says(boss, "/close")
    await house.until(lambda: any(each.photo for each in said(channel)))
    await house.until(lambda: cards(channel)[0].poll.is_closed)
    result = next(each for each in said(channel) if each.photo)
    assert "counted by Telegram" in result.words or any("counted by Telegram" in each.words for each in said(channel))


async def test_what_does_not_fit_a_native_poll_has_buttons_and_the_preview_says_so(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir")
    await house.connect(group, boss)
    many = " | ".join(f"Option {number}" for number in range(13))
    await house.private_says(boss, f"/poll Which? | {many} --native --draft --in all")
    await house.until(lambda: "a button for each option" in heard(house.server.private(boss)))
    post = await house.launch(group, boss, "/poll Up to two? | A | B | C --multi 2 --native")
    assert post.poll is None


async def test_a_native_poll_is_put_right_in_an_answer_and_stopped_when_called_off(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir")
    await house.connect(group, boss)
    post = await house.launch(group, boss, "/poll Wich? | A | B --native")
    await group.says(boss, "/fix Which?")
    await house.until(lambda: any("put right" in each.words and each.reply_to is post for each in said(group)))
    await group.says(boss, "/cancel changed our mind")
    await house.until(lambda: post.poll.is_closed)


async def test_a_vote_in_the_very_moment_of_the_posting_is_not_lost(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir")
    await house.connect(group, boss)
    for number in range(5):
        await group.says(boss, f"/poll Number {number}? | A | B --native --names")
        async with asyncio.timeout(PATIENCE):
            while len(cards(group)) <= number:
                await asyncio.sleep(0)
                house.clock.advance(seconds=0.01)
        await house.server.user(50, "Ada").votes(cards(group)[-1], [1])
        await house.until(lambda: _counted(house, "1 person voted"))
