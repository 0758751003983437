"""What every store promises, whatever keeps the data. A subclass supplies `stores` and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.amendment import fix_option, merge_options, remove_option
from bot.domain.ballot import Cast, Choose, Deed, Refusal, Settle, Toggle, Withdraw
from bot.domain.codes import OneTimeCode
from bot.domain.community import Channel, Community, Identity, Post, PostKind, Role
from bot.domain.errors import NotFound
from bot.domain.ids import ChannelId, CommunityId, EventKey, OptionId, PersonId, Platform, PollId, PostId, VoterKey
from bot.domain.lifecycle import cancel, close, extend, open_scheduled
from bot.domain.poll import Closed, Draft, Electorate, ElectorateKind, Open, ResultsShown, Rules, Scheduled, Secrecy
from bot.domain.room import Entry, RoomMessage
from bot.domain.tally.plurality import recount
from bot.ports import BallotBox, UnitOfWork
from tests.builders import COMMUNITY, NOON, ORGANISER, draft, poll
from tests.fakes.clock import FakeClock

WEB, OTHER = Platform("web"), Platform("telegram")
ROOM, ATTIC = ChannelId("web-room"), ChannelId("web-attic")
POLL = PollId("p0000001")


@dataclass
class Stores:
    work: UnitOfWork
    box: BallotBox
    clock: FakeClock
    changed: list[frozenset[PollId]]
    pass_time: Callable[[timedelta], Awaitable[None]]
    """To the leases so much time has gone by."""


class StoreContract:
    def stores(self, place: Any) -> AbstractAsyncContextManager[Stores]:
        """Empty stores; `place` is what the subclass's `place` fixture gives."""
        raise NotImplementedError

    @pytest.fixture
    async def kept(self, place: Any) -> AsyncIterator[Stores]:
        async with self.stores(place) as stores:
            await settle_in(stores)
            yield stores

    # ------------------------------------------------------------ communities, people, sign-in

    async def test_a_community_is_made_once_and_can_change(self, kept: Stores) -> None:
        other = Community(id=COMMUNITY, name="Other", language="it", timezone="UTC")
        async with kept.work.writing() as work:
            assert (await work.communities.ensure(other)).name == "Choir"
            await work.communities.save(other)
        async with kept.work.reading() as work:
            assert await work.communities.get(COMMUNITY) == other
            with pytest.raises(NotFound):
                await work.communities.get(CommunityId("none"))

    async def test_one_identity_is_one_person_also_when_two_arrive_at_once(self, kept: Stores) -> None:
        async def arrive(number: int) -> PersonId:
            async with kept.work.writing() as work:
                found = await work.people.recognise(Identity(WEB, "ada", "Ada"), PersonId(f"new{number}"))
                return found.id

        assert len(set(await asyncio.gather(*(arrive(number) for number in range(5))))) == 1
        async with kept.work.writing() as work:
            ada = await work.people.recognise(Identity(WEB, "ada", "Ada Lovelace"), PersonId("x"))
            assert ada.name == "Ada Lovelace"
            assert (await work.people.recognise(Identity(WEB, "ada", ""), PersonId("y"))).name == "Ada Lovelace"
            await work.people.choose_language(ada.id, "it")
            assert (await work.people.recognise(Identity(WEB, "ada", "Ada", "en"), PersonId("z"))).language == "it"
            assert await work.people.find(OTHER, "ada") is None
            assert await work.people.names([ada.id, PersonId("nobody")]) == {ada.id: "Ada"}
            with pytest.raises(NotFound):
                await work.people.get(PersonId("nobody"))

    async def test_a_crowd_is_recognised_at_once_and_each_of_it_as_alone(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.people.recognise(Identity(WEB, "ada", "Ada"), PersonId("known"))
            crowd = [(Identity(WEB, f"v{number}", f"V {number}"), PersonId(f"p{number}")) for number in range(450)]
            crowd += [(Identity(WEB, "ada", ""), PersonId("x")), (Identity(WEB, "v3", "Renamed"), PersonId("y"))]
            found = await work.people.recognise_all(crowd)
            assert [person.native_id for person in found] == [identity.native_id for identity, _ in crowd]
            assert (found[450].id, found[450].name) == ("known", "Ada")
            assert (await work.people.find(WEB, "v3")).name == "Renamed"  # type: ignore[union-attr]  # it is there
            assert len({person.id for person in found}) == 451
            assert list(await work.people.recognise_all([])) == []

    async def test_roles_are_granted_and_everyone_else_votes(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            assert await work.people.role(COMMUNITY, ORGANISER) is Role.VOTER
            for _ in range(2):
                await work.people.grant(COMMUNITY, ORGANISER, Role.ORGANISER)
            assert await work.people.role(COMMUNITY, ORGANISER) is Role.ORGANISER
            assert [person.id for person in await work.people.organisers(COMMUNITY)] == [ORGANISER]
            other = Community(id=CommunityId("a-second"), name="Second", language="it", timezone="UTC")
            await work.communities.ensure(other)
            assert [each.id for each in await work.communities.all()] == ["a-second", COMMUNITY]
            assert await work.people.roles_of(ORGANISER) == {COMMUNITY: Role.ORGANISER}
            await work.people.grant(other.id, ORGANISER, Role.VOTER)
            assert await work.people.roles_of(ORGANISER) == {COMMUNITY: Role.ORGANISER}
            await work.people.grant(other.id, ORGANISER, Role.MODERATOR)
            assert list((await work.people.roles_of(ORGANISER)).items()) == [
                ("a-second", Role.MODERATOR),
                (COMMUNITY, Role.ORGANISER),
            ]
            assert await work.people.organisers(other.id) == []

    async def test_a_team_is_listed_from_the_top(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            for name, role in (("Zoe", Role.OWNER), ("Ugo", Role.MODERATOR), ("Ada", Role.MODERATOR), ("Eva", None)):
                person = await work.people.recognise(Identity(WEB, name, name), PersonId(name.lower()))
                await work.people.grant(COMMUNITY, person.id, role or Role.VOTER)
            await work.people.grant(COMMUNITY, ORGANISER, Role.ORGANISER)
            team = await work.people.team(COMMUNITY)
            assert [(person.name, role.value) for person, role in team] == [
                ("Zoe", "owner"),
                ("Bea", "organiser"),
                ("Ada", "moderator"),
                ("Ugo", "moderator"),
            ]
            assert [person.name for person in await work.people.organisers(COMMUNITY)] == ["Bea", "Zoe"]
            assert (await work.communities.lock(COMMUNITY)).id == COMMUNITY
            with pytest.raises(NotFound):
                await work.communities.lock(CommunityId("nowhere"))

    async def test_a_sign_in_link_works_for_exactly_one(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            good = OneTimeCode(
                digest="good",
                expires_at=NOON + timedelta(hours=1),
                community=COMMUNITY,
                role=Role.MODERATOR,
                made_by=ORGANISER,
            )
            await work.sign_ins.add(good)
            await work.sign_ins.add(OneTimeCode(digest="stale", expires_at=NOON))
            assert await work.sign_ins.find("good") == good
            assert await work.sign_ins.find("unknown") is None

        async def use(digest: str) -> bool:
            async with kept.work.writing() as work:
                return await work.sign_ins.use(digest, ORGANISER, NOON)

        assert sorted(await asyncio.gather(*(use("good") for _ in range(4)))) == [False, False, False, True]
        assert not await use("stale")
        assert not await use("unknown")
        async with kept.work.reading() as work:
            assert await work.sign_ins.find("good") == replace(good, used_at=NOON, used_by=ORGANISER)

    async def test_what_raises_keeps_nothing(self, kept: Stores) -> None:
        async def fail() -> None:
            async with kept.work.writing() as work:
                await work.events.first_time(EventKey("e"), NOON)
                await work.polls.add(poll(number="p0000002"))
                raise LookupError

        with pytest.raises(LookupError):
            await fail()
        async with kept.work.writing() as work:
            assert await work.events.first_time(EventKey("e"), NOON)
            with pytest.raises(NotFound):
                await work.polls.get(PollId("p0000002"))

    # ------------------------------------------------------------ channels, posts, events, rooms

    async def test_channels(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            room = await work.channels.get(ROOM)
            again = await work.channels.ensure(replace(room, id=ChannelId("another"), title="Renamed"))
            assert (again.id, again.title) == (ROOM, "Room")
            await work.channels.save(replace(room, connected=False))
            assert [channel.id for channel in await work.channels.of_community(COMMUNITY)] == [ATTIC]
            assert (await work.channels.ensure(room)).connected
            assert (await work.channels.find(WEB, "room")) == room
            assert await work.channels.find(OTHER, "room") is None
            with pytest.raises(NotFound):
                await work.channels.get(ChannelId("none"))

    async def test_posts_are_stale_until_they_show_the_newest_version(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            card = post("card", PostKind.CARD)
            for _ in range(2):
                await work.posts.add(card)
            await work.posts.add(post("result", PostKind.RESULT))
            assert [each.id for each in await work.posts.stale(limit=9)] == ["card", "result"]
            [first] = await work.posts.stale(limit=1)
            [second] = await work.posts.stale(limit=9, after=first)
            assert (first.id, second.id) == ("card", "result")
            assert await work.posts.stale(limit=9, after=second) == []
            await work.posts.delivered(card.id, "ref", 1)
            await work.posts.delivered(PostId("result"), "ref", 1)
            assert await work.posts.stale(limit=9) == []
            now = await work.polls.lock(POLL)
            await work.polls.save(fix_option(now, OptionId(1), "Lago", NOON))
            assert [each.id for each in await work.posts.stale(limit=9)] == ["card"]
            await work.posts.failed(card.id, "ChannelGone")
            assert await work.posts.stale(limit=9) == []
            assert (await work.posts.get(card.id)).failed == "ChannelGone"
            assert len(await work.posts.of_poll(POLL)) == 2
            with pytest.raises(NotFound):
                await work.posts.get(PostId("none"))

    async def test_an_event_is_new_once(self, kept: Stores) -> None:
        async def handle(event: str) -> bool:
            async with kept.work.writing() as work:
                return await work.events.first_time(EventKey(event), NOON)

        assert sorted(await asyncio.gather(*(handle("e") for _ in range(4)))) == [False, False, False, True]
        async with kept.work.writing() as work:
            assert await work.events.forget(NOON) == 0
            assert await work.events.forget(NOON + timedelta(seconds=1)) == 1
            assert await work.events.first_time(EventKey("e"), NOON)

    async def test_a_room_keeps_its_order_its_private_notes_and_its_keys(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            first = await work.rooms.add(words("one", key="k"))
            assert await work.rooms.add(words("one again", key="k")) == first
            await work.rooms.add(words("for the organiser", only_for=ORGANISER))
            await work.rooms.add(replace(words("elsewhere"), channel=ATTIC))
            last = await work.rooms.add(replace(words("card"), kind=Entry.CARD, poll=POLL))
            assert last.number > first.number
        async with kept.work.reading() as work:
            assert [each.text for each in await work.rooms.recent(ROOM, reader=None, limit=9)] == ["one", "card"]
            mine = await work.rooms.recent(ROOM, reader=ORGANISER, limit=9)
            assert [each.text for each in mine] == ["one", "for the organiser", "card"]
            assert [each.text for each in await work.rooms.recent(ROOM, reader=ORGANISER, limit=2)] == [
                "for the organiser",
                "card",
            ]
            before = await work.rooms.recent(ROOM, reader=None, limit=9, before=last.number)
            assert [each.text for each in before] == ["one"]
            after = await work.rooms.after(ROOM, reader=None, number=first.number)
            assert [each.text for each in after] == ["card"]

    # ------------------------------------------------------------ polls

    async def test_a_poll_comes_back_as_it_was_in_every_state(self, kept: Stores) -> None:
        later = NOON + timedelta(hours=3, microseconds=7)
        rules = Rules(
            most_choices=2,
            secrecy=Secrecy.NAMED,
            results=ResultsShown.AT_CLOSE,
            may_change=False,
            may_add_options=True,
            electorate=Electorate(ElectorateKind.CENSUS, 12),
        )
        opened = poll(number="p0000002", rules=rules, closes_at=later, labels=("🏖️ é", "نعم", "$x$", "d"))
        fixed, _ = merge_options(fix_option(opened, OptionId(1), "<b>", NOON), OptionId(3), OptionId(2), NOON)
        states = [
            replace(draft(number="p0000003"), description="two\nlines", native=True),
            poll(number="p0000004", state=Scheduled(later)),
            extend(fixed, NOON, later + timedelta(days=1)),
            close(poll(number="p0000005", closes_at=later), later, by_deadline=True),
            cancel(poll(number="p0000006"), later, "because it’s raining"),
        ]
        async with kept.work.writing() as work:
            for each in states:
                await work.polls.add(each)
        async with kept.work.writing() as work:
            for each in states:
                assert await work.polls.get(each.id) == each
                assert await work.polls.lock(each.id) == each

    async def test_saving_changes_every_field_and_adds_options(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            now = await work.polls.lock(POLL)
            changed, _ = remove_option(now, OptionId(2), NOON)
            changed = replace(changed, question="Where to?", state=Closed(NOON, NOON, False))
            await work.polls.save(changed)
        async with kept.work.reading() as work:
            assert await work.polls.get(POLL) == changed

    async def test_only_a_draft_can_be_deleted(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.polls.add(draft(number="p0000002"))
            await work.polls.delete_draft(PollId("p0000002"))
            with pytest.raises(NotFound):
                await work.polls.get(PollId("p0000002"))

    async def test_recent_polls_come_newest_first_and_by_state(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            for number in range(2, 6):
                made = replace(
                    poll(number=f"p000000{number}", state=Draft() if number == 3 else Open(NOON)),
                    created_at=NOON + timedelta(minutes=number),
                )
                await work.polls.add(made)
            numbers = [each.id[-1] for each in await work.polls.recent(COMMUNITY, limit=3)]
            assert numbers == ["5", "4", "3"]
            opened = await work.polls.recent(COMMUNITY, limit=9, states=("open",))
            assert [each.id[-1] for each in opened] == ["5", "4", "2", "1"]
            assert await work.polls.recent(CommunityId("none"), limit=9) == []

    async def test_what_is_due_and_when_the_next_will_be(self, kept: Stores) -> None:
        soon, later = NOON + timedelta(minutes=1), NOON + timedelta(minutes=2)
        async with kept.work.writing() as work:
            assert await work.polls.next_due() is None
            await work.polls.add(poll(number="p0000002", closes_at=later))
            await work.polls.add(poll(number="p0000003", state=Scheduled(soon), closes_at=later))
            await work.polls.add(poll(number="p0000004", state=Closed(NOON, NOON, True), closes_at=NOON))
            assert await work.polls.next_due() == soon
            assert await work.polls.due(NOON) == []
            assert await work.polls.due(soon) == ["p0000003"]
            assert await work.polls.due(later) == ["p0000003", "p0000002"]
            await work.polls.save(open_scheduled(await work.polls.lock(PollId("p0000003")), soon))
            assert await work.polls.next_due() == later

    # ------------------------------------------------------------ ballots

    async def test_a_ballot_is_kept_counted_and_told(self, kept: Stores) -> None:
        receipt = await kept.box.cast(cast("ada", Choose((OptionId(1),))))
        assert receipt.deed is Deed.CAST
        kept.clock.advance(minutes=1)
        assert (await kept.box.cast(cast("ada", Choose((OptionId(2),)), platform=OTHER))).deed is Deed.CHANGED
        async with kept.work.reading() as work:
            ballot = await work.ballots.get(POLL, VoterKey("ada"))
            assert ballot is not None
            assert (ballot.choices, ballot.platform) == ((2,), OTHER)
            assert (ballot.cast_at, ballot.changed_at) == (NOON, NOON + timedelta(minutes=1))
            tally = await work.ballots.tally(POLL)
            assert (tally.voters, tally.votes(OptionId(1)), tally.votes(OptionId(2))) == (1, 0, 1)
            assert (await work.polls.get(POLL)).version == 3
            assert [each.poll for each in await work.ballots.of_voter(VoterKey("ada"), limit=5)] == [POLL]
            assert await work.ballots.get(POLL, VoterKey("bea")) is None
        assert kept.changed == [frozenset({POLL})] * 2

    async def test_refused_ballots_are_counted_by_reason(self, kept: Stores) -> None:
        for _ in range(2):
            assert (await kept.box.cast(cast("ada", Choose((OptionId(9),))))).refusal is Refusal.UNKNOWN_OPTION
        await kept.box.cast(cast("ada", Choose(())))
        unknown = replace(cast("ada", Withdraw()), poll=PollId("p0000099"))
        assert (await kept.box.cast(unknown)).refusal is Refusal.UNKNOWN_POLL
        async with kept.work.reading() as work:
            assert await work.ballots.refusals(POLL) == {Refusal.UNKNOWN_OPTION: 2, Refusal.NOTHING_CHOSEN: 1}
        assert kept.changed == []

    async def test_what_a_platforms_poll_took_counts_after_the_close_and_nothing_else(self, kept: Stores) -> None:
        await kept.box.cast(cast("ada", Choose((OptionId(1),))))
        async with kept.work.writing() as work:
            await work.polls.save(close(await work.polls.lock(POLL), kept.clock.now(), by_deadline=False))
        settled = [cast("ada", Settle((OptionId(2),))), cast("bea", Settle((OptionId(2),)))]
        late = cast("cleo", Choose((OptionId(2),)))
        receipts = await asyncio.gather(*(kept.box.cast(each) for each in (*settled, late)))
        assert [each.deed for each in receipts] == [Deed.CHANGED, Deed.CAST, Deed.REFUSED]
        assert (await kept.box.cast(cast("bea", Settle(())))).deed is Deed.WITHDRAWN
        async with kept.work.reading() as work:
            assert (await work.ballots.tally(POLL)) == recount(await work.ballots.all(POLL))
            assert [each.voter for each in await work.ballots.all(POLL)] == ["ada"]

    async def test_votes_over_time_end_with_all_of_them(self, kept: Stores) -> None:
        async with kept.work.reading() as work:
            assert await work.ballots.over_time(POLL, steps=4) == []
        for number in range(30):
            await kept.box.cast(cast(f"v{number:02}", Choose((OptionId(1 + number % 3),))))
            kept.clock.advance(minutes=number)
        async with kept.work.reading() as work:
            moments = await work.ballots.over_time(POLL, steps=4)
            assert len(await work.ballots.all(POLL, limit=7)) == 7
        assert len(moments) <= 4
        assert moments[-1].voters == 30
        assert [moment.voters for moment in moments] == sorted({moment.voters for moment in moments})

    async def test_removing_and_merging_rewrites_ballots_and_tally(self, kept: Stores) -> None:
        for voter, choices in (("a", (1, 2)), ("b", (2,)), ("c", (3,)), ("d", (1, 3))):
            await kept.box.cast(cast(voter, Choose(tuple(OptionId(choice) for choice in choices))))
        async with kept.work.writing() as work:
            merged, remap = merge_options(await work.polls.lock(POLL), OptionId(2), OptionId(1), NOON)
            await work.polls.save(merged)
            assert await work.ballots.remap(POLL, remap, NOON) == 2
        async with kept.work.reading() as work:
            tally = await work.ballots.tally(POLL)
            assert tally == recount(await work.ballots.all(POLL))
            assert (tally.voters, tally.votes(OptionId(1)), tally.votes(OptionId(3))) == (4, 3, 2)
        async with kept.work.writing() as work:
            await work.polls.save(replace(await work.polls.lock(POLL), rules=Rules(most_choices=3)))
            gone = await work.ballots.remap(POLL, replace(remap, gone=OptionId(3), into=None), NOON)
            assert gone == 2
            tally = await work.ballots.tally(POLL)
            assert (tally.voters, tally.choices) == (3, 3)

    # ------------------------------------------------------------ laws

    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(wishes=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 8), st.booleans()), max_size=14))
    async def test_the_tally_always_equals_a_recount(self, place: Any, wishes: list[tuple[str, int, bool]]) -> None:
        async with self.stores(place) as kept:
            await settle_in(kept)
            casts = [as_cast(number, *wish) for number, wish in enumerate(wishes)]
            await asyncio.gather(*(kept.box.cast(each) for each in casts[::2]))
            for each in casts[1::2]:
                await kept.box.cast(each)
            async with kept.work.reading() as work:
                ballots = await work.ballots.all(POLL)
                assert await work.ballots.tally(POLL) == recount(ballots)
                assert len({ballot.voter for ballot in ballots}) == len(ballots)
                version = (await work.polls.get(POLL)).version
            for each in casts:
                if each.event is not None:
                    assert (await kept.box.cast(each)).deed is Deed.REPEATED
            for ballot in ballots:
                assert (await kept.box.cast(cast(ballot.voter, Choose(ballot.choices)))).deed is Deed.UNCHANGED
            before = recount(ballots)
            assert (await kept.box.cast(cast("newcomer", Choose((OptionId(1),))))).deed is Deed.CAST
            assert (await kept.box.cast(cast("newcomer", Withdraw()))).deed is Deed.WITHDRAWN
            async with kept.work.reading() as work:
                assert await work.ballots.tally(POLL) == before
                assert (await work.polls.get(POLL)).version == version + 2


def as_cast(number: int, voter: str, what: int, toggles: bool) -> Cast:  # drawn by chance
    if what == 0:
        return cast(voter, Withdraw())
    if toggles:
        return cast(voter, Toggle(OptionId(1 + what % 3)), event=f"e{number}")
    return cast(voter, Choose(tuple(OptionId(option) for option in range(1, 4) if what & (1 << (option - 1)))))


def cast(voter: str, action: Any, *, platform: Platform = WEB, event: str | None = None) -> Cast:
    key = EventKey(event) if event is not None else None
    return Cast(poll=POLL, voter=VoterKey(voter), action=action, platform=platform, channel=ROOM, event=key)


def post(name: str, kind: PostKind) -> Post:
    return Post(id=PostId(name), poll=POLL, channel=ROOM, kind=kind, created_at=NOON)


def words(text: str, *, key: str | None = None, only_for: PersonId | None = None) -> RoomMessage:
    return RoomMessage(channel=ROOM, kind=Entry.WORDS, text=text, key=key, only_for=only_for, at=NOON)


async def settle_in(stores: Stores) -> None:
    """A community, an organiser, two rooms and one open poll of three options, two of which may be chosen."""
    async with stores.work.writing() as work:
        await work.communities.ensure(Community(id=COMMUNITY, name="Choir", language="en", timezone="UTC"))
        await work.people.recognise(Identity(WEB, "organiser", "Bea"), ORGANISER)
        for channel, title in ((ROOM, "Room"), (ATTIC, "Attic")):
            await work.channels.ensure(
                Channel(id=channel, community=COMMUNITY, platform=WEB, address=title.lower(), title=title)
            )
        await work.polls.add(poll(rules=Rules(most_choices=2)))
