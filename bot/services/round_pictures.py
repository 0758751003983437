"""From the count of an instant runoff to its picture: rounds as flow. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.ids import OptionId
from bot.domain.percent import shares
from bot.domain.picture import Bar, ChoiceBars, Lane, RoundBar, RoundsFlow, Transfer
from bot.domain.tally.instant_runoff import InstantRunoff, Round
from bot.domain.text import Text, say
from bot.services.method_pictures import FOOTER_NAME_CHARS, Described, Subject, description, footer_words

MOST_ROUNDS: Final = 9
"""Columns that a phone can show; of a longer count, the first rounds after the first are told as one step."""
STANDINGS_TOLD: Final = 5
"""Of a round, in the description."""


def rounds_flow(subject: Subject, result: InstantRunoff) -> Described | None:
    """None where nobody ranked anything. A count of a single round, where nothing flows, is shown as plain bars."""
    if result.winner is None:
        return None
    alt = _rounds_alt(subject, result, result.winner)
    if len(result.rounds) == 1:
        return Described(picture=_single_round(subject, result), alt=alt)
    return Described(picture=_Flow(subject, result).picture(), alt=alt)


def _rounds_footer(subject: Subject, result: InstantRunoff) -> list[Text]:
    words = footer_words(result.ballots, 0, result.ties)
    if result.missed is not None:
        words.append(say("picture-rounds-missed", name=subject.name(result.missed, FOOTER_NAME_CHARS)))
    return words


def _single_round(subject: Subject, result: InstantRunoff) -> ChoiceBars:
    votes = result.rounds[0].votes
    speech, total = subject.speech, sum(votes.values())
    order = sorted(votes, key=lambda option: (option != result.winner, -votes[option]))
    printed = dict(zip(votes, shares(list(votes.values())), strict=True))
    return ChoiceBars(
        frame=subject.frame([say("picture-rounds")], _rounds_footer(subject, result)),
        bars=tuple(
            Bar(
                label=subject.label(option),
                fraction=votes[option] / total,
                share=speech.percent(printed[option]),
                votes=speech.number(votes[option]),
                leads=option == result.winner,
            )
            for option in order
        ),
        closed=True,
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """A column, with the number of its round."""

    number: int
    round: Round


class _Flow:
    """The rounds that are shown, and who is in them.

    Of more rounds than fit, those between the first and the last eight are one step. Whose ballots went where within
    it cannot be told apart, since ballots may have moved on several times; so who left in it is one lane, and what
    that lost is exactly what the others gained.
    """

    def __init__(self, subject: Subject, result: InstantRunoff) -> None:
        self._subject, self._result = subject, result
        steps = [_Step(number, each) for number, each in enumerate(result.rounds, start=1)]
        self._steps = steps if len(steps) <= MOST_ROUNDS else [steps[0], *steps[1 - MOST_ROUNDS :]]
        last = result.rounds[-1].votes
        finalists = sorted(last, key=lambda option: (option != result.winner, -last[option]))
        left = [each.eliminated for each in result.rounds if each.eliminated is not None]
        order = [*finalists, *reversed(left)]
        second = self._steps[1].round.votes
        gone = [option for option in order if option not in second]
        self._pooled = gone if len(gone) > 1 else []
        self._alone = [option for option in order if option not in self._pooled]
        self._as_shares = result.ballots >= _fitting_numbers(len(self._steps))

    def picture(self) -> RoundsFlow:
        lanes = [self._lane(option) for option in self._alone]
        if self._pooled:
            lanes.append(self._pool())
        subtitle = [say("picture-rounds")]
        if self._as_shares:
            subtitle.append(say("picture-rounds-shares"))
        return RoundsFlow(
            frame=self._subject.frame(subtitle, _rounds_footer(self._subject, self._result)),
            rounds=tuple(
                self._subject.speech.say(say("picture-rounds-column", number=step.number)) for step in self._steps
            ),
            lanes=tuple(lanes),
            exhausted=self._exhausted(),
        )

    def _number(self, votes: int) -> str:
        if self._as_shares:
            return self._subject.percent(votes, self._result.ballots)
        return self._subject.speech.number(votes)

    def _bar(self, votes: int) -> RoundBar:
        return RoundBar(fraction=votes / self._result.ballots, votes=self._number(votes))

    def _transfers(self, gains: Mapping[OptionId | None, int]) -> tuple[Transfer, ...]:
        places = {option: place for place, option in enumerate(self._alone)}
        ballots = self._result.ballots
        return tuple(
            Transfer(
                to=None if option is None else places[option],
                fraction=gained / ballots,
                votes=f"+{self._number(gained)}",
            )
            for option, gained in gains.items()
            if gained
        )

    def _lane(self, option: OptionId) -> Lane:
        speech = self._subject.speech
        bars = [self._bar(step.round.votes[option]) for step in self._steps if option in step.round.votes]
        last = next((step for step in self._steps if step.round.eliminated == option), None)
        if last is not None:
            note = speech.say(say("picture-rounds-out", number=last.number))
        else:
            final = self._result.rounds[-1].votes
            note = speech.percent(dict(zip(final, shares(list(final.values())), strict=True))[option])
            if option == self._result.winner:
                note = speech.say(say("picture-rounds-won", share=note))
        return Lane(
            label=self._subject.label(option),
            note=note,
            bars=tuple(bars),
            transfers=self._transfers(last.round.flow) if last is not None else (),
            leads=option == self._result.winner,
        )

    def _pool(self) -> Lane:
        speech = self._subject.speech
        before, after = self._steps[0].round, self._steps[1].round
        gains: dict[OptionId | None, int] = {
            option: votes - before.votes[option] for option, votes in after.votes.items()
        }
        gains[None] = after.exhausted - before.exhausted
        names = tuple(self._subject.label(option) for option in self._pooled)
        return Lane(
            label=speech.say(say("picture-rounds-pooled", count=len(names), names=names)),
            note=speech.say(say("picture-rounds-pooled-out", number=self._steps[1].number - 1)),
            bars=(self._bar(sum(before.votes[option] for option in self._pooled)),),
            transfers=self._transfers(gains),
        )

    def _exhausted(self) -> Lane | None:
        if not self._steps[-1].round.exhausted:
            return None
        return Lane(
            label=self._subject.speech.say(say("picture-rounds-exhausted")),
            note=self._subject.speech.say(say("picture-rounds-exhausted-note")),
            bars=tuple(self._bar(step.round.exhausted) for step in self._steps),
        )


def _fitting_numbers(columns: int) -> int:
    """Larger numbers than this are told as shares, so that they stay large enough to be read."""
    return 10_000_000 if columns <= 5 else 1_000_000 if columns <= 7 else 100_000


def _rounds_alt(subject: Subject, result: InstantRunoff, winner: OptionId) -> str:
    speech = subject.speech
    last = result.rounds[-1].votes
    share = speech.percent(dict(zip(last, shares(list(last.values())), strict=True))[winner])
    sentence = say("picture-rounds-alt", question=subject.short_question, winner=subject.name(winner), share=share)
    items = [speech.say(_told(subject, number, each)) for number, each in enumerate(result.rounds, start=1)]
    return description(
        speech.say(sentence), items, lambda count: speech.say(say("picture-rounds-alt-more", count=count))
    )


def _told(subject: Subject, number: int, each: Round) -> Text:
    speech = subject.speech
    order = sorted(each.votes, key=lambda option: -each.votes[option])
    standings = ", ".join(
        f"{subject.name(option)} {speech.number(each.votes[option])}" for option in order[:STANDINGS_TOLD]
    )
    if len(order) > STANDINGS_TOLD:
        standings += " …"
    if each.eliminated is None:
        return say("picture-rounds-alt-round", number=number, standings=standings)
    went: list[Text] = []
    for option in sorted(each.flow, key=lambda one: (one is None, -each.flow[one])):
        votes = speech.number(each.flow[option])
        if option is None:
            went.append(say("picture-rounds-alt-exhausted", votes=votes))
        else:
            went.append(say("picture-rounds-alt-went", votes=votes, name=subject.name(option)))
    name = subject.name(each.eliminated)
    if not went:
        return say("picture-rounds-alt-empty", number=number, standings=standings, name=name)
    return say("picture-rounds-alt-leaves", number=number, standings=standings, name=name, flow=tuple(went))
