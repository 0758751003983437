"""Telegram with bad will and bad luck: words that are too long, buttons that are forged, people who ask too much."""

from __future__ import annotations

import asyncio

import pytest

from tests.platforms.telegram_server import NO_SPEC
from tests.telegramhouse import button, follow, heard, said, telegram_house

WORDY = "🦜" * 200


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path) as built:
        yield built
        if built.server.spec is None:
            pytest.skip(NO_SPEC)  # what is left to check is the specification alone
        assert built.server.spec_violations == []


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
