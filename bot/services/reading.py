"""Looking at a poll: its card, its charts, what a reader may see of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.ballot import Ballot, Choices
from bot.domain.card import Card, Control, Why
from bot.domain.conversation import Reader, ShowPicture
from bot.domain.errors import NotFound
from bot.domain.followup import FollowUp
from bot.domain.ids import CommunityId, OptionId, PersonId, PollId, Subject, is_poll_id
from bot.domain.marks import options_of, value_of
from bot.domain.method import AGAINST
from bot.domain.picture import Picture, Theme
from bot.domain.poll import Closed, Draft, Poll, Secrecy, shorten
from bot.domain.small_groups import withheld
from bot.domain.tally.plurality import Tally
from bot.domain.tally.reported import with_reports
from bot.domain.text import Text, say
from bot.locale.speech import Speech, best_language, speech
from bot.ports import Clock, MomentCount, UnitOfWork, Work
from bot.services.access import Access, Actor
from bot.services.aftermath import with_aftermath
from bot.services.drawing import Drawing
from bot.services.draws import promise_of, promise_words
from bot.services.outcome_pictures import outcome_picture, paper_picture
from bot.services.outcome_ties import proof_lines
from bot.services.outcomes import outcome_lines
from bot.services.pictures import OVER_TIME, alt_text, by_platform, result_bars, votes_over_time
from bot.services.presentation import ROOM, Onlooker, may_see_results, present
from bot.services.publishing import root_words
from bot.services.quarantine import SetAside, aside_words, set_aside_in
from bot.services.reasons import by_consent, reasons_of, warning_of, why_hint
from bot.services.reporting import reported_words
from bot.services.rulings import Decision, Rulings
from bot.services.secret_polls import ballots_tally, own_ballot

NAMES_SHOWN = 200
"""Voters named on one card; the export holds them all."""
POLLS_KEPT = 4096
STEPS = 120
"""Moments on the votes-over-time chart: finer than a phone can show."""


@dataclass(frozen=True, slots=True)
class Count:
    """A poll with its count, read in one transaction so that they belong together."""

    poll: Poll
    tally: Tally
    """All votes: the ballots, and what platforms reported."""
    own: Ballot | None
    moments: tuple[MomentCount, ...] = ()
    names: Mapping[OptionId, tuple[str, ...]] = field(default_factory=dict)
    """Who chose what, the first voters only; empty unless the poll promises *names shown*."""
    ballots: Tally = field(default_factory=Tally)
    """The ballots alone, whose voters and times are known."""
    reported: Text | None = None
    """How many of the votes a platform counted by itself, to be said wherever the count is."""
    aside: SetAside | None = None
    """What is set aside of it, where something is."""
    follow_up: FollowUp | None = None
    """What became of it, once it is closed, where it is a decision."""

    @property
    def remark(self) -> Text | None:
        """Everything that is to be said wherever the count is."""
        if self.aside is None:
            return self.reported
        # what the poll itself would not tell yet must not be told by what is left without some
        words = aside_words(self.poll, self.aside, figures=may_see_results(self.poll, ROOM))
        return words if self.reported is None else say("two-remarks", first=self.reported, second=words)

    promise: str | None = None
    """Of an open poll's draw: SHA-256 of its nonce."""
    decision: Decision | None = None
    """What was decided, of a closed poll that is counted by more than most votes."""

    def more_facts(self, spoken: Speech) -> tuple[Sequence[Text], Sequence[Text]]:
        """For a card with room for all of it: how it was decided, before its rules; promise and proof of the draw."""
        if self.decision is not None:
            return outcome_lines(self.poll, self.decision, spoken), proof_lines(self.decision)
        return (), ((promise_words(self.promise, whole=True),) if self.promise is not None else ())

    sealed: Text | None = None
    """The root of the ballots, to be said wherever the outcome is; once the poll is closed, where it gives receipts."""


