"""Whole stories about one person with several accounts."""

from __future__ import annotations

import asyncio
import json
import re

import pytest

from bot.domain.ballot import Cast, Choose, Deed
from bot.domain.community import Identity
from bot.domain.conversation import Reply, SendFile, Tone, Typed, Vote
from bot.domain.electorate import Standing
from bot.domain.ids import OptionId, Platform, VoterKey
from bot.domain.tally.plurality import recount
from tests.house import LOBBY, follower, house, words

ELSEWHERE = Platform("elsewhere")
ADA, ADA_ELSEWHERE = follower(1), Identity(ELSEWHERE, "77", "Ada on the bus", "en")


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def code_of(home, who=ADA) -> str:
    said = words(await home.type("/link", who=who))
    (code,) = re.findall(r"/link ([0-9a-z-]+)", said)
    return code


async def link(home, first=ADA, second=ADA_ELSEWHERE) -> Reply:
    return await home.type(f"/link {await code_of(home, first)}", who=second)


async def vote(home, poll, who, option):
    wish = Vote(sender=who, channel=LOBBY, poll=poll.id, action=Choose((OptionId(option),)))
    return await home.desk.vote(wish)


async def ballots(home, poll):
    async with home.work.reading() as work:
        held = await work.ballots.all(poll.id)
        assert await work.ballots.tally(poll.id) == recount(held)
        return [each.choices for each in held]


async def launched(home, line="/poll Where? | Lake | City"):
    await home.type(line)
    return await home.latest()


async def test_two_accounts_become_one_voter_and_the_later_vote_counts(home):
    first, second, third = [await launched(home) for _ in range(3)]
    await vote(home, first, ADA, 1)
    await vote(home, third, ADA, 1)
    home.clock.advance(minutes=1)
    await vote(home, first, ADA_ELSEWHERE, 2)
    await vote(home, second, ADA_ELSEWHERE, 2)
    home.clock.advance(minutes=1)
    reply = await link(home)
    assert "You are one person now: Follower 1 (" in words(reply)
    assert "In one open poll you had voted twice" in words(reply)
    assert [await ballots(home, poll) for poll in (first, second, third)] == [[(2,)], [(2,)], [(1,)]]
    # from now on it does not matter which of them votes
    assert "Changed from City to Lake" in (await vote(home, first, ADA, 1)).text
    assert "Changed from Lake to City" in (await vote(home, third, ADA_ELSEWHERE, 2)).text
    assert [len(await ballots(home, poll)) for poll in (first, second, third)] == [1, 1, 1]
    for who in (ADA, ADA_ELSEWHERE):
        assert len(words(await home.type("/myvotes", who=who)).splitlines()) == 3


async def test_what_was_counted_in_a_closed_poll_stays_and_is_merged_if_it_is_reopened(home):
    poll = await launched(home)
    await vote(home, poll, ADA, 1)
    await vote(home, poll, ADA_ELSEWHERE, 2)
    await home.type(f"/close {poll.id}")
    await link(home)
    assert len(await ballots(home, poll)) == 2
    await home.type(f"/reopen {poll.id}")
    assert len(await ballots(home, poll)) == 1


async def test_who_votes_while_their_accounts_are_being_linked_is_counted_once_at_the_close(home):
    poll = await launched(home)
    await vote(home, poll, ADA, 1)
    stranger = await home.access.recognise(ADA_ELSEWHERE)
    await link(home)
    home.clock.advance(seconds=1)
    # this vote was on its way, under the key of before
    late = Cast(poll=poll.id, voter=VoterKey(stranger.person.id), action=Choose((OptionId(2),)), platform=ELSEWHERE)
    assert (await home.box.cast(late)).deed is Deed.CAST
    await home.type(f"/close {poll.id}")
    assert await ballots(home, poll) == [(2,)]


async def test_of_two_ballots_in_a_secret_poll_the_main_accounts_counts(home):
    """They have no times, and each lies under a key of its account: there is no later one."""
    poll = await launched(home, "/poll Where? | Lake | City --secret")
    for number in range(10, 16):
        await vote(home, poll, follower(number), 1)
    await vote(home, poll, ADA, 1)
    await vote(home, poll, ADA_ELSEWHERE, 2)
    assert "In one open poll you had voted twice" in words(await link(home))
    assert sorted(await ballots(home, poll)) == [(1,)] * 7
    assert "Changed from Lake to City" in (await vote(home, poll, ADA_ELSEWHERE, 2)).text
    assert sorted(await ballots(home, poll)) == [(1,)] * 6 + [(2,)]
    refused = await home.type("/unlink", who=ADA_ELSEWHERE)
    assert refused.parts[0].tone is Tone.ERROR
    await home.type(f"/close {poll.id}")
    assert sorted(await ballots(home, poll)) == [(1,)] * 6 + [(2,)]
    assert (await home.type("/unlink", who=ADA_ELSEWHERE)).parts[0].tone is Tone.DONE


