"""Numbers that contradict themselves stop here, before a picture could state them."""

from __future__ import annotations

import math

ROUNDING = 1e-6
"""Sums of shares miss 1 by less than this."""


def checked_fraction(value: float, what: str) -> float:
    """`value` in 0…1; ValueError, naming what it was, for anything else, NaN included."""
    if not math.isfinite(value) or not -ROUNDING <= value <= 1 + ROUNDING:
        raise ValueError(f"{what}: {value!r} is not between 0 and 1")
    return min(max(value, 0.0), 1.0)


def grid_steps(highest: int, most: int = 4) -> list[int]:
    """Round numbers from 0 up to `highest`, at most `most` above zero: 1, 2 or 5 times a power of ten apart."""
    if highest <= 0:
        return [0]
    power = 10 ** max(0, len(str(highest)) - 2)
    step = next(
        step
        for scale in (power, power * 10, power * 100)
        for step in (scale, 2 * scale, 5 * scale)
        if highest // step <= most
    )
    return list(range(0, highest + 1, step))


def grouped(number: int) -> str:
    """Digits in threes behind thin spaces from five digits up: the one grouping that no language misreads (ISO
    80000-1).
    """
    return f"{number:,}".replace(",", "\u202f") if number >= 10_000 else str(number)
