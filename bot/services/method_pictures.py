"""From the count of a method to its picture: what the pictures of all methods share. Pure.

`round_pictures` shows rounds as flow, `pair_pictures` every option against every other, `score_pictures` how options
were scored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bot.domain.ids import OptionId
from bot.domain.picture import Frame, Picture, Theme
from bot.domain.poll import Option, shorten
from bot.domain.tally.ties import Tie, by_draw
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.services.pictures import ALT_CHARS

NAME_CHARS: Final = 60
"""Of an option in a sentence: the label beside its bar has more room."""
FOOTER_NAME_CHARS: Final = 40
"""The same in small print, so that a sentence about it stays in one line."""
QUESTION_CHARS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is pictured, for whom: a question with its options, in a language and a theme, under a brand."""

    question: str
    options: Sequence[Option]
    speech: Speech
    theme: Theme
    brand: str = ""

    def label(self, option: OptionId) -> str:
        """Raises KeyError for an option that the poll does not have."""
        for each in self.options:
            if each.id == option:
                return each.label
        raise KeyError(option)

    def name(self, option: OptionId, most: int = NAME_CHARS) -> str:
        """The label as a part of a sentence."""
        return shorten(self.label(option), most)

    @property
    def short_question(self) -> str:
        return shorten(self.question, QUESTION_CHARS)

    def frame(self, subtitle: Sequence[Text], footer: Sequence[Text]) -> Frame:
        return Frame(
            title=self.question,
            subtitle=self.joined(subtitle),
            footer=self.joined(footer),
            brand=self.brand,
            theme=self.theme,
            language=self.speech.language,
        )

    def joined(self, texts: Sequence[Text]) -> str:
        return " · ".join(self.speech.say(text) for text in texts)

    def percent(self, part: int, whole: int) -> str:
        return self.speech.percent(Fraction(100 * part, whole) if whole else Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A picture, and the same in words for who cannot see it: at most `ALT_CHARS`."""

    picture: Picture
    alt: str


def footer_words(ballots: int, spoilt: int, ties: tuple[Tie, ...]) -> list[Text]:
    """How many voted, and what a count has to own up to."""
    words = [say("card-count", voters=ballots)]
    if spoilt:
        words.append(say("picture-spoilt", count=spoilt))
    if by_draw(ties):
        words.append(say("picture-drawn"))
    return words


def description(sentence: str, items: Sequence[str], more: Callable[[int], str]) -> str:
    """`sentence`, then as many items as fit into `ALT_CHARS`; `more` words how many are left."""
    for place, item in enumerate(items):
        left = len(items) - place
        room = len(sentence) + 1 + len(item)
        if room + (1 + len(more(left - 1)) if left > 1 else 0) > ALT_CHARS:
            return f"{sentence} {more(left)}"
        sentence = f"{sentence} {item}"
    return sentence
