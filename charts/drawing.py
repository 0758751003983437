"""All kinds of pictures, drawn. Importing this loads what draws, a third of a second's work: see `charts.renderer`."""

from __future__ import annotations

from typing import assert_never

from bot.domain.picture import ByPlatform, ChoiceBars, PairMatrix, Picture, RoundsFlow, ScoreBars, VotesOverTime
from charts import by_platform, choice_bars, pair_matrix, rounds_flow, score_bars, votes_over_time
from charts.png import encode
from charts.sheet import Sheet


def png_of(picture: Picture) -> bytes:
    """As `bot.ports.ChartRenderer.render` promises it."""
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
