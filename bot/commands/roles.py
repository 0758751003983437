"""/role: who may do what in the community, given and taken by its owners."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.commands.call import Call
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.community import Person, Role
from bot.domain.conversation import OfferCommand, Part, Reply, Say, Tone
from bot.domain.errors import BadInput, NotAllowed, NotFound
from bot.domain.text import Text, say
from bot.domain.wording import same_label
from bot.services.platforms import platform_name

ROLES: Final = {
    Role.VOTER: say("role-voter"),
    Role.MODERATOR: say("role-moderator"),
    Role.ORGANISER: say("role-organiser"),
    Role.OWNER: say("role-owner"),
}
_WORDS: Final = {
    "voter": Role.VOTER,
    "votante": Role.VOTER,
    "none": Role.VOTER,
    "nessuno": Role.VOTER,
    "moderator": Role.MODERATOR,
    "moderatore": Role.MODERATOR,
    "moderatrice": Role.MODERATOR,
    "organiser": Role.ORGANISER,
    "organizer": Role.ORGANISER,
    "organizzatore": Role.ORGANISER,
    "organizzatrice": Role.ORGANISER,
    "owner": Role.OWNER,
    "titolare": Role.OWNER,
}
_NEW: Final = frozenset({"new", "nuovo", "nuova"})
_MENTION: Final = re.compile(r"<@!?(\d{1,20})>")
_OFFERED: Final = 8
"""People whose role can be taken with a button under the list."""


async def role(call: Call) -> Reply:
    """`/role` lists; `/role Ada moderator` gives or takes a role; `/role new organiser` makes a one-time code."""
    who, word = call.text("who"), call.text("role")
    if not who and not word:
        return await _team(call)
    if not word:
        who, _, word = who.rpartition(" ")
    wanted = _WORDS.get(word.lower())
    if wanted is None or not who.strip():
        raise BadInput(say("error-role-what"), part=word[:40])
    if who.strip().lower() in _NEW:
        return await _new_code(call, wanted)
    person = await person_meant(call, who.strip())
    granted = await call.services.roles.grant(call.actor, person.id, wanted, call.request.event)
    if granted.before is granted.after:
        return Reply((call.info(say("role-already", who=_name(granted.person), role=ROLES[wanted])),))
    done = say("done-role", who=_name(granted.person), before=ROLES[granted.before], role=ROLES[granted.after])
    return call.answer(done)


async def _team(call: Call) -> Reply:
    team = await call.services.roles.team(call.actor.community.id)
    lines = [call.say(say("roles-title", community=call.actor.community.name))]
    lines += [
        call.say(say("roles-line", who=_name(person), platform=platform_name(person.platform), role=ROLES[role]))
        for person, role in team
    ]
    lines.append(call.say(say("roles-how")))
    parts: list[Part] = [Say("\n".join(lines), Tone.INFO)]
    if not call.request.aloud:
        parts += [
            OfferCommand(call.say(say("offer-new-code", role=ROLES[role])), f"/role new {role.value}")
            for role in (Role.MODERATOR, Role.ORGANISER, Role.OWNER)
        ]
        others = [person for person, _ in team if person.id != call.actor.person.id]
        parts += [
            OfferCommand(call.say(say("offer-take-role", who=_name(person))), f"/role {person.id} voter", risky=True)
            for person in others[:_OFFERED]
        ]
    return Reply(tuple(parts))


async def _new_code(call: Call, wanted: Role) -> Reply:
    """Raises NotAllowed where everybody in the room would read it."""
    if wanted is Role.VOTER:
        raise BadInput(say("error-role-what"), part="voter")
    if call.request.aloud:
        raise NotAllowed(say("error-code-aloud"))
    code = await call.services.codes.make(call.actor, wanted, call.request.event)
    link = f"{call.services.public_url}/sign-in?token={code}"
    made = say("done-code", role=ROLES[wanted], community=call.actor.community.name, code=code, link=link)
    return call.answer(made)


async def person_meant(call: Call, who: str) -> Person:
    """Somebody of the team by name or number, or anybody who is known by a mention of their platform's.

    Not just anybody by name: names are what people call themselves. Raises NotFound.
    """
    async with call.services.work.reading() as work:
        if mention := _MENTION.fullmatch(who):
            known = await work.people.find(call.request.sender.platform, mention[1])
            if known is None:
                raise NotFound(say("error-nobody-of-name"))
            return known
        team = [person for person, _ in await work.people.team(call.actor.community.id)]
    found = [person for person in team if person.id == who] or _named(team, who)
    if len(found) != 1:
        raise NotFound(say("error-role-several", who=who[:60]) if found else say("error-nobody-of-name"))
    return found[0]


def _named(team: Sequence[Person], who: str) -> list[Person]:
    bare = same_label(who.removeprefix("@"))
    return [person for person in team if person.name and same_label(person.name) == bare]


def _name(person: Person) -> Text | str:
    return person.name or say("person-forgotten")


ROLE = Command(
    name="role",
    help=say("help-role"),
    usage=say("usage-role"),
    permission=Permission.OWNER,
    run=role,
    parameters=(
        Parameter(name="who", kind=Kind.LINE, label=say("field-whom"), hint=say("hint-whom"), most_chars=80),
        Parameter(
            name="role",
            kind=Kind.CHOICE,
            label=say("field-role"),
            choices=tuple((role.value, words) for role, words in ROLES.items()),
        ),
    ),
)
