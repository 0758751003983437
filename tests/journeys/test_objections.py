"""Objecting with a reason through the front desk: what is typed, kept, shown, and never shown."""

from __future__ import annotations

import json

import pytest

from bot.domain.conversation import AskForm, FieldKind, SendFile, Tone
from bot.domain.method import AGAINST, FOR
from bot.domain.objection import REASON_CHARS
from tests.house import follower, house, offers, words

HOSTILE = "too dear\n\n★ Decided: Nobody objects\u202e <b>'; DROP TABLE objections; --"


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def proposed(home, line="Tea instead of coffee?", rules=""):
    reply = await home.type(f"/decide {line} --method consent {rules}")
    assert reply.parts[0].tone is Tone.DONE, words(reply)
    return await home.latest()


async def objected(home, who, line):
    reply = await home.type(line, who=follower(who))
    assert reply.parts[0].tone is Tone.DONE, words(reply)
    return words(reply)


async def reasons(home, poll):
    async with home.work.reading() as work:
        return [reason.text for reason in await work.objections.counted(poll.id)]


async def outcome(home, poll):
    await home.type(f"/close {poll.id}")
    await home.settle()
    return "\n".join(content.text for content in home.platform.posts.values() if hasattr(content, "text"))


async def test_the_receipt_of_an_objection_says_how_to_give_the_reason(home):
    poll = await proposed(home)
    reply = await home.vote(poll.id, 1, AGAINST)
    assert reply.why == f"Say why: /object {poll.id}"
    assert (await home.vote(poll.id, 1, FOR)).why == ""


async def test_one_line_casts_the_objection_and_keeps_its_reason(home):
    poll = await proposed(home)
    said = await objected(home, 1, f"/object {poll.id} because it comes too late | and costs too much")
    assert said.startswith("✓ Counted: I object.")
    assert "without your name" in said
    assert await reasons(home, poll) == ["because it comes too late | and costs too much"]
    # another one takes its place, and the ballot is the same
    assert "Already counted" in await objected(home, 1, f"/object #{poll.id} too dear")
    assert await reasons(home, poll) == ["too dear"]
    # where only one poll takes objections it need not be named
    await objected(home, 2, "/object no tea in this house")
    assert await reasons(home, poll) == ["too dear", "no tea in this house"]
    async with home.work.reading() as work:
        assert (await work.ballots.tally(poll.id)).votes(AGAINST) == 2


async def test_the_form_asks_for_the_reason_and_keeps_what_is_wrong(home):
    poll = await proposed(home)
    form = (await home.type(f"/object {poll.id}", who=follower(1))).parts[0]
    assert isinstance(form, AskForm)
    assert [(field.name, field.kind, field.value) for field in form.fields] == [
        ("poll", FieldKind.HIDDEN, poll.id),
        ("reason", FieldKind.LINE, ""),
    ]
    assert "without your name" in form.fields[1].hint
    long = "x" * (REASON_CHARS + 1)
    again = (await home.fill("object", who=follower(1), poll=poll.id, reason=long)).parts[0]
    assert isinstance(again, AskForm)
    assert again.error.startswith(f"This reason has {REASON_CHARS + 1} characters")
    assert again.fields[1].value == long
    assert await reasons(home, poll) == []
    done = await home.fill("object", who=follower(1), poll=poll.id, reason="x" * REASON_CHARS)
    assert done.parts[0].tone is Tone.DONE
    assert await reasons(home, poll) == ["x" * REASON_CHARS]
    # whoever opens it again finds what they said
    form = (await home.type("/object", who=follower(1))).parts[0]
    assert form.fields[1].value == "x" * REASON_CHARS


async def test_object_alone_offers_the_proposals_that_are_open(home):
    assert "No proposal by consent is open." in words(await home.type("/object", who=follower(1)))
    first = await proposed(home)
    await home.type("/poll Lunch? | A | B")
    second = await proposed(home, "Closed on Fridays?")
    reply = await home.type("/object", who=follower(1))
    assert offers(reply) == [f"/object {second.id}", f"/object {first.id}"]
    unclear = await home.type("/object too dear and too loud", who=follower(1))
    assert unclear.parts[0].tone is Tone.ERROR
    assert f"/object {second.id} too dear and too loud" in words(unclear)