class Reading:
    def __init__(self, work: UnitOfWork, access: Access, drawing: Drawing, clock: Clock) -> None:
        self._work, self._access, self._drawing, self._clock = work, access, drawing, clock
        self._communities: dict[PollId, CommunityId] = {}
        self.rulings = Rulings()
        """What closed polls decided, counted once for all who read here."""

    async def card(self, poll: PollId, reader: Reader, control: Control = Control.FORM) -> Card:
        """Raises NotFound."""
        actor, spoken, _ = await self._reader(reader, poll)
        count = _known_to(await self.count(poll, actor), actor)
        # whoever was never seen here has a paper of their own all the same
        watcher = replace(onlooker(count, actor), one_person=reader.sender is not None)
        now = self._clock.now()
        card = present(
            count.poll, count.tally, spoken, now, control, watcher, count.names, count.remark, count.decision
        )
        card = with_aftermath(card, count.follow_up, count.poll, spoken, now)
        first, last = count.more_facts(spoken)
        promise, *rules = card.facts
        card = replace(card, why=await self._why(count, actor, spoken))
        return replace(card, facts=(promise, *map(spoken.say, first), *rules, *map(spoken.say, last)))

    async def _why(self, count: Count, actor: Actor | None, spoken: Speech) -> Why | None:
        poll, own = count.poll, count.own
        takes = by_consent(poll) and poll.accepts_ballots(self._clock.now())
        if actor is None or own is None or not takes or own.choices != (AGAINST,):
            return None
        async with self._work.reading() as work:
            reason = await work.objections.own(poll.id, actor.voter) or ""
        return Why(reason, spoken.say(warning_of(poll)), spoken.say(why_hint(poll.id)))

    async def pictures(
        self, poll: PollId, theme: Theme, reader: Reader, *, whole: bool = True
    ) -> tuple[ShowPicture, ...]:
        """The result chart and, where `whole`, votes over time and by platform; none while hidden. Raises NotFound."""
        actor, spoken, brand = await self._reader(reader, poll)
        count = _known_to(await self.count(poll, actor, over_time=whole), actor)
        if not may_see_results(count.poll, onlooker(count, actor)):
            return ()
        organiser = actor is not None and actor.organises
        return await self.draw(count, spoken, theme, brand, split=whole and (organiser or is_closed(count.poll)))

    async def draw(
        self, count: Count, spoken: Speech, theme: Theme, brand: str, *, split: bool
    ) -> tuple[ShowPicture, ...]:
        poll, tally = count.poll, count.tally
        eligible = count.aside.eligible.voters if count.aside is not None else None
        if withheld(poll, tally):
            return ()
        drawn: list[tuple[str, Picture, str]] = [("result", *_result(count, spoken, theme, brand, eligible))]
        known = count.ballots
        # when those votes were cast that a platform only reports, nobody can tell
        title = OVER_TIME if count.reported is None else say("picture-over-time-known")
        timeline = votes_over_time(poll, known, count.moments, self._clock.now(), spoken, theme, brand, title)
        if timeline is not None:
            alt = spoken.say(say("picture-over-time-alt", question=poll.question, voters=known.voters))
            drawn.append(("over-time", timeline, alt))
        # what is ranked or scored is no vote for an option, on no platform
        split = split and poll.rules.counting.method.chooses
        platforms = by_platform(poll, tally, spoken, theme, brand) if split else None
        if platforms is not None:
            drawn.append(("by-platform", platforms, spoken.say(say("picture-by-platform-alt", question=poll.question))))
        return tuple(
            [
                ShowPicture(name=f"{poll.id}-{name}.png", png=await self._drawing.draw(picture), alt=alt)
                for name, picture, alt in drawn
            ]
        )

    async def count(self, poll_id: PollId, actor: Actor | None, *, over_time: bool = False) -> Count:
        """Raises NotFound."""
        if not is_poll_id(poll_id):
            raise NotFound(say("error-poll-unknown", id=shorten(poll_id, 40)))
        async with self._work.reading() as work:
            return await read_count(work, poll_id, actor, self.rulings, over_time=over_time)

    async def _reader(self, reader: Reader, poll: PollId) -> tuple[Actor | None, Speech, str]:
        """Who looks, how to speak to them, and the name of the poll's community."""
        number = await self._community_of(poll)
        actor = await self._access.peek(reader.sender, number) if reader.sender is not None else None
        community = actor.community if actor is not None else await self._access.community(number)
        if reader.language is None and actor is not None:
            return actor, actor.speech, community.name
        hint = reader.language or (reader.sender.language if reader.sender else None)
        return actor, speech(best_language(hint, community.language), community.timezone), community.name

    async def _community_of(self, poll: PollId) -> CommunityId:
        """It never changes. Raises NotFound."""
        if poll not in self._communities:
            if not is_poll_id(poll):
                raise NotFound(say("error-poll-unknown", id=shorten(poll, 40)))
            async with self._work.reading() as work:
                self._communities[poll] = (await work.polls.get(poll)).community
            while len(self._communities) > POLLS_KEPT:
                del self._communities[next(iter(self._communities))]
        return self._communities[poll]


