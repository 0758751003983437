"""What every store promises of what becomes of decisions and ideas."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.community import Identity
from bot.domain.followup import Deed, FollowUp, Stage, Standing, Statement, Topic
from bot.domain.ids import CommunityId, PersonId, PollId, Subject
from bot.domain.lifecycle import close
from tests.builders import COMMUNITY, NOON, ORGANISER, poll
from tests.contracts.store_contract import ATTIC, OTHER, POLL, ROOM, WEB, Stores

DAY = timedelta(days=1)
SUBJECT = Subject(POLL)
SAID = Statement(
    standing=Standing.OVERRULED,
    reason="no money 💸",
    what="Half of it\n\nthe other half later",
    why="it costs too much",
    who="Bea",
    by_when="by spring",
    at=NOON + DAY,
)


def follow_up(subject: str = SUBJECT, **fields: object) -> FollowUp:
    return FollowUp(
        **{"subject": Subject(subject), "community": COMMUNITY, "owner": ORGANISER, "began_at": NOON, **fields}
    )


class StoreFollowUps:
    async def test_a_follow_up_is_kept_with_everything(self, kept: Stores) -> None:
        bare = follow_up()
        whole = replace(
            bare,
            stage=Stage.STARTED,
            statement=SAID,
            review_at=NOON + 30 * DAY,
            review=POLL,
            nagged=2,
            owner=None,
        )
        idea = follow_up("d0000001", topic=Topic.IDEA)
        async with kept.work.writing() as work:
            assert await work.follow_ups.find(SUBJECT) is None
            assert await work.follow_ups.lock(SUBJECT) is None
            await work.follow_ups.add(bare)
            await work.follow_ups.add(idea)
            assert await work.follow_ups.lock(SUBJECT) == bare
            await work.follow_ups.save(whole)
        async with kept.work.reading() as work:
            assert await work.follow_ups.find(SUBJECT) == whole
            assert await work.follow_ups.find(Subject("d0000001")) == idea

    async def test_changes_are_numbered_and_stay(self, kept: Stores) -> None:
        one, other = follow_up(), follow_up("d0000001")
        async with kept.work.writing() as work:
            for each in (one, other):
                await work.follow_ups.add(each)
            steps = [(one, Stage.PLANNED), (other, Stage.DECLINED), (one, Stage.DONE)]
            noted = [
                await work.follow_ups.note(
                    replace(each, stage=stage), Deed.STAGED, reason="so", at=NOON + place * DAY, by=ORGANISER
                )
                for place, (each, stage) in enumerate(steps)
            ]
            said = await work.follow_ups.note(one, Deed.STATED, reason="", at=NOON + 3 * DAY, by=None)
        assert [(change.subject, change.number) for change in (*noted, said)] == [
            (SUBJECT, 1),
            ("d0000001", 1),
            (SUBJECT, 2),
            (SUBJECT, 3),
        ]
        async with kept.work.reading() as work:
            assert await work.follow_ups.changes(SUBJECT) == [noted[0], noted[2], said]
            assert await work.follow_ups.changes(Subject("nothing0")) == []
            assert await work.follow_ups.changed(COMMUNITY, NOON, NOON + 2 * DAY) == noted[1:]
            assert await work.follow_ups.changed(CommunityId("other"), NOON - DAY, NOON + 9 * DAY) == []

    async def test_the_log_is_the_newest_first_page_by_page(self, kept: Stores) -> None:
        made = [
            follow_up(f"d000000{place}", began_at=NOON + (place // 2) * DAY, stage=stage)
            for place, stage in enumerate((Stage.OPEN, Stage.DONE, Stage.OPEN, Stage.PLANNED))
        ]
        async with kept.work.writing() as work:
            for each in (*made, follow_up("d0000009", topic=Topic.IDEA)):
                await work.follow_ups.add(each)
        newest = [made[2], made[3], made[0], made[1]]
        async with kept.work.reading() as work:
            log = work.follow_ups.log
            assert await log(COMMUNITY, limit=9) == newest
            for place, each in enumerate(newest):
                assert await log(COMMUNITY, limit=2, before=each) == newest[place + 1 : place + 3]
            assert await log(COMMUNITY, limit=9, stages=[Stage.OPEN, Stage.PLANNED]) == [made[2], made[3], made[0]]
            assert [each.subject for each in await log(COMMUNITY, limit=9, topic=Topic.IDEA)] == ["d0000009"]
            assert await log(CommunityId("other"), limit=9) == []
            assert await log(COMMUNITY, limit=9, owners=[ORGANISER]) == newest
            assert await log(COMMUNITY, limit=9, owners=[PersonId("another")]) == []
            assert await log(COMMUNITY, limit=9, unanswered=True) == []

    async def test_an_outcome_without_a_word_on_it_is_owed_one(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            for number in ("p0000002", "p0000003"):
                await work.polls.add(poll(number=number))
                await work.follow_ups.add(follow_up(number, review_at=NOON + 5 * DAY))
            await work.follow_ups.add(follow_up(review_at=NOON + 5 * DAY))  # its poll is open
            await work.follow_ups.add(follow_up("d0000001", topic=Topic.IDEA, review_at=NOON))
            for number, days in (("p0000002", 1), ("p0000003", 0)):
                closed = close(await work.polls.lock(PollId(number)), NOON + days * DAY, by_deadline=False)
                await work.polls.save(closed)
            owing = [(each.follow_up.subject, each.closed_at) for each in await work.follow_ups.owing(NOON + DAY, 1)]
            assert owing == [("p0000003", NOON), ("p0000002", NOON + DAY)]
            assert [each.follow_up.subject for each in await work.follow_ups.owing(NOON, 1)] == ["p0000003"]
            await work.follow_ups.save(follow_up("p0000003", nagged=1, review_at=NOON + 5 * DAY))
            await work.follow_ups.save(follow_up("p0000002", statement=SAID, review_at=NOON + 5 * DAY))
            assert await work.follow_ups.owing(NOON + DAY, 1) == []
            waiting = await work.follow_ups.log(COMMUNITY, limit=9, unanswered=True)
            assert [each.subject for each in waiting] == ["p0000003"]
            assert [each.follow_up.subject for each in await work.follow_ups.owing(NOON + DAY, 2)] == ["p0000003"]
            assert await work.follow_ups.to_review(NOON + 4 * DAY) == []
            due = [each.subject for each in await work.follow_ups.to_review(NOON + 5 * DAY)]
            assert due == ["p0000002", "p0000003"]
            await work.follow_ups.save(follow_up("p0000003", stage=Stage.DECLINED, review_at=NOON + 5 * DAY))
            assert [each.subject for each in await work.follow_ups.to_review(NOON + 5 * DAY)] == ["p0000002"]
            await work.follow_ups.save(follow_up("p0000003", review_at=NOON + 5 * DAY))
            await work.follow_ups.save(follow_up("p0000002", review=POLL, review_at=NOON + 5 * DAY))
            assert [each.subject for each in await work.follow_ups.to_review(NOON + 5 * DAY)] == ["p0000003"]

    async def test_whoever_is_forgotten_is_named_nowhere(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            mine = follow_up(statement=SAID)
            await work.follow_ups.add(mine)
            change = await work.follow_ups.note(mine, Deed.STATED, reason="", at=NOON, by=ORGANISER)
            about = await work.personal.about(ORGANISER)
            assert (about.answers_for, about.changes) == ([SUBJECT], [change])
            await work.personal.erase(ORGANISER, "gone-1")
            about = await work.personal.about(ORGANISER)
            assert (about.answers_for, about.changes) == ([], [])
            assert await work.follow_ups.find(SUBJECT) == replace(mine, owner=None)
            assert await work.follow_ups.changes(SUBJECT) == [replace(change, by=None)]

    async def test_who_changed_it_is_forgotten_in_time(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.follow_ups.add(follow_up())
            for days in (0, 5):
                await work.follow_ups.note(
                    follow_up(), Deed.STAGED, reason="so", at=NOON + days * DAY, by=PersonId(ORGANISER)
                )
            assert await work.follow_ups.forget_names(NOON + DAY) == 1
            assert await work.follow_ups.forget_names(NOON + DAY) == 0
            assert [change.by for change in await work.follow_ups.changes(SUBJECT)] == [None, ORGANISER]

    async def test_followers_are_told_what_they_do_not_know_yet(self, kept: Stores) -> None:
        ada, ben = PersonId("p-ada"), PersonId("p-ben")
        async with kept.work.writing() as work:
            await work.people.recognise(Identity(WEB, "ada", "Ada"), ada)
            await work.people.recognise(Identity(OTHER, "ben", "Ben"), ben)
            await work.follow_ups.add(follow_up())
            early = await work.follow_ups.note(follow_up(), Deed.STAGED, reason="", at=NOON, by=None)
            await work.subscriptions.add(POLL, ada, NOON)  # what came before the asking is no news
            await work.subscriptions.add(POLL, ben, NOON - DAY)
            late = await work.follow_ups.note(follow_up(), Deed.STATED, reason="", at=NOON + DAY, by=None)
        async with kept.work.writing() as work:
            due, news = work.followers.due, work.followers.news
            assert await due(COMMUNITY, NOON + DAY, [WEB, OTHER], limit=9) == [ada, ben]
            assert await due(COMMUNITY, NOON + DAY, [WEB, OTHER], limit=1) == [ada]
            assert await due(COMMUNITY, NOON + DAY, [WEB, OTHER], limit=9, after=ada) == [ben]
            assert await due(COMMUNITY, NOON + DAY, [OTHER], limit=9) == [ben]
            assert await due(COMMUNITY, NOON, [WEB, OTHER], limit=9) == [ben]
            assert await due(CommunityId("other"), NOON + DAY, [WEB, OTHER], limit=9) == []
            assert await news(COMMUNITY, ada, NOON + DAY) == [late]
            assert await news(COMMUNITY, ben, NOON + DAY) == [early, late]
            await work.followers.told(COMMUNITY, ben, NOON)
            assert await news(COMMUNITY, ben, NOON + DAY) == [late]
            for until in (NOON + DAY, NOON):
                await work.followers.told(COMMUNITY, ben, until)
                assert await news(COMMUNITY, ben, NOON + DAY) == []
            assert await due(COMMUNITY, NOON + DAY, [WEB, OTHER], limit=9) == [ada]
            await work.personal.erase(ben, "gone-1")
            await work.subscriptions.add(POLL, ben, NOON - DAY)
            assert await news(COMMUNITY, ben, NOON + DAY) == [early, late]

    async def test_muting_all_leaves_what_is_no_decision(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            await work.polls.add(poll(number="p0000002"))
            await work.follow_ups.add(follow_up())
            for number in (POLL, PollId("p0000002")):
                await work.subscriptions.add(number, ORGANISER, NOON)
            assert await work.followers.mute_all(ORGANISER) == 1
            assert await work.followers.mute_all(ORGANISER) == 0
            assert await work.subscriptions.of_poll(POLL) == []
            assert await work.subscriptions.of_poll(PollId("p0000002")) == [ORGANISER]

    async def test_rooms_want_the_monthly_post_until_they_do_not(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            for room, days in ((ROOM, 1), (ATTIC, 2), (ROOM, 3)):
                await work.follow_ups.switch_monthly(room, NOON + days * DAY)
        async with kept.work.writing() as work:
            assert await work.follow_ups.monthly(ROOM) == NOON + 3 * DAY
            assert await work.follow_ups.monthly_due(NOON + 2 * DAY) == {ATTIC: NOON + 2 * DAY}
            assert await work.follow_ups.monthly_due(NOON + DAY) == {}
            for _ in range(2):
                await work.follow_ups.switch_monthly(ATTIC, None)
            assert await work.follow_ups.monthly(ATTIC) is None
            assert set(await work.follow_ups.monthly_due(NOON + 9 * DAY)) == {ROOM}