async def test_who_had_voted_in_a_secret_poll_from_the_other_account_only_is_counted_once(home):
    poll = await launched(home, "/poll Where? | Lake | City --secret")
    for number in range(10, 16):
        await vote(home, poll, follower(number), 1)
    await vote(home, poll, ADA_ELSEWHERE, 2)
    await link(home)
    assert len(await ballots(home, poll)) == 7
    # the vote now lies under the main account; the one before is taken out before anything is counted
    assert "Counted" in (await vote(home, poll, ADA_ELSEWHERE, 1)).text
    await home.type(f"/close {poll.id}")
    assert await ballots(home, poll) == [(1,)] * 7


async def test_a_code_works_once_for_ten_minutes_and_for_nobody_else(home):
    code = await code_of(home)
    assert "This is already you" in words(await home.type(f"/link {code}", who=ADA))
    home.clock.advance(minutes=10)
    assert "does not work" in words(await home.type(f"/link {code}", who=ADA_ELSEWHERE))
    code = await code_of(home)
    home.clock.jump(hours=-1)  # a clock that was set back makes no code live longer
    assert "does not work" in words(await home.type(f"/link {code}", who=ADA_ELSEWHERE))
    code, newer = await code_of(home), await code_of(home)
    assert "does not work" in words(await home.type(f"/link {code}", who=ADA_ELSEWHERE))
    replies = await asyncio.gather(*(home.type(f"/link {newer}", who=follower(number)) for number in range(2, 6)))
    assert sorted(reply.parts[0].tone for reply in replies) == [Tone.DONE, Tone.ERROR, Tone.ERROR, Tone.ERROR]
    for forged in ("x", "0" * 16, "' OR 1=1 --", "ａｂｃｄ" * 4, "a" * 5000):
        assert (await home.type(f"/link {forged}", who=follower(9))).parts[0].tone is Tone.ERROR


async def test_a_code_is_not_shown_to_a_whole_room(home):
    aloud = Typed(sender=ADA, channel=LOBBY, text="/link", aloud=True)
    assert "in private" in words(await home.desk.handle(aloud))


async def test_a_code_is_typed_as_people_type(home):
    code = (await code_of(home)).upper().replace("-", " ")
    assert (await home.type(f"/link {code}", who=ADA_ELSEWHERE)).parts[0].tone is Tone.DONE


async def test_chains_of_accounts_are_one_person_and_come_apart(home):
    third = Identity(Platform("third"), "3", "Ada at work", "en")
    await link(home)
    await link(home, third, ADA)  # whoever made the code is who they all count as
    poll = await launched(home)
    for option, who in enumerate((ADA, ADA_ELSEWHERE, third), start=0):
        await vote(home, poll, who, 1 + option % 2)
    assert await ballots(home, poll) == [(1,)]
    assert "could vote there twice" in words(await home.type("/unlink", who=third))
    await home.type(f"/close {poll.id}")
    assert (await home.type("/unlink", who=third)).parts[0].tone is Tone.DONE
    assert "linked with no other" in words(await home.type("/unlink", who=third))
    poll = await launched(home)
    for who in (ADA, ADA_ELSEWHERE, third):
        await vote(home, poll, who, 1)
    assert len(await ballots(home, poll)) == 2


async def test_a_member_elsewhere_may_vote_here_once_the_accounts_are_linked(home):
    poll = await launched(home, "/poll Where? | Lake | City --who members")
    home.platform.standings["lobby", ADA.native_id] = Standing(belongs=True)
    assert (await vote(home, poll, ADA_ELSEWHERE, 1)).tone is Tone.ERROR
    await link(home)
    assert "Counted" in (await vote(home, poll, ADA_ELSEWHERE, 1)).text


async def test_what_is_known_of_one_is_told_and_forgotten_with_the_other(home):
    closed, running = await launched(home), None
    await vote(home, closed, ADA, 1)
    await vote(home, closed, ADA_ELSEWHERE, 1)
    await home.type(f"/close {closed.id}")
    await link(home)
    running = await launched(home)
    await vote(home, running, ADA, 2)
    data = await home.type("/mydata", who=ADA_ELSEWHERE)
    (file,) = [part for part in data.parts if isinstance(part, SendFile)]
    told = json.loads(file.content)
    assert told["person"]["number_there"] == "77"
    assert told["person"]["linked_accounts"] == [{"platform": "fake", "number_there": "f1", "name": "Follower 1"}]
    assert len(told["votes"]) == 3
    await home.type("/forget yes", who=ADA_ELSEWHERE)
    assert await ballots(home, running) == []
    assert len(await ballots(home, closed)) == 2
    async with home.work.reading() as work:
        for who in (ADA, ADA_ELSEWHERE):
            assert await work.people.find(who.platform, who.native_id) is None
