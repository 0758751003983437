"""Whole stories through the front desk, over a real database: what an organiser types, what a channel shows."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.conversation import AskForm, SendFile, ShowCard, ShowPicture, Tone
from bot.domain.errors import ChannelGone, Throttled
from bot.domain.poll import Cancelled, Closed, Open, Scheduled
from bot.domain.tally.plurality import recount
from bot.ports import ResultContent
from tests.house import follower, house, offers, words


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def launch(home, line="/poll Where? | Lake 🏖️ | City | Mountains"):
    reply = await home.type(line)
    assert reply.parts[0].tone is Tone.DONE, words(reply)
    await home.announcing.sweep()
    return await home.latest()


async def test_from_launch_to_summary(home):
    poll = await launch(home)
    assert home.platform.seen() == ["Where? [Open] Lake 🏖️ 0 votes, City 0 votes, Mountains 0 votes"]

    receipts = await asyncio.gather(*(home.vote(poll.id, voter, 1 + voter % 3) for voter in range(10)))
    assert all(receipt.tone is Tone.DONE for receipt in receipts)
    assert receipts[0].text.startswith("✓ Counted: Lake 🏖️.")

    home.clock.advance(seconds=5)
    await home.announcing.deliver_changed()
    assert home.platform.seen() == ["Where? [Open] Lake 🏖️ 4 votes, City 3 votes, Mountains 3 votes"]

    reply = await home.type("/close")
    assert "is closed" in words(reply)
    await home.settle()
    result = next(content for content in home.platform.posts.values() if isinstance(content, ResultContent))
    assert "“Lake 🏖️” came first with 40%" in result.text
    assert result.pictures[0].png.startswith(b"\x89PNG")
    assert "Lake 🏖️: 40%" in result.pictures[0].alt
    ((to, summary),) = home.platform.whispers.values()
    assert to == "boss"
    assert "No margin of error" in summary

    late = await home.vote(poll.id, 99, 1)
    assert (late.tone, late.text) == (Tone.ERROR, "This poll is closed. Your vote was not counted.")
    assert "1 vote was not taken:\n• after the close: 1" in words(await home.type("/summary"))


async def test_changing_and_withdrawing_always_tell_what_happened(home):
    poll = await launch(home)
    assert "Counted: City" in (await home.vote(poll.id, 1, 2)).text
    assert (await home.vote(poll.id, 1, 3)).text == "✓ Changed from City to Mountains."
    assert "Already counted" in (await home.vote(poll.id, 1, 3)).text
    assert "no longer counts" in (await home.withdraw(poll.id, 1)).text
    assert "nothing to withdraw" in (await home.withdraw(poll.id, 1)).text
    async with home.work.reading() as work:
        assert (await work.ballots.tally(poll.id)).voters == 0


async def test_one_poll_in_many_channels_has_one_tally_and_every_post_follows(home):
    poll = await launch(home, "/poll Where? | Lake | City --in #lobby, #news")
    assert len(home.platform.posts) == 2
    await home.vote(poll.id, 1, 1)
    await home.type(f"/fix {poll.id} 2: Town")
    home.clock.advance(seconds=5)
    await home.announcing.sweep()
    assert home.platform.seen() == ["Where? [Open] Lake 1 vote, Town 0 votes"] * 2
    await home.type("/close")
    home.clock.advance(seconds=5)
    await home.settle()
    assert sum(seen.startswith("Result:") for seen in home.platform.seen()) == 2


async def test_a_typed_line_understands_flags_and_says_what_is_wrong(home):
    poll = await launch(home, "/poll Which? | a | b | c --multi 2 --names --hide --until friday 18:00 --final")
    assert poll.rules.most_choices == 2
    assert poll.rules.secrecy == "named"
    assert poll.rules.results == "at-close"
    assert not poll.rules.may_change
    assert poll.closes_at.isoformat() == "2026-07-03T16:00:00+00:00"

    for line, expected in [
        ("/poll", None),
        ("/poll Alone?", "at least 2 options"),
        ("/poll Where? | Lake | LAKE ", "Two options are the same"),
        ("/poll Where? | a | b --mutli 2", "Did you mean --multi?"),
        ("/poll Where? | a | b --until yesterdayish", "I do not understand when"),
        ("/poll Where? | a | b --until 1/7/2020", "lies in the past"),
        ("/poll Where? | a | b --until 1/7/2060", "too far away"),
        ("/poll Where? | a | b --in #nowhere", "There is no channel #nowhere"),
        ("/poll Where? | a | b --multi many", "“multi” takes a whole number"),
        ("/poll " + "x" * 4097 + " | a | b", "characters; 300 are allowed"),
        ("/poll Where? | " + " | ".join(str(n) for n in range(51)), "51 options are too many"),
        ("/poll Where? | \u200b\u200d | b", "option is empty"),
        ("/pol Where?", "Did you mean /poll?"),
        ("hello", "begins with a slash"),
    ]:
        reply = await home.type(line)
        if expected is None:
            assert isinstance(reply.parts[0], AskForm)
        else:
            assert reply.parts[0].tone is Tone.ERROR
            assert expected in words(reply), (line, words(reply))
    assert (await home.latest()).id == poll.id


async def test_errors_speak_the_readers_language(home):
    reply = await home.type("/close", follower(1, "it-IT"))
    assert words(reply).startswith("Solo chi modera o organizza può usare /close")


async def test_the_guided_form_previews_launches_and_discards(home):
    reply = await home.fill("poll", question="Where?", options="Lake\nLake")
    assert isinstance(reply.parts[0], AskForm)
    assert "Two options are the same" in reply.parts[0].error
    assert next(field for field in reply.parts[0].fields if field.name == "question").value == "Where?"

    reply = await home.fill("poll", question="Where?", options="Lake\nCity", until="2d", in_="#news")
    assert any(isinstance(part, ShowCard) for part in reply.parts)
    assert "Nobody sees it yet" in words(reply)
    assert "#news (Fake): a button for each option" in words(reply)
    go, change, away = offers(reply)

    form = (await home.type(change)).parts[0]
    values = {field.name: field.value for field in form.fields}
    assert values["options"] == "Lake\nCity"
    values["options"] += "\nSea"
    reply = await home.fill("poll", **{("in_" if k == "in" else k): v for k, v in values.items()})
    assert len((await home.latest()).options) == 3

    reply = await home.type(offers(reply)[0])
    assert "Launched in #news" in words(reply)
    assert isinstance((await home.latest()).state, Open)
    assert go.startswith("/launch")
    assert away.startswith("/discard")


async def test_a_draft_can_be_thrown_away(home):
    reply = await home.fill("poll", question="Where?", options="Lake\nCity")
    assert "thrown away" in words(await home.type(offers(reply)[2]))
    assert "no polls yet" in words(await home.type("/polls"))


async def test_deadlines_close_and_openings_open_by_themselves(home):
    await home.type("/poll Where? | Lake | City --opens tomorrow 9:00 --for 2d")
    poll = await home.latest()
    assert isinstance(poll.state, Scheduled)
    assert (await home.vote(poll.id, 1, 1)).text.startswith("This poll has not opened yet")
    home.clock.advance(days=1)
    await home.settle()
    assert isinstance((await home.latest()).state, Open)
    assert (await home.vote(poll.id, 1, 1)).tone is Tone.DONE
    home.clock.advance(days=2)
    assert (await home.vote(poll.id, 2, 1)).tone is Tone.ERROR
    await home.settle()
    assert isinstance((await home.latest()).state, Closed)
    assert (await home.latest()).state.at == poll.closes_at


async def test_the_polls_life_by_commands(home):
    poll = await launch(home)
    assert "now closes Friday 3 July, 18:00" in words(await home.type("/extend until friday 18:00"))
    assert "lies in the past" in words(await home.type(f"/extend {poll.id} 1/1/2020"))
    assert "stays open until you close it" in words(await home.type("/extend never"))
    await home.type("/close")
    assert "closed Wednesday 1 July" in words(await home.type(f"/close {poll.id}"))
    assert "open again until" in words(await home.type("/reopen 2d"))
    assert "called off" in words(await home.type("/cancel it rains"))
    assert (await home.latest()).state == Cancelled(home.clock.now(), "it rains")
    assert (await home.vote(poll.id, 1, 1)).text.startswith("This poll was cancelled")


async def test_options_can_be_put_right_merged_and_removed_with_a_public_note(home):
    poll = await launch(home, "/poll Where? | Lake | Lakeside | City | Sea --multi 2")
    await home.vote(poll.id, 1, 1, 2)
    await home.vote(poll.id, 2, 2)
    await home.vote(poll.id, 3, 4)
    assert "2 ballots moved" in words(await home.type("/fix 2>1"))
    assert "1 vote for it no longer counts" in words(await home.type("/fix -4"))
    assert "put right" in words(await home.type("/fix Where do we go?"))
    async with home.work.reading() as work:
        tally = await work.ballots.tally(poll.id)
    assert (tally.voters, tally.votes(1), tally.votes(2), tally.votes(4)) == (2, 2, 0, 0)
    home.clock.advance(seconds=5)
    await home.announcing.sweep()
    card = next(iter(home.platform.posts.values())).card
    assert len(card.notes) == 3
    assert "was merged into “Lake”" in card.notes[0]
    assert (await home.vote(poll.id, 3, 4)).text.startswith("That option was removed")


async def test_what_was_promised_cannot_be_changed(home):
    await launch(home, "/poll Where? | Lake | City --hide")
    assert "promised to stay hidden" in words(await home.type("/fix --results live"))
    assert "was promised at launch" in words(await home.type("/fix --names"))
    await home.vote((await home.latest()).id, 1, 1)
    assert "Results stay hidden until the close, from you too" in words(await home.type("/summary"))
    assert "Results stay hidden" in words(await home.type("/export"))
    home.clock.advance(seconds=5)
    await home.announcing.sweep()
    assert home.platform.seen() == ["Where? [Open] Lake, City"]


async def test_voters_may_add_options_only_where_allowed(home):
    await launch(home)
    assert "cannot add options" in words(await home.type("/add Sea", follower(1)))
    open_poll = await launch(home, "/poll Where to? | Lake | City --add")
    assert "Added “Sea”" in words(await home.type(f"/add {open_poll.id} Sea", follower(1)))
    assert (await home.latest()).options[-1].added_by is not None
    assert "Two options are the same" in words(await home.type(f"/add {open_poll.id} sea", follower(2)))


async def test_the_same_event_twice_acts_once(home):
    await home.type("/poll Where? | Lake | City", event="e1")
    reply = await home.type("/poll Where? | Lake | City", event="e1")
    assert "already done" in words(reply)
    async with home.work.reading() as work:
        assert len(await work.polls.recent((await home.latest()).community, limit=9)) == 1


async def test_export_gives_results_and_ballots_with_names(home):
    poll = await launch(home, "/poll Where? | =cmd() | City")
    await home.vote(poll.id, 1, 1)
    (results,) = (await home.type("/export")).parts
    assert isinstance(results, SendFile)
    assert "'=cmd(),1,100,1" in results.content.decode("utf-8-sig")
    (ballots,) = (await home.type("/export --ballots")).parts
    assert "Follower 1,Fake,'=cmd()" in ballots.content.decode("utf-8-sig")
    assert "organisers can use" in words(await home.type("/export", follower(1)))


async def test_reading_commands(home):
    poll = await launch(home, "/poll Where? | Lake | City --results after-vote")
    hidden = await home.type("/results", follower(1))
    assert "once you have voted" in words(hidden)
    await home.vote(poll.id, 1, 1)
    shown = await home.type("/results", follower(1))
    assert any(isinstance(part, ShowPicture) for part in shown.parts)
    assert "• Where?: Lake" in words(await home.type("/myvotes", follower(1)))
    assert "not voted in any poll" in words(await home.type("/myvotes", follower(2)))
    assert f"/p/{poll.id}" in words(await home.type("/polls", follower(2)))
    help_text = words(await home.type("/help", follower(2)))
    assert "/results" in help_text
    assert "/close" not in help_text
    assert "--multi" in words(await home.type("/help poll"))


async def test_places_and_languages(home):
    assert "Club is connected" in words(await home.type("/connect Club"))
    assert "already" in words(await home.type("/connect Club"))
    assert "Club (#club, Fake)" in words(await home.type("/channels"))
    assert "gets no more polls" in words(await home.type("/disconnect #club"))
    assert "Ti parlo" in words(await home.type("/language it")) or "italiano" in words(await home.type("/language"))
    await home.type("/language it --community")
    await launch(home)
    assert "[Aperto]" in home.platform.seen()[0]


async def test_edits_are_coalesced_and_the_final_state_arrives(home):
    poll = await launch(home)
    home.clock.advance(seconds=5)
    for voter in range(40):
        await home.vote(poll.id, voter, 1)
        await home.announcing.deliver_changed()
    assert len(home.platform.edits) == 1
    await home.type("/close")
    home.clock.advance(seconds=5)
    await home.settle()
    assert len(home.platform.edits) == 2
    assert home.platform.edits[-1][1].card.rows[0].votes == "40 votes"
    assert home.platform.edits[-1][1].card.state == "closed"


async def test_a_throttled_post_waits_and_a_channel_that_is_gone_is_given_up(home):
    await home.type("/poll Where? | Lake | City")
    home.platform.fail_next = [Throttled(timedelta(seconds=30))]
    await home.announcing.sweep()
    await home.announcing.sweep()
    assert home.platform.posts == {}
    home.clock.advance(seconds=31)
    await home.announcing.sweep()
    assert len(home.platform.posts) == 1

    await home.type("/poll Next? | Lake | City --in #news")
    home.platform.fail_next = [ChannelGone("kicked")]
    await home.announcing.sweep()
    home.clock.advance(hours=1)
    await home.announcing.sweep()
    assert len(home.platform.posts) == 1
    told = words(await home.type("/channels"))
    assert "No longer reached:\n• news (#news, Fake): the bot was removed there" in told


async def test_the_running_loops_do_it_by_themselves(home):
    async def until(seen):
        while not seen():
            home.platform.delivered.clear()
            await asyncio.wait_for(home.platform.delivered.wait(), 10)

    async with asyncio.TaskGroup() as loops:
        running = [loops.create_task(home.announcing.run()), loops.create_task(home.schedule.run())]
        await home.type("/poll Where? | Lake | City --for 1h")
        await until(lambda: home.platform.posts)
        home.clock.advance(minutes=61)
        home.schedule.look_again()
        await until(lambda: home.platform.whispers)
        for loop in running:
            loop.cancel()
    assert any(seen.startswith("Result: Where? [Closed") for seen in home.platform.seen())


async def test_a_crowd_of_newcomers_votes_at_once_and_each_counts_once(home):
    poll = await launch(home)
    crowd = [home.vote(poll.id, voter, 1 + voter % 3) for voter in range(300) for _ in range(2)]
    receipts = await asyncio.gather(*crowd)
    assert {receipt.tone for receipt in receipts} == {Tone.DONE}
    async with home.work.reading() as work:
        tally = await work.ballots.tally(poll.id)
        assert tally.voters == 300
        assert recount(await work.ballots.all(poll.id)) == tally


async def test_what_was_filled_in_is_never_lost(home):
    reply = await home.fill("poll", question="Where?", options="Lake\nCity", in_="#nowhere")
    form = reply.parts[0]
    assert isinstance(form, AskForm)
    assert "no channel #nowhere" in form.error
    assert {field.name: field.value for field in form.fields}["options"] == "Lake\nCity"


async def test_an_opening_in_the_past_is_refused(home):
    assert "lies in the past" in words(await home.type("/poll Where? | Lake | City --opens 1/1/2020"))


async def test_with_several_polls_running_a_step_says_which_to_name(home):
    first, second = await launch(home), await launch(home, "/poll When? | Now | Later")
    assert f"A line that works: /close {second.id}" in words(await home.type("/close"))
    assert "is closed" in words(await home.type(f"/close {first.id}"))
