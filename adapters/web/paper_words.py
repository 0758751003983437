"""What papers say, in the reader's language, for the script that checks a count: it has no catalogue of its own."""

from __future__ import annotations

from typing import Any, Final

from bot.domain.marks import mark, values
from bot.domain.method import MOST_POINTS, Counting, Method
from bot.domain.text import say
from bot.locale.speech import Speech
from bot.services.papers import own_mark

_PAPERS: Final = tuple(Counting(method=each, points=MOST_POINTS) for each in Method if not each.chooses)


def paper_words(speech: Speech) -> dict[str, Any]:
    """Every mark of every method by its value, from 1; and how a ballot names an option with its mark.

    `{label}` and `{mark}` are left for the script to fill in.
    """
    places = values(Counting(method=Method.RANKED))
    return {
        "marks": {
            counting.method.value: [own_mark(counting.method, mark(0, value), speech) for value in values(counting)]
            for counting in _PAPERS
        },
        "places": [speech.say(say("ballot-place", place=place, label="{label}")) for place in places],
        "marked": speech.say(say("ballot-mark", label="{label}", mark="{mark}")),
    }
