"""Too much at once: refused politely with the time to wait, never silently, and nobody else pays for it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.domain.ballot import Choose
from bot.domain.conversation import Tone, Vote
from bot.domain.ids import OptionId
from bot.services.limits import Rates
from tests.house import BOSS, LOBBY, NEWS, follower, house, words

RATES = Rates(person_commands=5, person_votes=4, channel_commands=12)


@pytest.fixture
async def home(tmp_path):
    async with house(f"sqlite:///{tmp_path}/limits.db", rates=RATES) as built:
        yield built


def seconds(text):
    found = re.search(r"in (\d+) seconds?", text)
    assert found, text
    return int(found[1])


async def test_who_asks_too_fast_reads_how_long_to_wait_and_is_let_through_then(home):
    # the sign-in of the house was the first of five
    for _ in range(4):
        assert "Only" not in words(await home.type("/help"))
    reply = await home.type("/poll Lunch? | A | B")
    assert reply.parts[0].tone is Tone.ERROR
    wait = seconds(words(reply))
    async with home.work.reading() as work:
        assert not await work.polls.recent(home.access.home, limit=1)
    home.clock.advance(seconds=wait)
    assert (await home.type("/poll Lunch? | A | B")).parts[0].tone is Tone.DONE


async def test_a_refused_form_changes_nothing_and_a_clock_set_back_gives_nothing(home):
    for _ in range(4):
        await home.type("/help")
    home.clock.advance(hours=-5)
    reply = await home.fill("poll", question="Lunch?", options="A\nB")
    assert "Nothing was done" in words(reply)


async def test_a_hasty_vote_is_not_counted_and_said(home):
    await home.type("/poll Lunch? | A | B --multi 2")
    poll = (await home.latest()).id
    receipts = [await home.vote(poll, 1, 1 + number % 2) for number in range(6)]
    assert [receipt.tone for receipt in receipts] == [Tone.DONE] * 4 + [Tone.ERROR] * 2
    assert "Not counted" in receipts[-1].text
    assert receipts[-1].stored, "the delivery was dealt with: it is not to come again"
    async with home.work.reading() as work:
        (ballot,) = await work.ballots.all(poll)
        assert ballot.choices == (2,), "what was acknowledged before still stands"
    # nobody else waits for it
    assert (await home.vote(poll, 2, 1)).tone is Tone.DONE
    home.clock.advance(seconds=seconds(receipts[-1].text))
    assert (await home.vote(poll, 1, 1)).tone is Tone.DONE


async def test_what_a_platforms_own_poll_shows_is_counted_however_fast_it_came(home):
    await home.type("/poll Lunch? | A | B")
    poll = (await home.latest()).id
    for number in range(20):
        choice = Choose((OptionId(1 + number % 2),))
        shown = Vote(sender=follower(1), channel=LOBBY, poll=poll, action=choice, shown_already=True)
        assert (await home.desk.vote(shown)).tone is Tone.DONE
    async with home.work.reading() as work:
        (ballot,) = await work.ballots.all(poll)
        assert ballot.choices == (2,)


async def test_a_room_has_a_limit_of_its_own_which_the_impatient_do_not_use_up(home):
    # one person types a hundred times: five count against the room
    for _ in range(100):
        await home.type("/help", follower(1))
    crowd = [await home.type("/help", follower(number)) for number in range(2, 12)]
    refused = [words(reply) for reply in crowd if reply.parts[0].tone is Tone.ERROR]
    assert len(refused) == 3
    assert all("in this room" in text for text in refused)
    assert (await home.type("/help", follower(20), NEWS)).parts[0].tone is Tone.INFO
    home.clock.advance(seconds=seconds(refused[0]))
    assert (await home.type("/help", follower(21))).parts[0].tone is Tone.INFO


async def test_codes_cannot_be_tried_one_after_the_other(home):
    tried = [await home.desk.sign_in(f"guess-{number}", follower(3)) for number in range(9)]
    assert ["at once" in each.text for each in tried] == [False] * 5 + [True] * 4
    good = await home.access.invite_organiser(timedelta(hours=1))
    assert not (await home.desk.sign_in(good, follower(3))).good
    assert (await home.desk.sign_in(good, BOSS)).good
