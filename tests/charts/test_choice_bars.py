"""Bars as long as their share, leaders lit, the check mark only where something is decided."""

from __future__ import annotations

import numpy as np
import pytest

from bot.domain.picture import Theme
from charts.choice_bars import density
from charts.drawing import _draw
from charts.sheet import INNER, MARGIN, WIDTH
from charts.theme import DARK, LIGHT
from tests.charts.samples import Image3, choice, colourful, drawn, ink_in_margin, near


def longest_stripe(image: Image3, colour: str) -> int:
    """The length of the longest row of pixels of one colour: that of the longest such bar."""
    return int(near(image, colour).sum(axis=1).max())


@pytest.mark.parametrize("votes", [(10, 0), (3, 1), (6, 5), (51, 49)])
def test_the_lit_bar_is_as_long_as_its_share_of_the_track(votes: tuple[int, int]) -> None:
    lit = longest_stripe(drawn(choice(votes=votes)), LIGHT.accent)
    assert lit == pytest.approx(INNER * votes[0] / sum(votes), abs=6)


def test_small_shares_are_not_rounded_up_to_a_dot() -> None:
    one_percent, three_percent = (longest_stripe(drawn(choice(votes=(100 - few, few))), LIGHT.bar) for few in (1, 3))
    assert three_percent == pytest.approx(3 * one_percent, abs=6)


def check_mark(image: Image3, *, theme: Theme = Theme.LIGHT) -> bool:
    """Accent on the lines of the labels, where no bar runs: a blob as wide as it is high."""
    colour = (DARK if theme is Theme.DARK else LIGHT).accent
    lit = near(image, colour)
    narrow = (lit.sum(axis=1) > 8) & (lit.sum(axis=1) <= 32)
    rows = np.flatnonzero(narrow)
    return len(rows) >= 20


@pytest.mark.parametrize("theme", Theme)
def test_a_sole_leader_is_checked_once_closed(theme: Theme) -> None:
    assert check_mark(drawn(choice(theme=theme)), theme=theme)
    assert not check_mark(drawn(choice(theme=theme, closed=False)), theme=theme)


def test_a_tie_lights_every_leader_and_checks_none() -> None:
    image = drawn(choice(("A", "B", "C"), (4, 4, 1)))
    lit = near(image, LIGHT.accent).sum(axis=1) > 300
    assert int(np.sum(lit[1:] & ~lit[:-1])) == 2  # two bars begin
    assert not check_mark(image)


def test_without_votes_nothing_is_lit() -> None:
    image = drawn(choice(votes=(0, 0)))
    assert not near(image, LIGHT.accent).any()
    assert not near(image, LIGHT.bar).any()
    assert longest_stripe(image, LIGHT.track) == pytest.approx(INNER, abs=3)


def test_emoji_are_drawn_in_colour() -> None:
    assert colourful(drawn(choice(("Pizza", "No")))) == 0
    assert colourful(drawn(choice(("Pizza 🍕", "No")))) > 150


def test_two_skin_tones_differ() -> None:
    assert not np.array_equal(drawn(choice(("👍🏻", "No"))), drawn(choice(("👍🏿", "No"))))


def test_a_right_to_left_question_mirrors_the_card() -> None:
    left = near(drawn(choice(title="Shall we?")), LIGHT.accent)
    right = near(drawn(choice(title="هل نلتقي؟")), LIGHT.accent)
    row_left, row_right = left.sum(axis=1).argmax(), right.sum(axis=1).argmax()
    columns_left, columns_right = np.flatnonzero(left[row_left]), np.flatnonzero(right[row_right])
    assert columns_left.min() == pytest.approx(MARGIN, abs=3)
    assert columns_right.max() == pytest.approx(WIDTH - MARGIN, abs=3)
    assert len(columns_left) == pytest.approx(len(columns_right), abs=3)


def test_the_language_decides_where_the_question_has_no_direction() -> None:
    lit = near(drawn(choice(title="2026? 🎉", language="he")), LIGHT.accent)
    assert np.flatnonzero(lit[lit.sum(axis=1).argmax()]).max() == pytest.approx(WIDTH - MARGIN, abs=3)


def test_a_long_label_takes_a_second_line_and_the_card_grows() -> None:
    long = "a rather long description of the option which goes on and on for quite a while"
    short, tall = (_draw(choice([label] * 6, range(6))).height for label in ("Short", long))
    assert tall - short == 6 * density(6).line_pitch


@pytest.mark.parametrize("options", [1, 2, 6, 12, 20, 50])
def test_any_number_of_options_fits(options: int) -> None:
    labels = [f"Option {place} with a fairly long description of what would happen 🎈" for place in range(options)]
    image = drawn(choice(labels, range(options, 0, -1), title="Which?"))
    assert ink_in_margin(image) == 0
    assert image.shape[0] < 3_000
    assert near(image, LIGHT.accent).any()


@pytest.mark.parametrize("options", [1, 7, 13, 50])
def test_no_text_is_smaller_than_a_phone_can_show(options: int) -> None:
    sizes = density(options)
    assert min(sizes.label, sizes.share, sizes.votes) >= 25


def test_bars_never_touch_the_labels() -> None:
    """Between any two bars there are rows without any bar at all, wide enough for text."""
    track = near(drawn(choice([f"gjpqy {place}" for place in range(12)], range(12))), LIGHT.track).sum(axis=1) > 500
    free = np.diff(np.flatnonzero(np.diff(track.astype(int)) != 0))[1::2]
    assert free.min() >= 48
