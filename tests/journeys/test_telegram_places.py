"""Where Telegram's people are: topics, groups that grow, channels, restarts; and what a missing right sounds like."""

from __future__ import annotations

import pytest

from bot.domain.ids import CommunityId, Platform
from tests.fakes.clock import FakeClock
from tests.telegramhouse import button, cards, heard, running, said, telegram, telegram_house

TELEGRAM = Platform("telegram")


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


async def channels(house):
    async with house.ascolto.work.reading() as work:
        known = await work.channels.of_community(CommunityId("home"))
    return {channel.address: channel.title for channel in known if channel.platform == TELEGRAM}


async def test_a_topic_of_a_forum_is_a_place_of_its_own(house):
    boss = await house.organiser()
    forum = house.server.supergroup("Choir", forum=True)
    forum.add_bot(by=boss)
    songs, trips = forum.topic("Songs"), forum.topic("Trips")
    await forum.says(boss, "/connect", topic=songs)
    await house.until(lambda: any("is connected" in each.words and each.topic is songs for each in said(forum)))
    assert list(await channels(house)) == [f"{forum.id}/{songs.id}"]
    await forum.says(boss, "/poll Which? | A | B", topic=songs)
    await house.until(lambda: cards(forum))
    assert cards(forum)[0].topic is songs
    await house.answer(boss, cards(forum)[0], "A")
    await forum.says(boss, "/close", topic=songs)
    await house.until(lambda: any(each.photo for each in said(forum)))
    assert all(each.topic is songs for each in said(forum) if each.photo)
    await forum.says(boss, "/channels", topic=trips)
    await house.until(lambda: any("Connected channels" in each.words and each.topic is trips for each in said(forum)))


async def test_a_group_that_becomes_a_supergroup_is_followed(house):
    boss = await house.organiser()
    group = house.server.group("Choir")
    await house.connect(group, boss)
    old = await house.launch(group, boss, "/poll Which? | A | B")
    await house.answer(boss, old, "A")
    grown = group.migrate()
    await house.until(lambda: cards(grown))
    assert list(await channels(house)) == [str(grown.id)]
    await house.until(lambda: "1 person voted" in cards(grown)[-1].words)
    assert "✓ Changed" in await house.answer(boss, cards(grown)[-1], "B")
    await grown.says(boss, "/close")
    await house.until(lambda: any(each.photo for each in said(grown)))


async def test_a_missing_right_is_named_and_its_coming_noticed(house):
    boss = await house.organiser()
    channel = house.server.channel("News")
    channel.kick_bot()
    channel.make_bot_admin(by=boss, can_post_messages=False)
    await house.until(lambda: "to post messages" in heard(house.server.private(boss)))
    group = house.server.supergroup("Quiet")
    group.add_bot(by=boss)
    group.restrict_bot("send_messages", by=boss)
    await house.until(lambda: "to send photos" in heard(group))


async def test_being_removed_is_noted_shown_and_never_retried(house):
    boss = await house.organiser()
    group, other = house.server.supergroup("Choir"), house.server.supergroup("Other")
    await house.connect(group, boss)
    await house.connect(other, boss)
    post = await house.launch(group, boss, "/poll Which? | A | B --in all")
    await house.until(lambda: cards(other))
    group.kick_bot(by=boss)
    await house.answer(boss, cards(other)[-1], "A")
    await house.until(lambda: "1 person voted" in cards(other)[-1].words)
    house.clock.advance(minutes=5)
    before = len([each for each in house.server.requests if each.method.startswith("edit")])
    await house.private_says(boss, "/channels")
    await house.until(lambda: "Choir" in heard(house.server.private(boss)))
    assert len([each for each in house.server.requests if each.method.startswith("edit")]) <= before + 1
    assert "1 person voted" not in post.words
    group.add_bot(by=boss)
    await house.until(lambda: any("Connect" in str(each.buttons) for each in said(group)))
    offer = [each for each in said(group) if "Connect" in str(each.buttons)][-1]
    await boss.taps(offer, button(offer, "Connect"))
    await house.until(lambda: "is connected" in offer.words)
    # the poll still runs, and so its post goes on where it was
    await house.until(lambda: "1 person voted" in post.words)


async def _noted(house, key):
    async with house.ascolto.work.reading() as work:
        return await work.notes.find(key, house.clock.now())


async def test_buttons_offers_and_forms_outlive_a_restart(tmp_path):
    clock = FakeClock()
    async with telegram(clock) as server:
        async with running(tmp_path, server, clock) as house:
            boss = await house.organiser()
            group = server.supergroup("Choir")
            await house.connect(group, boss)
            post = await house.launch(group, boss, "/poll Which? | A | B")
            await house.private_says(boss, "/poll")
            await house.until(lambda: "Question" in heard(server.private(boss)))
            form = said(server.private(boss))[-1]
            await house.until(lambda: _noted(house, f"telegram-form-{boss.id}"))
        server.hold()
        tap = await boss.taps(post, "A")
        await server.private(boss).says(boss, "What now?")
        async with running(tmp_path, server, clock) as house:
            server.release()
            assert "✓ Counted: A" in (await tap.answered).text
            await house.until(lambda: "Options" in form.words)
            launched = next(each for each in said(group) if "Close now" in str(each.buttons))
            await boss.taps(launched, "Close now")
            await house.until(lambda: "Yes: Close now" in str(launched.buttons))
            await boss.taps(launched, button(launched, "No, go back"))
            await house.until(lambda: "Close now" in str(launched.buttons) and "Yes" not in str(launched.buttons))
            await boss.taps(launched, "Close now")
            await house.until(lambda: "Yes: Close now" in str(launched.buttons))
            await boss.taps(launched, "Yes: Close now")
            await house.until(lambda: "is closed" in launched.words)
        assert server.spec_violations == []
