"""What an alarm shows: people, themes, rooms and their own words."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.warning.evidence import QUOTE_CHARS, QUOTES, Entry, gather
from tests.domain.warning.communities import said

ENTRIES = st.lists(
    st.builds(
        Entry,
        author=st.sampled_from("abcdefg"),
        negative=st.booleans(),
        channel=st.sampled_from(["web", "telegram", ""]),
        text=st.sampled_from(["", "the queue is long", "The  queue is long", "nice", "x" * 500]) | st.text(max_size=20),
        themes=st.lists(st.sampled_from(["queue", "price"]), max_size=2).map(tuple),
    ),
    max_size=20,
)


def test_it_counts_people_and_shows_no_pseudonyms() -> None:
    evidence = gather(
        [
            said("anna", "the queue is long", negative=True, themes=("queue",)),
            said("anna", "still in the queue", negative=True, themes=("queue",)),
            said("bruno", "The queue  is long", negative=True, channel="telegram", themes=("queue", "staff")),
            said("carla", "lovely music", themes=("music",)),
        ]
    )
    assert (evidence.entries, evidence.negative, evidence.authors) == (4, 3, 3)
    assert evidence.themes == (("queue", 2), ("music", 1), ("staff", 1))
    assert evidence.channels == (("web", 2), ("telegram", 1))
    assert [quote.text.casefold() for quote in evidence.quotes] == [
        "the queue is long",
        "still in the queue",
        "lovely music",
    ]
    assert evidence.quotes[0].times == 2
    assert "anna" not in repr(evidence)


def test_trigger_words_are_quoted_first() -> None:
    evidence = gather(
        [*(said(f"p{each}", f"bad {each}", negative=True) for each in range(9)), said("z", "call an ambulance")]
    )
    assert evidence.quotes[0].text == "call an ambulance"
    assert len(evidence.quotes) == QUOTES


@given(ENTRIES, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(entries: list[Entry], chance: random.Random) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    evidence = gather(entries)
    assert gather(shuffled) == evidence
    assert all(len(quote.text) <= QUOTE_CHARS and "\n" not in quote.text for quote in evidence.quotes)
    assert len({" ".join(quote.text.casefold().split()) for quote in evidence.quotes}) == len(evidence.quotes)
