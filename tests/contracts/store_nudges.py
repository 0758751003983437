"""What every store promises of reminders in private: who is to be reminded, each once, and no trace when it is over."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.ballot import Cast, Choose
from bot.domain.community import Identity
from bot.domain.electorate import ANYONE, Eligibility, HasRole, Invited, Members
from bot.domain.ids import OptionId, PersonId, PollId, VoterKey
from bot.domain.poll import Poll, Rules, Secrecy
from bot.domain.room import Entry, RoomMessage
from bot.ports import Nudge
from bot.ports.invitations import Invitation
from tests.builders import COMMUNITY, NOON, poll
from tests.contracts.store_contract import OTHER, ROOM, WEB, Stores

ADA, BEN, CAI, DEB = (PersonId(name) for name in ("ada", "ben", "cai", "deb"))
DAY = timedelta(days=1)
AT = NOON + DAY
FIXED = Members((ROOM,), ("Room",), fixed=True)
ASKED = PollId("p0000007")


async def asked(
    kept: Stores, who: Eligibility = ANYONE, secrecy: Secrecy = Secrecy.OWNER, number: PollId = ASKED
) -> Poll:
    """A poll for those, with four people who may know of it."""
    new = poll(number=number, rules=Rules(eligibility=who, secrecy=secrecy), closes_at=NOON + 2 * DAY)
    async with kept.work.writing() as work:
        for person in (ADA, BEN, CAI, DEB):
            on = OTHER if person is DEB else WEB
            await work.people.recognise(Identity(on, person, person.title()), person, NOON)
        await work.polls.add(new)
        if new.rules.secret:
            await work.secrecy.begin(new.id)
    return new


async def follow(kept: Stores, *people: PersonId, number: PollId = ASKED) -> None:
    async with kept.work.writing() as work:
        for person in people:
            await work.subscriptions.add(number, person, NOON)


async def join(kept: Stores, *people: PersonId) -> None:
    async with kept.work.writing() as work:
        for person in people:
            await work.subscribers.join(COMMUNITY, await work.people.get(person), "en", NOON)


async def vote(kept: Stores, person: PersonId, number: PollId = ASKED) -> None:
    await kept.box.cast(
        Cast(poll=number, voter=VoterKey(person), action=Choose((OptionId(1),)), platform=WEB, channel=ROOM)
    )


async def wanted(kept: Stores, about: Poll, at=AT, since=NOON, after=None, limit: int = 9) -> list[PersonId]:
    async with kept.work.reading() as work:
        found, _ = await work.nudges.wanted(about, at, sent_since=since, after=after, limit=limit)
        return [each.id for each in found]


async def planned(kept: Stores, *people: PersonId, at=AT, number: PollId = ASKED) -> list[Nudge]:
    async with kept.work.writing() as work:
        await work.nudges.plan(number, at, {person: f"{person}-{at:%d}" for person in people})
    return await due(kept, at)


async def due(kept: Stores, now=AT, *platforms, limit: int = 9) -> list[Nudge]:
    async with kept.work.reading() as work:
        return list(await work.nudges.due(platforms or (WEB, OTHER), now, limit=limit))


async def done(kept: Stores, nudge: Nudge, told_at) -> None:
    async with kept.work.writing() as work:
        await work.nudges.done(nudge, told_at)


class StoreNudges:
    async def test_of_a_poll_for_anybody_those_are_reminded_who_asked_and_have_not_voted(self, kept: Stores) -> None:
        about = await asked(kept)
        await follow(kept, ADA, BEN, CAI)
        await follow(kept, DEB, number=PollId("p0000001"))
        await join(kept, DEB)
        await vote(kept, BEN)
        assert await wanted(kept, about) == [ADA, CAI]
        assert await wanted(kept, about, limit=1) == [ADA]
        assert await wanted(kept, about, after=ADA) == [CAI]
        # also where nobody of those looked at is to be reminded it goes on
        async with kept.work.reading() as work:
            assert await work.nudges.wanted(about, AT, sent_since=NOON, after=ADA, limit=1) == ([], BEN)
            assert await work.nudges.wanted(about, AT, sent_since=NOON, after=CAI, limit=1) == ([], None)

    async def test_of_a_settled_electorate_also_those_who_can_be_written_to(self, kept: Stores) -> None:
        about = await asked(kept, FIXED)
        await join(kept, ADA, BEN, DEB)
        await follow(kept, CAI, ADA)
        await vote(kept, DEB)
        assert await wanted(kept, about) == [ADA, BEN, CAI]
        role = await asked(kept, HasRole(ROOM, "7", "Choir", fixed=True), number=PollId("p0000008"))
        assert await wanted(kept, role) == [ADA, BEN, DEB]
        loose = await asked(kept, Members((ROOM,), ("Room",)), number=PollId("p0000009"))
        assert await wanted(kept, loose) == []

    async def test_of_an_invitation_those_who_came_by_it(self, kept: Stores) -> None:
        about = await asked(kept, Invited())
        await join(kept, CAI)
        async with kept.work.writing() as work:
            await work.invitations.invite(ASKED, [Invitation(guest, f"d-{guest}") for guest in "abc"], NOON)
            await work.invitations.use(ASKED, "d-a", ADA, NOON)
            await work.invitations.use(ASKED, "d-b", BEN, NOON)
        await vote(kept, BEN)
        assert await wanted(kept, about) == [ADA]

    async def test_who_voted_in_a_secret_poll_is_not_reminded_while_it_runs(self, kept: Stores) -> None:
        about = await asked(kept, FIXED, Secrecy.NOBODY)
        await join(kept, ADA, BEN)
        await vote(kept, ADA)
        assert await wanted(kept, about) == [BEN]

    async def test_who_said_no_or_cannot_be_reached_is_not_written_to(self, kept: Stores) -> None:
        about = await asked(kept, FIXED)
        await join(kept, ADA, BEN, CAI)
        await follow(kept, ADA, BEN)
        async with kept.work.writing() as work:
            await work.subscribers.leave(ADA, NOON)
            await work.subscribers.unreachable([BEN], NOON)
        assert await wanted(kept, about) == [CAI]

    async def test_one_person_with_two_accounts_is_reminded_once(self, kept: Stores) -> None:
        about = await asked(kept)
        await follow(kept, ADA, DEB, CAI)
        async with kept.work.writing() as work:
            await work.links.count_as(DEB, ADA)
        assert await wanted(kept, about) == [ADA, CAI, DEB]
        await planned(kept, DEB)
        assert await wanted(kept, about) == [CAI]
        await vote(kept, CAI)
        async with kept.work.writing() as work:
            await work.links.count_as(DEB, CAI)
        assert await wanted(kept, about, AT + DAY) == [ADA]

    async def test_planned_once_for_a_moment_and_told_again_only_for_a_much_later_one(self, kept: Stores) -> None:
        about = await asked(kept)
        await follow(kept, ADA, BEN, CAI)
        ada, ben, cai = await planned(kept, ADA, BEN, CAI)
        await done(kept, ada, AT)
        await done(kept, ben, None)
        assert await wanted(kept, about) == []
        soon = AT + DAY / 2
        assert await wanted(kept, about, soon, since=soon - DAY) == [BEN, CAI]
        assert await wanted(kept, about, AT + DAY, since=AT) == [ADA, BEN, CAI]
        await planned(kept, BEN, CAI, at=soon)
        assert [each.key for each in await due(kept, soon)] == [f"ben-{soon:%d}", f"cai-{soon:%d}"]
        # what was claimed before it was planned anew says nothing of the new one
        await done(kept, cai, AT)
        assert len(await due(kept, soon)) == 2

    async def test_due_by_platform_the_earliest_first_and_claimed_by_one(self, kept: Stores) -> None:
        await asked(kept)
        await planned(kept, ADA, DEB)
        assert [each.person for each in await due(kept, AT, WEB)] == [ADA]
        assert [each.person for each in await due(kept, AT, limit=1)] == [ADA]
        assert await due(kept, AT - timedelta(seconds=1)) == []
        [nudge] = await due(kept, AT, OTHER)
        assert nudge == Nudge(poll=ASKED, person=DEB, at=AT, key=f"deb-{AT:%d}")
        until = AT + timedelta(minutes=5)
        claims = []
        for _ in range(2):
            async with kept.work.writing() as work:
                claims.append(await work.nudges.claim(nudge, AT, until))
        assert claims == [True, False]
        assert await due(kept, AT, OTHER) == []
        assert await due(kept, until, OTHER) == [nudge]
        await done(kept, nudge, until)
        assert await due(kept, until + DAY, OTHER) == []

    async def test_who_is_forgotten_is_not_reminded(self, kept: Stores) -> None:
        await asked(kept)
        await planned(kept, ADA, BEN)
        async with kept.work.writing() as work:
            await work.personal.erase(ADA, "stranger")
        assert [each.person for each in await due(kept)] == [BEN]

    async def test_over_nothing_is_left_of_it_nor_of_what_rooms_show_of_it(self, kept: Stores) -> None:
        about = await asked(kept)
        other = await asked(kept, number=PollId("p0000008"))
        await follow(kept, ADA)
        [nudge] = await planned(kept, ADA)
        await planned(kept, BEN, at=AT + DAY, number=other.id)
        async with kept.work.writing() as work:
            for key in (nudge.key, "another"):
                words = {"channel": ROOM, "kind": Entry.WORDS, "text": "closes soon", "only_for": ADA, "at": AT}
                await work.rooms.add(RoomMessage(**words, key=key))
            await work.nudges.forget(ASKED)
        async with kept.work.reading() as work:
            assert [each.key for each in await work.rooms.recent(ROOM, reader=ADA, limit=9)] == ["another"]
        assert [each.person for each in await due(kept, AT + DAY)] == [BEN]
        assert await wanted(kept, about) == [ADA]
        async with kept.work.writing() as work:
            assert not await work.nudges.claim(nudge, AT, AT + DAY)
