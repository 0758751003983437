"""One ranked decision on Telegram, Discord and the web at once: one count, one outcome, told everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from bot.domain.ids import PollId
from bot.domain.marks import ranking_of
from bot.domain.poll import Closed
from tests.discordhouse import DiscordHouse, discord_house
from tests.fakes.clock import FakeClock
from tests.platforms.discord_messages import Message as DiscordMessage
from tests.platforms.telegram_message import Message as TelegramMessage
from tests.platforms.telegram_server import TelegramServer
from tests.telegramhouse import TelegramHouse, button, said, telegram
from tests.webhouse import Browserless

QUESTION = "Where shall we go?"
LAKE, CITY, HILL = 1, 2, 3
LABELS = {LAKE: "Lake", CITY: "City", HILL: "Hill"}
# most put Lake first, and City beats each of the others: the case for which people rank
ON_TELEGRAM = ((LAKE, CITY, HILL), (LAKE, CITY, HILL), (CITY, HILL, LAKE))
ON_DISCORD = ((LAKE, CITY, HILL), (CITY, HILL, LAKE), (HILL, CITY, LAKE))
ON_THE_WEB = ((LAKE, CITY, HILL), (CITY, HILL, LAKE), (HILL, CITY, LAKE))


async def test_a_ranked_decision_on_three_platforms_has_one_outcome(tmp_path: Path) -> None:
    async with telegram_and_discord(tmp_path) as (house, server):
        chats = TelegramHouse(house.ascolto, server, house.clock)
        boss = await chats.organiser()
        group = server.supergroup("Choir friends")
        await chats.connect(group, boss)
        ada = await house.organiser()
        await house.connect(ada)

        await group.says(boss, f"/decide {QUESTION} | Lake | City | Hill --method ranked --quorum 5 --in all")
        await house.until(lambda: house.posts(house.general, QUESTION), what="the post on Discord")
        await house.until(lambda: any(each.buttons and QUESTION in each.words for each in said(group)))
        card = next(each for each in said(group) if each.buttons and QUESTION in each.words)
        post = house.posts(house.general, QUESTION)[-1]
        poll = (await house.poll()).id
        assert "Quorum: 5 must take part." in post.text

        await asyncio.gather(on_telegram(chats, server, card), on_discord(house, post), on_the_web(house, poll))
        async with house.ascolto.work.reading() as work:
            kinds = {ranking_of(kind): count for kind, count in (await work.ballots.kinds(poll)).items()}
            assert kinds == {(LAKE, CITY, HILL): 4, (CITY, HILL, LAKE): 3, (HILL, CITY, LAKE): 2}
            tally = await work.ballots.tally(poll)
            assert {name: part.voters for name, part in tally.platforms.items()} == {
                "telegram": 3,
                "discord": 3,
                "web": 3,
            }

        await group.says(boss, f"/close {poll}")
        await house.until(lambda: [each for each in said(group) if each.photo is not None], what="the outcome")
        result = await house.result(post)
        told = next(each.words for each in said(group) if each.photo is not None)
        async with httpx.AsyncClient(base_url=base(house), follow_redirects=True, timeout=60) as client:
            page = await Browserless(client).open(f"/p/{poll}")
        for words in (told, result.text, page):
            assert "Decided: “City”" in " ".join(words.split()), words
        assert isinstance((await house.poll()).state, Closed)
        assert house.server.spec_violations == []


@asynccontextmanager
async def telegram_and_discord(folder: Path) -> AsyncIterator[tuple[DiscordHouse, TelegramServer]]:
    """One program with both, and its web server; on one clock."""
    clock = FakeClock()
    async with (
        telegram(clock) as server,
        discord_house(
            folder,
            clock=clock,
            telegram_token=server.token,
            telegram_api_url=server.base_url.removesuffix("/bot"),
        ) as house,
    ):
        yield house, server


async def on_telegram(chats: TelegramHouse, server: TelegramServer, card: TelegramMessage) -> None:
    for number, ranking in enumerate(ON_TELEGRAM):
        person = server.user(100 + number, f"Tess {number}", language_code="en")
        for option in ranking:
            assert "Counted" in await chats.answer(person, card, button(card, LABELS[option]))


async def on_discord(house: DiscordHouse, post: DiscordMessage) -> None:
    for number, ranking in enumerate(ON_DISCORD):
        person = house.guild.member(f"Dan {number}")
        for option in ranking:
            attempt = await person.presses(post, LABELS[option])
            await attempt.answered()
            await house.until(lambda attempt=attempt: "Counted" in attempt.text, what="a receipt")


async def on_the_web(house: DiscordHouse, poll: PollId) -> None:
    for number, ranking in enumerate(ON_THE_WEB):
        async with httpx.AsyncClient(
            base_url=base(house), follow_redirects=True, timeout=60, headers={"accept-language": "en"}
        ) as client:
            visitor = Browserless(client)
            await visitor.open(f"/p/{poll}")
            await visitor.send("/name", {"name": f"Wim {number}", "back": f"/p/{poll}"})
            marks = {f"mark-{option}": str(place) for place, option in enumerate(ranking, start=1)}
            await visitor.vote(poll, **marks)
            assert "Counted" in visitor.words


def base(house: DiscordHouse) -> str:
    assert house.ascolto.server is not None
    return f"http://127.0.0.1:{house.ascolto.server.port}"
