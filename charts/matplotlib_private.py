"""The only two places where we go below matplotlib's public surface, pinned to 3.11 in `pyproject.toml`.

`tests/charts/test_matplotlib_private.py` fails by name when a new matplotlib changes either; `assets_check` tells an
operator.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.ft2font import FT2Font, LoadFlags


def letter_positions(
    font: FT2Font, text: str, flags: LoadFlags, features: tuple[str, ...] | None, language: str | None
) -> Iterator[tuple[str, float]]:
    """Each letter with the x where its glyph was placed, after shaping and reordering: what tells where emoji go."""
    for item in font._layout(text, flags=flags, features=features, language=language):
        yield item.char, item.x


def paint_mask(
    renderer: RendererBase, gc: GraphicsContextBase, mask: npt.NDArray[np.uint8], left: int, bottom: int
) -> None:
    """Lay the colour of `gc` over the canvas through a coverage mask; `left`, `bottom` in pixels from the top left.

    `RendererAgg.draw_text` does the same after shaping the text anew each time: skipping that is 8 of every 10 ms.
    """
    renderer._renderer.draw_text_image(mask, left, bottom, 0, gc)  # type: ignore[attr-defined]  # not in the stubs
