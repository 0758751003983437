"""The canary: matplotlib's private calls still do what `charts/matplotlib_private.py` needs of them.

When one of these fails after an upgrade, look there and in matplotlib's `backend_agg.RendererAgg.draw_text`; no other
module of `charts/` goes below the public surface.
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

import charts
from charts.fonts import Weight, chain
from charts.matplotlib_private import letter_positions, paint_mask


def test_matplotlib_is_the_version_we_looked_at() -> None:
    assert matplotlib.__version__.startswith("3.11."), "look at charts/matplotlib_private.py again, then widen the pin"


def test_the_layout_names_letters_and_where_they_stand() -> None:
    font = get_font(chain(Weight.REGULAR, ()))
    font.clear()
    font.set_size(30, 72)
    placed = list(letter_positions(font, "abc", LoadFlags.NO_HINTING, None, None))
    assert [letter for letter, _ in placed] == ["a", "b", "c"]
    assert 0 <= placed[0][1] < placed[1][1] < placed[2][1] < 100


def test_right_to_left_letters_come_in_the_order_they_are_seen() -> None:
    font = get_font(chain(Weight.REGULAR, ("Hebrew",)))
    font.clear()
    font.set_size(30, 72)
    where = dict(letter_positions(font, "אב", LoadFlags.NO_HINTING, None, None))
    assert where["א"] > where["ב"]


def test_a_mask_is_painted_where_it_belongs_in_the_colour_asked_for() -> None:
    renderer = RendererAgg(40, 30, 72)
    gc = renderer.new_gc()
    gc.set_foreground("#1F56D8")
    paint_mask(renderer, gc, np.full((5, 8), 255, np.uint8), left=10, bottom=20)
    pixels = np.asarray(renderer.buffer_rgba())
    rows, columns = np.nonzero(pixels[..., 3])
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (15, 19, 10, 17)
    assert tuple(pixels[17, 12]) == (0x1F, 0x56, 0xD8, 255)


def test_a_mask_beyond_the_edge_is_clipped() -> None:
    renderer = RendererAgg(20, 20, 72)
    paint_mask(renderer, renderer.new_gc(), np.full((9, 9), 255, np.uint8), left=-4, bottom=24)
    assert np.asarray(renderer.buffer_rgba())[..., 3].sum() > 0


def test_no_other_module_uses_anything_private_of_matplotlib() -> None:
    assert charts.__file__ is not None
    for module in Path(charts.__file__).parent.glob("*.py"):
        if module.name == "matplotlib_private.py":
            continue
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
                own = isinstance(node.value, ast.Name) and node.value.id == "self"
                assert own, f"{module.name}:{node.lineno} touches {node.attr}"


def test_the_private_calls_are_where_we_say() -> None:
    source = inspect.getsource(inspect.getmodule(paint_mask) or charts)
    assert "._layout(" in source
    assert "draw_text_image(" in source
