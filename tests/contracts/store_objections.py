"""What every store promises of why people object."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.ballot import Action, Cast, Choose, Withdraw
from bot.domain.community import Identity
from bot.domain.ids import PersonId, PollId, VoterKey
from bot.domain.lifecycle import close
from bot.domain.method import AGAINST, FOR
from bot.domain.objection import Reason
from bot.domain.poll import Rules, Secrecy
from bot.domain.small_groups import LEAST_VOTERS
from bot.ports.quarantine import Decision
from tests.builders import NOON, poll
from tests.contracts.store_contract import OTHER, POLL, ROOM, WEB, Stores

SECRET = PollId("p0000009")
HOSTILE = "too dear 💸\n\n'; DROP TABLE objections; -- <b>"
ADA, BOB, CLEO = (VoterKey(name) for name in ("ada", "bob", "cleo"))


async def cast(kept: Stores, voter: str, *, action: Action | None = None, number: PollId = POLL) -> None:
    wanted = action or Choose((AGAINST,))
    await kept.box.cast(
        Cast(poll=number, voter=VoterKey(voter), action=wanted, platform=OTHER, channel=ROOM, event=None)
    )


async def counted(kept: Stores, number: PollId = POLL) -> list[Reason]:
    async with kept.work.reading() as work:
        return list(await work.objections.counted(number))


async def say(kept: Stores, voter: VoterKey, reason: str, minutes: int = 0) -> None:
    async with kept.work.writing() as work:
        await work.objections.keep(POLL, voter, f"n{voter}{minutes}", reason, NOON + timedelta(minutes=minutes))


async def open_secret(kept: Stores, voters: int) -> list[VoterKey]:
    """A running secret poll in which so many object; their keys."""
    people = [PersonId(f"v{number}") for number in range(voters)]
    async with kept.work.writing() as work:
        for person in people:
            await work.people.recognise(Identity(WEB, person, person), person)
        await work.polls.add(poll(number=SECRET, rules=Rules(secrecy=Secrecy.NOBODY)))
        await work.secrecy.begin(SECRET)
    for person in people:
        await cast(kept, person, number=SECRET)
    async with kept.work.reading() as work:
        found = [await work.secrecy.voter_key(SECRET, person) for person in people]
    return [key for key in found if key is not None]


async def end(kept: Stores) -> None:
    async with kept.work.writing() as work:
        await work.polls.save(close(await work.polls.lock(SECRET), NOON, by_deadline=False))
        await work.secrecy.unlink(SECRET, NOON)


class StoreObjections:
    async def test_a_reason_counts_while_its_voter_objects(self, kept: Stores) -> None:
        for voter in (ADA, BOB):
            await cast(kept, voter)
        # by their numbers, not by time
        await say(kept, BOB, "too early")
        await say(kept, ADA, HOSTILE, minutes=1)
        await say(kept, CLEO, "cast no ballot", minutes=2)
        assert await counted(kept) == [Reason(HOSTILE, ADA), Reason("too early", BOB)]
        await cast(kept, ADA, action=Choose((FOR,)))
        assert await counted(kept) == [Reason("too early", BOB)]
        await cast(kept, BOB, action=Withdraw())
        assert await counted(kept) == []
        await cast(kept, ADA)
        assert await counted(kept) == [Reason(HOSTILE, ADA)]

    async def test_the_last_word_of_a_voter_is_theirs(self, kept: Stores) -> None:
        await cast(kept, ADA)
        await say(kept, ADA, "too dear")
        await say(kept, ADA, "too late", minutes=1)
        assert await counted(kept) == [Reason("too late", ADA)]
        async with kept.work.reading() as work:
            assert await work.objections.own(POLL, ADA) == "too late"
            assert await work.objections.own(POLL, BOB) is None
            assert await work.objections.own(PollId("other000"), ADA) is None

    async def test_what_is_set_aside_is_not_among_them(self, kept: Stores) -> None:
        await cast(kept, ADA)
        await say(kept, ADA, "too dear")
        async with kept.work.writing() as work:
            await work.quarantine.flag(POLL, [ADA], NOON)
        assert await counted(kept) == []
        async with kept.work.writing() as work:
            await work.quarantine.decide(POLL, Decision.ACCEPTED, NOON)
        assert await counted(kept) == [Reason("too dear", ADA)]

    async def test_a_reason_follows_its_ballot_to_another_key(self, kept: Stores) -> None:
        for voter in (ADA, BOB):
            await cast(kept, voter)
        await say(kept, ADA, "too dear")
        await say(kept, CLEO, "withdrawn long ago")
        async with kept.work.writing() as work:
            await work.personal.detach(POLL, ADA, CLEO)
        assert await counted(kept) == [Reason("too dear", CLEO)]
        async with kept.work.writing() as work:
            keys = {CLEO: VoterKey("gone-1"), BOB: VoterKey("gone-2")}
            await work.personal.detach_all(POLL, keys)
        assert await counted(kept) == [Reason("too dear", VoterKey("gone-1"))]

    async def test_somebodys_reasons_are_told_and_forgotten(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.people.recognise(Identity(WEB, "ada", "Ada"), PersonId(ADA))
        await cast(kept, ADA)
        await say(kept, ADA, HOSTILE)
        await say(kept, BOB, "too early")
        async with kept.work.writing() as work:
            assert (await work.personal.about(PersonId(ADA))).objections == [(POLL, HOSTILE)]
            assert not await work.objections.drop(PollId("other000"), ADA)
            assert await work.objections.drop(POLL, ADA)
            await work.objections.keep(POLL, ADA, "n9", HOSTILE, NOON)
            assert await work.objections.forget(ADA) == 1
            assert await work.objections.forget(ADA) == 0
            assert (await work.personal.about(PersonId(ADA))).objections == []
            assert await work.objections.own(POLL, BOB) == "too early"

    async def test_in_a_secret_poll_a_reason_is_nobodys_and_each_gives_one(self, kept: Stores) -> None:
        ada, bob, *_ = await open_secret(kept, LEAST_VOTERS)
        async with kept.work.writing() as work:
            assert await work.objections.keep_apart(SECRET, bob, "n1", "too dear")
            assert await work.objections.keep_apart(SECRET, ada, "n0", HOSTILE)
            assert not await work.objections.keep_apart(SECRET, bob, "n2", "another one")
        # by the number, which is chance
        assert await counted(kept, SECRET) == [Reason(HOSTILE), Reason("too dear")]
        async with kept.work.reading() as work:
            assert await work.objections.own(SECRET, ada) is None
        # nobody can tell whose it was, so it stays when the ballot changes
        await cast(kept, "v0", action=Choose((FOR,)), number=SECRET)
        assert len(await counted(kept, SECRET)) == 2
        await end(kept)
        assert {reason.text for reason in await counted(kept, SECRET)} == {HOSTILE, "too dear"}
        assert {reason.voter for reason in await counted(kept, SECRET)} == {None}
        async with kept.work.writing() as work:
            # also that they gave one
            assert await work.objections.keep_apart(SECRET, bob, "n3", "nothing is known of bob")

    async def test_reasons_of_too_few_are_deleted_with_their_ballots(self, kept: Stores) -> None:
        ada, *_ = await open_secret(kept, LEAST_VOTERS - 1)
        async with kept.work.writing() as work:
            assert await work.objections.keep_apart(SECRET, ada, "n0", "too dear")
        await end(kept)
        assert await counted(kept, SECRET) == []

    async def test_whose_ballot_is_taken_out_gave_no_reason(self, kept: Stores) -> None:
        ada, *_ = await open_secret(kept, LEAST_VOTERS)
        async with kept.work.writing() as work:
            assert await work.objections.keep_apart(SECRET, ada, "n0", "too dear")
            assert await work.secrecy.withdraw(SECRET, PersonId("v0"))
            assert await work.objections.keep_apart(SECRET, ada, "n1", "too late")
