"""Who may do what: claimed with a code, given in chat, taken back; one owner always remains."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from bot.domain.community import Community, Identity, Role
from bot.domain.conversation import Tone, Typed
from bot.domain.ids import CommunityId, PersonId
from tests.builders import COMMUNITY
from tests.house import BOSS, FAKE, LOBBY, follower, house, offers, words

ADA, BEN = Identity(FAKE, "ada", "Ada", "en"), Identity(FAKE, "ben", "Ben", "it")
HOUR = timedelta(hours=1)


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def role_of(home, who):
    return await home.desk.role_of(who)


async def code_for(home, role, by=BOSS):
    reply = words(await home.type(f"/role new {role}", by))
    found = re.search(r"/start (\S+)", reply)
    assert found, reply
    return found[1]


async def given(home, who, role):
    assert (await home.desk.sign_in(await code_for(home, role), who)).good


async def test_the_first_with_the_operators_code_owns_the_community_and_later_ones_organise(home):
    assert await role_of(home, BOSS) is Role.OWNER
    signed = await home.desk.sign_in(await home.access.invite_organiser(HOUR), ADA)
    assert signed.role is Role.ORGANISER
    assert "You are an organiser of Choir" in signed.text


async def test_of_two_with_the_same_code_exactly_one_wins_and_the_other_reads_why(home):
    code = await home.access.invite_organiser(HOUR)
    crowd = [ADA, *map(follower, range(5))]
    signed = await asyncio.gather(*(home.desk.sign_in(code, who) for who in crowd))
    assert sum(each.good for each in signed) == 1
    assert {each.text[:39] for each in signed if not each.good} == {"Somebody used this code before you, and"}
    assert sorted([await role_of(home, who) for who in crowd]).count(Role.ORGANISER) == 1
    # whom the platform delivers the code of a second time is welcomed a second time
    (winner,) = [who for who, each in zip(crowd, signed, strict=True) if each.good]
    again = await home.desk.sign_in(code, winner)
    assert (again.role, "Welcome" in again.text) == (Role.ORGANISER, True)


async def test_of_two_with_codes_of_their_own_only_one_claims_an_unowned_community(home):
    async with home.work.writing() as work:
        boss = await work.people.find(FAKE, "boss")
        await work.people.grant(COMMUNITY, boss.id, Role.VOTER)
    codes = [await home.access.invite_organiser(HOUR) for _ in range(2)]
    signed = await asyncio.gather(*(home.desk.sign_in(code, who) for code, who in zip(codes, (ADA, BEN), strict=True)))
    assert sorted(each.role for each in signed) == [Role.ORGANISER, Role.OWNER]


async def test_a_code_is_refused_in_words_and_leaves_no_trace_of_who_tried(home):
    stale = await home.access.invite_organiser(HOUR)
    home.clock.advance(hours=2)
    for code, why in (
        ("nothing", "none of ours"),
        ("", "none of ours"),
        ("x" * 5000, "none of ours"),
        ("\ud800\x00", "none of ours"),
        (stale, "too old"),
    ):
        signed = await home.desk.sign_in(code, ADA)
        assert not signed.good
        assert why in signed.text
    async with home.work.reading() as work:
        assert await work.people.find(FAKE, "ada") is None


async def test_a_code_never_lowers_who_enters_it(home):
    signed = await home.desk.sign_in(await code_for(home, "moderator"), BOSS)
    assert (signed.role, await role_of(home, BOSS)) == (Role.OWNER, Role.OWNER)


async def test_codes_of_an_owner_who_is_none_any_more_are_void(home):
    await given(home, ADA, "owner")
    left_behind = await code_for(home, "owner", by=ADA)
    assert "was owner and is now voter" in words(await home.type("/role Ada voter"))
    signed = await home.desk.sign_in(left_behind, BEN)
    assert not signed.good
    assert "non vale più" in signed.text or "void" in signed.text
    assert await role_of(home, BEN) is Role.VOTER


async def test_a_code_of_an_owner_lasts_a_day_and_is_typed_with_start_anywhere(home):
    code = await code_for(home, "moderator")
    reply = await home.type(f"/start {code}", ADA)
    assert reply.parts[0].tone is Tone.DONE
    assert "moderator of Choir" in words(reply)
    late = await code_for(home, "moderator")
    home.clock.advance(hours=25)
    reply = await home.type(f"/start {late}", BEN)
    assert reply.parts[0].tone is Tone.ERROR
    assert "troppo vecchio" in words(reply)


MODERATOR_MAY = ("/close", "/extend 2h", "/remind 1h", "/summary")
MODERATOR_MAY_NOT = ("/poll X? | A | B", "/export", "/export --ballots", "/connect hall", "/cancel", "/role", "/audit")


async def test_a_moderator_steers_polls_and_learns_no_names(home):
    await given(home, ADA, "moderator")
    for line in MODERATOR_MAY:
        await home.type("/poll Lunch? | A | B --for 3h")
        poll = (await home.latest()).id
        await home.vote(poll, 1, 1)
        command, _, rest = line.partition(" ")
        reply = await home.type(f"{command} {poll} {rest}".strip(), ADA)
        assert all(part.tone is not Tone.ERROR for part in reply.parts if hasattr(part, "tone")), words(reply)
    for line in MODERATOR_MAY_NOT:
        reply = await home.type(line, ADA)
        assert reply.parts[0].tone is Tone.ERROR, line
        assert "Only" in words(reply)
    assert "/close" in words(await home.type("/help", ADA))
    assert "/export" not in words(await home.type("/help", ADA))
    assert "Only moderators" in words(await home.type("/close", follower(1)))


async def test_an_organiser_may_not_give_roles_nor_describe_the_community(home):
    await given(home, ADA, "organiser")
    for line in ("/role", "/role new owner", "/role Ada owner", "/audit", "/audit export", "/community Mine"):
        assert "Only owners" in words(await home.type(line, ADA)), line
    assert "Only owners" in words(await home.type("/language it --community", ADA))
    assert "Choir" in words(await home.type("/community", ADA))


async def test_roles_are_listed_given_and_taken(home):
    await given(home, ADA, "moderator")
    listed = await home.type("/role")
    assert re.search(r"Bea \(Fake\): owner\n• Ada \(Fake\): moderator", words(listed))
    assert "was moderator and is now organiser" in words(await home.type("/role ada organiser"))
    assert "already organiser" in words(await home.type("/role @Ada organizer"))
    (take,) = [line for line in offers(listed) if line.endswith(" voter")]
    assert "is now voter" in words(await home.type(take))
    assert await role_of(home, ADA) is Role.VOTER
    assert "nobody of that name" in words(await home.type("/role Ada organiser"))


async def test_a_mention_means_the_person_and_a_name_only_somebody_of_the_team(home):
    await home.type("/help", ADA)
    # somebody who merely calls themselves like an owner's friend is not given anything by name
    assert "nobody of that name" in words(await home.type("/role Ada organiser"))
    await home.type("/help", Identity(FAKE, "77", "Zed", "en"))
    assert "is now moderator" in words(await home.type("/role <@77> moderator"))
    assert "nobody of that name" in words(await home.type("/role <@78> moderator"))


async def test_of_two_with_one_name_nobody_is_taken_for_the_other(home):
    await given(home, ADA, "moderator")
    await given(home, Identity(FAKE, "ada2", "Ada", "en"), "moderator")
    assert "Several people are called" in words(await home.type("/role Ada owner"))


@pytest.mark.parametrize("line", ["/role Ada king", "/role moderator", "/role new", "/role new voter", "/role Ada |"])
async def test_what_is_no_role_is_refused_with_a_line_that_works(home, line):
    reply = await home.type(line)
    assert reply.parts[0].tone is Tone.ERROR
    assert "/role Ada moderator" in words(reply)


async def test_a_code_is_not_read_out_to_a_whole_room(home):
    aloud = Typed(sender=BOSS, channel=LOBBY, text="/role new organiser", aloud=True)
    assert "Everybody here would read" in words(await home.desk.handle(aloud))
    aloud = Typed(sender=BOSS, channel=LOBBY, text="/audit export", aloud=True)
    assert "Everybody here would get" in words(await home.desk.handle(aloud))


async def test_the_last_owner_stays(home):
    for line in ("/role Bea voter", "/role Bea organiser", "/forget yes"):
        assert "last owner of Choir" in words(await home.type(line)), line
    await given(home, ADA, "owner")
    assert "is now organiser" in words(await home.type("/role Bea organiser"))
    assert "last owner of Choir" in words(await home.type("/role Ada voter", ADA))
    assert await role_of(home, ADA) is Role.OWNER


async def test_two_owners_who_take_each_others_role_at_once_leave_one(home):
    await given(home, ADA, "owner")
    await asyncio.gather(home.type("/role Ada voter", BOSS), home.type("/role Bea voter", ADA))
    assert sorted([await role_of(home, who) for who in (BOSS, ADA)]) == [Role.OWNER, Role.VOTER]


async def test_two_owners_who_leave_at_once_leave_one(home):
    await given(home, ADA, "owner")
    replies = await asyncio.gather(home.type("/forget yes", BOSS), home.type("/forget yes", ADA))
    assert sum("last owner of Choir" in words(reply) for reply in replies) == 1


async def test_a_role_is_that_of_one_community(home):
    other = CommunityId("club")
    async with home.work.writing() as work:
        await work.communities.ensure(Community(id=other, name="Club", language="en", timezone="UTC"))
        ada = await work.people.recognise(ADA, PersonId("p-ada"))
        await work.people.grant(other, ada.id, Role.OWNER)
    await home.type("/help", ADA)
    # in a room of the choir an owner of the club is a voter
    assert "Only owners" in words(await home.type("/role", ADA))
    private = Typed(sender=ADA, channel=None, text="/role")
    assert "Who has a role in Club" in words(await home.desk.handle(private))
