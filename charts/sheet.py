"""The drawing surface: a matplotlib Figure without axes, measured in pixels from the top left, mirrored for
right-to-left cards.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from charts.emoji import picture
from charts.matplotlib_private import paint_mask
from charts.shaping import DOTS_PER_INCH, EMOJI_ADVANCE, EMOJI_SIZE, Run, Style, shape
from charts.theme import Palette
from charts.writing import Writing

WIDTH = 1200
MARGIN = 56
INNER = WIDTH - 2 * MARGIN

SLIVER = 4
"""Pixels: the least length of a bar that stands for something."""

Point = tuple[float, float]

_STRAIGHT, _CURVE = Path.LINETO, Path.CURVE4
_KAPPA = 0.44771525  # 1 minus the control distance of a quarter circle in one Bézier curve


def _packed(colour: str) -> int:
    """An opaque colour as one 32-bit pixel of the canvas: filling those is 25 times as fast as filling bytes."""
    return int(np.frombuffer(bytes.fromhex(colour[1:] + "ff"), np.uint32)[0])


class Anchor(Enum):
    """Which end of the text stands at x, in reading direction."""

    START = 0.0
    MIDDLE = 0.5
    END = 1.0


class Words(Artist):
    """One shaped line, painted through its cached mask, its emoji pasted in."""

    def __init__(self, run: Run, left: int, baseline: int, colour: str) -> None:
        super().__init__()
        self.set_zorder(3)  # above every shape, as matplotlib's own Text
        self._run = run
        self._left = left
        self._baseline = baseline
        self._colour = colour

    def draw(self, renderer: RendererBase) -> None:
        run = self._run
        gc = renderer.new_gc()
        gc.set_foreground(self._colour)
        paint_mask(renderer, gc, run.mask, self._left + run.left, self._baseline - run.rise + run.mask.shape[0])
        side = round(run.size * EMOJI_SIZE)
        inset = run.size * (EMOJI_ADVANCE - EMOJI_SIZE) / 2
        bottom = self._baseline - round(run.size * 0.36 + side / 2) + side  # centred on the middle of capital letters
        height = renderer.get_canvas_width_height()[1]
        for x, name in run.emoji:
            renderer.draw_image(gc, round(self._left + x + inset), round(height - bottom), picture(name, side))
        gc.restore()


class Sheet:
    """Collects shapes and words, then paints them once. Later shapes cover earlier ones; words cover shapes."""

    def __init__(self, height: int, palette: Palette, *, mirrored: bool = False) -> None:
        self.height = height
        self.palette = palette
        self.mirrored = mirrored
        size = (WIDTH / DOTS_PER_INCH, height / DOTS_PER_INCH)
        self._figure = Figure(figsize=size, dpi=DOTS_PER_INCH, frameon=False)

    def bar(self, x: float, y: float, width: float, height: float, colour: str, *, start: float, end: float) -> None:
        """A bar from its start at x; `start` and `end` are the radii of the corners at either end."""
        if width <= 0 or height <= 0:
            return
        p = min(start, width, height / 2)
        q = min(end, width - p, height / 2)
        right, foot = x + width, y + height
        pk, qk = p * _KAPPA, q * _KAPPA
        corners: list[Point] = [(x + p, y), (right - q, y)]
        corners += [(right - qk, y), (right, y + qk), (right, y + q), (right, foot - q)]
        corners += [(right, foot - qk), (right - qk, foot), (right - q, foot), (x + p, foot)]
        corners += [(x + pk, foot), (x, foot - pk), (x, foot - p), (x, y + p)]
        corners += [(x, y + pk), (x + pk, y), (x + p, y), (x + p, y)]
        quarter = [_CURVE] * 3
        codes = [Path.MOVETO, _STRAIGHT, *quarter, _STRAIGHT, *quarter, _STRAIGHT, *quarter, _STRAIGHT, *quarter]
        self._shape(corners, [*codes, Path.CLOSEPOLY], colour)

    def pill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A bar with round ends and an honest length: shorter than its cap, it is a slice of the cap, at least a
        sliver.
        """
        radius = height / 2
        if width >= radius:
            self.bar(x, y, width, height, colour, start=radius, end=radius)
        elif width > 0:
            cut = max(width, SLIVER)
            across = np.linspace(0, cut, 12)
            up = np.sqrt(np.maximum(radius**2 - (radius - across) ** 2, 0))
            upper = list(zip(x + across, y + radius - up, strict=True))
            lower = list(zip(x + across, y + radius + up, strict=True))
            self.area([*upper, *reversed(lower)], colour)

    def rule(self, x: float, y: float, width: float, colour: str, thickness: float = 2) -> None:
        self.bar(x, y, width, thickness, colour, start=0, end=0)

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        side = 2 * radius
        self.bar(x - radius, y - radius, side, side, colour, start=radius, end=radius)

    def area(self, points: Sequence[Point], colour: str, opacity: float = 1) -> None:
        self._shape(points, None, colour, opacity=opacity)

    def line(self, points: Sequence[Point], colour: str, thickness: float) -> None:
        self._shape(points, None, None, stroke=colour, thickness=thickness)

    def words(
        self,
        x: float,
        baseline: float,
        writing: Writing,
        style: Style,
        colour: str,
        *,
        anchor: Anchor = Anchor.START,
    ) -> float:
        """Set a line of text, and say how wide it is."""
        if not writing.glyphs:
            return 0.0
        run = shape(writing, style)
        left = x - run.width * anchor.value
        if self.mirrored:
            left = WIDTH - left - run.width
        self._figure.add_artist(Words(run, round(left), round(baseline), colour))
        return run.width

    def pixels(self) -> npt.NDArray[np.uint8]:
        """RGBA, height × 1200 × 4.

        The renderer is ours rather than the canvas's: it goes with its pixels, while a canvas and its figure hold
        each other, and five megabytes, until the collector comes round.
        """
        renderer = RendererAgg(WIDTH, self.height, DOTS_PER_INCH)  # type: ignore[no-untyped-call]  # not in the stubs
        pixels = np.asarray(renderer.buffer_rgba())  # type: ignore[no-untyped-call]  # likewise
        # Filled rather than drawn as the figure's own patch, whose size in inches rounds: it would leave the last row
        # of pixels half transparent.
        pixels.view(np.uint32).fill(_packed(self.palette.background))
        self._figure.draw(renderer)
        return pixels

    def _shape(
        self,
        points: Sequence[Point],
        codes: list[np.uint8] | None,
        fill: str | None,
        *,
        stroke: str | None = None,
        thickness: float = 0,
        opacity: float = 1,
    ) -> None:
        vertices = np.array(points, dtype=float)
        if self.mirrored:
            vertices[:, 0] = WIDTH - vertices[:, 0]
        vertices[:, 1] = self.height - vertices[:, 1]  # matplotlib counts from the bottom
        patch = PathPatch(
            Path(vertices, codes),
            facecolor=(fill, opacity) if fill else "none",
            edgecolor=stroke or "none",
            linewidth=thickness,
            capstyle="round",
            joinstyle="round",
            transform=IdentityTransform(),
            snap=False,
        )
        self._figure.add_artist(patch)
