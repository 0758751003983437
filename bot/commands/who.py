"""Who may vote, as /poll is told it: `--who members`, `--who role:Choir`, `--who older:30`; and back into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, assert_never

from bot.commands.call import Call
from bot.domain.community import Channel
from bot.domain.electorate import MOST_DAYS, Anyone, Eligibility, HasRole, Invited, Members, OlderThan
from bot.domain.errors import BadInput, DomainError
from bot.domain.ids import ChannelId
from bot.domain.text import say
from bot.services.asking import NewPoll

_ANYONE: Final = ("anyone", "all", "chiunque", "tutti")
_MEMBERS: Final = ("members", "membri", "iscritti")
_INVITED: Final = ("invited", "invitati")
_ROLE: Final = ("role", "ruolo")
_OLDER: Final = ("older", "da")
_EXAMPLES: Final = "--who older:30"
NAME_CHARS: Final = 100
"""Of a role: Discord's are no longer."""
WHO_CHARS: Final = 300


async def for_electors(call: Call, new: NewPoll, channels: Sequence[Channel]) -> NewPoll:
    """`new` for those who may vote. Raises BadInput, and NotFound for a room or role that is not there."""
    who = await _eligibility(call, channels)
    return replace(new, rules=replace(new.rules, eligibility=who))


async def _eligibility(call: Call, channels: Sequence[Channel]) -> Eligibility:
    raw, fixed = call.text("who"), call.ticked("fixed")
    word, _, rest = (part.strip() for part in raw.partition(":"))
    word = word.casefold()
    if not raw or word in _ANYONE:
        if fixed:
            raise BadInput(say("error-fixed-alone"), part="--fixed", example="--who members --fixed")
        return Anyone()
    if word in _INVITED and not rest:
        if fixed:
            raise BadInput(say("error-fixed-alone"), part="--fixed", example="--who members --fixed")
        return Invited()
    if word in _MEMBERS:
        rooms = await call.rooms(rest) if rest else channels
        return Members(tuple(room.id for room in rooms), tuple(room.title for room in rooms), fixed)
    if word in _ROLE and rest:
        return await _role(call, rest, channels, fixed=fixed)
    if word in _OLDER and rest:
        return OlderThan(_days(rest), tuple(room.id for room in channels))
    raise BadInput(say("error-who"), part=raw[:60], example=_EXAMPLES)


async def _role(call: Call, name: str, channels: Sequence[Channel], *, fixed: bool) -> HasRole:
    """Looked for in the rooms that the poll goes to, and then in the community's others."""
    here = {room.id for room in channels}
    async with call.services.work.reading() as work:
        others = [each for each in await work.channels.of_community(call.actor.community.id) if each.id not in here]
    unknown: DomainError = BadInput(say("error-no-roles"), part=name[:60], example="--who members")
    for room in (*channels, *others):
        adapter = call.services.adapters.get(room.platform)
        asked = adapter.membership if adapter is not None else None
        if asked is None:
            continue
        try:
            number, called = await asked.role(room, name[:NAME_CHARS])
        except DomainError as error:
            unknown = error
            continue
        return HasRole(room.id, number, called, fixed)
    raise unknown


def _days(raw: str) -> int:
    number = raw.removesuffix("d").removesuffix("g").strip()
    if not (number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= MOST_DAYS):
        raise BadInput(say("error-who-days", most=MOST_DAYS), part=raw[:40], example=_EXAMPLES)
    return int(number)


def as_typed(who: Eligibility, addresses: Mapping[ChannelId, str]) -> tuple[str | None, bool]:
    """What `--who` and `--fixed` would have to say, so that a draft's form can be filled in.

    `addresses`: of the community's rooms, by their ids.
    """
    match who:
        case Anyone():
            return None, False
        case Members(channels=channels, fixed=fixed):
            rooms = [f"#{addresses[room]}" for room in channels if room in addresses]
            return "members:" + ", ".join(rooms) if rooms else "members", fixed
        case HasRole(role=role, fixed=fixed):
            return f"role:{role}", fixed
        case OlderThan(days=days):
            return f"older:{days}", False
        case Invited():
            return "invited", False
        case never:
            assert_never(never)
