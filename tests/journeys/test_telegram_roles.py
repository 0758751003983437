"""Roles on Telegram: codes as deep links and typed, answers in private, and a chat's own administrators."""

from __future__ import annotations

import re

import pytest

from bot.domain.audit import Act
from bot.domain.ids import CommunityId
from tests.telegramhouse import button, cards, heard, said, telegram_house


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path) as built:
        yield built


@pytest.fixture
async def inheriting(tmp_path):
    async with telegram_house(tmp_path, inherit_roles="organiser") as built:
        yield built


async def commands_of(house, person):
    return {
        each["command"]
        for (scope, _), menu in house.server.account.commands.items()
        if scope[0] == "chat" and str(person.id) in str(scope)
        for each in menu
    }


async def test_a_code_made_in_chat_gives_its_first_bearer_a_role_and_their_menu(house):
    boss = await house.organiser()
    private = house.server.private(boss)
    assert "Choir is yours" in heard(private)
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    # asked for in the group, answered in private: a code is for one
    await group.says(boss, "/role new moderator")
    await house.until(lambda: "/start " in heard(private))
    code = re.search(r"/start (\S+)", heard(private))[1]
    assert code not in heard(group)
    ada, eve = house.server.user(50, "Ada", started=True), house.server.user(51, "Eve", started=True)
    await house.private_says(ada, f"/start {code}")
    await house.until(lambda: "moderator of Choir" in heard(house.server.private(ada)))
    await house.until(lambda: house.server.private(ada).messages and commands_of(house, ada))
    menu = await commands_of(house, ada)
    assert {"close", "extend", "remind", "summary"} <= menu
    assert not {"poll", "export", "role", "audit"} & menu
    await house.private_says(eve, f"/start {code}")
    await house.until(lambda: "Somebody used this code before you" in heard(house.server.private(eve)))
    assert await commands_of(house, eve) == set()


async def test_a_moderator_is_asked_before_a_risky_button_does_something(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    await group.says(boss, "/poll Lunch? | A | B")
    await house.until(lambda: cards(group))
    offer = next(each for each in said(group) if "Close" in str(each.buttons))
    ada = house.server.user(50, "Ada", started=True)
    await house.private_says(boss, "/role new moderator")
    await house.until(lambda: "/start " in heard(house.server.private(boss)))
    await house.private_says(ada, "/start " + re.search(r"/start (\S+)", heard(house.server.private(boss)))[1])
    await house.until(lambda: "moderator of Choir" in heard(house.server.private(ada)))
    await ada.taps(offer, button(offer, "Close"))
    await house.until(lambda: "Yes" in str(offer.buttons) or "Sure" in str(offer.buttons))
    assert (await house.poll()).is_open


async def test_a_chats_administrators_act_there_as_the_setting_says(inheriting):
    house = inheriting
    boss = await house.organiser()
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    dora, carl = house.server.user(60, "Dora", started=True), house.server.user(61, "Carl", started=True)
    group.make_admin(dora)
    await group.says(carl, "/poll Mine? | A | B")
    await house.until(lambda: "Only organisers" in heard(group))
    await group.says(dora, "/poll Ours? | A | B")
    await house.until(lambda: cards(group))
    assert (await house.poll()).question == "Ours?"
    asked = [each for each in house.server.requests if each.method == "getChatAdministrators"]
    assert len(asked) == 1, "once for both, and kept"
    async with house.ascolto.work.reading() as work:
        launched = (await work.audit.recent(CommunityId("home"), limit=1))[0]
    assert (launched.act, launched.role, launched.detail["inherited"]) == (Act.LAUNCHED, "organiser", "yes")
    # never as an owner, and nowhere else
    await group.says(dora, "/role")
    await house.until(lambda: "Only owners" in heard(group) + heard(house.server.private(dora)))
    await house.private_says(dora, "/poll Elsewhere? | A | B")
    await house.until(lambda: "Only organisers" in heard(house.server.private(dora)))
    # dismissed there, it is over here a few minutes later
    group.members[dora.id] = type(group.member(dora))("member")
    house.clock.advance(minutes=6)
    await group.says(dora, "/poll Again? | A | B")
    await house.until(lambda: heard(group).count("Only organisers") == 2)
    assert (await house.poll()).question == "Ours?"


async def test_nobody_is_asked_about_administrators_where_it_makes_no_difference(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    dora = house.server.user(60, "Dora", started=True)
    group.make_admin(dora)
    await group.says(dora, "/poll Ours? | A | B")
    await house.until(lambda: "Only organisers" in heard(group))
    assert not [each for each in house.server.requests if each.method == "getChatAdministrators"]


async def test_a_right_that_telegram_does_not_confirm_is_none(inheriting):
    house = inheriting
    boss = await house.organiser()
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    dora = house.server.user(60, "Dora", started=True)
    group.make_admin(dora)
    house.server.fail_next("getChatAdministrators", 400, "Bad Request: CHAT_ADMIN_REQUIRED", times=50)
    await group.says(dora, "/poll Ours? | A | B")
    await house.until(lambda: "Only organisers" in heard(group))
