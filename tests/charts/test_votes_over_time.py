"""A step line: level between ballots, its end dotted, few points or many."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from charts.drawing import _draw
from charts.numbers import grid_steps, grouped
from charts.theme import LIGHT
from tests.charts.samples import Image3, drawn, ink_in_margin, near, over_time


def line_height(image: Image3, share: float) -> int:
    """How high the line runs at a share of the width, counted from the bottom."""
    lit = near(image, LIGHT.accent)
    columns = np.flatnonzero(lit.any(axis=0))
    column = columns[0] + round((columns[-1] - columns[0]) * share)
    return int(image.shape[0] - np.flatnonzero(lit[:, column]).min())


def test_the_line_is_level_between_ballots() -> None:
    image = drawn(over_time((0, 2, 8), (0, 10, 20)))
    assert line_height(image, 0.4) == line_height(image, 0.8)


def test_heights_are_in_proportion() -> None:
    image = drawn(over_time((0, 2, 4, 6, 8), (0, 10, 20, 40, 40)))
    floor = line_height(image, 0.1)
    low, middle, high = (line_height(image, share) - floor for share in (0.35, 0.6, 0.85))
    assert middle == pytest.approx(2 * low, abs=3)
    assert high == pytest.approx(4 * low, abs=3)


@pytest.mark.parametrize(
    ("hours", "totals"),
    [((), ()), ((3,), (7,)), ((0, 0, 0), (1, 2, 3)), ((0, 8), (0, 0)), ((0, 4, 8), (9, 30_000_000, 2))],
    ids=["none", "one moment", "all at once", "no ballots", "millions, withdrawn"],
)
def test_odd_histories_are_drawn(hours: tuple[float, ...], totals: tuple[int, ...]) -> None:
    assert ink_in_margin(drawn(over_time(hours, totals))) == 0


def test_points_may_come_in_any_order() -> None:
    picture = over_time((0, 2, 8), (0, 10, 20))
    assert np.array_equal(drawn(picture), drawn(replace(picture, points=picture.points[::-1])))


def test_many_ballots_cost_no_more_shapes_than_pixels() -> None:
    picture = over_time([place / 2500 for place in range(20_000)], range(20_000))
    assert ink_in_margin(drawn(picture)) == 0


def test_tick_labels_that_would_touch_are_left_out() -> None:
    picture = over_time((0, 8), (0, 5))
    crowd = replace(picture, ticks=picture.ticks[:1] * 30)
    assert np.array_equal(drawn(crowd), drawn(replace(picture, ticks=picture.ticks[:1])))


def test_a_right_to_left_question_mirrors_time() -> None:
    lit = near(drawn(over_time((0, 8), (0, 5), title="متى؟")), LIGHT.accent)
    assert np.flatnonzero(lit.any(axis=0)).min() < 80  # the end dot stands at the left


@pytest.mark.parametrize(
    ("highest", "steps"),
    [
        (0, [0]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (9, [0, 2, 4, 6, 8]),
        (371, [0, 100, 200, 300]),
        (15_200, [0, 5000, 10_000, 15_000]),
    ],
)
def test_the_grid_stands_on_round_numbers(highest: int, steps: list[int]) -> None:
    assert grid_steps(highest) == steps


@pytest.mark.parametrize("highest", [5, 99, 100, 4999, 10**9])
def test_the_grid_has_few_lines_none_above_the_highest(highest: int) -> None:
    assert 2 <= len(grid_steps(highest)) <= 5
    assert grid_steps(highest)[-1] <= highest


def test_large_numbers_are_grouped() -> None:
    assert [grouped(number) for number in (999, 9999, 12_000)] == ["999", "9999", "12\u202f000"]


def test_the_card_is_as_tall_as_ever_whatever_the_numbers() -> None:
    assert _draw(over_time((0, 8), (0, 5))).height == _draw(over_time((0, 8), (0, 10**8))).height
