"""`python -m bench.discord_pictures`: the pictures of docs/discord.md, of messages that the program really sent.

The program talks to the tests' Discord over sockets; what arrived there is drawn in the colours of the app. Needs
Chromium.
"""

from __future__ import annotations

import asyncio
import html
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from bench.discord_look import Shown, channel_page
from tests.discordhouse import discord_house
from tests.platforms.discord_messages import Message

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
VOTES = (0, 0, 1, 0, 2, 2, 0, 1, 0, 3, 2, 0)
LABELS = ("Lake 🏖️", "City 🏙️", "Mountains ⛰️", "Anywhere with pizza 🍕")
SIZE = (480, 800)


async def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("No Chromium found: apt-get install chromium")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        channels = await _story(Path(folder))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for theme in ("light", "dark"):
            pages = [channel_page("general", shown, dark=theme == "dark") for shown in channels]
            columns = "".join(f'<iframe srcdoc="{html.escape(page)}"></iframe>' for page in pages)
            page = await browser.new_page(viewport={"width": SIZE[0] * len(pages), "height": SIZE[1]})
            await page.set_content(
                "<style>body{margin:0;display:flex}iframe{border:0;"
                f"width:{SIZE[0]}px;height:{SIZE[1]}px}}</style>{columns}"
            )
            await page.wait_for_timeout(600)
            await page.screenshot(path=FOLDER / f"discord-{theme}.png")
        await browser.close()
    print("docs/pictures/discord-light.png and discord-dark.png are made.")
    return 0


async def _story(folder: Path) -> list[list[Shown]]:
    """A poll that runs, with one voter's receipt; and the result after the close."""
    async with discord_house(folder) as house:
        boss = await house.organiser()
        await house.connect(boss)
        question = "Where should the summer party be?"
        post = await house.launch(boss, question=question, options=" | ".join(LABELS), until="2d")
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
        await house.until(lambda: [each for each in house.general.public if each.attachments])
        await house.until(lambda: "Closed" in post.text)
        closed = [_shown(each) for each in house.general.public if each.attachments]
        return [running, closed]


def _shown(message: Message, *, only_you: bool = False) -> Shown:
    pictures = {each.filename: each.data for each in message.attachments}
    return Shown("Ascolto", message.components, pictures, only_you)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
