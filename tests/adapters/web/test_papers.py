"""Papers that rank, score, grade or share, as a browser without a script sends them; and forged ones."""

from __future__ import annotations

import re

import pytest

from adapters.web.inbound import Form, ballot
from adapters.web.papers import filled_in
from bot.domain.ballot import Choose
from bot.domain.marks import mark
from bot.domain.method import Counting, Method
from bot.domain.poll import ResultsShown
from tests.webhouse import web_house

OPTIONS = ("Lake", "City", "Mountains")


@pytest.fixture
async def web(tmp_path):
    async with web_house(tmp_path) as house:
        yield house


async def cast(voter, poll, **fields):
    await voter.open(f"/p/{poll}")
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return await voter.send(f"/p/{poll}/vote", {"back": f"/p/{poll}", **named})


def field(voter, option):
    """What stands in the field of an option: of a select, a number or radios."""
    select = re.search(rf'<select name="mark-{option}".*?</select>', voter.page)
    if select:
        chosen = re.search(r'value="(\d*)" selected', select[0])
        return chosen[1] if chosen else ""
    radio = re.search(rf'name="mark-{option}" value="(\d*)" checked', voter.page)
    return radio[1] if radio else re.search(rf'name="mark-{option}"[^>]* value="([^"]*)"', voter.page)[1]


def test_a_form_is_a_ballot_of_marks():
    pairs = [("csrf", "x"), ("mark-3", "1"), ("mark-1", "2"), ("mark-2", ""), ("mark-4", "0"), ("other-1", "5")]
    assert ballot(Form(pairs)) == Choose((mark(3, 1), mark(1, 2)))


@pytest.mark.parametrize("value", ["-1", "+1", "1.5", "1e3", " 1", "٣", "²", "99999", "9" * 5000, "abc", "\u202e1"])
def test_what_is_no_mark_is_none_of_any_scale(value):
    assert ballot(Form([("mark-3", value)])) == Choose((mark(3, -1),))
    assert len(filled_in([("mark-3", value)]).get(3, "")) <= 6


@pytest.mark.parametrize("name", ["mark-", "mark-0", "mark-100", "mark-x", "mark-٣", "mark-1 ", "mark--1"])
def test_a_field_of_no_option_is_an_option_that_does_not_exist(name):
    assert ballot(Form([(name, "1")])) == Choose((mark(0, 1),))
    assert filled_in([(name, "1")]) == {}


@pytest.mark.parametrize("method", [Method.RANKED, Method.RUNOFF])
async def test_a_ranking_is_filled_in_changed_and_withdrawn(web, method):
    poll = await web.launch(Counting(method=method), *OPTIONS)
    voter = web.visitor()
    words = await cast(voter, poll, mark_2="1", mark_3="3")
    assert "✓ Counted: 1. City and 2. Mountains" in words
    assert await web.ballots(poll) == {(mark(2, 1), mark(3, 2)): 1}
    assert [field(voter, option) for option in (1, 2, 3)] == ["", "1", "2"]
    await cast(voter, poll, mark_1="1", mark_2="2", mark_3="3")
    assert await web.ballots(poll) == {(mark(1, 1), mark(2, 2), mark(3, 3)): 1}
    assert "no longer counts" in await cast(voter, poll, withdraw="1")
    assert await web.ballots(poll) == {}


async def test_two_at_one_place_are_taken_and_the_voter_is_warned(web):
    poll = await web.launch(Counting(method=Method.RANKED), *OPTIONS)
    voter = web.visitor()
    await cast(voter, poll, mark_1="1", mark_2="2")
    assert "data-overvote hidden" in voter.page
    await cast(voter, poll, mark_1="1", mark_2="1", mark_3="2")
    assert await web.ballots(poll) == {(mark(1, 1), mark(2, 1), mark(3, 2)): 1}
    assert "data-overvote hidden" not in voter.page
    assert "That place is skipped" in voter.words


@pytest.mark.parametrize(
    ("method", "fields", "receipt"),
    [
        (Method.STAR, {"mark_1": "6", "mark_2": "1"}, "✓ Counted: Lake: 5 of 5 and City: 0 of 5"),
        (Method.RATING, {"mark_1": "5", "mark_2": ""}, "✓ Counted: Lake: 5 stars of 5"),
        (Method.JUDGMENT, {"mark_1": "6", "mark_3": "1"}, "✓ Counted: Lake: excellent and Mountains: reject"),
        (
            Method.POINTS,
            {"mark_1": "3", "mark_2": "0", "mark_3": "2"},
            "Your ballot: Lake: 3 points and Mountains: 2 points. 0 points left",
        ),
    ],
)
async def test_marks_are_given_and_stand_on_the_page_again(web, method, fields, receipt):
    poll = await web.launch(Counting(method=method, points=5), *OPTIONS)
    voter = web.visitor()
    assert receipt in await cast(voter, poll, **fields)
    await voter.open(f"/p/{poll}")
    given = [fields.get(f"mark_{option}", "") for option in (1, 2, 3)]
    assert [field(voter, option) for option in (1, 2, 3)] == [value if value != "0" else "" for value in given]
    assert ("0 points left" in voter.words) is (method is Method.POINTS)


