"""`python -m bench.pictures`: the pictures of the README, taken from the running program in a real browser.

Needs Chromium. The crowd of `python -m bot demo` votes with a fixed seed, so that the pictures change only when the
product does.
"""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bot.compose import Ascolto, compose
from bot.demo import Demo
from bot.domain.ballot import Choose
from bot.domain.community import Identity
from bot.domain.conversation import Reader, Typed, Vote
from bot.domain.ids import OptionId, Platform
from bot.domain.marks import mark
from bot.domain.picture import Theme
from bot.settings import Settings

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WEB = Platform("web")
PHONE, DESKTOP = (390, 844), (1100, 900)


async def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("No Chromium found: apt-get install chromium")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate(
            {
                "database_url": f"sqlite:///{folder}/pictures.db",
                "port": 0,
                "community_name": "Lakeside choir",
                "timezone": "Europe/Rome",
            }
        )
        async with compose(settings) as ascolto, async_playwright() as playwright:
            running = asyncio.ensure_future(ascolto.run())
            browser = await playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
            try:
                await _take(ascolto, browser)
            finally:
                await browser.close()
                running.cancel()
                await asyncio.wait({running})
    return 0


async def _take(ascolto: Ascolto, browser: Browser) -> None:
    base = f"http://127.0.0.1:{ascolto.server.port}"
    room = f"{base}/r/{ascolto.room.address}"
    link = await ascolto.sign_in_link(timedelta(hours=1))
    organiser = await _page(browser, DESKTOP, "dark")
    await organiser.goto(f"{base}/sign-in?{link.split('?')[1]}")
    await organiser.click("main button.primary")
    token = await ascolto.access.invite_organiser(timedelta(minutes=5))
    demo = Demo(
        ascolto.desk, ascolto.work, ascolto.clock, ascolto.room.id, Identity(Platform("web"), "demo", "Bea", "en")
    )
    crowd = asyncio.ensure_future(demo.run("en", token, random.Random(7)))
    phone = await _page(browser, PHONE, "light")
    await phone.goto(room)
    await phone.wait_for_selector("button.tap")
    await asyncio.sleep(14)
    await phone.click("button.tap >> nth=0")
    await phone.wait_for_selector(".note.done")
    await phone.evaluate("document.querySelector('[data-card]').scrollIntoView({block: 'start'})")
    await phone.wait_for_timeout(900)
    await phone.screenshot(path=FOLDER / "room-phone-light.png")
    night = await _page(browser, PHONE, "dark")
    poll = await phone.get_attribute("[data-card]", "data-card")
    await night.goto(f"{base}/p/{poll}")
    await night.click("button.tap >> nth=2")
    await night.wait_for_selector(".note.done")
    await night.wait_for_timeout(900)
    await night.screenshot(path=FOLDER / "poll-phone-dark.png")
    done = await crowd
    await organiser.wait_for_selector(".kind-result img")
    await organiser.evaluate("document.querySelector('.kind-result').scrollIntoView({block: 'start'})")
    await organiser.wait_for_timeout(1500)
    await organiser.screenshot(path=FOLDER / "room-desktop-dark.png")
    for theme in Theme:
        pictures = await ascolto.desk.pictures(done, theme, Reader(sender=None, language="en"))
        (FOLDER / f"result-{theme}.png").write_bytes(pictures[0].png)
    await organiser.goto(f"{base}/form/poll")
    await organiser.fill('[name="field.question"]', "Which songs for the concert? 🎶")
    await organiser.fill('[name="field.options"]', "Bella ciao\nVa’ pensiero\nAmazing Grace\nSignore delle cime")
    await organiser.evaluate("document.querySelectorAll('form details').forEach(each => { each.open = true })")
    await organiser.fill('[name="field.multi"]', "2")
    await organiser.fill('[name="field.until"]', "friday 18:00")
    await organiser.click("form.guided .primary")
    await organiser.wait_for_selector(".offer")
    await organiser.screenshot(path=FOLDER / "preview-desktop-dark.png")
    await _recount(ascolto, browser, base)
    await _decide(ascolto, browser, base)
    print(f"Pictures are in {FOLDER.relative_to(FOLDER.parent.parent)}.")


