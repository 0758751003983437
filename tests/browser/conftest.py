"""A street of browsers before the real program: what every test of this folder needs."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.webhouse import WebHouse, web_house

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class Visit:
    """A page, and everything that went wrong on it."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("response", lambda got: self.faults.append(f"{got.status} {got.url}") if got.status >= 400 else None)

    async def go(self, path: str) -> Visit:
        await self.page.goto(self.base + path)
        return self

    async def type(self, line: str) -> None:
        await self.page.fill("#say", line)
        await self.page.press("#say", "Enter")

    async def reads(self, words: str) -> None:
        await self.page.get_by_text(words).first.wait_for(timeout=60_000)


class Street:
    def __init__(self, web: WebHouse, browser: Browser) -> None:
        self.web, self.browser = web, browser
        self.visits: list[Visit] = []

    async def visit(self, *, width: int = 360, dark: bool = False, script: bool = True) -> Visit:
        context = await self.browser.new_context(
            viewport={"width": width, "height": 760},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale="en-GB",
            reduced_motion="reduce",
        )
        visit = Visit(await context.new_page(), self.web.base)
        self.visits.append(visit)
        return visit

    async def organiser(self) -> Visit:
        link = await self.web.ascolto.sign_in_link(timedelta(hours=1))
        boss = await (await self.visit(width=1000)).go(f"/sign-in?{link.split('?')[1]}")
        await boss.page.get_by_role("button", name="Sign in").click()
        return boss


@asynccontextmanager
async def _street(folder) -> AsyncIterator[Street]:
    async with web_house(folder) as web, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield Street(web, browser)
        finally:
            await browser.close()


@pytest.fixture
async def street(tmp_path):
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    async with _street(tmp_path) as built:
        yield built
