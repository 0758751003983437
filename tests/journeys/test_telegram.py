"""Whole stories on Telegram: the real library and the real program, over sockets, from /poll to the chart."""

from __future__ import annotations

import pytest

from tests.telegramhouse import button, cards, follow, heard, said, telegram_house


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


async def test_from_poll_to_chart_in_a_group(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    post = await house.launch(group, boss, "/poll Where should we meet? | Lake | City | Hill --for 2h")
    people = [house.server.user(100 + number, f"Voter {number}") for number in range(10)]
    for number, person in enumerate(people):
        assert (await house.answer(person, post, number % 3)).startswith("✓ Counted")
    await house.until(lambda: "10 people voted" in post.words)
    assert "Changed from Lake to City" in await house.answer(people[0], post, "City")
    assert "Nothing has changed" in await house.answer(people[0], post, "City")
    await follow(people[1], post, "Tell me")
    await house.until(lambda: "in private how it ended" in heard(house.server.private(people[1])))
    house.clock.advance(hours=2)
    await house.until(lambda: any(message.photo for message in said(group)))
    result = next(message for message in said(group) if message.photo)
    assert result.photo.startswith(b"\x89PNG")
    assert "City" in result.caption
    assert result.reply_to is post
    await house.until(lambda: "How sure" in heard(house.server.private(boss)))
    await house.until(lambda: "City" in heard(house.server.private(people[1])))
    await house.until(lambda: post.buttons == [])
    late = await people[3].taps_raw(post, f"v:{(await house.poll()).id}:1")
    assert "closed" in (await late.answered).text
    assert (await house.tally(await house.poll())).voters == 10


async def test_the_guided_form_in_private_from_a_group(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    await group.says(boss, "/poll")
    await house.until(lambda: "in private" in heard(group))
    await follow(boss, said(group)[-1], "private chat")
    chat = house.server.private(boss)
    await house.until(lambda: "Question" in heard(chat))
    form = said(chat)[-1]
    await boss.writes("Which songs? 🎶")
    await house.until(lambda: "Options" in form.words)
    await boss.writes("Bella ciao\nVa’ pensiero\nAmazing Grace")
    await house.until(lambda: "Bella ciao" in form.words and "Which songs" in form.words)
    # what was typed makes room, so that the form stays in sight
    await house.until(lambda: not any("Bella" in each.words for each in chat.messages if not each.by_bot))
    await boss.taps(form, button(form, "Show names"))
    await house.until(lambda: "☑️" in button(form, "Show names"))
    await boss.taps(form, button(form, "How many may be chosen"))
    await house.until(lambda: "single choice" in form.words)
    await boss.writes("2")
    await house.until(lambda: "Which songs" in form.words)
    await boss.taps(form, button(form, "Preview"))
    await house.until(lambda: "Nobody sees it yet" in form.words)
    assert "#Choir friends (Telegram): a button for each option" in form.words
    assert not cards(group)
    await boss.taps(form, "Launch")
    await house.until(lambda: cards(group))
    await house.until(lambda: "Launched" in form.words)
    poll = await house.poll()
    assert poll.rules.most_choices == 2
    assert [option.label for option in poll.options] == ["Bella ciao", "Va’ pensiero", "Amazing Grace"]


async def test_a_private_view_with_pages_and_ticks(house):
    boss = await house.organiser()
    group = house.server.supergroup("Choir friends")
    await house.connect(group, boss)
    labels = " | ".join(f"Song {number} with {'a rather long name ' * 9}" for number in range(1, 51))
    post = await house.launch(group, boss, f"/poll Which songs? | {labels} --multi 3")
    assert "more options" in post.words
    ada = house.server.user(50, "Ada")
    await follow(ada, post, "My vote")
    chat = house.server.private(ada)
    await house.until(lambda: said(chat))
    view = said(chat)[-1]
    assert "Page 1 of 7" in view.words
    await ada.taps(view, "▶")
    await house.until(lambda: "Page 2 of 7" in view.words)
    assert "✓ Counted" in await house.answer(ada, view, button(view, "9. Song 9"))
    await house.until(lambda: "✅ 9. Song 9" in str(view.buttons))
    await house.answer(ada, view, button(view, "10. Song 10"))
    await house.until(lambda: "✅ 10. Song 10" in str(view.buttons))
    assert [ballot.choices for ballot in await house.ballots(await house.poll())] == [(9, 10)]
    assert "Withdrawn" in await house.answer(ada, view, button(view, "Withdraw"))
    await house.until(lambda: "✅" not in str(view.buttons))
    assert await house.ballots(await house.poll()) == []


async def test_a_channel_is_connected_from_private_and_voted_in(house):
    boss = await house.organiser()
    channel = house.server.channel("News of the choir")
    await house.connect(channel, boss)
    private = house.server.private(boss)
    await private.says(boss, "/poll Concert on Friday? | Yes | No")
    await house.until(lambda: cards(channel))
    post = cards(channel)[-1]
    ada = house.server.user(50, "Ada", language_code="it")
    assert "✓ Contato: Yes" in await house.answer(ada, post, "Yes")
    await house.until(lambda: "1 person voted" in post.words)
    assert [ballot.platform for ballot in await house.ballots(await house.poll())] == ["telegram"]
