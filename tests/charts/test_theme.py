"""Colours that can be read, and told apart by every eye."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from charts.theme import DARK, LIGHT, Palette, contrast
from tests.charts.colour_science import SIGHT, difference

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
EYES = pytest.mark.parametrize("sight", SIGHT)


def test_the_formulas_give_published_values() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert difference("#FF0000", "#00FF00", "normal") == pytest.approx(86.6, abs=0.2)


@THEMES
def test_text_reaches_the_contrast_of_wcag(theme: Palette) -> None:
    for ink in (theme.text, theme.muted, theme.accent_text):
        assert contrast(ink, theme.background) >= 4.5


@THEMES
def test_shapes_reach_the_contrast_of_wcag(theme: Palette) -> None:
    for fill in (theme.accent, theme.bar, *theme.categories[:3]):
        assert contrast(fill, theme.background) >= 3


@THEMES
def test_numbers_inside_a_segment_can_be_read(theme: Palette) -> None:
    for fill in (*theme.categories, theme.other):
        assert contrast(theme.text_on(fill), fill) >= 4.5


@THEMES
@EYES
def test_a_lit_bar_differs_from_the_others(theme: Palette, sight: str) -> None:
    assert difference(theme.accent, theme.bar, sight) >= 15


@THEMES
@EYES
def test_platforms_can_be_told_apart(theme: Palette, sight: str) -> None:
    apart = [difference(one, other, sight) for one, other in combinations(theme.categories[:4], 2)]
    assert min(apart) >= 12
    assert min(difference(one, other, sight) for one, other in pairwise(theme.categories)) >= 12


def test_past_the_last_category_all_are_grey() -> None:
    assert LIGHT.category(99) == LIGHT.category(-1) == LIGHT.other
