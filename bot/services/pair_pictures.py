"""From a count of ranked pairs to its picture: every option against every other. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from bot.domain.ids import OptionId
from bot.domain.picture import Duel, PairCell, PairKey, PairMatrix, PairRow
from bot.domain.poll import shorten
from bot.domain.tally.ranked_pairs import RankedPairs
from bot.domain.text import Text, say
from bot.services.method_pictures import FOOTER_NAME_CHARS, Described, Subject, description, footer_words

MOST_PAIRED: Final = 10
"""Rows and columns that a phone can show."""
RANKED_CHARS: Final = 30
"""Of an option in the ranking that is read out: ten of them leave room for the pairs."""


def pair_matrix(subject: Subject, result: RankedPairs) -> Described | None:
    """None where nobody ranked anything, or there is but one option. The last of more than ten are left out."""
    if len(result.ranking) < 2:
        return None
    shown = result.ranking[:MOST_PAIRED]
    left_out = len(result.ranking) - len(shown)
    finding = (
        say("picture-pairs-condorcet", name=subject.name(result.condorcet_winner, FOOTER_NAME_CHARS))
        if result.condorcet_winner is not None
        else say("picture-pairs-no-condorcet")
    )
    as_shares = result.matrix.voters >= _fitting_cells(len(shown))
    duels = {(one, other): _duel(result, one, other) for one in shown for other in shown if one != other}
    marked = result.smith_set if 1 < len(result.smith_set) < len(result.ranking) else ()
    speech, matrix = subject.speech, result.matrix

    def cell(one: OptionId, other: OptionId) -> PairCell | None:
        if one == other:
            return None
        votes = matrix.wins[one][other]
        return PairCell(
            votes=_share(subject, votes, matrix.voters, len(shown)) if as_shares else speech.number(votes),
            duel=duels[one, other],
            margin=abs(matrix.margin(one, other)) / matrix.voters,
        )

    occurring = set(duels.values())
    picture = PairMatrix(
        frame=subject.frame(
            [say("picture-pairs-shares") if as_shares else say("picture-pairs"), finding],
            footer_words(result.ballots, 0, result.ties),
        ),
        rows=tuple(
            PairRow(
                place=speech.number(place),
                label=subject.label(one),
                cells=tuple(cell(one, other) for other in shown),
                leads=one == result.winner,
                marked=one in marked,
            )
            for place, one in enumerate(shown, start=1)
        ),
        key=PairKey(
            won=speech.say(say("picture-pairs-won")) if Duel.WON in occurring else "",
            tied=speech.say(say("picture-pairs-tied")) if Duel.TIED in occurring else "",
            set_aside=speech.say(say("picture-pairs-set-aside")) if Duel.SET_ASIDE in occurring else "",
            marked=speech.say(say("picture-pairs-smith")) if marked else "",
        ),
        left_out=speech.say(say("picture-pairs-left-out", count=left_out)) if left_out else "",
    )
    return Described(picture=picture, alt=_pairs_alt(subject, result, shown, finding))


def _duel(result: RankedPairs, one: OptionId, other: OptionId) -> Duel:
    margin = result.matrix.margin(one, other)
    if margin <= 0:
        return Duel.LOST if margin else Duel.TIED
    refused = any(pair.winner == one and pair.loser == other and not pair.locked for pair in result.pairs)
    return Duel.SET_ASIDE if refused else Duel.WON


def _fitting_cells(options: int) -> int:
    """From so many voters on, cells show shares, so that they stay large enough to be read."""
    return 1_000_000 if options <= 5 else 100_000 if options <= 8 else 10_000


def _share(subject: Subject, votes: int, voters: int, options: int) -> str:
    """In tenths, or where a row is crowded in whole per cent."""
    percent = Fraction(100 * votes, voters)
    return subject.speech.percent(percent if options <= 8 else Fraction(round(percent)))


def _pairs_alt(subject: Subject, result: RankedPairs, shown: tuple[OptionId, ...], finding: Text) -> str:
    """The pairs of those at the top come first."""
    speech, matrix = subject.speech, result.matrix
    ranking = ", ".join(shorten(subject.label(option), RANKED_CHARS) for option in shown)
    if len(shown) < len(result.ranking):
        ranking += " …"
    sentence = speech.say(say("picture-pairs-alt", question=subject.short_question, finding=finding, ranking=ranking))
    items: list[str] = []
    for place, other in enumerate(shown):
        for one in shown[:place]:
            first, second = (other, one) if matrix.beats(other, one) else (one, other)
            votes, against = speech.number(matrix.wins[first][second]), speech.number(matrix.wins[second][first])
            winner, loser = subject.name(first), subject.name(second)
            words = (
                say("picture-pairs-alt-pair", winner=winner, loser=loser, votes=votes, against=against)
                if matrix.beats(first, second)
                else say("picture-pairs-alt-tie", winner=winner, loser=loser, votes=votes, against=against)
            )
            items.append(speech.say(words))
    ended = [f"{item}." if place == len(items) - 1 else f"{item};" for place, item in enumerate(items)]
    return description(sentence, ended, lambda count: speech.say(say("picture-pairs-alt-more", count=count)))
