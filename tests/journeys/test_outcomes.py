"""From closed ballots to the outcome, as people read it: every method, in the room, as a table and as data."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from fractions import Fraction
from hashlib import sha256

import pytest

from bot.domain.conversation import Reader, SendFile
from bot.domain.ids import OptionId
from bot.domain.marks import mark
from bot.domain.method import PLAIN, Counting, Method
from bot.domain.picture import Theme
from bot.domain.poll import Electorate, ElectorateKind, Rules, Secrecy
from bot.domain.tally.thresholds import Base, OptionQuorum, Quorum, Threshold
from bot.locale.speech import speech
from bot.ports import CardContent, ResultContent
from bot.services.asking import NewPoll
from bot.services.summaries import result_text
from tests.house import BOSS, COMMUNITY, LOBBY, house, words

ANSWERS = ("Yes", "No", "Abstain")
PLACES = ("Lake", "City", "Sea")


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def asked(home, counting, labels=PLACES, *, eligible=None, **rules):
    await home.type("/help")  # Bea is known from now on
    async with home.work.reading() as work:
        author = await work.people.find(BOSS.platform, BOSS.native_id)
    electorate = Electorate(ElectorateKind.CENSUS, eligible) if eligible else Electorate()
    asking = Rules(counting=counting, electorate=electorate, **rules)
    new = NewPoll(community=COMMUNITY, question="Where?", options=labels, rules=asking)
    poll = await home.polls.launch(new, author.id, [LOBBY], None, None)
    await home.settle()
    return poll


def ranked(*order):
    return tuple(mark(option, place) for place, option in enumerate(order, start=1))


def scored(*values):
    """Scores, from 0, of options 1, 2 …"""
    return tuple(mark(option, value + 1) for option, value in enumerate(values, start=1))


def given(*values):
    """Stars or points of options 1, 2 …; 0: none."""
    return tuple(mark(option, value) for option, value in enumerate(values, start=1) if value)


async def crowd(home, poll, *ballots):
    for who, options in enumerate(ballots):
        reply = await home.vote(poll.id, who, *options)
        assert reply.tone.value == "done", reply.text


async def outcome(home, poll, *ballots):
    """Cast, closed and posted: the result's words."""
    await crowd(home, poll, *ballots)
    await home.polls.close(poll.id, None)
    home.clock.advance(seconds=30)
    await home.settle()
    return next(each.text for each in home.platform.posts.values() if isinstance(each, ResultContent))


def shown(home):
    return next(each.card for each in home.platform.posts.values() if isinstance(each, CardContent))


async def table(home, poll):
    reply = await home.type(f"/export {poll.id}")
    content = next(part.content.decode("utf-8-sig") for part in reply.parts if isinstance(part, SendFile))
    return list(csv.reader(io.StringIO(content)))


async def test_a_ratification_says_its_base_and_what_was_needed(home):
    counting = Counting(
        method=Method.RATIFY,
        threshold=Threshold(base=Base.ELIGIBLE),
        quorum=Quorum(share=Fraction(1, 4)),
        binds=True,
    )
    poll = await asked(home, counting, ANSWERS, eligible=8)
    text = await outcome(home, poll, (1,), (1,), (1,), (1,), (1,), (2,), (3,))
    assert "Decided: carried, with 5 yes and 1 no." in text
    assert "Rule: more than half of the 8 who may vote: 5 needed, 5 said yes." in text
    assert "Quorum: 2 voters; 7 voted." in text
    assert "7 people voted." in text
    assert "Turnout: 87.5% of 8 who could vote." in text
    assert "1 changed ballot would flip it." in text
    assert "★ Yes: 71.4% (5 votes)" in text
    assert shown(home).count == "Decided: carried, with 5 yes and 1 no. 7 people voted"
    assert [(row.label, row.leads) for row in shown(home).rows] == [("Yes", True), ("No", False), ("Abstain", False)]


async def test_two_thirds_of_the_votes_cast_leave_abstentions_out(home):
    counting = Counting(method=Method.RATIFY, threshold=Threshold(Fraction(2, 3), more_than=False), binds=True)
    text = await outcome(home, await asked(home, counting, ANSWERS), (1,), (2,), (2,), (3,))
    assert "Rejected: 1 yes and 2 no." in text
    assert "Rule: at least two thirds of the 3 votes cast (abstentions left out): 2 needed, 1 said yes." in text


