"""The tail against values that are known otherwise: closed forms, exact fractions, Poisson's limit."""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.warning.negative_binomial import spread, tail, variance


def test_of_size_one_it_is_geometric() -> None:
    # φ = 1, μ = 1: each further entry is a coin's toss, so P(X ≥ k) = 2⁻ᵏ
    assert tail(10, 1.0, 1.0) == pytest.approx(2**-10, rel=1e-12)
    assert tail(300, 1.0, 1.0) == pytest.approx(2**-300, rel=1e-11)


def test_of_size_two_with_even_chances() -> None:
    # φ = 1/2, μ = 2: at most one head in k + 1 tosses, (k + 2) / 2ᵏ⁺¹
    for count in range(1, 40):
        assert tail(count, 2.0, 0.5) == pytest.approx((count + 2) / 2 ** (count + 1), rel=1e-12)


@given(st.integers(1, 30), st.integers(1, 60), st.integers(1, 19))
def test_of_a_whole_size_it_is_the_sum_of_exact_fractions(size: int, count: int, twentieths: int) -> None:
    chance = Fraction(twentieths, 20)  # of a success; of failures there are size · (1 − p) / p on average
    below = sum(comb(each + size - 1, each) * chance**size * (1 - chance) ** each for each in range(count))
    mean = size * (1 - chance) / chance
    assert tail(count, float(mean), 1 / size) == pytest.approx(float(1 - below), rel=1e-9)


def test_without_dispersion_it_is_poissons() -> None:
    below = sum(exp(-3.0) * 3.0**each / factorial(each) for each in range(9))
    assert tail(9, 3.0, 0.0) == pytest.approx(1 - below, rel=1e-4)


@given(st.integers(0, 400), st.floats(0.001, 200), st.floats(0.01, 3))
def test_it_falls_with_the_count_and_grows_with_the_mean(count: int, mean: float, dispersion: float) -> None:
    here = tail(count, mean, dispersion)
    assert 0 <= here <= 1
    assert tail(count + 1, mean, dispersion) <= here + 1e-12
    assert tail(count, mean * 1.1, dispersion) >= here - 1e-12


@given(st.integers(1, 300), st.floats(0.01, 100), st.floats(0.02, 2))
def test_one_count_is_what_lies_between_two_tails(count: int, mean: float, dispersion: float) -> None:
    # P(X = k + 1) / P(X = k) = (k + r) / (k + 1) · q
    size = 1 / dispersion
    here = tail(count, mean, dispersion) - tail(count + 1, mean, dispersion)
    following = tail(count + 1, mean, dispersion) - tail(count + 2, mean, dispersion)
    wanted = here * (count + size) / (count + 1) * mean / (size + mean)
    assert following == pytest.approx(wanted, rel=1e-6, abs=1e-12)


def test_the_ends() -> None:
    assert tail(0, 5.0, 0.1) == tail(-1, 5.0, 0.1) == 1.0
    assert tail(1, 0.0, 0.1) == 0.0
    assert tail(1_000_000, 50.0, 0.1) == 0.0
    assert variance(10.0, 0.1) == 20.0
    assert spread(12.0, 1 / 36) == 4.0
    for mean, dispersion in ((-1.0, 0.1), (1.0, -0.1), (float("nan"), 0.1)):
        with pytest.raises(ValueError, match="no distribution"):
            tail(1, mean, dispersion)
