"""Broadcasts on Telegram: the real library and the real program over sockets, people with real thumbs."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from adapters.telegram.letters import STOP
from tests.patience import PATIENCE
from tests.platforms.telegram_server import FloodLimits
from tests.telegramhouse import button, heard, said, telegram_house


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path, flood=FloodLimits(burst=3)) as built:
        yield built
        assert built.server.spec_violations == []


async def subscribers(house, count: int, first: int = 100, language: str = "en"):
    people = [house.server.user(first + number, f"Reader {number}", language_code=language) for number in range(count)]
    for person in people:
        await person.starts()
    await house.until(lambda: all(said(house.server.private(person)) for person in people))
    return people


def letters(house, person):
    """What this person was sent, with the button that stops such messages."""
    return [each for each in said(house.server.private(person)) if "🔕" in str(each.buttons)]


async def asked(house, boss, line="/broadcast"):
    """The preview, ready to be confirmed."""
    chat = house.server.private(boss)
    await chat.says(boss, line)
    await house.until(lambda: "Send it" in str(said(chat)[-1].buttons))
    return said(chat)[-1]


async def confirmed(house, boss, line="/broadcast"):
    chat = house.server.private(boss)
    before = len([each for each in said(chat) if "Broadcast " in each.words])
    preview = await asked(house, boss, line)
    await boss.taps(preview, button(preview, "Send it"))
    await house.until(lambda: len([each for each in said(chat) if "Broadcast " in each.words]) > before)
    return next(each for each in reversed(said(chat)) if "Broadcast " in each.words)


async def test_from_start_to_a_vote_in_private_and_the_final_receipt(house):
    boss = await house.organiser()
    people = await subscribers(house, 40)
    italian = (await subscribers(house, 1, 500, "it"))[0]
    await house.private_says(boss, "/poll Where shall we meet? | Lake | City --in #general")
    preview = await asked(house, boss)
    assert "41 people" in preview.words
    assert not letters(house, people[0])
    panel = await confirmed(house, boss)
    await house.until(lambda: "Done" in panel.words)
    assert "41 of 41 sent" in panel.words
    assert [len(letters(house, each)) for each in people] == [1] * 40
    assert panel.buttons == []
    letter = letters(house, people[0])[0]
    assert "Where shall we meet?" in letter.words
    assert "To stop: /unsubscribe" in letter.words
    assert "Per smettere" in letters(house, italian)[0].words
    # votes from there count in the same poll, once a person, and the one message is refreshed
    assert "✓ Counted: City" in await house.answer(people[0], letter, button(letter, "City"))
    await house.until(lambda: "✅ City" in str(letter.buttons))
    assert "Changed from City to Lake" in await house.answer(people[0], letter, button(letter, "Lake"))
    await house.until(lambda: "✅ Lake" in str(letter.buttons))
    assert "🔕" in str(letter.buttons)
    assert "/unsubscribe" in letter.words
    poll = await house.poll()
    assert (await house.tally(poll)).voters == 1
    # who has voted is left out of the next one
    panel = await confirmed(house, boss)
    await house.until(lambda: "Done" in panel.words)
    assert "40 of 41 sent" in panel.words
    assert "1 skipped" in panel.words
    assert len(letters(house, people[0])) == 1
    # after the close a tap says so
    await house.private_says(boss, f"/close {poll.id}")
    await house.until(lambda: "is closed" in heard(house.server.private(boss)))
    late = letters(house, people[1])[0]
    assert "closed" in await house.answer(people[1], late, button(late, "Lake"))
    await house.until(lambda: "Closed" in late.words)
    assert (await house.tally(poll)).voters == 1
    assert house.server.flood_errors == 0


async def test_stopped_by_the_button_and_back_by_the_command(house):
    boss = await house.organiser()
    people = await subscribers(house, 3)
    await house.private_says(boss, "/poll Where? | Lake | City --in #general")
    panel = await confirmed(house, boss)
    await house.until(lambda: "Done" in panel.words)
    letter = letters(house, people[0])[0]
    assert "no more polls in private" in await house.answer(people[0], letter, button(letter, "🔕"))
    assert "get no polls in private" in await house.answer(people[0], letter, button(letter, "🔕"))
    assert "no more polls" in await house.answer(people[1], letters(house, people[1])[0], button(letter, "🔕"))
    await people[1].writes("/subscribe")
    await house.until(lambda: "You will get the polls" in heard(house.server.private(people[1])))
    preview = await asked(house, boss)
    # the one who stayed, the one who came back, and the organiser is not among them without having asked for it
    assert "2 people" in preview.words


async def test_the_outcomes_chart_is_uploaded_once(house):
    boss = await house.organiser()
    people = await subscribers(house, 30)
    await house.private_says(boss, "/poll Where? | Lake | City --in #general")
    await confirmed(house, boss)
    await house.until(lambda: letters(house, people[0]))
    await house.answer(people[0], letters(house, people[0])[0], "City")
    await house.private_says(boss, "/close")
    await house.until(lambda: "is closed" in heard(house.server.private(boss)))
    before = len(house.server.calls("sendPhoto"))
    panel = await confirmed(house, boss)
    await house.until(lambda: "Done" in panel.words)
    sent = [each for each in house.server.calls("sendPhoto")[before:] if int(each.raw["chat_id"]) >= 100]
    assert len(sent) == 30
    uploads = [each for each in sent if each.files]
    assert len(uploads) == 1
    told = letters(house, people[7])[-1]
    assert told.photo.startswith(b"\x89PNG")
    assert "City" in told.caption
    assert "To stop: /unsubscribe" in told.caption


async def test_blocked_and_deleted_people_are_noted(house):
    boss = await house.organiser()
    people = await subscribers(house, 8)
    people[0].block()
    people[1].deactivate()
    await house.private_says(boss, "/poll Where? | Lake | City --in #general")
    # who blocked the bot has told Telegram, and Telegram us
    await house.until(lambda: _count(house, 7))
    panel = await confirmed(house, boss)
    await house.until(lambda: "Done" in panel.words)
    assert "6 of 7 sent, 1 do not take my messages" in panel.words
    tries = Counter(int(each.raw["chat_id"]) for each in house.server.calls("sendMessage"))
    people[0].unblock()
    await house.until(lambda: _count(house, 7))
    panel = await confirmed(house, boss)
    await house.until(lambda: "Done" in panel.words)
    assert letters(house, people[0])
    again = Counter(int(each.raw["chat_id"]) for each in house.server.calls("sendMessage"))
    assert again[people[1].id] == tries[people[1].id]


async def _count(house, wanted: int) -> bool:
    async with house.ascolto.work.reading() as work:
        return sum((await work.subscribers.count("home", house.clock.now())).values()) == wanted


async def test_a_storm_of_429_is_obeyed(house):
    boss = await house.organiser()
    people = await subscribers(house, 30)
    await house.private_says(boss, "/poll Where? | Lake | City --in #general")
    preview = await asked(house, boss)
    house.server.fail_next("sendMessage", 429, "Too Many Requests: retry after 7", {"retry_after": 7}, times=12)
    await boss.taps(preview, button(preview, "Send it"))
    await house.until(lambda: all(letters(house, each) for each in people))
    assert [len(letters(house, each)) for each in people] == [1] * 30


async def test_redelivered_and_doubly_tapped_it_is_sent_once(house):
    boss = await house.organiser()
    people = await subscribers(house, 12)
    await house.private_says(boss, "/poll Where? | Lake | City --in #general")
    preview = await asked(house, boss)
    first = await boss.taps(preview, button(preview, "Send it"))
    second = await boss.taps(preview, button(preview, "Send it"))
    house.server.redeliver(first.update_id)
    await house.until(lambda: all(letters(house, each) for each in people))
    assert "started already" in (await second.answered).text
    await house.until(lambda: any("Done" in each.words for each in said(house.server.private(boss))))
    assert [len(letters(house, each)) for each in people] == [1] * 12


async def test_answers_go_before_a_broadcast(house):
    """Somebody who votes in private while letters go out has the answer, and their view, before most of the letters."""
    boss = await house.organiser()
    people = await subscribers(house, 240)

    def sent():
        return sum(bool(letters(house, each)) for each in people)

    await house.private_says(boss, "/poll Where? | Lake | City --in #general")
    await confirmed(house, boss)
    await house.until(lambda: sent() >= 10)
    reader = next(each for each in people if letters(house, each))
    letter = letters(house, reader)[0]
    assert "✓ Counted" in await house.answer(reader, letter, button(letter, "City"))
    await house.until(lambda: "✅ City" in str(letter.buttons))
    # told by order and not by a clock: at the end of the line they would have come after all of them
    assert sent() < len(people)
    # that the pace is kept is asked where fewer are written to: here the fake's clock runs on while a busy machine
    # still carries what was sent, so that a second's letters may arrive in less than one
    await house.until(lambda: all(letters(house, each) for each in people))


async def test_in_a_group_the_preview_goes_to_the_organiser_alone(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    await subscribers(house, 2)
    await house.launch(group, boss, "/poll Where? | Lake | City")
    await group.says(boss, "/broadcast")
    await house.until(lambda: "Send it" in str([each.buttons for each in said(house.server.private(boss))]))
    assert "2 people" not in heard(group)


async def test_forged_taps_of_the_stop_button_harm_nobody(house):
    boss = await house.organiser()
    (ada,) = await subscribers(house, 1)
    stranger = house.server.user(77, "Stranger")
    tap = await stranger.taps_raw(None, STOP)
    async with asyncio.timeout(PATIENCE):
        assert "get no polls" in (await tap.answered).text
    await house.private_says(boss, "/poll Where? | Lake | City --in #general")
    assert "1 person" in (await asked(house, boss)).words
    assert ada is not stranger
