"""What closed polls decided, counted once: a million ballots take a second, which nobody shall wait for twice."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.ballot import Choices
from bot.domain.ballot_log import Head
from bot.domain.closing_early import spared_votes
from bot.domain.deciding import decide
from bot.domain.ids import PollId
from bot.domain.lots import Proof, root_of_listing
from bot.domain.method import PLAIN
from bot.domain.poll import Closed, Poll
from bot.domain.ruling import Ruling
from bot.domain.small_groups import LEAST_VOTERS
from bot.domain.tally.draw import Draw
from bot.ports import Work
from bot.services.reasons import NO_REASONS, Reasons

KEPT: Final = 256


@dataclass(frozen=True, slots=True)
class Decision:
    ruling: Ruling
    proof: Proof | None = None
    """None where the poll has no draw."""
    spared: int = 0
    """Votes that were still to come when the poll closed early, since they could not change it."""
    reasons: Reasons = NO_REASONS
    """Why people objected; put to it by whoever reads, since it may still be taken back."""


class Rulings:
    """The last few that were asked for. One for a process; a fresh one keeps nothing of others."""

    def __init__(self) -> None:
        self._known: dict[tuple[PollId, int], Decision] = {}
        self._counting: dict[tuple[PollId, int], asyncio.Lock] = {}

    async def of(self, work: Work, poll: Poll) -> Decision | None:
        """None where the poll is not closed, is counted as polls always were, or so few voted that nobody may know."""
        if poll.rules.counting == PLAIN or not isinstance(poll.state, Closed):
            return None
        key = poll.id, poll.version
        if key in self._known:
            return self._known[key]
        try:
            async with self._counting.setdefault(key, asyncio.Lock()):  # who asks for the same meanwhile gets the same
                decision = self._known.get(key) or await _decided(work, poll, poll.state)
                if decision is not None:
                    self._known[key] = decision
        finally:
            self._counting.pop(key, None)
        while len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
        return decision


async def _decided(work: Work, poll: Poll, state: Closed) -> Decision | None:
    kinds = await work.ballots.kinds(poll.id)
    if poll.rules.secret and sum(kinds.values()) < LEAST_VOTERS:
        return None
    nonce = await work.draws.nonce(poll.id)
    head = await work.ballot_log.last_head(poll.id) if poll.rules.receipts else None
    ruling, proof = await asyncio.to_thread(_counted, poll, kinds, nonce, head)
    early = poll.closes_at is None or state.at < poll.closes_at
    spared = spared_votes(poll, await work.ballots.tally(poll.id)) if early else None
    return Decision(ruling, proof, spared or 0)


def _counted(
    poll: Poll, kinds: Mapping[Choices, int], nonce: bytes | None, head: Head | None
) -> tuple[Ruling, Proof | None]:
    """Blocks for up to some seconds. `head`: of the receipts' log, where the poll gives receipts."""
    if nonce is None:
        return decide(poll, kinds, None), None
    draw = Draw(nonce, bytes.fromhex(head.root) if head is not None else root_of_listing(kinds))
    proof = Proof(draw, of_log=head is not None)
    return decide(poll, kinds, draw), proof
