"""Whole stories about who may vote: through the front desk, over both databases."""

from __future__ import annotations

import pytest

from bot.domain.ballot import Choose, Refusal
from bot.domain.conversation import AskForm, Tone, Vote
from bot.domain.electorate import ANYONE, HasRole, Members, OlderThan, Standing
from bot.domain.errors import Throttled
from bot.domain.ids import OptionId
from bot.domain.lifecycle import open_scheduled
from tests.builders import COMMUNITY, NOON
from tests.house import LOBBY, NEWS, follower, house, offers, words

POLL = "/poll Where? | Lake | City"


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def launched(home, flags):
    reply = await home.type(f"{POLL} {flags}")
    assert reply.parts[0].tone is Tone.DONE, words(reply)
    await home.announcing.sweep()
    return await home.latest()


async def voters(home, poll):
    async with home.work.reading() as work:
        return (await work.ballots.tally(poll.id)).voters, await work.ballots.refusals(poll.id)


def joins(home, number, *roles, room="lobby", since=None):
    home.platform.standings[room, f"f{number}"] = Standing(belongs=True, since=since, roles=frozenset(roles))


async def test_only_members_vote_and_others_are_told_why_and_counted_as_refused(home):
    poll = await launched(home, "--who members")
    assert poll.rules.eligibility == Members((LOBBY,), ("lobby",))
    (content,) = home.platform.posts.values()
    assert "Only members of lobby may vote" in content.card.facts
    joins(home, 1)
    assert "Counted: Lake" in (await home.vote(poll.id, 1, 1)).text
    refused = await home.vote(poll.id, 2, 1)
    assert (refused.tone, refused.chosen) == (Tone.ERROR, ())
    assert refused.text.startswith("Only members of lobby may vote in this poll.")
    in_italian = await home.desk.vote(_by(follower(3, "it"), poll))
    assert in_italian.text.startswith("In questo sondaggio può votare solo chi è membro di lobby.")
    assert await voters(home, poll) == (1, {Refusal.NOT_ELIGIBLE: 2})
    await home.type("/close")
    assert "by people who may not vote: 2" in words(await home.type("/summary"))


async def test_who_joins_may_vote_soon_and_who_left_can_still_withdraw(home):
    poll = await launched(home, "--who members")
    await home.vote(poll.id, 1, 1)
    joins(home, 1)
    # the refusal is remembered for some seconds, so that nobody makes us ask a platform as fast as they can tap
    assert (await home.vote(poll.id, 1, 1)).tone is Tone.ERROR
    assert home.platform.asked_about == ["f1"]
    home.clock.advance(seconds=21)
    assert "Counted" in (await home.vote(poll.id, 1, 1)).text
    del home.platform.standings["lobby", "f1"]
    home.clock.advance(minutes=11)
    refused = await home.vote(poll.id, 1, 2)
    assert "Your vote stays as it was: Lake" in refused.text or "Lake" in refused.text
    assert refused.tone is Tone.ERROR
    assert "no longer counts" in (await home.withdraw(poll.id, 1)).text


async def test_a_platform_that_does_not_tell_is_no_yes_and_no_no(home):
    poll = await launched(home, "--who members")
    home.platform.fail_next = [Throttled(NOON - NOON)]
    reply = await home.vote(poll.id, 1, 1)
    assert (reply.tone, "cannot be checked right now" in reply.text) == (Tone.ERROR, True)
    assert await voters(home, poll) == (0, {})
    joins(home, 1)
    assert "Counted" in (await home.vote(poll.id, 1, 1)).text


async def test_a_clock_that_was_set_back_does_not_keep_an_answer_for_ever(home):
    poll = await launched(home, "--who members")
    joins(home, 1)
    await home.vote(poll.id, 1, 1)
    home.clock.jump(hours=-5)
    del home.platform.standings["lobby", "f1"]
    assert (await home.vote(poll.id, 1, 2)).tone is Tone.ERROR


async def test_membership_fixed_at_the_opening_keeps_latecomers_out(home):
    await home.type("/myvotes", who=follower(1))  # met before the opening
    home.clock.advance(days=1)
    poll = await launched(home, "--who members:#news --fixed")
    assert poll.rules.eligibility == Members((NEWS,), ("news",), fixed=True)
    home.clock.advance(minutes=1)
    for number in (1, 2):
        joins(home, number, room="news")
    joins(home, 3, room="news", since=NOON)
    joins(home, 4, room="news", since=home.clock.now())
    joins(home, 5)  # of another room
    said = [(await home.vote(poll.id, number, 1)).text for number in range(1, 6)]
    assert ["Counted" in text for text in said] == [True, False, True, False, False]
    assert said[1] == said[3] == "Only those who were there when this poll opened may vote in it."


