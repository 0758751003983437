"""Taking a ballot: from a tap to a receipt in words. The count itself happens in the ballot box."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from bot.domain.ballot import Action, Cast, Choose, Deed, Receipt, Refusal, Withdraw
from bot.domain.community import Identity
from bot.domain.conversation import Tone, Vote, VoteReply
from bot.domain.electorate import ANYONE
from bot.domain.errors import NotFound, StoreUnavailable
from bot.domain.ids import ChannelId, EventKey, PollId, VoterKey, is_poll_id
from bot.domain.marks import option_of
from bot.domain.method import AGAINST, Method
from bot.domain.poll import Poll
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.ports import BallotBox, UnitOfWork
from bot.services.access import Access
from bot.services.eligibility import Electors
from bot.services.papers import ballot_words, brief_words, points_left
from bot.services.reasons import why_hint

_REFUSED = {
    Refusal.UNKNOWN_POLL: say("refused-unknown-poll"),
    Refusal.NOT_YET_OPEN: say("refused-not-yet-open"),
    Refusal.TOO_LATE: say("refused-too-late"),
    Refusal.CANCELLED: say("refused-cancelled"),
    Refusal.UNKNOWN_OPTION: say("refused-unknown-option"),
    Refusal.OPTION_REMOVED: say("refused-option-removed"),
    Refusal.TOO_MANY: say("refused-too-many"),
    Refusal.NOTHING_CHOSEN: say("refused-nothing-chosen"),
    Refusal.FINAL: say("refused-final"),
    Refusal.NOT_ELIGIBLE: say("refused-not-eligible"),
    Refusal.TWICE: say("refused-twice"),
    Refusal.OUT_OF_RANGE: say("refused-out-of-range"),
    Refusal.OVER_BUDGET: say("refused-too-many"),
    Refusal.OLD_PAPER: say("refused-old-paper"),
}


POLLS_KEPT = 256
_STANDS = (Deed.CAST, Deed.CHANGED, Deed.UNCHANGED, Deed.REPEATED)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one wish, and whose words it is told in."""

    receipt: Receipt
    poll: Poll | None
    voter: VoterKey
    spoken: Speech
    objection: Text | None
    """Why this person may not vote."""


class Voting:
    """Holds the polls being voted on, for their words only: whether a ballot counts is the box's to say."""

    def __init__(self, access: Access, box: BallotBox, work: UnitOfWork, electors: Electors) -> None:
        self._access, self._box, self._work, self._electors = access, box, work, electors
        self._polls: dict[PollId, Poll] = {}
        self._changes = 0

    def changed(self, poll: PollId) -> None:
        """The poll's words or rules are new. Cheap; call it on the event loop."""
        self._changes += 1
        self._polls.pop(poll, None)

    def forget(self) -> None:
        """Any poll may be new. Cheap; call it on the event loop."""
        self._changes += 1
        self._polls.clear()

    async def vote(self, vote: Vote) -> VoteReply:
        """Store the ballot and say what happened. Raises StoreUnavailable as the ballot box does, and DomainError where
        nobody can tell now whether this person may vote.
        """
        if not is_poll_id(vote.poll):
            _, spoken = await self._access.voter(vote.sender, None)
            unknown = spoken.say(_REFUSED[Refusal.UNKNOWN_POLL])
            return VoteReply(text=unknown, tone=Tone.ERROR, poll=vote.poll, chosen=())
        settled = await self.settle(vote.sender, vote.channel, vote.poll, vote.action, vote.event)
        receipt, poll, spoken = settled.receipt, settled.poll, settled.spoken
        brief = None
        if poll is not None and _is_paper(poll):
            brief = receipt_words(receipt, poll, spoken, settled.objection, brief=True)
        objects = poll is not None and receipt.deed in _STANDS and _objects(poll, receipt)
        return VoteReply(
            text=spoken.say(receipt_words(receipt, poll, spoken, settled.objection)),
            tone=Tone.ERROR if receipt.deed is Deed.REFUSED else Tone.DONE,
            poll=vote.poll,
            chosen=receipt.choices,
            notice=self.notice(settled),
            receipt=spoken.say(say("receipt-code", code=receipt.code)) if receipt.code else "",
            brief=spoken.say(brief) if brief is not None else "",
            why=spoken.say(why_hint(vote.poll)) if objects else "",
        )

    async def settle(
        self, sender: Identity, channel: ChannelId | None, number: PollId, action: Action, event: EventKey | None
    ) -> Settled:
        """What becomes of the ballot of an existing poll, or of one that was deleted. Raises as `vote` does."""
        # read beforehand: once the ballot is stored nothing may keep its receipt from the voter
        poll = await self._poll(number)
        if poll is not None and not poll.is_open and poll.rules.eligibility != ANYONE:
            # one that was opened meanwhile must not be open to everybody for that
            self.changed(number)
            poll = await self._poll(number)
        voter, spoken = await self._access.voter(sender, poll.community if poll is not None else None)
        # whoever may not vote any more can still take back what they cast while they might
        asks = poll is not None and not isinstance(action, Withdraw)
        objection = await self._electors.objection(poll, voter) if poll is not None and asks else None
        receipt = await self._box.cast(
            Cast(
                poll=number,
                voter=voter,
                action=_tidied(action),
                platform=sender.platform,
                channel=channel,
                event=event,
                objection=Refusal.NOT_ELIGIBLE if objection is not None else None,
            )
        )
        if poll is not None and not {option.id for option in poll.options}.issuperset(map(option_of, receipt.choices)):
            self.changed(number)
            with suppress(StoreUnavailable):
                poll = await self._poll(number)
        return Settled(receipt, poll, voter, spoken, objection)

    def notice(self, settled: Settled) -> str:
        """For a voter who was met just now, once."""
        return settled.spoken.say(say("privacy-first")) if self._access.meets(settled.voter) else ""

    async def _poll(self, number: PollId) -> Poll | None:
        if number in self._polls:
            return self._polls[number]
        before = self._changes
        async with self._work.reading() as work:
            try:
                poll = await work.polls.get(number)
            except NotFound:
                return None
        # what was changed while it was being read must not be kept
        if before == self._changes:
            self._polls[number] = poll
            while len(self._polls) > POLLS_KEPT:
                del self._polls[next(iter(self._polls))]
        return poll


