"""Per cent as printed: whole numbers by largest remainder that add to 100, and no unfair splits.

Hamilton's method (largest remainder): https://en.wikipedia.org/wiki/Quota_method. Two refinements: equal counts
never print unequal per cent, and different counts never print equal per cent where one decimal can tell them
apart; where whole numbers break either rule the whole row is printed in tenths.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def shares(counts: Sequence[int]) -> tuple[Fraction, ...]:
    """Per cent of the total of `counts`, as printed (exact tenths or whole numbers); they add to 100.

    All zero for an empty count. Where equal counts would split even in tenths (33.3 + 33.3 + 33.3), they stay
    equal and the sum is as near to 100 as equal numbers allow.
    """
    total = sum(counts)
    if total <= 0:
        return tuple(Fraction(0) for _ in counts)
    whole = _apportion(counts, 100)
    if _fair(counts, whole):
        return tuple(Fraction(part) for part in whole)
    tenths = _apportion(counts, 1000)
    if _keeps_ties(counts, tenths):
        return tuple(Fraction(part, 10) for part in tenths)
    return tuple(Fraction(_nearest(count * 1000, total), 10) for count in counts)


def shares_of(counts: Sequence[int], voters: int) -> tuple[Fraction, ...]:
    """Per cent of `voters` who chose each option (multiple choice): each rounded alone, they may add to more."""
    if voters <= 0:
        return tuple(Fraction(0) for _ in counts)
    whole = [_nearest(count * 100, voters) for count in counts]
    if _fair(counts, whole):
        return tuple(Fraction(part) for part in whole)
    return tuple(Fraction(_nearest(count * 1000, voters), 10) for count in counts)


def _apportion(counts: Sequence[int], seats: int) -> list[int]:
    total = sum(counts)
    parts = [count * seats // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda i: (-(counts[i] * seats % total), -counts[i], i))
    for i in by_remainder[: seats - sum(parts)]:
        parts[i] += 1
    return parts


def _nearest(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def _keeps_ties(counts: Sequence[int], parts: Sequence[int]) -> bool:
    seen: dict[int, int] = {}
    return all(seen.setdefault(count, part) == part for count, part in zip(counts, parts, strict=True))


def _fair(counts: Sequence[int], parts: Sequence[int]) -> bool:
    pairs = set(zip(counts, parts, strict=True))
    return _keeps_ties(counts, parts) and len({part for _, part in pairs}) == len(pairs)
