"""Text in lines: where to break, where to end in an ellipsis, how to balance a title. Widths are measured, never
guessed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from charts.shaping import Style, width
from charts.writing import ELLIPSIS, Writing, clusters

DOT = " · "
"""What the callers put between the phrases of a subtitle or footer."""

# Punctuation that must not begin a line (the short list of JIS X 4051, and ours).
_NEVER_FIRST = frozenset("、。，．・：；？！）」』】〕》〉…ー々ッャュョっゃゅょ!?),.:;%")
_DANGLING = " ,;:–-("
# Scripts written without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han. Korean uses spaces.
_SPACELESS = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0xA4CF),
    (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)


@dataclass(frozen=True, slots=True)
class Lines:
    lines: tuple[Writing, ...]
    cut: bool = False
    """Whether an ellipsis stands for what did not fit."""


def wrap(writing: Writing, style: Style, most: float, most_lines: int) -> Lines:
    """At most `most_lines` lines, none wider than `most` pixels; the last ends in an ellipsis if it must."""
    if width(writing, style) <= most:  # the common case: shaped once, and that mask is drawn
        return Lines((writing,))
    words = _words(writing.glyphs)
    done: list[Writing] = []
    while words:
        if len(done) == most_lines - 1:
            rest = writing.with_glyphs("".join(words).strip())
            last = ellipsize(rest, style, most)
            return Lines((*done, last), cut=last.glyphs != rest.glyphs)
        count = _fitting(words, writing, style, most)
        if count == 0:  # one huge word: broken between letters
            letters = clusters(words[0])
            count = max(1, _fitting(letters, writing, style, most))
            done.append(writing.with_glyphs("".join(letters[:count])))
            words[0] = "".join(letters[count:])
        else:
            done.append(writing.with_glyphs("".join(words[:count]).strip()))
            words = words[count:]
        while words and not words[0].strip():
            words.pop(0)
    return Lines(tuple(done))


def balanced(writing: Writing, style: Style, most: float, most_lines: int) -> Lines:
    """As `wrap`, but two lines of similar length rather than a full one and an orphan."""
    found = wrap(writing, style, most, most_lines)
    if len(found.lines) != 2 or found.cut:
        return found
    spoken = _two_phrases(writing, style, most)
    if spoken is not None:
        return spoken
    for share in (0.54, 0.62, 0.7, 0.78, 0.86, 0.94):
        narrower = wrap(writing, style, most * share, 2)
        if not narrower.cut and len(narrower.lines) == 2:
            return narrower
    return found


def _two_phrases(writing: Writing, style: Style, most: float) -> Lines | None:
    """Where a script writes no spaces between words, a space parts phrases: the best place to break, if both halves
    fit.
    """
    if not any(_spaceless(char) for char in writing.glyphs):
        return None
    spaces = [index for index, char in enumerate(writing.glyphs) if char == " "]
    for at in sorted(spaces, key=lambda index: abs(2 * index - len(writing.glyphs))):
        lines = (writing.with_glyphs(writing.glyphs[:at]), writing.with_glyphs(writing.glyphs[at + 1 :]))
        if all(width(line, style) <= most for line in lines):
            return Lines(lines)
    return None


def phrased(writing: Writing, style: Style, most: float) -> Lines:
    """Small print in at most two lines, broken at one of its middle dots where both halves fit."""
    if width(writing, style) > most:
        parts = writing.glyphs.split(DOT)
        for count in range(len(parts) - 1, 0, -1):
            halves = (DOT.join(parts[:count]), DOT.join(parts[count:]))
            lines = tuple(writing.with_glyphs(half) for half in halves)
            if all(width(line, style) <= most for line in lines):
                return Lines(lines)
    return wrap(writing, style, most, 2)


def ellipsize(writing: Writing, style: Style, most: float) -> Writing:
    """The text, or as much of it as fits before an ellipsis; cut between words where that loses little."""
    if width(writing, style) <= most:
        return writing
    letters = clusters(writing.glyphs)
    count = _fitting(letters, writing, style, most, tail=ELLIPSIS)
    kept = "".join(letters[:count]).rstrip()
    space = kept.rfind(" ")
    if space > len(kept) * 0.75:
        kept = kept[:space]
    return writing.with_glyphs(kept.rstrip(_DANGLING) + ELLIPSIS)


def _fitting(parts: list[str], writing: Writing, style: Style, most: float, tail: str = "") -> int:
    """How many parts fit side by side; a first guess in proportion saves most of the measuring."""

    def fits(count: int) -> bool:
        return width(writing.with_glyphs("".join(parts[:count]).rstrip() + tail), style) <= most

    low, high = 0, len(parts)  # `low` fits, `high` + 1 does not
    whole = width(writing.with_glyphs("".join(parts)), style)
    guess = max(1, min(high, int(high * most / whole))) if whole > 0 else high
    step = 1
    while low < high:
        if fits(guess):
            low = guess
            guess = min(high, guess + step)
        else:
            high = guess - 1
            guess = max(low + 1, guess - step)
        guess = max(low + 1, min(high, guess))
        step *= 2
    return low


def _words(text: str) -> list[str]:
    """Pieces between which a line may break: spaces are pieces of their own; spaceless scripts break between
    letters.
    """
    pieces: list[str] = []
    for index, word in enumerate(text.split(" ")):
        if index:
            pieces.append(" ")
        current = ""
        for cluster in clusters(word):
            breakable = current and (_spaceless(cluster[0]) or _spaceless(current[-1]))
            if breakable and cluster[0] not in _NEVER_FIRST and unicodedata.category(current[-1]) != "Ps":
                pieces.append(current)
                current = cluster
            else:
                current += cluster
        if current:
            pieces.append(current)
    return pieces


def _spaceless(char: str) -> bool:
    code = ord(char)
    return any(first <= code <= last for first, last in _SPACELESS)
