"""What a batch of casts does to one poll: each cast judged in turn, and the sum of what changed. No SQL here.

Two thousand votes on four options are only a few different cases, so each case (what stood before, what is
wished, from where) is judged once and then counted; the hot path is two or three dictionary look-ups per vote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.ballot import Action, Cast, Choices, Choose, Deed, Gate, Receipt, Refusal
from bot.domain.casting import apply
from bot.domain.ids import ChannelId, OptionId, Platform, PollId, VoterKey

Row = tuple[str, Platform, ChannelId | None]
"""A ballot as stored: choices ("1.3"; empty for none), platform and channel of its last change."""

NO_BALLOT: Final[Row] = ("", Platform(""), None)

_MOVES: Final = frozenset({Deed.CAST, Deed.CHANGED, Deed.WITHDRAWN})


def write_choices(choices: Choices) -> str:
    """`choices` as stored: "1.3"; empty for none."""
    return ".".join(map(str, choices))


def read_choices(text: str) -> Choices:
    return tuple(OptionId(int(number)) for number in text.split(".")) if text else ()


@dataclass(slots=True)
class _Case:
    """One kind of cast: its receipt, the ballot it leaves (None: as it was), and how often it came."""

    receipt: Receipt
    after: Row | None
    times: int


_Key = tuple[Row, Choices | Action, Platform, ChannelId | None, Refusal | None]


class PollCount:
    """One poll within one transaction. `gate` None: there is no such poll, and everything is refused."""

    __slots__ = ("_cases", "_changed", "_gate", "_now", "_stored", "_withdrawn", "poll")

    def __init__(self, poll: PollId, gate: Gate | None, now: datetime) -> None:
        self.poll = poll
        self._gate = gate
        self._now = now
        self._stored: dict[VoterKey, Row] = {}
        self._changed: dict[VoterKey, Row] = {}
        self._withdrawn: set[VoterKey] = set()
        self._cases: dict[_Key, _Case] = {}

    @property
    def is_known(self) -> bool:
        return self._gate is not None

    @property
    def secret_since(self) -> datetime | None:
        return self._gate.secret_since if self._gate is not None else None

    def stands(self, voter: VoterKey, choices: str, platform: Platform) -> None:
        """Tell of a ballot already stored; before the first cast."""
        self._stored[voter] = (choices, platform, None)

    def take(self, cast: Cast) -> Receipt:
        """Judge one cast against the ballots as the casts before it left them."""
        before = self._changed.get(cast.voter) or self._stored.get(cast.voter, NO_BALLOT)
        action = cast.action
        # a tuple of options hashes faster than the action around it, and cannot equal a Toggle or a Withdraw
        key = (
            before,
            action.choices if type(action) is Choose else action,
            cast.platform,
            cast.channel,
            cast.objection,
        )
        case = self._cases.get(key)
        if case is None:
            case = self._cases[key] = self._judge(before, cast)
        case.times += 1
        if case.after is not None:
            self._changed[cast.voter] = case.after
            if not case.after[0]:
                self._withdrawn.add(cast.voter)
        return case.receipt

    def repeat(self, voter: VoterKey) -> Receipt:
        """The receipt for an event that was delivered before: nothing is changed."""
        before = self._changed.get(voter) or self._stored.get(voter, NO_BALLOT)
        choices = read_choices(before[0])
        return Receipt(Deed.REPEATED, choices, choices)

    @property
    def is_changed(self) -> bool:
        return bool(self._changed)

    def moves(self) -> Iterator[tuple[VoterKey, str, str]]:
        """Each voter whose ballot changed, with its choices before and after as stored; empty for no ballot."""
        for voter, row in self._changed.items():
            before = self._stored.get(voter, NO_BALLOT)[0]
            if before != row[0]:
                yield voter, before, row[0]

    def ballots(self) -> Mapping[Row, list[VoterKey]]:
        """The ballots to be stored, grouped by what is stored in them."""
        groups: dict[Row, list[VoterKey]] = {}
        for voter, row in self._changed.items():
            if row[0]:
                group = groups.get(row)
                if group is None:
                    group = groups[row] = []
                group.append(voter)
        return groups

    def withdrawn(self) -> list[VoterKey]:
        """Stored ballots withdrawn at some moment of the batch, in a fixed order.

        One cast anew after that is a new ballot with a new first time, so it too is deleted before it is stored.
        """
        return sorted(self._withdrawn & self._stored.keys())

    def tally(self) -> Counter[tuple[Platform, OptionId]]:
        """By how much the votes per platform and option change; those that do not are left out."""
        votes: Counter[tuple[Platform, OptionId]] = Counter()
        for before, after, case in self._moves():
            for option in case.receipt.before:
                votes[before[1], option] -= case.times
            for option in case.receipt.choices:
                votes[after[1], option] += case.times
        return Counter({place: change for place, change in votes.items() if change})

    def turnout(self) -> Counter[Platform]:
        """By how much the voters per platform change; a voter counts where they last changed their ballot."""
        voters: Counter[Platform] = Counter()
        for before, after, case in self._moves():
            if before[0]:
                voters[before[1]] -= case.times
            if after[0]:
                voters[after[1]] += case.times
        return Counter({platform: change for platform, change in voters.items() if change})

    def refusals(self) -> Counter[Refusal]:
        """How many casts were refused, by reason."""
        reasons: Counter[Refusal] = Counter()
        for case in self._cases.values():
            if case.receipt.refusal is not None:
                reasons[case.receipt.refusal] += case.times
        return reasons

    def _moves(self) -> Iterator[tuple[Row, Row, _Case]]:
        for (before, *_), case in self._cases.items():
            if case.after is not None:
                yield before, case.after, case

    def _judge(self, before: Row, cast: Cast) -> _Case:
        receipt = apply(self._gate, read_choices(before[0]), cast.action, self._now, cast.objection)
        after = (write_choices(receipt.choices), cast.platform, cast.channel) if receipt.deed in _MOVES else None
        return _Case(receipt, after, 0)
