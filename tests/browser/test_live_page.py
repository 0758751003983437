"""What the script adds to the pages: suggestions, one ballot at a time, news read out, connections that break."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

pytestmark = pytest.mark.browser


async def launched(street, line="/poll Where? | Lake | City | Mountains"):
    boss = await street.web.organiser()
    await boss.say(line)
    await street.web.settle()
    return boss, (await street.web.latest()).id


async def test_commands_are_offered_as_one_types(street):
    boss = await street.organiser()
    page = boss.page
    await page.fill("#say", "/po")
    options = page.get_by_role("option")
    await expect(options).to_have_text(["/poll launch a poll", "/polls the latest polls"])
    await page.press("#say", "ArrowDown")
    await page.press("#say", "ArrowDown")
    assert await page.get_attribute("#say", "aria-activedescendant") == await options.nth(1).get_attribute("id")
    report = await Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
    await page.press("#say", "ArrowUp")
    await page.press("#say", "Tab")
    assert await page.input_value("#say") == "/poll "
    assert await page.evaluate("document.activeElement.id") == "say"
    await page.fill("#say", "/cl")
    await page.press("#say", "Escape")
    await expect(options).to_have_count(0)
    # nothing chosen: Enter sends what stands there
    await page.fill("#say", "/help")
    await page.press("#say", "Enter")
    await boss.reads("/myvotes")
    await page.fill("#say", "/sum")
    await options.first.click()
    assert await page.input_value("#say") == "/summary "


async def test_of_several_quick_taps_the_last_one_stands(street):
    _, poll = await launched(street)
    voter = await (await street.visit()).go(f"/p/{poll}")
    held = []

    async def hold(route):
        held.append(route)
        if len(held) > 1:
            await route.continue_()

    await voter.page.route("**/vote", hold)
    for name in ("Lake", "City", "Mountains"):
        await voter.page.get_by_role("button", name=name).dispatch_event("click")
    await expect(voter.page.locator(".sending")).to_have_count(3)
    await held[0].continue_()
    await voter.reads("Changed from Lake to Mountains")
    assert len(held) == 2
    async with street.web.ascolto.work.reading() as work:
        tally = await work.ballots.tally(poll)
    assert (tally.voters, tally.votes(3)) == (1, 1)


async def test_a_vote_without_connection_is_said_and_can_be_cast_again(street):
    _, poll = await launched(street)
    voter = await (await street.visit()).go(f"/p/{poll}")
    await voter.page.context.set_offline(True)
    await voter.page.get_by_role("button", name="City").click()
    await voter.reads("No connection: nothing was confirmed")
    await voter.page.context.set_offline(False)
    await voter.page.get_by_role("button", name="City").click()
    await voter.reads("✓ Counted: City")


async def test_words_without_connection_are_given_back_and_said_once(street):
    talker = await (await street.visit()).go("/r/general")

    async def answer_lost(route):
        await route.fetch()
        await route.abort()

    await talker.page.route("**/say", answer_lost)
    await talker.type("only once")
    await talker.reads("No connection: nothing was confirmed")
    assert await talker.page.input_value("#say") == "only once"
    await talker.page.unroute("**/say")
    await talker.page.press("#say", "Enter")
    await expect(talker.page.locator("#say")).to_have_value("")
    guest = street.web.visitor()
    assert (await guest.open("/r/general")).count("only once") == 1


async def test_news_are_read_out_and_ones_own_words_are_not(street):
    boss, poll = await launched(street)
    listener = await (await street.visit()).go("/r/general")
    spoken = listener.page.locator("[data-announce]")
    friend = street.web.visitor()
    await friend.say("Good morning", event="morning001")
    await expect(listener.page.locator("[data-announce]")).to_contain_text("Good morning")
    await listener.type("hi yourself")
    await listener.page.locator(".own").wait_for()
    assert "hi yourself" not in (await spoken.text_content() or "")
    await boss.say(f"/close {poll}")
    await street.web.settle()
    await expect(listener.page.locator("[data-announce]")).to_contain_text("Choir")


async def test_a_poll_page_tells_that_the_poll_is_closed(street):
    boss, poll = await launched(street)
    voter = await (await street.visit()).go(f"/p/{poll}")
    await boss.say(f"/close {poll}")
    await street.web.settle()
    await expect(voter.page.locator("[data-announce]")).to_contain_text("Closed")
    await voter.page.locator(".charts img").first.wait_for()
    assert await voter.page.locator("[data-vote]").count() == 0


async def test_a_stream_that_was_refused_is_asked_for_again(street):
    refusals = []

    async def refuse(route):
        refusals.append(route.request.url)
        if len(refusals) > 1:
            await route.continue_()
        else:
            await route.fulfill(status=503, body="")

    visit = await street.visit()
    await visit.page.route("**/events*", refuse)
    await visit.go("/r/general")
    await street.web.visitor().say("said meanwhile", event="meanwhile1")
    await visit.reads("said meanwhile")
    assert len(refusals) == 2


async def test_a_page_that_nobody_looks_at_keeps_no_stream_and_catches_up(street):
    visit = await (await street.visit()).go("/r/general")
    show = "(state) => { Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });\
        document.dispatchEvent(new Event('visibilitychange')); }"
    async with visit.page.expect_event("requestfailed", lambda request: "/events" in request.url):
        await visit.page.evaluate(show, "hidden")
    await street.web.visitor().say("said unseen", event="unseen0001")
    await visit.page.evaluate(show, "visible")
    await visit.reads("said unseen")


@pytest.mark.parametrize("script", [True, False])
async def test_a_multiple_choice_is_ticked_and_sent(street, script):
    _, poll = await launched(street, "/poll Which? | Red | Blue | Green --multi 2 --add")
    voter = await (await street.visit(script=script)).go(f"/p/{poll}")
    for name in ("Red", "Green"):
        await voter.page.get_by_role("checkbox", name=name).check()
    await voter.page.get_by_role("button", name="Vote", exact=True).click()
    await voter.reads("✓ Counted: Red and Green")
    await voter.page.get_by_role("checkbox", name="Blue").check()
    await voter.page.get_by_role("button", name="Vote", exact=True).click()
    await voter.reads("at most 2")
    # with the script what was ticked is still there, to be put right
    assert await voter.page.get_by_role("checkbox", name="Blue").is_checked() is script
    await voter.page.get_by_role("button", name="Withdraw").click()
    await voter.reads("no longer counts")
    await voter.page.locator(".adding summary").click()
    await voter.page.get_by_label("Your option").fill("Violet")
    await voter.page.get_by_role("button", name="Add", exact=True).click()
    await voter.page.get_by_role("checkbox", name="Violet").wait_for()
