"""Results on Telegram, in albums or in words; menus in two languages; what was deleted comes back, or stays away."""

from __future__ import annotations

import pytest

from tests.telegramhouse import cards, heard, said, telegram_house


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


async def running_poll(house, line="/poll Where? | Lake | City"):
    boss = await house.organiser()
    group = house.server.supergroup("Choir")
    await house.connect(group, boss)
    return boss, group, await house.launch(group, boss, line)


async def test_a_result_has_its_words_under_it_and_several_pictures_are_an_album(house):
    boss, group, post = await running_poll(house)
    for number in range(4):
        await house.answer(house.server.user(50 + number, f"Voter {number}"), post, number % 2)
        house.clock.advance(minutes=10)
    await group.says(boss, "/results")
    await house.until(lambda: any(each.photo for each in said(group)))
    assert "4 people voted" in next(each for each in said(group) if each.photo).caption
    await group.says(boss, "/summary")
    private = house.server.private(boss)
    await house.until(lambda: sum(each.photo is not None for each in said(private)) == 2)
    first, second = [each for each in said(private) if each.photo]
    assert first.album == second.album is not None
    assert "How sure is this?" in first.caption
    assert "Votes over time" in second.caption
    assert "How sure is this?" not in heard(group)


async def test_where_a_picture_is_refused_the_words_come(house):
    boss, group, post = await running_poll(house)
    await house.answer(boss, post, "Lake")
    house.server.fail_next("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS", times=2)
    await group.says(boss, "/close")
    await house.until(lambda: any("came first" in each.words for each in said(group)))
    result = next(each for each in said(group) if "came first" in each.words)
    assert result.photo is None
    assert result.reply_to is post
    await group.says(boss, "/results")
    await house.until(lambda: any("Lake\n" in each.words and "100%" in each.words for each in said(group)[-1:]))


@pytest.mark.parametrize("faults", [1, 3])
async def test_a_server_that_fails_is_tried_again(house, faults):
    boss, group, post = await running_poll(house)
    await house.answer(boss, post, "Lake")
    house.server.fail_next("sendPhoto", 502, "Bad Gateway", times=faults)
    house.server.fail_next("editMessageText", 500, "Internal Server Error", times=faults)
    await group.says(boss, "/close")
    await house.until(lambda: any(each.photo for each in said(group)))
    await house.until(lambda: "Closed" in post.words and post.buttons == [])


async def test_a_deleted_post_comes_back_while_people_can_vote(house):
    _, group, post = await running_poll(house)
    group.erase(post)
    house.clock.advance(seconds=10)
    ada = house.server.user(50, "Ada")
    tap = await ada.taps_raw(post, post.key("Lake")["callback_data"])
    assert "✓ Counted" in (await tap.answered).text
    await house.until(lambda: any("1 person voted" in each.words for each in cards(group)))
    assert len(cards(group)) == 1
    assert "Changed" in await house.answer(ada, cards(group)[-1], "City")


async def test_a_deleted_post_stays_away_where_the_operator_wants_that(tmp_path):
    async with telegram_house(tmp_path, deleted_posts="retire") as house:
        boss, group, post = await running_poll(house)
        group.erase(post)
        house.clock.advance(seconds=10)
        tap = await boss.taps_raw(post, post.key("Lake")["callback_data"])
        assert "✓ Counted" in (await tap.answered).text
        await house.until(lambda: _given_up(house))
        await house.private_says(boss, "/summary")
        await house.until(lambda: "Not delivered to #Choir: the card was deleted" in heard(house.server.private(boss)))
        assert cards(group) == []


async def _given_up(house):
    async with house.ascolto.work.reading() as work:
        return any(post.failed for post in await work.posts.of_poll((await house.poll()).id))


async def test_the_menu_is_in_both_languages_and_longer_for_organisers(house):
    boss = await house.organiser()
    menus = house.server.account.commands
    await house.until(lambda: any(str(boss.id) in str(scope) for scope, _ in menus))
    everyone = {
        language: [each["command"] for each in menu]
        for (scope, language), menu in menus.items()
        if scope[0] == "default"
    }
    assert set(everyone) == {"", "en", "it"}
    assert "poll" not in everyone["en"]
    assert "myvotes" in everyone["it"]
    mine = next(menu for (scope, _), menu in menus.items() if scope[0] == "chat")
    assert "poll" in [each["command"] for each in mine]
    italian = next(menu for (scope, language), menu in menus.items() if scope[0] == "default" and language == "it")
    assert any("votato" in each["description"] for each in italian)


async def test_a_poll_in_several_lines_and_in_italian(house):
    boss = await house.organiser(language="it")
    group = house.server.supergroup("Coro")
    group.add_bot(by=boss)
    await group.says(boss, "/connect@ascolto_bot")
    await house.until(lambda: said(group))
    await group.says(boss, "/poll Dove ci troviamo?\nLago\nCittà\n--until domani alle 18")
    await house.until(lambda: cards(group) or any("Lago" in each.words for each in said(group)))
    poll = await house.poll()
    assert [option.label for option in poll.options] == ["Lago", "Città"]
    assert poll.closes_at is not None
    post = next(each for each in said(group) if each.buttons and "Lago" in str(each.buttons))
    assert "✓ Contato: Lago" in await house.answer(boss, post, "Lago")
