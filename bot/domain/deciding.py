"""From all ballots of a poll to what they decide. Pure: the same ballots give the same ruling, in whatever order.

First the method counts everything. Then the options fall that too few support or that do not beat "none of these", and
the rest is counted as if they had never been there. Last it is asked whether the result binds: enough voters, an option
left, something said at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.counted import Ballots, Kinds, in_order
from bot.domain.ids import OptionId
from bot.domain.margins import margin_of
from bot.domain.method import ABSTAIN, AGAINST, FOR, Method
from bot.domain.poll import ElectorateKind, Poll
from bot.domain.ruling import Ruling
from bot.domain.tally import consent, flip, ratify
from bot.domain.tally.consent import Stance
from bot.domain.tally.draw import Lots
from bot.domain.tally.ratify import Voice
from bot.domain.tally.thresholds import Fallen, Verdict, remaining
from bot.domain.tally.ties import Stage, Tie, by_draw


def decide(poll: Poll, kinds: Kinds, lots: Lots | None) -> Ruling:
    """What `kinds` of ballots decide by the poll's rules.

    `lots`: its draw; None where it has none, so that a tie stays a tie. Raises ValueError for rules that ask for a
    share of the eligible where nobody knows how many these are: `bot.services.countings` lets none of them through.
    """
    if poll.rules.counting.method.has_fixed_options:
        return _proposal(poll, kinds)
    return _choice(poll, kinds, lots)


def eligible_of(poll: Poll) -> int | None:
    """How many may vote, where that is known."""
    electorate = poll.rules.electorate
    return electorate.size if electorate.kind is ElectorateKind.CENSUS else None


def consent_of(poll: Poll, votes: Mapping[OptionId, int]) -> consent.Consent:
    """From votes by option, as the kept tally has them."""
    counting = poll.rules.counting
    stances = {Stance.CONSENT: FOR, Stance.OBJECT: AGAINST, Stance.ABSTAIN: ABSTAIN}
    return consent.count(
        {stance: votes.get(option, 0) for stance, option in stances.items()},
        tolerated=counting.tolerated,
        quorum=counting.quorum,
        eligible=eligible_of(poll),
    )


def ratification_of(poll: Poll, votes: Mapping[OptionId, int]) -> ratify.Ratification:
    counting = poll.rules.counting
    voices = {Voice.YES: FOR, Voice.NO: AGAINST, Voice.ABSTAIN: ABSTAIN}
    return ratify.count(
        {voice: votes.get(option, 0) for voice, option in voices.items()},
        threshold=counting.threshold,
        quorum=counting.quorum,
        eligible=eligible_of(poll),
    )


def _proposal(poll: Poll, kinds: Kinds) -> Ruling:
    votes = {option: sum(n for choices, n in kinds.items() if option in choices) for option in (FOR, AGAINST, ABSTAIN)}
    result: consent.Consent | ratify.Ratification
    if poll.rules.counting.method is Method.CONSENT:
        result = consent_of(poll, votes)
        margin = flip.of_consent(result)
    else:
        result = ratification_of(poll, votes)
        margin = flip.of_ratification(result)
    return Ruling(
        method=poll.rules.counting.method,
        verdict=result.verdict,
        winners=(FOR,) if result.verdict is Verdict.DECIDED else (),
        ranking=tuple(option.id for option in poll.standing),
        fallen={},
        none_option=None,
        ballots=result.voters,
        spoilt=0,
        eligible=result.eligible,
        quorum=result.quorum.needed(result.eligible),
        flip=margin,
        ties=(),
        result=result,
        whole=result,
    )


def _choice(poll: Poll, kinds: Kinds, lots: Lots | None) -> Ruling:
    counting, eligible = poll.rules.counting, eligible_of(poll)
    options = tuple(option.id for option in poll.standing)
    # a rule about an option that is no more cannot be meant
    none = counting.none_option if counting.none_option in options else None
    ballots = Ballots(counting, kinds, lots or _by_number)
    whole = ballots.count(options)
    out = ballots.fallen(whole, none, eligible) if whole.winner is not None else {}
    left = remaining(options, out)
    result = ballots.recount(whole, left) if out else whole
    winner = none if left == (none,) else result.winner
    quorum = counting.quorum.needed(eligible)
    took_part = whole.winner is not None and ballots.number >= quorum
    verdict, winners = Verdict.NO_QUORUM, tuple[OptionId, ...]()
    if took_part:
        alone = all(option in out or option == none for option in options)
        verdict, winners = _verdict(winner, none, out if alone else {}, result.ties, drawn=lots is not None)
    ranking = (*in_order(result), *in_order(whole)) if whole.winner is not None else ()
    return Ruling(
        method=counting.method,
        verdict=verdict,
        winners=winners,
        ranking=tuple(dict.fromkeys((*ranking, *options))),
        fallen=out,
        none_option=none,
        ballots=ballots.number,
        spoilt=getattr(whole, "spoilt", 0),
        eligible=eligible,
        quorum=quorum,
        flip=margin_of(counting, ballots, whole, result, winner, none, eligible) if took_part else None,
        ties=result.ties,
        result=result,
        whole=whole,
    )


def _verdict(
    winner: OptionId | None,
    none: OptionId | None,
    out: Mapping[OptionId, Fallen],
    ties: tuple[Tie, ...],
    *,
    drawn: bool,
) -> tuple[Verdict, tuple[OptionId, ...]]:
    """Where enough took part, and said something. `out`: why all of them fell, where no option is left."""
    if out and all(why is Fallen.QUORUM for why in out.values()):
        return Verdict.NO_QUORUM, ()
    if winner is None or winner == none:
        return Verdict.REJECTED, ()
    if not drawn and by_draw(ties):
        last = next((tie for tie in reversed(ties) if tie.stage is Stage.WINNER), None)
        return Verdict.TIED, last.among if last is not None else ()
    return Verdict.DECIDED, (winner,)


def _by_number(option: OptionId) -> bytes:
    """No draw at all: an order that nobody is told to be one."""
    return option.to_bytes(4, "big")