async def test_as_many_yes_as_no_is_a_tie_and_no_draw(home):
    text = await outcome(home, await asked(home, Counting(method=Method.RATIFY, binds=True), ANSWERS), (1,), (2,))
    assert "Tied: 1 yes and 1 no; so it is not carried." in text
    assert "draw" not in text


async def test_a_consent_stops_at_an_objection(home):
    labels = ("Consent", "Object", "Abstain")
    text = await outcome(home, await asked(home, Counting(method=Method.CONSENT, binds=True), labels), (1,), (2,))
    assert "Rejected: there is 1 objection." in text
    assert "Rule: it stands unless somebody objects." in text


async def test_everybody_abstains(home):
    text = await outcome(home, await asked(home, Counting(method=Method.RATIFY, binds=True), ANSWERS), (3,), (3,))
    assert "No quorum: everybody who voted abstained. Nothing is decided." in text


async def test_too_few_vote(home):
    counting = Counting(quorum=Quorum(voters=4), binds=True)
    text = await outcome(home, await asked(home, counting), (1,), (1,))
    assert "No quorum: 2 people voted, 4 are needed. Nothing is decided." in text
    assert "flip" not in text
    assert "Not chosen" not in text


async def test_nobody_votes(home):
    text = await outcome(home, await asked(home, Counting(method=Method.RANKED, binds=True)))
    assert "No quorum: nobody voted." in text
    assert "Rule: ranked pairs." in text


async def test_a_choice_with_none_of_these(home):
    counting = Counting(none_option=OptionId(4), option_quorum=OptionQuorum(votes=2), binds=True)
    poll = await asked(home, counting, (*PLACES, "None of these"))
    text = await outcome(home, poll, (1,), (1,), (1,), (2,), (4,), (4,))
    assert "Decided: “Lake”." in text
    assert "• City: 16.7% (1 vote; out: too few voters of its own)" in text
    assert "Not chosen: City and Sea." in text
    assert "An option needs 2 voters of its own." in text
    assert "An option has to come out above “None of these”." in text


async def test_approval(home):
    text = await outcome(home, await asked(home, Counting(binds=True), most_choices=3), (1, 2), (2,), (2, 3))
    assert "Decided: “City”." in text
    assert "★ City: 100% (3 votes)" in text
    assert "Rule: everybody votes for as many options as they like; most votes win." in text
    assert "2 changed ballots would flip it." in text


async def test_ranked_pairs(home):
    poll = await asked(home, Counting(method=Method.RANKED, binds=True))
    text = await outcome(home, poll, *[ranked(1, 2, 3)] * 2, ranked(2, 3, 1), *[ranked(3, 2, 1)] * 2)
    assert "Decided: “City”." in text
    assert "City – Sea: 3 to 2" in text
    assert "★ City: 1. (beats 2 of 2)" in text
    assert next(row.label for row in shown(home).rows) == "City"


async def test_a_ranking_says_while_it_runs_that_it_shows_no_outcome(home):
    poll = await asked(home, Counting(method=Method.RANKED, binds=True))
    await crowd(home, poll, ranked(1, 2))
    await home.settle()
    assert "Shown while it runs: first places, not the outcome." in shown(home).facts
    assert "The ballots are counted by the poll’s method when it closes." in words(await home.type("/summary"))


async def test_instant_runoff_warns_of_whom_it_missed(home):
    """Tennessee by tens."""
    poll = await asked(home, Counting(method=Method.RUNOFF, binds=True), ("M", "N", "C", "K"))
    orders = [ranked(1, 2, 3, 4)] * 8 + [ranked(2, 3, 4, 1)] * 5 + [ranked(3, 4, 2, 1)] * 3 + [ranked(4, 3, 2, 1)] * 4
    text = await outcome(home, poll, *orders)
    assert "Decided: “K”." in text
    assert "Mind: head to head, “N” beats every other option, “K” too. Instant runoff passed it over." in text
    assert "Round 1: M 8, N 5, K 4 and C 3. Out: C." in text
    assert "Round 3: K 12 and M 8. Every ballot counts to the end." in text
    rows = await table(home, poll)
    assert rows[0] == ["Place", "Option", "Result", "Details", "Round 1", "Round 2", "Round 3"]
    assert rows[1] == ["1", "K", "60%", "12 votes at the end", "4", "7", "12"]
    assert rows[4][:2] == ["4", "C"]


