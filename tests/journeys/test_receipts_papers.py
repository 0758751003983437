"""Secret decisions by every kind of paper, from the launch to a count that is repeated with the file alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.domain.ballot_file import BallotFile, read_ballot_file
from bot.domain.ids import OptionId
from bot.domain.poll import Poll
from bot.domain.redeciding import Redecided, redecided
from bot.domain.tally.thresholds import Verdict
from bot.domain.verification import Check, Found, verify
from bot.ports import ResultContent
from tests.house import House, house
from tests.journeys.test_receipts import code_in, published, receipt

TIED = ((101, 202), (101, 202), (102, 201), (102, 201), (103,))
CAST = {
    "ranked": ((101, 202), (101, 203), (102, 201), (101,), (103, 201, 302)),
    "runoff": ((101, 202), (101, 203), (102, 201), (101,), (103, 201, 302)),
    "star": ((601, 302), (501,), (602, 103), (601, 202, 403), (401,)),
    "rating": ((501, 302), (501,), (402, 103), (501, 202, 403), (401,)),
    "judgment": ((601, 302), (501,), (602, 103), (601, 202, 403), (401,)),
    "points": ((501,), (301, 202), (402, 103), (201, 102, 203), (301,)),
}


@pytest.fixture
async def home(database: str) -> AsyncIterator[House]:
    async with house(database) as built:
        yield built


async def decided(home: House, line: str, cast: tuple[tuple[int, ...], ...]) -> tuple[Poll, list[str]]:
    await home.type(f"/decide Where? | Lake | City | Sea --secret {line}")
    poll = await home.latest()
    codes = [code_in((await home.vote(poll.id, who, *paper)).receipt) for who, paper in enumerate(cast, start=1)]
    await home.type(f"/close {poll.id}")
    home.clock.advance(seconds=30)
    await home.settle()
    return poll, codes


def told(home: House) -> str:
    """The result as it was posted."""
    return next(each.text for each in home.platform.posts.values() if isinstance(each, ResultContent))


async def read(home: House, poll: Poll) -> tuple[BallotFile, Redecided | None]:
    file = read_ballot_file(await published(home, poll.id))
    return file, redecided(file, verify(file).root)


@pytest.mark.parametrize("method", CAST)
async def test_a_secret_decision_is_recounted_by_whoever_has_the_file(home: House, method: str) -> None:
    poll, codes = await decided(home, f"--method {method}", CAST[method])
    file, again = await read(home, poll)
    for code, paper in zip(codes, CAST[method], strict=True):
        found = verify(file, code=code, noted=file.heads[-1].root)
        assert [finding.check for finding in found.findings] == list(Check)
        assert found.holds
        assert (receipt(found).found, receipt(found).choices) == (Found.COUNTED, tuple(sorted(paper)))
        assert found.votes == Counter(mark for each in CAST[method] for mark in each)
    assert again is not None
    assert (again.ruling.verdict, again.ruling.winner) == (Verdict.DECIDED, 1)
    assert "Decided: “Lake”." in told(home)


async def test_a_changed_paper_leaves_its_old_receipt_uncounted(home: House) -> None:
    await home.type("/decide Where? | Lake | City | Sea --secret --method ranked")
    poll = await home.latest()
    first = code_in((await home.vote(poll.id, 1, 101, 202)).receipt)
    for who in range(1, 6):
        await home.vote(poll.id, who, 102, 201)
    await home.type(f"/close {poll.id}")
    await home.settle()
    file, _ = await read(home, poll)
    found = verify(file, code=first)
    assert found.holds
    assert receipt(found).found is Found.NOT_COUNTED
    assert found.votes == {102: 5, 201: 5}


async def test_a_draw_is_repeated_with_the_file_alone(home: House) -> None:
    """Who won is what the server said, by a nonce that keeps what the card promised while people voted."""
    poll, _ = await decided(home, "--method ranked", TIED)
    file, again = await read(home, poll)
    assert again is not None
    assert again.proof is not None
    winner = again.ruling.winner
    assert winner in (1, 2)
    assert f"Decided: “{poll.option(OptionId(winner)).label}”." in told(home)
    assert again.ruling.drawn
    assert f"nonce {again.proof.nonce}, root of the published log of ballots {file.heads[-1].root}" in told(home)


async def test_of_too_few_secret_papers_neither_ballots_nor_nonce_are_published(home: House) -> None:
    poll, codes = await decided(home, "--method ranked", TIED[:4])
    file, again = await read(home, poll)
    assert (file.ballots, file.draw, again) == (None, None, None)
    found = verify(file, code=codes[0])
    assert found.holds
    assert receipt(found).found is Found.SEALED


async def test_a_decision_by_ticks_keeps_its_format_and_is_decided_anew(home: House) -> None:
    poll, codes = await decided(home, "--method single", ((1,), (1,), (2,), (1,), (3,)))
    content = await published(home, poll.id)
    assert b'"format":"ascolto-ballots-1"' in content
    file, again = await read(home, poll)
    assert verify(file, code=codes[0]).holds
    assert again is not None
    assert again.ruling.winner == 1


async def test_a_plain_poll_says_nothing_of_rules(home: House) -> None:
    await home.type("/poll Where? | Lake | City --receipts")
    poll = await home.latest()
    await home.vote(poll.id, 1, 1)
    await home.type(f"/close {poll.id}")
    await home.settle()
    content = await published(home, poll.id)
    assert b'"format":"ascolto-ballots-1"' in content
    assert b"counting" not in content
    assert b"draw" not in content
