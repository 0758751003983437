"""The PNG writer against Pillow's reader."""

from __future__ import annotations

import importlib.util
import io
import sys

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from charts.png import EXACT, encode


def read(data: bytes) -> npt.NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


def opaque(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])


def test_few_colours_come_back_to_the_bit() -> None:
    rgb = (
        np.random.default_rng(1)
        .integers(0, 256, (EXACT, 3))
        .astype(np.uint8)[np.random.default_rng(2).integers(0, EXACT, (50, 70))]
    )
    assert np.array_equal(read(encode(opaque(rgb))), rgb)


def test_fills_stay_exact_while_rare_colours_may_be_rounded() -> None:
    rgb = np.full((200, 300, 3), (31, 86, 216), np.uint8)
    rgb[50:60, 20:276] = np.arange(256)[None, :, None]  # a grey edge of 256 levels
    found = read(encode(opaque(rgb)))
    assert np.array_equal(found[:50], rgb[:50])
    assert np.abs(found.astype(int) - rgb).max() <= 32


def test_without_isal_the_pixels_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rgb = np.tile(np.arange(200, dtype=np.uint8)[None, :, None], (60, 1, 3))
    with_isal = encode(opaque(rgb))
    monkeypatch.setitem(sys.modules, "isal", None)
    spare = importlib.util.module_from_spec(importlib.util.find_spec("charts.png"))
    spare.__spec__.loader.exec_module(spare)
    assert np.array_equal(read(spare.encode(opaque(rgb))), read(with_isal))


def test_more_colours_than_a_palette_holds_are_written_in_full() -> None:
    rgb = np.random.default_rng(3).integers(0, 256, (120, 120, 3)).astype(np.uint8)
    data = encode(opaque(rgb))
    assert data[25] == 6  # colour type: RGBA
    assert np.array_equal(read(data), rgb)
