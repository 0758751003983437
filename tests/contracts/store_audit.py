"""What every store promises about the audit log."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.audit import Act, AuditEntry
from bot.domain.community import Community, Role
from bot.domain.ids import CommunityId
from tests.builders import COMMUNITY, NOON, ORGANISER
from tests.contracts.store_contract import Stores


def entry(minutes: int, community: CommunityId = COMMUNITY, **detail: str) -> AuditEntry:
    return AuditEntry(
        at=NOON + timedelta(minutes=minutes),
        community=community,
        person=ORGANISER,
        role=Role.OWNER,
        act=Act.CLOSED,
        subject="p0000001",
        detail=detail,
    )


class StoreAudit:
    async def test_acts_are_read_back_from_the_latest_page_by_page(self, kept: Stores) -> None:
        other = CommunityId("a-second")
        async with kept.work.writing() as work:
            await work.communities.ensure(Community(id=other, name="Second", language="it", timezone="UTC"))
            for minutes in range(5):
                await work.audit.add(entry(minutes, reason=f"«{minutes}»"))
            await work.audit.add(entry(9, other))
        async with kept.work.reading() as work:
            page = await work.audit.recent(COMMUNITY, limit=3)
            assert [each.detail for each in page] == [{"reason": f"«{minutes}»"} for minutes in (4, 3, 2)]
            assert [each.number for each in page] == sorted((each.number for each in page), reverse=True)
            rest = await work.audit.recent(COMMUNITY, limit=9, before=page[-1].number)
            assert [each.at for each in rest] == [NOON + timedelta(minutes=1), NOON]
            assert (page[0].person, page[0].role, page[0].act) == (ORGANISER, Role.OWNER, Act.CLOSED)
            assert len(await work.audit.recent(other, limit=9)) == 1

    async def test_the_operator_is_nobody_in_particular(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            at_the_machine = AuditEntry(at=NOON, community=COMMUNITY, person=None, role=None, act=Act.CODE_MADE)
            await work.audit.add(at_the_machine)
            (read,) = await work.audit.recent(COMMUNITY, limit=9)
            assert (read.person, read.role, read.subject, read.detail) == (None, None, "", {})

    async def test_only_age_lets_an_act_go(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            for minutes in (0, 10):
                await work.audit.add(entry(minutes))
            assert await work.audit.forget(NOON + timedelta(minutes=1)) == 1
            assert await work.audit.forget(NOON + timedelta(minutes=1)) == 0
            (left,) = await work.audit.recent(COMMUNITY, limit=9)
            assert left.at == NOON + timedelta(minutes=10)

    async def test_what_is_undone_was_not_done(self, kept: Stores) -> None:
        try:
            async with kept.work.writing() as work:
                await work.audit.add(entry(0))
                raise LookupError
        except LookupError:
            pass
        async with kept.work.reading() as work:
            assert await work.audit.recent(COMMUNITY, limit=9) == []
