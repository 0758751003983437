"""`python -m bench.telegram_pictures`: the pictures of docs/telegram.md, of messages that the program really sent.

The program talks to the tests' Telegram over a socket; what arrived there is drawn in the colours of the app. Needs
Chromium.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bench.chat_look import Bubble, chat_page
from bench.chat_pictures import take
from tests.platforms.telegram_message import Message
from tests.telegramhouse import cards, follow, said, telegram_house

VOTES = (0, 0, 1, 0, 2, 2, 0, 1, 0, 3, 2, 0)
SIZE = (390, 844)


async def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        chats = await _story(Path(folder))
    return await take("telegram", SIZE, lambda dark: [chat_page(title, bubbles, dark=dark) for title, bubbles in chats])


async def _story(folder: Path) -> list[tuple[str, list[Bubble]]]:
    """A group with a poll that runs, someone's private view of it, and the group after the close."""
    async with telegram_house(folder, community_name="Lakeside choir") as house:
        boss = await house.organiser()
        group = house.server.supergroup("Lakeside choir")
        await house.connect(group, boss)
        line = (
            "/poll Where should the summer party be? | Lake 🏖️ | City 🏙️ | Mountains ⛰️ | Anywhere with pizza 🍕 --for 2d"
        )
        post = await house.launch(group, boss, line)
        people = [house.server.user(100 + number, f"Voter {number}") for number in range(len(VOTES))]
        for person, option in zip(people, VOTES, strict=True):
            await house.answer(person, post, option)
        await house.until(lambda: f"{len(VOTES)} people voted" in post.words)
        running = [
            _bubble(message) for message in group.messages if message.words.startswith("/poll") or message is post
        ]
        ada = people[3]
        await follow(ada, post, "My vote")
        await house.until(lambda: said(house.server.private(ada)))
        view = [_bubble(message) for message in said(house.server.private(ada))]
        house.clock.advance(days=2)
        await house.until(lambda: any(message.photo for message in said(group)))
        await house.until(lambda: cards(group)[-1].buttons == [])
        closed = [_bubble(message) for message in said(group) if message.photo]
        return [("Lakeside choir", running), ("Ascolto", view), ("Lakeside choir", closed)]


def _bubble(message: Message) -> Bubble:
    mine = not message.by_bot
    return Bubble(message.html, message.buttons, message.photo, mine, "" if mine else "Ascolto")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
