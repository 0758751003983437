"""Why people objected, as far as it may be told: a handful in words, the rest by their number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.domain.ids import PersonId, PollId
from bot.domain.method import Method
from bot.domain.poll import Closed, Poll, Secrecy, shorten
from bot.domain.small_groups import LEAST_VOTERS
from bot.domain.text import Text, say
from bot.domain.wording import clean_line
from bot.ports import Work

TOLD: Final = 5
"""In an outcome."""
TOLD_CHARS: Final = 200
"""Of each of them there."""


@dataclass(frozen=True, slots=True)
class Reasons:
    told: tuple[tuple[str, str], ...] = ()
    """Each with the name of who gave it; empty where names are not shown, or nobody knows whose it is."""
    more: int = 0
    """That are not among them."""


NO_REASONS: Final = Reasons()


def by_consent(poll: Poll) -> bool:
    return poll.rules.counting.method is Method.CONSENT


def kept_words(poll: Poll) -> Text:
    if poll.rules.secret:
        return say("done-object-secret")
    return say("done-object-named") if poll.rules.secrecy is Secrecy.NAMED else say("done-object")


def warning_of(poll: Poll) -> Text:
    """Who will read a reason, and whose it will seem: to be read before it is written."""
    if poll.rules.secret:
        return say("hint-object-secret")
    return say("hint-object-named") if poll.rules.secrecy is Secrecy.NAMED else say("hint-object")


def why_hint(poll: PollId) -> Text:
    """How to say why, typed."""
    return say("hint-why", line=f"/object {poll}")


async def reasons_of(work: Work, poll: Poll, most: int = TOLD) -> Reasons:
    """Of a poll by consent, whose results the caller may show. Of a secret one none before the close, and of few none.

    While one runs, a reason that is new would tell what the last voter chose.
    """
    if not by_consent(poll):
        return NO_REASONS
    if poll.rules.secret and not isinstance(poll.state, Closed):
        return NO_REASONS
    if poll.rules.secret and (await work.ballots.tally(poll.id)).voters < LEAST_VOTERS:
        return NO_REASONS
    counted = await work.objections.counted(poll.id)
    first = counted[:most]
    names: dict[PersonId, str] = {}
    if poll.rules.secrecy is Secrecy.NAMED:
        names = dict(await work.people.names([PersonId(each.voter) for each in first if each.voter is not None]))
    told = tuple((names.get(PersonId(each.voter or ""), ""), each.text) for each in first)
    return Reasons(told, len(counted) - len(first))


def reasons_lines(reasons: Reasons, most_chars: int = TOLD_CHARS) -> list[Text]:
    """Each on one line, so that none can pass for anything else that is said; nothing where there are none."""
    if not reasons.told:
        return []
    lines = [say("reasons-title")]
    for name, text in reasons.told:
        words = shorten(clean_line(text), most_chars)
        lines.append(say("reasons-named", name=name, reason=words) if name else say("reasons-line", reason=words))
    return [*lines, say("reasons-more", count=reasons.more)] if reasons.more else lines
