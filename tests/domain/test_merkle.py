"""The tree against the published vectors of Certificate Transparency, and its laws for every size and position."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.merkle import EMPTY_ROOT, Growing, consistency_path, grows_from, includes, inclusion_path, root_of

# merkle_tree_test.cc of Google's certificate-transparency, which implementations of RFC 6962 are held against
LEAVES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
NODES = {
    "96": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "bc": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "0e": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "r1": ROOTS[1],
    "r2": ROOTS[2],
    "r4": ROOTS[4],
}
INCLUDED = [
    (0, 1, ""),
    (0, 8, "96 5f 6b"),
    (5, 8, "bc ca r4"),
    (2, 3, "r2"),
    (1, 5, "r1 5f bc"),
]
CONSISTENT = [
    (1, 1, ""),
    (1, 8, "96 5f 6b"),
    (6, 8, "0e ca r4"),
    (2, 5, "5f bc"),
]


def hashes(names: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(NODES[name]) for name in names.split())


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


def test_a_growing_log_has_every_root_on_its_way() -> None:
    log = Growing()
    assert log.root() == EMPTY_ROOT
    for size, leaf in enumerate(LEAVES, start=1):
        log.append(leaf)
        assert (log.size, log.root().hex()) == (size, ROOTS[size])


@pytest.mark.parametrize(("position", "size", "names"), INCLUDED)
def test_the_published_paths(position: int, size: int, names: str) -> None:
    path = inclusion_path(LEAVES[:size], position)
    assert path == hashes(names)
    assert includes(bytes.fromhex(ROOTS[size]), size, position, LEAVES[position], path)


@pytest.mark.parametrize(("earlier", "size", "names"), CONSISTENT)
def test_the_published_consistency_proofs(earlier: int, size: int, names: str) -> None:
    path = consistency_path(LEAVES[:size], earlier)
    assert path == hashes(names)
    old, new = (earlier, bytes.fromhex(ROOTS[earlier])), (size, bytes.fromhex(ROOTS[size]))
    assert grows_from(old, new, path)


def made(size: int) -> list[bytes]:
    return [sha256(bytes([number, size])).digest() for number in range(size)]


sizes = st.integers(1, 70)


@given(size=sizes, data=st.data())
def test_every_leaf_is_included_and_nothing_else(size: int, data: st.DataObject) -> None:
    leaves = made(size)
    position = data.draw(st.integers(0, size - 1))
    root, path = root_of(leaves), inclusion_path(leaves, position)
    assert includes(root, size, position, leaves[position], path)
    assert not includes(root, size, position, b"another", path)
    assert not includes(EMPTY_ROOT, size, position, leaves[position], path)
    assert not includes(root, size, position, leaves[position], (*path, root))
    assert not includes(root, size, size, leaves[position], path)
    assert not includes(root, size, -1, leaves[position], path)
    if path:
        assert not includes(root, size, position, leaves[position], path[:-1])
        assert not includes(root, size, (position + 1) % size, leaves[position], path)


@given(size=sizes, data=st.data())
def test_a_log_grows_from_each_of_its_beginnings_and_from_no_other(size: int, data: st.DataObject) -> None:
    leaves = made(size)
    earlier = data.draw(st.integers(1, size))
    old, new = (earlier, root_of(leaves[:earlier])), (size, root_of(leaves))
    path = consistency_path(leaves, earlier)
    assert grows_from(old, new, path)
    rewritten = [*leaves]
    rewritten[data.draw(st.integers(0, earlier - 1))] = b"rewritten"
    assert not grows_from(old, (size, root_of(rewritten)), consistency_path(rewritten, earlier))
    assert not grows_from((earlier, EMPTY_ROOT), new, path)
    assert not grows_from(old, new, (*path, root_of(leaves)))
    assert not grows_from((0, EMPTY_ROOT), new, path)
    assert not grows_from((size + 1, new[1]), new, path)
    if path:
        assert not grows_from(old, new, path[:-1])


def test_outside_of_the_log_there_is_no_path() -> None:
    for position in (-1, 3):
        with pytest.raises(IndexError):
            inclusion_path(made(3), position)
    for earlier in (0, 4):
        with pytest.raises(IndexError):
            consistency_path(made(3), earlier)
