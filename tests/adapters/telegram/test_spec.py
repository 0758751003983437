"""Everything that the adapter sends is held against the Bot API's own specification, where that is at hand."""

from __future__ import annotations

import pytest

from tests.platforms.telegram_server import NO_SPEC
from tests.telegramhouse import cards, follow, heard, said, telegram_house

METHODS = {
    "sendMessage",
    "editMessageText",
    "answerCallbackQuery",
    "sendPhoto",
    "sendPoll",
    "stopPoll",
    "setMyCommands",
    "getUpdates",
    "getMe",
    "deleteMessage",
    "sendDocument",
    "deleteWebhook",
    "editMessageReplyMarkup",
}


async def test_every_request_of_a_whole_day_is_as_specified(tmp_path):
    async with telegram_house(tmp_path) as house:
        if house.server.spec is None:
            pytest.skip(NO_SPEC)
        boss = await house.organiser()
        group = house.server.supergroup("Choir")
        await house.connect(group, boss)
        post = await house.launch(group, boss, "/poll Where? | Lake <b> & co | City $1 | \u202eHill --multi 2 --for 2h")
        await house.answer(boss, post, 0)
        await follow(boss, post, "My vote")
        await house.launch(group, boss, "/poll Native? | A | B --native --for 2h")
        await house.private_says(boss, "/poll")
        await house.until(lambda: "Question" in heard(house.server.private(boss)))
        await boss.writes("Typed into the form?")
        await house.private_says(boss, f"/export {(await house.poll()).id}")
        await house.until(lambda: any(each.document for each in said(house.server.private(boss))))
        offer = next(each for each in said(group) if "Close now" in str(each.buttons))
        await boss.taps(offer, "Close now")
        await house.until(lambda: "Yes" in str(offer.buttons))
        house.clock.advance(hours=2)
        await house.until(lambda: sum(each.photo is not None for each in said(group)) == 2)
        await house.until(lambda: all(each.poll is None or each.poll.is_closed for each in cards(group)))
        assert {request.method for request in house.server.requests} >= METHODS
        assert house.server.spec_violations == []
