"""Telegram with bad will and bad luck: words that are too long, buttons that are forged, people who ask too much."""

from __future__ import annotations

import asyncio

import pytest

from tests.telegramhouse import button, cards, check_spec, follow, heard, said, telegram_house

WORDY = "🦜" * 200


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path) as built:
        yield built
        check_spec(built.server)


@pytest.fixture
async def boss(house):
    return await house.organiser()


@pytest.fixture
async def group(house, boss):
    found = house.server.supergroup("Choir friends")
    await house.connect(found, boss)
    return found


def too_long(house) -> list[str]:
    return [each.description for each in house.server.requests if "long" in (each.description or "").lower()]


async def test_the_longest_words_still_fit_everywhere(house, boss, group):
    labels = [f"{number:02}{'🦜' * 198}" for number in range(1, 51)]
    post = await house.launch(
        group, boss, f"/poll {'❓' * 300} | {' | '.join(labels)} --multi 50 --about {'🎶' * 1000} --names"
    )
    poll = await house.poll()
    for number in range(1, 4):
        await group.says(boss, f"/fix {poll.id} {number}: {number}{'🐸' * 199}")
    await group.says(boss, f"/fix {poll.id} {'❗' * 300}")
    await house.until(lambda: "❗" in post.words)
    ada = house.server.user(50, "Ada" * 20)
    await follow(ada, post, "My vote")
    private = house.server.private(ada)
    await house.until(lambda: said(private))
    assert "Counted" in await house.answer(ada, said(private)[-1], 1)
    await house.until(lambda: "✅" in str(said(private)[-1].buttons))
    await group.says(boss, "/results")
    await house.until(lambda: any(each.photo for each in said(group)))
    await group.says(boss, f"/cancel {poll.id} {'🛑' * 300}")
    await house.until(lambda: "🛑" in post.words)
    assert too_long(house) == []


async def test_a_tie_of_fifty_is_not_too_much_bold(house, boss, group):
    labels = " | ".join(f"{number}" for number in range(1, 51))
    post = await house.launch(group, boss, f"/poll Number? | {labels} --multi 50 --names")
    poll = await house.poll()
    for number in range(2):
        voter = house.server.user(100 + number, f"V{number}")
        taps = [await voter.taps_raw(post, f"v:{poll.id}:{option}") for option in range(1, 51)]
        await asyncio.gather(*(tap.answered for tap in taps))
    await house.until(lambda: "2 people voted" in post.words)
    await group.says(boss, "/results")
    await house.until(lambda: any(each.photo for each in said(group)))
    assert not [each for each in house.server.requests if "ENTITIES" in (each.description or "")]


async def test_a_form_full_of_long_answers_stays_one_message(house, boss, group):
    private = house.server.private(boss)
    await private.says(boss, "/poll")
    await house.until(lambda: "Question" in heard(private))
    form = said(private)[-1]
    await boss.writes("❓" * 2000)
    await house.until(lambda: "Options" in form.words)
    await boss.writes("\n".join("🦜" * 40 for _ in range(48)))
    await house.until(lambda: "Preview" in str(form.buttons))
    for place in [place for place, row in enumerate(form.buttons) if row[0].startswith("➕")]:
        label = form.buttons[place][0]
        await boss.taps(form, label)
        await house.until(lambda: "as a message" in form.words or "⚪" in str(form.buttons))
        if "⚪" in str(form.buttons):
            await boss.taps(form, button(form, "Back"))
        else:
            await boss.writes("🎺" * 2040)
        await house.until(lambda: "Preview" in str(form.buttons))
    await boss.taps(form, button(form, "Preview"))
    await house.until(lambda: "⚠️" in form.words)
    assert too_long(house) == []


async def test_results_asked_for_aloud_tell_nobodys_vote(house, boss, group):
    post = await house.launch(group, boss, "/poll Secret? | Lake | City --results after-vote")
    ada = house.server.user(50, "Ada")
    assert "Counted" in await house.answer(ada, post, "City")
    before = len(said(group))
    await group.says(ada, "/results")
    await house.until(lambda: len(said(group)) > before)
    answer = said(group)[-1].words
    assert "✅" not in answer
    assert "100" not in answer
    await ada.writes("/results")
    await house.until(lambda: "✅ City" in heard(house.server.private(ada)))


async def test_what_is_for_one_stays_out_of_the_group(house, boss, group):
    post = await house.launch(group, boss, "/poll Out? | Lake | City")
    await house.answer(boss, post, "Lake")
    await group.says(boss, "/close")
    await house.until(lambda: any("Summary" in str(each.buttons) for each in said(group)))
    offer = next(each for each in said(group) if "Summary" in str(each.buttons))
    await boss.taps(offer, button(offer, "Summary"))
    private = house.server.private(boss)
    await house.until(lambda: heard(private).count("How sure") == 2)  # the one at the close, and this
    await group.says(boss, "/poll Surprise for Ada? | Cake | Party --draft")
    await house.until(lambda: "Surprise" in heard(house.server.private(boss)))
    await group.says(boss, "/polls")
    await house.until(lambda: "Out?" in said(group)[-1].words)
    assert "How sure" not in heard(group)
    assert "Surprise" not in heard(group)


async def test_a_stranger_can_press_nothing_of_the_organisers(house, boss, group):
    await house.launch(group, boss, "/poll Mine? | Lake | City")
    await house.until(lambda: any("Close" in str(each.buttons) for each in said(group)))
    offer = next(each for each in said(group) if "Close" in str(each.buttons))
    eve = house.server.user(66, "Eve")
    before = offer.buttons
    assert "organisers" in await house.answer(eve, offer, button(offer, "Close"))
    assert offer.buttons == before


async def test_another_bots_commands_are_none_of_ours(house, boss, group):
    house.server.world.privacy = False
    before = len(said(group))
    for line in ("/weather Rome", "/ban@other_bot Eve", "/etc/passwd", "/", "/ poll", "/poll@other_bot A? | B | C"):
        await group.says(house.server.user(50, "Ada"), line)
    await group.says(boss, "/poll@ascolto_bot Out? | Lake | City")
    await house.until(lambda: cards(group))
    assert len([each for each in said(group)[before:] if not each.poll and "Out?" not in each.words]) <= 1
    assert "weather" not in heard(group)
    await group.says(boss, "/pol@ascolto_bot")
    await house.until(lambda: "/poll" in said(group)[-1].words)


async def test_buttons_without_a_message_or_under_one_that_is_gone_are_answered(house, boss, group):
    post = await house.launch(group, boss, "/poll Out? | Lake | City")
    poll, ada = await house.poll(), house.server.user(50, "Ada")
    group.erase(post)
    for message in (None, post):
        for data in (f"v:{poll.id}:1", f"p:{poll.id}:0", f"x:{poll.id}:0", "o:aaaaaaaaaaaaaaaa:0", "f:send:0:0"):
            tap = await ada.taps_raw(message, data)
            await house.until(tap.answered.done)
    assert await house.ballots(poll) == []


async def test_two_organisers_press_launch_at_once(house, boss, group):
    other = await house.organiser(2, "Gil")
    await boss.writes("/poll Out? | Lake | City --draft")
    private = house.server.private(boss)
    await house.until(lambda: any("Launch" in str(each.buttons) for each in said(private)))
    preview = next(each for each in said(private) if "Launch" in str(each.buttons))
    data = preview.key("Launch")["callback_data"]
    taps = [await person.taps_raw(preview, data) for person in (boss, other, boss)]
    await house.until(lambda: all(tap.answered.done() for tap in taps))
    await house.until(lambda: cards(group))
    assert len(cards(group)) == 1
