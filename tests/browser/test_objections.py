"""The field for the reason of an objection, as a person meets it."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from bot.domain.method import Counting, Method

pytestmark = pytest.mark.browser

CONSENT = Counting(method=Method.CONSENT)
OPTIONS = ("I consent", "I object", "I abstain")


async def test_what_is_typed_stays_while_news_come_and_is_kept(street):
    poll = await street.web.launch(CONSENT, *OPTIONS)
    voter = await (await street.visit(dark=True)).go(f"/p/{poll}")
    await expect(voter.page.get_by_label("Why do you object?")).to_have_count(0)
    await voter.page.get_by_role("button", name="I object").click()
    field = voter.page.get_by_label("Why do you object?")
    await field.fill("It comes too late:\nthe summer is over.")
    friend = street.web.visitor()
    await friend.open(f"/p/{poll}")
    await friend.vote(poll, 1)
    await street.web.settle()
    await voter.reads("2 people voted")
    assert await field.input_value() == "It comes too late:\nthe summer is over."
    found = await Axe().run(voter.page)
    assert found.violations_count == 0, found.generate_report()
    await voter.page.get_by_role("button", name="Keep the reason").click()
    await voter.reads("Your reason is kept.")
    assert await field.input_value() == "It comes too late:\nthe summer is over."
    assert await voter.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await voter.page.get_by_role("button", name="I consent").click()
    await expect(field).to_have_count(0)
    assert voter.faults == []
