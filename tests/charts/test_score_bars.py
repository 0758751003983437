"""Parts as long as their share in the colours of their level; the mark at half; the runoff below."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from bot.domain.picture import Part, Scale, ScoreBars
from charts.renderer import MatplotlibRenderer
from charts.score_bars import density
from charts.sheet import INNER
from charts.stacked import HALF, HALO, MIDDLE, OVERHANG
from charts.theme import LIGHT
from tests.charts.samples import Image3, drawn, ink_in_margin, near, scores


def longest(image: Image3, colour: str) -> int:
    return int(near(image, colour).sum(axis=1).max())


@pytest.mark.parametrize("levels", [2, 3, 5, 6, 7])
def test_parts_are_as_long_as_their_share(levels: int) -> None:
    counts = [10 * (level + 1) for level in range(levels)]
    image = drawn(scores((counts,)))
    found = [longest(image, colour) for colour in LIGHT.graded(levels)]
    # letters inside a part take a few of its pixels, though not in its first rows
    assert found == [pytest.approx(INNER * count / sum(counts), abs=8) for count in counts]


def test_amounts_have_the_shades_of_one_colour() -> None:
    image = drawn(scores(((20, 30, 50),), scale=Scale.SEQUENTIAL))
    assert [longest(image, colour) for colour in LIGHT.amounted(3)] == [
        pytest.approx(INNER * share, abs=8) for share in (0.2, 0.3, 0.5)
    ]
    assert near(image, LIGHT.graded(3)[2]).sum() < 50


def bars_rows(image: Image3, colour: str) -> list[int]:
    return [int(row) for row in np.flatnonzero(near(image, colour).sum(axis=1) > 200)]


def test_the_middle_is_marked_beyond_the_bar_at_exactly_half() -> None:
    image = drawn(scores(((100, 0),), middle="Half of the voters"))
    mark = near(image, LIGHT.text)[:, round(HALF) - 1 : round(HALF) + 1].all(axis=1)
    bar = bars_rows(image, LIGHT.graded(2)[0])
    rows = [int(row) for row in np.flatnonzero(mark) if bar[0] - 20 < row < bar[-1] + 20]
    assert rows[-1] - rows[0] + 1 == pytest.approx(len(bar) + 2 * OVERHANG, abs=4)
    assert rows[0] < bar[0]
    assert rows[-1] > bar[-1]


def test_without_a_middle_nothing_is_marked() -> None:
    picture = scores(((100, 0),))
    assert not near(drawn(picture), LIGHT.text)[:, round(HALF)].any()


@pytest.mark.parametrize("counts", [(40, 20, 40), (44, 20, 36), (36, 20, 44), (49, 7, 44), (0, 100, 0)])
def test_no_number_runs_into_the_mark(counts: tuple[int, int, int]) -> None:
    """Its halo is of background on both sides, all along the bar."""
    image = drawn(scores((counts,), middle="Half"))
    colours = LIGHT.graded(3)
    bar = bars_rows(image, colours[1] if not counts[0] else colours[0])
    halo = [round(HALF - MIDDLE / 2 - HALO) + 1, round(HALF + MIDDLE / 2 + HALO) - 2]
    for x in halo:
        assert near(image, LIGHT.background)[bar[2] : bar[-2], x].all()


def test_the_number_of_a_part_is_printed_where_it_fits() -> None:
    wide, narrow = scores(((96, 4),)), scores(((99, 1),))
    for picture, place, printed in ((wide, 0, True), (narrow, 1, False)):
        parts = list(picture.rows[0].parts)
        parts[place] = replace(parts[place], share="")
        row = replace(picture.rows[0], parts=tuple(parts))
        assert np.array_equal(drawn(picture), drawn(replace(picture, rows=(row,)))) is not printed


def test_the_runoff_shows_both_sides_and_the_indifferent() -> None:
    image = drawn(scores((), runoff=(60, 15, 25)))
    assert [longest(image, colour) for colour in (LIGHT.accent, LIGHT.faint, LIGHT.bar)] == [
        pytest.approx(INNER * share, abs=8) for share in (0.6, 0.15, 0.25)
    ]


def test_long_names_of_finalists_leave_each_other_room() -> None:
    picture = scores(((5, 5),), runoff=(6, 1, 3))
    assert picture.runoff is not None
    long = "A finalist with a name that is far too long for half of the card 🎈 and then some more"
    both = replace(picture, runoff=replace(picture.runoff, winner=long, loser=long))
    assert ink_in_margin(drawn(both)) == 0
    one = replace(picture, runoff=replace(picture.runoff, winner="W" * 24))
    longer = replace(picture, runoff=replace(picture.runoff, winner="W" * 23 + "V"))
    assert not np.array_equal(drawn(one), drawn(longer))  # beside a short one, a long name is printed whole


def test_an_option_that_nobody_scored_has_an_empty_track() -> None:
    image = drawn(scores(((0, 0, 0),)))
    assert longest(image, LIGHT.track) == pytest.approx(INNER, abs=3)


@pytest.mark.parametrize("options", [0, 1, 2, 6, 12, 30])
def test_any_number_of_options_fits(options: int) -> None:
    label = "Option with a fairly long description of what would happen on that day 🎈"
    levels = (20, 20, 20, 10, 10, 10, 10)
    image = drawn(scores([levels] * options, label=label, middle="Half of the voters"))
    assert ink_in_margin(image) == 0
    assert image.shape[0] < 4_000


@pytest.mark.parametrize("options", [1, 7, 13])
def test_no_text_is_smaller_than_a_phone_can_show(options: int) -> None:
    sizes = density(options)
    assert min(sizes.label, sizes.value, sizes.note) >= 25


def test_the_winner_alone_is_checked_and_ties_are_not() -> None:
    def lit(picture: ScoreBars) -> int:
        return int((near(drawn(picture), LIGHT.accent).sum(axis=1) > 8).sum())

    picture = scores(((1, 0, 0), (1, 0, 0)))
    tied = replace(picture, rows=tuple(replace(row, leads=True) for row in picture.rows))
    assert lit(picture) >= 20 > lit(tied)


def test_a_row_with_other_parts_than_levels_is_refused() -> None:
    picture = scores(((1, 2, 3),))
    with pytest.raises(ValueError, match="3 parts for 2 levels"):
        MatplotlibRenderer().render(replace(picture, levels=("good", "bad")))


@pytest.mark.parametrize("fraction", [math.nan, math.inf, -0.1, 1.1])
def test_contradictory_parts_are_refused(fraction: float) -> None:
    picture = scores(((1, 2),), runoff=(1, 1, 1))
    wrong = Part(fraction=fraction, share="")
    row = replace(picture.rows[0], parts=(wrong, picture.rows[0].parts[1]))
    assert picture.runoff is not None
    for each in (replace(picture, rows=(row,)), replace(picture, runoff=replace(picture.runoff, equal=wrong))):
        with pytest.raises(ValueError, match="not between 0 and 1"):
            MatplotlibRenderer().render(each)


def test_parts_beyond_the_whole_are_refused() -> None:
    picture = scores(((1, 2),))
    row = replace(picture.rows[0], parts=(Part(fraction=0.6, share=""),) * 2)
    with pytest.raises(ValueError, match="parts of a bar together"):
        MatplotlibRenderer().render(replace(picture, rows=(row,)))
