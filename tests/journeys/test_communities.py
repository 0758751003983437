"""Several communities in one program: each place belongs to one, and none sees or steers what is another's."""

from __future__ import annotations

import pytest

from bot.domain.ballot import Choose
from bot.domain.community import Identity, Place
from bot.domain.conversation import OfferCommand, Tone, Typed, Vote
from bot.domain.ids import CommunityId, OptionId
from tests.house import BOSS, FAKE, LOBBY, follower, house, offers, words

HALL, BAR = Place(FAKE, "club/hall", "Club hall"), Place(FAKE, "club/bar", "Club bar")
CLUB = CommunityId("fake-club")
CARLA = Identity(FAKE, "carla", "Carla", "it")
"""Runs the club on the platform, and organises nothing yet."""


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def at(home, line, place, who=CARLA, *, manages=True):
    channel = await home.desk.channel_at(FAKE, place.address) if place is not None else None
    return await home.desk.handle(Typed(sender=who, channel=channel, place=place, text=line, manages=manages))


async def founded(home):
    reply = await at(home, "/connect", HALL)
    assert reply.parts[0].tone is Tone.DONE, words(reply)
    return reply


async def test_who_runs_a_place_founds_a_community_there(home):
    greeting = await home.desk.arrived(HALL, CARLA, (), manages=True)
    assert "comunità a sé" in words(greeting)
    assert offers(greeting) == ["/connect club/hall"]
    reply = await at(home, "/connect club/hall", HALL)
    assert "Club hall ora è una comunità a sé" in words(reply)
    async with home.work.reading() as work:
        club = await work.communities.get(CLUB)
        assert (club.name, club.language, club.timezone) == ("Club hall", "it", "Europe/Rome")
        assert [channel.title for channel in await work.channels.of_community(CLUB)] == ["Club hall"]
    assert (await at(home, "/connect", BAR)).parts[0].tone is Tone.DONE
    launched = await at(home, "/poll Chi suona? | Ada | Bruno --in all", HALL)
    assert launched.parts[0].tone is Tone.DONE, words(launched)
    await home.announcing.sweep()
    async with home.work.reading() as work:
        poll = (await work.polls.recent(CLUB, limit=1))[0]
        assert {post.channel for post in await work.posts.of_poll(poll.id)} == {"fake-club/hall", "fake-club/bar"}
        assert not await work.polls.recent(CommunityId("home"), limit=1)


async def test_nobody_else_founds_one(home):
    assert "Solo gli organizzatori" in words(await at(home, "/connect", HALL, manages=False))
    # a room of the operator's community is no free ground
    inside = Place(FAKE, "lobby", "lobby")
    assert "Only organisers" in words(await at(home, "/connect", inside, follower(1)))
    await founded(home)
    assert "Solo gli organizzatori" in words(await at(home, "/connect", BAR, follower(2, "it")))
    assert "Solo gli organizzatori" in words(await at(home, "/connect --own", BAR, follower(2, "it")))


async def test_communities_neither_see_nor_steer_each_other(home):
    await founded(home)
    await home.type("/poll Where? | Lake | City")
    ours = await home.latest()
    await at(home, "/poll Chi? | Ada | Bruno", HALL)
    async with home.work.reading() as work:
        theirs = (await work.polls.recent(CLUB, limit=1))[0]
    for line in (f"/close {ours.id}", f"/results {ours.id}", f"/export {ours.id}", f"/cancel {ours.id} no"):
        assert (await at(home, line, HALL)).parts[0].tone is Tone.ERROR, line
        assert (await home.type(line.replace(ours.id, theirs.id))).parts[0].tone is Tone.ERROR, line
    assert "Where?" not in words(await at(home, "/polls", HALL))
    assert "Chi?" not in words(await home.type("/polls"))
    assert "lobby" not in words(await at(home, "/channels", HALL))
    assert (await at(home, "/poll Chi? | A | B --in #lobby", HALL)).parts[0].tone is Tone.ERROR
    # the operator's organiser is a voter there, and the club's a voter here
    assert "Only organisers" in words(await at(home, "/poll X? | A | B", HALL, BOSS))
    assert "Solo gli organizzatori" in words(await home.type("/poll X? | A | B", CARLA))
    assert "belongs to a community already" in words(await home.type("/connect club/bar", BOSS))


