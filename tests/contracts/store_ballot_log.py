"""What the log of sealed ballots promises, whatever keeps it. Mixed into the store contract."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.amendment import merge_options, remove_option
from bot.domain.ballot import Choose, Deed, Receipt, Toggle, Withdraw
from bot.domain.ballot_file import ballot_file, read_ballot_file
from bot.domain.ballot_log import FULL, LEFT, Head
from bot.domain.commitment import code_of, leaf_of
from bot.domain.ids import OptionId, PollId, VoterKey
from bot.domain.lifecycle import close
from bot.domain.merkle import root_of
from bot.domain.poll import Rules
from bot.domain.verification import Found, verify
from bot.ports import Work
from tests.builders import NOON, poll
from tests.contracts.store_contract import POLL, Stores, cast, settle_in

LAKE, CITY, MOON = OptionId(1), OptionId(2), OptionId(3)
SEALED = PollId("p0000007")
ANN = VoterKey("ann")


async def sealed_poll(kept: Stores, **rules: object) -> None:
    async with kept.work.writing() as work:
        await work.polls.add(poll(number=SEALED, rules=Rules(**{"most_choices": 2, "receipts": True, **rules})))


async def vote(kept: Stores, voter: str, *options: int, event: str | None = None) -> Receipt:
    wish = cast(voter, Choose(tuple(OptionId(option) for option in options)), event=event)
    return await kept.box.cast(replace(wish, poll=SEALED))


async def withdraw(kept: Stores, voter: str) -> Receipt:
    return await kept.box.cast(replace(cast(voter, Withdraw()), poll=SEALED))


class StoreBallotLog:
    async def test_a_ballot_gives_a_code_and_keeps_it_as_long_as_it_stands(self, kept: Stores) -> None:
        await sealed_poll(kept)
        first = await vote(kept, "ann", 1)
        assert (first.deed, len(first.code)) == (Deed.CAST, 19)
        assert (await vote(kept, "ann", 1)).code == first.code
        refused = await vote(kept, "ann", 9)
        assert (refused.deed, refused.code) == (Deed.REFUSED, first.code)
        changed = await vote(kept, "ann", 1, 2)
        assert (changed.deed, changed.code == first.code) == (Deed.CHANGED, False)
        async with kept.work.reading() as work:
            leaf = await work.ballot_log.leaf(SEALED, ANN)
            assert leaf is not None
            assert code_of(bytes.fromhex(leaf)) == changed.code
        assert (await withdraw(kept, "ann")).code == ""
        assert (await withdraw(kept, "ann")).code == ""
        again = await vote(kept, "ann", 1)
        assert again.code not in ("", first.code, changed.code)
        async with kept.work.reading() as work:
            assert await work.ballot_log.leaf(SEALED, VoterKey("nobody")) is None

    async def test_a_repeated_delivery_shows_the_same_code(self, kept: Stores) -> None:
        await sealed_poll(kept)
        wish = replace(cast("ann", Toggle(LAKE), event="e1"), poll=SEALED)
        first, second = await asyncio.gather(kept.box.cast(wish), kept.box.cast(wish))
        third = await kept.box.cast(wish)
        assert (second.deed, third.deed) == (Deed.REPEATED, Deed.REPEATED)
        assert first.code == second.code == third.code != ""

    async def test_a_poll_without_receipts_keeps_nothing_here(self, kept: Stores) -> None:
        assert (await kept.box.cast(cast("ann", Choose((LAKE,))))).code == ""
        async with kept.work.writing() as work:
            assert await work.ballot_log.leaf(POLL, ANN) is None
            assert await work.ballot_log.append_waiting(POLL) == 0
            assert await work.ballot_log.leaves(POLL) == []
            assert await work.ballot_log.open_ballots(POLL) == 0
            assert await work.ballot_log.last_head(POLL) is None

    async def test_leaves_come_into_the_log_in_groups_and_in_no_order_of_time(self, kept: Stores) -> None:
        await sealed_poll(kept)
        sizes = []
        for number in range(3 * FULL):
            await vote(kept, f"v{number:02}", 1 + number % 3)
            async with kept.work.reading() as work:
                sizes.append(len(await work.ballot_log.leaves(SEALED)))
        steps = [later - earlier for earlier, later in zip([0, *sizes], sizes, strict=False) if later > earlier]
        assert steps == [FULL - LEFT] * 5
        async with kept.work.writing() as work:
            log = list(await work.ballot_log.leaves(SEALED))
            assert [log[start : start + 5] == sorted(log[start : start + 5]) for start in range(0, 25, 5)] == [True] * 5
            assert await work.ballot_log.append_waiting(SEALED) == 3 * FULL
            assert await work.ballot_log.append_waiting(SEALED) == 3 * FULL
            whole = list(await work.ballot_log.leaves(SEALED))
            assert whole[:25] == log
            assert whole[25:] == sorted(whole[25:])
            assert list(await work.ballot_log.leaves(SEALED, first=7)) == log[:7]
            codes = {code_of(bytes.fromhex(leaf)) for leaf in whole}
        assert len(codes) == 3 * FULL

    async def test_a_crowd_in_one_batch(self, kept: Stores) -> None:
        await sealed_poll(kept)
        receipts = await asyncio.gather(*(vote(kept, f"v{number % 40:02}", 1 + number // 40) for number in range(80)))
        async with kept.work.writing() as work:
            assert await work.ballot_log.append_waiting(SEALED) == 80
            known = {code_of(bytes.fromhex(leaf)) for leaf in await work.ballot_log.leaves(SEALED)}
            assert known == {receipt.code for receipt in receipts}
            assert await work.ballot_log.open_ballots(SEALED) == 40

    async def test_what_is_opened_makes_the_leaves_again(self, kept: Stores) -> None:
        await sealed_poll(kept)
        for number in range(12):
            await vote(kept, f"v{number:02}", 1 + number % 3)
        await vote(kept, "v00", 2, 3)
        await withdraw(kept, "v01")
        async with kept.work.writing() as work:
            assert await work.ballot_log.append_waiting(SEALED) == 13
            assert await work.ballot_log.open_ballots(SEALED) == 11
        async with kept.work.reading() as work:
            log = await work.ballot_log.leaves(SEALED)
            opened = await work.ballot_log.openings(SEALED)
            voted = sorted(ballot.choices for ballot in await work.ballots.all(SEALED))
        assert sorted(opening.choices for opening in opened) == voted
        assert [opening.position for opening in opened] == sorted({opening.position for opening in opened})
        for opening in opened:
            assert leaf_of(bytes.fromhex(opening.key), SEALED, opening.choices).hex() == log[opening.position]
        async with kept.work.writing() as work:
            await work.ballot_log.untie(SEALED)
            assert await work.ballot_log.leaf(SEALED, VoterKey("v02")) is None
            assert list(await work.ballot_log.openings(SEALED)) == list(opened)
            await work.ballot_log.shut_ballots(SEALED)
            assert await work.ballot_log.openings(SEALED) == []

    async def test_a_merge_changes_the_ballot_and_never_what_was_sealed(self, kept: Stores) -> None:
        await sealed_poll(kept)
        codes = [(await vote(kept, voter, option)).code for voter, option in (("ann", 2), ("ben", 3), ("cleo", 1))]
        async with kept.work.writing() as work:
            merged, remap = merge_options(await work.polls.lock(SEALED), CITY, LAKE, NOON)
            await work.polls.save(merged)
            assert await work.ballots.remap(SEALED, remap, NOON) == 1
        assert await vote(kept, "ann", 1) == Receipt(Deed.UNCHANGED, (LAKE,), (LAKE,), code=codes[0])
        async with kept.work.writing() as work:
            labelled = replace(await work.polls.lock(SEALED), options=poll(labels=("a", "b", "c", "d")).options)
            _, remap = remove_option(labelled, MOON, NOON)
            assert await work.ballots.remap(SEALED, remap, NOON) == 1
            assert await work.ballot_log.append_waiting(SEALED) == 3
            # of ben's ballot nothing is left to count
            assert await work.ballot_log.open_ballots(SEALED) == 2
            assert sorted(each.choices for each in await work.ballot_log.openings(SEALED)) == [(1,), (2,)]

    async def test_the_key_goes_where_its_ballot_goes(self, kept: Stores) -> None:
        await sealed_poll(kept)
        for voter in ("ann", "ben", "cleo"):
            await vote(kept, voter, 1)
        gone, other = VoterKey("gone-a"), VoterKey("gone-b")
        async with kept.work.writing() as work:
            leaf = await work.ballot_log.leaf(SEALED, ANN)
            assert await work.personal.detach(SEALED, ANN, gone)
            await work.personal.detach_all(SEALED, {VoterKey("ben"): other})
            assert await work.personal.withdraw(SEALED, VoterKey("cleo"))
            assert await work.ballot_log.leaf(SEALED, gone) == leaf
            assert await work.ballot_log.leaf(SEALED, other) is not None
            assert await work.ballot_log.leaf(SEALED, ANN) is None
            assert await work.ballot_log.append_waiting(SEALED) == 3
            assert await work.ballot_log.open_ballots(SEALED) == 2

    async def test_heads_are_kept_once_a_size_and_asked_for_when_the_log_grew(self, kept: Stores) -> None:
        await sealed_poll(kept)
        hour = timedelta(hours=1)
        async with kept.work.reading() as work:
            assert await work.ballot_log.grown(NOON + hour, limit=9) == []
        for number in range(FULL):
            await vote(kept, f"v{number}", 1)
        async with kept.work.writing() as work:
            assert await work.ballot_log.grown(NOON - hour, limit=9) == [SEALED]
            first = Head(5, "aa", NOON)
            for head in (first, replace(first, root="bb")):
                await work.ballot_log.add_head(SEALED, head)
            assert await work.ballot_log.heads(SEALED) == [first]
            assert await work.ballot_log.grown(NOON + hour, limit=9) == []
        for number in range(FULL):
            await vote(kept, f"w{number}", 2)
        async with kept.work.writing() as work:
            assert await work.ballot_log.grown(NOON - timedelta(seconds=1), limit=9) == []
            assert await work.ballot_log.grown(NOON, limit=9) == [SEALED]
            assert await work.ballot_log.grown(NOON, limit=0) == []
            second = Head(15, "cc", NOON + hour, ("dd", "ee"))
            await work.ballot_log.add_head(SEALED, second)
            assert list(await work.ballot_log.heads(SEALED)) == [first, second]
            assert await work.ballot_log.last_head(SEALED) == second
            await grow_and_close(work)
            assert await work.ballot_log.grown(NOON + 9 * hour, limit=9) == []

    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(wishes=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40))
    async def test_whatever_people_do_the_published_ballots_hold_and_the_last_code_counts(
        self: Any, place: Any, wishes: list[tuple[int, int]]
    ) -> None:
        async with self.stores(place) as kept:
            await settle_in(kept)
            await sealed_poll(kept, most_choices=3)
            half = len(wishes) // 2
            receipts = list(await asyncio.gather(*(wish(kept, *each) for each in wishes[:half])))
            receipts += [await wish(kept, *each) for each in wishes[half:]]
            standing: dict[int, Receipt] = {}
            given_out: set[str] = set()
            for (voter, _), receipt in zip(wishes, receipts, strict=True):
                standing[voter] = receipt
                given_out.add(receipt.code)
            async with kept.work.writing() as work:
                await work.ballot_log.append_waiting(SEALED)
                await work.ballot_log.open_ballots(SEALED)
                leaves, opened = await work.ballot_log.leaves(SEALED), await work.ballot_log.openings(SEALED)
                tally = await work.ballots.tally(SEALED)
            raw = [bytes.fromhex(leaf) for leaf in leaves]
            heads = [Head(size, root_of(raw[:size]).hex(), NOON) for size in sorted({len(raw) // 2, len(raw)})]
            ended = close(poll(number=SEALED, rules=Rules(most_choices=3)), NOON, by_deadline=False)
            file = read_ballot_file(ballot_file(ended, leaves, heads, opened, tally))
            assert verify(file).holds
            counting = {receipt.code for receipt in standing.values() if receipt.choices}
            for receipt in standing.values():
                if receipt.choices:
                    mine = verify(file, code=receipt.code).receipt
                    assert mine is not None
                    assert (mine.found, mine.choices) == (Found.COUNTED, receipt.choices)
            for code in given_out - counting - {""}:
                replaced = verify(file, code=code).receipt
                assert replaced is not None
                assert replaced.found is Found.NOT_COUNTED


async def wish(kept: Stores, voter: int, what: int) -> Receipt:
    """0 withdraws; other numbers choose the options whose bits are set."""
    if what == 0:
        return await withdraw(kept, f"v{voter}")
    return await vote(kept, f"v{voter}", *(option for option in (1, 2, 3) if what & (1 << (option - 1))))


async def grow_and_close(work: Work) -> None:
    await work.ballot_log.append_waiting(SEALED)
    await work.polls.save(close(await work.polls.lock(SEALED), NOON, by_deadline=False))
