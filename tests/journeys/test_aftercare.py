"""What falls due of a decision: its owner is reminded, everybody is told, and people are asked whether it was done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.audit import Act
from bot.domain.community import Trouble
from bot.domain.electorate import Invited
from bot.domain.ids import Subject
from bot.domain.method import Counting
from bot.domain.poll import Open, Rules, Secrecy
from tests.house import FAKE, follower, house, words
from tests.journeys.test_followups import ADA, SAID, WEEK, cards, decided, kept

DAY = timedelta(days=1)


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def pass_time(home, **span):
    home.clock.advance(**span)
    await home.settle()


def nags(home):
    return [(who, text) for key, (who, text) in home.platform.whispers.items() if "-nag-" in key]


async def test_the_owner_is_reminded_twice_and_then_everybody_reads_it(home):
    poll = await decided(home, owner=ADA)
    await pass_time(home, hours=23)
    assert nags(home) == []
    await pass_time(home, hours=1)
    assert [who for who, _ in nags(home)] == ["ada"]
    assert f"/statement {poll}" in nags(home)[0][1]
    await pass_time(home, hours=1)
    assert len(nags(home)) == 1
    await pass_time(home, days=1)
    assert len(nags(home)) == 2
    assert not any("awaiting" in card.status for card in cards(home))
    await pass_time(home, days=1)
    assert [card.status.endswith("· awaiting outcome") for card in cards(home)] == [True, True]
    assert "awaiting outcome" in words(await home.type("/decisions"))
    await pass_time(home, days=30)
    assert len(nags(home)) == 2
    await home.type(f"/statement {poll} {SAID}")
    await pass_time(home, minutes=1)
    assert [card.status.endswith("· binding") for card in cards(home)] == [True, True]


async def test_in_the_communitys_language(home):
    await home.type("/language it --community")
    await decided(home)
    await pass_time(home, days=3)
    assert all(card.status.endswith("· in attesa di esito") for card in cards(home))


async def test_what_fell_due_while_the_program_was_down_is_told_once(home):
    await decided(home)
    home.clock.advance(days=2, hours=5)
    for _ in range(3):
        await home.aftercare.keep()
        await home.announcing.sweep()
    assert len(nags(home)) == 1


async def test_whoever_has_answered_is_left_alone(home):
    poll = await decided(home)
    await home.type(f"/statement {poll} {SAID}")
    await pass_time(home, days=5)
    assert nags(home) == []


async def test_a_reminder_that_was_overtaken_is_not_sent(home):
    poll = await decided(home)
    home.clock.advance(days=1)
    await home.aftercare.keep()
    await home.type(f"/statement {poll} {SAID}")
    await pass_time(home, minutes=1)
    assert nags(home) == []


async def test_opened_again_the_days_are_counted_anew(home):
    poll = await decided(home)
    await pass_time(home, days=3)
    await home.type(f"/reopen {poll}")
    await pass_time(home, days=3)
    assert nags(home) == []
    await home.type(f"/close {poll}")
    await pass_time(home, days=1)
    assert len(nags(home)) == 1


async def test_without_an_owner_only_everybody_is_told(home):
    await decided(home, owner=ADA)
    await home.fill("forget", who=ADA, sure="yes")
    await pass_time(home, days=1)
    await pass_time(home, days=2)
    assert nags(home) == []
    assert all(card.status.endswith("· awaiting outcome") for card in cards(home))


async def test_at_the_review_date_people_are_asked_whether_it_was_done(home):
    poll = await decided(home, review=2 * WEEK)
    await home.type(f"/statement {poll} {SAID}")
    await pass_time(home, days=13)
    assert (await home.latest()).id == poll
    await pass_time(home, days=1)
    for _ in range(2):
        await pass_time(home, minutes=5)
    review = await home.latest()
    assert review.question == "Did we do it? “Trees?”"
    assert [option.label for option in review.options] == ["Yes", "Partly", "No"]
    assert review.description == "What we said we would do: We plant ten"
    assert isinstance(review.state, Open)
    assert (await kept(home, poll))[0].review == review.id
    assert sum(card.poll == review.id for card in cards(home)) == 2
    async with home.work.reading() as work:
        assert await work.follow_ups.find(Subject(review.id)) is None
        assert not any(entry.subject == review.id for entry in await work.audit.recent(review.community, limit=99))
    assert "did we do it? Open until" in words(await home.type("/decisions"))
    for who, option in ((1, 1), (2, 1), (3, 2)):
        await home.vote(review.id, who, option)
    await pass_time(home, days=7)
    assert "did we do it? Yes 2, Partly 1 and No 0" in words(await home.type("/decisions"))
    await pass_time(home, days=30)
    assert (await home.latest()).id == review.id


async def test_nobody_is_asked_about_what_was_declined(home):
    poll = await decided(home, review=WEEK)
    await home.type(f"/stage {poll} declined because of the cold")
    await pass_time(home, days=8)
    assert (await home.latest()).id == poll


async def test_a_room_that_is_gone_holds_the_question_up_only_there(home):
    poll = await decided(home, review=WEEK)
    await home.type("/disconnect #news")
    await pass_time(home, days=8)
    review = await home.latest()
    assert review.id != poll
    async with home.work.reading() as work:
        assert [post.channel for post in await work.posts.of_poll(review.id)] == ["fake-lobby"]


async def test_with_every_room_gone_it_waits_for_one(home):
    poll = await decided(home, review=WEEK)
    for room in ("news", "lobby"):
        await home.desk.lost(FAKE, room, Trouble.GONE)
    await pass_time(home, days=8)
    assert (await home.latest()).id == poll
    await home.type("/connect news")
    await pass_time(home, minutes=1)
    assert (await home.latest()).id != poll


async def test_the_question_keeps_the_promise_and_asks_everybody_where_people_were_invited(home):
    rules = Rules(secrecy=Secrecy.NOBODY, eligibility=Invited(), counting=Counting(binds=True))
    long = "Long? " + "w" * 290
    await decided(home, long, review=WEEK, rules=rules)
    await pass_time(home, days=8)
    review = await home.latest()
    assert review.rules.secrecy is Secrecy.NOBODY
    assert (await home.vote(review.id, 5, 1)).stored
    assert len(review.question) <= 300
    await home.type(f"/close {review.id}")
    assert "Yes" not in words(await home.type("/decisions", follower(9)))


async def test_it_is_no_act_of_anybodys(home):
    await decided(home, review=WEEK)
    await pass_time(home, days=8)
    async with home.work.reading() as work:
        acts = [entry.act for entry in await work.audit.recent((await home.latest()).community, limit=99)]
    assert Act.LAUNCHED not in acts


async def test_a_decision_lives_from_the_question_to_the_question_whether_it_was_done(home):
    await home.type("/decide Trees? | Plant | Leave | Both --method ranked --for 2d --review 2w --in all")
    poll = (await home.latest()).id
    await home.vote(poll, 1, 101, 203)
    await home.vote(poll, 2, 101)
    await pass_time(home, days=2)
    await pass_time(home, days=1)
    assert len(nags(home)) == 1
    await home.type(f"/statement {poll} {SAID}")
    await pass_time(home, days=11)
    assert "Did we do it?" in (await home.latest()).question
    log = words(await home.type("/decisions"))
    assert "Decided: “Plant”" in log
    assert "binding" in log
    assert "did we do it?" in log
