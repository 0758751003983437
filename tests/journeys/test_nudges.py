"""Before a decision closes: who is reminded in private, when, in which words, and who is left alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.domain.conversation import Reply, Say, Tone, Typed
from bot.domain.electorate import Standing
from bot.domain.errors import ChannelGone, DeliveryUncertain
from bot.domain.ids import PersonId
from bot.domain.poll import Poll
from bot.services.eligibility import Electors
from bot.services.jobs import stamp
from bot.services.nudge_delivery import NudgeDelivery
from bot.services.nudges import Nudges, nudge_at
from storage import tables
from tests.fakes.clock import FakeChance
from tests.house import House, follower, house, offers, words
from tests.telegramhouse import button, heard, said, telegram_house
from tests.webhouse import web_house

LINE = "/decide Where? | Lake | City --for 3d"


@pytest.fixture
async def home(database: str) -> AsyncIterator[House]:
    async with house(database) as built:
        yield built


async def decided(home: House, line: str = LINE) -> Poll:
    reply = await home.type(line)
    assert reply.parts[0].tone is Tone.DONE, words(reply)
    await home.settle()
    return await home.latest()


async def follow(home: House, poll: Poll, *people: int, language: str = "en") -> None:
    for number in people:
        await home.type(f"/notify {poll.id}", follower(number, language))


async def subscribe(home: House, *people: int, language: str = "en") -> None:
    for number in people:
        await home.desk.handle(Typed(sender=follower(number, language), channel=None, text="/subscribe"))


def nudges(home: House) -> list[str]:
    return [told(reply) for key, reply in home.platform.panels.items() if key.startswith("nudge-")]


def told(reply: Reply) -> str:
    return "\n".join(part.text for part in reply.parts if isinstance(part, Say))


async def test_a_day_before_the_close_those_are_told_who_asked_and_have_not_voted(home: House) -> None:
    poll = await decided(home)
    await follow(home, poll, 1, 2)
    await follow(home, poll, 3)
    await home.type("/language it", follower(3))
    await follow(home, poll, 4)
    await subscribe(home, 4, language="it")
    await home.vote(poll.id, 2, 1)
    home.clock.advance(hours=47)
    await home.settle()
    assert nudges(home) == []
    home.clock.advance(hours=1)
    await home.settle()
    english, italian, also_italian = sorted(nudges(home), reverse=True)
    assert italian == also_italian
    assert "You have not voted yet, and it closes" in english
    assert f"http://ascolto.test/p/{poll.id}" in english
    assert "Non hai ancora votato: chiude" in italian
    home.clock.advance(hours=1)
    await home.settle()
    assert len(nudges(home)) == 3


async def test_those_of_a_settled_electorate_are_told_who_can_be_written_to(home: House) -> None:
    for number in (1, 2, 4):
        home.platform.standings["lobby", f"f{number}"] = Standing(belongs=True, since=home.clock.now())
    home.platform.standings["lobby", "f5"] = Standing(belongs=True, since=home.clock.now() + timedelta(hours=1))
    poll = await decided(home, f"{LINE} --who members --fixed")
    await subscribe(home, 1, 2, 3, 5)
    await home.vote(poll.id, 2, 1)
    home.clock.advance(days=2)
    await home.settle()
    # the second has voted, the third is no member, the fourth was never here, the fifth came too late
    assert len(nudges(home)) == 1
    home.clock.advance(hours=1)
    await home.settle()
    assert len(nudges(home)) == 1


async def test_others_than_decisions_remind_nobody(home: House) -> None:
    poll = await decided(home, "/poll Where? | Lake | City --for 3d")
    await follow(home, poll, 1)
    home.clock.advance(days=2)
    await home.settle()
    assert nudges(home) == []


async def test_a_decision_of_a_day_is_too_short_to_be_reminded_of(home: House) -> None:
    poll = await decided(home, "/decide Where? | Lake | City --for 1d")
    await follow(home, poll, 1)
    home.clock.advance(hours=12)
    await home.settle()
    assert home.jobs.queued == {}
    assert nudges(home) == []


@pytest.mark.parametrize("end", ["/close", "/cancel"])
async def test_a_decision_that_is_over_reminds_nobody_and_keeps_nothing(home: House, end: str) -> None:
    poll = await decided(home)
    await follow(home, poll, 1)
    home.clock.advance(days=2)
    await home.jobs.keep()
    assert await kept(home) == 1
    await home.type(f"{end} {poll.id}")
    await home.settle()
    assert nudges(home) == []
    assert await kept(home) == 0


async def test_who_votes_between_the_moment_and_the_telling_is_left_alone(home: House) -> None:
    poll = await decided(home)
    await follow(home, poll, 1)
    home.clock.advance(days=2)
    await home.jobs.keep()
    await home.vote(poll.id, 1, 1)
    await home.settle()
    assert nudges(home) == []
    home.clock.advance(hours=1)
    await home.settle()
    assert nudges(home) == []


async def test_a_deadline_moved_by_hours_makes_no_second_one_and_one_moved_by_days_does(home: House) -> None:
    poll = await decided(home)
    await follow(home, poll, 1)
    home.clock.advance(days=2)
    await home.settle()
    await follow(home, poll, 2)
    await extended(home, poll, hours=12)
    home.clock.advance(hours=12)
    await home.settle()
    # who asked since then is told now, and the other not again
    assert len(nudges(home)) == 2
    await extended(home, poll, hours=36)
    home.clock.advance(hours=36)
    await home.settle()
    assert len(nudges(home)) == 4


async def test_one_that_was_not_sent_before_the_deadline_moved_goes_out_at_the_new_moment(home: House) -> None:
    poll = await decided(home)
    await follow(home, poll, 1)
    home.clock.advance(days=2)
    await home.jobs.keep()
    await extended(home, poll, hours=6)
    await home.settle()
    assert nudges(home) == []
    home.clock.advance(hours=6)
    await home.settle()
    assert len(nudges(home)) == 1


async def test_what_does_not_arrive_is_tried_again_and_who_is_gone_is_given_up(home: House) -> None:
    poll = await decided(home)
    await follow(home, poll, 1)
    home.clock.advance(days=2)
    home.platform.fail_next = [DeliveryUncertain()]
    await home.settle()
    await home.settle()
    assert nudges(home) == []
    home.clock.advance(minutes=5)
    await home.settle()
    assert len(nudges(home)) == 1

    gone = await decided(home, "/decide When? | May | June --for 3d")
    await follow(home, gone, 2)
    home.clock.advance(days=2)
    home.platform.fail_next = [ChannelGone("blocked")]
    await home.broadcaster.nudges.tell()
    await home.jobs.keep()
    await home.broadcaster.nudges.tell()
    home.clock.advance(hours=1)
    await home.settle()
    assert len(nudges(home)) == 1


async def test_who_has_blocked_us_is_not_tried_again_for_the_next_decision(home: House) -> None:
    poll = await decided(home)
    await subscribe(home, 1)
    await follow(home, poll, 1)
    home.clock.advance(days=2)
    home.platform.fail_next = [ChannelGone("blocked")]
    await home.jobs.keep()
    await home.broadcaster.nudges.tell()
    other = await decided(home, "/decide When? | May | June --for 3d")
    await follow(home, other, 1, 2)
    home.clock.advance(days=2)
    await home.settle()
    assert len(nudges(home)) == 1


async def test_a_platform_that_is_full_is_left_alone_for_a_while(home: House) -> None:
    poll = await decided(home)
    await follow(home, poll, 1, 2)
    home.clock.advance(days=2)
    await home.jobs.keep()
    home.platform.full = {"lobby"}
    await home.broadcaster.nudges.tell()
    home.platform.full = set()
    await home.broadcaster.nudges.tell()
    assert len(nudges(home)) == 1
    home.clock.advance(minutes=5)
    await home.broadcaster.nudges.tell()
    assert len(nudges(home)) == 2


async def test_a_person_with_two_accounts_is_reminded_once(home: House) -> None:
    poll = await decided(home)
    await follow(home, poll, 1, 2)
    async with home.work.writing() as work:
        [one, two] = await work.subscriptions.of_poll(poll.id)
        await work.links.count_as(two, one)
    home.clock.advance(days=2)
    await home.settle()
    assert len(nudges(home)) == 1


async def test_who_does_not_want_to_be_written_to_is_not(home: House) -> None:
    poll = await decided(home)
    await subscribe(home, 1)
    await follow(home, poll, 1)
    await home.type("/unsubscribe", follower(1))
    home.clock.advance(days=2)
    await home.settle()
    assert nudges(home) == []


async def test_a_secret_decision_reminds_whom_it_may_and_keeps_no_name_after_it(home: House) -> None:
    poll = await decided(home, f"{LINE} --secret")
    await follow(home, poll, *range(1, 9))
    for number in range(1, 7):
        await home.vote(poll.id, number, 1)
    home.clock.advance(days=2)
    await home.settle()
    assert len(nudges(home)) == 2
    assert await kept(home) == 2
    home.clock.advance(days=1)
    await home.settle()
    assert await kept(home) == 0


async def test_of_a_secret_decision_nothing_is_written_into_rooms_of_our_own(home: House) -> None:
    home.platform.may_write_in_private = None
    poll = await decided(home, f"{LINE} --secret")
    await follow(home, poll, 1)
    home.clock.advance(days=2)
    await home.settle()
    assert nudges(home) == []


async def test_many_are_written_down_in_pages_and_told_a_few_at_a_time(home: House) -> None:
    poll = await decided(home)
    async with home.work.writing() as work:
        for number in range(230):
            person = await work.people.recognise(follower(number), PersonId(f"p{number}"))
            await work.subscriptions.add(poll.id, person.id, home.clock.now())
    home.clock.advance(days=2)
    await home.settle()
    assert await kept(home) == 230
    assert len(nudges(home)) == 50
    for _ in range(4):
        await home.broadcaster.nudges.tell()
    assert len(nudges(home)) == 230


async def test_a_queue_that_was_lost_is_made_anew(home: House) -> None:
    poll = await decided(home)
    await follow(home, poll, 1)
    home.jobs.forget()
    await Nudges(home.work, home.clock, FakeChance()).restore()
    home.clock.advance(days=2)
    await home.settle()
    assert len(nudges(home)) == 1


async def test_one_tap_and_there_are_no_more_of_them_for_anybody_who_wants_none(home: House) -> None:
    poll = await decided(home)
    await follow(home, poll, 1)
    home.clock.advance(days=2)
    await home.settle()
    [reply] = home.platform.panels.values()
    [line] = offers(reply)
    await home.desk.handle(Typed(sender=follower(1), channel=None, text=line))
    await extended(home, poll, hours=24)
    home.clock.advance(hours=24)
    await home.settle()
    assert len(nudges(home)) == 1


async def test_where_nothing_comes_in_private_there_is_nothing_to_stop(home: House) -> None:
    home.platform.may_write_in_private = None
    poll = await decided(home)
    await follow(home, poll, 1)
    home.clock.advance(days=2)
    await home.settle()
    [reply] = home.platform.panels.values()
    assert offers(reply) == []


async def test_on_telegram_it_comes_in_private_with_a_way_to_stop_it(tmp_path: Path) -> None:
    async with telegram_house(tmp_path) as telegram:
        boss = await telegram.organiser()
        group = telegram.server.supergroup("Choir")
        await telegram.connect(group, boss)
        ada, ben = telegram.server.user(21, "Ada"), telegram.server.user(22, "Ben", language_code="it")
        card = await telegram.launch(group, boss, LINE)
        for person in (ada, ben):
            await person.starts()
            await person.writes("/notify")
            await telegram.until(lambda person=person: "Where?" in heard(telegram.server.private(person)))
        await telegram.answer(ben, card, button(card, "Lake"))
        poll = await telegram.poll()
        telegram.clock.advance(days=2, minutes=1)
        nudging = Nudges(telegram.ascolto.work, telegram.clock, FakeChance())
        at = nudge_at(poll)
        assert at is not None
        await nudging.come_round(f"{poll.id} {stamp(at)}")
        private = telegram.server.private(ada)
        await telegram.until(lambda: "You have not voted yet" in heard(private))
        nudge = said(private)[-1]
        assert nudge.words.startswith("Where?")
        await ada.taps(nudge, button(nudge, "🔕"))
        await telegram.until(lambda: "no reminders" in heard(private))
        assert "You have not voted yet" not in heard(private)
        assert "Non hai ancora votato" not in heard(telegram.server.private(ben))
        assert "You have not voted yet" not in heard(group)
        assert telegram.server.spec_violations == []


async def test_on_the_web_it_stands_in_the_room_for_them_alone_until_the_decision_is_over(tmp_path: Path) -> None:
    async with web_house(tmp_path) as web:
        boss, ada, ben = await web.organiser(), web.visitor(), web.visitor()
        await boss.say(LINE)
        await web.settle()
        await ada.say("/notify")
        await ben.open("/r/general")
        poll = await web.latest()
        web.clock.advance(days=2, minutes=1)
        at = nudge_at(poll)
        assert at is not None
        await Nudges(web.ascolto.work, web.clock, FakeChance()).come_round(f"{poll.id} {stamp(at)}")
        adapters = {each.platform: each for each in web.ascolto.adapters}
        electors = Electors(web.ascolto.work, adapters, web.clock)
        await NudgeDelivery(web.ascolto.work, adapters, electors, web.clock, web.base).tell()
        assert "You have not voted yet, and it closes" in await ada.open("/r/general")
        assert f"{web.base}/p/{poll.id}" in ada.words
        assert "You have not voted yet" not in await ben.open("/r/general")
        await boss.say("/close")
        assert "You have not voted yet" not in await ada.open("/r/general")


async def extended(home: House, poll: Poll, *, hours: int) -> None:
    async with home.work.reading() as work:
        closes_at = (await work.polls.get(poll.id)).closes_at
    assert closes_at is not None
    await home.polls.extend(poll.id, closes_at + timedelta(hours=hours), None)


async def kept(home: House) -> int:
    async with home.work._engine.connect() as connection:
        return int((await connection.execute(select(func.count()).select_from(tables.nudges))).scalar_one())
