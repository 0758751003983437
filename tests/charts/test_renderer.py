"""Every picture: a valid PNG, the same each time, from any thread, with clean margins; only bad numbers are refused."""

from __future__ import annotations

import io
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from bot.domain.picture import Picture, Theme, TimePoint
from charts.renderer import MatplotlibRenderer
from charts.theme import palette
from tests.charts.samples import (
    HOSTILE,
    OPENED,
    choice,
    drawn,
    every_kind,
    in_theme,
    ink_in_margin,
    near,
    over_time,
    split_by_platform,
)

PICTURES = every_kind()
KINDS = pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: type(picture).__name__)


@KINDS
@pytest.mark.parametrize("theme", Theme)
def test_a_picture_is_a_valid_png_of_1200_pixels_on_its_background(picture: Picture, theme: Theme) -> None:
    data = MatplotlibRenderer().render(in_theme(picture, theme))
    with Image.open(io.BytesIO(data)) as image:
        image.verify()
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.width) == ("PNG", 1200)
        assert 500 <= image.height <= 1500
        assert image.convert("RGBA").getextrema()[3] == (255, 255)
    background = near(drawn(in_theme(picture, theme)), palette(theme).background, tolerance=0)
    assert background[:20].all()
    assert background[-20:].all()
    assert background[:, :20].all()
    assert background[:, -20:].all()


@KINDS
def test_the_same_picture_gives_the_same_bytes(picture: Picture) -> None:
    assert MatplotlibRenderer().render(picture) == MatplotlibRenderer().render(picture)


@KINDS
def test_a_picture_stays_below_a_hundred_kilobytes(picture: Picture) -> None:
    assert len(MatplotlibRenderer().render(picture)) < 100_000


def test_four_threads_draw_what_one_draws() -> None:
    pictures = [choice([f"Option {place} 🍕", "غدا", "東京"], [place, 2, 1], title=f"Nr {place}") for place in range(8)]
    renderer = MatplotlibRenderer()
    with ThreadPoolExecutor(4) as threads:
        at_once = list(threads.map(renderer.render, pictures))
    assert at_once == [renderer.render(picture) for picture in pictures]


def test_hostile_text_everywhere_raises_nothing_and_keeps_off_the_margins() -> None:
    picture = choice(HOSTILE, range(len(HOSTILE)), title=" ".join(HOSTILE), brand="brand " * 40, footer="foot " * 90)
    hostile_numbers = tuple(replace(bar, share=bar.label, votes=bar.label) for bar in picture.bars)
    assert ink_in_margin(drawn(picture)) == 0
    assert ink_in_margin(drawn(replace(picture, bars=hostile_numbers))) == 0


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_any_one_text_alone_decides_a_card(title: str) -> None:
    picture = choice((), (), title=title, subtitle=title, footer=title, brand=title, language=title)
    assert ink_in_margin(drawn(picture)) == 0


@pytest.mark.parametrize("fraction", [math.nan, math.inf, -0.1, 1.1])
def test_contradictory_fractions_are_refused(fraction: float) -> None:
    bars, platforms = choice(), split_by_platform(((1, 1),), ("Telegram", "Web"))
    with pytest.raises(ValueError, match="not between 0 and 1"):
        MatplotlibRenderer().render(replace(bars, bars=(replace(bars.bars[0], fraction=fraction),)))
    row = platforms.rows[0]
    wrong = replace(row, shares=(replace(row.shares[0], fraction=fraction),))
    with pytest.raises(ValueError, match="not between 0 and 1"):
        MatplotlibRenderer().render(replace(platforms, rows=(wrong,)))


def test_parts_longer_than_the_longest_row_are_refused() -> None:
    picture = split_by_platform(((1, 1),), ("Telegram", "Web"))
    shares = tuple(replace(share, fraction=0.7) for share in picture.rows[0].shares)
    with pytest.raises(ValueError, match="stacked bar"):
        MatplotlibRenderer().render(replace(picture, rows=(replace(picture.rows[0], shares=shares),)))


def test_fewer_than_no_ballots_are_refused() -> None:
    picture = replace(over_time((), ()), points=(TimePoint(at=OPENED, total=-1),))
    with pytest.raises(ValueError, match="fewer than no ballots"):
        MatplotlibRenderer().render(picture)


def test_a_rounding_error_in_a_sum_is_forgiven() -> None:
    picture = choice()
    bars = (replace(picture.bars[0], fraction=1.0000000002),)
    assert np.array_equal(
        drawn(replace(picture, bars=bars)), drawn(replace(picture, bars=(replace(bars[0], fraction=1.0),)))
    )


def test_dollar_signs_are_dollar_signs() -> None:
    """With mathematics on, `$x$` would lose its dollar signs and draw the same ink as one italic x."""
    literal, bare = (near(drawn(choice([text], [0])), "#14171F", 60).sum() for text in ("$x$", "x"))
    assert literal > bare + 400
