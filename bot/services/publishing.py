"""What is published of a poll that gives receipts: the heads of its log while it runs, every ballot once it is over."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final

from bot.domain.ballot_file import ballot_file
from bot.domain.ballot_log import Head, PublishedLog
from bot.domain.errors import NotFound, PromiseBroken, WrongState
from bot.domain.ids import PollId, is_poll_id
from bot.domain.lots import listing
from bot.domain.poll import Cancelled, Closed, Draft, Poll, shorten
from bot.domain.small_groups import LEAST_VOTERS
from bot.domain.text import Text, say
from bot.ports import UnitOfWork, Work
from bot.services.ballot_log import is_opened

MOST_KEPT: Final = 32 << 20
"""Bytes of files kept at hand, so that a crowd that checks one poll asks the database once."""


class Publishing:
    """Raises NotFound for polls that do not exist, or are nobody's business yet; and StoreUnavailable."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._files: OrderedDict[PollId, tuple[int, bytes]] = OrderedDict()
        self._making = asyncio.Lock()

    async def log(self, number: PollId) -> PublishedLog | None:
        """None for a poll without receipts."""
        async with self._work.reading() as work:
            poll = await _public(work, number)
            if not poll.rules.receipts:
                return None
            return PublishedLog(await work.ballot_log.heads(number), isinstance(poll.state, Closed))

    async def ballots(self, number: PollId) -> bytes:
        """The file of a closed poll. Raises WrongState where there is none."""
        async with self._making:  # a crowd waits for one file, instead of making many
            async with self._work.reading() as work:
                poll = await _public(work, number)
                _must_be_published(poll)
                kept = self._files.get(number)
                if kept is not None and kept[0] == poll.version:
                    self._files.move_to_end(number)
                    return kept[1]
                tally = await work.ballots.tally(number)
                opened = await work.ballot_log.openings(number) if is_opened(poll, tally.voters) else None
                leaves, heads = await work.ballot_log.leaves(number), await work.ballot_log.heads(number)
                nonce = await work.draws.nonce(number)
            content = await asyncio.to_thread(ballot_file, poll, leaves, heads, opened, tally, nonce)
            self._keep(number, poll.version, content)
            return content

    async def listing(self, number: PollId) -> bytes:
        """All ballots of a closed poll without receipts, as the draw's root is made of them (`bot.domain.lots`).

        Raises WrongState while it runs, and PromiseBroken where so few voted in secret that nobody may know.
        """
        async with self._work.reading() as work:
            poll = await _public(work, number)
            _must_be_over(poll)
            kinds = await work.ballots.kinds(number)
        if poll.rules.secret and sum(kinds.values()) < LEAST_VOTERS:
            raise PromiseBroken(say("error-secret-few", least=LEAST_VOTERS))
        return await asyncio.to_thread(listing, kinds)

    def _keep(self, number: PollId, version: int, content: bytes) -> None:
        self._files.pop(number, None)
        if len(content) > MOST_KEPT:
            return
        self._files[number] = (version, content)
        while sum(len(each) for _, each in self._files.values()) > MOST_KEPT:
            self._files.popitem(last=False)


def root_words(head: Head | None) -> Text | None:
    """Said with the result, so that everybody who reads it can hold the published ballots against it."""
    return say("result-root", size=head.size, root=head.root) if head is not None else None


async def _public(work: Work, number: PollId) -> Poll:
    if not is_poll_id(number):
        raise NotFound(say("error-poll-unknown", id=shorten(number, 40)))
    poll = await work.polls.get(number)
    if isinstance(poll.state, Draft):
        raise NotFound(say("error-poll-unknown", id=number))
    return poll


def _must_be_published(poll: Poll) -> None:
    if not poll.rules.receipts:
        raise WrongState(say("error-no-receipts"))
    _must_be_over(poll)


def _must_be_over(poll: Poll) -> None:
    if isinstance(poll.state, Cancelled):
        raise WrongState(say("error-ballots-never"))
    if not isinstance(poll.state, Closed):
        raise WrongState(say("error-ballots-not-yet"))
