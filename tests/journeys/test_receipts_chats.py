"""Receipts on Telegram and Discord: the code is read by its voter alone, never cut, and the root stands in the room."""

from __future__ import annotations

import asyncio
import re

from bot.domain.ballot_file import read_ballot_file
from bot.domain.verification import Found, verify
from tests.discordhouse import discord_house
from tests.telegramhouse import heard, said, telegram_house

CODE = re.compile(r"Receipt: ((?:[0-9a-z]{4}-){3}[0-9a-z]{4})\. Keep it")
ROOT = re.compile(r"Root, for checking the count: ([0-9a-f]{64})")
LONG = "W" * 200


async def checked(desk, poll, code, root):
    found = verify(read_ballot_file(await desk.published_ballots(poll.id)), code=code, noted=root)
    assert found.holds
    return found.receipt


async def test_on_telegram_the_code_stays_on_the_screen_and_can_be_read_again(tmp_path):
    async with telegram_house(tmp_path) as house:
        boss = await house.organiser()
        group = house.server.supergroup("Choir friends")
        await house.connect(group, boss)
        post = await house.launch(group, boss, f"/poll Where? | Lake | {LONG} --receipts --native --for 2h")
        assert "Every vote gets a receipt" in post.words
        voter = house.server.user(101, "Ada")
        codes = []
        for button in (0, 1):
            tap = await voter.taps(post, button)
            async with asyncio.timeout(30):
                answer = await tap.answered
            assert answer.show_alert
            assert len(answer.text) <= 200
            codes.append(CODE.search(answer.text)[1])
        await voter.starts()
        await house.private_says(voter, "/myvotes")
        await house.until(lambda: f"Receipt: {codes[1]}" in heard(house.server.private(voter)))
        assert codes[1] not in heard(group)
        poll = await house.poll()
        house.clock.advance(hours=2)

        def told() -> str:
            return heard(group) + "".join(each.caption or "" for each in said(group))

        await house.until(lambda: ROOT.search(told()))
        mine = await checked(house.ascolto.desk, poll, codes[1], ROOT.search(told())[1])
        assert (mine.found, mine.choices) == (Found.COUNTED, (2,))
        assert house.server.spec_violations == []


async def test_on_discord_the_code_is_in_the_voters_own_answer(tmp_path):
    async with discord_house(tmp_path) as house:
        ada = await house.organiser()
        await house.connect(ada)
        post = await house.launch(ada, question="Where?", options=f"Lake | {LONG}", receipts=True, until="2h")
        voter = house.guild.member("Ben")
        attempt = await voter.presses(post, "2")
        await attempt.world.until(lambda: CODE.search(attempt.text), what="a receipt's code")
        assert all(each.ephemeral_for is voter.user for each in attempt.answers)
        code = CODE.search(attempt.text)[1]
        assert code not in post.text
        poll = await house.poll()
        house.clock.advance(hours=2)
        result = await house.result(post)
        mine = await checked(house.ascolto.desk, poll, code, ROOT.search(result.text)[1])
        assert mine.found is Found.COUNTED
        assert house.server.spec_violations == []
