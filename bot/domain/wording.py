"""What people type, made safe to keep: normal form, no controls, no invisible letters, honest lengths."""

from __future__ import annotations

import re
import unicodedata

JOINERS = "\u200c\u200d"
"""Needed by Persian, the Indic scripts and emoji families; kept only between visible characters."""
_SPACES = re.compile(r"[\s\u2028\u2029]+")
_DROPPED = {"Cc", "Cf", "Co", "Cs", "Cn"}
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\u180b\u180c\u180d\u180e")
_TAGS = range(0xE0020, 0xE0080)
"""Invisible letters that spell a region behind a black flag (Scotland's); elsewhere they hide words."""
_REGION = re.compile("(\U0001f3f4[\U000e0030-\U000e007a]{1,6}\U000e007f)|[\U000e0020-\U000e007f]")
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Choose between forms of the letter before them; alone they are nothing."""
_STRAY_SELECTOR = re.compile(f"(?:^|(?<=[ {JOINERS}{_SELECTORS}]))[{_SELECTORS}]+")
_ANY_SELECTOR = re.compile(f"[{_SELECTORS}]")
MAX_MARKS = 4


def clean_line(raw: str) -> str:
    """One visible line in NFC: white space folded, controls, bidi overrides and invisible letters dropped.

    Idempotent. Never longer in visible characters than `raw`; may be empty. At most `MAX_MARKS` combining
    marks stay on a letter (stacked marks draw over the neighbours' lines).
    """
    return _tidy(_SPACES.sub(" ", raw))


def clean_paragraph(raw: str) -> str:
    """Like `clean_line`, keeping single line breaks and at most one empty line between paragraphs."""
    lines = [clean_line(line) for line in raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def same_label(label: str) -> str:
    """The key by which two labels are "the same": compatibility form, case folded, joiners and spacing gone."""
    folded = unicodedata.normalize("NFKC", clean_line(label)).casefold()
    seen = _ANY_SELECTOR.sub("", unicodedata.normalize("NFKC", folded))
    bare = "".join(letter for letter in seen if letter not in JOINERS)
    return _SPACES.sub(" ", bare).strip()


def _tidy(raw: str) -> str:
    """Again and again until nothing changes: what is dropped may bring together what must not stand together."""
    while (tidy := _tidied(raw)) != raw:
        raw = tidy
    return tidy


def _tidied(raw: str) -> str:
    # a first NFC pass settles precomposed letters; the last one keeps the result a fixed point
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", raw):
        category = unicodedata.category(letter)
        joins = letter in JOINERS or ord(letter) in _TAGS
        if (category in _DROPPED and not joins) or letter in _FILLERS:
            continue
        if not joins:  # a joiner between two marks makes no new letter
            marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= MAX_MARKS:
            kept.append(letter)
    tidy = _REGION.sub(lambda found: found[1] or "", unicodedata.normalize("NFC", "".join(kept)))
    tidy = _STRAY_SELECTOR.sub("", tidy)
    tidy = re.sub(f"(^|(?<=[ ]))[{JOINERS}]+|[{JOINERS}]+(?=[ ]|$)|(?<=[{JOINERS}])[{JOINERS}]+", "", tidy)
    return _SPACES.sub(" ", tidy).strip()
