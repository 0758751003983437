"""What became of a decision, in words: beside its status, on its card, and as a post of its own. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.card import Card
from bot.domain.followup import FollowUp, Stage, Standing, Statement
from bot.domain.poll import Closed, Poll
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.services.followup_words import STAGES, STANDINGS

AWAITED_AFTER: Final = timedelta(days=3)
"""From the close; then everybody is told that nobody has said yet what is done."""
_VERDICTS: Final[Mapping[Standing, Text]] = {
    Standing.BINDING: say("statement-binding"),
    Standing.ADVISORY: say("statement-advisory"),
}


def fate(kept: FollowUp, poll: Poll, now: datetime) -> Text | None:
    """In a few words, to stand beside the status; None while there is nothing to tell."""
    if not isinstance(poll.state, Closed):
        return None
    said = kept.statement
    if said is not None:
        standing = STANDINGS[said.standing]
        return standing if kept.stage is Stage.OPEN else say("fate-both", standing=standing, stage=STAGES[kept.stage])
    if kept.stage is not Stage.OPEN:
        return STAGES[kept.stage]
    return say("fate-awaiting") if now >= poll.state.at + AWAITED_AFTER else None


def statement_lines(said: Statement) -> tuple[Text, ...]:
    """The verdict first; then what, why, who and by when, as far as it was said."""
    overruled = said.standing is Standing.OVERRULED
    lines = [say("statement-overruled", reason=said.reason) if overruled else _VERDICTS[said.standing]]
    lines += [say("statement-what", what=said.what), say("statement-why", why=said.why)]
    if said.who:
        lines.append(say("statement-who", who=said.who))
    if said.by_when:
        lines.append(say("statement-by", when=said.by_when))
    return tuple(lines)


def statement_text(poll: Poll, said: Statement, speech: Speech) -> str:
    """The word on an outcome, for the rooms that saw the poll."""
    title = speech.say(say("statement-title"))
    return "\n".join((poll.question, title, "", *(speech.say(line) for line in statement_lines(said))))


def with_aftermath(card: Card, kept: FollowUp | None, poll: Poll, speech: Speech, now: datetime) -> Card:
    """The card of a closed decision says what became of it."""
    words = fate(kept, poll, now) if kept is not None else None
    if kept is None or words is None:
        return card
    told = speech.say(words)
    lines = statement_lines(kept.statement) if kept.statement is not None else ()
    return replace(
        card,
        status=speech.say(say("status-with-fate", status=card.status, fate=told)),
        said=tuple(speech.say(line) for line in lines),
        alt=f"{card.alt} {speech.say(say('alt-fate', fate=told))}",
    )
