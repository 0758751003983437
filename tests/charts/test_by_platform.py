"""Stacked bars in the platforms' colours, as long as their votes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from charts.sheet import INNER
from charts.theme import LIGHT
from tests.charts.samples import drawn, ink_in_margin, near, split_by_platform

PLATFORMS = ("Telegram", "Discord", "Web")


def test_segments_are_as_long_as_their_votes() -> None:
    image = drawn(split_by_platform(((60, 30, 10), (0, 0, 0)), PLATFORMS))
    stripes = [int(near(image, LIGHT.category(index)).sum(axis=1).max()) for index in range(3)]
    assert stripes == [pytest.approx(INNER * share, abs=8) for share in (0.6, 0.3, 0.1)]


def test_platforms_keep_their_colour_whatever_the_order_of_a_row() -> None:
    picture = split_by_platform(((60, 30, 10),), PLATFORMS)
    turned = replace(picture, rows=(replace(picture.rows[0], shares=picture.rows[0].shares[::-1]),))
    amounts = [
        [int(near(drawn(each), LIGHT.category(index)).sum()) for index in range(3)] for each in (picture, turned)
    ]
    assert amounts[0] == pytest.approx(amounts[1], rel=0.05)


@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_any_number_of_platforms_has_its_legend(count: int) -> None:
    names = [f"A platform with a rather long name {place} 🛰" for place in range(count)]
    image = drawn(split_by_platform(([1] * count, [2] * count), names))
    assert ink_in_margin(image) == 0


def test_a_platform_outside_the_legend_is_grey() -> None:
    picture = split_by_platform(((5, 5),), ("Telegram", "Web"))
    assert near(drawn(replace(picture, platforms=("Telegram",))), LIGHT.other).sum() > 1000


def test_no_rows_and_no_votes_are_drawn() -> None:
    assert ink_in_margin(drawn(split_by_platform((), PLATFORMS))) == 0
    image = drawn(split_by_platform(((0, 0, 0),), PLATFORMS))
    assert not np.any(near(image, LIGHT.category(0)).sum(axis=1) > 60)


def test_fifty_options_stay_within_what_telegram_accepts_as_a_photo() -> None:
    """Width and height together at most 10,000 px (Bot API, sendPhoto)."""
    image = drawn(split_by_platform([(3, 2, 1)] * 50, PLATFORMS))
    assert image.shape[0] + image.shape[1] < 10_000
    assert ink_in_margin(image) == 0
