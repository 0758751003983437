"""Colours that can be read, and told apart by every eye."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from charts.pair_matrix import FAINTEST_WIN
from charts.theme import DARK, LIGHT, Palette, contrast, mixed
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


@THEMES
@EYES
@pytest.mark.parametrize("levels", range(2, 8))
def test_neighbouring_grades_can_be_told_apart(theme: Palette, sight: str, levels: int) -> None:
    assert min(difference(one, other, sight) for one, other in pairwise(theme.graded(levels))) >= 12


@THEMES
@EYES
@pytest.mark.parametrize("levels", range(2, 8))
def test_no_grade_is_mistaken_for_its_opposite(theme: Palette, sight: str, levels: int) -> None:
    grades = theme.graded(levels)
    opposites = list(zip(grades, reversed(grades), strict=True))[: levels // 2]
    assert min(difference(one, other, sight) for one, other in opposites) >= 25


@THEMES
@EYES
@pytest.mark.parametrize("levels", range(2, 7))
def test_neighbouring_amounts_can_be_told_apart(theme: Palette, sight: str, levels: int) -> None:
    assert min(difference(one, other, sight) for one, other in pairwise(theme.amounted(levels))) >= 8


@THEMES
def test_numbers_on_grades_and_in_cells_can_be_read(theme: Palette) -> None:
    wins = [mixed(theme.accent, theme.background, FAINTEST_WIN + step / 10 * (1 - FAINTEST_WIN)) for step in range(11)]
    for fill in (*theme.graded(7), *theme.graded(6), *theme.amounted(6), *wins, theme.faint):
        assert contrast(theme.text_on(fill), fill) >= 4.5
    assert contrast(theme.muted, theme.track) >= 4.5


@THEMES
@EYES
def test_a_narrow_win_differs_from_a_tie_and_from_a_lost_pair(theme: Palette, sight: str) -> None:
    narrowest = mixed(theme.accent, theme.background, FAINTEST_WIN)
    assert min(difference(narrowest, other, sight) for other in (theme.track, theme.faint)) >= 8


@THEMES
@EYES
def test_what_moves_differs_from_what_stays_and_from_what_is_lost(theme: Palette, sight: str) -> None:
    for still in (theme.accent, theme.bar, theme.faint):
        assert difference(theme.flow, still, sight) >= 15


def test_scales_begin_and_end_with_their_ends() -> None:
    assert LIGHT.graded(0) == ()
    assert LIGHT.graded(7) == LIGHT.grades
    assert (LIGHT.graded(2)[0], LIGHT.graded(2)[1]) == (LIGHT.grades[0], LIGHT.grades[-1])
    assert mixed("#FF0000", "#0000FF", 1) == "#FF0000"
    assert mixed("#FF0000", "#0000FF", 0) == "#0000FF"
