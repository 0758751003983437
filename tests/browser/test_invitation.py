"""An invitation in a real browser: a list from a file, a link opened once, and the same link opened by another."""

from __future__ import annotations

import csv

import pytest
from axe_playwright_python.async_playwright import Axe

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("dark", [False, True])
async def test_from_a_file_of_names_to_a_vote(street, tmp_path, dark):
    boss = await street.organiser()
    await boss.type("/poll Where should the summer party be? | Lake | City --who invited")
    await boss.reads("Launched in #general")
    poll = (await street.web.latest()).id
    names = tmp_path / "names.csv"
    names.write_bytes("Niccolò;nico@example.org\nEva;eva@\n".encode("cp1252"))
    await boss.page.emulate_media(color_scheme="dark" if dark else "light")
    await boss.go("/form/invite")
    await boss.page.get_by_label("Or take them from a file:").set_input_files(names)
    await boss.page.wait_for_function("document.querySelector('textarea').value.includes('Niccolò')")
    report = await Axe().run(boss.page)
    assert report.violations_count == 0, report.generate_report()
    await boss.page.get_by_role("button", name="Make the links").click()
    await boss.reads("One line could not be used")
    async with boss.page.expect_download() as downloading:
        await boss.page.get_by_role("link", name=f"{poll}-invitations.csv").click()
    saved = await (await downloading.value).path()
    rows = list(csv.DictReader(saved.read_text("utf-8-sig").splitlines()))
    assert [(row["name"], bool(row["link"]), bool(row["problem"])) for row in rows] == [
        ("Niccolò", True, False),
        ("Eva;eva@", False, True),
    ]
    path = rows[0]["link"].removeprefix(street.web.base)

    guest = await (await street.visit(dark=dark)).go(path)
    await guest.reads("You are invited to vote")
    assert guest.page.url == f"{street.web.base}/i"  # the link stands in no address and in no history
    report = await Axe().run(guest.page)
    assert report.violations_count == 0, report.generate_report()
    assert await guest.page.evaluate("document.documentElement.scrollWidth") <= 360
    await guest.page.get_by_role("button", name="Go on to the poll").click()
    await guest.reads("You are let in")
    await guest.page.get_by_role("button", name="Lake").click()
    await guest.reads("✓ Counted: Lake")
    assert [visit.faults for visit in street.visits if visit.faults] == []

    eve = await (await street.visit(dark=dark, script=False)).go(path)
    await eve.page.get_by_role("button", name="Go on to the poll").click()
    await eve.reads("used already")
    await eve.go(f"/p/{poll}")
    await eve.page.get_by_role("button", name="City").click()
    await eve.reads("Only people who were invited may vote")
