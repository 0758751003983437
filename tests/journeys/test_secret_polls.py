"""A secret poll as people meet it: what it promises, what it therefore refuses, and what it shows to nobody."""

from __future__ import annotations

import json

import pytest

from bot.domain.ballot import Refusal
from bot.domain.conversation import AskForm, Reader, SendFile, ShowCard, ShowPicture, Tone
from bot.domain.ids import PersonId
from bot.domain.picture import Theme
from bot.domain.poll import Secrecy
from bot.ports import CardContent, ResultContent
from tests.fakes.channel import PLAIN
from tests.house import BOSS, follower, house, words

LINE = "/poll Where? | Lake | City | Sea --secret"


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def launch(home, line=LINE):
    reply = await home.type(line)
    assert reply.parts[0].tone is Tone.DONE, words(reply)
    await home.announcing.sweep()
    return await home.latest()


async def card_of(home, poll, who=None):
    return await home.reading.card(poll.id, Reader(sender=who, language="en"))


def result(home):
    return next(content for content in home.platform.posts.values() if isinstance(content, ResultContent))


async def crowd(home, poll, *choices):
    for number, option in enumerate(choices):
        assert (await home.vote(poll.id, number, option)).tone is Tone.DONE


async def close(home, poll):
    await home.type(f"/close {poll.id}")
    home.clock.advance(seconds=30)
    await home.settle()


async def file_of(home, line, who=BOSS):
    reply = await home.type(line, who)
    return next(part.content.decode("utf-8-sig") for part in reply.parts if isinstance(part, SendFile))


# ---------------------------------------------------------------- the promise


async def test_the_promise_stands_first_on_the_card_and_says_what_it_does_not_promise(home):
    poll = await launch(home)
    assert poll.rules.secrecy is Secrecy.NOBODY
    content = next(each for each in home.platform.posts.values() if isinstance(each, CardContent))
    promise = content.card.facts[0]
    assert promise.startswith("Nobody can: once this poll is over, nobody can find out who chose what")
    assert "The app in which you tap sees your tap" in promise
    assert "until the close whoever runs this software could look" in promise
    assert "With fewer than 5 votes there is no result" in promise
    italian = await home.reading.card(poll.id, Reader(sender=None, language="it"))
    assert "nemmeno chi gestisce questo software" in italian.facts[0]


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        ("--names", "either secret or shows names"),
        ("--add", "voters cannot add options"),
    ],
)
async def test_what_would_break_the_promise_is_refused(home, flags, why):
    assert why in words(await home.type(f"{LINE} {flags}"))


async def test_the_form_keeps_the_choice_through_preview_and_edit(home):
    await home.fill("poll", question="Where?", options="Lake\nCity", secret="yes")
    draft = await home.latest()
    assert draft.rules.secret
    reply = await home.type(f"/edit {draft.id}")
    form = next(part for part in reply.parts if isinstance(part, AskForm))
    assert next(field.value for field in form.fields if field.name == "secret") == "yes"
    await home.type(f"/launch {draft.id} --in #lobby")
    assert (await home.vote(draft.id, 1, 1)).tone is Tone.DONE


async def test_a_promise_made_at_launch_is_not_changed(home):
    secret, open_to_owner = await launch(home), await launch(home, "/poll Where? | Lake | City")
    assert "was promised at launch" in words(await home.type(f"/fix {secret.id} --names"))
    assert "voters cannot add options" in words(await home.type(f"/fix {secret.id} --add"))
    assert "was promised at launch" in words(await home.type(f"/fix {open_to_owner.id} --names"))


async def test_one_that_opens_later_has_its_key_then(home):
    await launch(home, f"{LINE} --opens in 1h")
    home.clock.advance(hours=2)
    await home.settle()
    poll = await home.latest()
    assert (await home.vote(poll.id, 1, 1)).tone is Tone.DONE


# ---------------------------------------------------------------- while it runs


async def test_a_voter_sees_their_own_choice_and_nobody_elses(home):
    poll = await launch(home)
    reply = await home.vote(poll.id, 1, 2)
    assert "City" in reply.text
    own = await card_of(home, poll, follower(1))
    assert [row.label for row in own.rows if row.chosen] == ["City"]
    assert not any(row.chosen for row in (await card_of(home, poll, follower(2))).rows)
    assert "• Where?: City (secret)" in words(await home.type("/myvotes", follower(1)))
    told = json.loads(await file_of(home, "/mydata", follower(1)))
    assert told["votes"] == []
    assert told["secret_votes"] == [{"poll": poll.id, "question": "Where?", "chosen": ["City"]}]


async def test_the_live_count_moves_by_five(home):
    poll = await launch(home)
    await crowd(home, poll, 1, 1, 1, 1, 1, 2, 2, 2, 2)
    card = await card_of(home, poll)
    assert card.count == "Not enough votes yet to show any"
    assert {row.votes for row in card.rows} == {None}
    assert "Not enough votes yet" in words(await home.type(f"/summary {poll.id}"))
    assert "secret" in words(await home.type("/polls"))
    assert "nothing to be shown" in words(await home.type(f"/export {poll.id}"))
    await crowd(home, poll, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2)
    card = await card_of(home, poll)
    assert card.count == "5 people voted"
    assert [row.votes for row in card.rows] == ["5 votes", "0 votes", "0 votes"]
    assert "Lake,5,100" in await file_of(home, f"/export {poll.id}")


