"""Claiming the community and handing on a role in a real browser; the code stays in no address."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from axe_playwright_python.async_playwright import Axe

pytestmark = pytest.mark.browser


async def press(visit):
    await visit.page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
async def test_the_community_is_claimed_a_role_handed_on_and_a_second_bearer_reads_why(street, script):
    link = await street.web.ascolto.sign_in_link(timedelta(hours=1))
    token = link.partition("token=")[2]
    boss = await (await street.visit()).go(f"/sign-in?token={token}")
    assert boss.page.url == f"{boss.base}/sign-in"
    report = await Axe().run(boss.page)
    assert report.violations_count == 0, report.generate_report()
    await press(boss)
    await boss.reads("is yours: you are its owner")
    assert "token" not in boss.page.url
    await boss.type("/role new moderator")
    await boss.reads("Whoever enters this code first")
    found = re.search(r"/sign-in\?token=(\w+)", await boss.page.content())
    assert found is not None
    ada, eve = await street.visit(script=script), await street.visit(script=script)
    for visit in (ada, eve):
        await visit.go(found[0])
        await visit.reads("This link works once")
    await press(ada)
    await ada.reads("You are a moderator of")
    await press(eve)
    await eve.reads("Somebody used this code before you")
    assert await eve.page.evaluate("document.documentElement.scrollWidth") <= 360
    # nobody else in the room reads the code
    looker = await (await street.visit()).go("/r/general")
    assert found[1] not in await looker.page.content()
