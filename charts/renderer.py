"""The renderer that the rest of the program knows: neutral picture data in, PNG out."""

from __future__ import annotations

from typing import assert_never

from bot.domain.picture import ByPlatform, ChoiceBars, PairMatrix, Picture, RoundsFlow, ScoreBars, VotesOverTime
from charts import by_platform, choice_bars, pair_matrix, rounds_flow, score_bars, votes_over_time
from charts.png import encode
from charts.sheet import Sheet


class MatplotlibRenderer:
    """Implements `bot.ports.ChartRenderer`.

    Synchronous, and safe from several threads at once; one render thread is enough (some hundred charts a second).
    """

    def render(self, picture: Picture) -> bytes:
        """A PNG 1200 px wide, as tall as its content; the same picture always gives the same bytes.

        No text raises, however hostile. ValueError for numbers that contradict themselves: a fraction outside 0…1,
        NaN, a negative total, parts beyond their whole, ballots that go to nobody.
        """
        return encode(_draw(picture).pixels())


def _draw(picture: Picture) -> Sheet:
    match picture:
        case ChoiceBars():
            return choice_bars.draw(picture)
        case VotesOverTime():
            return votes_over_time.draw(picture)
        case ByPlatform():
            return by_platform.draw(picture)
        case RoundsFlow():
            return rounds_flow.draw(picture)
        case PairMatrix():
            return pair_matrix.draw(picture)
        case ScoreBars():
            return score_bars.draw(picture)
        case _:
            assert_never(picture)