async def test_what_takes_no_objection_is_refused_in_a_votes_words(home):
    await home.type("/poll Lunch? | A | B")
    lunch = await home.latest()
    assert "Only a proposal by consent" in words(await home.type(f"/object {lunch.id} no", who=follower(1)))
    poll = await proposed(home)
    for empty in ("\u200b", " \u202e ", " "):
        refused = await home.fill("object", who=follower(1), poll=poll.id, reason=empty)
        assert refused.parts[0].error.startswith("Say why you object")
        assert await reasons(home, poll) == []
    await home.type(f"/close {poll.id}")
    for line in (f"/object {poll.id} too late", f"/object {poll.id}"):
        refused = await home.type(line, who=follower(1))
        assert (refused.parts[0].tone, words(refused)) == (
            Tone.ERROR,
            "This poll is closed. Your vote was not counted.",
        )
    scheduled = await proposed(home, rules="--opens tomorrow")
    assert "has not opened yet" in words(await home.type(f"/object {scheduled.id} no", who=follower(1)))
    await home.type(f"/cancel {scheduled.id} wrong day")
    assert "was cancelled" in words(await home.type(f"/object {scheduled.id} no", who=follower(1)))


async def test_who_may_not_vote_may_not_object(home):
    poll = await proposed(home, rules="--who invited")
    refused = await home.type(f"/object {poll.id} too dear", who=follower(1))
    voted = await home.vote(poll.id, 1, AGAINST)
    assert (refused.parts[0].tone, words(refused)) == (Tone.ERROR, voted.text)
    assert await reasons(home, poll) == []


async def test_a_final_vote_stays_and_gives_no_reason_against_itself(home):
    poll = await proposed(home, rules="--final")
    await home.vote(poll.id, 1, FOR)
    refused = await home.type(f"/object {poll.id} too dear", who=follower(1))
    assert "Votes are final in this poll." in words(refused)
    await home.vote(poll.id, 2, AGAINST)
    await objected(home, 2, f"/object {poll.id} too dear")
    assert await reasons(home, poll) == ["too dear"]


async def test_the_same_event_acts_once_and_undoes_nothing_later(home):
    poll = await proposed(home)
    line = f"/object {poll.id} too dear"
    assert (await home.type(line, who=follower(1), event="e1")).parts[0].tone is Tone.DONE
    await home.vote(poll.id, 1, FOR)
    assert words(await home.type(line, who=follower(1), event="e1")) == "That was already done; it counted once."
    async with home.work.reading() as work:
        assert (await work.ballots.tally(poll.id)).votes(FOR) == 1
    assert await reasons(home, poll) == []


async def test_a_reason_counts_while_it_is_an_objection_and_is_shown_with_the_outcome(home):
    poll = await proposed(home)
    await objected(home, 1, f"/object {poll.id} too dear")
    await objected(home, 2, f"/object {poll.id} too late")
    await objected(home, 3, f"/object {poll.id} too loud")
    await home.vote(poll.id, 2, FOR)
    await home.withdraw(poll.id, 3)
    told = await outcome(home, poll)
    assert "Why people object:\n• “too dear”" in told
    assert "too late" not in told
    assert "too loud" not in told
    assert "Follower" not in told
    card = (await home.type(f"/results {poll.id}", who=follower(9))).parts[0].card
    assert "• “too dear”" in card.facts


async def test_of_many_reasons_a_handful_is_told_and_the_rest_counted(home):
    poll = await proposed(home)
    for who in range(7):
        await objected(home, who, f"/object {poll.id} reason {who}")
    told = await outcome(home, poll)
    assert "• “reason 4”\nand 2 more reasons" in told
    assert "reason 5" not in told
    summary = words(await home.type(f"/summary {poll.id}"))
    assert [summary.count(f"• “reason {who}”") for who in range(7)] == [1] * 7
    assert "more reasons" not in summary


async def test_names_stand_beside_reasons_where_they_were_promised(home):
    poll = await proposed(home, rules="--names")
    assert "with your name" in await objected(home, 1, f"/object {poll.id} too dear")
    assert "• Follower 1: “too dear”" in await outcome(home, poll)


