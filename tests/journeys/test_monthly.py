"""Once a month the rooms that want it read what was decided, what was done about it, and what was not."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.audit import Act
from tests.builders import COMMUNITY
from tests.house import follower, house, words
from tests.journeys.test_followups import decided

ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def on(home, local: str):
    """At that time of the community's clock."""
    wanted = datetime.fromisoformat(local).replace(tzinfo=ROME)
    home.clock.advance(seconds=(wanted - home.clock.now()).total_seconds())
    await home.settle()


def monthly(home):
    return [line for line in home.platform.seen() if "you said, we did" in line or "l’avete detto" in line]


async def july(home):
    """Three decisions of July 2026: done, overruled, and not answered."""
    done = await decided(home, "Trees?")
    overruled = await decided(home, "Earlier?")
    await decided(home, "Benches?")
    home.clock.advance(days=2)
    await home.type(f"/statement {done} We plant | shade")
    await home.type(f"/stage {done} started because the ground is soft")
    home.clock.advance(days=2)
    await home.type(f"/statement {overruled} Nothing | hall --standing overruled --because the hall is taken")
    await home.settle()


async def test_it_comes_on_the_first_working_day_where_an_owner_turned_it_on(home):
    assert "next Wednesday 1 July" not in words(await home.type("/monthly on"))
    await july(home)
    await on(home, "2026-08-01T12:00")  # a Saturday
    await on(home, "2026-08-03T09:59")
    assert monthly(home) == []
    for _ in range(2):
        await on(home, "2026-08-03T10:00")
        await home.settle()
    (told,) = monthly(home)
    assert told.removeprefix("Reminder: ").split(" / ") == [
        "📅 July 2026: you said, we did",
        "",
        "🗣️ You said",
        "• Trees?: Decided: “Plant”.",
        "• Earlier?: Decided: “Plant”.",
        "• Benches?: Decided: “Plant”.",
        "",
        "✅ We did",
        "• Trees?: started, because the ground is soft",
        "",
        "✋ We didn’t, because",
        "• Earlier?: the hall is taken",
        "",
        "Answered: 2 of 3 (67%)",
        "Median days until the answer: 3",
    ]
    # the next month has nothing to tell
    await on(home, "2026-09-01T10:00")
    assert len(monthly(home)) == 1


async def test_it_is_off_until_then_and_off_again(home):
    await july(home)
    await on(home, "2026-08-03T10:00")
    assert monthly(home) == []
    preview = words(await home.type("/monthly"))
    assert "📅 July 2026" in preview
    assert "It is off here" in preview
    await home.type("/monthly on --in all")
    assert "next Tuesday 1 September, 10:00" in words(await home.type("/monthly"))
    await home.type("/monthly off --in all")
    await decided(home, "August?")
    await on(home, "2026-09-01T10:00")
    assert monthly(home) == []


async def test_only_an_owner_turns_it_on_and_that_is_written_down(home):
    assert "owner" in words(await home.type("/monthly on", follower(1)))
    assert "Write “on” or “off”" in words(await home.type("/monthly sometimes"))
    for _ in range(2):
        await home.type("/monthly on --in all", event="e1")
    await home.type("/monthly off")
    async with home.work.reading() as work:
        acts = [entry for entry in await work.audit.recent(COMMUNITY, limit=9) if entry.act is Act.MONTHLY]
    assert [(entry.subject, entry.detail["on"]) for entry in acts] == [
        ("fake-lobby", "no"),
        ("fake-news", "yes"),
        ("fake-lobby", "yes"),
    ]
    assert "turned the monthly post on in #news" in words(await home.type("/audit"))


async def test_in_the_communitys_language_in_every_room_that_wants_it(home):
    await home.type("/language it --community")
    await home.type("/monthly on --in all")
    await july(home)
    await on(home, "2026-08-03T10:00")
    assert len(monthly(home)) == 2
    assert "luglio 2026" in monthly(home)[0]
    assert "Non l’abbiamo fatto, perché" in monthly(home)[0]


async def test_a_month_that_was_slept_through_is_told_late_and_once(home):
    await home.type("/monthly on")
    await july(home)
    home.clock.advance(days=50)
    for _ in range(3):
        await home.aftercare.keep()
        await home.announcing.sweep()
        home.clock.advance(seconds=timedelta(minutes=1).total_seconds())
    assert [line.split(":")[1].strip() for line in monthly(home)] == ["📅 July 2026"]
