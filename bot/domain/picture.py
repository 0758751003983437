"""What a chart shows, as data: every sentence and number is already in the reader's language.

The pictures know nothing of matplotlib, and the renderer in `charts/` knows nothing of polls: a title is
whatever a stranger typed (hostile until drawn), a share is printed as given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every picture carries around its body.

    `brand` and `footer` stand at the foot, right and left; `language` is a BCP 47 tag that chooses glyph forms.
    """

    title: str
    subtitle: str = ""
    footer: str = ""
    brand: str = ""
    theme: Theme = Theme.LIGHT
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One option: `fraction` in 0…1 is the bar's length; `share` and `votes` are printed beside it."""

    label: str
    fraction: float
    share: str
    votes: str
    leads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceBars:
    """Single or multiple choice, in the order to be drawn. The check mark goes to a sole leader once closed."""

    frame: Frame
    bars: tuple[Bar, ...]
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePoint:
    """`total` ballots had been cast by `at` (aware, in the community's zone)."""

    at: datetime
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    at: datetime
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesOverTime:
    """Cumulative ballots as a step line; ticks are chosen and worded by the caller."""

    frame: Frame
    points: tuple[TimePoint, ...]
    ticks: tuple[Tick, ...]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformShare:
    """How much of one option's votes came from one platform; `fraction` of the longest row."""

    platform: str
    fraction: float
    votes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformRow:
    label: str
    shares: tuple[PlatformShare, ...]
    votes: str
    leads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPlatform:
    """Votes per option, split by platform: one stacked bar an option, one legend for the platforms."""

    frame: Frame
    platforms: tuple[str, ...]
    rows: tuple[PlatformRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundBar:
    """One option in one round: `fraction` of all ballots is the bar's height, `votes` is printed above it."""

    fraction: float
    votes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Ballots that go on when their option leaves: to the lane of that place, or (None) to the exhausted."""

    to: int | None
    fraction: float
    votes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One option through the rounds: a bar for each round from the first until it leaves.

    `note` says how it fared; `transfers` lead from its last bar to bars of the next round.
    """

    label: str
    note: str
    bars: tuple[RoundBar, ...]
    transfers: tuple[Transfer, ...] = ()
    leads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundsFlow:
    """Instant runoff: rounds as columns, options as lanes from the winner down, ribbons for the ballots that move on.

    `exhausted`, a lane without transfers and with a bar in every round, stands last where there are such ballots.
    """

    frame: Frame
    rounds: tuple[str, ...]
    lanes: tuple[Lane, ...]
    exhausted: Lane | None = None


class Duel(StrEnum):
    """How a row fares against a column."""

    WON = "won"
    LOST = "lost"
    TIED = "tied"
    SET_ASIDE = "set-aside"
    """Won, yet not counted, since it closes a circle of stronger wins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCell:
    """`votes` for the row; `margin` in 0…1 is the lead of the one over the other, as a share of all."""

    votes: str
    duel: Duel
    margin: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """`cells` stand in the order of the rows; None against itself. `marked`: belongs to the smallest set that beats
    all others.
    """

    place: str
    label: str
    cells: tuple[PairCell | None, ...]
    leads: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PairKey:
    """The words of the legend; what is empty does not occur and is not explained."""

    won: str
    tied: str = ""
    set_aside: str = ""
    marked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairMatrix:
    """Every option against every other, from the winner down. `left_out` says how many more there are."""

    frame: Frame
    rows: tuple[PairRow, ...]
    key: PairKey
    left_out: str = ""


class Scale(StrEnum):
    DIVERGING = "diverging"
    """From good through indifferent to bad."""
    SEQUENTIAL = "sequential"
    """From much to nothing, where nothing is no blame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a whole: `fraction` of the bar, `share` printed in it where there is room."""

    fraction: float
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One option: a part for each level. `value` is what counts in the end, `note` stands beside it."""

    label: str
    parts: tuple[Part, ...]
    value: str
    note: str = ""
    leads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunoffBar:
    """Two finalists: who prefers the winner, who sees no difference, who prefers the other. The words go below."""

    heading: str
    winner: str
    loser: str
    preferred: Part
    equal: Part
    opposed: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBars:
    """How each option was scored: one bar of the whole an option, the best level first, in the order to be drawn.

    `middle` explains the mark at half of every bar; empty where the middle means nothing.
    """

    frame: Frame
    levels: tuple[str, ...]
    rows: tuple[ScoreRow, ...]
    scale: Scale = Scale.DIVERGING
    middle: str = ""
    runoff: RunoffBar | None = None


Picture = ChoiceBars | VotesOverTime | ByPlatform | RoundsFlow | PairMatrix | ScoreBars
