"""Every option against every other: the matrix that the Condorcet methods share.

Condorcet (1785), "Essai sur l'application de l'analyse à la probabilité des décisions rendues à la pluralité des
voix". Smith set: Smith, J. H. (1973), "Aggregation of preferences with variable electorate", Econometrica 41(6).
An option that a ballot does not rank counts below all that it ranks; two such count as equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.ids import OptionId
from bot.domain.tally.ballots import Rankings, Strict


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    options: Strict
    wins: Mapping[OptionId, Mapping[OptionId, int]]
    """`wins[a][b]`: ballots that put a above b."""
    voters: int
    """Ballots that rank anything."""

    def margin(self, one: OptionId, other: OptionId) -> int:
        return self.wins[one][other] - self.wins[other][one]

    def beats(self, one: OptionId, other: OptionId) -> bool:
        return self.margin(one, other) > 0

    @property
    def condorcet_winner(self) -> OptionId | None:
        """The option that beats every other; a single option has to be ranked by somebody."""
        if not self.voters:
            return None
        for one in self.options:
            if all(self.beats(one, other) for other in self.options if other != one):
                return one
        return None

    @property
    def smith_set(self) -> Strict:
        """The smallest set whose every member beats everybody outside: those who reach all by wins and ties."""
        reach = {
            one: {one} | {other for other in self.options if other != one and self.margin(one, other) >= 0}
            for one in self.options
        }
        for via in self.options:
            for one in self.options:
                if via in reach[one]:
                    reach[one] |= reach[via]
        return tuple(one for one in self.options if len(reach[one]) == len(self.options))

    def only(self, options: Iterable[OptionId]) -> Matrix:
        """The matrix of these options, as if no other had been there."""
        kept = set(options)
        left = tuple(option for option in self.options if option in kept)
        wins = {one: {other: self.wins[one][other] for other in left if other != one} for one in left}
        return Matrix(options=left, wins=wins, voters=self.voters)


def count(ballots: Rankings) -> Matrix:
    """One addition for each place of each ballot, whatever the number of options.

    The counters of a row are packed into one long integer, each wide enough for all ballots; `seen` carries what is
    ranked above, so adding it to an option's row counts all pairs below it at once. The last field counts the ballots
    that rank the option: those that do not put another above it put it above that other.
    """
    width = ballots.ballots.bit_length() + 1
    places = {option: place for place, option in enumerate(ballots.options)}
    above = dict.fromkeys(ballots.options, 0)
    for number, kept in ballots.classes.items():
        units = {option: number << (width * place) for option, place in places.items()}
        ranked = number << (width * len(places))
        for ranking in kept:
            seen = ranked
            for option in ranking:
                above[option] += seen
                seen += units[option]
    field = (1 << width) - 1
    wins = {
        one: {
            other: (above[one] >> (width * len(places))) - (above[one] >> (width * place) & field)
            for other, place in places.items()
            if other != one
        }
        for one in ballots.options
    }
    return Matrix(options=ballots.options, wins=wins, voters=ballots.voters)
