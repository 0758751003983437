"""No count of a group is shown that is too small, nor can one be reckoned from those that are."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import OptionId, Platform
from bot.domain.poll import Closed, Rules, Secrecy
from bot.domain.small_groups import LEAST_IN_GROUP, breakdown, withheld
from bot.domain.tally.plurality import PlatformTally, Tally
from tests.builders import NOON, poll

groups = st.dictionaries(
    st.sampled_from([Platform(name) for name in "abcdefg"]),
    st.lists(st.integers(1, 3), max_size=30),
    max_size=7,
).map(
    lambda votes: Tally(
        {
            name: PlatformTally(len(given), {OptionId(option): given.count(option) for option in (1, 2, 3)})
            for name, given in votes.items()
        }
    )
)


@given(groups)
def test_every_group_that_is_shown_is_large_enough(tally):
    seen = breakdown(tally)
    parts = [*seen.shown.values(), *([seen.pooled] if seen.pooled is not None else [])]
    # one alone is the poll itself, and no breakdown
    assert not seen.says_something or all(part.voters >= LEAST_IN_GROUP for part in parts)


@given(groups)
def test_what_is_shown_adds_up_to_the_whole_and_gives_no_hidden_group_away(tally):
    seen = breakdown(tally)
    parts = [*seen.shown.values(), *([seen.pooled] if seen.pooled is not None else [])]
    assert sum(part.voters for part in parts) == tally.voters
    for option in (OptionId(1), OptionId(2), OptionId(3)):
        assert sum(part.votes.get(option, 0) for part in parts) == tally.votes(option)
    if not seen.says_something:
        return
    # whatever is taken from whatever, what is left over is large enough
    for count in range(len(parts)):
        for taken in combinations(parts, count):
            assert tally.voters - sum(part.voters for part in taken) >= LEAST_IN_GROUP


@given(groups)
def test_a_group_is_hidden_only_where_it_has_to_be(tally):
    seen = breakdown(tally)
    if all(part.voters >= LEAST_IN_GROUP for part in tally.platforms.values() if part.voters):
        assert seen.pooled is None
        assert seen.shown == {name: part for name, part in tally.platforms.items() if part.voters}


def test_a_secret_poll_needs_five():
    few = Tally({Platform("-"): PlatformTally(4, {OptionId(1): 4})})
    enough = Tally({Platform("-"): PlatformTally(5, {OptionId(1): 5})})
    over = Closed(NOON, NOON, by_deadline=False)
    secret = poll(rules=Rules(secrecy=Secrecy.NOBODY), state=over)
    assert withheld(secret, few)
    assert not withheld(secret, enough)
    assert not withheld(poll(state=over), few)
