"""What is kept about somebody: told, taken away, forgotten, and deleted when its time is over."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.domain.ballot import Withdraw
from bot.domain.community import Identity, Role
from bot.domain.conversation import OfferCommand, SendFile, Tone
from bot.domain.ids import ChannelId, PersonId
from bot.domain.room import Entry, RoomMessage
from bot.domain.tally.plurality import recount
from bot.services.retention import Deleted, Kept, Retention
from tests.builders import COMMUNITY
from tests.fakes.clock import FakeChance
from tests.house import BOSS, FAKE, LOBBY, follower, house, offers, words

ADA = follower(1)


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def poll(home, line="/poll Where? | Lake | City"):
    reply = await home.type(line)
    assert reply.parts[0].tone is Tone.DONE, words(reply)
    return await home.latest()


async def say_in_lobby(home, text, who=ADA, only_for=None):
    async with home.work.writing() as work:
        person = await work.people.recognise(who, PersonId("unused"))
        message = RoomMessage(
            channel=LOBBY,
            kind=Entry.WORDS,
            author=person.id,
            author_name=who.name,
            text=text,
            only_for=only_for,
            at=home.clock.now(),
        )
        return await work.rooms.add(message)


async def file_of(home, who=ADA):
    reply = await home.type("/mydata", who)
    return json.loads(next(part for part in reply.parts if isinstance(part, SendFile)).content)


async def counted(home, number):
    async with home.work.reading() as work:
        tally, ballots = await work.ballots.tally(number), await work.ballots.all(number)
    assert tally == recount(ballots)
    return tally


async def test_the_notice_says_what_is_kept_how_long_and_what_one_can_do(home):
    reply = await home.type("/privacy", ADA)
    said = words(reply)
    assert "12 months" in said
    assert "privacy@choir.test" in said
    assert offers(reply) == ["/mydata", "/forget"]
    assert "12 mesi" in words(await home.type("/privacy", follower(2, "it")))


async def test_my_data_is_all_of_mine_and_nobody_elses(home):
    first = await poll(home, "/poll Where? | Lake | City --add")
    await home.vote(first.id, 1, 2)
    await home.vote(first.id, 2, 1)
    await home.type(f"/add {first.id} Hill", ADA)
    await home.type(f"/notify {first.id}", ADA)
    await say_in_lobby(home, "I like the city")
    await say_in_lobby(home, "Not I", follower(2))
    data = await file_of(home)
    assert data["person"] == {"platform": "fake", "number_there": "f1", "name": "Follower 1", "language": None}
    assert [(vote["question"], vote["chosen"]) for vote in data["votes"]] == [("Where?", ["City"])]
    assert [option["label"] for option in data["options_added"]] == ["Hill"]
    assert [asked["poll"] for asked in data["outcomes_asked_for"]] == [first.id]
    assert [said["text"] for said in data["words"]] == ["I like the city"]
    assert "Not I" not in json.dumps(data)
    assert data["polls_in_private_of"] == []
    await home.type("/subscribe", ADA)
    assert (await file_of(home))["polls_in_private_of"] == ["Choir"]
    await home.type("/unsubscribe", ADA)
    assert (await file_of(home))["polls_in_private_of"] == []
    boss = await file_of(home, BOSS)
    assert boss["roles"] == [{"community": "Choir", "role": "owner"}]
    assert {act["act"] for act in boss["acts"]} >= {"code-used", "launched"}
    assert (await file_of(home))["acts"] == []


async def test_forgetting_withdraws_running_votes_and_keeps_closed_totals(home):
    over, running, final = [
        await poll(home, f"/poll {name}? | A | B{flags}")
        for name, flags in (("Over", ""), ("Runs", ""), ("Final", " --final"))
    ]
    for number in (over, running, final):
        await home.vote(number.id, 1, 1)
        await home.vote(number.id, 2, 2)
    await home.type(f"/close {over.id}")
    await say_in_lobby(home, "my address is …")
    asked = await home.type("/forget", ADA)
    assert [part.risky for part in asked.parts if isinstance(part, OfferCommand)] == [True]
    assert (await counted(home, running.id)).voters == 2
    done = words(await home.type("/forget yes", ADA))
    assert "2 votes withdrawn from running polls, 1 vote in closed polls nobody’s now, 1 message deleted" in done

    assert (await counted(home, over.id)).voters == 2
    assert (await counted(home, running.id)).voters == 1
    assert (await counted(home, final.id)).voters == 1
    async with home.work.reading() as work:
        assert await work.people.find(FAKE, "f1") is None
        assert [
            message.text
            for message in await work.rooms.recent(LOBBY, reader=None, limit=9)
            if message.kind is Entry.WORDS
        ] == []
        keys = {ballot.voter for ballot in await work.ballots.all(over.id)}
    for key in keys:
        async with home.work.reading() as work:
            names = await work.people.names([PersonId(key)])
        assert names.get(PersonId(key), "") != "Follower 1"
    # who comes back is a stranger, and counts once
    assert "Counted" in (await home.vote(final.id, 1, 1)).text
    assert "no votes" in words(await home.type("/myvotes", ADA)).lower() or "Final" in words(
        await home.type("/myvotes", ADA)
    )
    assert (await counted(home, final.id)).voters == 2
    assert (await file_of(home))["votes"][0]["question"] == "Final?"


async def test_a_card_shows_the_count_without_the_forgotten(home):
    running = await poll(home)
    await home.vote(running.id, 1, 1)
    await home.settle()
    assert any("1" in seen for seen in home.platform.seen())
    await home.type("/forget yes", ADA)
    home.clock.advance(seconds=30)
    await home.settle()
    async with home.work.reading() as work:
        version = (await work.polls.get(running.id)).version
        assert all(post.shown_version == version for post in await work.posts.of_poll(running.id))


async def test_forgetting_twice_is_harmless_and_so_is_a_stranger(home):
    await home.type("/forget yes", ADA, event="e1")
    assert "already" in words(await home.type("/forget yes", ADA, event="e1")).lower()
    assert "0 votes withdrawn" in words(await home.type("/forget yes", follower(77)))


async def test_in_a_named_poll_the_name_is_gone_and_the_vote_stays(home):
    named = await poll(home, "/poll Where? | Lake | City --names")
    await home.vote(named.id, 1, 1)
    await home.type(f"/close {named.id}")
    await home.type("/forget yes", ADA)
    reply = await home.type(f"/export {named.id} --ballots")
    table = next(part for part in reply.parts if isinstance(part, SendFile)).content.decode("utf-8-sig")
    assert "Follower 1" not in table
    assert "Lake" in table


async def test_the_last_owner_cannot_leave_a_community_without_one(home):
    assert "last owner of Choir" in words(await home.type("/forget yes"))
    async with home.work.writing() as work:
        other = await work.people.recognise(follower(5), PersonId("fifth"))
        await work.people.grant(COMMUNITY, other.id, Role.OWNER)
    assert "You are forgotten" in words(await home.type("/forget yes"))
    assert "Only organisers" in words(await home.type("/poll X? | A | B"))


async def test_what_is_older_than_its_time_is_deleted_and_the_count_stays(home):
    old = await poll(home)
    for number in range(1, 8):
        await home.vote(old.id, number, 1 + number % 2)
    await home.type(f"/close {old.id}")
    await say_in_lobby(home, "long ago")
    retention = Retention(home.work, home.clock, FakeChance(), Kept())
    assert await retention.carry_out() == Deleted()
    home.clock.advance(days=366)
    await say_in_lobby(home, "today")
    running = await poll(home)
    await home.vote(running.id, 1, 1)
    before = await counted(home, old.id)
    assert await retention.carry_out() == Deleted(words=1, voters=7, links=1)
    assert await retention.carry_out() == Deleted()
    assert await counted(home, old.id) == before
    async with home.work.reading() as work:
        keys = [PersonId(ballot.voter) for ballot in await work.ballots.all(old.id)]
        assert await work.people.names(keys) == {}
        said = [each.text for each in await work.rooms.recent(ChannelId(LOBBY), reader=None, limit=9)]
    assert "today" in said
    assert "long ago" not in said
    assert "who voted is forgotten" in words(await home.type(f"/reopen {old.id}"))
    assert (await counted(home, running.id)).voters == 1


async def test_for_ever_is_for_ever(home):
    old = await poll(home)
    await home.vote(old.id, 1, 1)
    await home.type(f"/close {old.id}")
    await say_in_lobby(home, "long ago")
    home.clock.advance(days=4000)
    deleted = await Retention(home.work, home.clock, FakeChance(), Kept(words=0, voters=0)).carry_out()
    assert (deleted.words, deleted.voters) == (0, 0)


async def test_a_withdrawal_at_the_same_time_counts_once(home):
    running = await poll(home)
    await home.vote(running.id, 1, 1)
    await home.vote(running.id, 2, 1)
    await home.vote(running.id, 1, action=Withdraw())
    await home.type("/forget yes", ADA)
    assert (await counted(home, running.id)).voters == 1


async def test_a_note_about_a_person_is_dropped_and_a_neighbours_is_not(home):
    ada, other = Identity(FAKE, "1", "One"), Identity(FAKE, "11", "Eleven")
    async with home.work.writing() as work:
        for who in (ada, other):
            await work.people.recognise(who, PersonId(f"p{who.native_id}"))
            await work.notes.keep(f"fake-form-{who.native_id}", "half filled", None)
            await work.notes.keep(f"fake-form-{who.native_id}-at", "2", None)
    await home.type("/forget yes", ada)
    async with home.work.reading() as work:
        now = home.clock.now() + timedelta(seconds=1)
        assert [await work.notes.find(f"fake-form-{each}", now) for each in ("1", "1-at", "11", "11-at")] == [
            None,
            None,
            "half filled",
            "2",
        ]


async def test_at_first_contact_one_is_told_what_is_kept_and_never_again(home):
    running = await poll(home)
    first = await home.vote(running.id, 1, 1)
    assert "/privacy" in first.notice
    assert (await home.vote(running.id, 1, 2)).notice == ""
    assert "/privacy" in (await home.vote(running.id, 2, 2)).notice
    assert "/privacy" in words(await home.type("/start", follower(9)))


async def test_who_asks_for_the_notice_on_the_web_is_not_written_down(home):
    assert "12 months" in await home.desk.privacy_notice(follower(40))
    async with home.work.reading() as work:
        assert await work.people.find(FAKE, "f40") is None
