"""The audit log: every privileged act leaves a line in its own transaction, and nobody can change it."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.commands.all import REGISTRY
from bot.commands.audit_words import _PLAIN, _TELLING
from bot.domain.audit import Act
from bot.domain.community import Identity, Place, Role
from bot.domain.conversation import SendFile, Typed
from bot.domain.ids import CommunityId
from bot.services.retention import Kept, Retention
from storage.engine import parse_url, sync_engine
from tests.builders import COMMUNITY
from tests.fakes.clock import FakeChance
from tests.house import BOSS, FAKE, follower, house, offers, words

ADA = Identity(FAKE, "ada", "Ada", "en")


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def log(home, community=COMMUNITY):
    """Oldest first."""
    async with home.work.reading() as work:
        return list(await work.audit.recent(community, limit=200))[::-1]


async def acts(home):
    return [entry.act for entry in await log(home)]


async def test_claiming_the_community_is_the_first_that_is_written_down(home):
    made, used = await log(home)
    assert (made.act, made.person, made.role) == (Act.CODE_MADE, None, None)
    assert (used.act, used.role, used.detail) == (Act.CODE_USED, Role.OWNER, {"before": "voter", "after": "owner"})


EVERY_ACT = {
    "poll": ("/poll Lunch? | A | B --add", Act.LAUNCHED),
    "extend": ("/extend {poll} 3h", Act.MOVED),
    "remind": ("/remind {poll} 1h", Act.MOVED),
    "fix": ("/fix {poll} 1: Anchovies", Act.FIXED),
    "add": ("/add {poll} | Dates", Act.FIXED),
    "export": ("/export {poll} --ballots", Act.EXPORTED),
    "subscribe": ("/subscribe", None),
    "broadcast": ("/broadcast {poll}", None),
    "broadcasts": ("{start}", Act.BROADCAST_STARTED),
    "summary": ("/summary {poll}", None),
    "digest": ("/digest monday 9:00", None),
    "close": ("/close {poll}", Act.CLOSED),
    "reopen": ("/reopen {poll}", Act.REOPENED),
    "cancel": ("/cancel {poll} | no longer needed", Act.CANCELLED),
    "poll for guests": ("/poll Guests? | A | B --who invited", Act.LAUNCHED),
    "invite": ("/invite {poll} Ada, ada@choir.test | Bruno, bruno@choir.test", Act.INVITED),
    "quarantine": ("/quarantine {poll}", None),
    "repeats": ("/poll Weekly? | A | B --every monday 10:00 --for 2d", Act.REPEAT_BEGUN),
    "stop": ("/stop", Act.REPEAT_ENDED),
    "connect": ("/connect hall", Act.CONNECTED),
    "disconnect": ("/disconnect hall", Act.DISCONNECTED),
    "community": ("/community Lakeside choir", Act.DESCRIBED),
    "role": ("/role new moderator", Act.CODE_MADE),
    "audit": ("/audit export", Act.LOG_READ),
    "decide": ("/decide Trees? | A | B", Act.LAUNCHED),
    "monthly": ("/monthly on", Act.MONTHLY),
}
ONLY_READ_OR_DRAFT = {"launch", "edit", "discard"}
"""A draft is its author's alone; that it is launched is in the log as any other launch."""


def test_no_command_with_a_privilege_is_left_out_here() -> None:
    privileged = {command.name for command in REGISTRY if command.permission.least is not Role.VOTER}
    assert privileged - EVERY_ACT.keys() == ONLY_READ_OR_DRAFT


def test_every_act_has_words() -> None:
    assert {*_PLAIN, *_TELLING} == set(Act)
    assert not _PLAIN.keys() & _TELLING.keys()


async def test_every_privileged_act_is_written_down_with_who_and_what(home):
    poll, start = "", ""
    await home.type("/subscribe", follower(1))
    for line, act in EVERY_ACT.values():
        before = len(await log(home))
        reply = await home.type(line.format(poll=poll, start=start))
        assert "error" not in {str(getattr(part, "tone", "")) for part in reply.parts}, words(reply)
        new = (await log(home))[before:]
        assert [entry.act for entry in new] == ([act] if act is not None else []), line
        assert all((entry.role, entry.community) == (Role.OWNER, COMMUNITY) for entry in new)
        if act is Act.LAUNCHED:
            poll = (await home.latest()).id
            await home.vote(poll, 1, 1)
        if act in (Act.LAUNCHED, Act.MOVED, Act.FIXED, Act.EXPORTED, Act.CLOSED, Act.REOPENED, Act.CANCELLED):
            assert new[0].subject == poll
        start = next((each for each in offers(reply) if each.startswith("/broadcasts start")), start)
    said = words(await home.type("/audit"))
    for part in (
        "called off “Lunch?”",
        "broadcast “Lunch?” to 2 people",
        "began to repeat “Weekly?”",
        "connected #hall",
    ):
        assert part in said, said
    assert re.search(r"• .+, Bea \(owner\) closed “Lunch\?”", said)


