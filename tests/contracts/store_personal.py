"""What every store promises of what is kept about one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audit import Act, AuditEntry
from bot.domain.ballot import Choose
from bot.domain.codes import OneTimeCode
from bot.domain.community import Identity, Role
from bot.domain.errors import NotFound
from bot.domain.ids import OptionId, PersonId, PollId, VoterKey
from bot.domain.lifecycle import cancel, close
from bot.domain.poll import Option
from bot.domain.room import Entry, RoomMessage
from bot.domain.tally.plurality import recount
from bot.ports import STRANGER
from tests.builders import COMMUNITY, NOON, poll
from tests.contracts.store_contract import OTHER, POLL, ROOM, WEB, Stores, cast

ADA, BEN = PersonId("p-ada"), PersonId("p-ben")
LAKE, CITY = OptionId(1), OptionId(2)
GONE = VoterKey(f"{STRANGER}1")


async def people(kept: Stores) -> None:
    async with kept.work.writing() as work:
        await work.people.recognise(Identity(WEB, "ada", "Ada"), ADA)
        await work.people.recognise(Identity(WEB, "ben", "Ben"), BEN)
        await work.people.grant(COMMUNITY, ADA, Role.ORGANISER)


class StorePersonal:
    async def test_all_about_a_person_and_nothing_of_another(self, kept: Stores) -> None:
        await people(kept)
        await kept.box.cast(cast(ADA, Choose((LAKE, CITY))))
        await kept.box.cast(cast(BEN, Choose((CITY,))))
        async with kept.work.writing() as work:
            await work.subscriptions.add(POLL, ADA, NOON)
            await work.subscriptions.add(POLL, BEN, NOON)
            for author, only_for, text in ((ADA, None, "mine"), (BEN, ADA, "for me"), (BEN, None, "not mine")):
                await work.rooms.add(
                    RoomMessage(channel=ROOM, kind=Entry.WORDS, author=author, text=text, only_for=only_for, at=NOON)
                )
            own = await work.polls.lock(POLL)
            hill = Option(id=OptionId(len(own.options) + 1), label="Hill", added_by=ADA)
            await work.polls.save(own.changed(options=(*own.options, hill)))
            for who, subject in ((ADA, "mine"), (BEN, "not mine")):
                act = AuditEntry(
                    at=NOON, community=COMMUNITY, person=who, role=Role.ORGANISER, act=Act.CLOSED, subject=subject
                )
                await work.audit.add(act)
            about = await work.personal.about(ADA)
        assert about.person.name == "Ada"
        assert [(entry.act, entry.subject) for entry in about.acts] == [(Act.CLOSED, "mine")]
        assert about.roles == {COMMUNITY: Role.ORGANISER}
        assert [(ballot.poll, ballot.choices) for ballot in about.ballots] == [(POLL, (LAKE, CITY))]
        assert about.told == {POLL: NOON}
        assert [message.text for message in about.words] == ["mine", "for me"]
        assert about.options == [(POLL, "Hill")]
        assert about.polls == []
        with pytest.raises(NotFound):
            async with kept.work.reading() as work:
                await work.personal.about(PersonId("nobody"))

    async def test_a_ballot_taken_out_leaves_a_tally_that_equals_its_recount(self, kept: Stores) -> None:
        await kept.box.cast(cast(ADA, Choose((LAKE, CITY))))
        await kept.box.cast(cast(BEN, Choose((CITY,)), platform=OTHER))
        async with kept.work.writing() as work:
            before = await work.polls.lock(POLL)
            assert await work.personal.withdraw(POLL, VoterKey(ADA))
            assert not await work.personal.withdraw(POLL, VoterKey(ADA))
            assert (await work.polls.get(POLL)).version == before.version + 1
        async with kept.work.reading() as work:
            tally = await work.ballots.tally(POLL)
            assert tally == recount(await work.ballots.all(POLL))
            assert tally.voters == 1
        # and who comes back counts once
        await kept.box.cast(cast(ADA, Choose((LAKE,))))
        async with kept.work.reading() as work:
            assert (await work.ballots.tally(POLL)).voters == 2

    async def test_a_detached_ballot_stays_counted(self, kept: Stores) -> None:
        await kept.box.cast(cast(ADA, Choose((LAKE,))))
        async with kept.work.writing() as work:
            before = await work.ballots.tally(POLL)
            assert list(await work.personal.voters(POLL, limit=9)) == [ADA]
            assert await work.personal.detach(POLL, VoterKey(ADA), GONE)
            assert not await work.personal.detach(POLL, VoterKey(ADA), GONE)
            assert list(await work.personal.voters(POLL, limit=9)) == []
            assert await work.ballots.tally(POLL) == before == recount(await work.ballots.all(POLL))
            assert (await work.ballots.get(POLL, GONE)).choices == (LAKE,)  # type: ignore[union-attr]  # it is there
            await work.people.recognise(Identity(WEB, "ada", "Ada"), ADA)
            assert (await work.personal.about(ADA)).ballots == []

    async def test_many_are_detached_at_once(self, kept: Stores) -> None:
        for number in range(5):
            await kept.box.cast(cast(VoterKey(f"v{number}"), Choose((CITY,))))
        async with kept.work.writing() as work:
            voters = await work.personal.voters(POLL, limit=3)
            assert len(voters) == 3
            await work.personal.detach_all(POLL, {voter: VoterKey(f"{STRANGER}{voter}") for voter in voters})
            await work.personal.detach_all(POLL, {})
            assert len(await work.personal.voters(POLL, limit=9)) == 2
            assert await work.ballots.tally(POLL) == recount(await work.ballots.all(POLL))

    async def test_an_erased_person_is_not_found_and_holds_nothing(self, kept: Stores) -> None:
        await people(kept)
        async with kept.work.writing() as work:
            await work.subscriptions.add(POLL, ADA, NOON)
            await work.rooms.add(RoomMessage(channel=ROOM, kind=Entry.WORDS, author=ADA, text="mine", at=NOON))
            await work.rooms.add(RoomMessage(channel=ROOM, kind=Entry.WORDS, author=BEN, text="not mine", at=NOON))
            await work.notes.keep("web-form-ada", "half", None)
            await work.notes.keep("web-form-ada2", "another's", None)
            assert await work.personal.erase(ADA, f"{STRANGER}x") == 1
        async with kept.work.reading() as work:
            assert await work.people.find(WEB, "ada") is None
            assert (await work.people.get(ADA)).name == ""
            assert await work.people.role(COMMUNITY, ADA) is Role.VOTER
            about = await work.personal.about(ADA)
            assert (about.words, about.told, about.roles) == ([], {}, {})
            assert [each.text for each in await work.rooms.recent(ROOM, reader=ADA, limit=9)] == ["not mine"]
            assert await work.notes.find("web-form-ada", NOON) is None
            assert await work.notes.find("web-form-ada2", NOON) == "another's"

    async def test_polls_that_are_over_long_enough_are_found_until_they_are_marked(self, kept: Stores) -> None:
        later = NOON + timedelta(days=10)
        async with kept.work.writing() as work:
            await work.polls.save(close(await work.polls.lock(POLL), NOON, by_deadline=False))
            for number, end in (("p0000002", later), ("p0000003", NOON)):
                await work.polls.add(replace(poll(), id=PollId(number), created_at=NOON + timedelta(seconds=1)))
                await work.polls.save(cancel(await work.polls.lock(PollId(number)), end, "no"))
            await work.polls.add(replace(poll(), id=PollId("p0000004")))
            due = await work.personal.to_detach(NOON + timedelta(days=1), limit=9)
            assert list(due) == [POLL, "p0000003"]
            for _ in range(2):
                await work.personal.detached(POLL, NOON)
            assert await work.personal.is_detached(POLL)
            assert not await work.personal.is_detached(PollId("p0000003"))
            assert list(await work.personal.to_detach(NOON + timedelta(days=1), limit=9)) == ["p0000003"]
            assert len(await work.personal.to_detach(NOON + timedelta(days=30), limit=1)) == 1

    async def test_old_words_and_expired_links_are_deleted(self, kept: Stores) -> None:
        async with kept.work.writing() as work:
            for days in (0, 5):
                at = NOON + timedelta(days=days)
                await work.rooms.add(RoomMessage(channel=ROOM, kind=Entry.WORDS, text=f"day {days}", at=at))
                await work.sign_ins.add(OneTimeCode(digest=f"link {days}", expires_at=at))
            await work.rooms.add(RoomMessage(channel=ROOM, kind=Entry.CARD, poll=POLL, at=NOON))
            assert await work.personal.forget_words(NOON + timedelta(days=1)) == 1
            assert await work.personal.forget_links(NOON + timedelta(days=1)) == 1
            assert [each.text for each in await work.rooms.recent(ROOM, reader=None, limit=9)] == ["day 5", ""]
