"""A poll with receipts, from launch to a count that somebody else repeats; over the front desk and the database."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator

import pytest

from bot.domain.ballot import Toggle
from bot.domain.ballot_file import read_ballot_file
from bot.domain.conversation import Reader, SendFile
from bot.domain.ids import OptionId, PollId
from bot.domain.merkle import grows_from
from bot.domain.verification import Found, ReceiptFinding, Verification, verify
from bot.services.ballot_log import Heads
from tests.house import BOSS, House, follower, house, words

LAUNCH = "/poll Where? | Lake | City | Mountains --receipts --multi 2"


@pytest.fixture
async def home(database: str) -> AsyncIterator[House]:
    async with house(database) as built:
        yield built


def code_in(text: str) -> str:
    found = re.search(r"Receipt: ((?:[0-9a-z]{4}-){3}[0-9a-z]{4})\b", text)
    assert found is not None, text
    return found[1]


async def launched(home: House, line: str = LAUNCH) -> PollId:
    await home.type(line)
    return (await home.latest()).id


async def vote(home: House, poll: PollId, who: int, *options: int) -> str:
    return code_in((await home.vote(poll, who, *options)).receipt)


async def published(home: House, poll: PollId) -> bytes:
    reply = await home.type(f"/export {poll} --proof")
    [sent] = [part for part in reply.parts if isinstance(part, SendFile)]
    assert sent.name == f"{poll}-ballots.json"
    return sent.content


async def checked(home: House, poll: PollId, code: str | None = None, noted: str | None = None) -> Verification:
    return verify(read_ballot_file(await published(home, poll)), code=code, noted=noted)


def receipt(found: Verification) -> ReceiptFinding:
    assert found.receipt is not None
    return found.receipt


async def test_from_launch_to_a_count_that_anybody_repeats(home: House) -> None:
    poll = await launched(home)
    card = await home.desk.card(poll, Reader(sender=None))
    assert any("Every vote gets a receipt" in fact for fact in card.facts)
    mine = await vote(home, poll, 1, 1, 3)
    for who in range(2, 15):
        await vote(home, poll, who, 1 + who % 3)
    changed = await vote(home, poll, 2, 1)
    assert await vote(home, poll, 2, 1) == changed
    first = await vote(home, poll, 3, 2, 3)
    await home.withdraw(poll, 3)
    assert words(await home.type("/myvotes", who=follower(1))).endswith(f"Receipt: {mine}")
    await home.type(f"/close {poll}")
    await home.settle()

    found = await checked(home, poll, mine)
    assert found.holds
    assert found.voters == 13
    assert (receipt(found).found, receipt(found).choices) == (Found.COUNTED, (1, 3))
    assert receipt(await checked(home, poll, changed)).choices == (1,)
    assert receipt(await checked(home, poll, first)).found is Found.NOT_COUNTED
    summary = words(await home.type(f"/summary {poll}"))
    root = re.search(r"Sealed ballots: 16\. Root, for checking the count: ([0-9a-f]{64})", summary)
    assert root is not None
    assert (await checked(home, poll, noted=root[1])).holds
    assert root[1] in words(await home.type(f"/notify {poll}", who=follower(1)))


async def test_a_poll_without_receipts_is_as_ever(home: House) -> None:
    poll = await launched(home, "/poll Where? | Lake | City")
    assert (await home.vote(poll, 1, 1)).receipt == ""
    await home.type("/close")
    assert "Receipt" not in words(await home.type("/myvotes", who=follower(1)))
    assert "Root" not in words(await home.type("/summary"))
    assert "gives no receipts" in words(await home.type(f"/export {poll} --proof"))


async def test_ballots_are_published_after_the_close_and_never_of_a_cancelled_poll(home: House) -> None:
    poll = await launched(home)
    assert "once the poll is closed" in words(await home.type(f"/export {poll} --proof"))
    await home.type(f"/cancel {poll} rain")
    assert "never published" in words(await home.type(f"/export {poll} --proof"))


async def test_heads_are_published_hourly_and_the_log_only_grew(home: House) -> None:
    poll, heads = await launched(home), Heads(home.work, home.clock)
    assert await heads.publish() == 0
    for hour in range(3):
        for who in range(12):
            await vote(home, poll, 100 * hour + who, 1 + who % 3)
        assert await heads.publish() == 1
        assert await heads.publish() == 0
        home.clock.advance(minutes=59)
        assert await heads.publish() == 0
        home.clock.advance(minutes=1)
    log = await home.desk.published_log(poll)
    assert log is not None
    assert not log.is_over
    assert len(log.heads) == 3
    for before, after in zip(log.heads, log.heads[1:], strict=False):
        old, new = (before.size, bytes.fromhex(before.root)), (after.size, bytes.fromhex(after.root))
        assert grows_from(old, new, [bytes.fromhex(step) for step in after.path])
    await home.type(f"/close {poll}")
    assert await heads.publish() == 0
    found = await checked(home, poll, noted=log.heads[0].root)
    assert found.holds
    assert [head.size for head in found.file.heads] == [*(head.size for head in log.heads), 36]


async def test_the_hourly_round_goes_by_itself(home: House) -> None:
    poll, heads = await launched(home), Heads(home.work, home.clock)
    for who in range(12):
        await vote(home, poll, who, 1)
    running = asyncio.ensure_future(heads.run())
    try:
        while True:
            home.clock.advance(minutes=5)
            await asyncio.sleep(0)
            log = await home.desk.published_log(poll)
            if log is not None and log.heads:
                break
    finally:
        running.cancel()
    assert log.heads[0].size == 5


async def test_a_clock_that_is_set_back_does_not_make_the_log_look_rewritten(home: House) -> None:
    poll, heads = await launched(home), Heads(home.work, home.clock)
    for who in range(12):
        await vote(home, poll, who, 1)
    await heads.publish()
    home.clock.advance(hours=-3)
    await vote(home, poll, 50, 2)
    await home.type(f"/close {poll}")
    assert (await checked(home, poll)).holds


async def test_merging_and_removing_options_breaks_no_receipt(home: House) -> None:
    poll = await launched(home)
    codes = [await vote(home, poll, who, 1 + who % 3) for who in range(9)]
    await home.type(f"/fix {poll} 2>1")
    await home.type(f"/fix {poll} 3: Alps")
    found = await checked_after_close(home, poll, codes[1])
    assert found.holds
    assert (receipt(found).choices, receipt(found).counted_as) == ((2,), (1,))
    assert found.votes == {OptionId(1): 6, OptionId(3): 3}


async def checked_after_close(home: House, poll: PollId, code: str) -> Verification:
    await home.type(f"/close {poll}")
    return await checked(home, poll, code)


async def test_opened_again_a_poll_goes_on_in_the_same_log(home: House) -> None:
    poll = await launched(home)
    codes = [await vote(home, poll, who, 1) for who in range(12)]
    await home.type(f"/close {poll}")
    before = await checked(home, poll)
    await home.type(f"/reopen {poll}")
    assert "once the poll is closed" in words(await home.type(f"/export {poll} --proof"))
    assert await vote(home, poll, 0, 1) == codes[0]
    changed = await vote(home, poll, 0, 2)
    after = await checked_after_close(home, poll, codes[0])
    assert after.holds
    assert receipt(after).found is Found.NOT_COUNTED
    assert receipt(await checked(home, poll, changed)).found is Found.COUNTED
    assert (await checked(home, poll, noted=before.root)).holds


async def test_who_is_forgotten_takes_the_open_ballot_along_and_leaves_the_closed_one_counted(home: House) -> None:
    closed = await launched(home)
    code = await vote(home, closed, 1, 1)
    await vote(home, closed, 2, 2)
    await home.type(f"/close {closed}")
    running = await launched(home)
    await vote(home, running, 1, 1)
    await vote(home, running, 2, 2)
    await home.type("/forget yes", who=follower(1))
    found = await checked(home, closed, code)
    assert found.holds
    assert receipt(found).found is Found.COUNTED
    await home.type(f"/close {running}")
    assert (await checked(home, running)).voters == 1


async def test_the_own_data_name_the_receipt(home: House) -> None:
    poll = await launched(home)
    code = await vote(home, poll, 1, 1)
    plain = await launched(home, "/poll Plain? | a | b")
    await home.vote(plain, 1, 1)
    reply = await home.type("/mydata", who=follower(1))
    [sent] = [part for part in reply.parts if isinstance(part, SendFile)]
    votes = {each["poll"]: each for each in json.loads(sent.content)["votes"]}
    assert votes[poll]["receipt"] == code
    assert "receipt" not in votes[plain]


async def test_a_tap_delivered_twice_and_a_refused_one_show_the_code_that_stands(home: House) -> None:
    poll = await launched(home)
    code = await vote(home, poll, 1, 1)
    refused = await home.vote(poll, 1, 1, 2, 3)
    assert code_in(refused.receipt) == code
    toggled = await home.vote(poll, 1, action=Toggle(OptionId(2)))
    assert code_in(toggled.receipt) != code
    gone = await home.withdraw(poll, 1)
    assert gone.receipt == ""


async def test_receipts_are_promised_at_the_launch_for_good(home: House) -> None:
    poll = await launched(home)
    async with home.work.reading() as work:
        assert (await work.polls.get(poll)).rules.receipts
    await home.type("/poll Draft? | a | b --receipts --draft")
    draft = await home.latest()
    reply = await home.type(f"/edit {draft.id}")
    assert "receipts" in json.dumps([repr(part) for part in reply.parts])


async def test_the_files_name_nobody(home: House) -> None:
    poll = await launched(home)
    for who in range(6):
        await vote(home, poll, who, 1)
    await home.type(f"/close {poll}")
    content = (await published(home, poll)).decode()
    async with home.work.reading() as work:
        ballots = await work.ballots.all(poll)
        person = await work.people.find(follower(1).platform, follower(1).native_id)
    assert person is not None
    for secret in (*(ballot.voter for ballot in ballots), person.id, "Follower", BOSS.name):
        assert secret not in content


async def test_a_poll_that_repeats_gives_receipts_each_time(home: House) -> None:
    await home.type("/poll Lunch? | Pizza | Soup --receipts --every monday 10:00 --for 2d")
    home.clock.advance(days=7)
    await home.settle()
    assert (await home.latest()).rules.receipts
