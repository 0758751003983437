"""Instant runoff as a staircase: options are lanes from the winner down, rounds are columns, and the ballots of who
leaves rise as ribbons into the bars they go to.

All heights are on one scale. Within a lane bars hang from its top, so what arrives from below joins at the foot and no
ribbon crosses the lane's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.picture import Lane, RoundsFlow
from charts.card import Card
from charts.choice_bars import NO_LABEL, NUMBER_CHARS
from charts.fonts import Weight
from charts.lines import ellipsize, wrap
from charts.marks import CHECK_GAP, CHECK_SPACE, check, plate
from charts.numbers import ROUNDING, checked_fraction
from charts.ribbons import Ribbon
from charts.shaping import Style, width
from charts.sheet import INNER, MARGIN, WIDTH, Anchor, Sheet
from charts.writing import Writing

LABEL_SIZE, NOTE_SIZE, VOTES_SIZE, HEADING_SIZE = 32, 27, 26, 27
LABEL_PITCH, VOTES_SPACE, BELOW_VOTES = 39, 40, 10
NOTE_WIDTH, NOTE_GAP = 420, 30
HEADING_SPACE = 54
STAYING, STAYING_FAINT, MOVING = 0.2, 0.4, 0.6
"""How opaque ribbons are: those that stay hold back, those that move are what the picture is about."""
LEAST_BAR, RADIUS = 3, 3
WIDEST_END, WORDS_GAP, ABOVE_ARRIVAL = 240, 10, 8
LEAST_PITCH_FOR_VOTES = 220
"""Columns closer than this leave no room for the number of ballots that move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """`whole`: the height of all ballots together."""

    whole: int
    gap: int
    lines: int


def density(lanes: int) -> Density:
    if lanes <= 4:
        return Density(whole=430, gap=34, lines=2)
    if lanes <= 7:
        return Density(whole=400, gap=28, lines=2)
    return Density(whole=360, gap=22, lines=1)


def bar_width(rounds: int) -> int:
    return 64 if rounds <= 3 else 44 if rounds <= 6 else 30


@dataclass(frozen=True, slots=True)
class _Lane:
    lane: Lane
    label: tuple[Writing, ...]
    label_style: Style
    note: Writing
    votes: tuple[Writing, ...]
    tallest: float
    colour: str
    checked: bool

    @property
    def head(self) -> float:
        """From the top of the capitals to the bars."""
        return LABEL_SIZE * 0.73 + LABEL_PITCH * (len(self.label) - 1) + VOTES_SPACE + BELOW_VOTES


