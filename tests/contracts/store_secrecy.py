"""What every store promises of secret polls: a ballot is found by its voter alone, and after the end by nobody."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.amendment import merge_options, remove_option
from bot.domain.ballot import Ballot, Cast, Choose, Deed, Refusal, Withdraw
from bot.domain.community import Identity
from bot.domain.ids import EventKey, OptionId, PersonId, PollId, VoterKey
from bot.domain.lifecycle import close
from bot.domain.poll import Rules, Secrecy
from bot.domain.small_groups import LEAST_VOTERS
from bot.domain.tally.plurality import recount
from bot.domain.voter_keys import NO_PLATFORM
from bot.ports import STRANGER
from tests.builders import NOON, poll
from tests.contracts.store_contract import OTHER, ROOM, WEB, Stores, settle_in

SECRET = PollId("p0000009")
LAKE, CITY, HILL = OptionId(1), OptionId(2), OptionId(3)
VOTERS = tuple(PersonId(f"v{number}") for number in range(30))


async def open_secret(kept: Stores, number: PollId = SECRET) -> None:
    async with kept.work.writing() as work:
        for voter in VOTERS:
            await work.people.recognise(Identity(WEB, voter, voter), voter)
        await work.polls.add(poll(number=number, rules=Rules(most_choices=3, secrecy=Secrecy.NOBODY)))
        await work.secrecy.begin(number)


def vote(voter: PersonId, *choices: OptionId, number: PollId = SECRET, event: str | None = None) -> Cast:
    return Cast(
        poll=number,
        voter=VoterKey(voter),
        action=Choose(choices) if choices else Withdraw(),
        platform=OTHER,
        channel=ROOM,
        event=EventKey(event) if event is not None else None,
    )


async def everything(kept: Stores, number: PollId = SECRET) -> list[Ballot]:
    async with kept.work.reading() as work:
        return list(await work.ballots.all(number))


async def shown(kept: Stores, number: PollId = SECRET) -> Counter[int]:
    """Votes by option; the voters under 0."""
    async with kept.work.reading() as work:
        tally = await work.secrecy.shown(number)
    votes = Counter({option: tally.votes(option) for option in (LAKE, CITY, HILL)})
    return +(votes + Counter({OptionId(0): tally.voters}))


class StoreSecrecy:
    async def test_of_accounts_that_are_linked_one_ballot_is_no_double(self, kept: Stores) -> None:
        await open_secret(kept)
        main, second, third, alone = VOTERS[:4]
        for voter in (second, third, alone):
            await kept.box.cast(vote(voter, LAKE))
        async with kept.work.writing() as work:
            assert await work.secrecy.doubles(SECRET) == []
            await work.links.count_as(second, main)
            assert await work.secrecy.doubles(SECRET) == []
            await work.links.count_as(third, main)
            # without a ballot of the main account the first one stays
            assert await work.secrecy.doubles(SECRET) == [third]
        await kept.box.cast(vote(main, CITY))
        async with kept.work.writing() as work:
            assert await work.secrecy.doubles(SECRET) == [second, third]
            for person in await work.secrecy.doubles(SECRET):
                assert await work.secrecy.withdraw(SECRET, person)
            assert await work.secrecy.doubles(SECRET) == []
        assert sorted(ballot.choices for ballot in await everything(kept)) == [(LAKE,), (CITY,)]

    async def test_a_secret_ballot_tells_neither_who_nor_where_nor_when(self, kept: Stores) -> None:
        await open_secret(kept)
        kept.clock.advance(minutes=7)
        assert (await kept.box.cast(vote(VOTERS[0], LAKE))).deed is Deed.CAST
        kept.clock.advance(minutes=7)
        changed = await kept.box.cast(vote(VOTERS[0], CITY))
        assert (changed.deed, changed.before, changed.choices) == (Deed.CHANGED, (LAKE,), (CITY,))
        (stored,) = await everything(kept)
        assert stored.voter != VOTERS[0]
        assert (stored.platform, stored.channel) == (NO_PLATFORM, None)
        assert (stored.cast_at, stored.changed_at) == (NOON, NOON)
        async with kept.work.reading() as work:
            own = await work.secrecy.ballot(SECRET, VOTERS[0])
            assert own == stored
            assert await work.secrecy.voter_key(SECRET, VOTERS[0]) == stored.voter
            assert await work.secrecy.ballot(SECRET, VOTERS[1]) is None
            assert await work.secrecy.took_part(VOTERS[0]) == [SECRET]
            assert await work.secrecy.took_part(VOTERS[1]) == []
            about = await work.personal.about(VOTERS[0])
            assert (about.ballots, about.took_part) == ([], [SECRET])
            assert (await work.ballots.tally(SECRET)) == recount([stored])

    async def test_one_person_has_another_key_in_every_poll(self, kept: Stores) -> None:
        await open_secret(kept)
        await open_secret(kept, PollId("p0000008"))
        async with kept.work.reading() as work:
            keys = {await work.secrecy.voter_key(number, VOTERS[0]) for number in (SECRET, PollId("p0000008"))}
        assert len(keys) == 2

    async def test_taken_back_nobody_took_part_and_again_counts_once(self, kept: Stores) -> None:
        await open_secret(kept)
        for choices in ((LAKE,), (), (CITY,), (CITY, HILL)):
            await kept.box.cast(vote(VOTERS[0], *choices))
            async with kept.work.reading() as work:
                assert await work.secrecy.took_part(VOTERS[0]) == ([SECRET] if choices else [])
        assert [each.choices for each in await everything(kept)] == [(CITY, HILL)]
        await kept.box.cast(vote(VOTERS[1], LAKE, event="once"))
        assert (await kept.box.cast(vote(VOTERS[1], HILL, event="once"))).deed is Deed.REPEATED
        async with kept.work.writing() as work:
            await work.polls.lock(SECRET)
            assert await work.secrecy.withdraw(SECRET, VOTERS[1])
            assert not await work.secrecy.withdraw(SECRET, VOTERS[1])
            assert await work.secrecy.took_part(VOTERS[1]) == []
        async with kept.work.reading() as work:
            assert await work.ballots.tally(SECRET) == recount(await everything(kept))
        assert len(await everything(kept)) == 1

    async def test_who_comes_next_is_held_back_until_five_differ(self, kept: Stores) -> None:
        await open_secret(kept)
        kept.changed.clear()
        async with kept.work.reading() as work:
            version = (await work.polls.get(SECRET)).version
        for voter in VOTERS[:9]:
            await kept.box.cast(vote(voter, LAKE))
            assert await shown(kept) == {}
        await kept.box.cast(vote(VOTERS[9], CITY))
        # the first five are shown, the second five are held: with whoever comes now they are no fewer
        assert await shown(kept) == {0: 5, LAKE: 5}
        # one who changes back and forth is one, and none in the end
        for _ in range(4):
            await kept.box.cast(vote(VOTERS[0], HILL))
            await kept.box.cast(vote(VOTERS[0], LAKE))
        for voter in VOTERS[10:14]:
            await kept.box.cast(vote(voter, CITY))
        assert await shown(kept) == {0: 5, LAKE: 5}
        await kept.box.cast(vote(VOTERS[1]))
        assert await shown(kept) == {0: 10, LAKE: 9, CITY: 1}
        # and nobody is told of anything else
        assert kept.changed == [frozenset({SECRET})] * 3
        async with kept.work.reading() as work:
            assert (await work.polls.get(SECRET)).version == version + 3

    async def test_at_the_end_nothing_ties_a_ballot_to_a_person(self, kept: Stores) -> None:
        await open_secret(kept)
        for place, voter in enumerate(VOTERS[:12]):
            await kept.box.cast(vote(voter, (LAKE, CITY, HILL)[place % 3]))
        before = await everything(kept)
        async with kept.work.writing() as work:
            old = await work.polls.lock(SECRET)
            await work.polls.save(close(old, NOON, by_deadline=False))
            renamed = await work.secrecy.unlink(SECRET, NOON)
        after = await everything(kept)
        assert renamed.keys() == {ballot.voter for ballot in before}
        assert set(renamed.values()) == {ballot.voter for ballot in after}
        assert {renamed[ballot.voter]: ballot.choices for ballot in before} == {
            ballot.voter: ballot.choices for ballot in after
        }
        assert all(ballot.voter.startswith(STRANGER) for ballot in after)
        assert {(each.platform, each.channel, each.cast_at, each.changed_at) for each in after} == {
            (NO_PLATFORM, None, NOON, NOON)
        }
        async with kept.work.reading() as work:
            assert await work.ballots.tally(SECRET) == recount(after)
            assert await work.secrecy.voter_key(SECRET, VOTERS[0]) is None
            assert await work.secrecy.ballot(SECRET, VOTERS[0]) is None
            assert await work.secrecy.took_part(VOTERS[0]) == [SECRET]
            assert await work.personal.is_detached(SECRET)
        late = await kept.box.cast(vote(VOTERS[0], CITY))
        assert (late.refusal, late.choices) == (Refusal.TOO_LATE, ())
        async with kept.work.writing() as work:
            await work.secrecy.forget(VOTERS[0])
            assert await work.secrecy.took_part(VOTERS[0]) == []
        assert await everything(kept) == after

    async def test_so_few_that_they_would_give_each_other_away_are_deleted(self, kept: Stores) -> None:
        await open_secret(kept)
        for voter in VOTERS[: LEAST_VOTERS - 1]:
            await kept.box.cast(vote(voter, LAKE))
        async with kept.work.writing() as work:
            await work.polls.save(close(await work.polls.lock(SECRET), NOON, by_deadline=False))
            assert await work.secrecy.unlink(SECRET, NOON) == {}
        assert await everything(kept) == []
        async with kept.work.reading() as work:
            assert (await work.ballots.tally(SECRET)).voters == 0
            assert await work.secrecy.took_part(VOTERS[0]) == [SECRET]

    async def test_a_poll_whose_key_is_lost_takes_no_ballot(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.polls.add(poll(number=SECRET, rules=Rules(secrecy=Secrecy.NOBODY)))
        async with kept.work.reading() as work:
            assert await work.secrecy.keyless() == [SECRET]
        assert (await kept.box.cast(vote(VOTERS[0], LAKE))).refusal is Refusal.CANCELLED
        assert await everything(kept) == []
        async with kept.work.writing() as work:
            await work.polls.lock(SECRET)
            await work.secrecy.begin(SECRET)
            assert await work.secrecy.keyless() == []

    async def test_an_option_removed_or_merged_leaves_counts_that_belong_together(self, kept: Stores) -> None:
        await open_secret(kept)
        for place, voter in enumerate(VOTERS[:13]):
            await kept.box.cast(vote(voter, *((LAKE,), (CITY,), (CITY, HILL))[place % 3]))
        async with kept.work.writing() as work:
            changed, remap = merge_options(await work.polls.lock(SECRET), HILL, CITY, NOON)
            await work.polls.save(changed)
            await work.ballots.remap(SECRET, remap, NOON)
            await work.secrecy.remapped(SECRET, remap)
        assert await shown(kept) == {}
        for voter in VOTERS[13:15]:
            await kept.box.cast(vote(voter, LAKE))
        # what was held when three of these five had not voted yet
        assert await shown(kept) == {0: 10, LAKE: 4, CITY: 6}
        async with kept.work.reading() as work:
            assert await work.secrecy.took_part(VOTERS[0]) == [SECRET]
            assert {each.changed_at for each in await work.ballots.all(SECRET)} == {NOON}

    async def test_who_had_only_a_removed_option_takes_no_part(self, kept: Stores) -> None:
        await open_secret(kept)
        await kept.box.cast(vote(VOTERS[0], HILL))
        await kept.box.cast(vote(VOTERS[1], CITY, HILL))
        async with kept.work.writing() as work:
            changed, remap = remove_option(await work.polls.lock(SECRET), HILL, NOON)
            await work.polls.save(changed)
            await work.ballots.remap(SECRET, remap, NOON)
            await work.secrecy.remapped(SECRET, remap)
            assert await work.secrecy.took_part(VOTERS[0]) == []
            assert await work.secrecy.took_part(VOTERS[1]) == [SECRET]

    @given(
        wishes=st.lists(
            st.tuples(st.integers(0, 11), st.sets(st.sampled_from((LAKE, CITY, HILL)), max_size=3)), max_size=60
        )
    )
    @settings(
        max_examples=20,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    async def test_no_step_that_is_shown_is_made_of_fewer_than_five(
        self, place: object, wishes: list[tuple[int, set[OptionId]]]
    ) -> None:
        """A plain model of the same: what is shown and what is held differ by five voters, whatever they do."""
        async with self.stores(place) as kept:  # type: ignore[attr-defined]  # the harness's
            await settle_in(kept)
            await open_secret(kept)
            seen: _Ballots = {}
            held: _Ballots = {}
            now: _Ballots = {}
            for who, wanted in wishes:
                choices = tuple(sorted(wanted))
                await kept.box.cast(vote(VOTERS[who], *choices))
                now = {voter: chosen for voter, chosen in {**now, who: choices}.items() if chosen}
                if _differ(held, now) >= LEAST_VOTERS:
                    seen, held = held, now
                assert await shown(kept) == _counted(seen)


_Ballots = dict[int, tuple[OptionId, ...]]


def _counted(ballots: _Ballots) -> Counter[int]:
    if len(ballots) < LEAST_VOTERS:
        return Counter()
    return Counter([0 for _ in ballots] + [option for chosen in ballots.values() for option in chosen])


def _differ(one: _Ballots, other: _Ballots) -> int:
    return sum(one.get(voter) != other.get(voter) for voter in {*one, *other})
