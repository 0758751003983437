"""/community: the community that is meant here, its name and its time zone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.commands.call import Call
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.conversation import Reply
from bot.domain.errors import BadInput, NotAllowed
from bot.domain.text import say
from bot.domain.wording import clean_line

NAME_CHARS = 60


async def community(call: Call) -> Reply:
    """Show it, or give it another name or time zone."""
    name = clean_line(call.text("name"))
    if len(name) > NAME_CHARS:
        raise BadInput(say("error-community-name", most=NAME_CHARS), part=name[:NAME_CHARS])
    zone = _zone(call.text("timezone"))
    if name or zone:
        if not call.actor.owns:
            raise NotAllowed(say("error-owners-only"))
        now = await call.services.access.describe(call.actor, name, zone)
        return call.answer(say("done-community", name=now.name, timezone=now.timezone))
    here = call.actor.community
    async with call.services.work.reading() as work:
        channels = await work.channels.of_community(here.id)
        organisers = await work.people.organisers(here.id)
    language = say("language-name-it") if here.language == "it" else say("language-name-en")
    lines = say(
        "community-about",
        name=here.name,
        language=call.say(language),
        timezone=here.timezone,
        channels=len(channels),
        organisers=tuple(person.name for person in organisers),
    )
    return Reply((call.info(lines),))


def _zone(name: str) -> str:
    """Raises BadInput for one that is not known here."""
    try:
        return ZoneInfo(name).key if name else ""
    except (OSError, ValueError, KeyError):  # a folder, a path that climbs, a name nobody knows
        raise BadInput(say("error-timezone"), part=name[:40], example="/community --timezone Europe/Rome") from None


COMMUNITY = Command(
    name="community",
    help=say("help-community"),
    usage=say("usage-community"),
    permission=Permission.ORGANISER,
    run=community,
    parameters=(
        Parameter(name="name", kind=Kind.LINE, label=say("field-community-name"), most_chars=NAME_CHARS),
        Parameter(name="timezone", kind=Kind.LINE, flag=True, label=say("field-timezone"), most_chars=60),
    ),
)
