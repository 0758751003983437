"""Roles inherited from a platform's own administrators: by setting, in the rooms they run, and never as an owner."""

from __future__ import annotations

import pytest

from bot.domain.community import Identity, Inherited, Place, Role
from bot.domain.conversation import Tone, Typed
from bot.services.access import Access
from tests.builders import COMMUNITY
from tests.house import FAKE, LOBBY, follower, house, words

DORA = Identity(FAKE, "dora", "Dora", "en")
"""An administrator of the platform's, whom nobody gave a role."""
HERE = Place(FAKE, "lobby", "lobby")


async def told(home, line, *, manages=True, place=HERE, who=DORA):
    channel = LOBBY if place is not None else None
    return await home.desk.handle(Typed(sender=who, channel=channel, place=place, text=line, manages=manages))


def worked(reply):
    return all(getattr(part, "tone", None) is not Tone.ERROR for part in reply.parts)


@pytest.mark.parametrize("inherited", Inherited)
async def test_as_what_the_setting_says_and_no_more(tmp_path, inherited):
    async with house(f"sqlite:///{tmp_path}/i.db", inherited=inherited.role) as home:
        await home.type("/poll Lunch? | A | B")
        poll = (await home.latest()).id
        assert worked(await told(home, "/poll Mine? | A | B")) is (inherited is Inherited.ORGANISER)
        assert worked(await told(home, f"/close {poll}")) is (inherited is not Inherited.NOTHING)
        for line in ("/role", "/role new owner", "/role Bea voter", "/audit", "/community Mine"):
            assert not worked(await told(home, line)), line


async def test_in_the_place_that_they_run_only(tmp_path):
    async with house(f"sqlite:///{tmp_path}/i.db", inherited=Role.ORGANISER) as home:
        assert not worked(await told(home, "/poll X? | A | B", manages=False))
        assert not worked(await told(home, "/poll X? | A | B", place=None))
        assert not worked(await told(home, "/poll X? | A | B", manages=False, who=follower(1)))
        assert worked(await told(home, "/poll X? | A | B"))
        # nothing of it stays: the next request is looked at anew
        assert await home.desk.role_of(DORA, HERE) is Role.VOTER
        async with home.work.reading() as work:
            assert [person.name for person, _ in await work.people.team(COMMUNITY)] == ["Bea"]


async def test_the_log_says_that_it_was_inherited(tmp_path):
    async with house(f"sqlite:///{tmp_path}/i.db", inherited=Role.MODERATOR) as home:
        await home.type("/poll Lunch? | A | B")
        await told(home, "/close")
        assert "Dora (moderator by this place’s own administration) closed “Lunch?”" in words(await home.type("/audit"))


async def test_who_has_more_keeps_it(tmp_path):
    async with house(f"sqlite:///{tmp_path}/i.db", inherited=Role.MODERATOR) as home:
        boss = Identity(FAKE, "boss", "Bea", "en")
        assert worked(await told(home, "/audit", who=boss))


async def test_an_owner_is_never_inherited(tmp_path):
    async with house(f"sqlite:///{tmp_path}/i.db") as home:
        with pytest.raises(ValueError, match="never by a platform"):
            Access(home.work, home.clock, None, COMMUNITY, inherited=Role.OWNER)
    assert "owner" not in {each.value for each in Inherited}
