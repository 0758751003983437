"""Whole stories about bursts of fresh accounts: noticed, told, shown with and without, decided; nothing is deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.conversation import SendFile, Tone
from bot.ports import ResultContent
from bot.services.quarantine import FEW
from tests.builders import NOON
from tests.house import follower, house, offers, words

POLL = "/poll Where? | Lake | City"
OLD, NEW = range(100, 100 + FEW), range(1000, 1008)


@pytest.fixture
async def home(database):
    """A community in which people are known for a while."""
    async with house(database) as built:
        for number in OLD:
            await built.access.recognise(follower(number))
        built.clock.advance(days=2)
        yield built


async def flooded(home, line=POLL):
    """Three who are known vote for the lake, eight fresh ones for the city."""
    await home.type(line)
    await home.announcing.sweep()
    poll = await home.latest()
    for number in OLD[:3]:
        await home.vote(poll.id, number, 1)
    for number in NEW:
        home.clock.advance(seconds=10)
        await home.vote(poll.id, number, 2)
    await home.quarantine.look()
    await home.announcing.sweep()
    return poll


def shown(home) -> str:
    (content,) = [each for each in home.platform.posts.values() if not isinstance(each, ResultContent)]
    return "\n".join(content.card.facts)


ASIDE = (
    "These are all votes. 8 came in a burst of fresh accounts, and are set aside;"
    " eligible without them: 3 (Lake 3 and City 0)"
)


async def test_it_is_noticed_told_and_shown_and_every_vote_stays(home):
    poll = await flooded(home)
    ((to, told),) = home.platform.whispers.values()
    assert (to, "8 votes are set aside" in told, f"/quarantine {poll.id}" in told) == ("boss", True, True)
    assert ASIDE in shown(home)
    async with home.work.reading() as work:
        assert (await work.ballots.tally(poll.id)).voters == 11
    # looking again says nothing again
    await home.quarantine.look()
    await home.announcing.sweep()
    assert len(home.platform.whispers) == 1
    assert "Counted" in (await home.vote(poll.id, 1009, 2)).text

    await home.type(f"/close {poll.id}")
    await home.settle()
    (result,) = [each for each in home.platform.posts.values() if isinstance(each, ResultContent)]
    assert "City: 75% (9 votes)" in result.text
    assert "eligible without them: 3 (Lake 3 and City 0)" in result.text
    summary = words(await home.type(f"/summary {poll.id}"))
    assert "eligible without them: 3" in summary
    (file,) = [part for part in (await home.type(f"/export {poll.id}")).parts if isinstance(part, SendFile)]
    lines = file.content.decode("utf-8-sig").splitlines()
    assert [line.rpartition(",")[2] for line in lines[:4]] == ["eligible votes", "0", "3", "3"]
    assert "eligible without them: 3" in lines[4]


async def test_the_organiser_decides_and_may_decide_otherwise(home):
    poll = await flooded(home)
    reply = await home.type(f"/quarantine {poll.id}")
    assert ASIDE in words(reply)
    assert "no proof" in words(reply)
    accept, keep = offers(reply)
    assert "count as eligible" in words(await home.type(accept))
    said = words(await home.type("/audit"))
    assert "that were set aside count in" in said
    home.clock.advance(seconds=5)
    await home.announcing.sweep()
    assert "set aside" not in shown(home)
    assert "Nothing is set aside" in words(await home.type(f"/quarantine {poll.id}"))
    # what was looked at once is no burst again
    await home.quarantine.look()
    home.clock.advance(seconds=5)
    await home.announcing.sweep()
    assert "set aside" not in shown(home)
    assert "stay set aside" in words(await home.type(keep))
    home.clock.advance(seconds=5)
    await home.announcing.sweep()
    assert ASIDE in shown(home)


async def test_only_organisers_decide_and_only_what_there_is(home):
    poll = await flooded(home)
    assert (await home.type(f"/quarantine {poll.id} | accept", who=follower(1))).parts[0].tone is Tone.ERROR
    assert "Write accept" in words(await home.type(f"/quarantine {poll.id} | delete"))
    assert ASIDE in shown(home)
    await home.type(POLL)
    other = await home.latest()
    assert "Nothing is set aside" in words(await home.type(f"/quarantine {other.id} | accept"))


async def test_hidden_results_are_not_told_by_what_is_set_aside(home):
    poll = await flooded(home, f"{POLL} --hide")
    assert "8 of these votes came in a burst of fresh accounts" in shown(home)
    for said in (shown(home), words(await home.type(f"/quarantine {poll.id}"))):
        assert "Lake" not in said
        assert "eligible without" not in said


async def test_a_burst_in_the_last_minute_is_not_missed(home):
    await home.type(f"{POLL} --for 1h")
    poll = await home.latest()
    home.clock.advance(minutes=59)
    for number in NEW:
        await home.vote(poll.id, number, 2)
    home.clock.advance(hours=5)  # nobody looked in between
    await home.settle()
    async with home.work.reading() as work:
        assert len(await work.quarantine.set_aside(poll.id)) == len(NEW)


async def test_a_community_that_has_just_begun_is_not_suspected(database):
    async with house(database) as home:
        poll = await flooded(home)
        assert "set aside" not in shown(home)
        async with home.work.reading() as work:
            assert list(await work.quarantine.set_aside(poll.id)) == []


async def test_old_accounts_that_we_never_met_are_no_burst(home):
    home.platform.account_ages.update({f"f{number}": NOON - timedelta(days=900) for number in NEW})
    await flooded(home)
    assert "set aside" not in shown(home)


async def test_who_is_set_aside_and_forgotten_stays_set_aside(home):
    poll = await flooded(home)
    await home.type(f"/close {poll.id}")
    await home.type("/forget yes", who=follower(NEW[0]))
    async with home.work.reading() as work:
        assert len(await work.quarantine.set_aside(poll.id)) == len(NEW)
        assert (await work.ballots.tally(poll.id)).voters == 11


async def test_fifty_long_options_leave_a_card_its_room(home):
    options = " | ".join(f"{number} {'x' * 190}" for number in range(50))
    await flooded(home, f"/poll Where? | {options}")
    aside = shown(home).splitlines()[-1]
    assert "are set aside" in aside
    assert (len(aside) < 400, aside.endswith("…)")) == (True, True)


async def test_in_a_secret_poll_nobody_is_set_aside(home):
    await home.type(POLL + " --secret")
    poll = await home.latest()
    assert poll.rules.secret
    assert "In a secret poll nobody is set aside" in words(await home.type(f"/quarantine {poll.id}"))
