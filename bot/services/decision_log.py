"""The log of decisions in words: what was decided, and what became of it."""

from __future__ import annotations

from typing import Final

from bot.domain.decision_log import DecisionPage, LoggedDecision, Wanted
from bot.domain.followup import FollowUp, Stage
from bot.domain.ids import CommunityId, PollId, Subject
from bot.domain.outcome import outcome
from bot.domain.poll import Closed, state_name
from bot.domain.small_groups import withheld
from bot.domain.text import Text, say
from bot.locale.speech import Speech, speech
from bot.ports import Clock, UnitOfWork
from bot.services.aftermath import fate
from bot.services.followup_words import STAGES
from bot.services.presentation import count_words, status_words
from bot.services.reading import Count, Reading
from bot.services.summaries import headline

PAGE: Final = 10


class DecisionLog:
    """Implements `bot.ports.followups.DecisionPages`."""

    def __init__(self, work: UnitOfWork, reading: Reading, clock: Clock) -> None:
        self._work, self._reading, self._clock = work, reading, clock

    async def page(self, community: CommunityId, language: str, wanted: Wanted) -> DecisionPage:
        async with self._work.reading() as work:
            here = await work.communities.get(community)
            before = await work.follow_ups.find(Subject(wanted.before)) if wanted.before is not None else None
            found = await work.follow_ups.log(
                community,
                limit=PAGE + 1,
                stages=(wanted.stage,) if wanted.stage is not None else (),
                owners=wanted.owners,
                unanswered=wanted.unanswered,
                before=before if before is not None and before.community == community else None,
            )
            shown = found[:PAGE]
            names = await work.people.names({each.owner for each in shown if each.owner is not None})
        spoken = speech(language, here.timezone)
        rows = []
        for kept in shown:
            count = await self._reading.count(PollId(kept.subject), None)
            review = await self._reading.count(kept.review, None) if kept.review is not None else None
            owner = names.get(kept.owner, "") if kept.owner is not None else ""
            rows.append(self._row(kept, count, review, owner, spoken))
        return DecisionPage(tuple(rows), PollId(shown[-1].subject) if len(found) > PAGE else None)

    def _row(self, kept: FollowUp, count: Count, review: Count | None, owner: str, spoken: Speech) -> LoggedDecision:
        poll = count.poll
        voting = kept.stage is Stage.OPEN and not isinstance(poll.state, Closed)
        words = fate(kept, poll, self._clock.now()) or (say("stage-voting") if voting else STAGES[kept.stage])
        return LoggedDecision(
            poll=poll.id,
            question=poll.question,
            state=state_name(poll),
            outcome=spoken.say(outcome_words(count)),
            stage=spoken.say(words),
            facts=tuple(spoken.say(fact) for fact in _facts(kept, review, owner)),
        )


def outcome_words(count: Count) -> Text:
    """What was decided; of a poll that is not closed, how it stands."""
    if not isinstance(count.poll.state, Closed):
        return status_words(count.poll)
    return headline(count.poll, outcome(count.poll, count.tally), count.decision)


def _facts(kept: FollowUp, review: Count | None, owner: str) -> list[Text]:
    facts = [say("decisions-owner", owner=owner or say("person-forgotten"))]
    if kept.statement is not None and kept.statement.by_when:
        facts.append(say("decisions-by", when=kept.statement.by_when))
    if review is not None:
        facts.append(_reviewed(review))
    elif kept.review_at is not None:
        facts.append(say("decisions-review", at=kept.review_at))
    return facts


def _reviewed(review: Count) -> Text:
    """What people said when they were asked whether it was done; how many, where fewer may not be told apart."""
    poll, tally = review.poll, review.tally
    if not isinstance(poll.state, Closed):
        return say("decisions-asked", status=status_words(poll))
    if withheld(poll, tally) or not tally.voters:
        return say("decisions-asked", status=count_words(poll, tally.voters))
    answers = tuple(
        say("decisions-answer", answer=each.option.label, votes=each.votes)
        for each in sorted(outcome(poll, tally).ranking, key=lambda each: each.option.id)
    )
    return say("decisions-reviewed", answers=answers)
