"""Bands that flow from one bar to another."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from charts.sheet import Point, Sheet
from charts.writing import Writing

STEPS = 48
LEAST = 2
"""Pixels: a ballot that moves is to be seen."""


@dataclass(frozen=True, slots=True)
class Ribbon:
    """From a height (its upper edge) beside one bar to a height beside the next; `votes` are the words for it."""

    start: float
    end: float
    tall: float
    colour: str
    votes: Writing | None = None

    def draw(self, sheet: Sheet, left: float, right: float, opacity: float) -> None:
        if self.tall <= 0 or right <= left:
            return
        half = max(self.tall, LEAST) / 2
        start, rise = self.start + self.tall / 2, self.end - self.start
        upper: list[Point] = []
        lower: list[Point] = []
        for step in range(STEPS + 1):
            way = step / STEPS
            x, y = left + (right - left) * way, start + rise * way * way * (3 - 2 * way)
            # as thick across its own direction as at its ends, or a steep ribbon would look like fewer ballots
            slope = rise * 6 * way * (1 - way) / (right - left)
            across = half / hypot(1, slope)
            upper.append((x + slope * across, y - across))
            lower.append((x - slope * across, y + across))
        sheet.area([*upper, *reversed(lower)], self.colour, opacity)