async def test_an_organiser_who_removes_an_option_does_not_learn_how_many_chose_it(home):
    poll = await launch(home)
    await crowd(home, poll, 1, 1, 3)
    removed = words(await home.type(f"/fix {poll.id} -3"))
    assert "if there were any" in removed, removed
    assert (await home.type("/myvotes", follower(2))).parts[0].text == "You have not voted in any poll."
    assert (await home.vote(poll.id, 2, 1)).tone is Tone.DONE


async def test_who_is_forgotten_is_withdrawn(home):
    poll = await launch(home)
    await crowd(home, poll, *[1] * 6)
    await home.type("/forget yes", follower(0))
    async with home.work.reading() as work:
        assert len(await work.ballots.all(poll.id)) == 5
        assert await work.ballots.tally(poll.id) is not None


# ---------------------------------------------------------------- when it is over


async def test_a_result_and_nothing_beside_it(home):
    poll = await launch(home)
    await crowd(home, poll, *[1] * 7, *[2] * 5)
    await close(home, poll)
    shown = result(home)
    assert "Lake" in shown.text
    assert "12 people voted" in shown.text
    assert len(shown.pictures) == 1  # votes over time would tell when whose vote came
    summary = await home.type(f"/summary {poll.id}")
    assert "platform" not in words(summary)
    assert "First vote" not in words(summary)
    assert sum(isinstance(part, ShowPicture) for part in summary.parts) == 1
    assert (await file_of(home, f"/export {poll.id}")).splitlines()[0] == "Option,Votes,Per cent"
    assert "Nobody may see who chose what" in words(await home.type(f"/export {poll.id} --ballots"))
    assert "cannot be opened again" in words(await home.type(f"/reopen {poll.id}"))
    assert "you voted, and nobody knows for what" in words(await home.type("/myvotes", follower(0)))
    told = json.loads(await file_of(home, "/mydata", follower(0)))
    assert told["secret_votes"] == [{"poll": poll.id, "question": "Where?", "chosen": None}]
    assert not any(row.chosen for row in (await card_of(home, poll, follower(0))).rows)
    late = await home.vote(poll.id, 0, 2)
    assert late.chosen == ()
    # forgotten, their vote stays counted
    await home.type("/forget yes", follower(0))
    async with home.work.reading() as work:
        assert (await work.ballots.tally(poll.id)).voters == 12
        assert (await work.ballots.refusals(poll.id))[Refusal.TOO_LATE] == 1


async def test_four_votes_are_shown_to_nobody(home):
    poll = await launch(home)
    await crowd(home, poll, 1, 1, 1, 2)
    await close(home, poll)
    shown = result(home)
    assert "Fewer than 5 people voted. In a secret poll so few give each other away" in shown.text
    assert "Lake" not in shown.text
    assert shown.pictures == ()
    card = await card_of(home, poll)
    assert card.count == "Fewer than 5 people voted"
    assert {(row.votes, row.share, row.fraction) for row in card.rows} == {(None, None, None)}
    assert await home.reading.pictures(poll.id, Theme.LIGHT, Reader(sender=BOSS)) == ()
    for line in (f"/summary {poll.id}", f"/results {poll.id}"):
        reply = await home.type(line)
        assert "vote" in words(reply) or isinstance(reply.parts[0], ShowCard)
        assert not any(isinstance(part, ShowPicture) for part in reply.parts)
        assert "75" not in words(reply)
    assert "nothing to be shown" in words(await home.type(f"/export {poll.id}"))
    async with home.work.reading() as work:
        assert await work.ballots.all(poll.id) == []
        assert (await work.ballots.tally(poll.id)).voters == 0


async def test_called_off_nothing_ties_a_ballot_to_a_person_either(home):
    poll = await launch(home)
    await crowd(home, poll, *[1] * 6)
    async with home.work.reading() as work:
        person = await work.people.find(follower(0).platform, follower(0).native_id)
        assert person is not None
        assert await work.secrecy.ballot(poll.id, PersonId(person.id)) is not None
    await home.type(f"/cancel {poll.id} | a mistake")
    async with home.work.reading() as work:
        assert await work.secrecy.ballot(poll.id, PersonId(person.id)) is None
        assert await work.secrecy.voter_key(poll.id, PersonId(person.id)) is None


async def test_a_deadline_ends_it_the_same_way(home):
    poll = await launch(home, f"{LINE} --for 1h")
    await crowd(home, poll, *[1] * 6)
    home.clock.advance(hours=2)
    await home.settle()
    async with home.work.reading() as work:
        ballots = await work.ballots.all(poll.id)
        assert {ballot.voter[:5] for ballot in ballots} == {"gone-"}
    assert "6 people voted" in result(home).text


async def test_a_repeated_poll_stays_secret(home):
    await home.type(f"{LINE} --every monday 10:00 --for 1d")
    home.clock.advance(days=8)
    await home.settle()
    poll = await home.latest()
    assert poll.rules.secret
    assert (await home.vote(poll.id, 1, 1)).stored


async def test_no_platform_counts_it_by_itself(home):
    assert PLAIN is not None
    reply = await home.type(f"{LINE} --native")
    assert (await home.vote((await home.latest()).id, 1, 1)).stored
    assert words(reply)


async def test_whoever_merges_options_and_closes_at_once_learns_no_single_vote(home):
    poll = await launch(home)
    await crowd(home, poll, *[1] * 10)
    assert (await card_of(home, poll)).count == "5 people voted"
    await home.vote(poll.id, 10, 3)
    await home.type(f"/fix {poll.id} 2>1")
    # else it would be ten now, and eleven after the close
    assert (await card_of(home, poll)).count == "Not enough votes yet to show any"
    await close(home, poll)
    assert "11 people voted" in result(home).text
