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


Picture = ChoiceBars | VotesOverTime | ByPlatform