async def test_what_is_refused_fails_or_comes_twice_leaves_one_line_or_none(home):
    before = len(await log(home))
    await home.type("/close nothere1")
    await home.type("/poll X? | A | B", follower(1))
    await home.type("/poll X? | A | B", event="e1")
    await home.type("/poll X? | A | B", event="e1")
    assert (await acts(home))[before:] == [Act.LAUNCHED]


async def test_what_voters_do_and_what_the_program_does_by_itself_is_nobodys_act(home):
    await home.type("/poll X? | A | B --add --for 1h")
    poll = (await home.latest()).id
    before = len(await log(home))
    await home.type(f"/add {poll} | C", follower(1))
    await home.vote(poll, 1, 1)
    await home.type(f"/notify {poll}", follower(1))
    home.clock.advance(hours=2)
    await home.settle()
    assert (await home.latest()).state.__class__.__name__ == "Closed"
    assert len(await log(home)) == before


async def test_two_who_act_at_once_are_not_taken_for_each_other(home):
    assert (await home.desk.sign_in(await home.access.invite_organiser(timedelta(hours=1)), ADA)).good
    lines = [home.type(f"/poll By {who.name} {number}? | A | B", who) for number in range(5) for who in (BOSS, ADA)]
    await asyncio.gather(*lines)
    async with home.work.reading() as work:
        launched = [entry for entry in await work.audit.recent(COMMUNITY, limit=99) if entry.act is Act.LAUNCHED]
        assert len(launched) == 10
        names = await work.people.names([entry.person for entry in launched])
        for entry in launched:
            assert (await work.polls.get(entry.subject)).question.startswith(f"By {names[entry.person]} ")


async def test_a_role_that_is_given_and_taken_is_told_with_both_names(home):
    assert (await home.desk.sign_in(await home.access.invite_organiser(timedelta(hours=1)), ADA)).good
    await home.type("/role Ada owner")
    assert "Bea (owner) made Ada, who was organiser, owner" in words(await home.type("/audit"))
    assert "Ada (organiser) came with a one-time code and is organiser" in words(await home.type("/audit"))


async def test_who_was_forgotten_is_a_person_who_was_forgotten(home):
    assert (await home.desk.sign_in(await home.access.invite_organiser(timedelta(hours=1)), ADA)).good
    await home.type("/poll Lunch? | A | B", ADA)
    await home.type("/role Ada moderator")
    await home.type("/forget yes", ADA)
    said = words(await home.type("/audit"))
    assert "Ada" not in said
    assert "a person who was forgotten (organiser) launched “Lunch?”" in said
    assert "made a person who was forgotten, who was organiser, moderator" in said


async def test_the_file_has_every_line_and_runs_no_formula(home):
    evil = Identity(FAKE, "evil", "=HYPERLINK(1)", "en")
    assert (await home.desk.sign_in(await home.access.invite_organiser(timedelta(hours=1)), evil)).good
    await home.type("/poll =1+1 | A | B", evil)
    (part,) = (await home.type("/audit export")).parts
    assert isinstance(part, SendFile)
    assert part.name == "audit.csv"
    rows = list(csv.reader(io.StringIO(part.content.decode("utf-8-sig"))))
    assert len(rows) - 1 == len(await log(home))
    assert [row[5] for row in rows[-2:]] == ["launched", "log-read"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


async def test_another_communitys_log_is_another(home):
    carla, hall = Identity(FAKE, "carla", "Carla", "en"), Place(FAKE, "club/hall", "Club hall")

    async def there(line):
        channel = await home.desk.channel_at(FAKE, hall.address)
        return await home.desk.handle(Typed(sender=carla, channel=channel, place=hall, text=line, manages=True))

    await there("/connect")
    assert (await log(home, CommunityId("fake-club")))[0].act is Act.FOUNDED
    said = words(await there("/audit"))
    assert "Carla (owner) founded the community" in said
    assert "Bea" not in said
    assert "Carla" not in words(await home.type("/audit"))


async def test_not_even_the_program_can_change_what_was_written(home, database):
    engine = sync_engine(parse_url(database))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("UPDATE audit SET person_id = NULL, role = NULL"))
    engine.dispose()


async def test_only_its_age_lets_an_act_go(home):
    retention = Retention(home.work, home.clock, FakeChance(), Kept(acts=2))
    assert (await retention.carry_out()).acts == 0
    home.clock.advance(days=40)
    await home.type("/poll Lunch? | A | B")
    home.clock.advance(days=40)
    assert (await retention.carry_out()).acts == 2
    assert await acts(home) == [Act.LAUNCHED]
