"""`python -m bench.discord_pictures`: the pictures of docs/discord.md, of messages that the program really sent.

The program talks to the tests' Discord over sockets; what arrived there is drawn in the colours of the app. Needs
Chromium.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable
from pathlib import Path

from adapters.discord.limits import DISCORD
from bench.chat_pictures import take
from bench.discord_look import Shown, channel_page, form_page
from bot.clock import SystemChance
from bot.domain.ids import CommunityId
from bot.domain.method import Counting, Method
from bot.domain.poll import Rules
from bot.services.asking import NewPoll
from bot.services.polls import Polls
from tests.discordhouse import DiscordHouse, discord_house
from tests.platforms.discord_interactions import Attempt
from tests.platforms.discord_messages import Message
from tests.platforms.discord_modals import Modal
from tests.platforms.discord_people import Member

HOME = CommunityId("home")
VOTES = (0, 0, 1, 0, 2, 2, 0, 1, 0, 3, 2, 0)
LABELS = ("Lake 🏖️", "City 🏙️", "Mountains ⛰️", "Anywhere with pizza 🍕")
FILLED = {"question": "Where should the summer party be?", "options": "\n".join(LABELS)}
SIZE = (480, 730)
ASKING = (480, 690)
PAPERS = (440, 800)


async def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        channels = await _story(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        modal, preview = await _asking(Path(folder))

    def asking(dark: bool) -> list[str]:
        form = form_page(modal.title, modal.components, FILLED, dark=dark)
        return [form, channel_page("general", [preview], dark=dark)]

    failed = await take("discord-asking", ASKING, asking)
    failed = failed or await take(
        "discord", SIZE, lambda dark: [channel_page("general", shown, dark=dark) for shown in channels]
    )
    with tempfile.TemporaryDirectory() as folder:
        papers = await _papers(Path(folder))
    return failed or await take(
        "discord-papers", PAPERS, lambda dark: [channel_page("general", shown, dark=dark) for shown in papers]
    )


async def _asking(folder: Path) -> tuple[Modal, Shown]:
    """The form that /poll opens, and the preview that answers it."""
    async with discord_house(folder) as house:
        boss = await house.organiser()
        await house.connect(boss)
        opened = await boss.slash(house.general, "poll")
        assert opened.modal is not None
        preview = await boss.submits(opened, FILLED)
        await preview.answered()
        return opened.modal, _shown(preview.answer, only_you=True)


async def _story(folder: Path) -> list[list[Shown]]:
    """A poll that runs, with one voter's receipt; its own post after the close, and the result below."""
    async with discord_house(folder) as house:
        boss = await house.organiser()
        await house.connect(boss)
        post = await house.launch(boss, question=FILLED["question"], options=" | ".join(LABELS), until="2d")
        receipt = None
        for number, option in enumerate(VOTES):
            voter = house.guild.member(f"Voter {number}")
            receipt = await voter.presses(post, LABELS[option])
            await receipt.answered()
        await house.until(lambda: f"{len(VOTES)} people voted" in post.text)
        assert receipt is not None
        assert receipt.answer is not None
        running = [_shown(post), _shown(receipt.answer, only_you=True)]
        house.clock.advance(days=2)
        result = await house.result(post)
        await house.until(lambda: post.attachments)
        return [running, [_shown(post)], [_shown(result)]]


async def _papers(folder: Path) -> list[list[Shown]]:
    """A ranking with a voter's receipt, and the papers of a ranking, of scores and of points as one voter sees them."""
    async with discord_house(folder) as house:
        boss = await house.organiser()
        await house.connect(boss)
        voter = house.guild.member("Bruno")
        post = await _counted(house, Counting(method=Method.RANKED))
        for label in (LABELS[1], LABELS[0]):
            receipt = await voter.presses(post, label)
            await receipt.answered()
        await house.until(lambda: "1 person voted" in post.text)
        shown = [[_shown(post), _shown(receipt.answer, only_you=True)]]
        paper = receipt.answer
        await _drawn(house, paper, voter.presses(paper, "My ballot"))
        shown.append([_shown(paper, only_you=True)])
        paper = await _paper(house, voter, Counting(method=Method.STAR))
        for place, title in ((0, "4 of 5"), (2, "0 of 5")):
            await _drawn(house, paper, voter.selects(paper, title, custom_id=paper.selects[place].custom_id))
        shown.append([_shown(paper, only_you=True)])
        paper = await _paper(house, voter, Counting(method=Method.POINTS, points=5))
        for place in (1, 1, 7):
            await _drawn(house, paper, voter.presses(paper, custom_id=paper.buttons[place].custom_id))
        return [*shown, [_shown(paper, only_you=True)]]


async def _paper(house: DiscordHouse, voter: Member, counting: Counting) -> Message:
    return await (await voter.presses(await _counted(house, counting), "Vote")).answered()


async def _counted(house: DiscordHouse, counting: Counting) -> Message:
    ascolto, question = house.ascolto, FILLED["question"]
    async with ascolto.work.reading() as work:
        author = (await work.people.organisers(HOME))[0]
    channel = await ascolto.desk.channel_at(DISCORD, f"{house.guild.id}/{house.general.id}")
    assert channel is not None
    new = NewPoll(community=HOME, question=question, options=LABELS, rules=Rules(counting=counting))
    before = len(house.posts(house.general, question))
    polls = Polls(ascolto.work, house.clock, SystemChance(), ascolto.announcing.changed)
    await polls.launch(new, author.id, [channel], None, None)
    await house.until(lambda: len(house.posts(house.general, question)) > before)
    return house.posts(house.general, question)[-1]


async def _drawn(house: DiscordHouse, paper: Message, press: Awaitable[Attempt]) -> None:
    before = paper.edit_count
    await press
    await house.until(lambda: paper.edit_count > before)


def _shown(message: Message, *, only_you: bool = False) -> Shown:
    pictures = {each.filename: each.data for each in message.attachments}
    return Shown("Ascolto", message.components, pictures, only_you)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
