"""Saying why one objects on Telegram and on Discord: the real libraries, thumbs and forms."""

from __future__ import annotations

import pytest

from tests.discordhouse import discord_house
from tests.telegramhouse import button, check_spec, follow, heard, said, telegram_house

PROPOSAL = "Tea instead of coffee?"


async def reasons(house):
    poll = await house.poll()
    async with house.ascolto.work.reading() as work:
        return [reason.text for reason in await work.objections.counted(poll.id)]


@pytest.fixture
async def telegram(tmp_path):
    async with telegram_house(tmp_path) as built:
        yield built
        check_spec(built.server)


@pytest.fixture
async def discord(tmp_path):
    async with discord_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


@pytest.mark.parametrize("receipts", ["", "--receipts"])
async def test_on_telegram_the_toast_says_how_and_the_form_is_in_private(telegram, receipts):
    boss = await telegram.organiser()
    group = telegram.server.supergroup("Choir friends")
    await telegram.connect(group, boss)
    post = await telegram.launch(group, boss, f"/decide {PROPOSAL} --method consent {receipts}")
    poll = await telegram.poll()
    ada = telegram.server.user(50, "Ada")
    toast = await telegram.answer(ada, post, "I object")
    assert toast.startswith("✓ Counted: I object.")
    assert f"\nSay why: /object {poll.id}" in toast
    assert len(toast) <= 200

    chat = telegram.server.private(ada)
    await follow(ada, post, "My vote")
    await telegram.until(lambda: f"Say why: /object {poll.id}" in heard(chat))
    await telegram.private_says(ada, f"/object {poll.id}")
    await telegram.until(lambda: "without your name" in heard(chat))
    form = said(chat)[-1]
    await ada.writes("too dear\n\n<b>and late")
    await telegram.until(lambda: "too dear" in form.words)
    await ada.taps(form, button(form, "Object"))
    await telegram.until(lambda: "Your reason is kept." in form.words)
    assert await reasons(telegram) == ["too dear\n\n<b>and late"]

    # what is said in the group is answered in private, and to nobody else
    before = len(said(group))
    await group.says(ada, f"/object {poll.id} too loud")
    await telegram.until(lambda: len(said(group)) > before)
    assert await reasons(telegram) == ["too loud"]
    assert "reason" not in said(group)[-1].words
    assert "Your reason is kept." in said(chat)[-1].words


async def test_on_discord_a_button_opens_the_form_at_once(discord):
    boss = await discord.organiser()
    await discord.connect(boss)
    preview = await boss.slash(discord.general, "decide", question=PROPOSAL, method="consent")
    await preview.answered()
    await (await boss.presses(preview.answer, "Launch")).answered()
    await discord.until(lambda: discord.posts(discord.general, PROPOSAL))
    post = discord.posts(discord.general, PROPOSAL)[-1]
    bruno = discord.guild.member("Bruno")
    receipt = await bruno.presses(post, "I object")
    await discord.until(lambda: "Counted: I object" in receipt.text)
    opened = await bruno.presses(receipt.answer, "Say why")
    assert opened.modal is not None
    assert [field.custom_id for field in opened.modal.fields] == ["reason"]
    sent = await bruno.submits(opened, {"reason": "too dear @everyone **now**"})
    await discord.until(lambda: "Your reason is kept." in sent.text)
    assert all(each.ephemeral_for is bruno.user for each in sent.answers)
    assert await reasons(discord) == ["too dear @everyone **now**"]

    # it stands in the form when it is opened again, from the private view too
    await bruno.presses(receipt.answer, "My vote")
    await discord.until(lambda: PROPOSAL in receipt.answer.text)
    again = await bruno.presses(receipt.answer, "Say why")
    assert again.modal is not None
    assert again.modal.field("reason").value == "too dear @everyone **now**"

    poll = await discord.poll()
    typed = await bruno.slash(discord.general, "object", poll=poll.id, reason="too late")
    await discord.until(lambda: "Your reason is kept." in typed.text)
    assert await reasons(discord) == ["too late"]
    agreed = await bruno.presses(post, "I consent")
    await discord.until(lambda: "I consent" in agreed.text)
    assert "Say why" not in agreed.answer.buttons
    assert await reasons(discord) == []
