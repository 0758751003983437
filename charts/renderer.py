"""The renderer that the rest of the program knows: neutral picture data in, PNG out."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from bot.domain.picture import Picture


class MatplotlibRenderer:
    """Implements `bot.ports.ChartRenderer`.

    Synchronous, and safe from several threads at once; one render thread is enough (some hundred charts a second).
    """

    def render(self, picture: Picture) -> bytes:
        """A PNG 1200 px wide, as tall as its content; the same picture always gives the same bytes.

        No text raises, however hostile. ValueError for numbers that contradict themselves: a fraction outside 0…1,
        NaN, a negative total, parts beyond their whole, ballots that go to nobody.
        """
        # matplotlib is a third of what the program loads at its start, and many a process never draws
        return cast(bytes, import_module("charts.drawing").png_of(picture))
