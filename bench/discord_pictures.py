"""`python -m bench.discord_pictures`: the pictures of docs/discord.md, of messages that the program really sent.

The program talks to the tests' Discord over sockets; what arrived there is drawn in the colours of the app. Needs
Chromium.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bench.chat_pictures import take
from bench.discord_look import Shown, channel_page, form_page
from tests.discordhouse import discord_house
from tests.platforms.discord_messages import Message
from tests.platforms.discord_modals import Modal

VOTES = (0, 0, 1, 0, 2, 2, 0, 1, 0, 3, 2, 0)
LABELS = ("Lake 🏖️", "City 🏙️", "Mountains ⛰️", "Anywhere with pizza 🍕")
FILLED = {"question": "Where should the summer party be?", "options": "\n".join(LABELS)}
SIZE = (480, 730)
ASKING = (480, 690)


async def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        channels = await _story(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        modal, preview = await _asking(Path(folder))

    def asking(dark: bool) -> list[str]:
        form = form_page(modal.title, modal.components, FILLED, dark=dark)
        return [form, channel_page("general", [preview], dark=dark)]

    failed = await take("discord-asking", ASKING, asking)
    return failed or await take(
        "discord", SIZE, lambda dark: [channel_page("general", shown, dark=dark) for shown in channels]
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


def _shown(message: Message, *, only_you: bool = False) -> Shown:
    pictures = {each.filename: each.data for each in message.attachments}
    return Shown("Ascolto", message.components, pictures, only_you)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
