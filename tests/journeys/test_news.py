"""Who asked to be told an outcome hears once a day what became of it, until they say that it is enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.community import Identity
from bot.domain.conversation import OfferCommand, Say
from bot.domain.errors import ChannelGone, Throttled, Unsent
from bot.services.news import DAILY, last_time
from tests.house import FAKE, follower, house, offers, words
from tests.journeys.test_followups import SAID, WEEK, decided, met

ROME = ZoneInfo("Europe/Rome")
ONE = follower(1)
ITALIAN = Identity(FAKE, "it", "Gia", "it")


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def followed(home, question="Trees?", who=(ONE,)):
    poll = await decided(home, question, closed=False)
    for person in who:
        await home.type(f"/notify {poll}", person)
    home.clock.advance(seconds=1)
    await home.type(f"/close {poll}")
    await home.settle()
    return poll


async def at(home, hour, minute=2, days=0):
    """On the community's clock."""
    local = home.clock.now().astimezone(ROME)
    wanted = (local + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    home.clock.advance(seconds=(wanted - local).total_seconds())
    await home.settle()


def news(home):
    return [reply for key, reply in home.platform.panels.items() if key.startswith("news-")]


async def test_a_day_of_changes_is_one_message_in_the_evening(home):
    poll = await followed(home)
    await home.type(f"/stage {poll} reviewing")
    await home.type(f"/stage {poll} planned because the money is there")
    await home.type(f"/statement {poll} Draft | so")
    await home.type(f"/statement {poll} {SAID}")
    await home.settle()
    assert news(home) == []
    await at(home, 18, 0)
    assert news(home) == []
    await at(home, 18)
    (told,) = news(home)
    assert words(told).splitlines() == [
        "Choir: what became of the decisions that you follow",
        "",
        "• Trees?",
        "It is under review now.",
        "It is planned now, because the money is there",
        "✅ The outcome is binding.",
        "What we do: We plant ten",
        "Why: Shade was asked for",
        "Who: Bea",
        "By when: by May",
    ]
    assert offers(told) == [f"/mute {poll}", "/mute all"]
    for _ in range(3):
        await at(home, 18, days=1)
    assert len(news(home)) == 1
    await home.type(f"/stage {poll} done")
    await at(home, 18, days=1)
    assert words(news(home)[-1]).splitlines()[2:] == ["• Trees?", "It is done now."]


async def test_one_tap_and_they_hear_no_more_of_it(home):
    first, second = await followed(home), await followed(home, "Benches?")
    for poll in (first, second):
        await home.type(f"/stage {poll} planned")
    await at(home, 18)
    line = offers(news(home)[0])[0]
    for _ in range(2):
        assert "no more of it" in words(await home.type(line, ONE))
    for poll in (first, second):
        await home.type(f"/stage {poll} done")
    await at(home, 18, days=1)
    assert "Trees?" not in words(news(home)[-1])
    assert "Benches?" in words(news(home)[-1])
    for _ in range(2):
        await home.type("/mute all", ONE)
    await home.type(f"/stage {second} open")
    await at(home, 18, days=1)
    assert len(news(home)) == 2


async def test_each_in_their_own_language_and_only_who_asked(home):
    poll = await followed(home, who=(ONE, ITALIAN))
    await home.type("/language it", ITALIAN)
    await home.type(f"/stage {poll} declined because no")
    await at(home, 18)
    assert sorted(words(reply).splitlines()[-1] for reply in news(home)) == [
        "It is declined now, because no",
        "Ora è respinta, perché no",
    ]


async def test_what_cannot_be_delivered_now_comes_later_and_keeps_nobody_waiting(home):
    poll = await followed(home, who=(ONE, ITALIAN))
    await home.type(f"/stage {poll} planned")
    await home.settle()
    home.clock.advance(hours=5)
    home.platform.fail_next = [Unsent("for now")]
    await home.broadcaster.news.tell()
    assert len(news(home)) == 1
    await home.broadcaster.news.tell()
    assert len(news(home)) == 2
    await home.type(f"/stage {poll} done")
    home.platform.fail_next = [Throttled(timedelta(minutes=1))]
    home.clock.advance(days=1)
    await home.broadcaster.news.tell()
    assert len(news(home)) == 2
    await home.broadcaster.news.tell()
    assert len(news(home)) == 4


async def test_who_cannot_be_reached_is_not_tried_for_ever(home):
    poll = await followed(home)
    await home.type(f"/stage {poll} planned")
    home.clock.advance(days=1)
    home.platform.fail_next = [ChannelGone("blocked")]
    for _ in range(2):
        await home.broadcaster.news.tell()
    assert news(home) == []
    await home.type(f"/stage {poll} done")
    await at(home, 18, days=1)
    assert "done" in words(news(home)[0])
    assert "planned" not in words(news(home)[0])


async def test_of_very_many_the_rest_is_told_by_their_number(home):
    polls = [await followed(home, f"Question {number}?") for number in range(10)]
    for poll in polls:
        await home.type(f"/stage {poll} planned")
    await at(home, 18)
    (told,) = news(home)
    assert sum(isinstance(part, OfferCommand) for part in told.parts) == 9
    assert "2 more" in "".join(part.text for part in told.parts if isinstance(part, Say))


async def test_a_word_that_was_taken_back_is_not_told(home):
    poll = await followed(home)
    await home.type(f"/statement {poll} {SAID}")
    await home.type(f"/reopen {poll}")
    await at(home, 18)
    assert words(news(home)[0]).splitlines()[-1].startswith("What was said on it was taken back")


async def test_whoever_is_forgotten_is_told_nothing(home):
    poll = await followed(home)
    await home.type(f"/stage {poll} planned")
    await home.fill("forget", who=ONE, sure="yes")
    await at(home, 18)
    assert news(home) == []
    assert await met(home, ONE)


def test_the_last_evening_is_found_also_where_clocks_change():
    for now, evening in (
        ("2026-03-29T15:59", "2026-03-28T17:00"),
        ("2026-03-29T16:00", "2026-03-29T16:00"),
        ("2026-10-25T16:59", "2026-10-24T16:00"),
        ("2026-10-25T17:00", "2026-10-25T17:00"),
    ):
        found = last_time(DAILY, datetime.fromisoformat(now).replace(tzinfo=UTC), ROME)
        assert found == datetime.fromisoformat(evening).replace(tzinfo=UTC)


async def test_in_a_week_without_changes_nobody_hears_anything(home):
    await followed(home)
    home.clock.advance(seconds=WEEK.total_seconds())
    await home.settle()
    assert news(home) == []
