"""Elections as people write them down, and ballots as chance makes them."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from hypothesis import strategies as st

from bot.domain.ids import OptionId


def numbers(count):
    return tuple(OptionId(number) for number in range(1, count + 1))


def lots(option):
    return sha256(b"any" + str(option).encode()).digest()


def luck(*order):
    """A draw that likes the options in this order."""
    return lambda option: bytes([order.index(option)])


def renamed_lots(draw, names):
    """The same draw where the options have new names: `names` tells the new one of each."""
    old = {new: option for option, new in names.items()}
    return lambda option: draw(old[option])


def profile(text):
    """`42 M>N>C>K; 26 N` as kinds of ballots, and what number each letter stands for, in order of appearance."""
    letters = {}
    kinds = Counter()
    for line in filter(None, (each.strip() for each in text.replace("\n", ";").split(";"))):
        number, _, order = line.partition(" ")
        ranking = tuple(letters.setdefault(each, OptionId(len(letters) + 1)) for each in order.split(">"))
        kinds[ranking] += int(number.replace(",", ""))
    return kinds, letters


TENNESSEE = profile("42 M>N>C>K; 26 N>C>K>M; 15 C>K>N>M; 17 K>C>N>M")
"""Where the capital of Tennessee should be: https://en.wikipedia.org/wiki/Condorcet_method."""

ALASKA = profile(
    """27,053 B>P>M
       15,467 B>M>P
       11,290 B
       34,049 P>B>M
        3,652 P>M>B
       21,272 P
       47,407 M>B>P
        4,645 M>P>B
       23,747 M"""
)
"""Special election of August 2022, B Begich, P Palin, M Peltola; from the cast vote record."""

options = st.integers(1, 5).map(numbers)


def rankings(among):
    return st.lists(st.sampled_from(among), unique=True, max_size=len(among)).map(tuple)


def marks(among, highest):
    return st.lists(st.none() | st.integers(0, highest), min_size=len(among), max_size=len(among)).map(tuple)


@st.composite
def ranked_elections(draw, least=1, most=5, voters=12):
    among = numbers(draw(st.integers(least, most)))
    return among, draw(st.lists(rankings(among), max_size=voters))


@st.composite
def marked_elections(draw, highest=5, most=5, voters=12):
    among = numbers(draw(st.integers(1, most)))
    return among, draw(st.lists(marks(among, highest), max_size=voters))
