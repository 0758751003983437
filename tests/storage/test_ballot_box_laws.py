"""However a stream of casts falls into batches, it ends as if each had been taken alone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ballot import Action, Cast, Choices, Choose, Deed, Gate, Receipt, Settle, Toggle, Withdraw
from bot.domain.casting import apply
from bot.domain.ids import OptionId
from bot.domain.poll import Option, Rules
from storage.ballot_box import GroupCommitBallotBox
from tests.builders import NOON, poll
from tests.storage.hall import Hall, HandClock, sqlite_hall, wish

_OPTIONS = (
    Option(id=OptionId(1), label="Lake"),
    Option(id=OptionId(2), label="City"),
    Option(id=OptionId(3), label="Mountains"),
    Option(id=OptionId(4), label="Moon", removed=True),
)
_RULES = {"p-single": Rules(), "p-many": Rules(most_choices=2), "p-final": Rules(most_choices=3, may_change=False)}
_GATES = {
    name: Gate(
        state="open",
        closes_at=None,
        most_choices=rules.most_choices,
        may_change=rules.may_change,
        standing=frozenset(OptionId(number) for number in (1, 2, 3)),
        removed=frozenset({OptionId(4)}),
    )
    for name, rules in _RULES.items()
}

_options = st.integers(1, 5).map(OptionId)
_actions: st.SearchStrategy[Action] = st.one_of(
    st.lists(_options, max_size=3, unique=True).map(lambda chosen: Choose(tuple(sorted(chosen)))),
    _options.map(Toggle),
    st.lists(_options, max_size=3, unique=True).map(lambda chosen: Settle(tuple(sorted(chosen)))),
    st.just(Withdraw()),
)
_casts = st.builds(
    wish,
    st.sampled_from(["ann", "bob", "eve"]),
    _actions,
    poll=st.sampled_from([*_RULES, "p-nowhere"]),
    platform=st.sampled_from(["web", "telegram"]),
    event=st.one_of(st.none(), st.integers(1, 6).map(str)),
)
_batches = st.lists(st.lists(_casts, min_size=1, max_size=12), min_size=1, max_size=6)


class Model:
    """The rule, one cast at a time, on a dictionary."""

    def __init__(self) -> None:
        self.ballots: dict[tuple[str, str], tuple[Choices, str]] = {}
        self.events: set[str] = set()
        self.refused = 0

    def take(self, cast: Cast) -> Receipt:
        place = (cast.poll, cast.voter)
        before, _ = self.ballots.get(place, ((), ""))
        gate = _GATES.get(cast.poll)
        if cast.event is not None and gate is not None:
            if cast.event in self.events:
                return Receipt(Deed.REPEATED, before, before)
            self.events.add(cast.event)
        receipt = apply(gate, before, cast.action, NOON)
        if receipt.deed in (Deed.CAST, Deed.CHANGED):
            self.ballots[place] = (receipt.choices, cast.platform)
        elif receipt.deed is Deed.WITHDRAWN:
            del self.ballots[place]
        self.refused += receipt.deed is Deed.REFUSED and gate is not None
        return receipt


async def _fill(hall: Hall, batches: list[list[Cast]]) -> list[Receipt]:
    receipts: list[Receipt] = []
    async with GroupCommitBallotBox(hall.engine, HandClock(), most_at_once=5) as box:
        for batch in batches:
            receipts += await asyncio.gather(*(box.cast(cast) for cast in batch))
    return receipts


@settings(max_examples=60, deadline=None)
@given(_batches)
def test_batches_change_nothing(batches: list[list[Cast]]) -> None:
    model = Model()
    with TemporaryDirectory() as folder, sqlite_hall(Path(folder) / "hall.db") as hall:
        for name, rules in _RULES.items():
            hall.add(poll(id=name, options=_OPTIONS, rules=rules))
        receipts = asyncio.run(_fill(hall, batches))
        assert receipts == [model.take(cast) for batch in batches for cast in batch]
        for name in _RULES:
            assert hall.ballots(name) == {
                voter: (".".join(map(str, choices)), platform)
                for (of, voter), (choices, platform) in model.ballots.items()
                if of == name
            }
        assert hall.is_honest(_RULES)
        assert sum(sum(hall.refusals(name).values()) for name in _RULES) == model.refused
