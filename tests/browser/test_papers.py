"""Papers filled in by a person: by taps, by key, without a script; kept while news of the poll comes in."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from bot.domain.marks import mark
from bot.domain.method import Counting, Method

pytestmark = pytest.mark.browser

OPTIONS = ("Lake", "City", "Mountains")
RANKED = Counting(method=Method.RANKED)
POINTS = Counting(method=Method.POINTS, points=5)
STAR = Counting(method=Method.STAR)


async def paper(street, counting, *, script=True, **how):
    poll = await street.web.launch(counting, *OPTIONS)
    return poll, await (await street.visit(script=script, **how)).go(f"/p/{poll}")


async def hand_in(voter):
    await voter.page.get_by_role("button", name="Vote", exact=True).click()


async def tab_to(page, key):
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.dataset.key ?? ''") == key:
            return
    raise AssertionError(key)


async def focused(page):
    return await page.evaluate("document.activeElement.dataset.key ?? document.activeElement.name")


async def somebody_votes(street, poll, **marks):
    friend = street.web.visitor()
    await friend.open(f"/p/{poll}")
    fields = {name.replace("_", "-"): value for name, value in marks.items()}
    assert "✓ Counted" in await friend.send(f"/p/{poll}/vote", {**fields, "back": f"/p/{poll}"})
    await street.web.settle()


async def test_a_ranking_by_taps_with_moves_and_undo(street):
    poll, voter = await paper(street, RANKED)
    page = voter.page
    order, unsent = page.locator("[data-order]"), page.get_by_text("Not sent yet")
    await expect(order).to_have_text("Tap the options in your order, the best first.")
    await expect(unsent).to_be_hidden()
    for name in ("City", "Mountains", "Lake"):
        await page.get_by_role("button", name=name, exact=True).click()
    await expect(order).to_have_text("Your order: 1. City   2. Mountains   3. Lake")
    await expect(unsent).to_be_visible()
    await page.get_by_role("button", name="One place higher: Lake").click()
    await page.get_by_role("button", name="One place lower: City").click()
    await expect(order).to_have_text("Your order: 1. Lake   2. City   3. Mountains")
    # the best can go no higher
    await page.get_by_role("button", name="One place higher: Lake").dispatch_event("click")
    await page.get_by_role("button", name="Undo the last place").click()
    await expect(order).to_have_text("Your order: 1. Lake   2. City")
    # a place is given back by the same tap, and the rest moves up
    await page.get_by_role("button", name="Lake Place 1", exact=True).click()
    await expect(order).to_have_text("Your order: 1. City")
    await page.get_by_role("button", name="Mountains", exact=True).click()
    await hand_in(voter)
    await voter.reads("✓ Counted: 1. City and 2. Mountains")
    await expect(unsent).to_be_hidden()
    await expect(page.locator(".badge")).to_have_text(["", "1", "2"])
    assert await street.web.ballots(poll) == {(mark(2, 1), mark(3, 2)): 1}
    await page.get_by_role("button", name="Withdraw").click()
    await voter.reads("no longer counts")
    await expect(page.locator(".badge")).to_have_text(["", "", ""])
    assert voter.faults == []


async def test_a_tap_anywhere_on_an_option_ranks_it(street):
    _, voter = await paper(street, RANKED)
    await voter.page.locator(".filling .label", has_text="Mountains").click(force=True)
    await expect(voter.page.locator(".badge")).to_have_text(["", "", "1"])


async def test_two_at_one_place_are_told_apart_by_a_move(street):
    poll, voter = await paper(street, RANKED)
    page, warning = voter.page, voter.page.get_by_text("Two of your options")
    await expect(warning).to_be_hidden()
    # as a page without the script sends it
    for select, place in ((1, "1"), (2, "1"), (3, "2")):
        await page.locator(f'[name="mark-{select}"]').evaluate("(select, place) => { select.value = place; }", place)
    await hand_in(voter)
    await voter.reads("✓ Counted: 1. Lake, 1. City and 2. Mountains")
    await expect(warning).to_be_visible()
    await page.get_by_role("button", name="One place lower: Lake").click()
    await expect(page.locator("[data-order]")).to_have_text("Your order: 1. City   2. Lake   3. Mountains")
    await expect(warning).to_be_hidden()
    await hand_in(voter)
    await voter.reads("Your ballot: 1. City, 2. Lake and 3. Mountains")
    assert await street.web.ballots(poll) == {(mark(2, 1), mark(1, 2), mark(3, 3)): 1}


async def test_a_ranking_by_keyboard_alone_keeps_the_focus(street):
    poll, voter = await paper(street, RANKED)
    page = voter.page
    await tab_to(page, "place-2")
    await page.keyboard.press("Enter")
    assert await focused(page) == "place-2"
    await tab_to(page, "place-3")
    await page.keyboard.press("Space")
    await tab_to(page, "up-3")
    await page.keyboard.press("Enter")
    # at the end of its way a move is told to be none, and stays where the finger is
    assert await focused(page) == "up-3"
    await expect(page.locator('[data-key="up-3"]')).to_have_attribute("aria-disabled", "true")
    await tab_to(page, "vote")
    await page.keyboard.press("Enter")
    await voter.reads("✓ Counted: 1. Mountains and 2. City")
    assert await focused(page) == "vote"
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    assert await street.web.ballots(poll) == {(mark(3, 1), mark(2, 2)): 1}


async def test_a_paper_half_filled_in_survives_news_and_a_broken_connection(street):
    poll, voter = await paper(street, RANKED)
    page = voter.page
    await page.get_by_role("button", name="Mountains", exact=True).click()
    await page.get_by_role("button", name="City", exact=True).click()
    await somebody_votes(street, poll, mark_1="1")
    await voter.reads("1 person voted")
    await expect(page.locator("[data-order]")).to_have_text("Your order: 1. Mountains   2. City")
    await expect(page.locator(".badge")).to_have_text(["", "2", "1"])
    assert await focused(page) == "place-2"
    await page.context.set_offline(True)
    await hand_in(voter)
    await voter.reads("No connection: nothing was confirmed")
    await expect(page.locator(".badge")).to_have_text(["", "2", "1"])
    await page.context.set_offline(False)
    await hand_in(voter)
    await voter.reads("✓ Counted: 1. Mountains and 2. City")


async def test_what_was_not_touched_follows_the_ballot_cast_elsewhere(street):
    _, voter = await paper(street, POINTS)
    await voter.page.locator('[data-key="more-1"]').click()
    await hand_in(voter)
    await voter.reads("✓ Counted")
    elsewhere = await voter.page.context.new_page()
    await elsewhere.goto(voter.page.url)
    await elsewhere.locator('[data-key="more-3"]').click()
    await elsewhere.get_by_role("button", name="Vote", exact=True).click()
    await expect(elsewhere.get_by_text("Your ballot: Lake: 1 point and Mountains: 1 point")).to_be_visible()
    await street.web.settle()
    await expect(voter.page.locator('[name="mark-3"]')).to_have_value("1")
    await expect(voter.page.locator("[data-left]")).to_have_text("3 points left")


async def test_points_are_shared_and_what_is_left_is_told(street):
    poll, voter = await paper(street, POINTS)
    page, left = voter.page, voter.page.locator("[data-left]")
    assert await left.get_attribute("role") == "status"
    await expect(left).to_have_text("5 points left")
    more, less = (
        page.get_by_role("button", name="One point more: Lake"),
        page.get_by_role("button", name="One point less: Lake"),
    )
    await expect(less).to_have_attribute("aria-disabled", "true")
    for _ in range(7):
        await more.dispatch_event("click")
    await expect(left).to_have_text("0 points left")
    await expect(page.get_by_label("Points for Lake")).to_have_value("5")
    await less.click()
    await expect(left).to_have_text("1 point left")
    await page.get_by_label("Points for City").fill("3")
    await expect(left).to_have_text("That is more than you have: take some points away.")
    # more than there is goes to the bot, whose answer leaves the paper as it is
    await hand_in(voter)
    await voter.reads("You have 5 points to share, and no more")
    await expect(page.get_by_label("Points for City")).to_have_value("3")
    await expect(page.get_by_label("Points for Lake")).to_have_value("4")
    await page.get_by_label("Points for City").fill("1")
    await somebody_votes(street, poll, mark_3="5")
    await voter.reads("1 person voted")
    await expect(page.get_by_label("Points for City")).to_have_value("1")
    assert await focused(page) == "mark-2"
    await hand_in(voter)
    await voter.reads("✓ Counted. Your ballot: Lake: 4 points and City: 1 point. 0 points left")


async def test_scores_by_tap_and_by_arrow(street):
    poll, voter = await paper(street, STAR)
    page = voter.page
    lake, city = page.get_by_role("group", name="Lake"), page.get_by_role("group", name="City")
    await lake.get_by_role("radio", name="5 of 5").click()
    await expect(lake.get_by_role("radio", name="5 of 5")).to_be_checked()
    await city.get_by_role("radio", name="0 of 5").focus()
    await page.keyboard.press("ArrowRight")
    await expect(city.get_by_role("radio", name="1 of 5")).to_be_checked()
    await somebody_votes(street, poll, mark_3="6")
    await voter.reads("1 person voted")
    await expect(city.get_by_role("radio", name="1 of 5")).to_be_focused()
    await expect(city.get_by_role("radio", name="1 of 5")).to_be_checked()
    await hand_in(voter)
    await voter.reads("✓ Counted: Lake: 5 of 5 and City: 1 of 5")
    await city.get_by_role("radio", name="no mark").check()
    await hand_in(voter)
    await voter.reads("✓ Counted. Your ballot: Lake: 5 of 5.")
    assert await street.web.ballots(poll) == {(mark(1, 6),): 1, (mark(3, 6),): 1}


async def test_papers_without_a_script(street):
    _, ranked = await paper(street, RANKED, script=False)
    page = ranked.page
    await expect(page.get_by_role("button", name="One place higher: Lake")).to_be_hidden()
    await page.get_by_label("Place of Mountains").select_option("Place 1")
    await page.get_by_label("Place of Lake").select_option("Place 1")
    await page.get_by_label("Place of City").select_option("Place 2")
    await hand_in(ranked)
    await ranked.reads("✓ Counted: 1. Lake, 1. Mountains and 2. City")
    await ranked.reads("Two of your options stand at one place")
    _, points = await paper(street, POINTS, script=False)
    await points.page.get_by_label("Points for Lake").fill("4")
    await points.page.get_by_label("Points for City").fill("3")
    await hand_in(points)
    await points.reads("You have 5 points to share, and no more")
    assert await points.page.get_by_label("Points for City").input_value() == "3"
    await points.page.get_by_label("Points for City").fill("1")
    await hand_in(points)
    await points.reads("✓ Counted. Your ballot: Lake: 4 points and City: 1 point. 0 points left")
    _, rated = await paper(street, Counting(method=Method.RATING), script=False)
    await rated.page.get_by_role("group", name="Lake").get_by_role("radio", name="4 stars of 5").check()
    await hand_in(rated)
    await rated.reads("✓ Counted: Lake: 4 stars of 5")
    _, judged = await paper(street, Counting(method=Method.JUDGMENT), script=False)
    await judged.page.get_by_role("group", name="City").get_by_role("radio", name="very good").click()
    await hand_in(judged)
    await judged.reads("✓ Counted: City: very good")


async def test_a_paper_in_the_room_that_arrives_while_one_looks(street):
    looker = await (await street.visit()).go("/r/general")
    await looker.reads("Nothing here yet")
    poll = await street.web.launch(RANKED, *OPTIONS)
    await looker.page.get_by_role("button", name="City", exact=True).click()
    await expect(looker.page.locator("[data-order]")).to_have_text("Your order: 1. City")
    await hand_in(looker)
    await looker.reads("✓ Counted: 1. City")
    assert await street.web.ballots(poll) == {(mark(2, 1),): 1}
    assert looker.faults == []


async def test_of_one_poll_shown_twice_each_paper_is_its_own(street):
    boss = await street.organiser()
    poll = await street.web.launch(POINTS, *OPTIONS)
    await boss.go("/r/general")
    await boss.type(f"/results {poll}")
    page = boss.page
    posted, answered = page.locator("[data-messages] [data-card]"), page.locator("[data-reply] [data-card]")
    await posted.locator('[data-key="more-1"]').click()
    await answered.locator('[data-key="more-2"]').click()
    await answered.get_by_role("button", name="Vote", exact=True).click()
    await expect(answered.locator(".receipt")).to_contain_text("✓ Counted. Your ballot: City: 1 point")
    await street.web.settle()
    # the other learns of the vote, and keeps what was begun there
    await expect(posted.locator(".total")).to_have_text("1 person voted")
    await expect(posted.locator('[name="mark-1"]')).to_have_value("1")
    assert boss.faults == []


@pytest.mark.parametrize("dark", [False, True])
async def test_axe_finds_nothing_on_papers_and_nothing_scrolls_sideways(street, dark):
    long = "W" * 120
    for method in (Method.RANKED, Method.STAR, Method.RATING, Method.JUDGMENT, Method.POINTS):
        poll = await street.web.launch(Counting(method=method, points=80), long, "مرحبا", "City")
        await somebody_votes(street, poll, mark_1="1", mark_3="3")
        visit = await (await street.visit(dark=dark)).go(f"/p/{poll}")
        plain = await (await street.visit(dark=dark, script=False)).go(f"/p/{poll}")
        if method.ranks:
            await visit.page.locator('[data-key="place-3"]').click()
        elif method is Method.POINTS:
            await visit.page.locator('[data-key="more-3"]').click()
        else:
            await visit.page.locator('[name="mark-3"][value="2"]').check()
        report = await Axe().run(visit.page)
        assert report.violations_count == 0, f"{method}\n{report.generate_report()}"
        assert visit.faults == []
        for each in (visit, plain):
            assert await each.page.evaluate("document.documentElement.scrollWidth") <= 360, method
            await each.page.context.close()
