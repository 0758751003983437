"""What every store promises of subscribers and broadcasts: whose turn it is, and that nobody writes down another's."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.ballot import Choose
from bot.domain.broadcast import (
    Broadcast,
    BroadcastId,
    BroadcastKind,
    BroadcastState,
    Exceptional,
    FailureReason,
    Hindrance,
    Leg,
    Progress,
    StopReason,
    Subscriber,
)
from bot.domain.community import Identity, Person
from bot.domain.conversation import OfferCommand
from bot.domain.errors import NotFound
from bot.domain.ids import CommunityId, OptionId, PersonId
from bot.ports import Work
from tests.builders import COMMUNITY, NOON, ORGANISER
from tests.contracts.store_contract import OTHER, POLL, ROOM, WEB, Stores, cast, words

MINUTE = timedelta(minutes=1)
SOON, LATER, LATEST = NOON + MINUTE, NOON + 2 * MINUTE, NOON + 3 * MINUTE
SENDING, PAUSED, DONE = BroadcastState.SENDING, BroadcastState.PAUSED, BroadcastState.DONE


async def person(work: Work, name: str) -> Person:
    return await work.people.recognise(Identity(OTHER, name, name), PersonId(name))


def broadcast(number: str = "b0000001", **fields: object) -> Broadcast:
    made = Broadcast(
        id=BroadcastId(number),
        community=COMMUNITY,
        poll=POLL,
        kind=BroadcastKind.POLL,
        created_by=ORGANISER,
        channel=ROOM,
        created_at=NOON,
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # as named by the tests


async def under_way(kept: Stores, people: str = "abcdef") -> tuple[Broadcast, Leg]:
    """A broadcast to them, started at SOON, and its leg."""
    async with kept.work.writing() as work:
        for name in people:
            await work.subscribers.join(COMMUNITY, await person(work, name), "it", NOON)
        await work.broadcasts.add(broadcast())
        assert await work.broadcasts.step(BroadcastId("b0000001"), [BroadcastState.PREPARING], SENDING, SOON)
        await work.legs.open(BroadcastId("b0000001"), await work.subscribers.count(COMMUNITY, SOON))
    async with kept.work.reading() as work:
        return await work.broadcasts.get(BroadcastId("b0000001")), (await work.legs.of(BroadcastId("b0000001")))[0]


def retry(name: str, due_at: object, tries: int = 1) -> Exceptional:
    return Exceptional(person=PersonId(name), what=Hindrance.RETRY, tries=tries, due_at=due_at)  # type: ignore[arg-type]  # a time


class StoreBroadcasts:
    # ------------------------------------------------------------ subscribers

    async def test_who_joins_is_in_until_they_leave_and_their_no_is_remembered(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            ada = await person(work, "ada")
            assert await work.subscribers.find(COMMUNITY, ada.id) is None
            assert await work.subscribers.join(COMMUNITY, ada, "it", NOON)
            assert not await work.subscribers.join(COMMUNITY, ada, "en", SOON)
            assert await work.subscribers.find(COMMUNITY, ada.id) == Subscriber(COMMUNITY, ada.id, OTHER, "en", NOON)
            assert await work.subscribers.leave(ada.id, LATER)
            assert not await work.subscribers.leave(ada.id, LATEST)
            left = await work.subscribers.find(COMMUNITY, ada.id)
            assert left is not None
            assert (left.is_in, left.left_at) == (False, LATER)
            assert await work.subscribers.join(COMMUNITY, ada, None, LATEST)
            assert await work.subscribers.find(COMMUNITY, ada.id) == Subscriber(COMMUNITY, ada.id, OTHER, None, LATEST)

    async def test_who_would_be_written_to_is_counted_by_platform(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            bea = await work.people.get(ORGANISER)
            ada, zoe, kim = [await person(work, name) for name in ("ada", "zoe", "kim")]
            for each in (bea, ada, zoe, kim):
                await work.subscribers.join(COMMUNITY, each, None, NOON)
            assert await work.subscribers.count(COMMUNITY, NOON - MINUTE) == {}
            assert await work.subscribers.count(COMMUNITY, NOON) == {OTHER: 3, WEB: 1}
            assert await work.subscribers.count(CommunityId("another"), NOON) == {}
            await work.subscribers.leave(ada.id, SOON)
            await work.subscribers.unreachable([zoe.id, PersonId("nobody")], SOON)
            await work.subscribers.unreachable([], SOON)
            assert await work.subscribers.count(COMMUNITY, SOON) == {OTHER: 1, WEB: 1}
            await work.subscribers.reachable(zoe.id)
            await work.subscribers.reachable(PersonId("nobody"))
            assert await work.subscribers.count(COMMUNITY, SOON) == {OTHER: 2, WEB: 1}
            await work.subscribers.unreachable([kim.id], SOON)
            assert not await work.subscribers.join(COMMUNITY, kim, None, LATER)
            assert await work.subscribers.count(COMMUNITY, LATER) == {OTHER: 2, WEB: 1}

    # ------------------------------------------------------------ broadcasts

    async def test_a_broadcasts_state_moves_by_compare_and_set(self, kept: Stores) -> None:
        made, _ = await under_way(kept)
        assert (made.state, made.started_at, made.told) == (SENDING, SOON, False)

        async def pause() -> bool:
            async with kept.work.writing() as work:
                return await work.broadcasts.step(made.id, [SENDING], PAUSED, LATER, StopReason.REFUSED)

        assert sorted(await asyncio.gather(*(pause() for _ in range(4)))) == [False, False, False, True]
        async with kept.work.writing() as work:
            paused = await work.broadcasts.get(made.id)
            assert (paused.state, paused.reason, paused.started_at) == (PAUSED, StopReason.REFUSED, SOON)
            await work.broadcasts.told(made.id, SENDING)
            assert not (await work.broadcasts.get(made.id)).told
            await work.broadcasts.told(made.id, PAUSED)
            assert (await work.broadcasts.get(made.id)).told
            assert await work.broadcasts.step(made.id, [PAUSED], SENDING, LATER)
            assert await work.broadcasts.step(made.id, [SENDING], DONE, LATEST)
            done = await work.broadcasts.get(made.id)
            assert (done.started_at, done.finished_at, done.reason, done.told) == (SOON, LATEST, None, False)
            assert not await work.broadcasts.step(made.id, [SENDING, PAUSED], SENDING, LATEST)
            assert not await work.broadcasts.step(BroadcastId("none"), [SENDING], PAUSED, LATEST)
            with pytest.raises(NotFound):
                await work.broadcasts.get(BroadcastId("none"))

    async def test_what_is_listed_and_what_is_still_to_be_told(self, kept: Stores) -> None:
        made, _ = await under_way(kept)
        async with kept.work.writing() as work:
            await work.broadcasts.add(broadcast("b0000002", created_at=LATER))
            await work.broadcasts.add(
                broadcast("b0000003", state=DONE, started_at=SOON, finished_at=LATER, created_at=SOON)
            )
            assert [each.id for each in await work.broadcasts.recent(COMMUNITY, limit=9)] == ["b0000003", made.id]
            assert len(await work.broadcasts.recent(COMMUNITY, limit=1)) == 1
            assert [each.id for each in await work.broadcasts.of_poll(POLL)] == ["b0000003", made.id]
            assert [each.id for each in await work.broadcasts.untold(limit=9)] == [made.id]
            assert await work.broadcasts.forget_previews(LATER) == 0
            assert await work.broadcasts.forget_previews(LATEST) == 1
            with pytest.raises(NotFound):
                await work.broadcasts.get(BroadcastId("b0000002"))

    # ------------------------------------------------------------ legs

    async def test_pages_go_through_everybody_once_in_one_order(self, kept: Stores) -> None:
        made, leg = await under_way(kept)
        assert (leg.recipients, leg.remaining, leg.cursor) == (6, 6, None)
        seen: list[str] = []
        async with kept.work.reading() as work:
            after = None
            while page := await work.legs.page(made, leg, after, limit=4):
                seen += [each.person.id for each in page]
                after = page[-1].person.id
        assert seen == list("abcdef")
        assert page == []

    async def test_who_left_voted_blocked_us_or_came_later_is_told_apart(self, kept: Stores) -> None:
        made, leg = await under_way(kept)
        await kept.box.cast(cast("b", Choose((OptionId(1),))))
        async with kept.work.writing() as work:
            await work.subscribers.leave(PersonId("c"), LATER)
            await work.subscribers.unreachable([PersonId("d")], LATER)
            await work.subscribers.join(COMMUNITY, await person(work, "dd"), None, LATER)
            await work.people.choose_language(PersonId("a"), "en")
            page = await work.legs.page(made, leg, None, limit=9)
        told = {each.person.id: (each.voted, each.gone, each.blocked) for each in page}
        assert told == {
            "a": (False, False, False),
            "b": (True, False, False),
            "c": (False, True, False),
            "d": (False, False, True),
            "e": (False, False, False),
            "f": (False, False, False),
        }
        assert (page[0].person.language, page[0].language, page[0].person.native_id) == ("en", "it", "a")

    async def test_a_leg_is_one_runners_until_its_time_is_over(self, kept: Stores) -> None:
        _, leg = await under_way(kept)

        async def claim(name: str) -> bool:
            async with kept.work.writing() as work:
                return await work.legs.claim(leg, name, SOON, LATER) is not None

        assert sorted(await asyncio.gather(*(claim(f"r{number}") for number in range(4)))) == [
            False,
            False,
            False,
            True,
        ]
        async with kept.work.writing() as work:
            (held,) = await work.legs.of(leg.broadcast)
            holder = held.runner or ""
            assert await work.legs.claim(leg, holder, SOON, LATER) == held
            await work.legs.release(leg, "somebody")
            assert await work.legs.claim(leg, "other", SOON, LATER) is None
            taken = await work.legs.claim(leg, "other", LATER, LATEST)
            assert taken is not None
            assert taken.runner == "other"
            # a claim that a clock made which was set back since
            assert await work.legs.claim(leg, "third", NOON - timedelta(hours=1), NOON) is not None
            await work.legs.release(leg, "third")
            assert await work.legs.claim(leg, "fourth", NOON, SOON) is not None

    async def test_a_batch_is_written_down_by_the_holder_from_where_it_stood_and_by_nobody_else(
        self, kept: Stores
    ) -> None:
        made, leg = await under_way(kept)
        step = Progress(cursor=PersonId("c"), sent=2, skipped=1)
        async with kept.work.writing() as work:
            await work.legs.claim(leg, "me", SOON, LATER)
        async with kept.work.writing() as work:
            assert await work.legs.advance(leg, "you", None, step, LATER) is None
            assert await work.legs.advance(leg, "me", PersonId("a"), step, LATER) is None
            (before,) = await work.legs.of(made.id)
            assert (before.sent, before.cursor) == (0, None)
            assert await work.legs.advance(leg, "me", None, step, LATEST) is SENDING
        async with kept.work.writing() as work:
            assert await work.legs.advance(leg, "me", None, step, LATEST) is None
            await work.broadcasts.step(made.id, [SENDING], PAUSED, LATER)
            last = Progress(cursor=PersonId("f"), exhausted=True, sent=3)
            assert await work.legs.advance(leg, "me", PersonId("c"), last, LATEST) is PAUSED
            (after,) = await work.legs.of(made.id)
        assert (after.sent, after.skipped, after.cursor, after.runner_until) == (5, 1, "f", LATEST)
        assert after.is_done
        assert after.remaining == 0

    async def test_who_was_not_reached_is_tried_again_in_time_until_it_is_settled(self, kept: Stores) -> None:
        made, leg = await under_way(kept)
        failed = Exceptional(person=PersonId("a"), what=Hindrance.FAILED, tries=1, reason=FailureReason.REFUSED)
        blocked = Exceptional(person=PersonId("b"), what=Hindrance.BLOCKED, tries=1)
        async with kept.work.writing() as work:
            await work.legs.claim(leg, "me", SOON, LATER)
            hindered = (failed, blocked, retry("c", LATEST), retry("d", LATER), retry("e", LATER))
            first = Progress(cursor=PersonId("f"), exhausted=True, sent=1, exceptional=hindered)
            await work.legs.advance(leg, "me", None, first, LATER)
        async with kept.work.writing() as work:
            (now,) = await work.legs.of(made.id)
            assert (now.failed, now.blocked, now.waiting, now.settled, now.remaining) == (1, 1, 3, 3, 3)
            assert not now.is_done
            assert await work.legs.next_due(made, leg) == LATER
            assert await work.legs.due(made, leg, SOON, limit=9) == []
            assert [each.person.id for each in await work.legs.due(made, leg, LATER, limit=9)] == ["d", "e"]
            assert [each.person.id for each in await work.legs.due(made, leg, LATEST, limit=1)] == ["d"]
            again = (retry("e", LATEST, 2),)
            second = Progress(cursor=PersonId("f"), sent=1, reached=(PersonId("d"),), exceptional=again)
            await work.legs.advance(leg, "me", PersonId("f"), second, LATER)
        async with kept.work.writing() as work:
            due = await work.legs.due(made, leg, LATEST, limit=9)
            assert [(each.person.id, each.tries) for each in due] == [("c", 1), ("e", 2)]
            gone = Exceptional(person=PersonId("e"), what=Hindrance.FAILED, tries=4, reason=FailureReason.UNANSWERED)
            third = Progress(cursor=PersonId("f"), sent=1, reached=(PersonId("c"),), exceptional=(gone,))
            await work.legs.advance(leg, "me", PersonId("f"), third, LATER)
        async with kept.work.writing() as work:
            (done,) = await work.legs.of(made.id)
            assert (done.sent, done.failed, done.blocked, done.waiting, done.is_done) == (3, 2, 1, 0, True)
            assert await work.legs.next_due(made, leg) is None
            assert await work.legs.failures(made.id) == {FailureReason.REFUSED: 1, FailureReason.UNANSWERED: 1}
            await work.legs.settle(leg)

    async def test_only_legs_with_work_left_of_broadcasts_being_sent_are_run(self, kept: Stores) -> None:
        made, leg = await under_way(kept)
        async with kept.work.writing() as work:
            assert await work.legs.to_run(OTHER, limit=9) == [leg]
            assert await work.legs.to_run(WEB, limit=9) == []
            await work.broadcasts.step(made.id, [SENDING], PAUSED, LATER)
            assert await work.legs.to_run(OTHER, limit=9) == []
            await work.broadcasts.step(made.id, [PAUSED], SENDING, LATER)
            await work.legs.claim(leg, "me", SOON, LATER)
            await work.legs.advance(leg, "me", None, Progress(cursor=PersonId("f"), exhausted=True, sent=6), LATER)
            assert await work.legs.to_run(OTHER, limit=9) == []

    # ------------------------------------------------------------ panels in the web's rooms

    async def test_a_note_that_is_kept_up_to_date_is_there_once_and_newest(self, kept: Stores) -> None:
        steps = (OfferCommand("Pause", "/broadcasts pause b0000001"), OfferCommand("Cancel", "/x", risky=True))
        async with kept.work.writing() as work:
            first = await work.rooms.renew(replace(words("1 of 9", key="p", only_for=ORGANISER), offers=steps))
            assert first.offers == steps
            later = await work.rooms.add(words("something else"))
            second = await work.rooms.renew(replace(words("9 of 9", key="p", only_for=ORGANISER), offers=()))
            assert second.number > later.number
        async with kept.work.reading() as work:
            seen = await work.rooms.recent(ROOM, reader=ORGANISER, limit=9)
            assert [(each.text, each.offers) for each in seen] == [("something else", None), ("9 of 9", ())]
            assert await work.rooms.after(ROOM, reader=None, number=later.number) == []
