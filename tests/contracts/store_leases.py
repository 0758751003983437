"""What every store promises of leases: one holder at a time, by the store's own clock, and a fence that only grows."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import Lease
from bot.ports.leases import LONGEST_LEASE
from tests.contracts.store_contract import Stores

SPAN = timedelta(seconds=50)
LONGER = timedelta(seconds=51)


async def take(kept: Stores, holder: str, name: str = "telegram", span: timedelta = SPAN) -> Lease | None:
    async with kept.work.writing() as work:
        return await work.leases.take(name, holder, span)


async def release(kept: Stores, holder: str, name: str = "telegram") -> None:
    async with kept.work.writing() as work:
        await work.leases.release(name, holder)


async def stands(kept: Stores, lease: Lease) -> bool:
    async with kept.work.reading() as work:
        return await work.leases.stands(lease)


class StoreLeases:
    async def test_a_lease_has_one_holder_until_it_is_over(self, kept: Stores) -> None:
        first = await take(kept, "a")
        assert first == Lease("telegram", "a", 1)
        assert await take(kept, "b") is None
        assert await take(kept, "b", "schedule") == Lease("schedule", "b", 1)
        await kept.pass_time(SPAN / 2)
        assert await take(kept, "a") == first
        await kept.pass_time(SPAN / 2)
        assert await take(kept, "b") is None, "renewed meanwhile"
        await kept.pass_time(LONGER)
        assert not await stands(kept, first)
        assert await take(kept, "b") == Lease("telegram", "b", 2)
        assert await take(kept, "a") is None

    async def test_who_was_late_for_their_own_lease_begins_anew(self, kept: Stores) -> None:
        first = await take(kept, "a")
        assert first is not None
        await kept.pass_time(LONGER)
        again = await take(kept, "a")
        assert again is not None
        assert again.fence > first.fence
        assert not await stands(kept, first)
        assert await stands(kept, again)

    async def test_a_released_lease_is_free_at_once_and_only_its_holder_releases_it(self, kept: Stores) -> None:
        first = await take(kept, "a")
        await release(kept, "b")
        assert await take(kept, "b") is None
        await release(kept, "a")
        assert first is not None
        assert not await stands(kept, first)
        async with kept.work.reading() as work:
            assert await work.leases.held() == []
        assert await take(kept, "b") == Lease("telegram", "b", 2)
        await release(kept, "nobody", "unheard-of")

    async def test_of_many_who_ask_at_once_one_gets_it(self, kept: Stores) -> None:
        taken = await asyncio.gather(*(take(kept, f"holder{number}") for number in range(8)))
        winners = [lease for lease in taken if lease is not None]
        assert len(winners) == 1
        async with kept.work.reading() as work:
            assert await work.leases.held() == winners

    async def test_a_lease_beyond_all_measure_binds_nobody(self, kept: Stores) -> None:
        """The store's clock was set back by an hour: what a dead process took before must not last so long."""
        first = await take(kept, "a")
        assert first is not None
        await kept.pass_time(timedelta(hours=-1))
        assert not await stands(kept, first)
        assert await take(kept, "b") == Lease("telegram", "b", 2)
        with pytest.raises(ValueError, match="too long"):
            await take(kept, "b", span=LONGEST_LEASE * 2)

    @settings(
        max_examples=20,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(
        steps=st.lists(
            st.one_of(
                st.tuples(st.just("take"), st.sampled_from("abc")),
                st.tuples(st.just("release"), st.sampled_from("abc")),
                # never within a second of the end of a lease: real time goes by here as well
                st.tuples(st.just("wait"), st.sampled_from((10, 20, 49, 200, 3600))),
            ),
            max_size=12,
        )
    )
    async def test_never_two_holders_and_a_fence_that_grows_with_every_change(
        self, place: Any, steps: list[Any]
    ) -> None:
        async with self.stores(place) as kept:  # type: ignore[attr-defined]  # of StoreContract, beside this one
            last: Lease | None = None
            lasts = timedelta(0)
            for step, what in steps:
                holder = last.holder if last is not None and lasts > timedelta(0) else None
                if step == "wait":
                    lasts -= timedelta(seconds=what)
                    await kept.pass_time(timedelta(seconds=what))
                elif step == "release":
                    await release(kept, what)
                    lasts = timedelta(0) if what == holder else lasts
                else:
                    taken = await take(kept, what)
                    assert (taken is None) == (holder not in (None, what))
                    if taken is not None:
                        before = last.fence if last is not None else 0
                        assert taken.fence == (before if what == holder else before + 1)
                        last, lasts = taken, SPAN
                async with kept.work.reading() as work:
                    held = await work.leases.held()
                assert held == ([last] if last is not None and lasts > timedelta(0) else [])
