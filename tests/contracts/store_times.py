"""What every store promises of what is still to come: reminders and polls that are repeated."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.domain.digest import Digest
from bot.domain.errors import NotFound, WrongState
from bot.domain.ids import CommunityId, PersonId, RepeatId
from bot.domain.lifecycle import close
from bot.domain.poll import Electorate, ElectorateKind, ResultsShown, Rules, Scheduled, Secrecy
from bot.domain.repeat import Repeat
from bot.domain.rhythm import Every, Rhythm
from bot.domain.wall_clock import Span
from tests.builders import COMMUNITY, NOON, ORGANISER, draft, poll
from tests.contracts.store_contract import ATTIC, OTHER, ROOM, WEB, Stores

DAY = timedelta(days=1)


def repeat(number: str, **fields: object) -> Repeat:
    return Repeat(
        **{
            "id": RepeatId(number),
            "community": COMMUNITY,
            "author": ORGANISER,
            "question": "Weekly “mood”?",
            "description": "As ever",
            "options": ("Good 👍", "Bad"),
            "rules": Rules(
                most_choices=2,
                secrecy=Secrecy.NAMED,
                results=ResultsShown.AT_CLOSE,
                may_change=False,
                may_add_options=True,
                electorate=Electorate(ElectorateKind.CENSUS, 40),
            ),
            "native": True,
            "remind": timedelta(hours=2),
            "channels": (ROOM, ATTIC),
            "rhythm": Rhythm(Every.MONTH, time(9, 5), 31),
            "runs_for": Span(1, 2, timedelta(minutes=90)),
            "next_at": NOON + DAY,
            "created_at": NOON,
            **fields,
        }
    )


class StoreTimes:
    async def test_a_repeat_is_kept_with_everything(self, kept: Stores) -> None:
        whole = repeat("r0000002")
        bare = repeat("r0000001", remind=None, runs_for=None, rhythm=Rhythm(Every.DAY, time(0)), created_at=NOON + DAY)
        async with kept.work.writing() as work:
            for each in (bare, whole):
                await work.repeats.add(each)
            assert await work.repeats.lock(whole.id) == whole
            assert await work.repeats.lock(bare.id) == bare
            with pytest.raises(NotFound):
                await work.repeats.lock(RepeatId("r0000009"))
        async with kept.work.reading() as work:
            assert await work.repeats.of_community(COMMUNITY) == [whole, bare]
            assert await work.repeats.of_community(CommunityId("other")) == []
            assert await work.repeats.running() == [whole, bare]

    async def test_one_that_ended_runs_no_more(self, kept: Stores) -> None:
        one = repeat("r0000001")
        async with kept.work.writing() as work:
            await work.repeats.add(one)
            await work.repeats.save(one.ended(NOON))
        async with kept.work.writing() as work:
            ended = await work.repeats.lock(one.id)
            assert ended == replace(one, ended_at=NOON)
            with pytest.raises(WrongState):
                ended.ended(NOON)
            assert await work.repeats.running() == []
            assert await work.repeats.of_community(COMMUNITY) == []

    async def test_a_reminder_is_kept_and_found_while_it_may_be_due(self, kept: Stores) -> None:
        soon = poll(number="p0000011", closes_at=NOON + DAY, remind=timedelta(hours=1))
        later = poll(
            number="p0000012", closes_at=NOON + 2 * DAY, remind=timedelta(hours=1), state=Scheduled(NOON + DAY)
        )
        others = [
            draft(number="p0000013", closes_at=NOON + DAY, remind=timedelta(hours=1)),
            poll(number="p0000014", closes_at=NOON + DAY),
            poll(number="p0000015", remind=timedelta(hours=1)),
            close(poll(number="p0000016", closes_at=NOON + DAY, remind=timedelta(hours=1)), NOON, by_deadline=False),
        ]
        async with kept.work.writing() as work:
            for each in (later, soon, *others):
                await work.polls.add(each)
        async with kept.work.reading() as work:
            assert [found.id for found in await work.polls.to_remind()] == [soon.id, later.id]
            assert (await work.polls.get(soon.id)).remind_at == NOON + DAY - timedelta(hours=1)

    async def test_one_digest_a_person_and_community_until_it_is_taken_back(self, kept: Stores) -> None:
        asked = Digest(
            community=COMMUNITY,
            person=ORGANISER,
            channel=ROOM,
            rhythm=Rhythm(Every.WEEK, time(18, 30), 4),
            next_at=NOON + DAY,
            told_at=NOON,
        )
        async with kept.work.writing() as work:
            await work.digests.save(asked)
            assert await work.digests.find(COMMUNITY, ORGANISER) == asked
            assert await work.digests.due([WEB, OTHER], limit=9) == []
            due = replace(asked, channel=None, due_at=NOON + DAY, next_at=NOON + 8 * DAY)
            await work.digests.save(due)
        async with kept.work.writing() as work:
            assert await work.digests.lock(COMMUNITY, ORGANISER) == due
            assert await work.digests.lock(COMMUNITY, PersonId("nobody")) is None
            assert await work.digests.all() == [due]
            platform = (await work.people.get(ORGANISER)).platform
            assert await work.digests.due([platform], limit=9) == [due]
            assert await work.digests.due([OTHER], limit=9) == []
            assert (await work.personal.about(ORGANISER)).digests == [COMMUNITY]
            await work.digests.save(due.told(NOON + DAY))
            assert await work.digests.due([platform], limit=9) == []
            assert await work.digests.remove(COMMUNITY, ORGANISER)
            assert not await work.digests.remove(COMMUNITY, ORGANISER)
            await work.digests.save(asked)
            await work.personal.erase(ORGANISER, "gone-1")
            assert await work.digests.all() == []
