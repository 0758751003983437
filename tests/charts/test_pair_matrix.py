"""Wins lit by how clear they are, ties and lost pairs neutral, wins set aside outlined; no number cut."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from bot.domain.picture import Duel, PairKey, PairMatrix
from charts.card import Card
from charts.pair_matrix import FAINTEST_WIN, MARK_LEFT, MARK_WIDTH, SEAM, _Grid, density
from charts.renderer import MatplotlibRenderer
from charts.sheet import MARGIN
from charts.theme import LIGHT, mixed
from tests.charts.samples import drawn, in_order, ink_in_margin, near, pairs

W, L, T, S = Duel.WON, Duel.LOST, Duel.TIED, Duel.SET_ASIDE


def bare(picture: PairMatrix) -> PairMatrix:
    """Without the legend, whose signs have the colours of the cells."""
    return replace(picture, key=PairKey(won=""))


def area(picture: PairMatrix) -> float:
    grid = _Grid(Card(picture.frame), picture)
    return (grid.cell - SEAM) * (grid.sizes.height - SEAM)


@pytest.mark.parametrize("options", [2, 4, 7])
def test_each_win_lights_one_cell(options: int) -> None:
    picture = bare(in_order(options))
    cells = near(drawn(picture), LIGHT.accent).sum() / area(picture)
    assert cells == pytest.approx(options * (options - 1) / 2, rel=0.1)


def test_a_narrow_win_is_fainter_than_a_clear_one_and_still_a_win() -> None:
    for margin in (0.0, 0.5, 1.0):
        picture = bare(in_order(3, margin=margin))
        fill = mixed(LIGHT.accent, LIGHT.background, FAINTEST_WIN + (1 - FAINTEST_WIN) * margin)
        assert near(drawn(picture), fill).sum() == pytest.approx(3 * area(picture), rel=0.1)


def test_ties_and_lost_pairs_have_no_colour_of_a_win() -> None:
    tied = bare(pairs(((T, T), (T, T))))
    assert near(drawn(tied), LIGHT.faint).sum() == pytest.approx(2 * area(tied), rel=0.1)
    lost = bare(pairs(((L, L), (L, L))))
    assert near(drawn(lost), LIGHT.track).sum() == pytest.approx(2 * area(lost), rel=0.1)
    assert not near(drawn(tied), LIGHT.accent).any()
    assert not near(drawn(lost), LIGHT.accent).any()


def test_a_win_set_aside_is_an_outline() -> None:
    picture = bare(pairs(((L, S), (L, L))))
    lit = near(drawn(picture), LIGHT.accent)
    assert 0 < lit.sum() < 0.25 * area(picture)
    rows, columns = np.flatnonzero(lit.any(axis=1)), np.flatnonzero(lit.any(axis=0))
    frame = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1)
    assert frame == pytest.approx(area(picture), rel=0.05)


def test_the_smith_set_is_marked_beside_its_rows() -> None:
    picture = bare(in_order(4))
    rows = tuple(replace(row, marked=place < 2) for place, row in enumerate(picture.rows))
    edge = slice(MARGIN - MARK_LEFT, MARGIN - MARK_LEFT + MARK_WIDTH)
    assert not near(drawn(picture), LIGHT.accent)[:, edge].any()
    marks = near(drawn(replace(picture, rows=rows)), LIGHT.accent)[:, edge].all(axis=1)
    assert int(marks.sum()) == pytest.approx(2 * density(4).height, abs=2)


def test_the_winner_alone_is_checked() -> None:
    picture = bare(in_order(2, margin=0.0))
    led = replace(picture, rows=(replace(picture.rows[0], leads=True), picture.rows[1]))
    tied = replace(picture, rows=tuple(replace(row, leads=True) for row in picture.rows))
    assert near(drawn(led), LIGHT.accent).sum() > 300
    assert not near(drawn(tied), LIGHT.accent).any()


def test_columns_are_named_where_names_fit_and_numbered_elsewhere() -> None:
    def headings(picture: PairMatrix) -> list[str]:
        return [heading.glyphs for heading in _Grid(Card(picture.frame), picture).headings]

    assert headings(in_order(3)) == ["Option 0", "Option 1", "Option 2"]
    assert headings(in_order(10)) == [str(place) for place in range(1, 11)]
    assert headings(in_order(3, label="A rather long label of an option")) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("options", "votes"), [(2, "888,888"), (5, "888,888"), (7, "88,888"), (8, "88,888"), (10, "8,888"), (10, "88%")]
)
def test_numbers_are_printed_whole(options: int, votes: str) -> None:
    """An ellipsis at the end of a number would state another one."""
    other = votes[:-2] + "9" + votes[-1]
    long = "a rather long description of the option which goes on and on for quite a while"
    pictures = [drawn(in_order(options, votes=each, label=long)) for each in (votes, other)]
    assert not np.array_equal(*pictures)


@pytest.mark.parametrize("options", [0, 1, 2, 5, 10])
def test_any_number_of_options_fits(options: int) -> None:
    label = "Option with a fairly long description of what would happen 🎈"
    picture = replace(in_order(options, label=label), left_out="The last 4 options are left out. " * 9)
    image = drawn(picture)
    assert ink_in_margin(image) == 0
    assert image.shape[0] < 1_600


def test_what_is_left_out_is_said() -> None:
    picture = in_order(3)
    assert not np.array_equal(drawn(picture), drawn(replace(picture, left_out="The last 2 are left out.")))


def test_only_what_occurs_is_explained() -> None:
    quiet, loud = PairKey(won="Wins"), PairKey(won="Wins", tied="Tie", set_aside="Aside", marked="Smith set")
    picture = in_order(3)
    grey = [int(near(drawn(replace(picture, key=key)), LIGHT.faint).sum()) for key in (quiet, loud)]
    assert grey[0] < 100 < 500 < grey[1]


@pytest.mark.parametrize("options", range(1, 11))
def test_no_text_is_smaller_than_a_phone_can_show(options: int) -> None:
    sizes = density(options)
    assert min(sizes.label, sizes.votes) >= 25


def test_a_matrix_with_a_hole_is_refused() -> None:
    picture = in_order(3)
    rows = (replace(picture.rows[0], cells=picture.rows[0].cells[:2]), *picture.rows[1:])
    with pytest.raises(ValueError, match="2 cells against 3 options"):
        MatplotlibRenderer().render(replace(picture, rows=rows))


@pytest.mark.parametrize("margin", [math.nan, -0.1, 1.1])
def test_contradictory_margins_are_refused(margin: float) -> None:
    with pytest.raises(ValueError, match="margin of a pair"):
        MatplotlibRenderer().render(in_order(2, margin=margin))
