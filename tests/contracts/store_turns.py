"""What every store promises to those who come at the same time, or are called away in the middle.

Where somebody must wait, the one who is waited for gives them every chance to slip through first: `slip_through` is
patience, not a deadline. A store that keeps its promise passes however the tasks are scheduled.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.amendment import fix_question, merge_options
from bot.domain.ballot import Choose, Deed, Receipt, Refusal
from bot.domain.ids import EventKey, OptionId, PollId, VoterKey
from bot.domain.lifecycle import close
from bot.domain.tally.plurality import recount
from tests.builders import COMMUNITY, NOON, draft
from tests.contracts.store_contract import ATTIC, POLL, ROOM, WEB, Stores, cast, words

PATIENCE_SECONDS = 0.1


async def slip_through(task: asyncio.Task[Any]) -> None:
    """Let `task` run until it is done, or has visibly to wait."""
    await asyncio.wait({task}, timeout=PATIENCE_SECONDS)


class StoreTurns:
    async def test_a_locked_poll_takes_no_ballot_before_the_transaction_ends(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            poll = await work.polls.lock(POLL)
            voting = asyncio.create_task(kept.box.cast(cast("ada", Choose((OptionId(1),)))))
            await slip_through(voting)
            await work.polls.save(close(poll, NOON, by_deadline=False))
        assert (await voting).refusal is Refusal.TOO_LATE
        async with kept.work.reading() as work:
            assert (await work.ballots.tally(POLL)).voters == 0

    async def test_ballots_that_wait_for_a_merge_find_its_options(self, kept: Stores) -> None:
        await kept.box.cast(cast("ada", Choose((OptionId(2),))))
        async with kept.work.writing() as work:
            merged, remap = merge_options(await work.polls.lock(POLL), OptionId(2), OptionId(1), NOON)
            voting = asyncio.create_task(kept.box.cast(cast("bea", Choose((OptionId(2),)))))
            await slip_through(voting)
            await work.polls.save(merged)
            await work.ballots.remap(POLL, remap, NOON)
        assert (await voting).refusal is Refusal.OPTION_REMOVED
        async with kept.work.reading() as work:
            tally = await work.ballots.tally(POLL)
            assert tally == recount(await work.ballots.all(POLL))
            assert (tally.voters, tally.votes(OptionId(1))) == (1, 1)

    async def test_no_change_of_a_poll_or_a_ballot_is_lost(self, kept: Stores) -> None:
        async def fix(number: int) -> None:
            async with kept.work.writing() as work:
                poll = await work.polls.lock(POLL)
                await work.polls.save(fix_question(poll, f"Where, {number}?", NOON))

        async def vote(number: int) -> Receipt:
            return await kept.box.cast(cast(f"voter {number}", Choose((OptionId(1 + number % 3),))))

        # a batch of ballots raises the version by one at least, and whoever looked before sees that it grew
        receipts: list[Receipt] = []
        for turn in range(4):
            before = kept.changed.copy()
            *_, first, second = await asyncio.gather(fix(turn), fix(turn + 10), vote(2 * turn), vote(2 * turn + 1))
            receipts += [first, second]
            assert len(kept.changed) > len(before)
        assert {receipt.deed for receipt in receipts} == {Deed.CAST}
        async with kept.work.reading() as work:
            poll = await work.polls.get(POLL)
            assert poll.version == 1 + 8 + len(kept.changed)
            assert len(poll.notes) == 8
            tally = await work.ballots.tally(POLL)
            assert tally.voters == 8
            assert tally == recount(await work.ballots.all(POLL))

    async def test_a_reader_sees_one_moment(self, kept: Stores) -> None:
        await kept.box.cast(cast("ada", Choose((OptionId(1),))))
        async with kept.work.reading() as work:
            before = await work.ballots.tally(POLL)
            await kept.box.cast(cast("bea", Choose((OptionId(1),))))
            async with kept.work.writing() as other:
                await other.polls.save(fix_question(await other.polls.lock(POLL), "Where to?", NOON))
            assert await work.ballots.tally(POLL) == before == recount(await work.ballots.all(POLL))
            assert (await work.polls.get(POLL)).question == "Where?"
        async with kept.work.reading() as work:
            assert (await work.ballots.tally(POLL)).voters == 2

    async def test_what_is_written_while_only_reading_is_not_kept(self, kept: Stores) -> None:
        with suppress(Exception):  # it is the programmer's error: a store may say so in its own way
            async with kept.work.reading() as work:
                await work.events.first_time(EventKey("e"), NOON)
        async with kept.work.writing() as work:
            assert await work.events.first_time(EventKey("e"), NOON)

    async def test_a_room_is_numbered_in_the_order_of_the_commits(self, kept: Stores) -> None:
        """Who has read up to a number has missed nothing below it."""
        told: list[int] = []

        async def tell(text: str) -> None:
            async with kept.work.writing() as work:
                message = await work.rooms.add(words(text))
            told.append(message.number)

        async with kept.work.writing() as work:
            first = await work.rooms.add(words("one"))
            second = asyncio.create_task(tell("two"))
            elsewhere = asyncio.create_task(self._tell_elsewhere(kept))
            await slip_through(second)
            early = [*told]
        await asyncio.gather(second, elsewhere)
        assert early == []
        assert told > [first.number]
        async with kept.work.reading() as work:
            assert [each.text for each in await work.rooms.after(ROOM, reader=None, number=first.number)] == ["two"]

    async def _tell_elsewhere(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.rooms.add(replace(words("elsewhere"), channel=ATTIC))

    @pytest.mark.parametrize("patience", [1, 2])
    async def test_a_writer_called_away_keeps_nothing_and_holds_up_nobody(self, kept: Stores, patience: int) -> None:
        async def write() -> None:
            async with kept.work.writing() as work:
                poll = await work.polls.lock(POLL)
                for number in range(20):
                    await work.events.first_time(EventKey(f"e{number}"), NOON)
                    poll = fix_question(poll, f"Where, {number}?", NOON)
                    await work.polls.save(poll)
                await asyncio.Event().wait()  # so that it never commits

        writers: list[asyncio.Task[None]] = []  # whoever holds on to their tracebacks holds up nobody either
        for turns in (*range(0, 60, 3), 200, 800, 2500):
            writers.extend(latest := [asyncio.create_task(write()) for _ in range(2)])
            for _ in range(turns):
                await asyncio.sleep(0)  # one more turn of the loop: each place where it may be interrupted
            for _ in range(patience):
                for writer in latest:
                    writer.cancel()
                await asyncio.sleep(0)
            await asyncio.wait(latest)
            assert all(writer.cancelled() for writer in latest)
            assert (await kept.box.cast(cast(f"voter {turns}", Choose((OptionId(1),))))).deed is Deed.CAST
        async with kept.work.writing() as work:
            assert [await work.events.first_time(EventKey(f"e{number}"), NOON) for number in range(20)] == [True] * 20
            assert (await work.polls.lock(POLL)).question == "Where?"

    # ------------------------------------------------------------ the edges of single promises

    async def test_deleting_a_draft_leaves_a_launched_poll_whole(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            before = await work.polls.get(POLL)
            await work.polls.delete_draft(POLL)
            await work.polls.delete_draft(PollId("p0000099"))
        async with kept.work.reading() as work:
            assert await work.polls.get(POLL) == before
            assert await work.polls.recent(COMMUNITY, limit=9) == [before]

    async def test_an_identifier_is_taken_once(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.polls.add(draft(number="p0000002"))

        async def again() -> None:
            async with kept.work.writing() as work:
                await work.polls.add(draft(number="p0000002", question="Another?"))

        with pytest.raises(Exception, match=r"(?i)unique|there already"):
            await again()
        async with kept.work.reading() as work:
            assert (await work.polls.get(PollId("p0000002"))).question == "Where?"

    async def test_a_ballot_withdrawn_and_cast_anew_is_a_new_one(self, kept: Stores) -> None:
        await kept.box.cast(cast("ada", Choose((OptionId(1),))))
        kept.clock.advance(minutes=1)
        await kept.box.cast(cast("ada", Choose((OptionId(2),))))
        async with kept.work.reading() as work:
            moments = await work.ballots.over_time(POLL, steps=1)
            assert [(moment.at, moment.voters) for moment in moments] == [(NOON, 1)]
            assert await work.ballots.of_voter(VoterKey("bea"), limit=9) == []
            latest = await work.ballots.of_voter(VoterKey("ada"), limit=9)
            assert [(each.cast_at, each.changed_at) for each in latest] == [(NOON, NOON + timedelta(minutes=1))]

    async def test_a_merge_over_ballots_that_are_all_different(self, kept: Stores) -> None:
        """Options by the dozen are chosen in as many ways as there are voters."""
        labels = 12
        async with kept.work.writing() as work:
            poll = await work.polls.lock(POLL)
            await work.polls.save(
                replace(
                    poll,
                    rules=replace(poll.rules, most_choices=labels),
                    options=tuple(replace(poll.options[0], id=OptionId(n), label=f"{n}") for n in range(1, labels + 1)),
                )
            )
        sets = [tuple(OptionId(n) for n in range(1, labels + 1) if mask >> n & 1) for mask in range(2, 2**labels, 9)]
        await asyncio.gather(*(kept.box.cast(cast(f"v{place}", Choose(own))) for place, own in enumerate(sets)))
        async with kept.work.writing() as work:
            merged, remap = merge_options(await work.polls.lock(POLL), OptionId(11), OptionId(2), NOON)
            await work.polls.save(merged)
            changed = await work.ballots.remap(POLL, remap, NOON + timedelta(hours=1))
            ballots = {ballot.voter: ballot for ballot in await work.ballots.all(POLL)}
            assert await work.ballots.tally(POLL) == recount(ballots.values())
        assert changed == sum(11 in own for own in sets)
        for place, own in enumerate(sets):
            stored = ballots[VoterKey(f"v{place}")]
            assert stored.choices == tuple(sorted({OptionId(2) if option == 11 else option for option in own}))
            assert (stored.changed_at > NOON) == (11 in own)
            assert stored.platform == WEB