class _Layout:
    """Where every bar stands. The lane of the exhausted is the last, and the only one that grows from its top."""

    def __init__(self, card: Card, picture: RoundsFlow) -> None:
        self.card = card
        lanes = [*picture.lanes, *([picture.exhausted] if picture.exhausted else [])]
        self.exhausted = len(picture.lanes) if picture.exhausted else None
        self.sizes = density(len(lanes))
        self.note_style = card.style(NOTE_SIZE)
        self.votes_style = card.style(VOTES_SIZE, Weight.MEDIUM, tabular=True)
        self.heading_style = card.style(HEADING_SIZE, Weight.MEDIUM)
        sole = sum(lane.leads for lane in lanes) == 1
        self.lanes = [
            self._lane(lane, counts=place != self.exhausted, checked=lane.leads and sole)
            for place, lane in enumerate(lanes)
        ]
        columns = len(picture.rounds)
        self.bar = bar_width(columns)
        headings = [card.write(each, NUMBER_CHARS) for each in picture.rounds]
        last = [lane.votes[-1] for lane in self.lanes if columns and len(lane.votes) == columns]
        end = max(
            [width(each, self.votes_style) for each in last]
            + [width(each, self.heading_style) for each in headings[-1:]]
            + [self.bar],
        )
        self.pitch = (INNER - min(end, WIDEST_END)) / max(columns - 1, 1)
        self.headings = [ellipsize(each, self.heading_style, self.room(column)) for column, each in enumerate(headings)]
        self.tops: list[float] = []

    @property
    def height(self) -> float:
        gaps = self.sizes.gap * max(len(self.lanes) - 1, 0)
        return HEADING_SPACE + sum(lane.head + lane.tallest for lane in self.lanes) + gaps

    def place(self, top: float, air: float) -> None:
        y = top + HEADING_SPACE
        for lane in self.lanes:
            self.tops.append(y + lane.head)
            y += lane.head + lane.tallest + self.sizes.gap + air

    def x(self, column: int) -> float:
        return MARGIN + self.pitch * column

    def room(self, column: int) -> float:
        """For words that begin at a bar: up to the next column, or to the margin."""
        return min(self.pitch - WORDS_GAP, WIDTH - MARGIN - self.x(column))

    def tall(self, fraction: float) -> float:
        return self.sizes.whole * fraction

    def bar_height(self, place: int, column: int) -> float:
        return self.tall(self.lanes[place].lane.bars[column].fraction)

    def _lane(self, lane: Lane, *, counts: bool, checked: bool) -> _Lane:
        colours = self.card.palette
        note = ellipsize(self.card.write(lane.note), self.note_style, NOTE_WIDTH)
        label = self.card.write(lane.label)
        if not label.glyphs:
            label = self.card.write(NO_LABEL)
        style = self.card.style(LABEL_SIZE, Weight.SEMIBOLD if lane.leads else Weight.REGULAR)
        most = INNER - width(note, self.note_style) - NOTE_GAP - (CHECK_SPACE if checked else 0)
        return _Lane(
            lane=lane,
            label=wrap(label, style, most, self.sizes.lines).lines,
            label_style=style,
            note=note,
            votes=tuple(self.card.write(bar.votes, NUMBER_CHARS) for bar in lane.bars),
            tallest=max((self.tall(bar.fraction) for bar in lane.bars), default=0.0),
            colour=colours.accent if lane.leads else colours.bar if counts else colours.faint,
            checked=checked,
        )


def draw(picture: RoundsFlow) -> Sheet:
    """ValueError where the lanes contradict each other: a bar after the last round, ballots that go where no bar is,
    more that leave or arrive than there are.
    """
    _check(picture)
    card = Card(picture.frame)
    layout = _Layout(card, picture)
    air = min(card.spare(layout.height) / max(len(layout.lanes), 1), 40)
    sheet = card.open(layout.height + air * len(layout.lanes))
    layout.place(card.body_top, air)
    for column, heading in enumerate(layout.headings):
        y = round(card.body_top + HEADING_SIZE * 0.73)
        sheet.words(layout.x(column), y, heading, layout.heading_style, card.palette.muted)
    for column in range(len(picture.rounds) - 1):
        _draw_ribbons(sheet, layout, column)
    for place in range(len(layout.lanes)):
        _draw_lane(sheet, layout, place)
    return sheet


def _check(picture: RoundsFlow) -> None:
    columns = len(picture.rounds)
    exhausted = picture.exhausted
    for lane in (*picture.lanes, *([exhausted] if exhausted else [])):
        for bar in lane.bars:
            checked_fraction(bar.fraction, "a bar of a round")
        for transfer in lane.transfers:
            checked_fraction(transfer.fraction, "a ribbon")
        if not 0 < len(lane.bars) <= columns:
            raise ValueError(f"{len(lane.bars)} bars in {columns} rounds")
        if lane.transfers and len(lane.bars) == columns:
            raise ValueError("ballots move on after the last round")
        if sum(each.fraction for each in lane.transfers) > lane.bars[-1].fraction + ROUNDING:
            raise ValueError("more ballots move on than there were")
    if exhausted is not None and (exhausted.transfers or len(exhausted.bars) != columns):
        raise ValueError("the exhausted stay to the end")
    arrived: dict[tuple[int | None, int], float] = {}
    for lane in picture.lanes:
        for each in lane.transfers:
            target = exhausted if each.to is None else picture.lanes[each.to]
            column = len(lane.bars)
            if target is None or len(target.bars) <= column:
                raise ValueError("ballots go where no bar is")
            spot = (each.to, column)
            arrived[spot] = arrived.get(spot, target.bars[column - 1].fraction) + each.fraction
            if arrived[spot] > target.bars[column].fraction + ROUNDING:
                raise ValueError("more ballots arrive than the bar holds")


