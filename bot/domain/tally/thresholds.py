"""What a result needs to bind: a share of the votes, enough voters, and more than "none of these".

Votes cast do not include abstentions ("Robert's Rules of Order Newly Revised", 12th ed., §44:1); turnout does. Every
comparison is exact, on whole numbers and fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bot.domain.ids import OptionId
from bot.domain.tally.pairwise import Matrix


class Verdict(StrEnum):
    DECIDED = "decided"
    REJECTED = "rejected"
    TIED = "tied"
    """As many for as against, where that is short of the threshold: not carried."""
    NO_QUORUM = "no-quorum"
    """Too few took part, or nobody said anything; whatever the votes, nothing is decided."""


class Base(StrEnum):
    """What a threshold is a share of."""

    CAST = "cast"
    ELIGIBLE = "eligible"


@dataclass(frozen=True, slots=True)
class Threshold:
    share: Fraction = Fraction(1, 2)
    base: Base = Base.CAST
    more_than: bool = True
    """True: more than the share ("a majority"); False: at least the share ("two thirds")."""

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1 or (self.more_than and self.share == 1):
            raise ValueError(f"no vote can reach {'more than ' if self.more_than else ''}{self.share}")

    def met(self, votes: int, cast: int, eligible: int | None = None) -> bool:
        """Never by no votes at all."""
        return votes > 0 and votes >= self.needed(cast, eligible)

    def needed(self, cast: int, eligible: int | None = None) -> int:
        """The fewest votes that meet it."""
        whole = cast
        if self.base is Base.ELIGIBLE:
            if eligible is None:
                raise ValueError("a share of the eligible needs their number")
            whole = eligible
        part = self.share * whole
        return max(1, part.__floor__() + 1 if self.more_than else part.__ceil__())


MAJORITY = Threshold()
TWO_THIRDS = Threshold(Fraction(2, 3), more_than=False)


@dataclass(frozen=True, slots=True)
class Quorum:
    """Turnout: of the eligible, as a number, or both. Abstentions and blank ballots take part."""

    share: Fraction = Fraction(0)
    voters: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1 or self.voters < 0:
            raise ValueError(f"no turnout can be {self.share} or {self.voters}")

    def met(self, voters: int, eligible: int | None = None) -> bool:
        return voters >= self.needed(eligible)

    def needed(self, eligible: int | None = None) -> int:
        """At least one: where nobody votes nothing is decided."""
        if not self.share:
            return max(1, self.voters)
        if eligible is None:
            raise ValueError("a share of the eligible needs their number")
        return max(1, self.voters, (self.share * eligible).__ceil__())


ANYBODY = Quorum()


@dataclass(frozen=True, slots=True)
class OptionQuorum:
    """How many voters an option needs for itself: a number, or a multiple of the square root of the eligible."""

    votes: int = 0
    roots: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if self.votes < 0 or self.roots < 0:
            raise ValueError("a quorum below nothing")

    def met(self, votes: int, eligible: int | None = None) -> bool:
        """The root is not rounded (as in Debian): the squares are compared."""
        if self.roots and eligible is None:
            raise ValueError("a root of the eligible needs their number")
        return votes >= self.votes and votes * votes >= self.roots * self.roots * (eligible or 0)


DEBIAN = OptionQuorum(roots=Fraction(3, 2))
"""3Q, where Q is half of the root of the number of developers: Debian Constitution, §4.2(7) and §4.2(3) with §A.5."""


class Fallen(StrEnum):
    """Why an option cannot win."""

    QUORUM = "quorum"
    NONE_OF_THESE = "none-of-these"


def fallen(
    support: Mapping[OptionId, tuple[int, int]],
    quorum: OptionQuorum,
    eligible: int | None = None,
    *,
    more_than_times: Fraction = Fraction(1),
) -> dict[OptionId, Fallen]:
    """Options that are out, by `support`: for each, the votes for it and those for "none of these" over it.

    Debian Constitution, §A.5(3) and (4): an option stays with at least the quorum, and with strictly more votes than
    `more_than_times` those against it (3 for a majority of three to one).
    """
    out: dict[OptionId, Fallen] = {}
    for option, (votes, against) in support.items():
        if not quorum.met(votes, eligible):
            out[option] = Fallen.QUORUM
        elif votes <= more_than_times * against:
            out[option] = Fallen.NONE_OF_THESE
    return out


def ranked_support(matrix: Matrix, none: OptionId) -> dict[OptionId, tuple[int, int]]:
    """Of ranked ballots: who ranks an option above "none of these", and who below."""
    return {
        option: (matrix.wins[option][none], matrix.wins[none][option]) for option in matrix.options if option != none
    }


def chosen_support(votes: Mapping[OptionId, int], none: OptionId) -> dict[OptionId, tuple[int, int]]:
    """Of choices, scores or points: an option's votes and those of "none of these"."""
    against = votes.get(none, 0)
    return {option: (each, against) for option, each in votes.items() if option != none}


def remaining(options: Iterable[OptionId], out: Mapping[OptionId, Fallen]) -> tuple[OptionId, ...]:
    """The options that are counted on; "none of these" is never out."""
    return tuple(option for option in options if option not in out)
