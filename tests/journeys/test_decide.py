"""/decide through the front desk: what an organiser types, what is kept and printed."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from bot.domain.ballot import Tap
from bot.domain.conversation import AskForm, Tone
from bot.domain.ids import OptionId, Subject
from bot.domain.method import Counting, Method
from bot.domain.poll import Draft, Open
from bot.domain.tally.thresholds import DEBIAN, Base, OptionQuorum, Quorum, Threshold
from tests.house import COMMUNITY, house, offers, words


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def decided(home, line):
    reply = await home.type(line)
    assert reply.parts[0].tone is Tone.DONE, words(reply)
    return await home.latest()


LINES = [
    ("Go? --method yes-no", Counting(method=Method.RATIFY, binds=True), 1),
    ("We close on Fridays", Counting(method=Method.RATIFY, binds=True), 1),
    ("Tea? --method consent --threshold 2", Counting(method=Method.CONSENT, tolerated=2, binds=True), 1),
    ("Which? | A | B", Counting(binds=True), 1),
    ("Which? | A | B | C", Counting(binds=True), 3),
    ("Which? | A | B | C --method single --each 20", Counting(option_quorum=OptionQuorum(20), binds=True), 1),
    ("Which? | A | B | C --method RANKED --none", Counting(method=Method.RANKED, none_option=4, binds=True), 1),
    ("Which? | A | B | C --method points", Counting(method=Method.POINTS, points=5, binds=True), 1),
    ("Which? | A | B --method points --points 12", Counting(method=Method.POINTS, points=12, binds=True), 1),
    ("Which? | A | B --method giudizio", Counting(method=Method.JUDGMENT, binds=True), 1),
    (
        "Go? --threshold 2/3 of eligible --quorum 30% --eligible 90 --final --early",
        Counting(
            method=Method.RATIFY,
            threshold=Threshold(Fraction(2, 3), Base.ELIGIBLE, more_than=False),
            quorum=Quorum(share=Fraction(3, 10)),
            closes_early=True,
            binds=True,
        ),
        1,
    ),
    (
        "Go? --threshold tutti",
        Counting(method=Method.RATIFY, threshold=Threshold(Fraction(1), more_than=False), binds=True),
        1,
    ),
    (
        "Which? | A | B --method irv --each debian --eligible 100 --quorum 12",
        Counting(method=Method.RUNOFF, option_quorum=DEBIAN, quorum=Quorum(voters=12), binds=True),
        1,
    ),
]


async def test_one_line_says_how_it_is_decided(home):
    for line, counting, most in LINES:
        poll = await decided(home, f"/decide {line}")
        assert poll.rules.counting == counting, line
        assert poll.rules.most_choices == most
        assert isinstance(poll.state, Open)
        async with home.work.reading() as work:
            assert await work.polls.get(poll.id) == poll
            follow_up = await work.follow_ups.find(Subject(poll.id))
        assert follow_up is not None
        assert follow_up.owner == poll.author


UNFIT = [
    ("Which? | A | B --method dice", "dice"),
    ("Go? | A --method consent", "A"),
    ("Go? --quorum 130%", "130%"),
    ("Go? --quorum 0", "0"),
    ("Go? --quorum 3/0", "3/0"),
    ("Go? --quorum 30%", ""),
    ("Go? --quorum 91 --eligible 90", "--quorum"),
    ("Go? --threshold 3/2", "3/2"),
    ("Go? --threshold lots", "lots"),
    ("Go? --threshold 2/3 of eligible", ""),
    ("Go? --eligible 0", "0"),
    ("Go? --none", "--none"),
    ("Which? | A | B --threshold 2/3", "--threshold"),
    ("Which? | A | B --points 5", "--points"),
    ("Which? | A | B --method points --points 0", "0"),
    ("Which? | A | B --method points --points 81", "81"),
    ("Which? | A | B --method star --final", "--final"),
    ("Which? | A | B --method star --each 9", "--each"),
    ("Which? | A | B --early --final", ""),
    ("Which? | A | B --early --eligible 9", ""),
    ("Which? | A --method ranked", ""),
    ("Go? --review yesterday", "yesterday"),
    ("Go? --for 3d --review 2d", "--review"),
    ("Go? --owner Nobody Such", ""),
]


async def test_a_rule_that_nothing_could_meet_is_said_and_nothing_is_launched(home):
    for line, part in UNFIT:
        reply = await home.type(f"/decide {line}")
        assert reply.parts[0].tone is Tone.ERROR, line
        assert part in words(reply), line
        async with home.work.reading() as work:
            assert await work.polls.recent(COMMUNITY, limit=9) == []


async def test_the_rules_are_printed_on_the_poll(home):
    await decided(home, "/decide Go? --threshold 2/3 of eligible --quorum 30% --eligible 90 --for 2d")
    await home.announcing.sweep()
    (card,) = [content.card for content in home.platform.posts.values()]
    assert [row.label for row in card.rows] == ["Yes", "No", "I abstain"]
    assert "Carried by 2/3 or more of the 90 who may vote: 60 needed." in card.facts
    assert "Quorum: 27 of the 90 who may vote (30%) must take part." in card.facts


async def test_the_form_keeps_a_draft_and_gives_back_all_that_was_filled_in(home):
    asked = await home.type("/decide")
    assert isinstance(asked.parts[0], AskForm)
    assert {field.name for field in asked.parts[0].fields} >= {"question", "method", "quorum", "threshold", "review"}
    fields = {
        "question": "Which venue?",
        "options": "Lake\nCity\nMountains",
        "method": "ranked",
        "quorum": "30%",
        "each": "",
        "none": "yes",
        "eligible": "120",
        "until": "2d",
        "review": "30d",
    }
    preview = await home.fill("decide", **fields)
    draft = await home.latest()
    assert isinstance(draft.state, Draft)
    assert draft.rules.counting.none_option == 4
    edit = next(line for line in offers(preview) if line.startswith("/edit"))
    again = (await home.type(edit)).parts[0]
    assert isinstance(again, AskForm)
    filled = {field.name: field.value for field in again.fields if field.value}
    assert (
        filled.items()
        >= {"options": "Lake\nCity\nMountains", "method": "ranked", "none": "yes", "quorum": "3/10"}.items()
    )
    assert again.command == "decide"
    assert datetime.fromisoformat(filled["review"]) - datetime.fromisoformat(filled["until"]) > timedelta(days=27)

    kept = await home.fill("decide", **{**filled, "question": "Which venue now?"})
    go = next(line for line in offers(kept) if line.startswith("/launch"))
    assert (await home.type(go)).parts[0].tone is Tone.DONE
    poll = await home.latest()
    assert (poll.question, poll.id, isinstance(poll.state, Open)) == ("Which venue now?", draft.id, True)
    async with home.work.reading() as work:
        follow_up = await work.follow_ups.find(Subject(poll.id))
    assert follow_up is not None
    assert follow_up.review_at is not None


async def test_the_options_of_a_decision_are_frozen_and_its_rules_too(home):
    poll = await decided(home, "/decide Which? | A | B | C --method ranked")
    for change in ("-3", "3>1", "+ D"):
        assert "frozen" in words(await home.type(f"/fix {poll.id} {change}"))
    assert "frozen" in words(await home.type(f"/add {poll.id} D"))
    assert (await home.type(f"/fix {poll.id} 1: Alpha")).parts[0].tone is Tone.DONE


@pytest.mark.parametrize("method", ["ratify", "consent"])
@pytest.mark.parametrize("opens", ["", "--opens 1h"])
async def test_a_proposals_answers_stay_what_they_are(home, method, opens):
    await home.type(f"/decide Go? --method {method} --for 2d {opens}")
    poll = await home.latest()
    for change in ("-1", "1>2", "+ Maybe", "1: Never"):
        assert "belong to how it is counted" in words(await home.type(f"/fix {poll.id} {change}"))
    assert "belong to how it is counted" in words(await home.type(f"/add {poll.id} Maybe"))
    assert (await home.latest()).options == poll.options


async def test_what_is_added_before_an_approval_opens_can_be_approved_with_all_the_rest(home):
    await home.type("/decide Which? | A | B | C --opens 1h --for 2d")
    poll = await home.latest()
    await home.type(f"/add {poll.id} D")
    home.clock.advance(hours=1)
    await home.settle()
    for option in (1, 2, 3, 4):
        reply = await home.vote(poll.id, 1, action=Tap(OptionId(option)))
        assert reply.tone is Tone.DONE, reply.text