async def test_star(home):
    poll = await asked(home, Counting(method=Method.STAR, binds=True))
    text = await outcome(home, poll, scored(5, 4, 0), scored(5, 4, 1), scored(0, 3, 5))
    assert "Decided: “Lake”." in text
    assert "Runoff: 2 score “Lake” higher, 1 “City”, 0 both alike." in text
    assert "• City: 3.67 (11 in all)" in text


async def test_rating(home):
    poll = await asked(home, Counting(method=Method.RATING))
    text = await outcome(home, poll, given(5, 3), given(4, 3, 1))
    assert "Result: “Lake” comes first." in text
    assert "★ Lake: 4.5 (2 ratings)" in text


async def test_majority_judgment(home):
    poll = await asked(home, Counting(method=Method.JUDGMENT))
    text = await outcome(home, poll, scored(3, 5, 0), scored(4, 1, 0), scored(4, 2, 1))
    assert "Result: “Lake” comes first." in text
    assert "★ Lake: very good (0 graded it better, 1 worse)" in text


async def test_points(home):
    poll = await asked(home, Counting(method=Method.POINTS, points=5, binds=True))
    text = await outcome(home, poll, given(3, 2), given(0, 5), given(1, 1, 1))
    assert "Decided: “City”." in text
    assert "★ City: 61.5% (8 points from 3 people)" in text
    assert (await table(home, poll))[1] == ["1", "City", "61.5%", "8 points from 3 people", "8", "3"]


# ---------------------------------------------------------------- the draw


def promised(home):
    fact = next(fact for fact in shown(home).facts if "A tie at the close is drawn" in fact)
    return fact.rpartition(" ")[2].rstrip("…")


async def nonce_of(home, poll):
    async with home.work.reading() as work:
        return await work.draws.nonce(poll.id)


async def test_a_tie_is_broken_by_a_draw_that_everybody_can_repeat(home):
    poll = await asked(home, Counting(binds=True))
    short = promised(home)
    whole = (await home.reading.card(poll.id, Reader(sender=None, language="en"))).facts[-1]
    text = await outcome(home, poll, (3,), (1,), (1,), (3,), (2,))
    nonce, root, promise = re.search(
        "nonce ([0-9a-f]{64}), root of all ballots ([0-9a-f]{64}).*: ([0-9a-f]{64})", text
    ).groups()
    assert promise == sha256(bytes.fromhex(nonce)).hexdigest()
    assert promise.startswith(short)
    assert whole.endswith(promise)
    assert root == sha256(b"1\t2\n2\t1\n3\t2\n").hexdigest()
    lots = {option: sha256(bytes.fromhex(nonce + root) + option.encode()).digest() for option in "13"}
    lucky = {"1": "Lake", "3": "Sea"}[min(lots, key=lots.get)]
    assert f"Decided: “{lucky}”." in text
    assert f"Lake and Sea were level for the first place; the draw decided for {lucky}." in text
    assert "1 changed ballot would flip it." in text
    card = await home.reading.card(poll.id, Reader(sender=None, language="en"))
    assert nonce in card.facts[-1]
    assert any(nonce in cell for row in await table(home, poll) for cell in row)


async def test_the_ballots_that_a_draw_hangs_on_can_be_had(home):
    poll = await asked(home, Counting(method=Method.RANKED, binds=True))
    await crowd(home, poll, ranked(1, 2), ranked(2, 1))
    assert "published once the poll is closed" in words(await home.type(f"/export {poll.id} --proof"))
    text = await outcome(home, poll, ranked(1, 2), ranked(2, 1), ranked(1, 2), ranked(2, 1))
    reply = await home.type(f"/export {poll.id} --proof")
    [file] = [part for part in reply.parts if isinstance(part, SendFile)]
    assert file.content == b"101 202\t2\n102 201\t2\n"
    assert f"root of all ballots {sha256(file.content).hexdigest()}" in text


