"""The main job in a real browser: launch, ten voters, close, chart in the room, summary; by hand and by key."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe

pytestmark = pytest.mark.browser


async def test_launch_ten_voters_close_chart_and_summary(street):
    boss = await street.organiser()
    looker = await (await street.visit()).go("/r/general")
    await boss.type("/poll Where should the summer party be? | Lake 🏖️ | City | Mountains")
    await boss.reads("Launched in #general")
    await street.web.settle()
    await looker.page.wait_for_selector("[data-card]")  # by itself, without reload
    poll = (await street.web.latest()).id

    first = await (await street.visit()).go(f"/p/{poll}")
    await first.page.get_by_role("button", name="Lake").click()
    await first.reads("✓ Counted: Lake")
    assert await first.page.get_by_role("button", name="Lake").get_attribute("aria-pressed") == "true"
    for number in range(9):
        voter = await (await street.visit(script=number % 2 == 0)).go(f"/p/{poll}")
        await voter.page.get_by_role("button", name=("Lake", "City", "Mountains")[number % 3]).click()
        await voter.reads("✓ Counted")
        await voter.page.context.close()
    await street.web.settle()
    await looker.reads("10 people voted")
    assert await looker.page.locator("rect.fill").first.get_attribute("width") == "40.00"

    await boss.type("/close")
    await boss.reads("is closed")
    await street.web.settle()
    for visit in (boss, looker):
        picture = visit.page.locator(".kind-result img")
        await picture.wait_for(timeout=60_000)
        assert "Lake 🏖️: 40% (4 votes)" in (await picture.get_attribute("alt") or "")
        await picture.scroll_into_view_if_needed()
        assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1200
    await boss.reads("No margin of error can be given")
    assert await looker.page.get_by_text("No margin of error").count() == 0
    assert [visit.faults for visit in street.visits if visit.faults] == []


async def test_what_is_typed_while_a_message_is_under_way_is_kept(street):
    boss = await street.organiser()
    await boss.type("hello all")
    await boss.page.fill("#say", "half a thought")
    await boss.reads("hello all")
    assert await boss.page.input_value("#say") == "half a thought"
    await boss.type("/poll Alone?")
    await boss.reads("at least 2 options")
    assert await boss.page.input_value("#say") == "/poll Alone?"


async def test_voting_by_keyboard_alone_keeps_the_focus(street):
    boss = await street.organiser()
    await boss.type("/poll Where? | Lake | City")
    await boss.reads("Launched")
    poll = (await street.web.latest()).id
    voter = await (await street.visit()).go(f"/p/{poll}")
    for _ in range(12):
        await voter.page.keyboard.press("Tab")
        if await voter.page.evaluate("document.activeElement.value") == "2":
            break
    await voter.page.keyboard.press("Enter")
    await voter.reads("✓ Counted: City")
    assert await voter.page.evaluate("document.activeElement.value") == "2"
    outline = await voter.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


async def test_two_browsers_racing_end_in_two_votes(street):
    boss = await street.organiser()
    await boss.type("/poll Where? | Lake | City")
    await boss.reads("Launched")
    poll = await street.web.latest()
    pair = [await (await street.visit()).go(f"/p/{poll.id}") for _ in range(2)]
    for _ in range(3):
        for visit, name in zip(pair, ("Lake", "City"), strict=True):
            await visit.page.get_by_role("button", name=name).dispatch_event("click")
    for visit in pair:
        await visit.reads("ounted")
    async with street.web.ascolto.work.reading() as work:
        tally = await work.ballots.tally(poll.id)
    assert (tally.voters, tally.votes(1), tally.votes(2)) == (2, 1, 1)


@pytest.mark.parametrize("dark", [False, True])
async def test_nothing_for_axe_to_complain_and_nothing_to_scroll_sideways(street, dark):
    boss, typist = await street.organiser(), await street.web.organiser()
    many = " | ".join(f"o{number}" for number in range(40))
    await typist.say(f"/poll Which? | {'W' * 200} | مرحبا | {many} --multi 3 --add", event="manyoptions1")
    multiple = (await street.web.latest()).id
    street.web.clock.advance(seconds=5)
    await typist.say("/poll Where? | Lake | City --names", event="twooptions1")
    single = (await street.web.latest()).id
    voter = await (await street.visit(dark=dark)).go(f"/p/{single}")
    await voter.page.get_by_role("button", name="Lake").click()
    await voter.reads("✓ Counted")
    await boss.type(f"/close {single}")
    await boss.reads("is closed")
    await street.web.settle()
    # one visit for all pages, as on a phone
    for path in ("/r/general", f"/p/{single}", f"/p/{multiple}", "/form/poll", "/sign-in?token=abc", "/nowhere"):
        await voter.go(path)
        report = await Axe().run(voter.page)
        assert report.violations_count == 0, f"{path}\n{report.generate_report()}"
        assert await voter.page.evaluate("document.documentElement.scrollWidth") <= 360, path
    await boss.page.emulate_media(color_scheme="dark" if dark else "light")
    for path in ("/r/general", "/form/poll"):
        await boss.go(path)
        report = await Axe().run(boss.page)
        assert report.violations_count == 0, f"organiser {path}\n{report.generate_report()}"
