"""A watch survives being kept: through JSON and back it is the same, and goes on the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.warning.kept import Unreadable, from_plain, to_plain
from bot.domain.warning.watch import HOUR, Watch, at_once, judge
from tests.domain.warning.communities import AFTER, MONDAY, ROME, SETTLED, followed, people, said


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 30), max_size=40),
    st.booleans(),
    st.sampled_from(["", "ambulance", "my lawyer"]),
    st.booleans(),
)
def test_it_is_the_same_through_json(counts: list[int], bad: bool, text: str, fresh: bool) -> None:
    start, watch = (MONDAY, Watch.begin()) if fresh else (AFTER, SETTLED)
    watch, _ = followed(watch, start, [people(count, bad=bad, first=20 * (count % 3)) for count in counts])
    watch = at_once(watch, said("z", text), start).watch
    back = from_plain(json.loads(json.dumps(to_plain(watch))))
    assert back == watch
    following = start + len(counts) * HOUR
    assert judge(back, following, people(25, bad=True), ROME) == judge(watch, following, people(25, bad=True), ROME)


@pytest.mark.parametrize(
    "spoilt",
    [
        {},
        {"version": 0},
        to_plain(SETTLED) | {"version": 2},
        to_plain(SETTLED) | {"negative": None},
        to_plain(SETTLED) | {"last": "yesterday"},
        to_plain(SETTLED) | {"told": {"weather": "2026-01-01T00:00:00+00:00"}},
        to_plain(SETTLED) | {"volume": to_plain(SETTLED)["volume"] | {"means": [1.0]}},
        to_plain(SETTLED) | {"volume": to_plain(SETTLED)["volume"] | {"hours": "many"}},
    ],
)
def test_what_cannot_be_read_says_so(spoilt: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        from_plain(spoilt)
