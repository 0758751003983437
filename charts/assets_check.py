"""Each font and picture that charts are drawn with, tried one by one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator

import numpy as np

from charts import emoji
from charts.fonts import CJK, DEJAVU, EMOJI, LATIN, SCRIPTS, SYMBOLS, Weight, chain, font_file
from charts.shaping import Style, shape
from charts.sheet import Sheet
from charts.theme import LIGHT
from charts.writing import write

LEAST_EMOJI = 3_900
"""Twemoji 14 and later have more; fewer means a broken archive."""
NO_CJK = (
    "optional: no Chinese, Japanese and Korean letters in charts, they appear as □ "
    "(pip install noto-cjk-sans-jp-regular noto-cjk-sans-jp-bold)"
)


def missing_assets() -> list[str]:
    """One sentence for an operator per thing that is missing or broken; empty when every chart can be drawn.

    A sentence that begins with "optional:" does not stop charts from being drawn.
    """
    return [*_fonts(), *_emoji(), *_drawing(), *_cjk()]


def _fonts() -> Iterator[str]:
    for weight in Weight:
        for path in chain(weight, ()):
            yield from _broken_font(path)
    for name in (LATIN, SYMBOLS, EMOJI, DEJAVU, *SCRIPTS):
        for cut in ("Regular", "Bold"):
            yield from _broken_font(str(font_file(name, cut)))


def _broken_font(path: str) -> Iterator[str]:
    try:
        with open(path, "rb") as file:
            start = file.read(4)
    except OSError as error:
        yield f"font cannot be read: {path} ({error.strerror})"
        return
    if start not in (b"\0\1\0\0", b"OTTO", b"true"):
        yield f"not a font: {path}"


def _emoji() -> Iterator[str]:
    try:
        with zipfile.ZipFile(emoji.ARCHIVE) as archive:
            count = len(archive.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        yield f"emoji cannot be read: {emoji.ARCHIVE} ({error})"
        return
    if count < LEAST_EMOJI:
        yield f"emoji are incomplete: {count} pictures in {emoji.ARCHIVE}"


def _drawing() -> Iterator[str]:
    """The two private calls of `matplotlib_private`, exercised on one word and one emoji."""
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("matplotlib no longer tells where letters stand (FT2Font._layout)", _letters_are_placed),
        ("matplotlib no longer paints a mask (RendererAgg._renderer.draw_text_image)", _masks_are_painted),
    )
    for sentence, check in checks:
        try:
            sound = check()
        except Exception as error:  # anything at all: a changed signature, a missing font
            yield f"{sentence}: {error!r}"
        else:
            if not sound:
                yield sentence


def _letters_are_placed() -> bool:
    run = shape(write("a👍"), Style(30))
    return len(run.emoji) == 1 and run.emoji[0][0] > 0


def _masks_are_painted() -> bool:
    sheet = Sheet(60, LIGHT)
    sheet.words(10, 40, write("ink"), Style(30), LIGHT.text)
    return bool(np.any(sheet.pixels()[..., :3] < 128))


def _cjk() -> Iterator[str]:
    if font_file(CJK, "Regular") is None or font_file(CJK, "Bold") is None:
        yield NO_CJK