async def _recount(ascolto: Ascolto, browser: Browser, base: str) -> None:
    """A secret poll, and what the page that checks its count says to somebody with a receipt."""
    boss, room = Identity(WEB, "demo", "Bea", "en"), ascolto.room.id
    line = "/poll Shall we go on with the same conductor? | Yes | No | For one more year --secret"
    await ascolto.desk.handle(Typed(sender=boss, channel=room, text=line))
    async with ascolto.work.reading() as work:
        poll = (await work.polls.recent(ascolto.room.community, limit=1, states=("open",)))[0]
    receipts = []
    for number, option in enumerate([1] * 9 + [3] * 5 + [2] * 3):
        voter = Identity(WEB, f"recount{number}", f"Singer {number}", "en")
        wish = Vote(sender=voter, channel=room, poll=poll.id, action=Choose((OptionId(option),)))
        receipts.append((await ascolto.desk.vote(wish)).receipt)
    await ascolto.desk.handle(Typed(sender=boss, channel=room, text=f"/close {poll.id}"))
    code = re.search(r"\w{4}(?:-\w{4}){3}", receipts[0])
    assert code is not None, receipts[0]
    for scheme in ("dark", "light"):
        page = await _page(browser, PHONE, scheme)
        await page.goto(f"{base}/p/{poll.id}/verify")
        await page.fill("[data-code]", code.group())
        await page.click("[data-lookup] button")
        await page.wait_for_selector("[data-said] *")
        await page.evaluate("document.querySelector('[data-result]').scrollIntoView({block: 'start'})")
        await page.evaluate("window.scrollBy(0, -70)")
        await page.screenshot(path=FOLDER / f"verify-phone-{scheme}.png")


async def _decide(ascolto: Ascolto, browser: Browser, base: str) -> None:
    """A decision by ranking: a ballot half made, the outcome, and the chart of the method."""
    boss, room = Identity(WEB, "demo", "Bea", "en"), ascolto.room.id
    line = "/decide Where shall the choir go? | Lake 🏖️ | City | Mountains | Sea --method ranked --quorum 20 --for 3d"
    await ascolto.desk.handle(Typed(sender=boss, channel=room, text=line))
    async with ascolto.work.reading() as work:
        poll = (await work.polls.recent(ascolto.room.community, limit=1, states=("open",)))[0]
    chance = random.Random(5)
    for number in range(60):
        voter = Identity(WEB, f"ranker{number}", f"Singer {number}", "en")
        wanted = [1, 2, 3, 4]
        wanted.sort(key=lambda option: chance.gauss({1: 1.6, 2: 1.3, 3: 2.2, 4: 2.6}[option], 1.0))
        paper = Choose(tuple(mark(option, place) for place, option in enumerate(wanted[: chance.randint(2, 4)], 1)))
        await ascolto.desk.vote(Vote(sender=voter, channel=room, poll=poll.id, action=paper))
    phone = await _page(browser, PHONE, "light")
    await phone.goto(f"{base}/p/{poll.id}")
    await phone.wait_for_timeout(700)
    await phone.screenshot(path=FOLDER / "decide-phone-light.png")
    await ascolto.desk.handle(Typed(sender=boss, channel=room, text=f"/close {poll.id}"))
    words = f"/statement {poll.id} We book the bus for May | Most of you prefer it to each of the others | Bea | April"
    await ascolto.desk.handle(Typed(sender=boss, channel=room, text=f"{words} --standing binding"))
    night = await _page(browser, PHONE, "dark")
    await night.goto(f"{base}/p/{poll.id}")
    await night.wait_for_timeout(900)
    await night.screenshot(path=FOLDER / "outcome-phone-dark.png", full_page=True)
    for theme in Theme:
        pictures = await ascolto.desk.pictures(poll.id, theme, Reader(sender=None, language="en"))
        (FOLDER / f"pairs-{theme}.png").write_bytes(pictures[0].png)


async def _page(browser: Browser, size: tuple[int, int], scheme: str) -> Page:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=2 if size == PHONE else 1,
        locale="en-GB",
    )
    return await context.new_page()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
