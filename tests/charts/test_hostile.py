"""Any text at all, in any place of any picture: an image comes out, and stays inside its margins."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.picture import Frame, Picture, Theme
from tests.charts.samples import (
    HOSTILE,
    choice,
    drawn,
    in_order,
    ink_in_margin,
    over_time,
    scores,
    split_by_platform,
    staircase,
)

AWKWARD = (
    "\u200b\u202e\u2066\ufeff\u0301\u0489\x00\ud800\udfff😀\u200d\ufe0f🇮\n$\\^_אا🏽\U000e0067\U000e007f\ufffd🜀%{}ﷺ"
)
texts = st.one_of(
    st.text(st.characters(), max_size=60),
    st.text(st.characters(min_codepoint=0x590, max_codepoint=0x1FFF), max_size=60),
    st.text(st.sampled_from(AWKWARD), max_size=80),
    st.sampled_from(HOSTILE),
    st.builds(lambda text, times: text * times, st.text(st.characters(), min_size=1, max_size=3), st.just(2000)),
)


def hostile_rounds(words: list[str], other: str) -> Picture:
    flow = staircase(max(len(words), 2))
    lanes = tuple(
        replace(
            lane,
            label=word,
            note=other,
            bars=tuple(replace(bar, votes=word) for bar in lane.bars),
            transfers=tuple(replace(each, votes=other) for each in lane.transfers),
        )
        for lane, word in zip(flow.lanes, [*words, other, other], strict=False)
    )
    return replace(flow, lanes=lanes, rounds=(other,) * len(flow.rounds))


def hostile_pairs(words: list[str], other: str) -> Picture:
    matrix = in_order(len(words), votes=other)
    rows = tuple(replace(row, label=word, place=word) for row, word in zip(matrix.rows, words, strict=True))
    key = replace(matrix.key, won=other, tied=other, set_aside=other, marked=other)
    return replace(matrix, rows=rows, key=key, left_out=other)


def hostile_scores(words: list[str], other: str) -> Picture:
    bars = scores([(1, 2, 1)] * len(words), runoff=(2, 1, 1))
    rows = tuple(
        replace(row, label=word, value=word, note=other, parts=tuple(replace(part, share=other) for part in row.parts))
        for row, word in zip(bars.rows, words, strict=True)
    )
    assert bars.runoff is not None
    runoff = replace(
        bars.runoff, heading=other, winner=other, loser=other, equal=replace(bars.runoff.equal, share=other)
    )
    return replace(bars, rows=rows, levels=(other,) * len(bars.levels), middle=other, runoff=runoff)


METHODS = {3: hostile_rounds, 4: hostile_pairs, 5: hostile_scores}


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    frame = Frame(
        title=draw(texts),
        subtitle=draw(texts),
        footer=draw(texts),
        brand=draw(texts),
        theme=draw(st.sampled_from(Theme)),
        language=draw(st.sampled_from(["en", "ar", "zh-Hant-TW", "", "$x$"])),
    )
    kind = draw(st.integers(0, 5))
    words = draw(st.lists(texts, max_size=4))
    if kind == 0:
        votes = draw(st.lists(st.integers(0, 10**9), min_size=len(words), max_size=len(words)))
        bars = choice(words, votes, closed=draw(st.booleans()))
        numbers = draw(texts)
        return replace(bars, frame=frame, bars=tuple(replace(bar, share=numbers, votes=numbers) for bar in bars.bars))
    if kind == 1:
        totals = draw(st.lists(st.integers(0, 10**9), max_size=6))
        line = over_time(range(len(totals)), totals)
        ticks = tuple(replace(line.ticks[0], label=word) for word in words)
        return replace(line, frame=frame, total=draw(texts), ticks=ticks)
    if kind in METHODS:
        return replace(METHODS[kind](words, draw(texts)), frame=frame)
    stacked = split_by_platform([[3] * len(words), [1] * len(words)], words)
    rows = tuple(replace(row, label=draw(texts), votes=draw(texts)) for row in stacked.rows)
    return replace(stacked, frame=frame, rows=rows)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(picture=pictures())
def test_any_text_is_drawn_inside_the_margins(picture: Picture) -> None:
    assert ink_in_margin(drawn(picture)) == 0


@pytest.mark.parametrize("hostile", METHODS.values())
def test_a_methods_picture_of_hostile_words_only_keeps_off_the_margins(
    hostile: Callable[[list[str], str], Picture],
) -> None:
    for word in HOSTILE:
        assert ink_in_margin(drawn(hostile([word] * 3, word))) == 0


def test_random_letters_from_all_of_unicode_are_drawn() -> None:
    chance = random.Random(11)
    labels = ["".join(chr(chance.randint(0, 0x10FFFF)) for _ in range(30)) for _ in range(12)]
    assert ink_in_margin(drawn(choice(labels, range(12)))) == 0