def _draw_ribbons(sheet: Sheet, layout: _Layout, column: int) -> None:
    """Between a round and the next: first what stays, then over it what moves."""
    colours = sheet.palette
    left, right = layout.x(column) + layout.bar, layout.x(column + 1)
    moving, arrived = _moving(layout, column)
    for place, each in enumerate(layout.lanes):
        if len(each.lane.bars) > column + 1:
            below = arrived[place] if place == layout.exhausted else 0.0
            tall = min(layout.bar_height(place, column), layout.bar_height(place, column + 1))
            stays = Ribbon(layout.tops[place], layout.tops[place] + below, tall, each.colour)
            stays.draw(sheet, left, right, STAYING_FAINT if place == layout.exhausted else STAYING)
    for ribbon in moving:
        ribbon.draw(sheet, left, right, MOVING)
    if layout.pitch >= LEAST_PITCH_FOR_VOTES:
        for ribbon in moving:
            if ribbon.votes is None:
                continue
            x = layout.x(column + 1) - WORDS_GAP
            words = ellipsize(ribbon.votes, layout.votes_style, layout.room(column))
            # above the arrival, over the quiet band of the votes that stay
            sheet.words(
                x, round(ribbon.end - ABOVE_ARRIVAL), words, layout.votes_style, colours.text, anchor=Anchor.END
            )


def _moving(layout: _Layout, column: int) -> tuple[list[Ribbon], list[float]]:
    """The ribbons of who leaves after a round, and how high the arrivals stand at each lane."""
    colours = layout.card.palette
    ribbons: list[Ribbon] = []
    arrived = [0.0] * len(layout.lanes)
    for place, each in enumerate(layout.lanes):
        if len(each.lane.bars) != column + 1:
            continue
        start = layout.tops[place]
        # sorted as the lanes are, so that no two ribbons of one bar cross
        for transfer in sorted(each.lane.transfers, key=lambda one: len(layout.lanes) if one.to is None else one.to):
            to = layout.exhausted if transfer.to is None else transfer.to
            assert to is not None  # as `_check` saw
            tall = layout.tall(transfer.fraction)
            joins = 0.0 if to == layout.exhausted else layout.bar_height(to, column)
            end = layout.tops[to] + joins + arrived[to]
            if to == layout.exhausted:  # their number stands above the bar already
                ribbons.append(Ribbon(start, end, tall, colours.faint))
            else:
                votes = layout.card.write(transfer.votes, NUMBER_CHARS)
                ribbons.append(Ribbon(start, end, tall, colours.flow, votes))
            start += tall
            arrived[to] += tall
    return ribbons, arrived


def _draw_lane(sheet: Sheet, layout: _Layout, place: int) -> None:
    colours, each, top = sheet.palette, layout.lanes[place], layout.tops[place]
    baseline = round(top - each.head + LABEL_SIZE * 0.73)
    ink = colours.accent_text if each.lane.leads else colours.muted
    plate(sheet, WIDTH - MARGIN - width(each.note, layout.note_style), baseline, each.note, layout.note_style)
    sheet.words(WIDTH - MARGIN, baseline, each.note, layout.note_style, ink, anchor=Anchor.END)
    reach = 0.0
    for index, line in enumerate(each.label):
        if index:
            baseline += LABEL_PITCH
        plate(sheet, MARGIN, baseline, line, each.label_style)
        reach = sheet.words(MARGIN, baseline, line, each.label_style, colours.text)
    if each.checked:
        check(sheet, MARGIN + reach + CHECK_GAP, baseline - LABEL_SIZE * 0.37)
    for column, votes in enumerate(each.votes):
        x = layout.x(column)
        words = ellipsize(votes, layout.votes_style, layout.room(column))
        plate(sheet, x, round(top - BELOW_VOTES), words, layout.votes_style)
        sheet.words(x, round(top - BELOW_VOTES), words, layout.votes_style, colours.text)
        tall = layout.bar_height(place, column)
        if tall > 0:
            sheet.bar(x, top, layout.bar, max(tall, LEAST_BAR), each.colour, start=RADIUS, end=RADIUS)