async def test_while_it_runs_nobody_is_told_what_the_draw_hangs_on(home):
    poll = await asked(home, Counting(binds=True))
    await crowd(home, poll, (1,), (3,))
    nonce = (await nonce_of(home, poll)).hex()
    said = [words(await home.type(line)) for line in (f"/summary {poll.id}", f"/results {poll.id}", "/mydata")]
    said += [repr(part) for part in (await home.type("/mydata")).parts]
    said += [str(shown(home)), str(await home.reading.count(poll.id, None)), str(await table(home, poll))]
    assert not any(nonce in each for each in said)


async def test_a_poll_that_opens_again_has_another_draw(home):
    poll = await asked(home, Counting(binds=True))
    first = promised(home)
    text = await outcome(home, poll, (1,), (3,))
    told = await nonce_of(home, poll)
    assert told.hex() in text
    await home.polls.reopen(poll.id, None, None)
    assert await nonce_of(home, poll) != told
    home.clock.advance(seconds=30)
    await home.settle()
    card = await home.reading.card(poll.id, Reader(sender=None, language="en"))
    assert not any(first in fact for fact in card.facts)


async def test_a_scheduled_poll_has_its_draw_from_the_opening_on(home):
    await home.type("/help")
    async with home.work.reading() as work:
        author = await work.people.find(BOSS.platform, BOSS.native_id)
    new = NewPoll(community=COMMUNITY, question="Where?", options=PLACES, rules=Rules(counting=Counting(binds=True)))
    poll = await home.polls.launch(new, author.id, [LOBBY], home.clock.now() + timedelta(hours=1), None)
    assert await nonce_of(home, poll) is None
    home.clock.advance(seconds=3600)
    await home.settle()
    assert len(await nonce_of(home, poll)) == 32


@pytest.mark.parametrize("counting", [PLAIN, Counting(method=Method.RATIFY, binds=True)])
async def test_polls_in_which_nothing_is_drawn_have_no_draw(home, counting):
    assert await nonce_of(home, await asked(home, counting, ANSWERS)) is None


async def test_with_receipts_the_draw_hangs_on_their_log(home):
    poll = await asked(home, Counting(binds=True), receipts=True)
    text = await outcome(home, poll, (1,), (3,))
    async with home.work.reading() as work:
        head = await work.ballot_log.last_head(poll.id)
    assert f"root of the published log of ballots {head.root}" in text


# ---------------------------------------------------------------- early


EARLY = Counting(method=Method.RATIFY, threshold=Threshold(base=Base.ELIGIBLE), closes_early=True, binds=True)


def posted(home):
    return [each.text for each in home.platform.posts.values() if isinstance(each, ResultContent)]


async def test_a_poll_closes_as_soon_as_no_vote_can_change_it(home):
    poll = await asked(home, EARLY, ANSWERS, eligible=10, may_change=False)
    assert "Closes early: as soon as no vote still to come can change it." in shown(home).facts
    await crowd(home, poll, *[(1,)] * 5, (2,))
    await home.settle()
    assert (await home.latest()).is_open
    assert (await home.vote(poll.id, 6, 1)).tone.value == "done"
    home.clock.advance(seconds=30)
    await home.settle()
    home.clock.advance(seconds=30)
    await home.settle()
    [text] = posted(home)
    assert "Decided: carried, with 6 yes and 1 no." in text
    assert "Closed early: 3 votes still to come could not change it." in text
    assert (await home.vote(poll.id, 7, 2)).tone.value != "done"


async def test_a_proposal_that_cannot_be_carried_any_more_is_over_too(home):
    poll = await asked(home, EARLY, ANSWERS, eligible=4, may_change=False)
    await crowd(home, poll, (2,), (3,))
    await home.settle()
    assert not (await home.latest()).is_open


async def test_ballots_that_came_meanwhile_count(home):
    """What was seen is not what decides: it is asked again under the lock."""
    poll = await asked(home, EARLY, ANSWERS, eligible=4, may_change=False)
    await crowd(home, poll, (1,), (1,))
    assert not await home.polls.close_early(poll.id)
    assert (await home.latest()).is_open
    await home.vote(poll.id, 3, 1)
    assert await home.polls.close_early(poll.id)
    assert not await home.polls.close_early(poll.id)
    count = await home.reading.count(poll.id, None)
    assert (count.decision.ruling.result.yes, count.decision.spared) == (3, 1)


