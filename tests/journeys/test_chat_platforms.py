"""What chat platforms bring into the core: rooms that come and go, deleted cards, totals, private outcomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.capabilities import NativePollLimits
from bot.domain.card import Control
from bot.domain.community import DeletedPosts, Identity, Place, Role, Trouble
from bot.domain.conversation import AskForm, OfferCommand, SendFile, Tone, Typed
from bot.domain.errors import (
    ChannelGone,
    DeliveryUncertain,
    DomainError,
    PostGone,
    Throttled,
    UnsupportedFeature,
)
from bot.domain.ids import ChannelId, EventKey, OptionId, PollId
from bot.domain.report import Report
from bot.ports import CardContent, ResultContent
from bot.services.housekeeping import Housekeeping
from tests.fakes.channel import PLAIN
from tests.house import BOSS, FAKE, LOBBY, NEWS, follower, house, offers, words

GARDEN = Place(FAKE, "garden", "Garden")
OWN_POLLS = NativePollLimits(
    question_chars=300,
    least_options=2,
    options=12,
    option_chars=100,
    description_chars=1000,
    public=False,
    anonymous=True,
    hides_results=False,
    adds_options=False,
    final=True,
    most_choices_any=False,
    longest=timedelta(days=30),
    endless=True,
)


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def launch(home, line="/poll Where? | Lake | City | Sea"):
    reply = await home.type(line)
    assert reply.parts[0].tone is Tone.DONE, words(reply)
    await home.announcing.sweep()
    return await home.latest()


async def go_on(home, seconds=10):
    home.clock.advance(seconds=seconds)
    await home.settle()


def report(poll, voters, *votes, channel=NEWS):
    counted = {OptionId(number): count for number, count in enumerate(votes, start=1)}
    return Report(poll=poll.id, channel=channel, platform=FAKE, voters=voters, votes=counted, at=poll.created_at)


def cards(home):
    return [content.card for content in home.platform.posts.values() if isinstance(content, CardContent)]


def result(home):
    return next(content for content in home.platform.posts.values() if isinstance(content, ResultContent))


async def say_in(home, line, place, channel=None, who=BOSS):
    return await home.desk.handle(Typed(sender=who, channel=channel, place=place, text=line))


# ---------------------------------------------------------------- rooms


async def test_a_room_is_connected_where_connect_is_typed(home):
    assert await home.desk.channel_at(FAKE, "garden") is None
    assert "Garden is connected" in words(await say_in(home, "/connect", GARDEN))
    assert await home.desk.channel_at(FAKE, "garden") == ChannelId("fake-garden")
    again = await say_in(home, "/connect", GARDEN)
    assert again.parts[0].tone is Tone.INFO
    assert "connected already" in words(again)
    here = ChannelId("fake-garden")
    assert "Garden gets no more polls" in words(await say_in(home, "/disconnect", GARDEN, here))
    assert await home.desk.channel_at(FAKE, "garden") is None
    assert "Say which channel" in words(await say_in(home, "/disconnect", GARDEN, here))


async def test_connect_in_private_explains_and_offers_the_form(home):
    reply = await say_in(home, "/connect", None)
    assert "add me to it and type /connect there" in words(reply)
    assert isinstance(reply.parts[1], AskForm)


async def test_only_organisers_connect(home):
    assert "Only organisers" in words(await say_in(home, "/connect", GARDEN, who=follower(1)))
    assert await home.desk.channel_at(FAKE, "garden") is None


async def test_who_adds_the_bot_to_a_room_is_told_how_to_go_on(home):
    reply = await home.desk.arrived(GARDEN, BOSS, ("pin messages", "delete messages"))
    assert "I am here" in words(reply)
    assert "lack: pin messages and delete messages" in words(reply)
    offered = next(part for part in reply.parts if isinstance(part, OfferCommand))
    assert (offered.label, offered.line) == ("Connect Garden", "/connect garden")

    stranger = await home.desk.arrived(GARDEN, follower(1, "it"), ())
    assert offers(stranger) == []
    assert "quando un organizzatore della comunità scrive qui /connect" in words(stranger)

    await say_in(home, "/connect", GARDEN)
    assert offers(await home.desk.arrived(GARDEN, BOSS, ())) == []
    assert "is connected" in words(await home.desk.arrived(GARDEN, BOSS, ()))

    await home.desk.lost(FAKE, "garden", Trouble.GONE)
    back = await home.desk.arrived(GARDEN, BOSS, ())
    assert "I am back" in words(back)
    assert offers(back) == ["/connect garden"]


async def test_a_lost_room_is_told_with_its_reason_until_it_is_connected_again(home):
    for _ in range(2):
        await home.desk.lost(FAKE, "news", Trouble.NO_RIGHT)
    await home.desk.lost(FAKE, "nowhere", Trouble.GONE)
    assert await home.desk.channel_at(FAKE, "news") is None
    told = words(await home.type("/channels"))
    assert (
        "• lobby (#lobby, Fake) – you are here\nNo longer reached:\n• news (#news, Fake): the bot may not write" in told
    )
    await say_in(home, "/connect", Place(FAKE, "news", "News & more"))
    told = words(await home.type("/channels"))
    assert "No longer reached" not in told
    assert "News & more (#news, Fake)" in told
    assert await home.desk.channel_at(FAKE, "news") == NEWS


async def test_a_room_that_was_let_go_is_not_lost(home):
    await home.type("/disconnect #news")
    await home.desk.lost(FAKE, "news", Trouble.GONE)
    assert "news" not in words(await home.type("/channels"))


async def test_a_moved_room_takes_its_topics_along(home):
    for address in ("-1", "-1/7", "-11"):
        await say_in(home, "/connect", Place(FAKE, address, f"T{address}"))
    for _ in range(2):
        await home.desk.moved(FAKE, "-1", "-100")
    found = [await home.desk.channel_at(FAKE, address) for address in ("-100", "-100/7", "-11", "-1", "-1/7")]
    assert found == ["fake--1", "fake--1/7", "fake--11", None, None]


async def test_where_the_new_address_is_known_the_old_room_is_let_go(home):
    await say_in(home, "/connect", Place(FAKE, "-1", "Old"))
    await say_in(home, "/connect", Place(FAKE, "-100", "New"))
    await home.desk.moved(FAKE, "-1", "-100")
    assert await home.desk.channel_at(FAKE, "-1") is None
    assert await home.desk.channel_at(FAKE, "-100") == "fake--100"
    await home.desk.moved(FAKE, "-1", "-100")
    assert await home.desk.channel_at(FAKE, "-100") == "fake--100"


# ---------------------------------------------------------------- people


async def test_the_desk_knows_languages_menus_and_organisers(home):
    stranger = Identity(FAKE, "new", "New", "it-IT")
    assert await home.desk.language_of(stranger) == "it"
    assert await home.desk.language_of(replace(stranger, language=None)) == "en"
    await home.type("/language en", stranger)
    assert await home.desk.language_of(stranger) == "en"
    team = await home.desk.team(FAKE)
    assert [(person.native_id, role) for person, role in team.items()] == [("boss", Role.OWNER)]
    assert await home.desk.team(PLAIN_PLATFORM) == {}
    menu = dict(home.desk.menu("it", Role.VOTER))
    assert menu["notify"].startswith("fatti dire")
    assert "close" not in menu
    assert "start" not in menu
    assert "close" in dict(home.desk.menu("en", Role.OWNER))


PLAIN_PLATFORM = "web"


async def test_start_welcomes_voters_and_organisers(home):
    assert "/myvotes" in words(await home.type("/start", follower(1)))
    assert "/poll" not in words(await home.type("/start", follower(1)))
    assert "Launch the first poll: /poll" in words(await home.type("/start"))


# ---------------------------------------------------------------- deleted cards and failed deliveries


async def test_a_deleted_card_comes_back_while_people_can_vote(home):
    poll = await launch(home)
    home.platform.posts.clear()
    await home.vote(poll.id, 1, 1)
    home.clock.advance(seconds=10)
    home.platform.fail_next = [PostGone("deleted")]
    await home.announcing.sweep()
    assert cards(home) == []
    await go_on(home)
    assert [row.votes for row in cards(home)[0].rows] == ["1 vote", "0 votes", "0 votes"]
    assert home.announcing.figures.posted == 2


async def test_the_deleted_card_of_a_poll_that_is_over_stays_away(home):
    await launch(home)
    home.clock.advance(seconds=10)
    await home.type("/cancel rain")
    home.platform.posts.clear()
    home.platform.fail_next = [PostGone("deleted")]
    await home.announcing.sweep()
    await go_on(home)
    assert cards(home) == []


async def test_where_the_operator_wants_it_a_deleted_card_stays_away(database):
    async with house(database, deleted_posts=DeletedPosts.RETIRE) as home:
        poll = await launch(home)
        home.platform.posts.clear()
        await home.vote(poll.id, 1, 1)
        home.clock.advance(seconds=10)
        home.platform.fail_next = [PostGone("deleted")]
        await home.announcing.sweep()
        await go_on(home)
        assert cards(home) == []
        assert "Not delivered to #lobby: the card was deleted there." in words(await home.type("/summary"))


async def test_the_organiser_learns_what_was_not_delivered(home):
    await launch(home, "/poll Where? | Lake | City --in #lobby, #news")
    home.clock.advance(seconds=10)
    await home.type("/close")
    home.platform.gone.add("news")
    await home.settle()
    summary = home.platform.whispers[next(iter(home.platform.whispers))][1]
    sentence = "Not delivered to #news: the bot was removed there, or the channel was deleted."
    assert summary.count(sentence) == 1
    assert "#lobby" not in summary
    assert sentence in words(await home.type("/summary"))
    assert "No longer reached:\n• news" in words(await home.type("/channels"))


async def test_throttling_is_no_failure(home):
    await home.type("/poll Where? | Lake | City")
    home.platform.fail_next = [Throttled(timedelta(seconds=5))]
    await home.announcing.sweep()
    assert home.announcing.figures.failed == 0
    await go_on(home)
    assert len(cards(home)) == 1


# ---------------------------------------------------------------- the platforms' own polls


async def test_the_platforms_own_poll_is_asked_for_by_flag_or_form(home):
    home.platform.now_can(replace(PLAIN, native_poll=OWN_POLLS))
    poll = await launch(home, "/poll Where? | Lake | City --native")
    assert poll.native
    assert cards(home)[0].control is Control.NATIVE_POLL

    reply = await home.fill("poll", question="Where?", options="Lake\nCity", native="yes")
    assert "#lobby (Fake): the platform’s own poll" in words(reply)
    form = (await home.type(offers(reply)[1])).parts[0]
    assert {field.name: field.value for field in form.fields}["native"] == "yes"
    assert (await home.latest()).native

    reply = await home.fill("poll", question="Where?", options="Lake\nCity", native="yes", names="yes")
    assert "a button for each option" in words(reply)


async def test_totals_that_a_platform_counted_are_part_of_one_honest_count(home):
    poll = await launch(home, "/poll Where? | Lake | City | Sea --in #lobby, #news")
    await home.vote(poll.id, 1, 2)
    await home.desk.report(report(poll, 120, 80, 30, 10))
    await go_on(home)
    sentence = "Includes 120 anonymous votes counted by Fake in #news, as totals: whether one person voted there"
    for card in cards(home):
        assert card.count == "121 people voted"
        assert [row.votes for row in card.rows] == ["80 votes", "31 votes", "10 votes"]
        assert card.facts[-1].startswith(sentence)
    assert "121 voters" in words(await home.type("/polls"))
    summary = words(await home.type("/summary"))
    assert sentence in summary
    assert "Voters by platform: Fake 121." in summary
    (export,) = (await home.type("/export")).parts
    assert isinstance(export, SendFile)
    written = export.content.decode("utf-8-sig")
    assert "Lake,80,66,80" in written
    assert sentence in written
    async with home.work.reading() as work:
        assert (await work.ballots.tally(poll.id)).voters == 1

    await home.type(f"/close {poll.id}")
    await home.desk.report(report(poll, 121, 81, 30, 10))
    await go_on(home)
    assert "122 people voted" in result(home).text
    assert sentence.replace("120", "121") in result(home).text


async def test_the_same_report_twice_changes_nothing(home):
    poll = await launch(home)
    await home.desk.report(report(poll, 2, 2))
    version = (await home.latest()).version
    assert version == poll.version + 1
    await home.desk.report(report(poll, 2, 2, 0))
    assert (await home.latest()).version == version


async def test_a_report_that_cannot_be_changes_nothing(home):
    poll = await launch(home)
    for wrong in (
        report(poll, -1),
        report(poll, 1, -1),
        report(poll, 1, 0, 0, 0, 1),
        report(poll, 1, 1, channel=ChannelId("none")),
        replace(report(poll, 1, 1), poll=PollId("00000000")),
    ):
        await home.desk.report(wrong)
    await home.type("/poll Later? | a | b --opens tomorrow 9:00")
    await home.desk.report(report(await home.latest(), 1, 1))
    async with home.work.reading() as work:
        assert await work.reports.of_poll(poll.id) == []
        assert (await work.polls.get(poll.id)).version == poll.version


async def test_reported_votes_follow_a_merge_and_leave_with_a_removal(home):
    poll = await launch(home)
    await home.desk.report(report(poll, 9, 4, 3, 2))
    await home.type(f"/fix {poll.id} 2>1")
    await go_on(home)
    assert [row.votes for row in cards(home)[0].rows] == ["7 votes", "2 votes"]
    await home.type(f"/fix {poll.id} + Park")
    await home.type(f"/fix {poll.id} -3")
    await go_on(home)
    assert [row.votes for row in cards(home)[0].rows] == ["7 votes", "0 votes"]
    assert cards(home)[0].count == "7 people voted"


async def test_an_option_added_inside_the_platforms_own_poll(home):
    poll = await launch(home, "/poll Where? | Lake | City --add --names")
    added = await home.desk.add_option(poll.id, "Sea", follower(1), EventKey("e1"))
    assert added == 3
    assert await home.desk.add_option(poll.id, "Sea", follower(1), EventKey("e1")) == 3
    assert await home.desk.add_option(poll.id, " lake ", follower(2), None) == 1
    assert (await home.latest()).options[-1].added_by is not None
    shut = await launch(home)
    with pytest.raises(DomainError):
        await home.desk.add_option(shut.id, "Sea 2", follower(1), None)


# ---------------------------------------------------------------- outcomes


async def test_who_asked_is_told_the_outcome_in_private_and_once(home):
    poll = await launch(home)
    assert "When “Where?” closes" in words(await home.type("/notify", follower(1)))
    assert "Quando «Where?» chiude" in words(await home.type(f"/notify {poll.id}", follower(2, "it")))
    await home.type("/language it", follower(2))
    await home.type("/notify", follower(3))
    assert "will not tell you" in words(await home.type("/notify", follower(3)))
    await home.vote(poll.id, 1, 1)
    home.clock.advance(seconds=10)
    await home.type("/close")
    await home.settle()
    await home.settle()
    told = {who: text for who, text in home.platform.whispers.values() if who != "boss"}
    assert set(told) == {"f1", "f2"}
    assert "“Lake” came first with 100%" in told["f1"]
    assert "Prima «Lake» con il 100%" in told["f2"]
    assert "“Lake” came first" in words(await home.type("/notify", follower(4)))
    assert "“Lake” came first" in words(await home.type(f"/notify {poll.id}", follower(4)))


async def test_many_who_asked_do_not_hold_up_other_polls(home):
    poll = await launch(home)
    for number in range(45):
        await home.type(f"/notify {poll.id}", follower(number))
    other = await launch(home, "/poll When? | Now | Later")
    home.clock.advance(seconds=10)
    await home.type(f"/close {poll.id}")
    await home.announcing.deliver_changed()
    told = len(home.platform.whispers)
    assert 0 < told < 46
    await home.vote(other.id, 1, 1)
    await home.announcing.deliver_changed()
    assert "When? [Open] Now 1 vote, Later 0 votes" in home.platform.seen()
    assert told < len(home.platform.whispers) < 46
    await home.announcing.deliver_changed()
    assert len(home.platform.whispers) == 46


async def test_the_same_request_to_be_told_acts_once(home):
    await launch(home)
    await home.type("/notify", follower(1), event="e1")
    assert "already done" in words(await home.type("/notify", follower(1), event="e1"))
    home.clock.advance(seconds=10)
    await home.type("/close")
    await home.settle()
    assert len(home.platform.whispers) == 2


async def test_there_is_nothing_to_be_told_of_a_cancelled_poll(home):
    poll = await launch(home)
    await home.type("/cancel rain")
    assert "not open" in words(await home.type(f"/notify {poll.id}", follower(1)))
    assert "no such poll" in words(await home.type("/notify", follower(1)))


@pytest.mark.parametrize("refusal", [UnsupportedFeature("no private words"), ChannelGone("blocked")])
async def test_a_whisper_that_is_refused_is_not_tried_again_and_the_room_stays(home, refusal):
    await launch(home)
    await home.type("/notify", follower(1))
    home.clock.advance(seconds=10)
    await home.type("/close")
    home.platform.refuse_whispers = refusal
    await home.settle()
    home.platform.refuse_whispers = None
    await go_on(home, seconds=4000)
    assert home.platform.whispers == {}
    assert await home.desk.channel_at(FAKE, "lobby") == LOBBY


async def test_an_outcome_is_not_tried_for_ever(home):
    await launch(home)
    await home.type("/notify", follower(1))
    home.clock.advance(seconds=10)
    await home.type("/close")
    home.platform.refuse_whispers = DeliveryUncertain("no answer")
    await home.settle()
    await go_on(home, seconds=25 * 3600)
    home.platform.refuse_whispers = None
    await go_on(home)
    assert [who for who, _ in home.platform.whispers.values()] == ["boss"]


async def test_without_a_room_on_their_platform_nobody_is_waited_for(home):
    poll = await launch(home)
    elsewhere = Identity("web", "w1", "Wanda", "en")
    await home.type("/notify", elsewhere)
    await home.type("/close")
    async with home.work.reading() as work:
        (outcome,) = [post for post in await work.posts.of_poll(poll.id) if post.kind == "outcome"]
    assert outcome.failed == "no-channel"
    assert "Not delivered" not in words(await home.type("/summary"))


async def test_a_poll_that_is_opened_again_tells_nobody_the_outcome_before_its_end(home):
    await launch(home)
    await home.type("/notify", follower(1))
    await home.type("/close")
    await home.type("/reopen")
    await go_on(home)
    assert home.platform.whispers == {}
    await home.type("/close")
    await go_on(home)
    assert {who for who, _ in home.platform.whispers.values()} == {"f1", "boss"}


async def test_expired_notes_are_tidied_away(home):
    async with home.work.writing() as work:
        await work.notes.keep("k", "x", home.clock.now() + timedelta(hours=1))
    assert await Housekeeping(home.work, home.clock).tidy() == 0
    home.clock.advance(hours=1)
    assert await Housekeeping(home.work, home.clock).tidy() == 1