def _result(count: Count, spoken: Speech, theme: Theme, brand: str, eligible: int | None) -> tuple[Picture, str]:
    """The main picture, and its words for who cannot see it."""
    poll, tally = count.poll, count.tally
    if count.decision is not None:
        described = outcome_picture(poll, count.decision, spoken, theme, brand)
    elif not poll.rules.counting.method.chooses:
        described = paper_picture(poll, tally, spoken, theme, brand)
    else:
        return result_bars(poll, tally, spoken, theme, brand, eligible), alt_text(poll, tally, spoken)
    return described.picture, described.alt


async def read_count(
    work: Work, poll_id: PollId, actor: Actor | None, rulings: Rulings, *, over_time: bool = False
) -> Count:
    poll = await work.polls.get(poll_id)
    named = poll.rules.secrecy is Secrecy.NAMED
    ballots, reports = await ballots_tally(work, poll), await work.reports.of_poll(poll_id)
    # of a secret poll no ballot has a time
    over_time = over_time and not poll.rules.secret
    titles = {report.channel: (await work.channels.get(report.channel)).title for report in reports}
    tally = with_reports(ballots, reports, poll)
    return Count(
        poll=poll,
        tally=tally,
        aside=await set_aside_in(work, poll_id, tally),
        ballots=ballots,
        reported=reported_words(reports, poll, titles),
        # before that nothing can have become of it
        follow_up=await work.follow_ups.find(Subject(poll_id)) if is_closed(poll) else None,
        own=await own_ballot(work, poll, actor.voter) if actor is not None else None,
        moments=tuple(await work.ballots.over_time(poll_id, steps=STEPS)) if over_time else (),
        names=await _names(work, poll) if named else {},
        promise=await promise_of(work, poll),
        decision=await _decision(work, poll, rulings),
        sealed=root_words(await work.ballot_log.last_head(poll_id))
        if poll.rules.receipts and is_closed(poll)
        else None,
    )


async def _decision(work: Work, poll: Poll, rulings: Rulings) -> Decision | None:
    decision = await rulings.of(work, poll)
    return replace(decision, reasons=await reasons_of(work, poll)) if decision is not None else None


async def whole_tally(work: Work, poll: Poll) -> Tally:
    """All votes that may be shown: the ballots, and what platforms reported."""
    return with_reports(await ballots_tally(work, poll), await work.reports.of_poll(poll.id), poll)


async def _names(work: Work, poll: Poll) -> dict[OptionId, tuple[str, ...]]:
    ballots = await work.ballots.all(poll.id, limit=NAMES_SHOWN)
    known = await work.people.names([PersonId(ballot.voter) for ballot in ballots])
    chosen: dict[OptionId, tuple[str, ...]] = {}
    for ballot in ballots:
        for option in _put_first(poll, ballot.choices):
            chosen[option] = (*chosen.get(option, ()), known.get(PersonId(ballot.voter), "") or "?")
    return chosen


def _put_first(poll: Poll, choices: Choices) -> tuple[OptionId, ...]:
    """The options that a voter is named beside: all that were chosen; of a ranking those at the first place."""
    if poll.rules.counting.method.ranks:
        choices = tuple(choice for choice in choices if value_of(choice) == 1)
    return options_of(choices)


def onlooker(count: Count, actor: Actor | None) -> Onlooker:
    if actor is None:
        return Onlooker()
    return Onlooker(
        choices=count.own.choices if count.own is not None else (),
        one_person=True,
    )


def _known_to(count: Count, actor: Actor | None) -> Count:
    """A draft is its author's alone: for anyone else there is no such poll. Raises NotFound."""
    poll = count.poll
    if isinstance(poll.state, Draft) and (actor is None or actor.person.id != poll.author):
        raise NotFound(say("error-poll-unknown", id=str(poll.id)))
    return count


def is_closed(poll: Poll) -> bool:
    return isinstance(poll.state, Closed)
