"""What every store promises of ballots that rank, score or share: kept, tallied mark by mark, and told kind by kind."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from fractions import Fraction

from bot.domain.ballot import Action, Cast, Choose, Deed, Refusal, Tap, Withdraw
from bot.domain.community import Identity
from bot.domain.ids import OptionId, PersonId, PollId, VoterKey
from bot.domain.marks import RAISE, UNDO, mark, ranking_of
from bot.domain.method import Counting, Method
from bot.domain.poll import Closed, Electorate, ElectorateKind, Rules, Secrecy
from bot.domain.tally.plurality import recount
from bot.domain.tally.thresholds import DEBIAN, Base, Quorum, Threshold
from tests.builders import NOON, poll
from tests.contracts.store_contract import WEB, Stores, cast

RANKING = PollId("p0000021")
SHARING = PollId("p0000022")


class StorePapers:
    async def test_how_a_poll_is_counted_comes_back_as_it_was(self, kept: Stores) -> None:
        every = Counting(
            method=Method.RATIFY,
            points=7,
            threshold=Threshold(Fraction(2, 3), Base.ELIGIBLE, more_than=False),
            quorum=Quorum(Fraction(1, 3), 12),
            option_quorum=DEBIAN,
            none_option=OptionId(3),
            tolerated=2,
            closes_early=True,
            binds=True,
        )
        rules = Rules(counting=every, electorate=Electorate(ElectorateKind.CENSUS, 90))
        asked = [poll(number="p0000023", rules=rules)]
        asked += [
            poll(number=f"p000003{place}", rules=Rules(counting=Counting(method=method)))
            for place, method in enumerate(Method)
        ]
        async with kept.work.writing() as work:
            for each in asked:
                await work.polls.add(each)
        async with kept.work.reading() as work:
            for each in asked:
                assert await work.polls.get(each.id) == each

    async def test_open_polls_that_close_early_are_told(self, kept: Stores) -> None:
        early = Rules(counting=Counting(closes_early=True), may_change=False)
        asked = [
            poll(number="p0000043", rules=early),
            poll(number="p0000042", rules=early),
            poll(number="p0000044", rules=early, state=Closed(NOON, NOON, by_deadline=False)),
            poll(number="p0000045", rules=Rules(counting=Counting(binds=True))),
            poll(number="p0000046"),
        ]
        async with kept.work.writing() as work:
            for each in asked:
                await work.polls.add(each)
        async with kept.work.reading() as work:
            assert await work.polls.early() == ["p0000042", "p0000043"]

    async def test_a_ranking_is_built_by_taps_and_told_as_a_kind(self, kept: Stores) -> None:
        await _asked(kept, RANKING, Counting(method=Method.RANKED))
        taps = [("ada", 3), ("ada", 1), ("bea", 3), ("bea", 1), ("cleo", 2), ("cleo", 3), ("cleo", RAISE + 3)]
        for voter, pressed in taps:
            receipt = await kept.box.cast(on(RANKING, voter, Tap(OptionId(pressed))))
            assert receipt.refusal is None
        await kept.box.cast(on(RANKING, "dana", Tap(OptionId(1))))
        assert (await kept.box.cast(on(RANKING, "dana", Tap(UNDO)))).deed is Deed.WITHDRAWN
        async with kept.work.reading() as work:
            kinds = await work.ballots.kinds(RANKING)
            assert {ranking_of(kind): count for kind, count in kinds.items()} == {(3, 1): 2, (3, 2): 1}
            tally = await work.ballots.tally(RANKING)
            assert tally == recount(await work.ballots.all(RANKING))
            assert (tally.voters, tally.votes(mark(3, 1)), tally.votes(mark(1, 2))) == (3, 3, 2)
            assert await work.ballots.kinds(PollId("p0000001")) == {}

    async def test_taps_that_arrive_together_share_no_more_than_there_is(self, kept: Stores) -> None:
        await _asked(kept, SHARING, Counting(method=Method.POINTS, points=3))
        presses = [on(SHARING, "ada", Tap(OptionId(RAISE + 1 + place % 3))) for place in range(6)]
        receipts = await asyncio.gather(*(kept.box.cast(each) for each in presses))
        assert [each.refusal for each in receipts].count(Refusal.OVER_BUDGET) == 3
        async with kept.work.reading() as work:
            ballot = await work.ballots.get(SHARING, VoterKey("ada"))
            assert ballot is not None
            assert sum(choice // 100 for choice in ballot.choices) == 3
            assert await work.ballots.refusals(SHARING) == {Refusal.OVER_BUDGET: 3}
        whole = Choose((mark(2, 1), mark(1, 2)))
        assert (await kept.box.cast(on(SHARING, "ada", whole))).choices == (mark(2, 1), mark(1, 2))
        assert (await kept.box.cast(on(SHARING, "ada", Withdraw()))).deed is Deed.WITHDRAWN
        async with kept.work.reading() as work:
            assert (await work.ballots.tally(SHARING)).voters == 0

    async def test_a_secret_ranking_is_held_back_like_any_other(self, kept: Stores) -> None:
        await _asked(kept, RANKING, Counting(method=Method.RANKED), Secrecy.NOBODY)
        async with kept.work.writing() as work:
            await work.secrecy.begin(RANKING)
            for voter in ("ada", "bea"):
                await work.people.recognise(Identity(platform=WEB, native_id=voter, name=voter), PersonId(voter))
        for voter in ("ada", "bea"):
            await kept.box.cast(on(RANKING, voter, Tap(OptionId(2))))
            receipt = await kept.box.cast(on(RANKING, voter, Tap(OptionId(1))))
            assert ranking_of(receipt.choices) == (2, 1)
        async with kept.work.reading() as work:
            assert (await work.secrecy.shown(RANKING)).voters == 0
            assert {ranking_of(kind): count for kind, count in (await work.ballots.kinds(RANKING)).items()} == {
                (2, 1): 2
            }


async def _asked(kept: Stores, number: PollId, counting: Counting, secrecy: Secrecy = Secrecy.OWNER) -> None:
    async with kept.work.writing() as work:
        await work.polls.add(poll(number=number, rules=Rules(counting=counting, secrecy=secrecy)))


def on(number: PollId, voter: str, action: Action) -> Cast:
    return replace(cast(voter, action), poll=number)