async def test_a_choice_closes_early_by_its_lead_and_the_voters_it_needs(home):
    counting = Counting(option_quorum=OptionQuorum(votes=3), closes_early=True, binds=True)
    poll = await asked(home, counting, eligible=5, may_change=False)
    await crowd(home, poll, (1,), (1,))
    await home.settle()
    assert (await home.latest()).is_open
    await home.vote(poll.id, 2, 1)
    await home.settle()
    assert not (await home.latest()).is_open


async def test_a_secret_poll_closes_early_by_what_anybody_may_see(home):
    """The ninth yes settles it; what is shown lags behind by some five voters, so that none is told by the close."""
    poll = await asked(home, EARLY, ANSWERS, eligible=17, may_change=False, secrecy=Secrecy.NOBODY)
    await crowd(home, poll, *[(1,)] * 14)
    await home.settle()
    assert (await home.latest()).is_open
    await home.vote(poll.id, 14, 1)
    await home.settle()
    assert not (await home.latest()).is_open


async def test_who_does_not_close_early_waits(home):
    counting = Counting(method=Method.RATIFY, binds=True)
    poll = await asked(home, counting, ANSWERS, eligible=3, may_change=False)
    await crowd(home, poll, (1,), (1,), (1,))
    await home.settle()
    assert (await home.latest()).is_open
    assert not await home.polls.close_early(poll.id)


# ---------------------------------------------------------------- who may know


async def test_a_secret_decision_of_few_is_told_to_nobody(home):
    poll = await asked(home, Counting(method=Method.RATIFY, binds=True), ANSWERS, secrecy=Secrecy.NOBODY)
    text = await outcome(home, poll, (1,), (1,), (2,))
    assert "Fewer than 5 people voted." in text
    assert "Decided" not in text
    assert all(not row.votes and not row.leads for row in shown(home).rows)


async def test_the_picture_is_the_methods_own_where_something_was_decided(home):
    poll = await asked(home, Counting(method=Method.RUNOFF, binds=True))
    await crowd(home, poll, ranked(1), ranked(1), ranked(2, 1), ranked(3, 2), ranked(3, 2))
    reader = Reader(sender=None, language="en")
    [live, *_] = await home.reading.pictures(poll.id, Theme.DARK, reader)
    assert "first places, not the outcome." in live.alt
    assert "Lake: 40% (2 first places);" in live.alt
    await home.polls.close(poll.id, None)
    [result, *others] = await home.reading.pictures(poll.id, Theme.DARK, reader)
    assert "Lake wins with 60%" in result.alt
    assert result.png.startswith(b"\x89PNG")
    # votes for an option are not told by platform where ballots are rankings
    assert not any("by-platform" in each.name for each in others)


async def test_where_nothing_was_decided_nobody_looks_like_a_winner(home):
    poll = await asked(home, Counting(method=Method.STAR, quorum=Quorum(voters=3), binds=True))
    await crowd(home, poll, scored(5, 1, 0))
    await home.polls.close(poll.id, None)
    [result] = await home.reading.pictures(poll.id, Theme.LIGHT, Reader(sender=None, language="en"), whole=False)
    assert "No quorum: 1 person voted, 3 are needed. Nothing is decided." in result.alt
    assert "wins" not in result.alt


async def test_the_outcome_in_italian(home):
    poll = await asked(home, Counting(method=Method.RATIFY, binds=True), ANSWERS)
    await crowd(home, poll, (1,), (1,), (2,))
    await home.polls.close(poll.id, None)
    card = await home.reading.card(poll.id, Reader(sender=None, language="it"))
    assert card.rows[0].leads
    count = await home.reading.count(poll.id, None)
    text = result_text(poll, count.tally, speech("it", "UTC", True), decision=count.decision)
    assert "Deciso: approvato, con 2 sì e 1 no." in text
    assert "Regola: più della metà dei 3 voti espressi (astensioni escluse): ne servono 2, i sì sono 2." in text