async def test_a_poll_that_was_opened_elsewhere_is_not_open_to_everybody(home):
    """What this process remembers of a poll may be old: nobody gets in by that."""
    await home.type(f"{POLL} --who members --opens 1h")
    poll = await home.latest()
    assert "has not opened yet" in (await home.vote(poll.id, 1, 1)).text
    home.clock.advance(hours=2)
    async with home.work.writing() as work:  # as another process does, whose word of it is still on its way
        await work.polls.save(open_scheduled(await work.polls.lock(poll.id), home.clock.now()))
    assert "Only members" in (await home.vote(poll.id, 2, 1)).text
    joins(home, 3)
    assert "Counted" in (await home.vote(poll.id, 3, 1)).text
    assert (await voters(home, poll))[0] == 1


async def test_a_role_is_looked_up_before_the_launch_and_held_by_its_number(home):
    home.platform.roles["Choir"] = "77"
    assert "Only Discord has them" in words(await home.type(f"{POLL} --who role:Altos"))
    poll = await launched(home, "--who role:Choir")
    assert poll.rules.eligibility == HasRole(LOBBY, "77", "Choir")
    joins(home, 1, "77")
    joins(home, 2, "78")
    assert "Counted" in (await home.vote(poll.id, 1, 2)).text
    assert (await home.vote(poll.id, 2, 2)).text == "Only people with the role “Choir” may vote in this poll."


async def test_older_than_counts_from_the_launch(home):
    await home.type("/myvotes", who=follower(1))
    home.clock.advance(days=30)
    poll = await launched(home, "--who older:30")
    assert poll.rules.eligibility == OlderThan(30, (LOBBY,))
    home.clock.advance(days=60)
    assert "Counted" in (await home.vote(poll.id, 1, 1)).text
    assert "30 days when this poll opened" in (await home.vote(poll.id, 2, 1)).text
    joins(home, 3, since=NOON)
    assert "Counted" in (await home.vote(poll.id, 3, 1)).text


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ("--who nobody", "It is not clear who may vote"),
        ("--who older:0", "no number of days"),
        ("--who older:9999999999", "no number of days"),
        ("--who older:٣", "no number of days"),
        ("--who role:", "It is not clear who may vote"),
        ("--who members:#attic", "attic"),
        ("--fixed", "Write with it who may vote"),
        ("--who", "--who"),
    ],
)
async def test_what_is_not_understood_launches_nothing_and_shows_what_works(home, flags, said):
    reply = await home.type(f"{POLL} {flags}")
    assert said in words(reply)
    assert reply.parts[0].tone is Tone.ERROR
    async with home.work.reading() as work:
        assert list(await work.polls.recent(COMMUNITY, limit=5)) == []


async def test_the_form_keeps_who_may_vote_through_preview_edit_and_launch(home):
    home.platform.roles["77"] = "77"
    home.platform.roles["Coro"] = "77"
    await home.fill("poll", question="Where?", options="Lake\nCity", who_="ruolo: Coro", fixed="yes")
    draft = await home.latest()
    form = (await home.type(f"/edit {draft.id}")).parts[0]
    assert isinstance(form, AskForm)
    filled = {field.name: field.value for field in form.fields}
    assert (filled["who"], filled["fixed"]) == ("role:77", "yes")
    await home.fill(
        "poll", **{name: value for name, value in filled.items() if value and name not in ("in", "who")}, who_="membri"
    )
    second = await home.latest()
    assert second.rules.eligibility == Members((LOBBY,), ("lobby",), fixed=True)
    reply = await home.type(f"/edit {second.id}")
    assert {field.name: field.value for field in reply.parts[0].fields}["who"] == "members:#lobby"
    preview = await home.fill("poll", question="Where?", options="Lake\nCity", who_="tutti")
    await home.type(next(line for line in offers(preview) if line.startswith("/launch")))
    assert (await home.latest()).rules.eligibility == ANYONE


async def test_a_repeated_poll_asks_the_same_people_each_time(home):
    await home.type(f"{POLL} --who older:2 --every monday 10:00 --for 2d")
    home.clock.advance(days=7)
    await home.settle()
    assert (await home.latest()).rules.eligibility == OlderThan(2, (LOBBY,))


def _by(who, poll):
    return Vote(sender=who, channel=LOBBY, poll=poll.id, action=Choose((OptionId(1),)))
