"""Digests: how the polls stand, in the rhythm that an organiser asked for, in private; each once, none lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.community import Role
from bot.domain.conversation import Say
from bot.domain.errors import ChannelGone, DeliveryUncertain
from tests.builders import COMMUNITY
from tests.house import BOSS, House, follower, house, offers, words
from tests.telegramhouse import heard, said, telegram_house

LINE = "/digest monday 9:00"  # the clock begins on a Wednesday at 14:00 in Rome


@pytest.fixture
async def home(database: str) -> AsyncIterator[House]:
    async with house(database) as built:
        yield built


def told(home: House) -> list[str]:
    return [
        "\n".join(part.text for part in reply.parts if isinstance(part, Say)) for reply in home.platform.panels.values()
    ]


async def test_every_week_what_runs_and_what_has_closed_since(home: House) -> None:
    await home.type("/poll Where? | Lake | City --for 2d")
    first = await home.latest()
    await home.vote(first.id, 1, 1)
    said = words(await home.type(LINE))
    assert "Every Monday at 09:00" in said
    home.clock.advance(days=3)
    await home.settle()
    assert told(home) == []
    await home.type("/poll When? | May | June")
    home.clock.advance(days=2)
    await home.settle()
    [digest] = told(home)
    assert digest.startswith("How the polls of Choir stand")
    running, over = digest.index("Running now:"), digest.index("Closed since")
    assert running < digest.index("When?") < over < digest.index("Where?")
    assert "Lake" in digest[over:]
    assert "1 person voted" in digest[over:]
    home.clock.advance(days=7)
    await home.settle()
    [_, second] = told(home)
    assert "None has closed since" in second
    assert "When?" in second


async def test_now_and_how_to_stop(home: House) -> None:
    assert "No poll is running" in words(await home.type("/digest"))
    await home.type("/digest ogni giorno alle 18")
    reply = await home.type("/digest")
    assert "Every day at 18:00" in words(reply)
    assert offers(reply) == ["/digest off"]
    assert "no more digests" in words(await home.type("/digest off"))
    assert "nothing was changed" in words(await home.type("/digest off"))
    home.clock.advance(days=3)
    await home.settle()
    assert told(home) == []


async def test_what_was_missed_comes_once(home: House) -> None:
    await home.type("/digest day 18:00")
    home.clock.advance(days=5)
    await home.settle()
    assert len(told(home)) == 1


async def test_an_outage_delays_it_and_a_crash_between_telling_and_noting_shows_it_once(home: House) -> None:
    await home.type("/digest day 18:00")
    home.clock.advance(hours=5)
    home.platform.fail_next = [DeliveryUncertain("500")]
    await home.settle()
    assert told(home) == []
    async with home.work.reading() as work:
        [due] = await work.digests.due([home.platform.platform], limit=9)
    await home.broadcaster.digests.tell()
    async with home.work.writing() as work:
        await work.digests.save(due)  # as though it had died before it could write this down
    await home.broadcaster.digests.tell()
    assert len(told(home)) == 1
    assert home.platform.panel_edits == 2
    await home.broadcaster.digests.tell()
    assert home.platform.panel_edits == 2


async def test_who_blocked_us_misses_this_one_and_gets_the_next(home: House) -> None:
    await home.type("/digest day 18:00")
    home.clock.advance(hours=5)
    home.platform.fail_next = [ChannelGone("blocked")]
    await home.settle()
    await home.settle()
    assert told(home) == []
    home.clock.advance(days=1)
    await home.settle()
    assert len(told(home)) == 1


async def test_a_job_that_runs_twice_or_too_late_does_nothing(home: House) -> None:
    await home.type("/digest day 18:00")
    [(job, _, _)] = home.jobs.queued.values()
    await home.type("/digest day 19:00")
    home.clock.advance(hours=5)
    await home.jobs.kinds["digest"].handler(job.about)  # of the rhythm before
    async with home.work.reading() as work:
        assert await work.digests.due([home.platform.platform], limit=9) == []
    home.clock.advance(hours=1)
    await home.settle()
    await home.settle()
    assert len(told(home)) == 1


async def test_asked_for_twice_by_one_event_it_is_one_and_of_the_last_rhythm(home: House) -> None:
    await home.type(LINE, event="fake-1")
    await home.type("/digest day 18:00", event="fake-2")
    await home.type(LINE, event="fake-1")  # delivered again
    assert "Every day at 18:00" in words(await home.type("/digest"))


async def test_only_who_organises_gets_one(home: House) -> None:
    assert "organiser" in words(await home.type(LINE, follower(1)))
    await home.type("/digest day 18:00")
    async with home.work.writing() as work:
        boss = await work.people.find(BOSS.platform, BOSS.native_id)
        assert boss is not None
        await work.people.grant(COMMUNITY, boss.id, Role.VOTER)
    home.clock.advance(days=2)
    await home.settle()
    assert told(home) == []
    async with home.work.reading() as work:
        assert await work.digests.all() == []


@pytest.mark.parametrize("rhythm", ["sometimes", "every 32", "\x00", "monday tuesday", "9" * 300])
async def test_a_rhythm_that_cannot_be_is_answered_with_one_that_can(home: House, rhythm: str) -> None:
    assert "I do not understand how often" in words(await home.type(f"/digest {rhythm}"))
    assert "To get this again and again" in words(await home.type("/digest"))


async def test_very_many_polls_fit_into_it(home: House) -> None:
    for number in range(30):
        await home.type(f"/poll {'Q' * 290}{number}? | Lake | City")
    said = words(await home.type("/digest"))
    assert "more. Write /polls" in said
    assert len(said) < 4096


async def test_on_telegram_it_comes_in_private(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as telegram:
        boss = await telegram.organiser()
        group = telegram.server.supergroup("Choir")
        await telegram.connect(group, boss)
        await telegram.launch(group, boss, "/poll Where? | Lake | City")
        await group.says(boss, "/digest monday 9:00")
        private = telegram.server.private(boss)
        await telegram.until(lambda: "Every Monday at 09:00" in heard(private))
        before = len(said(private))
        async with telegram.ascolto.work.writing() as work:
            [asked] = await work.digests.all()
            await work.digests.save(replace(asked, due_at=asked.next_at))
        await telegram.until(lambda: len(said(private)) > before)
        assert "How the polls of" in said(private)[-1].words
        assert "Where?" in said(private)[-1].words
        assert "How the polls of" not in heard(group)
        assert telegram.server.spec_violations == []