async def test_a_vote_counts_wherever_it_comes_from_and_is_answered_in_the_polls_language(home):
    await founded(home)
    await at(home, "/poll Chi? | Ada | Bruno", HALL)
    async with home.work.reading() as work:
        poll = (await work.polls.recent(CLUB, limit=1))[0]
    silent = Identity(FAKE, "s", "S", None)
    reply = await home.desk.vote(Vote(sender=silent, channel=LOBBY, poll=poll.id, action=Choose((OptionId(1),))))
    assert "Contato" in reply.text
    async with home.work.reading() as work:
        assert (await work.ballots.tally(poll.id)).voters == 1


async def test_in_private_an_organiser_acts_in_their_own_community(home):
    await founded(home)
    assert (await at(home, "/poll Chi? | Ada | Bruno", None)).parts[0].tone is Tone.DONE
    assert await home.desk.community_of(CARLA, None) == CLUB
    assert await home.desk.community_of(BOSS, None) == "home"
    assert await home.desk.community_of(follower(9), HALL) == CLUB
    assert await home.desk.is_organiser(CARLA)
    assert await home.desk.is_organiser(CARLA, HALL)
    assert not await home.desk.is_organiser(BOSS, HALL)
    assert {person.native_id for person in await home.desk.team(FAKE)} == {"boss", "carla"}


async def test_the_operators_organiser_joins_a_place_or_lets_it_be_its_own(home):
    assert (await at(home, "/connect", HALL, BOSS)).parts[0].tone is Tone.DONE
    async with home.work.reading() as work:
        assert (await work.channels.find(FAKE, "club/hall")).community == "home"
    # the whole place is the operator's now
    assert "Solo gli organizzatori" in words(await at(home, "/connect", BAR))
    assert "belongs to a community already" in words(await at(home, "/connect --own", BAR, BOSS))
    other = Place(FAKE, "farm/yard", "Farm yard")
    assert "Farm yard is now a community of its own" in words(await at(home, "/connect --own", other, BOSS))
    assert "begins in the channel" in words(await at(home, "/connect barn --own", other, BOSS))
    # an organiser in two communities acts in the operator's where nothing else is said
    assert await home.desk.community_of(BOSS, None) == "home"


async def test_somebody_elses_place_is_not_joined_to_a_community(home):
    await founded(home)
    farm = Place(FAKE, "farm/yard", "Farm yard")
    assert "chi gestisce il server" in words(await at(home, "/connect", farm, manages=False))
    assert "chi gestisce il server" in words(await at(home, "/connect orchard", HALL))
    assert (await at(home, "/connect", farm)).parts[0].tone is Tone.DONE
    async with home.work.reading() as work:
        assert (await work.channels.find(FAKE, "farm/yard")).community == CLUB


async def test_name_and_time_zone(home):
    await founded(home)
    assert "Club hall" in words(await at(home, "/community", HALL))
    assert "Carla" in words(await at(home, "/community", HALL))
    done = await at(home, "/community Circolo --timezone America/New_York", HALL)
    assert "Circolo" in words(done)
    assert "fuso orario" in words(await at(home, "/community --timezone ../etc/passwd", HALL))
    assert "60" in words(await at(home, f"/community {'x' * 61}", HALL))
    async with home.work.reading() as work:
        assert (await work.communities.get(CLUB)).timezone == "America/New_York"
        assert (await work.communities.get(CommunityId("home"))).name == "Choir"
    assert "Only organisers" in words(await home.type("/community", follower(3)))


async def test_a_guests_last_room_can_be_let_go(home):
    await founded(home)
    assert (await at(home, "/disconnect", HALL)).parts[0].tone is Tone.DONE
    # it is still theirs, and comes back
    again = await at(home, "/connect", HALL)
    assert "è collegato" in words(again)


async def test_the_operator_may_have_one_community_only(database):
    async with house(database, other_communities=False) as home:
        assert "quando un organizzatore" in words(await home.desk.arrived(HALL, CARLA, (), manages=True))
        assert "Solo gli organizzatori" in words(await at(home, "/connect", HALL))
        reply = await home.desk.arrived(HALL, BOSS, (), manages=True)
        assert [part.line for part in reply.parts if isinstance(part, OfferCommand)] == ["/connect club/hall"]
