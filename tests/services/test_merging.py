"""Two ballots of one person become one, whatever they had done before; and the tally follows."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ballot import Cast, Choose, Withdraw
from bot.domain.ids import OptionId, Platform, VoterKey
from bot.domain.poll import Rules
from bot.domain.tally.plurality import recount
from bot.services.merging import merge_ballots
from storage.memory import MemoryBallotBox, MemoryUnitOfWork
from tests.builders import poll
from tests.fakes.clock import FakeClock

OURS, THEIRS, OTHER = VoterKey("ours"), VoterKey("theirs"), VoterKey("other")
wishes = st.tuples(st.sampled_from([OURS, THEIRS, OTHER]), st.integers(0, 3), st.integers(0, 2))


@given(st.lists(wishes, max_size=12))
async def test_the_vote_that_was_changed_later_counts_and_counts_once(done):
    clock = FakeClock()
    work = MemoryUnitOfWork(clock)
    box = MemoryBallotBox(work, clock)
    asked = poll(rules=Rules(most_choices=2))
    async with work.writing() as transaction:
        await transaction.polls.add(asked)
    for voter, choice, minutes in done:
        clock.advance(minutes=minutes)
        action = Choose((OptionId(choice),)) if choice else Withdraw()
        await box.cast(Cast(poll=asked.id, voter=voter, action=action, platform=Platform(f"on-{voter}")))
    async with work.reading() as transaction:
        before = {each: await transaction.ballots.get(asked.id, each) for each in (OURS, THEIRS, OTHER)}
    async with work.writing() as transaction:
        met = await merge_ballots(transaction, asked.id, THEIRS, OURS)
        again = await merge_ballots(transaction, asked.id, THEIRS, OURS)
        left = await transaction.ballots.all(asked.id)
        tally = await transaction.ballots.tally(asked.id)
    ours, theirs = before[OURS], before[THEIRS]
    kept = {each.voter: each for each in left}
    assert (met, again) == (ours is not None and theirs is not None, False)
    assert THEIRS not in kept
    assert kept.get(OTHER) == before[OTHER]
    cast = [each for each in (ours, theirs) if each is not None]
    if cast:
        latest = max(cast, key=lambda each: (each.changed_at, each.voter == OURS))
        assert kept[OURS].choices == latest.choices
        assert kept[OURS].platform == latest.platform
        assert kept[OURS].changed_at - latest.changed_at == timedelta(0)
    else:
        assert OURS not in kept
    assert tally == recount(left)
