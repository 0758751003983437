"""The connection breaks after COMMIT was sent: nobody can know, so nobody claims to; and once more counts once."""

from __future__ import annotations

from bot.domain.conversation import Tone
from bot.domain.ids import OptionId
from tests.faults.wire import wire
from tests.house import BOSS, house, words
from tests.postgres import Server


async def test_a_vote_whose_commit_was_not_answered_counts_once_when_cast_again(postgres: Server) -> None:
    async with wire(postgres.fresh()) as (between, url), house(url) as home:
        await home.type("/poll Where? | Lake | City")
        poll = (await home.latest()).id
        for voter in (1, 2):
            assert (await home.vote(poll, voter, 1)).tone is Tone.DONE
        between.cut_after_commit = True
        told = await home.vote(poll, 2, 2)
        assert between.commits_cut == 1
        assert (told.tone, told.stored) == (Tone.ERROR, False)
        assert "may not be stored" in told.text
        assert "counts once" in told.text
        again = await home.vote(poll, 2, 2)
        assert "Already counted: City" in again.text  # it was stored, and nobody had claimed otherwise
        async with home.work.reading() as work:
            tally = await work.ballots.tally(poll)
        assert (tally.voters, tally.votes(OptionId(1)), tally.votes(OptionId(2))) == (2, 1, 1)


async def test_a_withdrawal_whose_commit_was_not_answered_may_be_made_again(postgres: Server) -> None:
    async with wire(postgres.fresh()) as (between, url), house(url) as home:
        await home.type("/poll Where? | Lake | City")
        poll = (await home.latest()).id
        await home.vote(poll, 1, 1)
        between.cut_after_commit = True
        assert not (await home.withdraw(poll, 1)).stored
        assert (await home.withdraw(poll, 1)).chosen == ()
        async with home.work.reading() as work:
            assert (await work.ballots.tally(poll)).voters == 0


async def test_a_command_whose_commit_was_not_answered_says_so_and_acts_once(postgres: Server) -> None:
    async with wire(postgres.fresh()) as (between, url), house(url) as home:
        await home.type("/poll First? | a | b")
        between.cut_after_commit = True
        told = await home.type("/poll Where? | Lake | City", BOSS, event="web-boss-launch0001")
        assert between.commits_cut == 1
        assert "may have been done" in words(told)
        await home.type("/poll Where? | Lake | City", BOSS, event="web-boss-launch0001")
        assert words(await home.type("/polls")).count("Where?") == 1


async def test_a_cut_wire_is_an_error_and_a_mended_one_is_none(postgres: Server) -> None:
    async with wire(postgres.fresh()) as (between, url), house(url) as home:
        await home.type("/poll Where? | Lake | City")
        poll = (await home.latest()).id
        await home.vote(poll, 1, 1)
        await between.cut()
        for _ in range(3):
            told = await home.vote(poll, 1, 2)
            assert (told.tone, told.stored) == (Tone.ERROR, False)
        assert "Nothing was changed" in words(await home.type("/polls"))
        between.mend()
        assert (await home.vote(poll, 1, 2)).tone is Tone.DONE
        assert "Where?" in words(await home.type("/polls"))
