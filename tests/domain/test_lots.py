"""The listing that a draw hangs on: equal ballots, equal bytes; and other ballots, other lots."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lots import Proof, listing, root_of_listing
from bot.domain.marks import mark
from bot.domain.tally.draw import Draw, commitment, in_order

ROOT = Path(__file__).parents[2]

kinds = st.dictionaries(
    st.lists(st.integers(1, 9999), unique=True, max_size=4).map(tuple), st.integers(1, 10**6), max_size=6
)


def test_the_listing_as_it_is_written_down():
    ranked = {(mark(3, 1), mark(1, 2)): 2, (mark(12, 1),): 11, (mark(1, 1),): 1}
    assert listing(ranked) == b"101\t1\n103 201\t2\n112\t11\n"
    assert root_of_listing(ranked).hex() == sha256(b"101\t1\n103 201\t2\n112\t11\n").hexdigest()
    assert listing({}) == b""


def test_in_which_order_options_were_ticked_does_not_matter():
    assert listing({(2, 1): 1, (1, 2): 2, (3,): 0}) == b"1 2\t3\n"


@given(kinds, st.randoms(use_true_random=False))
def test_the_same_ballots_give_the_same_root(cast, chance):
    shuffled = [(tuple(chance.sample(kind, len(kind))), number) for kind, number in cast.items()]
    chance.shuffle(shuffled)
    mixed = Counter()
    for kind, number in shuffled:
        mixed[kind] += number
    assert root_of_listing(mixed) == root_of_listing(cast)


@given(kinds, kinds)
def test_other_ballots_give_another_root(one, other):
    merged = [Counter(), Counter()]
    for found, cast in zip(merged, (one, other), strict=True):
        for kind, number in cast.items():
            found[tuple(sorted(kind))] += number
    assert (root_of_listing(one) == root_of_listing(other)) == (merged[0] == merged[1])


def test_the_example_of_the_documentation_holds():
    written = (ROOT / "docs" / "decisions.md").read_text()
    nonce = bytes.fromhex(re.search("nonce=([0-9a-f]{64})", written).group(1))
    draw = Draw(nonce, root_of_listing({(1,): 2, (2,): 1, (3,): 2}))
    for said in (draw.root, commitment(nonce), draw(1), draw(3)):
        assert f"# {said.hex()}" in written
    assert in_order((3, 1), draw) == (1, 3)


def test_no_log_shows_the_nonce_of_a_proof():
    proof = Proof(Draw(bytes(range(32)), b"r" * 32), of_log=False)
    assert "x01" not in repr(proof)
    assert bytes(range(32)).hex() not in repr(proof)
    assert proof.promise == sha256(bytes(range(32))).hexdigest()
