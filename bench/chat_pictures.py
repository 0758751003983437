"""Pages side by side in a real browser, in light and dark: for the pictures of the platforms' pages in docs."""

from __future__ import annotations

import html
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.async_api import async_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"


async def take(platform: str, size: tuple[int, int], pages: Callable[[bool], Sequence[str]]) -> int:
    """`pages` makes the documents, dark or not; `size` is of each of them. The exit code."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("No Chromium found: apt-get install chromium")
        return 1
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for theme in ("light", "dark"):
            documents = pages(theme == "dark")
            columns = "".join(f'<iframe srcdoc="{html.escape(document)}"></iframe>' for document in documents)
            page = await browser.new_page(viewport={"width": size[0] * len(documents), "height": size[1]})
            await page.set_content(
                "<style>body{margin:0;display:flex}iframe{border:0;"
                f"width:{size[0]}px;height:{size[1]}px}}</style>{columns}"
            )
            await page.wait_for_timeout(600)
            await page.screenshot(path=FOLDER / f"{platform}-{theme}.png")
        await browser.close()
    print(f"docs/pictures/{platform}-light.png and {platform}-dark.png are made.")
    return 0
