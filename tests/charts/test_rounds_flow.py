"""Bars as high as their votes, ribbons as thick as the ballots that move, and no ballot from nowhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.domain.picture import Lane, RoundBar, RoundsFlow, Transfer
from charts import rounds_flow
from charts.renderer import MatplotlibRenderer
from charts.ribbons import Ribbon
from charts.rounds_flow import MOVING, bar_width, density
from charts.sheet import INNER, MARGIN, Sheet
from charts.theme import LIGHT, mixed
from tests.charts.samples import Image3, drawn, ink_in_margin, near, rounds, staircase, three_rounds

MOVED = mixed(LIGHT.flow, LIGHT.background, MOVING)
LOST = mixed(LIGHT.faint, LIGHT.background, MOVING)


def highest(image: Image3, colour: str, left: float, right: float) -> int:
    """The height of the highest column of pixels of that colour."""
    return int(near(image, colour)[:, round(left) : round(right)].sum(axis=0).max())


def whole(picture: RoundsFlow) -> int:
    return density(len(picture.lanes) + (picture.exhausted is not None)).whole


def test_the_winners_bars_are_as_high_as_its_votes_in_every_round() -> None:
    picture = three_rounds()
    image = drawn(picture)
    lit = near(image, LIGHT.accent).sum(axis=0)
    wide = bar_width(3)
    starts = [MARGIN, *(int(x) for x in np.flatnonzero(lit > 60) if x > MARGIN + 2 * wide)]
    third = starts[-1] - wide + 1
    second = next(x for x in starts[1:] if x < third - wide)
    heights = [int(lit[x + 4 : x + wide - 4].max()) for x in (MARGIN, second, third)]
    assert heights == [pytest.approx(whole(picture) * share, abs=3) for share in (0.3, 0.4, 0.6)]


def test_ribbons_leave_their_bar_as_thick_as_the_ballots_that_move() -> None:
    """Right of the first column only the ten of the last option leave; they are all of it."""
    picture = three_rounds()
    edge = MARGIN + bar_width(3) + 1
    assert highest(drawn(picture), MOVED, edge, edge + 2) == pytest.approx(whole(picture) * 0.1, abs=3)


def test_what_arrives_joins_at_the_foot_of_the_bar() -> None:
    picture = three_rounds()
    image = drawn(picture)
    lit = near(image, LIGHT.accent)
    start = int(np.flatnonzero(lit.sum(axis=0) > 0.5 * whole(picture))[0])
    bar = np.flatnonzero(lit[:, start + 10])
    arriving = np.flatnonzero(near(image, MOVED)[:, start - 2])
    assert arriving[-1] == pytest.approx(bar[-1], abs=3)
    assert arriving[-1] - arriving[0] == pytest.approx(0.2 * whole(picture), abs=4)


@pytest.mark.parametrize("rise", [0, 300, -600])
def test_a_steep_ribbon_is_as_thick_across_its_way_as_at_its_ends(rise: int) -> None:
    """Its area is its thickness times the length of its way; cut upright, a steep one would have less."""
    sheet = Sheet(900, LIGHT)
    Ribbon(start=450 - rise / 2, end=450 + rise / 2, tall=20, colour=LIGHT.flow).draw(sheet, 300, 500, 1)
    ways = np.linspace(0, 1, 500)
    length = np.hypot(np.diff(200 * ways), np.diff(rise * ways**2 * (3 - 2 * ways))).sum()
    inked = 255 - sheet.pixels()[..., 2].astype(float)
    assert inked.sum() / inked.max() == pytest.approx(20 * length, rel=0.03)


def test_the_exhausted_are_muted_and_shown_only_where_there_are_any() -> None:
    lost = drawn(three_rounds())
    without = drawn(rounds(((50, 70), (30, 30), (20,)), {2: {0: 20}}))
    for colour in (LOST, LIGHT.faint):
        with_them, alone = (int(near(image, colour, 1).sum()) for image in (lost, without))
        assert with_them > 1000 > 5 * alone


def test_who_is_out_has_no_bar_any_more() -> None:
    """In the last column stand the winner, the loser and the exhausted."""
    picture = three_rounds()
    end = near(drawn(picture), LIGHT.bar)[:, INNER // 2 + MARGIN + 100 :]
    assert int(end.sum(axis=0).max()) == pytest.approx(whole(picture) * 0.35, abs=3)


@pytest.mark.parametrize("options", [2, 3, 5, 8, 10])
def test_any_number_of_rounds_fits(options: int) -> None:
    label = "An option with a fairly long description of what would happen on that day 🎈 and the one after"
    image = drawn(staircase(options, label))
    assert ink_in_margin(image) == 0
    assert image.shape[0] < 2_600
    assert near(image, LIGHT.accent).any()


@pytest.mark.parametrize("options", [2, 6, 10])
def test_numbers_of_five_digits_are_printed_whole(options: int) -> None:
    """An ellipsis at the end of a number would state another one."""
    picture = staircase(options)
    wide = tuple(replace(lane, bars=tuple(replace(bar, votes="88,888") for bar in lane.bars)) for lane in picture.lanes)
    rightly = drawn(replace(picture, lanes=wide))
    longer = tuple(
        replace(lane, bars=tuple(replace(bar, votes="88,889") for bar in lane.bars)) for lane in picture.lanes
    )
    assert not np.array_equal(rightly, drawn(replace(picture, lanes=longer)))


def test_the_numbers_that_move_are_printed_where_there_is_room() -> None:
    few, many = three_rounds(), staircase(10)
    for picture, printed in ((few, True), (many, False)):
        lanes = tuple(
            replace(lane, transfers=tuple(replace(each, votes="") for each in lane.transfers)) for lane in picture.lanes
        )
        assert np.array_equal(drawn(picture), drawn(replace(picture, lanes=lanes))) is not printed


def test_ribbons_do_not_make_words_unreadable() -> None:
    """Where a ribbon passes behind a label, it has faded."""
    label = "W" * 22
    picture = rounds(((50, 70), (30, 30), (20,)), {2: {0: 20}}, labels=("A", label, "C"))
    image = drawn(picture)
    faded = mixed(MOVED, LIGHT.background, 0.16)
    assert near(image, faded, 3).sum() > 200


def test_no_text_is_smaller_than_a_phone_can_show() -> None:
    sizes = (rounds_flow.LABEL_SIZE, rounds_flow.NOTE_SIZE, rounds_flow.VOTES_SIZE, rounds_flow.HEADING_SIZE)
    assert min(sizes) >= 25


def changed(place: int, **fields: object) -> RoundsFlow:
    picture = three_rounds()
    lanes = list(picture.lanes)
    lanes[place] = replace(lanes[place], **fields)
    return replace(picture, lanes=tuple(lanes))


EXHAUSTED = Lane(label="", note="", bars=(RoundBar(fraction=0.0, votes="0"),))


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (changed(3, bars=()), "0 bars in 3 rounds"),
        (changed(0, bars=(RoundBar(fraction=0.1, votes=""),) * 4), "4 bars in 3 rounds"),
        (changed(0, bars=(RoundBar(fraction=1.1, votes=""),) * 3), "not between 0 and 1"),
        (changed(3, transfers=(Transfer(to=0, fraction=float("nan"), votes=""),)), "not between 0 and 1"),
        (changed(1, transfers=(Transfer(to=0, fraction=0.1, votes=""),)), "after the last round"),
        (changed(3, transfers=(Transfer(to=0, fraction=0.11, votes=""),)), "more ballots move on"),
        (changed(3, transfers=(Transfer(to=1, fraction=0.05, votes=""),)), "more ballots arrive"),
        (changed(2, transfers=(Transfer(to=3, fraction=0.05, votes=""),)), "where no bar is"),
        (replace(three_rounds(), exhausted=None), "where no bar is"),
        (replace(three_rounds(), exhausted=EXHAUSTED), "stay to the end"),
    ],
)
def test_contradictory_rounds_are_refused(picture: RoundsFlow, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        MatplotlibRenderer().render(picture)


def test_a_right_to_left_question_mirrors_the_rounds() -> None:
    picture = three_rounds()
    turned = replace(picture, frame=replace(picture.frame, title="هل نلتقي؟"))
    left, right = (near(drawn(each), LIGHT.accent).sum(axis=0) for each in (picture, turned))
    assert left.argmax() > 600 > right.argmax()


def test_nothing_at_all_is_drawn() -> None:
    empty = RoundsFlow(frame=three_rounds().frame, rounds=(), lanes=())
    assert ink_in_margin(drawn(empty)) == 0
