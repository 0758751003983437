"""/digest: how the polls stand, now, and from now on in a rhythm of one's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.commands.call import Call
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.commands.repeating import OFF, rhythm_words
from bot.commands.when_rhythm import parse_rhythm
from bot.domain.conversation import OfferCommand, Part, Reply, Say, Tone
from bot.domain.text import say
from bot.services.digests import digest_text

LATELY: Final = timedelta(days=7)
"""What a digest looks back at where none was told before."""


async def digest(call: Call) -> Reply:
    """`/digest monday 9:00`: every week then, in private; `off`: no more; without words: how the polls stand now."""
    wanted = call.text("every")
    if not wanted:
        return await _now(call)
    if wanted.lower() in OFF:
        ended = await call.services.digests.end(call.actor, call.request.event)
        return call.answer(say("done-digest-off") if ended else say("digest-none"))
    rhythm = parse_rhythm(wanted, call.now, call.zone)
    asked = await call.services.digests.ask(call.actor, rhythm, call.request.channel, call.request.event)
    return call.answer(say("done-digest", rhythm=rhythm_words(asked.rhythm), at=asked.next_at))


async def _now(call: Call) -> Reply:
    known = await call.services.digests.find(call.actor)
    since = known.told_at if known is not None else call.now - LATELY
    async with call.services.work.reading() as work:
        text = await digest_text(work, call.actor.community, since, call.actor.speech)
    parts: list[Part] = [Say(text, Tone.INFO)]
    if known is None:
        parts.append(call.info(say("digest-how")))
    else:
        parts.append(call.info(say("digest-next", rhythm=rhythm_words(known.rhythm), at=known.next_at)))
        parts.append(OfferCommand(call.say(say("offer-digest-off")), "/digest off"))
    return Reply(tuple(parts))


DIGEST = Command(
    name="digest",
    help=say("help-digest"),
    usage=say("usage-digest"),
    permission=Permission.ORGANISER,
    run=digest,
    parameters=(Parameter(name="every", kind=Kind.MOMENT, label=say("field-digest")),),
)
