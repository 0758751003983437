"""What every store promises of what chat platforms need: lost rooms, private posts, notes, reports, subscriptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.ballot import Choose
from bot.domain.community import Channel, Identity, Post, PostKind, Trouble
from bot.domain.ids import ChannelId, OptionId, PersonId, PollId, PostId
from bot.domain.poll import Closed
from bot.domain.report import Report
from bot.domain.tally.plurality import recount
from tests.builders import COMMUNITY, NOON, ORGANISER, poll
from tests.contracts.store_contract import ATTIC, OTHER, POLL, ROOM, WEB, Stores, cast, post

SOON = NOON + timedelta(hours=1)
LAKE, CITY = OptionId(1), OptionId(2)


def report(voters: int, *votes: int, channel: ChannelId = ROOM, of: PollId = POLL) -> Report:
    counted = {OptionId(number): count for number, count in enumerate(votes, start=1)}
    return Report(poll=of, channel=channel, platform=OTHER, voters=voters, votes=counted, at=NOON)


class StoreKeeping:
    # ------------------------------------------------------------ rooms and posts

    async def test_a_lost_channel_is_told_apart_from_one_that_was_let_go(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            room, attic = await work.channels.get(ROOM), await work.channels.get(ATTIC)
            lost = replace(room, connected=False, trouble=Trouble.NO_RIGHT)
            await work.channels.save(lost)
            await work.channels.save(replace(attic, connected=False))
        async with kept.work.writing() as work:
            assert await work.channels.lost(COMMUNITY) == [lost]
            assert await work.channels.of_community(COMMUNITY) == []
            assert await work.channels.ensure(room) == room
            assert await work.channels.lost(COMMUNITY) == []

    async def test_rooms_within_a_room_are_found_by_its_address(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            for address in ("-100", "-100/7", "-100/12", "-1001", "-1001/7", "_100/7", "-100x7", "A", "a/7"):
                await work.channels.ensure(
                    Channel(
                        id=ChannelId(f"t{address}"), community=COMMUNITY, platform=OTHER, address=address, title="T"
                    )
                )
            gone = replace(await work.channels.get(ChannelId("t-100/7")), connected=False)
            await work.channels.save(gone)
            within = await work.channels.within(OTHER, "-100")
            assert sorted(each.address for each in within) == ["-100", "-100/12", "-100/7"]
            assert [each.address for each in await work.channels.within(OTHER, "A")] == ["A"]
            assert await work.channels.within(WEB, "-100") == []

    async def test_a_private_post_keeps_its_person(self, kept: Stores) -> None:
        told = replace(post("outcome", PostKind.OUTCOME), person=ORGANISER)
        async with kept.work.writing() as work:
            await work.posts.add(told)
            await work.posts.add(post("card", PostKind.CARD))
        async with kept.work.reading() as work:
            assert await work.posts.get(PostId("outcome")) == told
            assert (await work.posts.get(PostId("card"))).person is None

    async def test_a_post_that_was_deleted_is_undelivered_again(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.posts.add(post("card", PostKind.CARD))
            await work.posts.delivered(PostId("card"), "ref", 1)
            assert await work.posts.stale(limit=9) == []
            await work.posts.lost(PostId("card"))
            again: Post = await work.posts.get(PostId("card"))
            assert (again.reference, again.shown_version) == (None, 0)
            assert await work.posts.stale(limit=9) == [again]
            await work.posts.lost(PostId("none"))

    async def test_cards_given_up_in_a_channel_come_back_with_it_while_their_poll_runs(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.polls.add(poll(number="p0000009", state=Closed(NOON, NOON, by_deadline=False)))
            over = replace(post("over", PostKind.CARD), poll=PollId("p0000009"))
            for each in (post("card", PostKind.CARD), post("deleted", PostKind.CARD), post("r", PostKind.RESULT), over):
                await work.posts.add(each)
                await work.posts.failed(each.id, "deleted" if each.id == "deleted" else "ChannelGone")
            channel = post("card", PostKind.CARD).channel
            assert await work.posts.stale(limit=9) == []
            assert await work.posts.revive(channel, ("ChannelGone", "NoRight")) == 1
            assert [each.id for each in await work.posts.stale(limit=9)] == ["card"]
            assert await work.posts.revive(channel, ("ChannelGone",)) == 0

    # ------------------------------------------------------------ notes

    async def test_a_note_is_kept_written_over_and_dropped(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            assert await work.notes.find("k", NOON) is None
            await work.notes.keep("k", "one", None)
            await work.notes.keep("k", "twò 🏖️", SOON)
            await work.notes.keep("other", "", None)
        async with kept.work.writing() as work:
            assert await work.notes.find("k", NOON) == "twò 🏖️"
            assert await work.notes.find("other", NOON) == ""
            await work.notes.drop("k")
            await work.notes.drop("k")
            assert await work.notes.find("k", NOON) is None

    async def test_an_expired_note_is_not_found_and_is_forgotten(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.notes.keep("soon", "x", SOON)
            await work.notes.keep("never", "x", None)
            assert await work.notes.find("soon", SOON - timedelta(microseconds=1)) == "x"
            assert await work.notes.find("soon", SOON) is None
            assert await work.notes.forget(SOON - timedelta(microseconds=1)) == 0
            assert await work.notes.forget(SOON) == 1
            assert await work.notes.find("never", SOON + timedelta(days=9999)) == "x"
            await work.notes.keep("soon", "again", None)
            assert await work.notes.forget(SOON) == 0

    # ------------------------------------------------------------ reports

    async def test_a_later_report_takes_the_place_of_the_one_before(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.polls.add(poll(number="p0000002"))
            assert await work.reports.record(report(3, 2, 1))
            assert await work.reports.record(report(3, 1, 2))
            assert await work.reports.record(report(4, 1, 2))
            assert await work.reports.record(report(1, 1, channel=ATTIC))
            assert await work.reports.record(report(9, 9, of=PollId("p0000002")))
        async with kept.work.reading() as work:
            assert await work.reports.of_poll(POLL) == [report(1, 1, channel=ATTIC), report(4, 1, 2)]

    async def test_the_same_figures_again_change_nothing(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            assert await work.reports.record(report(0))
            assert not await work.reports.record(report(0, 0, 0))
            assert await work.reports.record(report(3, 2, 1))
            assert not await work.reports.record(replace(report(3, 2, 1, 0), at=SOON))
            assert await work.reports.of_poll(POLL) == [report(3, 2, 1)]
            assert await work.reports.record(report(0))
            assert await work.reports.of_poll(POLL) == [report(0)]

    async def test_the_kept_tally_counts_ballots_alone(self, kept: Stores) -> None:
        await kept.box.cast(cast("ada", Choose((LAKE,))))
        async with kept.work.writing() as work:
            await work.reports.record(report(120, 100, 20))
            tally = await work.ballots.tally(POLL)
            assert tally == recount(await work.ballots.all(POLL))
            assert (tally.voters, tally.votes(LAKE), tally.votes(CITY)) == (1, 1, 0)

    # ------------------------------------------------------------ subscriptions

    async def test_who_asks_is_kept_once_in_the_order_of_asking(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            for name in ("ada", "zoe"):
                await work.people.recognise(Identity(WEB, name, name), PersonId(name))
            assert await work.subscriptions.add(POLL, PersonId("zoe"), NOON)
            assert await work.subscriptions.add(POLL, PersonId("ada"), SOON)
            assert not await work.subscriptions.add(POLL, PersonId("zoe"), SOON + timedelta(hours=1))
            assert await work.subscriptions.of_poll(POLL) == ["zoe", "ada"]
            assert await work.subscriptions.of_poll(PollId("p0000009")) == []
            assert await work.subscriptions.remove(POLL, PersonId("zoe"))
            assert not await work.subscriptions.remove(POLL, PersonId("zoe"))
            assert await work.subscriptions.of_poll(POLL) == ["ada"]

    async def test_what_is_kept_beside_the_ballots_goes_with_its_transaction(self, kept: Stores) -> None:
        async def fail() -> None:
            async with kept.work.writing() as work:
                await work.notes.keep("k", "x", None)
                await work.reports.record(report(1, 1))
                await work.subscriptions.add(POLL, ORGANISER, NOON)
                raise LookupError

        with pytest.raises(LookupError):
            await fail()
        async with kept.work.reading() as work:
            assert await work.notes.find("k", NOON) is None
            assert await work.reports.of_poll(POLL) == []
            assert await work.subscriptions.of_poll(POLL) == []