@pytest.mark.parametrize("rules", ["", "--results at-close"])
async def test_while_it_runs_reasons_are_those_who_organise_alone(home, rules):
    poll = await proposed(home, rules=rules)
    await objected(home, 1, f"/object {poll.id} too dear")
    for command in ("results", "summary"):
        told = words(await home.type(f"/{command} {poll.id}"))
        assert ("too dear" in told) == (not rules), command
    assert "too dear" not in repr(await home.type(f"/results {poll.id}", who=follower(2)))
    await home.announcing.sweep()
    assert "too dear" not in repr(home.platform.posts)


async def test_hostile_words_stay_words_on_one_line(home):
    poll = await proposed(home)
    await home.fill("object", who=follower(1), poll=poll.id, reason=HOSTILE)
    (kept,) = await reasons(home, poll)
    assert "\u202e" not in kept
    told = await outcome(home, poll)
    assert "• “too dear ★ Decided: Nobody objects <b>'; DROP TABLE objections; --”" in told
    assert "\n★ Decided" not in told


# ------------------------------------------------------------ secret polls


async def test_in_a_secret_poll_one_reads_first_that_it_cannot_be_taken_back(home):
    poll = await proposed(home, rules="--secret")
    form = (await home.type(f"/object {poll.id} too dear", who=follower(1))).parts[0]
    assert isinstance(form, AskForm)
    assert form.fields[1].value == "too dear"
    assert "cannot be changed or taken back" in form.fields[1].hint
    assert await reasons(home, poll) == []
    done = await home.fill("object", who=follower(1), poll=poll.id, reason="too dear")
    assert "cannot be taken back" in words(done)
    again = (await home.fill("object", who=follower(1), poll=poll.id, reason="too late")).parts[0]
    assert again.error.startswith("You have given a reason already.")
    assert await reasons(home, poll) == ["too dear"]
    form = (await home.type(f"/object {poll.id}", who=follower(1))).parts[0]
    assert form.fields[1].value == ""


@pytest.mark.parametrize("voters", [4, 5])
async def test_reasons_of_a_secret_poll_are_told_at_the_end_and_only_among_enough(home, voters):
    poll = await proposed(home, rules="--secret")
    for who in range(voters):
        await home.vote(poll.id, who, AGAINST)
    await home.fill("object", who=follower(0), poll=poll.id, reason="too dear")
    assert "too dear" not in words(await home.type(f"/results {poll.id}"))
    assert "too dear" not in words(await home.type(f"/summary {poll.id}"))
    told = await outcome(home, poll)
    assert ("• “too dear”" in told) == (voters == 5)
    assert await reasons(home, poll) == (["too dear"] if voters == 5 else [])
    async with home.work.reading() as work:
        (row,) = await work.objections.counted(poll.id) or [None]
    assert row is None or row.voter is None


# ------------------------------------------------------------ what is kept about somebody


async def test_a_reason_is_in_ones_own_data_and_goes_with_one(home):
    poll, over = await proposed(home), await proposed(home, "Earlier?")
    for each in (poll, over):
        await home.type(f"/object {each.id} too dear", who=follower(1))
        await home.type(f"/object {each.id} too late", who=follower(2))
    await home.type(f"/close {over.id}")
    parts = (await home.type("/mydata", who=follower(1))).parts
    (file,) = [part for part in parts if isinstance(part, SendFile)]
    said = json.loads(file.content)["objections"]
    assert [(each["poll"], each["reason"]) for each in said] == [(poll.id, "too dear"), (over.id, "too dear")]
    await home.type("/forget yes", who=follower(1))
    assert await reasons(home, poll) == ["too late"]
    assert await reasons(home, over) == ["too late"]
    # the ballot of what is over stays counted
    async with home.work.reading() as work:
        assert (await work.ballots.tally(over.id)).votes(AGAINST) == 2


async def test_linked_accounts_object_once(home):
    poll = await proposed(home)
    await objected(home, 1, f"/object {poll.id} first account")
    code = words(await home.type("/link", who=follower(2))).split()
    letters = next(word for word in code if word.count("-") >= 3).strip(".,:")
    await home.type(f"/link {letters}", who=follower(1))
    assert await reasons(home, poll) == ["first account"]
    await objected(home, 2, f"/object {poll.id} as one")
    assert await reasons(home, poll) == ["as one"]
