"""What a count means: who leads, by how much, whether that can still change, and how sure one may be."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from bot.domain.ids import OptionId
from bot.domain.percent import shares, shares_of
from bot.domain.poll import Closed, ElectorateKind, Option, Poll
from bot.domain.tally.plurality import Tally

Z_95 = 1.959963984540054
"""Two-sided 95 % quantile of the standard normal distribution."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Fractions in 0…1."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    option: Option
    votes: int
    percent: Fraction
    """As printed: of the votes in a single choice, of the voters in a multiple one."""
    interval: Interval | None = None
    """Only for a random invitation; see `wilson`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`ranking` holds the standing options by votes, equal votes in the poll's order."""

    ranking: tuple[Standing, ...]
    leaders: tuple[OptionId, ...]
    """Empty without votes; several in a tie."""
    lead: int
    """Votes between the leader and the next; 0 in a tie or without votes."""
    voters: int
    turnout: Fraction | None
    """Share of a known electorate that voted, at most 1."""
    settled: bool
    """No ballot that may still come or change can alter who leads. Always true once closed."""

    @property
    def tied(self) -> bool:
        return len(self.leaders) > 1

    @property
    def empty(self) -> bool:
        return not self.leaders


def outcome(poll: Poll, tally: Tally) -> Outcome:
    options = poll.standing
    votes = {option.id: tally.votes(option.id) for option in options}
    counts = [votes[option.id] for option in options]
    printed = shares_of(counts, tally.voters) if poll.rules.multiple else shares(counts)
    percent = dict(zip((option.id for option in options), printed, strict=True))
    ranking = tuple(
        Standing(
            option=option,
            votes=votes[option.id],
            percent=percent[option.id],
            interval=_interval(poll, votes[option.id], tally.voters),
        )
        for option in sorted(options, key=lambda option: -votes[option.id])
    )
    best = ranking[0].votes if ranking else 0
    leaders = tuple(standing.option.id for standing in ranking if standing.votes == best) if best else ()
    second = ranking[1].votes if len(ranking) > 1 else 0
    lead = best - second if len(leaders) == 1 else 0
    electorate = poll.rules.electorate
    known = electorate.size if electorate.kind is ElectorateKind.CENSUS else None
    return Outcome(
        ranking=ranking,
        leaders=leaders,
        lead=lead,
        voters=tally.voters,
        turnout=min(Fraction(tally.voters, known), Fraction(1)) if known else None,
        settled=isinstance(poll.state, Closed) or _out_of_reach(poll, lead, tally.voters, known),
    )


def _out_of_reach(poll: Poll, lead: int, voters: int, known: int | None) -> bool:
    """Whether those who have not voted are fewer than the lead, in a poll where a vote cannot be changed."""
    return known is not None and not poll.rules.may_change and not poll.rules.may_add_options and known - voters < lead


def _interval(poll: Poll, votes: int, voters: int) -> Interval | None:
    electorate = poll.rules.electorate
    if electorate.kind is not ElectorateKind.RANDOM_INVITATION or not voters:
        return None
    return wilson(votes, voters, electorate.size)


def wilson(successes: int, trials: int, population: int | None = None) -> Interval:
    """95 % score interval for a share, with finite-population correction where the population is known.

    Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference", JASA 22:209–212.
    Correction: the effective sample is n·(N−1)/(N−n) (Cochran, "Sampling Techniques", 3rd ed., §2.6 and 3.6), which
    grows without bound as n nears N, so that a full count has no interval left.
    """
    if trials <= 0 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials}")
    share = successes / trials
    if population is not None and trials >= population:
        return Interval(share, share)
    n = trials * (population - 1) / (population - trials) if population is not None else float(trials)
    z2 = Z_95 * Z_95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))
