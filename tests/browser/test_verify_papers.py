"""The page that recounts papers in the browser: it judges files as the command does, and says a ballot in words."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.async_playwright import Axe

from bot.domain.ballot_file import read_ballot_file
from bot.domain.commitment import code_of
from bot.domain.errors import BadInput
from bot.domain.marks import option_of
from bot.domain.method import Method
from bot.domain.verification import verify
from tests.browser.test_verify_page import CODE, looked_up, offered
from tests.domain.paper_files import MALFORMED_PAPERS, PAPERS, SPOILT, TAMPERED_PAPERS, malformed_papers, papers
from tests.domain.paper_files import tampered_papers as tampered

pytestmark = pytest.mark.browser
VOTES = ((101, 202), (101, 203, 302), (102,), (103, 201, 302), (102, 201))


async def secret_ranking(street):
    """Its id, and the receipts of its voters."""
    boss = await street.web.organiser()
    await boss.say("/decide Where should the summer party be? | Lake 🏖️ | City | Mountains --method ranked --secret")
    poll = (await street.web.latest()).id
    codes = [CODE.search(await street.web.visitor().vote(poll, *paper))[1] for paper in VOTES]
    await boss.say(f"/close {poll}", event="close00001")
    await street.web.settle()
    return poll, codes


async def checker(street, **how):
    """A page without a poll of its own, that takes any file."""
    boss = await street.web.organiser()
    await boss.say("/poll Where? | Lake | City --receipts")
    voter = await (await street.visit(**how)).go(f"/p/{(await street.web.latest()).id}/verify")
    await voter.reads("are not published yet")
    return voter


async def counts(page):
    """By label: ballots that mark the option, and how often each mark was given."""
    return {
        await row.locator("th").evaluate("cell => cell.firstChild.textContent"): (
            await row.locator("td").inner_text(),
            await row.locator(".given li").all_inner_texts(),
        )
        for row in await page.locator("[data-votes] tr").all()
    }


def code_for(content: bytes, *paper: int) -> str:
    read = json.loads(content)
    [place] = {place for place, choices, _ in read["ballots"] if choices == list(paper)}
    return code_of(bytes.fromhex(read["leaves"][place]))


async def test_a_secret_ranking_is_checked_by_its_voter(street):
    poll, codes = await secret_ranking(street)
    voter = await (await street.visit()).go(f"/p/{poll}/verify")
    await voter.reads("Everything holds")
    await voter.reads("Recounted: 5 ballots")
    assert await counts(voter.page) == {
        "Lake 🏖️": ("4", ["1. ×2", "2. ×2"]),
        "City": ("5", ["1. ×2", "2. ×1", "3. ×2"]),
        "Mountains": ("2", ["1. ×1", "2. ×1"]),
    }
    await voter.reads("The draw hangs on what was promised when the poll opened: SHA-256 ")
    await voter.reads("What follows from it by the poll’s rules is counted anew by python -m bot verify.")
    said = await looked_up(voter.page, codes[1])
    assert f"Receipt {codes[1]}: counted. The ballot says: 1. Lake 🏖️, 2. Mountains and 3. City." in said
    assert voter.faults == []


async def test_the_page_and_the_command_judge_every_file_of_papers_alike(street):
    voter = await checker(street)
    files = {f"honest {method}": papers(method) for method in PAPERS} | {
        what: tampered(what) for what in TAMPERED_PAPERS
    }
    for name, content in files.items():
        await offered(voter.page, name, content)
        expected = verify(read_ballot_file(content))
        shown = await voter.page.locator("[data-checks] li").evaluate_all("all => all.map((each) => each.className)")
        assert shown == ["good" if each.holds else "bad" for each in expected.findings], name
        assert expected.holds is name.startswith("honest"), name
        marked = [
            sum(times for mark, times in expected.votes.items() if option_of(mark) == option.number)
            for option in expected.file.options
            if not option.removed
        ]
        assert [int(number) for number, _ in (await counts(voter.page)).values()] == marked, name
        assert await voter.page.locator("[data-root]").inner_text() == expected.root, name
    for name in MALFORMED_PAPERS:
        with pytest.raises(BadInput) as refused:
            read_ballot_file(malformed_papers(name))
        await offered(voter.page, name, malformed_papers(name))
        told = await voter.page.locator("[data-progress]").inner_text()
        assert told.endswith(f"({refused.value.part})"), name
        assert await voter.page.locator("[data-result]").is_hidden(), name
    assert voter.faults == []


@pytest.mark.parametrize(
    ("method", "paper", "words", "lake"),
    [
        (Method.RUNOFF, (102, 201, 303), "1. City, 2. Lake 🏖️ and 3. Town", ["1. ×3", "2. ×2"]),
        (
            Method.STAR,
            (102, 601),
            "Lake 🏖️: 5 of 5 and City: 0 of 5",
            ["5 of 5 ×3", "4 of 5 ×1", "3 of 5 ×1", "0 of 5 ×1"],
        ),
        (
            Method.RATING,
            (102, 501),
            "Lake 🏖️: 5 stars of 5 and City: 1 star of 5",
            ["5 stars of 5 ×3", "4 stars of 5 ×1", "3 stars of 5 ×1", "1 star of 5 ×1"],
        ),
        (
            Method.JUDGMENT,
            (203, 601, 602),
            "Lake 🏖️: excellent, City: excellent and Town: poor",
            ["excellent ×3", "very good ×1", "good ×1", "reject ×1"],
        ),
        (
            Method.POINTS,
            (102, 401),
            "Lake 🏖️: 4 points and City: 1 point",
            ["5 points ×1", "4 points ×1", "3 points ×1", "1 point ×2"],
        ),
    ],
)
async def test_each_method_is_told_in_words_as_by_the_command(street, method, paper, words, lake):
    voter = await checker(street)
    content = papers(method)
    await offered(voter.page, "papers.json", content)
    said = await looked_up(voter.page, code_for(content, *paper))
    assert f": counted. The ballot says: {words}. Entry " in said
    assert (await counts(voter.page))["Lake 🏖️"][1] == lake
    assert "Moon" not in await counts(voter.page)
    assert voter.faults == []


async def test_the_receipt_of_a_paper_that_no_ballot_box_takes(street):
    voter = await checker(street)
    for what, (_, paper) in SPOILT.items():
        content = tampered(what)
        await offered(voter.page, what, content)
        said = await looked_up(voter.page, code_for(content, *paper))
        assert "which the rules of the poll do not allow" in said, what
    await offered(voter.page, "last.json", tampered("a rank of an option that is not there"))
    content = tampered("a rank of an option that is not there")
    assert "opened as 1. Lake 🏖️ and 209, which" in await looked_up(voter.page, code_for(content, 101, 209))
    assert voter.faults == []


async def test_the_saved_page_knows_the_words_of_papers_in_its_readers_language(street, tmp_path):
    guest = street.web.visitor(accept_language="it")
    await guest.open("/verify.html")
    (tmp_path / "alone.html").write_text(guest.page, "utf-8")
    offline = await street.visit()
    await offline.page.goto((tmp_path / "alone.html").as_uri())
    content = papers(Method.JUDGMENT)
    await offline.page.set_input_files(
        "[data-choose]", {"name": "x.json", "mimeType": "application/json", "buffer": content}
    )
    await offline.reads("Tutto torna")
    await offline.page.fill("#code", code_for(content, 203, 601, 602))
    await offline.page.press("#code", "Enter")
    await offline.reads("La scheda dice: Lake 🏖️: ottimo, City: ottimo e Town: scarso.")
    assert (await counts(offline.page))["Town"] == ("3", ["accettabile ×1", "scarso ×1", "da respingere ×1"])
    assert offline.faults == []


@pytest.mark.parametrize("dark", [False, True])
async def test_nothing_for_axe_to_complain_and_nothing_to_scroll_sideways(street, dark):
    voter = await checker(street, dark=dark)
    for method in (Method.RANKED, Method.POINTS, Method.RATING):
        await offered(voter.page, f"{method}.json", papers(method))
        report = await Axe().run(voter.page)
        assert report.violations_count == 0, report.generate_report()
        assert await voter.page.evaluate("document.documentElement.scrollWidth") <= 360