@pytest.mark.parametrize(
    ("method", "fields", "words", "kept"),
    [
        (Method.STAR, {"mark-1": "7"}, "does not have that mark", ""),
        (Method.STAR, {"mark-1": "3", "mark-2": "٣"}, "does not have that mark", "3"),
        (Method.RATING, {"mark-1": "4", "mark-2": "-1"}, "does not have that mark", "4"),
        (Method.JUDGMENT, {"mark-1": "9999"}, "does not have that mark", ""),
        (Method.POINTS, {"mark-1": "4", "mark-2": "2"}, "5 points to share, and no more", "4"),
        (Method.POINTS, {"mark-1": "9999"}, "5 points to share, and no more", "9999"),
        (Method.POINTS, {"mark-1": "-1", "mark-2": "5"}, "does not have that mark", "-1"),
        (Method.POINTS, {"mark-1": "9" * 400, "mark-2": "5"}, "does not have that mark", ""),
        (Method.RANKED, {"mark-1": ["1", "2"], "mark-2": "3"}, "twice", "2"),
        (Method.RANKED, {"mark-1": "1", "mark-9": "2"}, "not in this poll", "1"),
        (Method.RANKED, {"mark-1": "1", "mark-x": "2"}, "not in this poll", "1"),
        (Method.RANKED, {"mark-1": "100"}, "does not have that mark", ""),
        (Method.RANKED, {"choice": "1", "mark-2": "1"}, "older rules", ""),
        (Method.RANKED, {"mark-1": ""}, "Choose at least one", ""),
    ],
)
async def test_a_paper_that_cannot_be_is_refused_and_nothing_is_lost(web, method, fields, words, kept):
    poll = await web.launch(Counting(method=method, points=5), *OPTIONS)
    voter = web.visitor()
    await cast(voter, poll, mark_3="1")
    before = await web.ballots(poll)
    await voter.open(f"/p/{poll}")
    assert words in await voter.send(f"/p/{poll}/vote", {**fields, "back": f"/p/{poll}"})
    assert voter.status == 200
    assert await web.ballots(poll) == before
    assert field(voter, 1) == kept
    # looked at again, the ballot that counts is what stands there
    await voter.open(f"/p/{poll}")
    assert [field(voter, option) for option in (1, 2, 3)] == ["", "", "1"]


async def test_a_refused_paper_stands_again_in_the_room_in_the_voters_language(web):
    poll = await web.launch(Counting(method=Method.POINTS, points=7), *OPTIONS)
    voter = web.visitor(accept_language="it")
    await voter.open("/r/general")
    words = await voter.send(f"/p/{poll}/vote", {"mark-1": "7", "mark-2": "1", "back": "/r/general"})
    assert "Hai 7 punti da dividere, e non di più" in words
    assert "Messaggi" in voter.page
    assert [field(voter, option) for option in (1, 2, 3)] == ["7", "1", ""]


async def test_marks_are_nothing_to_a_poll_of_ticks(web):
    poll = await web.launch(Counting(), *OPTIONS)
    assert "not in this poll" in await cast(web.visitor(), poll, mark_1="1")
    assert await web.ballots(poll) == {}


async def test_a_hundred_forged_fields_come_back_as_a_page(web):
    poll = await web.launch(Counting(method=Method.POINTS, points=5), *OPTIONS)
    voter = web.visitor()
    await voter.open(f"/p/{poll}")
    forged = {f"mark-{number}": "123456" for number in range(1, 100)}
    words = await voter.send(f"/p/{poll}/vote", {**forged, "back": f"/p/{poll}"})
    assert "not in this poll" in words
    assert voter.status == 200


async def test_results_of_papers_are_on_the_page_and_hidden_ones_are_not(web):
    shown = await web.launch(Counting(method=Method.STAR), *OPTIONS)
    hidden = await web.launch(Counting(method=Method.JUDGMENT), *OPTIONS, results=ResultsShown.AT_CLOSE)
    for poll in (shown, hidden):
        await cast(web.visitor(), poll, mark_1="6", mark_2="3")
    late = web.visitor()
    assert "5 in all" in await late.open(f"/p/{shown}")
    assert 'class="count"' in late.page
    await late.open(f"/p/{hidden}")
    assert 'class="count"' not in late.page
    assert "<rect" not in late.page


async def test_a_label_is_never_markup_on_a_paper(web):
    hostile = '"><img src=x onerror=alert(1)>'
    for method in (Method.RANKED, Method.STAR, Method.POINTS):
        poll = await web.launch(Counting(method=method, points=5), hostile, "b' onx='1")
        voter = web.visitor()
        await cast(voter, poll, mark_1="1")
        assert "<img src=x" not in voter.page
        assert "b' onx" not in voter.page
