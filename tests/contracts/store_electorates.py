"""What the stores promise about who may vote: people's first sight, rules kept, invitations used once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.domain.ballot import Cast, Choose, Deed, Refusal
from bot.domain.community import Identity
from bot.domain.electorate import HasRole, Invited, Members, OlderThan
from bot.domain.ids import ChannelId, OptionId, PersonId, Platform, PollId, VoterKey
from bot.domain.lifecycle import close
from bot.domain.poll import Rules
from bot.ports.invitations import Invitation, InvitationCount, Used
from bot.ports.quarantine import Decision
from tests.builders import NOON, poll
from tests.contracts.store_contract import POLL, Stores

WEB, ROOM = Platform("web"), ChannelId("web-room")
ADA, BEN = PersonId("ada"), PersonId("ben")
LATER = NOON + timedelta(hours=1)


async def invited(kept: Stores, *guests: str, times: int = 1) -> list[str]:
    """Everybody there, and links `d-<guest>-<time>` given out; the guests who keep an older one."""
    async with kept.work.writing() as work:
        for person in (ADA, BEN):
            await work.people.recognise(Identity(WEB, person, person.title()), person, NOON)
    used: list[str] = []
    for time in range(1, times + 1):
        async with kept.work.writing() as work:
            new = [Invitation(guest, f"d-{guest}-{time}") for guest in guests]
            used = sorted(await work.invitations.invite(POLL, new, NOON))
    return used


class StoreElectorates:
    async def test_when_somebody_was_first_seen_is_kept_for_good(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            ada = Identity(WEB, "ada", "Ada")
            assert (await work.people.recognise(ada, ADA, NOON)).first_seen == NOON
            assert (await work.people.recognise(ada, PersonId("x"), LATER)).first_seen == NOON
            unnoted = await work.people.recognise(Identity(WEB, "ben", "Ben"), BEN)
            assert unnoted.first_seen is None
        async with kept.work.reading() as work:
            assert (await work.people.get(ADA)).first_seen == NOON

    async def test_who_may_vote_is_kept_with_the_poll(self, kept: Stores) -> None:
        rules = (Members((ROOM,), ("Room",), fixed=True), HasRole(ROOM, "7", "Coro 🎶"), OlderThan(3, ()), Invited())
        for number, who in enumerate(rules):
            asked = poll(number=f"w000000{number}", rules=Rules(eligibility=who))
            async with kept.work.writing() as work:
                await work.polls.add(asked)
            async with kept.work.reading() as work:
                assert await work.polls.get(asked.id) == asked

    async def test_an_objection_is_a_refusal_that_is_counted(self, kept: Stores) -> None:
        def cast(voter: str, objection: Refusal | None) -> Cast:
            action = Choose((OptionId(1),))
            return Cast(poll=POLL, voter=VoterKey(voter), action=action, platform=WEB, objection=objection)

        voters = [("a", None), ("b", Refusal.NOT_ELIGIBLE), ("c", Refusal.NOT_ELIGIBLE), ("d", None)]
        receipts = await asyncio.gather(*(kept.box.cast(cast(*voter)) for voter in voters))
        assert [receipt.deed for receipt in receipts] == [Deed.CAST, Deed.REFUSED, Deed.REFUSED, Deed.CAST]
        async with kept.work.reading() as work:
            assert await work.ballots.refusals(POLL) == {Refusal.NOT_ELIGIBLE: 2}
            assert (await work.ballots.tally(POLL)).voters == 2

    async def test_a_link_lets_in_one_person_once(self, kept: Stores) -> None:
        await invited(kept, "g1", "g2")

        async def use(person: PersonId) -> Used:
            async with kept.work.writing() as work:
                return await work.invitations.use(POLL, "d-g1-1", person, LATER)

        assert sorted(await asyncio.gather(use(ADA), use(BEN))) == [Used.BY_ANOTHER, Used.NOW]
        async with kept.work.reading() as work:
            lucky = ADA if await work.invitations.let_in(POLL, [ADA]) else BEN
            other = BEN if lucky == ADA else ADA
            assert not await work.invitations.let_in(POLL, [other])
            assert await work.invitations.let_in(POLL, [other, lucky])
            assert not await work.invitations.let_in(PollId("p0000009"), [lucky])
            assert await work.invitations.count(POLL) == InvitationCount(made=2, used=1)
            assert list(await work.invitations.used_by(lucky)) == [POLL]
        assert await use(lucky) is Used.BEFORE
        assert await use(other) is Used.BY_ANOTHER
        async with kept.work.writing() as work:
            assert await work.invitations.use(POLL, "d-g3-1", ADA, LATER) is Used.UNKNOWN
            assert await work.invitations.use(PollId("p0000009"), "d-g2-1", ADA, LATER) is Used.UNKNOWN

    async def test_inviting_somebody_again_gives_no_second_vote(self, kept: Stores) -> None:
        await invited(kept, "g1", "g2")
        async with kept.work.writing() as work:
            await work.invitations.use(POLL, "d-g1-1", ADA, LATER)
        assert await invited(kept, "g1", "g2", times=2) == ["g1"]
        async with kept.work.writing() as work:
            assert await work.invitations.use(POLL, "d-g1-2", BEN, LATER) is Used.UNKNOWN
            assert await work.invitations.use(POLL, "d-g2-1", BEN, LATER) is Used.UNKNOWN
            assert await work.invitations.use(POLL, "d-g2-2", BEN, LATER) is Used.NOW

    async def test_a_thousand_at_once(self, kept: Stores) -> None:
        guests = [f"g{number}" for number in range(1200)]
        await invited(kept, *guests)
        async with kept.work.writing() as work:
            await work.invitations.use(POLL, "d-g700-1", ADA, LATER)
        assert await invited(kept, *guests) == ["g700"]

    async def test_links_end_with_the_poll_and_the_used_ones_with_its_voters(self, kept: Stores) -> None:
        await invited(kept, "g1", "g2")
        async with kept.work.writing() as work:
            await work.invitations.use(POLL, "d-g1-1", ADA, LATER)
            await work.personal.forget_links(LATER)
            assert await work.invitations.count(POLL) == InvitationCount(2, 1)
            await work.polls.save(close(await work.polls.lock(POLL), LATER, by_deadline=False))
            assert await work.personal.forget_links(LATER + timedelta(seconds=1)) == 1
            assert await work.invitations.count(POLL) == InvitationCount(1, 1)
            await work.personal.detached(POLL, LATER)
            assert await work.invitations.count(POLL) == InvitationCount(0, 0)

    async def test_who_is_forgotten_leaves_a_used_link_behind(self, kept: Stores) -> None:
        await invited(kept, "g1")
        async with kept.work.writing() as work:
            await work.invitations.use(POLL, "d-g1-1", ADA, LATER)
            assert list((await work.personal.about(ADA)).invited_to) == [POLL]
            await work.personal.erase(ADA, "gone-1")
            assert list((await work.personal.about(ADA)).invited_to) == []
            assert (await work.people.get(ADA)).first_seen is None
            assert await work.invitations.use(POLL, "d-g1-1", BEN, LATER) is Used.BY_ANOTHER

    async def test_a_code_is_taken_once_and_a_new_one_takes_its_place(self, kept: Stores) -> None:
        await invited(kept)

        async def take(digest: str) -> object:
            async with kept.work.writing() as work:
                return await work.links.take_code(digest)

        async with kept.work.writing() as work:
            await work.links.keep_code(ADA, "old", NOON)
            await work.links.keep_code(ADA, "new", LATER)
            await work.links.keep_code(BEN, "ben", NOON)
        assert await take("old") is None
        taken = await asyncio.gather(take("new"), take("new"))
        assert sorted(taken, key=str) == [(ADA, LATER), None]
        async with kept.work.writing() as work:
            await work.personal.forget_links(LATER)
        assert await take("ben") is None

    async def test_linked_accounts_have_one_key_and_their_stray_ballots_are_found(self, kept: Stores) -> None:
        await invited(kept)
        both = [VoterKey(ADA), VoterKey(BEN)]
        for voter in both:
            await kept.box.cast(Cast(poll=POLL, voter=voter, action=Choose((OptionId(1),)), platform=WEB))
        async with kept.work.writing() as work:
            assert [each.id for each in await work.links.accounts(BEN)] == [BEN]
            assert list(await work.links.strays(POLL)) == []
            await work.links.count_as(ADA, BEN)
            for person in (ADA, BEN):
                assert [each.id for each in await work.links.accounts(person)] == [BEN, ADA]
            assert (await work.people.get(ADA)).voter == VoterKey(BEN)
            again = await work.people.recognise(Identity(WEB, "ada", "Ada L."), PersonId("x"), LATER)
            assert (again.same_as, again.name) == (BEN, "Ada L.")
            assert list(await work.links.open_polls_of(both)) == [POLL]
            assert list(await work.links.open_polls_of([VoterKey("nobody")])) == []
            assert list(await work.links.strays(POLL)) == [(VoterKey(ADA), VoterKey(BEN))]
            assert list(await work.links.strays(PollId("p0000009"))) == []
            await work.personal.withdraw(POLL, VoterKey(ADA))
            assert list(await work.links.strays(POLL)) == []
            await work.polls.save(close(await work.polls.lock(POLL), LATER, by_deadline=False))
            assert list(await work.links.open_polls_of(both)) == []
            await work.links.count_as(ADA, None)
            assert [each.id for each in await work.links.accounts(ADA)] == [ADA]

    async def test_what_is_set_aside_stays_stored_and_counted(self, kept: Stores) -> None:
        await invited(kept)
        for voter in (ADA, BEN, PersonId("nobody")):
            await kept.box.cast(Cast(poll=POLL, voter=VoterKey(voter), action=Choose((OptionId(1),)), platform=WEB))
        both = [VoterKey(ADA), VoterKey(BEN)]
        async with kept.work.writing() as work:
            assert await work.quarantine.flag(POLL, both, LATER) == 2
            assert await work.quarantine.flag(POLL, [VoterKey(BEN)], LATER) == 0
            assert [each.voter for each in await work.quarantine.set_aside(POLL)] == both
            assert (await work.ballots.tally(POLL)).voters == 3
            came = {each.voter: each for each in await work.quarantine.arrivals(POLL, NOON)}
            assert (came[both[0]].first_seen, came[both[0]].platform, came[both[0]].flagged) == (NOON, WEB, True)
            nobody = came[VoterKey("nobody")]
            assert (nobody.platform, nobody.first_seen, nobody.flagged) == (None, None, False)
            assert list(await work.quarantine.arrivals(POLL, LATER)) == []
            await work.personal.withdraw(POLL, VoterKey(BEN))
            assert [each.voter for each in await work.quarantine.set_aside(POLL)] == [VoterKey(ADA)]
            # whose it was is forgotten, and not that it is set aside
            await work.personal.detach(POLL, VoterKey(ADA), VoterKey("gone-1"))
            assert [each.voter for each in await work.quarantine.set_aside(POLL)] == [VoterKey("gone-1")]
            await work.personal.detach_all(POLL, {VoterKey("gone-1"): VoterKey("gone-2")})
            assert [each.voter for each in await work.quarantine.set_aside(POLL)] == [VoterKey("gone-2")]
            assert await work.quarantine.decide(POLL, Decision.KEPT, LATER) == 2
            assert len(await work.quarantine.set_aside(POLL)) == 1
            assert await work.quarantine.decide(POLL, Decision.ACCEPTED, LATER) == 2
            assert list(await work.quarantine.set_aside(POLL)) == []
            assert await work.quarantine.decide(PollId("p0000009"), Decision.KEPT, LATER) == 0

    async def test_who_was_known_and_what_runs(self, kept: Stores) -> None:
        await invited(kept)
        async with kept.work.writing() as work:
            assert await work.quarantine.knew(NOON, most=9) == 0
            assert await work.quarantine.knew(LATER, most=9) == 2
            assert await work.quarantine.knew(LATER, most=1) == 1
            asked = await work.polls.get(POLL)
            assert dict(await work.quarantine.running()) == {POLL: asked.version}
            await work.polls.save(close(await work.polls.lock(POLL), LATER, by_deadline=False))
            assert dict(await work.quarantine.running()) == {}
