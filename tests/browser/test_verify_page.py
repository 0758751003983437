"""The page that recounts a poll in the browser: an honest file, every tampered one, receipts, and without a server."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.domain.ballot_file import read_ballot_file
from bot.domain.errors import BadInput
from bot.domain.verification import verify
from tests.domain.ballot_files import MALFORMED, TAMPERED, changed, code, malformed, written

pytestmark = pytest.mark.browser
CODE = re.compile(r"Receipt: ((?:[0-9a-z]{4}-){3}[0-9a-z]{4})")


async def closed_poll(street, *, voters=9):
    """Its id, and the receipts of its voters."""
    boss = await street.web.organiser()
    await boss.say("/poll Where should the summer party be? | Lake 🏖️ | City | Mountains --receipts", event="launch0001")
    poll = (await street.web.latest()).id
    codes = []
    for number in range(voters):
        guest = street.web.visitor()
        codes.append(CODE.search(await guest.vote(poll, 1 + number % 3))[1])
    await boss.say(f"/close {poll}", event="close00001")
    await street.web.settle()
    return poll, codes


async def offered(page: Page, name: str, content: bytes) -> None:
    """The file chosen as by hand, and checked."""
    await page.set_input_files("[data-choose]", {"name": name, "mimeType": "application/json", "buffer": content})
    await expect(page.locator("[data-name]")).to_have_text(name)
    await expect(page.locator("[data-progress]")).not_to_have_text("Checking …")


async def looked_up(page: Page, typed: str) -> str:
    await page.fill("#code", typed)
    await page.get_by_role("button", name="Look it up").click()
    return await page.locator("[data-said]").inner_text()


async def test_a_voter_checks_the_count_and_the_own_receipt(street):
    poll, codes = await closed_poll(street)
    voter = await (await street.visit()).go(f"/p/{poll}")
    await voter.page.get_by_role("link", name="Check the count").click()
    await voter.reads("Everything holds")
    await voter.reads("Recounted: 9 ballots")
    rows = await voter.page.locator("[data-votes] tr").all_inner_texts()
    assert [row.split() for row in rows] == [["Lake", "🏖️", "3"], ["City", "3"], ["Mountains", "3"]]
    assert await voter.page.locator("[data-checks] .good").count() == 5
    assert await voter.page.locator("[data-outcome]").is_hidden()
    assert await voter.page.locator("[data-checks] .bad").count() == 0
    said = await looked_up(voter.page, codes[1].upper().replace("-", " "))
    assert f"Receipt {codes[1]}: counted, for City." in said
    assert "not in the log" in await looked_up(voter.page, "0000-0000-0000-0000")
    assert "no receipt’s code" in await looked_up(voter.page, "<b>hello</b>")

    room = await (await street.visit()).go("/r/general")
    told = await room.page.locator("main").text_content()
    root = re.search(r"Root, for checking the count:\s+([0-9a-f]{64})", told)
    assert root is not None
    await voter.page.fill("#noted", f" {root[1].upper()}\n")
    await voter.page.get_by_role("button", name="Compare").click()
    await voter.reads("The root you noted down is one of this log’s.")
    await voter.page.fill("#noted", "ab" * 32)
    await voter.page.get_by_role("button", name="Compare").click()
    await voter.reads("none of this log’s")
    await voter.reads("A receipt can also prove your vote to others.")
    assert [visit.faults for visit in street.visits if visit.faults] == []


async def test_the_page_and_the_command_judge_every_file_alike(street):
    poll, _ = await closed_poll(street, voters=1)
    voter = await (await street.visit()).go(f"/p/{poll}/verify")
    await voter.reads("Everything holds")
    for name in ("honest", *TAMPERED):
        content = written() if name == "honest" else changed(TAMPERED[name][0])
        await offered(voter.page, name, content)
        expected = verify(read_ballot_file(content))
        shown = await voter.page.locator("[data-checks] li").evaluate_all("all => all.map((each) => each.className)")
        assert shown == ["good" if each.holds else "bad" for each in expected.findings], name
        verdict = "Everything holds" if name == "honest" else "Something does not hold"
        assert await voter.page.locator("[data-verdict] strong").inner_text() == verdict, name
        counts = await voter.page.locator("[data-votes] td").all_inner_texts()
        assert counts == [str(votes) for votes in expected.votes.values()], name
        assert await voter.page.locator("[data-root]").inner_text() == expected.root, name
    for name in MALFORMED:
        with pytest.raises(BadInput):
            read_ballot_file(malformed(name))
        await offered(voter.page, name, malformed(name))
        told = await voter.page.locator("[data-progress]").inner_text()
        assert "damaged on the way" in told, name
        assert await voter.page.locator("[data-result]").is_hidden(), name
    assert voter.faults == []


async def test_receipts_of_merged_removed_and_replaced_ballots_are_found_as_by_the_command(street):
    poll, _ = await closed_poll(street, voters=1)
    voter = await (await street.visit()).go(f"/p/{poll}/verify")
    await voter.reads("Everything holds")
    await offered(voter.page, "honest.json", written())
    file = read_ballot_file(written())
    words = {
        "counted": "counted, for",
        "counted-as": "and counted for",
        "not-counted": "in the log, but not counted",
    }
    for place in range(11):
        found = verify(file, code=code(place)).receipt
        kind = found.found.value if found.counted_as == found.choices else "counted-as"
        said = await looked_up(voter.page, code(place))
        assert words[kind] in said, place
        assert f"Entry {place + 1} of 11." in said
    await offered(voter.page, "twice.json", changed(TAMPERED["two entries share a code"][0]))
    assert "made to deceive" in await looked_up(voter.page, code(0))


async def test_a_saved_page_checks_without_any_server(street, tmp_path):
    poll, codes = await closed_poll(street)
    online = await (await street.visit()).go(f"/p/{poll}/verify")
    saved = {}
    for name in ("Save this page, to check without the server", "Download the ballots"):
        async with online.page.expect_download() as coming:
            await online.page.get_by_role("link", name=name).click()
        saved[name] = tmp_path / (await coming.value).suggested_filename
        await (await coming.value).save_as(saved[name])
    page_file, ballots = saved.values()
    assert (page_file.name, ballots.name) == ("ascolto-verify.html", f"{poll}-ballots.json")

    offline = await street.visit()
    asked = []
    offline.page.on("request", lambda request: asked.append(request.url))
    await offline.page.context.set_offline(True)
    await offline.page.goto(page_file.as_uri())
    await offline.page.set_input_files("[data-choose]", ballots)
    await offline.reads("Everything holds")
    assert "counted, for Lake 🏖️" in await looked_up(offline.page, codes[0])
    assert asked == [page_file.as_uri()]
    # and were its script another one, it could not tell anybody
    reached = await offline.page.evaluate("fetch('https://example.org').then(() => true, () => false)")
    assert reached is False
    assert any("Content Security Policy" in fault for fault in offline.faults)


async def test_before_the_close_there_is_nothing_to_check_but_other_files(street):
    boss = await street.web.organiser()
    await boss.say("/poll Where? | Lake | City --receipts")
    poll = (await street.web.latest()).id
    voter = await (await street.visit()).go(f"/p/{poll}/verify")
    await voter.reads("are not published yet")
    await offered(voter.page, "other.json", written())
    await voter.reads("Everything holds")
    await offered(voter.page, "few.json", changed(lambda read: read.update(ballots=None, tally=None)))
    await voter.reads("So few people voted that no ballot is opened")
    assert await voter.page.locator("[data-checks] .good").count() == 3
    assert await voter.page.locator("[data-table]").is_hidden()
    assert "in the log. So few" in await looked_up(voter.page, code(0))
    assert voter.faults == []


async def test_what_a_file_says_is_shown_and_never_obeyed(street):
    poll, _ = await closed_poll(street, voters=1)
    voter = await (await street.visit()).go(f"/p/{poll}/verify")
    await voter.reads("Everything holds")
    trap = "<img src=x onerror=\"document.title = 'owned'\"> {at} $& \u202e"

    def poison(read):
        read["question"] = trap
        read["options"][0]["label"] = trap
        read["__proto__"] = {"holds": True}

    await offered(voter.page, trap[:20], changed(poison))
    assert trap.split("\u202e", maxsplit=1)[0].strip() in await voter.page.locator("[data-of]").inner_text()
    assert await voter.page.locator("[data-verify] img").count() == 0
    assert await voter.page.title() != "owned"
    assert voter.faults == []


async def test_a_file_can_be_dropped_anywhere_on_the_page(street):
    poll, _ = await closed_poll(street, voters=1)
    voter = await (await street.visit()).go(f"/p/{poll}/verify")
    await voter.reads("Recounted: 1 ballot")
    await voter.page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "dropped.json"));
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        written().decode(),
    )
    await voter.reads("Recounted: 9 ballots")
    await expect(voter.page.locator("[data-name]")).to_have_text("dropped.json")


async def test_a_server_that_does_not_answer_is_said(street):
    poll, _ = await closed_poll(street, voters=1)
    voter = await street.visit()
    await voter.page.route("**/ballots.json", lambda route: route.abort())
    await voter.go(f"/p/{poll}/verify")
    await voter.reads("could not be loaded")


async def test_without_script_it_says_what_to_do(street):
    poll, _ = await closed_poll(street, voters=1)
    voter = await (await street.visit(script=False)).go(f"/p/{poll}/verify")
    await voter.reads("python -m bot verify")
    assert await voter.page.locator("[data-verify]").is_hidden()


@pytest.mark.parametrize("dark", [False, True])
async def test_nothing_for_axe_to_complain_and_nothing_to_scroll_sideways(street, dark, tmp_path):
    poll, codes = await closed_poll(street)
    voter = await (await street.visit(dark=dark)).go(f"/p/{poll}")
    report = await Axe().run(voter.page)
    assert report.violations_count == 0, report.generate_report()
    await voter.go(f"/p/{poll}/verify")
    await voter.reads("Everything holds")
    await looked_up(voter.page, codes[0])
    for content in (None, changed(TAMPERED["a ballot says something else"][0]), malformed("cut short")):
        if content is not None:
            await offered(voter.page, "another-file-with-a-very-long-name-that-somebody-gave-it.json", content)
        report = await Axe().run(voter.page)
        assert report.violations_count == 0, report.generate_report()
        assert await voter.page.evaluate("document.documentElement.scrollWidth") <= 360
    guest = street.web.visitor()
    await guest.open("/verify.html")
    (tmp_path / "alone.html").write_text(guest.page, "utf-8")
    await voter.page.goto((tmp_path / "alone.html").as_uri())
    assert await voter.page.evaluate("document.documentElement.scrollWidth") <= 360