def receipt_words(
    receipt: Receipt, poll: Poll | None, spoken: Speech, objection: Text | None = None, *, brief: bool = False
) -> Text:
    """What a voter is told, and how to change it while that is possible; `objection`: why they may not vote.

    `brief`: of a paper with many marks only what is new.
    """
    now, before = _words(receipt, poll, spoken, brief=brief)
    match receipt.deed:
        case Deed.CAST | Deed.CHANGED if poll is not None and poll.rules.counting.method is Method.POINTS:
            left = points_left(poll.rules.counting, receipt.choices, spoken)
            return say("receipt-paper-points", choices=now, left=left)
        case Deed.CHANGED if poll is not None and _is_paper(poll):
            # it is made press by press: each time what it was before would be most of the words
            return say("receipt-paper", choices=now)
        case Deed.CAST:
            final = poll is not None and not poll.rules.may_change
            return say("receipt-cast-final", choices=now) if final else say("receipt-cast", choices=now)
        case Deed.CHANGED:
            return say("receipt-changed", choices=now, before=before)
        case Deed.UNCHANGED | Deed.REPEATED:
            return say("receipt-unchanged", choices=now) if now else say("receipt-none")
        case Deed.WITHDRAWN:
            if poll is not None and _is_paper(poll):
                return say("receipt-paper-withdrawn", before=before)
            return say("receipt-withdrawn", before=before)
        case Deed.NOTHING_TO_WITHDRAW:
            return say("receipt-none")
        case Deed.REFUSED:
            reason = _reason(receipt, poll, objection)
            return say("refused-kept", reason=spoken.say(reason), choices=now) if now else reason


def _words(
    receipt: Receipt, poll: Poll | None, spoken: Speech, *, brief: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ballot as it is, and as it was."""
    if poll is None:
        return (), ()
    if brief:
        now = brief_words(poll, receipt.choices, receipt.before, spoken)
        return now, brief_words(poll, receipt.before, (), spoken)
    return ballot_words(poll, receipt.choices, spoken), ballot_words(poll, receipt.before, spoken)


def _reason(receipt: Receipt, poll: Poll | None, objection: Text | None) -> Text:
    if receipt.refusal is Refusal.TOO_MANY and poll is not None:
        return say("refused-more-than", most=poll.rules.most_choices)
    if receipt.refusal is Refusal.OVER_BUDGET and poll is not None:
        return say("refused-over-budget", points=poll.rules.counting.points)
    if receipt.refusal is Refusal.NOT_ELIGIBLE and objection is not None:
        return objection
    return _REFUSED[receipt.refusal or Refusal.UNKNOWN_POLL]


def _objects(poll: Poll, receipt: Receipt) -> bool:
    """The ballot is an objection, of which one can say why."""
    return poll.rules.counting.method is Method.CONSENT and receipt.choices == (AGAINST,)


def _is_paper(poll: Poll) -> bool:
    return not poll.rules.counting.method.chooses


def _tidied(action: Action) -> Action:
    """Options in the order a ballot holds them: in which order a voter ticked them says nothing."""
    return Choose(tuple(sorted(set(action.choices)))) if isinstance(action, Choose) else action
